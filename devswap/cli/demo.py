"""`devswap demo`: the main job at once."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from devswap.cli import audit
from devswap.cli.opening import at_work, writing
from devswap.cli.speech import output, put, say

if TYPE_CHECKING:
    from devswap.store import Store


@click.command()
@click.option("--plain", is_flag=True, help="Play a whole day line by line, and close with the balance.")
def demo(plain: bool) -> None:
    """A desk on made-up data, with a scanner that scans by itself; it leaves nothing behind.

    Watch swaps, refusals and the wipe queue go by. The keys work meanwhile: F1 shows them, Ctrl+Q leaves.
    """
    from devswap import demo as data

    with data.folder() as made:
        config = data.config_of(made, plays=not plain)
        with writing(config, sidecar=made) as store:
            _bring_lists(store, made)
            desk = at_work(store, config)
            if not plain:
                from devswap.tui import app

                code = app.run(app.make_app(desk, config), mouse=config.desk.mouse)
                click.get_current_context().exit(code)
            from devswap.desk import plain as lines
            from devswap.ledger.ids import instant

            with (made / "day.scans").open("rb") as day:
                lines.run(desk, day, output(), as_json=False)
            as_of = instant(datetime.now(UTC))
            put("\n" + "\n".join(audit.words(audit.balance(store, as_of), as_of)))


def _bring_lists(store: "Store", made: Path) -> None:
    from devswap.store.lists import import_list

    say("A force is made up and its lists are brought in.")
    for kind in ("recipients", "operators", "estate", "stock"):
        import_list(store, kind, made / f"{kind}.csv")
