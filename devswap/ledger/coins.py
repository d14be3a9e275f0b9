"""Which entitlements are open: the set of entries, with the disputes that stand over it."""

from functools import cached_property
from typing import Literal

from devswap.ledger import events as ev
from devswap.ledger.discrepancies import find
from devswap.ledger.discrepancy import Discrepancy
from devswap.ledger.state import Entitlement, State

CoinState = Literal["open", "frozen", "used", "given_up", "void"]


class Coins:
    """The entitlements of a state, each with what became of it."""

    def __init__(self, state: State) -> None:
        self.state = state

    @cached_property
    def discrepancies(self) -> tuple[Discrepancy, ...]:
        """Every disagreement between these entries, settled ones included."""
        return find(self.state)

    @cached_property
    def disputed(self) -> dict[str, Literal["frozen", "void"]]:
        """Origins whose unused entitlements stand still: until a person settles it, or for ever."""
        fate: dict[str, Literal["frozen", "void"]] = {}
        for discrepancy in self.discrepancies:
            if discrepancy.decision == "both_stand":
                continue
            for origin in discrepancy.freezes:
                for_ever = discrepancy.decision is not None or fate.get(origin) == "void"
                fate[origin] = "void" if for_ever else "frozen"
        return fate

    def of(self, entitlement: Entitlement) -> CoinState:
        """What became of it: an issue outweighs every other use, as the device is gone."""
        uses = [self.state.entries[name].event for name in entitlement.uses]
        if any(isinstance(use, ev.DeviceIssued) for use in uses):
            return "used"
        if any(isinstance(use, ev.EntitlementGivenUp) for use in uses):
            return "given_up"
        if uses:
            return "void"
        return self.disputed.get(entitlement.origin, "open")

    def granted_again(self, entitlement: Entitlement) -> bool:
        """Whether another life of its desk, or another desk, granted it again."""
        return any(isinstance(self.state.entries[name].event, ev.ExemptionGranted) for name in entitlement.uses)

    def open_for(self, recipient: str, owner: tuple[str, str]) -> list[Entitlement]:
        """The open entitlements of one recipient at one desk and incarnation."""
        return [
            e
            for e in self.state.entitlements()
            if e.recipient == recipient and e.owner == owner and self.of(e) == "open"
        ]
