"""What every screen looks like, at both sizes, in all three themes."""

from collections.abc import Callable, Iterator
from datetime import UTC
from pathlib import Path

import pytest
from textual.app import App

from devswap.errors import NotRecorded
from devswap.labels.commands import encode
from devswap.printing.calibration import arrives
from devswap.tui.app import DeskApp
from devswap.tui.messages import Scanned
from devswap.tui.themes import PALETTES, theme
from scanners.scan import Scan
from tests.desk.scenes import DOYLE, MARSH, OKAFOR, REID, SHAH, Scene
from tests.tui.driving import SIZES, Driver, driving

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("size", SIZES, ids=["120x40", "80x24"])]

Compare = Callable[[App[int], str], None]

SWAPPED = (REID, "5CG8122QPW", "5CG2411RVF", REID)
REFUSED = (MARSH, "5CG2411RVH", MARSH)
BUSY = (*SWAPPED, DOYLE, "5CG9990AAB", *REFUSED, OKAFOR, "5CG7290HTW", "CN0F7TK98123")
"""A morning: a swap, a visit that waits, a refusal, and a visit on screen that is half done."""
WORDS = {
    "next": ("5CG2411RVD",),
    "done": ("5CG2411RVD", "CN0A1B2C3456", OKAFOR),
    "stop": (MARSH, MARSH),
    "ask": ("5CG8122QPN",),
}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = Scene(tmp_path)
    yield made
    made.close()


@pytest.fixture
def app(scene: Scene) -> DeskApp:
    return DeskApp(lambda: scene.desk, state_folder=scene.folder, clock=scene.clock.now, zone=UTC)


async def morning(desk: Driver, scene: Scene) -> None:
    for text in BUSY:
        scene.clock.pass_by(minutes=2)
        await desk.scan(text)


async def in_all_themes(desk: Driver, picture: Compare, name: str, size: tuple[int, int]) -> None:
    for look in PALETTES:
        desk.app.register_theme(theme(look))
        desk.app.theme = look
        await desk.settle()
        picture(desk.app, f"{name}-{look}-{size[0]}x{size[1]}")
    desk.app.theme = next(iter(PALETTES))


@pytest.mark.parametrize("word", WORDS)
async def test_the_handover_screen(
    app: DeskApp, scene: Scene, picture: Compare, word: str, size: tuple[int, int]
) -> None:
    async with driving(app, size) as desk:
        await morning(desk, scene)
        await desk.scan(*WORDS[word])
        assert desk.word.lower() == word
        await in_all_themes(desk, picture, f"handover-{word}", size)


async def test_not_recorded_reverses_the_band(
    app: DeskApp, scene: Scene, picture: Compare, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    def full(*_: object, **__: object) -> None:
        raise NotRecorded("the disk is full")

    async with driving(app, size) as desk:
        await morning(desk, scene)
        await desk.scan("5CG2411RVD", "CN0A1B2C3456")
        monkeypatch.setattr(scene.store, "record", full)
        await desk.scan(OKAFOR)
        assert desk.word == "NOT RECORDED"
        await in_all_themes(desk, picture, "handover-not-recorded", size)


async def test_the_screens_beside_it(app: DeskApp, scene: Scene, picture: Compare, size: tuple[int, int]) -> None:
    shots = (
        ("help", ["f1"]), ("hand-in", ["f1", "f5", "down"]), ("more", [*["down"] * 8, "enter"]),
        ("wrong", ["escape", "f6"]), ("visits", ["f6", "f2"]),
    )  # fmt: skip
    async with driving(app, size) as desk:
        await morning(desk, scene)
        for name, keys in shots:
            await desk.press(*keys)
            await in_all_themes(desk, picture, name, size)
        await desk.type("/find e")
        await desk.type("2", enter=False)
        await in_all_themes(desk, picture, "choose", size)
        await desk.press("f12")
        await in_all_themes(desk, picture, "locked", size)


async def test_the_lock(app: DeskApp, scene: Scene, picture: Compare, size: tuple[int, int]) -> None:
    scene.store.pins.keep("200002", "493817")
    async with driving(app, size) as desk:
        await morning(desk, scene)
        await desk.press("f12")
        await desk.scan(SHAH)
        await desk.type("550274")
        await desk.type("4938", enter=False)
        await in_all_themes(desk, picture, "lock-pin", size)


async def test_what_became_of_a_device_and_of_a_person(
    app: DeskApp, scene: Scene, picture: Compare, size: tuple[int, int]
) -> None:
    async with driving(app, size) as desk:
        await morning(desk, scene)
        await desk.press("f3")
        await desk.scan("5CG2411RVF")
        await in_all_themes(desk, picture, "find-device", size)
        await desk.scan(REID)
        await in_all_themes(desk, picture, "find-person", size)


async def test_the_wipe_queue(app: DeskApp, scene: Scene, picture: Compare, size: tuple[int, int]) -> None:
    alone = encode("command", "intake-only")
    async with driving(app, size) as desk:
        await morning(desk, scene)
        await desk.scan(DOYLE, alone)
        scene.clock.pass_by(days=33)
        await desk.scan(OKAFOR, alone)
        await desk.press("f7")
        await in_all_themes(desk, picture, "wipes", size)


async def test_the_keyboard(app: DeskApp, scene: Scene, picture: Compare, size: tuple[int, int]) -> None:
    async with driving(app, size) as desk:
        await morning(desk, scene)
        await desk.scan(encode("command", "keyboard"))
        await in_all_themes(desk, picture, "keyboard", size)
        for layout in ("uk", "caps"):
            app.post_message(Scanned(Scan(arrives(layout), "wedge", 500.0, keyed=True)))
            await desk.settle()
            await in_all_themes(desk, picture, f"keyboard-{layout}", size)


async def test_the_end_of_a_shift(app: DeskApp, scene: Scene, picture: Compare, size: tuple[int, int]) -> None:
    async with driving(app, size) as desk:
        await morning(desk, scene)
        await desk.press("f8", "f9", "f9")
        await desk.scan(encode("command", "count stock"), "5CG2411RVD", "5CG2411RVH", "CN0A1B2C3456")
        await desk.scan(encode("command", "confirm"))
        await in_all_themes(desk, picture, "day-end", size)
