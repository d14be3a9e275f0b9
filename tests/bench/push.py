"""Entries a second into one register worker over HTTP, against raw psycopg COPY of the same rows in the same batches.

The worker is a process of its own on an embedded PostgreSQL with fsync; the client signs each batch and waits for its
answer. Everything is on: signatures, chain, fold, discrepancies, WAL, the second reading. The floor copies what the
worker stored, the same bytes in the same batches into copies of the same tables with their indexes, one commit each.
Medians of rounds in turns. `python -m tests.bench push [ENTRIES] [ROUNDS] [BATCH]`.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import httpx
import msgspec
import psycopg
from sqlalchemy import text

from devswap import wire
from devswap.ledger.entry import genesis
from devswap.ledger.events import SCHEMA
from devswap.ledger.ids import instant
from devswap.register import embedded, enrolment
from devswap.register.database import connect, transaction
from devswap.sync.keys import Key
from devswap.wire import Enrol, Head, Hello, Push, pack
from tests.ledger.stories import Desk, name
from tests.register.conftest import NOW

TABLES = ("entries", "about")
A_RECEIPT = 100
"""New devices of a delivery."""


def run(arguments: list[str]) -> None:
    """Measure in turns, and print medians and their ratio."""
    entries = int(arguments[0]) if arguments else 10_000
    rounds = int(arguments[1]) if len(arguments) > 1 else 5
    batch = int(arguments[2]) if len(arguments) > 2 else wire.BATCH_ENTRIES
    folder = Path(tempfile.mkdtemp())
    server = embedded.start(folder / "postgres", forget=True)
    try:
        with _worker(server.get_uri(), folder) as address, httpx.Client(base_url=address, timeout=60) as client:
            pushed, copied = [], []
            for number in range(rounds):
                desk, key = _swaps(f"bench {os.getpid()} {number}", entries), Key(Random(number).randbytes(32))
                _enrol(client, server.get_uri(), desk, key)
                pushed.append(entries / _push(client, desk, key, batch))
                copied.append(entries / _copy(server.get_uri(), desk, batch))
    finally:
        server.cleanup()
    ours, raw = median(pushed), median(copied)
    print(f"push into one worker  {ours:8.0f} entries/s   (median of {rounds} runs of {entries}, batches of {batch})")
    print(f"raw COPY              {raw:8.0f} entries/s")
    print(f"ratio                 {ours / raw:8.2f}             wanted: 0.30 or more, and 5000 entries/s or more")


@contextmanager
def _worker(database: str, folder: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {embedded.VARIABLE: database}
    command = [sys.executable, "-m", "devswap", "register", "serve", "--listen", f"127.0.0.1:{port}"]
    with (folder / "worker.log").open("wb") as log:
        worker = subprocess.Popen(command, env=environment, stderr=log, cwd=folder)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                if httpx.get(f"{address}/ready").status_code == 200:
                    break
            except httpx.TransportError:
                time.sleep(0.1)
        yield address
    finally:
        worker.terminate()
        worker.wait()


def _swaps(word: str, entries: int) -> Desk:
    """A day of plain swaps: an intake and an issue each, out of deliveries of a hundred."""
    desk = Desk(word)
    receipt, stocked = "", 0
    while len(desk.entries) < entries:
        if stocked % A_RECEIPT == 0:
            receipt = desk.stock(*(f"{word} new {n}" for n in range(stocked, stocked + A_RECEIPT)))
        intake = desk.take_in(f"{word} old {stocked}", f"{word} {stocked}")
        desk.issue(intake, f"{word} new {stocked}", receipt, f"{word} {stocked}")
        stocked += 1
    del desk.entries[entries:]
    return desk


def _enrol(client: httpx.Client, database: str, desk: Desk, key: Key) -> None:
    engine = connect(database, workers=1)
    dice = Random(desk.word).getrandbits
    now = NOW.now(NOW.tzinfo)
    with transaction(engine) as connection:
        code, _ = enrolment.make_code(connection, desk.site, desk.word, now, dice)
    engine.dispose()
    start = Head(0, _genesis(desk))
    _ask(client, desk, key, wire.ENROL, Enrol(code, desk.desk, desk.incarnation, key.public))
    said = Hello(desk.desk, desk.incarnation, None, None, name("boot"), start, start, None, None, instant(now), SCHEMA)
    _ask(client, desk, key, wire.hello_path(desk.desk), said)


def _push(client: httpx.Client, desk: Desk, key: Key, batch: int) -> float:
    before, began = Head(0, _genesis(desk)), time.perf_counter()
    for at in range(0, len(desk.entries), batch):
        entries = desk.entries[at : at + batch]
        push = Push(None, desk.incarnation, name("boot"), before, tuple(pack(e.raw) for e in entries))
        answer = _ask(client, desk, key, wire.entries_path(desk.desk), push)
        before = msgspec.json.decode(answer, type=wire.Pushed).stored_through
        if before.hash != entries[-1].hash.hex():
            raise SystemExit("the register acknowledged something else")
    return time.perf_counter() - began


def _genesis(desk: Desk) -> str:
    return genesis(*desk.owner).hex()


def _ask(client: httpx.Client, desk: Desk, key: Key, path: str, message: Any) -> bytes:
    content, request = msgspec.json.encode(message), f"{Random().getrandbits(128):032x}"
    headers = {
        wire.DESK: desk.desk,
        wire.REQUEST: request,
        wire.SIGNATURE: key.sign_request("POST", path, request, content),
    }
    answer = client.post(path, content=content, headers=headers)
    if answer.status_code != 200:
        raise SystemExit(f"{path}: {answer.status_code} {answer.text[:300]}")
    return answer.content


def _copy(database: str, desk: Desk, batch: int) -> float:
    """The rows of this desk's entries again, batch by batch, into copies of the tables."""
    engine = connect(database, workers=1)
    with engine.begin() as connection:
        for table in TABLES:
            connection.execute(text(f"CREATE TABLE IF NOT EXISTS raw_{table} (LIKE {table} INCLUDING ALL)"))
    engine.dispose()
    with psycopg.connect(database) as connection:
        wanted = "SELECT e.* FROM entries e JOIN journals j ON j.seq = e.journal WHERE j.desk = %s ORDER BY e.position"
        rows = connection.execute(wanted, [desk.desk]).fetchall()
        places = [row[0] for row in rows]
        links = connection.execute("SELECT * FROM about WHERE position = ANY(%s)", [places]).fetchall()
        batches = []
        for at in range(0, len(rows), batch):
            here = set(places[at : at + batch])
            blocks = [_block(rows[at : at + batch]), _block([link for link in links if link[1] in here])]
            batches.append(blocks)
        connection.commit()
        began = time.perf_counter()
        for blocks in batches:
            with connection.cursor() as cursor:
                for table, block in zip(TABLES, blocks, strict=True):
                    with cursor.copy(f"COPY raw_{table} FROM STDIN") as copy:
                        copy.write(block)
            connection.commit()
        return time.perf_counter() - began


def _block(rows: list[tuple[Any, ...]]) -> bytes:
    return "".join("\t".join(map(_cell, row)) + "\n" for row in rows).encode()


def _cell(value: Any) -> str:
    if isinstance(value, bytes):
        return f"\\\\x{value.hex()}"
    if isinstance(value, bool):
        return "t" if value else "f"
    return str(value)
