"""What a person says to a doubt or of a visit, as the description has it."""

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.oracle.facts import (
    DAY,
    EARNS,
    WHATEVER,
    Answer,
    Doubt,
    Lying,
    Visit,
)

if TYPE_CHECKING:
    from tests.oracle.visit import Oracle


def answered(oracle: "Oracle", item: Lying, doubt: Doubt, *, by: str = "", frozen: bool = False) -> Answer:
    oracle.choices = []
    answered = (*item.answered, (doubt.code, by))
    return oracle._put(replace(item, doubts=item.doubts[1:], answered=answered, frozen=item.frozen or frozen))


def reopen(oracle: "Oracle", visit: Visit) -> None:
    """Nobody authorises themselves, not even before it was known whom it was for."""
    for n, x in enumerate(visit.lying):
        own = [code for code, by in x.answered if by in [p.number for p in (visit.who, oracle.operator) if p]]
        again = tuple(Doubt(code, "supervisor") for code in own)
        kept = tuple(a for a in x.answered if a[0] not in own)
        visit.lying[n] = replace(x, doubts=(*again, *x.doubts), answered=kept)


def without_a_supervisor(oracle: "Oracle", item: Lying, doubt: Doubt) -> Answer:
    """CONFIRM at a doubt."""
    if doubt == Doubt("typed_identifier", "ask"):
        return answered(oracle, item, doubt)
    if doubt.who != "supervisor":
        return oracle._ask()
    if item.old:
        return answered(oracle, item, doubt, frozen=not item.nothing)
    assert oracle.visit is not None
    partner = next((c for c, n in oracle.pairs(oracle.visit) if n.thing == item.thing), None)
    over = doubt.code == "recipient_over_limit"
    rest = [x for x in oracle.visit.lying if x.thing != item.thing]
    oracle.visit.lying = [replace(x, frozen=True) if over and x == partner else x for x in rest]
    oracle.visit.left_asked = False
    return Answer("refused", doubt.code)


def typed(oracle: "Oracle", text: str) -> Answer:
    waiting = oracle.waiting()
    if waiting is not None and waiting[1] == Doubt("typed_identifier", "ask"):
        item, doubt = waiting
        if text == item.typed:
            return answered(oracle, item, doubt)
        assert oracle.visit is not None
        oracle.visit.lying = [x for x in oracle.visit.lying if x.thing != item.thing]
        oracle.visit.left_asked = False
        return Answer("told", WHATEVER)
    return oracle._scan(text, typed=text)


def choose(oracle: "Oracle", number: int) -> Answer:
    if oracle.choices:
        thing, oracle.choices = oracle.choices[number - 1], []
        return oracle._device(thing, oracle.typed)
    waiting = oracle.waiting()
    if waiting is None or waiting[1].code != "unknown_old_device":
        return oracle._ask() if waiting else Answer("told", WHATEVER)
    item = waiting[0]
    assert oracle.visit is not None
    at = oracle.visit.lying.index(item)
    oracle.visit.lying[at] = replace(item, category=sorted(EARNS)[number - 1])
    oracle.visit.left_asked = oracle.visit.check_asked = False
    return oracle._ask()


def cancel(oracle: "Oracle") -> Answer:
    visit = oracle.visit
    oracle.intent, oracle.choices = ("", ""), []
    if visit is not None:
        visit.lying, visit.undoing, visit.again, visit.left_asked = [], False, set(), False
        visit.exempting, visit.keep = None, 0.0
        visit.check_asked = visit.check_made = False
        if visit.who is None:
            oracle.visit = None
    return Answer("accepted", "cancelled")


def park(oracle: "Oracle") -> Answer:
    if oracle.visit is not None and (oracle.visit.who is not None or not oracle.visit.lying):
        oracle._shelve()
    return Answer("told", WHATEVER)


def keep(oracle: "Oracle", days: str) -> Answer:
    if oracle.visit is None:
        return Answer("told", WHATEVER)
    if int(days) < 14:
        return Answer("refused", "too_soon")
    oracle.visit.keep = oracle.book.now + int(days) * DAY
    oracle.visit.lying = [replace(x, keep=oracle.visit.keep) if x.old else x for x in oracle.visit.lying]
    return Answer("told", WHATEVER)
