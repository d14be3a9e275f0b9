"""`devswap doctor`: is this desk fit for work?"""

import json
from dataclasses import asdict
from datetime import UTC, datetime

import click

from devswap.cli.settings import config_option, loaded
from devswap.cli.speech import harmless, put, say, standard_input

MARKS = {"fit": "fit   ", "look": "LOOK  ", "unfit": "UNFIT "}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
@click.option("--keyboard", is_flag=True, help="Scan the calibration sheet, and learn what the layout does to it.")
@config_option
@click.pass_context
def doctor(context: click.Context, as_json: bool, keyboard: bool) -> None:
    """Is this desk fit for work: store, disk, fsync time, clock, scanners, keyboard, register.

    The exit code is that of the first thing that is unfit: 3 store or disk, 5 scanner, 4 register, 1 else.
    """
    from devswap.doctor import examine
    from devswap.doctor import keyboard as typed

    if keyboard:
        say("Scan the barcode of the calibration sheet (devswap sheets prints it), then Enter.")
        finding = typed(standard_input().readline(1000).decode("utf-8", "replace"))
        put(harmless(f"{MARKS[finding.state]}{finding.about:<14} {finding.words}"))
        context.exit(finding.exit_code)

    read = loaded()
    code = 0
    if not as_json:
        put(harmless(f"{MARKS['fit']}configuration  {read.file or 'none: the defaults'}"))
    for finding in examine(read.config, datetime.now(UTC)):
        code = code or finding.exit_code
        if as_json:
            put(json.dumps(asdict(finding), ensure_ascii=False))
        else:
            put(harmless(f"{MARKS[finding.state]}{finding.about:<14} {finding.words}"))
    context.exit(code)
