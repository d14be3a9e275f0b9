"""The wipe queue as rows: for the screen, and for `devswap wipes`. Oldest first, a page at a time.

A desk lists what is due, what waits for its day, and what failed. That a device is held is for the bench and the
audit: its subject may be standing at the desk, so a screen says "not due" (P9).
"""

from dataclasses import dataclass
from datetime import datetime

from devswap.ledger.ids import moment
from devswap.store import Store
from devswap.store.values import Job

_DUE = frozenset({"queued", "started", "failed"})


@dataclass(frozen=True, slots=True)
class WipeRow:
    """One wipe job as of a day."""

    intake: str
    device: str
    state: str
    """`ledger.wipe_jobs.JobState`."""
    since: str
    """When the device was taken in."""
    age_days: int
    keep_until: str | None
    site: str
    spot: str
    category: str
    maker: str
    model: str
    serial: str
    asset_tag: str
    over_age: bool
    """It has waited longer than the policy likes."""

    @property
    def due(self) -> bool:
        """It may be wiped now."""
        return self.state in _DUE


def rows(
    store: Store, now: datetime, over_age_days: int, *, limit: int = 100, offset: int = 0, state: str | None = None
) -> list[WipeRow]:
    """A page of the queue, oldest first: the jobs in one state, or all that still owe a wipe. Raises StoreError."""
    today = now.date().isoformat()
    return [_row(job, now, over_age_days) for job in store.wipe_jobs(state, limit, offset, today=today)]


def how_many(store: Store, now: datetime) -> int:
    """How many jobs still owe a wipe."""
    return store.counts(now.date().isoformat()).wipes_waiting


def _row(job: Job, now: datetime, over_age_days: int) -> WipeRow:
    age = max(0, (now - moment(job.since)).days)
    return WipeRow(
        job.intake, job.device, job.state, job.since, age, job.keep_until, job.site, job.spot, job.category, job.maker,
        job.model, job.serial, job.asset_tag, age > over_age_days,
    )  # fmt: skip
