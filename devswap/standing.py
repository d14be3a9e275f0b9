"""Where a desk stands with its register: what outlives the process, and what one session knows.

A `Standing` is one value in the store, written in the transaction of whatever moved it. A `Session` is forgotten with
every answer that did not come: the next one begins with HELLO.
"""

from dataclasses import dataclass, field
from typing import Literal

from msgspec import Struct

from devswap.ledger.parts import Id, Instant
from devswap.wire import Beside, Cursor, Head

Kind = Literal["policy", "operator", "recipient", "estate", "stock", "entry"]
KINDS: tuple[Kind, ...] = ("policy", "operator", "recipient", "estate", "stock", "entry")
"""The order of a snapshot: who may work, for whom, on what, and last what happened."""
Trouble = Literal["", "diverged", "clone", "revoked"]
"""What a person must see to. Recording goes on; nothing is lost by any of them."""


class Mark(Struct, frozen=True):
    """How far the register of an epoch is proven to hold a journal."""

    epoch: Id
    head: Head


class Snapshot(Struct, frozen=True):
    """How far a first reading of the catalogue has come: the kind, the last key read, and the log's end that it is of.

    `at` is None until the first page has named it.
    """

    kind: Kind = KINDS[0]
    after: str = ""
    at: Cursor | None = None


class Standing(Struct, frozen=True):
    """What a desk knows of its register beyond its own journal."""

    url: str
    register: Id
    register_key: str
    """Pinned at enrolment: Ed25519, in hex."""
    private_key: str
    """The desk's own, in hex."""
    name: str
    site: str
    epoch: Id
    marks: dict[str, Mark] = {}
    """By incarnation: the watermark."""
    branches: dict[str, Head] = {}
    """By incarnation that is not as the register has it: how much of it the register was sent to keep aside."""
    cursor: Cursor | None = None
    snapshot: Snapshot | None = Snapshot()
    """The first reading under way; None once it is done."""
    contact: Instant | None = None
    """When the register last answered, by this desk's clock."""
    in_step: Instant | None = None
    """When the end of its log was last read."""
    offset: int | None = None
    """Microseconds that the register's clock is ahead."""
    error: int | None = None
    """Microseconds within which that is known: half of the time that the answer took."""
    discrepancies: int = 0
    """Open ones that rest on entries of this desk, as of the end of the register's log that was read last."""
    shut_out: tuple[Id, ...] = ()
    """Desks that the register shut out, as of then too."""
    beside: tuple[Beside, ...] = ()
    """The other desks of this site, as of then too."""
    trouble: Trouble = ""


@dataclass(frozen=True, slots=True)
class Life:
    """One life of this desk's store, as a sync needs it."""

    incarnation: str
    head: Head
    parent: str | None = None
    parent_head: Head | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """What the register said since it was last reached."""

    greeted: frozenset[str] = field(default_factory=frozenset)
    """Incarnations that it has answered a HELLO of."""
    fetch: Head | None = None
    """The end of this life as the register holds it, where this store lost entries."""
    fetching: str = ""
    """Of which incarnation."""
    behind: Head | None = None
    """The end of this store when that was said, or of what came since: what else is recorded makes another chain."""
    at_end: bool = False
    """Its log was read to the end."""
