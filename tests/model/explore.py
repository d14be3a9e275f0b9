"""Play a scene: every sequence of moves to a small depth, or one long sequence by seeded dice."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from devswap.ledger import events as ev
from devswap.ledger.coins import Coins
from devswap.ledger.discrepancy import Discrepancy
from devswap.ledger.entry import Entry
from devswap.ledger.fold import EMPTY, fold
from tests.model import bench_moves, desk_moves, mishaps, oracle
from tests.model.custody_oracle import relabelled
from tests.model.knowledge import Model, Rules, Scene
from tests.model.oracle import Broken
from tests.model.world import Node, World

Move = Callable[[Model, World], Iterator[tuple[str, World]]]
MOVES: dict[str, Move] = {
    move.__name__: move
    for move in (
        desk_moves.take_in, desk_moves.issue, desk_moves.plan, desk_moves.sign, desk_moves.withdraw,
        desk_moves.give_back, desk_moves.exempt, desk_moves.take_back_exemption, desk_moves.give_up,
        desk_moves.regrant, desk_moves.release, desk_moves.restock,
        bench_moves.wipe, bench_moves.evidence, bench_moves.accept, bench_moves.turn_down, bench_moves.hold,
        bench_moves.lift, bench_moves.take_in_by_tag, bench_moves.join, bench_moves.move,
        mishaps.push, mishaps.pull, mishaps.pull_some, mishaps.back_up, mishaps.restore_noticed,
        mishaps.restore_unnoticed, mishaps.register_restore, mishaps.settle, mishaps.steal, mishaps.leave,
        mishaps.carry, mishaps.lose, mishaps.turn_up,
    )
}  # fmt: skip


@dataclass(slots=True)
class Judge:
    """Looks at every world once: P1 and P5, nothing missed, nothing false."""

    model: Model
    raised: dict[frozenset[str], tuple[Discrepancy, ...]] = field(default_factory=dict)
    seen: set[Any] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)

    def look(self, world: World) -> None:
        living = world.living()
        acts = relabelled([a for a in world.acts if a.entry in living], living, world.boxes)
        facts = frozenset(living)
        key = (facts, frozenset((a.entry, a.informed) for a in world.acts))
        if key in self.seen:
            return
        self.seen.add(key)
        if facts not in self.raised:
            self.raised[facts] = self._fold_every_way(list(living.values()))
        self.codes |= {d.code for d in self.raised[facts]}
        self._settled_as_they_stand(living.values(), self.raised[facts])
        if self.model.scene.in_step and self.raised[facts]:
            raise Broken(f"raised among desks in step: {self.raised[facts]}")
        lost = frozenset(a.label for a in world.acts if a.entry not in living)
        oracle.judge(acts, self.raised[facts], lost)
        if not lost:
            oracle.one_for_one(acts, self.raised[facts])

    def _fold_every_way(self, entries: list[Any]) -> tuple[Discrepancy, ...]:
        whole = Coins(fold(EMPTY, entries))
        half = len(entries) // 2
        again = Coins(fold(fold(EMPTY, entries[half:]), [*reversed(entries)]))
        if _all(whole) != _all(again):
            raise Broken("P5: the order of arrival shows")
        return whole.discrepancies

    def _settled_as_they_stand(self, entries: Iterable[Entry], raised: Iterable[Discrepancy]) -> None:
        """A settlement acts on exactly its set of entries."""
        events = (e.event for e in entries if isinstance(e.event, ev.DiscrepancySettled))
        settled = {(e.discrepancy, frozenset(e.entries)) for e in events}
        for d in raised:
            if (d.decision is not None) != ((d.id, frozenset(d.entries)) in settled):
                raise Broken(f"settled, and not: {d}")

    def drained(self, world: World) -> None:
        """After heal and drain everybody has everything, and folds it to the same."""
        facts = set(world.living())
        after = self.model.tell_all(self.model.tell_all(world))
        if {e.id for e in after.log} != facts:
            raise Broken(f"P4: the register lacks {facts - {e.id for e in after.log}}")
        for node in after.nodes:
            if {e.id for e in (*node.own, *node.heard)} != facts:
                raise Broken(f"P5: {node.name} does not have what the register has")


def _all(coins: Coins) -> Any:
    return coins.discrepancies, {e: coins.of(e) for e in coins.state.entitlements()}


def exhaust(scene: Scene, rules: Rules | None = None) -> tuple[int, set[str]]:
    """Every sequence of the scene's moves to its depth. Returns the worlds seen and the kinds raised; raises Broken."""
    model = Model(scene, rules or Rules())
    judge = Judge(model)
    frontier = [(scene.world, ("",))]
    seen = {_key(scene.world)}
    for _ in range(scene.depth):
        following = []
        for world, trace in frontier:
            for move in scene.moves:
                try:
                    for label, after in MOVES[move](model, world):
                        key = _key(after)
                        if key not in seen:
                            seen.add(key)
                            judge.look(after)
                            following.append((after, (*trace, label)))
                except Broken as broken:
                    raise Broken(_story(broken, trace, move)) from None
        frontier = following
    for world, trace in frontier[:: max(1, len(frontier) // 50)]:
        try:
            judge.drained(world)
        except Broken as broken:
            raise Broken(_story(broken, trace, "heal and drain")) from None
    return len(seen), judge.codes


def wander(scene: Scene, seed: int, rules: Rules | None = None) -> tuple[int, set[str]]:
    """One sequence by seeded dice, as long as the scene is deep. Returns the moves made and the kinds raised."""
    dice = Random(seed)
    model = Model(scene, rules or Rules())
    judge = Judge(model)
    world, trace, made = scene.world, [""], 0
    for _ in range(scene.depth):
        move = dice.choice(scene.moves)
        try:
            choices = list(MOVES[move](model, world))
            if not choices:
                continue
            label, world = dice.choice(choices)
            trace.append(label)
            made += 1
            judge.look(world)
        except Broken as broken:
            raise Broken(_story(broken, (*trace,), f"{move} (seed {seed})")) from None
    try:
        judge.drained(world)
    except Broken as broken:
        raise Broken(_story(broken, (*trace,), f"heal and drain (seed {seed})")) from None
    return made, judge.codes


def _story(broken: Broken, trace: tuple[str, ...], move: str) -> str:
    return "\n  ".join((str(broken), *trace[1:], f"then: {move}"))


def _key(world: World) -> Any:
    """What makes two worlds the same from here on: the order in which the register heard is not part of it."""
    return (
        tuple((b.place, b.life, b.data, b.listed_at, b.carried) for b in world.boxes),
        tuple(map(_node_key, world.nodes)),
        frozenset(e.id for e in world.log),
        world.epoch,
        frozenset((a.entry, a.informed) for a in world.acts),
        tuple(sorted(world.luck)),
    )


def _node_key(node: Node | None) -> Any:
    if node is None:
        return None
    table = node.table and (node.table.box, node.table.event)
    return (
        node.life, node.branch, tuple(e.id for e in node.own), frozenset(e.id for e in node.heard), node.epoch, table,
        _node_key(node.backup),
    )  # fmt: skip
