"""`devswap report`: tables over the whole record, as lines, as JSON, as CSV or on paper."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from devswap.cli import listing
from devswap.cli.opening import own, reading
from devswap.cli.settings import config_option, loaded
from devswap.cli.speech import say
from devswap.errors import CheckFailed, ConfigError, DevswapError

if TYPE_CHECKING:
    import msgspec

    from devswap.ledger.entry import Entry
    from devswap.ledger.policy import Policy
    from devswap.store import Reader

IDS = ("intake", "entry")
"""Columns that stay off paper."""
_DAY = len("2026-12-31")


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a report was asked for."""

    as_json: bool
    csv_file: Path | None
    pdf_file: Path | None


def formats(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--json`, `--csv FILE` and `--pdf FILE`, as every report has them; the command gets them as `wanted`."""

    @listing.formats
    @click.option(
        "--pdf",
        "pdf_file",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="Into a file, as PDF.",
    )
    @wraps(command)
    def asked(*arguments: Any, as_json: bool, csv_file: Path | None, pdf_file: Path | None, **options: Any) -> Any:
        return command(*arguments, wanted=Wanted(as_json, csv_file, pdf_file), **options)

    return asked


def period(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--from` and `--to`: what was recorded between two days or times, both included."""
    command = click.option("--to", "until", metavar="TIME", help="Recorded up to then: a day or a time.")(command)
    return click.option("--from", "since", metavar="TIME", help="Recorded from then on: a day or a time.")(command)


@click.group()
def report() -> None:
    """Tables over the whole record."""


@report.command("one-for-one")
@click.option("--each", is_flag=True, help="Every entitlement that waits and every old device that is owed.")
@click.option("--as-of", "at", metavar="TIME", help="What ages and lateness are judged by; default: now.")
@formats
@config_option
def one_for_one(each: bool, at: str | None, wanted: Wanted) -> None:
    """One for one, with the ages of what is open and owed; exit 6 where it does not balance."""
    from devswap.cli.audit import entries
    from devswap.desk import reports
    from devswap.ledger.audit import judge, read

    as_of = _instant(at, "--as-of", late=True) or _now()
    with reading(loaded().config) as store:
        mine = own(store)
        coins, walked = read(entries(store), mine)
        found = judge(coins, walked, as_of, mine, store.held_by_list())
        if each:
            waiting = reports.waiting(store, coins, as_of, mine, _policy(store).privacy.names_on_screen)
            write("What waits", reports.WaitingRow, waiting, wanted)
        else:
            write("One for one", reports.BalanceRow, reports.one_for_one(store, found, coins, as_of, mine), wanted)
    if not found.balanced:
        raise CheckFailed("The balance does not hold. Run `devswap audit`.")


@report.command()
@click.option("--devices", is_flag=True, help="Every old device: where it is, since when, under which seal.")
@formats
@config_option
def custody(devices: bool, wanted: Wanted) -> None:
    """Where every intake stands, by category; exit 6 where they do not add up."""
    from devswap.wiping import reports

    with reading(loaded().config) as store:
        state = reports.state_of(store)
        rows = reports.custody(state)
        if devices:
            found = (_called(store, row) for row in reports.places(state))
            write("Custody, by device", reports.PlaceRow, found, wanted)
        else:
            write("Custody", reports.CustodyRow, rows, wanted)
    if not all(row.reconciles for row in rows):
        raise CheckFailed("The intakes do not add up. Run `devswap audit`.")


@report.command()
@click.option("--over-age", is_flag=True, help="Only those that are due and wait too long.")
@formats
@config_option
def ages(over_age: bool, wanted: Wanted) -> None:
    """Days from intake to evidence to release, oldest first."""
    from devswap.wiping import reports

    today = datetime.now(UTC).date().isoformat()
    with reading(loaded().config) as store:
        limit = _policy(store).wipe.over_age_days
        found = (row for row in reports.ages(reports.state_of(store), today, limit) if row.over_age or not over_age)
        write("Ages", reports.AgeRow, (_called(store, row) for row in found), wanted)


@report.command()
@formats
@config_option
def schemes(wanted: Wanted) -> None:
    """How many devices went to which scheme, by disposition and category."""
    from devswap.wiping import reports

    with reading(loaded().config) as store:
        write("Schemes", reports.SchemeRow, reports.schemes(reports.state_of(store)), wanted)


@report.command()
@period
@formats
@config_option
def authorised(since: str | None, until: str | None, wanted: Wanted) -> None:
    """What a second person let pass: who, for what, for whom."""
    from devswap.desk import reports

    with reading(loaded().config) as store:
        names = _policy(store).privacy.names_on_screen
        found = reports.authorised(store, _between(store, since, until), names)
        write("Authorised", reports.AuthorisedRow, found, wanted)


@report.command()
@period
@formats
@config_option
def refused(since: str | None, until: str | None, wanted: Wanted) -> None:
    """The attempts that were refused."""
    from devswap.desk import reports

    with reading(loaded().config) as store:
        names = _policy(store).privacy.names_on_screen
        write("Refused", reports.RefusedRow, reports.refused(store, _between(store, since, until), names), wanted)


@report.command()
@formats
@config_option
def spend(wanted: Wanted) -> None:
    """What came into stock and was issued, against each financial year's approved sum; net."""
    from devswap.desk import reports

    config = loaded().config
    with reading(config) as store:
        years = (store.rules() or config).programme.years
        write("Spend", reports.SpendRow, reports.spend(store, years), wanted)


def write(title: str, kind: "type[msgspec.Struct]", rows: "Iterable[msgspec.Struct]", wanted: Wanted) -> None:
    """The rows of a report as it was asked for; formulas are disarmed in CSV. Raises DevswapError."""
    import msgspec

    columns = kind.__struct_fields__
    printed: list[list[str]] = []
    with listing.rows(wanted.as_json, wanted.csv_file, columns) as give:
        for row in rows:
            values = msgspec.structs.asdict(row)
            if wanted.pdf_file is None or wanted.csv_file is not None or wanted.as_json:
                words = (f"{_heading(n)} {_shown(n, v) or '-'}" for n, v in values.items() if v is not None)
                give(values, "  ".join(words))
            printed.append([_shown(name, value) for name, value in values.items() if name not in IDS])
    if wanted.pdf_file is not None:
        _print(title, [_heading(name) for name in columns if name not in IDS], printed, wanted.pdf_file)


def _print(title: str, headings: list[str], rows: list[list[str]], file: Path) -> None:
    from devswap.printing.printers import write as put
    from devswap.printing.report import draw

    config = loaded().config
    try:
        put(file, draw(title, f"{config.desk.site}, {config.desk.name}", headings, rows, datetime.now().astimezone()))
    except OSError as error:
        raise DevswapError(f"{file}: cannot be written ({error.strerror}). Name another file.") from None
    say(f"{file} is written.")


def _heading(name: str) -> str:
    return name.removesuffix("_pence").replace("_", " ")


def _shown(name: str, value: Any) -> str:
    """A value as people read it: money in pounds, a time to the minute."""
    if name.endswith("_pence") and value is not None:
        return f"{'-' if value < 0 else ''}£{abs(value) / 100:,.2f}"
    text = listing.cell(value)
    return (
        f"{text[:10]} {text[11:16]}Z" if len(text) == len("2026-11-23T10:00:00.000000Z") and text[10] == "T" else text
    )


def _called(store: "Reader", row: Any) -> Any:
    """The row with its device as people call it."""
    import msgspec

    device = store.device(row.device)
    return msgspec.structs.replace(row, device=(device.serial or device.asset_tag) if device else row.device)


def _policy(store: "Reader") -> "Policy":
    return (store.rules() or loaded().config).policy


def _between(store: "Reader", since: str | None, until: str | None) -> "Iterator[Entry]":
    """The entries that were recorded between the two, in the order in which they came."""
    from devswap.cli.audit import entries

    first, last = _instant(since, "--from", late=False), _instant(until, "--to", late=True)
    return (e for e in entries(store) if (first is None or e.wall >= first) and (last is None or e.wall <= last))


def _now() -> str:
    from devswap.ledger.ids import instant

    return instant(datetime.now(UTC))


def _instant(text: str | None, option: str, *, late: bool) -> str | None:
    """A day or a time as the record writes it; of a day its first moment, or its last. Raises ConfigError."""
    from devswap.ledger.ids import instant

    if text is None:
        return None
    try:
        if len(text) == _DAY:
            moment = datetime.combine(date.fromisoformat(text), datetime.min.time())
            moment += timedelta(days=1, microseconds=-1) if late else timedelta()
        else:
            moment = datetime.fromisoformat(text)
    except ValueError:
        raise ConfigError(f"{option}: expected 2026-11-23 or 2026-11-23T17:00:00Z, found {text!r}.") from None
    return instant(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
