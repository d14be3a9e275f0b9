"""`devswap operator`: who may sign in at this desk, their PINs, and those who are locked out."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from devswap.cli.acting import ask_pin, known, prove, sign_in_rules
from devswap.cli.listing import formats, rows
from devswap.cli.opening import reading, writing
from devswap.cli.settings import config_option, loaded
from devswap.cli.speech import say
from devswap.errors import DevswapError

if TYPE_CHECKING:
    from devswap.ledger.known import Operator
    from devswap.ledger.policy import SignIn
    from devswap.store import Store

ROLES = ("engineer", "supervisor", "bench")


@click.group()
def operator() -> None:
    """Who may sign in at this desk: add one, set a PIN, list them, unlock one.

    Once a supervisor has a PIN, each change asks for a supervisor's: --by NUMBER says whose. PINs are read from the
    terminal without being shown, or one a line from standard input.
    """


@operator.command()
@click.argument("number")
@click.option("--name", default="", help="As it is shown.")
@click.option("--role", type=click.Choice(ROLES), required=True, help="What they may do.")
@click.option("--badge", default="", help="What the badge reads as.")
@click.option("--by", metavar="NUMBER", help="The supervisor who adds them.")
@config_option
def add(number: str, name: str, role: str, badge: str, by: str | None) -> None:
    """Add an operator; the next list that is imported takes the place of all."""
    from devswap.store.lists.operators import add_operator

    config = loaded().config
    with writing(config) as store:
        _authorised(store, sign_in_rules(store, config), by)
        added = add_operator(store, number, name, role, badge)
    say(f"{added.number} may sign in as {added.role}. Set a PIN: `devswap operator pin {added.number}`.")


@operator.command()
@click.argument("number")
@click.option("--by", metavar="NUMBER", help="The supervisor who sets it; by default the operator's own old PIN does.")
@config_option
def pin(number: str, by: str | None) -> None:
    """Set an operator's PIN at this desk."""
    from devswap.desk.signing_in import note_pin, weak

    config = loaded().config
    with writing(config) as store:
        rules = sign_in_rules(store, config)
        whose = known(store, number)
        supervisor = None
        if by is None and store.pins.has(whose.number):
            prove(store, rules, whose)
        else:
            supervisor = _authorised(store, rules, by)
        fresh = ask_pin(f"New PIN of {whose.number}", twice=True)
        wrong = weak(fresh, rules.digits, whose)
        if wrong:
            raise DevswapError(wrong)
        if supervisor is not None and supervisor.id != whose.id:
            note_pin(store, supervisor, whose, "pin_set")
        store.pins.keep(whose.number, fresh)
    say(f"{whose.number} has a new PIN at this desk.")


@operator.command()
@click.argument("number")
@click.option("--by", metavar="NUMBER", help="The supervisor who unlocks them.")
@config_option
def unlock(number: str, by: str | None) -> None:
    """Let an operator who got the PIN wrong too often try again at once."""
    from devswap.desk.signing_in import note_pin

    config = loaded().config
    with writing(config) as store:
        whose = known(store, number)
        if by is not None and known(store, by).id == whose.id:
            raise DevswapError("Nobody unlocks themselves. Ask another supervisor.")
        supervisor = _authorised(store, sign_in_rules(store, config), by)
        if supervisor is not None:
            note_pin(store, supervisor, whose, "pin_unlocked")
        store.pins.unlock(whose.number)
    say(f"{whose.number} may try again.")


@operator.command("list")
@formats
@config_option
def list_(as_json: bool, csv_file: Path | None) -> None:
    """Operators with role, whether they have a PIN here, and until when they are locked out."""
    from devswap.ledger.ids import instant

    config = loaded().config
    with reading(config) as store, rows(as_json, csv_file) as give:
        rules = sign_in_rules(store, config)
        for one in store.operators():
            attempts = store.pins.attempts(one.number)
            until = attempts.until(rules.attempts)
            row = {
                "number": one.number, "name": one.name, "role": one.role, "badge": one.badge,
                "pin": store.pins.has(one.number), "wrong": attempts.failures,
                "locked_until": instant(until) if until else None,
            }  # fmt: skip
            waits = f"  locked out until {row['locked_until']}" if until else ""
            words = f"{one.number:<10} {one.role:<10} {'PIN   ' if row['pin'] else 'no PIN'}  {one.name}{waits}"
            give(row, words)


def _authorised(store: "Store", rules: "SignIn", by: str | None) -> "Operator | None":
    """The supervisor whose PIN allows it, once any has one. Raises DevswapError."""
    guards = [o for o in store.operators() if o.role == "supervisor" and store.pins.has(o.number)]
    if not guards:
        return None
    if by is None:
        raise DevswapError("A supervisor of this desk has a PIN, so one must allow this: add --by NUMBER.")
    supervisor = known(store, by)
    if supervisor.number not in {o.number for o in guards}:
        raise DevswapError(f"{by[:40]} is no supervisor with a PIN. Name one who is.")
    prove(store, rules, supervisor)
    return supervisor
