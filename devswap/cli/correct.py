"""`devswap correct`: what the record is to say besides, as entries; nothing that stands is changed."""

from collections.abc import Callable
from typing import Any, Literal

import click

from devswap.cli.acting import acting
from devswap.cli.opening import writing
from devswap.cli.settings import config_option, loaded
from devswap.cli.speech import say

_operator = click.option("--operator", "number", required=True, metavar="NUMBER", help="Who says so.")


def _by_two(command: Callable[..., Any]) -> Callable[..., Any]:
    second = click.option(
        "--authorised-by", "second", required=True, metavar="NUMBER", help="A supervisor, another person."
    )
    reason = click.option("--reason", required=True, metavar="REASON", help="Why, in a word or two.")
    return _operator(second(reason(command)))


@click.group()
def correct() -> None:
    """Corrections, as entries: what stood before still stands. A cost: `devswap stock correct`."""


@correct.command()
@click.argument("identifier")
@click.argument("text")
@click.option("--person", "of_person", is_flag=True, help="IDENTIFIER is a recipient's number, the note about them.")
@_operator
@config_option
def note(identifier: str, text: str, of_person: bool, number: str) -> None:
    """Put a note into a device's story, or a person's; /note does it at the desk."""
    from devswap.desk import correcting

    config = loaded().config
    with writing(config) as store:
        subject = (correcting.person_named if of_person else correcting.device_named)(store, identifier)
        what: Literal["device", "person"] = "person" if of_person else "device"
        correcting.note(store, what, subject, text, acting(store, config, number))
    say(f"{identifier}: noted.")


@correct.command("same-device")
@click.argument("one")
@click.argument("other")
@_by_two
@config_option
def same_device(one: str, other: str, reason: str, number: str, second: str) -> None:
    """Say that two devices of the lists are one: a mistyped serial, a tag that was taken for a serial."""
    _join("device", one, other, reason, number, second)


@correct.command("same-person")
@click.argument("one")
@click.argument("other")
@_by_two
@config_option
def same_person(one: str, other: str, reason: str, number: str, second: str) -> None:
    """Say that two recipients' numbers are one person's; limits count both together."""
    _join("person", one, other, reason, number, second)


def _join(kind: Literal["device", "person"], one: str, other: str, reason: str, number: str, second: str) -> None:
    from devswap.desk import correcting

    named = {"device": correcting.device_named, "person": correcting.person_named}[kind]
    config = loaded().config
    with writing(config) as store:
        both = named(store, one), named(store, other)
        correcting.join(store, kind, *both, reason, acting(store, config, number), acting(store, config, second))
    say(f"{one} and {other} are one {kind} from here on.")
