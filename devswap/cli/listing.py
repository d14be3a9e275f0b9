"""A list as a command gives it: a line of words for each row, an object, or CSV."""

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import click

from devswap.cli.speech import harmless, output, put, say
from devswap.errors import DevswapError

Give = Callable[[Mapping[str, Any], str], None]
"""Takes a row and what it is in words."""


def formats(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--json` and `--csv FILE`, as every list has them."""
    file = click.Path(path_type=Path, dir_okay=False, allow_dash=True)
    command = click.option("--csv", "csv_file", type=file, metavar="FILE", help="Into a file, as CSV; -: here.")(
        command
    )
    return click.option("--json", "as_json", is_flag=True, help="One object a line.")(command)


@contextmanager
def rows(as_json: bool, csv_file: Path | None, columns: Sequence[str] = ()) -> Iterator[Give]:
    """Give it every row; in CSV formulas are disarmed, and the columns are these, else those of the first row.

    Raises DevswapError where the file cannot be written.
    """
    if csv_file is None:
        yield lambda row, words: put(json.dumps(row, ensure_ascii=False) if as_json else harmless(words))
    elif str(csv_file) == "-":
        yield _written(output(), columns)
    else:
        try:
            with csv_file.open("w", encoding="utf-8", newline="") as stream:
                yield _written(stream, columns)
        except OSError as error:
            raise DevswapError(f"{csv_file}: cannot be written ({error.strerror}). Name another file.") from None
        say(f"{csv_file} is written.")


def _written(stream: TextIO, named: Sequence[str]) -> Give:
    from devswap.store.lists.sheet import disarmed

    writer = csv.writer(stream, lineterminator="\n")
    columns = list(named)
    if columns:
        writer.writerow(columns)

    def give(row: Mapping[str, Any], _: str) -> None:
        if not columns:
            columns.extend(row)
            writer.writerow(columns)
        writer.writerow([disarmed(cell(row.get(name))) for name in columns])

    return give


def cell(value: Any) -> str:
    """A value as a table shows it."""
    match value:
        case bool():
            return "yes" if value else "no"
        case list() | tuple():
            return ";".join(map(cell, value))
        case dict():
            return ";".join(f"{name}={cell(one)}" for name, one in value.items())
    return "" if value is None else str(value)
