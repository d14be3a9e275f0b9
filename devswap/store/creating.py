"""A store's beginning: made fresh from the tables, or brought up from an older schema by alembic.

A fresh store is made from `tables.metadata` in one transaction; alembic, whose import alone takes 200 ms, is used only
where the revision says so. That both come to the same schema is a test.
"""

import sqlite3
from pathlib import Path
from typing import Final

from sqlalchemy.schema import CreateIndex, CreateTable

from devswap.errors import StoreError
from devswap.store import tables as t
from devswap.store.connection import sync_folder
from devswap.store.sql import inserting, sql

REVISION: Final = "0012"
"""The schema that this program reads and writes."""
_SCHEMA = "SELECT version_num FROM alembic_version"


def statements() -> list[str]:
    """The SQL that makes every table and index of the schema."""
    tables = t.metadata.sorted_tables
    indexes = sorted((i for table in tables for i in table.indexes), key=lambda i: str(i.name))
    return [sql(CreateTable(table)) for table in tables] + [sql(CreateIndex(index)) for index in indexes]


def create(db: sqlite3.Connection, path: Path, desk: str, incarnation: str, at: str) -> None:
    """Make a fresh store with the first life of a desk, durable when this returns. Raises sqlite3.Error, OSError."""
    db.execute("BEGIN IMMEDIATE")
    for statement in statements():
        db.execute(statement)
    db.execute(f"PRAGMA application_id = {t.APPLICATION}")
    db.execute(inserting(t.schema), (REVISION,))
    db.executemany(inserting(t.meta), [("desk", desk), ("incarnation", incarnation), ("stopped", "well")])
    columns = ("desk", "incarnation", "opened", "verified")
    db.execute(inserting(t.incarnations, *columns), (desk, incarnation, at, 0))
    db.execute("COMMIT")
    sync_folder(path)


def is_fresh(db: sqlite3.Connection) -> bool:
    """Whether there is no table yet: a new file, or one whose making was cut off."""
    return db.execute("SELECT 1 FROM sqlite_master").fetchone() is None


def bring_up(db: sqlite3.Connection, path: Path) -> None:
    """Migrate an older schema to this program's. Raises StoreError where it is newer or unknown."""
    row = db.execute(_SCHEMA).fetchone()
    revision = row[0] if row else "none"
    if revision == REVISION:
        return
    if revision > REVISION:
        raise StoreError(
            f"{path}: the store has schema {revision}, and this devswap knows up to {REVISION}. Use the newer devswap "
            "that wrote it."
        )
    from devswap.store.migrations import migrate

    migrate(db)
