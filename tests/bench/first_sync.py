"""The first sync of an empty desk from a register with a large estate, and what it costs to have nothing to send.

Real processes all three: PostgreSQL, one worker, and `devswap sync --once` of a desk that was just enrolled, with its
start. Its memory is the most that the system saw it hold. The floor is a bare client that reads the same pages over
the same loopback, checks nothing and keeps nothing. Nothing to send: from the question to the answer taken into the
store, by a desk that was greeted. `python -m tests.bench first_sync [DEVICES …]`: 50,000 and 1,000,000 unless said.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import median
from typing import NamedTuple

import msgspec
import psycopg

from devswap import wire
from devswap.cli.opening import SystemClock
from devswap.register.database import connect, transaction
from devswap.register.enrolment import make_code
from devswap.store import Store
from devswap.sync import driving
from devswap.sync.client import Client
from devswap.sync.exchange import Exchange
from devswap.wire import SnapshotPage
from tests.bench._register import database, worker
from tests.ledger.stories import Desk
from tests.register.speaking import Speaker

WANTED = {50_000: 5.0, 1_000_000: 90.0}
"""Seconds."""
_ESTATE = """
    INSERT INTO rows (kind, key, position, site, content)
    SELECT 'estate', id, 0, '', convert_to(json_build_object(
        'device', id, 'serial', 'SN' || lpad(n::text, 8, '0'), 'asset_tag', 'A' || lpad(n::text, 7, '0'),
        'category', 'laptop', 'maker', 'HP', 'model', 'EliteBook 840 G5', 'assigned_to', 'P' || lpad(n::text, 6, '0'),
        'site', 'Lambeth', 'end_of_life', '2026-03-31', 'imei', '', 'mac', lpad(to_hex(n), 12, '0'), 'iccid', '',
        'drives', '1', 'sensitivity', '')::text, 'UTF8')
    FROM (SELECT n, gen_random_uuid()::text AS id FROM generate_series(1, %s) AS n) AS devices
"""


class Took(NamedTuple):
    """Of one first sync."""

    seconds: float
    megabytes: float
    floor: float


def run(arguments: list[str]) -> None:
    """Print what each size takes."""
    for devices in map(int, arguments or ("50000", "1000000")):
        with database() as address, worker(address) as url, tempfile.TemporaryDirectory() as folder:
            with psycopg.connect(address) as connection:
                connection.execute(_ESTATE, [devices])
            took = _first(address, url, Path(folder), devices)
            nothing = _nothing(Path(folder))
        wanted = f"wanted: {WANTED[devices]:.0f} s or less" if devices in WANTED else ""
        print(f"{devices:,} devices")
        print(f"  first sync       {took.seconds:8.1f} s    {wanted}")
        print(f"  bare client      {took.floor:8.1f} s    ratio {took.seconds / took.floor:.2f}")
        print(f"  desk's memory    {took.megabytes:8.0f} MB   wanted: 200 MB or less")
        print(f"  nothing to send  {nothing * 1000:8.1f} ms   wanted: 10 ms or less")


def _first(address: str, url: str, folder: Path, devices: int) -> Took:
    (folder / "config.toml").write_text('[desk]\nstore = "desk.db"\n')
    engine = connect(address, workers=1)
    with transaction(engine) as connection:
        code, _ = make_code(connection, "Lambeth", "Empty desk", datetime.now(UTC), Random(1).getrandbits)
    engine.dispose()
    _desk(folder, "enrol", url, code)
    seconds, megabytes = _desk(folder, "sync", "--once", "--json")
    floor = _read(Speaker(address, url, Desk("bare client")), devices)
    return Took(seconds, megabytes, floor)


def _desk(folder: Path, *command: str) -> tuple[float, float]:
    """Seconds and megabytes of a command of the desk in this folder."""
    environment = os.environ | {"XDG_STATE_HOME": str(folder / "state")}
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "devswap", "--config", str(folder / "config.toml"), *command],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdout is not None
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    took = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0 or (command[0] == "sync" and json.loads(said)["waiting"]):
        raise SystemExit(f"{command}: {process.returncode} {said!r}")
    return took, usage.ru_maxrss / 1024


def _read(speaker: Speaker, devices: int) -> float:
    """Read the estate's pages and nothing else."""
    began, after, read, done = time.perf_counter(), "", 0, False
    while not done:
        query = f"kind=estate&after={after}&limit={wire.PAGE_ROWS}&position={speaker.end.position}"
        page = msgspec.json.decode(speaker.get("snapshot", f"{wire.SNAPSHOT}?{query}"), type=SnapshotPage)
        after, read, done = page.after, read + len(page.rows), page.done
    if read != devices:
        raise SystemExit(f"the register listed {read} devices")
    return time.perf_counter() - began


def _nothing(folder: Path) -> float:
    """Seconds for a desk in step to hear that it is."""
    sidecar = folder / "state" / "devswap"
    store = Store.open(folder / "desk.db", clock=SystemClock(), dice=Random(1).getrandbits, ballast=0, sidecar=sidecar)
    with store:
        standing = store.standing()
        assert standing is not None
        client, times = Client(standing.url), []
        exchange = Exchange(store, standing)
        for _ in range(31):
            began = time.perf_counter()
            if (unheard := driving.once(exchange, client.carry)) is not None:
                raise SystemExit(f"the register is not heard: {unheard}")
            times.append(time.perf_counter() - began)
        client.close()
    return median(times[1:])
