"""A desk on a disk that fails it: full, read-only, damaged, tampered with, or shared (P3, P7)."""

import json
import os
import resource
import shutil
import signal
import sqlite3
import tempfile
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

if not hasattr(os, "fork"):
    pytest.skip("needs fork", allow_module_level=True)

from devswap import config
from tests.faults.killed import command, lay_out, start

ROOM = 160_000
"""Bytes that a file may grow to: the write-ahead log reaches it after some swaps."""

CHANGED = "UPDATE entries SET body = CAST(replace(body, '\"laptop\"', '\"tablet\"') AS BLOB) WHERE number = 7"
"""Another old device than was sealed."""


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with its lists."""
    folder = tmp_path_factory.mktemp("fresh") / "desk"
    lay_out(folder)
    return folder


@pytest.fixture
def folder(fresh: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(fresh, tmp_path / "desk"))


def day(folder: Path) -> list[bytes]:
    lines = (folder / "day.scans").read_bytes().splitlines(keepends=True)
    return [line for line in lines if line.strip() and not line.startswith(b"#")]


def journal(folder: Path) -> Counter[str]:
    code, said = command(folder, "journal", "show", "--json")
    assert code == 0
    return Counter(entry["event"]["kind"] for entry in said)


def talk(folder: Path) -> str:
    return (folder / "talk.txt").read_text("utf-8")


def no_room() -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, ROOM))


def test_a_full_disk_is_said_records_nothing_and_the_desk_works_on(folder: Path) -> None:
    before = journal(folder)
    code, answers = command(folder, "desk", "--plain", "--json", lines=day(folder), before=no_room)
    assert code == 0
    assert len(answers) == len(day(folder))
    failed = [answer for answer in answers if answer["code"] == "not_recorded"]
    assert failed
    assert answers[0]["code"] != "not_recorded"
    assert all(a["verdict"] == "refused" and not a["recorded"] and "Hand nothing out" in a["message"] for a in failed)
    said = Counter(kind for answer in answers for kind in answer["recorded"])
    assert journal(folder) - before == said
    assert command(folder, "journal", "verify", "--json")[0] == 0
    code, answers = command(folder, "desk", "--plain", "--json", lines=day(folder)[-4:])
    assert code == 0
    assert "not_recorded" not in {answer["code"] for answer in answers}


def test_a_read_only_disk_is_3_and_one_sentence(fresh: Path) -> None:
    def nobody() -> None:
        if os.getuid() == 0:
            config.read(folder / "config.toml")  # what that imports may be out of nobody's reach
            os.setgid(65534)
            os.setuid(65534)

    with tempfile.TemporaryDirectory() as root:
        Path(root).chmod(0o755)
        folder = Path(shutil.copytree(fresh, Path(root) / "desk"))
        for path in (*folder.rglob("*"), folder):
            path.chmod(0o555 if path.is_dir() else 0o444)
        (folder / "talk.txt").chmod(0o666)
        code, answers = command(folder, "desk", "--plain", "--json", lines=day(folder)[:4], before=nobody)
        said = talk(folder)
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o755)
    assert (code, answers) == (3, [])
    assert len(said.splitlines()) == 1
    assert str(folder) in said


@pytest.mark.parametrize("at", [0, 4096, 20_000])
def test_a_damaged_file_is_3_before_anything_is_recorded(folder: Path, at: int) -> None:
    with (folder / "desk.db").open("r+b") as file:
        file.seek(at)
        file.write(b"\xa5" * 30_000)
    (folder / "desk.db-wal").unlink(missing_ok=True)
    assert command(folder, "doctor", "--json")[0] == 3
    for arguments in (["audit", "--json"], ["journal", "verify", "--json"]):
        assert command(folder, *arguments)[0] in (3, 6)


def tamper(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / "desk.db", isolation_level=None)) as db:
        assert db.execute(statement).rowcount == 1


def played(folder: Path) -> None:
    assert command(folder, "desk", "--plain", "--json", lines=day(folder)[:40])[0] == 0


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        (CHANGED, "not what was sealed"),
        ("UPDATE entries SET body = CAST(substr(body, 1, 30) AS BLOB) WHERE number = 9", "not an entry"),
        ("UPDATE entries SET hash = zeroblob(32) WHERE number = 9", "not what was sealed"),
        ("DELETE FROM entries WHERE number = 9", "missing"),
        ("DELETE FROM entries WHERE number = (SELECT max(number) FROM entries)", "not here as it was sealed"),
        ("UPDATE entries SET number = 900 WHERE number = 9", "missing"),
    ],
)
def test_a_changed_removed_or_moved_entry_shows_at_its_number(folder: Path, statement: str, says: str) -> None:
    played(folder)
    tamper(folder, statement)
    code, (verified,) = command(folder, "journal", "verify", "--json")
    assert code == 6
    assert not verified["whole"]
    assert says in json.dumps(verified["findings"])
    assert "Work no further on this store" in talk(folder)


def test_the_audit_names_a_changed_entry(folder: Path) -> None:
    played(folder)
    tamper(folder, CHANGED)
    code, (audit,) = command(folder, "audit", "--json")
    assert code == 6
    assert not audit["balanced"]
    assert "chain_broken" in {fault["code"] for fault in audit["faults"]}


def test_an_issue_without_an_entitlement_cannot_be_inserted(folder: Path) -> None:
    played(folder)
    with closing(sqlite3.connect(folder / "desk.db", isolation_level=None)) as db:
        db.execute("PRAGMA foreign_keys = ON")
        db.row_factory = sqlite3.Row
        row = dict(db.execute("SELECT * FROM issues LIMIT 1").fetchone()) | {"entry": "another"}
        statement = f"INSERT INTO issues ({', '.join(row)}) VALUES ({', '.join(f':{column}' for column in row)})"
        for entitlement in (None, "", "nobody-gave-this", row["entitlement"]):
            with pytest.raises(sqlite3.IntegrityError):
                db.execute(statement, row | {"entitlement": entitlement})


def test_a_second_desk_on_one_store_is_refused_and_readers_are_not(folder: Path) -> None:
    pid, stdin, stdout = start(folder, ("desk", "--plain", "--json"))
    try:
        os.write(stdin, day(folder)[0])
        assert os.read(stdout, 65536)
        code, answers = command(folder, "desk", "--plain", "--json", lines=day(folder)[:4])
        assert (code, answers) == (3, [])
        assert f"another devswap works on this store (process {pid})" in talk(folder)
        assert command(folder, "import", "stock", str(folder / "stock.csv"))[0] == 3
        for arguments in (["audit"], ["journal", "verify"], ["wipes"], ["doctor"]):
            assert command(folder, *arguments, "--json")[0] == 0
    finally:
        os.close(stdin)
        os.close(stdout)
        os.waitpid(pid, 0)
    assert command(folder, "desk", "--plain", "--json", lines=day(folder)[:4])[0] == 0
