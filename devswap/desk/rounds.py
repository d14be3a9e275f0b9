"""A round: a night of desktops with a trolley: load it, go from place to place, empty it; it closes when all agree.

The trolley is a spot of the site: what is on it is stock until it is issued, and the old ones come back on it. The next
location's badge signs for the one before, where the policy says so.
"""

from msgspec.structs import replace

from devswap.desk.batch import TROLLEY, Batch, Round
from devswap.desk.closing import acknowledge, recording
from devswap.desk.moving import names
from devswap.desk.table import Table
from devswap.desk.visit import Visit
from devswap.desk.words import Reply, reply
from devswap.ledger import events as ev
from devswap.ledger.parts import Place
from devswap.ledger.whereabouts import SHELF, where
from devswap.store import Recording


def loading(table: Table, rest: str) -> Batch | Reply:
    """`/round [NAME]`: a trolley is loaded, or loaded further; without a name it is called by the day."""
    name = " ".join(rest.split())[:60] or (table.round.name if table.round else table.today())
    if table.round is not None and table.round.name != name:
        said = f"Round {table.round.name} is not closed."
        return reply("told", "shown", what=said, then="/empty its trolley first.")
    return Batch("load", "stock", Place(table.settings.site, f"{TROLLEY} {name}"))


def loaded(table: Table, batch: Batch) -> Reply:
    """CONFIRM: what was scanned is on the trolley, and the round goes on."""
    if not batch.devices:
        return reply("told", "shown", what="Nothing was scanned.", then="Scan what goes onto the trolley, or CANCEL.")
    if table.round is None:
        table.keep_round(Round(batch.place.spot.removeprefix(f"{TROLLEY} "), table.instant()))
    site = batch.place.site
    devices = tuple(scanned.id for scanned in batch.devices)
    event = ev.Moved("received", None, "stock", devices, Place(site, SHELF), batch.place)
    table.record_batch([recording(table, event)])
    what = f"{len(devices)} on {batch.place.spot}"
    return reply("accepted", "trolley_loaded", recorded=("moved",), what=what)


def next_location(table: Table, visit: Visit) -> Reply | None:
    """The next location's badge signs for this visit; None where no round is on or nothing waits to be signed for."""
    if table.round is None or visit.empty or visit.recipient is None:
        return None
    if table.policy.acknowledge.round != "next location":
        return None
    return acknowledge(table, "next_location")


def last_location(table: Table) -> Reply | None:
    """`/empty` signs for the last location first; None where nothing waits to be signed for."""
    waits = table.round is not None and table.current is not None and not table.current.empty
    return acknowledge(table, "next_location") if waits else None


def emptying(table: Table) -> Batch | Reply:
    """`/empty`: the trolley is scanned empty."""
    if table.round is None:
        return reply("told", "shown", what="No round is on.", then="/round NAME begins one.")
    return Batch("empty", "custody", Place(table.settings.site, f"{TROLLEY} {table.round.name}"))


def close(table: Table, batch: Batch, why: str = "") -> Reply:
    """CONFIRM: the round closes where trolley, list and cage agree; `/explain TEXT` closes it with the difference."""
    fresh, old = _fresh(table, batch), _old(table)
    listed = {*fresh, *old}
    extra = tuple(scanned.id for scanned in batch.devices if scanned.id not in listed)
    missing = tuple(name for name in (*fresh, *old) if not batch.holds(name))
    if (extra or missing) and not why:
        return _differs(table, extra, missing)
    count = table.store.new_id()
    seen = len(batch.devices)
    counted = ev.Counted("custody", batch.place, seen, len(listed), extra, missing)
    recordings: list[Recording] = [recording(table, counted, count)]
    back = tuple(name for name in fresh if batch.holds(name))
    if back:
        site = batch.place.site
        recordings.append(recording(table, ev.Moved("received", None, "stock", back, batch.place, Place(site, SHELF))))
    if why:
        note = ev.NoteAdded("entry", count, "explained", table.store.text_digest(why[:1000]))
        recordings.append(recording(table, note))
    table.record_batch(recordings)
    table.keep_round(None)
    kinds = tuple(ev.kind_of(r.event) for r in recordings)
    what = f"{batch.place.spot}: {len(old)} old ones in, {len(back)} new ones back"
    return reply("accepted", "round_closed", recorded=kinds, what=what)


def _fresh(table: Table, batch: Batch) -> list[str]:
    """The new devices that should still be on the trolley."""
    rows = table.store.stock_at(batch.place.site)
    return [row.device for row in rows if row.spot == batch.place.spot and not row.on_the_way]


def _old(table: Table) -> list[str]:
    """The old devices that this desk took in since the round began, and that are still in custody."""
    assert table.round is not None  # a trolley is emptied only while a round is on
    found = []
    for entry in table.store.of_kind("device_taken_in"):
        own = (entry.desk, entry.incarnation) == table.store.owner
        if own and entry.wall >= table.round.begun and isinstance(entry.event, ev.DeviceTakenIn):
            here = where(table.store.load(entry.event.device), entry.event.device)
            if here is not None and here.what == "custody":
                found.append(entry.event.device)
    return found


def _differs(table: Table, extra: tuple[str, ...], missing: tuple[str, ...]) -> Reply:
    parts = [f"expected and not on it {len(missing)}: {names(table, list(missing))}"] if missing else []
    parts += [f"on it and not expected {len(extra)}: {names(table, list(extra))}"] if extra else []
    return reply("ask", "round_differs", what="; ".join(parts), asks_for="scan")


def after(signed: Reply, shown: Reply) -> Reply:
    """One answer for a badge that signed for the location before and put the next one on screen."""
    said = f"{signed.message} {shown.message}"
    return replace(signed, message=said, next=shown.next)
