"""The register over HTTP, in process: who may speak, what is refused before it costs anything, what is signed."""

import gzip
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient
from sqlalchemy import Engine, select

from devswap import wire
from devswap.ledger.events import SCHEMA
from devswap.ledger.ids import instant
from devswap.register import catalogue, enrolment
from devswap.register import tables as t
from devswap.register.database import transaction
from devswap.register.service import make_app
from devswap.sync.keys import Key, answer_is_from
from devswap.wire import Enrol, Enrolled, Head, Hello, LogPage, Pushed, Refusal, Welcome
from tests.ledger.stories import Desk, name
from tests.register.conftest import NOW
from tests.register.pushing import batch, head

DICE = Random(7)


class Laptop:
    """A desk with a key, and requests as it would send them."""

    def __init__(self, client: TestClient[Any], word: str, site: str = "Lambeth") -> None:
        self.client, self.desk = client, Desk(word, site=site)
        self.key = Key(DICE.randbytes(32))
        self.register = ""

    def ask(self, method: str, path: str, message: Any = None, *, key: Key | None = None, **headers: str) -> Any:
        content = msgspec.json.encode(message) if message is not None else b""
        return self.send(method, path, content, content, key=key, **headers)

    def send(
        self,
        method: str,
        path: str,
        signed: bytes,
        sent: bytes,
        *,
        key: Key | None = None,
        again: str = "",
        **more: str,
    ) -> Any:
        request = again or f"{DICE.getrandbits(128):032x}"
        signature = (key or self.key).sign_request(method, path, request, signed)
        headers = {wire.DESK: self.desk.desk, wire.REQUEST: request, wire.SIGNATURE: signature, **more}
        answer = self.client.request(method, path, content=sent, headers=headers)
        if self.register:
            said = answer.headers[wire.SIGNATURE]
            assert answer_is_from(self.register, said, request, answer.status_code, answer.content)
        return answer

    def enrol(self, code: str) -> Any:
        asked = Enrol(code, self.desk.desk, self.desk.incarnation, self.key.public)
        answer = self.ask("POST", wire.ENROL, asked)
        if answer.status_code == 200:
            self.register = msgspec.json.decode(answer.content, type=Enrolled).register_key
        return answer

    def hello(self, count: int | None = None, **more: Any) -> Welcome:
        answer = self.ask("POST", wire.hello_path(self.desk.desk), self.said(count, **more))
        assert answer.status_code == 200, answer.content
        return msgspec.json.decode(answer.content, type=Welcome)

    def said(self, count: int | None = None, **more: Any) -> Hello:
        entries = self.desk.entries[:count]
        said = {
            "desk": self.desk.desk, "incarnation": self.desk.incarnation, "parent": None, "parent_head": None,
            "boot": name("boot"), "head": head(entries, self.desk), "acknowledged": head([], self.desk), "epoch": None,
            "cursor": None, "sent_at": instant(NOW), "schema": SCHEMA, **more,
        }  # fmt: skip
        return Hello(**said)

    def push(self, first: int = 1, last: int | None = None) -> Any:
        return self.ask("POST", wire.entries_path(self.desk.desk), batch(self.desk, first, last))


@pytest.fixture
def client(database: str) -> Iterator[TestClient[Any]]:
    with TestClient(make_app(database, clock=lambda: NOW, dice=DICE.getrandbits)) as made:
        yield made


def code(engine: Engine, site: str = "Lambeth", desk: str = "Desk 1", ago: timedelta = timedelta()) -> str:
    with transaction(engine) as connection:
        return enrolment.make_code(connection, site, desk, NOW - ago, DICE.getrandbits)[0]


@pytest.fixture
def laptop(client: TestClient[Any], engine: Engine) -> Laptop:
    made = Laptop(client, "a")
    assert made.enrol(code(engine)).status_code == 200
    return made


def refusal(answer: Any) -> str:
    return msgspec.json.decode(answer.content, type=Refusal).code


def test_a_code_lets_one_desk_in_once_and_again_only_with_the_same_key(client: TestClient[Any], engine: Engine) -> None:
    once = code(engine, "Lambeth", "Desk 7")
    first, second = Laptop(client, "a"), Laptop(client, "b")
    said = msgspec.json.decode(first.enrol(once).content, type=Enrolled)
    assert (said.name, said.site) == ("Desk 7", "Lambeth")
    assert refusal(second.enrol(once)) == "not_let_in"
    assert first.enrol(once).status_code == 200, "its answer may have been lost"
    first.key = Key(DICE.randbytes(32))
    assert refusal(first.enrol(once)) == "not_let_in"


def test_a_code_that_ran_out_or_was_never_made_lets_nobody_in(client: TestClient[Any], engine: Engine) -> None:
    old = code(engine, ago=enrolment.LASTS + timedelta(seconds=1))
    assert refusal(Laptop(client, "a").enrol(old)) == "not_let_in"
    assert refusal(Laptop(client, "a").enrol("AAAA-BBBB-CCCC")) == "not_let_in"


def test_what_is_pushed_is_acknowledged_with_a_signature(laptop: Laptop) -> None:
    laptop.desk.take_in("old")
    assert laptop.hello().verdict == "push"
    answer = laptop.push()
    assert answer.status_code == 200
    assert msgspec.json.decode(answer.content, type=Pushed).stored_through == Head(1, laptop.desk.head.hex())


def test_a_push_before_any_hello_is_told_so(laptop: Laptop) -> None:
    laptop.desk.take_in("old")
    answer = laptop.push()
    assert (answer.status_code, refusal(answer)) == (409, "say_hello")


def test_a_wrong_key_another_body_or_another_desks_journal_is_refused(laptop: Laptop) -> None:
    laptop.desk.take_in("old")
    laptop.hello()
    path, good = wire.entries_path(laptop.desk.desk), msgspec.json.encode(batch(laptop.desk))
    assert refusal(laptop.ask("POST", path, batch(laptop.desk), key=Key(DICE.randbytes(32)))) == "wrong_signature"
    assert refusal(laptop.send("POST", path, good, good + b" ")) == "wrong_signature"
    assert refusal(laptop.ask("POST", wire.entries_path(name("other")), batch(laptop.desk))) == "not_yours"


def test_a_replayed_signature_opens_nothing_else(laptop: Laptop) -> None:
    """A signature that was overheard is of one request: for another body, path or id it is worth nothing."""
    laptop.desk.take_in("old")
    laptop.hello()
    path, content = wire.entries_path(laptop.desk.desk), msgspec.json.encode(batch(laptop.desk))
    request = f"{DICE.getrandbits(128):032x}"
    old = {wire.SIGNATURE: laptop.key.sign_request("POST", path, request, content)}
    elsewhere = wire.hello_path(laptop.desk.desk)
    assert refusal(laptop.send("POST", path, b"", content + b" ", again=request, **old)) == "wrong_signature"
    assert refusal(laptop.send("POST", elsewhere, b"", content, again=request, **old)) == "wrong_signature"
    assert refusal(laptop.send("POST", path, b"", content, **old)) == "wrong_signature", "under another id"


def test_a_replayed_push_stores_nothing_twice(laptop: Laptop, engine: Engine) -> None:
    laptop.desk.take_in("old")
    laptop.hello()
    path, content = wire.entries_path(laptop.desk.desk), msgspec.json.encode(batch(laptop.desk))
    said = [laptop.send("POST", path, content, content, again="an-overheard-request") for _ in range(3)]
    assert {answer.content for answer in said[1:]} == {said[0].content}
    with engine.connect() as connection:
        assert len(connection.execute(select(t.entries)).all()) == 1


def test_a_replayed_hello_makes_no_clone_of_its_desk(
    laptop: Laptop, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "devswap")
    path = wire.hello_path(laptop.desk.desk)
    hello = laptop.said(boot=name("one"))
    overheard = msgspec.json.encode(hello)
    assert laptop.send("POST", path, overheard, overheard, again="an-overheard-request").status_code == 200
    laptop.hello(boot=name("two"))
    answer = laptop.send("POST", path, overheard, overheard, again="an-overheard-request")
    assert (answer.status_code, refusal(answer)) == (401, "replayed")
    assert "401 replayed" in caplog.text
    assert not laptop.hello(boot=name("two")).clone


def test_somebody_without_a_signature_is_refused(client: TestClient[Any]) -> None:
    answer = client.get(wire.LOG, params={"epoch": name("e"), "after": 0, "hash": "0" * 64})
    assert (answer.status_code, refusal(answer)) == (401, "not_signed")


def test_a_body_of_a_gigabyte_is_refused_by_its_headers_alone(laptop: Laptop) -> None:
    answer = laptop.send("POST", wire.entries_path(laptop.desk.desk), b"", b"x", **{"content-length": "1000000000"})
    assert answer.status_code == 413


def test_a_body_that_does_not_say_its_size_is_cut_off(laptop: Laptop) -> None:
    sent = b" " * (wire.LARGEST_BODY + 1)
    assert laptop.send("POST", wire.entries_path(laptop.desk.desk), b"", sent).status_code == 413


def test_a_gzip_bomb_is_refused_and_a_packed_body_is_read(laptop: Laptop) -> None:
    path = wire.entries_path(laptop.desk.desk)
    bomb = gzip.compress(b"0" * (wire.LARGEST_BODY * 8))
    assert laptop.send("POST", path, bomb, bomb, **{"content-encoding": "gzip"}).status_code == 413
    laptop.desk.take_in("old")
    laptop.hello()
    plain = msgspec.json.encode(batch(laptop.desk))
    packed = laptop.send("POST", path, plain, gzip.compress(plain), **{"content-encoding": "gzip"})
    assert packed.status_code == 200


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"entries": 1}', b"\xff\xfe"])
def test_a_malformed_message_is_refused_and_nothing_falls_over(laptop: Laptop, content: bytes) -> None:
    answer = laptop.send("POST", wire.entries_path(laptop.desk.desk), content, content)
    assert (answer.status_code, refusal(answer)) == (400, "malformed")


def test_a_revoked_desks_facts_are_kept_apart(laptop: Laptop, engine: Engine) -> None:
    laptop.desk.take_in("old")
    laptop.hello()
    with transaction(engine) as connection:
        enrolment.revoke(connection, laptop.desk.desk)
    for _ in range(2):
        answer = laptop.push()
        assert (answer.status_code, refusal(answer)) == (403, "revoked")
    with engine.connect() as connection:
        assert connection.execute(select(t.quarantine.c.body)).scalars().all() == [laptop.desk.entries[0].raw]
        assert connection.execute(select(t.entries)).all() == []


def test_a_store_that_went_back_is_told_to_fetch_and_gets_its_entries(laptop: Laptop) -> None:
    for device in ("one", "two", "three"):
        laptop.desk.take_in(device, device)
    laptop.hello(0)
    laptop.push()
    welcome = laptop.hello(1, acknowledged=head(laptop.desk.entries[:1], laptop.desk))
    assert (welcome.verdict, welcome.held.number) == ("fetch", 3)
    path = f"{wire.entries_path(laptop.desk.desk)}?incarnation={laptop.desk.incarnation}&after=1"
    page = msgspec.json.decode(laptop.ask("GET", path).content, type=wire.JournalPage)
    assert [wire.unpack(e) for e in page.entries] == [e.raw for e in laptop.desk.entries[1:]]
    assert page.hashes == tuple(e.hash.hex() for e in laptop.desk.entries[1:])


def test_a_register_that_went_back_changes_its_epoch_and_asks_again(laptop: Laptop) -> None:
    for device in ("one", "two"):
        laptop.desk.take_in(device, device)
    before = laptop.hello(0)
    laptop.push(1, 1)
    told = head(laptop.desk.entries, laptop.desk)
    welcome = laptop.hello(epoch=before.epoch, acknowledged=told)
    assert welcome.verdict == "again"
    assert welcome.epoch != before.epoch
    assert laptop.hello(epoch=before.epoch, acknowledged=told).epoch == welcome.epoch, "once is enough"


def test_two_boots_that_take_turns_are_a_clone(laptop: Laptop) -> None:
    boots = [name("one"), name("two"), name("one")]
    assert [laptop.hello(boot=boot).clone for boot in boots] == [False, False, True]


def log_rows(laptop: Laptop, cursor: wire.Cursor, limit: int = 2) -> tuple[list[wire.Row], wire.Cursor]:
    rows: list[wire.Row] = []
    while True:
        path = f"{wire.LOG}?epoch={cursor.epoch}&after={cursor.position}&hash={cursor.hash}&limit={limit}"
        page = msgspec.json.decode(laptop.ask("GET", path).content, type=LogPage)
        rows += page.rows
        cursor = wire.Cursor(page.epoch, page.next, page.next_hash)
        if page.next == page.head.position:
            return rows, cursor


def test_the_log_tells_a_desk_what_it_is_to_know_each_row_once_in_order(
    client: TestClient[Any], engine: Engine, laptop: Laptop
) -> None:
    start = laptop.hello().head
    mate, far = Laptop(client, "mate"), Laptop(client, "far", "Camden")
    mate.enrol(code(engine))
    far.enrol(code(engine, "Camden"))
    mate.desk.take_in("beside", "shah")
    far.desk.take_in("elsewhere", "moss")
    far.desk.take_in("shared", "reid")
    far.desk.stock("new")
    laptop.desk.take_in("shared", "doyle")
    for one in (mate, far, laptop):
        one.hello(0)
        assert one.push().status_code == 200
    with transaction(engine) as connection:
        catalogue.put(connection, "estate", {name("d"): b'{"device":"d"}'}, add=False)
    rows, cursor = log_rows(laptop, start)
    positions = [row.position for row in rows]
    assert positions == sorted(set(positions))
    assert [(r.kind, r.key) for r in rows] == [
        ("entry", mate.desk.entries[0].id),
        ("entry", far.desk.entries[1].id),
        ("estate", name("d")),
    ]
    assert log_rows(laptop, cursor) == ([], cursor)


def test_a_cursor_of_another_log_is_rewound(laptop: Laptop) -> None:
    head = laptop.hello().head
    for cursor in (f"epoch={name('x')}&after=0&hash={head.hash}", f"epoch={head.epoch}&after=0&hash={'0' * 64}"):
        assert laptop.ask("GET", f"{wire.LOG}?{cursor}").status_code == 409
    ahead = f"{wire.LOG}?epoch={head.epoch}&after=99&hash={head.hash}"
    assert msgspec.json.decode(laptop.ask("GET", ahead).content, type=wire.Rewound).head == head


def snapshot(laptop: Laptop, kind: str, limit: int = 2) -> list[Any]:
    rows: list[Any] = []
    after, at = "", ""
    while True:
        path = f"{wire.SNAPSHOT}?kind={kind}&after={after}&limit={limit}{at}"
        page = msgspec.json.decode(laptop.ask("GET", path).content, type=wire.SnapshotPage)
        rows += [msgspec.json.decode(row) for row in page.rows]
        after, at = page.after, f"&position={page.at.position}"
        if page.done:
            return rows


def test_a_snapshot_and_a_removal_from_the_lists(laptop: Laptop, engine: Engine) -> None:
    people = {name(n): msgspec.json.encode({"person": n}) for n in ("a", "b", "c")}
    with transaction(engine) as connection:
        catalogue.put(connection, "recipient", people, add=False)
    assert len(snapshot(laptop, "recipient")) == 3
    start = laptop.hello().head
    del people[name("b")]
    with transaction(engine) as connection:
        catalogue.put(connection, "recipient", people, add=False)
    rows, _ = log_rows(laptop, start)
    assert [(r.kind, r.key) for r in rows] == [("gone", name("b"))]
    assert len(snapshot(laptop, "recipient")) == 2
    with engine.connect() as connection:
        said = connection.execute(select(t.changes.c.content).where(t.changes.c.key == name("b"))).scalars().all()
    assert said == [None, b'{"kind":"recipient"}'], "what was said of a person before is forgotten"


def test_the_snapshot_holds_the_sites_stock_alone(client: TestClient[Any], engine: Engine, laptop: Laptop) -> None:
    here, far = Laptop(client, "here"), Laptop(client, "far", "Camden")
    here.enrol(code(engine))
    far.enrol(code(engine, "Camden"))
    for one in (here, far):
        one.desk.stock("new")
        one.hello(0)
        one.push()
    assert [row["hash"] for row in snapshot(laptop, "stock")] == [here.desk.head.hex()]


def test_health_readiness_metrics_and_openapi_are_served(client: TestClient[Any], laptop: Laptop) -> None:
    assert client.get("/health").json() == {"status": "alive"}
    assert client.get("/ready").json() == {"status": "ready"}
    assert 'devswap_requests_total{route="enrol",status="200"} 1' in client.get("/metrics").text
    paths = client.get("/schema/openapi.json").json()["paths"]
    assert {"/enrol", "/log", "/snapshot", "/desks/{desk}/hello", "/desks/{desk}/entries"} <= paths.keys()


@pytest.mark.parametrize("number", [2**63, 2**200, -1])
def test_a_number_beyond_all_positions_is_refused_and_asks_the_database_nothing(laptop: Laptop, number: int) -> None:
    epoch = laptop.hello().epoch
    own = f"{wire.entries_path(laptop.desk.desk)}?incarnation={laptop.desk.incarnation}"
    log = f"{wire.LOG}?epoch={epoch}&hash={'0' * 64}"
    snapshot = f"{wire.SNAPSHOT}?kind=entry"
    asked = [f"{own}&after={number}", f"{log}&after={number}", f"{snapshot}&position={number}"]
    asked += [f"{snapshot}&after={number}"]
    asked += [f"{path}&limit={number}" for path in (own, log + "&after=0", snapshot)]
    assert {laptop.ask("GET", path).status_code for path in asked} <= {400, 409, 200}
    hello = laptop.said(head=wire.Head(abs(number), "0" * 64))
    assert laptop.ask("POST", wire.hello_path(laptop.desk.desk), hello).status_code in (200, 400)
