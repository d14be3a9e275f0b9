"""PINs: what proves them, and how long somebody who got them wrong must wait.

A PIN is kept as an argon2id verifier alone, set at this desk and sent nowhere. A try is counted on disk before it is
computed, and taken back only when the PIN was right, so that a power cut gives nobody another one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select, update

from devswap.ledger.ids import instant, moment
from devswap.store import tables as t
from devswap.store.connection import Database
from devswap.store.sql import given, inserting, sql
from devswap.store.values import Dice

LONGEST: Final = 12
"""Digits of a PIN."""
LONGEST_WAIT: Final = timedelta(hours=8)
_TIME, _MEMORY, _LANES = 2, 64 * 1024, 1
"""argon2id: passes, KiB, lanes; about 120 ms."""

_p = t.pins.c
_OF = sql(select(_p.verifier, _p.failures, _p.failed).where(_p.number == given("number")))
_KEEP = inserting(t.pins, prefix="OR REPLACE")
_COUNT = sql(
    update(t.pins).values(failures=given("failures"), failed=given("failed")).where(_p.number == given("number"))
)
_DROP = sql(delete(t.pins).where(_p.number == given("number")))


@dataclass(frozen=True, slots=True)
class Attempts:
    """How often in a row a PIN was wrong, and when last (UTC)."""

    failures: int = 0
    failed: datetime | None = None

    def until(self, free: int) -> datetime | None:
        """Until when nothing is tried any more, after `free` tries without a wait; None: one may be made at once."""
        if self.failed is None or self.failures < free:
            return None
        return self.failed + min(timedelta(minutes=2 ** min(self.failures - free, 16)), LONGEST_WAIT)


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a try."""

    right: bool
    attempts: Attempts = Attempts()
    until: datetime | None = None
    """Not before this is the next try."""


class Attempted:
    """The PINs of a store, read. `number` is an operator's staff number in normal form."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def has(self, number: str) -> bool:
        """Whether this operator has a PIN. Raises StoreError."""
        return self._db.one(_OF, number) is not None

    def attempts(self, number: str) -> Attempts:
        """How often in a row it was wrong. Raises StoreError."""
        row = self._db.one(_OF, number)
        return Attempts(row[1], moment(row[2]) if row[2] else None) if row else Attempts()


class Pins(Attempted):
    """The PINs of a store, written by this process alone."""

    def __init__(self, db: Database, dice: Dice) -> None:
        super().__init__(db)
        self._dice = dice

    def keep(self, number: str, pin: str) -> None:
        """Give an operator this PIN; wrong ones of before are forgotten. Raises NotRecorded."""
        from argon2 import PasswordHasher

        hasher = PasswordHasher(time_cost=_TIME, memory_cost=_MEMORY, parallelism=_LANES)
        verifier = hasher.hash(pin, salt=self._dice(128).to_bytes(16, "big"))
        self._db.commit(_KEEP, (number, verifier, 0, ""))

    def drop(self, number: str) -> None:
        """Take an operator's PIN away. Raises NotRecorded."""
        self._db.commit(_DROP, (number,))

    def unlock(self, number: str) -> None:
        """Let an operator try again at once. Raises NotRecorded."""
        self._db.commit(_COUNT, (0, "", number))

    def attempt(self, number: str, pin: str, now: datetime, free: int) -> Tried:
        """Try a PIN. Raises NotRecorded where the try could not be counted: then nothing was tried."""
        from argon2 import PasswordHasher
        from argon2.exceptions import InvalidHashError, VerificationError

        row = self._db.one(_OF, number)
        before = self.attempts(number)
        if before.failed is not None and before.failed > now:  # the clock went back since: the wait counts from now
            before = Attempts(before.failures, now)
            self._db.commit(_COUNT, (before.failures, instant(now), number))
        until = before.until(free)
        if row is None or (until is not None and now < until):
            return Tried(False, before, until)
        counted = Attempts(before.failures + 1, now)
        self._db.commit(_COUNT, (counted.failures, instant(now), number))
        try:
            PasswordHasher().verify(row[0], pin)
        except (VerificationError, InvalidHashError):
            return Tried(False, counted, counted.until(free))
        self._db.commit(_COUNT, (0, "", number))
        return Tried(True)
