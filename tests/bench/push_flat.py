"""What a push costs beside many stored entries, against beside few: both registers in one PostgreSQL, in turns.

The stored entries are as many rows of the same shape, with the bytes of a usual entry and subjects that are spread
over the whole index, made by PostgreSQL and indexed afterwards. Each round pushes the same day's mix (`_days.py`) into
both, through a worker each. `python -m tests.bench push_flat [MANY] [FEW] [ROUNDS]`: 5,000,000, 50,000 and 7
unless said.
"""

from contextlib import ExitStack
from random import Random
from statistics import median
from typing import Any

import psycopg
from sqlalchemy.engine import make_url

from devswap.register.database import connect
from devswap.register.founding import found
from tests.bench._days import Day
from tests.bench._register import Pushing, database, worker

ENTRIES = 3000
"""Of a round."""
ABOUT = 3
"""Subjects of a usual entry."""
A_JOURNAL = 20_000
"""Entries."""
_JOURNALS = """
    INSERT INTO journals (desk, incarnation, branch, base, base_hash, number, hash, pushes, reported, state)
    SELECT gen_random_uuid(), gen_random_uuid(), 0, 0, sha256('0'), %(each)s, sha256('1'), 0, 0, 'live'
    FROM generate_series(1, %(journals)s)
"""
_ENTRIES = """
    INSERT INTO entries (position, journal, number, id, kind, site, judged, hash, log_hash, body)
    SELECT p.position + n, 2 + (n - 1) / %(each)s, 1 + (n - 1) %% %(each)s, uuidv7(), 'device_taken_in', '', true,
        sha256(int8send(n)), sha256(int8send(-n)), %(body)s
    FROM generate_series(1, %(entries)s) AS n, (SELECT position FROM register) AS p
"""
_ABOUT = """
    INSERT INTO about (subject, position)
    SELECT (random() * 1.8e19 - 9e18)::bigint, 1 + n %% %(entries)s
    FROM generate_series(1, %(entries)s * %(about)s) AS n
"""
_COUNTED = "UPDATE register SET position = position + %(entries)s"
_KEYS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid IN ('entries'::regclass, 'about'::regclass) AND contype IN ('p', 'u', 'f')
"""
_INDEXES = """
    SELECT indexname, indexdef FROM pg_indexes
    WHERE tablename IN ('entries', 'about') AND indexname NOT IN (SELECT conname FROM pg_constraint)
"""


def run(arguments: list[str]) -> None:
    """Measure both in turns, and print medians and their ratio."""
    many, few, rounds = (int(a) for a in (*arguments, *("5000000", "50000", "7")[len(arguments) :]))
    took: dict[int, list[float]] = {many: [], few: []}
    with database() as server, ExitStack() as stack:
        registers = {size: _filled(server, size) for size in took}
        urls = {size: stack.enter_context(worker(address)) for size, address in registers.items()}
        for number in range(rounds + 2):
            day = Day(f"flat {number}", ENTRIES)
            for size in sorted(took, reverse=bool(number % 2)):
                seconds = Pushing(registers[size], urls[size], day).all()
                if number > 1:  # the first two warm what they touch
                    took[size].append(seconds)
    for size, seconds_each in took.items():
        milliseconds = median(seconds_each) / ENTRIES * 1000
        print(f"beside {size:9,} stored  {milliseconds:6.3f} ms an entry   (median of {rounds} runs of {ENTRIES})")
    print(f"ratio {median(took[many]) / median(took[few]):.2f}   wanted: 1.30 or less")


def _filled(server: str, entries: int) -> str:
    """The address of a register with so many entries."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE stored_{entries}")  # type: ignore[call-overload]
    address = make_url(server).set(database=f"stored_{entries}").render_as_string(hide_password=False)
    engine = connect(address, workers=1)
    found(engine, Random(entries).getrandbits)
    engine.dispose()
    with psycopg.connect(address) as connection:
        wanted = {"entries": entries, "about": ABOUT, "each": A_JOURNAL, "body": Day("usual", 2).entries[1].raw}
        wanted["journals"] = -(-entries // A_JOURNAL)
        _fill(connection, wanted)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")
    return address


def _dice() -> Any:
    from random import Random

    return Random(1).getrandbits


def _fill(connection: psycopg.Connection[Any], wanted: dict[str, Any]) -> None:
    keys, indexes = connection.execute(_KEYS).fetchall(), connection.execute(_INDEXES).fetchall()
    for table, name, _ in keys:
        connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")  # type: ignore[call-overload]
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")  # type: ignore[call-overload]
    for statement in (_JOURNALS, _ENTRIES, _ABOUT, _COUNTED):
        connection.execute(statement, wanted)
    connection.execute("SET maintenance_work_mem = '1GB'")
    for _, definition in indexes:
        connection.execute(definition)
    for table, name, definition in keys:
        connection.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")  # type: ignore[call-overload]
