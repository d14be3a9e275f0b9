"""What the register is: its id, its key, its epoch, and the journal that it writes itself."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, insert, select, update

from devswap.ledger.ids import uuid4
from devswap.register import tables as t
from devswap.register.database import migrate, transaction
from devswap.register.journals import open_journal
from devswap.sync.keys import Key
from devswap.wire import Cursor, log_genesis

Dice = Callable[[int], int]
"""So many random bits."""
_r = t.register.c


@dataclass(frozen=True, slots=True)
class Identity:
    """The register's one row, without what moves with every entry. As a desk of its own journal it is `id`."""

    id: str
    key: Key


def found(engine: Engine, dice: Dice) -> Identity:
    """The register in this database: its schema brought up to date, and its identity made where there was none."""
    migrate(engine)
    with transaction(engine) as connection:
        connection.exec_driver_sql("LOCK TABLE register IN SHARE ROW EXCLUSIVE MODE")
        row = connection.execute(select(t.register)).one_or_none()
        if row is None:
            _begin(connection, dice)
            row = connection.execute(select(t.register)).one()
    return Identity(row.id, Key(row.key))


def _begin(connection: Connection, dice: Dice) -> None:
    name, incarnation = uuid4(dice(128)), uuid4(dice(128))
    connection.execute(
        insert(t.register).values(
            one=1,
            id=name,
            epoch=uuid4(dice(128)),
            incarnation=incarnation,
            position=0,
            log_hash=log_genesis(name),
            key=dice(256).to_bytes(32, "big"),
        )
    )
    open_journal(connection, name, incarnation)


def log_head(connection: Connection) -> Cursor:
    """The end of the log."""
    row = connection.execute(select(_r.epoch, _r.position, _r.log_hash)).one()
    return Cursor(row.epoch, row.position, row.log_hash.hex())


def change_epoch(connection: Connection, dice: Dice) -> None:
    """The log went back, or may have: desks say HELLO and send what is missing, and no number of ours is used twice."""
    name, incarnation = connection.execute(select(_r.id)).scalar_one(), uuid4(dice(128))
    connection.execute(update(t.register).values(epoch=uuid4(dice(128)), incarnation=incarnation))
    open_journal(connection, name, incarnation)
