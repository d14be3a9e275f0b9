"""A desk killed at any moment has all that it said, whole, and offers again what lay on it (P3)."""

import os
from pathlib import Path

import pytest

if not hasattr(os, "fork"):
    pytest.skip("needs fork and kill -9", allow_module_level=True)

from tests.faults.killed import rounds


def test_a_killed_desk_has_every_line_that_it_printed_and_its_visits_come_back(tmp_path: Path) -> None:
    killed_after = set()
    for printed, left, then, next_ in rounds(tmp_path, times=30, seed=20):
        assert left in (then, next_), printed
        killed_after.add(printed)
    assert len(killed_after) > 15
