"""What a desk does with a box or an entitlement: the real decisions on the real fold of what the desk has heard."""

from collections.abc import Iterator
from dataclasses import replace

from devswap.ledger import events as ev
from devswap.ledger.decide import Back, New, Old, Refused, given_back, role_of, unusable, withdrawn
from devswap.ledger.entry import Entry
from devswap.ledger.known import Device
from devswap.ledger.parts import BroughtBy, EarnsNothing, IssueLife, StockDevice
from devswap.ledger.state import Entitlement, State
from tests.ledger.stories import name
from tests.model import oracle
from tests.model.knowledge import Model
from tests.model.world import EXPIRES, LAPTOP, NOON, Box, Intent, Node, World, at

TODAY = "2026-11-23"
Moves = Iterator[tuple[str, World]]


def listed(box: Box) -> Device:
    return Device(box.device, "none" if box.came_new else "estate", "laptop")


def take_in(model: Model, world: World) -> Moves:
    """An old box, or one that was new once and whose holder leaves, comes over the desk."""
    for node in model.desks(world):
        state = model.view(node).state
        for box in at(world, "person"):
            role = role_of(state, listed(box), None, "hand_in" if box.came_new else "swap", model.site(node), TODAY)
            if not isinstance(role, Old):
                continue
            oracle.watch_take_in(world, node, box)
            exemption = state.exemption_for(box.device)
            nothing = EarnsNothing("clears_exemption", exemption=exemption[0].id) if exemption else None
            event = ev.DeviceTakenIn(
                box.device, role.ends, (), "laptop", "", "", model.site(node), name(box.place), BroughtBy(),
                () if nothing else LAPTOP, nothing, None, "wipe" if box.bears_data else "no_data", (), "", None,
            )  # fmt: skip
            ends = role.ends.issue if isinstance(role.ends, IssueLife) else None
            after, _ = model.act(world, node, "take_in", event, box, earns=not nothing, target=ends)
            yield f"{node.name} takes in {box.name}", after.with_box(replace(box, place=f"cage {node.name}"))


def issue(model: Model, world: World) -> Moves:
    for node in model.desks(world):
        for box, event in _may_issue(model, world, node):
            yield from _record_issue(model, world, node, box, event)


def plan(model: Model, world: World) -> Moves:
    """A visit lies on the table: decided against what is known now, recorded later."""
    for node in model.desks(world):
        if node.table is None:
            for box, event in _may_issue(model, world, node):
                yield (
                    f"{node.name} plans {box.name}",
                    world.with_node(replace(node, table=Intent(box.name, event, node.known))),
                )


def sign(model: Model, world: World) -> Moves:
    for node in model.desks(world):
        if node.table is not None:
            box, cleared = world.box(node.table.box), replace(node, table=None)
            if box.place == f"shelf {node.name}":
                yield from _record_issue(
                    model, world.with_node(cleared), cleared, box, node.table.event, known=node.table.known
                )


def _may_issue(model: Model, world: World, node: Node) -> Iterator[tuple[Box, ev.DeviceIssued]]:
    coins = model.view(node)
    for box in at(world, f"shelf {node.name}"):
        role = role_of(coins.state, listed(box), None, "swap", model.site(node), TODAY)
        on_the_table = node.table is not None and node.table.box == box.name
        if isinstance(role, New) and not on_the_table:
            for e in coins.state.entitlements():
                owner = model.rules.owner(node, e)
                if e.recipient and "laptop" in e.categories and unusable(coins, e, owner, NOON) is None:
                    yield (
                        box,
                        ev.DeviceIssued(
                            e.name,
                            e.origin,
                            role.source,
                            box.device,
                            (),
                            "laptop",
                            "",
                            "",
                            model.site(node),
                            e.recipient,
                        ),
                    )


def _record_issue(
    model: Model, world: World, node: Node, box: Box, event: ev.DeviceIssued, known: frozenset[str] | None = None
) -> Moves:
    if model.rules.store_key and event.uses in model.used_in_store(node):
        return
    model.watch_use(world, node, event.uses, frozen_too=known is None)
    astray = model.scene.sites and box.listed_at != node.name
    after, entry = model.act(world, node, "issue", event, box, uses=event.uses, astray=astray, known=known)
    person = model.person(event.recipient)
    moved = replace(box, place=person, life=("out", entry.id), data=box.bears_data)
    yield f"{node.name} issues {box.name} to {person}", after.with_box(moved)


def withdraw(model: Model, world: World) -> Moves:
    for node in model.desks(world):
        state = model.view(node).state
        for box in at(world, f"cage {node.name}"):
            here = _taken_in_by(state, box, node)
            uses = model.rules.withdrawal(state, here[0].id, node) if here else Refused("not here")
            if here is None or isinstance(uses, Refused):
                continue
            if uses is not None:
                model.watch_use(world, node, uses, frozen_too=False)
            event = withdrawn(here[1], here[0].id, uses, model.site(node), "undone")
            after, _ = model.act(world, node, "withdraw", event, box, uses=uses, target=here[0].id)
            back = model.person(here[1].recipient or "")
            yield f"{node.name} gives back {box.name}", after.with_box(replace(box, place=back))


def give_back(model: Model, world: World) -> Moves:
    """An issued box comes back over the desk: into stock, or into quarantine."""
    for node in model.desks(world):
        state = model.view(node).state
        for box in at(world, "person"):
            role = role_of(state, listed(box), None, "return", model.site(node), TODAY)
            if not isinstance(role, Back):
                continue
            event = state.event(role.issue, ev.DeviceIssued)
            assert event is not None
            for sealed in (True, False):
                back = given_back(event, role.issue, LAPTOP, model.site(node), "wrong_model", sealed, "no_data", None)
                origin = model.origin(world, event.uses)
                after, entry = model.act(
                    world, node, "give_back", back, box, earns=True, target=role.issue, origin=origin
                )
                where = f"{'shelf' if sealed else 'cage'} {node.name}"
                yield (
                    f"{node.name} takes {box.name} back to {where}",
                    after.with_box(replace(box, place=where, life=("back", entry.id), listed_at=node.name)),
                )


def exempt(model: Model, world: World) -> Moves:
    """A lost box is replaced, where the register can be asked; or offline, where the scene's policy allows it."""
    for node in model.desks(world):
        in_touch = node.epoch == world.epoch and node.position == len(world.log)
        if not in_touch and not model.scene.exempt_offline:
            continue
        state = model.view(node).state
        for box in at(world, "lost"):
            role = role_of(state, listed(box), None, "hand_in" if box.came_new else "swap", model.site(node), TODAY)
            if not isinstance(role, Old) or state.exemption_for(box.device):
                continue
            event = ev.ExemptionGranted(
                box.device,
                role.ends,
                None,
                name(f"person {box.place.split()[-1]}"),
                LAPTOP,
                "lost",
                (),
                model.site(node),
                EXPIRES,
            )
            after, _ = model.act(world, node, "exempt", event, box, earns=True, authorised=True)
            if in_touch:
                after = model.send(after, after.node(node.name))
            yield f"{node.name} exempts {box.name}", after


def take_back_exemption(model: Model, world: World) -> Moves:
    for node in model.desks(world):
        coins = model.view(node)
        for entry, _ in coins.state.of(ev.ExemptionGranted):
            e = coins.state.entitlement(entry.id)
            if e and model.rules.owner(node, e) == e.owner and coins.of(e) in ("open", "frozen"):
                model.watch_use(world, node, e.name, frozen_too=False)
                event = ev.ExemptionWithdrawn(e.name, e.name, "found")
                act = next(a for a in world.acts if a.entry == e.name)
                lost = next((replace(b, life=act.life) for b in world.boxes if b.label == act.label), None)
                after, _ = model.act(world, node, "unexempt", event, lost, uses=e.name, target=e.name)
                yield f"{node.name} withdraws an exemption", after


def give_up(model: Model, world: World) -> Moves:
    for node in model.desks(world):
        for e in _open_here(model, node):
            for other in model.desks(world):
                if other.name != node.name:
                    model.watch_use(world, node, e.name)
                    event = ev.EntitlementGivenUp(e.name, *other.owner, e.origin, LAPTOP, e.recipient or "")
                    after, _ = model.act(world, node, "give_up", event, None, earns=True, uses=e.name, to=other.owner)
                    yield f"{node.name} gives up an entitlement to {other.name}", after


def _open_here(model: Model, node: Node) -> list[Entitlement]:
    coins = model.view(node)
    return [e for e in coins.state.entitlements() if coins.of(e) == "open" and model.rules.owner(node, e) == e.owner]


def regrant(model: Model, world: World) -> Moves:
    """A supervisor, stock count in hand, grants again what an earlier incarnation did not spend."""
    for node in model.desks(world):
        coins = model.view(node)
        for e in coins.state.entitlements():
            earlier = e.owner[0] == node.owner[0] and e.owner != node.owner and coins.of(e) == "open"
            if earlier and not any(a.uses == e.name for a in world.acts):
                event = ev.ExemptionGranted(
                    None, None, "restored", e.recipient or "", LAPTOP, "restored", (), model.site(node), EXPIRES,
                    regrants=e.name, origin=e.origin,
                )  # fmt: skip
                after, _ = model.act(world, node, "regrant", event, None, earns=True, uses=e.name, authorised=True)
                yield f"{node.name} grants again", after


def release(model: Model, world: World) -> Moves:
    for node in model.desks(world):
        state = model.view(node).state
        for box in at(world, f"cage {node.name}"):
            custody = custody_of(state, box)
            for slips in (False, True):
                honest = custody is not None and model.rules.may_release(state, custody)
                honest = honest and not state.holds(box.device)
                if custody is None or honest == slips or (slips and "slip" not in world.luck):
                    continue
                begin = world.spend("slip") if slips else world
                event = ev.DeviceReleased(custody, box.device, "recycle", "scheme", "C-1")
                after, entry = model.act(begin, node, "release", event, box, target=custody)
                yield (
                    f"{node.name} releases {box.name}",
                    after.with_box(replace(box, place="gone", life=("released", entry.id))),
                )


def restock(model: Model, world: World) -> Moves:
    for node in model.desks(world):
        state = model.view(node).state
        for box in at(world, f"cage {node.name}"):
            custody = custody_of(state, box)
            if custody:
                device = StockDevice(box.device, (), "laptop", "", "", ends=custody)
                event = ev.StockReceived(model.site(node), "", "", "", "scanned", (device,))
                after, entry = model.act(world, node, "restock", event, box, target=custody)
                yield (
                    f"{node.name} restocks {box.name}",
                    after.with_box(
                        replace(box, place=f"shelf {node.name}", life=("stock", entry.id), listed_at=node.name)
                    ),
                )


def _taken_in_by(state: State, box: Box, node: Node) -> tuple[Entry, ev.DeviceTakenIn] | None:
    """The intake that this box is in the cage by: this desk's own, where two desks claim it."""
    own = (f for f in state.intakes(box.device) if f[0].desk == node.owner[0] and not state.custody_enders(f[0].id))
    return next(own, None) or state.in_custody(box.device)


def custody_of(state: State, box: Box) -> str | None:
    """The intake, or the return into quarantine, by which this box is in the cage."""
    here = state.in_custody(box.device)
    if here:
        return here[0].id
    back = (e.id for e, r in state.about(box.device, ev.IssueReturned) if r.goes_to == "quarantine")
    return next((name for name in back if not state.custody_enders(name)), None)
