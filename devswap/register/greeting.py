"""HELLO: where a desk stands, and what it is to do (`reference/sync.md` 3.6). The table itself is `hello.py`."""

from datetime import datetime

from sqlalchemy import Connection, case, func, select, update
from sqlalchemy.dialects.postgresql import insert

from devswap.ledger.events import SCHEMA
from devswap.ledger.ids import instant
from devswap.register import tables as t
from devswap.register.enrolment import Desk
from devswap.register.founding import Dice, Identity, change_epoch, log_head
from devswap.register.hello import judge
from devswap.register.journals import Lane, hash_at, lanes, open_journal
from devswap.wire import Hello, Refusal, Welcome

_j = t.journals.c
LEAST_SCHEMA = 1


def greet(
    connection: Connection, register: Identity, desk: Desk, hello: Hello, request: str, now: datetime, dice: Dice
) -> Welcome | Refusal:
    """Take up what the desk says of itself, and answer. Raises ValueError on a parent without its head.

    `request` is the id of the request, which a desk uses once.
    """
    if _heard(connection, desk, request):
        return Refusal("replayed", "That HELLO was said before.", "Say it anew.")
    if hello.schema < LEAST_SCHEMA:
        return Refusal(
            "upgrade", f"The register reads schema {LEAST_SCHEMA} and later.", "Update devswap; all that waits is kept."
        )
    held = lanes(connection, desk.id, hello.incarnation)
    if not held:
        open_journal(connection, desk.id, hello.incarnation, hello.parent, hello.parent_head)
        held = lanes(connection, desk.id, hello.incarnation)
    main = held[0]
    verdict, differs = judge(
        hello.head,
        hello.acknowledged,
        main.head,
        lambda number: (hash_at(connection, main, number) or b"").hex(),
        min((lane.base + 1 for lane in held[1:]), default=None),
    )
    epoch = log_head(connection).epoch
    if verdict == "again" and hello.epoch == epoch:
        change_epoch(connection, dice)
    clone = _seen(connection, main, hello, now)
    head = log_head(connection)
    return Welcome(
        register.id, head.epoch, verdict, main.head, differs, head, instant(now), min(LEAST_SCHEMA, SCHEMA),
        revoked=desk.revoked, clone=clone,
    )  # fmt: skip


def _heard(connection: Connection, desk: Desk, request: str) -> bool:
    greeting = insert(t.greetings).values(desk=desk.id, request=request).on_conflict_do_nothing()
    return connection.execute(greeting.returning(t.greetings.c.desk)).first() is None


def _seen(connection: Connection, lane: Lane, hello: Hello, now: datetime) -> bool:
    """Remember boot and head; whether a boot came back after another one, which only a clone's does."""
    row = connection.execute(select(_j.boot, _j.boot_before, _j.state).where(_j.seq == lane.seq)).one()
    clone: bool = row.state == "cloned" or (hello.boot == row.boot_before and hello.boot != row.boot)
    told = hello.acknowledged
    connection.execute(
        update(t.journals).where(_j.seq == lane.seq)
        .values(
            boot=hello.boot,
            boot_before=case((_j.boot == hello.boot, _j.boot_before), else_=_j.boot),
            heard=hello.head.number,
            reported=func.greatest(_j.reported, told.number),
            reported_hash=case((_j.reported < told.number, bytes.fromhex(told.hash)), else_=_j.reported_hash),
            state=case((_j.state == "diverged", "diverged"), else_="cloned") if clone else _j.state,
        )
    )  # fmt: skip
    connection.execute(update(t.desks).where(t.desks.c.id == hello.desk).values(seen=now))
    return clone
