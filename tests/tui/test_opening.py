"""The app is painted before its desk is open; what came meanwhile is not lost, and what fails is said."""

from datetime import UTC
from pathlib import Path

import pytest

from devswap.config import Config
from devswap.desk.desk import Desk
from devswap.errors import ConfigError, StoreError
from devswap.tui import running as tui
from devswap.tui.app import DeskApp
from devswap.tui.messages import Scanned
from scanners.scan import Scan
from tests.desk.scenes import OKAFOR, Scene
from tests.tui.driving import driving

pytestmark = pytest.mark.anyio


async def test_the_screen_is_painted_before_the_desk_is_open(scene: Scene, tmp_path: Path) -> None:
    painted: list[str] = []

    def open_desk() -> Desk:
        painted.append("".join(s.text for strip in app.screen._compositor.render_strips() for s in strip))
        return scene.desk

    app = DeskApp(open_desk, state_folder=tmp_path, clock=scene.clock.now, zone=UTC)
    async with driving(app) as desk:
        assert "The store is being opened." in painted[0]
        assert "F12 lock" in painted[0]
        assert "Scan a badge." in desk.text
        assert "E. Moss" in desk.text


async def test_scans_and_keys_before_the_desk_is_open_are_kept(scene: Scene, tmp_path: Path) -> None:
    def open_desk() -> Desk:
        app.post_message(Scanned(Scan("5CG7290HTW", "lane 1", 6.0)))
        return scene.desk

    app = DeskApp(open_desk, state_folder=tmp_path, clock=scene.clock.now, zone=UTC)
    app.post_message(Scanned(Scan(OKAFOR, "lane 1", 1.0)))
    async with driving(app) as desk:
        await desk.settle()
        recipient = app.desk.visit().recipient
        assert recipient is not None
        assert recipient.number == "104417"
        assert "✓ laptop" in desk.text


async def test_a_store_that_cannot_be_opened_ends_the_app_with_its_own_code(tmp_path: Path, scene: Scene) -> None:
    def open_desk() -> Desk:
        raise StoreError("Another desk uses this store. Close it first.")

    app = DeskApp(open_desk, state_folder=tmp_path, clock=scene.clock.now, zone=UTC)
    async with app.run_test() as pilot:
        await pilot.pause(0.1)
    assert isinstance(app.failure, StoreError)
    assert app.return_code == 3
    assert not list(tmp_path.glob("crash-*"))


async def test_what_lay_on_the_desk_is_offered_again(scene: Scene, tmp_path: Path) -> None:
    scene.say(OKAFOR, "5CG7290HTW")
    scene.close()
    scene.open()
    app = DeskApp(lambda: scene.desk, state_folder=tmp_path, clock=scene.clock.now, zone=UTC)
    async with driving(app) as desk:
        assert "On the desk when it stopped: R. Okafor, old laptop, HTW. Carry on?" in desk.text
        await desk.scan(OKAFOR)
        assert "5CG7290 HTW" in desk.text


def test_the_configuration_chooses_theme_keys_and_scanners(scene: Scene) -> None:
    config = Config(keys={"find": "f8"})
    app = tui.make_app(scene.desk, config)
    assert app.theme == "dark"
    assert app.handover.keys.value.of("find") == "F8"
    with pytest.raises(ConfigError, match="x"):
        tui.make_app(scene.desk, Config(keys={"find": "x"}))


async def test_what_nobodys_badge_was_scanned_for_is_offered_again_too(scene: Scene, tmp_path: Path) -> None:
    scene.say("5CG7290HTW")
    scene.close()
    scene.open()
    app = DeskApp(lambda: scene.desk, state_folder=tmp_path, clock=scene.clock.now, zone=UTC)
    async with driving(app) as desk:
        assert "nobody's yet, old laptop, HTW" in desk.text
        await desk.scan(OKAFOR)
        assert "✓ laptop" in desk.text
