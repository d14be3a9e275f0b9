"""`devswap wipes`: what waits to be wiped."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from devswap.cli.listing import formats, rows
from devswap.cli.opening import reading
from devswap.cli.settings import config_option, loaded

if TYPE_CHECKING:
    from devswap.store import Job, Reader

PAGE = 1000


@click.group(invoke_without_command=True)
@formats
@click.option("--state", metavar="STATE", help="Only those in this state, done ones too: queued, keeping, held, …")
@config_option
@click.pass_context
def wipes(context: click.Context, as_json: bool, csv_file: Path | None, state: str | None) -> None:
    """The wipe queue with ages in days, oldest first."""
    if context.invoked_subcommand:
        return
    config = loaded().config
    today = datetime.now(UTC).date()
    with reading(config) as store, rows(as_json, csv_file) as give:
        for job in _jobs(store, _known(state), today):
            age = max(0, (today - date.fromisoformat(job.since[:10])).days)
            old = "!" if age > config.policy.wipe.over_age_days else " "
            until = f" until {job.keep_until}" if job.state == "keeping" else ""
            device = f"{job.category} {job.maker} {job.model}"
            called = job.serial or job.asset_tag
            line = f"{old} {age:>4} d  {job.state:<9} {called:<21} {device:<36} {job.site}{until}"
            give(asdict(job) | {"age_days": age}, line)


def _known(state: str | None) -> str | None:
    from devswap.ledger.wipe_jobs import JobState

    if state is not None and state not in get_args(JobState):
        raise click.BadParameter(f"one of {', '.join(get_args(JobState))}", param_hint="--state")
    return state


def _jobs(store: "Reader", state: str | None, today: date) -> "Iterator[Job]":
    offset = 0
    while page := store.wipe_jobs(state, PAGE, offset, today=today.isoformat()):
        yield from page
        offset += len(page)
