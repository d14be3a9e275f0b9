"""Recipients and operators: reference rows by number. A person keeps the id that the first list minted, for ever.

Who is no longer listed stays known by id, for the entries that name it, until stripped; and is found no more.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from sqlalchemy import Table, func, select, update

from devswap.ledger.ids import uuid4
from devswap.store import tables as t
from devswap.store.connection import Database
from devswap.store.lists import columns as c
from devswap.store.lists.checking import Bad, Columns, filled
from devswap.store.sql import array, fixed, given, inserting, one_of, sql
from devswap.store.values import Dice

RECIPIENTS: Final[Mapping[str, c.Check]] = {
    "kind": c.one_of(frozenset({"person", "location"})), "number": c.label, "name": c.words, "unit": c.words,
    "badge": c.label, "at_check": c.yes_or_no,
}  # fmt: skip
OPERATORS: Final[Mapping[str, c.Check]] = {
    "number": c.label, "name": c.words, "role": c.one_of(frozenset({"engineer", "supervisor", "bench"})),
    "badge": c.label,
}  # fmt: skip
NEEDED_OF_RECIPIENTS: Final = (("kind",), ("number",))
NEEDED_OF_OPERATORS: Final = (("number",), ("role",))
RULES: Final = (filled("number"),)

_p = t.people.c
_KNOWN = sql(select(_p.number, _p.id).where(one_of(_p.number)))
_MINT = inserting(t.people)
Row = Callable[[str, int, Columns, int], tuple[object, ...]]


class People:
    """Takes one list of people into the open transaction; a row's `line` is 0 once it is listed no more."""

    def __init__(self, db: Database, dice: Dice, table: Table, row: Row, *, add: bool) -> None:
        self._db, self._dice, self._row = db, dice, row
        listed = table.c.line
        self._put = inserting(table, prefix="OR REPLACE")
        self._listed = sql(
            select(_p.number, listed).join(table, table.c.person == _p.id).where(one_of(_p.number), listed > fixed(0))
        )
        self._shared = sql(
            select(table.c.badge).where(listed > fixed(0), table.c.badge != fixed(""))
            .group_by(table.c.badge).having(func.count() > fixed(1))
        )  # fmt: skip
        self._bearers = sql(select(listed).where(table.c.badge == given("badge"), listed > fixed(0)).order_by(listed))
        self._twice: list[Bad] = []
        if not add:
            db.driver.execute(sql(update(table).values(line=fixed(0))))

    def take(self, lines: Sequence[int], rows: Columns) -> int:
        """Take some rows; how many were new."""
        numbers: Sequence[str] = rows["number"]
        here = array(numbers)
        seen: dict[str, int] = {row[0]: row[1] for row in self._db.all(self._listed, here)}
        ids: dict[str, str] = {row[0]: row[1] for row in self._db.all(_KNOWN, here)}
        taken, minted = [], []
        for at, (line, number) in enumerate(zip(lines, numbers, strict=True)):
            first = seen.setdefault(number, line)
            if first != line:
                self._twice.append(Bad(line, "number", number, f"it is on line {first} too"))
                continue
            if number not in ids:
                ids[number] = uuid4(self._dice(128))
                minted.append((ids[number], number))
            taken.append(self._row(ids[number], line, rows, at))
        self._db.driver.executemany(_MINT, minted)
        self._db.driver.executemany(self._put, taken)
        return len(taken)

    def finish(self) -> Iterator[Bad]:
        """The rows that say what another row says already."""
        yield from self._twice
        for (badge,) in self._db.all(self._shared):
            first, *others = [row[0] for row in self._db.all(self._bearers, badge)]
            for line in others:
                yield Bad(line, "badge", badge, f"it is on line {first} too")


def recipient(person: str, line: int, rows: Columns, at: int) -> tuple[object, ...]:
    """A row of recipients, in the order of its columns."""
    name = rows["name"][at]
    kind, unit, badge, at_check = (rows[column][at] for column in ("kind", "unit", "badge", "at_check"))
    return (person, kind, name, name.casefold(), unit, badge, at_check, line)


def operator(person: str, line: int, rows: Columns, at: int) -> tuple[object, ...]:
    """A row of operators, in the order of its columns."""
    return (person, rows["name"][at], rows["role"][at], rows["badge"][at], line)
