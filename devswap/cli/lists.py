"""`devswap import`: the lists, into a desk that stands alone."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from devswap.cli.opening import writing
from devswap.cli.progress import bar
from devswap.cli.settings import config_option, loaded
from devswap.cli.speech import put, say
from devswap.errors import DevswapError

if TYPE_CHECKING:
    from devswap.store.lists import Kind, Report

KINDS: "tuple[Kind, ...]" = ("estate", "stock", "recipients", "operators", "holds", "bookings")


@click.command("import")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(path_type=Path))
@click.option("--skip-bad", is_flag=True, help="Take the good rows; the bad ones go to FILE.rejected.csv.")
@click.option("--add", is_flag=True, help="Keep the list that is here and add to it; stock always does.")
@click.option("--json", "as_json", is_flag=True, help="One object for each file.")
@config_option
def import_(kind: "Kind", files: tuple[Path, ...], skip_bad: bool, add: bool, as_json: bool) -> None:
    """Import lists from CSV files: estate, stock, recipients, operators, holds or bookings.

    All or nothing for each file, every bad row named with line, column, value and why; the first file that is refused
    stops the import. Several files of one command are one list.
    """
    from devswap.store.lists import import_list

    config = loaded().config
    categories = config.policy.categories | set(config.policy.no_data_storage)
    with writing(config) as store:
        for number, file in enumerate(files):
            size = file.stat().st_size if file.is_file() else 0
            try:
                with bar(file.name, size) as told:
                    report = import_list(
                        store,
                        kind,
                        file,
                        skip_bad=skip_bad,
                        add=add or number > 0,
                        categories=categories,
                        progress=lambda _, read, __, told=told: told(read),  # type: ignore[misc]
                    )
            except DevswapError:
                if left := files[number + 1 :]:
                    say(f"Not looked at: {', '.join(map(str, left))}. Import all of the files once more.")
                raise
            if as_json:
                put(json.dumps(_as_object(report), ensure_ascii=False))
            _say(report)


def _as_object(report: "Report") -> dict[str, Any]:
    return {
        "kind": report.kind,
        "file": str(report.path),
        "rows": report.rows,
        "known": report.known,
        "rejected": report.rejected,
        "rejected_file": str(report.rejected_file) if report.rejected_file else None,
        "unknown_columns": report.unknown_columns,
    }


def _say(report: "Report") -> None:
    known = f", {report.known} known already" if report.known else ""
    say(f"{report.path}: {report.rows} rows taken{known}.")
    if report.unknown_columns:
        say(f"  Nothing was read from: {', '.join(report.unknown_columns)}.")
    if report.rejected:
        say("\n".join(f"  {row}" for row in report.bad))
        say(f"  {report.rejected} rows were left out; correct and import {report.rejected_file}.")
