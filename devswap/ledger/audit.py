"""The one-for-one balance, recomputed from the entries alone, and what breaks it.

It folds the entries once more, by the rules that the desk works by, without the desk's rows. Of each entry only what
those rules read is kept, so that the journal of a whole programme fits into memory.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from sys import intern
from typing import Literal, get_args

from msgspec import Struct
from msgspec.structs import replace

from devswap.ledger import events as ev
from devswap.ledger.chain import Walk
from devswap.ledger.coins import Coins
from devswap.ledger.debts import still_owed
from devswap.ledger.discrepancy import Discrepancy, discrepancy
from devswap.ledger.entry import Entry
from devswap.ledger.fold import EMPTY, fold
from devswap.ledger.parts import BroughtBy
from devswap.ledger.remedies import REMEDIES
from devswap.ledger.state import Entitlement, State
from devswap.ledger.wipe_jobs import UNFINISHED, JobState, wipe_job

Journal = tuple[str, str]
"""A desk and an incarnation."""
Fate = Literal["used", "open", "frozen", "given_up", "void", "expired"]

TO_SETTLE = frozenset(
    {
        "unknown_old_device", "old_device_of_another", "old_device_not_in_scope", "recipient_over_limit",
        "issued_not_in_stock", "issued_not_here", "counted_not_listed", "listed_not_counted",
        "clock_implausible", "kept_unjudged",
    }
)  # fmt: skip
"""What a person must settle although one for one holds and the record is whole."""


class Entitlements(Struct, frozen=True):
    """What became of every entitlement of this desk."""

    earned: int
    received: int
    used: int
    open: int
    frozen: int
    given_up: int
    void: int
    expired: int


class Fault(Struct, frozen=True):
    """One thing that is wrong, or that a person must settle."""

    code: str
    about: str
    entries: tuple[str, ...]
    says: str
    next: str


class Audit(Struct, frozen=True):
    """The object of `devswap audit --json`."""

    intakes: int
    withdrawn: int
    exemptions: int
    issues: int
    returns: int
    entitlements: Entitlements
    owed: int
    """Further old devices that standing issues were made against and that have not come in."""
    wipes: dict[JobState, int]
    balanced: bool
    faults: tuple[Fault, ...]
    to_settle: tuple[Fault, ...]


def audit(entries: Iterable[Entry], as_of: str, own: set[Journal], held: Collection[str] = ()) -> Audit:
    """The balance of the journals in `own` as of a stated time (an `Instant`).

    `entries` are all that this desk has, each journal in its order: its own, and those of others that it pulled.
    `held` are the intakes that an imported list holds: the one fact about a wipe job that is no entry.
    """
    coins, found = read(entries, own)
    return judge(coins, found, as_of, own, held)


def read(entries: Iterable[Entry], own: set[Journal]) -> tuple[Coins, dict[str, Discrepancy]]:
    """The entitlements of these entries, and what the walks along the chains of `own` found."""
    walks = {journal: Walk(*journal, previous=None) for journal in own}
    found: dict[str, Discrepancy] = {}
    return Coins(fold(EMPTY, _read(entries, walks, found))), found


def judge(
    coins: Coins, walked: dict[str, Discrepancy], as_of: str, own: set[Journal], held: Collection[str] = ()
) -> Audit:
    """The balance of what was read."""
    state, found = coins.state, dict(walked)
    found |= {d.id: d for d in (*coins.discrepancies, *_unfounded(state, own)) if d.decision is None}
    faults = [_fault(d) for d in sorted(found.values(), key=lambda d: (d.code, d.about))]
    broken = tuple(f for f in faults if f.code not in TO_SETTLE)

    counts = Counter(type(e.event) for e in state.entries.values() if _journal(e) in own)
    entitlements = _entitlements(coins, as_of, own)
    wipes = _wipes(state, as_of[:10], own, held)
    return Audit(
        intakes=counts[ev.DeviceTakenIn],
        withdrawn=counts[ev.IntakeWithdrawn],
        exemptions=counts[ev.ExemptionGranted],
        issues=counts[ev.DeviceIssued],
        returns=counts[ev.IssueReturned],
        entitlements=entitlements,
        owed=_owed(state, own),
        wipes=wipes,
        balanced=not broken
        and _adds_up(entitlements)
        and entitlements.used == counts[ev.DeviceIssued]
        and sum(wipes.values()) == counts[ev.DeviceTakenIn],
        faults=broken,
        to_settle=tuple(f for f in faults if f.code in TO_SETTLE),
    )


def _read(entries: Iterable[Entry], walks: dict[Journal, Walk], found: dict[str, Discrepancy]) -> Iterator[Entry]:
    """The entries as the fold needs them, the chains and clocks of this desk's own looked at on the way."""
    for entry in entries:
        walk = walks.get(_journal(entry))
        if walk is not None:
            for finding in walk.step(entry):
                found[finding.discrepancy.id] = finding.discrepancy
        yield _lean(entry)


def _journal(entry: Entry) -> Journal:
    return entry.desk, entry.incarnation


def _lean(entry: Entry) -> Entry:
    """The entry without its bytes, and without what no rule reads."""
    event = entry.event
    match event:
        case ev.DeviceTakenIn():
            event = replace(
                event, identifiers=(), maker="", model="", category=intern(event.category), site=intern(event.site),
                earns=tuple(map(intern, event.earns)), brought_by=_NOBODY, accessories=(), checks=(), acknowledged=None,
            )  # fmt: skip
        case ev.DeviceIssued():
            event = replace(
                event, identifiers=(), maker="", model="", category=intern(event.category), site=intern(event.site),
                accessories=(), checks=(), acknowledged=None,
            )  # fmt: skip
        case ev.IssueReturned() | ev.IntakeWithdrawn():
            event = replace(event, identifiers=(), acknowledged=None)
        case ev.StockReceived():
            devices = tuple(replace(d, identifiers=(), category="any", maker="", model="") for d in event.devices)
            event = replace(event, devices=devices)
    return Entry(
        intern(entry.desk), intern(entry.incarnation), entry.number, entry.id, "", entry.wall, 0, None, None, None,
        entry.authorised_by, entry.schema, event, b"", b"", entry.subjects,
    )  # fmt: skip


_NOBODY = BroughtBy()


def _unfounded(state: State, own: set[Journal]) -> Iterator[Discrepancy]:
    """Issues on an entitlement that no entry gave, and entries that this program does not understand."""
    for entry, issue in state.of(ev.DeviceIssued):
        if _journal(entry) in own and issue.uses not in state.entries:
            yield discrepancy("no_entitlement", entry.id, [entry.id])
    for entry, _ in state.of(ev.Unread):
        yield discrepancy("kept_unjudged", entry.id, [entry.id])


def _fault(found: Discrepancy) -> Fault:
    remedy = REMEDIES[found.code]
    return Fault(found.code, found.about, found.entries, remedy.says, remedy.next)


def _entitlements(coins: Coins, as_of: str, own: set[Journal]) -> Entitlements:
    earned = received = 0
    counts: Counter[Fate] = Counter()
    for entitlement, fate in fates(coins, as_of, own):
        given_here = isinstance(coins.state.entries[entitlement.name].event, ev.EntitlementGivenUp)
        received, earned = received + given_here, earned + (not given_here)
        counts[fate] += 1
    return Entitlements(earned, received, **{fate: counts[fate] for fate in get_args(Fate)})


def fates(coins: Coins, as_of: str, own: set[Journal]) -> Iterator[tuple[Entitlement, Fate]]:
    """Every entitlement that these journals earned, or that other desks gave to them, and what became of it."""
    for entitlement in coins.state.entitlements():
        giver = coins.state.entries[entitlement.name]
        given_here = isinstance(giver.event, ev.EntitlementGivenUp)
        if (entitlement.owner if given_here else _journal(giver)) in own:
            yield entitlement, _fate(coins, entitlement, as_of)


def _fate(coins: Coins, entitlement: Entitlement, as_of: str) -> Fate:
    fate = coins.of(entitlement)
    until = entitlement.expires or entitlement.collect_by
    return "expired" if fate == "open" and until is not None and until < as_of else fate


def _adds_up(e: Entitlements) -> bool:
    return e.earned + e.received == e.used + e.open + e.frozen + e.given_up + e.void + e.expired


def _owed(state: State, own: set[Journal]) -> int:
    issues = (entry for entry, issue in state.of(ev.DeviceIssued) if issue.owes and _journal(entry) in own)
    return sum(len(still_owed(state, entry.id)) for entry in issues)


def _wipes(state: State, today: str, own: set[Journal], held: Collection[str]) -> dict[JobState, int]:
    """How many of this desk's intakes stand where; each stands at exactly one place."""
    counts: dict[JobState, int] = dict.fromkeys(get_args(JobState), 0)
    for entry, _ in state.of(ev.DeviceTakenIn):
        if _journal(entry) in own:
            job = wipe_job(state, entry.id, today)
            if job is not None:
                counts["held" if entry.id in held and job.state in UNFINISHED else job.state] += 1
    return counts
