"""`devswap exemptions`, `devswap owed`, `devswap moves`: what is still to come in, with ages."""

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from devswap.cli.listing import formats, rows
from devswap.cli.opening import reading
from devswap.cli.settings import config_option, loaded


def now() -> str:
    """The instant by which lateness is judged."""
    from devswap.ledger.ids import instant

    return instant(datetime.now(UTC))


@click.command()
@formats
@click.option("--all", "every", is_flag=True, help="Also those that are spent, expired, withdrawn or settled.")
@config_option
def exemptions(as_json: bool, csv_file: Path | None, every: bool) -> None:
    """Open exemptions and advances that are not back, with ages in days, oldest first."""
    from devswap.desk.debts import exemptions as rows_of
    from devswap.desk.debts import unsettled

    with reading(loaded().config) as store, rows(as_json, csv_file) as give:
        for row in rows_of(store, now()):
            if not every and not unsettled(row):
                continue
            late = "!" if row.overdue else " "
            due = f"back by {row.expected_back}" if row.expected_back else f"until {row.expires[:10]}"
            what = f"{row.device or 'not known':<21} {row.recipient:<12} {row.reason:<10} {due}"
            give(asdict(row), f"{late} {row.age_days:>4} d  {row.state:<9} {what}")


@click.command()
@formats
@config_option
def owed(as_json: bool, csv_file: Path | None) -> None:
    """Old devices that are still owed for a new one (one new, two back), with ages in days, oldest first."""
    from devswap.desk.debts import owed as rows_of

    with reading(loaded().config) as store, rows(as_json, csv_file) as give:
        for row in rows_of(store, now()):
            give(asdict(row), f"{row.age_days:>4} d  {row.category:<9} {row.device:<21} {row.recipient}")


@click.command()
@formats
@config_option
def moves(as_json: bool, csv_file: Path | None) -> None:
    """What was sent and has not arrived, with ages in days, oldest first."""
    from devswap.desk.moving import age
    from devswap.ledger import events as ev

    config = loaded().config
    with reading(config) as store, rows(as_json, csv_file) as give:
        lost_days = (store.rules() or config).policy.moves.lost_days
        for entry, missing in store.sent():
            event = entry.event
            assert isinstance(event, ev.Moved)  # `sent` gives no other
            days = age(entry.wall, now()[:10])
            devices = [store.device(name) for name in missing]
            called = [(d.serial or d.asset_tag) if d else n for d, n in zip(devices, missing, strict=True)]
            row = {
                "move": entry.id, "what": event.what, "from": event.origin.site, "to": event.destination.site,
                "spot": event.destination.spot, "carrier": event.carrier, "seal": event.seal, "sent": entry.wall,
                "age_days": days, "lost": days > lost_days, "devices": called,
            }  # fmt: skip
            mark = "!" if row["lost"] else " "
            give(row, f"{mark} {days:>4} d  {event.what:<8} to {event.destination.site:<16} {', '.join(called)}")
