"""Letting desks in: a code that works once and not for long, the desk's own key, and revoking it (P8).

A code is 60 random bits in letters and digits that nobody confuses; only its digest is kept.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.dialects.postgresql import insert as put

from devswap.errors import DevswapError
from devswap.register import tables as t
from devswap.register.database import Prepared
from devswap.register.founding import Dice, Identity, log_head
from devswap.wire import Enrol, Enrolled

LASTS: Final = timedelta(hours=48)
_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_c, _d = t.codes.c, t.desks.c
_DESK = Prepared(select(_d.name, _d.site, _d.public_key, _d.revoked).where(_d.id == bindparam("desk")))


class NotLetIn(DevswapError):
    """That code does not let a desk in. Ask for a new one: `devswap register code`."""


class Desk(Struct, frozen=True):
    """A desk as the register knows it."""

    id: str
    name: str
    site: str
    public_key: str
    revoked: bool


def make_code(connection: Connection, site: str, name: str, now: datetime, dice: Dice) -> tuple[str, datetime]:
    """A one-time code for a desk of this name at this site, and until when it works."""
    letters = "".join(_LETTERS[dice(32) % len(_LETTERS)] for _ in range(12))
    code, expires = "-".join(letters[at : at + 4] for at in (0, 4, 8)), now + LASTS
    connection.execute(insert(t.codes).values(digest=_digest(code), site=site, name=name, expires=expires))
    return code, expires


def enrol(connection: Connection, register: Identity, asked: Enrol, now: datetime) -> Enrolled:
    """Let a desk in, or in again with a new key and incarnation. Raises NotLetIn; the code is then not used up."""
    code = connection.execute(select(t.codes).where(_c.digest == _digest(asked.code)).with_for_update()).one_or_none()
    if code is None or code.expires < now or code.used_by not in (None, asked.desk):
        raise NotLetIn
    key = connection.execute(select(_d.public_key).where(_d.id == asked.desk)).scalar_one_or_none()
    if code.used_by is not None and key != asked.public_key:
        raise NotLetIn
    desk = {"name": code.name, "site": code.site, "public_key": asked.public_key, "revoked": False, "enrolled": now}
    if code.used_by is None:
        connection.execute(
            put(t.desks).values(id=asked.desk, **desk).on_conflict_do_update(index_elements=[_d.id], set_=desk)
        )
        connection.execute(update(t.codes).where(_c.digest == code.digest).values(used_by=asked.desk))
    policy = connection.execute(select(t.rows.c.content).where(t.rows.c.kind == "policy")).scalar_one_or_none()
    return Enrolled(
        register.id, register.key.public, log_head(connection).epoch, code.name, code.site, msgspec.Raw(policy or b"{}")
    )


def desk_of(connection: Connection, desk: str) -> Desk | None:
    """A desk by its id."""
    rows = _DESK(connection, desk=desk)
    return Desk(desk, *rows[0]) if rows else None


def revoke(connection: Connection, desk: str) -> None:
    """Shut a desk out: what it still sends is kept apart."""
    connection.execute(update(t.desks).where(_d.id == desk).values(revoked=True))


def _digest(code: str) -> bytes:
    return sha256(b"\0devswap-code-1" + "".join(c for c in code.upper() if c.isalnum()).encode()).digest()
