"""Scans that wait give way to a person's key, once a helping, and go on whatever keys come."""

import asyncio
from collections.abc import Callable

import pytest
from textual import events

from devswap.tui.app import DeskApp
from devswap.tui.inbox import BREATH, FOR_A_KEY, Inbox
from scanners.scan import Scan
from tests.desk.scenes import OKAFOR
from tests.tui.driving import driving


class Due:
    def __init__(self, after: float, what: Callable[[], object]) -> None:
        self.after, self.what = after, what

    def cancel(self) -> None:
        self.what = lambda: None


class Loop:
    """What is put off, and for how long."""

    def __init__(self) -> None:
        self.put_off: list[Due] = []

    def call_later(self, after: float, what: Callable[[], object]) -> Due:
        self.put_off.append(Due(after, what))
        return self.put_off[-1]


@pytest.fixture
def loop(monkeypatch: pytest.MonkeyPatch) -> Loop:
    made = Loop()
    monkeypatch.setattr(asyncio, "get_running_loop", lambda: made)
    return made


def flooded() -> tuple[Inbox, list[int]]:
    woken: list[int] = []
    inbox = Inbox(lambda: woken.append(len(inbox)))
    for n in range(20):
        inbox.put(Scan(f"X{n}"))
    return inbox, woken


def test_the_next_helping_waits_for_the_key_and_comes_once(loop: Loop) -> None:
    inbox, woken = flooded()
    inbox.take(8)
    inbox.answered()
    inbox.give_way()
    assert [due.after for due in loop.put_off] == [BREATH, FOR_A_KEY]
    for due in loop.put_off:
        due.what()
    assert woken == [1, 12]


def test_however_many_keys_come_a_helping_waits_once(loop: Loop) -> None:
    inbox, _ = flooded()
    for _ in range(2):
        inbox.take(8)
        inbox.answered()
        for _ in range(5):
            inbox.give_way()
    assert [due.after for due in loop.put_off] == [BREATH, FOR_A_KEY] * 2


def test_a_key_while_nothing_waits_puts_nothing_off(loop: Loop) -> None:
    woken: list[int] = []
    inbox = Inbox(lambda: woken.append(1))
    inbox.give_way()
    inbox.put(Scan("X"))
    inbox.give_way()
    assert (loop.put_off, woken) == ([], [1])


@pytest.mark.anyio
async def test_a_persons_key_is_given_way_to_and_a_scanners_is_not(
    app: DeskApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[int] = []
    async with driving(app) as desk:
        monkeypatch.setattr(app._inbox, "give_way", lambda: given.append(1))
        for n, character in enumerate(f"{OKAFOR}\r"):
            key = events.Key("enter" if character == "\r" else character, character)
            key.time = 10.0 + n * 0.004
            app.post_message(key)
        await desk.settle()
        assert "R. Okafor" in desk.text
        assert given == []
        await desk.press("f2")
        assert given == [1]
