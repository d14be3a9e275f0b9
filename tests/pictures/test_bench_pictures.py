"""What the wipe bench looks like, at both sizes, in all three themes."""

from collections.abc import Callable, Iterator
from datetime import UTC
from pathlib import Path

import pytest
from textual.app import App

from devswap.ledger.policy import Policy, Wipe
from devswap.tui.bench.app import BenchApp
from tests.desk.scenes import DOYLE, MARSH, OKAFOR, REID, Scene
from tests.pictures.test_pictures import in_all_themes
from tests.tui.driving import SIZES, Driver, driving
from tests.wiping.benches import READY, bench_desk
from tests.wiping.logs import SECOND
from tests.wiping.test_evidence_in import GOOD, HOST, log

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("size", SIZES, ids=["120x40", "80x24"])]

Compare = Callable[[App[int], str], None]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A desk took four devices in, some weeks ago and since; one of them is kept a while."""
    made = Scene(tmp_path, policy=Policy(wipe=Wipe(keep_days=0)))
    made.say(DOYLE, "5CG9990AAB", "/intake-only")
    made.clock.pass_by(days=25)
    made.say(REID, "5CG8122QPW", "/intake-only")
    made.clock.pass_by(days=9)
    made.say(MARSH, "5CG8122QPN", "/keep 2027-01-15", "/intake-only")
    made.clock.pass_by(hours=1)
    made.say(OKAFOR, HOST, "5CG2411RVD", OKAFOR)
    made.clock.pass_by(hours=5)
    yield made
    made.close()


@pytest.fixture
def app(scene: Scene) -> BenchApp:
    verbs, scene.desk = bench_desk(scene)
    return BenchApp(
        lambda: (scene.desk, verbs), state_folder=scene.folder, clock=scene.clock.now, zone=UTC, logs=scene.folder
    )


async def at_work(bench: Driver, scene: Scene, *lines: str) -> None:
    for line in lines:
        scene.clock.pass_by(minutes=3)
        await (bench.type(line) if line.startswith("/") else bench.scan(line))


async def test_a_job_is_in_hand(app: BenchApp, scene: Scene, picture: Compare, size: tuple[int, int]) -> None:
    async with driving(app, size) as bench:
        await at_work(bench, scene, HOST)
        assert bench.word == "NEXT"
        await in_all_themes(bench, picture, "bench-next", size)


async def test_one_drive_more_is_asked_about(
    app: BenchApp, scene: Scene, picture: Compare, size: tuple[int, int]
) -> None:
    async with driving(app, size) as bench:
        report = log(scene, GOOD, SECOND, name="report.log", after=34 * 24 + 2)
        await at_work(bench, scene, HOST, "/start ata-hdd", f"/evidence {report}")
        assert bench.word == "ASK"
        await in_all_themes(bench, picture, "bench-ask", size)


async def test_accepted_and_graded(app: BenchApp, scene: Scene, picture: Compare, size: tuple[int, int]) -> None:
    async with driving(app, size) as bench:
        report = log(scene, name="report.log", after=34 * 24 + 2)
        await at_work(bench, scene, HOST, f"/evidence {report} media=ata-hdd", f"/grade B {READY}", "/accept")
        assert bench.word == "DONE"
        await in_all_themes(bench, picture, "bench-done", size)


async def test_what_is_held_stays(app: BenchApp, scene: Scene, picture: Compare, size: tuple[int, int]) -> None:
    async with driving(app, size) as bench:
        await at_work(bench, scene, HOST, "/hold EV-17 200002", "/start ata-hdd")
        assert bench.word == "STOP"
        await in_all_themes(bench, picture, "bench-stop", size)


async def test_the_screens_beside_it(app: BenchApp, scene: Scene, picture: Compare, size: tuple[int, int]) -> None:
    async with driving(app, size) as bench:
        await at_work(bench, scene, HOST)
        for name, key in (("help", "f1"), ("lists", "f2"), ("consign", "f9")):
            await bench.press(key)
            picture(app, f"bench-{name}-{size[0]}x{size[1]}")
            await bench.press("escape")
        await bench.press("f4")
        picture(app, f"bench-media-{size[0]}x{size[1]}")
