"""Short stories in entries: who did what at which desk, each sealed as a desk would, with the rest left plain."""

from datetime import timedelta
from hashlib import sha256
from uuid import NAMESPACE_URL, uuid5

from devswap.ledger import events as ev
from devswap.ledger.discrepancies import find
from devswap.ledger.discrepancy import Discrepancy, discrepancy_id
from devswap.ledger.entry import Body, Entry, genesis, seal
from devswap.ledger.fold import EMPTY, fold
from devswap.ledger.ids import moment
from devswap.ledger.parts import (
    BroughtBy,
    Doubt,
    Drive,
    EarnsNothing,
    EstateLife,
    FromStock,
    Life,
    Limit,
    Owed,
    Person,
    Reference,
    Source,
    StockDevice,
)
from devswap.ledger.state import State

NOON = "2026-11-23T12:00:00.000000Z"
LATER = "2027-11-23T12:00:00.000000Z"
LAPTOP = ("laptop",)


def name(word: str) -> str:
    """A UUID for a word, the same in every story."""
    return str(uuid5(NAMESPACE_URL, f"tests:{word}"))


def digest(word: str) -> str:
    return sha256(word.encode()).hexdigest()


class Desk:
    """A desk that records: each call seals the next entry of its one incarnation."""

    def __init__(self, word: str, life: str = "first", site: str = "Lambeth") -> None:
        self.desk, self.incarnation, self.site = name(word), name(f"{word} {life}"), site
        self.word = f"{word} {life}"
        self.head = genesis(self.desk, self.incarnation)
        self.entries: list[Entry] = []
        self.offset: int | None = None

    @property
    def owner(self) -> tuple[str, str]:
        return self.desk, self.incarnation

    def fresh_id(self) -> str:
        """The id of the next entry."""
        return name(f"{self.word} entry {len(self.entries)}")

    def record(
        self, event: ev.Event, *, wall: str = NOON, authorised_by: str | None = None, number: int | None = None
    ) -> str:
        n = number or len(self.entries) + 1
        ticked = (moment(wall) - moment(NOON)) // timedelta(microseconds=1) + n * 1_000_000
        body = Body(
            self.desk, self.incarnation, n, self.fresh_id(), name(f"{self.word} boot"), wall, ticked, self.offset, None,
            name("engineer"), authorised_by, ev.SCHEMA, event,
        )  # fmt: skip
        entry = seal(body, self.head)
        self.head = entry.hash
        self.entries.append(entry)
        return entry.id

    def stock(self, *devices: str, ends: str | None = None, category: str = "laptop") -> str:
        listed = tuple(StockDevice(name(d), (), category, "HP", "G10", 85_000, "2026/27", ends) for d in devices)
        return self.record(ev.StockReceived(self.site, "PO-1", "D-1", "PCD-1", "listed", listed))

    def take_in(
        self,
        device: str,
        person: str = "okafor",
        *,
        ends: Life | None = None,
        nothing: EarnsNothing | None = None,
        doubts: tuple[Doubt, ...] = (),
        keep_until: str | None = None,
        drives: tuple[str, ...] = ("drive",),
        storage: str = "wipe",
        collect_by: str | None = None,
        wall: str = NOON,
    ) -> str:
        return self.record(
            ev.DeviceTakenIn(
                device=name(device), ends=ends or EstateLife(), identifiers=(), category="laptop", maker="HP",
                model="G5", site=self.site, recipient=name(person), brought_by=BroughtBy(),
                earns=() if nothing else LAPTOP, nothing=nothing, collect_by=collect_by, storage=storage,
                drives=tuple(Drive(name(f"{device} {d}"), d) for d in drives), sensitivity="", keep_until=keep_until,
                doubts=doubts,
            ),
            wall=wall,
        )  # fmt: skip

    def issue(
        self,
        uses: str,
        device: str,
        source: Source | str,
        person: str = "okafor",
        *,
        origin: str | None = None,
        doubts: tuple[Doubt, ...] = (),
        limit: Limit | None = None,
        category: str = "laptop",
        owes: tuple[Owed, ...] = (),
        wall: str = NOON,
    ) -> str:
        drawn = FromStock(source) if isinstance(source, str) else source
        return self.record(
            ev.DeviceIssued(
                uses=uses, origin=origin or uses, source=drawn, device=name(device), identifiers=(), category=category,
                maker="HP", model="G10", site=self.site, recipient=name(person), limit=limit, doubts=doubts, owes=owes,
            ),
            wall=wall,
        )  # fmt: skip

    def take_back(
        self,
        issue: str,
        device: str,
        origin: str,
        person: str = "okafor",
        *,
        goes_to: str = "stock",
        storage: str = "no_data",
        keep_until: str | None = None,
    ) -> str:
        return self.record(
            ev.IssueReturned(
                issue=issue, origin=origin, device=name(device), identifiers=(), category="laptop",
                recipient=name(person), site=self.site, reason="wrong_model", goes_to=goes_to, earns=LAPTOP,
                storage=storage, keep_until=keep_until,
            )
        )  # fmt: skip

    def withdraw(self, intake: str, uses: str | None, device: str = "old") -> str:
        return self.record(ev.IntakeWithdrawn(intake, uses, name(device), (), self.site, "undone"))

    def exempt(
        self,
        device: str | None = "old",
        person: str = "okafor",
        *,
        replaces: Life | None = None,
        references: tuple[Reference, ...] = (),
        expires: str = LATER,
        regrants: tuple[str, str] | None = None,
    ) -> str:
        known = device is not None and regrants is None
        return self.record(
            ev.ExemptionGranted(
                device=name(device) if known else None, replaces=(replaces or EstateLife()) if known else None,
                not_known=None if known else "not_recorded", recipient=name(person), categories=LAPTOP, reason="lost",
                references=references, site=self.site, expires=expires, regrants=regrants[0] if regrants else None,
                origin=regrants[1] if regrants else None,
            ),
            authorised_by=name("supervisor"),
        )  # fmt: skip

    def give_up(self, uses: str, to: "Desk", origin: str | None = None, person: str = "okafor") -> str:
        return self.record(ev.EntitlementGivenUp(uses, *to.owner, origin or uses, LAPTOP, name(person)))

    def start_wipe(self, intake: str, *drives: str, wall: str = NOON, authorised_by: str | None = None) -> str:
        event = ev.WipeStarted(intake, tuple(map(name, drives)), "purge", "block_erase", "nvme")
        return self.record(event, wall=wall, authorised_by=authorised_by)

    def evidence(self, intake: str, drive: str, result: str = "passed", wall: str = NOON) -> str:
        return self.record(
            ev.WipeEvidenced(
                intake=intake, drive=name(drive), result=result, method="purge", technique="block_erase", tool="nvme",
                tool_version="2.3", reader="nvme", evidence=digest(drive), run=0, drive_serial=drive, host_serial="",
                size=None, erased=None, started="", ended="", verification="completed",
            ),
            wall=wall,
        )  # fmt: skip

    def accept(self, intake: str, drive: str, evidence: str) -> str:
        return self.record(ev.WipeAccepted(intake, name(drive), evidence, Person(name("bench"), "bench engineer")))

    def wipe(self, intake: str, *drives: str) -> None:
        """Started, evidenced and accepted, drive by drive."""
        for drive in drives:
            self.start_wipe(intake, drive)
            self.accept(intake, drive, self.evidence(intake, drive))

    def release(self, custody: str, device: str, disposition: str = "reuse", wall: str = NOON) -> str:
        return self.record(ev.DeviceReleased(custody, name(device), disposition, "Device Bank", "C-1"), wall=wall)

    def settle(self, found: Discrepancy, decision: str) -> str:
        return self.record(ev.DiscrepancySettled(found.id, found.code, found.about, found.entries, decision))


def state_of(*desks: Desk) -> State:
    """The fold of everything that these desks recorded."""
    return fold(EMPTY, (entry for desk in desks for entry in desk.entries))


def found(*desks: Desk) -> list[Discrepancy]:
    """What a person must settle: the discrepancies that nobody has settled."""
    return [d for d in find(state_of(*desks)) if d.decision is None]


def codes(*desks: Desk) -> list[str]:
    return [d.code for d in found(*desks)]


def only(code: str, *desks: Desk) -> Discrepancy:
    """The one unsettled discrepancy of these desks, which is of this kind."""
    [one] = found(*desks)
    assert one.code == code
    assert one.id == discrepancy_id(code, one.about)
    assert set(one.entries) <= {e.id for desk in desks for e in desk.entries}, "it names entries that are there"
    return one
