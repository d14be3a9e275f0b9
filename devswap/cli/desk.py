"""`devswap desk`: the desk, on the terminal or line by line."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from devswap.cli.opening import at_work, writing
from devswap.cli.settings import config_option, loaded
from devswap.cli.speech import output, standard_input

if TYPE_CHECKING:
    from devswap.desk.desk import Desk
    from devswap.store import Store


@contextmanager
def lines_beside_sync(store: "Store", at_desk: "Desk") -> "Iterator[Iterable[list[bytes]]]":
    """Standard input; an enrolled desk exchanges with its register between the lines, and while none comes."""
    from devswap.desk.plain import waiting

    if store.standing() is None:
        yield waiting(standard_input())
        return
    from devswap.sync import driving

    sync = driving.start(store)
    assert sync is not None
    try:
        yield driving.between(waiting(standard_input(aside=True)), sync, at_desk.learn)
    finally:
        sync.close()


@click.command()
@click.option("--plain", is_flag=True, help="Line by line, from standard input.")
@click.option("--json", "as_json", is_flag=True, help="Line by line, one object for each.")
@config_option
def desk(plain: bool, as_json: bool) -> None:
    """Take old devices in and hand new ones out.

    With --plain each line of standard input is a scan, with backslash escapes as in Python, or a command that begins
    with /, and each is answered once what the answer says is on disk.
    """
    config = loaded().config
    with writing(config) as store:
        if plain or as_json:
            from devswap.desk import plain as lines

            at_desk = at_work(store, config)
            with lines_beside_sync(store, at_desk) as given:
                lines.run(at_desk, given, output(), as_json=as_json)
            return
        from devswap.tui import app

        code = app.run(app.make_app(at_work(store, config), config), mouse=config.desk.mouse)
    if code:
        click.get_current_context().exit(code)
