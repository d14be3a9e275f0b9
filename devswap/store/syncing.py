"""What a store keeps of its register, and how what the register says is taken in.

Everything of one answer is one short transaction: what it brings, and the `Standing` that says it was brought. The
desk's own journal is never written here but by its own entries, given back after the store lost them. Entries of other
desks keep the bytes and the hash that they were sealed with; the projections follow from them as from the desk's own.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

import msgspec
from sqlalchemy import delete, select

from devswap import wire
from devswap.errors import StoreError
from devswap.ledger.entry import Basis, Entry, Malformed, chain_hash, open_entry
from devswap.ledger.policy import Policy, Programme
from devswap.standing import Life, Standing
from devswap.store import journal, relayed
from devswap.store import tables as t
from devswap.store.appending import insert
from devswap.store.connection import Database
from devswap.store.projecting import project
from devswap.store.sql import fixed, given, inserting, sql
from devswap.store.values import Incarnation
from devswap.wire import Head

_e, _m, _n = t.entries.c, t.meta.c, t.incarnations.c
_VALUE = sql(select(_m.value).where(_m.key == given("key")))
_PUT = inserting(t.meta, prefix="OR REPLACE")
_BATCH = sql(
    select(_e.number, _e.hash, _e.body).where(_e.journal == given("journal"), _e.number > given("after"))
    .order_by(_e.number)
)  # fmt: skip
_DROP = sql(delete(t.meta).where(_m.key == given("key")))
_UNSORTED = "labels behind"
"""The place behind which no device is found by its labels yet, as long as a first catalogue comes in."""
_NUMBER_OF = sql(select(_e.number).where(_e.journal == given("journal"), _e.hash == given("hash")))
_HERE = sql(select(fixed(1)).where(_e.id == given("id")))
_NEWER = "Install the devswap that it wants."
Kept = TypeVar("Kept", bound=msgspec.Struct)
RowT = TypeVar("RowT", bound=msgspec.Struct)


class Rules(msgspec.Struct, frozen=True):
    """What an enrolled desk works by, in place of its own configuration."""

    policy: Policy = Policy()
    programme: Programme = Programme()


class Batch(msgspec.Struct, frozen=True):
    """Entries as they go out: bytes as sealed, and those whose bytes no longer give their hash."""

    entries: tuple[bytes, ...]
    damaged: tuple[Head, ...]


class Enrolment:
    """What a store knows of its register, read."""

    _db: Database
    owner: tuple[str, str]

    def standing(self) -> Standing | None:
        """Where this desk stands with its register; None where it stands alone. Raises StoreError."""
        return self._kept("sync", Standing)

    def rules(self) -> Rules | None:
        """The register's policy and programme; None where the desk stands alone."""
        return self._kept("rules", Rules)

    def _kept(self, key: str, form: type[Kept]) -> Kept | None:
        row = self._db.one(_VALUE, key)
        if row is None:
            return None
        try:
            return msgspec.json.decode(row[0], type=form)
        except msgspec.MsgspecError as error:
            what = f"what it keeps of its register cannot be read ({error})"
            raise StoreError(f"{self._db.path}: {what}. Enrol this desk again: `devswap enrol URL CODE`.") from None

    def own_lives(self) -> list[Life]:
        """Every life of this desk's store, oldest first, each with its end."""
        mine = [life for life in journal.lives(self._db) if life.desk == self.owner[0]]
        by_name = {life.incarnation: life for life in mine}
        return [_life(self._db, life, by_name.get(life.parent or "")) for life in mine]

    def own_hash(self, incarnation: str, number: int) -> str | None:
        """The hash at a number of one of this desk's own lives, of 0 its genesis; None where it has none."""
        life = self._own(incarnation)
        digest = journal.hash_at(self._db, life, number) if life is not None else None
        return digest.hex() if digest is not None else None

    def batch(self, incarnation: str, after: int) -> Batch:
        """The entries behind a number that go out together: at most 500, and 512 KiB where that is more than one."""
        life = self._own(incarnation)
        previous = journal.hash_at(self._db, life, after) if life is not None else None
        if life is None or previous is None:
            raise StoreError(f"{self._db.path}: entry {after} of life {incarnation} is not here. Run `devswap doctor`.")
        entries: list[bytes] = []
        damaged: list[Head] = []
        size = 0
        for number, digest, body in self._db.each(_BATCH, life.seq, after):
            size += len(body)
            if entries and (size > wire.BATCH_BYTES or len(entries) == wire.BATCH_ENTRIES):
                break
            if chain_hash(previous, body) != digest:
                damaged.append(Head(number, digest.hex()))
            entries.append(body)
            previous = digest
        return Batch(tuple(entries), tuple(damaged))

    def _own(self, incarnation: str) -> Incarnation | None:
        return next(
            (n for n in journal.lives(self._db) if (n.desk, n.incarnation) == (self.owner[0], incarnation)), None
        )


def _life(db: Database, life: Incarnation, parent: Incarnation | None) -> Life:
    number, digest = journal.head(db, life)
    before = None
    if parent is not None and life.parent_head is not None:
        row = db.one(_NUMBER_OF, parent.seq, life.parent_head)
        before = Head(row[0] if row else 0, life.parent_head.hex())
    return Life(life.incarnation, Head(number, digest.hex()), life.parent, before)


def keep_standing(db: Database, standing: Standing) -> None:
    """Keep where the desk stands, in the open transaction. Raises sqlite3.Error."""
    db.driver.execute(_PUT, ("sync", msgspec.json.encode(standing).decode()))


def keep_rules(db: Database, raw: msgspec.Raw) -> None:
    """Keep the register's policy, in the open transaction. Raises StoreError where it is none."""
    try:
        rules = msgspec.json.decode(raw, type=Rules)
    except msgspec.MsgspecError as error:
        raise StoreError(
            f"the register's policy cannot be read ({error}). Install the devswap that it wants."
        ) from None
    db.driver.execute(_PUT, ("rules", msgspec.json.encode(rules).decode()))


def unproven(standing: Standing, incarnations: set[str]) -> Standing:
    """Without the marks of these lives, so that each is greeted again."""
    marks = {name: mark for name, mark in standing.marks.items() if name not in incarnations}
    return msgspec.structs.replace(standing, marks=marks)


def heard_of(standing: Standing | None) -> tuple[int | None, Basis | None]:
    """What an entry says of the register: its clock's lead in microseconds, and how far its log was read."""
    if standing is None:
        return None, None
    cursor = standing.cursor
    return standing.offset, Basis(cursor.epoch, cursor.position) if cursor else None


def take_snapshot(
    db: Database, page: wire.SnapshotPage, before: str, owner: tuple[str, str], at: str, at_leisure: bool
) -> set[str]:
    """A page of the catalogue, complete between `before` and its last key; strays as `take_entries` gives them.

    In the open transaction. Raises StoreError where a row is none of its kind. With `at_leisure` a first estate's
    labels are sorted in once, at its end: page by page, a million devices' would rewrite their whole index each time.
    """
    last = "" if page.done else page.after
    match page.kind:
        case "entry" | "stock":
            return take_entries(db, _read(page.rows, wire.Relayed), owner, at)
        case "policy":
            for raw in page.rows:
                keep_rules(db, raw)
        case "estate":
            if at_leisure and not before and relayed.last_device(db) == 0:
                db.driver.execute(_PUT, (_UNSORTED, "0"))
            devices, behind = _read(page.rows, wire.EstateRow), db.one(_VALUE, _UNSORTED)
            relayed.put_estate(db, devices, findable=behind is None)
            relayed.drop_estate_between(db, before, last, {row.device for row in devices})
            if page.done and behind is not None:
                relayed.make_findable(db, int(behind[0]))
                db.driver.execute(_DROP, (_UNSORTED,))
        case "recipient":
            people = _read(page.rows, wire.RecipientRow)
            relayed.put_recipients(db, people)
            relayed.drop_people_between(db, "recipient", before, last, {row.person for row in people})
        case "operator":
            hands = _read(page.rows, wire.OperatorRow)
            relayed.put_operators(db, hands)
            relayed.drop_people_between(db, "operator", before, last, {row.person for row in hands})
    return set()


def take_log(db: Database, page: wire.LogPage, owner: tuple[str, str], at: str) -> set[str]:
    """A page of the log in its order, in the open transaction; strays as of `take_entries`. Raises StoreError."""
    strays: set[str] = set()
    for kind, rows in _runs(page.rows):
        contents = [row.content for row in rows]
        match kind:
            case "entry" | "stock":
                strays |= take_entries(db, _read(contents, wire.Relayed), owner, at)
            case "policy":
                keep_rules(db, contents[-1])
            case "estate":
                relayed.put_estate(db, _read(contents, wire.EstateRow))
            case "recipient":
                relayed.put_recipients(db, _read(contents, wire.RecipientRow))
            case "operator":
                relayed.put_operators(db, _read(contents, wire.OperatorRow))
            case "gone":
                for row, gone in zip(rows, _read(contents, wire.Gone), strict=True):
                    relayed.drop(db, gone.kind, row.key)
    return strays


def _runs(rows: Sequence[wire.Row]) -> Iterator[tuple[str, list[wire.Row]]]:
    """The rows in order, those of one kind that follow each other together."""
    run: list[wire.Row] = []
    for row in rows:
        if run and run[-1].kind != row.kind:
            yield run[-1].kind, run
            run = []
        run.append(row)
    if run:
        yield run[-1].kind, run


def _read(contents: Iterable[msgspec.Raw], form: type[RowT]) -> list[RowT]:
    decoder = msgspec.json.Decoder(form)
    try:
        return [decoder.decode(raw) for raw in contents]
    except msgspec.MsgspecError as error:
        raise StoreError(
            f"the register sent a row that is none ({error}). Install the devswap that it wants."
        ) from None


def take_entries(db: Database, rows: Iterable[wire.Relayed], owner: tuple[str, str], at: str) -> set[str]:
    """Entries as the register relays them, in the open transaction; those that are here already change nothing.

    What cannot be read at all stays at the register; so does another entry under an id or number that is taken here.
    Gives the incarnations of this desk's own of which the register has more than this store: HELLO is due.
    """
    strays: set[str] = set()
    lives = {(n.desk, n.incarnation): n for n in journal.lives(db)}
    for row in rows:
        try:
            entry = open_entry(wire.unpack(row.body), bytes.fromhex(row.hash))
        except (Malformed, ValueError):
            continue
        life = lives.get((entry.desk, entry.incarnation))
        if life is None:
            head = bytes.fromhex(row.parent_head) if row.parent and row.parent_head else None
            life = journal.open_incarnation(db, entry.desk, entry.incarnation, row.parent if head else None, head, at)
            lives[entry.desk, entry.incarnation] = life
        if db.one(_HERE, entry.id) is not None:
            continue
        if _fits(db, life, entry, owner):
            project(db, entry, insert(db, life, entry), own=False)
        elif entry.desk == owner[0]:
            strays.add(entry.incarnation)
    return strays


def _fits(db: Database, life: Incarnation, entry: Entry, owner: tuple[str, str]) -> bool:
    """Whether an entry has a place here: free, and in an earlier life of this desk's next to what is here.

    The life that is written takes nothing from outside: what the register has of it and this store has not, a copy of
    this store wrote, or this store lost, and HELLO sorts that out.
    """
    if (life.desk, life.incarnation) == owner:
        return False
    if life.desk != owner[0]:
        return journal.hash_at(db, life, entry.number) is None
    number, previous = journal.head(db, life)
    return entry.number == number + 1 and chain_hash(previous, entry.raw) == entry.hash


def take_back(db: Database, page: wire.JournalPage, desk: str) -> None:
    """The desk's own entries that its store lost, in the open transaction.

    Raises StoreError where they do not follow on what is here, each over the one before it.
    """
    life = next((n for n in journal.lives(db) if (n.desk, n.incarnation) == (desk, page.incarnation)), None)
    if life is None:
        raise StoreError(f"the register gave back entries of life {page.incarnation}, which is none of this desk's.")
    number, previous = journal.head(db, life)
    for packed, digest in zip(page.entries, page.hashes, strict=True):
        try:
            entry = open_entry(wire.unpack(packed), bytes.fromhex(digest))
        except (Malformed, ValueError) as error:
            raise StoreError(f"the register gave back something else than an entry ({error}).") from None
        place = (entry.desk, entry.incarnation, entry.number)
        if place != (desk, life.incarnation, number + 1) or chain_hash(previous, entry.raw) != entry.hash:
            raise StoreError(f"entry {number + 1} as the register gave it back does not follow on what is here.")
        project(db, entry, insert(db, life, entry), own=False)
        number, previous = entry.number, entry.hash
