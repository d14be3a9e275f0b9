"""The desk's own state: who is signed in, the visit on screen, those parked, and what is asked. One thread writes it.

A change is on disk before it is here: `keep` commits the visit's draft first, so that a store that fails leaves the
state as it was.
"""

from collections import Counter, deque
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from devswap.desk.batch import BATCH, TROLLEY, Batch, Round, from_batch, from_round, to_batch, to_round
from devswap.desk.outcome import Choice, Happening
from devswap.desk.visit import Pair, Visit, from_draft, pairs, to_draft
from devswap.labels.badges import Transform
from devswap.ledger.clocks import may_be
from devswap.ledger.coins import Coins
from devswap.ledger.decide import unusable
from devswap.ledger.entry import Entry
from devswap.ledger.events import DeviceIssued, DeviceTakenIn
from devswap.ledger.granting_again import may_be_granted_again
from devswap.ledger.ids import instant, moment
from devswap.ledger.known import Device, Operator, Recipient
from devswap.ledger.policy import Policy, Programme
from devswap.ledger.state import Entitlement
from devswap.store import Draft, Recording, Store

if TYPE_CHECKING:
    from devswap.desk.printing import Printing
    from devswap.desk.words import Reply

TAPE = 50
UNDER_WAY = "under way"
"""What `Table.ending` says while something else is done for the end of the shift, such as a count."""
_CHANGING = (dict, set, deque)
"""What is changed in place; all else is replaced."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a desk is told about itself."""

    name: str
    site: str
    policy: Policy = field(default_factory=Policy)
    programme: Programme = field(default_factory=Programme)
    operator: str = ""
    """The number of the operator who is signed in at the start, where the policy asks for no PIN."""
    badges: Transform = field(default_factory=Transform)
    """How this site's badge reader writes a number."""
    layout: str | None = None
    """What the calibration found of the keyboard's layout."""
    papers: Path | None = None
    """The folder that day's sheets are written to; None: none are."""


PinPurpose = Literal["sign_in", "authorise", "change", "new", "again"]
"""What a PIN opens; `change`: the old one before a new one; `again`: a new one for the second time."""


@dataclass(frozen=True, slots=True)
class PinWanted:
    """A PIN is asked for: whose, what for, and what was typed the first time of a new one."""

    operator: Operator
    purpose: PinPurpose
    first: str = field(default="", repr=False)
    then: "Callable[[Operator], Reply] | None" = None
    """What the right PIN has done, where that is not the desk's own."""


@dataclass(slots=True)
class Asked:
    """A choice that `/choose N` answers: devices, people or categories, by number."""

    options: tuple[Device | Recipient | str, ...]
    raw: str
    typed: bool = False

    def choices(self, words: tuple[str, ...]) -> tuple[Choice, ...]:
        """The options as they are shown."""
        return tuple(Choice(n, text) for n, text in enumerate(words, 1))


@dataclass(slots=True)
class Table:
    """What is on and around the desk."""

    store: Store
    settings: Settings
    paper: "Printing | None" = None
    """The printers, where there are any."""
    first: str = "Scan a badge to begin a visit."
    """What whoever signs in does first."""
    operator: Operator | None = None
    current: Visit | None = None
    parked: dict[str, Visit] = field(default_factory=dict)
    coins: tuple[Entitlement, ...] = ()
    """Open entitlements of the recipient on screen, at this desk."""
    unusable: tuple[tuple[Entitlement, str], ...] = ()
    """Those that are not open here, and the code that says why."""
    listed: tuple[Device, ...] = ()
    """What the estate lists for the recipient and is not taken in."""
    intent: tuple[str, str] = ("swap", "")
    """What `/hand-in` or `/return` said of the next device, and the reason."""
    asked: Asked | None = None
    seen: str | None = None
    """The device that was scanned last."""
    batch: Batch | None = None
    """The devices that are scanned one after another for a move or a count."""
    round: Round | None = None
    """The round that is on."""
    on_hand: Counter[str] | None = None
    """How many of each model are in stock here, once that was asked for; None: count again."""
    counted: str | None = None
    """The last count here, which may be explained, or counted again."""
    pin: PinWanted | None = None
    leaving: bool = False
    """The operator was asked about open visits at sign-out."""
    ending: str = ""
    """What was asked for the end of the shift, or that it is under way; empty: it is not."""
    tape: deque[Happening] = field(default_factory=lambda: deque(maxlen=TAPE))
    _drafted: set[str] = field(default_factory=set)
    """Visits whose draft is on disk."""
    _people: dict[str, Recipient | None] = field(default_factory=dict)
    _pairs: tuple[Visit, tuple[Entitlement, ...], list[Pair]] | None = None

    def kept(self) -> dict[str, Any]:
        """All of it as it is now, to go back to."""
        now = {name: getattr(self, name) for name in self.__slots__}
        return {name: copy(value) if isinstance(value, _CHANGING) else value for name, value in now.items()}

    def go_back(self, kept: dict[str, Any]) -> None:
        """Be as it was when this was kept."""
        for name, value in kept.items():
            setattr(self, name, value)

    @property
    def policy(self) -> Policy:
        """The policy in force at this desk."""
        return self.settings.policy

    def now(self) -> datetime:
        """The wall clock, UTC."""
        return self.store.clock.now()

    def today(self) -> str:
        """The day, ISO."""
        return self.now().date().isoformat()

    def instant(self, days: int = 0) -> str:
        """Now or so many days ago by this clock, or so many days ahead, as the record writes it."""
        return instant((self.latest() if days > 0 else self.now()) + timedelta(days=days))

    def day(self, days: int) -> str:
        """The day so many days ahead, ISO."""
        return (self.latest() + timedelta(days=days)).date().isoformat()

    def latest(self) -> datetime:
        """The latest that it may be now: what lies ahead counts from there, as nothing is to be due too soon."""
        now, standing = self.now(), self.store.standing()
        heard = moment(standing.contact) if standing is not None and standing.contact else None
        offset = timedelta(microseconds=(standing.offset or 0) if standing is not None else 0)
        return max(may_be(now, self.store.last_wall(), heard, offset))

    def pairs(self) -> list[Pair]:
        """The pairs of the visit on screen."""
        return self.pairs_of(self.current) if self.current is not None else []

    def pairs_of(self, visit: Visit) -> list[Pair]:
        """The pairs that the recipient's open entitlements and this visit make."""
        known = self._pairs
        if known is None or known[0] is not visit or known[1] is not self.coins:
            known = self._pairs = (visit, self.coins, pairs(visit, self.coins))
        return known[2]

    def person(self, name: str | None) -> Recipient | None:
        """Whom a list assigns a device to; remembered while this visit is on screen."""
        if not name:
            return None
        here = self.current.recipient if self.current is not None else None
        if here is not None and here.id == name:
            return here
        if name not in self._people:
            self._people[name] = self.store.person(name)
        return self._people[name]

    def full(self) -> bool:
        """Whether new devices of a visit that waits stand on every table."""
        return len({v.stands_on for v in self.parked.values()} - {0}) >= self.policy.visits.tables

    def _placed(self, visit: Visit) -> Visit:
        """The visit with a table of its own while a new device waits in it: the first that is free, where one is."""
        if bool(visit.news) == bool(visit.stands_on):
            return visit
        taken = {other.stands_on for other in self.parked.values() if other.id != visit.id}
        free = (n for n in range(1, self.policy.visits.tables + 1) if n not in taken)
        return msgspec.structs.replace(visit, stands_on=next(free, 0) if visit.news else 0)

    def keep(self, visit: Visit) -> None:
        """Put this visit on screen, what lies on the desk on disk first. Raises NotRecorded, changing nothing."""
        visit = self._placed(visit)
        if visit.empty:
            self._forget_draft(visit)
        else:
            self.store.save_draft(visit.id, visit.recipient.id if visit.recipient else None, to_draft(visit))
            self._drafted.add(visit.id)
        self.current = visit

    def _forget_draft(self, visit: Visit) -> None:
        if visit.id in self._drafted:
            self.store.save_draft(visit.id, visit.recipient.id if visit.recipient else None, None)
            self._drafted.discard(visit.id)

    def record(self, recordings: Sequence[Recording], after: Visit) -> None:
        """Record events and what stays on the desk after them, in one transaction. Raises NotRecorded."""
        after = self._placed(after)
        person = after.recipient.id if after.recipient else None
        self.store.record(recordings, draft=(after.id, person, None if after.empty else to_draft(after)))
        if after.empty:
            self._drafted.discard(after.id)
        self.current = after
        if self.coins or self.unusable or not _uses_all(recordings):
            self.refresh()
        else:  # as after most swaps: nothing stands open, as before, and what was brought is not listed any more
            here = {recorded.event.device for recorded in recordings if isinstance(recorded.event, DeviceTakenIn)}
            self.listed = tuple(device for device in self.listed if device.id not in here)

    def hand_over(self, shed: Visit, theirs: Visit) -> Visit | None:
        """Put `theirs` on screen with what left `shed`, both on disk at once; what is parked of the other, or None."""
        shed, theirs = self._placed(shed), self._placed(theirs)
        self.store.save_drafts([_draft(visit) for visit in (shed, theirs)])
        for visit in (shed, theirs):
            (self._drafted.discard if visit.empty else self._drafted.add)(visit.id)
        self.forget()
        self.parked.pop(theirs.id, None)
        waits = not shed.finished and shed.recipient is not None
        if waits:
            self.parked[shed.id] = shed
        self.current = theirs
        self.refresh()
        return shed if waits else None

    def drop(self, visit: Visit) -> None:
        """Forget a visit in which nothing waits."""
        self._forget_draft(visit)
        self.parked.pop(visit.id, None)
        if self.current is not None and self.current.id == visit.id:
            self.current = None
            self.forget()

    def park(self) -> Visit | None:
        """Take the visit off the screen; its draft is on disk already. One in which all is recorded closes."""
        visit = self.current
        if visit is None:
            return None
        if visit.finished or (visit.recipient is None and visit.empty):
            self.drop(visit)
            return None
        self.current = None
        self.forget()
        self.parked[visit.id] = visit
        return visit

    def forget(self) -> None:
        """What was known of the recipient on screen goes with the visit."""
        self.coins, self.unusable, self.listed = (), (), ()
        self.asked = None
        self.intent = ("swap", "")
        self._people.clear()

    def begin(self, recipient: Recipient | None) -> Visit:
        """A visit for this recipient: theirs that is parked, or a new one."""
        for visit in self.parked.values():
            if recipient is not None and visit.recipient is not None and visit.recipient.id == recipient.id:
                return visit
        return Visit(self.store.new_id(), self.instant(), recipient)

    def show(self, visit: Visit) -> None:
        """Put a visit on screen, with what the store knows of its recipient."""
        self.keep(visit)
        self.parked.pop(visit.id, None)
        self.refresh()

    def refresh(self) -> None:
        """Read again what the store knows of the recipient on screen."""
        visit = self.current
        recipient = visit.recipient if visit else None
        if recipient is None:
            self.coins, self.unusable, self.listed = (), (), ()
            return
        self.listed = tuple(self.store.assigned_to(recipient.id))
        names = self.store.open_entitlements(recipient.id)
        self.coins, self.unusable = self._entitlements(names, recipient.id) if names else ((), ())

    def _entitlements(
        self, names: list[str], recipient: str
    ) -> tuple[tuple[Entitlement, ...], tuple[tuple[Entitlement, str], ...]]:
        state = self.store.load(*names)
        coins = Coins(state)
        usable: list[Entitlement] = []
        not_here: list[tuple[Entitlement, str]] = []
        now = self.instant()
        for entitlement in state.entitlements():
            if entitlement.recipient != recipient or entitlement.name not in names:
                continue
            refused = unusable(coins, entitlement, self.store.owner, now)
            if refused is None:
                usable.append(entitlement)
            elif refused.code != "no_entitlement":  # it was used
                not_here.append((entitlement, refused.code))
        return tuple(sorted(usable, key=lambda e: e.given)), tuple(not_here)

    def lost(self, coin: Entitlement) -> bool:
        """Whether its desk or incarnation is no more: a supervisor may grant it again here."""
        return may_be_granted_again(coin, self.store.owner, self.shut_out())

    def beside(self) -> dict[str, str]:
        """The names of the other desks of this site by their ids, as far as the register told."""
        standing = self.store.standing()
        return {one.desk: one.name for one in standing.beside} if standing is not None else {}

    def shut_out(self) -> tuple[str, ...]:
        """The desks that the register shut out, as far as was read."""
        standing = self.store.standing()
        return standing.shut_out if standing is not None else ()

    def expire(self) -> None:
        """An exemption may expire while its recipient's visit is on screen: it is not open any more then."""
        if self.coins and any(c.expires is not None and c.expires < self.instant() for c in self.coins):
            self.refresh()

    def resume(self) -> Visit | None:
        """What is on screen; where nothing is, what lies here for nobody yet: no badge would bring it back."""
        if self.current is None:
            self.current = next((visit for visit in self.parked.values() if visit.recipient is None), None)
            if self.current is not None:
                del self.parked[self.current.id]
        return self.current

    def recover(self) -> int:
        """Bring back the visits that lay on the desk when it stopped, parked; how many."""
        for draft in self.store.drafts():
            if draft.visit == BATCH:
                self.batch = msgspec.structs.replace(from_batch(draft.blob), waits=True)
                continue
            if draft.visit == TROLLEY:
                self.round = from_round(draft.blob)
                continue
            visit = from_draft(draft.blob)
            self.parked[visit.id] = visit
            self._drafted.add(visit.id)
        return len(self.parked)

    def keep_batch(self, batch: Batch | None) -> None:
        """Keep what was scanned for a move or a count, on disk first; None: it is over. Raises NotRecorded."""
        self.store.save_draft(BATCH, None, to_batch(batch) if batch is not None else None)
        self.batch = batch

    def keep_round(self, one: Round | None) -> None:
        """A round is on from here, on disk first; None: it is closed. Raises NotRecorded."""
        self.store.save_draft(TROLLEY, None, to_round(one) if one is not None else None)
        self.round = one

    def record_batch(self, recordings: Sequence[Recording]) -> list[Entry]:
        """Record what a batch came to, and its end, in one transaction. Raises NotRecorded."""
        entries = self.store.record(recordings, draft=(BATCH, None, None))
        self.batch = self.on_hand = None
        return entries

    def turn_away(self) -> None:
        """Something else is done than what was asked at the end of a shift: a CONFIRM is no answer to that any more."""
        self.leaving = False
        self.ending = UNDER_WAY if self.ending else ""

    def lies_in(self, device: str) -> Visit | None:
        """The parked visit in which this device lies, or None."""
        return next((v for v in self.parked.values() if v.holds(device)), None)


def _draft(visit: Visit) -> Draft:
    return visit.id, visit.recipient.id if visit.recipient else None, None if visit.empty else to_draft(visit)


def _uses_all(recordings: Sequence[Recording]) -> bool:
    """Whether these are intakes and issues alone, and all that they earn is used among them."""
    used = {recorded.event.uses for recorded in recordings if isinstance(recorded.event, DeviceIssued)}
    return all(
        isinstance(event, DeviceIssued) or (isinstance(event, DeviceTakenIn) and (name in used or not event.earns))
        for name, event in ((recorded.id, recorded.event) for recorded in recordings)
    )
