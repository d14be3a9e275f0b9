import dataclasses
import io
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from devswap.labels.commands import decode
from devswap.printing.cage_label import LARGE, SMALL, CageLabel, draw
from devswap.printing.symbols import SymbolFault
from tests.printing.pages import at_dpi, ink_at_the_edge, read, texts, texts_on, times
from tests.printing.values import LABEL

codes = st.from_regex(r"[A-Z]{1,2}[0-9]-[0-9]{4}", fullmatch=True)
sizes = st.sampled_from([SMALL, LARGE])


@settings(max_examples=30, deadline=None)
@given(codes, texts, texts, st.integers(0, 99), times, sizes, st.sampled_from([203, 300]))
def test_any_label_reads_back_whole_and_keeps_its_margin(
    code: str, category: str, site: str, drives: int, at: datetime, size: tuple[float, float], dpi: int
) -> None:
    page = draw(CageLabel(code, category, at, site, drives), size, dpi)
    assert page.image.size == (round(size[0] * dpi / 25.4), round(size[1] * dpi / 25.4))
    assert [decode(text) for text in texts_on(page.image)] == [("cage-label", code)]
    assert ink_at_the_edge(page.image, dpi // 25) == 0


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**11 - 1), sizes)
def test_a_number_of_eleven_digits_is_bars_on_every_label(number: int, size: tuple[float, float]) -> None:
    page = draw(dataclasses.replace(LABEL, carries=str(number)), size)
    ((text, symbology),) = read(page.image)
    assert decode(text) == ("cage-label", str(number))
    assert symbology == "Code 128"


@pytest.mark.parametrize("size", [SMALL, LARGE])
@pytest.mark.parametrize("carries", ["20412", "L2-0412", "0198c2f0-1234-7abc-8def-0123456789ab"])
def test_a_label_of_300_dpi_is_still_read_at_203_and_from_its_file(size: tuple[float, float], carries: str) -> None:
    page = draw(dataclasses.replace(LABEL, carries=carries), size, 300)
    with Image.open(io.BytesIO(page.png())) as picture:
        (text,) = texts_on(at_dpi(picture, 300, 203))
    assert decode(text) == ("cage-label", carries)


def test_it_says_what_the_issue_lists_and_names_nobody(drawn: list[str]) -> None:
    draw(LABEL)
    assert drawn == ["L2-0412", "laptop", "1 drive", "taken in 7 Nov 2025 10:42 UTC", "Lambeth"]
    assert {field.name for field in dataclasses.fields(CageLabel)} == {
        "code", "category", "taken_in", "site", "drives", "carries", "missing",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("drives", "words"), [(0, "no user data"), (1, "1 drive"), (2, "2 drives"), (None, "drives unlisted")]
)
def test_drives_are_said_in_words(drives: int | None, words: str, drawn: list[str]) -> None:
    draw(dataclasses.replace(LABEL, drives=drives))
    assert words in drawn


def test_a_drive_that_did_not_come_is_missed_on_the_label(drawn: list[str]) -> None:
    draw(dataclasses.replace(LABEL, drives=2, missing=1))
    assert "1 of 2 drives" in drawn


@settings(max_examples=20, deadline=None)
@given(times)
def test_the_time_is_never_cut(at: datetime) -> None:
    label = dataclasses.replace(LABEL, taken_in=at)
    other = dataclasses.replace(LABEL, taken_in=at.replace(minute=(at.minute + 1) % 60))
    assert draw(label).image.tobytes() != draw(other).image.tobytes()


def test_the_same_label_gives_the_same_bytes() -> None:
    assert draw(LABEL, LARGE).png() == draw(LABEL, LARGE).png()


def test_a_code_that_cannot_be_carried_is_refused_in_words() -> None:
    with pytest.raises(SymbolFault, match="Choose another code"):
        draw(dataclasses.replace(LABEL, carries="x" * 500))
    with pytest.raises(SymbolFault, match="Take a larger label"):
        draw(LABEL, (8.0, 5.0))
