"""The log's end: the counter that gives positions, and the hash that closes each row over the one before it.

Taking positions locks the register's one row until the transaction ends. So they are dense and in commit order, a
rollback gives them back, and a reader that saw a position has seen all before it.
"""

from sqlalchemy import Connection, bindparam, update

from devswap.register import tables as t
from devswap.register.database import Prepared

_r = t.register.c
_TAKE = Prepared(
    update(t.register).values(position=_r.position + bindparam("more")).returning(_r.position, _r.log_hash)
)
_CLOSE = Prepared(update(t.register).values(log_hash=bindparam("last")))


def take(connection: Connection, more: int) -> tuple[int, bytes]:
    """Take so many positions: the first of them, and the hash at the one before it."""
    [(position, hash)] = _TAKE(connection, more=more)
    return position - more + 1, hash


def close(connection: Connection, last: bytes) -> None:
    """The hash at the last position that was taken."""
    _CLOSE(connection, last=last)
