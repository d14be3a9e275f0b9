"""The papers that the record calls for: for each acknowledgement cage labels, a receipt, and vouchers, off its entries.

What is printed is read off the journal, so that nothing need be kept for it and a reprint says what the first one said.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import groupby
from typing import Final

from devswap.desk.table import Settings
from devswap.ledger import events as ev
from devswap.ledger.entry import Entry
from devswap.ledger.ids import moment
from devswap.ledger.parts import Check, Doubt, Identifier
from devswap.printing.cage_label import CageLabel
from devswap.printing.lettering import day
from devswap.printing.receipt import Receipt, ReceiptDevice, ReceiptLine
from devswap.printing.voucher import Voucher
from devswap.store import Reader

KINDS: Final = {"cage_label": "label", "receipt": "receipt", "voucher": "voucher"}
"""Papers by their name in the configuration, and the word that `/print` knows them by."""
AROUND: Final = 200
"""Entries before and behind one among which those of its acknowledgement are looked for."""
_RAISED: Final = {
    "charger": "charger missing",
    "sim_cards_media": "SIM or card left in",
    "damage": "damaged",
    "signed_in_on_new": "nobody signed in on it",
    "at_tried": "assistive technology not tried",
}
_ANSWERED: Final = {
    "accepted": "accepted",
    "reason": "a reason was given",
    "unanswered": "unanswered, the entitlement is frozen",
}
_SIGNED: Final = {"badge": "by badge", "confirm": "by CONFIRM", "next_location": "at the next location"}


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper to draw."""

    kind: str
    value: CageLabel | Receipt | Voucher
    reprint: bool = False


def acknowledgements(entries: Iterable[Entry]) -> Iterator[tuple[Entry, ...]]:
    """The intakes and issues among these entries, by what was acknowledged together."""
    over_the_desk = (e for e in entries if isinstance(e.event, ev.DeviceTakenIn | ev.DeviceIssued))
    for _, together in groupby(over_the_desk, key=_together):
        yield tuple(together)


def _together(entry: Entry) -> tuple[object, ...]:
    """What is recorded in one transaction has one moment; a recipient's lines are recorded in one."""
    assert isinstance(entry.event, ev.DeviceTakenIn | ev.DeviceIssued)
    return entry.incarnation, entry.boot, entry.monotonic, entry.wall, entry.operator, _who(entry.event)


def _who(event: ev.DeviceTakenIn | ev.DeviceIssued) -> str | None:
    """Who signed, where somebody did: what was found is counted to nobody, and whoever brought it signs."""
    return event.acknowledged.by if event.acknowledged and event.acknowledged.by else event.recipient


def code(desk: str, site: str, number: int) -> str:
    """What people call a paper and a device in custody by: site, desk and the entry's number, `L2-0412`."""
    digits = "".join(c for c in desk if c.isdigit())[:3]
    return f"{site[:1].upper()}{digits}-{number:04}"


def acknowledged_with(store: Reader, entry: Entry) -> tuple[Entry, ...]:
    """The intakes and issues that were acknowledged together with this one. Raises StoreError."""
    life = next(n for n in store.incarnations() if (n.desk, n.incarnation) == (entry.desk, entry.incarnation))
    around = store.following(life, max(0, entry.number - AROUND), 2 * AROUND)
    return next((together for together in acknowledgements(around) if entry in together), ())


@dataclass(frozen=True, slots=True)
class Papers:
    """Makes papers of entries, with the words that stand on every paper of this desk."""

    store: Reader
    settings: Settings
    zone: tzinfo | None = None
    """Times are told in it; None: this machine's."""

    def of(self, entries: Sequence[Entry], kinds: Iterable[str], *, reprint: bool = False) -> list[Paper]:
        """The papers of these kinds for one acknowledgement, or for entries that earn."""
        made: list[Paper] = []
        for kind in kinds:
            match kind:
                case "cage_label":
                    made += [Paper(kind, label, reprint) for label in self._labels(entries)]
                case "receipt":
                    made += [Paper(kind, receipt, reprint) for receipt in self._receipts(entries)]
                case _:
                    made += [Paper(kind, voucher, reprint and before) for voucher, before in self._vouchers(entries)]
        return made

    # ------------------------------------------------------------------------------------------------ cage labels

    def _labels(self, entries: Iterable[Entry]) -> Iterator[CageLabel]:
        for entry in entries:
            event = entry.event
            if isinstance(event, ev.DeviceTakenIn):
                missing = sum(drive.state != "present" for drive in event.drives)
                yield CageLabel(
                    self._code(entry, event.site), event.category, self._told(entry.wall), event.site, _drives(event),
                    entry.id, missing,
                )  # fmt: skip

    # --------------------------------------------------------------------------------------------------- receipts

    def _receipts(self, entries: Sequence[Entry]) -> Iterator[Receipt]:
        signed = [e for e in entries if isinstance(e.event, ev.DeviceTakenIn | ev.DeviceIssued)]
        if not signed:
            return
        event = signed[0].event
        assert isinstance(event, ev.DeviceTakenIn | ev.DeviceIssued)
        names = self.settings.policy.privacy.names_on_screen
        who = _who(event)
        person = self.store.person(who) if who else None
        yield Receipt(
            number=self._code(signed[0], event.site),
            programme=self.settings.programme.name,
            recipient=person.name if person and names else "",
            recipient_number=person.number if person else "",
            unit=person.unit if person else "",
            lines=tuple(self._lines(signed)),
            engineer=self._operator(signed[0].operator),
            site=event.site,
            desk=self.settings.name,
            at=self._told(signed[0].wall),
            statement=self.settings.policy.acknowledge.says,
            acknowledged=_SIGNED.get(event.acknowledged.how, "") if event.acknowledged else "",
            exceptions=tuple(self._exceptions(signed)),
            lists_as_of=self._lists_as_of(signed[0]),
        )

    def _lines(self, entries: Iterable[Entry]) -> Iterator[ReceiptLine]:
        issued = {e.event.uses: e for e in entries if isinstance(e.event, ev.DeviceIssued)}
        for entry in entries:
            if isinstance(entry.event, ev.DeviceTakenIn):
                issue = issued.pop(entry.id, None)
                yield ReceiptLine(
                    self._old(entry), _device(issue.event) if issue else None, "" if issue else self._due(entry.event)
                )
        for issue in issued.values():
            assert isinstance(issue.event, ev.DeviceIssued)
            old, note = self._before(issue.event)
            yield ReceiptLine(old, _device(issue.event), note)

    def _old(self, entry: Entry) -> ReceiptDevice | None:
        assert isinstance(entry.event, ev.DeviceTakenIn)
        return _device(entry.event, self._code(entry, entry.event.site))

    def _due(self, event: ev.DeviceTakenIn) -> str:
        if event.nothing is not None:
            return f"nothing is due: {event.nothing.why.replace('_', ' ')}"
        by = f" by {day(self._told(event.collect_by))}" if event.collect_by else ""
        return f"new {' or '.join(event.earns)} to collect{by}"

    def _before(self, issue: ev.DeviceIssued) -> tuple[ReceiptDevice | None, str]:
        """The old device behind an issue whose entitlement is from before, and what is to be said of it."""
        origin = self.store.entry(issue.origin)
        match origin.event if origin else None:
            case ev.DeviceTakenIn() as intake if origin is not None:
                again = "" if issue.uses == issue.origin else "; another one in the place of one that came back"
                return _device(intake), f"the old one was handed in on {day(self._told(origin.wall))}{again}"
            case ev.ExemptionGranted(reason=reason):
                return None, f"by exemption: {reason.replace('_', ' ')}"
        return None, "by an entitlement from before"

    def _exceptions(self, entries: Iterable[Entry]) -> Iterator[str]:
        for entry in entries:
            event = entry.event
            assert isinstance(event, ev.DeviceTakenIn | ev.DeviceIssued)
            what = f"{event.category} {_named(event.identifiers)}"
            for check in event.checks:
                if said := _check(check):
                    yield f"{said}: {what}"
            for doubt in event.doubts:
                yield f"{doubt.code.replace('_', ' ')}: {what}; {self._answer(doubt)}"
            if isinstance(event, ev.DeviceTakenIn):
                yield from (f"drive {drive.state}: {what}" for drive in event.drives if drive.state != "present")
                if event.brought_by.how != "self":
                    yield f"brought by {event.brought_by.how}: {what}"

    def _answer(self, doubt: Doubt) -> str:
        return _ANSWERED.get(doubt.answer) or f"authorised by {self._operator(doubt.by) or 'a supervisor'}"

    def _lists_as_of(self, entry: Entry) -> datetime | None:
        """When the register's lists were last in step; of a desk that stands alone, when it last took in a list."""
        standing = self.store.standing()
        at = standing.in_step if standing else None
        if standing is None:
            lives = (n for n in self.store.incarnations() if n.desk == entry.desk)
            at = max(filter(None, map(self.store.last_import, lives)), default=None)
        return self._told(at) if at and at <= entry.wall else None

    # --------------------------------------------------------------------------------------------------- vouchers

    def _vouchers(self, entries: Iterable[Entry]) -> Iterator[tuple[Voucher, bool]]:
        """For each entitlement that is still open at this desk, and whether one was printed when it was given."""
        for entry in entries:
            event = entry.event
            match event:
                case ev.DeviceTakenIn(earns=due, collect_by=by) | ev.IssueReturned(earns=due, collect_by=by) if due:
                    recipient = event.recipient
                case ev.ExemptionGranted(categories=due, expires=by, recipient=recipient):
                    pass
                case _:
                    continue
            if recipient is not None and entry.id in self.store.open_entitlements(recipient):
                voucher = self._voucher(entry, event.site, due, recipient, by or entry.wall)
                yield voucher, isinstance(event, ev.DeviceTakenIn)

    def _voucher(self, entry: Entry, site: str, due: tuple[str, ...], recipient: str, by: str) -> Voucher:
        names = self.settings.policy.privacy.names_on_screen
        person = self.store.person(recipient)
        name, number = (person.name if names else "", person.number) if person else ("", "")
        reference = f"V-{self._code(entry, site)}"
        return Voucher(entry.id, reference, due, name, number, site, self.settings.name, self._told(by).date())

    # ------------------------------------------------------------------------------------------------------------

    def _code(self, entry: Entry, site: str) -> str:
        """The code of a paper; of another desk's entry without a desk's number, for nobody here knows it."""
        own = self.settings.name if entry.desk == self.store.owner[0] else ""
        return code(own, site, entry.number)

    def _told(self, at: str) -> datetime:
        return moment(at).astimezone(self.zone)

    def _operator(self, name: str | None) -> str:
        found = self.store.operator(name) if name else None
        if found is None:
            return ""
        return found.name if self.settings.policy.privacy.names_on_screen and found.name else found.number


def _drives(event: ev.DeviceTakenIn) -> int | None:
    """How many drives the label names; None where it should have some and no list says how many."""
    if event.storage == "no_data":
        return 0
    return len(event.drives) or None


def _device(event: ev.DeviceTakenIn | ev.DeviceIssued | ev.Event | ev.Unread, cage: str = "") -> ReceiptDevice | None:
    if not isinstance(event, ev.DeviceTakenIn | ev.DeviceIssued):
        return None
    known = {i.kind: i.value for i in reversed(event.identifiers)}
    doubled = event.model.upper().startswith(event.maker.upper())
    model = event.model if doubled else f"{event.maker} {event.model}".strip()
    tag = known.get("asset_tag", "")
    return ReceiptDevice(event.category, model, known.get("serial") or _named(event.identifiers), tag, cage)


def _named(identifiers: Sequence[Identifier]) -> str:
    """The serial, or what else the device is known by."""
    known = {i.kind: i.value for i in reversed(identifiers)}
    return known.get("serial") or next(iter(known.values()), "without a label")


def _check(check: Check) -> str:
    match check.outcome:
        case "raised" | "excepted":
            return _RAISED.get(check.code, check.code.replace("_", " "))
        case "made" if check.code == "at_tried":
            return "assistive technology was tried"
    return ""
