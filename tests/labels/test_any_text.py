"""Whatever arrives, there is an answer: no exception, and the first reading is what the label says it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devswap.labels import layouts
from devswap.labels.kinds import ROLES
from devswap.labels.reading import Label, read

WORDS = """]C0 ]d2 ]E0 ]I1 ]X0 ]Z6 01 (01) 04037719260582 21 17 S 1S 1P 11S 23S S/N: IMEI: MAC: PN: ; [)> 06 05 { } {"
": "} {@ @: , | * ** http:// https://a/ /01/ O-BTN. é £ ½ § ß Ý DVXB DVXBCFS - . ^] {GS} <RS> \u241d ¬ 99999 PF123456
CND2145KXM 8XKQ2M3 353318114029175 3C52827F1A4E 0080 007F 1D ² ٣ İ 😀 \ud800"""
CONTROLS = ["\x1e", "\x1d", "\x04", "\r", "\n", "\t", "\x02", "\x03", "\x06", "\0", " "]
PACKETS = ["\x16\xfe", "\x0c\xf3\x00\x00", "\x02\x07]C0"]
FRAGMENTS = st.sampled_from([*WORDS.split(), *CONTROLS, *PACKETS])
TEXTS = st.one_of(
    st.text(max_size=80),
    st.binary(max_size=80).map(lambda data: data.decode("latin-1")),
    st.lists(FRAGMENTS, max_size=12).map("".join),
)
LAYOUTS = st.sampled_from([None, "none", *layouts.TABLES])


def holds(label: Label) -> None:
    first = label.readings[0]
    assert (label.what_it_is, label.normalised) == (first.kind, first.value)
    assert all(one.kind in ROLES and one.why for one in label.readings)
    assert all(one.role == "N" for one in label.readings if one.offered)
    assert all(one.value.strip() for one in label.readings if one.role in ("D", "W"))


@given(TEXTS, st.sampled_from(["", "]C0", "C1", "]", "]E0", "]I", "x"]), LAYOUTS)
def test_any_text_is_read(text: str, aim: str, layout: str | None) -> None:
    label = read(text, aim, layout)
    assert label.raw == text
    holds(label)


@pytest.mark.parametrize("blank", [" ", "\x02 ", "]C0  ", "\x1d"])
def test_a_blank_label_is_looked_up_nowhere(blank: str) -> None:
    assert {one.role for one in read(blank).readings} == {"N"}


@given(TEXTS)
def test_the_same_text_is_read_the_same(text: str) -> None:
    assert read(text) == read(text)


@pytest.mark.parametrize(
    "piece",
    [
        "9",
        "A",
        "*",
        "S/N:",
        "IMEI: ",
        '{"a":',
        "(01)",
        "/01/",
        "- ",
        "1S",
        "A b ",
        "0080",
        "1D",
        "é",
        "\x1d",
        "\x06",
        "]C0",
    ],
)
@pytest.mark.parametrize("before", ["", "]C1", "]C0", "]A1", "https://a", "[)>\x1e06\x1d", "S/N:", "SCNMOD"])
def test_a_text_of_ten_thousand_characters_is_read(before: str, piece: str) -> None:
    holds(read(before + piece * (10_000 // len(piece))))


@given(st.text(alphabet="0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-./# ", min_size=1, max_size=24))
def test_what_fits_nothing_is_unknown_behind_a_symbol_and_garbage_without(text: str) -> None:
    assert read(text).what_it_is != "unknown"
    assert read(text, "]C0").what_it_is != "garbage"


def test_a_letter_that_upper_case_makes_two_is_read_behind_a_checked_symbology() -> None:
    holds(read("\u00df", "]A1"))
    holds(read("\u00df", "]A1", "german"))
