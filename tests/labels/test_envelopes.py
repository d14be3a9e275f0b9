"""ISO/IEC 15434: what the separators delimit, and nothing more."""

import pytest

from devswap.labels.reading import read

RS, GS, EOT = "\x1e", "\x1d", "\x04"
GOOD = f"[)>{RS}06{GS}1P21CB000SUK{GS}SPF4D7K2W{GS}Q4{RS}{EOT}"


def said(text: str) -> tuple[str, str]:
    label = read(text)
    return label.what_it_is, label.normalised


@pytest.mark.parametrize("aim", ["", "]d1", "]d7", "]Q1", "]L0", "]z0"])
def test_the_serial_comes_first_then_the_order_of_the_code(aim: str) -> None:
    assert said(aim + GOOD + "\r") == ("iso15434-di", "S=PF4D7K2W;1P=21CB000SUK;Q=4")


def test_the_serial_finds_a_device_and_makes_none() -> None:
    readings = read(GOOD).readings
    assert [(one.kind, one.value, one.role) for one in readings] == [
        ("iso15434-di", "S=PF4D7K2W;1P=21CB000SUK;Q=4", "W"),
        ("lenovo-serial", "PF4D7K2W", "W"),
        ("text", "PF4D7K2W", "W"),
    ]


def test_a_mac_of_an_envelope_finds_a_device() -> None:
    assert ("mac", "00:50:56:12:34:56") in [(r.kind, r.value) for r in read(f"[)>{RS}06{GS}23S005056123456").readings]


@pytest.mark.parametrize(
    "damaged",
    [
        GOOD.replace(RS, "{RS}").replace(GS, "{GS}").replace(EOT, "{EOT}"),
        GOOD.replace(RS, "<RS>").replace(GS, "<GS>").replace(EOT, "<EOT>"),
        GOOD.replace(RS, "^^").replace(GS, "^]").replace(EOT, "^D"),
        GOOD.replace(RS, "␞").replace(GS, "␝").replace(EOT, "␄"),
        GOOD.replace(RS, "|").replace(GS, "|").replace(EOT, "|"),
        GOOD.replace(RS, "~").replace(GS, "~").replace(EOT, ""),
        GOOD.replace(GS, "|"),
        GOOD.removesuffix(RS + EOT),
        GOOD.swapcase(),
    ],
)
def test_controls_that_a_wedge_spelled_or_replaced_are_controls(damaged: str) -> None:
    assert said(damaged) == ("iso15434-di", "S=PF4D7K2W;1P=21CB000SUK;Q=4")


def test_the_longest_data_identifier_wins_and_empty_fields_are_left_out() -> None:
    assert said(f"[)>{RS}06{GS}14K027{GS}K{GS}K12{RS}{EOT}") == ("iso15434-di", "14K=027;K=12")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[)>06SMP26Q4XD1P21FVS0XT00", ""),
        (f"[)>{RS}06SMP26Q4XD1P21FVS0XT00{RS}{EOT}", ""),
        (f">[)>06{GS}K4471902{GS}14K019", "K=4471902;14K=019"),
        (f"[)>06{GS}SPF4D7K2W{GS}Q1", "S=PF4D7K2W;Q=1"),
        (f"[)>{RS}06{GS}1PKX200-A4S7719020481T5520817Q12", "1P=KX200-A4S7719020481T5520817Q12"),
        (f"[)>{RS}06{GS}...{GS}---", ""),
        ("[)>", ""),
    ],
)
def test_what_no_separator_delimits_is_not_guessed(text: str, value: str) -> None:
    label = read(text)
    assert (label.what_it_is, label.normalised) == ("iso15434-di-malformed", value)
    assert not [one for one in label.readings if one.role != "N"]


def test_format_05_is_gs1_and_its_check_digit_counts() -> None:
    assert said(f"[)>{RS}05{GS}010403771926058221PX7{RS}{EOT}") == ("iso15434-gs1", "gtin=04037719260582;21=PX7")
    assert said(f"[)>{RS}05{GS}010403771926058321PX7{RS}{EOT}") == ("gs1-gtin-bad-check", "")
