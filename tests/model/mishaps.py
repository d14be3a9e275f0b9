"""What happens around the desks: the network, backups and restores, thieves, losses, carriers, and the register."""

from collections.abc import Iterator
from dataclasses import replace

from devswap.ledger import events as ev
from devswap.ledger.discrepancies import find
from devswap.ledger.fold import EMPTY, fold
from tests.model.knowledge import Model
from tests.model.world import World, at, record

Moves = Iterator[tuple[str, World]]


def push(model: Model, world: World) -> Moves:
    for node in world.nodes:
        after = model.send(world, node)
        if after != world:
            yield f"{node.name} pushes", after


def pull(model: Model, world: World) -> Moves:
    for node in world.nodes:
        after = model.hear(world, node)
        if after != world:
            yield f"{node.name} pulls", after


def pull_some(model: Model, world: World) -> Moves:
    """A page of the log, and the connection is gone."""
    for node in world.nodes:
        if node.epoch == world.epoch and node.position + 1 < len(world.log):
            page = (node.position + len(world.log)) // 2 + 1
            yield f"{node.name} pulls to {page}", model.hear(world, node, page)


def back_up(model: Model, world: World) -> Moves:
    for node in model.desks(world):
        if node.backup is None and "restore" in " ".join(world.luck):
            yield f"{node.name} is backed up", world.with_node(replace(node, backup=node))


def restore_noticed(model: Model, world: World) -> Moves:
    """The store went back, and its sidecar says so: a new incarnation, before the first scan."""
    if "restore noticed" in world.luck:
        for node in world.nodes:
            if node.backup is not None:
                back = replace(node.backup, life=node.life + 1, branch=node.branch + 1, backup=None, table=None)
                yield f"{node.name} is restored", world.spend("restore noticed").with_node(back)


def restore_unnoticed(model: Model, world: World) -> Moves:
    if "restore unnoticed" in world.luck:
        for node in world.nodes:
            if node.backup is not None:
                back = replace(node.backup, branch=node.branch + 1, backup=None, table=None)
                after = replace(world.spend("restore unnoticed").with_node(back), rolled_back=True)
                yield f"{node.name} goes back unnoticed", after


def register_restore(model: Model, world: World) -> Moves:
    """The register comes back from an older copy, its own journal with it, under a new epoch."""
    if "register restore" in world.luck and world.log:
        for kept in sorted({0, len(world.log) // 2, len(world.log) - 1}):
            log = world.log[:kept]
            office = world.node("office")
            office = replace(office, life=office.life + 1, own=tuple(e for e in office.own if e in log), heard=())
            after = replace(world.spend("register restore").with_node(office), log=log, epoch=world.epoch + 1)
            yield f"the register goes back to {kept}", after


def settle(model: Model, world: World) -> Moves:
    """A person settles one discrepancy at the register."""
    if "settle" not in world.luck:
        return
    open_ones = [d for d in find(fold(EMPTY, world.log)) if d.decision is None]
    for found in open_ones[:1]:
        for decision in ("both_stand", "void"):
            event = ev.DiscrepancySettled(found.id, found.code, found.about, found.entries, decision)
            after, _ = record(world.node("office"), event)
            yield (
                f"the office settles {found.code}: {decision}",
                model.send(world.spend("settle").with_node(after), after),
            )


def steal(model: Model, world: World) -> Moves:
    if "steal" in world.luck:
        for box in world.boxes:
            if box.place.startswith(("cage", "shelf")):
                yield f"quinn takes {box.name}", world.spend("steal").with_box(replace(box, place="person quinn"))


def leave(model: Model, world: World) -> Moves:
    """Somebody puts a box down on a shelf, where it looks like stock."""
    if "leave" in world.luck:
        for box in at(world, "person"):
            for node in model.desks(world):
                left = replace(box, place=f"shelf {node.name}")
                yield f"{box.name} is left at {node.name}", world.spend("leave").with_box(left)


def carry(model: Model, world: World) -> Moves:
    """A box goes to another desk's shelf or cage; nobody writes it down."""
    if "carry" in world.luck:
        for box in world.boxes:
            kind, _, where = box.place.partition(" ")
            for node in model.desks(world):
                if kind in ("cage", "shelf") and node.name != where:
                    moved = replace(box, place=f"{kind} {node.name}", carried=True)
                    yield f"{box.name} is carried to {node.name}", world.spend("carry").with_box(moved)


def lose(model: Model, world: World) -> Moves:
    if "lose" in world.luck:
        for box in world.boxes:
            kind, _, who = box.place.partition(" ")
            if kind == "person":
                yield f"{who} loses {box.name}", world.spend("lose").with_box(replace(box, place=f"lost {who}"))


def turn_up(model: Model, world: World) -> Moves:
    """What was lost is found, and what was sold second hand comes back with somebody."""
    for box in world.boxes:
        kind, _, who = box.place.partition(" ")
        if kind in ("lost", "gone"):
            yield f"{box.name} turns up", world.with_box(replace(box, place=f"person {who or 'quinn'}"))
