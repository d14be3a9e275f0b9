"""Is this desk fit for work? Each look is one finding in words, with what to do where something is wrong.

Nothing is changed: the store is opened for reading alone, so that a desk may be at work meanwhile.
"""

import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import Empty, SimpleQueue
from statistics import median
from typing import TYPE_CHECKING, Literal

from devswap.config import Config
from devswap.errors import ConfigError, RegisterError, ScannerFault, StoreError

if TYPE_CHECKING:
    from devswap.config import PrinterSettings
    from scanners import Scan, ScannerSettings, ScannerState

LITTLE, LEAST = 500_000_000, 50_000_000
"""Bytes free beside the store: below the first it is said, below the second the desk is not fit."""
SLOW = 0.05
"""Seconds for an fsync: above, a scan is felt to wait (SD cards and worn disks)."""
SYNCS = 15
EARLIEST, LATEST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2090, 1, 1, tzinfo=UTC)
"""A clock outside says nothing true: this program was made after the first."""
DRIFT = timedelta(minutes=10)
"""How far the journal's last entry may lie ahead of the clock."""
PATIENCE = 2.0
"""Seconds that a scanner or the register gets to answer."""
LAYOUTS = {"us": "", "gb": "uk", "uk": "uk", "de": "german", "fr": "french", "be": "belgian"}
"""What a system calls a layout → what `[desk] keyboard` calls it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One look: `fit`, `look` (work goes on; somebody should see to it) or `unfit`, and the exit code that it asks."""

    about: str
    state: Literal["fit", "look", "unfit"]
    words: str
    exit_code: int = 0


def examine(config: Config, now: datetime) -> Iterator[Finding]:
    """Every look, in the order in which a desk needs things."""
    yield from _store(config.store, now)
    yield from _disk(config.store)
    yield _sqlite()
    yield _clock(now)
    for settings in config.scanner:
        yield _scanner(settings.name, settings.port, _first_state(settings))
    if not config.scanner:
        yield Finding("scanners", "fit", "none is configured; one that types like a keyboard works without.")
    for printer in config.printer:
        yield _printer(printer, config.store)
    yield _keyboard(config.desk.keyboard, _system_layout())
    joined, what = _joined(config.store)
    yield _register(joined or config.register.url, config.register.ca)
    if what:
        yield Finding("register", "look", what)


def _store(path: Path, now: datetime) -> Iterator[Finding]:
    from devswap.store import Reader

    if not path.exists():
        yield Finding("store", "look", f"there is none at {path} yet: `devswap import` or `devswap desk` makes it.")
        return
    try:
        with Reader.read(path) as store:
            count, last = store.how_many(), store.last_wall()
            broken = [f"entry {f.number}: {f.says}" for f in store.verify() if f.code != "clock_implausible"]
            damage = [*filter(None, [_quick_check(path)]), *broken]
    except StoreError as error:
        yield Finding("store", "unfit", str(error), StoreError.exit_code)
        return
    if damage:
        yield Finding(
            "store", "unfit", f"{path} is damaged ({damage[0]}). Work no further on it.", StoreError.exit_code
        )
        return
    yield Finding("store", "fit", f"{path}: {count} entries, each closing over the one before it.")
    if last and last > now + DRIFT:
        what = (
            f"the last entry was made at {last:%Y-%m-%d %H:%M}, and the clock says {now:%Y-%m-%d %H:%M}. Set the clock."
        )
        yield Finding("clock", "unfit", what, 1)


def _quick_check(path: Path) -> str:
    """What SQLite finds wrong with the file itself; empty where nothing is."""
    from devswap.store.connection import open_reading

    db = open_reading(path)
    try:
        found = str(db.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.Error as error:
        return str(error)
    finally:
        db.close()
    return "" if found == "ok" else found


def _disk(store: Path) -> Iterator[Finding]:
    folder = next(parent for parent in store.absolute().parents if parent.exists())
    free = shutil.disk_usage(folder).free
    state: Literal["fit", "look", "unfit"] = "fit" if free >= LITTLE else "look" if free >= LEAST else "unfit"
    cure = "" if state == "fit" else " Free some: a full disk records nothing."
    yield Finding("disk", state, f"{free / 1e9:.1f} GB free in {folder}.{cure}", 3 if state == "unfit" else 0)
    try:
        took = _fsync(folder)
    except OSError as error:
        yield Finding("disk", "unfit", f"{folder} cannot be written ({error.strerror}). See who may write there.", 3)
        return
    words = f"an fsync takes {took * 1000:.1f} ms (median of {SYNCS})."
    if took > SLOW:
        yield Finding("disk", "look", f"{words} Every scan waits for it: keep the store on a faster disk.")
    else:
        yield Finding("disk", "fit", words)


def _fsync(folder: Path) -> float:
    """Seconds that a page takes to the disk: the median of some."""
    took = []
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".devswap-doctor-") as file:
        for _ in range(SYNCS):
            file.write(os.urandom(4096))
            file.flush()
            began = time.perf_counter()
            os.fsync(file.fileno())
            took.append(time.perf_counter() - began)
    return median(took)


def _sqlite() -> Finding:
    version = sqlite3.sqlite_version_info
    words = f"version {sqlite3.sqlite_version}"
    if version < (3, 51, 3):
        words += "; before 3.51.3 two writing connections could lose a commit: devswap opens one"
    return Finding("SQLite", "fit", f"{words}.")


def _clock(now: datetime) -> Finding:
    words = f"{now:%Y-%m-%d %H:%M:%S} UTC"
    if EARLIEST <= now <= LATEST:
        return Finding("clock", "fit", f"{words}.")
    return Finding(
        "clock", "unfit", f"{words} cannot be right. Set it: until then nothing counts as kept long enough.", 1
    )


def _first_state(settings: "ScannerSettings") -> "ScannerState | None":
    """What a scanner reports first; None where it reports nothing, or is read by the terminal."""
    from scanners import ScannerState, open_scanner

    if settings.kind == "keyboard":
        return None
    states: SimpleQueue[ScannerState] = SimpleQueue()
    reader = open_scanner(settings, _let_pass, states.put)
    try:
        return states.get(timeout=PATIENCE)
    except Empty:
        return ScannerState(settings.name, "lost", f"Scanner {settings.name} does not answer.", "Check its cable.")
    finally:
        reader.stop()


def _let_pass(_: "Scan") -> None:
    """What is scanned while the doctor looks is nobody's."""


def _scanner(name: str, port: str, state: "ScannerState | None") -> Finding:
    if state is None:
        return Finding("scanners", "fit", f"{name} types like a keyboard.")
    if state.status == "lost":
        return Finding("scanners", "unfit", f"{state.message} {state.next}", ScannerFault.exit_code)
    return Finding("scanners", "fit", f"{name} is ready at {port}.")


def _printer(settings: "PrinterSettings", store: Path) -> Finding:
    """Whether the printer is there, and what waits for it; a desk swaps without."""
    from devswap.desk.printing import printer_of, waiting
    from devswap.printing.printers import PrinterFault, reach

    waits = waiting(store, settings)
    words = f"{settings.name} {{}}{f' {waits} waiting.' if waits else ''}"
    try:
        reach(printer_of(settings))
    except PrinterFault as error:
        return Finding("printers", "look", words.format(f"is off. {error} Swaps go on; paper waits."))
    return Finding("printers", "fit", words.format("is ready."))


def _system_layout() -> str:
    """The system's keyboard layout, as Debian and systemd keep it; empty where they say nothing."""
    for file, key in (("/etc/default/keyboard", "XKBLAYOUT"), ("/etc/vconsole.conf", "XKBLAYOUT")):
        try:
            lines = Path(file).read_text("utf-8", "replace").splitlines()
        except OSError:
            continue
        for line in lines:
            name, _, value = line.partition("=")
            if name.strip() == key:
                return value.strip().strip('"').partition(",")[0]
    return ""


def _keyboard(told: str, system: str) -> Finding:
    if not system:
        return Finding("keyboard", "fit", f"the system does not say its layout; [desk] keyboard is {told or 'US'}.")
    meant = LAYOUTS.get(system)
    if meant is None:
        return Finding(
            "keyboard", "look", f"the system's layout is {system}: set scanners that type to it, or it to US."
        )
    if meant == told:
        return Finding("keyboard", "fit", f"the system's layout is {system}, and [desk] keyboard says so.")
    return Finding(
        "keyboard", "look", f'the system\'s layout is {system}: set [desk] keyboard = "{meant}" for scanners that type.'
    )


def _joined(path: Path) -> tuple[str, str]:
    """The address of the register that this store's desk has joined, and what is to be seen to; empty for none."""
    from devswap.store import Reader
    from devswap.sync.core import waiting
    from devswap.sync.status import SyncStatus

    if not path.exists():
        return "", ""
    try:
        with Reader.read(path) as store:
            standing = store.standing()
            unsent = waiting(standing, store.own_lives()) if standing is not None else 0
    except StoreError:  # that is said by the look at the store
        return "", ""
    if standing is None:
        return "", ""
    parts = [str(trouble) for trouble in SyncStatus(standing, 0).troubles()]
    parts += [f"{unsent} entries wait to be sent: `devswap sync --once`"] if unsent else []
    return standing.url, f"{'; '.join(parts)}." if parts else ""


def _register(url: str, ca: str = "") -> Finding:
    if not url:
        return Finding("register", "fit", "none is configured: this desk stands alone.")
    from devswap.sync.answers import Unheard, unsigned
    from devswap.sync.client import Client, unreached

    try:
        client = Client(url, ca)
    except (ConfigError, RegisterError) as error:
        return Finding("register", "unfit", str(error), error.exit_code)
    came = client.look(PATIENCE)
    client.close()
    if not isinstance(came, Unheard):
        if came.status == 200 and came.body.startswith(b"{"):
            return Finding("register", "fit", f"{url} answers.")
        came = unsigned(came)
    what = f"{url}: {unreached(came)} The desk works on; what is queued is sent later."
    return Finding("register", "unfit", what, RegisterError.exit_code)


def keyboard(arrived: str) -> Finding:
    """What a keyboard's layout made of the calibration sheet's barcode, and what to do about it."""
    from devswap.printing.calibration import CALIBRATION, calibrated

    found = calibrated(arrived)
    if found is None:
        said = f"{arrived.strip()[:40]!r} arrived for {CALIBRATION!r}: set the layout to US, or scan the sheet again."
        return Finding("keyboard", "unfit", said, 1)
    words = f"{found.says} {found.cure}".strip()
    if found.layout is None:
        return Finding("keyboard", "unfit", words, 1)
    return Finding("keyboard", "look" if found.cure else "fit", words)
