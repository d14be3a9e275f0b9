"""An enrolled desk with its lists brought in, and the model register."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk.scenes import Scene
from tests.sync import desks
from tests.sync.desks import Two
from tests.sync.model import Register


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = Scene(desks.folder(tmp_path, "one"))
    yield made
    made.close()


@pytest.fixture
def register(scene: Scene) -> Register:
    made = desks.register(scene)
    desks.enrol(scene, made)
    return made


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Two]:
    made = Two(tmp_path)
    yield made
    made.one.close()
    made.two.close()
