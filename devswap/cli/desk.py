"""`devswap desk`: the desk, on the terminal or line by line."""

import click

from devswap.cli.opening import at_work, writing
from devswap.cli.settings import config_option, loaded
from devswap.cli.speech import output, standard_input


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

            lines.run(at_work(store, config), standard_input(), output(), as_json=as_json)
            return
        from devswap.tui import app

        code = app.run(app.make_app(at_work(store, config), config), mouse=config.desk.mouse)
    if code:
        click.get_current_context().exit(code)
