"""Whether this machine's clock says anything about a date, where something hangs on one that cannot be taken back."""

from datetime import timedelta
from typing import Final

from devswap.ledger.chain import ABSENCE, DRIFT
from devswap.ledger.clocks import can_be
from devswap.ledger.ids import moment
from devswap.store import Store

AHEAD: Final = timedelta(minutes=5)


def clock_trusted(store: Store) -> bool:
    """Whether this machine's clock says anything about a date."""
    return not clock_doubt(store)


def clock_doubt(store: Store, unused: timedelta = ABSENCE) -> str:
    """Why this machine's clock says nothing about a date; empty: the register's says the same, or it goes on from here.

    Where it was set back since the last contact, and where there is no register, this desk's last entry is asked. What
    passed within one start is not asked of the monotonic clock: it stands still while a machine sleeps. `unused` is how
    long the desk may have stood still.
    """
    now, last, standing = store.clock.now(), store.last_wall(), store.standing()
    if not can_be(now):
        return f"it says {now.year}"
    if standing is not None and standing.contact and standing.offset is not None:
        offset = timedelta(microseconds=abs(standing.offset))
        if timedelta() <= now - moment(standing.contact) <= ABSENCE:
            away = f"the register's is {offset.total_seconds() / 60:.0f} minutes away"
            return away if offset > DRIFT else ""
    if last and now + AHEAD < last:
        return "it went back"
    if last and now - last > unused:
        return f"it went forward by {(now - last).days} days"
    return ""
