"""Recipients and operators: reference rows by number, replaced as a whole. A row's place is the line it came from.

The first list that names a number mints a random person id for it, and every later list keeps that: the only thing
that entries hold of a person.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Table, delete, exists, func, insert, select
from sqlalchemy.schema import CreateIndex, DropIndex

from devswap.ledger.ids import uuid4
from devswap.store import names
from devswap.store import tables as t
from devswap.store.connection import Database
from devswap.store.forgetting import Forgotten
from devswap.store.lists import columns as c
from devswap.store.lists.checking import Bad, Columns, filled
from devswap.store.sql import fixed, given, inserting, sql
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
_MINT = "mint_person_id"


def recipient_columns(rows: Columns) -> tuple[Sequence[Any], ...]:
    """What a table of recipients holds of them, in the order of its columns."""
    search = [name.casefold() for name in rows["name"]]
    return rows["kind"], rows["number"], rows["name"], search, rows["unit"], rows["badge"], rows["at_check"]


def operator_columns(rows: Columns) -> tuple[Sequence[Any], ...]:
    """What a table of operators holds of them, in the order of its columns."""
    return rows["number"], rows["name"], rows["role"], rows["badge"]


class People:
    """Takes one list of people into the open transaction."""

    def __init__(
        self,
        db: Database,
        dice: Dice,
        table: Table,
        columns: Callable[[Columns], tuple[Sequence[Any], ...]],
        *,
        add: bool,
    ) -> None:
        self._db, self._dice, self._table, self._columns = db, dice, table, columns
        self._insert = inserting(table)
        self._indexes = sorted({*table.indexes, *t.people.indexes}, key=lambda index: str(index.name))
        for index in self._indexes:
            db.driver.execute(sql(DropIndex(index)))
        if not add:
            db.driver.execute(sql(delete(table)))
        row = db.one(sql(select(func.max(table.c.seq))))
        self._base: int = (row[0] if row else 0) or 0

    def take(self, lines: Sequence[int], rows: Columns) -> int:
        """Take some rows; how many were new."""
        places = [self._base + line for line in lines]
        self._db.driver.executemany(self._insert, zip(places, *self._columns(rows), strict=True))
        return len(places)

    def finish(self) -> Iterator[Bad]:
        """Mint the ids of new people; name the rows that say what another row says already."""
        driver, number = self._db.driver, self._table.c.number
        driver.create_function(_MINT, 0, lambda: uuid4(self._dice(128)))
        known = exists().where(_p.number == number)
        minted = select(number, getattr(func, _MINT)()).where(~known).group_by(number).order_by(number)
        driver.execute(sql(insert(t.people).from_select(["number", "id"], minted)))
        for index in self._indexes:
            driver.execute(sql(CreateIndex(index)))
        if self._table is t.recipients:
            names.drop_from(driver, self._base)
            names.fill(driver)
        yield from self._stripped()
        yield from self._twice("number")
        yield from self._twice("badge")

    def _stripped(self) -> Iterator[Bad]:
        """Nobody who was stripped here comes back unnoticed."""
        forgotten = Forgotten(self._db)
        if not forgotten:
            return
        seq, number = self._table.c.seq, self._table.c.number
        for place, value in self._db.all(sql(select(seq, number).order_by(seq))):
            if place > self._base and forgotten.has(value):
                yield Bad(place - self._base, "number", value, "they were stripped; `devswap person readmit` says else")

    def _twice(self, column: str) -> Iterator[Bad]:
        seq, said = self._table.c.seq, self._table.c[column]
        shared = select(said).where(said != fixed("")).group_by(said).having(func.count() > fixed(1))
        places = sql(select(seq).where(said == given("value")).order_by(seq))
        for (value,) in self._db.all(sql(shared)):
            first, *others = (row[0] for row in self._db.all(places, value))
            where = f"line {first - self._base}" if first > self._base else "another file"
            for place in others:
                yield Bad(place - self._base, column, value, f"it is on {where} too")
