"""The wipe queue as rows, oldest first, a page at a time: which jobs are due, how long they wait, which wait too long.

That a device is held is for the bench and the audit. Its subject may be standing at the desk, so a desk's screen says
"not due" and nothing more (P9).
"""

from dataclasses import dataclass
from datetime import datetime

from devswap.desk.table import Table
from devswap.desk.words import Reply, reply
from devswap.ledger.ids import moment
from devswap.store import Job, Reader, Store

TOLD = 20
"""Jobs that are told line by line."""
_DUE = frozenset({"queued", "started", "failed", "to_accept", "to_destroy"})


@dataclass(frozen=True, slots=True)
class WipeRow:
    """One wipe job as of a moment."""

    job: Job
    age_days: int
    """Whole days since the device was taken in."""
    over_age: bool
    """It is due, and has waited longer than the policy likes."""

    @property
    def due(self) -> bool:
        """It may be wiped now."""
        return self.job.state in _DUE


def rows(
    store: Store | Reader,
    now: datetime,
    over_age_days: int,
    *,
    limit: int = 100,
    offset: int = 0,
    state: str | None = None,
) -> list[WipeRow]:
    """A page of the queue, oldest first: the jobs in one state, or all that still owe a wipe. Raises StoreError."""
    jobs = store.wipe_jobs(state, limit, offset, today=now.date().isoformat())
    return [listed(job, now, over_age_days) for job in jobs]


def how_many(store: Store, now: datetime) -> int:
    """How many jobs still owe a wipe. Raises StoreError."""
    return store.counts(now.date().isoformat()).wipes_waiting


def listed(job: Job, now: datetime, over_age_days: int) -> WipeRow:
    """A job as it is listed at a moment."""
    age = max(0, (now - moment(job.since)).days)
    return WipeRow(job, age, job.state in _DUE and age > over_age_days)


def tell(table: Table) -> Reply:
    """`/wipes`: how many wait, and those that wait longest, a line each."""
    now, store = table.now(), table.store
    found = rows(store, now, table.policy.wipe.over_age_days, limit=TOLD)
    lines = tuple(map(_line, found))
    what = f"{how_many(store, now)} wait to be wiped, oldest first."
    return reply("told", "shown", what=what, then="devswap wipes lists them all.", listed=lines)


def _line(row: WipeRow) -> str:
    job, old = row.job, ", over age" if row.over_age else ""
    called = f"{job.category} {job.maker} {job.model}, {job.serial or job.asset_tag}"
    return f"{row.age_days} days{old}: {called}, {job.site}{'' if row.due else ', not due'}"
