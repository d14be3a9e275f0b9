"""What the desk answers, and what there is to draw: plain values that a screen, a line or a scanner can show."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

Verdict = Literal["accepted", "ask", "refused", "told"]
Wants = Literal["", "reason", "supervisor", "confirm", "choice", "scan", "pin"]
LineState = Literal["complete", "old_only", "new_only", "entitlement", "asked", "hand_in", "recorded"]


class DeviceView(Struct, frozen=True):
    """A device as an engineer recognises it."""

    category: str
    maker: str
    model: str
    serial: str
    """Or the tag, where it has no serial."""
    asset_tag: str = ""
    no_user_data: bool = False

    @property
    def called(self) -> str:
        """The serial, or the tag of what has none."""
        return self.serial or self.asset_tag


class LineView(Struct, frozen=True):
    """One pair of the visit, or half of one."""

    old: DeviceView | None
    new: DeviceView | None
    state: LineState
    question: str = ""
    """The code of the doubt that waits for an answer."""
    due: tuple[str, ...] = ()
    """What the old one earns, while no new one is here."""
    stands_on: int = 0
    """The table of a new one that waits; 0: of none."""


class RecipientView(Struct, frozen=True):
    """Who is served. Names are blank where the policy keeps them off the screen."""

    number: str
    name: str
    unit: str
    kind: str
    at_check: bool = False


class VisitView(Struct, frozen=True):
    """The visit on screen."""

    id: str = ""
    """Empty where none is open."""
    recipient: RecipientView | None = None
    opened: datetime | None = None
    lines: tuple[LineView, ...] = ()
    entitlements_open: int = 0
    expected: tuple[DeviceView, ...] = ()
    """What the estate lists for the recipient and nobody has seen yet."""
    keep_until: str | None = None
    raised: tuple[str, ...] = ()
    """Checks that the engineer raised."""
    checks: tuple[str, ...] = ()
    """Checks that are raised only when wrong."""


class ParkedView(Struct, frozen=True):
    """A visit that waits."""

    id: str
    called: str
    opened: datetime
    summary: str


class Happening(Struct, frozen=True):
    """One line of the tape of what happened last."""

    time: datetime
    verdict: Verdict
    who: str
    text: str
    recorded: bool = False


class Balance(Struct, frozen=True):
    """The day at this desk, and what stands open."""

    taken_in: int = 0
    issued: int = 0
    to_collect: int = 0
    on_tables: int = 0
    exemptions: int = 0
    wipes_waiting: int = 0
    withdrawn: int = 0
    returned: int = 0


class Choice(Struct, frozen=True):
    """One of several that a question offers: `/choose N` takes it."""

    number: int
    text: str


class Outcome(Struct, frozen=True):
    """The desk's answer to one scan or command."""

    scan: str
    """As it came, escaped."""
    verdict: Verdict
    code: str
    message: str
    next: str
    time: datetime
    visit: VisitView
    parked: tuple[ParkedView, ...] = ()
    recorded: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    asks_for: Wants = ""
    """What answers an `ask`."""
    listed: tuple[str, ...] = ()
    """What is told besides, a line each: a story, the commands."""

    @property
    def word(self) -> Literal["DONE", "NEXT", "ASK", "STOP", "NOT RECORDED", ""]:
        """The giant word; empty for what was merely told, which never changes the band.

        Somebody else on screen is more than told: a STOP that stood there was not theirs.
        """
        if self.code == "not_recorded":
            return "NOT RECORDED"
        if self.code == "recipient_changed":
            return "NEXT"
        if self.verdict == "accepted":
            return "DONE" if self.recorded or self.code == "cancelled" else "NEXT"
        return {"ask": "ASK", "refused": "STOP", "told": ""}[self.verdict]  # type: ignore[return-value]
