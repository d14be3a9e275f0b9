"""The fold over what new entries touch: discrepancies raised, closed and reopened; who must hear of whose entries."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, or_, update
from sqlalchemy.dialects.postgresql import insert

from devswap.ledger.discrepancies import find, settled
from devswap.ledger.discrepancy import Discrepancy
from devswap.ledger.entry import Entry
from devswap.ledger.fold import EMPTY, fold
from devswap.register import tables as t
from devswap.register.gathering import Scope, begun, gather
from devswap.register.links import links
from devswap.register.sharing import concerned, share
from devswap.wire import FURTHEST

_d = t.discrepancies.c
_put = insert(t.discrepancies)
_told = _put.excluded
_RAISE = _put.on_conflict_do_update(
    index_elements=[_d.id],
    set_={name: _told[name] for name in ("entries", "freezes", "state", "decision", "changed")},
    where=or_(
        _d.entries != _told.entries, _d.state != _told.state, _d.freezes != _told.freezes,
        _d.decision.is_distinct_from(_told.decision),
    ),
)  # fmt: skip


def judge(connection: Connection, fresh: dict[int, Entry], now: datetime) -> None:
    """Fold what these stored entries (by position) touch, and write what follows."""
    scope, look = begun(fresh, {place: links(e) for place, e in fresh.items()}, (), FURTHEST)
    gather(connection, scope, look)
    write(connection, scope, judged(scope), now)
    share(connection, scope, concerned(scope))


def judged(scope: Scope) -> dict[str, Discrepancy]:
    """The discrepancies that the entries of a scope give, settled ones included; pure."""
    state = fold(EMPTY, scope.entries.values())
    found = {d.id: d for d in find(state) if scope.whole.intersection(d.entries)}
    for name in scope.walked | scope.own.keys():
        before, own = scope.stored.get(name), scope.own.get(name)
        entries = {*(before.entries if before else ()), *(own.entries if own else ())}
        seen = own or before
        assert seen is not None
        found[name] = settled(state, replace(seen, entries=tuple(sorted(entries)), decision=None))
    return found


def write(connection: Connection, scope: Scope, found: dict[str, Discrepancy], now: datetime) -> None:
    """Raise, close and reopen what was found of a scope."""
    gone = [name for name in scope.stored if name not in found]
    if gone:
        connection.execute(
            update(t.discrepancies).where(_d.id.in_(gone), _d.state != "closed").values(state="closed", changed=now)
        )
    if not found:
        return
    connection.execute(
        _RAISE,
        [
            {
                "id": d.id, "code": d.code, "about": d.about, "entries": list(d.entries), "freezes": list(d.freezes),
                "walked": d.id in scope.walked or d.id in scope.own, "state": "settled" if d.decision else "open",
                "decision": d.decision,
                "raised": now, "changed": now,
            }
            for d in found.values()
        ],
    )  # fmt: skip
