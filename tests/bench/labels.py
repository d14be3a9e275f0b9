"""How many labels a second are read, in process and as lines, and how many of labels that nobody has seen are right.

`python -m tests.bench labels [CASES]`: CASES of every kind for the last line, 1,000 unless said.
"""

import io
import re
import time
from collections.abc import Callable, Iterable
from random import Random
from statistics import median
from typing import TypeVar

from devswap.labels.command_line import read_lines
from devswap.labels.reading import read
from tests.labels.rows import ROWS
from tests.labels.test_samples import rows, sent

T = TypeVar("T")

_ROUNDS = 30
_FLOOR = re.compile(r"(?:\]([A-Za-z]\w))?([ -~]*)[\r\n]*")


def run(arguments: list[str]) -> None:
    """Print medians in labels a second, how many times the floor a label takes, and the share that is right."""
    sample = [(sent(raw), kind) for raw, _, kind, _ in rows()]
    rng = Random(1)
    corpora = {
        "the sample": [text for text, _ in sample],
        "the sample without GS1": [text for text, kind in sample if "gs1" not in kind],
        "unseen labels of every kind": [row(rng).text for row in ROWS.values() for _ in range(20)],
    }
    for name, texts in corpora.items():
        took, floor = _each(read, texts), _each(_FLOOR.match, texts)
        print(f"labels.read, {name:<28} {1 / took:>9,.0f} a second   {took / floor:5.1f} times one regex match")
    lines = b"".join(raw.encode() + b"\n" for raw, *_ in rows() for _ in range(10))
    took = _each(lambda source: list(read_lines(io.BytesIO(source), as_json=True)), [lines]) / lines.count(b"\n")
    print(f"labels read --json, {'the sample as lines':<21} {1 / took:>9,.0f} a second")
    print(_accuracy(int(arguments[0]) if arguments else 1_000))


def _each(job: Callable[[T], object], texts: Iterable[T]) -> float:
    """The median of the processor seconds that one text takes: other work on the machine does not count."""
    texts = list(texts)
    taken = []
    for _ in range(_ROUNDS):
        start = time.process_time()
        for text in texts:
            job(text)
        taken.append(time.process_time() - start)
    return median(taken) / len(texts)


def _accuracy(cases: int) -> str:
    right = other = 0
    for name, row in ROWS.items():
        rng = Random(f"{name} of the benchmark")
        for case in (row(rng) for _ in range(cases)):
            label = read(case.text, layout=case.layout)
            fits = (label.what_it_is, label.normalised) == (case.kind, case.value)
            right += fits
            other += not fits and label.readings[0].role in ("D", "W")
    total = cases * len(ROWS)
    return f"{total:,} unseen labels of {len(ROWS)} sorts: {right / total:.3%} right, {other} named another device"
