"""What must hold once all has healed: `reference/sync.md`, section 7, a checker each."""

from collections import Counter, defaultdict

from devswap.ledger import events as ev
from devswap.ledger.coins import Coins
from devswap.ledger.entry import Entry, open_entry
from devswap.ledger.fold import EMPTY, fold
from devswap.ledger.wipe_jobs import bears_data, drives_without_acceptance, wipe_job
from devswap.store.projecting import FOR_EVER
from tests.simulation.world import Broken, Node, World


def check(world: World) -> Counter[str]:
    """Hold a healed world against its truth; the discrepancies that stand in it, by kind. Raises Broken."""
    _everything_arrived(world)
    _log_is_dense(world)
    entries = [open_entry(raw) for raw in sorted(_stored(world))]
    _order_does_not_matter(world, entries)
    _one_use_each(world, entries)
    _nobody_wins(entries)
    _nothing_leaks(entries)
    for node in world.nodes:
        _sees_the_same(world, node, entries)
    return Counter(d.code for d in Coins(fold(EMPTY, entries)).discrepancies)


def _stored(world: World) -> set[bytes]:
    return {raw for journal in world.register.journals.values() for _, raw in journal.entries}


def _everything_arrived(world: World) -> None:
    missing = world.recorded - world.dead - world.register.held()
    if missing:
        lost = sorted(open_entry(raw).number for raw in missing)
        raise Broken(f"I2: {len(missing)} entries were recorded, survived, and did not arrive: numbers {lost[:9]}")


def _log_is_dense(world: World) -> None:
    named = Counter((kind, key) for kind, key, _, _ in world.register.log if kind == "entry")
    twice = [key for (_, key), count in named.items() if count > 1]
    if twice:
        raise Broken(f"I6: stored twice: {twice[:3]}")


def _order_does_not_matter(world: World, entries: list[Entry]) -> None:
    shuffled = [*entries, *entries[::3]]
    world.rng.shuffle(shuffled)
    half = len(shuffled) // 2
    one, other = Coins(fold(EMPTY, entries)), Coins(fold(fold(EMPTY, shuffled[:half]), shuffled[half:]))
    if one.discrepancies != other.discrepancies or _fates(one) != _fates(other):
        raise Broken("I12: another order of arrival, another state")


def _fates(coins: Coins) -> dict[str, str]:
    return {e.name: coins.of(e) for e in coins.state.entitlements()}


def _one_use_each(world: World, entries: list[Entry]) -> None:
    """I4: an issue uses an entitlement of its own desk and life, and two uses of one are never silent."""
    state = fold(EMPTY, entries)
    said = {name for d in Coins(state).discrepancies for name in d.entries}
    for entry in entries:
        if isinstance(entry.event, ev.DeviceIssued):
            used = state.entitlement(entry.event.uses)
            if used is not None and used.owner != (entry.desk, entry.incarnation):
                raise Broken(f"I4: issue {entry.id} used an entitlement of another desk")
    for entitlement in state.entitlements():
        if len(entitlement.uses) > 1 and not said.issuperset(entitlement.uses):
            raise Broken(f"I4: {entitlement.name} was used twice, and nothing says so")
        if len(entitlement.uses) > 1 and not world.faults.keys() & {"clone", "restore", "register_back"}:
            raise Broken(f"I4: {entitlement.name} was used twice, and no disk was copied")


def _nobody_wins(entries: list[Entry]) -> None:
    """I3 to I5: two intakes that end one life are two facts, one discrepancy, and nothing unused behind them is free.

    Read off the entries alone, as a person would with a list of them on paper.
    """
    undone = {e.event.intake for e in entries if isinstance(e.event, ev.IntakeWithdrawn)}
    taken: dict[object, set[str]] = defaultdict(set)
    for entry in entries:
        if isinstance(entry.event, ev.DeviceTakenIn) and entry.id not in undone:
            taken[entry.event.device, entry.event.ends].add(entry.id)
    coins = Coins(fold(EMPTY, entries))
    raised = [set(d.entries) for d in coins.discrepancies if d.code == "taken_in_twice"]
    for intakes in taken.values():
        if len(intakes) == 1:
            continue
        if sum(intakes <= found for found in raised) != 1:
            raise Broken(f"I5: {len(intakes)} intakes of one device, and not one discrepancy that names them all")
        loose = [e for e in coins.state.entitlements() if e.origin in intakes and coins.of(e) == "open"]
        if loose:
            raise Broken(f"I4: what is unspent of a disputed intake is free: {loose[0].name}")


def _nothing_leaks(entries: list[Entry]) -> None:
    """P6: what left for reuse, resale or recycling has an accepted drive each, or the register says that it has not."""
    state = fold(EMPTY, entries)
    said = {name for d in Coins(state).discrepancies if d.code == "released_without_evidence" for name in d.entries}
    for entry, left in state.of(ev.DeviceReleased):
        bears = bears_data(state, left.custody) and drives_without_acceptance(state, left.custody)
        if left.disposition != "destroy" and bears and entry.id not in said:
            raise Broken(f"P6: {entry.id} let a device go without evidence, and nothing says so")


def _queue_is_the_fold(node: Node, entries: list[Entry]) -> None:
    """I7: a desk's wipe queue is what the register's entries give, one job for each time that a device came in."""
    state = fold(EMPTY, entries)
    queued = {(row[0], row[1]) for row in node.scene.store.rows("SELECT intake, state FROM wipe_jobs")}
    names = [e.id for kind in (ev.DeviceTakenIn, ev.IssueReturned) for e, _ in state.of(kind)]
    jobs = {(name, job.state) for name in names if (job := wipe_job(state, name, FOR_EVER)) is not None}
    stocked = {e.id for e, back in state.of(ev.IssueReturned) if back.goes_to == "stock"}
    jobs = {job for job in jobs if job[0] not in stocked}
    if queued != jobs:
        raise Broken(f"I7: a desk's queue is not the fold: {sorted(queued ^ jobs)[:3]}")


def _sees_the_same(world: World, node: Node, entries: list[Entry]) -> None:
    """I5 and I6: a desk in step has every entry once, folds to the same, and lists whom the register lists."""
    store = node.scene.store
    here = {row.body for row in store.entries()}
    taken = {(row.desk, row.incarnation, row.number) for row in store.entries()}
    forked = {(store.owner[0], name) for name in node.exchange.standing.branches}
    missing = [e for e in entries if e.raw not in here and (e.desk, e.incarnation) not in forked]
    silent = [e for e in missing if (e.desk, e.incarnation, e.number) not in taken]
    if silent:
        raise Broken(f"I6: a desk in step never saw {len(silent)} entries: {[e.number for e in silent][:9]}")
    reused = [e for e in entries if e.raw not in here]
    if reused and not world.faults.keys() & {"clone", "restore"}:
        raise Broken(f"I6: a desk has something else in the place of {len(reused)} entries, and no disk was copied")
    if here == {e.raw for e in entries}:
        mine = Coins(fold(EMPTY, [open_entry(raw) for raw in here]))
        if mine.discrepancies != Coins(fold(EMPTY, entries)).discrepancies:
            raise Broken("I5: a desk in step raises other discrepancies than the register")
        _queue_is_the_fold(node, entries)
    own = store.owner[0]
    findings = [f for f in store.verify() if f.code != "clock_implausible" and (f.desk == own or not reused)]
    if findings:
        raise Broken(f"I8: a desk's journals do not verify: {findings[0].says}")
    people = {key for kind, key, _, _ in world.register.log if kind == "recipient"}
    if any(store.person(name) is None for name in people):
        raise Broken("I6: a desk in step does not list whom the register lists")
