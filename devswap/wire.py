"""What desk and register say to each other: one struct for each message, JSON by msgspec, gzip on top.

Every request is signed by the desk's Ed25519 key, and every answer that moves a watermark by the register's
(`keys.py`). An entry travels as its exact bytes, so that nothing on the way encodes it again. Nobody here decides
anything: a desk moves its watermark only on a signed `Pushed` whose `stored_through.hash` is its own at that number
(stronger than a 200, which a captive portal gives too); no answer makes it drop an entry.
"""

from base64 import b64decode, b64encode
from hashlib import sha256
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from devswap.ledger.parts import Id, Instant

PROTOCOL = 1
"""The version that this program speaks; HELLO exchanges ranges."""
BATCH_ENTRIES = 500
BATCH_BYTES = 512 * 1024
"""Bytes of a batch's entries before gzip, which leaves about a tenth of them: 500 usual entries fit."""
PAGE_ROWS = 1000
LARGEST_BODY = 4 * 1024 * 1024
"""Bytes of a request body after decompression that a register reads at all."""

DESK = "X-Devswap-Desk"
REQUEST = "X-Devswap-Request"
"""A random id of this request: what an answer's signature is bound to."""
SIGNATURE = "X-Devswap-Signature"

Hash = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 in hex."""
ENROL = "/enrol"
"""POST `Enrol` (signed with the key that it brings) → 200 `Enrolled`."""
LOG = "/log"
"""GET, with `epoch`, `after`, `hash`, `limit` and `life` → 200 `LogPage`, 409 `Rewound`.

`life` is the incarnation that the desk is in: those entries it has, and is not told.
"""
SNAPSHOT = "/snapshot"
"""GET, with `kind`, `after` (a key), `limit`, `life` and, but for the first page, `position` → 200 `SnapshotPage`."""


def hello_path(desk: str) -> str:
    """POST `Hello` → 200 `Welcome`."""
    return f"/desks/{desk}/hello"


def entries_path(desk: str) -> str:
    """POST `Push` → 200 `Pushed`, 409 `Gap` or `Diverged`; GET with `incarnation`, `after` → `JournalPage`."""
    return f"/desks/{desk}/entries"


FURTHEST = 2**63 - 1
"""No position and no number is larger: what a database keeps."""
Position = Annotated[int, Meta(ge=0, le=FURTHEST)]
Number = Annotated[int, Meta(ge=0, le=FURTHEST)]


class Message(Struct, frozen=True):
    """A message. Unknown fields are passed over: a newer side may say more."""


class Head(Message, frozen=True):
    """The end of a journal that somebody holds; number 0 and its genesis where nothing is written yet."""

    number: Number
    hash: Hash


class Cursor(Message, frozen=True):
    """How far a desk has read the register's log: a position of an epoch, and the hash there."""

    epoch: Id
    position: Position
    hash: Hash


class Enrol(Message, frozen=True):
    """A desk asks in with its one-time code."""

    code: str
    desk: Id
    incarnation: Id
    public_key: str
    """Ed25519, 32 bytes in hex."""
    protocol: int = PROTOCOL


class Enrolled(Message, frozen=True):
    """The register lets it in: its own key to be pinned, and what the desk is to be."""

    register: Id
    register_key: str
    epoch: Id
    name: str
    site: str
    policy: msgspec.Raw
    """`{"policy": …, "programme": …}`, as `config.toml` would have it, in JSON."""


class Hello(Message, frozen=True):
    """At every start and reconnect: where the desk stands."""

    desk: Id
    incarnation: Id
    parent: Id | None
    parent_head: Head | None
    boot: Id
    head: Head
    acknowledged: Head
    """What the register was last heard to hold."""
    epoch: Id | None
    cursor: Cursor | None
    sent_at: Instant
    schema: int
    protocol: int = PROTOCOL


class Welcome(Message, frozen=True):
    """What the register holds of this incarnation, and what the desk is to do.

    `push`: send from `held.number + 1`. `fetch`: the desk's store went back; fetch its missing entries and open a new
    incarnation. `diverged`: the chains differ at `differs_at`; the branch is kept, the desk stops until it is enrolled
    again. `again`: the register went back; push from its head.
    """

    register: Id
    epoch: Id
    verdict: Literal["push", "fetch", "diverged", "again"]
    held: Head
    differs_at: Number | None
    head: Cursor
    """The end of the register's log."""
    time: Instant
    least_schema: int
    revoked: bool = False
    clone: bool = False
    """Two boots take turns on one incarnation."""


class Push(Message, frozen=True):
    """A batch of entries, in order, without a gap."""

    epoch_seen: Id | None
    incarnation: Id
    boot: Id
    before: Head
    """What goes before the first entry of the batch."""
    entries: tuple[msgspec.Raw, ...]
    """Each the exact bytes of an entry's body, as `pack` writes them."""
    damaged: tuple[Head, ...] = ()
    """Entries whose bytes no longer give the hash that they were sealed with: number and that hash. The chain goes on
    from there, so that one flipped bit stops nothing."""
    error: Number | None = None
    """Microseconds within which this desk knows how far its clock is off; None where it does not."""


class Result(Message, frozen=True):
    """What became of one entry. No verdict makes a desk drop it."""

    number: Number
    position: Position
    verdict: Literal["accepted", "accepted_with_discrepancy", "kept_unjudged", "quarantined"]
    discrepancies: tuple[Id, ...] = ()


class Pushed(Message, frozen=True):
    """All of the batch is durable here."""

    register: Id
    epoch: Id
    stored_through: Head
    results: tuple[Result, ...]
    time: Instant


class Gap(Message, frozen=True):
    """409: send from there."""

    expect: Number


class Diverged(Message, frozen=True):
    """409: another entry stands at this number; the register keeps the whole branch aside.

    Without `held` the chains differ there already and nothing was kept: push from an earlier number, so that the whole
    branch comes. With it, that much of the branch is kept: push what comes after it.
    """

    number: Number
    held: Head | None = None


class Row(Message, frozen=True):
    """One line of the register's log."""

    position: Position
    hash: Hash
    """SHA-256 of the hash before it and this row's own bytes: the log's chain."""
    kind: Literal["entry", "estate", "stock", "recipient", "operator", "policy", "gone"]
    key: str
    """The entry's id, or the row's."""
    content: msgspec.Raw
    """`Relayed`, `EstateRow`, `RecipientRow`, `OperatorRow` or `Gone`; of `policy` what `Enrolled.policy` is."""


class Relayed(Message, frozen=True):
    """The content of a row of kind `entry` or `stock`: an entry as its desk sealed it.

    `stock` is an entry too: a `stock_received` of the desk's own site. Both carry what opens the journal they are of.
    """

    hash: Hash
    body: msgspec.Raw
    """The exact bytes of the body."""
    parent: Id | None = None
    parent_head: Hash | None = None


class EstateRow(Message, frozen=True):
    """The content of a row of kind `estate`; its key is the device's id. Values as in the CSV of that name."""

    device: Id
    serial: str = ""
    asset_tag: str = ""
    category: str = ""
    maker: str = ""
    model: str = ""
    assigned_to: str = ""
    """The recipient's number."""
    site: str = ""
    end_of_life: str = ""
    imei: str = ""
    mac: str = ""
    iccid: str = ""
    drives: str = ""
    sensitivity: str = ""


class RecipientRow(Message, frozen=True):
    """The content of a row of kind `recipient`, keyed by person id: all that a desk is told of a person."""

    person: Id
    kind: Literal["person", "location"]
    number: str
    name: str = ""
    unit: str = ""
    badge: str = ""
    at_check: bool = False


class OperatorRow(Message, frozen=True):
    """The content of a row of kind `operator`, keyed by person id."""

    person: Id
    number: str
    name: str
    role: Literal["engineer", "supervisor", "bench"]
    badge: str = ""


class Gone(Message, frozen=True):
    """The content of a row of kind `gone`: the row of this key is listed no more; of people nothing is kept."""

    kind: Literal["estate", "recipient", "operator"]


class Beside(Message, frozen=True):
    """Another desk of the site, and the life that it is in: who may be given an entitlement."""

    desk: Id
    incarnation: Id
    name: str


class LogPage(Message, frozen=True):
    """A page of the log after a position."""

    register: Id
    epoch: Id
    rows: tuple[Row, ...]
    """What this desk is to know; a page may have none and yet lead on."""
    next: Position
    head: Cursor
    time: Instant
    next_hash: Hash = "0" * 64
    """The hash at `next`: the two are the new cursor."""
    discrepancies: int = 0
    """Open ones that rest on an entry of this desk; of the last page of a log alone."""
    shut_out: tuple[Id, ...] = ()
    """Desks that were revoked: what they still owed may be granted again elsewhere; of the last page alone."""
    beside: tuple[Beside, ...] = ()
    """The other desks of this desk's site that are not; of the last page alone."""
    held: Head | None = None
    """The end of the asking life's journal here; of the last page alone.

    Where the desk has something else there, HELLO is due: a copy of its store wrote on.
    """


class Rewound(Message, frozen=True):
    """409: that cursor is not of this log (the register went back, or is another): say HELLO."""

    epoch: Id
    head: Cursor


class SnapshotPage(Message, frozen=True):
    """A page of the catalogue as of one position, by key; resumable after the last key."""

    register: Id
    at: Cursor
    kind: Literal["estate", "stock", "recipient", "operator", "policy", "entry"]
    rows: tuple[msgspec.Raw, ...]
    """The contents that the log's rows of this kind have."""
    after: str
    """The last key of this page; ask for what comes after it. Empty: the kind is done."""
    done: bool


class JournalPage(Message, frozen=True):
    """A page of one incarnation's journal, for a desk whose own store is older or gone."""

    register: Id
    desk: Id
    incarnation: Id
    parent: Id | None
    parent_head: Head | None
    entries: tuple[msgspec.Raw, ...]
    """From behind the number that was asked for on, as `pack` writes them."""
    hashes: tuple[Hash, ...]
    head: Head
    """Of the whole journal as held here."""


class Journals(Message, frozen=True):
    """The incarnations of a desk that the register holds, oldest first."""

    register: Id
    journals: tuple[tuple[Id, Head], ...]


class Refusal(Message, frozen=True):
    """Any other answer: a code, what happened, what to do next."""

    code: str
    message: str
    next: str = ""


def encode(message: Message) -> bytes:
    """The message's bytes."""
    return msgspec.json.encode(message)


def pack(raw: bytes) -> msgspec.Raw:
    """Entry bytes for the wire: as they are where they are a JSON object, else base64 in a JSON string."""
    try:
        if raw[:1] == b"{" and raw[-1:] == b"}" and msgspec.json.decode(raw, type=msgspec.Raw):
            raw.decode()
            return msgspec.Raw(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        pass
    return msgspec.Raw(b'"' + b64encode(raw) + b'"')


def unpack(packed: msgspec.Raw) -> bytes:
    """The exact bytes that were packed. Raises ValueError where it is neither."""
    raw = bytes(packed)
    if raw[:1] == b"{":
        return raw
    if raw[:1] == b'"':
        return b64decode(raw[1:-1], validate=True)
    raise ValueError("an entry on the wire is a JSON object, or base64 in a string")


def log_genesis(register: str) -> bytes:
    """The hash at position 0 of a register's log."""
    return sha256(b"\0devswap-log-1" + register.encode()).digest()


def log_hash(previous: bytes, kind: str, key: str, content: bytes) -> bytes:
    """A log row's hash over the hash before it and its own kind, key and bytes."""
    return sha256(b"\0devswap-log-1" + previous + f"{kind}\0{key}\0".encode() + content).digest()
