"""What a shift came to: every entitlement that it found, earned or used, and where each stands at its end.

The entries say what came and what went; the desk's rows say what stands open. That both agree is the check.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from msgspec import Struct

from devswap.ledger import events as ev
from devswap.ledger.coins import CoinState
from devswap.ledger.entry import Entry
from devswap.ledger.subjects import uses_of


class Flow(Struct, frozen=True):
    """The entitlements of a shift: what came, on the left, and what became of it, on the right."""

    before: int
    """From earlier shifts, or from another desk."""
    intakes: int
    """Those that earn."""
    exemptions: int
    returns: int
    issues: int
    void: int
    """Intakes and exemptions that were taken back."""
    given_up: int
    open: int
    frozen: int
    nothing_due: int
    """Intakes that earn nothing; outside the sum."""
    broken: tuple[str, ...]
    """Entitlements that stand nowhere, or at two places."""

    @property
    def balanced(self) -> bool:
        """Whether all that came is accounted for."""
        came = self.before + self.intakes + self.exemptions + self.returns
        return not self.broken and came == self.issues + self.void + self.given_up + self.open + self.frozen


def flow(entries: Iterable[Entry], standing: Mapping[str, CoinState]) -> Flow:
    """The flow of one desk's entries of a shift; `standing` are its entitlements that its rows hold unused."""
    earned: dict[str, str] = {}
    used: Counter[str] = Counter()
    places: dict[str, str] = {}
    idle = 0
    for entry in entries:
        match entry.event:
            case ev.DeviceTakenIn(earns=earns):
                idle += not earns
                if earns:
                    earned[entry.id] = "intakes"
            case ev.ExemptionGranted():
                earned[entry.id] = "exemptions"
            case ev.IssueReturned():
                earned[entry.id] = "returns"
        name = _used(entry, earned)
        if name is not None:
            used[name] += 1
            places[name] = _place(entry)
    names = {*earned, *used, *standing}
    came = Counter(earned.get(name, "before") for name in names)
    went: Counter[str] = Counter(places.get(name) or standing.get(name) or "nowhere" for name in names)
    broken = tuple(sorted(n for n in names if used[n] + (n in standing) != 1))
    return Flow(
        came["before"], came["intakes"], came["exemptions"], came["returns"], went["issues"], went["void"],
        went["given_up"], went["open"], went["frozen"], idle, broken,
    )  # fmt: skip


def _used(entry: Entry, earned: Mapping[str, str]) -> str | None:
    """The entitlement that an entry uses; a withdrawal that names none uses what its intake earned."""
    event = entry.event
    if isinstance(event, ev.IntakeWithdrawn) and event.uses is None and event.intake in earned:
        return event.intake
    return uses_of(event)


def _place(entry: Entry) -> str:
    match entry.event:
        case ev.DeviceIssued():
            return "issues"
        case ev.EntitlementGivenUp():
            return "given_up"
    return "void"
