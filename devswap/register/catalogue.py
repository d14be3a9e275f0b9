"""The lists at the register: what changed in them goes into the log, and what was said before is forgotten (P7)."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Literal

import msgspec
from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from devswap.ledger.policy import Policy, Programme
from devswap.register import log
from devswap.register import tables as t
from devswap.wire import Gone, log_hash

Kind = Literal["estate", "recipient", "operator", "policy"]
AT_ONCE = 5000
"""Rows of one statement."""
_w, _g = t.rows.c, t.changes.c


def put(connection: Connection, kind: Kind, contents: Mapping[str, bytes], *, add: bool) -> int:
    """Make these the rows of their kind, by key; without `add` the others are gone. How many changed."""
    digests = select(_w.key, func.sha256(_w.content)).where(_w.kind == kind)
    held: dict[str, bytes] = {row.key: row[1] for row in connection.execute(digests)}
    changed = {key: content for key, content in contents.items() if held.get(key) != sha256(content).digest()}
    gone = [] if add else [key for key in held if key not in contents]
    if not changed and not gone:
        return 0
    _forget(connection, kind, [*changed, *gone])
    goodbye = msgspec.json.encode(Gone(kind)) if kind != "policy" else b""
    first, hash = log.take(connection, len(changed) + len(gone))
    rows = []
    told = [(kind, key, content) for key, content in changed.items()] + [("gone", key, goodbye) for key in gone]
    for position, (what, key, content) in enumerate(told, first):
        hash = log_hash(hash, what, key, content)
        rows.append({"position": position, "kind": what, "key": key, "site": "", "log_hash": hash, "content": content})
    log.close(connection, hash)
    for some in _pages(rows):
        connection.execute(insert(t.changes), some)
    _keep(connection, rows[: len(changed)])
    return len(rows)


def put_policy(connection: Connection, policy: Policy, programme: Programme) -> int:
    """Make this the policy of all desks; whether it changed."""
    content = msgspec.json.encode({"policy": policy, "programme": programme})
    return put(connection, "policy", {"policy": content}, add=True)


def _keep(connection: Connection, rows: list[dict[str, object]]) -> None:
    for some in _pages(rows):
        statement = insert(t.rows)
        told = statement.excluded
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=[_w.kind, _w.key], set_={"position": told.position, "content": told.content}
            ),
            [{name: row[name] for name in ("kind", "key", "site", "position", "content")} for row in some],
        )


def _forget(connection: Connection, kind: Kind, keys: list[str]) -> None:
    """Strip what the log said of these rows before; a desk that has not read it yet reads what follows instead."""
    for at in range(0, len(keys), AT_ONCE):
        some = keys[at : at + AT_ONCE]
        connection.execute(update(t.changes).where(_g.kind == kind, _g.key.in_(some)).values(content=None))
        connection.execute(delete(t.rows).where(_w.kind == kind, _w.key.in_(some)))


def _pages(rows: list[dict[str, object]]) -> Iterable[list[dict[str, object]]]:
    return (rows[at : at + AT_ONCE] for at in range(0, len(rows), AT_ONCE))
