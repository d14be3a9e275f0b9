"""Scanners that type, and people who type: told apart before any binding."""

import pytest
from textual import events

from devswap.tui.app import DeskApp
from tests.desk.scenes import OKAFOR
from tests.tui.driving import Driver, driving

pytestmark = pytest.mark.anyio

NAMES = {
    "\r": "enter",
    "\x1d": "ctrl+right_square_bracket",
    "\x04": "ctrl+d",
    "\x03": "ctrl+c",
    "\x11": "ctrl+q",
    "\t": "tab",
}


def burst(desk: Driver, text: str, start: float, gap: float = 0.004) -> None:
    """Keys as fast as a scanner types them, stamped where they were read."""
    for n, character in enumerate(text):
        event = events.Key(NAMES.get(character, character), character)
        event.time = start + n * gap
        desk.app.post_message(event)


async def test_a_burst_is_one_scan_and_types_nothing(app: DeskApp) -> None:
    async with driving(app) as desk:
        burst(desk, f"{OKAFOR}\r", 10.0)
        await desk.settle()
        assert "R. Okafor" in desk.text
        assert "Typed" not in desk.text


async def test_two_bursts_at_once_are_two_scans(app: DeskApp) -> None:
    async with driving(app) as desk:
        burst(desk, f"{OKAFOR}\r", 10.0)
        burst(desk, "5CG7290HTW\r", 12.0)
        await desk.settle()
        assert "✓ laptop" in desk.text


@pytest.mark.parametrize("control", ["\x1d", "\x04", "\x03", "\x11"])
async def test_a_control_character_inside_a_label_presses_no_key(app: DeskApp, control: str) -> None:
    async with driving(app) as desk:
        burst(desk, f"[)>\x1d06{control}S5CG7290HTW\r", 10.0)
        await desk.settle()
        assert app.is_running
        assert app.desk.last is not None


async def test_a_burst_without_a_terminator_is_a_scan_when_silence_follows(app: DeskApp) -> None:
    async with driving(app) as desk:
        burst(desk, OKAFOR, 10.0)
        await desk.settle()
        assert "R. Okafor" in desk.text


async def test_a_paste_is_a_scan_a_line(app: DeskApp) -> None:
    async with driving(app) as desk:
        app.post_message(events.Paste(f"{OKAFOR}\r5CG7290HTW\r"))
        await desk.settle()
        assert "✓ laptop" in desk.text


async def test_a_burst_in_the_middle_of_a_menu_or_a_word_goes_to_the_desk(app: DeskApp) -> None:
    async with driving(app) as desk:
        await desk.type("abc", enter=False)
        assert "Typed abc" in desk.text
        burst(desk, f"{OKAFOR}\r", 10_000.0)
        await desk.settle()
        assert "R. Okafor" in desk.text
        assert "Typed abc" in desk.text
        await desk.press("escape", "f5")
        burst(desk, "5CG7290HTW\r", 20_000.0)
        await desk.settle()
        assert "✓ laptop" in desk.text
        assert "HAND IN" not in desk.text


async def test_slow_keys_are_a_persons_and_lose_nothing(app: DeskApp) -> None:
    async with driving(app) as desk:
        burst(desk, "5CG7290HTW", 10.0, gap=0.2)
        await desk.settle()
        assert "Typed 5CG7290HTW" in desk.text
        assert app.desk.last is None


async def test_what_textual_holds_to_be_missed_is_not_lost(app: DeskApp, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its timers never fire where the program was stopped at the wrong place for longer than they run."""
    monkeypatch.setattr(app, "set_timer", lambda *_, **__: None)
    async with driving(app) as desk:
        await desk.type("104417")
        assert "R. Okafor" in desk.text
        await desk.type("abc", enter=False)
        assert "Typed abc" in desk.text
