"""Entries a second into one register worker over HTTP, against a bare HTTP worker that only copies the same rows.

A day's real mix (`_days.py`) by the desk's own client, in the batches that a desk makes: signed, gzip, answered one by
one. Everything is on: signatures, chain, fold, discrepancies, fsync, the second reading. The floor (`_floor.py`) is
sent the same bodies over the same loopback and copies the same bytes into the same tables with the same indexes, in
the same batches, one durable commit each. Given beside it: the same COPY without any HTTP, from this process.
Medians of rounds in turns. `python -m tests.bench push [ENTRIES] [ROUNDS]`.
"""

import gzip
import os
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from statistics import median

import httpx
import msgspec
import psycopg

from devswap.wire import Pushed
from tests.bench._days import Day
from tests.bench._floor import TABLES
from tests.bench._register import Pushing, database, serving, worker

Rows = dict[str, bytes]
"""What a batch added, by table, in COPY's binary format."""
_BETWEEN = "position BETWEEN %(first)s AND %(last)s"
_ADDED = {
    "entries": f"SELECT * FROM entries WHERE {_BETWEEN} ORDER BY position",
    "about": f"SELECT * FROM about WHERE {_BETWEEN} ORDER BY position",
    "discrepancies": "SELECT * FROM discrepancies d WHERE "
    "(SELECT max(position) FROM entries WHERE id = ANY(d.entries)) BETWEEN %(first)s AND %(last)s",
    "shares": f"SELECT * FROM shares WHERE {_BETWEEN} ORDER BY position",
}


def run(arguments: list[str]) -> None:
    """Measure in turns, and print medians and their ratios."""
    entries = int(arguments[0]) if arguments else 10_000
    rounds = int(arguments[1]) if len(arguments) > 1 else 5
    seconds: dict[str, list[float]] = {"push": [], "floor": [], "bare": []}
    with database() as address, worker(address) as url, _floor(address) as floor, httpx.Client(base_url=floor) as bare:
        day = None
        for number in range(rounds + 1):
            day = Day(f"bench {os.getpid()} {number}", entries, day)
            pushing = Pushing(address, url, day)
            took = [pushing.all()]
            added = list(_added(address, pushing.answers))
            took += [_send(bare, number, pushing, added), _copy(address, added)]
            if number:  # the first round warms what it touches
                for kind, one in zip(seconds, took, strict=True):
                    seconds[kind].append(one)
    _print(entries, rounds, {kind: entries / median(some) for kind, some in seconds.items()}, len(added))


def _print(entries: int, rounds: int, speed: dict[str, float], batches: int) -> None:
    ours = speed["push"]
    print(f"push into one worker  {ours:8.0f} entries/s   (median of {rounds} runs of {entries} in {batches} batches)")
    print(f"floor: HTTP and COPY  {speed['floor']:8.0f} entries/s   ratio {ours / speed['floor']:.2f}")
    print(f"COPY without HTTP     {speed['bare']:8.0f} entries/s   ratio {ours / speed['bare']:.2f}")
    print("wanted: 5000 entries/s or more, and 0.30 of the floor or more")


def _floor(address: str) -> AbstractContextManager[str]:
    with psycopg.connect(address) as connection:
        for table in TABLES:
            for copy in ("raw", "bare"):
                connection.execute(f"CREATE TABLE {copy}_{table} (LIKE {table} INCLUDING ALL)")  # type: ignore[call-overload]
    return serving(lambda port: ["-m", "tests.bench._floor", address, str(port)], dict(os.environ))


def _added(address: str, answers: list[bytes]) -> Iterator[Rows]:
    """The rows that each batch added, shares behind its entries included."""
    firsts = [msgspec.json.decode(answer, type=Pushed).results[0].position for answer in answers]
    ends = [first - 1 for first in firsts[1:]] + [sys.maxsize]
    with psycopg.connect(address) as connection, connection.cursor() as cursor:
        for first, last in zip(firsts, ends, strict=True):
            rows = {}
            for table, query in _ADDED.items():
                with cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT binary)", {"first": first, "last": last}) as copy:
                    rows[table] = b"".join(copy)
            yield rows


def _send(floor: httpx.Client, number: int, pushing: Pushing, added: list[Rows]) -> float:
    """Have the floor do what the register did, request by request."""
    for at, rows in enumerate(added):
        for what, content in (rows | {"answer": pushing.answers[at]}).items():
            floor.post(f"/{number}-{at}/{what}", content=content).raise_for_status()
    began = time.perf_counter()
    for at, body in enumerate(pushing.bodies):
        answer = floor.post(f"/{number}-{at}", content=gzip.compress(body, 5, mtime=0))
        if answer.content != pushing.answers[at]:
            raise SystemExit("the floor answered something else")
    return time.perf_counter() - began


def _copy(address: str, added: list[Rows]) -> float:
    with psycopg.connect(address) as connection, connection.cursor() as cursor:
        began = time.perf_counter()
        for rows in added:
            for table, content in rows.items():
                with cursor.copy(f"COPY bare_{table} FROM STDIN (FORMAT binary)") as copy:
                    copy.write(content)
            connection.commit()
        return time.perf_counter() - began
