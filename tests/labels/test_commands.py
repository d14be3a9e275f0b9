"""Our own codes: every mistake is noticed, no keyboard changes them, and nothing else is taken for one."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devswap.labels import makers
from devswap.labels.commands import ALPHABET, COMMANDS, KINDS, PREFIX, OwnCode, decode, encode
from devswap.labels.reading import read
from tests.labels import generators as g
from tests.labels.rows import ROWS

UUID = "018f6c2e-5b7d-7c3a-9e41-7d20c5a8b613"
CODES = [
    *(encode("command", command) for command in COMMANDS),
    encode("badge", "118802"),
    encode("badge", "000042"),
    encode("cage-label", "L2-0412"),
    encode("voucher", UUID),
]
OTHERS = st.sampled_from([kind for kind in KINDS if kind != "command"])


def test_every_command_comes_back() -> None:
    assert [decode(encode("command", command)) for command in COMMANDS] == [OwnCode("command", c) for c in COMMANDS]


def test_commands_that_were_printed_keep_their_letters() -> None:
    printed = {"confirm": "DVXBCFS", "cancel": "DVXBCLE", "hand-in leaver": "DVXBHLV", "lock": "DVXBLKF"}
    assert {command: encode("command", command) for command in printed} == printed


@pytest.mark.parametrize("code", CODES)
def test_every_single_wrong_letter_is_noticed(code: str) -> None:
    for place, right in enumerate(code):
        for wrong in g.LETTERS:
            if wrong != right:
                assert decode(code[:place] + wrong + code[place + 1 :]) is None


@pytest.mark.parametrize("code", CODES)
def test_every_swap_of_neighbours_is_noticed(code: str) -> None:
    for place in range(len(code) - 1):
        left, right = code[place], code[place + 1]
        if left != right:
            assert decode(code[:place] + right + left + code[place + 2 :]) is None


def test_no_two_commands_are_one_wrong_letter_apart() -> None:
    codes = [encode("command", command) for command in COMMANDS]
    assert all(sum(a != b for a, b in zip(one, two, strict=True)) > 1 for one in codes for two in codes if one != two)


@given(OTHERS, st.text(min_size=1, max_size=40).filter(lambda text: text.isprintable()))
def test_any_text_comes_back(kind: str, value: str) -> None:
    assert decode(encode(kind, value)) == OwnCode(kind, value)


@given(OTHERS, st.from_regex(r"\A[0-9]{1,40}\Z"))
def test_numbers_keep_their_leading_zeros(kind: str, value: str) -> None:
    assert decode(encode(kind, value)) == OwnCode(kind, value)


@given(OTHERS, st.binary(min_size=1, max_size=40))
def test_bytes_as_hexadecimal_come_back(kind: str, value: bytes) -> None:
    assert decode(encode(kind, value.hex())) == OwnCode(kind, value.hex())


@given(st.uuids())
def test_a_uuid_takes_36_letters(value: object) -> None:
    code = encode("voucher", str(value))
    assert len(code) == 36
    assert decode(code) == OwnCode("voucher", str(value))


def test_a_badge_number_is_short() -> None:
    assert len(encode("badge", "118802")) == 11


@pytest.mark.parametrize(
    ("kind", "value"), [("button", "confirm"), ("command", "explode"), ("badge", ""), ("badge", "x" * 60)]
)
def test_what_cannot_be_a_code_is_refused(kind: str, value: str) -> None:
    with pytest.raises(ValueError, match="code"):
        encode(kind, value)


@given(st.text(alphabet=ALPHABET, min_size=0, max_size=40), st.sampled_from(sorted(KINDS.values())))
def test_letters_that_no_encoding_makes_are_no_code(body: str, kind: str) -> None:
    found = decode(PREFIX + kind + body)
    assert found is None or encode(found.kind, found.value) == PREFIX + kind + body


def test_a_number_has_one_code_only() -> None:
    code = encode("badge", "118802")
    longer = code[:5] + ALPHABET[0] + code[5:-1]  # a zero in front of the number
    assert [decode(longer + letter) for letter in ALPHABET] == [None] * len(ALPHABET)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("layout", [g.uk, g.german, g.french, g.belgian, g.french_caps, str.swapcase, str.lower])
def test_no_layout_and_no_caps_lock_changes_a_code(code: str, layout: object) -> None:
    assert callable(layout)
    assert layout(code).upper() == code
    assert decode(layout(code)) == decode(code)


@pytest.mark.parametrize("before", ["]C0", "]c0", "$Cà", "+C0", "D", "j"])
def test_identifiers_before_a_code_do_not_hide_it(before: str) -> None:
    label = read(before + encode("command", "lock") + "\r")
    assert (label.what_it_is, label.normalised) == ("devswap-command", "lock")


@pytest.mark.parametrize(
    ("kind", "value"), [("badge", "118802"), ("cage-label", "L2-0412"), ("voucher", UUID), ("command", "choose 3")]
)
def test_reading_a_code_gives_its_kind_first_and_nothing_to_look_up(kind: str, value: str) -> None:
    label = read("]C0" + encode(kind, value) + "\r")
    assert [(one.kind, one.value) for one in label.readings] == [(f"devswap-{kind}", value)]


@given(OTHERS, st.text(min_size=1, max_size=30).filter(str.isprintable))
def test_no_makers_shape_fits_a_code(kind: str, value: str) -> None:
    code = encode(kind, value)
    assert makers.fitting(code, "") == makers.fitting(code, "C0") == []


@pytest.mark.parametrize("code", CODES)
def test_no_makers_shape_fits_a_command(code: str) -> None:
    assert makers.fitting(code, "") == makers.fitting(code, "C0") == []


@pytest.mark.parametrize("row", ROWS)
def test_no_other_label_is_taken_for_one_of_ours(row: str) -> None:
    rng = Random(row)
    assert all(decode(ROWS[row](rng).text) is None for _ in range(50))
