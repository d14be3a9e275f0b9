"""A fresh desk for every test, and a second one beside it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from devswap.desk.desk import Desk
from devswap.desk.table import Settings
from tests.desk.scenes import Scene, knows_the_same_people


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = Scene(tmp_path)
    yield made
    made.close()


@pytest.fixture
def sidcup(scene: Scene, tmp_path: Path) -> Iterator[Scene]:
    """A second desk, at another site, with the same people; it reads the first one's journal by export."""
    folder = tmp_path / "sidcup"
    folder.mkdir()
    made = Scene(folder, seed=100)
    made.desk = Desk(made.store, Settings("desk 1", "Sidcup", made.policy, made.programme, "200001"))
    knows_the_same_people(scene, made)
    yield made
    made.close()
