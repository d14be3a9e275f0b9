"""The garbage collector comes while nobody waits for an answer, and only then."""

import gc
from collections.abc import Iterator
from weakref import ref

import pytest

from devswap.tui import process


class Loop:
    """Garbage that only the collector takes away."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def settled() -> Iterator[None]:
    before = gc.get_threshold()
    process.settle()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


def test_a_scan_makes_garbage_that_is_taken_away_when_it_is_answered(settled: None) -> None:
    garbage = ref(Loop())
    kept = [Loop() for _ in range(5_000)]
    assert garbage() is not None, "the collector came in the middle of an answer"
    process.tidy()
    assert garbage() is None
    assert kept


def test_what_is_young_no_more_is_taken_away_too_in_the_end(settled: None) -> None:
    kept = Loop()
    garbage = ref(kept)
    process.tidy()
    process.tidy()
    del kept
    process.tidy(all_of_it=True)
    assert garbage() is None


def test_before_it_has_settled_nothing_is_walked() -> None:
    gc.collect()
    garbage = ref(Loop())
    process.tidy(all_of_it=True)
    assert garbage() is not None
    gc.collect()
