"""Old and new make pairs: most lines complete, then the old one that earns least, then the order of scanning."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from devswap.desk.visit import NewItem, OldItem, Visit, from_draft, pairs, put, to_draft, without
from devswap.ledger.known import Device, Read, Recipient
from devswap.ledger.parts import EarnsNothing, EstateLife, FromStock

RECEIPT = "01935a7d-9580-7002-ab54-a98ceb1f0ad2"
EARNS = {
    "laptop": ("laptop",),
    "desktop": ("desktop", "laptop"),
    "tablet": ("tablet", "laptop"),
    "monitor": ("monitor",),
}
CATEGORIES = st.sampled_from(sorted(EARNS))


def old(name: str, category: str, nothing: EarnsNothing | None = None) -> OldItem:
    earns = () if nothing else EARNS[category]
    return OldItem(Device(name, "estate", category), Read("serial", name), EstateLife(), earns, nothing)


def new(name: str, category: str) -> NewItem:
    return NewItem(Device(name, "stock", category), Read("serial", name), FromStock(RECEIPT))


def visit(*items: OldItem | NewItem) -> Visit:
    made = Visit("v", "2026-11-23T10:00:00.000000Z", Recipient("p", "person", "1", "N"))
    for item in items:
        made = put(made, item)
    return made


def matched(made: Visit) -> list[tuple[str, str]]:
    return [(p.old.device.id, p.new.device.id) for p in pairs(made) if p.old and p.new]


def most(olds: list[str], news: list[str]) -> int:
    """The most pairs there can be, by trying everything."""
    small, large = (olds, news) if len(olds) <= len(news) else (news, olds)
    fits = (lambda a, b: b in EARNS[a]) if small is olds else (lambda a, b: a in EARNS[b])
    return max((sum(map(fits, small, order)) for order in permutations(large, len(small))), default=0)


@given(st.lists(CATEGORIES, max_size=5), st.lists(CATEGORIES, max_size=5))
def test_as_many_lines_are_complete_as_can_be(olds: list[str], news: list[str]) -> None:
    items = [old(f"o{i}", c) for i, c in enumerate(olds)] + [new(f"n{i}", c) for i, c in enumerate(news)]
    made = matched(visit(*items))
    assert len(made) == most(olds, news)
    assert len({o for o, _ in made}) == len({n for _, n in made}) == len(made)
    assert all(news[int(n[1:])] in EARNS[olds[int(o[1:])]] for o, n in made)


@given(st.lists(CATEGORIES, max_size=4), st.lists(CATEGORIES, max_size=4))
def test_of_as_many_the_first_old_one_takes_the_first_new_one_that_it_may(olds: list[str], news: list[str]) -> None:
    items = [old(f"o{i}", c) for i, c in enumerate(olds)] + [new(f"n{i}", c) for i, c in enumerate(news)]
    order = sorted(range(len(olds)), key=lambda i: len(EARNS[olds[i]]))
    made = {int(o[1:]): int(n[1:]) for o, n in matched(visit(*items))}
    assert [made.get(i, len(news)) for i in order] == best([olds[i] for i in order], news)


def best(olds: list[str], news: list[str]) -> list[int]:
    """The new one of each old one, in their order, of the most pairs the first; beyond the last: none."""
    ways = (
        [n if n < len(news) and news[n] in EARNS[o] else len(news) for o, n in zip(olds, way, strict=True)]
        for way in permutations(range(len(news) + len(olds)), len(olds))
    )
    return min(ways, key=lambda way: (way.count(len(news)), way), default=[])


def test_the_old_one_that_earns_the_fewest_goes_first() -> None:
    assert matched(visit(old("d", "desktop"), old("l", "laptop"), new("n", "laptop"))) == [("l", "n")]


def test_then_the_order_of_scanning() -> None:
    assert matched(visit(old("a", "laptop"), old("b", "laptop"), new("n", "laptop"))) == [("a", "n")]


def test_what_is_handed_in_for_nothing_takes_no_part() -> None:
    assert matched(visit(old("a", "laptop", EarnsNothing("leaver")), new("n", "laptop"))) == []


@given(st.lists(CATEGORIES, max_size=4), st.lists(CATEGORIES, max_size=4))
def test_a_draft_gives_the_visit_back(olds: list[str], news: list[str]) -> None:
    made = visit(*(old(f"o{i}", c) for i, c in enumerate(olds)), *(new(f"n{i}", c) for i, c in enumerate(news)))
    assert from_draft(to_draft(made)) == made


def test_a_device_taken_off_the_desk_is_off() -> None:
    made = visit(old("a", "laptop"), new("n", "laptop"))
    assert not without(made, "a").holds("a")
    assert without(made, "a").holds("n")
