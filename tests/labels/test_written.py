"""Labels made from the description alone, by makers that share nothing with the code: never another device's name."""

from random import Random

import pytest

from devswap.labels.kinds import ROLES
from devswap.labels.reading import read
from devswap.printing.calibration import calibrated
from tests.labels.written import codes, damages, devices
from tests.labels.written.making import ROLE, Made, Maker

EACH = 100
ENOUGH = 0.98
MAKERS: dict[str, Maker] = {make.__name__: make for module in (devices, codes, damages) for make in module.MAKERS}
NAMES = {"D", "W", "C"}


def made(name: str, what_for: str) -> list[Made]:
    """Labels of one maker, the same every time."""
    rng = Random(f"{name} {what_for}")
    return [MAKERS[name](rng) for _ in range(EACH)]


def test_what_each_kind_is_good_for_is_as_it_is_described() -> None:
    assert {kind: role for kind, role in ROLES.items() if kind != "text" and not kind.startswith("devswap-")} == ROLE


def test_every_kind_is_made() -> None:
    assert {MAKERS[name](Random(number)).kind for name in MAKERS for number in range(60)} == set(ROLE)


@pytest.mark.parametrize("name", MAKERS)
def test_nearly_every_label_is_read_as_what_it_is(name: str) -> None:
    labels = [(one, read(one.text)) for one in made(name, "read")]
    wrong = [
        (one, got.what_it_is, got.normalised) for one, got in labels if (got.what_it_is, got.normalised) != one[1:]
    ]
    assert len(wrong) <= EACH * (1 - ENOUGH), wrong[:5]


@pytest.mark.parametrize("name", MAKERS)
def test_no_label_names_another_device_than_its_own(name: str) -> None:
    for one in made(name, "named"):
        readings = read(one.text).readings
        if readings[0].role in NAMES:
            assert (ROLE[one.kind] in NAMES, readings[0].value) == (True, one.value), one
        sure = {reading.value for reading in readings if reading.role == "D"}
        assert sure <= set(one.value.split(" | ")), one


@pytest.mark.parametrize("name", MAKERS)
def test_no_label_is_taken_for_the_calibration_sheet(name: str) -> None:
    assert not any(calibrated(one.text) for one in made(name, "calibrated"))


@pytest.mark.parametrize("text", ["left Ward use 2", "TOP SHELF USE 2", "Trolley 45678", "BAY 456789012"])
def test_words_and_a_number_are_no_serial(text: str) -> None:
    label = read(f"]C0{text}\r")
    assert (label.what_it_is, label.normalised) == ("unknown", text)


@pytest.mark.parametrize("text", ["5CG 3081 HJV", "PF 4D7 K2W", "C07Q 41RT G1HW"])
def test_a_serial_in_groups_is_one(text: str) -> None:
    assert read(f"]C0{text}\r").normalised == text.replace(" ", "")


def test_a_dell_monitor_as_its_edid_says_it_keeps_its_s() -> None:
    assert read("SV880633UR9Y").normalised == "SV880633UR9Y"
    assert read("]C0SV880633UR9Y").normalised == "V880633UR9Y"
