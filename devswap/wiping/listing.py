"""The bench's lists in words: how many stand in each, and a page of one, oldest first."""

from typing import Final

from devswap.desk.table import Table
from devswap.desk.wipe_queue import WipeRow, listed
from devswap.desk.words import Reply, reply
from devswap.errors import DevswapError
from devswap.store import Store, queues
from devswap.wiping.reviewing import brief

PAGE: Final = 20
"""Rows of a list in words."""
LISTS: Final = (*queues.LISTS, "review")


def counts(store: Store) -> dict[str, int]:
    """How many jobs stand in each list; and results of tools that wait for a person. Raises StoreError."""
    today = store.clock.now().date().isoformat()
    return {**queues.counted(store, today), "review": store.how_much_waits()}


def page(store: Store, over_age_days: int, name: str, limit: int, offset: int) -> list[WipeRow]:
    """A page of a list of jobs, oldest first. Raises StoreError."""
    now = store.clock.now()
    jobs = queues.page(store, name, limit, offset, now.date().isoformat())
    return [listed(job, now, over_age_days) for job in jobs]


def told(table: Table, rest: str) -> Reply:
    """`/list [WHICH [PAGE]]`; without a list, how many stand in each. Raises DevswapError where there is none such."""
    name, _, number = rest.partition(" ")
    totals = counts(table.store)
    if not name:
        what = ", ".join(f"{called} {total:,}" for called, total in totals.items())
        return reply("told", "shown", what=f"{what}.", then="/list and one of them; or scan a device.")
    if name not in LISTS:
        raise DevswapError(f"Which list? /list and one of: {', '.join(LISTS)}.")
    if number and not (number.isascii() and number.isdigit() and int(number[:6]) > 0):
        raise DevswapError(f"“{number[:20]}” is no page. Write: /list {name} 2")
    first, total = (int(number[:6] or 1) - 1) * PAGE, totals[name]
    rows = _review(table, first) if name == "review" else _jobs(table, name, first)
    if not rows:
        return reply("told", "shown", what=f"{name}: {total:,}, and none on this page.", then="Scan a device.")
    last = first + len(rows)
    one = "/review N looks at one." if name == "review" else "Scan one."
    more = f"/list {name} {last // PAGE + 1} for the next. {one}" if last < total else one
    shown = f"{name}, {first + 1:,} to {last:,} of {total:,}, oldest first"
    return reply("told", "shown", what=f"{shown}.", then=more, listed=tuple(rows))


def _jobs(table: Table, name: str, first: int) -> list[str]:
    found = page(table.store, table.policy.wipe.over_age_days, name, PAGE, first)
    return [_words(row) for row in found]


def _words(row: WipeRow) -> str:
    called = row.job.serial or row.job.asset_tag
    return f"{'! ' if row.over_age else ''}{row.age_days} d {row.job.category} {called}{', over age' * row.over_age}"


def _review(table: Table, first: int) -> list[str]:
    found = table.store.waiting_evidence()[first : first + PAGE]
    return [f"{number} {brief(row)}" for number, row in enumerate(found, first + 1)]
