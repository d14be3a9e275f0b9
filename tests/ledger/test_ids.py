"""Names: the same for the same thing, whoever writes it how, and never for another."""

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devswap.ledger import ids
from devswap.ledger.entry import Malformed
from devswap.ledger.parts import Id
from tests.ledger.test_entry import sealed

WORDS = st.text(max_size=30)


@given(st.integers(0, (1 << 48) - 1), st.integers(0, (1 << 74) - 1))
def test_a_uuid7_holds_its_milliseconds_and_its_dice(milliseconds: int, dice: int) -> None:
    made = UUID(ids.uuid7(milliseconds, dice))
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert made.int >> 80 == milliseconds
    assert (made.int >> 64 & 0xFFF) << 62 | made.int & ((1 << 62) - 1) == dice


@given(st.integers(0, (1 << 130) - 1))
def test_a_uuid4_is_one_and_sealable(dice: int) -> None:
    made = ids.uuid4(dice)
    assert UUID(made).version == 4
    try:
        sealed(boot=made)
    except Malformed as error:
        pytest.fail(f"{Id}: {error}")


@given(st.datetimes(timezones=st.just(UTC)))
def test_an_instant_reads_back_and_sorts_as_time(when: datetime) -> None:
    text = ids.instant(when)
    assert len(text) == 27
    assert ids.moment(text) == when
    if when.year < 9999:
        assert text < ids.instant(when + timedelta(microseconds=1))


def test_an_instant_is_utc_and_never_without_a_zone() -> None:
    there = timezone(timedelta(hours=1))
    assert ids.instant(datetime(2026, 7, 1, 10, 0, tzinfo=there)) == "2026-07-01T09:00:00.000000Z"
    with pytest.raises(ValueError, match="zone"):
        ids.instant(datetime(2026, 7, 1))  # noqa: DTZ001
    assert ids.instant(datetime(33, 4, 3, tzinfo=UTC)) == "0033-04-03T00:00:00.000000Z"


@pytest.mark.parametrize("kind", ["serial", "asset_tag", "imei", "mac", "iccid", "other"])
@given(text=WORDS)
def test_the_normal_form_is_its_own(kind: str, text: str) -> None:
    once = ids.normal(kind, text)
    assert ids.normal(kind, once) == once


@given(WORDS)
def test_the_normal_form_of_a_maker_is_its_own(text: str) -> None:
    assert ids.normal_maker(ids.normal_maker(text)) == ids.normal_maker(text)


@pytest.mark.parametrize(
    ("kind", "written", "normal"),
    [
        ("serial", " 5cg 7290htw\n", "5CG7290HTW"),
        ("serial", "00-12", "00-12"),
        ("asset_tag", "0104233", "0104233"),
        ("imei", "49-015420-323751-8", "490154203237518"),
        ("imei", "unreadable", "UNREADABLE"),
        ("mac", "a0b1.c2d3.e4f5", "A0:B1:C2:D3:E4:F5"),
        ("mac", "A0-B1-C2-D3-E4-F5", "A0:B1:C2:D3:E4:F5"),
        ("mac", "a0 b1", "A0B1"),
    ],
)
def test_an_identifier_in_normal_form(kind: str, written: str, normal: str) -> None:
    assert ids.normal(kind, written) == normal


def test_one_device_whichever_list_spells_its_maker() -> None:
    assert ids.device_id("HP Inc.", "5cg7290htw") == ids.device_id("Hewlett-Packard", "5CG7290HTW ")


def test_two_makers_may_share_a_serial_and_a_label_is_no_serial() -> None:
    names = {
        ids.device_id("HP", "1234"), ids.device_id("Dell", "1234"), ids.device_id("", "1234"),
        ids.device_id_of_label("serial", "1234"), ids.device_id_of_label("asset_tag", "1234"),
    }  # fmt: skip
    assert len(names) == 5


def test_a_leading_zero_and_a_dash_belong_to_a_serial() -> None:
    assert len({ids.device_id("HP", s) for s in ("1234", "01234", "12-34")}) == 3


@given(st.binary(min_size=16, max_size=16), st.binary(min_size=16, max_size=16), st.text(max_size=40))
def test_a_salted_text_says_nothing_without_its_salt(salt: bytes, other: bytes, text: str) -> None:
    assert (ids.salted(salt, text) == ids.salted(other, text)) == (salt == other)


def test_a_text_that_is_no_unicode_still_has_a_digest() -> None:
    assert len(ids.salted(bytes(16), "bad \udc80 scan")) == 64


def test_a_reference_matches_within_its_kind() -> None:
    assert ids.reference_match("crime", "01/1234-26") == ids.reference_match("crime", "01 1234 26")
    assert ids.reference_match("crime", "0112") != ids.reference_match("incident", "0112")
