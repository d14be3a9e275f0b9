"""The one way in: a batch of a desk's entries, in one transaction, in the order of `reference/sync.md` 3.4.

1 lock the journal · 2 compare what is held already · 3 verify the chain · 4, 5 take positions from the counter and
store · 6 fold what is touched · 7 write the journal's row, whatever else, so that the commit waits for the standby ·
8 commit, look at its notices, read the batch again and hash it again.
"""

from datetime import datetime

from sqlalchemy import Connection, Engine, and_, any_, bindparam, case, select, update

from devswap.ledger.entry import Entry, chain_hash, open_entry
from devswap.ledger.ids import instant
from devswap.register import log
from devswap.register import tables as t
from devswap.register.arrays import array, ids, numbers
from devswap.register.chains import Link, links_of, walked
from devswap.register.copying import copy_about, copy_entries
from devswap.register.database import Unknown, transaction
from devswap.register.journals import Lane, going_on, lanes, placed
from devswap.register.judging import judge
from devswap.wire import Diverged, Gap, Head, Push, Pushed, Refusal, Result

_r, _j, _e, _d = t.register.c, t.journals.c, t.entries.c, t.discrepancies.c
_ID = select(_r.id, _r.epoch)
_JOURNAL = (
    update(t.journals).where(_j.seq == bindparam("lane"))
    .values(
        number=bindparam("to_number"), hash=bindparam("to_hash"), pushes=_j.pushes + 1, boot=bindparam("now_boot"),
        boot_before=case((_j.boot == bindparam("now_boot"), _j.boot_before), else_=_j.boot),
    )
)  # fmt: skip
_LAST = select(_e.body, _e.hash).where(_e.journal == bindparam("lane"), _e.number == bindparam("at"), _e.judged)
_PLACES = and_(_e.journal == any_(numbers("lanes")), _e.number >= bindparam("first"), _e.number <= bindparam("last"))
_STORED = select(_e.number, _e.position, _e.judged, _e.hash, _e.body).where(_PLACES)
_VERDICTS = select(_e.number, _e.position, _e.id, _e.judged).where(_PLACES).order_by(_e.number)
_OPEN = select(_d.id, _d.entries).where(_d.state == "open", _d.entries.overlap(ids("ids")))

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
    append(connection, desk, push.incarnation, lane, new, push.boot, now)
    through = Head(end.number, end.hash.hex()) if end else push.before
    if lane.branch:
        return Diverged(lane.base + 1, through)
    register, epoch = connection.execute(_ID).one()
    return Pushed(register, epoch, through, _results(connection, held, links), instant(now))


def append(
    connection: Connection, desk: str, incarnation: str, lane: Lane, links: list[Link], boot: str, now: datetime
) -> None:
    """Store and judge these links at the end of a chain; without any, write its row all the same."""
    if links:
        _store(connection, desk, incarnation, lane, links, now)
    to = links[-1] if links else lane
    connection.execute(_JOURNAL, {"lane": lane.seq, "to_number": to.number, "to_hash": to.hash, "now_boot": boot})


def _store(connection: Connection, desk: str, incarnation: str, lane: Lane, links: list[Link], now: datetime) -> None:
    first, hash = log.take(connection, len(links))
    stored = dict(enumerate(links, first))
    log.close(connection, copy_entries(connection, lane.seq, stored, hash))
    copy_about(connection, stored)
    fresh = {place: link.entry for place, link in stored.items() if link.entry is not None and link.judged}
    wrong = list(walked(desk, incarnation, _last(connection, lane), links))
    if lane.branch:
        fresh |= _others_at(connection, lane, desk, incarnation, links)
    judge(connection, fresh, wrong, now)


def _last(connection: Connection, lane: Lane) -> Entry | None:
    row = connection.execute(_LAST, {"lane": lane.seq, "at": lane.number}).one_or_none()
    return open_entry(row.body, row.hash) if row else None


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
    disputed: dict[str, list[str]] = {}
    for name, entries in connection.execute(_OPEN, {"ids": array(row.id for row in rows if row.id)}):
        for entry in entries:
            disputed.setdefault(entry, []).append(name)
    return tuple(_result(row.number, row.position, row.id, row.judged, disputed.get(row.id, [])) for row in rows)


def _result(number: int, position: int, name: str | None, judged: bool, disputes: list[str]) -> Result:
    if name is None:
        return Result(number, position, "quarantined")
    if not judged:
        return Result(number, position, "kept_unjudged")
    verdict = "accepted_with_discrepancy" if disputes else "accepted"
    return Result(number, position, verdict, tuple(sorted(disputes)))  # type: ignore[arg-type]


def _read_again(engine: Engine, desk: str, push: Push, links: list[Link]) -> None:
    """Read the batch as it was stored and hash it once more. Raises Unknown where it is not what was sent."""
    if not links:
        return
    with engine.connect() as connection:
        seqs = list(
            connection.execute(select(_j.seq).where(_j.desk == desk, _j.incarnation == push.incarnation)).scalars()
        )
        wanted = {"lanes": array(seqs), "first": links[0].number, "last": links[-1].number}
        stored = {(row.number, bytes(row.hash)): bytes(row.body) for row in connection.execute(_STORED, wanted)}
    previous = bytes.fromhex(push.before.hash)
    for link in links:
        body = stored.get((link.number, link.hash))
        sound = body is not None and (bool(link.says) or chain_hash(previous, body) == link.hash) and body == link.raw
        if not sound:
            raise Unknown(f"Entry {link.number} is not stored as it was sent. Send the same again.")
        previous = link.hash
