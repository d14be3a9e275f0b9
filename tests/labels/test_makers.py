"""Makers' shapes, the strip rule, and what a shape must never be taken for."""

from random import Random

import pytest

from devswap.labels.reading import read
from tests.labels import generators as g


def kinds(text: str) -> list[str]:
    return [one.kind for one in read(text).readings]


def first(text: str) -> tuple[str, str]:
    label = read(text)
    return label.what_it_is, label.normalised


def test_a_leading_s_is_never_stripped_from_a_real_hp_serial() -> None:
    rng = Random(1)
    for _ in range(200):
        serial = "SGH" + g.hp_serial(rng)[3:]
        for text in (serial, "]C0" + serial, "]A0" + serial, "S/N:" + serial):
            assert first(text) == ("hp-serial", serial)


def test_a_di_s_is_stripped_where_only_the_rest_is_a_serial() -> None:
    assert first("]C0S8CC2140XKR") == ("hp-serial", "8CC2140XKR")
    assert first("SPF4D7K2W") == ("lenovo-serial", "PF4D7K2W")


@pytest.mark.parametrize("week", [0, 54, 60, 99])
def test_a_week_that_no_year_has_makes_no_hp_serial(week: int) -> None:
    assert "hp-serial" not in kinds(f"]C05CG3{week:02}1HJV")


def test_seven_characters_are_a_service_tag_and_may_be_an_old_lenovo() -> None:
    assert [(one.kind, one.role) for one in read("8XKQ2M3").readings] == [
        ("dell-service-tag", "D"),
        ("lenovo-serial", "W"),
        ("text", "W"),
    ]


@pytest.mark.parametrize("text", ["]C0ABCDEFG", "ABCDEFG"])
def test_seven_letters_are_no_service_tag(text: str) -> None:
    assert "dell-service-tag" not in kinds(text)


def test_a_dell_part_number_never_becomes_a_serial() -> None:
    for text in ("]C0K8G4T", "]A01PK8G4T", "CN-0K8G4T", "]C0PK8G4T"):
        assert not [one for one in read(text).readings if one.role == "D"], text


def test_five_typed_characters_are_no_part_number() -> None:
    assert first("K7X2Q") == ("garbage", "")


def test_a_prefix_of_a_maker_comes_before_an_asset_tag_of_its_letters() -> None:
    assert kinds("PF123456")[:2] == ["lenovo-serial", "asset-tag"]


def test_every_part_of_a_ppid_but_its_revision_is_kept() -> None:
    for text in ("MX-0R8N6C-12961-57L-1B9S-A00", "MX 0R8N6C 12961 57L 1B9S", "]d1MX0R8N6C1296157L1B9SA00"):
        assert first(text) == ("dell-ppid", "MX0R8N6C1296157L1B9S")


@pytest.mark.parametrize(
    ("text", "value"),
    [("1s21CB000SUKPF4D7K2W", "PF4D7K2W"), ("1S 21CB000SUK PF4D7K2W", "PF4D7K2W"), ("1S7661CTOL3B7F2K", "L3B7F2K")],
)
def test_a_1s_code_gives_its_serial_and_its_model(text: str, value: str) -> None:
    assert first(text) == ("lenovo-1S", value)
    assert "lenovo-mtm" in kinds(text)


@pytest.mark.parametrize("length", [*range(5, 18)])
def test_a_1s_code_that_is_cut_off_names_nothing(length: int) -> None:
    assert first("1S" + "21CB000SUKPF4D7K2W"[:length]) == ("truncated", "")


def test_a_1s_code_whose_model_cannot_be_is_cut_off_too() -> None:
    assert first("1SABCDEFGHKL") == ("truncated", "")


def test_what_only_begins_like_a_1s_code_is_read_as_it_stands() -> None:
    assert first("]C01SX3081HJV") == ("hp-serial", "1SX3081HJV")
    assert first("1SABC12") == ("dell-service-tag", "1SABC12")


def test_a_model_without_its_letter_makes_no_1s_code() -> None:
    assert "lenovo-1S" not in kinds("1S212B000SUKPF4D7K2W")


def test_a_ppid_that_could_be_two_monitors_is_a_ppid() -> None:
    assert first("HA0BC12345HDE4A12345") == ("dell-ppid", "HA0BC12345HDE4A12345")


def test_an_hp_serial_and_its_product_number_are_one_device() -> None:
    for text in ("5CG3081HJV,6F1N2EA#ABU", "5CG3081HJV 6F1N2EA", "6F1N2EA#ABU,5CG3081HJV", "SN:5CG3081HJV;PN:6F1N2EA"):
        assert first(text) == ("hp-serial", "5CG3081HJV")


def test_a_homoglyph_repair_is_offered_and_not_applied() -> None:
    best, *others = read("2UAO182MTX").readings
    assert (best.kind, best.value, best.role, best.offered) == ("hp-serial", "2UA0182MTX", "N", True)
    assert [(one.kind, one.value, one.role) for one in others] == [("text", "2UAO182MTX", "W")]


def test_no_homoglyph_is_suspected_where_a_symbol_was_read() -> None:
    assert first("]C02UAO182MTX") == ("unknown", "2UAO182MTX")


def test_an_hp_serial_with_a_vowel_in_its_unit_is_read_and_its_repair_offered() -> None:
    readings = read("]C05CG3081HOV").readings
    assert [(one.value, one.offered) for one in readings if one.kind == "hp-serial"] == [
        ("5CG3081HOV", False),
        ("5CG3081H0V", True),
    ]


@pytest.mark.parametrize("letter", "BDbjswI")
def test_a_code_letter_is_cut_only_before_a_sure_serial(letter: str) -> None:
    assert first(letter + "5CG3081HJV") == ("hp-serial", "5CG3081HJV")
    assert first(letter + "PF41WK7C") == ("lenovo-serial", "PF41WK7C")
    if letter != "s":  # S is a DI too
        assert "dell-service-tag" not in kinds(letter + "8XKQ2M3")


def test_behind_an_aim_identifier_no_code_letter_is_looked_for() -> None:
    assert first("]C0j5CG3081HJV") == ("unknown", "j5CG3081HJV")


def test_the_modulo_43_letter_is_cut_only_where_it_is_right() -> None:
    for letter in g.LETTERS:
        assert (first("KB2216" + letter) == ("asset-tag", "KB2216")) == (g.mod43_letter("KB2216") == letter)


def test_a_tag_with_its_modulo_43_letter_is_also_found_as_printed() -> None:
    tag = next(f"LT882{n:02}" for n in range(100) if g.mod43_letter(f"LT882{n:02}").isalpha())
    whole = tag + g.mod43_letter(tag)
    assert first(whole) == ("asset-tag", tag)
    assert ("text", whole, "W") in [(one.kind, one.value, one.role) for one in read(whole).readings]


def test_a_chance_modulo_43_letter_cuts_nothing_from_lenovo_and_known_hp_serials() -> None:
    for body, kind in (("PF1234", "lenovo-serial"), ("MP9876", "lenovo-serial"), ("CND212345", "hp-serial")):
        for filler in "0123456789":
            text = body if len(body) == 9 else body + filler
            text += g.mod43_letter(text)
            if text[-1].isalpha():
                assert first(text) == (kind, text)


def test_no_more_than_one_reading_may_make_a_device() -> None:
    rng = Random(3)
    for _ in range(300):
        text = g.mixed(rng, rng.randint(5, 23))
        assert sum(one.role == "D" for one in read(rng.choice(["", "]C0"]) + text).readings) <= 1, text


@pytest.mark.parametrize("aim", ["", "]C0"])
def test_a_service_tag_and_an_imei_run_together_are_no_acer(aim: str) -> None:
    together = read(f"{aim}DKB75E4353140965626192")
    assert together.readings[0].role == "N"
    assert read(f"{aim}DKB75E4353140965626A92").what_it_is == "acer-serial"
