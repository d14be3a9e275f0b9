"""`devswap scanners`: a configured scanner is tried and watched; one that cannot be used is 5, with the cure."""

import json
import os
import pty
import threading
import time
import tty
from pathlib import Path

import pytest

from devswap import cli
from devswap.cli import scanners
from scanners import discovery
from scanners.discovery import Found
from scanners.settings import UsbId


def configured(folder: Path, *tables: str) -> list[str]:
    (folder / "day.scans").write_text("[t=0] ]C05CG7290HTW\n[t=0.1] ]E05000112637922\n[t=0.2] \\x1b[2Jhostile\n")
    (folder / "config.toml").write_text("\n".join(f"[[scanner]]\n{table}" for table in tables))
    return ["--config", str(folder / "config.toml"), "scanners"]


RECORDING = 'name = "lane 1"\nkind = "recording"\nport = "day.scans"'


def test_listen_shows_scans_and_what_they_say(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run([*configured(tmp_path, RECORDING), "listen", "--json", "--seconds", "0.8"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    scans = [scan for line in lines for scan in line["scans"]]
    assert [scan["text"] for scan in scans] == ["]C05CG7290HTW", "]E05000112637922", "\x1b[2Jhostile"]
    assert scans[0]["normalised"] == "5CG7290HTW"
    assert lines[0]["scanner"] == "lane 1"
    assert bytes.fromhex(lines[0]["received"]) == b"]C05CG7290HTW"


def test_listen_in_words_is_harmless_to_a_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run([*configured(tmp_path, RECORDING), "listen", "--seconds", "0.8"]) == 0
    said = capsys.readouterr().out
    assert "hp-serial '5CG7290HTW'" in said
    assert "hostile" in said
    assert "\x1b" not in said


def test_what_came_damaged_says_so_and_names_no_device(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    host, port = pty.openpty()
    tty.setraw(port)
    table = f'name = "lane"\nport = "{os.ttyname(port)}"\nprotocol = "honeywell-host-ack"'
    arguments = [*configured(tmp_path, table), "listen", "--json", "--seconds", "1.5"]
    threading.Timer(0.5, os.write, (host, b"\xb8\xd8K\xd1\xb2M3\x8d")).start()
    assert cli.run(arguments) == 0
    scans = [scan for line in capsys.readouterr().out.splitlines() for scan in json.loads(line)["scans"]]
    assert [(scan["damage"], scan["what_it_is"], len(scan["readings"])) for scan in scans] == [
        ("parity", "parity-mismatch", 1)
    ]
    assert os.read(host, 100) == b"\x1b8,\x1b8,", "a scanner that waits for an answer gets one"
    os.close(host)
    os.close(port)


def test_listen_says_that_a_scanner_is_lost_and_shows_what_it_left_half_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    host, port = pty.openpty()
    tty.setraw(port)
    arguments = [*configured(tmp_path, f'name = "lane"\nport = "{os.ttyname(port)}"'), "listen", "--json"]

    def hang_up() -> None:
        os.write(host, b"5CG7290HTW\r5CG30")
        time.sleep(0.05)  # read, and no silence yet that would end it
        os.close(port)
        os.close(host)

    threading.Timer(0.5, hang_up).start()
    assert cli.run([*arguments, "--seconds", "1.5"]) == 0
    said = capsys.readouterr()
    assert said.err.count("Scanner lane lost: ") == 1
    scans = [scan for line in said.out.splitlines() for scan in json.loads(line)["scans"]]
    assert [(scan["text"], scan["damage"], scan["what_it_is"]) for scan in scans] == [
        ("5CG7290HTW", "", "hp-serial"),
        ("5CG30", "torn", "garbage"),
    ]


def test_test_asks_for_a_scan_for_each_verdict_and_says_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run([*configured(tmp_path, RECORDING), "test", "lane 1"]) == 0
    said = capsys.readouterr()
    assert [line.split()[0] for line in said.out.splitlines()] == ["accepted", "ask", "refused"]
    assert said.err.count("Scan any label.") == 3


def test_a_scanner_that_is_silent_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(scanners, "PATIENCE", 0.3)
    arguments = configured(tmp_path, RECORDING)
    (tmp_path / "day.scans").write_text("# nothing\n")
    assert cli.run([*arguments, "test"]) == 5
    assert "Nothing was scanned" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("table", "arguments", "words"),
    [
        ("", ["listen"], "No scanner is configured"),
        (RECORDING, ["test", "lane 9"], "There are: lane 1."),
        ('name = "wedge"\nkind = "keyboard"', ["listen"], "types like a keyboard"),
        ('name = "lane 1"\nport = "/dev/there-is-none"', ["listen"], "/dev/there-is-none is not there"),
    ],
)
def test_a_scanner_that_cannot_be_used_is_5_and_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], table: str, arguments: list[str], words: str
) -> None:
    assert cli.run([*configured(tmp_path, *filter(None, [table])), *arguments]) == 5
    assert words in capsys.readouterr().err


ZEBRA = Found("serial", "/dev/serial/by-id/usb-Z", "/dev/ttyACM0", "Zebra \x1b[2J", UsbId(0x05E0, 0x1701), "Zebra",
              "serial", "plain", False)  # fmt: skip


def test_list_says_what_to_write_into_the_configuration(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(discovery, "found", lambda: [ZEBRA])
    assert cli.run(["scanners", "list"]) == 0
    said = capsys.readouterr().out
    assert "/dev/serial/by-id/usb-Z" in said
    assert 'protocol = "plain"' in said
    assert ZEBRA.advice in said
    assert "\x1b" not in said
    assert cli.run(["scanners", "list", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["port"], found["usb"], found["make"]) == ("/dev/serial/by-id/usb-Z", "05e0:1701", "Zebra")


def test_an_empty_list_is_no_failure(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(discovery, "found", list)
    assert cli.run(["scanners", "list", "--json"]) == 0
    said = capsys.readouterr()
    assert not said.out
    assert "Nothing that may be a scanner" in said.err
