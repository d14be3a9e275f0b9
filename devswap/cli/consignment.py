"""`devswap consignment`: what leaves together, from the first scan to the scheme's confirmation."""

import csv
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from devswap.cli.acting import acting
from devswap.cli.listing import formats, rows
from devswap.cli.opening import reading, writing
from devswap.cli.settings import config_option, loaded
from devswap.cli.speech import harmless, put, say, standard_input
from devswap.errors import CheckFailed, DevswapError, ImportRefused

if TYPE_CHECKING:
    from devswap.store import Reader
    from devswap.wiping.consigning import Scanned, Yard
    from devswap.wiping.consignment import Header, Line

operator_option = click.option("--operator", "number", required=True, metavar="NUMBER", help="Who does it.")


@contextmanager
def yard(number: str) -> "Iterator[Yard]":
    """The store and its schemes, for this operator. Raises ConfigError, StoreError."""
    from devswap.wiping.consigning import Yard
    from devswap.wiping.schemes import load_schemes

    config = loaded().config
    schemes = load_schemes(Path(config.wiping.schemes) if config.wiping.schemes else None)
    with writing(config) as store:
        operator = acting(store, config, number)
        standing = store.standing()
        yield Yard(store, schemes, standing.site if standing else config.desk.site, operator)


@click.group()
def consignment() -> None:
    """The devices that leave together, to one scheme."""


@consignment.command("open")
@click.argument("scheme")
@click.option("--carrier", default="", metavar="NAME", help="Who drives, as the file of schemes names it.")
@operator_option
@config_option
def open_(scheme: str, carrier: str, number: str) -> None:
    """Open a consignment for a scheme; its name is printed."""
    from devswap.wiping.consigning import begin

    with yard(number) as at:
        put(begin(at, scheme, carrier).name)


@consignment.command()
@click.argument("name")
@click.argument("identifiers", nargs=-1, metavar="[IDENTIFIER…]")
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
@operator_option
@config_option
def add(name: str, identifiers: tuple[str, ...], as_json: bool, number: str) -> None:
    """Scan devices in: those named, or one a line from standard input. Exit 6 where one must stay."""
    from devswap.wiping.consigning import scan

    lines = identifiers or (line.decode("utf-8", "replace").strip() for line in standard_input())
    stay = 0
    with yard(number) as at:
        for identifier in lines:
            if identifier and not identifier.startswith("#"):
                told = scan(at, name, identifier)
                stay += bool(told.reasons)
                _answer(told, as_json)
    if stay:
        raise CheckFailed(f"{stay} stay here; the reasons are listed above.")


@consignment.command()
@click.argument("name")
@click.argument("identifier")
@operator_option
@config_option
def remove(name: str, identifier: str, number: str) -> None:
    """Take a device out; a closed consignment is open again."""
    from devswap.wiping.consigning import take_out

    with yard(number) as at:
        device = take_out(at, name, identifier)
    say(f"{device.serial or device.asset_tag} is out of {name}, which is open.")


@consignment.command()
@click.argument("name")
@operator_option
@config_option
def close(name: str, number: str) -> None:
    """Freeze what lies in it, so that its papers can be printed. Exit 6 where a device may not leave any more."""
    from devswap.wiping.consigning import close as freeze

    with yard(number) as at:
        header, stopped = freeze(at, name)
    _stop(stopped)
    say(f"{header.name} is closed, snapshot {header.snapshot[:16]}. Print the manifest; then hand it over.")


@consignment.command("hand-over")
@click.argument("name")
@click.option("--collected-by", required=True, metavar="NAME", help="Who collects: a name, or what they are.")
@click.option("--carrier", default="", metavar="NAME", help="Who drives, where that was not said before.")
@click.option("--note", "notes", multiple=True, metavar="NUMBER", help="Number of a waste note.")
@operator_option
@config_option
def hand_over(name: str, collected_by: str, carrier: str, notes: tuple[str, ...], number: str) -> None:
    """Record that all of it left: every device of it is released. Exit 6, nothing recorded, where one may not leave."""
    from devswap.wiping.consigning import hand_over as let_go
    from devswap.wiping.consigning import with_carrier

    with yard(number) as at:
        if carrier:
            with_carrier(at, name, carrier)
        header, stopped = let_go(at, name, collected_by, notes)
    _stop(stopped)
    say(f"{header.name} is handed over to {header.scheme.title}.")


@consignment.command("list")
@formats
@config_option
def list_(as_json: bool, csv_file: Path | None) -> None:
    """Every consignment, with its scheme, state and number of devices."""
    from devswap.wiping.consignment import header_of

    with reading(loaded().config) as store, rows(as_json, csv_file) as give:
        for saved in store.consignments():
            header, count = header_of(saved.header), len(store.consigned(saved.name))
            differs = "  DIFFERENCES" if header.missing or header.extra else ""
            state = saved.state.replace("_", " ")
            line = f"{header.name}  {header.scheme.name:<16} {state:<12} {count:>4} devices{differs}"
            give(_object(header, saved.state, count), line)


@consignment.command()
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="One object a line: the consignment, then each device.")
@config_option
def show(name: str, as_json: bool) -> None:
    """What lies in a consignment, or left with it."""
    import msgspec

    with reading(loaded().config) as store:
        header, state, lines = _read(store, name)
    if as_json:
        put(json.dumps(_object(header, state, len(lines)), ensure_ascii=False))
        for line in lines:
            put(msgspec.json.encode(line).decode())
        return
    put(harmless(f"{header.name}  {header.scheme.title}  {state.replace('_', ' ')}  {len(lines)} devices"))
    for line in lines:
        put(harmless(f"  {line.called:<21} {line.category:<9} {line.maker} {line.model}  {line.grade.upper()}"))


@consignment.command()
@click.argument("name")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="The folder."
)
@config_option
def manifest(name: str, out: Path) -> None:
    """Write the manifest (PDF, CSV) and the papers that the scheme needs (PDF) into a folder."""
    from devswap.wiping.papers import written

    with reading(loaded().config) as store:
        header, _, lines = _read(store, name)
        collector = (store.text(header.collected_by) or "") if header.collected_by else ""
    try:
        for target in written(header, lines, collector, out):
            put(str(target))
    except OSError as error:
        raise DevswapError(f"{out}: cannot be written ({error.strerror}). Name another folder.") from None


@consignment.command()
@click.argument("name")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@operator_option
@config_option
def received(name: str, file: Path, number: str) -> None:
    """Compare a scheme's CSV (serial, asset_tag) with what left. Exit 6 where they differ."""
    from devswap.wiping.consigning import received as compare

    identifiers = _confirmed(file)
    with yard(number) as at:
        header = compare(at, name, identifiers)
        devices = [at.store.device(device) for device in header.missing]
    for device in devices:
        put(harmless(f"not received  {(device.serial or device.asset_tag) if device else 'unknown'}"))
    for word in header.extra:
        put(harmless(f"not sent      {word}"))
    if header.missing or header.extra:
        raise CheckFailed(f"{header.name} differs: ask the scheme, and import its corrected list.")
    say(f"{header.name}: all was received.")


def _confirmed(file: Path) -> list[str]:
    """The identifier of each row: the serial, else the asset tag. Raises ImportRefused."""
    from devswap.store.lists.sheet import armed

    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            columns = {name.strip().lower(): name for name in reader.fieldnames or ()}
            if not {"serial", "asset_tag"} & columns.keys():
                raise ImportRefused(f"{file}: no column serial or asset_tag. Name one of them so in the first row.")
            found = []
            for line, row in enumerate(reader, 2):
                words = [armed((row.get(columns.get(c, "")) or "").strip()) for c in ("serial", "asset_tag")]
                if not any(words):
                    raise ImportRefused(f"{file}, line {line}: neither serial nor asset_tag. Correct that row.")
                found.append(words[0] or words[1])
            return found
    except OSError as error:
        raise ImportRefused(f"{file}: cannot be read ({error.strerror}). Name another file.") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise ImportRefused(f"{file}: no CSV in UTF-8 ({error}). Save it so.") from None


def _read(store: "Reader", name: str) -> "tuple[Header, str, list[Line]]":
    from devswap.wiping.consignment import header_of, line_of

    saved = store.consignment(name.strip().upper())
    if saved is None:
        raise DevswapError(f"There is no consignment {name}. `devswap consignment list` names those that are.")
    return header_of(saved.header), saved.state, [line_of(blob) for _, blob in store.consigned(saved.name)]


def _object(header: "Header", state: str, count: int) -> dict[str, Any]:
    return {
        "name": header.name, "scheme": header.scheme.name, "disposition": header.scheme.kind, "state": state,
        "devices": count, "site": header.site, "carrier": header.carrier.name if header.carrier else None,
        "opened": header.opened, "closed": header.closed or None, "handed_over": header.handed_over or None,
        "snapshot": header.snapshot or None, "notes": header.notes, "received": header.received or None,
        "missing": header.missing, "extra": header.extra,
    }  # fmt: skip


def _answer(told: "Scanned", as_json: bool) -> None:
    if as_json:
        reasons = [{"code": r.code, "says": r.says, "next": r.next} for r in told.reasons]
        verdict = "refused" if told.reasons else "accepted"
        put(json.dumps({"device": told.called, "verdict": verdict, "reasons": reasons}, ensure_ascii=False))
    elif told.reasons:
        put(harmless(f"STOP {told.called}"))
        for reason in told.reasons:
            put(harmless(f"  {reason.code}: {reason.says}. {reason.next}"))
    else:
        put(harmless(f"OK {told.called}"))


def _stop(stopped: "list[Scanned]") -> None:
    for told in stopped:
        _answer(told, as_json=False)
    if stopped:
        raise CheckFailed(f"{len(stopped)} may not leave; take them out, or clear what stands against them.")
