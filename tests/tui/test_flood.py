"""Scanners that send without end: nothing is lost, and keys are heard between."""

from collections.abc import Callable, Sequence

import pytest
from textual import events

from devswap.desk.outcome import Outcome
from devswap.tui.app import DeskApp
from devswap.tui.messages import AT_ONCE
from scanners.scan import Scan
from tests.desk.scenes import Scene
from tests.tui.driving import driving

pytestmark = pytest.mark.anyio
HELPINGS = 8


async def test_a_key_waits_for_no_more_than_what_is_being_taken_up(
    app: DeskApp, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[int] = []
    heard: list[int] = []
    together, command = scene.desk.together, scene.desk.command

    def flooded(works: Sequence[Callable[[], Outcome]]) -> list[Outcome]:
        taken.append(len(works))
        if len(taken) < HELPINGS:
            for n in range(AT_ONCE):
                app._inbox.put(Scan(f"X{len(taken)}Y{n}", "lane 1"))
        if len(taken) == HELPINGS // 2:
            app.post_message(events.Key("f2", None))
        return together(works)

    def noted(words: str) -> Outcome:
        heard.append(len(taken))
        return command(words)

    async with driving(app) as desk:
        monkeypatch.setattr(scene.desk, "together", flooded)
        monkeypatch.setattr(scene.desk, "command", noted)
        await desk.scan("X0")
        while len(app._inbox) or len(taken) < HELPINGS:
            await desk.settle()
    assert heard == [HELPINGS // 2]
    assert sum(taken) == 1 + (HELPINGS - 1) * AT_ONCE
