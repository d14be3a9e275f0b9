"""Every row of the sample labels, sent through a serial line, typed in a burst and pasted: from the bytes to the desk.

What arrives by each way is read as the reference says, and at the desk only what names a device takes a place in a
visit.
"""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from devswap.labels.reading import read
from scanners import ScannerSettings, open_scanner
from scanners.keystrokes import Keystrokes
from scanners.scan import Scan
from tests.desk.scenes import OKAFOR, Scene
from tests.labels.test_samples import TOLD, rows, sent
from tests.scanners.test_samples import KEY_NAMES

END = "\rEND OF ROW\r"
BINARY = ("Honeywell DECHDR1", "HID-POS", "Zebra SSI", "7E1", "ACK")
"""Where the row comes from, for those that no keyboard types and no paste holds."""


class Row(NamedTuple):
    raw: str
    source: str
    kind: str
    value: str

    @property
    def readings(self) -> list[tuple[str, str]]:
        """What arrives scan by scan: two scans in one row are two, an empty frame and a scanner's answer none."""
        if self.kind in ("host-reply", "no-read") or not self.raw.strip("\r\n"):
            return []
        if len(self.raw.split()) == 2 and "\r\n" in self.raw.strip():
            return [(self.kind, value) for value in self.value.split(" | ")]
        return [(self.kind, self.value)]


ROWS = [Row(sent(raw), source, kind, value) for raw, source, kind, value in rows()]
ON_A_LINE = [row for row in ROWS if row.kind != "protocol-error" and row.source != "HID-POS report"]
"""No line carries a HID report; a broken packet waits for its resend (`scanners/test_ssi_dialogue.py`)."""
TYPED = [
    row
    for row in ROWS
    if row.source == "Honeywell code ID prefix" or not (row.kind == "host-reply" or row.source.startswith(BINARY))
]
"""The rows that are text."""


def said(scans: list[Scan], row: Row) -> list[tuple[str, str]]:
    labels = [read(scan.text, scan.aim, TOLD.get(row.source)) for scan in scans]
    return [(label.what_it_is, label.normalised) for label in labels]


def typed(row: Row) -> list[Scan]:
    keys, now, scans = Keystrokes(), 10.0, list[Scan]()
    for character in row.raw:
        now += 0.004
        scans += keys.feed(KEY_NAMES.get(character, character), character, now).scans
    return scans + keys.idle(now + 1.0).scans


def pasted(row: Row) -> list[Scan]:
    return Keystrokes().paste(row.raw, 10.0).scans


@pytest.fixture(scope="module")
def through_a_line() -> Iterator[Callable[[Row], list[Scan]]]:
    """A serial scanner on a pty, read by its own thread."""
    if sys.platform == "win32":
        pytest.skip("there are no ptys on Windows")
    ours, theirs = os.openpty()
    scans: list[Scan] = []
    whole = threading.Event()

    def deliver(scan: Scan) -> None:
        if scan.text == END.strip():
            whole.set()
        else:
            scans.append(scan)

    ready = threading.Event()
    reader = open_scanner(ScannerSettings("lane 1", port=os.ttyname(theirs)), deliver, lambda _: ready.set())
    assert ready.wait(10)

    def send(row: Row) -> list[Scan]:
        scans.clear()
        whole.clear()
        os.write(ours, (row.raw + END).encode("latin-1"))
        assert whole.wait(10)
        return list(scans)

    yield send
    reader.stop()
    os.close(ours)
    os.close(theirs)


@pytest.mark.parametrize("row", ON_A_LINE, ids=lambda row: row.raw)
def test_through_a_serial_line_it_is_read_as_the_reference_says(
    row: Row, through_a_line: Callable[[Row], list[Scan]]
) -> None:
    scans = through_a_line(row)
    if row.kind == "parity-mismatch":
        assert [(scan.text, scan.damage) for scan in scans] == [(row.value, "parity")]
    else:
        assert said(scans, row) == row.readings
        assert not any(scan.damage for scan in scans)


@pytest.mark.parametrize("way", [typed, pasted])
@pytest.mark.parametrize("row", TYPED, ids=lambda row: row.raw)
def test_typed_and_pasted_it_is_read_as_the_reference_says(row: Row, way: Callable[[Row], list[Scan]]) -> None:
    assert said(way(row), row) == row.readings


@pytest.mark.parametrize("way", [typed, pasted, None], ids=["typed", "pasted", "line"])
def test_at_the_desk_only_what_names_a_device_takes_a_place(
    way: Callable[[Row], list[Scan]] | None, tmp_path: Path, through_a_line: Callable[[Row], list[Scan]]
) -> None:
    scene = Scene(tmp_path)
    for row in ON_A_LINE if way is None else TYPED:
        for scan in (way or through_a_line)(row):
            scene.say(OKAFOR)
            names_a_device = read(scan.text, scan.aim).readings[0].role == "D" and not scan.damage
            answer = scene.desk.scan(scan)
            assert len(answer.visit.lines) == names_a_device, (row, answer)
            scene.say("/cancel")
    scene.close()
