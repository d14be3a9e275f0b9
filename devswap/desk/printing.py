"""The printers of a desk at work: what the record calls for is drawn, queued and printed by a thread of its own.

The journal is the queue: each printer keeps how far it has come in it, on disk, and what is behind that place is owed
on paper, whatever stopped in between. Nothing of it is on the way of a swap: the desk says that something was recorded,
and the thread reads the store for itself, as any reader beside a desk does.
"""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from devswap.config import PrinterSettings
from devswap.desk.papers import Paper, Papers, acknowledgements
from devswap.desk.table import Settings
from devswap.errors import StoreError
from devswap.ledger.entry import Entry
from devswap.printing import cage_label, receipt, voucher
from devswap.printing.page import Page, stamped
from devswap.printing.printers import Printer, PrinterFault, configured, file_name, write
from devswap.printing.spool import Spool
from devswap.printing.symbols import SymbolFault
from devswap.store import Reader

A_MOMENT: Final = 0.3
"""Seconds that the screen has to paint before paper is thought of."""
AGAIN: Final = 10.0
"""Seconds until a printer that was off is tried again."""
A_PAGE: Final = 3.0
"""Seconds that a page under way has to be finished in when the desk stops."""
AT_ONCE: Final = 200
"""Entries that are read together."""
_SIZES: Final = {"": None, "57x32": cage_label.SMALL, "100x50": cage_label.LARGE, "80": None}


class Place(Struct, frozen=True):
    """How far a printer has come in the journal of this desk."""

    incarnation: str
    number: int


class Wanted(Struct, frozen=True):
    """Papers that somebody asked for again: of these entries, of these kinds."""

    entries: tuple[str, ...]
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaperState:
    """How the printers are."""

    waiting: int = 0
    fault: str = ""
    """What is wrong, and what to do; empty where nothing is."""


class Outlet:
    """One printer, its queue and its place. Raises `PrinterFault` where its folder cannot be made."""

    def __init__(self, settings: PrinterSettings, folder: Path) -> None:
        self.settings = settings
        self.printer = printer_of(settings)
        self.folder = folder / file_name(settings.name)
        self.spool = Spool(self.folder)
        self._place = self.folder / "place.json"

    def place(self) -> Place | None:
        """How far it has come; None where it has not begun, or nobody can tell."""
        with suppress(OSError, msgspec.MsgspecError):
            return msgspec.json.decode(self._place.read_bytes(), type=Place)
        return None

    def came_to(self, place: Place) -> None:
        """Keep how far it has come, on disk. Raises PrinterFault."""
        try:
            write(self._place, msgspec.json.encode(place))
        except OSError as error:
            raise PrinterFault(
                f"{self.folder} cannot be written ({error.strerror}). Paper waits until it can."
            ) from error

    def ask(self, wanted: Wanted) -> None:
        """Keep what was asked for, on disk. Raises PrinterFault."""
        keep_wanted(self.folder, wanted)

    def asked(self) -> list[tuple[Path, Wanted]]:
        """What was asked for and is not queued yet; what nobody can read is gone."""
        found = []
        for path in _asked(self.folder):
            try:
                found.append((path, msgspec.json.decode(path.read_bytes(), type=Wanted)))
            except (OSError, msgspec.MsgspecError):
                path.unlink(missing_ok=True)
        return found


class Printing:
    """The desk's printers, and the thread that serves them. Nothing here raises into a swap."""

    def __init__(self, printers: Sequence[PrinterSettings], store: Path, tell: Callable[[str], None]) -> None:
        """`store` is the store's file; what waits lies beside it. Raises PrinterFault, StoreError."""
        self._store = store
        self._tell: Callable[[str], object] = tell
        self._outlets = [Outlet(settings, folder_of(store)) for settings in printers]
        self._wake = threading.Event()
        self._stopping = self._finishing = False
        self._faults: dict[str, str] = {}
        self._changed: Callable[[], object] = lambda: None
        self.state = PaperState()
        self._thread: threading.Thread | None = None
        with Reader.read(store) as reader:
            for outlet in self._outlets:
                if outlet.place() is None:
                    _begin(outlet, reader)

    def start(self, settings: Callable[[], Settings]) -> None:
        """Begin to print; `settings` are the desk's own as they are at that time."""
        self._thread = threading.Thread(target=self._serve, args=(settings,), name="devswap-paper", daemon=True)
        self._thread.start()
        self._wake.set()

    def listen(self, changed: Callable[[], object], tell: Callable[[str], object]) -> None:
        """Have `changed` called, from the thread, whenever the state is another one, and words told there instead."""
        self._changed, self._tell = changed, tell

    def soon(self) -> None:
        """Something was recorded."""
        self._wake.set()

    def ask(self, entries: Sequence[str], kinds: Iterable[str]) -> list[str]:
        """Print the papers of these entries again; those kinds that some printer prints. Raises PrinterFault."""
        printed: list[str] = []
        for outlet in self._outlets:
            mine = tuple(kind for kind in kinds if kind in outlet.settings.prints)
            if mine:
                outlet.ask(Wanted(tuple(entries), mine))
                printed += mine
        self._wake.set()
        return printed

    def close(self, *, finish: bool = False) -> None:
        """Stop. To `finish` is to print first what the printers take; the rest is printed at the next start."""
        self._finishing, self._stopping = finish, not finish
        self._wake.set()
        if self._thread is not None:
            self._thread.join(None if finish else A_PAGE)

    # ----------------------------------------------------------------------------------------------- in the thread

    def _serve(self, settings: Callable[[], Settings]) -> None:
        while not self._stopping:
            self._wake.wait(AGAIN if self.state.waiting or self.state.fault else None)
            self._wake.clear()
            last = self._finishing
            if not last and not self._stopping:
                time.sleep(A_MOMENT)
            try:
                self._round(settings())
            except Exception as error:  # the desk must go on, whatever is wrong with paper
                self._faults[""] = f"Printing failed ({error}). The record is whole; print again from it."
            self._say()
            if last:
                return

    def _round(self, settings: Settings) -> None:
        """Queue what is owed, and print what waits."""
        self._faults.clear()
        try:
            with Reader.read(self._store) as reader:
                papers = Papers(reader, settings)
                for outlet in self._outlets:
                    try:
                        self._queue(outlet, papers)
                    except PrinterFault as error:
                        self._faults[f"{outlet.settings.name}, its queue"] = str(error)
        except StoreError as error:
            self._faults[""] = str(error)
        for outlet in self._outlets:
            done = outlet.spool.print_all(outlet.printer, lambda: self._stopping)
            if done.fault:
                self._faults[outlet.settings.name] = done.fault

    def _queue(self, outlet: Outlet, papers: Papers) -> None:
        """Draw what the record calls for behind the printer's place, and what was asked for again."""
        for entries, place in _owed(outlet, papers.store):
            for together in acknowledgements(entries):
                if self._stopping:
                    return
                outlet.spool.add(self._drawn(outlet, papers.of(together, outlet.settings.prints)))
                outlet.came_to(Place(together[-1].incarnation, together[-1].number))
            outlet.came_to(place)
        for path, wanted in outlet.asked():
            found = [entry for name in wanted.entries if (entry := papers.store.entry(name)) is not None]
            outlet.spool.add(self._drawn(outlet, papers.of(found, wanted.kinds, reprint=True)))
            path.unlink(missing_ok=True)

    def _drawn(self, outlet: Outlet, papers: Iterable[Paper]) -> list[Page]:
        """The pages of papers; one that cannot be drawn is said and holds nothing up."""
        pages: list[Page] = []
        for paper in papers:
            try:
                pages += drawn(paper, outlet.settings)
            except SymbolFault as error:
                self._tell(f"{outlet.settings.name}: {error}")
        return pages

    def _say(self) -> None:
        waiting = sum(len(outlet.spool.waiting()) for outlet in self._outlets)
        fault = " ".join(self._faults.values())
        before, self.state = self.state, PaperState(waiting, fault)
        if self.state == before:
            return
        if fault != before.fault:
            self._tell(f"Printer: {fault} {waiting} waiting." if fault else "Printer: ready, all is printed.")
        self._changed()


def keep_wanted(folder: Path, wanted: Wanted) -> None:
    """Keep what was asked for with the queue in this folder, on disk, once. Raises PrinterFault."""
    there, content = _asked(folder), msgspec.json.encode(wanted)
    try:
        if not any(path.read_bytes() == content for path in there):
            write(folder / f"{max((int(path.stem) for path in there), default=0) + 1}.asked", content)
    except OSError as error:
        raise PrinterFault(f"{folder} cannot be written ({error.strerror}). Nothing was queued.") from error


def _asked(folder: Path) -> list[Path]:
    return sorted(folder.glob("[0-9]*.asked"), key=lambda path: int(path.stem))


def printer_of(settings: PrinterSettings) -> Printer:
    """The printer that a table of the configuration describes. Raises ConfigError."""
    place = f"folder:{settings.folder}" if settings.folder else f"queue:{settings.queue}" if settings.queue else ""
    language = "pdf" if settings.kind == "cups" else settings.kind
    return configured(settings.name, language, place or f"tcp:{settings.address}")


def waiting(store: Path, settings: PrinterSettings) -> int:
    """How many pages wait for a printer beside this store."""
    folder = folder_of(store) / file_name(settings.name)
    return len(Spool(folder).waiting()) if folder.is_dir() else 0


def folder_of(store: Path) -> Path:
    """Where paper waits for the printers of the desk whose store this is."""
    return store.with_name(f"{store.name}.paper")


def drawn(paper: Paper, settings: PrinterSettings) -> list[Page]:
    """The pages of a paper for this printer, every barcode read back. Raises `SymbolFault`."""
    size, dpi = _SIZES[settings.size], settings.dpi
    match paper.value:
        case cage_label.CageLabel() as label:
            pages = [cage_label.draw(label, size or cage_label.SMALL, dpi)]
        case voucher.Voucher() as one:
            pages = [voucher.draw(one, voucher.RECEIPT if settings.size == "80" else voucher.LABEL, dpi)]
        case receipt.Receipt() as one:
            pages = [*receipt.draw(one, reprint=paper.reprint, dpi=dpi)]
    if not paper.reprint:
        return pages
    marked = pages if paper.kind == "receipt" else [stamped(page) for page in pages]
    return [Page(f"{page.name}-reprint", page.image, page.dpi) for page in marked]


def _begin(outlet: Outlet, reader: Reader) -> None:
    """A printer that is new here prints what is recorded from now on, and nothing of before."""
    life = next(n for n in reader.incarnations() if (n.desk, n.incarnation) == reader.owner)
    outlet.came_to(Place(life.incarnation, reader.head_of(life)))


def _owed(outlet: Outlet, reader: Reader) -> Iterable[tuple[Sequence[Entry], Place]]:
    """The entries behind the printer's place, in portions that tear no acknowledgement apart, each with its end."""
    lives = [n for n in reader.incarnations() if n.desk == reader.owner[0]]
    place = outlet.place() or Place(reader.owner[1], 0)
    known = [n.incarnation for n in lives]
    first = known.index(place.incarnation) if place.incarnation in known else len(lives) - 1
    for life in lives[first:]:
        number = place.number if life.incarnation == place.incarnation else 0
        most = AT_ONCE
        while entries := reader.following(life, number, most):
            whole = _whole(entries) if len(entries) == most else entries
            if whole:
                number = whole[-1].number
                yield whole, Place(life.incarnation, number)
            else:
                most *= 2


def _whole(entries: list[Entry]) -> list[Entry]:
    """The entries without the last transaction's, which may go on behind them."""
    last = entries[-1].monotonic, entries[-1].wall
    return [e for e in entries if (e.monotonic, e.wall) != last]
