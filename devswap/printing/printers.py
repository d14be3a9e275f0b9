"""The way to a printer: a page in the printer's language, over the network, through the system's queue, or to a folder.

A printer that is off is an everyday thing: whatever goes wrong becomes a `PrinterFault` within seconds, and nothing
here is on the way of a swap. `spool` keeps what could not be printed.

References: port 9100, HP JetDirect (a raw byte stream, closed by the sender); CUPS lp(1).
"""

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, get_args

from devswap.errors import ConfigError, DevswapError
from devswap.printing.escpos import escpos
from devswap.printing.page import Page, pdf
from devswap.printing.zpl import zpl

Language = Literal["png", "pdf", "zpl", "escpos"]
PORT: Final = 9100
CONNECT: Final = 2.0
"""Seconds to wait for a network printer to answer."""
SEND: Final = 10.0
"""Seconds for each piece of a page to be taken, and for the print queue to take the whole."""
_QUEUE: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.@-]{0,126}")
_UNSAFE: Final = re.compile(r"[^a-z0-9.-]+")


class PrinterFault(DevswapError):
    """The printer did not take it. It is kept, and printed when the printer is back."""


@dataclass(frozen=True, slots=True)
class Printer:
    """Where pages go, and in which language. Made by `configured`."""

    name: str
    language: Language
    where: Literal["tcp", "queue", "folder"]
    place: str
    """Host and port, the queue's name, or the folder's path."""


def configured(name: str, language: str, address: str) -> Printer:
    """A printer as the configuration has it: `address` is `tcp:HOST[:PORT]`, `queue:NAME` or `folder:PATH`.

    Raises `ConfigError` for a language or an address that is none.
    """
    spoken = next((known for known in get_args(Language) if known == language), None)
    if spoken is None:
        raise ConfigError(f"Printer {name!r}: no language {language!r}; one of {', '.join(get_args(Language))}.")
    match address.partition(":"):
        case ("tcp", _, place) if _host(place)[0]:
            return Printer(name, spoken, "tcp", place)
        case ("queue", _, place) if _QUEUE.fullmatch(place):
            return Printer(name, spoken, "queue", place)
        case ("folder", _, place) if place:
            return Printer(name, spoken, "folder", place)
    raise ConfigError(f"Printer {name!r}: no address {address!r}; write tcp:HOST:{PORT}, queue:NAME or folder:PATH.")


def print_pages(printer: Printer, pages: Sequence[Page]) -> None:
    """Send pages, in the printer's language. Raises `PrinterFault`."""
    match printer.language:
        case "png":
            documents = [page.png() for page in pages]
        case "pdf":
            documents = [pdf(pages)]
        case "zpl":
            documents = [zpl(page) for page in pages]
        case "escpos":
            documents = [escpos(page) for page in pages]
    _deliver(printer, pages[0].name, documents)


def print_pdf(printer: Printer, name: str, document: bytes) -> None:
    """Send a PDF that is ready. Raises `PrinterFault`, also for a printer of labels or receipts."""
    if printer.language != "pdf":
        raise PrinterFault(f"{printer.name} prints {printer.language}, no A4 documents. Choose a printer for PDF.")
    _deliver(printer, name, [document])


def reach(printer: Printer) -> None:
    """Look whether the printer is there, printing nothing. Raises `PrinterFault`."""
    match printer.where:
        case "tcp":
            _over_the_network(printer, b"")
        case "queue":
            _ask_the_queue(printer.place)
        case "folder":
            folder = Path(printer.place)
            there = next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())
            if not there.is_dir() or not os.access(there, os.W_OK):
                raise PrinterFault(f"{folder} cannot be written. Choose another folder.")


def file_name(name: str) -> str:
    """A name that is safe in every file system.

    >>> file_name("Receipt ../0412"), file_name("..")
    ('receipt-..-0412', 'page')
    """
    return _UNSAFE.sub("-", name.lower())[:80].strip("-.") or "page"


def write(path: Path, content: bytes) -> None:
    """A file that only its owner reads, on the disk whole or not at all. Raises OSError."""
    part = path.with_name(f".{path.name}.part")
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Have the folder's names on the disk, where the system can say so of a folder. Raises OSError."""
    if os.name == "nt":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _deliver(printer: Printer, name: str, documents: Sequence[bytes]) -> None:
    match printer.where:
        case "tcp":
            _over_the_network(printer, b"".join(documents))
        case "queue":
            for document in documents:
                _through_the_queue(printer, name, document)
        case "folder":
            _to_the_folder(printer, name, documents)


def _host(place: str) -> tuple[str, int]:
    """Host and port; an IPv6 host stands in brackets. The host is empty where the place makes no sense."""
    found = re.fullmatch(r"(\[[0-9A-Fa-f:.]+(?:%[^\]\s]+)?\]|[^:\s\[\]]+)(?::(\d{1,5}))?", place)
    return (found[1].strip("[]"), int(found[2] or PORT)) if found else ("", PORT)


def _over_the_network(printer: Printer, content: bytes) -> None:
    try:
        with socket.create_connection(_host(printer.place), CONNECT) as line:
            line.settimeout(SEND)
            line.sendall(content)
            line.shutdown(socket.SHUT_WR)
    except (OSError, OverflowError) as error:
        raise PrinterFault(
            f"{printer.name} at {printer.place} does not answer ({_words(error)}). Switch it on; check paper and cable."
        ) from error


def _ask_the_queue(queue: str) -> None:
    _run([_command("lpstat"), "-a", queue], queue, b"")


def _command(name: str) -> str:
    command = shutil.which(name)
    if command is None:
        raise PrinterFault(f"This computer has no print queue (no `{name}`). Install CUPS, or set another printer.")
    return command


def _through_the_queue(printer: Printer, name: str, content: bytes) -> None:
    raw = ["-o", "raw"] if printer.language in ("zpl", "escpos") else []
    _run([_command("lp"), "-d", printer.place, "-t", file_name(name), *raw, "-"], printer.place, content)


def _run(command: list[str], queue: str, content: bytes) -> None:
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SEND, check=False)
    except (OSError, subprocess.SubprocessError) as error:
        raise PrinterFault(f"The queue {queue} does not answer. Check it with `lpstat -t`.") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()[:200]
        raise PrinterFault(f"The queue {queue} refused the page: {said}. Check it with `lpstat -t`.")


def _to_the_folder(printer: Printer, name: str, documents: Sequence[bytes]) -> None:
    folder = Path(printer.place)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number, document in enumerate(documents, start=1):
            last = f"-{number}" if len(documents) > 1 else ""
            write(folder / f"{file_name(name)}{last}.{printer.language}", document)
    except OSError as error:
        raise PrinterFault(f"{folder} cannot be written ({_words(error)}). Choose another folder.") from error


def _words(error: BaseException) -> str:
    return str(getattr(error, "strerror", None) or error)
