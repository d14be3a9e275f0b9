"""The command line's own promises: codes, streams, help, and what is imported for what."""

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from devswap import cli, errors
from devswap.cli.root import devswap

PYTHON = [sys.executable, "-X", "utf8", "-m", "devswap"]


def run(
    *arguments: str, stdin: bytes = b"", env: dict[str, str] | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*PYTHON, *arguments], input=stdin, capture_output=True, env=os.environ | (env or {}), cwd=cwd, timeout=60
    )


def commands(group: click.Group, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], click.Command]]:
    found = []
    for name, command in group.commands.items():
        found.append(((*path, name), command))
        if isinstance(command, click.Group):
            found += commands(command, (*path, name))
    return found


def test_the_version_names_devswap_textual_and_python() -> None:
    said = run("--version").stdout.decode().strip()
    assert said.startswith("devswap ")
    assert "Textual 8" in said
    assert f"Python {sys.version_info.major}.{sys.version_info.minor}" in said


@pytest.mark.parametrize(
    ("arguments", "stdin", "kept_out"),
    [
        (["--version"], b"", {"textual", "sqlalchemy", "httpx", "alembic", "msgspec", "serial", "devswap.config"}),
        (["--help"], b"", {"textual", "sqlalchemy", "httpx", "alembic", "serial", "devswap.desk"}),
        (["labels", "read", "--json"], b"5CG7290HTW\n", {"textual", "sqlalchemy", "httpx", "alembic", "serial"}),
        (["paths"], b"", {"textual", "sqlalchemy", "httpx", "alembic", "serial"}),
    ],
)
def test_a_command_imports_only_what_it_needs(arguments: list[str], stdin: bytes, kept_out: set[str]) -> None:
    code = (
        "import sys; from devswap.cli import run; code = run(sys.argv[1:]);"
        "print(*sys.modules, file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", code, *arguments], input=stdin, capture_output=True, timeout=60)
    assert done.returncode == 0
    loaded = set(done.stderr.decode().split())
    assert "click" in loaded
    assert not loaded & kept_out


@pytest.mark.parametrize(
    ("path", "command"), commands(devswap), ids=lambda x: " ".join(x) if isinstance(x, tuple) else ""
)
def test_every_command_says_what_it_does(path: tuple[str, ...], command: click.Command) -> None:
    assert command.help
    assert cli.run([*path, "--help"]) == 0
    for parameter in command.params:
        assert isinstance(parameter, click.Argument) or getattr(parameter, "help", None), (path, parameter.name)


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["paths", "--nonsense"], ["sample"], ["sample", "x", "--devices", "0"]]
)
def test_wrong_usage_is_2_and_said_on_standard_error(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(arguments) == 2
    said = capsys.readouterr()
    assert not said.out
    assert "Try 'devswap" in said.err


def test_a_wrong_configuration_is_2_before_and_behind_the_command(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text("[desk]\nsite = 5\n")
    for arguments in (["--config", str(wrong), "paths"], ["paths", "--config", str(wrong)]):
        done = run(*arguments)
        assert (done.returncode, done.stdout) == (2, b"")
        assert b"[desk] site: expected text" in done.stderr
    done = run("paths", env={"DEVSWAP_CONFIG": str(wrong)})
    assert done.returncode == 2
    assert run("paths", "--help", env={"DEVSWAP_CONFIG": str(wrong)}).returncode == 0


def test_each_error_has_the_code_of_the_contract() -> None:
    assert [
        error.exit_code
        for error in (
            errors.DevswapError, errors.ConfigError, errors.StoreError, errors.RegisterError, errors.ScannerFault,
            errors.CheckFailed,
        )
    ] == [1, 2, 3, 4, 5, 6]  # fmt: skip


@pytest.mark.parametrize(
    ("raised", "code", "words"),
    [
        (errors.StoreError("The store is gone."), 3, "The store is gone."),
        (errors.RegisterError(), 4, "Carry on"),
        (errors.CheckFailed(), 6, "found something wrong"),
        (KeyboardInterrupt(), 130, "Interrupted."),
        (click.Abort(), 130, "Interrupted."),
        (OSError(28, "No space left on device", "/x"), 1, "No space left on device: /x."),
    ],
)
def test_what_a_command_raises_becomes_a_sentence_and_a_code(
    raised: BaseException, code: int, words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise raised

    monkeypatch.setattr(devswap.commands["paths"], "callback", fail)
    assert cli.run(["paths"]) == code
    said = capsys.readouterr()
    assert words in said.err
    assert not said.out


def test_what_nobody_foresaw_is_a_code_and_a_file_and_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("somebody's name")

    monkeypatch.setattr(devswap.commands["paths"], "callback", fail)
    monkeypatch.setattr("devswap.paths.state_folder", lambda: tmp_path)
    assert cli.run(["paths"]) == 1
    said = capsys.readouterr().err
    (file,) = tmp_path.iterdir()
    assert str(file) in said
    assert "Traceback" not in said
    assert "somebody's name" not in said + file.read_text()
    assert "RuntimeError" in file.read_text()


def test_a_reader_who_leaves_is_no_traceback() -> None:
    process = subprocess.Popen(
        [*PYTHON, "labels", "read", "--json"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdin
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    try:
        process.stdin.write(b"5CG7290HTW\n" * 20_000)
        process.stdin.close()
    except BrokenPipeError:
        pass
    assert process.wait(30) == 1
    assert process.stderr.read() == b""
    process.stderr.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_behind_standard_output_is_said() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*PYTHON, "labels", "read"], input=b"5CG7290HTW\n", stdout=full, stderr=subprocess.PIPE, timeout=60
        )
    assert done.returncode == 1
    assert done.stderr == b"No space left on device.\n"


@pytest.mark.skipif(os.name != "posix", reason="needs a shell")
def test_a_closed_standard_output_is_said() -> None:
    done = subprocess.run(["sh", "-c", '"$@" >&-', "sh", *PYTHON, "paths"], stderr=subprocess.PIPE, timeout=60)
    assert done.returncode == 1
    assert b"Standard output is closed" in done.stderr


def test_who_writes_one_scan_and_waits_is_answered() -> None:
    process = subprocess.Popen([*PYTHON, "labels", "read", "--json"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin
    assert process.stdout
    for serial in ("5CG7290HTW", "8XKQ2M3"):
        process.stdin.write(f"]C0{serial}\n".encode())
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["normalised"] == serial
    process.stdin.close()
    assert process.wait(30) == 0
    process.stdout.close()


def test_what_labels_read_answers_goes_out_as_utf_8_whatever_the_locale() -> None:
    done = run(
        "labels", "read", "--json", stdin="Wójcik\n".encode(), env={"PYTHONIOENCODING": "latin-1", "LC_ALL": "C"}
    )
    assert json.loads(done.stdout)["raw"] == "Wójcik"


def test_paths_says_where_the_configuration_and_the_store_are(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[desk]\nstore = "here.db"\n')
    said = json.loads(run("paths", "--json", cwd=tmp_path, env={"DEVSWAP_CONFIG": ""}).stdout)
    assert said["config"] == str(tmp_path / "config.toml")
    assert said["store"] == str(tmp_path / "here.db")
