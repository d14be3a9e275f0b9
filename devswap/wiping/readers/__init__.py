"""Evidence out of a file: the format is known by the content, never by the name, and odd bytes are an answer too.

`read_evidence` never raises for what is in a file: what it cannot read comes back as one unknown evidence with the
reason, so that the file is kept and looked at. A log is streamed; the other formats are small and have a limit.
"""

import codecs
import contextlib
import dataclasses
import hashlib
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from devswap.wiping.evidence import Attested, Evidence, attested, weighed
from devswap.wiping.readers import blancco, generic, nvme, nwipe, nwipe_grammar, uefi
from devswap.wiping.readers.generic import CsvMapping

HEAD: Final = 64 * 1024
"""Bytes that a format is recognised by."""
LARGEST: Final = 16 * 1024 * 1024
"""Bytes of a report that is read whole."""
CHUNK: Final = 1024 * 1024
LONGEST_LINE: Final = 4096
"""Bytes of a log's line; nwipe's longest has 1024."""
CUT: Final = "\N{REPLACEMENT CHARACTER}".encode()
MARKS: Final = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8"))
"""Byte order marks."""
MOST_RESULTS: Final = 10_000
"""Results of one file."""


def read_evidence(
    source: Path | str | BinaryIO,
    companion: Path | str | BinaryIO | None = None,
    *,
    mapping: CsvMapping | None = None,
    added: Attested | None = None,
) -> list[Evidence]:
    """All results in a file, at least one, weighed.

    `companion` is read as the continuation of the source (nvme: the controller beside the sanitize log); the digest is
    of both, in that order. `mapping` reads a CSV, `added` fills what the format has no place for. Raises OSError where
    a file cannot be read, and nothing for what is in it.
    """
    with contextlib.ExitStack() as opened:
        parts = [_opened(part, opened) for part in (source, companion) if part is not None]
        original = _Original(parts)
        found = list(_read(original, mapping or CsvMapping())) or [_unknown("", "the file lists no drive")]
        digest = original.finish()
    return [_settled(evidence, digest, number, added or Attested()) for number, evidence in enumerate(found, 1)]


def _opened(part: Path | str | BinaryIO, opened: contextlib.ExitStack) -> BinaryIO:
    return opened.enter_context(Path(part).open("rb")) if isinstance(part, Path | str) else part


def _settled(evidence: Evidence, digest: str, number: int, added: Attested) -> Evidence:
    of_its_own = evidence.result_digest or hashlib.sha256(f"{digest} {number}".encode()).hexdigest()
    evidence = dataclasses.replace(evidence, digest=digest, result_digest=of_its_own)
    return weighed(attested(evidence, added))


def _read(original: "_Original", mapping: CsvMapping) -> Iterator[Evidence]:
    if nwipe_grammar.AT_START.search(original.head.replace(b"\x00", b"")):
        for count, evidence in enumerate(nwipe.read(original.lines()), 1):
            if count > MOST_RESULTS:
                yield _unknown("nwipe", f"the log holds more than {MOST_RESULTS} results: split it")
                return
            yield evidence
        return
    raw = original.read_whole()
    if len(raw) > LARGEST:
        yield _unknown("", f"the file is larger than {LARGEST} bytes, and no log of nwipe")
        return
    reader = ""
    try:
        reader = _recognised(raw, mapping)
        yield from list(_read_whole(reader, raw, mapping))
    except (ValueError, RecursionError, OverflowError) as error:
        yield _unknown(reader, f"the file cannot be read: {error}")


def _recognised(raw: bytes, mapping: CsvMapping) -> str:
    """Which format a whole file has; empty: none that is known."""
    try:
        text = _decoded(raw)
    except UnicodeDecodeError:
        return "blancco" if raw.lstrip().startswith(b"<") else ""
    start = text.lstrip()[:1]
    if start == "<":
        return "blancco"
    if start == "{":
        return "uefi" if '"Content"' in text else "nvme" if '"sstat"' in text or '"sn"' in text else ""
    return "generic" if generic.is_csv(text, mapping) else ""


def _read_whole(reader: str, raw: bytes, mapping: CsvMapping) -> Iterator[Evidence]:
    match reader:
        case "blancco":
            yield from blancco.read(raw)
        case "uefi":
            yield from uefi.read(_decoded(raw))
        case "nvme":
            yield from nvme.read(_decoded(raw))
        case "generic":
            yield from generic.read(_decoded(raw), mapping)
        case _:
            yield _unknown("", "the file is empty" if not raw.strip() else "the file is of no kind that is known")


def _decoded(raw: bytes) -> str:
    """The text by its byte order mark, else as UTF-8. Raises UnicodeDecodeError, which is a ValueError."""
    for mark, encoding in MARKS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(encoding)
    return raw.decode("utf-8")


def _unknown(reader: str, reason: str) -> Evidence:
    return Evidence(reader=reader, digest="", reasons=(reason,))


class _Original:
    """The bytes of a file and its companion, read once from beginning to end, with their digest."""

    def __init__(self, parts: list[BinaryIO]) -> None:
        self._parts = parts
        self._digest = hashlib.sha256()
        self.head = parts[0].read(HEAD)
        self._rest = self._chunks()

    def lines(self) -> Iterator[bytes]:
        """Line by line without their ends; of a longer one the beginning, marked so that it cannot pass for whole."""
        rest = b""
        for chunk in self._text():
            *lines, rest = (rest + chunk).split(b"\n")
            yield from map(_bounded, lines)
            rest = _bounded(rest)
        if rest:
            yield rest

    def read_whole(self) -> bytes:
        """All bytes; where there are more than `LARGEST`, only so many that this shows."""
        kept = bytearray()
        for chunk in self._rest:
            kept += chunk
            if len(kept) > LARGEST:
                break
        return bytes(kept)

    def finish(self) -> str:
        """The digest of all of it, also of what no reader wanted."""
        for _ in self._rest:
            pass
        return self._digest.hexdigest()

    def _text(self) -> Iterator[bytes]:
        """The chunks as UTF-8 without a byte order mark, for what copied a log may have left one."""
        mark, encoding = next((found for found in MARKS if self.head.startswith(found[0])), (b"", ""))
        first = next(self._rest, b"")[len(mark) :]
        chunks = itertools.chain((first,), self._rest)
        if encoding.startswith("utf-16"):
            return (text.encode() for text in codecs.iterdecode(chunks, encoding, "replace"))
        return chunks

    def _chunks(self) -> Iterator[bytes]:
        for part, first in zip(self._parts, (self.head, *[b""] * len(self._parts)), strict=False):
            chunk = first or part.read(CHUNK)
            while chunk:
                self._digest.update(chunk)
                yield chunk
                chunk = part.read(CHUNK)


def _bounded(line: bytes) -> bytes:
    return line if len(line) <= LONGEST_LINE else line[:LONGEST_LINE] + CUT
