"""`devswap practice`: a desk that looks like the real one and can reach nothing of it."""

import json
import sqlite3
import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest

from devswap import config, practice
from devswap.printing.practice_sheet import PER_PAGE, practice_sheets
from devswap.standing import Standing
from tests.printing.pages import texts_on

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def real(desk: Path) -> Path:
    """The real desk's configuration, with a register and a printer that must hear nothing."""
    with (desk / "config.toml").open("a") as file:
        file.write('[register]\nurl = "http://127.0.0.1:1"\n[[printer]]\nname = "p"\nfolder = "printed"\n')
        file.write('[keys]\nfind = "f8"\n')
    return desk


def contents(folder: Path) -> dict[str, str]:
    return {str(p): sha256(p.read_bytes()).hexdigest() for p in folder.rglob("*") if p.is_file()}


def swap() -> str:
    """The first plain visit of the sample's day."""
    with tempfile.TemporaryDirectory() as made:
        practice._made(Path(made))
        day = (Path(made) / "day.scans").read_text("utf-8")
    return "\n".join(day.split("# A laptop for a laptop.\n")[1].splitlines()[:4]) + "\n"


@pytest.fixture
def practise(real: Path, play: Run) -> Run:
    """Practise at that desk, with these lines."""
    return play


def test_a_swap_is_practised_and_every_answer_says_so(practise: Run) -> None:
    code, said, told = practise(swap(), "practice", "--json")
    answers = [json.loads(line) for line in said.splitlines()]
    assert code == 0
    assert answers[-1]["code"] == "swap_recorded"
    assert all(answer["practice"] for answer in answers)
    assert told.startswith("PRACTICE: ")
    code, said, _ = practise("/help zzz\n/visits\n", "practice", "--plain")
    assert [line.split()[0] for line in said.splitlines() if not line.startswith(" ")] == ["PRACTICE", "PRACTICE"]


def test_nothing_real_is_touched_and_nothing_stays(real: Path, practise: Run, tmp_path: Path) -> None:
    before = contents(real)
    left = set(Path(tempfile.gettempdir()).glob("devswap-practice-*"))
    practise(swap() + "/print again\n", "practice", "--plain")
    assert contents(real) == before
    assert not (real / "printed").exists()
    assert set(Path(tempfile.gettempdir()).glob("devswap-practice-*")) == left


def test_a_practice_that_is_kept_goes_on_the_next_time(practise: Run, tmp_path: Path) -> None:
    room = tmp_path / "room"
    practise(swap(), "practice", str(room), "--plain")
    _, said, _ = practise(swap().splitlines()[1] + "\n", "practice", str(room), "--json")
    assert json.loads(said)["code"] == "already_taken_in"


@pytest.mark.parametrize("where", [".", "..", "desk.db/.."])
def test_the_real_stores_folder_is_refused(real: Path, practise: Run, where: str) -> None:
    before = contents(real)
    code, _, told = practise("", "practice", str(real / where), "--plain")
    assert code == 2
    assert "practise in" in told or "no practice" in told
    assert contents(real) == before


def test_a_practice_that_became_the_real_store_is_refused(real: Path, practise: Run, tmp_path: Path) -> None:
    practise("", "practice", str(tmp_path / "room"), "--plain")
    text = (real / "config.toml").read_text()
    store = tmp_path / "room" / "practice.db"
    (real / "config.toml").write_text(text.replace('store = "desk.db"', f'store = "{store}"'))
    before = contents(tmp_path / "room")
    assert practise(swap(), "practice", str(tmp_path / "room"), "--plain")[0] == 2
    assert contents(tmp_path / "room") == before


def test_a_link_to_the_real_store_is_refused(real: Path, practise: Run, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(real)
    assert practise("", "practice", str(tmp_path / "link"), "--plain")[0] == 2


def test_a_folder_of_somebody_elses_is_refused(practise: Run, tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "to-mum.txt").write_text("dear mum")
    code, _, told = practise("", "practice", str(tmp_path / "letters"), "--plain")
    assert (code, "no practice" in told) == (2, True)
    assert [p.name for p in (tmp_path / "letters").iterdir()] == ["to-mum.txt"]


def test_what_practice_goes_by_has_the_hands_of_the_real_desk_and_nothing_else(real: Path) -> None:
    own = config.read(real / "config.toml")
    with practice.folder(None, own) as made:
        learned = practice.config_of(made, own)
        assert learned.store.is_relative_to(made)
        assert learned.papers.is_relative_to(made)
    assert learned.keys == {"find": "f8"}
    assert (learned.printer, learned.register.url, learned.desk.name) == ((), "", "PRACTICE")


def test_a_practice_that_was_enrolled_is_practice_no_more(practise: Run, tmp_path: Path) -> None:
    room = tmp_path / "room"
    practise("", "practice", str(room), "--plain")
    name = "0198c2f0-1234-7abc-8def-0123456789ab"
    joined = Standing("http://127.0.0.1:1", name, "00", "00", "desk 1", "Lambeth", name)
    with sqlite3.connect(room / "practice.db") as db:
        db.execute("INSERT INTO meta VALUES ('sync', ?)", (msgspec.json.encode(joined).decode(),))
    code, _, told = practise("", "practice", str(room), "--plain")
    assert (code, "belongs to a register" in told) == (2, True)


def test_what_the_sheet_shows_can_be_scanned_at_the_practice_desk(practise: Run, tmp_path: Path) -> None:
    code, said, _ = practise("", "practice", "--sheet", str(tmp_path / "practice.pdf"))
    assert (code, said.strip()) == (0, str(tmp_path / "practice.pdf"))
    assert (tmp_path / "practice.pdf").read_bytes().count(b"/Type /Page\n") == 2
    with practice.folder(None, config.Config()) as made:
        shown = practice.visits(made)[: 2 * PER_PAGE]
    pages = practice_sheets(shown)
    assert {text for page in pages for text in texts_on(page.image)} == {code for _, *codes in shown for code in codes}
    lines = "".join(f"{badge}\n{old}\n{new}\n{badge}\n" for _, badge, old, new in shown)
    answers = [json.loads(line) for line in practise(lines, "practice", "--json")[1].splitlines()]
    assert [answer["code"] for answer in answers[3::4]] == ["swap_recorded"] * len(shown)
