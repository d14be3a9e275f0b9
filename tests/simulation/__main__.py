"""`python -m tests.simulation --seeds N [--first S] [--steps K] [--bug NAME|all]`: seeds run, or seeds to catch a bug.

A failure prints its seed; the same seed is the same run.
"""

import argparse
import sys
import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path

from devswap.errors import DevswapError
from tests.simulation.invariants import check
from tests.simulation.planted import BUGS, planted
from tests.simulation.world import MACHINES, NETWORK, Broken, World

STEPS = 60
MANY = 20
"""Seeds from which on a fault that never happened is a failure of the simulation itself."""


def play(seed: int, steps: int = STEPS, bug: str | None = None) -> tuple[World, Counter[str]]:
    """One world to its end: as it was, and the discrepancies that stand in it. Raises Broken."""
    with tempfile.TemporaryDirectory(prefix="devswap-simulation-") as folder, planted(bug):
        world = World(seed, Path(folder))
        try:
            world.run(steps)
            return world, check(world)
        finally:
            world.close()


def seeds_to_catch(bug: str, first: int, seeds: int, steps: int = STEPS) -> int | None:
    """How many seeds it took until a planted bug broke an invariant; None where none did."""
    for n in range(seeds):
        try:
            play(first + n, steps, bug)
        except Broken:
            return n + 1
    return None


def main() -> int:
    """Run; 1 where an invariant broke or a planted bug was not caught."""
    parser = argparse.ArgumentParser(prog="tests.simulation")
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--bug", choices=[*BUGS, "all"])
    asked = parser.parse_args()
    if asked.bug:
        missed = 0
        for bug in BUGS if asked.bug == "all" else [asked.bug]:
            seeds = seeds_to_catch(bug, asked.first, asked.seeds, asked.steps)
            missed += seeds is None
            print(f"{bug}: {f'caught after {seeds} seeds' if seeds else 'NOT CAUGHT'}", flush=True)
        return int(missed > 0)
    faults: Counter[str] = Counter()
    discrepancies: Counter[str] = Counter()
    entries = dead = broken = left = 0
    passed = timedelta()
    for seed in range(asked.first, asked.first + asked.seeds):
        try:
            world, found = play(seed, asked.steps)
        except (Broken, DevswapError) as error:
            broken += 1
            print(f"seed {seed}: {error}", flush=True)
            continue
        faults += world.faults
        discrepancies += found
        passed += world.passed
        entries, dead, left = entries + len(world.recorded), dead + len(world.dead), left + world.yard.released
    print(f"{asked.seeds} seeds, {broken} broken, {passed / timedelta(days=1):.0f} virtual days, {entries} entries")
    print(f"{dead} entries lost with their only disk; {left} devices left a bench")
    print("faults:", dict(sorted(faults.items())))
    print("discrepancies:", dict(sorted(discrepancies.items())))
    happened = {name for name, times in faults.items() if times} | ({"release"} if left else set())
    never = {*NETWORK, *MACHINES, "torn_tail", "release"} - happened if asked.seeds >= MANY else set()
    if never:
        print(f"never happened: {', '.join(sorted(never))}")
    return int(broken > 0 or bool(never))


if __name__ == "__main__":
    sys.exit(main())
