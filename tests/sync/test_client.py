"""The network's end: what fails is a value; the thread never touches the store; large bodies go compressed."""

import time

import httpx
import pytest

from devswap.errors import RegisterError
from devswap.sync.answers import Unheard
from devswap.sync.client import Carried, Carrier, Client, checked
from devswap.sync.driving import Sync
from devswap.sync.exchange import Outgoing
from tests.desk.scenes import Scene
from tests.sync.desks import SWAP
from tests.sync.model import Register
from tests.sync.serving import transport

OUT = Outgoing("log", "GET", "/log", b"", "r", "d", "s")


def client(handle: httpx.MockTransport) -> Client:
    return Client("http://127.0.0.1", transport=handle)


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (httpx.ConnectTimeout("slow"), "timeout"),
        (httpx.ReadTimeout("slow"), "timeout"),
        (httpx.ConnectError("no route"), "unreachable"),
        (httpx.RemoteProtocolError("cut off"), "unreachable"),
        (httpx.ProxyError("407 Proxy Authentication Required"), "proxy_login"),
        (httpx.ProxyError("502 Bad Gateway"), "proxy"),
    ],
)
def test_a_network_that_fails_is_a_value(error: httpx.HTTPError, why: str) -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        raise error

    came = client(httpx.MockTransport(handle)).carry(OUT)
    assert isinstance(came, Unheard)
    assert came.why == why


def test_an_answer_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devswap.sync.client.LARGEST_ANSWER", 100)
    came = client(httpx.MockTransport(lambda _: httpx.Response(200, content=b"x" * 101))).carry(OUT)
    assert came == Unheard("nonsense", "an answer without an end")


def test_a_large_body_goes_compressed() -> None:
    seen: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200)

    client(httpx.MockTransport(handle)).carry(Outgoing("push", "POST", "/x", b"a" * 5000, "r", "d", "s"))
    assert seen[0].headers["Content-Encoding"] == "gzip"
    assert len(seen[0].content) < 500


@pytest.mark.parametrize("url", ["http://example.org", "example.org", "file:///x", ""])
def test_only_a_private_address_is_taken(url: str) -> None:
    with pytest.raises(RegisterError):
        checked(url)


def test_a_working_desk_comes_into_step_by_its_own_clock_with_nothing_scanned(scene: Scene, register: Register) -> None:
    scene.say(*SWAP)
    standing = scene.store.standing()
    assert standing is not None
    sync = Sync(scene.store, standing, Carrier(client(transport(register))))
    for _ in range(2000):
        sync.tick()
        if sync.status().waiting == 0 and sync.status().standing.in_step:
            break
        scene.clock.pass_by(seconds=1)
        time.sleep(0.002)
    assert sync.status().words(scene.clock.now()).startswith("in step")
    assert register.held() == {row.body for row in scene.store.entries()}
    sync.close()


class AtOnce:
    """A carrier without a thread: what is given has come back."""

    def __init__(self, register: Register) -> None:
        self.breaths: list[float] = []
        self._register = register
        self._back: list[Carried] = []

    def give(self, outgoing: Outgoing, breath: float) -> None:
        self.breaths.append(breath)
        self._back.append(Carried(outgoing, self._register.answer(outgoing)))

    def came(self) -> Carried | None:
        return self._back.pop() if self._back else None


def test_a_desk_at_work_breathes_between_pages_and_looks_at_what_came_now_and_then(
    scene: Scene, register: Register
) -> None:
    register.page = 2
    carrier, standing = AtOnce(register), scene.store.standing()
    assert standing is not None
    sync = Sync(scene.store, standing, carrier)  # type: ignore[arg-type]
    looks = [sync.tick() for _ in range(60)]
    assert sync.status().standing.in_step
    pages = sum(breath > 0 for breath in carrier.breaths)
    assert pages > 5
    assert sum(looks) == 2, "the clock stands still: at the first page, and once all is read"
