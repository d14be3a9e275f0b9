"""The words of the oracle: people, devices, rules, what lies on a desk and what is recorded."""

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["person", "location"]
EARNS = {
    "laptop": ("laptop",),
    "desktop": ("desktop", "laptop"),
    "tablet": ("tablet", "laptop"),
    "monitor": ("monitor",),
}
NO_DATA = ("monitor",)
WHATEVER = "*"
"""A code that CONTRACT does not name: the verdict alone is compared."""
DAY = 86400.0
COLLECT, KEEP, EXEMPT = 28 * DAY, 14 * DAY, 28 * DAY


@dataclass(frozen=True)
class Someone:
    """A row of the recipients' or operators' list, or of both."""

    number: str
    name: str
    kind: Kind = "person"
    unit: str = ""
    badge: str = ""
    at_check: bool = False
    role: str = ""
    """Of the operators' list; empty: not on it."""
    listed: bool = True
    """On the recipients' list."""


@dataclass(frozen=True)
class Thing:
    """A device of the world, as a list has it; `place` is `none` where no list does."""

    serial: str
    tag: str
    category: str
    maker: str
    place: Literal["estate", "stock", "none"]
    model: str = ""
    assigned: str = ""
    end_of_life: str = ""
    site: str = ""

    @property
    def called(self) -> str:
        """What a line of the visit shows."""
        return self.serial or self.tag


@dataclass
class Rules:
    """The policy, as far as a visit asks it."""

    answers: dict[str, str] = field(
        default_factory=lambda: {
            "unknown_old_device": "supervisor",
            "same_unit": "ask",
            "other_unit": "supervisor",
            "out_of_scope": "supervisor",
            "recipient_over_limit": "supervisor",
            "typed_identifier": "ask",
        }
    )
    limits: dict[str, int] = field(default_factory=lambda: {"laptop_or_tablet": 1, "desktop": 1, "monitor": 2})
    ends: str = "2024-03-31"
    site: str = "Lambeth"
    today: str = "2026-11-23"


@dataclass
class Coin:
    """An entitlement."""

    recipient: str
    categories: tuple[str, ...]
    origin: "Intake | Exemption"
    within: bool
    """It comes of a listed device, or of an issue."""
    until: float
    """Seconds: later, an exemption's has expired, and another's asks for a supervisor."""
    exempt: bool = False
    frozen: bool = False
    state: Literal["open", "used", "void"] = "open"


@dataclass
class Intake:
    """An intake that was recorded."""

    thing: Thing
    kind: str
    recipient: str | None
    earns: tuple[str, ...]
    keep_until: float
    withdrawn: bool = False


@dataclass
class Exemption:
    """An exemption that was granted, or is asked for."""

    thing: Thing | None
    number: str


@dataclass
class Issue:
    """An issue that was recorded."""

    thing: Thing
    recipient: str
    origin: Intake | Exemption
    categories: tuple[str, ...]
    """Of the entitlement that it used."""
    owes: tuple[Thing, ...] = ()
    came_back: bool = False


@dataclass(frozen=True)
class Doubt:
    """What somebody must answer."""

    code: str
    who: str


@dataclass(frozen=True)
class Lying:
    """A device on the desk."""

    thing: Thing
    old: bool
    typed: str = ""
    """What was typed for it; empty: it was scanned."""
    nothing: bool = False
    doubts: tuple[Doubt, ...] = ()
    answered: tuple[tuple[str, str], ...] = ()
    """Doubts that were answered, each with the supervisor's number, if it was one."""
    frozen: bool = False
    category: str = ""
    """Of an unlisted one, as somebody chose it."""
    keep: float = 0.0
    """Until when somebody asked to keep it, in seconds; 0: nobody did."""

    @property
    def earns(self) -> tuple[str, ...]:
        """What it is good for."""
        return () if self.nothing else EARNS.get(self.kind, ())

    @property
    def kind(self) -> str:
        """Its category."""
        return self.category or self.thing.category


@dataclass
class Line:
    """What was recorded together."""

    intake: Intake | None
    issue: Issue | None


@dataclass
class Visit:
    """One recipient's visit."""

    who: Someone | None
    lying: list[Lying] = field(default_factory=list)
    recorded: list[Line] = field(default_factory=list)
    last: list[Line] = field(default_factory=list)
    exempting: Exemption | None = None
    undoing: bool = False
    again: set[Thing] = field(default_factory=set)
    left_asked: bool = False
    check_asked: bool = False
    check_made: bool = False
    keep: float = 0.0

    @property
    def olds(self) -> list[Lying]:
        """Old ones, in the order of scanning."""
        return [x for x in self.lying if x.old]

    @property
    def news(self) -> list[Lying]:
        """New ones, in the order of scanning."""
        return [x for x in self.lying if not x.old]

    @property
    def finished(self) -> bool:
        """Nothing waits, and something was recorded."""
        return not self.waits and bool(self.recorded)

    @property
    def waits(self) -> bool:
        """Something is not recorded yet."""
        return bool(self.lying) or self.exempting is not None


@dataclass(frozen=True)
class Answer:
    """What the desk must say."""

    verdict: str
    code: str
    recorded: tuple[str, ...] = ()


Claim = Lying | Coin


def earns(claim: Claim) -> tuple[str, ...]:
    """The categories that an old one, or an entitlement, is good for."""
    return claim.categories if isinstance(claim, Coin) else claim.earns


def things_of(line: Line) -> set[Thing]:
    """The devices of a line."""
    return {half.thing for half in (line.intake, line.issue) if half is not None}
