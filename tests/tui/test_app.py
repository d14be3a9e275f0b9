"""The app on a real desk: scans and keys in, what the desk answers on the screen."""

import asyncio
from collections.abc import Sequence
from datetime import UTC
from itertools import islice
from pathlib import Path

import pytest

from devswap.errors import NotRecorded
from devswap.labels.commands import encode
from devswap.tui.app import DeskApp
from devswap.tui.keys import chosen
from devswap.tui.messages import AT_ONCE, ScannerChanged
from scanners.reader import ScannerState
from scanners.scan import Scan
from tests.desk.scenes import MARSH, MOSS, OKAFOR, REID, SHAH, Scene
from tests.tui.driving import SIZES, driving
from tests.tui.values import HOSTILE

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("size", SIZES)
async def test_a_swap_takes_four_scans_and_no_key(app: DeskApp, scene: Scene, size: tuple[int, int]) -> None:
    async with driving(app, size) as desk:
        assert desk.word == "NEXT"
        await desk.scan(OKAFOR)
        assert "R. Okafor" in desk.text
        assert "listed: 5CG7290 HTW" in desk.text
        await desk.scan("5CG7290HTW", "5CG2411RVD")
        assert "5CG2411 RVD" in desk.text
        await desk.scan(OKAFOR)
        assert desk.word == "DONE"
        assert "Swap recorded." in desk.text
        assert "recorded" in desk.text
    assert scene.desk.balance().issued == 1


async def test_what_is_merely_told_never_changes_the_band(app: DeskApp) -> None:
    async with driving(app) as desk:
        await desk.scan(OKAFOR, "5CG2411RVD", OKAFOR)
        assert desk.word == "STOP"
        await desk.scan("5CG2411RVD")
        assert desk.word == "STOP"
        assert "· 5CG2411RVD again: nothing changed." in desk.text


async def test_the_verdict_is_painted_before_anything_else_is_done(
    app: DeskApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[bool] = []
    async with driving(app) as desk:
        monkeypatch.setattr(app._scanners, "say", lambda *_: painted.append(bool(app.handover.band._strips)))
        await desk.scan(OKAFOR, "5CG7290HTW", "5CG2411RVD", OKAFOR)
        assert painted == [True] * 4


async def test_a_refusal_rings_and_ends_with_its_cure(app: DeskApp, monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[bool] = []
    monkeypatch.setattr(app, "bell", lambda: rung.append(True))
    async with driving(app) as desk:
        await desk.scan(OKAFOR, "5CG2411RVD")
        assert not rung
        await desk.scan(OKAFOR)
        assert rung == [True]
        assert "Nothing has been handed in for this one." in desk.text
        assert "Scan the old one" in desk.text
        assert "✕ laptop" in desk.text


async def test_a_reason_is_typed_where_it_is_asked_and_a_scan_between_does_not_touch_it(app: DeskApp) -> None:
    async with driving(app) as desk:
        await desk.scan(OKAFOR, "5CG8122QPW")
        assert desk.word == "ASK"
        assert "Reason" in desk.text
        await desk.type("team dev", enter=False)
        await desk.scan("CN0F7TK98123")
        assert "team dev" in desk.text
        await desk.type("ice")
        assert "team device" not in desk.text
        assert desk.word != "ASK"
        assert "✓ laptop" in desk.text


async def test_a_typed_identifier_and_a_command_in_words_reach_the_desk(app: DeskApp) -> None:
    async with driving(app) as desk:
        await desk.scan(OKAFOR)
        await desk.type("5CG7290HTW")
        assert desk.word == "ASK"
        await desk.press("f9")
        assert "✓ laptop" in desk.text
        await desk.type("/keep 2027-01-31")
        assert "Keep until 31 Jan 2027, do not wipe." in desk.text
        await desk.press("f10")
        assert "Keep until" not in desk.text


async def test_escape_empties_the_line_and_sends_nothing(app: DeskApp) -> None:
    async with driving(app) as desk:
        await desk.type("abc", enter=False)
        await desk.press("escape", "enter")
        assert "Typed" not in desk.text
        assert app.desk.last is None


async def test_a_choice_is_taken_by_its_number(app: DeskApp) -> None:
    async with driving(app, (80, 24)) as desk:
        await desk.type("/find e")
        assert "T. Reid" in desk.text
        assert "K. Doyle" in desk.text
        number = next(row.split()[0] for row in desk.text.splitlines() if "T. Reid" in row)
        await desk.type(number)
        assert app.desk.visit().recipient is not None
        assert app.desk.visit().recipient.name == "T. Reid"


async def test_lock_blanks_at_once_and_the_badge_lists_what_lay_on_the_desk(app: DeskApp) -> None:
    async with driving(app) as desk:
        await desk.scan(OKAFOR, "5CG7290HTW", MARSH)
        await desk.press("f12")
        assert "Scan your operator's badge." in desk.text
        for secret in ("Okafor", "Marsh", "5CG7290", "Moss"):
            assert secret not in desk.text
        await desk.scan(OKAFOR, "5CG2411RVD")
        assert "Okafor" not in desk.text
        for key in ("f1", "f2", "f3", "f5", "f7", "f9", "f12"):
            await desk.press(key)
            assert "Scan your operator's badge." in desk.text, key
        await desk.scan(MOSS)
        assert "R. Okafor: old laptop, HTW" in desk.text
        assert "J. Marsh" in desk.text
        await desk.type("1")
        assert "5CG7290 HTW" in desk.text


async def test_the_lock_barcode_blanks_the_screen_whatever_is_open(app: DeskApp) -> None:
    async with driving(app) as desk:
        await desk.scan(OKAFOR)
        await desk.press("f3")
        await desk.scan(encode("command", "lock"))
        assert "Scan your operator's badge." in desk.text
        assert "Okafor" not in desk.text
        await desk.type("200001")
        assert desk.word == "NEXT"


async def test_where_nobody_is_signed_in_nothing_is_shown_from_the_start(scene: Scene, tmp_path: Path) -> None:
    scene.say(OKAFOR, "5CG7290HTW", "/lock")
    app = DeskApp(lambda: scene.desk, state_folder=tmp_path, clock=scene.clock.now, zone=UTC)
    async with driving(app) as desk:
        assert "nobody signed in" in desk.text
        assert "Okafor" not in desk.text
        await desk.scan(MOSS)
        assert "R. Okafor: old laptop, HTW" in desk.text


async def test_help_shows_a_barcode_for_the_chosen_command_and_enter_does_it(app: DeskApp) -> None:
    async with driving(app, (80, 24)) as desk:
        await desk.scan(OKAFOR, "5CG7290HTW")
        await desk.press("f1")
        assert encode("command", "confirm") in desk.text
        assert "▌" in desk.text
        await desk.press("down")
        assert encode("command", "cancel") in desk.text
        await desk.press("enter")
        assert "The desk is empty." in desk.text
        await desk.press("f1", "f1")
        assert "The desk is empty." in desk.text


async def test_a_menu_is_worked_by_arrows_and_a_scan_closes_it(app: DeskApp) -> None:
    async with driving(app, (80, 24)) as desk:
        await desk.scan(OKAFOR)
        await desk.press("f6", "down", "down", "enter")
        assert "Raised:  damage" in desk.text
        await desk.press("f5", "down")
        assert "HAND IN" in desk.text
        await desk.scan("5CG7290HTW")
        assert "HAND IN" not in desk.text
        assert "✓ laptop" in desk.text
        await desk.press("f5", "escape")
        assert "HAND IN" not in desk.text
        await desk.press("f10", "f5", "down", "enter")
        await desk.scan("5CG7290HTW")
        assert "nothing due" in desk.text


async def test_stock_and_rounds_are_reached_from_the_hand_in_menu(app: DeskApp) -> None:
    async with driving(app, (80, 24)) as desk:
        await desk.press("f5", "end", "up", "enter")
        assert "STOCK AND ROUNDS" in desk.text
        await desk.press("down", "down", "down", "enter")
        assert "STOCK AND ROUNDS" not in desk.text
        await desk.scan("5CG2411RVD")
        await desk.press("f9")
        assert "Received: 1 at Lambeth" in desk.text
        await desk.press("f5", "end", "up", "enter", "down", "down", "enter")
        await desk.type("stock to Sidcup")
        await desk.press("enter")
        assert "Sending stock to Sidcup" in desk.text


async def test_a_barcode_that_needs_words_opens_the_line(app: DeskApp) -> None:
    async with driving(app) as desk:
        await desk.scan(OKAFOR, encode("command", "keep"))
        await desk.type("2027-01-31")
        assert "Keep until 31 Jan 2027" in desk.text


async def test_a_screen_is_reached_by_its_key_its_barcode_and_its_name(app: DeskApp) -> None:
    async with driving(app) as desk:
        for name, key, seen in (("help", "f1", "HELP"), ("wipes", "f7", "WIPES WAITING"), ("find", "f3", "FIND")):
            await desk.press(key)
            assert seen in desk.text
            await desk.press("escape")
            assert seen not in desk.text
            await desk.scan(encode("command", name))
            assert seen in desk.text
            await desk.scan(encode("command", "cancel"))
            assert seen not in desk.text
            await desk.type(f"/{name}")
            assert seen in desk.text
            await desk.press("escape")


@pytest.mark.parametrize("size", SIZES)
async def test_find_tells_a_device_from_stock_to_wipe(app: DeskApp, size: tuple[int, int]) -> None:
    async with driving(app, size) as desk:
        await desk.scan(OKAFOR, "5CG7290HTW", "5CG2411RVD", OKAFOR)
        await desk.press("f3")
        await desk.scan("5CG2411RVD")
        assert "laptop HP EliteBook 840 G10" in desk.text
        assert "Into stock at Lambeth" in desk.text
        assert "Issued at Lambeth to R. Okafor" in " ".join(desk.text.split())
        await desk.type("104233")
        assert "Taken in at Lambeth from R. Okafor" in " ".join(desk.text.split())
        await desk.type("okafor")
        assert "R. Okafor, person 104417" in desk.text
        assert "Issued at Lambeth" in desk.text
        await desk.type("nobody at all")
        assert "Nothing and nobody is found by nobody at all." in desk.text
        await desk.type("e")
        assert "Several match." in desk.text
        await desk.press("down", "enter")
        assert "Several match." not in desk.text
        await desk.press("escape")
        assert desk.word == "DONE"


async def test_looking_up_changes_nothing(app: DeskApp, scene: Scene) -> None:
    async with driving(app) as desk:
        await desk.scan(OKAFOR, "5CG7290HTW")
        before = scene.store.how_many()
        await desk.press("f3")
        await desk.scan("5CG2411RVD", REID, "what is this")
        await desk.press("f3")
        assert scene.store.how_many() == before
        assert len(app.desk.visit().lines) == 1


@pytest.mark.parametrize("size", SIZES)
async def test_the_wipe_queue_is_read_a_page_at_a_time(
    app: DeskApp, scene: Scene, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    asked: list[tuple[int, int]] = []
    real = scene.store.wipe_jobs

    def wipe_jobs(state: str | None, limit: int, offset: int, *, today: str) -> Sequence[object]:
        asked.append((limit, offset))
        return real(state, limit, offset, today=today)

    async with driving(app, size) as desk:
        await desk.scan(OKAFOR, "5CG7290HTW", "CN0F7TK98123", encode("command", "intake-only"))
        scene.clock.pass_by(days=40)
        monkeypatch.setattr(scene.store, "wipe_jobs", wipe_jobs)
        await desk.press("f7")
        assert "oldest first, 1 to 1 of 1" in desk.text
        assert "! 40 days" in desk.text
        assert "5CG7290 HTW" in desk.text
        assert "CN0F7TK9" not in desk.text
        assert 10 < asked[-1][0] < size[1]
        await desk.press("pagedown", "end", "home", "up", "escape")
        assert "oldest first" not in desk.text


async def test_a_hold_is_silent_in_the_queue_and_on_the_timeline(app: DeskApp, scene: Scene) -> None:
    scene.bring("holds", "serial,asset_tag,recipient_number,reference\n5CG7290HTW,,,CASE-77\n")
    async with driving(app) as desk:
        await desk.scan(OKAFOR, "5CG7290HTW", encode("command", "intake-only"))
        scene.clock.pass_by(days=40)
        await desk.press("f7")
        queue = desk.text
        await desk.press("f3")
        await desk.scan("5CG7290HTW")
        for shown in (queue, desk.text):
            assert "5CG7290" in shown
            assert not any(word in shown.lower() for word in ("held", "hold", "case-77"))
        assert "not due" in queue


async def test_hostile_labels_are_shown_harmless_and_the_desk_goes_on(app: DeskApp) -> None:
    async with driving(app, (80, 24)) as desk:
        await desk.scan(OKAFOR)
        for text in HOSTILE:
            await desk.scan(text)
            assert all(character.isprintable() or character == "\n" for character in desk.text), text
        await desk.press("f3")
        for text in HOSTILE:
            await desk.scan(text)
            assert all(character.isprintable() or character == "\n" for character in desk.text), text
        await desk.press("f3")
        await desk.scan("5CG7290HTW")
        assert "5CG7290 HTW" in desk.text


async def test_what_is_not_recorded_fills_the_band_until_something_is(
    app: DeskApp, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driving(app, (80, 24)) as desk:
        await desk.scan(OKAFOR, "5CG7290HTW", "5CG2411RVD")
        with monkeypatch.context() as full:
            full.setattr(scene.store, "record", _full)
            await desk.scan(OKAFOR)
            assert desk.word == "NOT RECORDED"
            assert "Hand nothing out." in desk.text
            assert "store FAILS" in desk.text
        await desk.scan("5CG2411RVD")
        assert desk.word == "NOT RECORDED"
        await desk.scan(OKAFOR)
        assert desk.word == "DONE"
        assert "store FAILS" not in desk.text


def _full(*_: object, **__: object) -> None:
    raise NotRecorded("the disk is full")


async def test_a_scanner_that_is_lost_is_said_once_and_so_is_its_return(app: DeskApp) -> None:
    async with driving(app) as desk:
        app.post_message(
            ScannerChanged(ScannerState("lane 1", "lost", "Scanner lane 1 lost: gone.", "Check its cable."))
        )
        await desk.settle()
        assert "scanner LOST: lane 1" in desk.text
        assert "· Scanner lane 1 lost: gone. Check its cable." in desk.text
        await desk.scan(OKAFOR)
        assert "Check its cable" not in desk.text
        app.post_message(ScannerChanged(ScannerState("lane 1", "back", "Scanner lane 1 is back.")))
        await desk.settle()
        assert "scanner ready" in desk.text
        assert "Scanner lane 1 is back." in desk.text


async def test_a_key_is_where_the_configuration_puts_it(scene: Scene, tmp_path: Path) -> None:
    keys = chosen({"find": "f8"})
    app = DeskApp(lambda: scene.desk, keys=keys, state_folder=tmp_path, clock=scene.clock.now, zone=UTC)
    async with driving(app) as desk:
        assert "F8 find" in desk.text
        await desk.press("f3")
        assert "FIND" not in desk.text
        await desk.press("f8")
        assert "FIND" in desk.text
    assert {key.action: key.key for key in keys}["day-end"] == "f3", "it takes a key that is free"


async def test_a_crash_leaves_a_file_and_no_data_on_the_terminal(
    app: DeskApp, scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise ValueError("badge B000104417 of R. Okafor")

    async def crashing() -> None:
        async with driving(app) as desk:
            await desk.scan(OKAFOR, "5CG7290HTW", encode("command", "intake-only"))
            monkeypatch.setattr(app.desk, "scan", fail)
            await desk.scan(OKAFOR)

    with pytest.raises(ValueError, match="B000104417"):
        await crashing()
    files = list((tmp_path / "state").glob("crash-*.txt"))
    text = files[0].read_text(encoding="utf-8")
    assert "builtins.ValueError" in text
    assert "Okafor" not in text
    assert "104417" not in text
    assert next(iter(scene.store.history(1))).id in text
    assert app.return_code == 1


async def test_however_many_scans_wait_the_screen_is_painted_between_them(app: DeskApp) -> None:
    scans = (Scan(f"5CG9{n:06}", "lane 1", 100.0 + 2 * n) for n in range(20 * AT_ONCE))

    def more() -> None:  # as a scanner's thread does, in the middle of whatever the app is at
        for scan in islice(scans, 2 * AT_ONCE):
            app._inbox.put(scan)

    async with driving(app) as desk:
        together = app.desk.together
        app.desk.together = lambda works: (more(), together(works))[1]  # type: ignore[func-returns-value,method-assign]
        turns = 0
        more()
        while app._inbox:
            await asyncio.sleep(0)
            turns += 1
        assert turns >= 20
        await desk.settle()
        await desk.scan(OKAFOR)
        assert desk.word == "NEXT"
        assert "R. Okafor" in desk.text


async def test_from_the_stop_an_exemption_is_two_keys_and_a_number_away(app: DeskApp) -> None:
    async with driving(app, (80, 24)) as desk:
        await desk.scan(OKAFOR, "5CG2411RVD", OKAFOR)
        assert desk.word == "STOP"
        assert "Lost or stolen" in desk.text
        await desk.press("f5", *["down"] * 5, "enter")
        assert "/exemption lost incident=" in desk.text
        await desk.type("INC-4711")
        assert "Say which: /exemption lost incident=INC-4711 device=SERIAL" in desk.text
        await desk.type("/exemption lost incident=INC-4711 device=5CG7290HTW")
        assert desk.word == "ASK"
        await desk.scan(SHAH)
        await desk.scan(OKAFOR)
        assert desk.word == "DONE"


async def test_a_line_that_wants_two_numbers_begins_at_the_first_and_goes_on_at_the_end(app: DeskApp) -> None:
    async with driving(app) as desk:
        await desk.scan(OKAFOR, encode("command", "exemption stolen"))
        await desk.type("1", enter=False)
        await desk.press("end")
        await desk.type("2", enter=False)
        assert "/exemption stolen crime=1 incident=2" in desk.text
