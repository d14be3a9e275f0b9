"""The keyboard screen: its code is readable off the display, and says what the layout did and what to change."""

import pytest
import zxingcpp
from PIL import Image
from textual import events

from devswap.labels.commands import encode
from devswap.printing.calibration import CALIBRATION, LAYOUTS, arrives
from devswap.tui.app import DeskApp
from devswap.tui.barcode import square
from devswap.tui.messages import Scanned
from scanners.scan import Scan
from tests.desk.scenes import OKAFOR, Scene
from tests.tui.driving import SIZES, Driver, driving

pytestmark = pytest.mark.anyio
OPEN = encode("command", "keyboard")


async def keyed(desk: Driver, text: str) -> None:
    desk.app.post_message(Scanned(Scan(text, "wedge", 50.0, keyed=True)))
    await desk.settle()


def words(desk: Driver) -> str:
    """What stands right of the code, as one line."""
    return " ".join(" ".join(line[37:].strip() for line in desk.text.splitlines()).split())


def read_off(rows: list[str]) -> list[str]:
    """What an imager reads of these cells, each two modules below each other."""
    halves = {" ": (255, 255), "▀": (0, 255), "▄": (255, 0), "█": (0, 0)}
    lines = [[halves[cell][half] for cell in line] for line in rows for half in (0, 1)]
    image = Image.new("L", (len(lines[0]), len(lines)))
    image.putdata([dot for line in lines for dot in line])
    found = zxingcpp.read_barcodes(image.resize((image.width * 4, image.height * 4), Image.Resampling.NEAREST))
    return [code.text for code in found]


def test_the_code_on_the_screen_is_read_back_as_the_calibration_text() -> None:
    rows = square(CALIBRATION)
    assert {style for one in rows for _, style in one} == {"#000000 on #ffffff"}
    assert read_off([one.plain for one in rows]) == [CALIBRATION]


@pytest.mark.parametrize("size", SIZES)
async def test_it_is_whole_on_a_small_screen_and_opens_by_its_barcode(app: DeskApp, size: tuple[int, int]) -> None:
    async with driving(app, size) as desk:
        await desk.scan(OPEN)
        assert app.screen.id == "keyboard"
        lines = desk.text.splitlines()[1:18]
        assert read_off([f"{line[2:35]:33}" for line in lines]) == [CALIBRATION]
        await desk.press("escape")
        assert app.screen.id == "handover"


@pytest.mark.parametrize(
    ("arrived", "says"),
    [
        (CALIBRATION, "Every character arrives as the scanner typed it."),
        (arrives("german"), 'layout is german. Set [desk] keyboard = "german"'),
        (arrives("caps"), "Switch caps lock off"),
        ('AaQqYyZz-6&8"@#$<1m', "This layout is not known"),
        ("5CG7290HTW", "That was not this code: 5CG7290HTW"),
    ],
)
async def test_it_says_what_arrived_and_the_cure(app: DeskApp, arrived: str, says: str) -> None:
    async with driving(app, (80, 24)) as desk:
        await desk.type("/keyboard")
        await keyed(desk, arrived)
        assert app.screen.id == "keyboard"
        assert says in words(desk)


async def test_from_then_on_what_keys_type_is_put_right(app: DeskApp, scene: Scene) -> None:
    async with driving(app) as desk:
        await desk.scan(OPEN)
        await keyed(desk, arrives("french-caps"))
        await desk.press("escape")
        await desk.scan(OKAFOR)
        typed = {meant: chr(seen) for seen, meant in LAYOUTS["french-caps"].items()}
        await keyed(desk, "".join(typed.get(c, c) for c in "5CG7290HTW"))
        assert "✓ laptop" in desk.text
    assert scene.desk.settings.layout == "french-caps"


async def test_a_scanner_that_does_not_type_changes_nothing(app: DeskApp, scene: Scene) -> None:
    async with driving(app) as desk:
        await desk.scan(OPEN)
        await keyed(desk, arrives("german"))
        await desk.scan(CALIBRATION)
        assert "This scanner does not type" in words(desk)
    assert scene.desk.settings.layout == "german"


async def test_a_pasted_code_is_taken_as_it_came_through_the_terminal(app: DeskApp) -> None:
    async with driving(app) as desk:
        await desk.scan(OPEN)
        app.post_message(events.Paste(arrives("uk")))
        await desk.settle()
        assert "layout is uk" in words(desk)


async def test_behind_the_lock_it_does_not_open(app: DeskApp) -> None:
    async with driving(app) as desk:
        await desk.scan(encode("command", "lock"))
        await desk.scan(OPEN)
        assert app.screen.id == "lock"
