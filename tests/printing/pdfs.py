"""How the tests look into a PDF that fpdf2 wrote: its texts, and its pictures as a reader would show them."""

import io
import re
import struct
import zlib
from collections.abc import Iterator

from PIL import Image

_HEAD = re.compile(rb"\d+ 0 obj\s*<<((?:(?!endobj).)*?)>>\s*stream\r?\n", re.S)
_SHOWN = re.compile(rb"\(((?:\\.|[^\\()])*)\) Tj")


def pages(document: bytes) -> int:
    """How many pages it has."""
    return len(re.findall(rb"/Type /Page\b(?!s)", document))


def said(document: bytes) -> list[str]:
    """Every text that is set in a core font, in order."""
    texts = []
    for head, body in _streams(document):
        if b"/FlateDecode" in head and b"/Length1" not in head and b"/Subtype" not in head:
            for shown in _SHOWN.findall(zlib.decompress(body)):
                texts.append(re.sub(rb"\\(.)", rb"\1", shown).decode("cp1252", "replace").strip())
    return texts


def pictures(document: bytes) -> list[Image.Image]:
    """Every picture in it."""
    return [_picture(head, body) for head, body in _streams(document) if b"/Subtype /Image" in head]


def _streams(document: bytes) -> Iterator[tuple[bytes, bytes]]:
    for head in _HEAD.finditer(document):
        length = re.search(rb"/Length (\d+)", head[1])
        assert length is not None
        yield head[1], document[head.end() : head.end() + int(length[1])]


def _picture(head: bytes, body: bytes) -> Image.Image:
    """A CCITT Group 4 stream, as a TIFF of one strip (TIFF 6.0, section 11).

    /BlackIs1 turns CCITT's black into 1, which is white in /DeviceGray (ISO 32000-1, 7.4.6): TIFF's BlackIsZero.
    """
    assert b"/CCITTFaxDecode" in head
    assert b"/BlackIs1 true" in head
    width, height = (int(re.search(rb"/%s (\d+)" % name, head)[1]) for name in (b"Width", b"Height"))  # type: ignore[index]
    tags = {256: width, 257: height, 258: 1, 259: 4, 262: 1, 273: 122, 277: 1, 278: height, 279: len(body)}
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags.items())
    tiff = b"II*\x00\x08\x00\x00\x00" + struct.pack("<H", len(tags)) + entries + b"\x00" * 4
    return Image.open(io.BytesIO(tiff + body))
