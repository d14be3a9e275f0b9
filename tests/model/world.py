"""The world as plain values: boxes in places, nodes with stores, a register, and what truly happened.

Nothing here reads the fold. A node's store is the entries that it sealed and those that it pulled; the register is
the log of what reached it. An act is what somebody did with a box in hand, as a bystander saw it: the oracle's truth.
"""

from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from uuid import UUID

import msgspec

from devswap.ledger import events as ev
from devswap.ledger.entry import Body, Entry, genesis, seal
from tests.ledger.stories import name

NOON = "2026-11-23T12:00:00.000000Z"
EXPIRES = "2027-11-23T12:00:00.000000Z"
LAPTOP = ("laptop",)

Life = tuple[str, str]
"""One stretch of a box's life, as the bystander names it: `("service", box)`, `("out", act)`, `("stock", act)`, …"""
Owner = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Box:
    """A physical device. Two boxes may bear one label."""

    name: str
    label: str
    place: str
    """`person P`, `cage D`, `shelf D`, `lost`, `gone`."""
    life: Life
    came_new: bool = False
    tag: str = ""
    """A second label, which reads as another device."""
    bears_data: bool = False
    data: bool = False
    """Whether a stranger could read it now."""
    listed_at: str = ""
    """Where the record has it in stock, in a world of several sites."""
    carried: bool = False
    """It was at another site once, and nobody wrote it down."""

    @property
    def device(self) -> str:
        """The device id that its label reads as."""
        return name(self.label)


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody did, the entry that records it, and what a bystander knows of it."""

    kind: str
    node: str
    entry: str
    place: tuple[str, str, int]
    """Desk, incarnation and number of the entry."""
    label: str
    life: Life
    """The life that it ended, drew on or replaced."""
    informed: bool
    """Whether the node had every earlier entry about this label and this origin: it was in step."""
    origin: str | None = None
    earns: bool = False
    uses: str | None = None
    target: str | None = None
    """The entry that it undoes or ends."""
    to: Owner | None = None
    """Whom an entitlement was given up to."""
    bears_data: bool = False
    astray: bool = False
    """It was handed out at a site where the record does not have it."""


@dataclass(frozen=True, slots=True)
class Intent:
    """A visit on the table: what was decided, and not yet recorded."""

    box: str
    event: ev.DeviceIssued
    known: frozenset[str]
    """The entries that the desk had when it decided."""


@dataclass(frozen=True, slots=True)
class Node:
    """A desk or bench: its store, and how far it has heard the register."""

    name: str
    life: int = 1
    branch: int = 0
    """How often its store went back: what no store knows, and every random id shows."""
    own: tuple[Entry, ...] = ()
    heard: tuple[Entry, ...] = ()
    sent: int = 0
    """How many of its own entries the register had confirmed."""
    position: int = 0
    epoch: int = 0
    backup: "Node | None" = None
    table: Intent | None = None

    @property
    def owner(self) -> Owner:
        return name(self.name), name(f"{self.name} life {self.life}")

    @property
    def known(self) -> frozenset[str]:
        return frozenset(e.id for e in (*self.own, *self.heard))


@dataclass(frozen=True, slots=True)
class World:
    boxes: tuple[Box, ...]
    nodes: tuple[Node, ...]
    log: tuple[Entry, ...] = ()
    """What the register has, in the order that it arrived."""
    epoch: int = 0
    acts: tuple[Act, ...] = ()
    luck: tuple[str, ...] = ()
    """Misdeeds and mishaps that may still happen, each as often as it stands here."""
    rolled_back: bool = False
    """A store went back unnoticed: P2 is off, and what was never sent is lost for ever."""

    def node(self, name: str) -> Node:
        return next(n for n in self.nodes if n.name == name)

    def box(self, name: str) -> Box:
        return next(b for b in self.boxes if b.name == name)

    def with_node(self, node: Node) -> "World":
        return replace(self, nodes=tuple(node if n.name == node.name else n for n in self.nodes))

    def with_box(self, box: Box) -> "World":
        return replace(self, boxes=tuple(box if b.name == box.name else b for b in self.boxes))

    def spend(self, mishap: str) -> "World":
        luck = list(self.luck)
        luck.remove(mishap)
        return replace(self, luck=tuple(luck))

    def living(self) -> dict[str, Entry]:
        """Every entry that some store still holds: what heal and drain bring to the register."""
        found = {e.id: e for e in self.log}
        for node in self.nodes:
            found |= {e.id: e for e in (*node.own, *node.heard)}
        return found


def at(world: World, place: str) -> list[Box]:
    """The boxes in places that begin so."""
    return [b for b in world.boxes if b.place.startswith(place)]


def record(node: Node, event: ev.Event, authorised_by: str | None = None) -> tuple[Node, Entry]:
    """Seal an event as this node's next entry."""
    owner = node.owner
    mine = [e for e in node.own if (e.desk, e.incarnation) == owner]
    previous = mine[-1].hash if mine else genesis(*owner)
    entry = _seal(owner, node.branch, len(mine) + 1, previous, event, authorised_by)
    return replace(node, own=(*node.own, entry)), entry


@cache
def _seal(owner: Owner, branch: int, number: int, previous: bytes, event: ev.Event, authorised_by: str | None) -> Entry:
    """The id is random to everybody else: it follows from the content, so that orders that commute meet again."""
    dice = sha256(f"{owner} {branch} {number}".encode() + previous + msgspec.json.encode(event)).digest()
    body = Body(
        *owner, number, str(UUID(bytes=dice[:16], version=4)), name("boot"), NOON, number * 1_000_000, None, None,
        name("engineer"), authorised_by, ev.SCHEMA, event,
    )  # fmt: skip
    return seal(body, previous)
