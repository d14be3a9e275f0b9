"""What an engineer does next: mostly what makes sense, often enough what does not."""

from collections.abc import Iterator
from random import Random

from tests.oracle.facts import Someone, Thing
from tests.oracle.visit import Oracle
from tests.oracle.world import HALL, MOSS

AGE = 0.004
"""How often days go by, a line."""


def moves(oracle: Oracle, dice: Random) -> Iterator[str]:
    """Line after line, for ever; each is chosen by what the oracle knows when it is asked for."""
    served = [p for p in oracle.people if p.listed and p is not MOSS]
    while True:
        if oracle.operator is None:
            yield dice.choice((MOSS.badge, "/sign-in 200004", _badge(dice.choice(served)), HALL.badge))
        elif oracle.choices:
            yield f"/choose {dice.randint(1, len(oracle.choices))}"
        elif oracle.visit is not None and oracle.visit.undoing and dice.random() < 0.8:
            halves = [h.thing for x in oracle.visit.last for h in (x.intake, x.issue) if h is not None]
            yield _label(dice, dice.choice(halves)) if halves else "/cancel"
        elif dice.random() < AGE:
            yield f"@days {dice.choice((1, 13, 15, 29))}"
        elif oracle.visit is not None and oracle.visit.exempting is not None and dice.random() < 0.5:
            yield dice.choice(("B200002", "B200005", "/confirm"))
        elif oracle.waiting() is not None and dice.random() < 0.75:
            yield _answer(oracle, dice)
        else:
            yield _anything(oracle, dice, served)


def _answer(oracle: Oracle, dice: Random) -> str:
    waiting = oracle.waiting()
    assert waiting is not None
    item, doubt = waiting
    if doubt.code == "typed_identifier" and dice.random() < 0.3:
        return f"/typed {dice.choice((item.typed, '0123 4567 89'))}"
    if oracle.offers and dice.random() < 0.2:
        return f"/choose {dice.randint(1, 4)}"
    by = {"ask": ("/reason team device", "/reason", "/confirm"), "supervisor": ("B200002", "B200005", "/confirm")}
    return dice.choice((*by.get(doubt.who, ()), *by.get(doubt.who, ()), "/reason because", "B200004", "/cancel"))


def _anything(oracle: Oracle, dice: Random, served: list[Someone]) -> str:
    visit = oracle.visit
    on_screen = visit.who if visit is not None and visit.who is not None else None
    match dice.choices(range(13), (24, 22, 24, 10, 4, 3, 5, 3, 2, 3, 4, 2, 3))[0]:
        case 0:
            return _badge(on_screen) if on_screen and dice.random() < 0.65 else _badge(dice.choice(served))
        case 1:
            mine = [t for t in oracle.things if t.place == "estate" and on_screen and t.assigned == on_screen.number]
            free = [t for t in mine if oracle.book.custody(t) is None]
            return _label(dice, dice.choice(free)) if free and dice.random() < 0.7 else _any(oracle, dice)
        case 2:
            new = [t for t in oracle.things if t.place == "stock" and oracle.book.here[t] and not oracle.book.out(t)]
            return _label(dice, dice.choice(new)) if new and dice.random() < 0.9 else _any(oracle, dice)
        case 3:
            return "/confirm"
        case 4:
            return "/intake-only"
        case 5:
            return dice.choice(("/park", "/cancel", "/lock"))
        case 6:
            return "/undo"
        case 7:
            return f"/hand-in {dice.choice(('leaver', 'spare', 'found'))}"
        case 8:
            return f"/keep {dice.choice((3, 300))}" if on_screen else "/confirm"
        case 9:
            return f"/typed {_any(oracle, dice)}"
        case 10:
            return f"/return {dice.choice(('dead-on-arrival', 'scanned-in-error'))}"
        case 11:
            device = dice.choice(("", f" device={_any(oracle, dice)}"))
            return f"/exemption lost incident=INC-{dice.randrange(9)}{device}"
        case _:
            return dice.choice((MOSS.badge, "B200002", "0123 4567 89", "/reason x", "B200005"))


def _any(oracle: Oracle, dice: Random) -> str:
    out = [t for t in oracle.things if oracle.book.out(t) is not None]
    if out and dice.random() < 0.4:
        return _label(dice, dice.choice(out))
    return _label(dice, dice.choice(oracle.things))


def _label(dice: Random, thing: Thing) -> str:
    return dice.choice([text for text in (thing.serial, thing.tag) if text])


def _badge(who: Someone) -> str:
    return who.badge or who.number
