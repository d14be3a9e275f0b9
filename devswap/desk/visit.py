"""One recipient's visit: a pure state machine of what lies on the desk, and how old and new make pairs.

Nothing here records anything. A `Visit` is a value that a draft can hold, so that what lay on the desk survives a
power cut (P3); every change makes another one.
"""

from collections.abc import Sequence
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

    @property
    def frozen(self) -> bool:
        """Nobody answered a doubt about it: what it earns stands still until a person settles that."""
        return self.nothing is None and any(doubt.answer == "unanswered" for doubt in self.doubts)


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
    again: tuple[str, ...] = ()
    """Entitlements of a desk or incarnation that is no more, which are to be granted again."""


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
    stands_on: int = 0
    """The number of the table that its new devices stand on; 0: of none."""
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


class Pair(Struct, frozen=True):
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
    before count as scanned before the devices. Old devices that earn nothing, or nothing yet, take no part.
    """
    claims: list[OldItem | Entitlement] = [*coins, *(o for o in visit.olds if o.nothing is None and not o.frozen)]
    earns = [claim.categories if isinstance(claim, Entitlement) else claim.earns for claim in claims]
    taken = _matched(earns, [new.device.category for new in visit.news])
    made: list[Pair] = []
    for claim, item in enumerate(claims):
        new = visit.news[taken[claim]] if claim in taken else None
        if isinstance(item, OldItem):
            made.append(Pair(item, None, new))
        elif new is not None:
            made.append(Pair(None, item, new))
    alone = [Pair(old, None, None) for old in visit.olds if old.frozen or old.nothing is not None]
    return made + alone + [Pair(None, None, new) for n, new in enumerate(visit.news) if n not in taken.values()]


def _matched(earns: Sequence[Sequence[str]], news: Sequence[str]) -> dict[int, int]:
    """Which claim takes which new device: as many as can be, the claim with the fewest categories choosing first.

    Kuhn's algorithm finds who is paired (taken in that order, a claim once paired stays paired); then each in the same
    order takes the first new device that leaves one to all the others.
    """
    if len(earns) < 2 and len(news) < 2:  # most visits: nobody has to step back
        return {0: 0} if earns and news and news[0] in earns[0] else {}
    order = sorted(range(len(earns)), key=lambda claim: len(earns[claim]))
    taken: dict[int, int] = {}
    settled: set[int] = set()

    def place(claim: int, tried: set[int]) -> bool:
        for n, category in enumerate(news):
            if category in earns[claim] and n not in tried and n not in settled:
                tried.add(n)
                if (holder := _holder(taken, n)) is None or place(holder, tried):
                    taken[claim] = n
                    return True
        return False

    for claim in order:
        place(claim, set())
    for claim in (c for c in order if c in taken):
        mine = taken[claim]
        for n in range(mine):
            if news[n] not in earns[claim] or n in settled:
                continue
            holder = _holder(taken, n)
            taken[claim] = n
            if holder is None or place(holder, {n}):
                break
            taken[claim] = mine
        settled.add(taken[claim])
    return taken


def _holder(taken: dict[int, int], new: int) -> int | None:
    return next((claim for claim, n in taken.items() if n == new), None)


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


def came_back(visit: Visit, issue: str) -> Visit:
    """The visit once what this issue handed out has come back: of its line the intake alone is left to undo."""

    def left(lines: tuple[Line, ...]) -> tuple[Line, ...]:
        halves = (Line(x.intake, None, x.old, None) if x.issue == issue else x for x in lines)
        return tuple(x for x in halves if x.intake is not None or x.issue is not None)

    return msgspec.structs.replace(visit, recorded=left(visit.recorded), last=left(visit.last))


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Visit)


def to_draft(visit: Visit) -> bytes:
    """The visit as its draft keeps it."""
    return _encoder.encode(visit)


def from_draft(blob: bytes) -> Visit:
    """The visit of a draft. Raises `msgspec.MsgspecError` where it is none."""
    return _decoder.decode(blob)
