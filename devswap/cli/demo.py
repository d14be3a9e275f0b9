"""`devswap demo`: the main job at once."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from devswap.cli import audit, fleet_demo
from devswap.cli.fleet_demo import Fleet
from devswap.cli.opening import at_work, writing
from devswap.cli.speech import output, put, say

if TYPE_CHECKING:
    from devswap.config import Config
    from devswap.store import Store


@click.command()
@click.option("--plain", is_flag=True, help="Play a whole day line by line, and close with the balance.")
def demo(plain: bool) -> None:
    """A desk on made-up data, with a scanner that scans by itself; it leaves nothing behind.

    Watch swaps, refusals and the wipe queue go by. The keys work meanwhile: F1 shows them, Ctrl+Q leaves. Where the
    register's parts are installed the desk is one of a fleet: a second one loses its network, works on, and comes back.
    """
    from devswap import demo as data

    with data.folder() as made, fleet_demo.fleet(made, data.config_of(made, plays=False)) as fleet:
        visits = fleet_demo.divided(made) if fleet else []
        config = data.config_of(made, plays=not plain)
        with writing(config, sidecar=made) as store:
            _bring_lists(store, made, config, fleet)
            play = _line_by_line if plain else _on_the_terminal
            code = play(store, made, config, fleet, visits)
    if code:
        click.get_current_context().exit(code)


def _bring_lists(store: "Store", made: Path, config: "Config", fleet: Fleet | None) -> None:
    from devswap.store.lists import import_list

    say("A force is made up and its lists are brought in.")
    if fleet is not None:
        fleet_demo.enrolled(store, fleet, config.desk.name)
        return
    for kind in ("recipients", "operators", "estate", "stock"):
        import_list(store, kind, made / f"{kind}.csv")


def _on_the_terminal(
    store: "Store", made: Path, config: "Config", fleet: Fleet | None, visits: list[list[bytes]]
) -> int:
    from devswap.tui import running
    from devswap.tui.messages import Told

    shown = running.make_app(at_work(store, config), config)
    if fleet is None:
        return running.run(shown, mouse=config.desk.mouse)
    story = fleet_demo.second_desk(fleet, made, config, visits)
    with fleet_demo.beside(story, lambda words: shown.post_message(Told(words))):
        return running.run(shown, mouse=config.desk.mouse)


def _line_by_line(store: "Store", made: Path, config: "Config", fleet: Fleet | None, visits: list[list[bytes]]) -> int:
    from devswap.desk import plain as lines
    from devswap.ledger.ids import instant

    with (made / "day.scans").open("rb") as day:
        lines.run(at_work(store, config), lines.waiting(day), output(), as_json=False)
    if fleet is not None:
        put("")
        for words in fleet_demo.second_desk(fleet, made, config, visits):
            put(words)
        put(f"{config.desk.name}: the day's {fleet_demo.exchange(store)} entries sent, in step.")
        put(fleet.words())
    as_of = instant(datetime.now(UTC))
    put("\n" + "\n".join(audit.words(audit.balance(store, as_of), as_of)))
    return 0
