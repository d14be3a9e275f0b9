"""What is still to come in: devices that exemptions stand for, and old ones that issues were made against."""

from typing import Literal

from devswap.ledger import events as ev
from devswap.ledger.coins import Coins
from devswap.ledger.parts import EstateLife, Owed
from devswap.ledger.state import State

ExemptionFate = Literal["open", "expired", "frozen", "used", "withdrawn", "given_up", "granted_again"]


def exemption_fate(coins: Coins, exemption: str, as_of: str) -> ExemptionFate | None:
    """What became of an exemption as of an instant; None where there is no such entry."""
    entitlement = coins.state.entitlement(exemption)
    if entitlement is None:
        return None
    match coins.of(entitlement):
        case "void":
            if coins.state.exemption_withdrawn(exemption):
                return "withdrawn"
            return "granted_again" if coins.granted_again(entitlement) else "frozen"
        case "open":
            late = entitlement.expires is not None and entitlement.expires < as_of
            return "expired" if late else "open"
        case fate:
            return fate


def still_owed(state: State, issue: str) -> tuple[Owed, ...]:
    """The further old devices that a standing issue was made against and that have not come in.

    A device that is named comes in by its own intake, whoever brought it and whatever it earned; one of another name
    that was handed in for the issue stands for the first that is missing of its category.
    """
    event = state.event(issue, ev.DeviceIssued)
    if event is None or state.returned(issue):
        return ()
    came = [
        intake
        for entry, intake in state.about(issue, ev.DeviceTakenIn)
        if intake.nothing is not None and intake.nothing.issue == issue and not state.withdrawn(entry.id)
    ]
    named = {state.one(owed.device) for owed in event.owes if owed.device is not None}
    left = [o for o in event.owes if o.device is None or not _came_in(state, o.device, issue)]
    for intake in (i for i in came if state.one(i.device) not in named):
        like = [o for o in left if o.category == intake.category] or left
        if like:
            left.remove(like[0])
    return tuple(left)


def _came_in(state: State, device: str, issue: str) -> bool:
    """Whether a device that an issue is owed came out of the service that it was in then."""
    return any(
        intake.ends == EstateLife() or (intake.nothing is not None and intake.nothing.issue == issue)
        for _, intake in state.intakes(device)
    )
