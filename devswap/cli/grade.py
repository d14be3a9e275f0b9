"""`devswap grade`: what state a device in custody is in, and what was tested and cleared."""

import click

from devswap.cli.acting import acting
from devswap.cli.opening import writing
from devswap.cli.settings import config_option, loaded
from devswap.cli.speech import say
from devswap.errors import ConfigError


@click.command()
@click.argument("identifier")
@click.argument("words", nargs=-1, required=True, metavar="GRADE [REASON…] [CHECK=WORD…] [FACT=NUMBER…]")
@click.option("--operator", "number", required=True, metavar="NUMBER", help="Who grades it.")
@config_option
def grade(identifier: str, words: tuple[str, ...], number: str) -> None:
    """Grade a device; a later grade replaces the earlier one, which stays in the record.

    Checks: test=pass, bios=cleared, mdm=removed, account=removed, sim=out; a check that is not named was not made.
    Facts are numbers that a scheme may ask a minimum of: ram=8.
    """
    from devswap.store import Recording
    from devswap.wiping.consigning import ROLES
    from devswap.wiping.grading import graded
    from devswap.wiping.holds import device_named

    with writing(loaded().config) as store:
        operator = acting(store, loaded().config, number)
        if operator.role not in ROLES:
            raise ConfigError(f"{number} is no bench hand or supervisor. Name one of the operators' list.")
        device = device_named(store, identifier)
        event = graded(store.load(device.id), device.id, list(words))
        store.record([Recording(event, operator.id)])
    again = ", in place of the grade before" if event.regrades else ""
    say(f"{device.called} is grade {event.grade.upper()}{again}.")
