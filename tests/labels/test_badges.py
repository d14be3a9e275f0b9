"""What badge readers type, brought to what the lists hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devswap.labels.badges import Transform, normalise

CARD = bytes.fromhex("04A2B7C1")
DECIMAL = "77772737"


@pytest.mark.parametrize(
    ("typed", "transform"),
    [
        (DECIMAL, Transform()),
        (DECIMAL, Transform("decimal")),
        ("04A2B7C1", Transform("hex")),
        ("04a2b7c1", Transform("hex")),
        ("04:A2:B7:C1", Transform("hex")),
        ("4A2B7C1", Transform("hex")),
        ("C1B7A204", Transform("hex", reverse_bytes=True)),
        (str(int.from_bytes(CARD, "little")), Transform("decimal", reverse_bytes=True)),
        ("0077772737", Transform(strip_zeros=True)),
        (" 77772737 ", Transform("decimal")),
    ],
)
def test_every_reader_gives_the_same_badge(typed: str, transform: Transform) -> None:
    assert normalise(typed, transform) == DECIMAL


def test_a_width_pads_digits_and_nothing_else() -> None:
    assert normalise("802", Transform(width=6)) == "000802"
    assert normalise("AB12", Transform(width=6)) == "AB12"


def test_a_badge_of_zeros_keeps_one() -> None:
    assert normalise("000", Transform(strip_zeros=True)) == "0"


@given(st.text(max_size=60), st.sampled_from(["decimal", "hex", "as-is", "odd"]), st.booleans(), st.integers(0, 12))
def test_any_text_has_an_answer(text: str, form: str, flag: bool, width: int) -> None:
    assert isinstance(normalise(text, Transform(form, flag, width, flag)), str)


@given(st.binary(min_size=4, max_size=4), st.booleans())
def test_hexadecimal_and_decimal_readers_agree(card: bytes, reverse: bool) -> None:
    decimal = normalise(str(int.from_bytes(card, "big")), Transform("decimal", reverse, strip_zeros=True))
    assert normalise(card.hex(), Transform("hex", reverse, strip_zeros=True)) == decimal
