"""Printers on the first row of the screen: ready, off, and back."""

from datetime import UTC
from pathlib import Path

import pytest

from devswap.config import PrinterSettings
from devswap.desk import printing
from devswap.desk.desk import Desk
from devswap.desk.printing import Printing
from devswap.labels.commands import encode
from devswap.tui.app import DeskApp
from tests.desk.scenes import OKAFOR, Scene
from tests.tui.driving import Driver, driving

pytestmark = pytest.mark.anyio


async def shows(desk: Driver, words: str) -> None:
    for _ in range(200):
        if words in desk.text:
            return
        await desk.pilot.pause(0.05)
    raise AssertionError(desk.text)


@pytest.mark.parametrize(
    ("size", "ready", "off"), [((120, 40), "printer ready", "printer off, 3 waiting"), ((80, 24), "", "printer OFF 3")]
)
async def test_a_printer_that_is_off_is_said_while_the_swaps_go_on(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], ready: str, off: str
) -> None:
    monkeypatch.setattr(printing, "A_MOMENT", 0.0)
    out = tmp_path / "out"
    out.write_text("in the way")
    paper = Printing([PrinterSettings("counter", "png", folder=str(out))], scene.store.path, lambda _: None)
    scene.desk = Desk(scene.store, scene.desk.settings, paper=paper)
    app = DeskApp(lambda: scene.desk, state_folder=tmp_path / "state", clock=scene.clock.now, zone=UTC)
    async with driving(app, size) as desk:
        await shows(desk, ready)
        await desk.scan(OKAFOR, "5CG7290HTW", "5CG2411RVD", OKAFOR)
        assert desk.word == "DONE"
        await shows(desk, off)
        assert any("Choose another folder" in happened.text for happened in scene.desk.tape())
        out.unlink()
        await desk.scan(encode("command", "print"))
        for _ in range(200):
            if out.is_dir() and len(list(out.glob("*.png"))) == 6 and off not in desk.text:
                break
            await desk.pilot.pause(0.05)
        assert off not in desk.text
    assert len(list(out.glob("*-reprint.png"))) == 3


async def test_without_a_printer_the_first_row_says_nothing_of_one(app: DeskApp) -> None:
    async with driving(app, (120, 40)) as desk:
        assert "printer" not in desk.text.splitlines()[0]
