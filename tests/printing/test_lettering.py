from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from devswap.printing.lettering import (
    LONGEST,
    Face,
    covered,
    day,
    fitted,
    font,
    moment,
    printable,
    width,
    wrapped,
)
from tests.printing.pages import HOSTILE, texts

faces = st.sampled_from(list(Face))


@pytest.mark.parametrize("face", list(Face))
def test_each_font_holds_exactly_the_letters_that_it_promises(face: Face) -> None:
    assert covered(face) <= set(map(chr, TTFont(face.path).getBestCmap()))
    assert set("£é0O1I…Łß") <= covered(face)


@pytest.mark.parametrize("face", list(Face))
def test_fonts_stay_small_and_carry_their_licence(face: Face) -> None:
    assert face.path.stat().st_size < 60_000
    assert "Bitstream" in (face.path.parent / "LICENSE").read_text("utf-8")


@given(texts, faces)
def test_what_is_printed_is_one_bounded_line_of_letters_that_the_font_has(text: str, face: Face) -> None:
    shown = printable(text, face)
    assert len(shown) <= LONGEST
    assert set(shown) <= covered(face)
    assert printable(shown, face) == shown


def test_hostile_text_is_shown_not_obeyed() -> None:
    shown = printable(HOSTILE)
    assert shown.startswith("�[2J^XA^FS [b]<b>=cmd()�")
    assert "Ł£é � �" in shown
    assert shown.isprintable()


def test_letters_and_their_marks_are_composed() -> None:
    assert printable("Rene\u0301e") == "Renée"


@settings(deadline=None)
@given(texts, faces, st.integers(0, 400))
def test_a_cut_text_always_fits(text: str, face: Face, room: int) -> None:
    shown = printable(text, face)
    cut = fitted(shown, face, 20, room)
    assert width(cut, face, 20) <= room or cut == ""
    assert cut == shown or cut in ("", "…") or "…" in cut


@given(st.text("ABCDEFGH0123456789", min_size=12, max_size=40), st.integers(90, 140))
def test_a_cut_code_keeps_both_ends(code: str, room: int) -> None:
    cut = fitted(code, Face.CODE, 20, room)
    head, _, tail = cut.partition("…")
    assert cut == code or (head and tail and code.startswith(head) and code.endswith(tail))


@given(st.text("ab c", max_size=200), st.integers(30, 300), st.integers(1, 5))
def test_a_paragraph_keeps_its_lines_and_its_room(text: str, room: int, lines: int) -> None:
    rows = wrapped(printable(text), Face.TEXT, 20, room, lines)
    assert len(rows) <= lines
    assert all(width(row, Face.TEXT, 20) <= room for row in rows)
    if not any("…" in row for row in rows):
        assert " ".join(rows) == printable(text)


def test_nought_and_letter_o_differ_in_codes() -> None:
    assert bytes(font(Face.CODE, 40).getmask("0")) != bytes(font(Face.CODE, 40).getmask("O"))


def test_times_say_their_zone_and_their_month_in_english() -> None:
    assert moment(datetime(2025, 11, 7, 9, 5, tzinfo=UTC)) == "7 Nov 2025 09:05 UTC"
    assert moment(datetime(2026, 6, 1, 23, 59, tzinfo=timezone(timedelta(hours=1), "BST"))) == "1 Jun 2026 23:59 BST"
    assert day(date(2026, 12, 31)) == "31 Dec 2026"
