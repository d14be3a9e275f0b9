"""The OpenAPI is true: whatever schemathesis makes of it is answered as it says, and nothing falls over."""

from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from litestar.testing import TestClient
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy import Engine

from devswap import wire
from devswap.register.service import make_app
from tests.register.conftest import NOW
from tests.register.test_service import DICE, Laptop, code

CHECKS = (
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance,
)  # fmt: skip
FEW = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
Asgi = Callable[[Any, Any, Any], Awaitable[None]]


class Signing:
    """The register as an enrolled desk meets it: what is sent is signed, and of that desk's journal."""

    def __init__(self, app: Any, laptop: Laptop) -> None:
        self.app, self.laptop = app, laptop

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(("/desks/", "/log", "/snapshot")):
            await self.app(scope, receive, send)
            return
        body = b""
        while True:
            event = await receive()
            body += event.get("body", b"")
            if not event.get("more_body"):
                break
        path, desk = scope["path"], self.laptop.desk.desk
        if path.startswith("/desks/"):
            path = f"/desks/{desk}/{path.rpartition('/')[2]}"
        query = f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else ""
        request = f"{DICE.getrandbits(128):032x}"
        signature = self.laptop.key.sign_request(scope["method"], path + query, request, body)
        mine = {wire.DESK: desk, wire.REQUEST: request, wire.SIGNATURE: signature}
        names = {name.lower().encode() for name in mine}
        headers = [(k, v) for k, v in scope["headers"] if k.lower() not in names]
        headers += [(k.lower().encode(), v.encode()) for k, v in mine.items()]
        said = iter([{"type": "http.request", "body": body, "more_body": False}])

        async def again() -> Any:
            return next(said, {"type": "http.disconnect"})

        await self.app({**scope, "path": path, "raw_path": path.encode(), "headers": headers}, again, send)


@pytest.fixture
def app(database: str) -> Iterator[Any]:
    made = make_app(database, clock=lambda: NOW, dice=DICE.getrandbits)
    yield made
    made.state.service.engine.dispose()


@pytest.fixture
def strangers(app: Any) -> Any:
    return schemathesis.openapi.from_asgi("/schema/openapi.json", app)


@pytest.fixture
def desks(app: Any, engine: Engine) -> Any:
    with TestClient(app) as client:
        laptop = Laptop(client, "a")
        assert laptop.enrol(code(engine)).status_code == 200
        laptop.hello()
        laptop.desk.take_in("old")
        laptop.push()
    return schemathesis.openapi.from_asgi("/schema/openapi.json", Signing(app, laptop))


def everything_is_answered_as_said(api: Any, checks: tuple[Any, ...]) -> None:
    operations = [found.ok() for found in api.get_all_operations()]
    assert len(operations) == 9
    for operation in operations:

        @FEW
        @given(
            operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
            | operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
        )
        def ask(case: schemathesis.Case) -> None:
            case.call_and_validate(checks=list(checks))

        ask()


def test_a_stranger_is_answered_as_the_openapi_says(strangers: Any) -> None:
    everything_is_answered_as_said(strangers, (*CHECKS, negative_data_rejection))


def test_a_desk_is_answered_as_the_openapi_says(desks: Any) -> None:
    everything_is_answered_as_said(desks, CHECKS)  # its headers are made right again
