import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from devswap.labels.commands import decode
from devswap.printing.lettering import Face
from devswap.printing.page import Canvas, pdf
from devswap.printing.symbols import Symbol, SymbolFault, Symbology
from tests.printing.pages import read, texts, texts_on

UUID = "0198c2f0-1234-7abc-8def-0123456789ab"


def test_a_page_is_one_bit_deep_and_knows_its_resolution() -> None:
    page = Canvas("blank", 57, 32, 203).page()
    assert page.image.size == (456, 256)
    with Image.open(io.BytesIO(page.png())) as picture:
        assert picture.mode == "1"
        assert round(picture.info["dpi"][0]) == 203


@settings(max_examples=60, deadline=None)
@given(texts, st.sampled_from(list(Face)), st.floats(2, 9), st.floats(5, 50))
def test_a_text_never_leaves_its_room(text: str, face: Face, size: float, room: float) -> None:
    canvas = Canvas("text", 80, 30, 203)
    canvas.text(10, 15, text, size, face, room=room)
    picture = canvas.page().image
    beyond = canvas.dots(10 + room) + 2
    assert picture.crop((beyond, 0, picture.width, picture.height)).convert("L").getextrema() == (255, 255)


def test_a_long_text_is_set_smaller_before_it_is_cut(drawn: list[str]) -> None:
    canvas = Canvas("text", 80, 30, 203)
    canvas.text(0, 10, "Lambeth and Southwark", 6, room=40, smallest=3)
    canvas.text(0, 20, "Lambeth and Southwark", 6, room=40)
    assert drawn[0] == "Lambeth and Southwark"
    assert drawn[1].endswith("…")


def test_text_over_a_barcode_is_noticed_before_anything_leaves() -> None:
    canvas = Canvas("spoilt", 57, 32, 203)
    canvas.symbol(Symbol("DVXBCFG", Symbology.CODE_128), 0, 10, 57, 10)
    canvas.band(10, 10, 20, 12)
    with pytest.raises(SymbolFault, match="reads back as nothing"):
        canvas.page()


def test_text_in_the_quiet_zone_that_breaks_the_code_is_noticed() -> None:
    canvas = Canvas("spoilt", 57, 32, 203)
    canvas.symbol(Symbol("DVXBCFG", Symbology.CODE_128), 0, 10, 57, 10)
    canvas.band(0, 9, 2.6, 12)
    with pytest.raises(SymbolFault):
        canvas.page()


def test_a_code_that_is_too_long_for_bars_becomes_a_square() -> None:
    canvas = Canvas("codes", 57, 70, 203)
    canvas.code("cage-label", "20412", 0, 0, 57, 14)
    canvas.code("cage-label", UUID, 0, 30, 57, 20)
    page = canvas.page()
    found = {symbology: decode(text) for text, symbology in read(page.image)}
    assert found == {"Code 128": ("cage-label", "20412"), "Data Matrix": ("cage-label", UUID)}


def test_a_code_that_would_be_too_fine_for_a_scanner_is_refused() -> None:
    canvas = Canvas("codes", 57, 32, 203)
    with pytest.raises(SymbolFault, match="Take a larger label"):
        canvas.symbol(Symbol("DVXI" + "B" * 32, Symbology.CODE_128), 0, 0, 57, 14)
    with pytest.raises(SymbolFault, match="Take a larger label"):
        canvas.code("cage-label", UUID, 0, 0, 10, 6)


@pytest.mark.parametrize("value", ["", "x" * 500])
def test_a_value_that_no_code_carries_is_refused_in_words(value: str) -> None:
    with pytest.raises(SymbolFault, match="Choose another code"):
        Canvas("codes", 57, 32, 203).code("badge", value, 0, 0, 57, 20)


@pytest.mark.parametrize("dpi", [203, 300, 600])
def test_bars_are_never_finer_than_a_hand_scanner_reads(dpi: int) -> None:
    canvas = Canvas("codes", 100, 50, dpi)
    for length in range(1, 40):
        symbol = Symbol("X" * length, Symbology.CODE_128)
        module = canvas.module(symbol, 57, 12)
        assert module == 0 or module / dpi * 25.4 >= 0.19


def test_a_pdf_of_pages_has_each_in_its_size_and_the_same_bytes_again() -> None:
    small, large = Canvas("small", 57, 32, 203).page(), Canvas("large", 100, 50, 300).page()
    made = pdf([small, large])
    assert made.startswith(b"%PDF-")
    assert made.count(b"/Type /Page\n") == 2
    assert made == pdf([small, large])
    assert made.count(b"D:19700101000000") == 2, "no clock gets in"


def test_one_page_carries_several_symbologies(drawn: list[str]) -> None:
    canvas = Canvas("several", 100, 60, 300)
    for row, symbology in enumerate(Symbology):
        canvas.symbol(Symbol("DVXBHPC", symbology), 5 + 45 * (row % 2), 5 + 28 * (row // 2), 45, 20)
    assert texts_on(canvas.page().image) == ["DVXBHPC"] * 4
    assert drawn == []
