"""`devswap` itself: its commands, its version."""

import platform
from importlib import metadata

import click

from devswap.cli.audit import audit
from devswap.cli.bookings import bookings
from devswap.cli.consignment import consignment
from devswap.cli.correct import correct
from devswap.cli.debts import exemptions, moves, owed
from devswap.cli.demo import demo
from devswap.cli.desk import bench, desk
from devswap.cli.doctor import doctor
from devswap.cli.find import find
from devswap.cli.fleet import COMMANDS as KEEPING
from devswap.cli.grade import grade
from devswap.cli.hold import hold
from devswap.cli.journal import journal
from devswap.cli.labels import labels
from devswap.cli.lists import import_
from devswap.cli.operator import operator
from devswap.cli.person import person
from devswap.cli.places import places
from devswap.cli.practice import practice
from devswap.cli.printing import print_
from devswap.cli.register import register
from devswap.cli.report import report
from devswap.cli.sample import sample
from devswap.cli.scanners import scanners
from devswap.cli.settings import config_option
from devswap.cli.sheets import sheets
from devswap.cli.stock import stock
from devswap.cli.sync import enrol, sync
from devswap.cli.wipe import wipe
from devswap.cli.wipes import wipes

EPILOG = """\b
Exit codes: 0 done, 1 failed, 2 usage or configuration, 3 store, 4 register out of reach, 5 scanner,
6 a check found something wrong, 130 interrupted."""


def _version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        versions = f"Textual {metadata.version('textual')}, Python {platform.python_version()}"
        click.echo(f"devswap {metadata.version('devswap')} ({versions})")
        context.exit()


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}, epilog=EPILOG)
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Versions.")
@config_option
def devswap() -> None:
    """The handover desk of a device-refresh programme: one new device for one old one, offline too.

    Standard output is data, standard error is talk; with --json, one object a line.
    """


for command in (
    audit,
    bench,
    bookings,
    consignment,
    correct,
    demo,
    desk,
    doctor,
    enrol,
    exemptions,
    find,
    grade,
    hold,
    import_,
    journal,
    labels,
    moves,
    owed,
    operator,
    person,
    places,
    practice,
    print_,
    register,
    report,
    sample,
    scanners,
    sheets,
    stock,
    sync,
    wipe,
    wipes,
):
    devswap.add_command(command)
for command in KEEPING:
    register.add_command(command)
