"""One desk's exchange with its register, by the one who writes the store: request out, answer in, no network here.

`Exchange.next` gives the request that is due, `Exchange.take` what came of it. Whoever carries requests (a thread, a
test, a simulation) gets plain values and gives plain values back, so that a slow network never holds the store.
"""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from devswap import wire
from devswap.ledger.events import SCHEMA
from devswap.ledger.ids import instant
from devswap.standing import Life, Session, Standing
from devswap.store import Store
from devswap.sync.answers import Answer, Came, Question, Unheard, read
from devswap.sync.core import (
    Ask,
    FetchOwn,
    Heard,
    ReadLog,
    ReadSnapshot,
    SayHello,
    SendEntries,
    hear,
    next_ask,
    wait,
    waiting,
)
from devswap.sync.keys import Key
from devswap.sync.status import SyncStatus

FEWEST = 10
"""Rows of a page at least: below, its commit costs more than its rows."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request, signed: what the network is given."""

    question: Question
    method: str
    path: str
    """With its query, below the register's address."""
    body: bytes
    request: str
    desk: str
    signature: str


@dataclass(slots=True)
class Counted:
    """What went over the wire, for `sync --once` and for people."""

    sent: int = 0
    received: int = 0


class Exchange:
    """The store's side. Belongs to the thread that writes the store."""

    def __init__(self, store: Store, standing: Standing, hold: float | None = None) -> None:
        """`hold`: seconds that a page may hold the store, where scans wait behind it; None: as long as it takes."""
        self.standing = standing
        self.counted = Counted()
        self.unheard: Unheard | None = None
        """Why the register was not heard last; None where it was."""
        self._store = store
        self._key = Key(bytes.fromhex(standing.private_key))
        self._session = Session()
        self._failures = 0
        self._hold = hold
        self._rows = wire.PAGE_ROWS if hold is None else FEWEST
        """Of the next page: what the store takes in within `hold`, as the last one showed."""
        self._asked: tuple[Ask, Outgoing, str] | None = None

    def next(self) -> Outgoing | None:
        """The request that is due now, or None where all is in step. Raises StoreError."""
        lives = self._store.own_lives()
        ask = next_ask(self.standing, lives, self._session, self._store.own_hash)
        if ask is None:
            return None
        question, method, path, body = self._request(ask)
        request = f"{self._store.dice(128):032x}"
        signature = self._key.sign_request(method, path, request, body)
        outgoing = Outgoing(question, method, path, body, request, self._store.owner[0], signature)
        self._asked = (ask, outgoing, instant(self._store.clock.now()))
        return outgoing

    def take(self, outgoing: Outgoing, came: Came | Unheard) -> bool:
        """Take what came of a request; whether it was heard. An answer to an older request is passed over.

        Raises NotRecorded; StoreError where the register sent what cannot be read.
        """
        if self._asked is None or self._asked[1].request != outgoing.request:
            return False
        (ask, _, sent), self._asked = self._asked, None
        standing = self.standing
        answer: Answer = came if isinstance(came, Unheard) else self._read(outgoing, came)
        now = instant(self._store.clock.now())
        heard = hear(standing, self._session, ask, answer, self._store.own_hash, sent, now)
        began = self._store.clock.monotonic()
        self._keep(ask, heard)
        if isinstance(heard.page, wire.LogPage | wire.SnapshotPage):
            self._pace(heard.page, self._store.clock.monotonic() - began)
        self.unheard = heard.unheard
        self._failures = self._failures + 1 if heard.unheard else 0
        return heard.unheard is None

    def look_again(self) -> None:
        """Time has passed: the log may have more."""
        self._session = replace(self._session, at_end=False)

    def pause(self) -> float:
        """Seconds to wait before the next request where none is due or the last was not heard."""
        return wait(self._failures, self._store.dice(16) / 65536)

    def waiting(self) -> int:
        """How many entries are not proven to be at the register."""
        return waiting(self.standing, self._store.own_lives())

    def status(self) -> SyncStatus:
        """Where the desk stands, for people."""
        return SyncStatus(self.standing, self.waiting(), self.unheard)

    def _read(self, outgoing: Outgoing, came: Came) -> Answer:
        standing = self.standing
        return read(outgoing.question, came, standing.register, standing.register_key, outgoing.request)

    def _keep(self, ask: Ask, heard: Heard) -> None:
        before = ask.snapshot.after if isinstance(ask, ReadSnapshot) else ""
        if isinstance(ask, FetchOwn) and ask.life.incarnation != self._store.owner[1]:
            heard = replace(heard, begin=False)
        standing = heard.standing
        if heard.page is not None or standing != self.standing:
            standing = self._store.take(heard, before, at_leisure=self._hold is None)
        if isinstance(heard.page, wire.LogPage | wire.SnapshotPage):
            self.counted.received += len(heard.page.rows)
        if isinstance(ask, SendEntries):
            proven = _number(heard.standing, ask.life) - _number(self.standing, ask.life)
            self.counted.sent += max(proven, 0)
        greeted = standing.marks.keys() == heard.standing.marks.keys()
        self.standing, self._session = standing, heard.session if greeted else Session()

    def _pace(self, page: wire.LogPage | wire.SnapshotPage, seconds: float) -> None:
        """Ask next for as many rows as fit, and for twice as many as came at the most; rows of another kind are new."""
        if self._hold is None or not page.rows:
            return
        rows = len(page.rows)
        fit = int(rows * self._hold / seconds) if seconds > 0 else wire.PAGE_ROWS
        another = isinstance(page, wire.SnapshotPage) and page.done
        self._rows = FEWEST if another else max(FEWEST, min(fit, 2 * rows, wire.PAGE_ROWS))

    def _request(self, ask: Ask) -> tuple[Question, str, str, bytes]:
        desk, life = self._store.owner
        match ask:
            case SayHello(one):
                return "hello", "POST", wire.hello_path(desk), wire.encode(self._hello(one))
            case SendEntries(one, after):
                batch = self._store.batch(one.incarnation, after.number)
                entries = tuple(wire.pack(body) for body in batch.entries)
                seen, boot, error = self.standing.epoch, self._store.boot, self.standing.error
                push = wire.Push(seen, one.incarnation, boot, after, entries, batch.damaged, error)
                return "push", "POST", wire.entries_path(desk), wire.encode(push)
            case FetchOwn(one):
                query = {"incarnation": one.incarnation, "after": str(one.head.number)}
                return "own", "GET", f"{wire.entries_path(desk)}?{urlencode(query)}", b""
            case ReadSnapshot(snapshot):
                query = {"kind": snapshot.kind, "after": snapshot.after, "limit": str(self._rows), "life": life}
                if snapshot.at is not None:
                    query["position"] = str(snapshot.at.position)
                return "snapshot", "GET", f"{wire.SNAPSHOT}?{urlencode(query)}", b""
            case ReadLog(cursor, life):
                query = {
                    "epoch": cursor.epoch, "after": str(cursor.position), "hash": cursor.hash,
                    "limit": str(self._rows), "life": life,
                }  # fmt: skip
                return "log", "GET", f"{wire.LOG}?{urlencode(query)}", b""

    def _hello(self, life: Life) -> wire.Hello:
        mark = self.standing.marks.get(life.incarnation)
        start = wire.Head(0, self._store.own_hash(life.incarnation, 0) or "")
        return wire.Hello(
            desk=self._store.owner[0],
            incarnation=life.incarnation,
            parent=life.parent if life.parent_head else None,
            parent_head=life.parent_head,
            boot=self._store.boot,
            head=life.head,
            acknowledged=mark.head if mark else start,
            epoch=mark.epoch if mark else None,
            cursor=self.standing.cursor,
            sent_at=instant(self._store.clock.now()),
            schema=SCHEMA,
        )


def _number(standing: Standing, life: Life) -> int:
    mark = standing.marks.get(life.incarnation)
    return mark.head.number if mark else 0
