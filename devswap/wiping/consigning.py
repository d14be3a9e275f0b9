"""Consignments at work on a store: open, scan in, close, hand over, and compare with what the scheme received.

Every step is on disk when it returns, so that a power cut loses nothing that was answered. What a device needs to leave
is asked when it is scanned in and again, for all of them, when it leaves: a hold may have been placed since.
"""

from dataclasses import dataclass

import msgspec

from devswap.desk.clock import clock_trusted
from devswap.errors import ConfigError, DevswapError
from devswap.ledger import events as ev
from devswap.ledger.ids import instant, normal_serial
from devswap.ledger.known import Device, Operator
from devswap.ledger.parts import Person
from devswap.store import Recording, Store
from devswap.store import consignments as rows
from devswap.store.consignments import SavedConsignment
from devswap.wiping.consignment import Header, Line, header_of, line, line_of, snapshot, to_bytes
from devswap.wiping.release import Around, Reason, may_leave
from devswap.wiping.schemes import Carrier, Schemes

ROLES = ("bench", "supervisor")
MOST = 500
"""Devices of one consignment."""


@dataclass(frozen=True, slots=True)
class Yard:
    """Where consignments are made up, and by whom."""

    store: Store
    schemes: Schemes
    site: str
    operator: Operator

    def now(self) -> str:
        """Now, as the record writes it."""
        return instant(self.store.clock.now())


@dataclass(frozen=True, slots=True)
class Scanned:
    """The answer to one identifier: the device, where one was found, and why it stays out; no reasons: it is in."""

    called: str
    device: Device | None
    reasons: tuple[Reason, ...]


def begin(yard: Yard, scheme_name: str, carrier_name: str = "") -> Header:
    """Open a consignment for a scheme. Raises ConfigError where scheme or carrier is not in the file; NotRecorded."""
    _allowed(yard.operator)
    scheme = yard.schemes.scheme(scheme_name)
    if scheme is None:
        known = ", ".join(s.name for s in yard.schemes.schemes)
        raise ConfigError(f"{scheme_name} is no scheme of the file. Name one of: {known}.")
    carrier: Carrier | None = None
    if carrier_name:
        carrier = yard.schemes.carrier(carrier_name)
        if carrier is None:
            known = ", ".join(c.name for c in yard.schemes.carriers) or "none is listed"
            raise ConfigError(f"{carrier_name} is no carrier of the file. Name one of: {known}.")
    number = len(yard.store.consignments()) + 1
    name = f"C-{yard.store.owner[0][:4].upper()}-{number:04}"
    header = Header(name, yard.site, scheme, yard.schemes.origin, yard.now(), yard.operator.id, carrier)
    _keep(yard, header, "open")
    return header


def scan(yard: Yard, name: str, identifier: str) -> Scanned:
    """Scan a device into an open consignment. Raises DevswapError where it is not open; NotRecorded."""
    header = _in_state(yard, name, "open")
    device, why = find(yard, identifier)
    if device is None:
        return Scanned(identifier, None, (why,))
    called = device.serial or device.asset_tag or identifier
    lies_in = yard.store.lies_in(device.id)
    if lies_in == header.name:
        same = Reason("same_scan_again", f"it is in {header.name} already", "Scan the next.")
        return Scanned(called, device, (same,))
    if len(yard.store.consigned(header.name)) >= MOST:
        full = Reason("consignment_full", f"{header.name} holds {MOST} devices", "Close it and open another.")
        return Scanned(called, device, (full,))
    state = yard.store.load(device.id)
    reasons = may_leave(state, device, header.scheme, around(yard, device, lies_in))
    if not reasons:
        entry = line(state, device, header.scheme, yard.schemes)
        with yard.store.appending() as journal:
            rows.put_in(journal, header.name, device.id, to_bytes(entry))
    return Scanned(called, device, reasons)


def take_out(yard: Yard, name: str, identifier: str) -> Device:
    """Take a device out; a closed consignment is open again. Raises DevswapError where it is not in it; NotRecorded."""
    header, state = _found(yard, name)
    device, why = find(yard, identifier)
    if state == "handed_over":
        raise DevswapError(f"{header.name} was handed over. Nothing is taken out of it any more.")
    if device is None or yard.store.lies_in(device.id) != header.name:
        says = why.says if device is None else f"it is not in {header.name}"
        raise DevswapError(f"{identifier}: {says}. `devswap consignment show {header.name}` lists what is.")
    opened = msgspec.structs.replace(header, closed="", snapshot="")
    with yard.store.appending() as journal:
        rows.take_out(journal, header.name, device.id)
        rows.keep(journal, SavedConsignment(header.name, "open", to_bytes(opened)))
    return device


def close(yard: Yard, name: str) -> tuple[Header, list[Scanned]]:
    """Freeze what lies in it; where some device may not leave any more nothing changes, and those are named."""
    header = _in_state(yard, name, "open")
    lines, stopped = _asked_again(yard, header)
    if not lines and not stopped:
        raise DevswapError(f"{header.name} is empty. Scan devices into it first.")
    if stopped:
        return header, stopped
    closed = msgspec.structs.replace(header, closed=yard.now(), snapshot=snapshot(lines))
    with yard.store.appending() as journal:
        rows.freeze(journal, header.name, ((entry.device, to_bytes(entry)) for entry in lines))
        rows.keep(journal, SavedConsignment(header.name, "closed", to_bytes(closed)))
    return closed, []


def hand_over(yard: Yard, name: str, collector: str, notes: tuple[str, ...] = ()) -> tuple[Header, list[Scanned]]:
    """Record that everything in a closed consignment left: all of it or nothing. Raises DevswapError, NotRecorded.

    `collector` is a name or a title; the record holds its digest alone. `notes` are the waste notes' numbers.
    """
    header = _in_state(yard, name, "closed")
    if not collector.strip():
        raise DevswapError("Say who collects: a name, or what the collector is.")
    if "waste_transfer_note" in header.scheme.papers and header.carrier is None:
        raise DevswapError(f"{header.scheme.title} needs a carrier. Name one: --carrier NAME, at a bench carrier=NAME.")
    lines = [line_of(blob) for _, blob in yard.store.consigned(header.name)]
    if snapshot(lines) != header.snapshot:
        raise DevswapError(f"{header.name} is not what was closed. Take a device out, put it in and close it again.")
    now, stopped = _asked_again(yard, header)
    if not stopped and [entry.custody for entry in now] != [entry.custody for entry in lines]:
        raise DevswapError(f"{header.name}: a device was taken in anew since. Take it out, and close it again.")
    if stopped:
        return header, stopped
    digest = yard.store.text_digest(collector.strip()[:200])
    left = msgspec.structs.replace(header, handed_over=yard.now(), collected_by=digest, notes=notes)
    with yard.store.appending() as journal:
        for entry in lines:
            journal.append(Recording(_released(left, entry), yard.operator.id))
        rows.let_go(journal, header.name)
        rows.keep(journal, SavedConsignment(header.name, "handed_over", to_bytes(left)))
    return left, []


def with_carrier(yard: Yard, name: str, carrier_name: str) -> Header:
    """Name or change the carrier before it leaves. Raises ConfigError, DevswapError, NotRecorded."""
    header, state = _found(yard, name)
    carrier = yard.schemes.carrier(carrier_name)
    if carrier is None:
        raise ConfigError(f"{carrier_name} is no carrier of the file of schemes. Add it there, with its registration.")
    if state == "handed_over":
        raise DevswapError(f"{header.name} was handed over. Its carrier stays as it is.")
    changed = msgspec.structs.replace(header, carrier=carrier)
    _keep(yard, changed, state)
    return changed


def received(yard: Yard, name: str, identifiers: list[str]) -> Header:
    """Compare what the scheme says it received with what left; a later confirmation replaces an earlier one.

    Raises DevswapError where the consignment was not handed over; NotRecorded.
    """
    header = _in_state(yard, name, "handed_over")
    lines = [line_of(blob) for _, blob in yard.store.consigned(header.name)]
    known = {normal_serial(word): entry for entry in lines for word in (entry.serial, entry.asset_tag) if word}
    confirmed = {known[key].device for word in identifiers if (key := normal_serial(word)) in known}
    extra = dict.fromkeys(word.strip() for word in identifiers if normal_serial(word) not in known and word.strip())
    missing = tuple(entry.device for entry in lines if entry.device not in confirmed)
    told = msgspec.structs.replace(header, received=yard.now(), missing=missing, extra=tuple(extra))
    _keep(yard, told, "handed_over")
    return told


def around(yard: Yard, device: Device, lies_in: str) -> Around:
    """What the entries about a device do not say, from this store."""
    held = device.held or yard.store.held(device.id, device.assigned_to)
    return Around(yard.site, yard.now()[:10], clock_trusted(yard.store), held, lies_in)


def find(yard: Yard, identifier: str) -> tuple[Device | None, Reason]:
    """The one device that bears an identifier, or why there is none."""
    found = {f.device.id: f.device for f in yard.store.devices([("any", identifier)])}
    if len(found) == 1:
        return next(iter(found.values())), Reason("", "", "")
    if found:
        return None, Reason("ambiguous", f"{len(found)} devices bear it", "Scan its other label.")
    return None, Reason("unknown_scan", "no list and no entry knows it", "Scan the serial or the asset tag.")


def _asked_again(yard: Yard, header: Header) -> tuple[list[Line], list[Scanned]]:
    """Every device as it stands now, and those that may not leave."""
    lines, stopped = [], []
    for name, blob in yard.store.consigned(header.name):
        device = yard.store.device(name)
        if device is None:
            gone = Reason("unknown_scan", "no list and no entry knows it", "Take it out.")
            stopped.append(Scanned(line_of(blob).called, None, (gone,)))
            continue
        state = yard.store.load(name)
        reasons = may_leave(state, device, header.scheme, around(yard, device, ""))
        if reasons:
            stopped.append(Scanned(line_of(blob).called, device, reasons))
        else:
            lines.append(line(state, device, header.scheme, yard.schemes))
    return lines, stopped


def _released(header: Header, entry: Line) -> ev.DeviceReleased:
    title = f"collector for {header.carrier.name if header.carrier else header.scheme.title}"[:200]
    waste = tuple(filter(None, (entry.waste, *header.notes)))
    return ev.DeviceReleased(
        entry.custody, entry.device, header.scheme.kind, header.scheme.name, header.name, Person(None, title), waste
    )


def _allowed(operator: Operator) -> None:
    if operator.role not in ROLES:
        raise DevswapError(
            f"{operator.name or operator.number} is {operator.role}. A bench hand or supervisor does it."
        )


def _found(yard: Yard, name: str) -> tuple[Header, str]:
    _allowed(yard.operator)
    saved = yard.store.consignment(name.strip().upper())
    if saved is None:
        raise DevswapError(f"There is no consignment {name}. `devswap consignment list` names those that are.")
    return header_of(saved.header), saved.state


def _in_state(yard: Yard, name: str, wanted: str) -> Header:
    header, state = _found(yard, name)
    if state != wanted:
        cure = {"open": "Open another.", "closed": "Close it first.", "handed_over": "Hand it over first."}[wanted]
        if wanted == "closed" and state == "handed_over":
            cure = "It has left already."
        raise DevswapError(f"{header.name} is {state.replace('_', ' ')}. {cure}")
    return header


def _keep(yard: Yard, header: Header, state: str) -> None:
    with yard.store.appending() as journal:
        rows.keep(journal, SavedConsignment(header.name, state, to_bytes(header)))
