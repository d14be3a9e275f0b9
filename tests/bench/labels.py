"""How many labels a second `labels.read` reads, in process and through the command, against one regex match a label."""

import io
import re
import time
from collections.abc import Callable
from random import Random
from statistics import median

from devswap.labels.command_line import read_lines
from devswap.labels.reading import read
from tests.labels.rows import ROWS
from tests.labels.test_samples import rows, sent

_ROUNDS = 30
_FLOOR = re.compile(r"(?:\]([A-Za-z]\w))?([ -~]*)[\r\n]*")


def run() -> None:
    """Print medians in labels a second, and how many times the floor a label takes."""
    sample = [(sent(raw), kind) for raw, _, kind, _ in rows()]
    rng = Random(1)
    unseen = [row(rng).text for row in ROWS.values() for _ in range(20)]
    corpora = {
        "the sample": [text for text, _ in sample],
        "the sample without GS1": [text for text, kind in sample if "gs1" not in kind],
        "unseen labels of every kind": unseen,
    }
    for name, texts in corpora.items():
        took = _median_seconds(lambda texts=texts: [read(text) for text in texts]) / len(texts)  # type: ignore[misc]
        floor = _median_seconds(lambda texts=texts: [_FLOOR.match(text) for text in texts]) / len(texts)  # type: ignore[misc]
        print(f"labels.read, {name:<28} {1 / took:>9,.0f} a second   {took / floor:5.1f} times one regex match")
    lines = "\n".join(raw for raw, *_ in rows()).encode() + b"\n"
    took = _median_seconds(lambda: list(read_lines(io.BytesIO(lines * 10), as_json=True))) / (len(sample) * 10)
    print(f"labels read --json, {'the sample as lines':<21} {1 / took:>9,.0f} a second")


def _median_seconds(job: Callable[[], object]) -> float:
    job()
    taken = []
    for _ in range(_ROUNDS):
        start = time.perf_counter()
        job()
        taken.append(time.perf_counter() - start)
    return median(taken)


if __name__ == "__main__":
    run()
