"""An entitlement whose desk or incarnation is no more is granted again here, by a supervisor, as an entry that uses it.

It is safe as far as anybody can know: of an earlier life of this desk's own store, or of a desk that the register shut
out. Where the old one was used all the same, the two uses are `used_twice`, and what is unused behind them is frozen.
"""

from collections.abc import Collection

from devswap.ledger import events as ev
from devswap.ledger.coins import Coins
from devswap.ledger.decide import Refused, unusable
from devswap.ledger.state import Entitlement


def may_be_granted_again(entitlement: Entitlement, owner: tuple[str, str], shut_out: Collection[str]) -> bool:
    """Whether the desk and incarnation that it belongs to can never use it, as far as `owner` knows."""
    desk, incarnation = entitlement.owner
    return incarnation != owner[1] and (desk == owner[0] or desk in shut_out)


def grant_again(
    coins: Coins,
    entitlement: Entitlement,
    owner: tuple[str, str],
    shut_out: Collection[str],
    site: str,
    now: str,
    until: str,
) -> ev.ExemptionGranted | Refused:
    """The event that grants an entitlement again at the desk `owner`, or why it may not be.

    It runs until `until`, an exemption no longer than it ran before.
    """  # fmt: skip
    if not may_be_granted_again(entitlement, owner, shut_out):
        return Refused("entitlement_elsewhere", entitlement.name)
    refused = unusable(coins, entitlement, entitlement.owner, now)
    if refused is not None:
        return refused
    if entitlement.recipient is None:
        return Refused("no_entitlement", entitlement.name)
    why = "restored" if entitlement.owner[0] == owner[0] else "desk_lost"
    return ev.ExemptionGranted(
        device=None,
        replaces=None,
        not_known=why,
        recipient=entitlement.recipient,
        categories=entitlement.categories,
        reason=why,
        references=(),
        site=site,
        expires=entitlement.expires or until,
        regrants=entitlement.name,
        origin=entitlement.origin,
    )
