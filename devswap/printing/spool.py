"""What waits for the printer: a folder of pages, in order, printed as soon as the printer takes them.

Every page goes this way, also when the printer is on: added, begun, printed, removed. So a power cut prints a page
twice rather than never; one that was begun before it says REPRINT, where it is no PDF. The pages are kept as PNG or
PDF, whatever language the printer turns out to speak.

One thread adds, one thread prints. The folder is the desk's own; its files are removed once printed, for they may hold
names.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image

from devswap.printing.page import Page, stamped
from devswap.printing.printers import Printer, PrinterFault, file_name, print_pages, print_pdf, sync_folder, write

MOST: Final = 1000
"""Pages that may wait. A printer that is off for longer is said to be so, on every page."""
_DPI: Final = 203
_BEGUN: Final = ".begun"


@dataclass(frozen=True, slots=True)
class Printed:
    """What came of a round of printing."""

    printed: tuple[str, ...]
    """Names of the pages that the printer took."""
    waiting: int
    fault: str = ""
    """Why the rest waits, and what to do; empty where nothing waits."""


class Spool:
    """The pages in one folder. Raises `PrinterFault` where the folder cannot be made."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise PrinterFault(f"Nothing can wait in {folder}: {error.strerror}. Set another folder.") from error

    def add(self, pages: Sequence[Page]) -> None:
        """Queue drawn pages, all or none; one whose name waits already is queued already.

        Raises `PrinterFault` where the disk does not take them or too many wait.
        """
        self._add([(page.name, "png", page.png()) for page in pages])

    def add_pdf(self, name: str, document: bytes) -> None:
        """Queue a document. Raises `PrinterFault` as `add` does."""
        self._add([(name, "pdf", document)])

    def waiting(self) -> list[str]:
        """The names of what waits, first to be printed first."""
        return [_name(path) for path in self._paths()]

    def print_all(self, printer: Printer, stop: Callable[[], bool] = lambda: False) -> Printed:
        """Print what waits, in order, until the printer refuses or it is to `stop`. Never raises: faults are said.

        A page that cannot be read back from the disk is set aside beside the others, as `.bad`.
        """
        done: list[str] = []
        fault = ""
        for path in self._paths():
            if stop():
                break
            try:
                _print(printer, path)
            except PrinterFault as error:
                fault = str(error)
                break
            except (OSError, SyntaxError, ValueError) as error:
                fault = _set_aside(path, error)
            else:
                done.append(_name(path))
        return Printed(tuple(done), len(self._paths()), fault)

    def _paths(self) -> list[Path]:
        return sorted(path for path in self._folder.glob("[0-9]*.*") if path.suffix in (".png", ".pdf"))

    def _add(self, named: Sequence[tuple[str, str, bytes]]) -> None:
        paths = self._paths()
        there = set(map(_name, paths))
        fresh = [(file_name(name), kind, content) for name, kind, content in named if file_name(name) not in there]
        if not fresh:
            return
        if len(paths) + len(fresh) > MOST:
            name = fresh[0][0]
            raise PrinterFault(
                f"{len(paths)} pages wait for the printer already; {name} was not queued. Mend the printer first."
            )
        first = int(paths[-1].name.partition(" ")[0]) + 1 if paths else 1
        added: list[Path] = []
        for number, (name, kind, content) in enumerate(fresh, first):
            added.append(self._folder / f"{number:08} {name}.{kind}")
            try:
                write(added[-1], content)
            except OSError as error:
                for path in added:
                    path.unlink(missing_ok=True)
                raise PrinterFault(
                    f"{name} could not be queued: {error.strerror}. Print it again from the record."
                ) from error


def _name(path: Path) -> str:
    return path.stem.partition(" ")[2].removesuffix(_BEGUN)


def _print(printer: Printer, path: Path) -> None:
    """Print one page and forget it; what a crash left begun may be on paper already.

    Raises PrinterFault, and what a broken page raises, OSError, SyntaxError or ValueError.
    """
    twice = path.stem.endswith(_BEGUN)
    page = _page(path, twice)
    begun = path if twice else path.with_name(f"{path.stem}{_BEGUN}{path.suffix}")
    if not twice:
        path.replace(begun)
        sync_folder(path.parent)
    try:
        if isinstance(page, Page):
            print_pages(printer, [page])
        else:
            print_pdf(printer, _name(path), page)
    except PrinterFault:
        begun.replace(path)
        raise
    begun.unlink()


def _page(path: Path, twice: bool) -> Page | bytes:
    """A page as it waits; a document as its bytes."""
    if path.suffix == ".pdf":
        return path.read_bytes()
    with Image.open(path) as picture:
        dpi = round(picture.info.get("dpi", (_DPI,))[0])
        page = Page(_name(path), picture.convert("1", dither=Image.Dither.NONE), dpi)
    return stamped(page) if twice else page


def _set_aside(path: Path, why: Exception) -> str:
    """Out of the way of the pages behind it; what Pillow says of a broken file has three types."""
    try:
        path.rename(path.with_suffix(".bad"))
    except OSError as error:
        return f"{path} can be neither printed nor set aside ({error.strerror}). Check the disk."
    return f"{path.name} could not be printed ({why}). It was set aside; print it again from the record."
