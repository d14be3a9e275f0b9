"""What a bench does: wipes, evidence, acceptance, holds; and what else is said: moves, and labels that are one.

A bench is a desk that has a cage. `slip` is the luck of an engineer who does what the bench refuses.
"""

from collections.abc import Iterator
from dataclasses import replace

import msgspec

from devswap.ledger import events as ev
from devswap.ledger.decide import Old, role_of
from devswap.ledger.parts import BroughtBy, Person, Place, Reference
from devswap.ledger.state import State
from devswap.ledger.wipe_jobs import drives_without_acceptance
from tests.ledger.stories import digest, name
from tests.model.desk_moves import TODAY, listed
from tests.model.knowledge import Model
from tests.model.world import LAPTOP, Box, Node, World, at, record

Moves = Iterator[tuple[str, World]]
CASE = Reference("evidence", digest("case"), digest("salted case"))


def _here(model: Model, world: World) -> Iterator[tuple[Node, State, Box, str]]:
    """Boxes in cages whose intake the node knows."""
    for node in model.desks(world):
        state = model.view(node).state
        for box in at(world, f"cage {node.name}"):
            intake = state.in_custody(box.device)
            if intake is not None:
                yield node, state, box, intake[0].id


def wipe(model: Model, world: World) -> Moves:
    for node, state, box, intake in _here(model, world):
        held = bool(state.holds(box.device))
        if state.about(intake, ev.WipeStarted) or (held and "slip" not in world.luck):
            continue
        begin = world.spend("slip") if held else world
        event = ev.WipeStarted(intake, (), "purge", "block_erase", "nvme")
        after, _ = model.act(begin, node, "wipe", event, box, target=intake)
        yield f"{node.name} wipes {box.name}{' although it is held' if held else ''}", after


def evidence(model: Model, world: World) -> Moves:
    """The tool has run: it says so, and where it passed nobody can read the box any more."""
    for node, state, box, intake in _here(model, world):
        if box.bears_data and state.about(intake, ev.WipeStarted):
            for result in ("passed", "failed"):
                event = ev.WipeEvidenced(
                    intake, intake, result, "purge", "block_erase", "nvme", "2.3", "nvme", digest(result), 0, "", "",
                    None, None, "", "", "completed",
                )  # fmt: skip
                after, _ = model.act(world, node, f"evidence {result}", event, box, target=intake)
                wiped = replace(box, data=box.data and result != "passed")
                yield f"{node.name} has evidence: {box.name} {result}", after.with_box(wiped)


def accept(model: Model, world: World) -> Moves:
    for node, state, box, intake in _here(model, world):
        if intake in drives_without_acceptance(state, intake):
            for entry, shown in state.about(intake, ev.WipeEvidenced):
                if shown.result == "passed":
                    event = ev.WipeAccepted(intake, intake, entry.id, Person(name("rao")))
                    after, _ = model.act(world, node, "accept", event, box, target=entry.id)
                    yield f"{node.name} accepts {box.name}", after


def turn_down(model: Model, world: World) -> Moves:
    for node, state, box, intake in _here(model, world):
        for entry, _ in state.about(intake, ev.WipeEvidenced):
            event = ev.WipeFailed(intake, intake, entry.id, "wrong_host")
            after, _ = model.act(world, node, "turn_down", event, box, target=entry.id)
            yield f"{node.name} turns evidence of {box.name} down", after


def hold(model: Model, world: World) -> Moves:
    for node in model.desks(world):
        state = model.view(node).state
        for box in world.boxes:
            if not state.holds(box.device) and "hold" in world.luck:
                event = ev.HoldPlaced("device", box.device, CASE)
                after, _ = model.act(world.spend("hold"), node, "hold", event, box)
                yield f"{node.name} holds {box.name}", after


def lift(model: Model, world: World) -> Moves:
    for node in model.desks(world):
        state = model.view(node).state
        for box in world.boxes:
            for held in state.holds(box.device):
                event = ev.HoldLifted(held, box.device)
                after, _ = model.act(world, node, "lift", event, box, target=held, authorised=True)
                yield f"{node.name} lifts the hold on {box.name}", after


def take_in_by_tag(model: Model, world: World) -> Moves:
    """The serial's label is gone: the box is read by its tag, which no list joins to the serial."""
    for node in model.desks(world):
        state = model.view(node).state
        for box in at(world, "person"):
            read = replace(box, label=box.tag)
            role = role_of(state, msgspec.structs.replace(listed(box), id=read.device), None, "swap", "", TODAY)
            if box.tag and isinstance(role, Old):
                event = ev.DeviceTakenIn(
                    read.device, role.ends, (), "laptop", "", "", "", name(box.place), BroughtBy(), LAPTOP, None, None,
                    "no_data", (), "", None,
                )  # fmt: skip
                after, _ = model.act(world, node, "take_in", event, read, earns=True)
                yield (
                    f"{node.name} takes in {box.name} by its tag",
                    after.with_box(replace(box, place=f"cage {node.name}")),
                )


def join(model: Model, world: World) -> Moves:
    """The office finds that a serial and a tag are one device."""
    for box in world.boxes:
        known = any(isinstance(e.event, ev.SameDevice) for e in world.log)
        if box.tag and not known:
            event = ev.SameDevice(box.device, replace(box, label=box.tag).device, "same_label")
            office, _ = record(world.node("office"), event)
            yield f"the office joins the labels of {box.name}", model.send(world, office)


def move(model: Model, world: World) -> Moves:
    """A box goes from shelf to shelf, and both ends are scanned."""
    for box in at(world, "shelf"):
        sender = world.node(box.place.split()[1])
        for receiver in model.desks(world):
            if receiver.name != sender.name:
                way = (Place(sender.name), Place(receiver.name))
                there, gone = record(sender, ev.Moved("sent", None, "stock", (box.device,), *way))
                here, _ = record(receiver, ev.Moved("received", gone.id, "stock", (box.device,), *way))
                moved = replace(box, place=f"shelf {receiver.name}", listed_at=receiver.name)
                yield f"{box.name} is moved to {receiver.name}", world.with_node(there).with_node(here).with_box(moved)
