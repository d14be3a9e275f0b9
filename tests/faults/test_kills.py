"""A desk killed at any moment has all that it said, whole, and offers again what lay on it (P3)."""

import os
from pathlib import Path

import pytest

from tests.faults.killed import rounds

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and kill -9")


def test_a_killed_desk_has_every_line_that_it_printed_and_its_visits_come_back(tmp_path: Path) -> None:
    killed_at = set()
    for left, then, next_ in rounds(tmp_path, times=30, seed=20):
        assert (left.kinds, left.waiting) in ((then.kinds, then.waiting), (next_.kinds, next_.waiting)), left
        killed_at.add(left.printed)
    assert len(killed_at) > 15
