"""Which rows of a sheet are good: each column by its check, then each row by its kind's own rules."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any

from devswap.store.lists.columns import Check, Wrong
from devswap.store.lists.sheet import Chunk

Columns = dict[str, Sequence[Any]]
Rule = Callable[[Columns], tuple[str, Wrong]]
"""What a row must hold: the column that is named, and the places where it does not."""


@dataclass(frozen=True, slots=True)
class Bad:
    """A row that is not taken: where it stands, the column (if it is one), what it says there, and why not."""

    line: int
    column: str
    value: str
    why: str

    def __str__(self) -> str:
        shown = self.value if len(self.value) <= 60 else f"{self.value[:57]}…"
        where = f", {self.column} {shown!r}" if self.column else ""
        return f"line {self.line}{where}: {self.why}"


@dataclass(frozen=True, slots=True)
class Checked:
    """The good rows of a chunk in normal form, and the bad ones, each named once."""

    lines: Sequence[int]
    columns: Columns
    bad: list[Bad]


def checked(chunk: Chunk, checks: Mapping[str, Check], rules: Sequence[Rule], skip: frozenset[int]) -> Checked:
    """Check a chunk; lines in `skip` are left out without a word."""
    blank = [""] * len(chunk.lines)
    columns: Columns = {}
    wrong: dict[int, tuple[str, str]] = {}
    for name, check in checks.items():
        columns[name], found = check(chunk.columns.get(name, blank))
        for at, why in found:
            wrong.setdefault(at, (name, why))
    for rule in rules:
        name, found = rule(columns)
        for at, why in found:
            wrong.setdefault(at, (name, why))
    bad = [Bad(line, "", "", _ragged(fields, chunk.width)) for line, fields in chunk.ragged]
    for at, (name, why) in wrong.items():
        if any(column[at].strip() for column in chunk.columns.values()):
            bad.append(Bad(chunk.lines[at], name, chunk.columns.get(name, blank)[at], why))
    out = wrong.keys() | {at for at, line in enumerate(chunk.lines) if line in skip} if skip else wrong.keys()
    if not out:
        return Checked(chunk.lines, columns, bad)
    keep = [at not in out for at in range(len(chunk.lines))]
    kept: Columns = {name: list(compress(column, keep)) for name, column in columns.items()}
    named = [row for row in bad if row.line not in skip]
    return Checked(list(compress(chunk.lines, keep)), kept, sorted(named, key=lambda row: row.line))


def _ragged(fields: int, width: int) -> str:
    return f"it has {fields} {'field' if fields == 1 else 'fields'}, the header {width}"


def filled(*names: str) -> Rule:
    """At least one of these columns says something."""

    def rule(columns: Columns) -> tuple[str, Wrong]:
        if "" not in columns[names[0]]:
            return names[0], []
        rows = zip(*(columns[name] for name in names), strict=True)
        says = f"it needs {' or '.join(names).replace('_', ' ')}"
        return names[0], [(at, says) for at, row in enumerate(rows) if not any(row)]

    return rule
