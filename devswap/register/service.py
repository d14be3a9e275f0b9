"""The register over HTTP: what `wire.py` says, on Litestar. A worker keeps nothing; any number work side by side.

Each request is bounded and its signature checked before anything else is done for it; each answer to a desk is signed
over the request's id. What blocks runs in threads. Time limits live here: a push that is given up is answered with
503, which means unknown, and the desk sends the same again.
"""

import asyncio
import logging
import re
from collections.abc import Callable
from datetime import UTC, datetime
from random import SystemRandom
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from litestar import Litestar, Request, Response, get, post
from litestar.config.compression import CompressionConfig
from litestar.datastructures import ResponseHeader
from litestar.exceptions import HTTPException
from litestar.openapi import OpenAPIConfig, ResponseSpec
from litestar.params import FromQuery, PathParameter, QueryParameter
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from devswap import wire
from devswap.errors import RegisterError
from devswap.register import requests
from devswap.register.apart import keep_apart
from devswap.register.database import connect, reading, transaction
from devswap.register.enrolment import Desk, NotLetIn, desk_of, enrol
from devswap.register.feed import Listed, journal_page, log_page, snapshot_page
from devswap.register.fleet import saw
from devswap.register.founding import Dice, Identity, found
from devswap.register.greeting import greet
from devswap.register.ingest import receive
from devswap.register.metrics import Metrics
from devswap.register.openapi import Told
from devswap.register.requests import Refused
from devswap.wire import Message, Refusal

log = logging.getLogger(__name__)
M = TypeVar("M", bound=Message)
Asked = Request[Any, Any, Any]
_DICE = SystemRandom().getrandbits
_CONFLICTS = (wire.Gap, wire.Diverged, wire.Rewound)
_STATUS = {"upgrade": 426, "say_hello": 409, "revoked": 403, "unknown_journal": 404, "replayed": 401}
_SIGNED = [
    ResponseHeader(
        name=wire.SIGNATURE,
        documentation_only=True,
        description="Ed25519 by the register, over request id, status and body",
    ),
]
_UUID = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
PathId = Annotated[str, PathParameter(pattern=_UUID)]
QueryId = Annotated[str, QueryParameter(pattern=_UUID)]
QueryLife = Annotated[str | None, QueryParameter(pattern=_UUID)]


class Service:
    """What a worker works with."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime], dice: Dice) -> None:
        self.engine, self.clock, self.dice = engine, clock, dice
        self.identity: Identity = found(engine, dice)
        self.metrics = Metrics()

    async def answer(
        self, request: Asked, form: type[M] | None, work: Callable[[Desk, M | None], Message]
    ) -> Response[bytes]:
        """Check who asks, read the body in this form, do the work in a thread, and sign what comes of it."""
        name = ""
        try:
            desk_id, name, signature = requests.sender(request)
            desk = await asyncio.to_thread(self._desk, desk_id)
            content = await requests.body(request)
            requests.verify(desk.public_key, request, name, signature, content)
            message = _decoded(content, form)
            said = await asyncio.to_thread(work, desk, message)
        except Refused as refused:
            return self.signed(request, name, refused.status, refused.refusal)
        except RegisterError as error:
            return self.signed(request, name, 503, Refusal("unknown", str(error), "Send the same again."))
        except SQLAlchemyError:
            log.exception("the database failed")
            return self.signed(request, name, 503, Refusal("unknown", "The database failed.", "Send the same again."))
        return self.signed(request, name, _status(said), said)

    def signed(self, request: Asked, name: str, status: int, said: Message) -> Response[bytes]:
        """The answer, signed by the register."""
        content = wire.encode(said)
        self.metrics.count(request.route_handler.name or "", status)
        if status >= 400:
            what = said.code if isinstance(said, Refusal) else type(said).__name__
            log.info("%s %s: %s %s", request.method, request.url.path, status, what)
        headers = {wire.SIGNATURE: self.identity.key.sign_answer(name, status, content)}
        return Response(content, status_code=status, media_type="application/json", headers=headers)

    def transact(self, work: Callable[[Connection], Message]) -> Message:
        """Do something in one transaction."""
        with transaction(self.engine) as connection:
            return work(connection)

    def _desk(self, name: str) -> Desk:
        with reading(self.engine) as connection:
            desk = desk_of(connection, name)
        if desk is None:
            raise Refused(401, "unknown_desk", "The register does not know this desk.", "Enrol it: devswap enrol.")
        return desk


def _decoded(content: bytes, form: type[M] | None) -> M | None:
    if form is None:
        return None
    try:
        return msgspec.json.decode(content, type=form)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Refused(
            400, "malformed", f"The message is not as agreed: {str(error)[:200]}.", "Upgrade the desk."
        ) from None


def _status(said: Message) -> int:
    if isinstance(said, Refusal):
        return _STATUS.get(said.code, 400)
    return 409 if isinstance(said, _CONFLICTS) else 200


def _own(desk: Desk, named: str) -> None:
    if desk.id != named:
        raise Refused(403, "not_yours", "That journal is another desk's.", "Send this desk's own.")


def _answers(form: type[Message], conflict: Any = Refusal) -> dict[int, ResponseSpec]:
    """What a handler may say, for the OpenAPI."""
    refusals = dict.fromkeys((400, 401, 403, 404, 408, 413, 415, 426), "refused") | {503: "unknown: send it again"}
    said = {200: ResponseSpec(form, generate_examples=False)}
    said |= {
        status: ResponseSpec(Refusal, description=words, generate_examples=False) for status, words in refusals.items()
    }
    return said | {409: ResponseSpec(conflict, description="conflict", generate_examples=False)}


@post(wire.ENROL, name="enrol", status_code=200, responses=_answers(wire.Enrolled), response_headers=_SIGNED)
async def enrol_desk(request: Asked) -> Response[bytes]:
    """A desk asks in with its one-time code; the request is signed by the key that it brings."""
    service: Service = request.app.state.service
    name = ""
    try:
        desk, name, signature = requests.sender(request)
        content = await requests.body(request)
        asked = _decoded(content, wire.Enrol)
        assert asked is not None
        _own(Desk(desk, "", "", asked.public_key, False), asked.desk)
        requests.verify(asked.public_key, request, name, signature, content)
        said = await asyncio.to_thread(service.transact, lambda c: enrol(c, service.identity, asked, service.clock()))
    except Refused as refused:
        return service.signed(request, name, refused.status, refused.refusal)
    except NotLetIn as error:
        return service.signed(request, name, 403, Refusal("not_let_in", str(error)))
    except (RegisterError, SQLAlchemyError):
        return service.signed(request, name, 503, Refusal("unknown", "The database failed.", "Try again."))
    return service.signed(request, name, 200, said)


@post(
    "/desks/{desk:str}/hello", name="hello", status_code=200, responses=_answers(wire.Welcome), response_headers=_SIGNED
)
async def hello(request: Asked, desk: PathId) -> Response[bytes]:
    """Where the desk stands, and what it is to do."""
    service: Service = request.app.state.service

    def work(known: Desk, said: wire.Hello | None) -> Message:
        assert said is not None
        _own(known, desk)
        _own(known, said.desk)
        name, now = request.headers[wire.REQUEST], service.clock()
        try:
            return service.transact(lambda c: greet(c, service.identity, known, said, name, now, service.dice))
        except ValueError as error:
            raise Refused(400, "malformed", str(error), "Upgrade the desk.") from None

    return await service.answer(request, wire.Hello, work)


@post(
    "/desks/{desk:str}/entries",
    name="push",
    status_code=200,
    responses=_answers(wire.Pushed, wire.Gap | wire.Diverged | Refusal),
    response_headers=_SIGNED,
)
async def push(request: Asked, desk: PathId) -> Response[bytes]:
    """A batch of the desk's entries, in order."""
    service: Service = request.app.state.service

    def work(known: Desk, batch: wire.Push | None) -> Message:
        assert batch is not None
        _own(known, desk)
        if len(batch.entries) > wire.BATCH_ENTRIES:
            raise Refused(413, "too_large", f"A batch has at most {wire.BATCH_ENTRIES} entries.", "Send smaller ones.")
        try:
            if known.revoked:
                return keep_apart(service.engine, desk, batch, service.clock())
            answer = receive(service.engine, desk, batch, service.clock())
        except ValueError as error:
            raise Refused(400, "malformed", str(error), "Upgrade the desk.") from None
        service.metrics.entries += len(batch.entries) if isinstance(answer, wire.Pushed) else 0
        return answer

    return await service.answer(request, wire.Push, work)


@get("/desks/{desk:str}/entries", name="own", responses=_answers(wire.JournalPage), response_headers=_SIGNED)
async def own(
    request: Asked,
    desk: PathId,
    incarnation: QueryId,
    after: Annotated[int, QueryParameter(ge=0, le=wire.FURTHEST)] = 0,
    limit: FromQuery[int] = wire.BATCH_ENTRIES,
) -> Response[bytes]:
    """The desk's own entries, for a store that went back or was lost."""
    service: Service = request.app.state.service

    def work(known: Desk, _: Message | None) -> Message:
        _own(known, desk)
        with service.engine.connect() as connection:
            page = journal_page(connection, service.identity, desk, incarnation, after, limit)
        return page or Refusal("unknown_journal", "The register does not know this incarnation.", "Say HELLO.")

    return await service.answer(request, None, work)


@get(wire.LOG, name="log", responses=_answers(wire.LogPage, wire.Rewound), response_headers=_SIGNED)
async def read_log(
    request: Asked,
    epoch: QueryId,
    after: Annotated[int, QueryParameter(ge=0, le=wire.FURTHEST)],
    at: Annotated[str, QueryParameter(name="hash", pattern=r"^[0-9a-f]{64}$")],
    limit: FromQuery[int] = wire.PAGE_ROWS,
    life: QueryLife = None,
) -> Response[bytes]:
    """What the log has for this desk behind a cursor."""
    service: Service = request.app.state.service

    def work(known: Desk, _: Message | None) -> Message:
        cursor = wire.Cursor(epoch, after, at)
        with service.engine.begin() as connection:
            saw(connection, known.id, service.clock())
            return log_page(connection, service.identity, _let_in(known), cursor, limit, service.clock(), life)

    return await service.answer(request, None, work)


@get(wire.SNAPSHOT, name="snapshot", responses=_answers(wire.SnapshotPage, wire.Rewound), response_headers=_SIGNED)
async def read_snapshot(
    request: Asked,
    kind: FromQuery[Listed],
    after: Annotated[str, QueryParameter(max_length=64, pattern=r"^[!-~]*$")] = "",
    limit: FromQuery[int] = wire.PAGE_ROWS,
    position: Annotated[int | None, QueryParameter(ge=0, le=wire.FURTHEST)] = None,
    life: QueryLife = None,
) -> Response[bytes]:
    """A page of the lists, the stock or the entries that this desk is to know, as of a position."""
    service: Service = request.app.state.service

    def work(known: Desk, _: Message | None) -> Message:
        if kind in ("stock", "entry") and not re.fullmatch(r"0{0,2}[0-9]{0,18}", after):
            raise Refused(400, "malformed", "That key is of another kind.", "Begin again.")
        with service.engine.connect() as connection:
            return snapshot_page(connection, service.identity, _let_in(known), kind, after, limit, position, life)

    return await service.answer(request, None, work)


def _let_in(desk: Desk) -> Desk:
    if desk.revoked:
        raise Refused(403, "revoked", "This desk was shut out.", "Ask whoever keeps the register.")
    return desk


@get("/health", sync_to_thread=False)
def health() -> dict[Literal["status"], Literal["alive"]]:
    """The process is alive."""
    return {"status": "alive"}


@get("/ready", sync_to_thread=True, responses={503: ResponseSpec(dict[str, str], generate_examples=False)})
def ready(request: Asked) -> Response[dict[str, str]]:
    """It has its database."""
    service: Service = request.app.state.service
    try:
        with service.engine.connect() as connection:
            connection.execute(text("SELECT position FROM register"))
    except SQLAlchemyError:
        return Response({"status": "no database"}, status_code=503)
    return Response({"status": "ready"})


@get("/metrics", media_type="text/plain; version=0.0.4", sync_to_thread=True)
def metrics(request: Asked) -> str:
    """Counters and gauges in the Prometheus text format."""
    service: Service = request.app.state.service
    with service.engine.connect() as connection:
        return service.metrics.exposition(connection)


def not_for_us(request: Asked, error: HTTPException) -> Response[bytes]:
    """What no handler saw, as no path, method or question is like that: refused in the same form as all else."""
    service: Service = request.app.state.service
    status = error.status_code
    code = {404: "not_found", 405: "not_allowed"}.get(status, "malformed" if status < 500 else "unknown")
    refusal = Refusal(code, "The register answers nothing of that form.", "See /schema/openapi.json.")
    log.info("%s %r: %s %s", request.method, request.url.path, status, code)
    return service.signed(request, requests.named(request), status, refusal)


def make_app(
    database: str,
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    dice: Dice = _DICE,
) -> Litestar:
    """A worker on this database, whose schema is brought up to date. Raises RegisterError where there is none."""
    engine = connect(database)
    app = Litestar(
        [enrol_desk, hello, push, own, read_log, read_snapshot, health, ready, metrics],
        openapi_config=OpenAPIConfig(
            title="devswap register", version=str(wire.PROTOCOL), render_plugins=[Told(path="/openapi.json")]
        ),
        compression_config=CompressionConfig(backend="gzip", minimum_size=2000, gzip_compress_level=5),
        request_max_body_size=None,
        on_shutdown=[engine.dispose],
        exception_handlers={HTTPException: not_for_us},
        logging_config=None,  # how a process logs is its own affair; the default is everything of every library
    )
    app.state.service = Service(engine, clock, dice)
    return app
