"""May this device leave, for this scheme? A pure decision over the entries about it (P6, P9, DESIGN 4.3).

Every reason is told, each with a stable code, and all must go before the device does. What is not known is a reason,
never a pass.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from devswap.ledger import events as ev
from devswap.ledger.entry import Entry
from devswap.ledger.known import Device
from devswap.ledger.state import State
from devswap.ledger.whereabouts import same_site, where
from devswap.ledger.wipe_jobs import bears_data, custody_of, drives_inside_without_acceptance
from devswap.wiping.schemes import Scheme

CHECKS: Final = {
    "test": "the functional test",
    "bios": "the BIOS lock",
    "mdm": "device management (MDM)",
    "account": "the account lock",
    "sim": "SIM and cards",
}
"""What grading looks at, in words."""
_FACT = re.compile(r"(?P<name>[a-z0-9_-]+)\.(?P<amount>[0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a device may not leave: a stable code, what stands against it, and what to do now."""

    code: str
    says: str
    next: str


@dataclass(frozen=True, slots=True)
class Around:
    """What the entries about a device do not say."""

    site: str
    today: str
    """ISO."""
    clock_trusted: bool = True
    held: bool = False
    """An imported list holds it, or whom it came from."""
    consigned_in: str = ""
    """The consignment, not handed over yet, that it lies in; empty: none."""


def custody_now(state: State, device: str) -> str | None:
    """The intake or return that the device is in custody by, or None."""
    taken_in = state.in_custody(device)
    if taken_in is not None:
        return taken_in[0].id
    for entry, back in state.about_any(device, ev.IssueReturned):
        if back.goes_to == "quarantine" and not state.custody_enders(entry.id):
            return entry.id
    return None


def grades(state: State, custody: str) -> list[tuple[Entry, ev.DeviceGraded]]:
    """The grades of a custody that no later one replaced; several, where two benches graded it apart."""
    given = [(e, g) for e, g in state.about(custody, ev.DeviceGraded) if g.custody == custody]
    replaced = {grade.regrades for _, grade in given}
    return [(entry, grade) for entry, grade in given if entry.id not in replaced]


def may_leave(state: State, device: Device, scheme: Scheme, around: Around) -> tuple[Reason, ...]:
    """Every reason why this device may not leave for this scheme; none: it may."""
    custody = custody_now(state, device.id)
    if custody is None:
        return (Reason("not_in_custody", "it is not in custody here", "Take it in first, or put it aside."),)
    found = [*_here(state, device, around), *_too_soon(state, custody, around)]
    if around.consigned_in:
        say = f"it lies in consignment {around.consigned_in}"
        found.append(Reason("already_consigned", say, "Take it out of that one first."))
    if device.category not in scheme.categories:
        say = f"{scheme.title} takes no {device.category}"
        found.append(Reason("category_not_taken", say, f"It takes {', '.join(scheme.categories)}."))
    found += _evidence(state, custody, scheme)
    found += _graded(state, custody, scheme)
    return tuple(found)


def _here(state: State, device: Device, around: Around) -> Iterator[Reason]:
    place = where(state, device.id)
    if place is None or place.on_the_way or not same_site(place.place.site, around.site):
        at = "on the way" if place is None or place.on_the_way else place.place.site
        yield Reason("not_here", f"by the record it is at {at}, not at {around.site}", "Receive it here first.")


def _too_soon(state: State, custody: str, around: Around) -> Iterator[Reason]:
    """A supervisor's word for an early wipe does not stand for its release."""
    event = custody_of(state, custody)
    assert event is not None  # `custody_now` names an intake or a return
    if around.held or any(state.holds(about) for about in (event.device, event.recipient) if about):
        yield Reason("held", "a hold stands against it", "Put it back; a second person lifts the hold.")
    if not around.clock_trusted:
        yield Reason("clock_not_trusted", "this machine's clock cannot be trusted", "Set the clock, then try again.")
    elif event.keep_until is not None and around.today < event.keep_until:
        yield Reason("too_soon", f"it is kept until {event.keep_until}", "Put it back until then.")


def _evidence(state: State, custody: str, scheme: Scheme) -> Iterator[Reason]:
    """P6. A drive that was taken out, wiped with acceptance or destroyed does not stand against its chassis."""
    if not bears_data(state, custody) or (scheme.kind == "destroy" and scheme.takes_unwiped):
        return
    owing = drives_inside_without_acceptance(state, custody)
    if owing:
        drives = "1 drive has" if len(owing) == 1 else f"{len(owing)} drives have"
        next_ = "Wipe and accept every drive, or take it out and have it destroyed."
        yield Reason("no_evidence", f"{drives} no accepted evidence", next_)


def _graded(state: State, custody: str, scheme: Scheme) -> Iterator[Reason]:
    if not scheme.grades:
        return
    given = [grade for _, grade in grades(state, custody)]
    if not given:
        yield Reason("not_graded", "it has no grade", "Grade it first.")
    for grade in given:
        if grade.grade not in scheme.grades:
            say = f"grade {grade.grade.upper()} is not taken by {scheme.title}"
            yield Reason("wrong_grade", say, f"It takes {', '.join(scheme.grades).upper()}; choose another scheme.")
        made = {check.code for check in grade.checks if check.outcome == "made"}
        for need in scheme.needs:
            if need not in made:
                say = f"{CHECKS.get(need, need)} is not cleared"
                yield Reason(f"{need}_not_cleared", say, "Clear it and grade it again.")
        facts = facts_of(grade)
        for fact, least in scheme.minimum.items():
            if facts.get(fact, -1) < least:
                has = f"is {facts[fact]}" if fact in facts else "is not recorded"
                say = f"{fact} {has}, {scheme.title} takes {least} or more"
                yield Reason("below_minimum", say, "Choose another scheme, or record it by grading again.")


def facts_of(grade: ev.DeviceGraded) -> dict[str, int]:
    """The numbers that a grading recorded among its reasons, `ram.8`; of one told twice the lowest."""
    found: dict[str, int] = {}
    for reason in grade.reasons:
        fact = _FACT.fullmatch(reason)
        if fact is not None:
            found[fact["name"]] = min(int(fact["amount"]), found.get(fact["name"], 10**9))
    return found
