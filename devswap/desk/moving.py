"""Moves of stock and custody: the sender scans, the receiver scans, two entries; what lies between is on the way."""

from collections.abc import Iterator

import msgspec

from devswap.desk.batch import Batch, Scanned
from devswap.desk.closing import recording
from devswap.desk.identify import Rows
from devswap.desk.table import Table
from devswap.desk.words import Reply, called, reply
from devswap.ledger import events as ev
from devswap.ledger.entry import Entry
from devswap.ledger.parts import Place
from devswap.ledger.whereabouts import What, not_arrived, same_site, sent_here, where

AN_ENTRY = 500
"""Devices of one entry."""
LONGEST = 100
NAMED = 9
_WHAT: dict[str, What] = {"stock": "stock", "custody": "custody"}
_HOW = "/send stock|custody to SITE [SPOT] [carrier=NAME] [seal=NUMBER]"


def sending(table: Table, rest: str) -> Batch | Reply:
    """`/send WHAT to SITE [SPOT] [carrier=…] [seal=…]`; a name of several words is written with `_` or in `"…"`."""
    words, given = told(rest)
    what = _WHAT.get(words[0].lower()) if words else None
    if what is None or len(words) < 3 or words[1].lower() != "to":
        return reply("told", "shown", what="A move needs what goes and where to.", then=_HOW)
    own = table.settings.site
    to = Place(own if same_site(words[2], own) else words[2], " ".join(words[3:]))
    return Batch("send", what, Place(table.settings.site), to, given.get("carrier", ""), given.get("seal", ""))


def receiving(table: Table, rest: str) -> Batch | Reply:
    """`/receive [stock|custody] [SPOT] [seal=…]`: what arrives at this site; a sealed cage by its seal alone."""
    words, given = told(rest)
    what: What = "stock"
    if words and words[0].lower() in _WHAT:
        what = _WHAT[words.pop(0).lower()]
    batch = Batch("receive", what, Place(table.settings.site, " ".join(words)))
    if not given.get("seal"):
        return batch
    items = tuple(_under(table, given["seal"]))
    if not items:
        return reply("told", "shown", what=f"No cage sealed {given['seal']} is on its way here.", then="/moves")
    return msgspec.structs.replace(batch, devices=items, seal=given["seal"])


def told(rest: str) -> tuple[list[str], dict[str, str]]:
    """The words of a command, and those written `name=value`; `"…"` holds words together."""
    parts = [part for n, half in enumerate(rest.split('"')) for part in ([half] if n % 2 else half.split())]
    words = [part[:LONGEST] for part in parts]
    given: dict[str, str] = {}
    name = ""
    left: list[str] = []
    for word in words:
        key, equals, value = word.partition("=")
        if name:
            given[name], name = word, ""
        elif equals and key.lower() in ("carrier", "seal"):
            given[key.lower()] = value
            name = key.lower() if not value else ""
        else:
            left.append(word)
    return left, given


def item(table: Table, batch: Batch, rows: Rows) -> Scanned | Reply:
    """The scanned device as one of the move; refused where it is not here to be sent."""
    device, site = rows.device, table.settings.site
    state = table.store.load(device.id)
    here = where(state, device.id)
    if batch.kind == "receive":
        sent = sent_here(state, device.id, site)
        what = sent[1].what if sent is not None else here.what if here is not None else batch.what
        return Scanned(device.id, called(device), what, sent[0].id if sent is not None else None)
    if here is None or here.what != batch.what:
        code = "not_in_stock" if batch.what == "stock" else "not_in_custody"
        return reply("refused", code, called=called(device))
    if here.place.site != site or here.on_the_way:
        way = "on its way to " if here.on_the_way else ""
        return reply("refused", "not_stocked_here", called=called(device), where=f"{way}{here.place.site}")
    return Scanned(device.id, called(device), batch.what)


def cage(table: Table, batch: Batch, seal: str) -> Reply | None:
    """A cage that arrives closed: all that was sealed into it is received by its seal; None where no such is known."""
    items = tuple(i for i in _under(table, seal.strip()) if not batch.holds(i.id))
    if not items:
        return None
    table.keep_batch(msgspec.structs.replace(batch, devices=(*batch.devices, *items), seal=seal.strip()))
    count = len(batch.devices) + len(items)
    return reply("accepted", "device_scanned", called=f"Cage {seal.strip()}", what=batch.doing, count=str(count))


def _under(table: Table, seal: str) -> Iterator[Scanned]:
    """The devices on the way to this site under this seal."""
    site = table.settings.site
    for entry, missing in table.store.sent():
        event = entry.event
        if isinstance(event, ev.Moved) and event.seal == seal and same_site(event.destination.site, site):
            for name in missing:
                device = table.store.device(name)
                yield Scanned(name, called(device) if device else name[:8], event.what, entry.id)


def send_off(table: Table, batch: Batch) -> Reply:
    """CONFIRM: what was scanned left, or the sealed cage did with what is sealed into it."""
    devices = [scanned.id for scanned in batch.devices] or _sealed_here(table, batch)
    if not devices:
        return reply("told", "shown", what="Nothing was scanned.", then="Scan what goes, or CANCEL.")
    assert batch.to is not None  # `sending` names where to
    events = [
        ev.Moved("sent", None, batch.what, tuple(part), batch.place, batch.to, batch.carrier, batch.seal)
        for part in _parts(devices)
    ]
    table.record_batch([recording(table, event) for event in events])
    to = f"{batch.to.site} {batch.to.spot}".strip()
    seal = f" under seal {batch.seal}" if batch.seal else ""
    what = f"{len(devices)} of {batch.what} to {to}{seal}"
    return reply("accepted", "move_sent", recorded=("moved",) * len(events), what=what, where=batch.to.site)


def _sealed_here(table: Table, batch: Batch) -> list[str]:
    if not batch.seal:
        return []
    store, site = table.store, table.settings.site
    rows = store.stock_at(site) if batch.what == "stock" else store.custody_at(site)
    return [row.device for row in rows if row.seal == batch.seal and not row.on_the_way]


def take_over(table: Table, batch: Batch) -> Reply:
    """CONFIRM: what was scanned arrived; of each sending what did not is named, and stays on the way."""
    if not batch.devices:
        return reply("told", "shown", what="Nothing was scanned.", then="Scan what came, or CANCEL.")
    events: list[ev.Moved] = []
    missing: list[str] = []
    for sent, what in dict.fromkeys((scanned.sent, scanned.what) for scanned in batch.devices):
        entry = table.store.entry(sent) if sent else None
        came = [s.id for s in batch.devices if (s.sent, s.what) == (sent, what)]
        events += (_received(batch, entry, what, part) for part in _parts(came))
        if entry is not None:
            waiting = not_arrived(table.store.load(entry.id), entry.id)
            missing += (name for name in waiting if not batch.holds(name))
    unsent = sum(scanned.sent is None for scanned in batch.devices)
    table.record_batch([recording(table, event) for event in events])
    what_came = f"{len(batch.devices)} at {batch.place.site} {batch.place.spot}".strip()
    unknown = f" {unsent} that no sender has named yet." if unsent else ""
    left = f" Not arrived: {len(missing)}, {names(table, missing)}." if missing else ""
    return reply(
        "accepted", "move_received", recorded=("moved",) * len(events), what=what_came, open=f"{unknown}{left}",
        then="Look for what did not arrive; /moves lists it." if missing else "Put it in its place.",
    )  # fmt: skip


def _received(batch: Batch, sent: Entry | None, what: What, devices: tuple[str, ...]) -> ev.Moved:
    event = sent.event if sent is not None else None
    if sent is None or not isinstance(event, ev.Moved):
        return ev.Moved("received", None, what, devices, Place(""), batch.place, batch.carrier, "")
    spot = batch.place.spot or event.destination.spot
    destination = Place(batch.place.site, spot)
    seal = event.seal if event.seal == batch.seal else ""
    return ev.Moved("received", sent.id, what, devices, event.origin, destination, event.carrier, seal)


def names(table: Table, devices: list[str]) -> str:
    """The first few of these devices, as an engineer calls them."""
    found = [table.store.device(name) for name in devices[:NAMED]]
    shown = [called(d) if d is not None else n[:8] for d, n in zip(found, devices, strict=False)]
    return ", ".join(shown) + (", …" if len(devices) > NAMED else "")


def _parts(devices: list[str]) -> Iterator[tuple[str, ...]]:
    for at in range(0, len(devices), AN_ENTRY):
        yield tuple(devices[at : at + AN_ENTRY])


def on_the_way(table: Table) -> Reply:
    """`/moves`: what was sent and has not arrived, with ages; a report as of now, no state."""
    waiting = table.store.sent()
    if not waiting:
        return reply("told", "shown", what="Nothing is on the way.", then="Scan a badge.")
    lines = []
    for entry, missing in waiting[:NAMED]:
        assert isinstance(entry.event, ev.Moved)  # `sent` gives nothing else
        days = age(entry.wall, table.today())
        lost = ", LOST?" if days > table.policy.moves.lost_days else ""
        seal = f", seal {entry.event.seal}" if entry.event.seal else ""
        lines.append(
            f"{len(missing)} of {entry.event.what} to {entry.event.destination.site}{seal}, {days} days{lost}: "
            f"{names(table, list(missing))}"
        )
    return reply("told", "shown", what="; ".join(lines) + ".", then="/receive what has come; look for the rest.")


def age(wall: str, today: str) -> int:
    """Days between an instant and a day."""
    from datetime import date

    return (date.fromisoformat(today) - date.fromisoformat(wall[:10])).days
