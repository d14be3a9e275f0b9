"""The desk line by line: one object a line, with the keys that scripts rely on."""

import io
import json

from devswap.desk.plain import json_line, run, spoken, waiting
from tests.desk.scenes import OKAFOR, REID, Scene

KEYS = ["scan", "verdict", "code", "message", "next", "recorded", "visit", "visits_parked", "time"]


def play(scene: Scene, text: str, *, as_json: bool = True) -> list[str]:
    out = io.StringIO()
    run(scene.desk, waiting(io.BytesIO(text.encode())), out, as_json=as_json)
    return out.getvalue().splitlines()


def test_each_line_is_answered_by_one_object_with_stable_keys(scene: Scene) -> None:
    lines = play(scene, f"# a day\n\n{OKAFOR}\n5CG7290HTW\n5CG2411RVD\n{OKAFOR}\n")
    objects = [json.loads(line) for line in lines]
    assert [o["code"] for o in objects] == ["recipient_known", "old_known", "new_known", "swap_recorded"]
    assert all(list(o) == KEYS for o in objects)
    last = objects[-1]
    assert last["recorded"] == ["device_taken_in", "device_issued"]
    assert last["visit"] == {
        "recipient": "104417",
        "lines": [{"old": "5CG7290HTW", "new": "5CG2411RVD", "state": "recorded"}],
        "entitlements_open": 0,
    }
    assert last["time"] == "2026-11-23T10:00:00.000000Z"


def test_prefixes_escapes_and_comments_are_read_as_the_recording_says(scene: Scene) -> None:
    lines = play(scene, f"[t=1.5 scanner=lane1] {OKAFOR}\n[t=2.0] 5CG7290HTW\\r\n[not a prefix] x\n\\x23hash\n")
    objects = [json.loads(line) for line in lines]
    assert [o["code"] for o in objects] == ["recipient_known", "old_known", "unknown_scan", "unknown_scan"]


def test_choices_are_listed_where_a_question_has_them(scene: Scene) -> None:
    assert "choices" not in json.loads(json_line(scene.say(OKAFOR)))
    said = json.loads(json_line(scene.say("5CG1234XYZ")))
    assert said["code"] == "unknown_old_device"
    assert said["choices"]


def test_words_hold_nothing_that_a_terminal_obeys(scene: Scene) -> None:
    said = "\n".join(play(scene, f"{OKAFOR}\n\\x1b]0;evil\\x07\n\\u202eabc\n", as_json=False))
    assert "\x1b" not in said
    assert "\x07" not in said
    assert "\u202e" not in said


def test_an_empty_line_is_not_answered(scene: Scene) -> None:
    assert play(scene, "\n\n# nothing\n") == []


def test_what_several_facts_tell_is_a_line_a_fact(scene: Scene) -> None:
    scene.say(REID, "5CG8122QPW", OKAFOR, "5CG7290HTW", "/sign-out")
    said = spoken(scene.say("/confirm"))
    signed = spoken(scene.say("/sign-in 200001"))
    for lines in (said, signed):
        assert all("; " not in line for line in lines.splitlines())
    assert sum("old laptop" in line for line in signed.splitlines()) == 2
