"""The model: a scene and the rules it is played by; what a node knows, what it records, what the network brings."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from devswap.ledger import events as ev
from devswap.ledger.coins import Coins
from devswap.ledger.decide import Refused, withdrawal
from devswap.ledger.entry import Entry
from devswap.ledger.fold import EMPTY, fold
from devswap.ledger.state import Entitlement, State
from devswap.ledger.subjects import uses_of
from devswap.ledger.wipe_jobs import bears_data, drives_inside_without_acceptance
from tests.ledger.stories import name
from tests.model import oracle
from tests.model.world import Act, Box, Node, Owner, World, record


def _own_owner(node: Node, entitlement: Entitlement) -> Owner:
    return node.owner


def _everything(node: Node) -> tuple[Entry, ...]:
    return (*node.heard, *node.own)


def _nothing_left_to_wipe(state: State, custody: str) -> bool:
    return not bears_data(state, custody) or not drives_inside_without_acceptance(state, custody)


def _withdrawal(state: State, intake: str, node: Node) -> Refused | str | None:
    return withdrawal(state, intake, node.owner)


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of DESIGN 4 and 5 that live outside the fold, each where a planted bug can take it away."""

    owner: Callable[[Node, Entitlement], Owner] = _own_owner
    """An entitlement is used only by the desk and incarnation that it belongs to."""
    knows: Callable[[Node], tuple[Entry, ...]] = _everything
    """A desk folds all its own entries beyond the baseline, sent or not."""
    store_key: bool = True
    """One table `used`, its primary key the entitlement."""
    withdrawal: Callable[[State, str, Node], Refused | str | None] = _withdrawal
    """A withdrawal uses the entitlement that stands open behind its intake."""
    may_release: Callable[[State, str], bool] = _nothing_left_to_wipe
    """Nothing leaves for reuse without accepted evidence for every drive."""
    resends_what_it_heard: bool = True
    """On a new epoch a desk sends again what the register no longer has, others' entries included."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a story begins, and what may happen in it."""

    world: World
    moves: tuple[str, ...]
    depth: int
    exempt_offline: bool = False
    sites: bool = False
    """Every desk is a site of its own."""
    in_step: bool = False
    """Every move is heard by all at once: nothing may be raised."""


@dataclass(slots=True)
class Model:
    """One exploration: a scene under rules, with what was folded before."""

    scene: Scene
    rules: Rules = field(default_factory=Rules)
    views: dict[frozenset[str], Coins] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        places = {b.place for b in self.scene.world.boxes} | {"person quinn"}
        self.people = {name(p.replace("lost", "person")): p.replace("lost", "person") for p in places}

    def desks(self, world: World) -> list[Node]:
        return [n for n in world.nodes if n.name != "office"]

    def site(self, node: Node) -> str:
        return node.name if self.scene.sites else "Lambeth"

    def person(self, recipient: str) -> str:
        return self.people[recipient]

    def view(self, node: Node) -> Coins:
        """The real fold of what this node knows."""
        return self.coins(self.rules.knows(node))

    def coins(self, entries: tuple[Entry, ...]) -> Coins:
        key = frozenset(e.id for e in entries)
        if key not in self.views:
            self.views[key] = Coins(fold(EMPTY, entries))
        return self.views[key]

    def used_in_store(self, node: Node) -> set[str | None]:
        """The keys of the table `used`: what this store's own entries use."""
        return {uses_of(e.event) for e in node.own}

    def act(
        self,
        world: World,
        node: Node,
        kind: str,
        event: ev.Event,
        box: Box | None,
        *,
        uses: str | None = None,
        earns: bool = False,
        target: str | None = None,
        origin: str | None = None,
        to: Owner | None = None,
        astray: bool = False,
        authorised: bool = False,
        known: frozenset[str] | None = None,
    ) -> tuple[World, Entry]:
        """Record what somebody does, and note it as the bystander saw it."""
        after, entry = record(node, event, name("supervisor") if authorised else None)
        origin = origin or (self.origin(world, uses) if uses else entry.id if earns else None)
        label = box.label if box else ""
        known = node.known if known is None else known
        informed = not (self.scene.sites and box is not None and box.carried) and all(
            a.entry in known
            for a in world.acts
            if (label and a.label == label) or (origin is not None and a.origin == origin)
        )
        act = Act(
            kind, node.name, entry.id, (*node.owner, entry.number), label, box.life if box else ("", ""), informed,
            origin, earns, uses, target, to, box is not None and box.bears_data, astray,
        )  # fmt: skip
        changed = replace(world.with_node(after), acts=(*world.acts, act))
        return (self.tell_all(changed) if self.scene.in_step else changed), entry

    def origin(self, world: World, coin: str) -> str:
        """The first intake or exemption behind an entitlement, as the bystander traces it."""
        act = next((a for a in world.acts if a.entry == coin), None)
        return act.origin if act and act.origin else coin

    def watch_use(self, world: World, node: Node, coin: str, *, frozen_too: bool = True) -> None:
        oracle.watch_use(world, node, coin, self.origin(world, coin), frozen_too)

    def send(self, world: World, node: Node) -> World:
        """All that this node has and the register lacks arrives there."""
        there = {e.id for e in world.log}
        new_epoch = node.epoch != world.epoch
        mine = (*node.heard, *node.own) if new_epoch and self.rules.resends_what_it_heard else node.own
        missing = {e.id: e for e in mine if e.id not in there}
        if not missing and not new_epoch:
            return world
        node = replace(node, epoch=world.epoch, sent=len(node.own), position=0 if new_epoch else node.position)
        return replace(world.with_node(node), log=(*world.log, *missing.values()))

    def hear(self, world: World, node: Node, page: int | None = None) -> World:
        """The log from this node's position on; in a new epoch from its beginning, after sending what was lost."""
        if node.epoch != world.epoch:
            world = self.send(world, node)
            node = world.node(node.name)
        end = len(world.log) if page is None else page
        if node.position >= end:
            return world
        news = tuple(e for e in world.log[node.position : end] if e.id not in node.known)
        return world.with_node(replace(node, heard=(*node.heard, *news), position=end))

    def tell_all(self, world: World) -> World:
        """Heal and drain: everybody sends, everybody hears."""
        for node in world.nodes:
            world = self.send(world, world.node(node.name))
        for node in world.nodes:
            world = self.hear(world, world.node(node.name))
        return world
