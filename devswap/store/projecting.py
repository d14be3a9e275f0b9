"""What follows from an entry, written in its transaction: entitlements, uses, issues, wipe jobs, stock.

Every row here can be made again from the entries (`rebuild`). Of this desk's own entries the constraints hold: an
issue without an entitlement, or with a used one, raises `sqlite3.IntegrityError` and nothing is recorded. Entries of
other journals are facts that happened (P4): what contradicts is left out here, and the fold raises it.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Insert, Table, delete, insert, select, union_all, update

from devswap.ledger import events as ev
from devswap.ledger.entry import Entry
from devswap.ledger.fold import EMPTY
from devswap.ledger.ids import normal
from devswap.ledger.parts import Identifier
from devswap.ledger.state import State, given_by
from devswap.ledger.subjects import uses_of
from devswap.ledger.whereabouts import where
from devswap.ledger.wipe_jobs import begun, stage_of, wipe_job
from devswap.store import tables as t
from devswap.store.connection import Database, Values
from devswap.store.holding import any_listed, hold_jobs, placed
from devswap.store.loading import linked, load, opened
from devswap.store.sql import array, fixed, given, inserting, one_of, sql

FOR_EVER = "9999-12-31"
"""The day as of which a job's state is kept: nothing is `keeping` then; the queue compares the day itself."""
OWING = ("queued", "started", "failed", "held")
"""States in which a job still owes its wipe."""
KINDS = ("serial", "asset_tag", "imei", "mac")

_e, _i, _w, _s, _u, _n = (
    t.entitlements.c, t.issues.c, t.wipe_jobs.c, t.stock.c, t.used.c, t.entries.c,
)  # fmt: skip
_LINK = inserting(t.about, prefix="OR IGNORE")
_GIVE = inserting(t.entitlements)
_USE = inserting(t.used)
_USE_OF_OTHERS = inserting(t.used, prefix="OR IGNORE")
_SPEND = sql(update(t.entitlements).values(open=fixed(0)).where(_e.name == given("name")))
_IS_USED = sql(select(_u.entry).where(_u.entitlement == given("name")))
_IS_GIVEN = sql(select(_e.name).where(_e.name == given("name")))
_ISSUE = inserting(t.issues)
_RETURNED = sql(
    update(t.issues).values(stands=fixed(0)).where(_i.recipient == given("recipient"), _i.entry == given("issue"))
)
_JOB = inserting(t.wipe_jobs)
_JOB_OF = sql(select(_w.seq, _w.recipient).join(t.entries, _n.seq == _w.seq).where(_n.id == given("id")))
_JOB_STATE = sql(
    update(t.wipe_jobs)
    .ordered_values((_w.state, given("state")), (_w.owing, given("owing")))
    .where(_w.seq == given("seq"))
)
_CERTIFY = inserting(t.certificates, prefix="OR IGNORE")
_STAGE = inserting(t.wipe_stages, prefix="OR REPLACE")
_NO_STAGE = sql(delete(t.wipe_stages).where(t.wipe_stages.c.seq == given("seq")))
_JOBS_OF = sql(select(_w.intake).where((_w.device == given("device")) | (_w.recipient == given("person"))))
_JOB_MOVED = sql(
    update(t.wipe_jobs)
    .ordered_values((_w.site, given("site")), (_w.spot, given("spot")))
    .where(one_of(_w.device), _w.state != fixed("void"))
)
RECEIPT = inserting(t.receipts)
STOCK = inserting(t.stock, *t.stock.columns.keys()[1:])
_STOCK_IDENTIFIERS = sql(
    insert(t.stock_identifiers).prefix_with("OR IGNORE").from_select(
        ["value", "row"], select(given("value"), _s.seq).where(_s.device == given("device"))
    )
)  # fmt: skip
_STOCK_MOVED = sql(update(t.stock).values(site=given("site")).where(one_of(_s.device)))
_MOVED_BEFORE = sql(
    select(t.about.c.subject)
    .distinct()
    .join(t.entries, _n.seq == t.about.c.entry)
    .where(one_of(t.about.c.subject), _n.kind == fixed("moved"))
)
"""Devices whose move came here before the receipt that brought them."""
_COST = sql(
    update(t.stock)
    .ordered_values((_s.unit_cost, given("cost")), (_s.financial_year, given("year")), (_s.order_ref, given("order")))
    .where(
        _s.device == given("device"),
        _s.receipt == select(_n.seq).where(_n.id == given("receipt")).scalar_subquery(),
    )
)
_el = t.estate.c
_SEEN = inserting(t.seen_identifiers, prefix="OR IGNORE")
_LISTED = sql(
    union_all(
        select(_el.serial, _el.asset_tag, _el.imei, _el.mac, _el.iccid).where(_el.device == given("device")),
        select(_s.serial, _s.asset_tag, _s.imei, _s.mac, fixed("")).where(_s.device == given("same")),
    )
)
_LISTED_NOW = sql(
    delete(t.seen_identifiers).where(
        t.seen_identifiers.c.value == given("value"), t.seen_identifiers.c.device == given("device")
    )
)
_UNSEE = sql(delete(t.seen_identifiers))
_OVER_THE_DESK = sql(
    select(_n.hash, _n.body)
    .where((_n.kind == fixed("device_taken_in")) | (_n.kind == fixed("device_issued")))
    .order_by(_n.seq)
)


def project(db: Database, entry: Entry, seq: int, *, own: bool) -> None:
    """Write what follows from one entry that has just been inserted as `seq`. Raises sqlite3.Error, StoreError."""
    event, driver = entry.event, db.driver
    links = linked(entry)
    if links:
        driver.executemany(_LINK, [(subject, seq) for subject in links])
    _use(db, entry, own)
    match event:
        case ev.DeviceTakenIn():
            _give(db, entry, own)
            _queue(db, entry, seq, event, own)
            see(db, event.device, event.identifiers)
        case ev.DeviceIssued():
            _issue(db, entry, event, own)
        case ev.IssueReturned():
            _give(db, entry, own)
            if event.goes_to == "stock":
                db.driver.execute(_STOCK_MOVED, (event.site, array([event.device])))
            else:
                _queue(db, entry, seq, event, own)
            driver.execute(_RETURNED, (event.recipient, event.issue))
        case ev.ExemptionGranted() | ev.EntitlementGivenUp():
            _give(db, entry, own)
        case ev.StockReceived():
            receive(db, event, seq)
        case ev.CostCorrected():
            values = (event.unit_cost, event.financial_year, event.order, event.device, event.receipt)
            driver.execute(_COST, values)
        case ev.Moved():
            _move(db, event)
        case ev.HoldPlaced():
            _refold(db, *(row[0] for row in db.all(_JOBS_OF, event.subject, event.subject)))
        case ev.HoldLifted():
            _refold(db, *(row[0] for row in db.all(_JOBS_OF, event.subject, event.subject)))
        case ev.WipeAccepted():
            if event.certificate:
                driver.execute(_CERTIFY, (event.certificate, seq))
            _refold(db, event.intake)
        case ev.IntakeWithdrawn() | ev.WipeStarted() | ev.WipeEvidenced() | ev.WipeFailed():
            _refold(db, event.intake)
        case ev.DriveFound() | ev.DriveMissing() | ev.DriveRemoved() | ev.DriveDestroyed():
            _refold(db, event.intake)


def _use(db: Database, entry: Entry, own: bool) -> None:
    name = uses_of(entry.event)
    if name is None and isinstance(entry.event, ev.IntakeWithdrawn) and db.one(_IS_GIVEN, entry.event.intake):
        name = entry.event.intake
    if name is not None:
        db.driver.execute(_USE if own else _USE_OF_OTHERS, (name, entry.id))
        db.driver.execute(_SPEND, (name,))


def _give(db: Database, entry: Entry, own: bool) -> None:
    given_ = given_by(entry)
    if given_ is None:
        return
    spent = not own and db.one(_IS_USED, entry.id) is not None
    categories = " ".join(given_.categories)
    db.driver.execute(_GIVE, (
        entry.id, given_.recipient, given_.origin, categories, given_.owner[1], given_.given, given_.expires,
        given_.collect_by, int(not spent),
    ))  # fmt: skip


def _issue(db: Database, entry: Entry, event: ev.DeviceIssued, own: bool) -> None:
    if own or (db.one(_IS_GIVEN, event.uses) and db.one(_IS_USED, event.uses) == (entry.id,)):
        values = (event.recipient, entry.id, event.uses, event.device, event.category, 1)
        db.driver.execute(_ISSUE, values)
    see(db, event.device, event.identifiers)


def _queue(db: Database, entry: Entry, seq: int, event: ev.DeviceTakenIn | ev.IssueReturned, own: bool) -> None:
    """The wipe job of a custody that begins. Of an own entry nothing but a hold can be about it yet."""
    alone = own and isinstance(event, ev.DeviceTakenIn) and not placed(db, event.device, event.recipient)
    about = EMPTY if alone else load(db, entry.id, event.recipient or "")
    job = None if alone else wipe_job(about, entry.id, FOR_EVER)
    state = job.state if job else begun(event)
    what = event if isinstance(event, ev.DeviceTakenIn) else about.event(event.issue, ev.DeviceIssued)
    maker, model = (what.maker, what.model) if what else ("", "")
    known = {i.kind: normal(i.kind, i.value) for i in reversed(event.identifiers)}
    db.driver.execute(_JOB, (
        seq, entry.id, event.device, event.recipient, entry.wall, event.keep_until, state, int(state in OWING), 0,
        event.site, "", event.category, maker, model, known.get("serial", ""), known.get("asset_tag", ""),
    ))  # fmt: skip
    if not alone:
        _stage(db, about, entry.id, seq)
    if any_listed(db):
        hold_jobs(db, seq)


def _stage(db: Database, state: State, intake: str, seq: int) -> None:
    """Keep whom a job waits for, where it waits for a person."""
    stage = stage_of(state, intake)
    db.driver.execute(*((_STAGE, (seq, stage)) if stage else (_NO_STAGE, (seq,))))


def see(db: Database, device: str, identifiers: Iterable[Identifier]) -> None:
    """Remember a device by the labels that no list gives it, so that it is known again by each of them."""
    values = {normal(identifier.kind, identifier.value) for identifier in identifiers} - {""}
    for row in db.all(_LISTED, device, device):
        values.difference_update(row)
        if values:  # a receipt's row is as it was delivered
            values.difference_update(map(normal, (*KINDS, "iccid"), row))
    for value in values:
        db.driver.execute(_SEEN, (value, device))


def _move(db: Database, event: ev.Moved) -> None:
    """Stock belongs to the site that it was sent to from then on; custody stays the sender's until it arrives."""
    devices = array(event.devices)
    if event.what == "stock":
        db.driver.execute(_STOCK_MOVED, (event.destination.site, devices))
    elif event.direction == "received":
        db.driver.execute(_JOB_MOVED, (event.destination.site, event.destination.spot, devices))


def _refold(db: Database, *intakes: str) -> None:
    for intake in intakes:
        row = db.one(_JOB_OF, intake)
        if row is None:
            continue
        state = load(db, intake, row[1] or "")
        job = wipe_job(state, intake, FOR_EVER)
        if job is not None:
            db.driver.execute(_JOB_STATE, (job.state, int(job.state in OWING), row[0]))
            _stage(db, state, intake, row[0])


def receive(db: Database, event: ev.StockReceived, seq: int) -> None:
    """The stock's rows of a receipt, and the identifiers by which each is found."""
    db.driver.execute(RECEIPT, (seq, event.site, event.order, event.delivery, event.decision, event.how))
    db.driver.executemany(STOCK, stock_rows(event, seq))
    labels = [(normal(i.kind, i.value), d.device) for d in event.devices for i in d.identifiers]
    labels = [label for label in labels if label[0]]
    db.driver.executemany(_STOCK_IDENTIFIERS, labels)
    db.driver.executemany(_LISTED_NOW, labels)
    for (device,) in db.all(_MOVED_BEFORE, array(d.device for d in event.devices)):
        stands = where(load(db, device), device)
        if stands is not None and stands.what == "stock":
            db.driver.execute(_STOCK_MOVED, (stands.place.site, array([device])))


def stock_rows(event: ev.StockReceived, seq: int) -> list[Values]:
    """A receipt's devices as rows of the stock, in the order of its columns."""
    rows = []
    for device in event.devices:
        known = {i.kind: i.value for i in device.identifiers}
        serial, asset_tag, imei, mac = (known.get(kind, "") for kind in KINDS)
        rows.append((
            device.device, seq, serial, asset_tag, device.category, device.maker, device.model, event.site, event.order,
            device.unit_cost, device.financial_year, imei, mac, device.ends,
        ))  # fmt: skip
    return rows


def see_again(db: Database) -> None:
    """Remember anew what no list gives, after the lists changed. Within a transaction."""
    db.driver.execute(_UNSEE)
    for digest, raw in db.all(_OVER_THE_DESK):
        event = opened(db, raw, digest).event
        if isinstance(event, ev.DeviceTakenIn | ev.DeviceIssued):
            see(db, event.device, event.identifiers)


def identifying(table: Table, labels: Sequence[ColumnElement[str]], row: ColumnElement[int]) -> Insert:
    """The statement that makes rows findable by their labels, from a row on; its parameter once for each label."""
    found = [
        select(label.label("value"), row.label("row")).where(row > given(f"after {n}"), label != fixed(""))
        for n, label in enumerate(labels)
    ]
    return insert(table).prefix_with("OR IGNORE").from_select(
        ["value", "row"], union_all(*found).order_by("value", "row")
    )  # fmt: skip
