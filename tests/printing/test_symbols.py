import pytest
import zxingcpp
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from devswap.errors import DevswapError
from devswap.printing import symbols
from devswap.printing.symbols import Symbol, SymbolFault, Symbology, checked, code128_modules, image, modules
from tests.printing.pages import read

ASCII = "".join(map(chr, range(32, 127)))
CODE_39 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"
ascii_texts = st.one_of(
    st.text(ASCII, min_size=1, max_size=60),
    st.text("0123456789", min_size=1, max_size=60),
    st.text("abcxyz", min_size=1, max_size=60),
    st.text("99A1", min_size=1, max_size=20).map(lambda text: "99" + text),
)


@given(ascii_texts)
@example("990012450381766")
@example("99")
@example("99a")
@example("9 9")
@example("5CG7290HTW")
@example("\\^]C1 ~")
def test_any_text_comes_back_from_code_128(text: str) -> None:
    symbol = Symbol(text, Symbology.CODE_128)
    assert read(image(symbol, 2, 40)) == [(text, "Code 128")]


@given(st.text(CODE_39, min_size=1, max_size=50))
@example("A12345")
@example("+A$M%")
@example("-1234567")
def test_code_39_holds_the_text_and_no_check_character(text: str) -> None:
    picture = image(Symbol(text, Symbology.CODE_39), 2, 40)
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.Code39Std]))
    assert [barcode.text for barcode in found] == [text]


@settings(max_examples=60, deadline=None)
@given(ascii_texts, st.sampled_from([Symbology.QR, Symbology.DATA_MATRIX]))
def test_any_text_comes_back_from_the_square_symbologies(text: str, symbology: Symbology) -> None:
    symbol = Symbol(text, symbology)
    picture = image(symbol, 3)
    assert picture.width == picture.height
    assert [text for text, _ in read(picture)] == [text]


@given(ascii_texts.filter(lambda text: len(text) <= 20), st.integers(1, 5))
def test_modules_are_whole_dots_and_the_quiet_zone_is_white(text: str, module: int) -> None:
    symbol = Symbol(text, Symbology.CODE_128)
    across, _ = symbols.size(symbol)
    picture = image(symbol, module, 24)
    assert picture.size == (across * module, 24)
    quiet = symbols.QUIET[Symbology.CODE_128] * module
    assert picture.crop((0, 0, quiet, 24)).convert("L").getextrema() == (255, 255)
    assert picture.crop((picture.width - quiet, 0, picture.width, 24)).convert("L").getextrema() == (255, 255)


@pytest.mark.parametrize("text", ["990012450381766", "99", "5CG7290HTW", "DVXBCFG", "lower"])
def test_the_terminal_gets_the_same_bars(text: str) -> None:
    bars = code128_modules(text)
    assert (bars,) == modules(Symbol(text, Symbology.CODE_128))
    assert bars[0]
    assert bars[-1]
    assert (len(bars) - 13) % 11 == 0, "eleven modules a character, thirteen for the stop"


@pytest.mark.parametrize(
    ("text", "symbology"),
    [
        ("", Symbology.CODE_128),
        ("é", Symbology.CODE_128),
        ("\n", Symbology.QR),
        ("5cg7290htw", Symbology.CODE_39),
        ("A_B", Symbology.CODE_39),
        ("A" * 101, Symbology.CODE_128),
        ("A" * 51, Symbology.CODE_39),
        ("A" * 1001, Symbology.DATA_MATRIX),
    ],
)
def test_what_a_symbology_cannot_hold_is_refused_and_never_changed(text: str, symbology: Symbology) -> None:
    with pytest.raises(SymbolFault, match="Choose another code"):
        image(Symbol(text, symbology), 2, 40)


def test_a_symbol_that_says_something_else_never_leaves() -> None:
    drawn = image(Symbol("0012450381766", Symbology.CODE_128), 2, 40)
    with pytest.raises(SymbolFault, match=r"code128 '990012450381766' reads back as Code 128 '0012450381766'") as fault:
        checked(drawn, Symbol("990012450381766", Symbology.CODE_128))
    assert isinstance(fault.value, DevswapError)


def test_an_encoder_that_drops_a_character_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = symbols._code128
    monkeypatch.setattr(symbols, "_code128", lambda text: whole(text[1:]))
    with pytest.raises(SymbolFault, match="reads back"):
        image(Symbol("5CG7290HTX", Symbology.CODE_128), 2, 40)
    modules.cache_clear()


def test_the_same_text_in_another_symbology_is_not_accepted() -> None:
    both = Image.new("1", (400, 160), 1)
    both.paste(image(Symbol("ABC", Symbology.CODE_128), 2, 40), (0, 0))
    with pytest.raises(SymbolFault, match="reads back as nothing"):
        checked(both, Symbol("ABC", Symbology.CODE_39))


def test_one_symbol_too_many_or_too_few_is_noticed() -> None:
    one, two = Symbol("ONE", Symbology.CODE_128), Symbol("TWO", Symbology.CODE_128)
    both = Image.new("1", (300, 140), 1)
    both.paste(image(one, 2, 40), (0, 0))
    both.paste(image(two, 2, 40), (0, 90))
    assert checked(both, two, one) is both
    with pytest.raises(SymbolFault):
        checked(both, one)
    with pytest.raises(SymbolFault):
        checked(both, one, two, two)
    with pytest.raises(SymbolFault, match="nothing"):
        checked(Image.new("1", (300, 140), 1), one)


def test_a_scratched_symbol_is_not_let_through() -> None:
    drawn = image(Symbol("DVXBCFG", Symbology.CODE_128), 2, 40)
    drawn.paste(0, (60, 0, 90, 40))
    with pytest.raises(SymbolFault):
        checked(drawn, Symbol("DVXBCFG", Symbology.CODE_128))
