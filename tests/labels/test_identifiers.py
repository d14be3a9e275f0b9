"""Check digits against python-stdnum and by hand; numbers by length; MAC and MEID."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import ean, luhn
from stdnum import meid as stdnum_meid

from devswap.labels import identifiers
from devswap.labels.reading import read
from tests.labels import generators as g

DIGITS = st.text(alphabet="0123456789", min_size=2, max_size=20)


@given(DIGITS)
def test_luhn_agrees_with_stdnum(digits: str) -> None:
    assert identifiers.luhn(digits) == luhn.is_valid(digits)


@given(st.text(alphabet="0123456789", min_size=13, max_size=14))
def test_the_gs1_check_agrees_with_stdnum(digits: str) -> None:
    assert identifiers.gs1_check(digits) == ean.is_valid(digits)


@given(st.text(alphabet="0123456789ABCDEF", min_size=13, max_size=13))
def test_a_meid_with_its_check_digit_agrees_with_stdnum(rest: str) -> None:
    for digit in "0123456789ABCDEF":
        text = "A" + rest + digit
        assert (identifiers.meid(text) is not None) == stdnum_meid.is_valid(text)


@given(st.text(alphabet="0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%", min_size=1, max_size=20))
def test_exactly_one_modulo_43_character_is_right(body: str) -> None:
    right = [c for c in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%" if identifiers.mod43(body + c)]
    assert right == [g.mod43_letter(body)]


def test_the_standards_own_modulo_43_example_is_right() -> None:
    assert identifiers.mod43("CODE39W")


@given(st.integers(36**6, 36**7 - 1))
def test_an_express_service_code_is_the_tag_in_base_36(number: int) -> None:
    tag = identifiers.service_tag(str(number))
    if tag is None:
        assert g.service_tag_of(number).isdigit() or g.service_tag_of(number).isalpha()
    else:
        assert int(tag, 36) == number


@pytest.mark.parametrize("express", ["2176782335", "78364164096", "02376782336", "99999999999"])
def test_a_number_outside_the_range_is_no_express_service_code(express: str) -> None:
    assert identifiers.service_tag(express) is None


@pytest.mark.parametrize("tag", ["1234567", "DELLTAG"])
def test_a_tag_of_digits_or_letters_alone_has_no_express_service_code(tag: str) -> None:
    assert identifiers.service_tag(str(int(tag, 36))) is None


@pytest.mark.parametrize("length", [4, 14, 17, 18, 19])
def test_other_lengths_of_digits_mean_nothing(length: int) -> None:
    assert identifiers.number("7" * length, "C0") == []


def test_an_express_service_code_is_offered_as_an_asset_tag_too() -> None:
    readings = read("19444451259\r").readings
    assert [(one.kind, one.value, one.role) for one in readings] == [
        ("dell-express-service-code", "8XKQ2M3", "D"),
        ("asset-tag", "19444451259", "W"),
        ("text", "19444451259", "W"),
    ]


@pytest.mark.parametrize("text", ["035718429607", "112233445566"])
def test_twelve_bare_digits_are_never_a_mac(text: str) -> None:
    assert identifiers.mac(text) is None
    assert identifiers.mac(text, digits_too=True) is not None


@pytest.mark.parametrize("text", ["3C52827F1A4E", "3C:52:82:7F:1A:4E", "3C-52-82-7F-1A-4E", "3C52.827F.1A4E"])
def test_every_spelling_of_a_mac_gives_one_form(text: str) -> None:
    assert identifiers.mac(text) == "3C:52:82:7F:1A:4E"


@pytest.mark.parametrize("text", ["3C:52-82:7F:1A:4E", "3C52827F1A4", "3C52827F1A4G", "3C:52:82:7F:1A"])
def test_what_is_no_mac_is_none(text: str) -> None:
    assert identifiers.mac(text) is None


@pytest.mark.parametrize("text", ["]E0²²²²²²²²²²²²²", "]I1²²²²²²²²²²²²²²", "]E4٣٣٣٣٣٣٣٣"])
def test_digits_of_other_scripts_are_no_digits(text: str) -> None:
    assert read(text).what_it_is in ("unknown", "garbage")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("016482293756", "surface-serial"),
        ("]C0035718429607", "surface-serial"),
        ("035718429607", "upca"),
        ("]E0035718429607", "upca"),
        ("000000004121", "asset-tag-as-upca"),
        ("000000004122", "surface-serial"),
        ("]E0000000004121", "upca"),
    ],
)
def test_twelve_digits_are_decided_by_symbology_check_digit_and_zeros(text: str, kind: str) -> None:
    assert read(text).what_it_is == kind


def test_a_tag_printed_as_upca_is_found_behind_its_own_symbology_too() -> None:
    assert ("asset-tag-as-upca", "00412", "W") in [(r.kind, r.value, r.role) for r in read("]E0000000004121").readings]


@pytest.mark.parametrize("text", ["]E05060778129040", "353318114029176", "]C100340377192600044182", "]I07719"])
def test_a_wrong_check_digit_or_a_short_read_leaves_nothing_to_look_up(text: str) -> None:
    assert not [one for one in read(text).readings if one.role in ("D", "W")]
