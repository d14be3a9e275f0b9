"""`/give-up DESK`: what the recipient on screen may still collect here is collected at another desk instead."""

from devswap.desk.closing import recording
from devswap.desk.table import Table
from devswap.desk.words import Reply, named, reply
from devswap.ledger.coins import Coins
from devswap.ledger.decide import Refused
from devswap.ledger.giving_up import give_up

SHORTEST = 4
"""Characters of a desk's id that name it; more where two desks begin alike."""
_SHOWN = 8


def to_desk(table: Table, name: str) -> Reply:
    """Give up every open entitlement of the recipient on screen to the desk of this name, or whose id begins so."""
    visit = table.current
    desks, names = others(table), table.beside()
    found = [desk for desk in desks if name and names.get(desk, "").casefold() == name.casefold()]
    if not found and len(name) >= SHORTEST:
        found = [desk for desk in desks if desk.startswith(name.lower())]
    if len(found) != 1:
        known = ", ".join(sorted(f"{names.get(desk, '')} {desk[:_SHOWN]}".strip() for desk in desks))
        own = table.store.owner[0][:_SHOWN]
        return reply(
            "told", "shown", what=f"This desk is {own}. Others: {known or 'none that the register told of'}.",
            then="Say /give-up and one of them.",
        )  # fmt: skip
    if visit is None or visit.recipient is None:
        return reply("told", "shown", what="Nobody is on screen.", then="Scan a badge first.")
    if visit.news:
        return reply("told", "shown", what="A new device lies on the desk.", then="CONFIRM or CANCEL first.")
    who = named(visit.recipient, table.policy.privacy.names_on_screen)
    coins = Coins(table.store.load(*(coin.name for coin in table.coins)))
    to = (found[0], desks[found[0]])
    made = [give_up(coins, coin, table.store.owner, to, table.instant()) for coin in table.coins]
    refused = next((event for event in made if isinstance(event, Refused)), None)
    if refused is not None:
        return reply("refused", refused.code, who=who, what="device")
    events = [event for event in made if not isinstance(event, Refused)]
    if not events:
        return reply("told", "shown", what=f"{who} has nothing to collect here.", then="Scan the old device.")
    table.store.record([recording(table, event) for event in events])
    table.refresh()
    what = ", ".join(" or ".join(event.categories) for event in events)
    where = names.get(found[0]) or found[0][:_SHOWN]
    kinds = ("entitlement_given_up",) * len(events)
    return reply("accepted", "entitlement_given_up", recorded=kinds, who=who, what=what, where=where)


def others(table: Table) -> dict[str, str]:
    """Every other desk that can hand something out, with the last of its incarnations that is known.

    The register tells of those at this site; others are known by their entries. The register itself is no desk.
    """
    standing = table.store.standing()
    no_more = {table.store.owner[0], *table.shut_out()} | ({standing.register} if standing else set())
    known = {life.desk: life.incarnation for life in table.store.incarnations() if life.desk not in no_more}
    return known | {one.desk: one.incarnation for one in (standing.beside if standing else ())}
