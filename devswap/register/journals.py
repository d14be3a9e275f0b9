"""The chains that the register holds of one incarnation, and where a batch goes on from.

A chain is a row of `journals`: branch 0 is the incarnation; each further one is what a copy of its store wrote after
the number at which the two part.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, and_, bindparam, insert, select, update

from devswap.ledger.entry import genesis
from devswap.register import tables as t
from devswap.register.chains import Link
from devswap.register.database import Prepared
from devswap.wire import Head

_j, _e = t.journals.c, t.entries.c
_LANES = (
    select(_j.seq, _j.branch, _j.base, _j.base_hash, _j.number, _j.hash, _e.body)
    .join_from(t.journals, t.entries, and_(_e.journal == _j.seq, _e.number == _j.number, _e.judged), isouter=True)
    .where(_j.desk == bindparam("desk"), _j.incarnation == bindparam("incarnation"))
)
_LOCKED = Prepared(_LANES.order_by(_j.branch).with_for_update(of=t.journals))
_HASHES = select(_e.hash).where(
    _e.journal == bindparam("journal"), _e.number >= bindparam("first"), _e.number <= bindparam("last")
)
_IN_ORDER = _HASHES.order_by(_e.number)


@dataclass(frozen=True, slots=True)
class Lane:
    """One chain as it stands."""

    seq: int
    branch: int
    base: int
    base_hash: bytes
    number: int
    hash: bytes
    body: bytes | None
    """Of its last entry, where the fold understands it."""

    @property
    def head(self) -> Head:
        """Its end."""
        return Head(self.number, self.hash.hex())


def lanes(connection: Connection, desk: str, incarnation: str) -> list[Lane]:
    """The chains of an incarnation, the first its own; locked until the transaction ends. Empty: nobody said HELLO."""
    rows = _LOCKED(connection, desk=desk, incarnation=incarnation)
    return [Lane(*row) for row in rows]


def open_journal(
    connection: Connection, desk: str, incarnation: str, parent: str | None = None, parent_head: Head | None = None
) -> None:
    """Take up a new incarnation, nothing written yet. Raises ValueError where parent and head do not go together."""
    first = genesis(desk, incarnation, parent, bytes.fromhex(parent_head.hash) if parent_head else None)
    connection.execute(
        insert(t.journals).values(
            desk=desk, incarnation=incarnation, branch=0, parent=parent,
            parent_number=parent_head.number if parent_head else None,
            parent_head=bytes.fromhex(parent_head.hash) if parent_head else None,
            base=0, base_hash=first, number=0, hash=first, pushes=0, reported=0, state="live",
        )
    )  # fmt: skip


def hash_at(connection: Connection, lane: Lane, number: int) -> bytes | None:
    """The hash that a chain holds at a number; None where it does not reach there."""
    if number == lane.number:
        return lane.hash
    if number == lane.base:
        return lane.base_hash
    hashes = _hashes(connection, lane, number, number)
    return hashes[0] if hashes else None


def going_on(connection: Connection, held: list[Lane], before: Head) -> Lane | None:
    """The chain that has this head in it."""
    hash = bytes.fromhex(before.hash)
    return next((lane for lane in held if hash_at(connection, lane, before.number) == hash), None)


def placed(connection: Connection, held: list[Lane], lane: Lane, links: list[Link]) -> tuple[Lane, list[Link]]:
    """The chain that these links end in, going on from `lane`, and those of them that it does not hold yet.

    Where they differ from what is held, they go on in the branch that begins as they do, or in a new one.
    """
    while links and links[0].number <= lane.number:
        first = links[0].number
        hashes = _hashes(connection, lane, first, links[-1].number)
        same = next((at for at, hash in enumerate(hashes) if hash != links[at].hash), len(hashes))
        before = links[same - 1].hash if same else hash_at(connection, lane, first - 1)
        links = links[same:]
        if same == len(hashes):
            break
        assert before is not None
        lane = _branch(connection, held, links[0], before) or _new_branch(connection, held, lane, links[0], before)
    return lane, links


def _branch(connection: Connection, held: list[Lane], link: Link, before: bytes) -> Lane | None:
    parting = (lane for lane in held if (lane.base, lane.base_hash) == (link.number - 1, before))
    return next((lane for lane in parting if hash_at(connection, lane, link.number) == link.hash), None)


def _new_branch(connection: Connection, held: list[Lane], lane: Lane, link: Link, before: bytes) -> Lane:
    base = link.number - 1
    main = connection.execute(select(t.journals).where(_j.seq == lane.seq)).one()
    seq = connection.execute(
        insert(t.journals).returning(_j.seq).values(
            desk=main.desk, incarnation=main.incarnation, branch=len(held), parent=main.incarnation,
            parent_number=base, parent_head=before, base=base, base_hash=before, number=base, hash=before,
            pushes=0, reported=0, state="diverged",
        )
    ).scalar_one()  # fmt: skip
    connection.execute(update(t.journals).where(_j.seq == held[0].seq).values(state="diverged"))
    return Lane(seq, len(held), base, before, base, before, None)


def _hashes(connection: Connection, lane: Lane, first: int, last: int) -> list[bytes]:
    wanted = {"journal": lane.seq, "first": first, "last": last}
    return list(connection.execute(_IN_ORDER, wanted).scalars())
