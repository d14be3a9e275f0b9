"""What host layouts do, undone where the text gives it away or the layout is told."""

from string import ascii_letters, digits, punctuation

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devswap.labels import layouts
from devswap.labels.reading import read
from tests.labels import generators as g

SERIALS = st.text(alphabet=g.ALNUM, min_size=8, max_size=14)


@pytest.mark.parametrize("layout", ["uk", "german"])
def test_every_printable_character_of_a_calibration_comes_back(layout: str) -> None:
    table = layouts.TABLES[layout]
    typed = {meant: chr(seen) for seen, meant in table.items()}
    everything = ascii_letters + digits + punctuation
    arrived = "".join(typed.get(c, c) for c in everything)
    assert arrived.translate(table) == everything


@pytest.mark.parametrize("layout", ["french", "belgian", "french-caps", "belgian-caps", "caps"])
def test_every_letter_and_digit_of_a_calibration_comes_back(layout: str) -> None:
    table = layouts.TABLES[layout]
    typed = {meant: chr(seen) for seen, meant in table.items()}
    everything = ascii_letters + digits
    assert "".join(typed.get(c, c) for c in everything).translate(table) == everything


@given(SERIALS)
def test_a_told_german_layout_is_undone(serial: str) -> None:
    label = read(g.german(serial), layout="german")
    if set(serial) & set("YZ"):
        assert (label.what_it_is, label.normalised) == ("layout-damaged", serial)
    else:
        assert label == read(serial)


@given(SERIALS)
def test_a_told_french_layout_with_caps_lock_is_undone(serial: str) -> None:
    label = read(g.french_caps(serial), layout="french-caps")
    if set(serial) & set("AQZW"):
        assert (label.what_it_is, label.normalised) == ("layout-damaged", serial)
    else:
        assert label.normalised in (serial, read(serial).normalised)


@given(SERIALS)
def test_azerty_gives_itself_away_by_its_accents(serial: str) -> None:
    for layout in (g.french, g.belgian):
        arrived = layout(serial)
        if set(arrived) & set("éèçà§"):
            label = read(arrived)
            assert (label.what_it_is, label.normalised) == ("layout-damaged", serial)


@given(SERIALS)
def test_what_a_repair_changed_in_letters_must_be_confirmed(serial: str) -> None:
    for text, layout in ((g.german("Y" + serial), "german"), (g.french("27" + serial), None)):
        readings = read(text, layout=layout).readings
        assert all(one.role == "N" for one in readings)
        assert all(one.offered for one in readings[1:])


def test_the_repaired_reading_is_offered() -> None:
    readings = read("5CG3081HJZ", layout="german").readings
    assert ("hp-serial", "5CG3081HJY", True) in [(one.kind, one.value, one.offered) for one in readings]


@pytest.mark.parametrize(
    ("text", "layout", "kind", "value"),
    [
        ("HD½308", None, "asset-tag", "HD-308"),
        ("9X1K5AA£ABU", None, "hp-product-number", "9X1K5AA#ABU"),
        ("9X1K5AA£ABU", "uk", "hp-product-number", "9X1K5AA#ABU"),
        ("HDß308", "german", "asset-tag", "HD-308"),
        ("1PMLH03B-A", "german", "apple-part-number", "MLH03B/A"),
        ("5cg3081hjv", "caps", "hp-serial", "5CG3081HJV"),
        ("{@stocklocation@: 5}", None, "foreign-json", "stocklocation=5"),
    ],
)
def test_where_only_punctuation_or_case_was_changed_the_repair_is_read(
    text: str, layout: str | None, kind: str, value: str
) -> None:
    label = read(text, layout=layout)
    assert (label.what_it_is, label.normalised) == (kind, value)


def test_an_underline_tells_french_from_belgian() -> None:
    assert read("àé_!KB").normalised == "028!KB"
    assert read("àé!KB").normalised == "028KB"


def test_accents_among_noise_are_noise() -> None:
    assert read("þéý").what_it_is == "garbage"


@pytest.mark.parametrize("text", ["Shelf £ 5", "?½?"])
def test_a_repair_that_fits_nothing_is_only_offered(text: str) -> None:
    assert read(text).what_it_is == "layout-damaged"


@pytest.mark.parametrize("layout", [None, "none", "us", "klingon"])
def test_without_a_known_layout_nothing_is_undone(layout: str | None) -> None:
    assert read("MP2Z40YD", layout=layout).normalised == "MP2Z40YD"


def test_a_told_layout_reaches_the_aim_identifier_too() -> None:
    label = read("+C05CG3081HJV\r", layout="german")
    assert (label.what_it_is, label.normalised, label.symbology) == ("hp-serial", "5CG3081HJV", "code128")


def test_lower_case_that_fits_a_shape_is_that_shape_and_else_only_offered() -> None:
    assert read("5cg3081hjv").what_it_is == "hp-serial"
    damaged = read("0419k7ex32qd")
    assert (damaged.what_it_is, damaged.normalised, damaged.readings[0].role) == ("case-damaged", "0419K7EX32QD", "N")
    assert read("]A4ward 7 trolley").what_it_is == "unknown"


def test_a_lower_case_aim_identifier_tells_caps_lock() -> None:
    assert read("]c05cg3081hjv").normalised == "5CG3081HJV"
    assert read("]a4wARD 7 TROLLEY").normalised == "Ward 7 trolley"
    assert read("]D1[)>\x1e06\x1dspf4d7k2w").normalised == "S=PF4D7K2W"
