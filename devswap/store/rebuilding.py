"""The projections made again from the entries: after a defect in them, or to prove that they follow."""

from sqlalchemy import delete, select

from devswap.ledger.entry import Malformed, open_entry
from devswap.store import tables as t
from devswap.store.connection import Database
from devswap.store.holding import hold_jobs
from devswap.store.projecting import project, see_again
from devswap.store.sql import sql

PROJECTIONS = (
    t.about, t.issues, t.used, t.entitlements, t.wipe_stages, t.wipe_jobs, t.seen_identifiers, t.stock_identifiers,
    t.stock, t.receipts, t.certificates,
)  # fmt: skip
"""In the order in which they can be emptied: what refers to others first."""
_ENTRIES = sql(select(t.entries.c.seq, t.entries.c.hash, t.entries.c.body).order_by(t.entries.c.seq))


def rebuild_projections(db: Database) -> int:
    """Empty every projection and project all entries again, in one transaction; how many.

    An entry whose bytes are none is passed over: the chain's walk names it. Raises NotRecorded, StoreError.
    """
    count = 0
    with db.transaction() as driver:
        for table in PROJECTIONS:
            driver.execute(sql(delete(table)))
        for seq, digest, raw in db.each(_ENTRIES):
            try:
                entry = open_entry(raw, digest)
            except Malformed:
                continue
            project(db, entry, seq, own=False)
            count += 1
        hold_jobs(db)
        see_again(db)
    return count
