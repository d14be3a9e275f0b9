"""A fact sealed into a journal.

Frozen for ever, with the vectors of `tests/ledger/vectors.json`:

- the body is compact JSON in declared field order, no floats, times in UTC with microseconds and Z;
- `hash = SHA-256(0x00 ‖ "devswap-entry-1" ‖ previous hash, 32 raw bytes ‖ body)`;
- the first previous hash of an incarnation is
  `SHA-256(0x00 ‖ "devswap-incarnation-1" ‖ desk ‖ incarnation ‖ parent or zeros ‖ parent's head or zeros)`,
  the UUIDs as 16 bytes each, the head as 32;
- stored bytes are never encoded again; what this program cannot read is kept as it came.
"""

from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from devswap.ledger.events import SCHEMA, Event, Unread
from devswap.ledger.parts import Count, Id, Instant, Number, Part, Ticks
from devswap.ledger.subjects import subjects

_DOMAIN = b"\0devswap-entry-1"
_LIFE_DOMAIN = b"\0devswap-incarnation-1"


class Basis(Part, frozen=True):
    """How far the desk had heard the register when it decided."""

    epoch: Id
    position: Count


class Body(Struct, frozen=True, forbid_unknown_fields=True):
    """What is sealed."""

    desk: Id
    incarnation: Id
    number: Number
    id: Id
    boot: Id
    wall: Instant
    monotonic: Ticks
    """Microseconds of this boot."""
    offset: Ticks | None
    """Microseconds that the register's clock was ahead, when last measured."""
    basis: Basis | None
    operator: Id | None
    """None for what the programme office does at the command line."""
    authorised_by: Id | None
    schema: Number
    event: Event


class _Envelope(Struct, frozen=True):
    """A body of which only the outside is understood."""

    desk: Id
    incarnation: Id
    number: Number
    id: Id
    boot: Id
    wall: Instant
    monotonic: Ticks
    offset: Ticks | None
    basis: Basis | None
    operator: Id | None
    authorised_by: Id | None
    schema: Number
    event: dict[str, Any]


class Malformed(ValueError):
    """These bytes are no entry, or would be none. Keep them aside and go on; nothing behind them waits."""


class Entry(Struct, frozen=True, gc=False):
    """An event in the journal, sealed: its body, the very bytes, and its place in the chain."""

    desk: str
    incarnation: str
    number: int
    id: str
    boot: str
    wall: str
    monotonic: int
    offset: int | None
    basis: Basis | None
    operator: str | None
    authorised_by: str | None
    schema: int
    event: Event | Unread
    raw: bytes
    hash: bytes
    subjects: tuple[str, ...]
    """What its event is about: found once, for it is asked for at every turn."""


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Body)
_outside = msgspec.json.Decoder(_Envelope)
_KINDS = {str(t.__struct_config__.tag) for t in Event.__args__}


def genesis(desk: str, incarnation: str, parent: str | None = None, parent_head: bytes | None = None) -> bytes:
    """The previous hash of an incarnation's first entry. Raises ValueError where parent and head do not go together."""
    if (parent is None) != (parent_head is None) or (parent_head is not None and len(parent_head) != 32):
        raise ValueError("a parent incarnation comes with its head, 32 bytes; the first incarnation has neither")
    nothing = bytes(16)
    return sha256(
        _LIFE_DOMAIN
        + UUID(desk).bytes
        + UUID(incarnation).bytes
        + (UUID(parent).bytes if parent else nothing)
        + (parent_head or bytes(32))
    ).digest()


def chain_hash(previous: bytes, raw: bytes) -> bytes:
    """An entry's hash over the hash before it and its own bytes."""
    return sha256(_DOMAIN + previous + raw).digest()


def seal(body: Body, previous: bytes) -> Entry:
    """Encode a body and close it over the hash before it.

    The bytes are read back first, as strictly as anybody will read them: what could never be read again is not sealed.
    Raises Malformed, naming what is wrong with which field.
    """
    try:
        raw = _encoder.encode(body)
        _decoder.decode(raw)
    except (msgspec.MsgspecError, UnicodeEncodeError, TypeError) as error:
        raise Malformed(f"not recorded: {error}") from None
    return _entry(body, body.event, raw, chain_hash(previous, raw))


def open_entry(raw: bytes, hash: bytes = b"") -> Entry:
    """Read an entry; of a newer schema or unknown kind it is `Unread`. Raises Malformed on bytes that are none."""
    try:
        body = _decoder.decode(raw)
        if body.schema == SCHEMA:
            return _entry(body, body.event, raw, hash)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        pass
    try:
        outside = _outside.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed(f"not an entry: {error}") from None
    kind = outside.event.get("kind")
    if not isinstance(kind, str) or (outside.schema <= SCHEMA and kind in _KINDS):
        raise Malformed("not an entry: its event does not have the form that its kind and schema demand")
    return _entry(outside, Unread(kind=kind, schema=outside.schema), raw, hash)


def _entry(body: Body | _Envelope, event: Event | Unread, raw: bytes, hash: bytes) -> Entry:
    return Entry(
        body.desk, body.incarnation, body.number, body.id, body.boot, body.wall, body.monotonic, body.offset,
        body.basis, body.operator, body.authorised_by, body.schema, event, raw, hash, subjects(event),
    )  # fmt: skip
