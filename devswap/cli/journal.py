"""`devswap journal`: the sealed record, checked, shown and carried."""

import json
import os
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from devswap import paths
from devswap.cli.opening import reading, writing
from devswap.cli.progress import bar
from devswap.cli.settings import config_option, loaded
from devswap.cli.speech import harmless, output, put, say
from devswap.errors import CheckFailed, RegisterError, StoreError

if TYPE_CHECKING:
    from devswap.store import Reader


@click.group()
def journal() -> None:
    """The sealed record: each entry closes over the one before it."""


@journal.command()
@click.option("--json", "as_json", is_flag=True, help="One object.")
@config_option
def verify(as_json: bool) -> None:
    """Walk every chain from its first entry; exit 6 where one breaks.

    A clock that leapt is shown and breaks nothing.
    """
    with reading(loaded().config) as store:
        store.look_over()
        entries, lives = store.how_many(), len(store.incarnations())
        with bar("entries", entries) as told:
            findings: list[dict[str, object]] = [
                {"code": f.code, "desk": f.desk, "life": f.incarnation, "number": f.number, "says": f.says}
                for f in store.verify(told)
            ]
        findings += _cut_off(store)
    whole = all(finding["code"] == "clock_implausible" for finding in findings)
    if as_json:
        put(json.dumps({"whole": whole, "entries": entries, "lives": lives, "findings": findings}))
    else:
        for finding in findings:
            put(harmless(" ".join(map(str, finding.values()))))
        put(f"{'whole' if whole else 'BROKEN'}: {entries} entries")
    if not whole:
        raise CheckFailed(
            "The journal is not what was sealed. Work no further on this store: keep it as it is, export it, and tell "
            "whoever answers for the record."
        )


def _cut_off(store: "Reader") -> "list[dict[str, object]]":
    """A journal that was cut off at its end verifies; the mark beside the store says how far it went."""
    from devswap.store.sidecar import Sidecar

    file = paths.state_folder() / f"{store.owner[0]}.head"
    if not file.exists():
        return []
    sidecar = Sidecar(file)
    mark = sidecar.read()
    sidecar.close()
    if mark is None or mark.number == 0:
        return []
    place = (mark.desk, mark.incarnation, mark.number)
    rows = (row for row in store.entries(mark.number) if (row.desk, row.incarnation, row.number) == place)
    if any(row.hash == mark.hash for row in rows):
        return []
    says = f"entry {mark.number} was sealed, and is not here as it was sealed"
    return [{"code": "chain_broken", "desk": mark.desk, "life": mark.incarnation, "number": mark.number, "says": says}]


@journal.command()
@click.option("--json", "as_json", is_flag=True, help="One object a line, with the event as it was sealed.")
@click.option("--from", "first", type=click.IntRange(1), default=1, show_default=True, help="From this number on.")
@click.option("--last", type=click.IntRange(1), help="The last so many.")
@config_option
def show(as_json: bool, first: int, last: int | None) -> None:
    """Show the entries in the order of the journal."""
    with reading(loaded().config) as store:
        rows: Any = store.entries(first)
        for row in deque(rows, maxlen=last) if last else rows:
            body = json.loads(row.body)
            if as_json:
                put(json.dumps(body | {"hash": row.hash.hex()}, ensure_ascii=False))
            else:
                event = body["event"]
                device = event.get("device") or ""
                put(
                    harmless(
                        f"{row.number:>7}  {body['wall']}  {event['kind']:<22} {device:<36}  {row.hash.hex()[:12]}"
                    )
                )


@journal.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--register", "registers", is_flag=True, help="The register's own, as this desk read it.")
@config_option
def export(file: Path | None, registers: bool) -> None:
    """Write the journal, one JSON object a line, to FILE or standard output; `journal import` takes it in.

    With --register it is for a register that was put back from a copy: the settlements and stock lists that it made
    since come back by `devswap register journal import`.
    """
    with reading(loaded().config) as store:
        standing = store.standing()
        if registers and standing is None:
            raise RegisterError("This desk stands alone: it has read nothing of a register.")
        desk = standing.register if registers and standing is not None else None
        if file is None:
            out = output().buffer
            for line in store.export(desk):
                out.write(line + b"\n")
            return
        count = 0
        unfinished = file.with_name(file.name + ".unfinished")
        with unfinished.open("wb") as stream:
            for count, line in enumerate(store.export(desk), 1):  # noqa: B007 - said at the end
                stream.write(line + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.replace(file)
    say(f"Exported {count} entries to {file}.")


@journal.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="One object for each file.")
@config_option
def import_(files: tuple[Path, ...], as_json: bool) -> None:
    """Take exported journals in, each file all or nothing; what is here already is passed over.

    Every chain is walked as it comes: a line that was changed, or is missing, refuses its file.
    """
    with writing(loaded().config) as store:
        for file in files:
            try:
                with file.open("rb") as lines:
                    new, known = store.take_over(lines)
            except StoreError as error:
                raise StoreError(f"{file}, {error}") from None
            if as_json:
                put(json.dumps({"file": str(file), "new": new, "known": known}, ensure_ascii=False))
            say(f"{file}: {new} entries taken, {known} known already.")
