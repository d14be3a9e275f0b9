"""Practice says so on every screen, at either size."""

from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pytest

from devswap.desk.desk import Desk
from devswap.practice import NAME
from devswap.tui.app import DeskApp
from tests.desk.scenes import Scene
from tests.tui.driving import SIZES, driving

pytestmark = pytest.mark.anyio
SCREENS = {"f1": "help", "f3": "find", "f5": "hand-in", "f6": "wrong", "f7": "wipes"}


@pytest.mark.parametrize("size", SIZES)
async def test_every_screen_says_practice(scene: Scene, tmp_path: Path, size: tuple[int, int]) -> None:
    scene.desk = Desk(scene.store, replace(scene.desk.settings, name=NAME))
    app = DeskApp(lambda: scene.desk, state_folder=tmp_path, clock=scene.clock.now, zone=UTC, practice=True)
    async with driving(app, size) as desk:
        assert "PRACTICE" in desk.text
        for key, name in SCREENS.items():
            await desk.press(key)
            assert app.screen.id == name
            assert "PRACTICE" in desk.text, name
            await desk.press("escape")
        await desk.press("f12")
        assert app.screen.id == "lock"
        assert "PRACTICE" in desk.text


async def test_no_other_desk_does(app: DeskApp) -> None:
    async with driving(app) as desk:
        assert "PRACTICE" not in desk.text
