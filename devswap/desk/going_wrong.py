"""What goes wrong around an old device: who brought it, a drive that is not in it, a stick or card found in it."""

from typing import Literal

import msgspec

from devswap.desk.filling import then
from devswap.desk.table import Table
from devswap.desk.visit import OldItem, put
from devswap.desk.words import Reply, called, named, reply
from devswap.ledger.ids import device_id_of_label, normal_serial
from devswap.ledger.known import Device, Read
from devswap.ledger.parts import BroughtBy, EarnsNothing, UnknownLife

MEDIA = "media"
"""The category of what holds data and is no device of the estate: it has a wipe job of its own."""
_MEDIA = {"usb": "USB stick", "card": "memory card", "disc": "disc", "drive": "loose drive"}
_DRIVES: dict[str, Literal["missing", "retained"]] = {"missing": "missing", "retained": "retained"}
_BROUGHT = "/brought-by self, colleague NUMBER, family, or courier REFERENCE"


def brought_by(table: Table, rest: str) -> Reply:
    """`/brought-by …`: who carried the old devices of this visit to the desk; it changes nothing that they earn."""
    visit = table.current
    if visit is None:
        return reply("told", "shown", what="No visit is open.", then="Scan a badge first.")
    how, _, what = rest.partition(" ")
    what = what.strip()
    brought: BroughtBy | None = None
    match how:
        case "self" | "family":
            brought = BroughtBy(how)
        case "courier" if what:
            person = visit.recipient.id if visit.recipient else None
            brought = BroughtBy("courier", reference=table.store.text_digest(what[:200], person))
        case "colleague" if what:
            colleague = table.store.recipient_by_number(what) or table.store.recipient_by_badge(what)
            brought = BroughtBy("colleague", colleague.id) if colleague is not None else None
    if brought is None:
        return reply("told", "shown", what="Who brought it?", then=_BROUGHT)
    table.keep(msgspec.structs.replace(visit, brought=brought))
    who = named(visit.recipient, table.policy.privacy.names_on_screen)
    return reply("told", "shown", what=f"Brought for {who} by: {rest.strip()[:80]}.", then=then(table))


def drive(table: Table, rest: str) -> Reply:
    """`/drive missing|retained [SERIAL]`: of the last old device on the desk, one drive or all."""
    visit = table.current
    word, _, serial = rest.partition(" ")
    state = _DRIVES.get(word.lower())
    if visit is None or not visit.olds or state is None:
        return reply("told", "shown", what="A drive of which device?", then="Scan it, then /drive missing|retained.")
    item, serial = visit.olds[-1], normal_serial(serial)
    if serial and serial not in map(normal_serial, item.device.drives):
        known = ", ".join(item.device.drives) or "none"
        return reply("told", "shown", what=f"Its drives are listed as: {known}.", then=f"/drive {word} SERIAL")
    drives = (*(d for d in item.drives if d[0] != serial), (serial, state))
    table.keep(put(visit, msgspec.structs.replace(item, drives=drives)))
    said = f"{called(item.device)}: drive {serial or 'of this device'} {state}."
    return reply("told", "shown", what=said, then=then(table))


def media(table: Table, rest: str) -> Reply:
    """`/media usb|card|disc|drive`: something that holds data was found; it is taken in by itself and earns nothing."""
    model = _MEDIA.get(rest.strip().lower())
    if model is None:
        return reply("told", "shown", what="What was found?", then=f"/media and one of: {', '.join(_MEDIA)}.")
    visit = table.current
    if visit is None:
        table.show(visit := table.begin(None))
    code = f"M-{table.store.new_id()[-8:].upper()}"
    device = Device(device_id_of_label("asset_tag", code), "none", MEDIA, model=model, asset_tag=code)
    item = OldItem(device, Read("asset_tag", code, code, typed=True), UnknownLife(), (), EarnsNothing("found"))
    table.keep(put(visit, item))
    facts = {"device": f"{model}", "called": code, "then": f"Write {code} on its bag. {then(table)}"}
    return reply("accepted", "old_known", facts)
