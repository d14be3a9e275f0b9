"""An entitlement goes from one desk to another: given up here for good, usable there once that desk has read it.

Whoever owns it decides alone, so that no failure half-way lets it be used twice: before the entry is sealed only this
desk can use it, and after that only the one that the entry names (DESIGN 4.1).
"""

from devswap.ledger import events as ev
from devswap.ledger.coins import Coins
from devswap.ledger.decide import Refused, unusable
from devswap.ledger.state import Entitlement


def give_up(
    coins: Coins, entitlement: Entitlement, owner: tuple[str, str], to: tuple[str, str], now: str
) -> ev.EntitlementGivenUp | Refused:
    """The event that gives an entitlement to another desk and incarnation, or why it may not be."""
    if to[0] == owner[0]:
        return Refused("entitlement_elsewhere", entitlement.name)
    refused = unusable(coins, entitlement, owner, now)
    if refused is not None:
        return refused
    if entitlement.recipient is None:
        return Refused("no_entitlement", entitlement.name)
    return ev.EntitlementGivenUp(
        uses=entitlement.name,
        to_desk=to[0],
        to_incarnation=to[1],
        origin=entitlement.origin,
        categories=entitlement.categories,
        recipient=entitlement.recipient,
        expires=entitlement.expires,
        collect_by=entitlement.collect_by,
    )
