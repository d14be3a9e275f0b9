"""Kill a running desk so many times: `python -m tests.faults.kills [N] [SEED]`."""

import sys
import tempfile
from pathlib import Path

from tests.faults.killed import rounds


def main(times: int, seed: int) -> int:
    """Kill, look, say; the exit code is 1 where anything that was printed is not there."""
    wrong = between = 0
    with tempfile.TemporaryDirectory() as root:
        for number, (left, then, next_) in enumerate(rounds(Path(root), times, seed), 1):
            kept = (left.kinds, left.waiting) in ((then.kinds, then.waiting), (next_.kinds, next_.waiting))
            wrong += not kept
            between += (left.kinds, left.waiting) != (then.kinds, then.waiting)
            fate = "kept" if kept else f"LOST: {left} is neither {then} nor {next_}"
            print(f"{number:>4}  {left.printed:>4} answers  {sum(left.kinds.values()):>4} entries  {fate}")
    print(f"{times} kills, {between} of them after a commit and before its answer, {wrong} with a loss")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*(int(argument) for argument in (*sys.argv[1:], *("100", "1")[len(sys.argv) - 1 :]))))
