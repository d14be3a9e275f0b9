"""Kill a running desk so many times: `python -m tests.faults.kills [N] [SEED]`."""

import sys
import tempfile
from pathlib import Path

from tests.faults.killed import rounds


def main(times: int, seed: int) -> int:
    """Kill, look, say; the exit code is 1 where anything that was printed is not there."""
    lost = unsaid = 0
    with tempfile.TemporaryDirectory() as root:
        for number, (printed, left, may_be) in enumerate(rounds(Path(root), times, seed, at_once=False), 1):
            lost += left not in may_be
            unsaid += left in may_be[1:] and left != may_be[0]
            fate = "kept" if left in may_be else f"LOST: {left} is none of {may_be}"
            print(f"{number:>4}  {printed:>4} answers  {sum(n for _, n in left.kinds):>4} entries  {fate}")
    print(f"{times} kills: {lost} with a loss, {unsaid} between a commit and its answer")
    return 1 if lost else 0


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:]]
    sys.exit(main(*given, *(100, 1)[len(given) :]))
