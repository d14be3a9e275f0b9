"""The day's sheet of a shift that was closed, as a file."""

from collections import Counter
from collections.abc import Iterator
from datetime import tzinfo
from pathlib import Path

from devswap.desk.day import PLACES, Day, balance_words
from devswap.desk.table import Table
from devswap.desk.tellings import Teller
from devswap.desk.words import called
from devswap.ledger import events as ev
from devswap.ledger.entry import Entry
from devswap.ledger.ids import moment

_EXCEPTIONS = (
    ev.IntakeWithdrawn, ev.ExemptionGranted, ev.ExemptionWithdrawn, ev.IssueReturned, ev.EntitlementGivenUp,
    ev.AttemptRefused, ev.CostCorrected,
)  # fmt: skip
"""What stands on the sheet whoever did it; of all else what was in doubt, or what somebody authorised."""


def keep(table: Table, day: Day, closing: Entry, folder: Path, zone: tzinfo | None = None) -> Path:
    """Write the sheet and return its file; times are told in `zone`, None: this machine's. Raises OSError."""
    from devswap.printing.certificate import ChainPlace
    from devswap.printing.day_sheet import DaySheet, draw
    from devswap.printing.printers import file_name, write

    teller = Teller(table.store, table.policy.privacy.names_on_screen)
    closed = moment(closing.wall).astimezone(zone)
    engineers = dict.fromkeys(teller.operator(entry.operator) for entry in (*day.entries, closing))
    sheet = DaySheet(
        site=table.settings.site,
        desk=table.settings.name,
        opened=day.opened.astimezone(zone),
        closed=closed,
        engineers=tuple(name for name in engineers if name),
        counts=tuple(_counts(day)),
        balance=balance_words(day.flow),
        balanced=day.flow.balanced,
        differences=tuple((point.what, point.how) for point in day.points),
        exceptions=tuple(_exceptions(day, teller, zone)),
        head=ChainPlace(table.settings.name, closing.incarnation, closing.number, closing.hash.hex()),
    )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{file_name(f'day {closed:%Y-%m-%d} {table.settings.name} {closing.number}')}.pdf"
    write(path, draw(sheet))
    return path


def _counts(day: Day) -> Iterator[tuple[str, int | str]]:
    kinds = Counter(type(entry.event) for entry in day.entries)
    yield "Old devices taken in", kinds[ev.DeviceTakenIn]
    yield "of them earning nothing", day.flow.nothing_due
    yield "New devices issued", kinds[ev.DeviceIssued]
    yield "Old devices given back", kinds[ev.IntakeWithdrawn]
    yield "New devices come back", kinds[ev.IssueReturned]
    yield "Exemptions granted", kinds[ev.ExemptionGranted]
    yield "Attempts refused", kinds[ev.AttemptRefused]
    yield "Still to collect", day.flow.open
    yield "Frozen, to be settled", day.flow.frozen
    yield "New devices on tables", day.on_tables
    for tally in day.tallies:
        place = tally.spot or PLACES[tally.what]
        yield f"Counted, {place}", f"{tally.counted} of {tally.listed} listed"


def _exceptions(day: Day, teller: Teller, zone: tzinfo | None) -> Iterator[tuple[str, str, str]]:
    for entry in day.entries:
        event = entry.event
        doubtful = isinstance(event, ev.DeviceTakenIn | ev.DeviceIssued) and event.doubts
        if isinstance(event, _EXCEPTIONS) or entry.authorised_by or doubtful:
            said = teller.tell(entry)
            if said:
                at = moment(entry.wall).astimezone(zone)
                yield f"{at:%H:%M}", _about(teller, event) + said, teller.operator(entry.authorised_by)


def _about(teller: Teller, event: ev.Event | ev.Unread) -> str:
    """The devices that an entry is about, as people call them, before what is told of them."""
    named = event.devices if isinstance(event, ev.AttemptRefused) else (getattr(event, "device", None),)
    found = [teller.store.device(name) for name in named if isinstance(name, str)]
    shown = ", ".join(called(device) for device in found if device is not None)
    return f"{shown}: " if shown else ""
