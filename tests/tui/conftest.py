"""A fresh desk for every test, and the app on it."""

from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import pytest

from devswap.tui.app import DeskApp
from tests.desk.scenes import Scene


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = Scene(tmp_path)
    yield made
    made.close()


@pytest.fixture
def app(scene: Scene, tmp_path: Path) -> DeskApp:
    return DeskApp(lambda: scene.desk, state_folder=tmp_path / "state", clock=scene.clock.now, zone=UTC)


@pytest.fixture
def anyio_backend() -> str:
    """Async tests run on the loop that Textual knows."""
    return "asyncio"
