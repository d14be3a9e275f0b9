"""Finding things: any identifier, badge, number, name or label, with its story, in an estate of a million devices."""

import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from devswap import config
from devswap.desk import history
from devswap.desk.desk import Desk
from devswap.desk.table import Settings
from devswap.labels.badges import Transform
from devswap.labels.commands import encode
from devswap.store import Store
from scanners.scan import Scan
from tests.bench._desks import Swap, _rows, lay_out, now, opened

BUDGET = 50
"""ms of any search."""


def run(arguments: Sequence[str]) -> None:
    """Print median, worst and budget of each search, in ms. `arguments`: devices (1,000,000), searches of each (30)."""
    devices = int(arguments[0]) if arguments else 1_000_000
    times = int(arguments[1]) if len(arguments) > 1 else 30
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        swaps = lay_out(folder, devices)
        with opened(folder) as store:
            code = _swapped(folder, store, swaps[: times + 5])
            print(f"{now()}: {devices:,} devices, {times} searches of each, with the story of what is found")
            print(f"{'':36}{'median':>9}{'worst':>9}{'budget':>9}")
            for what, texts in _texts(folder, swaps, code, times).items():
                _measure(what, lambda text: _find(store, text), texts)


def _swapped(folder: Path, store: Store, swaps: Sequence[Swap]) -> list[str]:
    """Swaps done at this desk: what their cage labels carry."""
    read = config.read(folder / "config.toml")
    desk = Desk(store, Settings(read.desk.name, read.desk.site, read.policy, read.programme, read.desk.operator))
    for n, swap in enumerate(swaps):
        for at, text in enumerate(swap.scans):
            desk.scan(Scan(text, "bench", 10.0 * n + at + 1))
    return [encode("cage-label", job.intake) for job in store.wipe_jobs(limit=len(swaps), today="2027-01-01")]


def _texts(folder: Path, swaps: Sequence[Swap], labels: list[str], times: int) -> dict[str, list[str]]:
    """What is looked for: other ones each time, from all over the lists."""
    estate = list(_rows(folder / "estate.csv"))
    every = estate[:: max(1, len(estate) // times)][:times]
    people = list(_rows(folder / "recipients.csv"))
    some = people[:: max(1, len(people) // times)][:times]
    return {
        "serial": [row["serial"] for row in every if row["serial"]],
        "asset tag": [row["asset_tag"] for row in every if row["asset_tag"]],
        "MAC": [row["mac"] for row in every if row["mac"]],
        "a device that was swapped": [swap.old for swap in swaps[:times]],
        "cage label": labels[:times],
        "badge": [row["badge"] for row in some if row["badge"]],
        "number": [row["number"] for row in some],
        "whole name": [row["name"] for row in some],
        "part of a name": [row["name"].split()[-1][:5] for row in some],
        "a single letter": list("aeiourstlnm")[:times],
        "a name that nobody has": [f"Zzyzx{n}" for n in range(times)],
        "a serial that nothing has": [f"5CG00{n:05}" for n in range(times)],
    }


def _find(store: Store, text: str) -> None:
    found = history.search(store, text, Transform())
    for device in found.devices[:1]:
        history.of_device(store, device, names=True)
    for person in found.people[:1]:
        history.of_person(store, person, names=True)


def _measure(name: str, work: Callable[[str], None], texts: Sequence[str]) -> None:
    taken = []
    for text in texts:
        start = time.perf_counter()
        work(text)
        taken.append((time.perf_counter() - start) * 1000)
    if taken:
        print(f"{name:36}{statistics.median(taken):9.2f}{max(taken):9.2f}{BUDGET:9}")
