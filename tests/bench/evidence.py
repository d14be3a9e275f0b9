"""How many nwipe logs a second are read and judged, how many megabytes, and what of it is reading the bytes.

`python -m tests.bench evidence [LOGS] [MEGABYTES]`: 2,000 logs in a folder and one log of 64 MB unless said.
"""

import hashlib
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from devswap.wiping.evidence import judge
from devswap.wiping.readers import read_evidence
from tests.wiping.logs import GOOD, NIST, job, nwipe_log

ROUNDS = 5
DEFAULTS = ("2000", "64")
PROGRESS = b"[2026/11/23 20:27:51]    info: /dev/sda: 38.41%, round 1 of 1, pass 1 of 1, eta 00:00:10, [writing]\n"


def run(arguments: list[str]) -> None:
    """Print medians, and how many times the floor (open, read, SHA-256) they are."""
    logs, megabytes = (int(told) for told in [*arguments, *DEFAULTS[len(arguments) :]])
    with tempfile.TemporaryDirectory() as folder:
        files = list(_folder(Path(folder), logs))
        size = sum(file.stat().st_size for file in files)
        took, floor = _median(lambda: [_judged(file) for file in files]), _median(lambda: [_digest(f) for f in files])
        rate, ratio = logs / took, took / floor
        print(f"{logs:,} logs of {size / logs:,.0f} bytes: {rate:,.0f} a second, {ratio:.1f} times the floor")
        large = Path(folder) / "large.log"
        _large(large, megabytes)
        took, floor = _once(lambda: _judged(large)), _once(lambda: _digest(large))
        print(f"one log of {megabytes} MB: {megabytes / took:,.1f} MB a second, {took / floor:.1f} times the floor")


def _folder(folder: Path, logs: int) -> Iterator[Path]:
    for number in range(logs):
        file = folder / f"nwipe_log_{number:06}.txt"
        version = ("0.34", "0.38", "0.42")[number % 3]
        file.write_bytes(nwipe_log(version=version).replace(GOOD.serial.encode(), b"WD-%08d" % number))
        yield file


def _large(file: Path, megabytes: int) -> None:
    """A whole log with lines of progress between, one drive, one run."""
    begin, stars, end = nwipe_log().partition(b"**")
    with file.open("wb") as stream:
        stream.write(begin.rstrip(b"\n") + b"\n")
        for _ in range(megabytes):
            stream.write(PROGRESS * (1024 * 1024 // len(PROGRESS)))
        stream.write(stars + end)


def _judged(file: Path) -> list[str]:
    expected = job()
    return [judge(evidence, expected, NIST).outcome for evidence in read_evidence(file)]


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _median(work: Callable[[], object]) -> float:
    return median(_once(work) for _ in range(ROUNDS))


def _once(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
