"""Finding things: a device by any of its identifiers, a recipient by badge, number or name; and what happened to them.

Everything is read off the lists and the entries at the moment it is asked for. Names stay out where the policy keeps
them off the screen, and holds are silent at a desk (P9).
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from devswap.desk.identify import AIM
from devswap.desk.tellings import Teller
from devswap.errors import NotRecorded
from devswap.labels.badges import Transform, normalise
from devswap.labels.commands import decode
from devswap.labels.reading import read
from devswap.ledger import events as ev
from devswap.ledger.entry import Entry
from devswap.ledger.ids import moment
from devswap.ledger.known import Device, Operator, Recipient
from devswap.store import Reader, Store

MOST_PEOPLE = 20
_PRINTED = re.compile(r"(?:V-)?[A-Z]?[0-9]{0,3}-([0-9]{4,9})")
"""What this desk's cage labels, receipts and vouchers are called by: `L2-0412`."""
_IDENTITIES = frozenset("DW")
"""Roles of readings that may name a device (`labels.kinds`)."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found."""

    devices: tuple[Device, ...] = ()
    people: tuple[Recipient, ...] = ()


@dataclass(frozen=True, slots=True)
class Happened:
    """One entry of a story, in words."""

    id: str
    time: datetime
    kind: str
    text: str
    by: str
    """The operator, where one is named."""


@dataclass(frozen=True, slots=True)
class Story:
    """A device or a person, and all that happened, oldest first."""

    title: str
    facts: tuple[str, ...]
    """What the lists say."""
    happened: tuple[Happened, ...]


def search(store: Reader, text: str, badges: Transform) -> Found:
    """The devices and recipients that this text names: a scan, an identifier, a badge, a number, or part of a name.

    `badges` is how the site's reader writes a badge. Raises StoreError.
    """
    bare = AIM.sub("", text).strip()
    values = [("any", bare), *(("any", r.value) for r in read(text).readings if r.role in _IDENTITIES)]
    devices = {found.device.id: found.device for found in store.devices(values)} or _by_own_code(store, bare)
    badge = normalise(bare, badges)
    exact = (store.recipient_by_badge(badge), store.recipient_by_number(bare))
    people = {person.id: person for person in exact if person is not None}
    if not people and not devices:
        people = {person.id: person for person in store.recipients_by_name(bare, MOST_PEOPLE)}
    return Found(tuple(devices.values()), tuple(people.values()))


def _by_own_code(store: Reader, text: str) -> dict[str, Device]:
    """The device that one of our cage labels or vouchers stands for, scanned or as people read it out."""
    own, printed = decode(text), _PRINTED.fullmatch(text.upper())
    if own is not None and own.kind in ("cage-label", "voucher"):
        entries = [store.entry(own.value)]
    elif printed is not None:
        lives = [life for life in store.incarnations() if life.desk == store.owner[0]]
        entries = [entry for life in lives for entry in store.following(life, int(printed[1]) - 1, 1)]
    else:
        return {}
    names = [getattr(entry.event, "device", None) for entry in entries if entry is not None]
    devices = [device for name in names if name and (device := store.device(name)) is not None]
    return {device.id: device for device in devices}


def note_look_ups(store: Store, operator: Operator | None, people: Iterable[Recipient]) -> None:
    """Keep whom an operator looked for; a full disk hides nothing from an engineer who must go on."""
    with suppress(NotRecorded):
        for person in people:
            store.note_look_up(person.id, operator.id if operator else None, "find")


def of_device(store: Reader, device: Device, *, names: bool) -> Story:
    """A device's whole timeline, as the lists and every entry about it tell it. Raises StoreError."""
    teller = Teller(store, names)
    title = f"{device.category} {device.maker} {device.model}".strip()
    estate, stocked = store.device(device.id), store.stocked(device.id)
    facts = [_numbers(device)]
    if estate is not None and estate.listed_in == "estate":
        ends = f", end of life {estate.end_of_life}" if estate.end_of_life else ""
        owner = teller.person(estate.assigned_to) if estate.assigned_to else "nobody"
        facts.append(f"In the estate list: {estate.site}, of {owner}{ends}.")
    if stocked is not None:
        facts.append(f"In the stock list: {stocked.site}.")
    if len(facts) == 1:
        facts.append("No list knows it.")
    return Story(title, tuple(facts), _happened(teller, store.timeline(device.id)))


def of_person(store: Reader, person: Recipient, *, names: bool) -> Story:
    """A recipient's listed devices, what was issued, what is still to be collected, notes. Raises StoreError."""
    teller = Teller(store, names)
    number = f"{person.kind} {person.number}"
    title = f"{person.name}, {number}" if names and person.name else number
    facts = [f"{person.unit or 'No unit'}.{' Assistive technology must be tried.' if person.at_check else ''}"]
    facts += [
        f"Listed: {d.category} {d.maker} {d.model}, {d.serial or d.asset_tag}." for d in store.assigned_to(person.id)
    ]
    issued = [store.entry(name) for _, name in store.issued_to(person.id)]
    open_ = [store.entry(name) for name in store.open_entitlements(person.id)]
    facts += [f"To collect: {_earned(entry)}." for entry in open_ if entry is not None]
    entries = {entry.id: entry for entry in (*issued, *open_, *store.about_person(person.id)) if entry is not None}
    return Story(title, tuple(facts), _happened(teller, sorted(entries.values(), key=lambda e: e.wall)))


def line(happened: Happened) -> str:
    """One entry of a story as a line: when, what, and by whom."""
    by = f" By {happened.by}." if happened.by else ""
    return f"{happened.time:%Y-%m-%d %H:%M} UTC: {happened.text}{by}"


def _happened(teller: Teller, entries: Iterable[Entry]) -> tuple[Happened, ...]:
    told = ((entry, teller.tell(entry)) for entry in entries)
    return tuple(
        Happened(entry.id, moment(entry.wall), ev.kind_of(entry.event), text, teller.operator(entry.operator))
        for entry, text in told
        if text
    )


def _numbers(device: Device) -> str:
    named = (("serial", device.serial), ("tag", device.asset_tag), ("IMEI", device.imei), ("MAC", device.mac))
    return ", ".join(f"{name} {value}" for name, value in named if value) or "no number is known"


def _earned(entry: Entry) -> str:
    match entry.event:
        case ev.DeviceTakenIn(earns=categories) | ev.IssueReturned(earns=categories):
            return f"a new {' or '.join(categories)}, since {entry.wall[:10]}"
        case ev.ExemptionGranted(categories=categories, expires=expires):
            return f"a new {' or '.join(categories)}, until {expires[:10]}"
    return "a new device"
