"""`devswap bookings`: who is expected, with which device set aside."""

from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path

import click

from devswap.cli.listing import formats, rows
from devswap.cli.opening import reading
from devswap.cli.settings import config_option, loaded


@click.command()
@click.option("--day", metavar="DAY", help="Another day than today, 2026-12-31.")
@formats
@config_option
def bookings(day: str | None, as_json: bool, csv_file: Path | None) -> None:
    """Who is expected today, by time, with the device that is set aside."""
    from devswap.desk.booking import expected

    try:
        wanted = date.fromisoformat(day) if day else datetime.now(UTC).date()
    except ValueError:
        raise click.BadParameter("a day is written 2026-12-31", param_hint="--day") from None
    with reading(loaded().config) as store, rows(as_json, csv_file) as give:
        for row in expected(store, wanted.isoformat()):
            line = f"{row.time:<5}  {row.recipient:<12} {row.device:<21} {row.state}"
            give(asdict(row), line)
