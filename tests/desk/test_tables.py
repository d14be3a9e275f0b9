"""Tables: where the new devices of each visit stand, so that nobody gets another's."""

from pathlib import Path

from devswap.ledger.policy import Policy, Visits
from tests.desk.scenes import MARSH, OKAFOR, REID, Scene

OLD, NEW, NEXT, THIRD = "5CG7290HTW", "5CG2411RVD", "5CG2411RVF", "5CG2411RVH"


def parked(scene: Scene) -> list[str]:
    return [view.summary for view in scene.desk.parked()]


def test_each_visit_that_waits_says_on_which_table_its_new_device_stands(scene: Scene) -> None:
    scene.say(OKAFOR, OLD, NEW)
    assert [line.stands_on for line in scene.desk.visit().lines] == [1]
    assert "on table 1" in scene.say(MARSH).message
    scene.say(NEXT, REID)
    assert [summary.rpartition(" ")[2] for summary in parked(scene)] == ["1", "2"]


def test_a_table_is_free_again_when_its_device_is_handed_out(scene: Scene) -> None:
    scene.say(OKAFOR, OLD, NEW, MARSH, NEXT, OKAFOR, OKAFOR, REID, THIRD)
    assert [line.stands_on for line in scene.desk.visit().lines if line.new] == [0], "nothing pairs with it yet"
    scene.say(OKAFOR)
    assert [summary.rpartition(" ")[2] for summary in parked(scene)] == ["2", "1"]


def test_a_table_is_the_same_after_the_plug_was_pulled(scene: Scene) -> None:
    scene.say(MARSH, NEXT, OKAFOR, OLD, NEW)
    scene.close()
    scene.open()
    assert sorted(summary.rpartition(" ")[2] for summary in parked(scene)) == ["1", "2"]


def test_where_all_tables_are_taken_it_is_said_and_the_next_is_served_all_the_same(tmp_path: Path) -> None:
    scene = Scene(tmp_path, policy=Policy(visits=Visits(tables=1)))
    scene.say(OKAFOR, OLD, NEW)
    assert "Every table is taken" in scene.say(MARSH).message
    scene.say(NEXT, REID)
    assert [" on table " in summary for summary in parked(scene)] == [True, False]
    scene.close()
