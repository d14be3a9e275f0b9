"""From an older schema to this program's, by alembic, on the one writing connection."""

import sqlite3
from pathlib import Path
from typing import Final

from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

HERE: Final = Path(__file__).parent


def migrate(driver: sqlite3.Connection, scripts: Path = HERE) -> None:
    """Bring a store up to the newest revision, all of it or nothing. Raises what alembic and SQLite raise.

    The driver begins no transaction by itself (`isolation_level=None`), so that the one begun here holds schema and
    rows alike; alembic's own commit ends it.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(scripts))
    config.set_main_option("path_separator", "os")
    engine = create_engine("sqlite://", creator=lambda: driver, poolclass=StaticPool)
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        driver.execute("BEGIN IMMEDIATE")
        try:
            command.upgrade(config, "head")
        finally:
            if driver.in_transaction:
                driver.execute("ROLLBACK")
