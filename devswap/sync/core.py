"""The desk's side of the exchange, without I/O: what to ask next, and what an answer may move.

`next_ask` and `hear` are total functions of values. What holds whatever arrives:

- the watermark rises only by a signed `Pushed` of the pinned register whose hash is the journal's own at that number;
  HELLO may lower it and never raises it, as a register may see what is not yet durable;
- no answer removes an entry;
- an answer that is not understood moves nothing, and the next session begins with HELLO.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise

import msgspec

from devswap import wire
from devswap.ledger.ids import moment
from devswap.standing import KINDS, Life, Mark, Session, Snapshot, Standing
from devswap.sync.answers import Answer, Unheard
from devswap.wire import Cursor, Head

HashAt = Callable[[str, int], str | None]
"""Incarnation and number to the hash that this desk's own journal has there; of 0 its genesis."""


@dataclass(frozen=True, slots=True)
class SayHello:
    """Where does the register stand with this life?"""

    life: Life


@dataclass(frozen=True, slots=True)
class SendEntries:
    """A batch of this life, from behind this place on."""

    life: Life
    after: Head


@dataclass(frozen=True, slots=True)
class FetchOwn:
    """The entries that this store lost, behind its own head."""

    life: Life


@dataclass(frozen=True, slots=True)
class ReadSnapshot:
    """The next page of the catalogue."""

    snapshot: Snapshot


@dataclass(frozen=True, slots=True)
class ReadLog:
    """What the log has behind the cursor, for a desk in this life."""

    cursor: Cursor
    incarnation: str


Ask = SayHello | SendEntries | FetchOwn | ReadSnapshot | ReadLog


@dataclass(frozen=True, slots=True)
class Heard:
    """What follows from an answer: values to keep, and what is to be taken into the store with them."""

    standing: Standing
    session: Session
    page: wire.LogPage | wire.SnapshotPage | wire.JournalPage | None = None
    begin: bool = False
    """The store went back: after this, begin a new incarnation."""
    unheard: Unheard | None = None
    """Why nothing followed."""


def acknowledged(standing: Standing, life: Life, hash_at: HashAt) -> Head:
    """What the register is proven to hold of a life; its beginning where that is nothing."""
    mark = standing.marks.get(life.incarnation)
    return mark.head if mark else Head(0, hash_at(life.incarnation, 0) or "")


def waiting(standing: Standing, lives: Sequence[Life]) -> int:
    """How many entries are not yet proven to be at the register; what it keeps aside is there."""
    return sum(max(life.head.number - _there(standing, life), 0) for life in lives)


def _there(standing: Standing, life: Life) -> int:
    aside = standing.branches.get(life.incarnation)
    return max(_mark(standing, life), aside.number if aside else 0)


def _mark(standing: Standing, life: Life) -> int:
    mark = standing.marks.get(life.incarnation)
    return mark.head.number if mark else 0


def next_ask(standing: Standing, lives: Sequence[Life], session: Session, hash_at: HashAt) -> Ask | None:
    """What to ask now, or None where all is in step. `lives` oldest first, the last is the one that is written."""
    for life in lives:
        ask = _about(standing, life, life is lives[-1], session, hash_at)
        if ask is not None:
            return ask
    if lives[-1].incarnation in standing.branches:
        return None
    if standing.snapshot is not None or standing.cursor is None:
        return ReadSnapshot(standing.snapshot or Snapshot())
    return None if session.at_end else ReadLog(standing.cursor, lives[-1].incarnation)


def _about(standing: Standing, life: Life, written: bool, session: Session, hash_at: HashAt) -> Ask | None:
    name, mark = life.incarnation, standing.marks.get(life.incarnation)
    aside = standing.branches.get(name)
    if aside is not None and aside.number >= life.head.number and not written:
        return None
    unsent = life.head.number > _mark(standing, life)
    unproven = mark is not None and mark.epoch != standing.epoch
    if name not in session.greeted:
        return SayHello(life) if written or unsent or unproven else None
    if session.fetching == name:
        return FetchOwn(life) if life.head == session.behind else SayHello(life)
    if aside is not None:
        return SendEntries(life, aside) if aside.number < life.head.number else None
    return SendEntries(life, acknowledged(standing, life, hash_at)) if unsent else None


def hear(standing: Standing, session: Session, ask: Ask, answer: Answer, hash_at: HashAt, sent: str, now: str) -> Heard:
    """What follows from an answer to this question, asked and answered at these instants of the desk's clock."""
    if isinstance(answer, Unheard):
        return Heard(standing, Session(), unheard=answer)
    standing = _contact(standing, answer, sent, now)
    epoch = answer.epoch if isinstance(answer, wire.Welcome | wire.Pushed | wire.LogPage | wire.Rewound) else None
    if epoch is not None and epoch != standing.epoch:
        standing, session = _other_epoch(standing, epoch), Session()
        if not isinstance(answer, wire.Welcome):
            return Heard(standing, session)
    match ask, answer:
        case SayHello(life), wire.Welcome():
            return _welcomed(standing, session, life, answer, hash_at)
        case SendEntries(life), wire.Pushed():
            return _pushed(standing, session, life, answer, hash_at)
        case SendEntries(life), wire.Gap():
            return _gap(standing, life, answer, hash_at)
        case SendEntries(life, after), wire.Diverged():
            return _diverged(standing, session, life, after, answer, hash_at)
        case FetchOwn(life), wire.JournalPage():
            return _fetched(standing, session, life, answer, hash_at)
        case ReadSnapshot(snapshot), wire.SnapshotPage():
            return _snapshot(standing, session, snapshot, answer)
        case ReadLog(cursor, life), wire.LogPage():
            held = answer.held
            if held is not None and hash_at(life, held.number) != held.hash:
                session = replace(session, greeted=session.greeted - {life})  # a copy of this store wrote on
            return _log(standing, session, cursor, answer, now)
        case ((ReadLog() | ReadSnapshot()), wire.Rewound()):
            return Heard(_keep(standing, cursor=None, snapshot=Snapshot()), session)
    return _nothing(standing, "it answers another question")


def _keep(standing: Standing, **values: object) -> Standing:
    return msgspec.structs.replace(standing, **values)


def _nothing(standing: Standing, what: str) -> Heard:
    return Heard(standing, Session(), unheard=Unheard("nonsense", what))


def _contact(standing: Standing, answer: wire.Message, sent: str, now: str) -> Standing:
    time = getattr(answer, "time", None)
    offset, error = standing.offset, standing.error
    if time is not None:
        half = abs(moment(now) - moment(sent)) / 2
        offset = (moment(time) - moment(now) + half) // timedelta(microseconds=1)
        error = half // timedelta(microseconds=1)
    return _keep(standing, contact=now, offset=offset, error=error)


def _other_epoch(standing: Standing, epoch: str) -> Standing:
    """The register went back, or another took over: its log may still be the one that was read, and says so or not."""
    cursor = standing.cursor
    return _keep(
        standing,
        epoch=epoch,
        branches={},
        cursor=msgspec.structs.replace(cursor, epoch=epoch) if cursor else None,
        snapshot=Snapshot() if standing.snapshot else None,
    )


def _marked(standing: Standing, life: Life, head: Head) -> Standing:
    return _keep(standing, marks={**standing.marks, life.incarnation: Mark(standing.epoch, head)})


def _welcomed(standing: Standing, session: Session, life: Life, answer: wire.Welcome, hash_at: HashAt) -> Heard:
    name, held = life.incarnation, answer.held
    session = Session(greeted=session.greeted | {name})
    trouble = "revoked" if answer.revoked else "clone" if answer.clone else ""
    standing = _keep(standing, trouble="diverged" if name in standing.branches else trouble)
    if answer.verdict == "diverged":
        begun = standing.branches.get(name)
        # copies of this store may have parted beyond what this one has written
        parting = min(max((answer.differs_at or 1) - 1, 0), life.head.number)
        return _aside(standing, session, life, begun.number if begun else parting, hash_at)
    if answer.verdict == "fetch":
        if held.number <= life.head.number:
            return _nothing(standing, "it holds no more than this desk does, and would have it fetch")
        return Heard(standing, replace(session, fetch=held, fetching=name, behind=life.head))
    if held.number > life.head.number:
        return _nothing(standing, f"it holds number {held.number}, which this journal does not have")
    if hash_at(name, held.number) != held.hash:
        mark = acknowledged(standing, life, hash_at)
        return _aside(standing, session, life, min(mark.number, max(held.number - 1, 0)), hash_at)
    lower = min(acknowledged(standing, life, hash_at), held, key=lambda head: head.number)
    return Heard(_marked(standing, life, lower), session)


def _aside(standing: Standing, session: Session, life: Life, number: int, hash_at: HashAt) -> Heard:
    name = life.incarnation
    digest = hash_at(name, number)
    if digest is None:
        return _nothing(standing, f"it speaks of number {number + 1}, which this journal does not have")
    branches = {**standing.branches, name: Head(number, digest)}
    return Heard(_keep(standing, branches=branches, trouble="diverged"), session)


def _pushed(standing: Standing, session: Session, life: Life, answer: wire.Pushed, hash_at: HashAt) -> Heard:
    held = answer.stored_through
    if hash_at(life.incarnation, held.number) != held.hash:
        return _nothing(standing, f"what it stored at number {held.number} is not what was sent")
    aside = standing.branches.get(life.incarnation)
    if held.number > (aside.number if aside else _mark(standing, life)):
        standing = _marked(standing, life, held)
        if aside is not None:
            standing = _keep(standing, branches={**standing.branches, life.incarnation: held})
        return Heard(standing, replace(session, at_end=False))
    return _nothing(standing, "it stored nothing of what was sent")


def _gap(standing: Standing, life: Life, answer: wire.Gap, hash_at: HashAt) -> Heard:
    number = answer.expect - 1
    digest = hash_at(life.incarnation, number) if number >= 0 else None
    if digest is None or number >= _mark(standing, life):
        return _nothing(standing, f"it asks for number {answer.expect}, which closes no gap")
    return Heard(_marked(standing, life, Head(number, digest)), Session())


def _diverged(
    standing: Standing, session: Session, life: Life, after: Head, answer: wire.Diverged, hash_at: HashAt
) -> Heard:
    if answer.held is None:
        if after.number == 0:
            return _nothing(standing, "it has another beginning for this journal")
        return _aside(standing, session, life, min(after.number // 2, max(answer.number - 1, 0)), hash_at)
    if hash_at(life.incarnation, answer.held.number) != answer.held.hash or answer.held.number <= after.number:
        return _nothing(standing, f"what it keeps aside at number {answer.held.number} is not what was sent")
    return _aside(standing, session, life, answer.held.number, hash_at)


def _fetched(standing: Standing, session: Session, life: Life, answer: wire.JournalPage, hash_at: HashAt) -> Heard:
    if hash_at(life.incarnation, life.head.number + 1) is not None:
        return Heard(standing, Session())  # recorded while this was on its way: HELLO says what became of the two
    if session.fetch is None or not answer.entries or answer.incarnation != life.incarnation:
        return _nothing(standing, "it gave back none of this desk's entries")
    whole = life.head.number + len(answer.entries) >= session.fetch.number
    end = Head(life.head.number + len(answer.entries), answer.hashes[-1])
    after = replace(session, behind=end)
    if whole:
        after = replace(session, fetch=None, fetching="", behind=None, greeted=frozenset())
    return Heard(standing, after, answer, begin=whole)


def _snapshot(standing: Standing, session: Session, asked: Snapshot, page: wire.SnapshotPage) -> Heard:
    if page.kind != asked.kind or (asked.at is not None and page.at != asked.at):
        return Heard(_keep(standing, snapshot=Snapshot()), session)
    if page.at.epoch != standing.epoch:
        return _nothing(_keep(standing, snapshot=Snapshot()), "its catalogue is of another epoch than itself")
    if page.after and not page.done:
        if page.after == asked.after:
            return _nothing(standing, "its catalogue goes round in a circle")
        return Heard(_keep(standing, snapshot=Snapshot(asked.kind, page.after, page.at)), session, page)
    rest = KINDS[KINDS.index(asked.kind) + 1 :]
    if rest:
        return Heard(_keep(standing, snapshot=Snapshot(rest[0], "", page.at)), session, page)
    return Heard(_keep(standing, snapshot=None, cursor=page.at), replace(session, at_end=False), page)


def _log(standing: Standing, session: Session, cursor: Cursor, page: wire.LogPage, now: str) -> Heard:
    positions = [cursor.position, *(row.position for row in page.rows)]
    if page.head.position < cursor.position or any(a >= b for a, b in pairwise(positions)):
        return _nothing(standing, "its log is shorter than it was, or out of order")
    if page.next < positions[-1] or (page.next == cursor.position and page.next < page.head.position):
        return _nothing(standing, "its log has more, and it gave none")
    cursor = Cursor(page.epoch, page.next, page.next_hash)
    if page.next >= page.head.position:
        told = {name: getattr(page, name) for name in ("discrepancies", "shut_out", "beside")}
        standing = _keep(standing, cursor=page.head, in_step=now, **told)
        return Heard(standing, replace(session, at_end=True), page)
    return Heard(_keep(standing, cursor=cursor), session, page)


BETWEEN = 10.0
"""Seconds between two looks at a register with which all is in step."""
SOON = 1.0
"""Seconds within which a new entry is sent."""
FIRST = 2.0
LONGEST = 300.0


def wait(failures: int, dice: float) -> float:
    """Seconds until the next try after so many failures: twice as long each time, spread by `dice` (0 to 1)."""
    if failures == 0:
        return BETWEEN
    return min(FIRST * 2.0 ** min(failures - 1, 16), LONGEST) * (0.5 + dice / 2)


def offline_since(standing: Standing, now: str) -> timedelta | None:
    """How long the register has not been heard; None where it never was."""
    return moment(now) - moment(standing.contact) if standing.contact else None
