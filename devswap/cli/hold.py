"""`devswap hold`: nothing about this device or person is wiped, destroyed or released until it is lifted."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from devswap.cli.acting import acting
from devswap.cli.listing import formats, rows
from devswap.cli.opening import reading, writing
from devswap.cli.settings import config_option, loaded
from devswap.cli.speech import say

if TYPE_CHECKING:
    from devswap.store import Reader
    from devswap.wiping.holds import Subject

_second = click.option(
    "--authorised-by", "second", required=True, metavar="NUMBER", help="A supervisor, another person."
)
_operator = click.option("--operator", "number", required=True, metavar="NUMBER", help="Who does it.")
_person = click.option("--person", is_flag=True, help="SUBJECT is a recipient's number, not a device.")


@click.group()
def hold() -> None:
    """Holds: placed and lifted by two people, never told at the desk."""


@hold.command()
@click.argument("subject")
@_person
@click.option("--reference", required=True, metavar="NUMBER", help="What it is known by elsewhere.")
@_operator
@_second
@config_option
def place(subject: str, person: bool, reference: str, number: str, second: str) -> None:
    """Place a hold on a device, by any identifier, or on a person."""
    from devswap.wiping import holds

    config = loaded().config
    with writing(config) as store:
        held = _subject(store, subject, person)
        holds.place(store, held, reference, acting(store, config, number), acting(store, config, second))
    say(f"A hold stands on {held.called}.")


@hold.command()
@click.argument("subject")
@_person
@click.option("--reference", default="", metavar="NUMBER", help="What allows it.")
@_operator
@_second
@config_option
def lift(subject: str, person: bool, reference: str, number: str, second: str) -> None:
    """Lift the holds that were placed on it."""
    from devswap.wiping import holds

    config = loaded().config
    with writing(config) as store:
        held = _subject(store, subject, person)
        count = holds.lift(store, held, reference, acting(store, config, number), acting(store, config, second))
    say(f"{count} lifted: none that was placed stands on {held.called}.")


@hold.command("list")
@formats
@config_option
def list_(as_json: bool, csv_file: Path | None) -> None:
    """The holds that were placed and not lifted."""
    from devswap.wiping import holds

    with reading(loaded().config) as store, rows(as_json, csv_file) as give:
        for found in holds.standing(store):
            row = {
                "hold": found.hold, "about": found.subject.about, "subject": found.subject.called,
                "placed": found.placed, "reference": found.reference,
            }  # fmt: skip
            line = f"{found.placed[:10]}  {found.subject.about:<6} {found.subject.called:<21} {found.reference}"
            give(row, line)


def _subject(store: "Reader", text: str, person: bool) -> "Subject":
    from devswap.wiping import holds

    return holds.person_named(store, text) if person else holds.device_named(store, text)
