"""`devswap find`: anything by any number or name, and its story."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from devswap.cli.listing import Give, formats, rows
from devswap.cli.opening import reading, settings_of, writing
from devswap.cli.settings import config_option, loaded
from devswap.errors import DevswapError

if TYPE_CHECKING:
    from devswap.config import Config
    from devswap.desk.history import Found, Story
    from devswap.ledger.known import Recipient
    from devswap.store import Reader


@click.command()
@click.argument("text")
@formats
@config_option
def find(text: str, as_json: bool, csv_file: Path | None) -> None:
    """A device by any identifier, cage label or code; a person by badge, number or name.

    One match is told with all that happened, from the delivery to the way out; of several, which they are. That a
    person was looked for is noted, so a person is not found from here while the desk is at work: use F3 there.
    """
    from devswap.desk.history import search

    config = loaded().config
    with reading(config) as store:
        settings = settings_of(store, config)
        found = search(store, text, settings.badges)
        if found.people:
            _note(config, found.people)
        if not found.devices and not found.people:
            raise DevswapError(f"Nothing and nobody is found by {text[:60]}. Try another number that is on it.")
        with rows(as_json, csv_file) as give:
            _tell(store, found, settings.policy.privacy.names_on_screen, give, csv_file is not None)


def _note(config: "Config", people: "tuple[Recipient, ...]") -> None:
    """Keep who was looked for. Raises StoreError where a desk is at work on the store."""
    with writing(config) as store:
        for person in people:
            store.note_look_up(person.id, None, "find")


def _tell(store: "Reader", found: "Found", names: bool, give: Give, table: bool) -> None:
    from devswap.desk.history import of_device, of_person

    stories = [(device.id, "device", of_device(store, device, names=names)) for device in found.devices]
    stories += [(person.id, "person", of_person(store, person, names=names)) for person in found.people]
    for name, what, story in stories:
        if not table:
            head = {"found": what, "id": name, "title": story.title, "facts": list(story.facts)}
            give(head, "\n  ".join((story.title, *story.facts)))
        if len(stories) == 1 or table:
            _story(name, story, give)


def _story(name: str, story: "Story", give: Give) -> None:
    from devswap.desk.history import line
    from devswap.ledger.ids import instant

    for one in story.happened:
        row: dict[str, Any] = {
            "about": name, "title": story.title, "entry": one.id, "time": instant(one.time), "kind": one.kind,
            "text": one.text, "by": one.by,
        }  # fmt: skip
        give(row, f"  {line(one)}")
