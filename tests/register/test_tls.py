"""The register over TLS with a certificate of a force's own authority, as real processes; and what is none."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from devswap import cli
from devswap.errors import ConfigError
from devswap.ledger.policy import Policy
from devswap.register.database import transaction
from devswap.register.enrolment import make_code
from devswap.register.founding import Identity
from devswap.register.imports import import_list
from devswap.register.tls import looked_at
from tests.desk.scenes import Scene
from tests.register.conftest import NOW
from tests.register.test_processes import DICE, LISTS, Worker, everything_is_there, take_in_and_undo
from tests.sync.certificates import Authority

TODAY = datetime.now(UTC)
Wrong = Callable[[Path], tuple[Path, Path]]


def devswap(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "devswap", "--config", str(folder / "config.toml"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


@pytest.fixture
def ours(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def test_a_desk_that_is_told_of_the_authority_enrols_sends_and_reads_over_tls(
    database: str, engine: Engine, register: Identity, ours: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / "home"))
    (tmp_path / "desk").mkdir()
    scene = Scene(tmp_path / "desk", seed=500)
    take_in_and_undo(scene)
    scene.close()
    with transaction(engine) as connection:
        for kind, rows in LISTS.items():
            (tmp_path / kind).write_text(rows)
            import_list(connection, kind, tmp_path / kind, Policy().categories, NOW, DICE.getrandbits)
        code = make_code(connection, "Lambeth", "Desk", NOW.replace(year=2099), DICE.getrandbits)[0]
    worker = Worker(database, tmp_path, *ours.signs(tmp_path / "server.pem"))
    worker.start()
    try:
        told = '[desk]\nstore = "desk.db"\n'
        config = scene.folder / "config.toml"
        config.write_text(told)
        refused = devswap(scene.folder, "enrol", worker.url, code)
        assert refused.returncode == 4
        assert "of nobody whom this desk trusts" in refused.stderr
        assert "[register] ca" in refused.stderr
        config.write_text(f'{told}[register]\nca = "../ca.pem"\n')
        enrolled = devswap(scene.folder, "enrol", worker.url, code)
        assert enrolled.returncode == 0, enrolled.stderr
        synced = devswap(scene.folder, "sync", "--once", "--json")
        assert synced.returncode == 0, synced.stderr
        said = json.loads(synced.stdout)
        assert (said["sent"] >= 2, said["waiting"]) == (True, 0)
        assert said["received"] > 0
        assert "answers." in devswap(scene.folder, "doctor").stdout
        everything_is_there(engine, scene.folder)
    finally:
        worker.kill()


WRONG: dict[str, tuple[Wrong, str]] = {
    "swapped": (lambda f: (f / "good.key", f / "good.pem"), "--certificate .*: expected a certificate in PEM"),
    "another's key": (lambda f: (f / "good.pem", f / "other.key"), "--key .*found the key of another certificate"),
    "no key": (lambda f: (f / "good.pem", f / "words"), "--key .*found no private key in PEM"),
    "no certificate": (lambda f: (f / "words", f / "good.key"), "--certificate .*: expected a certificate in PEM"),
    "a passphrase": (lambda f: (f / "shut.pem", f / "shut.key"), "--key: expected a private key without a passphrase"),
    "not there": (lambda f: (f / "none.pem", f / "good.key"), r"--certificate .*cannot be read \(No such file"),
    "a folder": (lambda f: (f / "good.pem", f), r"--key .*cannot be read \(Is a directory"),
}


@pytest.mark.parametrize("how", WRONG)
def test_a_certificate_and_a_key_that_cannot_serve_are_refused_by_name(
    how: str, ours: Authority, tmp_path: Path
) -> None:
    ours.signs(tmp_path / "good.pem")
    ours.signs(tmp_path / "other.pem")
    ours.signs(tmp_path / "shut.pem", passphrase=b"word")
    (tmp_path / "words").write_text("nothing\n")
    files, words = WRONG[how]
    with pytest.raises(ConfigError, match=words):
        looked_at(*files(tmp_path), TODAY)


def test_a_certificate_is_told_with_its_hosts_and_its_end_and_one_out_of_its_time_is_said_to_be(
    ours: Authority, tmp_path: Path
) -> None:
    assert looked_at(*ours.signs(tmp_path / "a.pem", host="register.example.org"), TODAY).startswith(
        "The certificate is for register.example.org, until "
    )
    for begins, ends in ((-9, -2), (2, 9)):
        assert "desks will refuse it" in looked_at(*ours.signs(tmp_path / "b.pem", begins, ends), TODAY)


def test_what_cannot_serve_is_refused_before_a_database_is_started(
    ours: Authority, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("DEVSWAP_REGISTER_DATABASE", raising=False)
    (tmp_path / "config.toml").write_text("")
    certificate, _ = ours.signs(tmp_path / "good.pem")
    _, key = ours.signs(tmp_path / "other.pem")
    serve = ["--config", str(tmp_path / "config.toml"), "register", "serve"]
    assert cli.run([*serve, "--certificate", str(certificate), "--key", str(key)]) == 2
    assert "the key of another certificate" in capfd.readouterr().err
    for place in ("192.0.2.1:8440", "nobody.invalid:8440"):
        assert cli.run([*serve, "--plain-http", "--listen", place]) == 2
        assert f"{place} cannot be had" in capfd.readouterr().err
    assert not (tmp_path / "state").exists(), "nothing was started"
