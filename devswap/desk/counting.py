"""A blind count by scanning: what stands at a place, without being told what should; then how the list differs."""

import msgspec

from devswap.desk.batch import TROLLEY, Batch, Scanned
from devswap.desk.closing import recording
from devswap.desk.identify import Rows
from devswap.desk.moving import names
from devswap.desk.table import Table
from devswap.desk.words import Reply, called, reply
from devswap.ledger import events as ev
from devswap.ledger.parts import Place
from devswap.ledger.whereabouts import What
from devswap.store.places import Standing

_WHAT: dict[str, What] = {"stock": "stock", "custody": "custody"}


def counting(table: Table, rest: str, *, again: bool) -> Batch | Reply:
    """`/count stock|custody [SPOT]`, the whole site where no spot is named; `/recount`: the last count once more."""
    if again:
        last = _last(table)
        before = table.store.entry(last) if last else None
        if before is None or not isinstance(before.event, ev.Counted):
            return reply("told", "shown", what="Nothing was counted here.", then="/count stock")
        if before.event.place.spot.startswith("delivery "):
            return reply("told", "shown", what="The last count was a delivery.", then="/delivery ORDER once more.")
        return Batch("count", before.event.what, before.event.place, recounts=before.id)
    words = rest.split()
    what = _WHAT.get(words[0].lower()) if words else None
    if what is None:
        return reply("told", "shown", what="A count is of stock or of custody.", then="/count stock|custody [SPOT]")
    return Batch("count", what, Place(table.settings.site, " ".join(words[1:])[:100]))


def item(rows: Rows) -> Scanned:
    """The scanned device as one of the count, whatever the lists say: the count is blind."""
    return Scanned(rows.device.id, called(rows.device), "stock" if rows.stocked is not None else "custody")


def cage(table: Table, batch: Batch, seal: str) -> Reply | None:
    """A cage under an unbroken seal is counted by that seal alone; None where nothing here is under it."""
    under = [row for row in _standing(table, batch) if row.seal == seal] if seal else []
    if not under:
        return None
    new = [Scanned(row.device, row.called, row.what) for row in under if not batch.holds(row.device)]
    count = str(len(batch.devices) + len(new))
    if not new:
        then = f"{count} scanned; scan the next, or CONFIRM."
        return reply("told", "same_scan_again", called=f"Cage {seal}", then=then)
    table.keep_batch(msgspec.structs.replace(batch, devices=(*batch.devices, *new)))
    return reply("accepted", "device_scanned", called=f"Cage {seal}", what=batch.doing, count=count)


def close(table: Table, batch: Batch) -> Reply:
    """CONFIRM: the count is recorded, and only then are the differences told."""
    listed = _listed(table, batch)
    seen = [scanned.id for scanned in batch.devices]
    extra = tuple(name for name in seen if name not in listed)
    missing = tuple(name for name in listed if not batch.holds(name))
    event = ev.Counted(
        batch.what, batch.place, len(seen), len(listed), extra, missing, batch.seal, recounts=batch.recounts
    )
    (entry,) = table.record_batch([recording(table, event)])
    table.counted = entry.id
    what = f"{len(seen)} of {batch.what}, {len(listed)} listed"
    if not extra and not missing:
        return reply("accepted", "count_recorded", recorded=("counted",), what=what, open=" They agree.", then="Go on.")
    parts = [f"counted and not listed {len(extra)}: {names(table, list(extra))}"] if extra else []
    parts += [f"listed and not counted {len(missing)}: {names(table, list(missing))}"] if missing else []
    return reply(
        "accepted", "count_recorded", recorded=("counted",), what=what, open=f" They differ: {'; '.join(parts)}.",
        then="Look again, then /recount; or say why: /explain TEXT.",
    )  # fmt: skip


def _listed(table: Table, batch: Batch) -> dict[str, None]:
    """What should stand there by the record, devices on the way left out."""
    return dict.fromkeys(row.device for row in _standing(table, batch))


def _standing(table: Table, batch: Batch) -> list[Standing]:
    store, place = table.store, batch.place
    rows = store.stock_at(place.site) if batch.what == "stock" else store.custody_at(place.site)
    return [r for r in rows if not r.on_the_way and (not place.spot or r.spot.lower() == place.spot.lower())]


def _last(table: Table) -> str | None:
    """The last count of this desk, across a restart too; a round's is explained where it closes."""
    if table.counted is None:
        for entry in table.store.of_kind("counted"):
            own = (entry.desk, entry.incarnation) == table.store.owner
            if own and isinstance(entry.event, ev.Counted) and not entry.event.place.spot.startswith(TROLLEY):
                table.counted = entry.id
    return table.counted


def explain(table: Table, text: str) -> Reply:
    """`/explain TEXT`: why the last count differs, as a note on it; the difference stands until it is counted again."""
    last = _last(table)
    if last is None or not text.strip():
        return reply("told", "shown", what="There is no count to explain.", then="/count stock|custody, then /explain.")
    digest = table.store.text_digest(text.strip()[:1000])
    note = ev.NoteAdded("entry", last, "explained", digest)
    table.store.record([recording(table, note)])
    return reply(
        "accepted", "note_recorded", recorded=("note_added",), what="Why the count differs", then="Go on, or /recount."
    )
