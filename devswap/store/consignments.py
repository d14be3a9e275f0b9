"""What lies in which consignment until it leaves: rows beside the record, kept so that a power cut loses no scan.

Leaving itself is `device_released` in the journal; these rows say what was scanned into what, and the frozen lines of
its papers. That a device lies in one consignment at most is the table's own rule.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, select, update

from devswap.store import tables as t
from devswap.store.appending import Appending
from devswap.store.connection import Database
from devswap.store.sql import fixed, given, inserting, sql

_c, _d = t.consignments.c, t.consigned.c
_ALL = sql(select(_c.name, _c.state, _c.header).order_by(_c.name))
_ONE = sql(select(_c.name, _c.state, _c.header).where(_c.name == given("name")))
_LINES = sql(select(_d.device, _d.line).where(_d.consignment == given("name")).order_by(_d.seq))
_LIES_IN = sql(select(_d.consignment).where(_d.device == given("device"), _d.lies == fixed(1)))
_KEEP = inserting(t.consignments, prefix="OR REPLACE")
_PUT = inserting(t.consigned, "consignment", "device", "lies", "line")
_TAKE = sql(delete(t.consigned).where(_d.consignment == given("name"), _d.device == given("device")))
_FREEZE = sql(
    update(t.consigned).values(line=given("line")).where(_d.consignment == given("name"), _d.device == given("device"))
)
_LEFT = sql(update(t.consigned).values(lies=fixed(0)).where(_d.consignment == given("name")))


@dataclass(frozen=True, slots=True)
class SavedConsignment:
    """A consignment as it is kept: `open`, `closed` or `handed_over`."""

    name: str
    state: str
    header: bytes


class Consignments:
    """The consignments, read."""

    _db: Database

    def consignments(self) -> list[SavedConsignment]:
        """Every consignment, by name. Raises StoreError."""
        return [SavedConsignment(*row) for row in self._db.all(_ALL)]

    def consignment(self, name: str) -> SavedConsignment | None:
        """The consignment of this name, or None. Raises StoreError."""
        row = self._db.one(_ONE, name)
        return SavedConsignment(*row) if row else None

    def consigned(self, name: str) -> list[tuple[str, bytes]]:
        """Device and line of everything in a consignment, in the order in which it was scanned. Raises StoreError."""
        return [(row[0], row[1]) for row in self._db.all(_LINES, name)]

    def lies_in(self, device: str) -> str:
        """The consignment, not handed over yet, that a device lies in; empty: none. Raises StoreError."""
        row = self._db.one(_LIES_IN, device)
        return row[0] if row else ""


def keep(journal: Appending, saved: SavedConsignment) -> None:
    """Keep a consignment's header, in the open transaction."""
    journal.db.driver.execute(_KEEP, (saved.name, saved.state, saved.header))


def put_in(journal: Appending, name: str, device: str, line: bytes) -> None:
    """Put a device into a consignment, in the open transaction; NotRecorded where it lies in another."""
    journal.db.driver.execute(_PUT, (name, device, 1, line))


def take_out(journal: Appending, name: str, device: str) -> None:
    """Take a device out of a consignment, in the open transaction."""
    journal.db.driver.execute(_TAKE, (name, device))


def freeze(journal: Appending, name: str, lines: Iterable[tuple[str, bytes]]) -> None:
    """Write the lines as they stand at closing, in the open transaction."""
    for device, line in lines:
        journal.db.driver.execute(_FREEZE, (line, name, device))


def let_go(journal: Appending, name: str) -> None:
    """Everything in the consignment has left, in the open transaction."""
    journal.db.driver.execute(_LEFT, (name,))
