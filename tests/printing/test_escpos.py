from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from devswap.printing.escpos import BAND, escpos
from devswap.printing.page import Page
from devswap.printing.receipt import draw
from tests.printing.pages import texts_on
from tests.printing.values import RECEIPT


def shown(sent: bytes) -> Image.Image:
    """What a printer puts on its paper, by Epson's reference."""
    assert sent.startswith(b"\x1b@")
    assert sent.endswith(b"\x1bd\x03\x1dVB\x00")
    body, at, wide, rows = sent[2:-7], 0, 0, b""
    while at < len(body):
        assert body[at : at + 4] == b"\x1dv0\x00"
        row = int.from_bytes(body[at + 4 : at + 6], "little")
        high = int.from_bytes(body[at + 6 : at + 8], "little")
        assert 0 < high <= BAND
        rows += body[at + 8 : at + 8 + row * high]
        at += 8 + row * high
        wide = 8 * row
    assert at == len(body)
    return Image.frombytes("1", (wide, len(rows) * 8 // wide), rows, "raw", "1;I")


@given(st.integers(1, 40), st.integers(1, 300), st.integers(0, 2**32))
def test_any_dots_arrive_as_they_are_and_the_rest_is_white(wide: int, high: int, seed: int) -> None:
    picture = Image.new("1", (wide, high), 1)
    for place in range(0, wide * high, 1 + seed % 7):
        picture.putpixel((place % wide, place // wide), 0)
    paper = shown(escpos(Page("dots", picture, 203)))
    assert paper.crop((0, 0, wide, high)).tobytes() == picture.tobytes()
    if paper.width > wide:
        assert paper.crop((wide, 0, paper.width, high)).convert("L").getextrema() == (255, 255)


def test_a_receipt_fits_the_576_dots_of_80_mm_paper() -> None:
    first, _ = draw(RECEIPT)
    paper = shown(escpos(first))
    assert paper.width == 576
    assert paper.height == first.image.height
    assert texts_on(paper) == []
