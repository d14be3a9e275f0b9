"""Signing in: from the PIN that is sent to the answer, counted on disk before and after, in ms."""

import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.desk.scenes import SHAH, Scene

PIN, OTHER = "493817", "550274"
BUDGET = 300


def run(arguments: Sequence[str]) -> None:
    """Print the median, the worst and the budget of a right PIN and a wrong one. `arguments`: how often, 10 if none."""
    times = int(arguments[0]) if arguments else 10
    with tempfile.TemporaryDirectory() as folder:
        scene = Scene(Path(folder))
        scene.store.pins.keep("200002", PIN)
        print(f"{'':12}{'median':>9}{'worst':>9}{'budget':>9}")
        for name, pin in (("right PIN", PIN), ("wrong PIN", OTHER)):
            taken = [_once(scene, pin) for _ in range(times)]
            print(f"{name:12}{statistics.median(taken):9.0f}{max(taken):9.0f}{BUDGET:9}")
        scene.close()


def _once(scene: Scene, pin: str) -> float:
    scene.store.pins.unlock("200002")
    scene.say("/lock", SHAH)
    start = time.perf_counter()
    scene.say(pin)
    return (time.perf_counter() - start) * 1000
