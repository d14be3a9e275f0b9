"""What an auditor asks for: one for one by age, who authorised what for whom, what was refused, and spend by year."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from msgspec import Struct

from devswap.desk.debts import owed
from devswap.desk.moving import age
from devswap.desk.words import called
from devswap.ledger import events as ev
from devswap.ledger.audit import Audit, Fate, Journal, fates
from devswap.ledger.coins import Coins
from devswap.ledger.entry import Entry
from devswap.ledger.known import Operator, Recipient
from devswap.ledger.parts import Digest, FromReturn, FromStock
from devswap.ledger.policy import FinancialYear
from devswap.store import Reader

_WEEK, _MONTH = 7, 28
WAITING: tuple[Fate, ...] = ("open", "frozen", "expired")
"""What became of an entitlement that nothing used."""


class BalanceRow(Struct, frozen=True):
    """One line of the one-for-one balance; of what waits, how many for how long."""

    line: str
    number: int
    up_to_7_days: int | None = None
    up_to_28_days: int | None = None
    over_28_days: int | None = None
    oldest_days: int | None = None


class WaitingRow(Struct, frozen=True):
    """One entitlement that nothing used, or one old device that is owed."""

    state: str
    entry: str
    recipient: str
    """The number."""
    name: str
    what: str
    """The categories that are due, or the old device that is owed."""
    since: str
    age_days: int
    until: str | None


class AuthorisedRow(Struct, frozen=True):
    """One entry that a second person let pass."""

    time: str
    authorised_by: str
    operator: str
    what: str
    """The entry's kind, and the doubts that were answered."""
    why: str
    """The reason in words, where one was given and is not stripped."""
    devices: str
    recipient: str
    name: str
    entry: str


class RefusedRow(Struct, frozen=True):
    """One attempt that was refused."""

    time: str
    code: str
    devices: str
    recipient: str
    name: str
    site: str
    operator: str
    entry: str


class SpendRow(Struct, frozen=True):
    """One financial year; money net, in pence. `year` is empty for what no list gives a year."""

    year: str
    decision: str
    approved_pence: int | None
    received: int
    """Devices that came new into stock."""
    received_cost_pence: int
    issued: int
    """Of them, those that somebody has."""
    issued_cost_pence: int
    without_cost: int
    left_pence: int | None
    """Approved, less received."""


@dataclass(frozen=True, slots=True)
class People:
    """Names people, as far as the record and the privacy rules let them be named."""

    store: Reader
    names: bool

    def recipient(self, person: str | None) -> tuple[str, str]:
        """Number and name; empty where nobody is known, or names are not shown."""
        return self._told(self.store.person(person) if person else None)

    def operator(self, person: str | None) -> str:
        """Number, and the name where names are shown."""
        return " ".join(part for part in self._told(self.store.operator(person) if person else None) if part)

    def devices(self, ids: Iterable[str | None]) -> str:
        """Serials or tags."""
        found = ((name, self.store.device(name)) for name in ids if name)
        return ", ".join(called(device) if device else name[:8] for name, device in found)

    def _told(self, found: Recipient | Operator | None) -> tuple[str, str]:
        return (found.number, found.name if self.names else "") if found else ("", "")


def one_for_one(store: Reader, found: Audit, coins: Coins, as_of: str, own: set[Journal]) -> list[BalanceRow]:
    """The balance, with the ages of what is open and owed as of an instant."""
    e = found.entitlements
    ages: dict[str, list[int]] = {fate: [] for fate in WAITING}
    for entitlement, fate in fates(coins, as_of, own):
        if fate in ages:
            ages[fate].append(age(entitlement.given, as_of[:10]))
    came, went = e.earned + e.received, e.used + e.open + e.frozen + e.given_up + e.void + e.expired
    return [
        BalanceRow("intakes", found.intakes),
        BalanceRow("withdrawn", found.withdrawn),
        BalanceRow("exemptions", found.exemptions),
        BalanceRow("returns", found.returns),
        BalanceRow("entitlements earned", e.earned),
        BalanceRow("received from other desks", e.received),
        BalanceRow("used by issues", e.used),
        *(_aged(fate, ages[fate]) for fate in WAITING),
        BalanceRow("given up to other desks", e.given_up),
        BalanceRow("void", e.void),
        BalanceRow("difference", came - went),
        BalanceRow("issues", found.issues),
        BalanceRow("issues less entitlements used", found.issues - e.used),
        BalanceRow("faults", len(found.faults)),
        BalanceRow("to settle", len(found.to_settle)),
        _aged("owed", [row.age_days for row in owed(store, as_of)]),
    ]


def waiting(store: Reader, coins: Coins, as_of: str, own: set[Journal], names: bool) -> list[WaitingRow]:
    """Every entitlement that nothing used and every old device that is owed, oldest first."""
    people = People(store, names)
    rows = []
    for entitlement, fate in fates(coins, as_of, own):
        if fate in WAITING:
            number, name = people.recipient(entitlement.recipient)
            due = " or ".join(entitlement.categories)
            until = entitlement.expires or entitlement.collect_by
            days = age(entitlement.given, as_of[:10])
            rows.append(WaitingRow(fate, entitlement.name, number, name, due, entitlement.given, days, until))
    for debt in owed(store, as_of):
        who = store.recipient_by_number(debt.recipient)
        name = who.name if who and names else ""
        what = f"{debt.category} {debt.device}".strip()
        rows.append(WaitingRow("owed", debt.issue, debt.recipient, name, what, debt.since, debt.age_days, None))
    return sorted(rows, key=lambda row: (row.since, row.entry))


def authorised(store: Reader, entries: Iterable[Entry], names: bool) -> Iterator[AuthorisedRow]:
    """What a second person let pass: who, for what, for whom."""
    people = People(store, names)
    for entry in entries:
        if entry.authorised_by is None:
            continue
        event = entry.event
        doubts = event.doubts if isinstance(event, ev.DeviceTakenIn | ev.DeviceIssued) else ()
        kind = event.kind if isinstance(event, ev.Unread) else ev.kind_of(event)
        what = "; ".join([kind, *(d.code for d in doubts if d.answer == "supervisor")]).replace("_", " ")
        if isinstance(event, ev.ExemptionGranted):
            what += f": {event.reason}"
        number, name = people.recipient(getattr(event, "recipient", None))
        yield AuthorisedRow(
            entry.wall, people.operator(entry.authorised_by), people.operator(entry.operator), what,
            "; ".join(_texts(store, event)), people.devices([getattr(event, "device", None)]), number, name, entry.id,
        )  # fmt: skip


def refused(store: Reader, entries: Iterable[Entry], names: bool) -> Iterator[RefusedRow]:
    """The attempts that were refused: proof that the control works."""
    people = People(store, names)
    for entry in entries:
        event = entry.event
        if isinstance(event, ev.AttemptRefused):
            number, name = people.recipient(event.recipient)
            operator = people.operator(entry.operator)
            devices = people.devices(event.devices)
            yield RefusedRow(entry.wall, event.code, devices, number, name, event.site, operator, entry.id)


def spend(store: Reader, years: Iterable[FinancialYear]) -> list[SpendRow]:
    """Devices that came new into stock and were issued, against each year's approved sum."""
    approved = {year.year: year for year in years}
    corrected = _corrections(store)
    bought: dict[str, tuple[str, int | None]] = {}
    for entry in store.of_kind("stock_received"):
        assert isinstance(entry.event, ev.StockReceived)  # `of_kind` gives no other
        for device in entry.event.devices:
            if device.ends is None and device.device not in bought:
                right = corrected.get((entry.id, device.device))
                year, cost = device.financial_year, device.unit_cost
                bought[device.device] = (right.financial_year, right.unit_cost) if right else (year or "", cost)
    issued = _issued(store)
    counts: Counter[tuple[str, str]] = Counter()
    for name, (year, cost) in bought.items():
        counts[year, "received"] += 1
        counts[year, "received_pence"] += cost or 0
        counts[year, "without_cost"] += cost is None
        counts[year, "issued"] += name in issued
        counts[year, "issued_pence"] += (cost or 0) * (name in issued)
    named = sorted({*approved, *(year for year, _ in counts)})
    return [_spend_row(year, approved.get(year), counts) for year in named]


def _aged(line: str, days: list[int]) -> BalanceRow:
    week = sum(d <= _WEEK for d in days)
    month = sum(_WEEK < d <= _MONTH for d in days)
    return BalanceRow(line, len(days), week, month, len(days) - week - month, max(days, default=None))


def _texts(store: Reader, event: ev.Event | ev.Unread) -> Iterator[str]:
    """The words and references behind an entry, those that are not stripped."""
    digests: list[Digest | None] = []
    match event:
        case ev.DeviceTakenIn(doubts=doubts) | ev.DeviceIssued(doubts=doubts):
            digests = [doubt.reason for doubt in doubts]
        case ev.ExemptionGranted(references=references, note=note):
            digests = [*(reference.text for reference in references), note]
        case ev.ExemptionWithdrawn(note=note):
            digests = [note]
    for digest in digests:
        text = store.text(digest) if digest else None
        if text:
            yield text


def _corrections(store: Reader) -> dict[tuple[str, str], ev.CostCorrected]:
    """The correction that stands for a receipt and a device: the one that no other replaces."""
    found = [(e.id, e.event) for e in store.of_kind("cost_corrected") if isinstance(e.event, ev.CostCorrected)]
    replaced = {event.corrects for _, event in found}
    return {(event.receipt, event.device): event for name, event in found if name not in replaced}


def _issued(store: Reader) -> set[str]:
    """The devices out of stock that somebody has: issued, and not come back."""
    back = {e.event.issue for e in store.of_kind("issue_returned") if isinstance(e.event, ev.IssueReturned)}
    issues = ((e.id, e.event) for e in store.of_kind("device_issued"))
    return {
        i.device
        for name, i in issues
        if isinstance(i, ev.DeviceIssued) and name not in back and isinstance(i.source, FromStock | FromReturn)
    }


def _spend_row(year: str, approved: FinancialYear | None, counts: Counter[tuple[str, str]]) -> SpendRow:
    received, pence = counts[year, "received"], counts[year, "received_pence"]
    sum_ = approved.approved_pence if approved else None
    return SpendRow(
        year, approved.decision if approved else "", sum_, received, pence, counts[year, "issued"],
        counts[year, "issued_pence"], counts[year, "without_cost"], sum_ - pence if sum_ is not None else None,
    )  # fmt: skip
