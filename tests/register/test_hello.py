"""The table of HELLO: every pair of chains has exactly one answer."""

from hypothesis import given
from hypothesis import strategies as st

from devswap.register.hello import judge
from devswap.wire import Head


def chain(shared: int, own: int, mark: str) -> list[str]:
    """The hashes of a chain by number: so many shared with every other, then so many of its own."""
    return [f"{n:064x}" for n in range(shared + 1)] + [f"{mark}{n:063x}" for n in range(shared + 1, shared + own + 1)]


def head(hashes: list[str], number: int) -> Head:
    return Head(number, hashes[number])


@given(st.integers(0, 4), st.integers(0, 3), st.integers(0, 3), st.data())
def test_every_pair_of_chains_has_one_answer_and_it_is_the_right_one(
    shared: int, here: int, there: int, data: st.DataObject
) -> None:
    desk, register = chain(shared, here, "d"), chain(shared, there, "e")
    acknowledged = head(desk, data.draw(st.integers(0, len(desk) - 1)))
    end, held = head(desk, len(desk) - 1), head(register, len(register) - 1)
    verdict, differs = judge(end, acknowledged, held, register.__getitem__)
    if here and end.number <= held.number:
        assert verdict == "diverged"
        assert differs == end.number
    elif not here:
        assert verdict == ("push" if held.number == end.number else "fetch")
    elif acknowledged.number > held.number:
        assert verdict == "again"
    elif acknowledged.number > shared:
        assert verdict == "diverged"
    else:
        assert verdict == "push", "the first push shows whether it goes on from what is held"


def test_an_incarnation_that_forked_stays_diverged() -> None:
    hashes = chain(3, 0, "")
    assert judge(head(hashes, 3), head(hashes, 3), head(hashes, 3), hashes.__getitem__, 2) == ("diverged", 2)
