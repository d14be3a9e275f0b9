"""What goes into a store and comes out of it, as plain values."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from devswap.ledger.events import Event
from devswap.ledger.known import Device

Dice = Callable[[int], int]
"""So many random bits, as a number: `random.SystemRandom().getrandbits`, or a seeded one."""
Draft = tuple[str, str | None, bytes | None]
"""A visit's id, its recipient's person id, and the visit as bytes; None: there is nothing left to keep."""


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> datetime:
        """The wall clock, with its zone."""
        ...

    def monotonic(self) -> float:
        """Seconds since this machine started, which nobody can set."""
        ...


@dataclass(frozen=True, slots=True)
class Recording:
    """An event to record, and who says so. Several of one transaction may name each other by `id`."""

    event: Event
    operator: str | None = None
    authorised_by: str | None = None
    id: str | None = None
    """Of the entry; None: a new one."""


@dataclass(frozen=True, slots=True)
class Found:
    """A device that bears an identifier, as one list describes it."""

    device: Device
    value: str
    """The identifier as it was asked for."""


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """A visit that lay on the desk when it stopped."""

    visit: str
    recipient: str | None
    blob: bytes


@dataclass(frozen=True, slots=True)
class Row:
    """A journal's entry as it is stored."""

    desk: str
    incarnation: str
    number: int
    hash: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class Incarnation:
    """One life of a desk's store."""

    seq: int
    desk: str
    incarnation: str
    parent: str | None
    parent_head: bytes | None


@dataclass(frozen=True, slots=True)
class Counts:
    """A day at this desk, and what stands open."""

    taken_in: int = 0
    issued: int = 0
    withdrawn: int = 0
    returned: int = 0
    to_collect: int = 0
    """Open entitlements behind an old device."""
    exemptions: int = 0
    """Open entitlements with none behind them."""
    wipes_waiting: int = 0


@dataclass(frozen=True, slots=True)
class Job:
    """A wipe job as the queue lists it, as of a day."""

    intake: str
    device: str
    state: str
    """`ledger.wipe_jobs.JobState`."""
    since: str
    keep_until: str | None
    site: str
    spot: str
    category: str
    maker: str
    model: str
    serial: str
    asset_tag: str


@dataclass(frozen=True, slots=True)
class UnknownScan:
    """A scan that meant nothing, kept until the policy's days are over."""

    at: str
    scan: str
    symbology: str
    visit: str | None
