"""A simple swap takes four scans (badge, old, new, badge) and no key, with all default checks on."""

import itertools
from pathlib import Path

import pytest

from devswap import config
from devswap.desk.plain import answer
from devswap.ledger import events as ev
from devswap.ledger.policy import Policy
from devswap.tui.app import DeskApp
from tests.desk.scenes import OKAFOR, Scene
from tests.tui.driving import SIZES, driving

OLD, NEW = "5CG7290HTW", "5CG2411RVD"
FOUR = (OKAFOR, OLD, NEW, OKAFOR)


def recorded(scene: Scene) -> list[str]:
    return [ev.kind_of(entry.event) for entry in scene.store.history(9) if "device" in ev.kind_of(entry.event)]


def test_the_scene_has_every_check_that_the_shipped_configuration_has(scene: Scene) -> None:
    shipped = config.read(Path(__file__).parents[2] / "config.toml").policy
    assert scene.policy.checks == Policy().checks == shipped.checks
    assert {"charger", "damage", "sim_cards_media", "signed_in_on_new", "work_saved", "no_evidence"} <= set(
        shipped.checks
    )


def test_four_scans_are_a_swap_line_by_line_and_the_record_says_how_each_check_stood(scene: Scene) -> None:
    outcomes = [answer(scene.desk, line.encode()) for line in FOUR]
    assert [o.code for o in outcomes if o] == ["recipient_known", "old_known", "new_known", "swap_recorded"]
    assert [o.verdict for o in outcomes if o] == ["accepted"] * 4
    assert recorded(scene) == ["device_issued", "device_taken_in"]
    issue, intake = (e.event for e in scene.store.history(9)[:2])
    assert isinstance(issue, ev.DeviceIssued)
    assert isinstance(intake, ev.DeviceTakenIn)
    outcome = {check.code: check.outcome for check in (*intake.checks, *issue.checks)}
    asked = {code for code, mode in Policy().checks.items() if mode in ("say", "except")}
    assert outcome == dict.fromkeys(asked, "not_raised")


@pytest.mark.parametrize("count", [1, 2, 3])
def test_no_three_of_the_four_are_a_swap(tmp_path: Path, count: int) -> None:
    for n, lines in enumerate(itertools.combinations(FOUR, count)):
        folder = tmp_path / str(n)
        folder.mkdir()
        scene = Scene(folder)
        for line in lines:
            scene.say(line)
        assert recorded(scene) == [], lines
        scene.close()


@pytest.mark.anyio
@pytest.mark.parametrize("size", SIZES)
async def test_four_scans_are_a_swap_on_the_screen_and_no_key_is_pressed(
    app: DeskApp, scene: Scene, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driving(app, size) as desk:
        monkeypatch.setattr(desk.pilot, "press", None)
        words = []
        for scan in FOUR:
            await desk.scan(scan)
            words.append(desk.word)
        assert words == ["NEXT", "NEXT", "NEXT", "DONE"]
    assert recorded(scene) == ["device_issued", "device_taken_in"]
