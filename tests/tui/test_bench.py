"""The bench on a terminal: keys, lists and menus, what comes to lie in its folder, and who may see it."""

import os
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import msgspec
import pytest
from textual import events

from devswap.errors import ConfigError
from devswap.labels.commands import encode
from devswap.ledger.policy import Policy, Wipe
from devswap.tui.bench.app import BenchApp
from devswap.tui.keys import BENCH_KEYS, chosen
from devswap.wiping import watching
from tests.desk.scenes import ESTATE, MOSS, OKAFOR, SHAH, Scene
from tests.sync import desks
from tests.sync.serving import on_a_port
from tests.tui.driving import driving
from tests.tui.test_register import shows, until
from tests.wiping.benches import READY, bench_desk
from tests.wiping.test_evidence_in import DRIVE, HOST, log

pytestmark = pytest.mark.anyio
RAO = "B000200003"


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = Scene(tmp_path, policy=Policy(wipe=Wipe(keep_days=0)))
    made.say(OKAFOR, HOST, "5CG2411RVD", OKAFOR)
    made.clock.pass_by(hours=5)
    yield made
    made.close()


def app_on(scene: Scene, number: str = "200003", logs: Path | None = None) -> BenchApp:
    verbs, scene.desk = bench_desk(scene, number)
    folder = scene.folder / "state"
    return BenchApp(lambda: (scene.desk, verbs), state_folder=folder, clock=scene.clock.now, zone=UTC, logs=logs)


@pytest.fixture
def app(scene: Scene) -> BenchApp:
    return app_on(scene)


def kinds(scene: Scene) -> list[str]:
    return [type(entry.event).__name__ for entry in scene.store.history(50)][::-1]


async def test_a_whole_job_by_scans_and_function_keys(app: BenchApp, scene: Scene) -> None:
    file = log(scene)
    async with driving(app) as bench:
        await bench.scan(HOST)
        assert bench.word == "NEXT"
        assert DRIVE in bench.text
        await bench.press("f4")
        await bench.type("1")
        assert bench.word == "DONE"
        await bench.type(f"/evidence {file}")
        assert "wiped, to accept" in bench.text
        await bench.press("f5")
        assert "✓ accepted" in bench.text
        await bench.type(f"/grade A {READY}")
        await bench.press("f9", "enter")
        await bench.scan(HOST)
        assert f"{HOST} is in C-" in bench.text
        await bench.press("f9", "enter")
        await bench.type("/hand-over a collector")
        assert "has left" in bench.text
    assert kinds(scene)[-5:] == ["WipeStarted", "WipeEvidenced", "WipeAccepted", "DeviceGraded", "DeviceReleased"]


async def test_each_typed_line_is_carried_out_once(app: BenchApp, scene: Scene) -> None:
    async with driving(app) as bench:
        await bench.scan(HOST)
        await bench.type("/start ata-hdd")
    assert kinds(scene).count("WipeStarted") == 1


async def test_by_barcode_of_the_command_sheet(app: BenchApp, scene: Scene) -> None:
    async with driving(app) as bench:
        await bench.scan(HOST, encode("command", "start"), encode("command", "choose 1"))
        assert kinds(scene)[-1] == "WipeStarted"
        await bench.scan(encode("command", "drive-out"))
        assert f"/drive-out {DRIVE} " in bench.text
        await bench.type("bin-3")
        assert kinds(scene)[-1] == "DriveRemoved"


async def test_no_key_of_a_label_is_a_command(app: BenchApp, scene: Scene) -> None:
    async with driving(app) as bench:
        for character in [*HOST, "\r"]:
            app.post_message(events.Key("enter" if character == "\r" else character, character))
        await bench.settle()
        await bench.pilot.pause(0.1)
        assert "CAGE L1-" in bench.text
        assert DRIVE in bench.text


async def test_the_list_is_chosen_and_paged(app: BenchApp, scene: Scene) -> None:
    serials = [f"5CG31{n:05}" for n in range(30)]
    rows = "".join(f"{s},,laptop,HP,EliteBook 840 G5,104418,Lambeth,2023-03-31,\n" for s in serials)
    scene.bring("estate", ESTATE + rows)
    _, scene.desk = bench_desk(scene, "200002", takes_scans=False)
    for serial in serials:
        scene.say("/hand-in spare", serial, "/confirm")
    app = app_on(scene)
    async with driving(app) as bench:
        assert "1 to 7 of 31" in bench.text
        await bench.press("pagedown", "pagedown")
        assert "15 to 21 of 31" in bench.text
        assert serials[14][-3:] in bench.text
        await bench.press("end")
        assert "25 to 31 of 31" in bench.text
        await bench.press("home", "up")
        assert "1 to 7 of 31" in bench.text
        await bench.press("f2", "down", "down", "down", "down", "enter")
        assert "to accept: none" in bench.text
        await bench.type("/list waiting")
        assert "1 to 7 of 31" in bench.text


async def test_while_something_is_typed_the_arrows_are_the_line_s(app: BenchApp, scene: Scene) -> None:
    async with driving(app) as bench:
        await bench.type("/grade A", enter=False)
        await bench.press("home")
        assert app.handover.entry.cursor == 0


async def test_behind_the_lock_nothing_of_the_bench_is_seen(app: BenchApp, scene: Scene) -> None:
    async with driving(app) as bench:
        await bench.scan(HOST)
        await bench.press("f12")
        assert HOST[-3:] not in bench.text
        await bench.press("f4")
        await bench.scan(HOST)
        assert "WipeStarted" not in kinds(scene)
        await bench.scan(RAO)
        assert DRIVE in bench.text
        assert "Scan a device, or its cage label." in bench.text


async def test_an_engineer_sees_no_job_and_is_told_why(app: BenchApp, scene: Scene) -> None:
    async with driving(app) as bench:
        await bench.press("f12")
        await bench.scan(MOSS, HOST)
        assert "a bench hand or a supervisor works here" in bench.text
        assert bench.word == "STOP"
        assert DRIVE not in bench.text
        assert "WAITING 0" in bench.text


async def test_the_second_person_s_badge_and_pin(app: BenchApp, scene: Scene) -> None:
    scene.store.pins.keep("200002", "493817")
    async with driving(app) as bench:
        await bench.scan(HOST)
        await bench.type("/hold EV-17")
        assert bench.word == "ASK"
        await bench.scan(SHAH)
        await bench.type("493817")
        assert "493817" not in bench.text
        assert "A hold stands on" in bench.text
        assert "Hold: HELD." in bench.text


async def test_reports_that_come_to_lie_in_the_folder_are_taken_in(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("devswap.tui.bench.app.LOOK", 0.05)
    logs = scene.folder / "logs"
    logs.mkdir()
    app = app_on(scene, logs=logs)
    async with driving(app) as bench:
        await bench.scan(HOST)
        assert "log folder watched" in bench.text
        written = log(scene, name="logs/a.log")
        await bench.pilot.pause(0.2)
        assert "WipeEvidenced" not in kinds(scene), "its tool may still write it"
        (logs / "damaged").write_bytes(b"\x00\xff no report")
        for file in logs.iterdir():
            before = file.stat().st_mtime - watching.STILL
            os.utime(file, (before, before))
        for _ in range(40):
            await bench.pilot.pause(0.05)
            if "REVIEW 2" in bench.text:
                break
        assert "a.log: drive S4GXNE0M1 review; nobody has said which media the drive is" in bench.text
        assert "REVIEW 2" in bench.text
        os.remove(written)
        (logs / "damaged").unlink()
        logs.rmdir()
        for _ in range(40):
            await bench.pilot.pause(0.05)
            if "log folder:" in bench.text:
                break
        assert "log folder:" in bench.text


async def test_a_report_of_a_drive_whose_media_was_said_passes(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devswap.tui.bench.app.LOOK", 0.05)
    monkeypatch.setattr(watching, "STILL", 0.0)
    (scene.folder / "logs").mkdir()
    async with driving(app_on(scene, logs=scene.folder / "logs")) as bench:
        await bench.scan(HOST)
        await bench.press("f4")
        await bench.type("1")
        log(scene, name="logs/a.log")
        for _ in range(40):
            await bench.pilot.pause(0.05)
            if "wiped, to accept" in bench.text:
                break
        assert "wiped, to accept" in bench.text
        assert "TO ACCEPT 1" in bench.text


async def test_keys_may_be_others(scene: Scene) -> None:
    keys = chosen({"start": "f6", "failed": "f4"}, BENCH_KEYS)
    assert {k.action: k.key for k in keys if k.key in ("f4", "f6")} == {"start": "f6", "failed": "f4"}
    with pytest.raises(ConfigError, match="f4 is given to start and to accept"):
        chosen({"accept": "f4"}, BENCH_KEYS)
    assert chosen({"undo": "f4"}, BENCH_KEYS) == BENCH_KEYS, "a desk's own key leaves a bench's alone"


async def test_a_label_that_means_nothing_leaves_the_question_on_the_screen(app: BenchApp, scene: Scene) -> None:
    async with driving(app) as bench:
        await bench.scan(HOST)
        await bench.press("f4")
        await bench.scan("NOTHING-KNOWN-1")
        assert bench.word == "ASK"
        assert "ata-ssd" in bench.text
        await bench.type("1")
        assert bench.word == "DONE"
    assert kinds(scene)[-2:] == ["DriveFound", "WipeStarted"]


async def test_the_review_is_worked_by_keys_and_numbers(app: BenchApp, scene: Scene) -> None:
    file = log(scene, host="ANOTHERHOST")
    async with driving(app) as bench:
        await bench.type(f"/evidence {file}")
        await bench.type("/review")
        assert bench.word == "ASK"
        await bench.type("1")
        assert bench.word == "NEXT"
        assert "it was wiped in a computer with serial “ANOTHERHOST”" in bench.text
        await bench.type("/attach")
        assert bench.word == "ASK"
        assert "set this one aside" in bench.text
        await bench.type("/set-aside of the other programme")
        assert bench.word == "DONE"
        assert "REVIEW 0" in bench.text
    assert kinds(scene)[-1] == "NoteAdded"


async def test_a_closed_consignment_offers_its_papers_and_the_hand_over(app: BenchApp, scene: Scene) -> None:
    async with driving(app) as bench:
        await bench.scan(HOST)
        await bench.type(f"/evidence {log(scene)} media=ata-hdd")
        await bench.press("f5")
        await bench.type(f"/grade A {READY}")
        await bench.press("f9", "enter")
        await bench.scan(HOST)
        await bench.press("f9", "enter")
        await bench.press("f9")
        assert "IS CLOSED" in bench.text
        assert bench.text.index("Papers") < bench.text.index("Hand over")


def empty(scene: Scene) -> Path:
    """A folder to watch."""
    folder = scene.folder / "logs"
    folder.mkdir()
    return folder


async def test_the_bench_says_what_its_register_has(scene: Scene) -> None:
    made = desks.register(scene)
    standing = desks.enrol(scene, made)
    with on_a_port(made) as url:
        scene.store.enrol(msgspec.structs.replace(standing, url=url), msgspec.Raw(made.rules))
        async with driving(app_on(scene, logs=empty(scene)), (120, 40)) as bench:
            await shows(bench, scene, "in step")
            assert "logs ok" in bench.text
            held = len(made.held())
            await bench.scan(HOST)
            await bench.press("f4")
            await bench.type("1")
            await until(bench, scene, lambda: len(made.held()) == held + 2)
            await shows(bench, scene, "in step")


async def test_without_its_register_the_bench_says_what_waits(scene: Scene) -> None:
    made = desks.register(scene)
    standing = desks.enrol(scene, made)
    scene.store.enrol(msgspec.structs.replace(standing, url="http://127.0.0.1:9"), msgspec.Raw(made.rules))
    async with driving(app_on(scene, logs=empty(scene)), (120, 40)) as bench:
        await shows(bench, scene, "not reached yet, 10 to send")
        await bench.scan(HOST)
        await bench.press("f4")
        await bench.type("1")
        assert bench.word == "DONE"
        await shows(bench, scene, "not reached yet, 12 to send")
        assert "in step" not in bench.text
