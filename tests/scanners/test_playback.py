"""Recordings played as if scanners had read them."""

from pathlib import Path
from typing import Any

import pytest

from scanners import open_scanner
from scanners.playback import PACE, Player
from scanners.recording import Recorded
from scanners.scan import Scan
from scanners.settings import ScannerSettings


def test_scans_come_at_their_times_under_their_scanners_names() -> None:
    lines = [
        Recorded("A", at=1.0),
        Recorded("/confirm", True, 1.5),
        Recorded("B", at=2.0, scanner="lane-2"),
        Recorded("C"),
    ]
    player = Player(lines, "day", started=100.0)

    assert player.due(100.9) == []
    assert player.due(101.0) == [Scan("A", "day", 101.0)]
    assert player.due(109.0) == [Scan("B", "lane-2", 102.0), Scan("C", "day", 102.0 + PACE)]
    assert player.finished
    assert player.due(200.0) == []


def test_a_recording_is_a_scanner_like_any_other(desk: Any, tmp_path: Path) -> None:
    path = tmp_path / "day.scans"
    path.write_text("# a day\n[t=0] CND2145KXM\\r\n[t=0.01 scanner=lane-2] 8XKQ2M3\n")
    desk.open(ScannerSettings("day", "recording", str(path)))
    desk.wait_for(lambda: len(desk.scans) == 2)

    assert [(scan.text, scan.source) for scan in desk.scans] == [("CND2145KXM\r", "day"), ("8XKQ2M3", "lane-2")]
    assert [traffic.scans[0].text for traffic in desk.traffic] == ["CND2145KXM\r", "8XKQ2M3"]


def test_a_recording_that_cannot_be_read_says_which_line(desk: Any, tmp_path: Path) -> None:
    path = tmp_path / "day.scans"
    path.write_text("A\n\\q\n")
    desk.open(ScannerSettings("day", "recording", str(path)))
    desk.wait_for(lambda: desk.states)

    assert "line 2: bad escape" in desk.states[0].message


def test_the_keyboard_is_not_opened() -> None:
    with pytest.raises(ValueError, match="terminal"):
        open_scanner(ScannerSettings("keyboard", "keyboard"), lambda scan: None, lambda state: None)
