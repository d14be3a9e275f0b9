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

_STYLE = re.compile(r"\.terminal-(r\d+) \{ (.*?) \}", re.DOTALL)
_TEXT = re.compile(r'<text class="terminal-(r\d+)" x="([\d.]+)" y="([\d.]+)"[^>]*>(.*?)</text>', re.DOTALL)
_GROUND = re.compile(r'<rect fill="(#[0-9a-f]+)" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)"')


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-pictures", action="store_true", help="write the pictures anew")


def shown(svg: str) -> set[tuple[str, ...]]:
    """What a picture shows: texts with place and style, and the grounds behind them."""
    plain = re.sub(r"terminal-\d+-", "terminal-", svg)
    styles = {name: re.sub(r"\s+", " ", style) for name, style in _STYLE.findall(plain)}
    texts = {(x, y, unescape(text), styles.get(name, "")) for name, x, y, text in _TEXT.findall(plain) if text.strip()}
    return texts | set(_GROUND.findall(plain))


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
        assert len(now) > 10
        assert now == before, f"{file.name}: gone {sorted(before - now)[:5]}, new {sorted(now - before)[:5]}"

    return compare
