"""Paper: a label to PNG with its read-back, a receipt, the sheets, a certificate, a manifest of 500 devices."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from devswap.printing import badges, cage_label, receipt, sheets, voucher
from devswap.printing.certificate import certificate
from devswap.printing.document import Document
from devswap.printing.escpos import escpos
from devswap.printing.zpl import zpl
from tests.printing.values import CERTIFICATE, NOW, RECEIPT


def _label(number: int) -> cage_label.CageLabel:
    return cage_label.CageLabel(f"L2-{number:04}", "laptop", NOW, "Lambeth", 1, str(20000 + number))


def _png(size: tuple[float, float], dpi: int, number: int) -> bytes:
    return cage_label.draw(_label(number), size, dpi).png()


def _of_a_desk(size: tuple[float, float], dpi: int, number: int) -> bytes:
    """With the intake's id on it, which only Data Matrix holds in that room."""
    label = replace(_label(number), carries=f"0198c2f0-1234-7abc-8def-{number:012x}")
    return cage_label.draw(label, size, dpi).png()


def _manifest() -> bytes:
    document = Document("Manifest", "500 devices", "M-1", NOW)
    rows = [(str(n), "laptop HP EliteBook 840 G5", f"5CG{n:07}", "104233", "B", "lid scratched") for n in range(500)]
    document.table(("no", "device", "serial", "tag", "grade", "note"), (12, 54, 40, 24, 16, 28), rows)
    return document.pdf()


def _voucher(number: int) -> bytes:
    by = date(2025, 12, 5)
    due = voucher.Voucher(str(20000 + number), "V-0412", ("laptop",), "R. Okafor", "1", "Lambeth", "desk 2", by)
    return voucher.draw(due).png()


def _badges(number: int) -> object:
    return badges.draw([badges.Badge(str(number * 10 + place), "R. Okafor", "1", "Unit 1") for place in range(10)])


def run(arguments: Sequence[str]) -> None:
    """Print the median, the worst and the budget of each, in ms. `arguments`: how many times, 40 if left out."""
    times = int(arguments[0]) if arguments else 40
    print(f"{'':44}{'median':>9}{'worst':>9}{'budget':>9}")
    for size in (cage_label.SMALL, cage_label.LARGE):
        for dpi in (203, 300):
            name = f"cage label {size[0]:g} x {size[1]:g} mm at {dpi} dpi to PNG"
            _measure(name, partial(_png, size, dpi), times, 30)
            of_a_desk = partial(_of_a_desk, size, dpi)
            _measure("the same as a desk makes it: Data Matrix", of_a_desk, times, 30)
    large = cage_label.draw(_label(0), cage_label.LARGE, 300)
    _measure("the last as ZPL", lambda _: zpl(large), times)
    _measure("voucher to PNG", _voucher, times, 30)
    _measure("receipt, two copies", lambda _: receipt.draw(RECEIPT), times)
    _measure("a copy as ESC/POS", lambda _: escpos(receipt.draw(RECEIPT)[0]), times)
    _measure("badge sheet of ten", _badges, 5)
    _measure("both command sheets", lambda _: sheets.command_sheets(), 5)
    _measure("certificate", lambda _: certificate(CERTIFICATE), times, 50)
    _measure("manifest of 500 devices", lambda _: _manifest(), 5, 2000)


def _measure(name: str, work: Callable[[int], object], times: int, budget: float | None = None) -> None:
    work(0)
    taken = []
    for number in range(1, times + 1):
        start = time.perf_counter()
        work(number)
        taken.append((time.perf_counter() - start) * 1000)
    allowed = f"{budget:9.0f}" if budget else ""
    print(f"{name:44}{statistics.median(taken):9.2f}{max(taken):9.2f}{allowed}")
