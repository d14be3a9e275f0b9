"""The end of a shift on the terminal: one screen says what is asked, what was seen to, and the balance."""

from dataclasses import replace
from pathlib import Path

import pytest

from devswap.labels.commands import encode
from devswap.ledger import events as ev
from devswap.tui.app import DeskApp
from devswap.tui.screens.day_end import DayEndScreen
from tests.desk.scenes import OKAFOR, REID, Scene
from tests.tui.driving import SIZES, driving

pytestmark = pytest.mark.anyio

SHELF = ("5CG2411RVF", "5CG2411RVH", "CN0A1B2C3456", "6KDY1T3")
CONFIRM = encode("command", "confirm")


def papers(scene: Scene) -> Path:
    table = scene.desk._table
    table.settings = replace(table.settings, papers=scene.folder / "papers")
    return scene.folder / "papers"


@pytest.mark.parametrize("size", SIZES)
async def test_a_shift_ends_by_scans_and_f9(app: DeskApp, scene: Scene, size: tuple[int, int]) -> None:
    folder = papers(scene)
    async with driving(app, size) as desk:
        await desk.scan(OKAFOR, "5CG7290HTW", "5CG2411RVD", OKAFOR)
        await desk.press("f8")
        assert isinstance(app.screen, DayEndScreen)
        assert "▸  shelf: not counted" in desk.text
        assert "1 in = 1 out" in desk.text
        await desk.scan(encode("command", "count stock"), *SHELF)
        assert app.screen.id == "handover", "what is scanned is seen on the handover screen"
        await desk.scan(CONFIRM)
        assert isinstance(app.screen, DayEndScreen), "the count is recorded, and the next question is there"
        assert "shelf 4 of 4 ✓" in desk.text
        assert "▸  cage: not counted" in desk.text
        await desk.press("f9")
        assert "carried over" in desk.text
        assert "closes the shift" in desk.text
        await desk.press("f9")
        assert app.screen.id == "handover"
        assert desk.word == "DONE"
        assert "The shift is closed" in desk.text
    assert len(list(folder.glob("*.pdf"))) == 1


async def test_what_is_typed_says_why(app: DeskApp, scene: Scene) -> None:
    papers(scene)
    async with driving(app) as desk:
        await desk.scan(OKAFOR, "5CG7290HTW", REID)
        await desk.press("f8")
        assert "visit of R. Okafor: old laptop, HTW" in desk.text
        await desk.type("comes back at nine")
        assert "carried over: comes back at nine" in desk.text
        assert "▸  shelf: not counted" in desk.text
    (note,) = [e.event for e in scene.store.history() if isinstance(e.event, ev.NoteAdded)]
    assert (note.about, note.code) == ("person", "carried_over")


async def test_esc_and_a_scan_go_back_to_work(app: DeskApp, scene: Scene) -> None:
    async with driving(app) as desk:
        await desk.scan(OKAFOR, "5CG7290HTW")
        await desk.press("f8", "escape")
        assert app.screen.id == "handover"
        await desk.press("f8")
        await desk.scan("5CG2411RVD")
        assert app.screen.id == "handover"
        await desk.scan(CONFIRM)
        assert "Swap recorded." in desk.text


async def test_the_lock_covers_it(app: DeskApp, scene: Scene) -> None:
    async with driving(app) as desk:
        await desk.scan(OKAFOR, "5CG7290HTW", REID)
        await desk.press("f8", "f12")
        assert app.screen.id == "lock"
        assert "Okafor" not in desk.text
