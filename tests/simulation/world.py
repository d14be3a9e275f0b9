"""A world of desks and one register on one seed: people bring boxes, machines and networks fail, a log is kept.

The desks are real (store, decisions, exchange), the register is the model, time is virtual. Every fault is drawn from
one `Random`, so that a seed is a run. The world knows what a desk's screen called recorded and which copies of it are
left; that, and not the code's own view, is what the end is held against.
"""

import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random

from devswap.ledger.entry import open_entry
from devswap.ledger.ids import instant
from devswap.ledger.policy import Policy, Wipe
from devswap.sync.answers import Came, Unheard
from devswap.sync.exchange import Exchange, Outgoing
from tests.desk.scenes import ESTATE, OPERATORS, RECIPIENTS, STOCK, Scene, StillClock
from tests.simulation.benching import Yard
from tests.simulation.cutting import cut
from tests.sync import desks
from tests.sync.model import Register

PEOPLE = [row.split(",")[4] for row in RECIPIENTS.splitlines()[1:6]]
NEW = [row.split(",")[0] for row in STOCK.splitlines()[1:]]
OLD = [row.split(",") for row in ESTATE.splitlines()[1:]]
BOXES = [*NEW, *(row[0] for row in OLD)]
LISTED = [
    (badge, [old[0] for old in OLD if old[5] == number])
    for number, badge in ((row.split(",")[1], row.split(",")[4]) for row in RECIPIENTS.splitlines()[1:6])
]
"""A badge, and the old boxes that its bearer can bring."""
OPERATOR = OPERATORS.splitlines()[2].split(",")[0]
WORDS = ("/confirm", "/intake-only", "/park", "/cancel", "/undo", "/hand-in spare", "/return scanned-in-error")
HEAL_ROUNDS = 60
REQUESTS = 300
"""A whole exchange of so small a world; one that takes more goes in circles."""
NETWORK = ("drop", "answer_lost", "delay", "duplicate", "truncate", "captive", "proxy", "cancelled")
MACHINES = ("restart", "power_cut", "restore_noticed", "restore", "clone", "register_back", "failover", "clock")


class Broken(AssertionError):
    """An invariant does not hold."""


@dataclass
class Node:
    """One desk machine: its folder, its clock, its exchange, and an old copy of its disk."""

    scene: Scene
    exchange: Exchange
    copy: Path | None = None
    twin: bool = False
    """It came from another machine's disk."""


@dataclass
class World:
    """One run."""

    seed: int
    folder: Path
    faults: Counter[str] = field(default_factory=Counter)
    recorded: set[bytes] = field(default_factory=set)
    """What a screen called recorded."""
    dead: set[bytes] = field(default_factory=set)
    """Of that, what was on no disk any more after a disk was lost: the excluded case, counted."""
    yard: Yard = field(default_factory=Yard)
    late: list[Outgoing] = field(default_factory=list)
    steps: int = 0
    passed: timedelta = timedelta()
    """Virtual time, at one desk."""

    def __post_init__(self) -> None:
        self.rng = Random(self.seed)
        self.rates = {name: self.rng.choice((0.0, 0.05, 0.2)) for name in NETWORK}
        self.likely = [name for name in MACHINES if self.rng.random() < 0.5]
        first = self._scene(lists=True)
        self.register: Register = desks.register(first, self.seed)
        self.register.page = self.rng.choice((3, 11, 1000))
        self.nodes = [self._enrolled(first)]
        desks.sync(self.nodes[0].exchange, self.register)
        self.founded = self.register.replicated = len(self.register.log)
        for _ in range(self.rng.choice((1, 1, 2))):
            self.nodes.append(self._enrolled(self._scene(lists=False)))
        self._see()

    def _scene(self, *, lists: bool) -> Scene:
        folder = self.folder / f"desk {len(list(self.folder.iterdir()))}"
        folder.mkdir()
        skew = timedelta(seconds=self.rng.choice((0, 0, 30, -4000, 90000)))
        clock = StillClock(at=StillClock().at + skew)
        policy = Policy(wipe=Wipe(keep_days=0))
        return Scene(folder, policy, clock=clock, seed=self.rng.getrandbits(32), lists=lists)

    def _enrolled(self, scene: Scene) -> Node:
        return Node(scene, Exchange(scene.store, desks.enrol(scene, self.register)))

    # ------------------------------------------------------------------------------------------------------- steps

    def run(self, steps: int) -> None:
        """Faults to the end, what must hold held after each step; then all heals, and nothing more is scanned."""
        for _ in range(steps):
            self.step()
        self.heal()

    def step(self) -> None:
        """Something happens somewhere."""
        self.steps += 1
        for node in self.nodes:
            minutes = self.rng.choice((0.1, 1, 5, 600))
            node.scene.clock.pass_by(minutes=minutes)
            self.passed += timedelta(minutes=minutes) / len(self.nodes)
        node = self.rng.choice(self.nodes)
        draw = self.rng.random()
        if draw < 0.12:
            self.yard.work(node.scene, self.rng)
        elif draw < 0.45:
            self._work(node)
        elif draw < 0.93 or not self.likely:
            for _ in range(self.rng.choice((1, 3, 20))):
                if not self.carry(node):
                    break
        else:
            self._break(self.rng.choice(self.likely), node)
        if self.late and self.rng.random() < 0.2:
            self.register.answer(self.late.pop(self.rng.randrange(len(self.late))))
        if self.register.replicated < len(self.register.log) and self.rng.random() < 0.2:
            self._break("failover", node)  # what cuts a standby off seldom comes alone
        self._see()
        self.marks_are_proven()

    def _work(self, node: Node) -> None:
        scene, rng = node.scene, self.rng
        scene.say(f"/sign-in {OPERATOR}")
        if rng.random() < 0.7:
            person, boxes = rng.choice(LISTED)
            scene.say(person, rng.choice(boxes), rng.choice(NEW), person, "/confirm", "/confirm")
        elif rng.random() < 0.3:
            other = rng.choice(self.nodes).scene.store.owner[0]
            scene.say(rng.choice(PEOPLE), f"/give-up {other[:8]}")
        else:
            scene.say(rng.choice((*PEOPLE, *BOXES)), rng.choice(WORDS))

    def carry(self, node: Node, *, well: bool = False) -> bool:
        """One request over the network; whether there was one and it was heard."""
        node.exchange.look_again() if self.rng.random() < 0.2 else None
        outgoing = node.exchange.next()
        if outgoing is None:
            return False
        fault = "" if well else next((name for name, rate in self.rates.items() if self.rng.random() < rate), "")
        if fault:
            self.faults[fault] += 1
        return node.exchange.take(outgoing, self._come(outgoing, fault))

    def _come(self, outgoing: Outgoing, fault: str) -> Came | Unheard:
        match fault:
            case "drop":
                return Unheard("unreachable")
            case "delay":
                self.late.append(outgoing)
                return Unheard("timeout")
            case "answer_lost":
                self.register.answer(outgoing)
                return Unheard("timeout")
            case "duplicate":
                self.register.answer(outgoing)
                before = len(self.register.log)
                came = self.register.answer(outgoing)
                if len(self.register.log) != before:
                    raise Broken("I9: a replayed request changed the register")
                return came
            case "truncate":
                came = self.register.answer(outgoing)
                return Came(came.status, came.body[: len(came.body) // 2], came.signature, came.content_type)
            case "captive":
                return Came(200, b'{"stored_through": "<html>"}', "", "text/html")
            case "proxy":
                return Came(404, b'{"code": "gone", "message": "No such thing."}', "", "application/json")
            case "cancelled":
                self.register.cancelled = outgoing.question == "push"
        return self.register.answer(outgoing)

    def _break(self, fault: str, node: Node) -> None:
        self.faults[fault] += 1
        match fault:
            case "restart":
                self._restart(node)
            case "power_cut":
                self._power_cut(node)
            case "clock":
                node.scene.clock.at += timedelta(hours=self.rng.choice((-50, 3, 9000)))
            case "clone" if len(self.nodes) < 5:
                self._clone(node)
            case "register_back":
                self.register.go_back(self.rng.randint(self.founded, len(self.register.log)))
                self._count_dead()
            case "failover":
                self.register.fail_over()
                self._count_dead()
            case "restore" | "restore_noticed":
                self._restore(node, noticed=fault == "restore_noticed")

    def _restart(self, node: Node, between: Callable[[], object] = lambda: None) -> None:
        node.scene.close()
        between()
        node.scene.open()
        node.exchange = desks.exchange(node.scene)

    def _power_cut(self, node: Node) -> None:
        before = self.own(node)
        work = self._work if self.rng.random() < 0.7 else lambda node: self.yard.work(node.scene, self.rng)
        told: set[bytes] = set()
        disk, torn = cut(node.scene, self.rng, lambda: work(node), lambda: told.update(self.own(node)))
        self.faults["torn_tail"] += torn
        self._restart(node, lambda: disk.put(node.scene.folder))
        lost = (before | told) - self.own(node)
        if lost:
            raise Broken(f"I1: {len(lost)} entries that a screen called recorded are gone after a power cut")

    def _restore(self, node: Node, *, noticed: bool) -> None:
        """The disk as it was copied at the time before, if one was; a fresh copy is taken for the next."""
        old, node.copy = node.copy, self.folder / f"copy {self.steps}"
        files = ("desk.db",) if noticed else ("desk.db", "desk.db.head")

        def swap() -> None:
            shutil.copytree(node.scene.folder, node.copy or Path())
            if old is not None:
                for file in files:
                    shutil.copy(old / file, node.scene.folder / file)

        self._restart(node, swap)
        self._count_dead()

    def _clone(self, node: Node) -> None:
        folder = self.folder / f"clone {self.steps}"
        self._restart(node, lambda: shutil.copytree(node.scene.folder, folder))
        clock = StillClock(at=node.scene.clock.at)
        twin = Scene(folder, node.scene.policy, clock=clock, seed=self.rng.getrandbits(32), lists=False)
        self.nodes.append(Node(twin, desks.exchange(twin), twin=True))

    # --------------------------------------------------------------------------------------------------- the truth

    def own(self, node: Node) -> set[bytes]:
        """What a desk's disk has of its own."""
        desk = node.scene.store.owner[0]
        return {row.body for row in node.scene.store.entries() if row.desk == desk}

    def _see(self) -> None:
        for node in self.nodes:
            new = self.own(node) - self.recorded
            for entry in sorted((open_entry(raw) for raw in new), key=lambda entry: entry.number):
                self.yard.see(node.scene, entry)
            self.recorded |= new
        if self.yard.leaks:
            raise Broken(f"P6: {', '.join(self.yard.leaks)} left with somebody's data on it")

    def _count_dead(self) -> None:
        alive = self.register.held().union(*(self.own(node) for node in self.nodes))
        self.dead |= self.recorded - alive

    def marks_are_proven(self) -> None:
        """I11: no desk believes that the register has what it has not."""
        for node in self.nodes:
            for incarnation, mark in node.exchange.standing.marks.items():
                journal = self.register.journals.get((node.scene.store.owner[0], incarnation))
                held = journal.hash_at(mark.head.number) if journal else None
                if mark.epoch == self.register.epoch and mark.head.number and held != mark.head.hash:
                    raise Broken(f"I11: number {mark.head.number} is called received, and the register has it not")

    def heal(self) -> None:
        """Every network well, nobody scans; who is told to, enrols a desk again."""
        for out in self.late:
            self.register.answer(out)
        for _ in range(HEAL_ROUNDS):
            quiet = True
            for node in self.nodes:
                node.scene.clock.pass_by(seconds=max(node.exchange.pause(), 30))
                node.exchange.look_again()
                for _ in range(REQUESTS):
                    if not self.carry(node, well=True):
                        break
                else:
                    raise Broken("I10: an exchange goes in circles")
                self.marks_are_proven()
                if node.exchange.standing.trouble == "diverged":
                    node.exchange = Exchange(node.scene.store, desks.enrol(node.scene, self.register))
                    quiet = False
            if quiet and all(self._in_step(node) for node in self.nodes):
                return
        words = [n.exchange.status().words(n.scene.clock.now()) for n in self.nodes]
        raise Broken(f"I10: not in step after {HEAL_ROUNDS} rounds with nothing scanned: {words}")

    def _in_step(self, node: Node) -> bool:
        exchange = node.exchange
        return exchange.unheard is None and exchange.standing.cursor == self.register.head and exchange.waiting() == 0

    def now(self) -> str:
        """The first desk's time."""
        return instant(self.nodes[0].scene.clock.now())

    def close(self) -> None:
        """Stop every desk."""
        for node in self.nodes:
            node.scene.close()
