"""Letters, barcodes, colours and keys."""

import re

import pytest
import zxingcpp
from PIL import Image

from devswap.errors import ConfigError
from devswap.labels.commands import COMMANDS, decode, encode
from devswap.tui import glyphs
from devswap.tui.barcode import cells
from devswap.tui.keys import KEYS, chosen
from devswap.tui.screens.help import COMMANDS as HELPED
from devswap.tui.themes import PALETTES, theme


@pytest.mark.parametrize("word", ["DONE", "NEXT", "ASK", "STOP", "NOT RECORDED", "LOCKED"])
def test_a_word_is_three_rows_of_block_letters_and_fits_80_columns(word: str) -> None:
    rows = glyphs.rows(word, gap=1 if " " in word else 2)
    assert len(rows) == 3
    assert max(map(len, rows)) <= 76
    assert set("".join(rows)) <= set("█▀▄ ")


def test_no_two_letters_look_the_same() -> None:
    letters = "ACDEKLNOPRSTX"
    assert len({glyphs.rows(letter) for letter in letters}) == len(letters)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_on_the_screen_is_read_back_by_a_scanner(command: str) -> None:
    row = cells(encode("command", command))
    assert row.cell_length <= 78
    halves = {" ": "00", "▌": "10", "▐": "01", "█": "11"}
    bits = "".join(halves[cell] for cell in row.plain)
    image = Image.new("L", (len(bits), 1))
    image.putdata([0 if bit == "1" else 255 for bit in bits])
    codes = zxingcpp.read_barcodes(image.resize((len(bits) * 3, 60), Image.Resampling.NEAREST))
    assert [code.text for code in codes] == [encode("command", command)]
    own = decode(codes[0].text)
    assert own is not None
    assert own.value == command


def test_the_barcode_is_black_on_white_in_every_theme() -> None:
    row = cells("DVXBCFS")
    assert {style for _, style in row} == {"#000000 on #ffffff"}
    assert (row.plain[:5].strip(), row.plain[-5:].strip()) == ("", "")


def test_help_names_only_commands_that_have_a_barcode() -> None:
    assert {command for command, _, _ in HELPED} <= set(COMMANDS)
    assert {action for _, action, _ in HELPED if action} <= {key.action for key in KEYS}


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", PALETTES)
def test_everything_written_can_be_read(name: str) -> None:
    colours, least = PALETTES[name], 7.0 if name == "high-contrast" else 4.5
    for ink in ("ink", "bright", "quiet", "done", "next", "ask", "stop"):
        assert contrast(colours[ink], colours["ground"]) >= least, ink
    for word in ("done", "next", "ask", "stop"):
        for ink in (word, "ink", "bright"):
            assert contrast(colours[ink], colours[f"band-{word}"]) >= least, (word, ink)
    for ink in ("ink", "bright", "next"):
        assert contrast(colours[ink], colours["chosen"]) >= least, ink
    assert contrast(colours["alarm-ink"], colours["alarm"]) >= least
    assert theme(name).dark is (name != "light")


def test_an_action_takes_another_key_and_they_may_be_swapped() -> None:
    mine = {key.action: key.key for key in chosen({"find": "F7", "wipes": "f3"})}
    assert (mine["find"], mine["wipes"], mine["lock"]) == ("f7", "f3", "f12")


@pytest.mark.parametrize(
    ("keys", "named"),
    [({"find": "a"}, "find"), ({"find": "ctrl+d"}, "ctrl+d"), ({"fly": "f1"}, "fly"), ({"find": "f7"}, "f7")],
)
def test_a_key_that_a_label_could_press_or_that_is_taken_is_refused(keys: dict[str, str], named: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(named)):
        chosen(keys)
