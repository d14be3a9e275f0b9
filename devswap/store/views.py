"""What the screens list: the day's counts, the wipe queue, the last entries, a device's whole timeline."""

from contextlib import suppress
from datetime import datetime

from sqlalchemy import case, func, select

from devswap.ledger.entry import Entry
from devswap.ledger.events import SameDevice
from devswap.ledger.ids import moment
from devswap.store import tables as t
from devswap.store.connection import Database, Values
from devswap.store.loading import load, opened
from devswap.store.projecting import OWING
from devswap.store.sql import array, first, fixed, given, one_of, sql
from devswap.store.values import Counts, Job

_e, _a, _n, _c, _w, _i = (
    t.entries.c, t.about.c, t.incarnations.c, t.entitlements.c, t.wipe_jobs.c, t.issues.c,
)  # fmt: skip

_DAY = sql(
    select(_e.kind, func.count()).join(t.incarnations, _n.seq == _e.journal)
    .where(_n.desk == given("desk"), _e.wall >= given("from"), _e.wall < given("to"))
    .group_by(_e.kind)
)  # fmt: skip
_OPEN = sql(
    select(_e.kind, func.count())
    .join(t.entitlements, _c.origin == _e.id)
    .where(_c.open == fixed(1), _c.owner == given("owner"))
    .group_by(_e.kind)
)
_HELD = sql(select(_w.intake).where(_w.owing == fixed(1), _w.held == fixed(1)))
_WAITING = sql(select(func.count()).select_from(t.wipe_jobs).where(_w.owing == fixed(1)))
_state = case(
    (_w.state.in_([fixed(s) for s in OWING]) & (_w.held == fixed(1)), fixed("held")),
    ((_w.state == fixed("queued")) & (_w.keep_until > given("today")), fixed("keeping")),
    else_=_w.state,
)
_job = (
    select(
        _w.intake, _w.device, _state, _w.since, _w.keep_until, _w.site, _w.spot, _w.category, _w.maker, _w.model,
        _w.serial, _w.asset_tag,
    )
    .order_by(_w.since, _w.seq)
    .limit(given("limit"))
    .offset(given("offset"))
)  # fmt: skip
_OWING = sql(_job.where(_w.owing == fixed(1)))
_JOBS_IN = sql(_job.where(_w.owing == given("owing"), _state == given("state")))
_LAST = sql(first(select(_e.hash, _e.body).where(_e.kind != fixed("stock_received")).order_by(_e.seq.desc())))
_SINCE = sql(
    select(_e.hash, _e.body).join(t.incarnations, _n.seq == _e.journal)
    .where(_n.desk == given("desk"), _n.incarnation == given("incarnation"), _e.wall >= given("from"),
           _e.kind != fixed("stock_received"))
    .order_by(_e.number)
)  # fmt: skip
_LAST_WALL = sql(first(
    select(_e.wall).join(t.incarnations, _n.seq == _e.journal)
    .where(_n.desk == given("desk"), _n.incarnation == given("incarnation")).order_by(_e.number.desc())
))  # fmt: skip
_OWN_OPEN = sql(select(_c.name).where(_c.open == fixed(1), _c.owner == given("owner")))
_ABOUT = sql(select(_e.seq, _e.hash, _e.body).join(t.about, _a.entry == _e.seq).where(one_of(_a.subject)))
_OPEN_NAMES = sql(select(_c.name).where(_c.recipient == given("recipient"), _c.open == fixed(1)))
_ISSUED_TO = sql(select(_i.category, _i.entry).where(_i.recipient == given("recipient"), _i.stands == fixed(1)))


class Views:
    """What follows from the entries of a store, read from its projections."""

    _db: Database
    owner: tuple[str, str]

    def open_entitlements(self, recipient: str) -> list[str]:
        """The names of a recipient's entitlements that nothing used, whoever they belong to."""
        return [row[0] for row in self._db.asked(_OPEN_NAMES, recipient)]

    def issued_to(self, recipient: str) -> list[tuple[str, str]]:
        """What was issued to a recipient and did not come back as a return: category and entry id."""
        return [(row[0], row[1]) for row in self._db.asked(_ISSUED_TO, recipient)]

    def counts(self, day: str) -> Counts:
        """This desk's day (ISO, UTC) and what stands open."""
        kinds: dict[str, int] = _pairs(self._db.all(_DAY, self.owner[0], day, f"{day}U"))
        open_: dict[str, int] = _pairs(self._db.all(_OPEN, self.owner[1]))
        waiting = self._db.one(_WAITING)
        return Counts(
            taken_in=kinds.get("device_taken_in", 0),
            issued=kinds.get("device_issued", 0),
            withdrawn=kinds.get("intake_withdrawn", 0),
            returned=kinds.get("issue_returned", 0),
            to_collect=open_.get("device_taken_in", 0),
            exemptions=open_.get("exemption_granted", 0),
            wipes_waiting=waiting[0] if waiting else 0,
        )

    def held_by_list(self) -> frozenset[str]:
        """The intakes that an imported list of holds names, by device or by person."""
        return frozenset(row[0] for row in self._db.all(_HELD))

    def wipe_jobs(self, state: str | None = None, limit: int = 100, offset: int = 0, *, today: str) -> list[Job]:
        """A page of the wipe queue as of a day, oldest first: the jobs in one state, or all that still owe a wipe."""
        if state is None:
            return [Job(*row) for row in self._db.all(_OWING, today, limit, offset)]
        owing = int(state in (*OWING, "keeping"))
        return [Job(*row) for row in self._db.all(_JOBS_IN, today, owing, today, state, limit, offset)]

    def history(self, limit: int = 50) -> list[Entry]:
        """The last entries, newest first, stock receipts left out."""
        return [opened(self._db, body, digest) for digest, body in self._db.all(_LAST, limit)]

    def since(self, instant: str) -> list[Entry]:
        """What this desk itself recorded from an instant on, in order, but for stock receipts. Raises StoreError."""
        return [opened(self._db, body, digest) for digest, body in self._db.all(_SINCE, *self.owner, instant)]

    def last_wall(self) -> datetime | None:
        """What this desk's clock said when it recorded last; None where it has recorded nothing, or said nonsense."""
        walls = self._db.all(_LAST_WALL, *self.owner, 1)
        with suppress(ValueError):
            return moment(walls[0][0]) if walls else None
        return None

    def own_open(self) -> list[str]:
        """The names of this desk's entitlements that nothing used."""
        return [row[0] for row in self._db.all(_OWN_OPEN, self.owner[1])]

    def timeline(self, device: str) -> list[Entry]:
        """Every entry about a device, its custody, its wipe, and what became of what it earned, in the order they came.

        A stock receipt stands first, trimmed to this device.
        """
        found = self._about([device])
        same = {name for e in found.values() if isinstance(e.event, SameDevice) for name in _both(e.event)}
        found |= self._about(sorted(same - {device}))
        own = [e.id for e in found.values() if getattr(e.event, "device", None) in {device, *same}]
        found |= self._about(own)
        receipts = [e for e, _ in load(self._db, device).receipts(device)]
        return receipts + [found[seq] for seq in sorted(found)]

    def about_person(self, person: str) -> list[Entry]:
        """Every entry that is about a person by itself: notes, holds, whom they turned out to be."""
        found = self._about([person])
        return [found[seq] for seq in sorted(found)]

    def _about(self, subjects: list[str]) -> dict[int, Entry]:
        return {seq: opened(self._db, body, digest) for seq, digest, body in self._db.all(_ABOUT, array(subjects))}


def _both(event: SameDevice) -> tuple[str, str]:
    return event.device, event.other


def _pairs(rows: list[Values]) -> dict[str, int]:
    return {row[0]: row[1] for row in rows}
