"""No look-up of a scan and no write of a swap reads a whole table, however large the lists."""

import sqlite3
from collections.abc import Iterator
from types import ModuleType

import pytest

from devswap.store import catalogue, holding, journal, loading, projecting, views
from devswap.store.creating import statements
from devswap.store.sql import Keyed

WHOLE = {
    "catalogue._RECIPIENT_BY_NAME": "a person types a name",
    "catalogue._OPERATORS": "a list of a few people, asked for by a command",
    "views._LAST": "from the end, so many",
    "projecting._JOBS_OF": "a hold is placed or lifted",
    "projecting._JOB_MOVED": "a cage moves",
    "projecting._OVER_THE_DESK": "a list was imported",
    "holding._HELD_ALL": "holds were imported",
    "holding._ANY": "the first row is enough",
    "journal._INCARNATIONS": "a desk leads few lives",
    "journal._COUNT": "asked for the count",
}
"""Statements that read a table from end to end, and when."""


@pytest.mark.parametrize(
    "module", [catalogue, loading, views, projecting, holding, journal], ids=lambda m: m.__name__.rpartition(".")[2]
)
def test_statements_find_their_rows_by_index(module: ModuleType) -> None:
    db = sqlite3.connect(":memory:")
    for statement in statements():
        db.execute(statement)
    looked_at = 0
    for name, words in _words(module):
        key = f"{module.__name__.rpartition('.')[2]}.{name}"
        if words.startswith(("SELECT", "UPDATE", "DELETE", "INSERT")) and key not in WHOLE:
            plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {words}", (None,) * words.count("?"))]
            assert [step for step in plan if step.startswith("SCAN") and _is_ours(step)] == [], name
            looked_at += 1
    assert looked_at


def _words(module: ModuleType) -> Iterator[tuple[str, str]]:
    """The statements of a module, by name; of one that is asked by keys both."""
    for name, value in vars(module).items():
        match value:
            case str():
                yield name, value
            case Keyed():
                yield name, value.alone
                yield name, value.among


def _is_ours(step: str) -> bool:
    """Whether it is a table that is gone through, not the values that were asked for, or an index of a few rows."""
    return not any(word in step for word in ("VIRTUAL TABLE", "CONSTANT ROW", "INDEX entitlements_open"))
