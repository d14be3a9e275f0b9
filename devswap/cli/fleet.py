"""`devswap register desks|revoke|journal|restored`: the fleet, as whoever keeps the register sees it."""

import json
from pathlib import Path
from typing import Any

import click

from devswap.cli.listing import formats, rows
from devswap.cli.registering import database, engine_on, opened
from devswap.cli.settings import config_option
from devswap.cli.speech import harmless, put, say
from devswap.errors import DevswapError


@click.command()
@formats
@config_option
def desks(as_json: bool, csv_file: Path | None) -> None:
    """Every desk: when it was heard last, how far its journal is here, what waited at it then."""
    from devswap.register import fleet

    with database() as address, opened(address) as connection, rows(as_json, csv_file) as give:
        for desk in fleet.desks(connection):
            state = "revoked" if desk["revoked"] else desk["state"]
            seen = desk["seen"][:16] if desk["seen"] else "never"
            words = f"{desk['desk'][:8]}  {desk['site']}, {desk['name']}: {state}, heard {seen}"
            then = f"{desk['head']} entries, {desk['waiting']} waited at it then, {desk['apart']} kept apart"
            give(desk, f"{words}\n  {then}")


@click.command()
@click.argument("desk", metavar="DESK")
@config_option
def revoke(desk: str) -> None:
    """Shut a desk out, as one that was lost or stolen; what it still sends is kept apart.

    DESK is its name, or its id as `desks` shows it. It comes back only with a new code. What it still owed people who
    handed in there is granted again by a supervisor at another desk of its site: `/grant-again`.
    """
    from devswap.register import enrolment, fleet

    with database() as address, opened(address) as connection:
        name = fleet.one(connection, desk)
        enrolment.revoke(connection, name)
    say(f"Desk {name[:8]} is shut out. A new code lets it in again.")
    say("What it still owed is granted again at a desk of its site, once that has exchanged: /grant-again.")


@click.group()
def journal() -> None:
    """Journals that come on a stick."""


@journal.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--site", help="Where the desk stands, if the register does not know it yet.")
@click.option("--desk", help="What it is called.")
@click.option("--json", "as_json", is_flag=True, help="One object for each file.")
@config_option
def import_(files: tuple[Path, ...], site: str | None, desk: str | None, as_json: bool) -> None:
    """Take in what `devswap journal export` wrote at a desk without a network; once or ten times is the same."""
    from datetime import UTC, datetime
    from random import SystemRandom

    from devswap.register.carrying import bring

    with database() as address, engine_on(address) as engine:
        for file in files:
            try:
                with file.open("rb") as lines:
                    done = bring(engine, lines, site, desk, datetime.now(UTC), SystemRandom().getrandbits)
            except OSError as error:
                raise DevswapError(f"{file}: cannot be read ({error.strerror}).") from None
            except DevswapError as error:
                raise DevswapError(f"{file}: {error}") from None
            if as_json:
                said = {"file": str(file), "new": done.new, "known": done.entries - done.new, "apart": done.apart}
                put(json.dumps(said, ensure_ascii=False))
            apart = " Its desk is revoked: all is kept apart." if done.apart else ""
            say(f"{file}: {done.new} entries taken, {done.entries - done.new} known already.{apart}")


@journal.command()
@click.argument("desk", metavar="DESK")
@click.option("--admit", is_flag=True, help="Take it in: judged like anything else, and what contradicts is raised.")
@click.option("--operator", metavar="NUMBER", help="The supervisor who has looked; wanted with --admit.")
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
@config_option
def apart(desk: str, admit: bool, operator: str | None, as_json: bool) -> None:
    """What a desk sent after it was shut out: kept where nothing reads it, until a person has looked.

    DESK is its name, or its id as `desks` shows it.
    """
    from datetime import UTC, datetime
    from random import SystemRandom

    from devswap.register import apart as kept
    from devswap.register import fleet

    with database() as address, engine_on(address) as engine:
        with engine.begin() as connection:
            name = fleet.one(connection, desk, revoked=True)
            if admit and fleet.operator(connection, operator, "supervisor") is None:
                raise click.UsageError("--admit wants --operator: the supervisor who has looked.")
            entries = list(kept.listed(connection, name))
        for entry in entries:
            put(harmless(json.dumps(entry) if as_json else _line(entry)))
        if admit:
            count = kept.admit(engine, name, datetime.now(UTC), SystemRandom().getrandbits)
            say(f"{count} entries taken in. `devswap register discrepancies` says what contradicts.")


def _line(entry: dict[str, Any]) -> str:
    return f"{entry['number']:>7}  {entry['wall'] or ''}  {entry['kind']:<22} {entry['device'] or ''}".rstrip()


@click.command()
@config_option
def restored() -> None:
    """Say that this database was put back from a copy: the epoch changes, and every desk sends what is missing."""
    from random import SystemRandom

    from devswap.register.founding import change_epoch, log_head

    with database() as address, opened(address) as connection:
        change_epoch(connection, SystemRandom().getrandbits)
        epoch = log_head(connection).epoch
    say(f"The epoch is {epoch} now. Desks send again what is missing with their next contact.")


COMMANDS = (desks, revoke, journal, restored)
