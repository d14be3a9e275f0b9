"""A look at the texts that were drawn."""

from typing import Any

import pytest
from PIL import ImageDraw


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text that is drawn on a page, in order, as it stands there."""
    texts: list[str] = []
    text = ImageDraw.ImageDraw.text

    def spy(self: ImageDraw.ImageDraw, place: Any, said: str, *rest: Any) -> None:
        texts.append(said)
        text(self, place, said, *rest)

    monkeypatch.setattr(ImageDraw.ImageDraw, "text", spy)
    return texts
