"""Captions, links, other systems' codes, several texts in one, wedges that type numbers."""

import pytest

from devswap.labels import captions, encodings
from devswap.labels.reading import read


def said(text: str) -> tuple[str, str]:
    label = read(text)
    return label.what_it_is, label.normalised


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("S/N: 5CG3081HJV", "hp-serial", "5CG3081HJV"),
        ("serial no: pf4d7k2w", "lenovo-serial", "PF4D7K2W"),
        ("Service Tag: 8XKQ2M3", "dell-service-tag", "8XKQ2M3"),
        ("Express Service Code: 194 444 512 59", "dell-express-service-code", "8XKQ2M3"),
        ("S/N:035718429607", "surface-serial", "035718429607"),
        ("IMEI: 35-331811-402917-5", "imei", "353318114029175"),
        ("IMEI1:353318114029175;IMEI2:990012450381766", "imei", "353318114029175"),
        ("IMEI:353318114029176", "imei-bad-check", ""),
        ("MAC: 005056123456", "mac", "00:50:56:12:34:56"),
        ("WLAN MAC: AC:52:82:7F:1A:4E", "mac", "AC:52:82:7F:1A:4E"),
        ("Asset Tag: 19444451259", "asset-tag", "19444451259"),
        ("P/N: 3Y0R8EA", "hp-product-number", "3Y0R8EA"),
        ("PN:3Y0R8EA;SN:5CD1362WFY;MAC:3C52827F1A4E", "hp-serial", "5CD1362WFY"),
        ("MAC:3C52827F1A4E;IMEI:353318114029175;TAG:HD-308", "asset-tag", "HD-308"),
        ("SN:5CD1362WFY;SN:5CD1362WFZ", "concatenated", "5CD1362WFY | 5CD1362WFZ"),
        ("SN:5CD1362WFY QTY:1 PN:3Y0R8EA", "hp-serial", "5CD1362WFY"),
        ("SN:5CD1362WFY PN:3Y0R8EA REV:A02", "hp-serial", "5CD1362WFY"),
        ("S/N 5CG3081HJV", "hp-serial", "5CG3081HJV"),
        ("SN 5CD231K11R", "hp-serial", "5CD231K11R"),
        ("SN RS233P8825", "getac-serial", "RS233P8825"),
        ("S/N 5CG3081HJV P/N 6F1N2EA", "hp-serial", "5CG3081HJV"),
        ("Service Tag 8XKQ2M3", "dell-service-tag", "8XKQ2M3"),
        ("IMEI 35-331811-402917-5", "imei", "353318114029175"),
        ("MAC 3C52827F1A4E", "mac", "3C:52:82:7F:1A:4E"),
        ("]C0Asset Tag 00042", "asset-tag", "00042"),
        ("S/N:1T3ZWRH", "dell-service-tag", "1T3ZWRH"),
        ("Service Tag: 1P0K8Z6", "dell-service-tag", "1P0K8Z6"),
        ("S/N: 1008P03", "dell-service-tag", "1008P03"),
        ("]Q1SN: HT04685", "dell-service-tag", "HT04685"),
    ],
)
def test_a_caption_says_what_follows_it(text: str, kind: str, value: str) -> None:
    assert said(text) == (kind, value)


def test_a_part_number_behind_its_caption_names_no_device() -> None:
    assert not [one for one in read("PN:5CG3081HJV").readings if one.role == "D"]


def test_what_a_caption_calls_a_serial_can_be_found_even_without_a_known_shape() -> None:
    label = read("]C0S/N: XK-99/1724")
    assert label.what_it_is == "unknown"
    assert ("text", "XK-99/1724", "W") in [(one.kind, one.value, one.role) for one in label.readings]


def test_a_blank_makes_no_caption_of_ordinary_words() -> None:
    for text in ("Asset trolley", "SN lamp", "Macmillan ward 3", "Serial killer 2"):
        assert not [one for one in read(f"]C0{text}").readings if one.role == "D"], text


def test_a_page_that_every_label_leads_to_makes_no_device() -> None:
    for url in ("https://support.example.com/qrcode?sn=PF4D7K2W", "https://kit.example.org/asset?tag=DT3071"):
        assert [one.role for one in read(f"]Q1{url}").readings if one.kind == "asset-url"] == ["W"]


def test_captions_in_the_middle_of_a_text_are_none() -> None:
    assert captions.captioned("Shelf 4, S/N: 5CG3081HJV") == []


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("]Q1https://kit.example.org/t/DT3071?src=label", "asset-url", "DT3071"),
        ("https://kit.example.org/t/DT3071/#x", "asset-url", "DT3071"),
        ("HTTPS://KIT.EXAMPLE.ORG/T/dt3071", "asset-url", "DT3071"),
        ("HTTPS://KIT.EXAMPLE.ORG/t/DT3071", "asset-url", "DT3071"),
        ("HTTPS://kit.example.org/t/DT3071", "asset-url", "DT3071"),
        ("]Q1https://kit.example.org/", "unknown", "https://kit.example.org/"),
        ("018F6C2E-5B7D-7C3A-9E41-7D20C5A8B613", "asset-uuid", "018f6c2e-5b7d-7c3a-9e41-7d20c5a8b613"),
        ("urn:uuid:018f6c2e-5b7d-7c3a-9e41-7d20c5a8b613", "asset-uuid", "018f6c2e-5b7d-7c3a-9e41-7d20c5a8b613"),
        ("o-btn.PRINT-op", "foreign-command", "O-BTN.print-op"),
        ("]C0O-CMD.next", "foreign-command", "O-CMD.NEXT"),
        ('{"part": 12, "x": "y"}', "foreign-json", "part=12;x=y"),
        ("inv-sl27", "foreign-short", "INV-SL27"),
        ("INV-27", "asset-tag", "INV-27"),
        ("PWBP-302 1PMPNWBP-302 Q1 K19361337/1", "supplier-qr", "P=WBP-302"),
    ],
)
def test_texts_that_say_themselves_what_they_are(text: str, kind: str, value: str) -> None:
    assert said(text) == (kind, value)


@pytest.mark.parametrize("text", ["O-BTN.pack", '{"stockitem": 7}', "INV-SL27", "QTY:2 PN:CAB-118 PO:2"])
def test_another_systems_code_is_never_looked_up(text: str) -> None:
    assert {one.role for one in read(text).readings} == {"N"}


@pytest.mark.parametrize("aim", ["", "]L0", "]z0"])
def test_nothing_of_a_boarding_pass_is_kept(aim: str) -> None:
    label = read(aim + "M1DOE/JANE            EABC123 LHRJFKBA 0117 034Y012A0025 100")
    assert [(one.kind, one.value) for one in label.readings] == [("garbage", "")]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("8XKQ2M3 9PQF6D2", "concatenated", "8XKQ2M3 | 9PQF6D2"),
        ("8XKQ2M3 19444451259", "dell-service-tag", "8XKQ2M3"),
        ("5CG3081HJV 3C:52:82:7F:1A:4E", "hp-serial", "5CG3081HJV"),
        ("5CG 3081 HJV", "hp-serial", "5CG3081HJV"),
        ("NC70214T 1Y00482YE", "monitor-serial", "1Y00482YE"),
        ("]C08XKQ2M3]C09PQF6D2", "concatenated", "8XKQ2M3 | 9PQF6D2"),
        ("LT88229LT88230", "concatenated", "LT88229 | LT88230"),
        ("204871204871", "concatenated", "204871"),
        ("353318114029175990012450381766", "concatenated", "353318114029175 | 990012450381766"),
        ("353318114029175990012450381767", "garbage", ""),
        ("]C0BRJ441NNCK046000670897", "unknown", "BRJ441NNCK046000670897"),
        ("]C0RY512P99433C52827F1A4E", "unknown", "RY512P99433C52827F1A4E"),
        ("]C0B8390340C8385CD813RW4L", "unknown", "B8390340C8385CD813RW4L"),
        ("194 444 512 59", "dell-express-service-code", "8XKQ2M3"),
        ("20487112 2048711", "concatenated", "20487112 | 2048711"),
        ("35 331811 402917 5", "imei", "353318114029175"),
        ("20487 11220 48712", "concatenated", "20487 | 11220 | 48712"),
        ("20487112 20487113", "concatenated", "20487112 | 20487113"),
        ("WARD 7 TROLLEY", "garbage", ""),
    ],
)
def test_several_texts_in_one_scan(text: str, kind: str, value: str) -> None:
    assert said(text) == (kind, value)


def test_of_two_devices_in_one_scan_each_is_offered_and_none_taken() -> None:
    first, *others = read("8XKQ2M3 9PQF6D2").readings
    assert first.role == "N"
    assert [(one.value, one.role, one.offered) for one in others] == [("8XKQ2M3", "N", True), ("9PQF6D2", "N", True)]


def test_start_and_stop_characters_and_a_check_character_are_taken_off() -> None:
    assert said("*000455812*") == ("asset-tag", "000455812")
    assert said("*LT88229-*") == ("asset-tag", "LT88229")
    assert said("]A1KB2216%") == ("asset-tag", "KB2216")
    assert said("]A1KB2216$") == ("unknown", "KB2216$")
    assert said("]C0LT88229-") == ("unknown", "LT88229-")


@pytest.mark.parametrize("digits", ["008000700052", "0083008000700052", "00800070005200290081"])
def test_alt_and_four_digits_are_decoded(digits: str) -> None:
    assert said(digits)[0] == "wedge-alt-encoded"
    assert ("text", digits) in [(one.kind, one.value) for one in read(digits).readings]


def test_what_a_wedge_typed_as_numbers_is_offered() -> None:
    for text in ("00800070005200680055007500500087", "5350463444374B32571D5134"):
        offered = [one for one in read(text).readings if one.offered]
        assert "PF4D7K2W" in [one.value for one in offered], text
        assert all(one.role == "N" for one in offered)


@pytest.mark.parametrize("digits", ["012700700052", "003100700052", "00800070", "008000700052008", "019900700052"])
def test_digits_outside_the_narrow_pattern_are_a_number(digits: str) -> None:
    assert encodings.alt_numpad(digits) is None


def test_behind_an_aim_identifier_digits_are_digits() -> None:
    assert said("]C0008000700052") == ("surface-serial", "008000700052")


@pytest.mark.parametrize("text", ["5350463444374B32571D51", "5B293E1E30361D53504634443758"])
def test_hexadecimal_text_with_a_control_is_decoded(text: str) -> None:
    assert said(text)[0] == "wedge-hex-encoded"


@pytest.mark.parametrize("text", ["5350463444374B3257", "5350463444374b32571d51", "FF1D463444374B32571D", "1D1D"])
def test_hexadecimal_that_is_no_text_with_a_control_is_not(text: str) -> None:
    assert encodings.hex_text(text) is None
