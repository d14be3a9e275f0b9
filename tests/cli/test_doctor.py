"""`devswap doctor`: what is wrong is said with its cure, and decides the exit code."""

import json
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pytest

from devswap import config, doctor
from devswap.doctor import Finding

Run = Callable[..., tuple[int, str, str]]
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def findings(text: str, now: datetime = NOW) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for finding in doctor.examine(config.parse(text), now):
        found.setdefault(finding.about, []).append(finding)
    return found


def test_a_sound_desk_is_fit_and_says_so_line_by_line(devswap: Run) -> None:
    code, said, _ = devswap("doctor")
    assert code == 0
    assert {line.split()[1] for line in said.splitlines()} >= {
        "configuration", "store", "disk", "SQLite", "clock", "scanners", "keyboard", "register",
    }  # fmt: skip
    assert "UNFIT" not in said
    code, said, _ = devswap("doctor", "--json")
    assert all(json.loads(line)["state"] in ("fit", "look") for line in said.splitlines())


def test_a_damaged_store_is_unfit_and_3(desk: Path, devswap: Run) -> None:
    with (desk / "desk.db").open("r+b") as file:
        file.seek(0)
        file.write(b"no database at all, whatever the name says")
    code, said, _ = devswap("doctor")
    assert code == 3
    assert "UNFIT store" in said


def test_a_clock_behind_the_journal_is_unfit(desk: Path) -> None:
    found = findings(f'[desk]\nstore = "{desk / "desk.db"}"\n', datetime(2026, 2, 1, tzinfo=UTC))
    assert [f.state for f in found["clock"]] == ["unfit", "fit"]
    assert "Set the clock" in found["clock"][0].words


@pytest.mark.parametrize("year", [1970, 2025, 2099])
def test_a_clock_that_cannot_be_right_is_unfit(year: int, tmp_path: Path) -> None:
    (clock,) = findings(f'[desk]\nstore = "{tmp_path}/none.db"', datetime(year, 1, 1, tzinfo=UTC))["clock"]
    assert (clock.state, clock.exit_code) == ("unfit", 1)


def test_no_store_yet_is_no_fault(tmp_path: Path) -> None:
    (store,) = findings(f'[desk]\nstore = "{tmp_path}/none.db"')["store"]
    assert (store.state, store.exit_code) == ("look", 0)


def test_a_scanner_that_is_not_there_is_5_and_one_that_is_a_keyboard_needs_nothing(tmp_path: Path) -> None:
    lost, types = findings(
        f'[desk]\nstore = "{tmp_path}/none.db"\n[[scanner]]\nname = "lane 1"\nport = "/dev/there-is-none"\n'
        '[[scanner]]\nname = "wedge"\nkind = "keyboard"\n'
    )["scanners"]
    assert (lost.state, lost.exit_code) == ("unfit", 5)
    assert "Check its cable" in lost.words
    assert types.state == "fit"


@pytest.mark.parametrize(
    ("told", "system", "state", "words"),
    [("", "us", "fit", "says so"), ("", "gb", "look", '"uk"'), ("uk", "gb", "fit", "says so"),
     ("", "dvorak", "look", "dvorak"), ("", "", "fit", "does not say"), ("german", "us", "look", '""')],
)  # fmt: skip
def test_a_layout_that_nobody_told_of_is_said(told: str, system: str, state: str, words: str) -> None:
    finding = doctor._keyboard(told, system)
    assert finding.state == state
    assert words in finding.words


def test_little_room_on_the_disk_is_said_and_too_little_is_unfit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for free, state, code in ((10**12, "fit", 0), (10**8, "look", 0), (10**6, "unfit", 3)):
        usage = type("Usage", (), {"free": free})
        monkeypatch.setattr("shutil.disk_usage", lambda _, usage=usage: usage)
        room, _ = findings(f'[desk]\nstore = "{tmp_path}/none.db"')["disk"]
        assert (room.state, room.exit_code) == (state, code)


def answering(reply: bytes) -> int:
    """A server on this machine that answers once; its port."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = server.accept()
        with connection, server:
            connection.recv(4096)
            connection.sendall(reply)

    Thread(target=serve, daemon=True).start()
    return int(server.getsockname()[1])


@pytest.mark.parametrize(
    ("reply", "state", "words"),
    [(b'HTTP/1.1 200 OK\r\nContent-Length: 18\r\n\r\n{"status":"alive"}', "fit", "answers."),
     (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>", "unfit", "login page"),
     (b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", "unfit", "a proxy stands in between"),
     (b"HTTP/1.1 302 Found\r\nLocation: http://login/\r\nContent-Length: 0\r\n\r\n", "unfit", "login page"),
     (b"", "unfit", "out of reach")],
)  # fmt: skip
def test_a_register_is_asked_for_its_health(reply: bytes, state: str, words: str) -> None:
    finding = doctor._register(f"http://127.0.0.1:{answering(reply)}/")
    assert finding.state == state
    assert finding.exit_code == (0 if state == "fit" else 4)
    assert words in finding.words


def test_a_printer_that_is_off_is_looked_at_and_keeps_nobody_from_work(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as there:
        on, off = there.getsockname()[1], 1
        text = "".join(
            f'[[printer]]\nname = "p{port}"\nkind = "zpl"\naddress = "127.0.0.1:{port}"\n' for port in (on, off)
        )
        ready, gone = findings(f'{text}[desk]\nstore = "{tmp_path}/none.db"')["printers"]
    assert (ready.state, ready.words) == ("fit", f"p{on} is ready.")
    assert (gone.state, gone.exit_code) == ("look", 0)
    assert "does not answer" in gone.words


def test_the_doctor_counts_the_paper_that_waits(tmp_path: Path) -> None:
    folder = tmp_path / "none.db.paper" / "p"
    folder.mkdir(parents=True)
    (folder / "00000001 cage-label.png").write_bytes(b"")
    text = f'[[printer]]\nname = "p"\nfolder = "{tmp_path}/out"\n[desk]\nstore = "{tmp_path}/none.db"'
    (found,) = findings(text)["printers"]
    assert found.words == "p is ready. 1 waiting."
