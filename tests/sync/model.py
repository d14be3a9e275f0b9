"""A register in memory: the wire's rules and nothing else, signed as the real one signs.

It keeps its log as rows in order; journals and lists are read off them, so that going back is cutting the log short.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qs, urlsplit

import msgspec

from devswap import wire
from devswap.ledger.entry import chain_hash, genesis, open_entry
from devswap.ledger.ids import uuid4
from devswap.sync.answers import Came
from devswap.sync.exchange import Outgoing
from devswap.sync.keys import Key, request_is_from
from devswap.wire import Cursor, Head, Message

Verdict = Literal["push", "fetch", "diverged", "again"]


@dataclass
class Journal:
    """One incarnation as the register holds it; `entries` from number 1."""

    desk: str
    incarnation: str
    parent: str | None
    parent_head: Head | None
    entries: list[tuple[str, bytes]] = field(default_factory=list)
    """Hash and bytes."""

    def hash_at(self, number: int) -> str | None:
        """The hash at a number, of 0 the genesis."""
        if number == 0:
            head = bytes.fromhex(self.parent_head.hash) if self.parent and self.parent_head else None
            return genesis(self.desk, self.incarnation, self.parent if head else None, head).hex()
        return self.entries[number - 1][0] if number <= len(self.entries) else None

    @property
    def head(self) -> Head:
        """Its end."""
        return Head(len(self.entries), self.hash_at(len(self.entries)) or "")


class Register:
    """The model register."""

    def __init__(self, dice: Callable[[int], int], now: Callable[[], str]) -> None:
        self._dice, self._now = dice, now
        self.id = uuid4(dice(128))
        self.epoch = uuid4(dice(128))
        self.key = Key(dice(256).to_bytes(32, "big"))
        self.desks: dict[str, set[str]] = {}
        """Public keys by desk: two machines with copies of one disk may both be enrolled again."""
        self.codes: set[str] = set()
        self.disputed = 0
        """Open discrepancies that rest on the desk's entries."""
        self.revoked: set[str] = set()
        self.journals: dict[tuple[str, str], Journal] = {}
        self.branches: dict[tuple[str, str], dict[tuple[int, str], bytes]] = {}
        """What is kept aside, by number and hash: of one journal there may be many copies."""
        self.log: list[tuple[str, str, bytes, str]] = []
        """Kind, key, content, hash; position 1 first."""
        self.boots: dict[tuple[str, str], list[str]] = {}
        self.places: dict[str, tuple[str, str]] = {}
        """Desk and incarnation by entry id."""
        self.rules = b"{}"
        self.replicated = 0
        """How far its standby has the log."""
        self.cancelled = False
        """The next commit's wait for the standby is cancelled: it holds here, and perhaps nowhere else."""
        self.page = wire.PAGE_ROWS
        """Rows of a page at most; few make an exchange many steps long."""

    # ------------------------------------------------------------------------------------------------- the lists

    def put(self, kind: str, key: str, content: Message | msgspec.Raw) -> None:
        """A row of a list."""
        raw = bytes(content) if isinstance(content, msgspec.Raw) else msgspec.json.encode(content)
        before = bytes.fromhex(self.hash_at(len(self.log)))
        self.log.append((kind, key, raw, wire.log_hash(before, kind, key, raw).hex()))

    def hash_at(self, position: int) -> str:
        """The log's hash at a position."""
        return self.log[position - 1][3] if position else wire.log_genesis(self.id).hex()

    @property
    def head(self) -> Cursor:
        """The log's end."""
        return Cursor(self.epoch, len(self.log), self.hash_at(len(self.log)))

    def held(self) -> set[bytes]:
        """The bytes of every entry that is kept anywhere here."""
        chains = [raw for journal in self.journals.values() for _, raw in journal.entries]
        return {*chains, *(raw for branch in self.branches.values() for raw in branch.values())}

    def go_back(self, position: int) -> None:
        """Be restored as of a position of the log: a new epoch, and whatever came later is unknown."""
        self.branches = {}
        self.boots.clear()
        self.epoch = uuid4(self._dice(128))
        self._cut(position)

    def fail_over(self) -> None:
        """The standby takes over, with all that was ever acknowledged: the epoch stays."""
        self._cut(self.replicated)

    def _cut(self, position: int) -> None:
        log, self.log, self.journals = self.log[:position], [], {}
        self.replicated = position
        for kind, key, raw, _ in log:
            self.put(kind, key, msgspec.Raw(raw))
            if kind == "entry":
                row = msgspec.json.decode(raw, type=wire.Relayed)
                entry = open_entry(wire.unpack(row.body))
                self.places[key] = (entry.desk, entry.incarnation)
                journal = self.journals.get((entry.desk, entry.incarnation))
                if journal is None:
                    before = Head(0, row.parent_head) if row.parent_head else None
                    journal = Journal(entry.desk, entry.incarnation, row.parent, before)
                    self.journals[entry.desk, entry.incarnation] = journal
                journal.entries.append((row.hash, entry.raw))

    # ---------------------------------------------------------------------------------------------------- the wire

    def answer(self, out: Outgoing) -> Came:
        """Answer a request, once or as often as it comes."""
        url = urlsplit(out.path)
        signed = (out.signature, out.method, out.path, out.request, out.body)
        if not any(request_is_from(known, *signed) for known in self.desks.get(out.desk, ())):
            return self._sign(out.request, 401, wire.Refusal("unknown_desk", "This desk is not known here."))
        query = {name: values[0] for name, values in parse_qs(url.query, keep_blank_values=True).items()}
        status: int
        message: Message
        match out.question:
            case "hello":
                status, message = 200, self._hello(msgspec.json.decode(out.body, type=wire.Hello))
            case "push":
                status, message = self._commit(self._push(out.desk, msgspec.json.decode(out.body, type=wire.Push)))
            case "own":
                status, message = 200, self._own(out.desk, query["incarnation"], int(query["after"]))
            case "log":
                has = (out.desk, query["life"])
                status, message = self._log(
                    has, query["epoch"], int(query["after"]), query["hash"], int(query["limit"])
                )
            case "snapshot":
                status, message = self._snapshot((out.desk, query["life"]), query)
        return self._sign(out.request, status, message)

    def _sign(self, request: str, status: int, message: Message) -> Came:
        body = wire.encode(message)
        return Came(status, body, self.key.sign_answer(request, status, body), "application/json")

    def enrol(self, asked: wire.Enrol) -> wire.Enrolled:
        """Let a desk in."""
        self.desks.setdefault(asked.desk, set()).add(asked.public_key)
        return wire.Enrolled(self.id, self.key.public, self.epoch, "desk 2", "Lambeth", msgspec.Raw(self.rules))

    def _hello(self, hello: wire.Hello) -> wire.Welcome:
        place = (hello.desk, hello.incarnation)
        journal = self.journals.setdefault(place, Journal(*place, hello.parent, hello.parent_head))
        boots = self.boots.setdefault(place, [])
        clone = hello.boot in boots[:-1]
        if hello.boot not in boots:
            boots.append(hello.boot)
        held, differs = journal.head, None
        verdict: Verdict = "push"
        there = journal.hash_at(hello.head.number)
        if place in self.branches or (there is not None and there != hello.head.hash):
            verdict, differs = (
                "diverged",
                min([number for number, _ in self.branches.get(place, ())] or [hello.head.number]),
            )
        elif held.number > hello.head.number:
            verdict = "fetch"
        elif held.number < hello.acknowledged.number:
            verdict = "again"
        return wire.Welcome(
            self.id, self.epoch, verdict, held, differs, self.head, self._now(), 1, hello.desk in self.revoked, clone
        )  # fmt: skip

    def _commit(self, said: tuple[int, Message]) -> tuple[int, Message]:
        """A push writes even where it stores nothing, so that it waits for the standby to have all before it."""
        if self.cancelled:
            self.cancelled = False
            return 503, wire.Refusal("unknown", "The commit was cancelled before the standby had it.")
        self.replicated = len(self.log)
        return said

    def _push(self, desk: str, push: wire.Push) -> tuple[int, Message]:
        place = (desk, push.incarnation)
        journal = self.journals.get(place)
        if journal is None:
            return 409, wire.Refusal("say_hello", "This incarnation is not known here.", "Say HELLO.")
        branch = self.branches.get(place, {})
        aside = (push.before.number, push.before.hash) in branch
        if push.before.number > journal.head.number and not aside:
            known = any(number == push.before.number for number, _ in branch)
            return 409, wire.Diverged(push.before.number) if known else wire.Gap(journal.head.number + 1)
        if not aside and journal.hash_at(push.before.number) != push.before.hash:
            return 409, wire.Diverged(push.before.number)
        damaged = {head.number: head.hash for head in push.damaged}
        number, previous = push.before.number, push.before.hash
        first_differing = min(number for number, _ in branch) if aside else 0
        for packed in push.entries:
            raw, number = wire.unpack(packed), number + 1
            previous = damaged.get(number) or chain_hash(bytes.fromhex(previous), raw).hex()
            there = journal.hash_at(number)
            if not first_differing and there is None:
                self._store(journal, previous, raw)
            elif first_differing or there != previous:
                first_differing = first_differing or number
                self.branches.setdefault(place, {})[number, previous] = raw
        if first_differing:
            return 409, wire.Diverged(first_differing, Head(number, previous))
        end = Head(number, previous)
        results = tuple(wire.Result(n, 1, "accepted") for n in range(push.before.number + 1, number + 1))
        return 200, wire.Pushed(self.id, self.epoch, end, results, self._now())

    def _store(self, journal: Journal, digest: str, raw: bytes) -> None:
        journal.entries.append((digest, raw))
        parent_head = journal.parent_head.hash if journal.parent_head else None
        row = wire.Relayed(digest, wire.pack(raw), journal.parent, parent_head)
        name = open_entry(raw).id
        self.places[name] = (journal.desk, journal.incarnation)
        self.put("entry", name, row)

    def _own(self, desk: str, incarnation: str, after: int) -> wire.JournalPage:
        journal = self.journals[desk, incarnation]
        page = journal.entries[after : after + 3]
        return wire.JournalPage(
            self.id, desk, incarnation, journal.parent, journal.parent_head,
            tuple(wire.pack(raw) for _, raw in page), tuple(digest for digest, _ in page), journal.head,
        )  # fmt: skip

    def _log(self, has: tuple[str, str], epoch: str, after: int, digest: str, limit: int) -> tuple[int, Message]:
        if epoch != self.epoch or after > len(self.log) or self.hash_at(after) != digest:
            return 409, wire.Rewound(self.epoch, self.head)
        end = min(after + min(limit, self.page), len(self.log))
        rows = tuple(
            wire.Row(n + 1, self.log[n][3], self.log[n][0], self.log[n][1], msgspec.Raw(self.log[n][2]))  # type: ignore[arg-type]
            for n in range(after, end)
            if self.places.get(self.log[n][1]) != has
        )
        held = self.journals[has].head if end == len(self.log) and has in self.journals else None
        return 200, wire.LogPage(
            self.id, self.epoch, rows, end, self.head, self._now(), self.hash_at(end), self.disputed,
            tuple(sorted(self.revoked)), held=held,
        )  # fmt: skip

    def _snapshot(self, has: tuple[str, str], query: dict[str, str]) -> tuple[int, Message]:
        position = int(query.get("position", len(self.log)))
        if position > len(self.log):
            return 409, wire.Rewound(self.epoch, self.head)
        kind, after, limit = query["kind"], query["after"], min(int(query["limit"]), self.page)
        listed = sorted(
            (key, raw)
            for key, raw in self._as_of(position, kind).items()
            if key > after and self.places.get(key) != has
        )
        page, done = listed[:limit], len(listed) <= limit
        return 200, wire.SnapshotPage(
            self.id, Cursor(self.epoch, position, self.hash_at(position)), kind,  # type: ignore[arg-type]
            tuple(msgspec.Raw(raw) for _, raw in page), page[-1][0] if page else "", done,
        )  # fmt: skip

    def _as_of(self, position: int, kind: str) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        for row_kind, key, raw, _ in self.log[:position]:
            if row_kind == kind:
                found[key] = raw
            elif row_kind == "gone" and msgspec.json.decode(raw, type=wire.Gone).kind == kind:
                found.pop(key, None)
        return found
