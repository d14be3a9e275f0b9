"""A store as an older program left it: what later migrations brought is taken away again."""

import sqlite3

_SINCE_0008 = (
    "DROP TABLE own_people",
    "DROP INDEX evidence_waiting",
    "ALTER TABLE evidence DROP COLUMN aside",
    "CREATE INDEX evidence_waiting ON evidence (at) WHERE entry IS NULL",
    "DROP TABLE signed",
    "DROP INDEX entitlements_open",
    "CREATE INDEX entitlements_open ON entitlements (open, recipient)",
)


def bring_down(driver: sqlite3.Connection, revision: str, *undone: str) -> None:
    """Make the store one of this revision, 0008 or before; `undone` are the statements for what came up to 0008."""
    for words in (*_SINCE_0008, *undone):
        driver.execute(words)
    driver.execute("UPDATE alembic_version SET version_num = ?", (revision,))
