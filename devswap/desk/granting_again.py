"""`/grant-again`: what a desk that is no more still owed the recipient on screen is collected here instead.

What that desk had recorded and never sent is not known here: whether the new one went out already only the shelf says,
so the supervisor is asked with the stock count in hand.
"""

import msgspec

from devswap.desk.closing import recording
from devswap.desk.exempting import ask
from devswap.desk.filling import then
from devswap.desk.table import Table
from devswap.desk.visit import Exempting, Visit
from devswap.desk.words import Reply, elsewhere, named, reply
from devswap.ledger.coins import Coins
from devswap.ledger.decide import Refused
from devswap.ledger.granting_again import grant_again
from devswap.ledger.known import Operator


def ask_for(table: Table) -> Reply:
    """Ask a supervisor for all that the recipient on screen may not collect where it belongs."""
    visit = table.current
    if visit is None or visit.recipient is None:
        return reply("told", "shown", what="Nobody is on screen.", then="Scan the badge of the recipient.")
    theirs = [coin for coin, why in table.unusable if why == "entitlement_elsewhere"]
    lost = [coin for coin in theirs if table.lost(coin)]
    who = named(visit.recipient, table.policy.privacy.names_on_screen)
    if theirs and not lost:
        owner = theirs[0].owner[0]
        desk = table.beside().get(owner) or owner[:8]
        said = f"{who}'s entitlement belongs to desk {desk}, which the register has not shut out."
        cure = "It is collected there or given up there; where that desk is lost: devswap register revoke, then sync."
        return reply("told", "shown", what=said, then=cure)
    if not lost:
        return reply("told", "shown", what=f"{who} has nothing at a desk that is no more.", then=then(table))
    wanted = Exempting("granted_again", (), None, again=tuple(coin.name for coin in lost))
    table.keep(msgspec.structs.replace(visit, exempting=wanted))
    return ask(table)


def grant(table: Table, visit: Visit, wanted: Exempting, supervisor: Operator) -> Reply:
    """Record what a supervisor has just authorised, all of it in one transaction."""
    who = named(visit.recipient, table.policy.privacy.names_on_screen)
    state = table.store.load(*wanted.again)
    coins, until = Coins(state), table.instant(table.policy.visits.collect_days)
    known = [coin for name in wanted.again if (coin := state.entitlement(name)) is not None]
    made = [
        grant_again(coins, coin, table.store.owner, table.shut_out(), table.settings.site, table.instant(), until)
        for coin in known
    ]
    after = msgspec.structs.replace(visit, exempting=None)
    refused = next((event for event in made if isinstance(event, Refused)), None)
    if refused is not None:  # something arrived, or ran out, while it was asked
        table.keep(after)
        table.refresh()
        return reply("refused", refused.code, elsewhere(who, "one", lost=False), what="one")
    events = [event for event in made if not isinstance(event, Refused)]
    table.record([recording(table, event, authorised_by=supervisor.id) for event in events], after)
    kinds = ("exemption_granted",) * len(events)
    return reply("accepted", "exemption_granted", recorded=kinds, who=who)
