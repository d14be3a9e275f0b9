"""Disagreements between facts that a person must settle: found in the set of entries, never decided by order or time.

`find` gives each as a value with the entries that it rests on. It closes by itself when later entries explain it, and
by a `discrepancy_settled` of exactly these entries; a further entry opens it again. Those of one journal's own making
(`chain_broken`, `number_reused`, `clock_implausible`) are the walk's, in `chain.py`.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from devswap.ledger import events as ev
from devswap.ledger.entry import Entry
from devswap.ledger.parts import FromNowhere, FromReturn, FromStock, IssueLife
from devswap.ledger.state import State
from devswap.ledger.wipe_jobs import drives_without_acceptance

Decision = Literal["both_stand", "void", "written_off"]

DOUBTS = {
    "unknown_old_device": "unknown_old_device",
    "device_of_another": "old_device_of_another",
    "out_of_scope": "old_device_not_in_scope",
    "recipient_over_limit": "recipient_over_limit",
}
"""The doubt that nobody in reach could answer, and the discrepancy that it leaves."""

_NAMES = uuid.uuid5(uuid.NAMESPACE_URL, "https://devswap.invalid/discrepancy")
_SEVERITY: dict[Decision, int] = {"both_stand": 0, "written_off": 1, "void": 2}


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One disagreement: what it is about, the entries it rests on, whose unused entitlements stand still."""

    id: str
    code: str
    about: str
    entries: tuple[str, ...]
    freezes: tuple[str, ...] = ()
    """Origins."""
    decision: Decision | None = None
    """How a person settled it, while it is exactly the one that was settled."""


def discrepancy_id(code: str, about: str) -> str:
    """The id of the discrepancy of this kind about this thing: the same at every desk and at the register."""
    return str(uuid.uuid5(_NAMES, f"{code}\0{about}"))


def find(state: State) -> tuple[Discrepancy, ...]:
    """Every discrepancy in a set of entries, settled ones included, ordered by kind and id."""
    found = [_settled(state, d) for finder in _FINDERS for d in finder(state)]
    return tuple(sorted(found, key=lambda d: (d.code, d.about)))


def _settled(state: State, found: Discrepancy) -> Discrepancy:
    decisions = [
        s.decision
        for _, s in state.about(found.id, ev.DiscrepancySettled)
        if s.discrepancy == found.id and set(s.entries) == set(found.entries)
    ]
    if not decisions:
        return found
    strictest = max(decisions, key=_SEVERITY.__getitem__)
    return Discrepancy(found.id, found.code, found.about, found.entries, found.freezes, strictest)


def _raise(code: str, about: str, entries: Iterable[str], freezes: Iterable[str] = ()) -> Discrepancy:
    return Discrepancy(
        discrepancy_id(code, about), code, about, tuple(sorted(set(entries))), tuple(sorted(set(freezes)))
    )


def _taken_in_twice(state: State) -> Iterator[Discrepancy]:
    """Intakes that end one life of a device, or that both have it in custody now."""
    standing: dict[str, list[tuple[Entry, ev.DeviceTakenIn]]] = defaultdict(list)
    for entry, intake in state.of(ev.DeviceTakenIn):
        if not state.withdrawn(entry.id):
            standing[state.device(intake.device)].append((entry, intake))
    for device, intakes in standing.items():
        if len(intakes) > 1:
            lives = [state.life(i.device, i.ends) for _, i in intakes]
            here = [not state.custody_enders(e.id) for e, _ in intakes]
            both = [
                (e, i)
                for (e, i), life, now in zip(intakes, lives, here, strict=True)
                if lives.count(life) > 1 or (now and sum(here) > 1)
            ]
            if both:
                yield _raise("taken_in_twice", device, (e.id for e, _ in both), (e.id for e, i in both if i.earns))


def _issued_twice(state: State) -> Iterator[Discrepancy]:
    """Issues that draw on one receipt or return, or that both have the device out now."""
    standing: dict[str, list[tuple[Entry, ev.DeviceIssued]]] = defaultdict(list)
    for entry, issue in state.of(ev.DeviceIssued):
        if not state.returned(entry.id):
            standing[state.device(issue.device)].append((entry, issue))
    for device, issues in standing.items():
        if len(issues) > 1:
            sources = [i.source for _, i in issues]
            out = [not state.taken_in_again(e.id) for e, _ in issues]
            both = [
                e.id
                for (e, i), now in zip(issues, out, strict=True)
                if sources.count(i.source) > 1 or (now and sum(out) > 1)
            ]
            if both:
                yield _raise("issued_twice", device, both)


def _issue_sources(state: State) -> Iterator[Discrepancy]:
    """Issues of what no stock list holds, or of what another site's stock holds."""
    for entry, issue in state.of(ev.DeviceIssued):
        if state.returned(entry.id):
            continue
        match issue.source:
            case FromNowhere():
                if not state.receipts(issue.device):
                    yield _raise("issued_not_in_stock", entry.id, [entry.id])
            case FromStock(receipt=receipt):
                received = state.event(receipt, ev.StockReceived)
                if received is None:
                    continue
                if all(state.device(d.device) != state.device(issue.device) for d in received.devices):
                    yield _raise("issued_not_in_stock", entry.id, [entry.id, receipt])
                elif issue.site not in _sites(state, issue.device, received.site):
                    yield _raise("issued_not_here", entry.id, [entry.id, receipt])
            case FromReturn(issue_returned=name):
                returned = state.event(name, ev.IssueReturned)
                if returned is not None and state.device(returned.device) != state.device(issue.device):
                    yield _raise("issued_not_in_stock", entry.id, [entry.id, name])


def _sites(state: State, device: str, first: str) -> set[str]:
    arrived = (m for _, m in state.about(device, ev.Moved) if m.direction == "received")
    return {first, *(m.destination.site for m in arrived)}


def _unanswered(state: State) -> Iterator[Discrepancy]:
    """Doubts about an old device that nobody in reach could answer."""
    for entry, intake in state.of(ev.DeviceTakenIn):
        if not state.withdrawn(entry.id):
            for doubt in intake.doubts:
                if doubt.answer == "unanswered":
                    code = DOUBTS.get(doubt.code, "unknown_old_device")
                    yield _raise(code, entry.id, [entry.id], [entry.id])


def _over_limit(state: State) -> Iterator[Discrepancy]:
    """More issues for one recipient than the limit that they carry, without anybody's word for it."""
    held: dict[tuple[str, tuple[str, ...]], list[tuple[str, int]]] = defaultdict(list)
    people = _people(state)
    for entry, issue in state.of(ev.DeviceIssued):
        if issue.limit is None or state.returned(entry.id):
            continue
        if not any(d.code == "recipient_over_limit" for d in issue.doubts):
            person = people.get(issue.recipient, issue.recipient)
            held[person, issue.limit.categories].append((entry.id, issue.limit.at_most))
    for (person, categories), issues in held.items():
        if len(issues) > min(most for _, most in issues):
            yield _raise("recipient_over_limit", f"{person} {'+'.join(categories)}", (i for i, _ in issues))


def _people(state: State) -> dict[str, str]:
    root: dict[str, str] = {}

    def first(person: str) -> str:
        while root.get(person, person) != person:
            person = root[person]
        return person

    for _, same in state.of(ev.SamePerson):
        one, other = sorted((first(same.person), first(same.other)))
        root[other] = one
    return {person: first(person) for person in root}


def _uses(state: State) -> Iterator[Discrepancy]:
    """Two uses of one entitlement; a use at a desk that it does not belong to; a use after it had run out."""
    for entitlement in state.entitlements():
        if len(entitlement.uses) > 1:
            yield _raise("used_twice", entitlement.name, entitlement.uses, [entitlement.origin])
        for name in entitlement.uses:
            use = state.entries[name]
            again = isinstance(use.event, ev.ExemptionGranted)
            if not again and (use.desk, use.incarnation) != entitlement.owner:
                yield _raise("used_elsewhere", name, [name, entitlement.name])
            late = entitlement.expires is not None and use.wall > entitlement.expires
            if late and isinstance(use.event, ev.DeviceIssued):
                answered = any(d.code == "exemption_expired" for d in use.event.doubts)
                if not answered:
                    yield _raise("exemption_expired", name, [name, entitlement.name])


def _returned_twice(state: State) -> Iterator[Discrepancy]:
    returns: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for entry, returned in state.of(ev.IssueReturned):
        returns[returned.issue].append((entry.id, returned.origin))
    for issue, found in returns.items():
        if len(found) > 1:
            yield _raise("returned_twice", issue, (e for e, _ in found), (o for _, o in found))


def _replaced_twice(state: State) -> Iterator[Discrepancy]:
    """An exemption and an earning intake, or two exemptions, for one life of a device, or for one reference."""
    lives: dict[tuple[str, str], list[str]] = defaultdict(list)
    references: dict[str, list[str]] = defaultdict(list)
    for entry, exemption in state.of(ev.ExemptionGranted):
        if exemption.regrants or state.about(entry.id, ev.ExemptionWithdrawn):
            continue
        if exemption.device is not None and exemption.replaces is not None:
            lives[state.life(exemption.device, exemption.replaces)].append(entry.id)
        elif exemption.device is None:
            for reference in exemption.references:
                references[reference.match].append(entry.id)
    exempted = set(lives)
    for entry, intake in state.of(ev.DeviceTakenIn):
        life = state.life(intake.device, intake.ends)
        if intake.earns and life in exempted and not state.withdrawn(entry.id):
            lives[life].append(entry.id)
    for about, entries in [*((f"{a} {b}", found) for (a, b), found in lives.items()), *references.items()]:
        if len(set(entries)) > 1:
            yield _raise("replaced_twice", about, entries, entries)


def _custody_ended_twice(state: State) -> Iterator[Discrepancy]:
    for kind in (ev.DeviceTakenIn, ev.IssueReturned):
        for entry, _ in state.of(kind):
            enders = state.custody_enders(entry.id)
            if len(enders) > 1:
                yield _raise("custody_ended_twice", entry.id, enders)


def _withdrawn_after_wipe(state: State) -> Iterator[Discrepancy]:
    for entry, withdrawal in state.of(ev.IntakeWithdrawn):
        begun = state.about(withdrawal.intake, ev.WipeStarted)
        if begun:
            yield _raise("withdrawn_after_wipe", withdrawal.intake, [entry.id, *(e.id for e, _ in begun)])


def _taken_in_not_in_service(state: State) -> Iterator[Discrepancy]:
    """An intake of what was not out: still new in stock, or of an issue that had come back already."""
    for entry, intake in state.of(ev.DeviceTakenIn):
        if state.withdrawn(entry.id):
            continue
        if isinstance(intake.ends, IssueLife):
            issue = state.event(intake.ends.issue, ev.DeviceIssued)
            if issue is None:
                continue
            another = state.device(issue.device) != state.device(intake.device)
            if another or state.returned(intake.ends.issue):
                yield _raise("taken_in_not_in_service", entry.id, [entry.id, intake.ends.issue])
            continue
        fresh = [e.id for e, r in state.receipts(intake.device) if _new_in(state, r, intake.device)]
        if fresh and not state.issues(intake.device) and state.life(intake.device, intake.ends)[0] == "first":
            yield _raise("taken_in_not_in_service", entry.id, [entry.id, *fresh])


def _new_in(state: State, receipt: ev.StockReceived, device: str) -> bool:
    return any(d.ends is None and state.device(d.device) == state.device(device) for d in receipt.devices)


def _wiped_too_soon(state: State) -> Iterator[Discrepancy]:
    """A wipe, destruction or release before the keep-until day by its own clock, or under its own journal's hold."""
    for entry, intake in state.of(ev.DeviceTakenIn):
        early = [
            e.id
            for e in _irrevocable(state, entry.id)
            if (intake.keep_until is not None and e.wall[:10] < intake.keep_until)
            or _under_hold(state, e, (intake.device, intake.recipient))
        ]
        if early:
            yield _raise("wiped_too_soon", entry.id, [entry.id, *early])


def _irrevocable(state: State, intake: str) -> list[Entry]:
    started = [e for e, _ in state.about(intake, ev.WipeStarted)]
    destroyed = [e for e, _ in state.about(intake, ev.DriveDestroyed)]
    released = [e for e, r in state.about(intake, ev.DeviceReleased) if r.custody == intake]
    return started + destroyed + released


def _under_hold(state: State, entry: Entry, about: tuple[str | None, ...]) -> bool:
    journal = (entry.desk, entry.incarnation)
    for subject in filter(None, about):
        for held, _ in state.about(subject, ev.HoldPlaced):
            if (held.desk, held.incarnation) == journal and held.number < entry.number:
                lifts = [e for e, _ in state.about(held.id, ev.HoldLifted)]
                if all((e.desk, e.incarnation) == journal and e.number > entry.number for e in lifts):
                    return True
    return False


def _counts(state: State) -> Iterator[Discrepancy]:
    for entry, count in state.of(ev.Counted):
        if state.about(entry.id, ev.Counted):
            continue
        if count.not_listed:
            yield _raise("counted_not_listed", entry.id, [entry.id])
        if count.not_counted:
            yield _raise("listed_not_counted", entry.id, [entry.id])


def _released_without_evidence(state: State) -> Iterator[Discrepancy]:
    for entry, released in state.of(ev.DeviceReleased):
        intake = state.event(released.custody, ev.DeviceTakenIn)
        if intake is None or intake.storage == "no_data" or released.disposition == "destroy":
            continue
        if drives_without_acceptance(state, released.custody):
            yield _raise("released_without_evidence", entry.id, [entry.id, released.custody])


def _number_reused(state: State) -> Iterator[Discrepancy]:
    places: dict[tuple[str, str, int], list[str]] = defaultdict(list)
    for entry in state.entries.values():
        places[entry.desk, entry.incarnation, entry.number].append(entry.id)
    for (desk, incarnation, number), entries in places.items():
        if len(entries) > 1:
            yield _raise("number_reused", f"{desk} {incarnation} {number}", entries)


_FINDERS = (
    _taken_in_twice,
    _issued_twice,
    _issue_sources,
    _unanswered,
    _over_limit,
    _uses,
    _returned_twice,
    _replaced_twice,
    _custody_ended_twice,
    _withdrawn_after_wipe,
    _taken_in_not_in_service,
    _wiped_too_soon,
    _counts,
    _released_without_evidence,
    _number_reused,
)
