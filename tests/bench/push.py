"""Entries a second into one register worker over HTTP, against a bare HTTP worker that only copies the same rows.

A day's real mix (`_days.py`) by the desk's own client, in the batches that a desk makes: signed, gzip, answered one by
one. Everything is on: signatures, chain, fold, discrepancies, fsync, the second reading. The floor (`_floor.py`) is
sent the same bodies over the same loopback and copies the same bytes into the same tables with the same indexes, in
the same batches, one durable commit each. Given beside it: the same COPY without any HTTP, from this process.
Each batch goes to all three in turn, so that they meet the same machine whatever else it does; the ratio is the median
of the batches' own, so that it is not one of two speeds that were measured at two times.
`python -m tests.bench push [ENTRIES] [ROUNDS]`: 10,000 and 5 unless said.
"""

import gzip
import os
import time
from contextlib import AbstractContextManager, ExitStack
from statistics import median
from typing import Any, NamedTuple

import httpx
import msgspec
import psycopg

from devswap.ledger.entry import Entry
from devswap.wire import Pushed
from tests.bench._days import Day
from tests.bench._floor import TABLES
from tests.bench._register import Pushing, database, serving, worker
from tests.bench._register import batches as batches_of

Rows = dict[str, bytes]
"""What a batch added, by table, in COPY's binary format."""
_BEHIND = "position >= %(first)s"
_ADDED = {
    "entries": f"SELECT * FROM entries WHERE {_BEHIND} ORDER BY position",
    "about": f"SELECT * FROM about WHERE {_BEHIND} ORDER BY position",
    "discrepancies": "SELECT * FROM discrepancies d WHERE "
    "(SELECT max(position) FROM entries WHERE id = ANY(d.entries)) >= %(first)s",
    "shares": f"SELECT * FROM shares WHERE {_BEHIND} ORDER BY position",
}


def run(arguments: list[str]) -> None:
    """Measure in turns, and print medians and their ratios."""
    entries = int(arguments[0]) if arguments else 10_000
    rounds = int(arguments[1]) if len(arguments) > 1 else 5
    took: list[Took] = []
    with ExitStack() as stack:
        address = stack.enter_context(database())
        url, floor = stack.enter_context(worker(address)), stack.enter_context(_floor(address))
        bare = stack.enter_context(httpx.Client(base_url=floor))
        own = stack.enter_context(psycopg.connect(address))
        day = None
        for number in range(rounds + 1):
            day = Day(f"bench {os.getpid()} {number}", entries, day)
            pushing = Pushing(address, url, day)
            batches = [_in_turn(own, bare, pushing, some) for some in batches_of(day.entries)]
            if number:  # the first round warms what it touches
                took += batches
    _print(took, rounds)


class Took(NamedTuple):
    """Seconds of one batch, by each way."""

    entries: int
    push: float
    floor: float
    copy: float


def _in_turn(own: psycopg.Connection[Any], floor: httpx.Client, pushing: Pushing, entries: list[Entry]) -> Took:
    push = pushing.one(entries)
    rows = _added(own, pushing.answers[-1])
    return Took(len(entries), push, _send(floor, pushing, rows), _copy(own, rows))


def _print(took: list[Took], rounds: int) -> None:
    whole = [one for one in took if one.entries == took[0].entries]
    print(f"median of {len(whole)} batches of {whole[0].entries}, in {rounds} rounds")
    print(f"push into one worker  {median(one.entries / one.push for one in whole):8.0f} entries/s")
    for what, way in (("floor: HTTP and COPY", "floor"), ("COPY without HTTP", "copy")):
        speed = median(one.entries / getattr(one, way) for one in whole)
        ratio = median(getattr(one, way) / one.push for one in whole)
        print(f"{what:21} {speed:8.0f} entries/s   ratio {ratio:.2f}")
    print("wanted: 5000 entries/s or more, and 0.30 of the floor or more")


def _floor(address: str) -> AbstractContextManager[str]:
    with psycopg.connect(address) as connection:
        for table in TABLES:
            for copy in ("raw", "bare"):
                connection.execute(f"CREATE TABLE {copy}_{table} (LIKE {table} INCLUDING ALL)")  # type: ignore[call-overload]
    return serving(lambda port: ["-m", "tests.bench._floor", address, str(port)], dict(os.environ))


def _added(own: psycopg.Connection[Any], answer: bytes) -> Rows:
    """The rows that the last batch added, shares behind its entries included."""
    first = msgspec.json.decode(answer, type=Pushed).results[0].position
    rows = {}
    with own.cursor() as cursor:
        for table, query in _ADDED.items():
            with cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT binary)", {"first": first}) as copy:
                rows[table] = b"".join(copy)
    own.rollback()
    return rows


def _send(floor: httpx.Client, pushing: Pushing, rows: Rows) -> float:
    """Have the floor do what the register did."""
    body, answer = pushing.bodies[-1], pushing.answers[-1]
    batch = f"/{pushing.desk.desk}-{len(pushing.answers)}"
    for what, content in (rows | {"answer": answer}).items():
        floor.post(f"{batch}/{what}", content=content).raise_for_status()
    began = time.perf_counter()
    came = floor.post(batch, content=gzip.compress(body, 5, mtime=0))
    seconds = time.perf_counter() - began
    if came.content != answer:
        raise SystemExit("the floor answered something else")
    return seconds


def _copy(own: psycopg.Connection[Any], rows: Rows) -> float:
    began = time.perf_counter()
    with own.cursor() as cursor:
        for table, content in rows.items():
            with cursor.copy(f"COPY bare_{table} FROM STDIN (FORMAT binary)") as copy:
                copy.write(content)
    own.commit()
    return time.perf_counter() - began
