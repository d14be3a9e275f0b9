"""From an older schema to this program's, by alembic, on the one writing connection."""

import sqlite3
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool


def migrate(driver: sqlite3.Connection) -> None:
    """Bring a store up to the newest revision, all of it or nothing. Raises what alembic and SQLite raise."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    engine = create_engine("sqlite://", creator=lambda: driver, poolclass=StaticPool)
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        driver.execute("BEGIN IMMEDIATE")
        try:
            command.upgrade(config, "head")
            driver.execute("COMMIT")
        except BaseException:
            if driver.in_transaction:
                driver.execute("ROLLBACK")
            raise
