"""What a label may say beside an identity: it harms nothing, is kept, and fills no slot by mistake."""

import pytest

from devswap.printing.calibration import CALIBRATION
from scanners.scan import Scan
from tests.desk.scenes import ESTATE, OKAFOR, Scene


def test_the_boxs_other_codes_never_fill_a_slot(scene: Scene) -> None:
    said = scene.say(OKAFOR, "5CG7290HTW", "]E05060778129049")
    assert (said.verdict, said.code) == ("told", "not_an_identity")
    assert len(said.visit.lines) == 1
    assert said.message.startswith("This is an ean13: 5060778129049.")


@pytest.mark.parametrize(
    "hostile",
    [
        "[/b]x",
        "[@click=app.quit]x[/]",
        r"\x1b[2J",
        r"\x00",
        "A" * 4000,
        "' OR 1=1 --",
        "=HYPERLINK(1)",
        "\u202eabc",
        "\\x2f\\x23",
    ],
)
def test_hostile_labels_are_kept_and_change_nothing(scene: Scene, hostile: str) -> None:
    scene.say(OKAFOR, "5CG7290HTW")
    said = scene.say(hostile)
    assert said.verdict == "told"
    assert len(said.visit.lines) == 1
    assert "\x1b" not in said.message


def test_a_line_that_is_no_text_is_answered_as_damaged(scene: Scene) -> None:
    from devswap.desk.plain import answer

    said = answer(scene.desk, b"\xff\xfe\n")
    assert said is not None
    assert said.code == "damaged_scan"
    said = answer(scene.desk, b"abc\\xq\n")
    assert said is not None
    assert said.code == "damaged_scan"


def test_a_repair_of_a_typed_serial_is_offered_and_never_applied(scene: Scene) -> None:
    scene.bring("estate", ESTATE + "2UA0182MTX,,laptop,HP,EliteBook 840 G5,104417,Lambeth,2023-03-31,\n")
    said = scene.say(OKAFOR, "2UAO182MTX")
    assert (said.verdict, said.code, len(said.choices)) == ("ask", "ambiguous", 1)
    assert said.visit.lines == ()
    assert scene.say("/choose 1").code == "typed_identifier"
    assert scene.say("/confirm").code == "old_known"


def test_the_calibration_sheet_puts_right_what_a_keyboard_scanner_types(scene: Scene) -> None:
    typed = Scan("AaQqZzYyß6-8Ä\"§'#1m", "wedge", keyed=True)
    assert "german" in scene.desk.scan(typed).message
    scene.bring("estate", ESTATE + "MP2Y40ZD,,laptop,Lenovo,T480,104417,Lambeth,2023-03-31,\n")
    scene.say(OKAFOR)
    assert scene.desk.scan(Scan("MP2Z40YD", "wedge", keyed=True)).visit.lines[0].old.serial == "MP2Y40ZD"  # type: ignore[union-attr]


def test_a_layout_is_undone_for_what_keys_typed_alone(scene: Scene) -> None:
    scene.bring("estate", ESTATE + "MP2Y40ZD,,laptop,Lenovo,T480,104417,Lambeth,2023-03-31,\n")
    scene.desk.scan(Scan("AaQqZzYyß6-8Ä\"§'#1m", "wedge", keyed=True))
    scene.desk.scan(Scan(CALIBRATION, "lane"))
    scene.say(OKAFOR)
    assert scene.desk.scan(Scan("MP2Y40ZD", "lane")).visit.lines[0].old.serial == "MP2Y40ZD"  # type: ignore[union-attr]
    scene.say("/cancel")
    assert scene.desk.scan(Scan("MP2Z40YD", "wedge", keyed=True)).code == "old_known", "the lane's scan changed nothing"


@pytest.mark.parametrize(
    "arrived",
    [
        'AaQqYyZz-6&8"@#$<1m',
        'Αα:;ΥυΖζ-6/8"@#|\\1μ',
        "Aa\"'Ff:;[6z8_@#|\\1m",
        "ÄäQqYyZz'6&8\"2#|<1m",
        'aAqQyYzZ-6/8"@#|\\1M',
    ],
)
def test_a_calibration_scan_is_never_taken_for_a_label(scene: Scene, arrived: str) -> None:
    scene.say(OKAFOR)
    said = scene.desk.scan(Scan(arrived, "wedge", keyed=True))
    assert (said.verdict, said.code) == ("told", "shown")
    assert "caps lock" in said.next or "layout" in said.next
    assert scene.store.unknown_scans() == []


def test_damage_is_told_with_its_cure(scene: Scene) -> None:
    said = scene.desk.scan(Scan("8XKQ2M3", "lane", damage="parity"))
    assert said.code == "damaged_scan"
    assert 'settings = "7E1"' in said.message
    assert "8XKQ2M3" in said.message


def test_a_label_still_in_view_is_one_scan_whichever_scanner_reads_it(scene: Scene) -> None:
    first, second = Scan(OKAFOR, "lane", at=10.0), Scan(OKAFOR, "hand", at=10.4)
    assert scene.desk.scan(first).code == "recipient_known"
    assert scene.desk.scan(second).code == "same_scan_again"
    assert scene.desk.scan(Scan("5CG7290HTW", "lane", at=12.0)).code == "old_known"
    assert scene.desk.scan(Scan("5CG2411RVD", "lane", at=13.0)).code == "new_known"
    assert scene.desk.scan(Scan(OKAFOR, "hand", at=15.0)).code == "swap_recorded"
    assert scene.desk.scan(Scan(OKAFOR, "hand", at=15.3)).code == "same_scan_again"
