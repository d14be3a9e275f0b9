"""PINs on the screen: typed, never shown, never mixed up with a badge; and a screen that locks by itself."""

from pathlib import Path

import msgspec
import pytest
from textual import events
from textual.message import Message

from devswap.ledger.policy import Policy
from devswap.tui.app import DeskApp
from devswap.tui.widgets.entry import secret_from
from tests.desk.scenes import MOSS, OKAFOR, SHAH, Scene
from tests.tui.driving import Driver, driving

pytestmark = pytest.mark.anyio

PIN, OTHER = "493817", "550274"
UNKNOWN = "5CG1234XYZ"


async def burst(desk: Driver, text: str) -> None:
    """A keyboard scanner types this: 5 ms a key."""
    start = Message().time - 0.005 * (len(text) + 1)
    for n, character in enumerate([*text, "\r"]):
        key = events.Key("enter" if character == "\r" else character, character)
        key.time = start + 0.005 * n
        desk.app.post_message(key)
    await desk.settle()


async def test_a_pin_opens_the_lock_and_is_not_to_be_seen(app: DeskApp, scene: Scene) -> None:
    scene.store.pins.keep("200002", PIN)
    async with driving(app) as desk:
        await desk.press("f12")
        await desk.scan(SHAH)
        assert "The PIN of M. Shah" in desk.text
        await desk.type(PIN, enter=False)
        assert "PIN ••••••" in desk.text
        assert PIN not in desk.text
        await desk.press("enter")
        assert scene.desk.operator is not None
        assert scene.desk.operator.number == "200002"
        assert not app.locked
        assert PIN not in desk.text


async def test_a_wrong_pin_is_said_on_the_lock_and_asked_again(app: DeskApp, scene: Scene) -> None:
    scene.store.pins.keep("200002", PIN)
    async with driving(app) as desk:
        await desk.press("f12")
        await desk.scan(SHAH)
        for _ in range(3):
            await desk.type(OTHER)
        assert app.locked
        assert "no try before" in desk.text
        assert OTHER not in desk.text


async def test_a_badge_from_a_keyboard_scanner_is_no_pin(app: DeskApp, scene: Scene) -> None:
    scene.store.pins.keep("200002", PIN)
    async with driving(app) as desk:
        await desk.press("f12")
        await burst(desk, SHAH)
        assert "Type the PIN" in desk.text
        await desk.type(PIN[:3], enter=False)
        await burst(desk, "00998877")
        assert scene.store.pins.attempts("200002").failures == 0
        await desk.pilot.pause(0.9)  # `type` stamps its keys with the time that has gone by
        await desk.type(PIN[3:])
        assert not app.locked


async def test_a_number_and_a_pin_in_one_line_show_the_number_alone(app: DeskApp, scene: Scene) -> None:
    scene.store.pins.keep("200002", PIN)
    async with driving(app) as desk:
        await desk.press("f12")
        await desk.type(f"200002 {PIN}", enter=False)
        assert "200002 ••••••" in desk.text
        await desk.press("enter")
        assert not app.locked


@pytest.mark.parametrize(
    ("text", "start"),
    [("200002", None), ("200002 12", 7), ("/sign-in 200002 12", 16), ("/sign-in 200002", None), ("/pin 12", 5)],
)
async def test_where_the_pin_begins_in_a_line(text: str, start: int | None) -> None:
    assert secret_from(text) == start


async def test_a_supervisor_types_the_pin_at_the_question(app: DeskApp, scene: Scene) -> None:
    scene.store.pins.keep("200002", PIN)
    async with driving(app) as desk:
        await desk.scan(OKAFOR, UNKNOWN, SHAH)
        assert UNKNOWN in desk.text
        await desk.type(PIN, enter=False)
        assert "PIN ••••••" in desk.text
        assert PIN not in desk.text
        await desk.press("enter")
        assert app.outcome.code == "old_known"
        assert PIN not in desk.text


async def test_a_screen_that_nobody_touches_locks_and_says_on_return_what_lay_there(app: DeskApp, scene: Scene) -> None:
    async with driving(app) as desk:
        await desk.scan(OKAFOR, "5CG7290HTW")
        scene.clock.pass_by(minutes=9)
        app._look_at_the_clock()
        assert not app.locked
        scene.clock.pass_by(minutes=2)
        app._look_at_the_clock()
        await desk.settle()
        assert app.locked
        assert "Okafor" not in desk.text
        await desk.scan(MOSS)
        assert not app.locked
        assert "Okafor" in desk.text


async def test_the_first_supervisor_is_set_up_on_the_screen(tmp_path: Path) -> None:
    scene = Scene(tmp_path, operator="", lists=False)
    app = DeskApp(lambda: scene.desk, state_folder=tmp_path, clock=scene.clock.now)
    async with driving(app) as desk:
        assert "set up the first supervisor" in desk.text
        await desk.type("/set-up 300001 A. Boss")
        await desk.type(PIN)
        await desk.type(PIN)
        assert not app.locked
        assert scene.desk.operator is not None
        assert PIN not in desk.text
    scene.close()


async def test_no_name_is_on_any_screen_where_the_policy_says_so(tmp_path: Path) -> None:
    policy = msgspec.convert({"privacy": {"names_on_screen": False}}, Policy)
    scene = Scene(tmp_path, policy=policy)
    scene.store.pins.keep("200002", PIN)
    app = DeskApp(lambda: scene.desk, state_folder=tmp_path, clock=scene.clock.now)
    async with driving(app) as desk:
        seen = desk.text
        for step in (OKAFOR, "5CG7290HTW", UNKNOWN, SHAH):
            await desk.scan(step)
            seen += desk.text
        await desk.press("f3")
        await desk.scan(OKAFOR)
        seen += desk.text
        await desk.press("escape", "f12")
        await desk.scan(SHAH)
        seen += desk.text
    assert "200001" in seen
    for name in ("Okafor", "Moss", "Shah"):
        assert name not in seen
    scene.close()
