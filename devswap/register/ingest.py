"""The one way in: a batch of a desk's entries, in one transaction, in the order of `reference/sync.md` 3.4.

1 lock the journal · 2 compare what is held already · 3 verify the chain · 4, 5 take positions from the counter and
store · 6 fold what is touched, while PostgreSQL takes the rows in · 7 write the journal's row, whatever else, so that
the commit waits for the standby · 8 commit, look at its notices, read the batch again and hash it again.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import BigInteger, Connection, Engine, and_, any_, bindparam, case, func, select, update

from devswap.ledger.entry import Entry, chain_hash, open_entry
from devswap.ledger.ids import instant
from devswap.register import log
from devswap.register import tables as t
from devswap.register.arrays import array, ids, numbers
from devswap.register.chains import Link, links_of, walked
from devswap.register.copying import storing, storing_about
from devswap.register.database import Prepared, Unknown, reading, transaction
from devswap.register.gathering import begun, gather
from devswap.register.journals import Lane, going_on, lanes, placed
from devswap.register.judging import judged, write
from devswap.register.links import links as links_to
from devswap.register.sharing import concerned, share
from devswap.wire import Diverged, Gap, Head, Push, Pushed, Refusal, Result

_r, _j, _e, _d = t.register.c, t.journals.c, t.entries.c, t.discrepancies.c
_ID = Prepared(select(_r.id, _r.epoch))
_JOURNAL = Prepared(
    update(t.journals).where(_j.seq == bindparam("lane"))
    .values(
        number=bindparam("to_number"), hash=bindparam("to_hash"), pushes=_j.pushes + 1, boot=bindparam("now_boot"),
        boot_before=case((_j.boot == bindparam("now_boot"), _j.boot_before), else_=_j.boot),
        error=func.greatest(_j.error, bindparam("now_error", type_=BigInteger)),
    )
)  # fmt: skip
_PLACES = and_(_e.journal == any_(numbers("lanes")), _e.number >= bindparam("first"), _e.number <= bindparam("last"))
_STORED = select(_e.number, _e.position, _e.judged, _e.hash, _e.body).where(_PLACES)
_VERDICTS = select(_e.number, _e.position, _e.id, _e.judged).where(_PLACES).order_by(_e.number)
_OPEN = select(_d.id, _d.entries).where(_d.state == "open", _d.entries.overlap(ids("ids")))
_LANES = select(_j.seq).where(_j.desk == bindparam("desk"), _j.incarnation == bindparam("life"))
_AGAIN = Prepared(
    select(_e.number, _e.hash, _e.body)
    .where(
        _e.journal == any_(func.array(_LANES.scalar_subquery())),
        _e.number.between(bindparam("first"), bindparam("last")),
    )
)  # fmt: skip

Answer = Pushed | Gap | Diverged | Refusal


def receive(engine: Engine, desk: str, push: Push, now: datetime) -> Answer:
    """Take a batch in and have it durable. Raises Unknown where that is in doubt, ValueError on a malformed batch."""
    links = links_of(push, desk)
    with transaction(engine) as connection:
        answer = take(connection, desk, push, links, now)
    if isinstance(answer, Pushed) or (isinstance(answer, Diverged) and answer.held):
        _read_again(engine, desk, push, links)
    return answer


def take(connection: Connection, desk: str, push: Push, links: list[Link], now: datetime) -> Answer:
    """The batch within an open transaction: what is new is stored and judged."""
    held = lanes(connection, desk, push.incarnation)
    if not held:
        return Refusal("say_hello", "The register does not know this incarnation.", "Say HELLO, then push again.")
    main = held[0]
    lane = going_on(connection, held, push.before)
    if lane is None:
        if push.before.number > max(one.number for one in held):
            return Gap(main.number + 1)
        return Diverged(push.before.number)
    lane, new = placed(connection, held, lane, links)
    end = links[-1] if links else None
    results = append(connection, desk, push.incarnation, lane, new, push.boot, now, push.error)
    through = Head(end.number, end.hash.hex()) if end else push.before
    if lane.branch:
        return Diverged(lane.base + 1, through)
    [(register, epoch)] = _ID(connection)
    known = _results(connection, held, links[: len(links) - len(new)])
    return Pushed(str(register), str(epoch), through, (*known, *results), instant(now))


def append(
    connection: Connection,
    desk: str,
    incarnation: str,
    lane: Lane,
    links: list[Link],
    boot: str,
    now: datetime,
    error: int | None = None,
) -> tuple[Result, ...]:
    """Store and judge these links at the end of a chain; without any, write its row all the same."""
    results = _store(connection, desk, incarnation, lane, links, now) if links else ()
    to = links[-1] if links else lane
    _JOURNAL(connection, lane=lane.seq, to_number=to.number, to_hash=to.hash, now_boot=boot, now_error=error)
    return results


def _store(
    connection: Connection, desk: str, incarnation: str, lane: Lane, links: list[Link], now: datetime
) -> tuple[Result, ...]:
    first, hash = log.take(connection, len(links))
    stored = dict(enumerate(links, first))
    fresh = {place: link.entry for place, link in stored.items() if link.entry is not None and link.judged}
    if lane.branch:
        fresh |= _others_at(connection, lane, desk, incarnation, links)
    found_by = {place: links_to(link.entry) if link.entry else () for place, link in stored.items()}
    last = open_entry(lane.body, lane.hash) if lane.body is not None else None
    with storing_about(connection, found_by):
        scope, look = begun(fresh, found_by, walked(desk, incarnation, last, links), first)
    gather(connection, scope, look)
    with storing(connection, lane.seq, stored, hash) as end:
        found, wanted = judged(scope), concerned(scope)
    log.close(connection, end)
    write(connection, scope, found, now)
    share(connection, scope, wanted)
    disputes = _by_entry((d.id, d.entries) for d in found.values() if d.decision is None)
    return tuple(_result(link.number, place, link.name, link.judged, disputes) for place, link in stored.items())


def _others_at(connection: Connection, lane: Lane, desk: str, incarnation: str, links: list[Link]) -> dict[int, Entry]:
    """What the other chains of this incarnation hold under the same numbers: judged with a branch's entries."""
    others = [one.seq for one in lanes(connection, desk, incarnation) if one.seq != lane.seq]
    wanted = {"lanes": array(others), "first": links[0].number, "last": links[-1].number}
    return {r.position: open_entry(r.body, r.hash) for r in connection.execute(_STORED, wanted) if r.judged}


def _results(connection: Connection, held: list[Lane], links: list[Link]) -> tuple[Result, ...]:
    if not links:
        return ()
    wanted = {"lanes": array([held[0].seq]), "first": links[0].number, "last": links[-1].number}
    rows = connection.execute(_VERDICTS, wanted).all()
    named = array(row.id for row in rows if row.id)
    disputes = _by_entry((row.id, row.entries) for row in connection.execute(_OPEN, {"ids": named}))
    return tuple(_result(row.number, row.position, row.id, row.judged, disputes) for row in rows)


def _by_entry(disputes: Iterable[tuple[str, Iterable[str]]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, entries in disputes:
        for entry in entries:
            found.setdefault(entry, []).append(name)
    return found


def _result(number: int, position: int, name: str | None, judged: bool, disputes: dict[str, list[str]]) -> Result:
    if name is None:
        return Result(number, position, "quarantined")
    if not judged:
        return Result(number, position, "kept_unjudged")
    if name not in disputes:
        return Result(number, position, "accepted")
    return Result(number, position, "accepted_with_discrepancy", tuple(sorted(disputes[name])))


def _read_again(engine: Engine, desk: str, push: Push, links: list[Link]) -> None:
    """Read the batch as it was stored and hash it once more. Raises Unknown where it is not what was sent."""
    if not links:
        return
    with reading(engine) as connection:
        rows = _AGAIN(connection, desk=desk, life=push.incarnation, first=links[0].number, last=links[-1].number)
    stored = {(number, hash): body for number, hash, body in rows}
    previous = bytes.fromhex(push.before.hash)
    for link in links:
        body = stored.get((link.number, link.hash))
        sound = body is not None and (bool(link.says) or chain_hash(previous, body) == link.hash) and body == link.raw
        if not sound:
            raise Unknown(f"Entry {link.number} is not stored as it was sent. Send the same again.")
        previous = link.hash
