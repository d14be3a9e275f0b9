"""The app of an enrolled desk: it exchanges by itself, says where it stands, and no scan waits for it."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC
from pathlib import Path

import msgspec
import pytest

from devswap import wire
from devswap.tui.app import DeskApp
from tests.desk.scenes import OKAFOR, Scene
from tests.sync import desks
from tests.sync.model import Register
from tests.sync.serving import on_a_port
from tests.sync.test_strangers import answering
from tests.tui.driving import Driver, driving

pytestmark = pytest.mark.anyio
OLD, NEW = "5CG7290HTW", "5CG2411RVD"


@pytest.fixture
def register(scene: Scene) -> Iterator[Register]:
    """The desk's register, on a port of this machine."""
    made = desks.register(scene)
    standing = desks.enrol(scene, made)
    with on_a_port(made) as url:
        scene.store.enrol(msgspec.structs.replace(standing, url=url), msgspec.Raw(made.rules))
        yield made


async def until(desk: Driver, scene: Scene, so: Callable[[], bool]) -> None:
    """Let time go by, with nothing scanned, until it is so."""
    for _ in range(150):
        if so():
            return
        scene.clock.pass_by(seconds=0.5)
        await desk.pilot.pause(0.1)
    raise AssertionError(desk.text)


async def shows(desk: Driver, scene: Scene, words: str) -> None:
    """Wait until these words are on the screen."""
    await until(desk, scene, lambda: words in desk.text)


async def test_what_is_recorded_is_sent_and_said_to_be_in_step_only_then(
    app: DeskApp, scene: Scene, register: Register
) -> None:
    async with driving(app, (120, 40)) as desk:
        await shows(desk, scene, "in step")
        held = len(register.held())
        await desk.scan(OKAFOR, OLD, NEW, OKAFOR)
        assert desk.word == "DONE"
        await shows(desk, scene, "in step")
        await until(desk, scene, lambda: len(register.held()) == held + 2)


async def test_without_its_register_the_desk_works_and_says_what_waits(
    scene: Scene, register: Register, tmp_path: Path
) -> None:
    standing = scene.store.standing()
    assert standing is not None
    scene.store.enrol(msgspec.structs.replace(standing, url="http://127.0.0.1:9"), msgspec.Raw(register.rules))
    app = DeskApp(lambda: scene.desk, state_folder=tmp_path / "state", clock=scene.clock.now, zone=UTC)
    async with driving(app, (120, 40)) as desk:
        await shows(desk, scene, "not reached yet")
        await desk.scan(OKAFOR, OLD, NEW, OKAFOR)
        assert desk.word == "DONE"
        await shows(desk, scene, "to send")
        assert "in step" not in desk.text
    async with driving(DeskApp(lambda: scene.desk, state_folder=tmp_path, clock=scene.clock.now), (80, 24)) as desk:
        await shows(desk, scene, "not reached yet")


async def test_rules_that_arrive_hold_from_the_next_scan_on_and_who_is_gone_is_signed_out(
    app: DeskApp, scene: Scene, register: Register
) -> None:
    async with driving(app, (120, 40)) as desk:
        await shows(desk, scene, "in step")
        operator = app.desk.operator
        assert operator is not None
        register.put("policy", "policy", msgspec.Raw(b'{"programme": {"ends": "2031-01-01"}}'))
        await until(desk, scene, lambda: app.desk.settings.programme.ends == "2031-01-01")
        register.put("gone", operator.id, wire.Gone("operator"))
        await until(desk, scene, lambda: app.locked)
        assert app.locked


async def test_no_scan_waits_for_a_register_that_does_not_answer(
    app: DeskApp, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck = threading.Event()
    answer = register.answer
    monkeypatch.setattr(register, "answer", lambda out: (stuck.wait(20), answer(out))[1])
    try:
        async with driving(app, (120, 40)) as desk:
            await desk.pilot.pause(1.0)
            await desk.scan(OKAFOR, OLD, NEW, OKAFOR)
            assert desk.word == "DONE"
            assert "in step" not in desk.text
    finally:
        stuck.set()


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_a_login_page_in_the_way_is_named_in_the_row_and_told_once_with_its_cure(
    scene: Scene, register: Register, tmp_path: Path, size: tuple[int, int]
) -> None:
    standing = scene.store.standing()
    assert standing is not None
    page = (302, {"Location": "http://127.0.0.1/login"}, b"")
    with answering(page) as port:
        stranger = msgspec.structs.replace(standing, url=f"http://127.0.0.1:{port}")
        scene.store.enrol(stranger, msgspec.Raw(register.rules))
        app = DeskApp(lambda: scene.desk, state_folder=tmp_path / "state", clock=scene.clock.now, zone=UTC)
        async with driving(app, size) as desk:
            await shows(desk, scene, "login page")
            await shows(desk, scene, "Open a browser and sign in to the network.")
            assert "The register: a login page" in desk.text
            assert scene.desk.name in desk.text.splitlines()[0]
            await desk.scan(OKAFOR, OLD, NEW, OKAFOR)
            assert desk.word == "DONE"
            assert "Open a browser" not in desk.text, "told once; the row goes on saying it"
            assert "login page" in desk.text.splitlines()[0]


async def test_a_desk_whose_authority_cannot_be_read_works_and_says_so(
    scene: Scene, register: Register, tmp_path: Path
) -> None:
    standing = scene.store.standing()
    assert standing is not None
    safe = msgspec.structs.replace(standing, url="https://127.0.0.1:9")
    scene.store.enrol(safe, msgspec.Raw(register.rules))
    lost = str(tmp_path / "none.pem")
    app = DeskApp(lambda: scene.desk, state_folder=tmp_path / "state", clock=scene.clock.now, zone=UTC, ca=lost)
    async with driving(app, (120, 40)) as desk:
        await shows(desk, scene, "register NOT SET UP")
        assert "[register] ca" in desk.text
        await desk.scan(OKAFOR, OLD, NEW, OKAFOR)
        assert desk.word == "DONE"
        assert "register NOT SET UP" in desk.text
