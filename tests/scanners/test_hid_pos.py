"""HID-POS reports: 64 bytes that say what they hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanners import hid_pos
from scanners.hid_pos import Report
from scanners.ssi import Label


def report(data: bytes, aim: bytes = b"]C0", more: bool = False) -> bytes:
    return bytes((2, len(data))) + aim + data.ljust(56, b"\0") + bytes((0, 0, more))


def test_a_report_gives_its_text_and_symbology() -> None:
    assert len(report(b"D3RKT82")) == 64
    assert hid_pos.parse(report(b"D3RKT82")) == Report("D3RKT82", "]C0")


def test_a_report_without_its_id_is_read_as_well() -> None:
    assert hid_pos.parse(report(b"D3RKT82")[1:]) == Report("D3RKT82", "]C0")


@given(st.binary(max_size=56), st.booleans())
def test_any_bytes_come_through(data: bytes, more: bool) -> None:
    assert hid_pos.parse(report(data, more=more)) == Report(data.decode("latin-1"), "]C0", more)


def test_a_long_label_is_joined_from_its_reports() -> None:
    parts = [hid_pos.parse(report(b"A" * 56, b"]Q1", more=True)), hid_pos.parse(report(b"B", b"]Q1"))]

    assert hid_pos.joined([part for part in parts if part]) == Label("A" * 56 + "B", "]Q1")


@pytest.mark.parametrize("aim", [b"]Z6", b"]X0"])
def test_a_reply_of_the_scanner_is_no_label(aim: bytes) -> None:
    parsed = hid_pos.parse(report(b"BEPLVL1", aim))

    assert parsed is not None
    assert parsed.is_reply


@pytest.mark.parametrize(
    "data", [b"", b"\x02GZ4W8L3\x03", report(b"A")[:-2], report(b"A") + b"\0", report(b"A", b"C0]")]
)
def test_what_is_no_report_is_none(data: bytes) -> None:
    assert hid_pos.parse(data) is None


def test_a_length_that_does_not_fit_is_no_report() -> None:
    assert hid_pos.parse(b"\x02\x39]C0" + b"\0" * 59) is None


@given(st.binary(max_size=70))
def test_no_bytes_make_the_parser_raise(data: bytes) -> None:
    hid_pos.parse(data)
