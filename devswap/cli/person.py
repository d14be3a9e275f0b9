"""`devswap person`: what is held about somebody, forgetting them, and who looked for whom."""

import json
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from devswap.cli.listing import formats, rows
from devswap.cli.opening import reading, writing
from devswap.cli.settings import config_option, loaded
from devswap.cli.speech import put, say
from devswap.errors import DevswapError, NotRecorded, StoreError
from devswap.ledger.ids import instant, normal_serial

if TYPE_CHECKING:
    from devswap.store import Store


@click.group()
def person() -> None:
    """What is held about a person; forgetting one; who looked for whom."""


@person.command()
@click.argument("number")
@config_option
def export(number: str) -> None:
    """Everything that this desk holds about a person, as one JSON object; that it was asked for is noted."""
    from devswap.store.personal import held_about, person_of

    with writing(loaded().config) as store:
        found = person_of(store, normal_serial(number))
        if found is None:
            raise DevswapError(f"Nobody is known here by the number {number[:40]}. Names are not looked for.")
        held = held_about(store, found)
        store.note_look_up(found, None, "export")
    put(json.dumps(held, ensure_ascii=False, indent=2))


@person.command()
@click.argument("number", required=False)
@click.option("--older-than", type=click.IntRange(0, 36500), metavar="DAYS", help="All whom no entry named since.")
@click.option("--by-policy", is_flag=True, help="As --older-than with strip_people_after_days of [policy.privacy].")
@config_option
def strip(number: str | None, older_than: int | None, by_policy: bool) -> None:
    """Forget a person: number, name, unit, badge, PIN, texts. Entries stand, and the chain still verifies.

    Refused under a hold, and while a visit lies on the desk or an entitlement is open. A later list that names the
    number is refused until `devswap person readmit NUMBER`; who was forgotten for age alone may come back as somebody
    new, with nothing of before.
    """
    if (number is not None) + (older_than is not None) + by_policy != 1:
        raise click.UsageError("Name one NUMBER, or --older-than DAYS, or --by-policy.")
    from devswap.store.personal import person_of, why_kept

    config = loaded().config
    with writing(config) as store:
        if number is None:
            rules = (store.rules() or config).policy.privacy
            _strip_old(store, rules.strip_people_after_days if older_than is None else older_than)
            return
        found = person_of(store, normal_serial(number))
        if found is None:
            raise DevswapError(f"Nobody is known here by the number {number[:40]}. Nothing was forgotten.")
        if why := why_kept(store, found, instant(store.clock.now())):
            raise DevswapError(f"Not forgotten: {why}. Finish that first.")
        _forget(store, found)
    say("Forgotten. The record stands, under a random id.")


def _forget(store: "Store", person: str, *, stays_out: bool = True) -> None:
    """What waits on paper first: drawn again, it finds no name. A power cut between leaves something to ask again."""
    from devswap.desk.unprinted import take_back

    try:
        taken = take_back(store, person)
    except OSError as error:
        raise DevswapError(
            f"Not forgotten: paper that waits for a printer cannot be removed ({error.strerror}). Print it first."
        ) from error
    store.strip_person(person, stays_out=stays_out)
    if taken:
        say(f"{taken} page{'s' * (taken != 1)} waited for a printer with that name: drawn again without it.")


def _strip_old(store: "Store", days: int) -> None:
    from devswap.desk.clock import clock_doubt
    from devswap.store.personal import last_named, why_kept

    if doubt := clock_doubt(store, timedelta.max):  # a store rests for years once its programme is over
        raise DevswapError(f"Nobody was forgotten: this machine's clock cannot be trusted ({doubt}). Set it first.")
    now = store.clock.now()
    before = instant(now - timedelta(days=days))
    done = kept = 0
    for found, last in last_named(store).items():
        if last >= before or store.operator(found) is not None or why_kept(store, found, instant(now)):
            kept += last < before
            continue
        try:
            _forget(store, found, stays_out=False)
            done += 1
        except NotRecorded:
            raise
        except StoreError:
            kept += 1  # a hold, which is said to nobody
    say(f"{done} forgotten whom no entry named for {days} days; {kept} kept that something still stands against.")


@person.command()
@click.argument("number")
@config_option
def readmit(number: str) -> None:
    """Let lists name the number of a forgotten person again; nothing of before comes back."""
    with writing(loaded().config) as store:
        if not store.readmit(normal_serial(number)):
            raise DevswapError(f"Nobody of the number {number[:40]} was forgotten here. Nothing was changed.")
    say("Lists may name this number again.")


@person.command("look-ups")
@click.argument("number", required=False)
@formats
@config_option
def look_ups(number: str | None, as_json: bool, csv_file: Path | None) -> None:
    """Who looked for whom and when, oldest first: all, or those by or for one number."""
    from devswap.store.personal import look_ups as noted
    from devswap.store.personal import person_of

    with reading(loaded().config) as store, rows(as_json, csv_file) as give:
        whose = person_of(store, normal_serial(number)) if number is not None else None
        if number is not None and whose is None:
            raise DevswapError(f"Nobody is known here by the number {number[:40]}. Leave it out to see all.")
        for row in noted(store, whose):
            words = f"{row['at']}  {row['by'] or '-'} looked for {row['person']} ({row['how']})"
            give(row, words)
