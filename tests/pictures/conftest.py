"""Pictures of the screens: SVG files beside the tests, looked at by people, compared by what they show.

`pytest tests/pictures --update-pictures` writes them anew. Two pictures are the same when the same texts stand at the
same places in the same colours on the same grounds; ids and fonts do not count.
"""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from textual.app import App

HERE = Path(__file__).parent
LARGEST = 100_000

CELL = 12.2
"""Width of a cell in an SVG of Textual's."""
_STYLE = re.compile(r"\.terminal-(r\d+) \{ (.*?) \}", re.DOTALL)
_TEXT = re.compile(r'<text class="terminal-(r\d+)" x="([\d.]+)" y="([\d.]+)"[^>]*>(.*?)</text>', re.DOTALL)
_GROUND = re.compile(r'<rect fill="(#[0-9a-f]+)" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)"')

Cells = dict[tuple[str, int, str], str]
"""(row, column, `text` or `ground`) → a character and its style, or the colour behind it."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-pictures", action="store_true", help="write the pictures anew")


def shown(svg: str) -> Cells:
    """What a picture shows, cell by cell; how its texts and grounds are cut into pieces does not count."""
    plain = re.sub(r"terminal-\d+-", "terminal-", svg)
    styles = {name: re.sub(r"\s+", " ", style) for name, style in _STYLE.findall(plain)}
    cells: Cells = {}
    for name, x, y, text in _TEXT.findall(plain):
        for n, character in enumerate(unescape(text)):
            if not character.isspace():
                cells[y, round(float(x) / CELL) + n, "text"] = f"{character} {styles.get(name, '')}"
    for colour, x, y, width in _GROUND.findall(plain):
        for n in range(round(float(width) / CELL)):
            cells[y, round(float(x) / CELL) + n, "ground"] = colour
    return cells


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Callable[[App[int], str], None]:
    """A function that compares the app's screen with the picture of that name."""

    def compare(app: App[int], name: str) -> None:
        svg = app.export_screenshot(title="devswap", simplify=True)
        file = HERE / f"{name}.svg"
        assert len(svg) < LARGEST
        if request.config.getoption("--update-pictures", default=False):
            file.write_text(svg, encoding="utf-8")
            return
        assert file.exists(), f"there is no picture {file.name}; look at it and keep it with --update-pictures"
        before, now = shown(file.read_text(encoding="utf-8")), shown(svg)
        assert len(now) > 1000
        changed = [(place, before.get(place), now.get(place)) for place in before.keys() | now.keys()
                   if before.get(place) != now.get(place)]  # fmt: skip
        assert not changed, f"{file.name}: {len(changed)} cells are others: {sorted(changed, key=str)[:5]}"

    return compare
