"""`devswap labels`: what a label says."""

import click

from devswap.cli.speech import output, standard_input
from devswap.labels.layouts import TABLES

LAYOUTS = tuple(TABLES)


@click.group()
def labels() -> None:
    """What scans say, before any list is asked."""


@labels.command()
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
@click.option("--layout", type=click.Choice(LAYOUTS), help="The host layout that typed them, where it is known.")
def read(as_json: bool, layout: str | None) -> None:
    """Read scans from standard input, one a line, with backslash escapes as in Python; answer each in a line.

    Never an error for odd bytes: what means nothing is `garbage` or `unknown`, with its raw text kept.
    """
    from devswap.labels.command_line import read_lines

    out = output().buffer
    for answers in read_lines(standard_input(), as_json, layout):
        out.write(answers)
        out.flush()
