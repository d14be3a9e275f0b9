"""The journal: entries appended and sealed, read in order, walked for breaks, carried to another machine and back.

Within an incarnation the numbers are dense from 1 and each hash covers the one before it, so that a change, a removal
or an insertion shows at its number. An export is one JSON object a line; `body` holds an entry's exact bytes as text.
"""

from collections.abc import Callable, Iterable, Iterator

import msgspec
from msgspec import Struct
from sqlalchemy import LargeBinary, cast, func, select

from devswap.errors import StoreError
from devswap.ledger.chain import Finding, Walk
from devswap.ledger.entry import Entry, Malformed, chain_hash, genesis, open_entry
from devswap.ledger.events import kind_of
from devswap.store import tables as t
from devswap.store.appending import insert
from devswap.store.connection import Database
from devswap.store.loading import opened
from devswap.store.projecting import project
from devswap.store.sql import first, fixed, given, inserting, sql
from devswap.store.values import Incarnation, Row

_e, _n = t.entries.c, t.incarnations.c
_OPEN = inserting(t.incarnations, "desk", "incarnation", "parent", "parent_head", "opened", "verified")
_INCARNATIONS = sql(select(_n.seq, _n.desk, _n.incarnation, _n.parent, _n.parent_head).order_by(_n.seq))
_JOURNAL = sql(
    select(_e.number, _e.id, cast(_e.hash, LargeBinary), cast(_e.body, LargeBinary))
    .where(_e.journal == given("journal"), _e.number >= given("first"))
    .order_by(_e.number)
)
_FILED = sql(
    select(_e.number, _e.id, _e.kind, _e.wall, cast(_e.hash, LargeBinary), cast(_e.body, LargeBinary))
    .where(_e.journal == given("journal"), _e.number >= given("first"))
    .order_by(_e.number)
)
_FOLLOWING = sql(
    first(
        select(_e.hash, _e.body).where(_e.journal == given("journal"), _e.number > given("number")).order_by(_e.number)
    )
)
_LISTED = sql(
    first(
        select(_e.wall)
        .where(_e.journal == given("journal"), _e.kind == fixed("catalogue_imported"))
        .order_by(_e.wall.desc()),
        1,
    )
)
_HEAD = sql(select(_e.number, _e.hash).where(_e.journal == given("journal")).order_by(_e.number.desc()))
_HASH_AT = sql(select(_e.hash).where(_e.journal == given("journal"), _e.number == given("number")))
_BY_ID = sql(select(_e.hash, _e.body).where(_e.id == given("id")))
_COUNT = sql(select(func.count()).select_from(t.entries))


class Line(Struct, frozen=True, forbid_unknown_fields=True):
    """One line of an exported journal."""

    desk: str
    incarnation: str
    number: int
    hash: str
    body: str
    parent: str | None = None
    parent_head: str | None = None


class Journal:
    """The entries of a store, read."""

    _db: Database
    owner: tuple[str, str]

    def incarnations(self) -> list[Incarnation]:
        """Every life of every desk whose entries are here, in the order in which they came."""
        return lives(self._db)

    def entries(self, from_number: int = 1) -> Iterator[Row]:
        """The entries as stored, journal by journal, each from this number on."""
        for life in self.incarnations():
            for number, _, digest, body in self._db.each(_JOURNAL, life.seq, from_number):
                yield Row(life.desk, life.incarnation, number, digest, body)

    def entry(self, name: str) -> Entry | None:
        """The entry of this id."""
        row = self._db.one(_BY_ID, name)
        return opened(self._db, row[1], row[0]) if row else None

    def following(self, life: Incarnation, number: int, most: int) -> list[Entry]:
        """The entries of one life of a desk behind a number, at most so many. Raises StoreError."""
        return [opened(self._db, body, digest) for digest, body in self._db.all(_FOLLOWING, life.seq, number, most)]

    def head_of(self, life: Incarnation) -> int:
        """The last number of one life of a desk; 0 where nothing is written."""
        return head(self._db, life)[0]

    def last_import(self, life: Incarnation) -> str | None:
        """When this life of a desk last imported a list; None where it never did."""
        row = self._db.one(_LISTED, life.seq)
        return row[0] if row else None

    def how_many(self) -> int:
        """How many entries are here."""
        row = self._db.one(_COUNT)
        return int(row[0]) if row else 0

    def verify(self, progress: Callable[[int], None] = lambda _: None) -> Iterator[Finding]:
        """Walk every chain from its first entry: what is wrong, and at which number. `progress` gets those numbers."""
        for life in self.incarnations():
            yield from walk(self._db, life, 0, progress, whole=life.desk == self.owner[0])

    def export(self, desk: str | None = None) -> Iterator[bytes]:
        """The journal of this desk, or what is here of another's, as lines of JSON without line ends.

        Bytes that are no UTF-8 any more are written as `\ufffd`, so that a damaged journal can be carried too; whoever
        reads it finds the chain broken at that number.
        """
        encode = msgspec.json.Encoder().encode
        for life in (n for n in self.incarnations() if n.desk == (desk or self.owner[0])):
            parent_head = life.parent_head.hex() if life.parent_head else None
            for number, _, digest, body in self._db.each(_JOURNAL, life.seq, 1):
                text = body.decode(errors="replace")
                yield encode(Line(life.desk, life.incarnation, number, digest.hex(), text, life.parent, parent_head))


def head(db: Database, life: Incarnation) -> tuple[int, bytes]:
    """The last number of an incarnation and the hash there; 0 and its genesis where nothing is written."""
    row = db.one(_HEAD, life.seq)
    return (row[0], row[1]) if row else (0, _genesis(life))


def hash_at(db: Database, life: Incarnation, number: int) -> bytes | None:
    """The hash at a number, of 0 the genesis; None where there is no such entry."""
    if number == 0:
        return _genesis(life)
    row = db.one(_HASH_AT, life.seq, number)
    return row[0] if row else None


def _genesis(life: Incarnation) -> bytes:
    return genesis(life.desk, life.incarnation, life.parent, life.parent_head)


def walk(
    db: Database,
    life: Incarnation,
    after: int = 0,
    progress: Callable[[int], None] = lambda _: None,
    whole: bool = True,
) -> Iterator[Finding]:
    """What is wrong with one chain from the entry after a number on, whose hash is taken as it stands.

    Another desk's journal need not be `whole`: the register relays what is of concern here.
    """
    try:
        before = hash_at(db, life, after)
    except ValueError as error:
        before = None
        yield Finding("chain_broken", life.desk, life.incarnation, after, (), f"where it began is not known: {error}")
    here = Walk(life.desk, life.incarnation, before)
    here.number = after
    for number, name, kind, wall, digest, body in db.each(_FILED, life.seq, after + 1):
        try:
            entry = open_entry(body, digest)
        except Malformed as error:
            yield here.damaged(str(error), digest)
            continue
        if not whole and number > here.number + 1:
            here = Walk(life.desk, life.incarnation, None)
            here.number = number - 1
        yield from here.step(entry)
        if (entry.number, entry.id, kind_of(entry.event), entry.wall) != (number, name, kind, wall):
            says = f"it is filed as number {number}, entry {name}, {kind} of {wall}, and was sealed as another"
            yield Finding("chain_broken", life.desk, life.incarnation, number, (name,), says)
        if number % 1000 == 0:
            progress(number)


def take_over(db: Database, lines: Iterable[bytes], opened_at: str) -> tuple[int, int]:
    """Take in an exported journal, all or nothing; how many entries were new and how many were here already.

    Raises StoreError where a line is none, a chain breaks, or another entry stands at its number; NotRecorded.
    """
    new = known = 0
    here = {(n.desk, n.incarnation): n for n in lives(db)}
    walked: dict[int, tuple[int, bytes]] = {}
    with db.transaction():
        for at, raw in enumerate(lines, 1):
            if not raw.strip():
                continue
            line, entry = _line(raw, at)
            life = here.get((line.desk, line.incarnation))
            if life is None:
                life = _new_life(db, line, opened_at)
                here[line.desk, line.incarnation] = life
            there = hash_at(db, life, line.number)
            if there not in (None, entry.hash):
                raise StoreError(f"line {at}: another entry stands at number {line.number} of this journal here.")
            if not _follows(db, life, entry, walked.get(life.seq), there is not None):
                raise StoreError(f"line {at}: the chain breaks at number {line.number}. Export the journal again.")
            walked[life.seq] = (line.number, entry.hash)
            if there is None:
                project(db, entry, insert(db, life, entry), own=False)
            new, known = new + (there is None), known + (there is not None)
    return new, known


def _follows(db: Database, life: Incarnation, entry: Entry, before: tuple[int, bytes] | None, known: bool) -> bool:
    """Whether an entry closes over the one `before` it in its file, or else over the one that stands there here.

    Of another desk's journal only parts may be here: what is known and has nothing before it, nobody can check.
    """
    if before is None and not known:
        before = head(db, life)
    if before is None:
        previous = hash_at(db, life, entry.number - 1)
        return previous is None or chain_hash(previous, entry.raw) == entry.hash
    number, previous = before
    return entry.number == number + 1 and chain_hash(previous, entry.raw) == entry.hash


def lives(db: Database) -> list[Incarnation]:
    """Every life of every desk whose entries are here, in the order in which they came. Raises StoreError."""
    return [Incarnation(*row) for row in db.all(_INCARNATIONS)]


def open_incarnation(
    db: Database, desk: str, incarnation: str, parent: str | None, parent_head: bytes | None, at: str
) -> Incarnation:
    """A further life of a desk's store, in the open transaction. Raises sqlite3.Error."""
    seq = db.driver.execute(_OPEN, (desk, incarnation, parent, parent_head, at, 0)).lastrowid
    assert seq is not None  # an INSERT into a table with row ids has one
    return Incarnation(seq, desk, incarnation, parent, parent_head)


def _new_life(db: Database, line: Line, at: str) -> Incarnation:
    parent_head = bytes.fromhex(line.parent_head) if line.parent_head else None
    return open_incarnation(db, line.desk, line.incarnation, line.parent, parent_head, at)


def _line(raw: bytes, at: int) -> tuple[Line, Entry]:
    try:
        line = msgspec.json.decode(raw, type=Line)
        entry = open_entry(line.body.encode(), bytes.fromhex(line.hash))
    except (msgspec.MsgspecError, Malformed, ValueError) as error:
        raise StoreError(f"line {at}: this is no entry of a journal ({error}).") from None
    if (entry.desk, entry.incarnation, entry.number) != (line.desk, line.incarnation, line.number):
        raise StoreError(f"line {at}: the entry was sealed for another place than the line says.")
    return line, entry
