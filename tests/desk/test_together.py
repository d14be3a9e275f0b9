"""Scans that wait are committed together: each is answered as alone, and none before what it says is on disk (P3)."""

import io
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from devswap.desk.outcome import Outcome
from devswap.desk.plain import AT_ONCE, answer, json_line, run, waiting
from devswap.errors import StoreError
from devswap.store import Store
from tests.desk.scenes import OKAFOR, REID, Scene

DAY = (
    OKAFOR, "5CG7290HTW", "5CG2411RVD", OKAFOR, "CN0F7TK98123", REID, "nonsense", "5CG8122QPW", "5CG2411RVF",
    "/keep 2099-01-01", REID, "/undo", "5CG8122QPW", "5CG2411RVF", OKAFOR, "/intake-only",
)  # fmt: skip
FULL = "PRAGMA max_page_count = 1"
ROOM = "PRAGMA max_page_count = 1000000"


def works(scene: Scene, *lines: str) -> list[Callable[[], Outcome | None]]:
    return [partial(answer, scene.desk, line.encode()) for line in lines]


def codes(outcomes: list[Outcome | None]) -> list[str]:
    return [outcome.code for outcome in outcomes if outcome is not None]


def kinds(scene: Scene) -> list[str]:
    return [row[0] for row in scene.store._db.all("SELECT kind FROM entries ORDER BY seq")]


def test_a_day_at_once_is_answered_and_recorded_as_line_by_line(scene: Scene, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = Scene(tmp_path / "other")
    at_once = scene.desk.together(works(scene, *DAY))
    assert codes(at_once) == other.codes(*DAY)
    assert kinds(scene) == kinds(other)
    assert scene.desk.tape()[0].text == other.desk.tape()[0].text
    other.close()


def test_nothing_is_on_disk_until_all_of_it_is(scene: Scene) -> None:
    seen: list[int] = []

    def look() -> None:
        with Store.read(scene.folder / "desk.db") as reader:
            seen.append(reader.how_many())

    before = scene.store.how_many()
    scene.desk.together([*works(scene, OKAFOR, "5CG7290HTW", "5CG2411RVD", OKAFOR), look])
    look()
    assert seen == [before, before + 2]


def test_the_sidecar_vouches_for_nothing_that_is_not_on_disk(scene: Scene) -> None:
    marks: list[int] = []

    def look() -> None:
        mark = scene.store._sidecar.read()
        marks.append(mark.number if mark else 0)

    start = scene.store._head[0]
    scene.desk.together([*works(scene, OKAFOR, "5CG7290HTW", "5CG2411RVD", OKAFOR), look])
    look()
    assert marks == [start, start + 2]


def test_on_a_full_disk_each_is_answered_by_itself_and_the_desk_works_on(scene: Scene) -> None:
    scene.store._db.driver.execute(FULL)
    said = scene.desk.together(works(scene, OKAFOR, "5CG7290HTW", "5CG2411RVD", *("nonsense",) * 60, OKAFOR))
    assert codes(said)[0] == "recipient_known"
    assert "not_recorded" in codes(said)
    assert "swap_recorded" not in codes(said)
    scene.store._db.driver.execute(ROOM)
    assert scene.codes("/cancel", "5CG7290HTW", "5CG2411RVD", OKAFOR)[-1] == "swap_recorded"
    assert not scene.store._db.driver.in_transaction


def test_after_a_failure_the_state_is_that_of_the_disk(scene: Scene) -> None:
    before = scene.desk.visit(), scene.desk.parked(), scene.store._head
    failing = works(scene, OKAFOR, "5CG7290HTW", "5CG2411RVD", OKAFOR)

    def broken() -> None:
        raise StoreError("a list is damaged")

    with pytest.raises(StoreError):
        scene.desk.together([*failing, broken])
    assert scene.store._head == before[2]
    assert kinds(scene).count("device_issued") == 0


def test_what_failed_within_is_not_committed_with_the_rest(scene: Scene) -> None:
    def half() -> None:
        with suppress(StoreError), scene.store._db.transaction() as driver:
            driver.execute("INSERT INTO unknown_scans (at, scan, symbology) VALUES ('', 'half', '')")
            raise StoreError("a list is damaged")

    scene.desk.together([half, *works(scene, OKAFOR, "nonsense")])
    assert scene.store._db.all("SELECT scan FROM unknown_scans") == [("nonsense",)]


def test_lines_that_wait_are_given_together_and_none_waits_for_the_next() -> None:
    pieces = [b"one\ntwo\nthr", b"ee\n", b"four", b""]

    class Pieces(io.BytesIO):
        def read1(self, size: int | None = -1, /) -> bytes:
            return pieces.pop(0)

    assert list(waiting(Pieces())) == [[b"one", b"two"], [b"three"], [b"four"]]


def test_a_power_cut_takes_a_bounded_number_of_answers() -> None:
    given = list(waiting(io.BytesIO(b"x\n" * 100)))
    assert [len(lines) for lines in given] == [AT_ONCE, AT_ONCE, AT_ONCE, 100 - 3 * AT_ONCE]


def test_every_line_has_its_answer_in_its_order(scene: Scene) -> None:
    out = io.StringIO()
    text = "\n".join(["# a day", "", *DAY]).encode()
    run(scene.desk, waiting(io.BytesIO(text)), out, as_json=True)
    assert len(out.getvalue().splitlines()) == len(DAY)
    assert scene.desk.last is not None
    assert out.getvalue().splitlines()[-1] == json_line(scene.desk.last)
