"""`devswap desk`: the desk, on the terminal or line by line."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import click

from devswap.cli.opening import at_work, behind, collect_seldom, writing
from devswap.cli.settings import config_option, loaded
from devswap.cli.speech import output, say, standard_input
from devswap.errors import ConfigError, RegisterError

if TYPE_CHECKING:
    from devswap.config import Config
    from devswap.desk.desk import Desk
    from devswap.store import Store
    from devswap.sync.driving import Sync
    from devswap.wiping.bench import BenchVerbs


PLAIN = "Line by line, from standard input; so it is too where that is no terminal."


LARGEST = 32 * 2**20
"""Bytes of a report that a bench on the terminal reads while people wait; one in its folder is read beside them."""


@contextmanager
def lines_beside_sync(store: "Store", at_desk: "Desk", ca: str = "") -> "Iterator[Iterable[list[bytes]]]":
    """Standard input; an enrolled desk exchanges with its register between the lines, and while none comes.

    One that cannot, by what it was told about its network, says so and works.
    """
    from devswap.desk.plain import waiting

    sync = _exchange(store, ca)
    if sync is None:
        yield waiting(standard_input())
        return
    from devswap.sync import driving

    try:
        told = waiting(standard_input(aside=True))
        yield driving.between(told, sync, at_desk.learn, lambda trouble: say(f"The register: {trouble}."))
    finally:
        sync.close()


def _exchange(store: "Store", ca: str) -> "Sync | None":
    if store.standing() is None:
        return None
    from devswap.sync import driving

    try:
        return driving.start(store, ca)
    except (ConfigError, RegisterError) as error:
        say(f"The register: {error} What is recorded waits here.")
        return None


@click.command()
@click.option("--plain", is_flag=True, help=PLAIN)
@click.option("--json", "as_json", is_flag=True, help="Line by line, one object for each.")
@config_option
def desk(plain: bool, as_json: bool) -> None:
    """Take old devices in and hand new ones out.

    With --plain each line of standard input is a scan, with backslash escapes as in Python, or a command that begins
    with /, and each is answered once what the answer says is on disk.
    """
    config = loaded().config
    code = 0
    if plain or as_json or not _at_a_terminal():
        _line_by_line(config, as_json)
    else:
        code = _on_the_terminal(config)
    if code:
        click.get_current_context().exit(code)


def _at_a_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _line_by_line(config: "Config", as_json: bool, *, takes_scans: bool = False) -> None:
    from devswap.desk import plain as lines

    with writing(config) as store:
        at_desk = at_work(store, config, bench=behind(config, takes_scans=takes_scans))
        with lines_beside_sync(store, at_desk, config.register.ca) as given:
            by_hand = _at_a_terminal()
            idle = at_desk.settings.policy.sign_in.idle_minutes * 60 if by_hand else 0
            collect_seldom()
            lines.run(at_desk, given, output(), as_json=as_json, idle=idle, keyed=by_hand)
        if at_desk.paper is not None:
            at_desk.paper.close(finish=True)


def _on_the_terminal(config: "Config") -> int:
    """The screen is there before the store is: what opening it has to say is said when the terminal is free again."""
    from devswap.tui import running

    notes: list[str] = []
    with ExitStack() as stack:

        def open_desk() -> "Desk":
            return at_work(stack.enter_context(writing(config, tell=notes.append)), config, tell=notes.append)

        code = running.run(running.opening_app(open_desk, config), mouse=config.desk.mouse)
    for note in notes:
        say(note)
    return code


def _bench_on_the_terminal(config: "Config") -> int:
    from devswap.tui import running

    notes: list[str] = []
    with ExitStack() as stack:

        def open_bench() -> "tuple[Desk, BenchVerbs]":
            store = stack.enter_context(writing(config, tell=notes.append))
            verbs = behind(config, takes_scans=True, largest=LARGEST)
            return at_work(store, config, tell=notes.append, bench=verbs), verbs

        code = running.run(running.bench_app(open_bench, config), mouse=config.desk.mouse)
    for note in notes:
        say(note)
    return code


@click.command()
@click.option("--plain", is_flag=True, help=PLAIN)
@click.option("--json", "as_json", is_flag=True, help="Line by line, one object for each.")
@config_option
def bench(plain: bool, as_json: bool) -> None:
    """The wipe bench: scan a device or its cage label and its job is shown; commands begin with /.

    On the terminal F1 shows keys and barcodes; a folder that [wiping] logs names is watched for reports.

    /job /prepare [CONTROLLER] /start [MEDIA] /evidence [FILE or FOLDER] [media=MEDIA] /accept [NUMBER] [read-back]
    /fail REASON /review [N] /attach [IDENTIFIER] /set-aside REASON
    /drive is SERIAL MEDIA, found SERIAL MEDIA, missing SERIAL REASON, removed SERIAL SPOT,
    destroyed SERIAL TECHNIQUE CONTRACTOR CERTIFICATE /grade GRADE …
    /hold REFERENCE [NUMBER] /lift REFERENCE [NUMBER] /found
    /consign SCHEME [carrier=NAME] or /consign NAME, /remove IDENTIFIER /leave /close
    /papers [NAME] /hand-over WHO [carrier=NAME] [note=NUMBER]
    /list [WHICH [PAGE]]: waiting keeping held running to-accept failed to-destroy done destroyed review

    NUMBER is the second person's, who types a PIN where they have one; without it a supervisor's badge answers.
    """
    config, code = loaded().config, 0
    if plain or as_json or not _at_a_terminal():
        _line_by_line(config, as_json, takes_scans=True)
    else:
        code = _bench_on_the_terminal(config)
    if code:
        click.get_current_context().exit(code)
