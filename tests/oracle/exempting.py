"""Exemptions as the description has them: asked for, and granted by a supervisor."""

from typing import TYPE_CHECKING

from tests.oracle.facts import (
    EARNS,
    EXEMPT,
    WHATEVER,
    Answer,
    Coin,
    Exemption,
    Visit,
)

if TYPE_CHECKING:
    from tests.oracle.visit import Oracle


def exemption(oracle: "Oracle", _reason: str, number: str, device: str = "") -> Answer:
    visit = oracle.visit
    if visit is None or visit.who is None:
        return Answer("told", WHATEVER)
    label = device.removeprefix("device=")
    known = [t for t in oracle.things if t.place != "none" or oracle.book.was_here(t)]
    found = [t for t in known if label in (t.serial, t.tag)] if label else oracle.book.listed_for(visit.who)
    if len(found) > 1 or (label and not found):
        return Answer("told", WHATEVER)
    wanted = Exemption(found[0] if found else None, number)
    why = against(oracle, wanted)
    if why is not None:
        return why
    visit.exempting = wanted
    return Answer("ask", "needs_supervisor")


def against(oracle: "Oracle", wanted: Exemption) -> Answer | None:
    """Why it may not be: the device is here, or was replaced before."""
    thing, tables = wanted.thing, [*oracle.parked, *([oracle.visit] if oracle.visit else [])]
    if thing is not None and oracle.book.custody(thing) is not None:
        return Answer("refused", "already_taken_in")
    if thing is not None and (
        oracle.book.exempted(thing)
        or any(x.thing == thing for v in tables for x in v.lying)
        or (thing.place == "stock" and oracle.book.out(thing) is None)
    ):
        return Answer("told", WHATEVER)
    same = [e for e in oracle.book.exemptions if e.number == wanted.number]
    blind = [e for e in same if thing is None or e.thing is None]
    return Answer("told", WHATEVER) if blind else None


def grant(oracle: "Oracle", visit: Visit) -> Answer:
    wanted, visit.exempting = visit.exempting, None
    assert wanted is not None
    assert visit.who is not None
    why = against(oracle, wanted)
    if why is not None:
        return why
    oracle.book.exemptions.append(wanted)
    kinds = EARNS[oracle.book.known_as.get(wanted.thing, wanted.thing.category)] if wanted.thing else tuple(EARNS)
    until = oracle.book.now + EXEMPT
    oracle.book.coins.append(Coin(visit.who.number, kinds, wanted, False, until, exempt=True))
    return Answer("accepted", "exemption_granted", ("exemption_granted",))
