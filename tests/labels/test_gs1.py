"""GS1 by symbology and by structure; what a lost separator or a wrong check digit leaves."""

import pytest

from devswap.labels.reading import read

GTIN = "04037719260582"


def said(text: str) -> tuple[str, str]:
    label = read(text)
    return label.what_it_is, label.normalised


@pytest.mark.parametrize("aim", ["C1", "d2", "d5", "d8", "Q3", "Q4", "e0", "J1"])
def test_exactly_these_identifiers_mean_gs1(aim: str) -> None:
    assert said(f"]{aim}01{GTIN}21PX7Q") == ("gs1-sgtin", f"gtin={GTIN};21=PX7Q")


@pytest.mark.parametrize("aim", ["C0", "C2", "d1", "d7", "Q1", "A0", "L0", "z0"])
def test_other_identifiers_never_mean_gs1(aim: str) -> None:
    assert not said(f"]{aim}01{GTIN}21PX7Q")[0].startswith("gs1")


@pytest.mark.parametrize("mark", ["\x1d", "|", "~", "{GS}", "<GS>", "<gs>", "^]", "␝", "¬"])
@pytest.mark.parametrize("aim", ["", "]C1"])
def test_however_the_wedge_sends_a_separator_it_separates(mark: str, aim: str) -> None:
    assert said(f"{aim}01{GTIN}10774{mark}17270331") == ("gs1-lot", f"gtin={GTIN};10=774;17=270331")


def test_a_separator_at_either_end_says_nothing() -> None:
    for aim in ("", "]C1"):
        assert said(f"{aim}\x1d01{GTIN}21PX7Q\x1d") == ("gs1-sgtin", f"gtin={GTIN};21=PX7Q")


def test_a_lost_separator_is_ambiguous_and_never_fact() -> None:
    assert said(f"01{GTIN}10774217270331") == ("gs1-ambiguous", f"gtin={GTIN};10=774217270331?")
    assert said(f"01{GTIN}10B774217270331") == ("gs1-ambiguous", f"gtin={GTIN};10=B774217270331?")
    assert said(f"01{GTIN}2112345678901234567890123") == ("gs1-ambiguous", f"gtin={GTIN};21=12345678901234567890123?")


def test_a_serial_is_found_by_itself_and_verbatim() -> None:
    readings = read(f"]d201{GTIN}21SGH5193X4V").readings
    assert [(one.kind, one.value, one.role) for one in readings[:3]] == [
        ("gs1-sgtin", f"gtin={GTIN};21=SGH5193X4V", "W"),
        ("hp-serial", "SGH5193X4V", "W"),
        ("text", "SGH5193X4V", "W"),
    ]


def test_an_s_of_ai_21_is_never_stripped() -> None:
    readings = read(f"]d201{GTIN}21SPF4D7K2W").readings
    assert "PF4D7K2W" not in [one.value for one in readings]


@pytest.mark.parametrize(
    "text", ["]d20104037719260583", "(01)04037719260583(21)PX", "]C10104037719260583", "]d202040377192605833712"]
)
def test_a_wrong_check_digit_leaves_nothing(text: str) -> None:
    label = read(text)
    assert (label.what_it_is, label.normalised) == ("gs1-gtin-bad-check", "")
    assert not [one for one in label.readings if one.role != "N"]


@pytest.mark.parametrize("text", ["]C1ABCDEF", "]C101", "]C10104037719260582ZZ", "]C199", "]d217991399"])
def test_without_a_valid_identifier_to_the_end_it_is_unknown(text: str) -> None:
    assert said(text) == ("unknown", text[3:])


@pytest.mark.parametrize(
    "text", ["0000042", "990012450381766", "018f6c2e-5b7d-7c3a-9e41-7d20c5a8b613", "0104037719260583"]
)
def test_what_biip_alone_would_take_for_gs1_is_not(text: str) -> None:
    assert not said(text)[0].startswith("gs1")


def test_a_variable_field_without_its_separator_is_not_cut_at_its_longest() -> None:
    assert said(f"]C101{GTIN}10{'A' * 20}21PX7Q")[0] == "unknown"


@pytest.mark.parametrize(
    ("url", "kind", "value"),
    [
        (f"https://id.example.com/01/{GTIN}", "gs1-digital-link", f"gtin={GTIN}"),
        (
            f"https://x.org/a/b/01/{GTIN}/10/L1/21/P%2F7?17=270331&x=1",
            "gs1-digital-link",
            f"gtin={GTIN};10=L1;21=P/7;17=270331",
        ),
        ("https://id.example.com/01/04037719260583/21/PX7", "asset-url", "PX7"),
        ("https://id.example.com/01/4037719260582", "asset-url", "4037719260582"),
    ],
)
def test_a_digital_link_needs_a_right_gtin(url: str, kind: str, value: str) -> None:
    assert said("]Q1" + url) == (kind, value)


def test_the_serial_of_a_digital_link_finds_a_device() -> None:
    readings = read(f"]Q1https://id.example.com/01/{GTIN}/21/5CG3081HJV").readings
    assert ("hp-serial", "5CG3081HJV", "W") in [(one.kind, one.value, one.role) for one in readings]
