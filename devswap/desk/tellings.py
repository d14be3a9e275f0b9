"""An entry in words, as a timeline tells it: a sentence for each kind of fact, none for what is silent at a desk."""

from dataclasses import dataclass

from devswap.ledger import events as ev
from devswap.ledger.entry import Entry
from devswap.ledger.known import Device
from devswap.ledger.parts import Doubt, FromReturn, FromStock, Identifier, Person, Place
from devswap.store import Reader


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells entries, with the people and devices that they name by id."""

    store: Reader
    names: bool
    """Whether people are named; else they are numbered."""

    def tell(self, entry: Entry) -> str:
        """The entry as a sentence; empty for holds, which are silent at a desk (P9)."""
        event = entry.event
        match event:
            case ev.DeviceTakenIn() | ev.IntakeWithdrawn() | ev.ExemptionGranted() | ev.ExemptionWithdrawn():
                return self._coming_in(event)
            case ev.DeviceIssued() | ev.IssueReturned() | ev.EntitlementGivenUp() | ev.AttemptRefused():
                return self._going_out(event)
            case ev.WipeStarted() | ev.WipeEvidenced() | ev.WipeAccepted() | ev.WipeFailed():
                return _wiping(event)
            case ev.DriveFound() | ev.DriveMissing() | ev.DriveRemoved() | ev.DriveDestroyed():
                return _drive(event)
            case ev.HoldPlaced() | ev.HoldLifted():
                return ""
            case ev.NoteAdded():
                return self._note(event)
            case ev.SameDevice():
                return self._same(event)
            case ev.SamePerson():
                both = f"{self.person(event.person)} and {self.person(event.other)}"
                return f"Found to be one person: {both} ({_words(event.reason)})."
            case ev.Unread():
                return f"{_words(event.kind)}: recorded by a newer version of devswap."
        return _behind(event)

    def person(self, name: str | None) -> str:
        """A recipient by person id, as the screen may name them."""
        found = self.store.person(name) if name else None
        if found is None:
            return "somebody no list knows" if name else "nobody"
        return found.name if self.names and found.name else f"{found.kind} {found.number}"

    def operator(self, name: str | None) -> str:
        """An operator by person id; empty where nobody is named."""
        found = self.store.operator(name) if name else None
        return (found.name if self.names else found.number) if found else ""

    def _note(self, event: ev.NoteAdded) -> str:
        """The note's own words, while they are not forgotten."""
        text = self.store.text(event.text) if event.text else None
        about = "" if event.code == "note" and text else f" ({_words(event.code)})"
        stop = "" if text and text[-1] in ".!?" else "."
        return f"Note{about}: {text}{stop}" if text else f"Note{about}."

    def _same(self, event: ev.SameDevice) -> str:
        both = [self.store.device(name) for name in (event.device, event.other)]
        named = " and ".join(_first_of(device) for device in both)
        return f"Found to be one device: {named} ({_words(event.reason)})."

    def _coming_in(
        self, event: ev.DeviceTakenIn | ev.IntakeWithdrawn | ev.ExemptionGranted | ev.ExemptionWithdrawn
    ) -> str:
        match event:
            case ev.DeviceTakenIn():
                why = event.nothing
                earns = (
                    f"it earns a new {' or '.join(event.earns)}"
                    if why is None
                    else f"it earns nothing: {_words(why.why)}"
                )
                wipe = "no user data" if event.storage == "no_data" else "to be wiped"
                keep = f", not before {event.keep_until}" if event.keep_until else ""
                who = self.person(event.recipient)
                return f"Taken in at {event.site} from {who}; {earns}; {wipe}{keep}.{_doubts(event.doubts)}"
            case ev.IntakeWithdrawn():
                return f"Given back at {event.site}: the intake is undone, its wipe is void."
            case ev.ExemptionGranted():
                new = " or ".join(event.categories)
                who = self.person(event.recipient)
                return f"Exemption for {who}: {_words(event.reason)}; it earns a new {new} until {event.expires[:10]}."
            case ev.ExemptionWithdrawn():
                return f"Exemption withdrawn: {_words(event.reason)}."

    def _going_out(self, event: ev.DeviceIssued | ev.IssueReturned | ev.EntitlementGivenUp | ev.AttemptRefused) -> str:
        match event:
            case ev.DeviceIssued():
                match event.source:
                    case FromStock():
                        source = "out of stock"
                    case FromReturn():
                        source = "after it had come back sealed"
                    case _:
                        source = "although no stock list knows it"
                who = self.person(event.recipient)
                return (
                    f"Issued at {event.site} to {who}, {source}, {self._origin(event.origin)}.{_doubts(event.doubts)}"
                )
            case ev.IssueReturned():
                who = self.person(event.recipient)
                where = "into stock" if event.goes_to == "stock" else "into quarantine"
                new = " or ".join(event.earns)
                return f"Came back at {event.site} from {who}: {_words(event.reason)}; {where}; it earns a new {new}."
            case ev.EntitlementGivenUp():
                return f"Entitlement to a new {' or '.join(event.categories)} given up to another desk."
            case ev.AttemptRefused():
                return f"Refused at {event.site}: {_words(event.code)}, for {self.person(event.recipient)}."

    def _origin(self, name: str) -> str:
        entry = self.store.entry(name)
        match entry.event if entry else None:
            case ev.DeviceTakenIn(identifiers=identifiers, category=category):
                return f"for the old {category} {_first(identifiers)}"
            case ev.ExemptionGranted(reason=reason):
                return f"for an exemption ({_words(reason)})"
        return "for what another desk took in"


def _wiping(event: ev.WipeStarted | ev.WipeEvidenced | ev.WipeAccepted | ev.WipeFailed) -> str:
    match event:
        case ev.WipeStarted():
            return (
                f"Wipe started: {event.method}, {_words(event.technique)}, by {_tool(event.tool, event.tool_version)}."
            )
        case ev.WipeEvidenced():
            return (
                f"Evidence of drive {event.drive_serial}: {event.result}, by {_tool(event.tool, event.tool_version)}."
            )
        case ev.WipeAccepted():
            certificate = f", certificate {event.certificate}" if event.certificate else ""
            return f"Wipe accepted by {_title(event.accepted)}{certificate}."
        case ev.WipeFailed():
            return f"Wipe failed: {_words(event.reason)}."


def _drive(event: ev.DriveFound | ev.DriveMissing | ev.DriveRemoved | ev.DriveDestroyed) -> str:
    match event:
        case ev.DriveFound():
            media = "" if event.drive.media == "unknown" else f", {_words(event.drive.media)}"
            return f"A drive was found in it: {event.drive.serial or 'no serial'}{media}."
        case ev.DriveMissing():
            return f"A drive is missing: {_words(event.reason)}."
        case ev.DriveRemoved():
            return f"A drive was taken out, to {_place(event.to)}."
        case ev.DriveDestroyed():
            how = _words(event.technique)
            return f"A drive was destroyed: {how}, {event.contractor}, certificate {event.certificate}."


def _behind(event: ev.Event) -> str:
    """Stock, custody and the record itself."""
    match event:
        case ev.StockReceived():
            order, delivery = event.order or "not named", event.delivery or "not named"
            return f"Into stock at {event.site}: order {order}, delivery {delivery}."
        case ev.CostCorrected():
            return f"Cost corrected: £{event.unit_cost / 100:.2f} of {event.financial_year}, {_words(event.reason)}."
        case ev.Moved():
            origin, destination = _place(event.origin), _place(event.destination)
            return f"{event.direction.capitalize()}: {event.what} from {origin} to {destination}."
        case ev.Counted():
            return f"Counted at {_place(event.place)}: {event.counted} there, {event.listed} listed."
        case ev.DeviceGraded():
            return f"Graded {_words(event.grade)}."
        case ev.DeviceReleased():
            return f"Released for {event.disposition} to {event.scheme}, consignment {event.consignment}."
        case ev.DiscrepancySettled():
            return f"Settled ({_words(event.code)}): {_words(event.decision)}."
    return f"{_words(ev.kind_of(event)).capitalize()}."


def _words(code: str) -> str:
    return code.replace("_", " ").replace("-", " ")


def _doubts(doubts: tuple[Doubt, ...]) -> str:
    if not doubts:
        return ""
    how = {
        "accepted": "accepted",
        "reason": "with a reason",
        "supervisor": "by a supervisor",
        "unanswered": "unanswered",
    }
    return f" In doubt: {', '.join(f'{_words(d.code)} ({how[d.answer]})' for d in doubts)}."


def _first_of(device: Device | None) -> str:
    return (device.serial or device.asset_tag or device.imei or device.mac) if device else "one that no list knows"


def _first(identifiers: tuple[Identifier, ...]) -> str:
    return identifiers[0].value if identifiers else "without a number"


def _place(place: Place) -> str:
    return f"{place.site} {place.spot}".strip()


def _title(person: Person) -> str:
    return person.title or "a person"


def _tool(tool: str, version: str) -> str:
    return f"{tool} {version}".strip()
