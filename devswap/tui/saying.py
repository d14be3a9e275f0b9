"""What the app says of itself: before its desk is open, at the start of a shift, behind the lock, and to a scanner."""

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from devswap import crash
from devswap.desk.outcome import Outcome, VisitView
from devswap.tui.widgets.edges import State
from devswap.tui.widgets.entry import Entry
from scanners.feedback import Verdict

if TYPE_CHECKING:
    from devswap.desk.desk import Desk
    from devswap.ledger.policy import Policy
    from devswap.sync.status import SyncStatus, Trouble
    from devswap.tui.screens.lock import Locked

PUT_BACK: Final = (
    "This store was put back from a copy; entitlements of before cannot be used here.",
    "A supervisor grants them again, stock count in hand: /grant-again.",
)
_UNREMARKABLE: Final = frozenset({"recipient_changed", "shown"})
"""Told, and nothing is wrong with the scan: the scanner says good."""
_OF_THE_DESK: Final = frozenset({"not_signed_in", "not_recorded", "pin_wanted", "wrong_pin", "locked_out", "no_pin"})
"""What may be said on a screen that is locked: nothing about a visit."""
_FIRST: Final = "Nobody may sign in yet: set up the first supervisor."
BEGIN: Final = ("Scan a badge.", "A device may come first, too.")
"""What to do first at a desk, and what else."""


def opening(now: datetime) -> Outcome:
    """While the desk is being opened."""
    return Outcome("", "accepted", "opening", "The store is being opened.", "One moment.", now, VisitView())


def ready(desk: "Desk", now: datetime, begin: tuple[str, str] = BEGIN) -> Outcome:
    """Before anything was scanned, how to begin; what lay on the desk when it stopped is offered again."""
    parked, lay = desk.parked(), desk.resume_summary()
    signed_in = desk.operator is not None
    message = f"On the desk when it stopped: {lay}. Carry on?" if lay and signed_in else begin[1]
    return replace(opening(now), code="ready", message=message, next=begin[0], visit=desk.visit(), parked=parked)


def called(desk: "Desk | None") -> str:
    """Who is signed in, by number where names stay off the screen; empty where nobody is."""
    operator = desk.operator if desk is not None else None
    if desk is None or operator is None:
        return ""
    return (operator.name if desk.settings.policy.privacy.names_on_screen else "") or operator.number


def of_a_crash(error: BaseException, desk: "Desk | None", folder: Path, now: datetime) -> str:
    """The one sentence of an error that nobody caught; its file holds nobody's data."""
    entries: list[str] = []
    with suppress(Exception):  # the store may be what broke
        entries = [entry.id for entry in desk.store.history(crash.LAST_ENTRIES)] if desk is not None else []
    return crash.report(error, folder, entries, now).sentence


def behind_the_lock(said: Outcome | None, desk: "Desk | None") -> "Locked":
    """What of an answer may be read by anybody, and what opens the screen."""
    from devswap.tui.screens.lock import Locked

    told = said if said is not None and said.code in _OF_THE_DESK else None
    message, cure = (told.message, told.next) if told is not None else ("", "")
    if desk is not None and desk.asks_for_pin:
        return Locked(message, cure, "Type the PIN.")
    if desk is not None and not desk.store.operators():
        return Locked(message or _FIRST, "Type /set-up NUMBER NAME and ENTER, then a PIN twice.", "Welcome.")
    return Locked(message, cure if told is not None and told.code != "not_signed_in" else "")


def begun(command: str, policy: "Policy") -> Entry:
    """The line of a command that needs words; of an exemption with the numbers that the policy wants for it."""
    verb, _, reason = command.partition(" ")
    rule = policy.exemptions.get(reason) if verb == "exemption" else None
    fields = [f"{need}=" for need in rule.needs] if rule is not None and rule.needs else [""]
    before = f"/{command} {fields[0]}"
    return Entry(" ".join([before, *fields[1:]]), len(before))


def to_the_scanner(outcome: Outcome) -> Verdict:
    """The verdict for the ear; what was merely told is a question there, unless nothing was wrong with the scan."""
    if outcome.verdict == "told":
        return "accepted" if outcome.code in _UNREMARKABLE else "ask"
    return outcome.verdict


def of_the_register(status: "SyncStatus", now: datetime) -> State:
    """Where the desk stands with its register, for the first row."""
    return State(status.row(now), status.well(now), status.brief(now))


def of_a_trouble(trouble: "Trouble | None") -> tuple[str, str]:
    """What keeps the desk from its register, and what to do about it, once it begins."""
    return (f"The register: {trouble.says}.", f"{trouble.cure.capitalize()}.") if trouble is not None else ("", "")
