import re

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from devswap.printing.cage_label import LARGE, SMALL, draw
from devswap.printing.page import Page
from devswap.printing.zpl import _repeated, zpl
from tests.printing.pages import texts_on
from tests.printing.values import LABEL

_COUNTS = {letter: number for number, letter in enumerate("GHIJKLMNOPQRSTUVWXY", start=1)}
_COUNTS |= {letter: 20 * number for number, letter in enumerate("ghijklmnopqrstuvwxyz", start=1)}
_FORMAT = re.compile(rb"\^XA\^PW(\d+)\^LL(\d+)\^LH0,0\^FO0,0\^GFA,(\d+),(\d+),(\d+),([0-9A-Fg-zG-Y,:]*)\^FS\^PQ1\^XZ")


def shown(format_: bytes) -> Image.Image:
    """What a printer makes of it, by Zebra's guide."""
    found = _FORMAT.fullmatch(format_)
    assert found is not None
    wide, high, total, again, row = map(int, found.groups()[:5])
    assert total == again == row * high
    rows: list[str] = []
    line, count = "", 0
    for character in found[6].decode():
        if character in _COUNTS:
            count += _COUNTS[character]
        elif character == ":":
            assert line == ""
            rows.append(rows[-1])
        elif character == ",":
            line = line.ljust(2 * row, "0")
        else:
            line += character * (count or 1)
            count = 0
        if len(line) >= 2 * row:
            assert len(line) == 2 * row
            rows.append(line)
            line = ""
    assert len(rows) == high
    return Image.frombytes("1", (wide, high), bytes.fromhex("".join(rows)), "raw", "1;I")


@given(st.integers(1, 70), st.integers(1, 12), st.data())
def test_any_dots_arrive_as_they_are(wide: int, high: int, data: st.DataObject) -> None:
    dots = data.draw(st.lists(st.sampled_from([0, 255]), min_size=wide * high, max_size=wide * high))
    picture = Image.new("1", (wide, high))
    picture.putdata(dots)
    assert shown(zpl(Page("dots", picture, 203))).tobytes() == picture.tobytes()


@given(st.sampled_from("0F7"), st.integers(0, 2000))
def test_any_run_is_counted_right(digit: str, run: int) -> None:
    packed, count, spread = _repeated(digit, run), 0, ""
    for character in packed:
        if character in _COUNTS:
            count += _COUNTS[character]
        else:
            spread += character * (count or 1)
            count = 0
    assert spread == digit * run


def test_a_label_is_read_from_what_the_printer_shows() -> None:
    for size, dpi in ((SMALL, 203), (LARGE, 300)):
        page = draw(LABEL, size, dpi)
        picture = shown(zpl(page))
        assert picture.tobytes() == page.image.tobytes()
        assert texts_on(picture) == texts_on(page.image)


def test_a_large_label_stays_small_on_the_wire() -> None:
    assert len(zpl(draw(LABEL, LARGE, 300))) < 40_000
