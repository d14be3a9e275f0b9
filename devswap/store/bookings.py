"""Who is expected when, and which device is set aside for whom."""

from dataclasses import dataclass

from sqlalchemy import exists, select

from devswap.ledger.ids import normal_serial
from devswap.ledger.known import Recipient
from devswap.store import tables as t
from devswap.store.connection import Database, Values
from devswap.store.sql import fixed, given, sql

_b = t.bookings.c
_ANY = sql(select(exists().where(_b.seq > fixed(0))))
_BOOKING = select(_b.day, _b.time, _b.number, _b.badge, _b.label)
_OF_DAY = sql(_BOOKING.where(_b.day == given("day")).order_by(_b.time, _b.seq))
_OF_LABEL = sql(
    select(_b.day, _b.time, _b.seq, _b.number, _b.badge, _b.label)
    .where(_b.label == given("label"), _b.day >= given("day"))
)  # fmt: skip
_NEXT = sql(
    _BOOKING.where(((_b.number == given("number")) | ((_b.badge == given("badge")) & (_b.badge != fixed("")))),
                   _b.day >= given("day")).order_by(_b.day, _b.time, _b.seq)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Booking:
    """Somebody is expected."""

    day: str
    time: str
    number: str
    badge: str
    label: str
    """Serial or tag of the device that is set aside; empty: none is."""

    def of(self, recipient: Recipient) -> bool:
        """Whether this recipient booked it."""
        by_number = bool(self.number) and self.number == normal_serial(recipient.number)
        return by_number or (bool(self.badge) and self.badge == normal_serial(recipient.badge))


class Bookings:
    """The bookings, read."""

    _db: Database

    def bookings(self, day: str) -> list[Booking]:
        """Who is expected on a day (ISO), by time."""
        return _bookings(self._db.asked(_OF_DAY, day))

    def booked(self, recipient: Recipient, day: str) -> Booking | None:
        """A recipient's next booking from a day on, or None."""
        if not self._any():
            return None
        number, badge = normal_serial(recipient.number), normal_serial(recipient.badge)
        found = _bookings(self._db.asked(_NEXT, number, badge, day))
        return found[0] if found else None

    def set_aside(self, labels: tuple[str, ...], day: str) -> Booking | None:
        """The next booking from a day on that a device of one of these labels is set aside for, or None."""
        wanted = [normal_serial(label) for label in labels if label and self._any()]
        found = [row for label in wanted for row in self._db.asked(_OF_LABEL, label, day)]
        if not found:
            return None
        day, time, _, *whose = min(found)
        return Booking(day, time, *whose)

    def _any(self) -> bool:
        """Whether anybody is booked at all: at most desks nobody is, and every swap asks thrice."""
        return bool(self._db.asked(_ANY)[0][0])


def _bookings(rows: list[Values]) -> list[Booking]:
    return [Booking(*row) for row in rows]
