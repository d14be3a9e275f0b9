"""Who acts in a command: named by number, and proven by PIN where they have one, as at the desk (P8)."""

import sys
from typing import TYPE_CHECKING

import click

from devswap.errors import ConfigError, DevswapError

if TYPE_CHECKING:
    from devswap.config import Config
    from devswap.ledger.known import Operator
    from devswap.ledger.policy import SignIn
    from devswap.store import Reader, Store


def acting(store: "Store", config: "Config", number: str) -> "Operator":
    """The operator of this number. Raises ConfigError where nobody is it, DevswapError where the PIN is not theirs."""
    rules, found = sign_in_rules(store, config), known(store, number)
    if rules.pin != "off" and store.pins.has(found.number):
        prove(store, rules, found)
    elif rules.pin == "required":
        raise DevswapError(f"{number} has no PIN here, and the policy asks for one: `devswap operator pin {number}`.")
    return found


def sign_in_rules(store: "Reader", config: "Config") -> "SignIn":
    """How people sign in here: the register's word where there is one."""
    return (store.rules() or config).policy.sign_in


def known(store: "Reader", number: str) -> "Operator":
    """The operator of this number. Raises ConfigError."""
    found = store.operator_by_number(number)
    if found is None:
        raise ConfigError(f"No operator has the number {number[:40]}. `devswap operator list` shows them.")
    return found


def prove(store: "Store", rules: "SignIn", whose: "Operator") -> None:
    """Ask for this operator's PIN. Raises DevswapError where it is not the one."""
    pin = ask_pin(f"PIN of {whose.number}", twice=False)
    tried = store.pins.attempt(whose.number, pin, store.clock.now(), rules.attempts)
    if tried.until is not None and not tried.right:
        raise DevswapError(f"That PIN was wrong too often: no try before {tried.until:%H:%M:%S} UTC on that day. Wait.")
    if not tried.right:
        raise DevswapError("That is not the PIN. Nothing was changed; try again.")


def ask_pin(words: str, *, twice: bool) -> str:
    """A PIN, unseen on a terminal; else the next line of standard input."""
    if sys.stdin is not None and sys.stdin.isatty():
        return str(click.prompt(words, hide_input=True, confirmation_prompt=twice, err=True)).strip()
    line = sys.stdin.readline().strip() if sys.stdin is not None else ""
    if not line:
        raise DevswapError(f"{words} was expected on standard input. Give it one line.")
    return line
