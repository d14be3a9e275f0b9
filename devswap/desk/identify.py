"""From a scan to what it names: people, devices of the lists, an unlisted device, a command, or nothing.

The catalogue decides: exact matches of normal forms only, and more than one match asks.
"""

import re
from dataclasses import replace
from functools import lru_cache
from typing import Final

import msgspec
from msgspec import Struct

from devswap.desk.table import Settings, Table
from devswap.labels.badges import normalise
from devswap.labels.layouts import told
from devswap.labels.reading import Label, Reading, read
from devswap.ledger.events import DeviceTakenIn
from devswap.ledger.ids import device_id, device_id_of_label, normal_serial
from devswap.ledger.known import Device, Operator, Read, Recipient
from scanners.scan import Scan

_label = lru_cache(maxsize=64)(read)
"""A badge is read at the beginning of a visit and at its end."""
IDENTITY: Final = "D"
WEAK: Final = "W"
AIM = re.compile(r"^\][A-Za-z][0-9A-Za-z]")

MAKERS = {
    "hp-serial": "HP",
    "dell-service-tag": "Dell",
    "dell-express-service-code": "Dell",
    "lenovo-serial": "Lenovo",
    "lenovo-1S": "Lenovo",
    "apple-serial": "Apple",
    "surface-serial": "Microsoft",
    "getac-serial": "Getac",
    "acer-serial": "Acer",
}
"""The maker that a reading proves, so that an unlisted device gets the id that a list would give it."""

KINDS = {
    "asset-tag": "asset_tag",
    "asset-tag-as-upca": "asset_tag",
    "asset-uuid": "asset_tag",
    "asset-url": "asset_tag",
    "di-fixed-asset": "asset_tag",
    "gs1-giai": "asset_tag",
    "imei": "imei",
    "imeisv": "imei",
    "meid": "meid",
    "mac": "mac",
}


class Rows(Struct, frozen=True):
    """One device as the lists describe it."""

    device: Device
    """The estate's row, or the stock's, or the journal's."""
    stocked: Device | None
    read: Read


class Seen(Struct, frozen=True):
    """What a scan may mean at this desk."""

    label: Label
    devices: tuple[Rows, ...] = ()
    recipient: Recipient | None = None
    operator: Operator | None = None
    command: str | None = None
    unlisted: Rows | None = None
    """The device that the best reading names, where no list knows it."""
    offered: tuple[Rows, ...] = ()
    """Listed devices that a repair of the scan would name: a person says whether it is one of them."""


def as_meant(settings: Settings, scan: Scan) -> Scan:
    """The scan as the scanner sent it, where it came through a layout that is known."""
    layout = settings.layout if scan.keyed else None
    repair = told(scan.text, layout) if layout is not None else None
    return scan if repair is None else replace(scan, text=repair.text)


def identify(table: Table, scan: Scan) -> Seen:
    """Read a scan and look up what it names."""
    scan = as_meant(table.settings, scan)
    label = _label(scan.text, scan.aim)
    best = label.readings[0] if label.readings else None
    if best is not None and best.kind == "devswap-command":
        return Seen(label, command=best.value)
    if best is not None and best.kind == "devswap-cage-label":
        return Seen(label, _caged(table, scan, best.value))
    bare = AIM.sub("", scan.text).strip()
    wanted = [r for r in label.readings if r.role in (IDENTITY, WEAK)]
    if all(r.value != bare for r in wanted):
        wanted.append(Reading("text", bare, "exactly as it was read", WEAK))
    rows = _devices(table, scan, wanted)
    badge = _badge(table, bare, best)
    recipient, operator = table.store.bearers(badge) if badge else (None, None)
    if not rows and recipient is None and badge:
        recipient = table.store.recipient_by_number(badge)
    if rows or recipient is not None:
        return Seen(label, rows, recipient, operator)
    offered = _devices(table, scan, [r for r in label.readings if r.offered])
    return Seen(label, (), None, operator, unlisted=_unlisted(scan, best), offered=offered)


def _caged(table: Table, scan: Scan, intake: str) -> tuple[Rows, ...]:
    """The device that a cage label sticks on: it stands for the device's own label."""
    entry = table.store.entry(intake)
    if entry is None or not isinstance(entry.event, DeviceTakenIn):
        return ()
    device = table.store.device(entry.event.device)
    read = entry.event.identifiers[0]
    known = Read(read.kind, read.value, scan.text[:200], scan.aim, scan.typed)
    return (Rows(device, table.store.stocked(device.id), known),) if device is not None else ()


def _badge(table: Table, bare: str, best: Reading | None) -> str:
    """The badge that this may be: the very text, whatever else it looks like, as the site's reader writes it."""
    if best is not None and best.kind == "devswap-badge":
        return best.value
    return normalise(bare, table.settings.badges)


def _devices(table: Table, scan: Scan, wanted: list[Reading]) -> tuple[Rows, ...]:
    if not wanted:
        return ()
    by_value = {r.value: r for r in reversed(wanted)}
    found = table.store.devices([("any", value) for value in by_value])
    listed: dict[str, list[tuple[Device, str]]] = {}
    for match in found:
        listed.setdefault(match.device.id, []).append((match.device, match.value))
    rows = []
    for matches in listed.values():
        by_list = {device.listed_in: device for device, _ in matches}
        device = by_list.get("estate") or by_list.get("stock") or matches[0][0]
        reading = by_value[matches[0][1]]
        rows.append(Rows(device, by_list.get("stock"), _read(scan, reading)))
    return tuple(rows)


def _read(scan: Scan, reading: Reading) -> Read:
    kind = KINDS.get(reading.kind, "serial")
    return Read(kind, reading.value, scan.text[:200], scan.aim, scan.typed)


def _unlisted(scan: Scan, best: Reading | None) -> Rows | None:
    if best is None or best.role != IDENTITY or " | " in best.value:
        return None
    reading = _read(scan, best)
    value = normal_serial(best.value)
    maker = MAKERS.get(best.kind, "")
    name = device_id(maker, value) if maker else device_id_of_label(reading.kind, value)
    category = "monitor" if best.kind in ("monitor-serial", "dell-ppid") else "laptop"
    device = Device(name, "none", category, maker=maker)
    if reading.kind == "asset_tag":
        device = msgspec.structs.replace(device, asset_tag=value)
    elif reading.kind == "imei":
        device = msgspec.structs.replace(device, imei=value)
    else:
        device = msgspec.structs.replace(device, serial=value)
    return Rows(device, None, reading)
