"""Thousands of labels that nobody has seen, of every kind: nearly all right, and never another device's name."""

from collections.abc import Callable
from random import Random

import pytest

from devswap.labels.kinds import ROLES
from devswap.labels.reading import read
from tests.labels.generators import getac, hp_serial, mac, surface
from tests.labels.rows import ROWS

EACH = 150
ENOUGH = 0.98


@pytest.mark.parametrize("row", ROWS)
def test_unseen_values_of_every_kind_are_read_right(row: str) -> None:
    rng = Random(row)
    cases = [ROWS[row](rng) for _ in range(EACH)]
    labels = [read(case.text, layout=case.layout) for case in cases]
    wrong = [
        (case, label.what_it_is, label.normalised)
        for case, label in zip(cases, labels, strict=True)
        if (label.what_it_is, label.normalised) != (case.kind, case.value)
    ]
    assert len(wrong) <= EACH * (1 - ENOUGH), wrong[:5]


@pytest.mark.parametrize("row", ROWS)
def test_no_first_reading_names_another_device_than_the_label_does(row: str) -> None:
    rng = Random(f"{row} again")
    for case in (ROWS[row](rng) for _ in range(EACH)):
        best = read(case.text, layout=case.layout).readings[0]
        if best.role in ("D", "W") and ROLES[best.kind] in ("D", "W"):
            assert best.value == case.value, case


def test_every_kind_of_the_vocabulary_is_tried() -> None:
    tried = {ROWS[row](Random(number)).kind for row in ROWS for number in range(30)}
    assert tried == {kind for kind in ROLES if not kind.startswith("devswap-")} - {"text"}


@pytest.mark.parametrize("row", ROWS)
def test_a_sound_scan_can_always_be_looked_up_exactly_as_it_was_read(row: str) -> None:
    rng = Random(f"{row} as read")
    for case in (ROWS[row](rng) for _ in range(20)):
        label = read(case.text, layout=case.layout)
        if ROLES[label.what_it_is] in ("D", "C") and " | " not in label.normalised:
            assert any(one.kind == "text" and one.value in case.text for one in label.readings), case


@pytest.mark.parametrize("aim", ["", "]C0"])
@pytest.mark.parametrize("serial", [hp_serial, getac])
@pytest.mark.parametrize("other", [mac, surface])
def test_a_serial_run_together_with_another_number_is_no_third_device(
    serial: Callable[[Random], str], other: Callable[[Random], str], aim: str
) -> None:
    rng = Random(f"{serial.__name__} and {other.__name__}")
    for _ in range(EACH):
        one, two = serial(rng), other(rng)
        for text in (one + two, two + one):
            sure = [reading.value for reading in read(aim + text).readings if reading.role == "D"]
            assert set(sure) <= {one, two}, text
