"""What stands against custody and wiping: ends twice, too soon or without evidence; counts that differ; numbers reused.

Each finder reads the whole set and gives discrepancies. A custody is named by the intake or the return that began it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator

from devswap.ledger import events as ev
from devswap.ledger.discrepancy import Discrepancy, discrepancy
from devswap.ledger.entry import Entry
from devswap.ledger.state import State
from devswap.ledger.wipe_jobs import bears_data, drives_inside_without_acceptance


def _custody_ended_twice(state: State) -> Iterator[Discrepancy]:
    """Two ends of one custody; where both are issues, it is a device issued twice."""
    for custody in _custodies(state):
        enders = state.custody_enders(custody.id)
        if len(enders) > 1 and any(state.event(name, ev.DeviceIssued) is None for name in enders):
            yield discrepancy("custody_ended_twice", custody.id, enders)


def _custodies(state: State) -> Iterator[Entry]:
    for kind in (ev.DeviceTakenIn, ev.IssueReturned):
        yield from (entry for entry, _ in state.of(kind))


def _withdrawn_after_wipe(state: State) -> Iterator[Discrepancy]:
    undone: dict[str, list[str]] = defaultdict(list)
    for entry, withdrawal in state.of(ev.IntakeWithdrawn):
        undone[withdrawal.intake].append(entry.id)
    for intake, withdrawals in undone.items():
        begun = [e.id for e in _wiping(state, intake)]
        if begun:
            yield discrepancy("withdrawn_after_wipe", intake, [*withdrawals, *begun])


def _wiping(state: State, custody: str) -> list[Entry]:
    """The entries that say a wipe or destruction began."""
    kinds = (ev.WipeStarted, ev.WipeEvidenced, ev.DriveDestroyed)
    return [entry for kind in kinds for entry, _ in state.about(custody, kind)]


def _wiped_too_soon(state: State) -> Iterator[Discrepancy]:
    """A wipe, destruction or release before the keep-until day by its own clock, or under its own journal's hold.

    Evidence counts as the wipe where nobody said that it began. A supervisor's word, on one of the entries, stands for
    the day; a hold ends only by being lifted.
    """
    held = any(state.of(ev.HoldPlaced))
    for custody in _custodies(state):
        begin = custody.event
        if not isinstance(begin, ev.DeviceTakenIn | ev.IssueReturned) or not (begin.keep_until or held):
            continue
        keep, about = begin.keep_until, (begin.device, begin.recipient)
        final = _irrevocable(state, custody.id)
        if any(e.authorised_by for e in final):
            keep = None
        early = [e.id for e in final if (keep and e.wall[:10] < keep) or _under_hold(state, e, about)]
        if early:
            yield discrepancy("wiped_too_soon", custody.id, [custody.id, *early])


def _irrevocable(state: State, custody: str) -> list[Entry]:
    started = [e for e, _ in state.about(custody, ev.WipeStarted)]
    wiped = started or [e for e, _ in state.about(custody, ev.WipeEvidenced)]
    destroyed = [e for e, _ in state.about(custody, ev.DriveDestroyed)]
    return wiped + destroyed + [e for e, r in state.about(custody, ev.DeviceReleased) if r.custody == custody]


def _under_hold(state: State, entry: Entry, about: tuple[str | None, ...]) -> bool:
    """Whether the entry's own journal placed a hold before it, and had not lifted it."""
    journal = (entry.desk, entry.incarnation)
    for subject in filter(None, about):
        for held, _ in state.about_any(subject, ev.HoldPlaced):
            if (held.desk, held.incarnation) == journal and held.number < entry.number:
                lifts = [e for e, x in state.about(held.id, ev.HoldLifted) if x.hold == held.id]
                if all((e.desk, e.incarnation) == journal and e.number > entry.number for e in lifts):
                    return True
    return False


def _counts(state: State) -> Iterator[Discrepancy]:
    """A count that differs from its list, until it is counted again."""
    for entry, count in state.of(ev.Counted):
        if any(again.recounts == entry.id for _, again in state.about(entry.id, ev.Counted)):
            continue
        if count.not_listed:
            yield discrepancy("counted_not_listed", entry.id, [entry.id])
        if count.not_counted:
            yield discrepancy("listed_not_counted", entry.id, [entry.id])


def _released_without_evidence(state: State) -> Iterator[Discrepancy]:
    """A device that left for reuse, resale or recycling, or into stock again, with a drive that nobody answers for."""
    leaving = [(e, r.custody) for e, r in state.of(ev.DeviceReleased) if r.disposition != "destroy"]
    leaving += [(e, d.ends) for e, r in state.of(ev.StockReceived) for d in r.devices if d.ends is not None]
    left: dict[str, list[str]] = defaultdict(list)
    for entry, custody in leaving:
        left[custody].append(entry.id)
    for custody, entries in left.items():
        if bears_data(state, custody) and drives_inside_without_acceptance(state, custody):
            yield discrepancy("released_without_evidence", custody, [custody, *entries])


def _number_reused(state: State) -> Iterator[Discrepancy]:
    """Two entries under one number of one incarnation: a store that went back, or was copied, and worked on."""
    if len({(e.desk, e.incarnation, e.number) for e in state.entries.values()}) == len(state.entries):
        return
    places: dict[tuple[str, str, int], list[str]] = defaultdict(list)
    for entry in state.entries.values():
        places[entry.desk, entry.incarnation, entry.number].append(entry.id)
    for (desk, incarnation, number), entries in places.items():
        if len(entries) > 1:
            yield discrepancy("number_reused", f"{desk} {incarnation} {number}", entries)


FINDERS: tuple[Callable[[State], Iterator[Discrepancy]], ...] = (
    _custody_ended_twice,
    _withdrawn_after_wipe,
    _wiped_too_soon,
    _counts,
    _released_without_evidence,
    _number_reused,
)
