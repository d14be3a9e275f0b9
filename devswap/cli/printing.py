"""`devswap print`: papers out of the record, and badge cards."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from devswap.cli.opening import reading, settings_of
from devswap.cli.settings import config_option, loaded
from devswap.cli.speech import put, say
from devswap.errors import ConfigError, DevswapError

if TYPE_CHECKING:
    from devswap.config import Config, PrinterSettings
    from devswap.ledger.entry import Entry
    from devswap.printing.badges import Badge
    from devswap.printing.page import Page
    from devswap.store import Reader


def _where(command: Callable[..., Any]) -> Callable[..., Any]:
    folder = click.Path(file_okay=False, path_type=Path)
    to = click.option("--to", "folder", type=folder, default=".", metavar="FOLDER", help="Where PNG and PDF go.")
    printer = click.option("--printer", metavar="NAME", help="To this [[printer]] in their place.")
    return printer(to(command))


@click.group("print")
def print_() -> None:
    """Cage labels, receipts and vouchers out of the record, marked as reprints; badge cards."""


def _paper(kind: str, word: str, what: str) -> click.Command:
    @click.argument("identifier")
    @_where
    @config_option
    def command(identifier: str, folder: Path, printer: str | None) -> None:
        config = loaded().config
        with reading(config) as store:
            pages = _pages(store, config, kind, word, identifier, printer)
        _out(config, pages, folder, printer)

    command.__doc__ = what
    return click.command(word)(command)


for _kind, _word, _what in (
    ("cage_label", "label", "The cage label of an old device, by any identifier of it or its code."),
    ("receipt", "receipt", "Both copies of the receipt on which a device stands, by any identifier of it or its code."),
    ("voucher", "voucher", "The voucher for what an old device earned, while it is open."),
):
    print_.add_command(_paper(_kind, _word, _what))


@print_.command()
@click.argument("numbers", nargs=-1, metavar="[NUMBER…]")
@click.option("--operators", is_flag=True, help="Of all operators, or of those numbers among them.")
@_where
@config_option
def badges(numbers: tuple[str, ...], operators: bool, folder: Path, printer: str | None) -> None:
    """Cards with the badge as a barcode, ten to an A4 page: of these recipients, or of operators."""
    from devswap.printing.badges import draw

    config = loaded().config
    with reading(config) as store:
        names = settings_of(store, config).policy.privacy.names_on_screen
        cards = _operators(store, numbers, names) if operators else [_recipient(store, n, names) for n in numbers]
    if not cards:
        raise click.UsageError("Name the NUMBERs of recipients, or --operators.")
    _out(config, draw(cards), folder, printer)


def _operators(store: "Reader", numbers: Sequence[str], names: bool) -> "list[Badge]":
    from devswap.ledger.ids import normal_serial
    from devswap.printing.badges import Badge

    wanted = set(map(normal_serial, numbers))
    found = [o for o in store.operators() if o.badge and (not wanted or normal_serial(o.number) in wanted)]
    return [Badge(o.badge, o.name if names else "", o.number, o.role) for o in found]


def _recipient(store: "Reader", number: str, names: bool) -> "Badge":
    from devswap.printing.badges import Badge

    found = store.recipient_by_number(number)
    if found is None or not found.badge:
        raise ConfigError(f"No recipient with a badge has the number {number[:40]}. Name one of the recipients' list.")
    return Badge(found.badge, found.name if names else "", found.number, found.unit or found.kind)


def _pages(
    store: "Reader", config: "Config", kind: str, word: str, identifier: str, printer: str | None
) -> "list[Page]":
    from devswap.config import PrinterSettings
    from devswap.desk.papers import Papers
    from devswap.desk.printing import drawn

    settings = _printer(config, printer) if printer else PrinterSettings("a file", folder=".")
    entries = _entries(store, kind, identifier)
    papers = Papers(store, settings_of(store, config)).of(entries, [kind], reprint=True)
    if not papers:
        raise DevswapError(f"The record calls for no {word} of {identifier[:40]}. `devswap find` tells its story.")
    return [page for paper in papers for page in drawn(paper, settings)]


def _entries(store: "Reader", kind: str, identifier: str) -> "Sequence[Entry]":
    """What the paper is made of: the last intake or issue of the device, with what was acknowledged with it."""
    from devswap.desk.history import search
    from devswap.desk.papers import acknowledged_with
    from devswap.labels.badges import Transform
    from devswap.ledger import events as ev

    devices = search(store, identifier, Transform()).devices
    if len(devices) != 1:
        raise ConfigError(f"{len(devices)} devices are known by {identifier[:40]}. Name one, by serial or asset tag.")
    device = devices[0].id
    own = [
        e for e in store.timeline(device)
        if isinstance(e.event, ev.DeviceTakenIn | ev.DeviceIssued | ev.IssueReturned) and e.event.device == device
    ]  # fmt: skip
    if kind != "receipt":
        return own[-1:] if kind == "voucher" else [e for e in own if isinstance(e.event, ev.DeviceTakenIn)][-1:]
    signed = [e for e in own if not isinstance(e.event, ev.IssueReturned)]
    return acknowledged_with(store, signed[-1]) if signed else ()


def _printer(config: "Config", name: str) -> "PrinterSettings":
    found = next((printer for printer in config.printer if printer.name == name), None)
    if found is None:
        known = ", ".join(printer.name for printer in config.printer) or "none"
        raise ConfigError(f"No [[printer]] is called {name[:40]}: {known}. Name one of the configuration.")
    return found


def _out(config: "Config", pages: "list[Page]", folder: Path, printer: str | None) -> None:
    from devswap.desk.printing import printer_of
    from devswap.printing.page import pdf
    from devswap.printing.printers import file_name, print_pages, write

    if printer:
        print_pages(printer_of(_printer(config, printer)), pages)
        say(f"{len(pages)} pages to {printer}.")
        return
    folder.mkdir(parents=True, exist_ok=True)
    files = [(f"{file_name(page.name)}.png", page.png()) for page in pages]
    for name, content in [*files, (f"{file_name(pages[0].name)}.pdf", pdf(pages))]:
        write(folder / name, content)
        put(str(folder / name))
