"""What a device, an entitlement or a custody is: read off the set of entries about it.

A `State` is that set with indexes; every view of it is a function of the set alone, never of order or of a clock.
"""

from collections.abc import Iterable
from functools import cached_property
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from devswap.ledger import events as ev
from devswap.ledger.entry import Entry
from devswap.ledger.parts import FromReturn, FromStock, IssueLife, Life, UnknownLife
from devswap.ledger.subjects import uses_of

E = TypeVar("E")


class Entitlement(Struct, frozen=True):
    """The right of one recipient to exactly one new device of these categories, at one desk."""

    name: str
    """The id of the entry that gave it."""
    owner: tuple[str, str]
    """The desk and incarnation that may use it."""
    origin: str
    recipient: str | None
    categories: tuple[str, ...]
    uses: tuple[str, ...]
    """The entries that use it; more than one is a discrepancy."""
    expires: str | None
    """Of an exemption: an issue recorded later than this is too late."""
    collect_by: str | None
    given: str
    """When, by the giving entry's own clock."""


def given_by(entry: Entry) -> Entitlement | None:
    """The entitlement that an entry gives, before anything uses it; None where it gives none."""
    name, owner, origin = entry.id, (entry.desk, entry.incarnation), entry.id
    expires: str | None = None
    collect_by: str | None = None
    match entry.event:
        case ev.DeviceTakenIn(earns=earns, recipient=recipient, collect_by=collect_by) if earns:
            pass
        case ev.ExemptionGranted(categories=earns, recipient=recipient, expires=expires):
            origin = entry.event.origin or name
        case ev.IssueReturned(earns=earns, recipient=recipient, collect_by=collect_by, origin=origin):
            pass
        case ev.EntitlementGivenUp(
            categories=earns, recipient=recipient, expires=expires, collect_by=collect_by, origin=origin
        ):
            owner = (entry.event.to_desk, entry.event.to_incarnation)
        case _:
            return None
    return Entitlement(name, owner, origin, recipient, earns, (), expires, collect_by, entry.wall)


def _uses(event: ev.Event | ev.Unread, entitlement: str) -> bool:
    """Whether the event uses this one; a withdrawal that names none uses what its intake earned."""
    if isinstance(event, ev.IntakeWithdrawn):
        return (event.uses or event.intake) == entitlement
    return uses_of(event) == entitlement


def _ends(event: ev.Event | ev.Unread, custody: str) -> bool:
    match event:
        case ev.DeviceIssued():
            return event.source == FromReturn(custody)
        case ev.IntakeWithdrawn():
            return event.intake == custody
        case ev.DeviceReleased():
            return event.custody == custody
        case ev.StockReceived():
            return any(device.ends == custody for device in event.devices)
    return False


def _place(entry: Entry) -> tuple[str, str, int, str]:
    return entry.desk, entry.incarnation, entry.number, entry.id


class State:
    """A set of entries, each once, and ways to find them."""

    def __init__(self, entries: dict[str, Entry]) -> None:
        self.entries = entries
        """By entry id."""
        self._kinds: dict[type, list[Entry]] = {}
        self._about: dict[str, list[Entry]] = {}
        self._given: dict[str, Entitlement | None] = {}
        for entry in sorted(entries.values(), key=_place):  # so that no view shows in which order they arrived
            self._kinds.setdefault(type(entry.event), []).append(entry)
            for subject in entry.subjects:
                self._about.setdefault(subject, []).append(entry)

    def of(self, kind: type[E]) -> Iterable[tuple[Entry, E]]:
        """The entries of one kind, each with its event."""
        return ((entry, entry.event) for entry in self._kinds.get(kind, ()))  # type: ignore[misc]

    def about(self, subject: str, kind: type[E]) -> list[tuple[Entry, E]]:
        """The entries of one kind that are about this id, each with its event."""
        return [(e, event) for e in self._about.get(subject, ()) if isinstance(event := e.event, kind)]

    def event(self, name: str | None, kind: type[E]) -> E | None:
        """The event of this entry id, where it is here and of this kind."""
        entry = self.entries.get(name) if name else None
        return entry.event if entry is not None and isinstance(entry.event, kind) else None

    @cached_property
    def _joined(self) -> dict[str, str]:
        """Devices, and people, that turned out to be one: each to the least of its ids."""
        root: dict[str, str] = {}

        def find(one: str) -> str:
            while root.get(one, one) != one:
                one = root[one]
            return one

        pairs = [(same.device, same.other) for _, same in self.of(ev.SameDevice)]
        pairs += [(same.person, same.other) for _, same in self.of(ev.SamePerson)]
        for one, other in pairs:
            least, greater = sorted((find(one), find(other)))
            root[greater] = least
        return {one: find(one) for pair in pairs for one in pair}

    def one(self, name: str) -> str:
        """The one id of a device or a person that may have several."""
        return self._joined.get(name, name)

    def _names(self, name: str) -> list[str]:
        one = self.one(name)
        return sorted({one, name} | {other for other, root in self._joined.items() if root == one})

    def about_any(self, name: str, kind: type[E]) -> list[tuple[Entry, E]]:
        """The entries of one kind that are about this device or person, under any of its ids."""
        if not self._joined:
            return self.about(name, kind)
        return [found for one in self._names(name) for found in self.about(one, kind)]

    def life(self, device: str, life: Life) -> tuple[str, str]:
        """The life that is ended, as a key.

        The first known life of a device is one, listed or not; and it is that of the issue which took the device out
        of its first stock, where a desk that had not heard of that issue knew no better name.
        """
        match life:
            case IssueLife():
                return ("issue", life.issue)
            case UnknownLife(after=after) if after is not None:
                return ("after", after)
        first = self.first_issues(device)
        return ("issue", first[0]) if len(first) == 1 else ("first", self.one(device))

    def first_issues(self, device: str) -> list[str]:
        """The standing issues by which a device went out of the stock that it came into new."""
        return [e.id for e, i in self.issues(device) if self._out_of_first_stock(i)]

    def _out_of_first_stock(self, issue: ev.DeviceIssued) -> bool:
        seen: set[str] = set()
        while isinstance(issue.source, FromReturn) and issue.source.issue_returned not in seen:
            seen.add(issue.source.issue_returned)
            returned = self.event(issue.source.issue_returned, ev.IssueReturned)
            before = self.event(returned.issue, ev.DeviceIssued) if returned else None
            if before is None:
                return False
            issue = before
        return isinstance(issue.source, FromStock) and self.brought_new(issue.source.receipt, issue.device)

    @cached_property
    def _brought(self) -> dict[tuple[str, str], bool]:
        """Receipt and device, and whether it came new: it ended no custody."""
        found: dict[tuple[str, str], bool] = {}
        for entry, receipt in self.of(ev.StockReceived):
            for device in receipt.devices:
                key = entry.id, self.one(device.device)
                found[key] = found.get(key, False) or device.ends is None
        return found

    def brought(self, receipt: str, device: str) -> bool:
        """Whether this receipt brought this device into stock."""
        return (receipt, self.one(device)) in self._brought

    def brought_new(self, receipt: str, device: str) -> bool:
        """Whether it brought the device new, and not out of custody."""
        return self._brought.get((receipt, self.one(device)), False)

    def withdrawn(self, intake: str) -> bool:
        """Whether an intake was undone."""
        return intake in self._withdrawn

    @cached_property
    def _withdrawn(self) -> set[str]:
        return {w.intake for _, w in self.of(ev.IntakeWithdrawn)}

    def returned(self, issue: str) -> bool:
        """Whether an issued device came back over the desk as a return."""
        return issue in self._returned

    @cached_property
    def _returned(self) -> set[str]:
        return {r.issue for _, r in self.of(ev.IssueReturned)}

    def taken_in_again(self, issue: str) -> bool:
        """Whether a standing intake ended this issue's life."""
        named = (e for e, i in self.about(issue, ev.DeviceTakenIn) if i.ends == IssueLife(issue))
        if any(not self.withdrawn(e.id) for e in named):
            return True
        event = self.event(issue, ev.DeviceIssued)
        if event is None:
            return False
        return any(self.life(i.device, i.ends) == ("issue", issue) for _, i in self.intakes(event.device))

    def custody_enders(self, custody: str) -> list[str]:
        """The entries that end the custody which this intake or return began."""
        return sorted({e.id for e in self._about.get(custody, ()) if _ends(e.event, custody)})

    def intakes(self, device: str) -> list[tuple[Entry, ev.DeviceTakenIn]]:
        """The intakes of a device that stand."""
        return [(e, i) for e, i in self.about_any(device, ev.DeviceTakenIn) if not self.withdrawn(e.id)]

    def issues(self, device: str) -> list[tuple[Entry, ev.DeviceIssued]]:
        """The issues of a device that stand: not returned."""
        one = self.one(device)
        found = self.about_any(device, ev.DeviceIssued)
        return [(e, i) for e, i in found if self.one(i.device) == one and not self.returned(e.id)]

    def in_custody(self, device: str) -> tuple[Entry, ev.DeviceTakenIn] | None:
        """The standing intake whose custody has not ended, or None."""
        return next((found for found in self.intakes(device) if not self.custody_enders(found[0].id)), None)

    def held_by_issue(self, device: str) -> tuple[Entry, ev.DeviceIssued] | None:
        """The issue by which somebody has the device now, or None."""
        return next((found for found in self.issues(device) if not self.taken_in_again(found[0].id)), None)

    def exemption_for(self, device: str) -> tuple[Entry, ev.ExemptionGranted] | None:
        """The standing exemption that was granted in this device's place and that no intake has cleared, or None."""
        one = self.one(device)
        for entry, exemption in self.about_any(device, ev.ExemptionGranted):
            its_own = exemption.device is not None and self.one(exemption.device) == one
            if its_own and not self.exemption_withdrawn(entry.id) and not self.exemption_cleared(entry.id):
                return entry, exemption
        return None

    def exemption_cleared(self, exemption: str) -> bool:
        """Whether the device that an exemption stood for was handed in."""
        return any(
            i.nothing is not None and i.nothing.exemption == exemption and not self.withdrawn(e.id)
            for e, i in self.about(exemption, ev.DeviceTakenIn)
        )

    def exemption_withdrawn(self, exemption: str) -> bool:
        """Whether an exemption was taken back."""
        return any(w.exemption == exemption for _, w in self.about(exemption, ev.ExemptionWithdrawn))

    def holds(self, subject: str) -> list[str]:
        """The holds on this device or person, under any of its ids, that were not lifted."""
        placed = [e.id for e, h in self.about_any(subject, ev.HoldPlaced) if self.one(h.subject) == self.one(subject)]
        return [name for name in placed if not any(x.hold == name for _, x in self.about(name, ev.HoldLifted))]

    def receipts(self, device: str) -> list[tuple[Entry, ev.StockReceived]]:
        """The stock receipts that list a device."""
        return self.about_any(device, ev.StockReceived)

    def entitlement(self, name: str) -> Entitlement | None:
        """The entitlement of this name, or None where no entry here gave one."""
        if name not in self._given:
            self._given[name] = self._entitlement(name)
        return self._given[name]

    def _entitlement(self, name: str) -> Entitlement | None:
        entry = self.entries.get(name)
        given = given_by(entry) if entry is not None else None
        if given is None:
            return None
        uses = tuple(sorted(e.id for e in self._about.get(name, ()) if _uses(e.event, name)))
        return replace(given, uses=uses) if uses else given

    def entitlements(self) -> list[Entitlement]:
        """Every entitlement that these entries gave."""
        given = (ev.DeviceTakenIn, ev.ExemptionGranted, ev.IssueReturned, ev.EntitlementGivenUp)
        names = [e.id for kind in given for e in self._kinds.get(kind, ())]
        return [found for name in names if (found := self.entitlement(name)) is not None]
