"""What a device, an entitlement or a custody is: read off the set of entries about it.

A `State` is that set with indexes; every view of it is a function of the set alone, never of order or of a clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from devswap.ledger import events as ev
from devswap.ledger.entry import Entry
from devswap.ledger.parts import FromReturn, IssueLife, Life, UnknownLife
from devswap.ledger.subjects import subjects, uses_of

E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class Entitlement:
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


class State:
    """A set of entries, each once, and ways to find them."""

    def __init__(self, entries: dict[str, Entry]) -> None:
        self.entries = entries
        """By entry id."""
        self._kinds: dict[type, list[Entry]] = {}
        self._about: dict[str, list[Entry]] = {}
        for entry in entries.values():
            self._kinds.setdefault(type(entry.event), []).append(entry)
            for subject in subjects(entry.event):
                self._about.setdefault(subject, []).append(entry)

    def of(self, kind: type[E]) -> Iterable[tuple[Entry, E]]:
        """The entries of one kind, each with its event."""
        return ((entry, entry.event) for entry in self._kinds.get(kind, ()))  # type: ignore[misc]

    def about(self, subject: str, kind: type[E]) -> list[tuple[Entry, E]]:
        """The entries of one kind that are about this id, each with its event."""
        return [(entry, entry.event) for entry in self._about.get(subject, ()) if isinstance(entry.event, kind)]

    def event(self, name: str | None, kind: type[E]) -> E | None:
        """The event of this entry id, where it is here and of this kind."""
        entry = self.entries.get(name) if name else None
        return entry.event if entry is not None and isinstance(entry.event, kind) else None

    @cached_property
    def _joined(self) -> dict[str, str]:
        """Devices that turned out to be one: each to the least of its ids."""
        root: dict[str, str] = {}

        def find(device: str) -> str:
            while root.get(device, device) != device:
                device = root[device]
            return device

        for _, same in self.of(ev.SameDevice):
            one, other = sorted((find(same.device), find(same.other)))
            root[other] = one
        return {device: find(device) for device in root}

    def device(self, device: str) -> str:
        """The one id of a device that may have several."""
        return self._joined.get(device, device)

    def life(self, device: str, life: Life) -> tuple[str, str]:
        """The life that is ended, as a key: the first known one of a device is one, listed or not."""
        match life:
            case IssueLife():
                return ("issue", life.issue)
            case UnknownLife(after=after) if after is not None:
                return ("after", after)
        return ("first", self.device(device))

    def withdrawn(self, intake: str) -> bool:
        """Whether an intake was undone."""
        return bool(self.about(intake, ev.IntakeWithdrawn))

    def returned(self, issue: str) -> bool:
        """Whether an issued device came back over the desk as a return."""
        return any(r.issue == issue for _, r in self.about(issue, ev.IssueReturned))

    def taken_in_again(self, issue: str) -> bool:
        """Whether a standing intake ended this issue's life."""
        return any(
            i.ends == IssueLife(issue) and not self.withdrawn(e.id) for e, i in self.about(issue, ev.DeviceTakenIn)
        )

    def custody_enders(self, custody: str) -> list[str]:
        """The entries that end the custody which this intake or return began."""
        enders = [e.id for e, w in self.about(custody, ev.IntakeWithdrawn) if w.intake == custody]
        enders += [e.id for e, r in self.about(custody, ev.DeviceReleased) if r.custody == custody]
        for entry, received in self.about(custody, ev.StockReceived):
            enders += [entry.id for device in received.devices if device.ends == custody]
        for entry, issue in self.about(custody, ev.DeviceIssued):
            if issue.source == FromReturn(custody) and not self.returned(entry.id):
                enders.append(entry.id)
        return sorted(set(enders))

    def intakes(self, device: str) -> list[tuple[Entry, ev.DeviceTakenIn]]:
        """The intakes of a device that stand."""
        return [(e, i) for e, i in self._of_device(device, ev.DeviceTakenIn) if not self.withdrawn(e.id)]

    def issues(self, device: str) -> list[tuple[Entry, ev.DeviceIssued]]:
        """The issues of a device that stand: not returned."""
        found = self._of_device(device, ev.DeviceIssued)
        return [(e, i) for e, i in found if i.device in self._ids(device) and not self.returned(e.id)]

    def in_custody(self, device: str) -> tuple[Entry, ev.DeviceTakenIn] | None:
        """The standing intake whose custody has not ended, or None."""
        return next((found for found in self.intakes(device) if not self.custody_enders(found[0].id)), None)

    def held_by_issue(self, device: str) -> tuple[Entry, ev.DeviceIssued] | None:
        """The issue by which somebody has the device now, or None."""
        return next((found for found in self.issues(device) if not self.taken_in_again(found[0].id)), None)

    def exemption_for(self, device: str) -> tuple[Entry, ev.ExemptionGranted] | None:
        """The standing exemption that was granted in this device's place, or None."""
        return next(
            (
                (e, x)
                for e, x in self._of_device(device, ev.ExemptionGranted)
                if x.device in self._ids(device) and not self.about(e.id, ev.ExemptionWithdrawn)
            ),
            None,
        )

    def holds(self, subject: str) -> list[str]:
        """The holds on this device or person that were not lifted."""
        return [e.id for e, _ in self.about(subject, ev.HoldPlaced) if not self.about(e.id, ev.HoldLifted)]

    def receipts(self, device: str) -> list[tuple[Entry, ev.StockReceived]]:
        """The stock receipts that list a device."""
        return self._of_device(device, ev.StockReceived)

    def _ids(self, device: str) -> set[str]:
        one = self.device(device)
        return {one, device} | {d for d, root in self._joined.items() if root == one}

    def _of_device(self, device: str, kind: type[E]) -> list[tuple[Entry, E]]:
        if not self._joined:
            return self.about(device, kind)
        return [found for one in sorted(self._ids(device)) for found in self.about(one, kind)]

    def entitlement(self, name: str) -> Entitlement | None:
        """The entitlement of this name, or None where no entry here gave one."""
        entry = self.entries.get(name)
        if entry is None:
            return None
        owner, origin = (entry.desk, entry.incarnation), name
        expires: str | None = None
        collect_by: str | None = None
        match entry.event:
            case ev.DeviceTakenIn(earns=earns, recipient=recipient, collect_by=collect_by) if earns:
                pass
            case ev.ExemptionGranted(categories=earns, recipient=recipient, expires=expires):
                pass
            case ev.IssueReturned(earns=earns, recipient=recipient, collect_by=collect_by, origin=origin) if earns:
                pass
            case ev.EntitlementGivenUp(categories=earns, recipient=recipient, expires=expires, origin=origin):
                owner = (entry.event.to_desk, entry.event.to_incarnation)
            case _:
                return None
        uses = tuple(sorted(e.id for e in self._about.get(name, ()) if uses_of(e.event) == name))
        return Entitlement(name, owner, origin, recipient, earns, uses, expires, collect_by, entry.wall)

    def entitlements(self) -> list[Entitlement]:
        """Every entitlement that these entries gave."""
        given = (ev.DeviceTakenIn, ev.ExemptionGranted, ev.IssueReturned, ev.EntitlementGivenUp)
        names = [e.id for kind in given for e in self._kinds.get(kind, ())]
        return [found for name in names if (found := self.entitlement(name)) is not None]
