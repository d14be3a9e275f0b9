from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from devswap.printing.document import WIDTH, Document
from tests.printing import pdfs
from tests.printing.pages import HOSTILE, texts
from tests.printing.values import NOW

WORDS = st.text("abc dé", max_size=300)


def made(at_hours: int = 0) -> Document:
    return Document("Manifest", "of devices", "M-1", NOW + timedelta(hours=at_hours))


def test_the_only_date_in_the_file_is_its_own() -> None:
    assert made().pdf() == made().pdf()
    assert made().pdf() != made(1).pdf()
    assert made().pdf().count(b"20251107104200") == made().pdf().count(b"D:2025")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=8))
def test_a_table_loses_no_word(rows: list[tuple[str, str]]) -> None:
    document = made()
    document.table(("what", "why"), (WIDTH / 2, WIDTH / 2), rows)
    said = " ".join(pdfs.said(document.pdf()))
    assert "".join(said.split()).count("what") == 1
    for cell in (cell for row in rows for cell in row):
        assert set(cell.split()) <= set(said.replace("…", " ").split()) or max(map(len, cell.split())) > 20


def test_a_word_longer_than_its_column_is_broken_not_lost() -> None:
    document = made()
    document.table(("serial",), (20.0,), [["S4GXNE0M812345" * 3]])
    assert "".join(pdfs.said(document.pdf())[3:-3]) == "S4GXNE0M812345" * 3


def test_a_cell_without_end_is_cut_and_says_so() -> None:
    document = made()
    document.table(("note",), (12.0,), [[HOSTILE * 20]])
    made_pdf = document.pdf()
    assert pdfs.pages(made_pdf) == 1


def test_headings_of_a_table_stand_on_every_page() -> None:
    document = made()
    document.table(("no", "serial"), (20.0, 60.0), [(str(number), f"5CG{number:07}") for number in range(200)])
    pdf = document.pdf()
    said = pdfs.said(pdf)
    assert said.count("serial") == pdfs.pages(pdf) == 5
    assert {f"5CG{number:07}" for number in range(200)} <= set(said)
    assert said[-2:] == ["page 5 of", "5"]


def test_markdown_and_brackets_are_letters() -> None:
    document = made()
    document.paragraph("**bold** __under__ [link](http://x) (a\\b)")
    assert "**bold** __under__ [link](http://x) (a\\b)" in pdfs.said(document.pdf())


@settings(max_examples=15, deadline=None)
@given(texts)
def test_any_text_goes_anywhere(text: str) -> None:
    document = Document(text, text, text, NOW)
    document.band(text)
    document.heading(text)
    document.fields([(text[:2], text, text)])
    document.paragraph(text)
    document.table((text, text), (10.0, 50.0), [(text, text)])
    document.signature(text)
    assert document.pdf().startswith(b"%PDF-")
