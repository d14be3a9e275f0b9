import io

from PIL import Image

from devswap.labels.commands import COMMANDS, decode
from devswap.printing.page import pdf
from devswap.printing.sheets import DESK, MORE, PEOPLE, STOCK, calibration_sheet, command_sheets
from tests.printing.pages import at_dpi, ink_at_the_edge, read, texts_on


def test_every_command_is_on_a_sheet_once() -> None:
    printed = [command for _, group in DESK + MORE + STOCK + PEOPLE for command, _, _ in group]
    assert sorted(printed) == sorted(COMMANDS)


def test_both_sheets_are_read_whole_by_a_stranger_also_at_203_dpi() -> None:
    for page, groups in zip(command_sheets(), (DESK, MORE, STOCK, PEOPLE), strict=True):
        expected = sorted(command for _, group in groups for command, _, _ in group)
        for picture in (page.image, at_dpi(page.image, 300, 203)):
            found = [decode(text) for text in texts_on(picture)]
            assert sorted(code.value for code in found if code and code.kind == "command") == expected
        assert ink_at_the_edge(page.image, 100) == 0


def test_every_caption_is_printed_whole(drawn: list[str]) -> None:
    command_sheets(203)
    for heading, group in DESK + MORE + STOCK + PEOPLE:
        assert heading in drawn
        for _, caption, says in group:
            assert caption in drawn
            assert says in drawn


def test_captions_tell_the_commands_apart() -> None:
    captions = [caption for _, group in DESK + MORE + STOCK + PEOPLE for _, caption, _ in group]
    assert len(set(captions)) == len(captions)


def test_the_calibration_sheet_has_one_symbol(drawn: list[str]) -> None:
    page = calibration_sheet()
    assert read(page.image) == [('AaQqYyZz-6/8"@#|\\1m', "Code 128")]
    assert not any("…" in text for text in drawn)


def test_sheets_as_pdf_and_png_say_the_same() -> None:
    pages = command_sheets()
    assert pdf(pages).count(b"/Type /Page\n") == 4
    with Image.open(io.BytesIO(pages[0].png())) as picture:
        assert texts_on(picture) == texts_on(pages[0].image)
