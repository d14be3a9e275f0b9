"""A desk of the ledger's stories that speaks to a worker over HTTP as `devswap sync` does: enrolled, signed, packed."""

from datetime import UTC, datetime
from random import Random

import msgspec

from devswap import wire
from devswap.ledger.entry import Entry, genesis
from devswap.ledger.events import SCHEMA
from devswap.ledger.ids import instant
from devswap.register import enrolment
from devswap.register.database import connect, transaction
from devswap.sync.answers import Came, Question
from devswap.sync.client import Client
from devswap.sync.exchange import Outgoing
from devswap.sync.keys import Key
from devswap.wire import Cursor, Enrol, Head, Hello, Push, Pushed, Welcome, pack
from tests.ledger.stories import Desk, name


class Speaker:
    """Enrolled at the register in this database, and greeted by its worker at this URL."""

    def __init__(self, database: str, url: str, desk: Desk) -> None:
        self.desk, self.key, self._client = desk, Key(Random(desk.word).randbytes(32)), Client(url)
        self._head = Head(0, genesis(*desk.owner).hex())
        self.body = b""
        """What was sent last."""
        engine = connect(database, workers=1)
        with transaction(engine) as connection:
            dice = Random(desk.word).getrandbits
            code, _ = enrolment.make_code(connection, desk.site, desk.word, datetime.now(UTC), dice)
        engine.dispose()
        self._post("hello", wire.ENROL, Enrol(code, desk.desk, desk.incarnation, self.key.public))
        self.end = self._hello()
        """The end of the log when it was greeted."""

    def push(self, entries: list[Entry]) -> bytes:
        """Send the next entries as one batch; the answer, which proves that they are stored."""
        packed = tuple(pack(entry.raw) for entry in entries)
        push = Push(None, self.desk.incarnation, name("boot"), self._head, packed)
        answer = self._post("push", wire.entries_path(self.desk.desk), push)
        self._head = msgspec.json.decode(answer, type=Pushed).stored_through
        assert self._head.hash == entries[-1].hash.hex(), "the register acknowledged something else"
        return answer

    def get(self, question: Question, path: str) -> bytes:
        """The answer to a GET."""
        return self._ask(question, "GET", path, b"")

    def _hello(self) -> Cursor:
        desk, now = self.desk, instant(datetime.now(UTC))
        start, boot = self._head, name("boot")
        said = Hello(desk.desk, desk.incarnation, None, None, boot, start, start, None, None, now, SCHEMA)
        return msgspec.json.decode(self._post("hello", wire.hello_path(desk.desk), said), type=Welcome).head

    def _post(self, question: Question, path: str, message: wire.Message) -> bytes:
        self.body = wire.encode(message)
        return self._ask(question, "POST", path, self.body)

    def _ask(self, question: Question, method: str, path: str, body: bytes) -> bytes:
        request = f"{Random().getrandbits(128):032x}"
        signature = self.key.sign_request(method, path, request, body)
        came = self._client.carry(Outgoing(question, method, path, body, request, self.desk.desk, signature))
        assert isinstance(came, Came), came
        assert came.status == 200, (path, came)
        return came.body
