"""What time it may be, where a machine's own clock is not the only witness."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from devswap.ledger.chain import ABSENCE, FIRST_YEAR

LAST_YEAR = 2090
"""A clock that says later is as wrong as one that says earlier than `FIRST_YEAR`."""


def may_be(now: datetime, last: datetime | None, heard: datetime | None, offset: timedelta) -> list[datetime]:
    """Every time that it may be: by this clock, by the journal's last entry, by the register's clock.

    `heard` is this clock at the last contact, and `offset` how far the register's led it then; they say nothing where
    this clock was set since. What must not come too soon counts from the latest. Where no witness can be right: this
    clock alone.
    """
    return [at for at in _witnesses(now, last, heard, offset) if can_be(at)] or [now]


def can_be(at: datetime) -> bool:
    """Whether a clock that says so may be right."""
    return FIRST_YEAR <= at.year < LAST_YEAR


def _witnesses(now: datetime, last: datetime | None, heard: datetime | None, offset: timedelta) -> Iterator[datetime]:
    yield now
    if last is not None:
        yield last
    if heard is not None and timedelta() <= now - heard <= ABSENCE:
        with suppress(OverflowError):
            yield now + offset
