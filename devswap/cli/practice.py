"""`devswap practice`: a desk to learn on, on sample data."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from devswap.cli.opening import at_work, writing
from devswap.cli.settings import config_option, loaded
from devswap.cli.speech import output, put, say, standard_input
from devswap.errors import ConfigError

if TYPE_CHECKING:
    from devswap.config import Config
    from devswap.store import Store


_SHEET = "Write badges and devices to scan, as PDF, and do nothing else."


@click.command()
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.option("--plain", is_flag=True, help="Line by line, from standard input.")
@click.option("--json", "as_json", is_flag=True, help='Line by line, one object for each, with "practice": true.')
@click.option("--sheet", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help=_SHEET)
@config_option
def practice(folder: Path | None, plain: bool, as_json: bool, sheet: Path | None) -> None:
    """A desk on made-up people and devices, to learn on: every screen says PRACTICE.

    It has a store of its own, gone afterwards; with FOLDER it is kept there and goes on the next time. Your scanners,
    keys and theme work; the real store, register and printers cannot be reached from it.
    """
    from devswap import practice as room

    real = loaded().config
    with room.folder(folder, real) as made:
        if sheet is not None:
            _print_sheet(made, sheet)
            return
        config = room.config_of(made, real)
        with writing(config, sidecar=made) as store:
            if store.standing() is not None:
                raise ConfigError(f"{made} belongs to a register: that is no practice. Name another folder.")
            if not store.how_many():
                _bring_lists(store, made)
            code = _line_by_line(store, config, as_json) if plain or as_json else _on_the_terminal(store, config)
    if code:
        click.get_current_context().exit(code)


def _print_sheet(made: Path, file: Path) -> None:
    from devswap.practice import visits
    from devswap.printing.page import pdf
    from devswap.printing.practice_sheet import PER_PAGE, practice_sheets
    from devswap.printing.printers import write

    write(file, pdf(practice_sheets(visits(made)[: 2 * PER_PAGE])))
    put(str(file))


def _bring_lists(store: "Store", made: Path) -> None:
    from devswap.practice import LISTS
    from devswap.store.lists import import_list

    for kind in LISTS:
        import_list(store, kind, made / f"{kind}.csv")
    say("PRACTICE: people and devices are made up; `devswap practice --sheet FILE.pdf` has some to scan.")


def _line_by_line(store: "Store", config: "Config", as_json: bool) -> int:
    from devswap.desk import plain as lines

    lines.run(at_work(store, config), lines.waiting(standard_input()), output(), as_json=as_json, practice=True)
    return 0


def _on_the_terminal(store: "Store", config: "Config") -> int:
    from devswap.tui import running

    return running.run(running.make_app(at_work(store, config), config, practice=True), mouse=config.desk.mouse)
