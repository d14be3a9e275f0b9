"""Signing in: a badge, then a PIN that is typed, counted and shown nowhere; a colleague takes over; nobody guesses."""

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import msgspec
import pytest

from devswap.desk.plain import json_line, run
from devswap.ledger import events as ev
from devswap.ledger.policy import Policy, SignIn
from tests.desk.scenes import MOSS, OKAFOR, SHAH, Scene

PIN, OTHER = "493817", "550274"
RAO = "B000200003"


def of(scene: Scene, number: str, pin: str = PIN) -> None:
    scene.store.pins.keep(number, pin)


def test_a_badge_alone_signs_in_whoever_has_no_pin(scene: Scene) -> None:
    assert scene.codes("/lock", SHAH) == ["signed_out", "signed_in"]


def test_who_has_a_pin_types_it_behind_the_badge(scene: Scene) -> None:
    of(scene, "200002")
    assert scene.codes("/lock", SHAH, OKAFOR) == ["signed_out", "pin_wanted", "not_signed_in"]
    assert scene.say(PIN).code == "signed_in"
    assert scene.desk.operator is not None
    assert scene.desk.operator.number == "200002"


def test_the_configured_operator_is_not_signed_in_past_their_pin(scene: Scene) -> None:
    of(scene, "200001")
    scene.close()
    scene.open()
    assert scene.desk.operator is None
    assert scene.codes(OKAFOR, "/sign-in 200001 " + OTHER, "/sign-in 200001 " + PIN) == [
        "not_signed_in", "wrong_pin", "signed_in"
    ]  # fmt: skip


@pytest.mark.parametrize("line", ["/sign-in", "/sign-in 999999", f"/sign-in {PIN}"])
def test_a_number_that_is_nobodys_leaves_who_is_signed_in(scene: Scene, line: str) -> None:
    said = scene.say(line)
    assert said.message == "No operator has that number; E. Moss stays signed in."
    assert scene.desk.operator is not None
    scene.say("/lock")
    assert scene.say(line).code == "not_signed_in"


@pytest.mark.parametrize(
    "lines",
    [
        (SHAH, PIN),
        (SHAH, OTHER),
        (SHAH, f"/pin {PIN}"),
        (f"/sign-in 200002 {PIN}",),
        (f"/signin 200002 {PIN}",),
        (SHAH, f"{PIN}x"),
        (SHAH, f"{PIN}\\q"),
        (SHAH, OTHER, OTHER, OTHER, PIN),
        ("/sign-in 200002", PIN, f"/new-pin 200001 {PIN}"),
    ],
)
def test_a_pin_is_repeated_nowhere(scene: Scene, lines: tuple[str, ...]) -> None:
    of(scene, "200002")
    scene.say("/lock")
    said = "".join(json_line(scene.say(line)) for line in lines)
    kept = [scan.scan for scan in scene.store.unknown_scans()]
    everything = f"{said} {scene.desk.tape()} {kept}"
    assert PIN not in everything
    assert OTHER not in everything
    for file in scene.folder.glob("desk.db*"):
        assert PIN.encode() not in file.read_bytes()


def test_wrong_pins_make_a_wait_that_grows_and_no_restart_ends(scene: Scene) -> None:
    of(scene, "200002")
    scene.say("/lock")
    assert scene.codes(SHAH, OTHER, OTHER, OTHER, PIN) == [
        "pin_wanted", "wrong_pin", "wrong_pin", "locked_out", "locked_out"
    ]  # fmt: skip
    scene.close()
    scene.open()
    scene.say("/lock", SHAH)
    assert scene.say(PIN).code == "locked_out", "the right one too, or the wait tells which is right"
    scene.clock.pass_by(seconds=61)
    assert scene.say(OTHER).code == "locked_out"
    scene.clock.pass_by(seconds=61)
    assert scene.say(PIN).code == "locked_out", "the second wait is two minutes"
    scene.clock.pass_by(seconds=61)
    assert scene.say(PIN).code == "signed_in"
    assert scene.store.pins.attempts("200002").failures == 0


def test_a_day_of_guessing_is_a_dozen_guesses(scene: Scene) -> None:
    of(scene, "200002")
    scene.say("/lock", SHAH)
    tried = 0
    for _ in range(24 * 60):
        before = scene.store.pins.attempts("200002").failures
        scene.say(OTHER)
        tried += scene.store.pins.attempts("200002").failures - before
        scene.clock.pass_by(minutes=1)
    assert 8 <= tried <= 14


def test_one_operators_wrong_pins_keep_no_other_out(scene: Scene) -> None:
    of(scene, "200001")
    of(scene, "200002", OTHER)
    scene.say("/lock", MOSS, "111222", "111223", "111224")
    assert scene.codes(SHAH, OTHER) == ["pin_wanted", "signed_in"]
    assert scene.codes("/unlock 200002", "/unlock 200001") == ["not_allowed", "operator_unlocked"]
    assert scene.codes("/lock", MOSS, PIN) == ["signed_out", "pin_wanted", "signed_in"]
    assert scene.say("/unlock 200001").code == "not_allowed", "an engineer unlocks nobody"


def test_a_colleague_takes_over_and_the_visits_stay(scene: Scene) -> None:
    of(scene, "200002")
    scene.say(OKAFOR, "5CG7290HTW")
    said = scene.say("/lock")
    assert said.visit.recipient is None
    said = scene.say(SHAH, PIN)
    assert "R. Okafor" in said.message
    assert "laptop, HTW" in said.message
    assert scene.codes(OKAFOR, "5CG2411RVD", OKAFOR)[-1] == "swap_recorded"
    assert {e.operator for e in scene.store.history(2)} == {scene.store.operator_by_number("200002").id}  # type: ignore[union-attr]


def test_a_badge_and_pin_take_over_without_a_lock(scene: Scene) -> None:
    of(scene, "200003")
    said = scene.say(RAO)
    assert (said.code, "take over" in said.message) == ("pin_wanted", True)
    assert scene.say("/cancel").code == "cancelled"
    assert scene.desk.operator is not None
    assert scene.desk.operator.number == "200001"
    assert scene.codes(RAO, OKAFOR) == ["pin_wanted", "recipient_known"], "a scan carries on, and asks no more"
    assert scene.say("/pin " + PIN).message == "No PIN is asked for."


def test_a_scanner_types_no_pin(scene: Scene) -> None:
    of(scene, "200002")
    scene.say("/lock", SHAH)
    assert scene.say(f"[t=1.0 scanner=lane-1] {OTHER}").code == "not_signed_in"
    assert scene.store.pins.attempts("200002").failures == 0


def test_where_pins_are_required_nobody_works_without(tmp_path: Path) -> None:
    scene = Scene(tmp_path, policy=Policy(sign_in=SignIn(pin="required")))
    assert scene.desk.operator is None
    assert scene.codes(OKAFOR, MOSS) == ["not_signed_in", "no_pin"]
    of(scene, "200001")
    assert scene.codes(MOSS, PIN) == ["pin_wanted", "signed_in"]
    scene.close()


def test_where_pins_are_off_a_badge_is_enough(tmp_path: Path) -> None:
    scene = Scene(tmp_path, policy=Policy(sign_in=SignIn(pin="off")))
    of(scene, "200002")
    assert scene.codes("/lock", SHAH) == ["signed_out", "signed_in"]
    scene.close()


def test_the_first_supervisor_is_set_up_at_the_desk_and_nobody_after(tmp_path: Path) -> None:
    scene = Scene(tmp_path, operator="", lists=False)
    assert scene.codes("/set-up 300001 A. Boss", "12", "123456", "999999", PIN, OTHER, PIN, PIN) == [
        *["pin_wanted"] * 7, "signed_in"
    ]  # fmt: skip
    operator = scene.desk.operator
    assert operator is not None
    assert (operator.number, operator.role, scene.store.pins.has("300001")) == ("300001", "supervisor", True)
    assert scene.codes("/lock", "/set-up 300002 M. Allory", "/sign-in 300002") == [
        "signed_out", "not_signed_in", "not_signed_in"
    ]  # fmt: skip
    scene.close()


def test_ones_own_pin_is_changed_behind_the_old_one(scene: Scene) -> None:
    of(scene, "200001")
    assert scene.codes("/new-pin", OTHER) == ["pin_wanted", "wrong_pin"]
    assert scene.codes("/new-pin", PIN, OTHER, OTHER) == ["pin_wanted"] * 3 + ["pin_kept"]
    assert scene.codes("/lock", MOSS, PIN, OTHER) == ["signed_out", "pin_wanted", "wrong_pin", "signed_in"]
    assert scene.say("/new-pin 200002").code == "not_allowed", "an engineer gives no supervisor a PIN"


def test_what_a_supervisor_does_to_the_pin_of_another_stands_in_the_record(scene: Scene) -> None:
    scene.say("/lock", SHAH, "/new-pin 200001", PIN)
    assert scene.say(PIN).recorded == ("note_added",)
    assert scene.say("/unlock 200001").recorded == ("note_added",)
    assert scene.codes("/new-pin", OTHER, OTHER)[-1] == "pin_kept", "one's own is nobody's business"
    notes = [entry for entry in scene.store.history() if isinstance(entry.event, ev.NoteAdded)]
    shah, moss = scene.store.operator_by_number("200002"), scene.store.operator_by_number("200001")
    assert shah is not None
    assert moss is not None
    assert {(e.operator, e.event.subject, e.event.code) for e in notes if isinstance(e.event, ev.NoteAdded)} == {
        (shah.id, moss.id, "pin_set"), (shah.id, moss.id, "pin_unlocked")
    }  # fmt: skip


def test_a_bench_hand_hands_nothing_over(scene: Scene) -> None:
    assert scene.codes("/lock", RAO, OKAFOR) == ["signed_out", "signed_in", "not_allowed"]
    scene.say("5CG7290HTW")
    assert scene.codes("/confirm", "/intake-only", OKAFOR) == ["not_allowed"] * 3
    assert not [e for e in scene.store.history() if e.event.__struct_config__.tag == "device_taken_in"]


def test_names_stay_off_where_the_policy_says_so(tmp_path: Path) -> None:
    policy = msgspec.convert({"privacy": {"names_on_screen": False}}, Policy)
    scene = Scene(tmp_path, policy=policy)
    of(scene, "200002")
    lines = ("/lock", SHAH, OTHER, PIN, "/unlock 200001", "/lock", MOSS, OKAFOR, "/find o", "NOSUCH1234", "5CG8122QPW",
             SHAH, PIN, "/park", "/visits", "/find okafor", "/sign-out", "/confirm")  # fmt: skip
    said = "".join(json_line(scene.say(line)) for line in lines) + str(scene.desk.tape())
    for name in ("Okafor", "Moss", "Shah", "Reid", "Doyle"):
        assert f". {name}" not in said
    scene.close()


def test_unknown_scans_are_forgotten_when_a_shift_begins(scene: Scene) -> None:
    scene.store.keep_unknown("SOMETHING")
    scene.clock.pass_by(days=31)
    scene.store.keep_unknown("LATER")
    scene.say("/lock", MOSS)
    assert [scan.scan for scan in scene.store.unknown_scans()] == ["LATER"]


@pytest.mark.parametrize("year", [2099, 2031])
def test_a_clock_that_ran_far_ahead_has_no_scan_forgotten(scene: Scene, year: int) -> None:
    assert scene.codes(OKAFOR, "5CG7290HTW", "/intake-only")[-1] == "intake_recorded"
    scene.store.keep_unknown("SOMETHING")
    scene.clock.at = scene.clock.at.replace(year=year)
    scene.say("/lock", MOSS)
    assert [scan.scan for scan in scene.store.unknown_scans()] == ["SOMETHING"]


@pytest.mark.parametrize(("idle", "code"), [(600, "not_signed_in"), (0, "recipient_known")])
def test_plain_lines_after_a_long_silence_find_a_terminal_locked(scene: Scene, idle: int, code: str) -> None:
    def lines() -> Iterator[list[bytes]]:
        yield [b"/count\n"]
        scene.clock.pass_by(minutes=11)
        yield [OKAFOR.encode()]

    out = StringIO()
    run(scene.desk, lines(), out, as_json=True, idle=idle)
    assert [json.loads(line)["code"] for line in out.getvalue().splitlines()] == ["shown", code]
