"""Bookings at the desk: who is expected today, and what is set aside for whom."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from devswap.desk.table import Table
from devswap.desk.words import Reply, named, reply
from devswap.ledger.known import Device, Recipient
from devswap.store import Reader
from devswap.store.bookings import Booking

NAMED = 20


@dataclass(frozen=True, slots=True)
class Expected:
    """One booking, and whether its recipient was served that day."""

    day: str
    time: str
    recipient: str
    """The number; the badge, where no list knows it."""
    device: str
    """What is set aside; empty: nothing is."""
    state: Literal["expected", "served", "unknown"]
    """`unknown`: no list knows the recipient."""


def expected(store: Reader, day: str) -> Iterator[Expected]:
    """Who is expected on a day, by time. Raises StoreError."""
    for booking in store.bookings(day):
        recipient = who(store, booking)
        served = recipient is not None and _served(store, recipient, day)
        state: Literal["expected", "served", "unknown"] = "served" if served else "expected" if recipient else "unknown"
        number = recipient.number if recipient else booking.number or booking.badge
        yield Expected(booking.day, booking.time, number, booking.label, state)


def who(store: Reader, booking: Booking) -> Recipient | None:
    """Whose booking it is, as the lists know them."""
    by_number = store.recipient_by_number(booking.number) if booking.number else None
    return by_number or (store.recipient_by_badge(booking.badge) if booking.badge else None)


def _served(store: Reader, recipient: Recipient, day: str) -> bool:
    """Whether something was issued to them from that day on."""
    issued = (store.entry(name) for _, name in store.issued_to(recipient.id))
    return any(entry is not None and entry.wall[:10] >= day for entry in issued)


def of_another(table: Table, recipient: Recipient, device: Device) -> Recipient | None:
    """Somebody else who has booked this device from today on and was not served since; None where it is free."""
    booking = table.store.set_aside((device.serial, device.asset_tag), table.today())
    if booking is None or booking.of(recipient):
        return None
    other = who(table.store, booking)
    return other if other is not None and not _served(table.store, other, table.today()) else None


def said_of(table: Table, recipient: Recipient) -> str:
    """What a visit says of its recipient's booking; empty where they have none today."""
    booking = table.store.booked(recipient, table.today())
    if booking is None or booking.day != table.today():
        return ""
    aside = f", {booking.label} is set aside" if booking.label else ""
    return f" Expected{f' at {booking.time}' if booking.time else ' today'}{aside}."


def show(table: Table, day: str) -> Reply:
    """`/bookings [DAY]`: who is expected, by time, with what is set aside."""
    try:
        wanted = date.fromisoformat(day).isoformat() if day else table.today()
    except ValueError:
        return reply("told", "shown", what=f"{day[:20]!r} is no day.", then="Write it as 2026-12-31.")
    rows = list(expected(table.store, wanted))
    if not rows:
        return reply("told", "shown", what=f"Nobody is booked for {wanted}.", then="Scan a badge.")
    names = table.policy.privacy.names_on_screen
    said = []
    for row in rows[:NAMED]:
        person = table.store.recipient_by_number(row.recipient)
        aside = f", {row.device} set aside" if row.device else ""
        said.append(f"{row.time} {named(person, names) if person else row.recipient}{aside}, {row.state}".strip())
    more = f"; and {len(rows) - NAMED} more" if len(rows) > NAMED else ""
    return reply("told", "shown", what=f"{'; '.join(said)}{more}.", then="Scan a badge.")
