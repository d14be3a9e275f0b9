"""`devswap desk` in a real terminal: a whole visit by every kind of scanner."""

import re

import pytest

from tests.desk.scenes import OKAFOR, Scene
from tests.terminal.conftest import Bench
from tests.terminal.screen import Terminal
from tests.tui.values import HOSTILE

SWAP = (OKAFOR, "5CG7290HTW", "5CG2411RVD", OKAFOR)
SEEN = ("R. Okafor", "tag 104233", "5CG2411 RVD", "Swap recorded.")
SGR = re.compile(rb"\x1b\[([0-9;]*)m")


def ready(terminal: Terminal) -> None:
    terminal.wait_for(lambda text: "E. Moss" in text and "scanner LOST" not in text)


def issued(bench: Bench) -> list[str]:
    """The categories that the record holds as issued to R. Okafor, read once the desk has gone."""
    scene = Scene(bench.folder)
    try:
        person = scene.store.recipient_by_number("104417")
        assert person is not None
        return [category for category, _ in scene.store.issued_to(person.id)]
    finally:
        scene.close()


def leave(terminal: Terminal) -> None:
    terminal.send(b"\x11")
    assert terminal.wait(20.0) == 0


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (120, 40)])
def test_by_serial_scanner(bench: Bench, columns: int, rows: int) -> None:
    with bench.desk(columns, rows) as terminal:
        ready(terminal)
        for text, seen in zip(SWAP, SEEN, strict=True):
            bench.scan(text)
            terminal.wait_for(seen)
        leave(terminal)
    assert issued(bench) == ["laptop"]


def test_by_a_scanner_that_types(bench: Bench) -> None:
    with bench.desk(scanner=False) as terminal:
        ready(terminal)
        for text, seen in zip(SWAP, SEEN, strict=True):
            terminal.send(f"{text}\r".encode())
            terminal.wait_for(seen)
        assert "Typed" not in terminal.text
        leave(terminal)
    assert issued(bench) == ["laptop"]


def test_by_bracketed_paste(bench: Bench) -> None:
    with bench.desk(scanner=False) as terminal:
        ready(terminal)
        for text, seen in zip(SWAP, SEEN, strict=True):
            terminal.send(b"\x1b[200~" + text.encode() + b"\r\x1b[201~")
            terminal.wait_for(seen)
        leave(terminal)
    assert issued(bench) == ["laptop"]


def test_a_label_with_control_characters_neither_quits_nor_copies(bench: Bench) -> None:
    with bench.desk(scanner=False) as terminal:
        ready(terminal)
        terminal.send(b"[)>\x1e06\x1dS5CG\x117290\x03HTW\x1e\x04\r")
        terminal.wait_for("it is kept")
        assert terminal.process.poll() is None
        leave(terminal)


def test_by_hand_and_by_function_key(bench: Bench) -> None:
    with bench.desk(scanner=False) as terminal:
        ready(terminal)
        for n, character in enumerate(
            "104417", 1
        ):  # a hand waits for no screen, but a busy machine would run keys together
            terminal.send(character.encode())
            terminal.wait_for(f"Typed {'104417'[:n]}")
        terminal.send(b"\r")
        terminal.wait_for("R. Okafor")
        terminal.send(b"\x1bOS")  # F4
        terminal.wait_for("Nothing has been recorded in this visit.")
        terminal.send(b"\x1b[24~")  # F12
        terminal.wait_for("Scan your operator's badge.")
        assert "Okafor" not in terminal.text
        leave(terminal)


def test_hostile_labels_reach_no_terminal_and_stop_nothing(bench: Bench) -> None:
    with bench.desk() as terminal:
        ready(terminal)
        bench.scan(OKAFOR)
        terminal.wait_for("R. Okafor")
        before = len(terminal.raw)
        for text in HOSTILE:
            bench.scan(text.encode("utf-8", "surrogatepass").decode("latin-1"))
        bench.scan("5CG7290HTW")
        terminal.wait_for("tag 104233")
        written = bytes(terminal.raw[before:])
        assert b"gone\x1b" not in written
        assert b"\x1b]0;title" not in written
        assert b"\x1b[2J" not in written
        leave(terminal)


def test_without_colour_words_and_symbols_are_enough(bench: Bench) -> None:
    with bench.desk(environment={"NO_COLOR": "1"}) as terminal:
        ready(terminal)
        bench.scan(OKAFOR, "5CG2411RVD")
        terminal.wait_for("5CG2411 RVD")
        bench.scan(OKAFOR)
        terminal.wait_for("Nothing has been handed in")
        assert "✕" in terminal.text
        numbers = {n for sgr in SGR.findall(bytes(terminal.raw)) for n in sgr.split(b";") if n}
        assert not numbers & {str(n).encode() for n in (*range(30, 39), *range(40, 49), *range(90, 108))}
        leave(terminal)
