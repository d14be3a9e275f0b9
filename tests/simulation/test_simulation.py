"""A few seeds hold every invariant; a seed is a run; each planted bug is caught. More: `python -m tests.simulation`."""

import pytest

from tests.simulation.__main__ import play, seeds_to_catch
from tests.simulation.planted import BUGS


@pytest.mark.parametrize("seed", range(1, 11))
def test_a_seed_holds_every_invariant(seed: int) -> None:
    play(seed)


def test_the_same_seed_is_the_same_run() -> None:
    one, found = play(3)
    other, again = play(3)
    assert one.faults == other.faults
    assert one.recorded == other.recorded
    assert one.register.log == other.register.log
    assert found == again


@pytest.mark.parametrize("bug", sorted(BUGS))
def test_a_planted_bug_is_caught(bug: str) -> None:
    assert seeds_to_catch(bug, 1, 40) is not None, f"{bug} went unnoticed"
