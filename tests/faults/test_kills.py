"""A desk killed at any moment has all that it said, whole, and offers again what lay on it (P3)."""

import os
from pathlib import Path

import pytest

if not hasattr(os, "fork"):
    pytest.skip("needs fork and kill -9", allow_module_level=True)

from tests.faults.killed import rounds


def test_a_killed_desk_has_every_line_that_it_printed_and_its_visits_come_back(tmp_path: Path) -> None:
    killed_after = set()
    for printed, left, may_be in rounds(tmp_path, times=30, seed=20, at_once=False):
        assert left in may_be, printed
        killed_after.add(printed)
    assert len(killed_after) > 15


def test_what_was_committed_together_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    killed_after = set()
    for printed, left, may_be in rounds(tmp_path, times=15, seed=21, at_once=True):
        assert left in may_be, printed
        killed_after.add(printed)
    assert len(killed_after) > 2
