"""One file into the store: checked, sealed by a `catalogue_imported` entry, and all of it or nothing."""

import gc
import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, Protocol, get_args

from devswap.errors import ImportRefused
from devswap.ledger import events as ev
from devswap.ledger.policy import Policy
from devswap.store import tables as t
from devswap.store.appending import Appending
from devswap.store.database import Store
from devswap.store.lists import bookings, estate, holds, people, stock
from devswap.store.lists.checking import Bad, Columns, Rule, checked
from devswap.store.lists.columns import Check, one_of
from devswap.store.lists.rejected import write_rejected
from devswap.store.lists.sheet import Progress, Sheet
from devswap.store.values import Recording

Kind = Literal["estate", "stock", "recipients", "operators", "holds", "bookings"]
KINDS: Final = get_args(Kind)
_CODE: Final = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")
"""What `ledger.parts.Code` takes: a category that is none can be in no entry."""
NAMED: Final = 10_000
"""Bad rows that are named; of more, how many."""


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did."""

    kind: Kind
    path: Path
    rows: int
    """Taken."""
    known: int
    """Of the stock: devices that it had already."""
    rejected: int
    bad: tuple[Bad, ...]
    """The first 10,000 of those rejected, by line."""
    unknown_columns: tuple[str, ...]
    rejected_file: Path | None


class _Taker(Protocol):
    """What rows are taken by."""

    def take(self, lines: Sequence[int], rows: Columns) -> int:
        """Take some rows; how many were new."""
        ...

    def finish(self) -> Iterator[Bad]:
        """Finish, and name the rows that say what another row says already."""
        ...


@dataclass(frozen=True, slots=True)
class _List:
    """How one kind of list is read."""

    checks: Mapping[str, Check]
    needed: Sequence[tuple[str, ...]]
    rules: Sequence[Rule]
    taker: Callable[[Appending], _Taker]


class _SaidTwice(Exception):
    """Rows that only showed once all was loaded: the file is read again without them."""

    def __init__(self, bad: list[Bad]) -> None:
        super().__init__()
        self.bad = bad


class _BadRows:
    """The bad rows of a file, each line once; all counted, the first ones named."""

    def __init__(self, late: list[Bad]) -> None:
        self.lines = array("L")
        self._named: list[Bad] = []
        self.add(late)

    def add(self, bad: Iterable[Bad]) -> None:
        """Take more of them."""
        for row in bad:
            if len(self._named) < NAMED:
                self._named.append(row)
            self.lines.append(row.line)

    def named(self) -> tuple[Bad, ...]:
        """Those that are named, by line."""
        return tuple(sorted(self._named, key=lambda row: row.line))


def import_list(
    store: Store,
    kind: Kind,
    path: Path,
    *,
    skip_bad: bool = False,
    add: bool = False,
    categories: frozenset[str] | None = None,
    operator: str | None = None,
    progress: Progress = lambda *_: None,
) -> Report:
    """Import one CSV file: it takes the place of the list that was here, or comes to it with `add`; stock always does.

    `categories` are those that the policy knows (default: the default policy's). With `skip_bad` the good rows are
    taken and the bad ones written to `FILE.rejected.csv`. Raises ImportRefused, each bad row named, where nothing was
    taken; NotRecorded where the store failed.
    """
    if categories is None:
        categories = Policy().categories
    how = _how(store, kind, categories, operator, add)
    late: list[Bad] = []
    collecting = gc.isenabled()
    gc.disable()  # rows make no cycles, and the collector would walk every module again and again
    try:
        while True:
            try:
                return _import(store, kind, path, how, late, skip_bad, operator, progress)
            except _SaidTwice as again:
                late = [*late, *again.bad]
    finally:
        if collecting:
            gc.enable()


def _how(store: Store, kind: Kind, categories: frozenset[str], operator: str | None, add: bool) -> _List:
    known = {"category": one_of(frozenset(c for c in categories if _CODE.fullmatch(c)))}
    dice = store.dice
    match kind:
        case "estate":
            checks = {**estate.CHECKS, **known}
            return _List(checks, estate.NEEDED, estate.RULES, lambda j: estate.Estate(j.db, add=add))
        case "stock":
            checks = {**stock.CHECKS, **known}
            return _List(checks, stock.NEEDED, stock.RULES, lambda j: stock.Stock(j, operator))
        case "recipients":
            taker = lambda j: people.People(j.db, dice, t.recipients, people.recipient_columns, add=add)  # noqa: E731
            return _List(people.RECIPIENTS, people.NEEDED_OF_RECIPIENTS, people.RULES, taker)
        case "operators":
            taker = lambda j: people.People(j.db, dice, t.operators, people.operator_columns, add=add)  # noqa: E731
            return _List(people.OPERATORS, people.NEEDED_OF_OPERATORS, people.RULES, taker)
        case "holds":
            return _List(holds.CHECKS, holds.NEEDED, holds.RULES, lambda j: holds.Holds(j.db, add=add))
        case "bookings":
            return _List(bookings.CHECKS, bookings.NEEDED, bookings.RULES, lambda j: bookings.Bookings(j.db, add=add))


def _import(
    store: Store, kind: Kind, path: Path, how: _List, late: list[Bad], skip_bad: bool, operator: str | None,
    progress: Progress,
) -> Report:  # fmt: skip
    sheet = Sheet(path, tuple(how.checks), how.needed)
    bad = _BadRows(late)
    skip = frozenset(row.line for row in late)
    offered = taken = 0
    try:
        with store.appending() as journal:
            taker = how.taker(journal)
            for chunk in sheet.chunks(progress):
                rows = checked(chunk, how.checks, how.rules, skip)
                bad.add(rows.bad)
                offered += len(rows.lines)
                taken += taker.take(rows.lines, rows.columns) if rows.lines else 0
            twice = _once(taker.finish())
            if twice and skip_bad:
                raise _SaidTwice(twice)
            bad.add(twice)
            if not offered or (bad.lines and not skip_bad):
                raise ImportRefused(_refusal(path, bad))
            file = write_rejected(path, sheet.header, bad.lines) if bad.lines else None
            if kind != "bookings":  # a plan, no fact
                journal.append(Recording(ev.CatalogueImported(kind, sheet.digest(), taken, len(bad.lines)), operator))
    finally:
        sheet.close()
    store.settle()
    return Report(kind, path, taken, offered - taken, len(bad.lines), bad.named(), sheet.unknown, file)


def _once(bad: Iterable[Bad]) -> list[Bad]:
    return list({row.line: row for row in bad}.values())


def _refusal(path: Path, bad: _BadRows) -> str:
    count = len(bad.lines)
    if not count:
        return f"{path}: it has no rows. Nothing was taken."
    named = bad.named()
    more = [f"  and {count - len(named)} more rows"] if count > len(named) else []
    rows = "1 row is" if count == 1 else f"{count} rows are"
    head = f"{path}: {rows} wrong, and nothing was taken. Correct them, or take the rest with --skip-bad."
    return "\n".join([head, *(f"  {row}" for row in named), *more])
