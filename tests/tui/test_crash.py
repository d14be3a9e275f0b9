"""A crash leaves a file that helps, and nobody's data in it."""

import stat
from datetime import UTC, datetime
from pathlib import Path

from devswap import crash
from devswap.errors import StoreError

AT = datetime(2026, 11, 23, 10, 42, 7, tzinfo=UTC)


def failing(name: str) -> None:
    badge = f"B000{name}"
    raise KeyError(badge)


def caught(name: str, *, ours: bool = False) -> BaseException:
    try:
        try:
            failing(name)
        except KeyError as error:
            if ours:
                raise StoreError("The store is gone. Run `devswap doctor`.") from error
            raise
    except Exception as error:
        return error
    raise AssertionError


def test_the_file_says_where_and_when_and_nothing_about_anybody(tmp_path: Path) -> None:
    report = crash.report(caught("104417"), tmp_path / "state", ["entry-2", "entry-1"], AT)
    assert report.file is not None
    text = report.file.read_text(encoding="utf-8")
    assert "2026-11-23T10:42:07Z" in text
    assert "builtins.KeyError" in text
    assert "in failing" in text
    assert "entry-2\nentry-1" in text
    assert "104417" not in text
    assert str(tmp_path) not in text


def test_our_own_messages_and_their_causes_are_kept(tmp_path: Path) -> None:
    report = crash.report(caught("104417", ours=True), tmp_path, [], AT)
    assert report.file is not None
    text = report.file.read_text(encoding="utf-8")
    assert "The store is gone. Run `devswap doctor`." in text
    assert text.index("StoreError") < text.index("KeyError")
    assert "104417" not in text


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    report = crash.report(caught("x"), tmp_path / "state", [], AT)
    assert report.file is not None
    assert stat.S_IMODE(report.file.stat().st_mode) == 0o600
    assert stat.S_IMODE(report.file.parent.stat().st_mode) == 0o700


def test_the_same_fault_has_the_same_code_and_another_one_another(tmp_path: Path) -> None:
    one, again = (crash.report(caught(name), tmp_path, [], AT) for name in ("1", "2"))
    other = crash.report(caught("1", ours=True), tmp_path, [], AT)
    assert one.code == again.code != other.code
    assert one.code in one.sentence
    assert str(one.file) in one.sentence


def test_only_the_last_twenty_entries_are_named(tmp_path: Path) -> None:
    report = crash.report(caught("x"), tmp_path, [f"entry-{n}" for n in range(40)], AT)
    assert report.file is not None
    text = report.file.read_text(encoding="utf-8")
    assert "entry-19" in text
    assert "entry-20" not in text


def test_a_disk_that_cannot_be_written_hides_nothing(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", encoding="utf-8")
    report = crash.report(caught("x"), blocked, [], AT)
    assert report.file is None
    assert "no file could be written" in report.sentence
