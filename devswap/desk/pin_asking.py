"""Asking for a PIN and trying it: what the sign-in and a supervisor's answer share."""

from collections.abc import Callable

from devswap.desk.table import PinPurpose, PinWanted, Table
from devswap.desk.words import Reply, named, reply
from devswap.ledger.known import Operator


def needs_pin(table: Table, operator: Operator) -> bool:
    """Whether this operator has a PIN that the policy asks for."""
    return table.policy.sign_in.pin != "off" and table.store.pins.has(operator.number)


def ask_pin(
    table: Table,
    operator: Operator,
    purpose: PinPurpose,
    what: str,
    first: str = "",
    then: Callable[[Operator], Reply] | None = None,
) -> Reply:
    """Wait for the PIN of this operator, and say what for; `then` is done once it is right."""
    table.pin = PinWanted(operator, purpose, first, then)
    return reply("ask", "pin_wanted", what=what, asks_for="pin")


def refused_pin(table: Table, operator: Operator, pin: str) -> Reply | None:
    """Try a PIN; why it opens nothing, or None where it is right. The question stays. Raises NotRecorded."""
    rules = table.policy.sign_in
    tried = table.store.pins.attempt(operator.number, pin, table.now(), rules.attempts)
    if tried.right:
        return None
    who = named(operator, table.policy.privacy.names_on_screen)
    if tried.until is not None:
        count, until = str(tried.attempts.failures), f"{tried.until:%H:%M:%S} UTC on {tried.until:%d %B}"
        return reply("refused", "locked_out", who=who, number=operator.number, count=count, until=until)
    left = rules.attempts - tried.attempts.failures
    return reply("refused", "wrong_pin", who=who, left=f"{left} more before a wait.")
