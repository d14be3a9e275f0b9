"""A store to try things on: a clock that stands still, seeded dice, and events that are quick to make."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from devswap.ledger import events as ev
from devswap.ledger.entry import Entry
from devswap.ledger.ids import device_id, uuid4
from devswap.ledger.parts import (
    BroughtBy,
    EstateLife,
    FromNowhere,
    FromStock,
    Identifier,
    Source,
    StockDevice,
)
from devswap.store import Recording, Store
from devswap.store.lists import Report, import_list

ESTATE = """serial,asset_tag,category,maker,model,assigned_to,site,end_of_life,imei,mac,iccid,drives,sensitivity
5CG7290HTW,104233,laptop,HP,EliteBook 840 G5,104417,Lambeth,2023-03-31,,48:BA:4E:12:34:56,,S4GXNE0M1;S4GXNE0M2,OFFICIAL
CN0F7TK98123,,monitor,Dell,P2419H,104417,Lambeth,2023-03-31,,,,,
DMPX4410,104871,tablet,Microsoft,Surface Pro 6,104418,Lambeth,2023-03-31,490154203237518,,8944100000000000000,,
5CG7290HTW,,laptop,Lenovo,ThinkPad T480,LOC-4,Lambeth,,,,,,
,104900,desktop,Dell,OptiPlex 3060,999999,Lambeth,,,,,,
"""
STOCK = """serial,asset_tag,category,maker,model,site,order_ref,unit_cost_pence,financial_year,imei,mac
5CG2411RVD,300001,laptop,HP,EliteBook 840 G10,Lambeth,PO-1,84921,2022/23,,
5CG2411RVF,300002,laptop,HP,EliteBook 840 G10,Lambeth,PO-1,84921,2022/23,,A4:BB:6D:00:00:01
5CG2411RVK,300004,laptop,HP,EliteBook 840 G10,Sidcup,PO-1,,,,
"""
RECIPIENTS = """kind,number,name,unit,badge,at_check
person,104417,R. Okafor,Unit 1,B000104417,no
person,104418,Ö. Özil,Unit 1,B000104418,yes
location,LOC-4,Custody 4,Unit 2,B000200004,no
"""
OPERATORS = """number,name,role,badge
104418,Ö. Özil,engineer,B000104418
200002,M. Shah,supervisor,B000200002
"""
LISTS = {"recipients": RECIPIENTS, "operators": OPERATORS, "estate": ESTATE, "stock": STOCK}


@dataclass
class StillClock:
    """A clock that moves only when it is told to."""

    at: datetime = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
    ticks: float = 1000.0

    def now(self) -> datetime:
        """The wall."""
        return self.at

    def monotonic(self) -> float:
        """Seconds of this boot."""
        return self.ticks

    def pass_by(self, **kwargs: float) -> None:
        """Let time go by."""
        step = timedelta(**kwargs)
        self.at += step
        self.ticks += step.total_seconds()


@dataclass
class Shelf:
    """A store in a folder, and what is quick to do with it."""

    folder: Path
    clock: StillClock = field(default_factory=StillClock)
    seed: int = 1
    ballast: int = 0
    store: Store = field(init=False)

    def __post_init__(self) -> None:
        self.open()

    @property
    def path(self) -> Path:
        """The store's file."""
        return self.folder / "desk.db"

    def open(self) -> Store:
        """Open it, as after a boot."""
        dice = Random(self.seed)
        self.seed += 1
        self.store = Store.open(self.path, clock=self.clock, dice=dice.getrandbits, ballast=self.ballast)
        return self.store

    def close(self) -> None:
        """Stop it well."""
        self.store.close()

    def reopen(self) -> Store:
        """Stop it well and start it again."""
        self.close()
        return self.open()

    def crash(self) -> None:
        """Stop it as a killed process stops: nothing is said, the lock goes."""
        self.store._db.driver.close()
        self.store._sidecar.close()
        self.store._lock.release()

    def bring(self, kind: Any, text: str | bytes, name: str = "", **options: Any) -> Report:
        """Import a list."""
        path = self.folder / (name or f"{kind}.csv")
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return import_list(self.store, kind, path, **options)

    def stocked(self) -> "Shelf":
        """With all its lists."""
        for kind, text in LISTS.items():
            self.bring(kind, text)
        return self

    def record(self, *events: ev.Event, ids: tuple[str, ...] = ()) -> list[Entry]:
        """Record events as one transaction."""
        names = (*ids, *[None] * (len(events) - len(ids)))
        return self.store.record([Recording(e, id=name) for e, name in zip(events, names, strict=True)])

    def swap(self, old: str, new: str, recipient: str) -> tuple[Entry, Entry]:
        """Take in an old device and issue a new one of the stock, in one transaction."""
        name = self.store.new_id()
        stocked = self.store.devices([("serial", new)])
        source: Source = FromStock(stocked[0].device.receipt or "") if stocked else FromNowhere()
        intake, issue = self.record(
            taken_in(old, recipient), issued(new, recipient, name, source=source), ids=(name, self.store.new_id())
        )
        return intake, issue

    def dump(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every projection's rows, in order."""
        from devswap.store.rebuilding import PROJECTIONS

        return {t.name: sorted(self.store._db.all(f"SELECT * FROM {t.name}"), key=repr) for t in PROJECTIONS}


def person(number: int) -> str:
    """A person id."""
    return uuid4(number)


def serial(value: str) -> tuple[Identifier, ...]:
    """The identifiers of a device whose serial was scanned."""
    return (Identifier("serial", value, value, "]C0"),)


def taken_in(value: str, recipient: str | None, maker: str = "HP", **changes: Any) -> ev.DeviceTakenIn:
    """An intake of a laptop by its serial."""
    fields: dict[str, Any] = {
        "device": device_id(maker, value), "ends": EstateLife(), "identifiers": serial(value), "category": "laptop",
        "maker": maker, "model": "EliteBook 840 G5", "site": "Lambeth", "recipient": recipient,
        "brought_by": BroughtBy(), "earns": ("laptop",), "nothing": None, "collect_by": None, "storage": "wipe",
        "drives": (), "sensitivity": "", "keep_until": None,
    }  # fmt: skip
    return ev.DeviceTakenIn(**{**fields, **changes})


def issued(value: str, recipient: str, uses: str, maker: str = "HP", **changes: Any) -> ev.DeviceIssued:
    """An issue of a laptop by its serial."""
    fields: dict[str, Any] = {
        "uses": uses, "origin": uses, "source": FromNowhere(), "device": device_id(maker, value),
        "identifiers": serial(value), "category": "laptop", "maker": maker, "model": "EliteBook 840 G10",
        "site": "Lambeth", "recipient": recipient,
    }  # fmt: skip
    return ev.DeviceIssued(**{**fields, **changes})


def returned(issue: Entry, **changes: Any) -> ev.IssueReturned:
    """The return of an issue, still sealed."""
    event = issue.event
    assert isinstance(event, ev.DeviceIssued)
    fields: dict[str, Any] = {
        "issue": issue.id, "origin": event.origin, "device": event.device, "identifiers": event.identifiers,
        "category": event.category, "recipient": event.recipient, "site": "Lambeth", "reason": "scanned_in_error",
        "goes_to": "stock", "earns": ("laptop",),
    }  # fmt: skip
    return ev.IssueReturned(**{**fields, **changes})


def withdrawn(intake: Entry, uses: str | None = None) -> ev.IntakeWithdrawn:
    """The withdrawal of an intake."""
    event = intake.event
    assert isinstance(event, ev.DeviceTakenIn)
    return ev.IntakeWithdrawn(intake.id, uses or intake.id, event.device, event.identifiers, "Lambeth", "undone")


def received(*serials: str, site: str = "Lambeth", **changes: Any) -> ev.StockReceived:
    """A delivery of laptops."""
    devices = tuple(
        StockDevice(
            device_id("HP", s), (Identifier("serial", s, how="listed"),), "laptop", "HP", "G10", 84921, "2022/23"
        )
        for s in serials
    )
    return ev.StockReceived(**{**_DELIVERY, "site": site, "devices": devices, **changes})


_DELIVERY: dict[str, Any] = {"order": "PO-1", "delivery": "D-1", "decision": "", "how": "listed"}
