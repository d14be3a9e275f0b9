"""The loop of one scanner's thread, run here in virtual time and without a thread."""

import errno
import threading
from collections.abc import Callable, Iterator

import pytest

from scanners.faults import explain
from scanners.feedback import Verdict
from scanners.reader import Reader, ScannerState, Source
from scanners.scan import Scan

Step = list[Scan] | Exception | Callable[[], list[Scan]]


class World:
    """Virtual time, and a scanner that is plugged in or not: each open takes the next script of what reads give."""

    def __init__(self, *scripts: list[Step] | Exception) -> None:
        self.now = 0.0
        self.scripts: Iterator[list[Step] | Exception] = iter(scripts)
        self.scans: list[Scan] = []
        self.states: list[ScannerState] = []
        self.said: list[Verdict] = []
        self.closed = 0
        self.opens: list[float] = []
        self.left: list[Scan] = []
        self.reader = Reader(
            "lane 1", "/dev/ttyACM0", self.open, self.scans.append, self.states.append, self.clock, self.wait
        )

    def clock(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += seconds

    def open(self) -> Source:
        self.opens.append(self.now)
        script = next(self.scripts, None)
        if script is None:
            self.reader.stop()
            script = []
        if isinstance(script, Exception):
            raise script
        return Scripted(self, script)

    def run(self) -> "World":
        self.reader.run()
        return self

    @property
    def statuses(self) -> list[str]:
        return [state.status for state in self.states]


class Scripted:
    def __init__(self, world: World, script: list[Step]) -> None:
        self.world = world
        self.script = iter(script)

    def read(self) -> list[Scan]:
        self.world.now += 0.02
        step = next(self.script, OSError(errno.EIO, "gone"))
        if isinstance(step, Exception):
            raise step
        return step() if callable(step) else step

    def say(self, verdict: Verdict) -> None:
        self.world.said.append(verdict)

    def close(self) -> list[Scan]:
        self.world.closed += 1
        left, self.world.left = self.world.left, []
        return left


def unplugged(seconds: float) -> list[Exception]:
    """What opening says while a scanner is away: attempts come every two seconds at the most."""
    return [OSError(errno.ENOENT, "no such file")] * int(seconds / 2)


ONE, TWO = Scan("BN8R5T1", "lane 1"), Scan("6WMD9Q3", "lane 1")


def test_unplugged_for_an_hour_it_is_lost_once_and_back_once_and_nothing_is_lost() -> None:
    world = World([[ONE]], *unplugged(3600), [[TWO]]).run()

    assert world.scans == [ONE, TWO]
    assert world.statuses[:3] == ["ready", "lost", "back"]
    assert world.now > 3000
    assert len(world.opens) < 2000, "it does not spin"
    assert world.closed == world.statuses.count("ready") + world.statuses.count("back")


def test_attempts_to_open_grow_to_two_seconds_apart() -> None:
    world = World(*unplugged(16)).run()

    gaps = [later - earlier for earlier, later in zip(world.opens, world.opens[1:], strict=False)]
    assert gaps == [0.25, 0.5, 1.0, 2.0, 2.0, 2.0, 2.0, 2.0]


def test_a_scanner_that_was_never_there_is_lost_once_then_ready() -> None:
    world = World(*unplugged(10), []).run()

    assert world.statuses[:2] == ["lost", "ready"]
    assert "lane 1" in world.states[0].message
    assert world.states[0].next


def test_what_was_half_read_is_handed_over_before_the_loss_is_told() -> None:
    torn = Scan("CND21", "lane 1", damage="torn")
    world = World([[ONE], OSError(errno.EIO, "gone")])
    world.left = [torn]
    world.run()

    assert world.scans == [ONE, torn]


@pytest.mark.parametrize(
    "failure", [OSError(errno.EIO, "I/O"), ValueError("odd"), TypeError("pyserial"), ZeroDivisionError()]
)
def test_whatever_a_driver_raises_the_reader_lives_and_says_so(failure: Exception) -> None:
    world = World([failure], failure, [[ONE]]).run()

    assert world.scans == [ONE]
    assert world.statuses[:3] == ["ready", "lost", "back"]


def test_a_desk_that_fails_to_take_a_scan_does_not_stop_the_next(caplog: pytest.LogCaptureFixture) -> None:
    taken: list[Scan] = []

    def deliver(scan: Scan) -> None:
        if scan == ONE:
            raise RuntimeError("screen is closing")
        taken.append(scan)

    world = World([[ONE, TWO]])
    world.reader._deliver = deliver
    world.run()

    assert taken == [TWO]
    assert "could not be delivered" in caplog.text


def test_a_desk_that_fails_to_take_a_state_does_not_stop_the_reader() -> None:
    world = World([[ONE]])
    world.reader._report = lambda state: 1 / 0  # type: ignore[assignment]
    world.run()

    assert world.scans == [ONE]


def test_access_denied_on_its_return_is_told_though_it_is_lost_already() -> None:
    denied = PermissionError(errno.EACCES, "denied")
    world = World([[ONE]], *unplugged(10), denied, denied, denied, [[TWO]]).run()

    assert world.statuses[:4] == ["ready", "lost", "lost", "back"]
    assert "may not open" in world.states[2].message


def test_a_permission_that_arrives_late_is_not_worth_a_word() -> None:
    world = World([[ONE]], *unplugged(4), PermissionError(errno.EACCES, "denied"), [[TWO]]).run()

    assert world.statuses[:3] == ["ready", "lost", "back"]


def test_the_last_verdict_is_said_and_what_a_lost_scanner_would_have_said_is_forgotten() -> None:
    def verdicts() -> list[Scan]:
        world.reader.say("accepted")
        world.reader.say("refused")
        return []

    def late() -> list[Scan]:
        world.reader.say("ask")
        raise OSError(errno.EIO, "gone")

    world = World([verdicts, [], late], [[], []])
    world.run()

    assert world.said == ["refused"]


def test_a_line_that_drops_again_and_again_is_not_hammered() -> None:
    dropping: list[Step] = [OSError(errno.EIO, "gone")]
    world = World(*[dropping] * 20).run()

    gaps = [later - earlier for earlier, later in zip(world.opens, world.opens[1:], strict=False)]
    assert gaps[-1] > 2.0


def test_a_line_that_held_is_opened_again_at_once() -> None:
    steady: list[Step] = [[]] * 300
    world = World(*unplugged(10), steady, [[ONE]]).run()

    assert world.opens[6] - (world.opens[5] + 301 * 0.02) == pytest.approx(0.25)


def test_a_stop_is_bounded_though_the_device_hangs_in_its_open() -> None:
    stopped, hung = threading.Event(), threading.Event()
    freed: list[bool] = []

    def hang() -> Source:
        freed.append(stopped.wait(30))
        hung.set()
        raise OSError

    reader = Reader("lane 1", "socket://10.0.0.9:1", hang, lambda scan: None, lambda state: None).start()
    reader.stop()
    stopped.set()
    hung.wait(30)
    assert freed == [True], "the stop came first"


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (OSError(errno.EBUSY, ""), "busy", "held by another program"),
        (OSError(errno.EAGAIN, ""), "busy", "held by another program"),
        (OSError(errno.EACCES, ""), "denied", "may not open"),
        (OSError(errno.ENODEV, ""), "gone", "is not there"),
        (OSError(errno.EIO, ""), "gone", "is not there"),
        (OSError("device reports readiness to read but returned no data"), "gone", "is not there"),
        (OSError(errno.ENOTUNIQ, ""), "broken", "more than one scanner"),
        (OSError(errno.EINVAL, ""), "broken", "does not take its settings"),
        (ModuleNotFoundError(name="evdev"), "broken", "evdev"),
        (ValueError("odd"), "broken", "ValueError: odd"),
    ],
)
def test_every_fault_is_put_in_words_with_what_to_do(error: Exception, kind: str, words: str) -> None:
    fault = explain(error, "/dev/ttyACM0")

    assert fault.kind == kind
    assert words in fault.what
    assert "/dev/ttyACM0" in fault.what
    assert fault.next.endswith(".")
