"""A delivery against its list: what is scanned, what is over, short and damaged.

The stock list is what was announced, with order, unit cost and year; a delivery is a count of one order against it.
What was short is what the next delivery of that order is counted against.
"""

import msgspec

from devswap.desk.batch import Batch
from devswap.desk.closing import recording
from devswap.desk.moving import names
from devswap.desk.table import Table
from devswap.desk.words import Reply, reply
from devswap.ledger import events as ev
from devswap.ledger.entry import Entry
from devswap.ledger.parts import Place
from devswap.ledger.whereabouts import DAMAGED

_PREFIX = "delivery "


def delivering(table: Table, rest: str) -> Batch | Reply:
    """`/delivery ORDER [NOTE]`: the devices of one order, scanned as they come out of the van."""
    order, _, note = " ".join(rest.split())[:100].partition(" ")
    if not order:
        return reply("told", "shown", what="A delivery is of an order.", then="/delivery ORDER [NOTE]")
    listed = [row for row in table.store.stock_at() if row.order.casefold() == order.casefold()]
    if not listed:
        said = f"No stock list names order {order}."
        return reply("told", "shown", what=said, then="devswap import stock FILE first: it is what was announced.")
    before = _before(table, listed[0].order)
    spot = f"{_PREFIX}{listed[0].order} {note}".strip()
    return Batch("delivery", "stock", Place(table.settings.site, spot), recounts=before.id if before else None)


def order_of(place: Place) -> str:
    """The order of a delivery's place."""
    return place.spot.removeprefix(_PREFIX).partition(" ")[0]


def _before(table: Table, order: str) -> Entry | None:
    """The last count of a delivery of this order at this site."""
    found = None
    for entry in table.store.of_kind("counted"):
        place = entry.event.place if isinstance(entry.event, ev.Counted) else Place("")
        if place.site == table.settings.site and place.spot.startswith(_PREFIX) and order_of(place) == order:
            found = entry
    return found


def announced(table: Table, batch: Batch) -> dict[str, None]:
    """What should come: the order's devices at this site, less those that came with its earlier deliveries."""
    order = order_of(batch.place)
    listed = dict.fromkeys(r.device for r in table.store.stock_at(batch.place.site) if r.order == order)
    before = table.store.entry(batch.recounts) if batch.recounts else None
    if before is None or not isinstance(before.event, ev.Counted):
        return listed
    waits = set(before.event.not_counted)
    new = (d for d in listed if any(e.wall > before.wall for e, _ in table.store.load(d).receipts(d)))
    return dict.fromkeys(d for d in listed if d in waits) | dict.fromkeys(new)


def damaged(table: Table, batch: Batch | None) -> Reply:
    """`/damaged`: the device that was scanned last came damaged; it goes to quarantine and is not handed out."""
    if batch is None or batch.kind != "delivery" or not batch.devices:
        return reply("told", "shown", what="/damaged speaks of the device scanned last.", then="/delivery ORDER first.")
    last = batch.devices[-1]
    table.keep_batch(msgspec.structs.replace(batch, damaged=tuple(dict.fromkeys((*batch.damaged, last.id)))))
    return reply("told", "shown", what=f"{last.called} is damaged.", then="Put it aside; scan the next, or CONFIRM.")


def close(table: Table, batch: Batch) -> Reply:
    """CONFIRM: the delivery is counted, and only then is it told what is over, short and damaged."""
    listed = announced(table, batch)
    seen = [scanned.id for scanned in batch.devices]
    over = tuple(name for name in seen if name not in listed)
    short = tuple(name for name in listed if not batch.holds(name))
    broken = tuple(name for name in batch.damaged if batch.holds(name))
    count = ev.Counted("stock", batch.place, len(seen), len(listed), over, short, recounts=batch.recounts)
    events: list[ev.Event] = [count]
    if broken:
        site = batch.place.site
        events.append(ev.Moved("received", None, "stock", broken, batch.place, Place(site, DAMAGED)))
    entries = table.record_batch([recording(table, event) for event in events])
    table.counted = entries[0].id
    parts = [
        f"{word} {len(some)}: {names(table, list(some))}"
        for word, some in (("over", over), ("short", short), ("damaged", broken))
        if some
    ]
    said = f" Not as announced: {'; '.join(parts)}." if parts else " All of it, and nothing else."
    what = f"delivery of {order_of(batch.place)}, {len(seen)} came, {len(listed)} announced"
    then = "Put what is over or damaged aside, and tell the supplier." if parts else "Put it on the shelf."
    kinds = tuple(ev.kind_of(event) for event in events)
    return reply("accepted", "count_recorded", recorded=kinds, what=what, open=said, then=then)
