"""`devswap report`: tables over the whole record, as lines, as JSON or as CSV."""

import csv
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from devswap.cli.opening import reading
from devswap.cli.settings import config_option, loaded
from devswap.cli.speech import harmless, put, say
from devswap.errors import CheckFailed, DevswapError

if TYPE_CHECKING:
    import msgspec


def formats(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--json` and `--csv FILE`, as every report has them."""
    file = click.Path(path_type=Path, dir_okay=False)
    command = click.option("--csv", "csv_file", type=file, metavar="FILE", help="Into a file, as CSV.")(command)
    return click.option("--json", "as_json", is_flag=True, help="One object a line.")(command)


@click.group()
def report() -> None:
    """Tables over the whole record."""


@report.command()
@formats
@config_option
def custody(as_json: bool, csv_file: Path | None) -> None:
    """Where every intake stands, by category; exit 6 where they do not add up."""
    from devswap.wiping import reports

    with reading(loaded().config) as store:
        rows = reports.custody(reports.state_of(store))
    write(rows, as_json, csv_file)
    if not all(row.reconciles for row in rows):
        raise CheckFailed("The intakes do not add up. Run `devswap audit`.")


@report.command()
@click.option("--over-age", is_flag=True, help="Only those that are due and wait too long.")
@formats
@config_option
def ages(over_age: bool, as_json: bool, csv_file: Path | None) -> None:
    """Days from intake to evidence to release, oldest first."""
    import msgspec

    from devswap.wiping import reports

    config = loaded().config
    today = datetime.now(UTC).date().isoformat()
    with reading(config) as store:
        limit = (store.rules() or config).policy.wipe.over_age_days
        state = reports.state_of(store)
        found = [row for row in reports.ages(state, today, limit) if row.over_age or not over_age]
        devices = {row.device: store.device(row.device) for row in found}
    called = {name: d.serial or d.asset_tag for name, d in devices.items() if d is not None}
    write([msgspec.structs.replace(r, device=called.get(r.device, r.device)) for r in found], as_json, csv_file)


@report.command()
@formats
@config_option
def schemes(as_json: bool, csv_file: Path | None) -> None:
    """How many devices went to which scheme, by disposition and category."""
    from devswap.wiping import reports

    with reading(loaded().config) as store:
        write(reports.schemes(reports.state_of(store)), as_json, csv_file)


def write(rows: "Iterable[msgspec.Struct]", as_json: bool, csv_file: Path | None) -> None:
    """The rows of a report as it was asked for; formulas are disarmed in CSV. Raises DevswapError."""
    import msgspec

    from devswap.store.lists.sheet import disarmed

    found = [msgspec.structs.asdict(row) for row in rows]
    if csv_file is not None:
        try:
            with csv_file.open("w", encoding="utf-8", newline="") as stream:
                writer = csv.writer(stream)
                writer.writerows([list(found[0])] if found else [])
                writer.writerows([disarmed(_cell(value)) for value in row.values()] for row in found)
        except OSError as error:
            raise DevswapError(f"{csv_file}: cannot be written ({error.strerror}). Name another file.") from None
        say(f"{csv_file}: {len(found)} rows.")
        return
    for row in found:
        line = "  ".join(f"{name.replace('_', ' ')} {_cell(value) or '-'}" for name, value in row.items())
        put(msgspec.json.encode(row).decode() if as_json else harmless(line))


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
