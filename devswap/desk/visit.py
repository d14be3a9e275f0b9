"""One recipient's visit: a pure state machine of what lies on the desk, and how old and new make pairs.

Nothing here records anything. A `Visit` is a value that a draft can hold, so that what lay on the desk survives a
power cut (P3); every change makes another one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

import msgspec
from msgspec import Struct

from devswap.ledger.decide import Question
from devswap.ledger.known import Device, Read, Recipient
from devswap.ledger.parts import BroughtBy, Doubt, EarnsNothing, Life, Limit, Source
from devswap.ledger.state import Entitlement


class OldItem(Struct, frozen=True):
    """An old device on the desk, not recorded yet."""

    device: Device
    read: Read
    ends: Life
    earns: tuple[str, ...]
    nothing: EarnsNothing | None = None
    """Why it earns nothing: handed in by word, owed, or standing for an exemption."""
    questions: tuple[Question, ...] = ()
    """Doubts that wait for an answer."""
    doubts: tuple[Doubt, ...] = ()
    keep_until: str | None = None
    drives: tuple[tuple[str, Literal["missing", "retained"]], ...] = ()
    """Drives that are not in it, by serial; the empty serial: all of them."""


class NewItem(Struct, frozen=True):
    """A new device on the desk, not handed out yet."""

    device: Device
    read: Read
    source: Source
    limit: Limit | None = None
    questions: tuple[Question, ...] = ()
    doubts: tuple[Doubt, ...] = ()


ItemT = TypeVar("ItemT", OldItem, NewItem)


class Line(Struct, frozen=True):
    """What was recorded together: an intake, an issue, or both."""

    intake: str | None
    issue: str | None
    old: Device | None
    new: Device | None


class Exempting(Struct, frozen=True):
    """An exemption that waits for a supervisor: reason, references by kind, and the device that it stands for."""

    reason: str
    references: tuple[tuple[str, str], ...]
    device: Device | None
    expected_back: str | None = None
    """An advance: the day by which the device is expected."""
    takes_back: str | None = None
    """The exemption that is to be withdrawn, where none is to be granted."""


class Visit(Struct, frozen=True):
    """What lies on the desk for one recipient, and what was recorded in this visit."""

    id: str
    opened: str
    recipient: Recipient | None = None
    olds: tuple[OldItem, ...] = ()
    news: tuple[NewItem, ...] = ()
    recorded: tuple[Line, ...] = ()
    last: tuple[Line, ...] = ()
    """The lines of the last acknowledgement: what `/undo` may undo."""
    raised: tuple[str, ...] = ()
    made: tuple[str, ...] = ()
    """Checks answered by CONFIRM."""
    keep_until: str | None = None
    brought: BroughtBy = BroughtBy()
    """Who carried the old devices here."""
    left_over: bool = False
    """The question about old devices without a new one stands open."""
    missing: tuple[str, ...] = ()
    """The question about these checks stands open."""
    exempting: Exempting | None = None
    undoing: bool = False
    scanned_again: tuple[str, ...] = ()
    """Devices scanned again since `/undo`."""

    @property
    def empty(self) -> bool:
        """Nothing on the desk waits to be recorded."""
        return not self.olds and not self.news and self.exempting is None

    @property
    def finished(self) -> bool:
        """Something was recorded and nothing waits: another badge closes it instead of parking it."""
        return self.empty and bool(self.recorded)

    def holds(self, device: str) -> bool:
        """Whether this device lies on the desk in this visit."""
        items: tuple[OldItem | NewItem, ...] = (*self.olds, *self.news)
        return any(item.device.id == device for item in items)


@dataclass(frozen=True, slots=True)
class Pair:
    """An old device, or an entitlement from before, and the new device that it is good for; or half of that."""

    old: OldItem | None
    coin: Entitlement | None
    new: NewItem | None

    @property
    def complete(self) -> bool:
        """Both halves are here, or it is handed in and earns nothing."""
        return self.new is not None and (self.old is not None or self.coin is not None)


def pairs(visit: Visit, coins: Sequence[Entitlement] = ()) -> list[Pair]:
    """Pair what lies on the desk so that most lines are complete.

    Then the old one that earns the fewest categories goes first, then the order of scanning; open entitlements from
    before count as scanned before the devices. Old devices handed in for nothing take no part. Kuhn's algorithm: taken
    in that order, an old one once paired stays paired.
    """
    claims: list[tuple[OldItem | Entitlement, tuple[str, ...]]] = [(c, c.categories) for c in coins]
    claims += [(old, old.earns) for old in visit.olds if old.nothing is None]
    order = sorted(range(len(claims)), key=lambda i: len(claims[i][1]))
    taken: dict[int, int] = {}

    def place(claim: int, tried: set[int]) -> bool:
        for n, new in enumerate(visit.news):
            if n not in tried and new.device.category in claims[claim][1]:
                tried.add(n)
                if n not in taken or place(taken[n], tried):
                    taken[n] = claim
                    return True
        return False

    for claim in order:
        place(claim, set())
    new_of = {claim: visit.news[n] for n, claim in taken.items()}
    made = [
        Pair(
            item if isinstance(item, OldItem) else None, item if isinstance(item, Entitlement) else None, new_of.get(i)
        )
        for i, (item, _) in enumerate(claims)
    ]
    unused_coins = [p for p in made if p.coin is not None and p.new is None]
    handed_in = [Pair(old, None, None) for old in visit.olds if old.nothing is not None]
    alone = [Pair(None, None, new) for n, new in enumerate(visit.news) if n not in taken]
    return [p for p in made if p not in unused_coins] + handed_in + alone


def asked(visit: Visit) -> tuple[OldItem | NewItem, Question] | None:
    """The first doubt that waits for an answer, and the device that it is about."""
    items: tuple[OldItem | NewItem, ...] = (*visit.olds, *visit.news)
    for item in items:
        if item.questions:
            return item, item.questions[0]
    return None


def put(visit: Visit, item: OldItem | NewItem) -> Visit:
    """The visit with this device on the desk, or with this in the place of what it knew of the device."""
    replace = msgspec.structs.replace
    reset = replace(visit, left_over=False, missing=())
    if isinstance(item, OldItem):
        return replace(reset, olds=_with(visit.olds, item))
    return replace(reset, news=_with(visit.news, item))


def _with(items: tuple[ItemT, ...], item: ItemT) -> tuple[ItemT, ...]:
    if any(i.device.id == item.device.id for i in items):
        return tuple(item if i.device.id == item.device.id else i for i in items)
    return items + (item,)  # noqa: RUF005 - the checker loses the type of an unpacked one


def without(visit: Visit, device: str) -> Visit:
    """The visit after this device was taken off the desk."""
    return msgspec.structs.replace(
        visit,
        olds=tuple(i for i in visit.olds if i.device.id != device),
        news=tuple(i for i in visit.news if i.device.id != device),
        left_over=False,
    )


def emptied(visit: Visit) -> Visit:
    """The visit with nothing on the desk that is not recorded."""
    return msgspec.structs.replace(
        visit, olds=(), news=(), raised=(), made=(), keep_until=None, brought=BroughtBy(), left_over=False, missing=(),
        exempting=None, undoing=False,
        scanned_again=(),
    )  # fmt: skip


def after_recording(visit: Visit, lines: tuple[Line, ...], kept: tuple[NewItem, ...] = ()) -> Visit:
    """The visit once these lines are on disk; `kept` new devices stay on the desk."""
    rest = msgspec.structs.replace(emptied(visit), news=kept)
    return msgspec.structs.replace(rest, recorded=visit.recorded + lines, last=lines)


def scanned_for_undo(visit: Visit, device: str) -> tuple[Visit, Line | None]:
    """The visit after a device was scanned again to undo it, and the line whose devices are now all scanned."""
    again = tuple(dict.fromkeys((*visit.scanned_again, device)))
    for line in visit.last:
        devices = [d.id for d in (line.old, line.new) if d is not None]
        if devices and all(d in again for d in devices):
            return msgspec.structs.replace(visit, scanned_again=again), line
    return msgspec.structs.replace(visit, scanned_again=again), None


def after_undo(visit: Visit, line: Line) -> Visit:
    """The visit once a line is undone."""
    return msgspec.structs.replace(
        visit,
        recorded=tuple(x for x in visit.recorded if x != line),
        last=tuple(x for x in visit.last if x != line),
        undoing=False,
        scanned_again=(),
    )


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Visit)


def to_draft(visit: Visit) -> bytes:
    """The visit as its draft keeps it."""
    return _encoder.encode(visit)


def from_draft(blob: bytes) -> Visit:
    """The visit of a draft. Raises `msgspec.MsgspecError` where it is none."""
    return _decoder.decode(blob)
