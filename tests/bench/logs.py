"""A bench's figures: logs imported a second with their commits, one huge log, a long queue's pages, papers of many.

`python -m tests.bench logs [LOGS] [MEGABYTES] [JOBS]`: 10,000 logs of as many jobs, one log of 2,048 MB, a queue of
47,000 unless said.
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from statistics import median

from devswap.desk.table import Settings
from devswap.ledger import events as ev
from devswap.ledger.ids import device_id
from devswap.ledger.known import Operator
from devswap.ledger.parts import Drive, Person
from devswap.store import Recording, Store
from devswap.wiping import board, certificates, consigning, listing, papers
from devswap.wiping.consignment import line_of
from devswap.wiping.importing import Importing
from devswap.wiping.jobs import Bench, job_named
from devswap.wiping.methods import load_profile
from devswap.wiping.originals import kept_files
from devswap.wiping.schemes import load_schemes
from tests.bench.evidence import _large
from tests.store.shelf import Shelf, person, taken_in
from tests.wiping.logs import GOOD, Wiped, nwipe_log

Times = tuple[float, float]
"""Milliseconds on the wall, and of the processor: on a machine that others load they differ."""
DEFAULTS = ("10000", "2048", "47000")
RAO = Operator(person(7), "300001", "P. Rao", "bench")
PAGES = 200
MANIFEST = 500


def run(arguments: list[str]) -> None:
    """Print each figure with what it must reach."""
    logs, megabytes, jobs = (int(told) for told in [*arguments, *DEFAULTS[len(arguments) :]])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "a").mkdir()
        shelf = Shelf(folder / "a")
        try:
            _import(shelf, folder, logs)
            _papers(shelf, min(logs, MANIFEST))
        finally:
            shelf.close()
        (folder / "b").mkdir()
        _queue(folder / "b", jobs)
        _huge(folder, megabytes)


def _batches(numbers: Iterable[int], size: int) -> Iterator[list[int]]:
    waiting = iter(numbers)
    while batch := list(islice(waiting, size)):
        yield batch


def _jobs(shelf: Shelf, numbers: range, keep_until: str | None = None) -> None:
    """Intakes of laptops with one magnetic drive each."""
    for batch in _batches(numbers, 500):
        drives = [Drive(device_id("drive", str(n)), f"WD-{n:08}", media="magnetic") for n in batch]
        shelf.record(*(
            taken_in(f"PF{n:08}", person(1), drives=(drive,), keep_until=keep_until)
            for n, drive in zip(batch, drives, strict=True)
        ))  # fmt: skip
        shelf.clock.pass_by(minutes=1)


def _bench(store: Store) -> Bench:
    return Bench(store, load_profile("nist-800-88r2"), "Lambeth", RAO)


def _logs(folder: Path, shelf: Shelf, numbers: range) -> Iterator[Path]:
    folder.mkdir()
    started = (shelf.clock.now() + timedelta(hours=1)).replace(tzinfo=None)
    for n in numbers:
        file = folder / f"nwipe_log_{n:06}.txt"
        drive = Wiped(serial=f"WD-{n:08}")
        version = ("0.34", "0.38", "0.42")[n % 3]
        file.write_bytes(nwipe_log(drive, host=f"PF{n:08}", started=started, version=version))
        yield file


def _import(shelf: Shelf, folder: Path, count: int) -> None:
    _jobs(shelf, range(count))
    files = list(_logs(folder / "logs", shelf, range(count)))
    shelf.clock.pass_by(days=1)
    importing = Importing(_bench(shelf.store), kept_files(shelf.store.path), zone=UTC)
    outcomes: list[str] = []
    wall, cpu = _once(lambda: outcomes.extend(taken.outcome for taken in importing.take(files)))
    rate, alone = count / wall * 1000, count / cpu * 1000
    assert outcomes == ["passed"] * count, set(outcomes)
    print(f"{count:,} nwipe logs, a commit for each batch: {rate:,.0f} a second "
          f"({alone:,.0f} of the processor)      wanted: 500 or more")  # fmt: skip


def _papers(shelf: Shelf, count: int) -> None:
    store, schemes = shelf.store, load_schemes(None)
    yard = consigning.Yard(store, schemes, "Lambeth", RAO)
    for batch in _batches(range(count), 100):
        store.record([Recording(accepted, RAO.id) for n in batch for accepted in _accepted(store, n)])
    numbers = [number for n in range(min(count, 50)) for number in certificates.numbers(job_named(store, f"PF{n:08}"))]
    _told(
        "a certificate",
        [_once(lambda number=number: certificates.printed(store, number, "X")) for number in numbers],
        50,
    )
    name = consigning.begin(yard, "recycler", "").name
    scans = [_once(lambda n=n: consigning.scan(yard, name, f"PF{n:08}")) for n in range(count)]
    _told("a scan into it", scans, 33)
    header, stopped = consigning.close(yard, name)
    assert not stopped, stopped[:2]
    lines = [line_of(blob) for _, blob in store.consigned(name)]
    _told(f"a manifest of {count}", [_once(lambda: papers.manifest(header, lines)) for _ in range(3)], 2000)


def _accepted(store: Store, number: int) -> Iterator[ev.WipeAccepted]:
    job = job_named(store, f"PF{number:08}")
    for entry, event in job.state.about(job.custody, ev.WipeEvidenced):
        yield ev.WipeAccepted(job.custody, event.drive, entry.id, Person(RAO.id), Person(RAO.id), f"W-{number:06}")


def _queue(folder: Path, jobs: int) -> None:
    """Pages of the bench's lists with their notes, and all its counts, which follow an answer only."""
    shelf = Shelf(folder)
    _jobs(shelf, range(jobs * 3 // 4))
    _jobs(shelf, range(jobs * 3 // 4, jobs), keep_until="2027-12-31")
    settings, random = Settings("bench 1", "Lambeth"), Random(1)

    def page(name: str, offset: int) -> None:
        for row in listing.page(shelf.store, 30, name, 8, offset):
            board.row_view(shelf.store, settings, row)

    for name, most in (("waiting", jobs * 3 // 4), ("keeping", jobs // 4), ("held", 1)):
        _told(f"a page of {name}", [_once(lambda: page(name, random.randrange(most))) for _ in range(PAGES)], 33)  # noqa: B023
    _told("the counts", [_once(lambda: listing.counts(shelf.store)) for _ in range(PAGES)], 33)
    shelf.close()


def _huge(folder: Path, megabytes: int) -> None:
    """One log, imported by a process of its own, whose memory is looked at."""
    log, store = folder / "huge.log", folder / "c"
    store.mkdir()
    _large(log, megabytes)
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-m", "tests.bench.logs", str(store), str(log)], check=True)
    took = time.perf_counter() - begun
    print(f"a log of {megabytes:,} MB: {megabytes / took:,.0f} MB a second")


def _import_huge(folder: Path, log: Path) -> None:
    shelf = Shelf(folder)
    drive = Drive(device_id("drive", "1"), GOOD.serial, media="magnetic")
    shelf.record(taken_in("PF3ABCDE", person(1), drives=(drive,)))
    shelf.clock.pass_by(days=9)
    before = _memory()
    importing = Importing(_bench(shelf.store), kept_files(shelf.store.path), zone=UTC)
    (taken,) = importing.take([log])
    print(f"  {taken.outcome}; {'; '.join(taken.reasons)}; {_memory() - before:,.0f} MB of memory more")
    shelf.close()


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _told(name: str, times: list[Times], budget: float) -> None:
    wall, cpu = sorted(wall for wall, _ in times), sorted(cpu for _, cpu in times)
    at = min(len(times) - 1, int(len(times) * 0.99))
    shown = f"median {median(wall):7.2f}   p99 {wall[at]:7.2f} ms (of the processor {median(cpu):.2f}, {cpu[at]:.2f})"
    print(f"{name:24} {shown}      wanted: {budget:g} or less")


def _once(work: Callable[[], object]) -> Times:
    begun, busy = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - begun) * 1000, (time.process_time() - busy) * 1000


if __name__ == "__main__":
    _import_huge(Path(sys.argv[1]), Path(sys.argv[2]))
