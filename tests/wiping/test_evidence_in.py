"""From a tool's log to a certificate: one drive one result, two steps, nothing too soon, nothing lost (P6, P9)."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from devswap.errors import ConfigError, DevswapError
from devswap.ledger import events as ev
from devswap.ledger.known import Operator
from devswap.ledger.policy import Policy, Wipe
from devswap.store import Recording
from devswap.wiping import accepting, certificates, holds, importing
from devswap.wiping.importing import Importing, Taken
from devswap.wiping.jobs import Bench, OpenJob, job_named
from devswap.wiping.methods import load_profile
from devswap.wiping.originals import kept_files
from devswap.wiping.showing import told
from tests.desk.scenes import LISTS, OKAFOR, Scene
from tests.wiping.logs import Wiped, nwipe_log

HOST, DRIVE = "5CG7290HTW", "S4GXNE0M1"
GOOD = Wiped(serial=DRIVE)
ORGANISATION = "Device refresh"


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A desk that has taken a laptop in an hour ago, and whose policy lets it be wiped at once."""
    made = Scene(tmp_path, policy=Policy(wipe=Wipe(keep_days=0)))
    made.say(OKAFOR, HOST, "5CG2411RVD", OKAFOR)
    made.clock.pass_by(hours=5)
    yield made
    made.close()


def who(scene: Scene, number: str) -> Operator:
    found = scene.store.operator_by_number(number)
    assert found is not None
    return found


def bench(scene: Scene, number: str = "200003", profile: str = "nist-800-88r2") -> Bench:
    return Bench(scene.store, load_profile(profile), "Lambeth", who(scene, number))


def log(scene: Scene, *drives: Wiped, name: str = "a.log", host: str = HOST, after: float = 1) -> Path:
    """A log of a run that began some hours after the intake, as its computer's clock said."""
    started = (datetime(2026, 11, 23, 10, 0, tzinfo=UTC) + timedelta(hours=after)).replace(tzinfo=None)
    file = scene.folder / name
    file.write_bytes(nwipe_log(*(drives or (GOOD,)), host=host, started=started))
    return file


def take(scene: Scene, *files: Path, media: str = "ata-hdd", number: str = "200003") -> list[Taken]:
    importing = Importing(bench(scene, number), kept_files(scene.store.path), media, zone=UTC)
    return list(importing.take(files))


def job(scene: Scene) -> OpenJob:
    return job_named(scene.store, HOST)


def state(scene: Scene) -> str:
    (row,) = [j for s in (None, "accepted", "destroyed") for j in scene.store.wipe_jobs(s, today="2026-11-23")]
    return row.state


def accept(scene: Scene, number: str = "200003") -> list[ev.WipeAccepted]:
    return accepting.accept(bench(scene, number), job(scene))


def test_a_good_log_verifies_and_a_person_accepts(scene: Scene) -> None:
    (taken,) = take(scene, log(scene))
    assert (taken.outcome, taken.device, taken.drive) == ("passed", HOST, DRIVE)
    assert state(scene) == "started"
    (accepted,) = accept(scene)
    assert state(scene) == "accepted"
    assert accepted.certificate.startswith("W-")
    assert [d["state"] for d in told(job(scene), bench(scene).profile)["drives"]] == ["accepted"]


@pytest.mark.parametrize(
    ("drive", "host"),
    [
        (replace(GOOD, status="UABORTED", mark="!"), HOST),
        (replace(GOOD, errors=(0, 1, 0)), HOST),
        (replace(GOOD, written=1000), HOST),
        (replace(GOOD, reread=False), HOST),
        (replace(GOOD, serial=""), HOST),
        (replace(GOOD, serial="SOMEBODYELSES"), HOST),
        (GOOD, "ANOTHERHOST"),
    ],
)
def test_no_other_log_passes_whatever_its_last_sentence_says(scene: Scene, drive: Wiped, host: str) -> None:
    (taken,) = take(scene, log(scene, drive, host=host))
    assert taken.outcome in ("failed", "review")
    with pytest.raises(DevswapError):
        accept(scene)
    assert state(scene) != "accepted"


def test_a_log_from_before_the_intake_is_no_proof(scene: Scene) -> None:
    (taken,) = take(scene, log(scene, after=-2))
    assert taken.outcome == "review"


def test_an_unknown_media_fails_closed(scene: Scene) -> None:
    (taken,) = take(scene, log(scene), media="")
    assert taken.outcome == "review"
    assert "media" in taken.reasons[0]
    assert not list(scene.store.of_kind("wipe_evidenced"))


def test_one_report_counts_once_under_any_name(scene: Scene) -> None:
    first = log(scene)
    assert [t.outcome for t in take(scene, first)] == ["passed"]
    assert [t.outcome for t in take(scene, first, log(scene, name="b.log"))] == ["known", "known"]
    assert sum(1 for _ in scene.store.of_kind("wipe_evidenced")) == 1


def test_what_matches_no_job_waits_with_its_file(scene: Scene) -> None:
    junk = scene.folder / "junk.txt"
    junk.write_text("hello")
    taken = take(scene, junk, log(scene, Wiped(serial="X1"), name="x.log", host="NOBODY"))
    assert [t.outcome for t in taken] == ["review", "review"]
    waiting = scene.store.waiting_evidence()
    assert {row.file for row in waiting} == {"junk.txt", "x.log"}
    for row in waiting:
        kept = kept_files(scene.store.path) / row.digest
        assert kept.read_bytes() == (scene.folder / row.file).read_bytes()
        assert os.stat(kept).st_mode & 0o077 == 0


def test_a_drive_that_nobody_listed_is_asked_about_and_owes_a_wipe_of_its_own(scene: Scene) -> None:
    both = log(scene, GOOD, Wiped("/dev/sdb", serial="SECOND1"))
    assert [t.outcome for t in take(scene, both)] == ["passed", "review"]
    accepting.found(bench(scene), job(scene), "SECOND1", "ata-hdd")
    accept(scene)
    assert state(scene) != "accepted"
    assert [t.outcome for t in take(scene, both)] == ["known", "passed"]
    accept(scene)
    assert state(scene) == "accepted"


def test_evidence_that_was_turned_down_is_not_accepted(scene: Scene) -> None:
    take(scene, log(scene))
    assert accepting.fail(bench(scene), job(scene), "read errors") == 1
    assert state(scene) == "failed"
    with pytest.raises(DevswapError, match="no evidence"):
        accept(scene)


def test_an_engineer_neither_takes_evidence_in_nor_accepts(scene: Scene) -> None:
    with pytest.raises(DevswapError, match="engineer"):
        take(scene, log(scene), number="200001")
    take(scene, log(scene))
    with pytest.raises(DevswapError, match="engineer"):
        accept(scene, "200001")


def test_under_a_hold_nothing_begins_and_nothing_is_accepted(scene: Scene) -> None:
    take(scene, log(scene))
    held = holds.device_named(scene.store, HOST)
    holds.place(scene.store, held, "EV-17", who(scene, "200003"), who(scene, "200002"))
    for step in (lambda: accept(scene), lambda: accepting.start(bench(scene), job(scene), "ata-hdd")):
        with pytest.raises(DevswapError, match="HELD"):
            step()
    with pytest.raises(DevswapError, match="HELD"):
        accepting.destroyed(bench(scene), job(scene), DRIVE, "shred", "Shredders", "SH-1")


def test_before_its_day_nothing_begins(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    scene.say(OKAFOR, HOST, "5CG2411RVD", OKAFOR)
    with pytest.raises(DevswapError, match="waits until 2026-12-07"):
        accepting.start(bench(scene), job(scene), "ata-hdd")
    scene.clock.pass_by(days=14)
    assert accepting.start(bench(scene), job(scene), "ata-hdd")[0].technique == "overwrite"
    scene.clock.pass_by(days=-10)
    with pytest.raises(DevswapError, match="clock"):
        accepting.start(bench(scene), job(scene), "ata-hdd")
    scene.close()


def test_a_drive_that_cannot_be_wiped_is_destroyed_with_its_own_record(scene: Scene) -> None:
    with pytest.raises(ConfigError, match="destroys nothing"):
        accepting.destroyed(bench(scene), job(scene), DRIVE, "degauss", "Shredders", "SH-1")
    accepting.destroyed(bench(scene), job(scene), DRIVE, "shred", "Shredders", "SH-1")
    assert state(scene) == "destroyed"


def test_where_the_policy_says_so_a_second_person_concurs(scene: Scene) -> None:
    scene.bring(
        "estate",
        f"serial,category,maker,assigned_to,site,drives,sensitivity\n{HOST},laptop,HP,104417,Lambeth,{DRIVE},SECRET\n",
    )
    accepting.found(bench(scene), job(scene), "N1", "nvme")
    event = ev.WipeEvidenced(
        intake=job(scene).custody, drive=job(scene).drives[-1].id, result="passed", method="purge",
        technique="nvme-sanitize-block-erase", tool="nvme-cli", tool_version="", reader="nvme", evidence="0" * 64,
        run=1, drive_serial="N1", host_serial=HOST, size=None, erased=None, started="", ended="", verification="status",
    )  # fmt: skip
    scene.store.record([Recording(event, who(scene, "200003").id)])
    with pytest.raises(DevswapError, match="A supervisor accepts"):
        accepting.accept(bench(scene), job(scene))
    with pytest.raises(DevswapError, match="second person"):
        accepting.accept(bench(scene, "200002"), job(scene))


def test_a_certificate_is_the_same_bytes_again_and_tells_a_forgery(scene: Scene) -> None:
    take(scene, log(scene))
    (accepted,) = accept(scene, "200002")
    number = accepted.certificate
    assert certificates.numbers(job(scene)) == [number]
    pdf = certificates.printed(scene.store, number, ORGANISATION)
    assert pdf == certificates.printed(scene.store, number, ORGANISATION)
    assert certificates.check(scene.store, pdf, ORGANISATION) == "genuine"
    assert certificates.check(scene.store, pdf.replace(b"devswap", b"devswop", 1), ORGANISATION) == "altered"
    assert certificates.check(scene.store, b"%PDF-1.4 somebody else's", ORGANISATION) == "unknown"
    assert certificates.sheet(job(scene), ORGANISATION).startswith(b"%PDF")


def test_a_host_sheet_of_any_day_is_genuine_and_one_that_was_changed_is_not(scene: Scene) -> None:
    before = certificates.sheet(job(scene), ORGANISATION)
    take(scene, log(scene))
    accept(scene, "200002")
    after = certificates.sheet(job(scene), ORGANISATION)
    assert before != after
    for sheet in (before, after):
        assert certificates.check(scene.store, sheet, ORGANISATION) == "genuine"
        assert certificates.check(scene.store, sheet.replace(b"devswap", b"devswop", 1), ORGANISATION) == "altered"


def test_the_sheets_of_two_devices_of_one_moment_are_two_files(scene: Scene) -> None:
    names: set[str] = set()
    for badge, serial in (("B000104418", "5CG8122QPW"), ("B000104419", "5CG8122QPN")):
        assert "intake_recorded" in scene.codes("/park", badge, serial, "/intake-only")
        names |= certificates.files(scene.store, job_named(scene.store, serial), ORGANISATION).keys()
    assert len(names) == 2, "the second overwrote the first"


def listed_as(scene: Scene, sensitivity: str) -> None:
    """The estate's list, with a sensitivity for the laptop."""
    head, *rows = LISTS["estate"].splitlines()
    text = [f"{head},sensitivity", *(f"{row},{sensitivity if row.startswith(HOST) else ''}" for row in rows)]
    scene.bring("estate", "\n".join(text))


def test_what_was_proven_is_asked_again_by_what_is_demanded_now(scene: Scene) -> None:
    take(scene, log(scene))
    listed_as(scene, "SECRET")
    with pytest.raises(DevswapError, match="clear was proven, and purge is demanded now"):
        accept(scene, "200002")
    listed_as(scene, "OFFICIAL")
    assert accept(scene, "200002")


def test_a_list_that_is_milder_later_does_not_lower_what_the_intake_recorded(tmp_path: Path) -> None:
    made = Scene(tmp_path, policy=Policy(wipe=Wipe(keep_days=0)))
    listed_as(made, "SECRET")
    made.say(OKAFOR, HOST, "5CG2411RVD", OKAFOR)
    listed_as(made, "OFFICIAL")
    assert job(made).sensitivity(bench(made).profile) == "SECRET"
    listed_as(made, "")
    assert job(made).demand(bench(made).profile, "ata-hdd").method == "purge"
    made.close()


def certificate(scene: Scene) -> tuple[str, bytes]:
    """The number of a certificate that was signed, and its paper."""
    take(scene, log(scene))
    (accepted,) = accept(scene, "200002")
    certificates.sign(scene.store, accepted.certificate, ORGANISATION)
    return accepted.certificate, certificates.printed(scene.store, accepted.certificate, ORGANISATION)


@pytest.mark.parametrize(
    ("kind", "was", "now"),
    [
        ("estate", "EliteBook 840 G5,104417", "EliteBook 850 G5,104417"),
        ("estate", "5CG7290HTW,104233,laptop,HP,EliteBook 840 G5,104417,Lambeth,2023-03-31,S4GXNE0M1\n", ""),
        ("operators", "M. Shah", "M. Khan"),
        ("operators", "200003,P. Rao,bench,B000200003\n", ""),
    ],
)
def test_a_list_that_changes_afterwards_leaves_a_certificate_genuine_and_the_same(
    scene: Scene, kind: str, was: str, now: str
) -> None:
    number, pdf = certificate(scene)
    scene.bring(kind, LISTS[kind].replace(was, now))
    assert certificates.check(scene.store, pdf, "Another programme") == "genuine"
    assert certificates.printed(scene.store, number, "Another programme") == pdf
    assert certificates.check(scene.store, pdf.replace(b"devswap", b"devswop", 1), ORGANISATION) == "altered"


def test_who_signed_is_forgotten_and_the_paper_stays_genuine(scene: Scene) -> None:
    number, pdf = certificate(scene)
    signed = who(scene, "200003").id
    assert scene.store.signed(number)
    scene.store.strip_person(signed)
    assert certificates.check(scene.store, pdf, ORGANISATION) == "genuine"
    anew = certificates.printed(scene.store, number, ORGANISATION)
    assert anew != pdf
    assert certificates.check(scene.store, anew, ORGANISATION) == "genuine"
    assert b"P. Rao" not in (scene.store.signed(number) or ("", b""))[1]


def test_a_certificate_of_before_is_printed_by_its_entries_and_the_lists(scene: Scene) -> None:
    take(scene, log(scene))
    (accepted,) = accept(scene, "200002")
    pdf = certificates.printed(scene.store, accepted.certificate, ORGANISATION)
    certificates.sign(scene.store, accepted.certificate, ORGANISATION)
    assert certificates.printed(scene.store, accepted.certificate, ORGANISATION) == pdf


@pytest.mark.parametrize("small", [importing.SMALL, 0], ids=["held", "copied"])
def test_the_same_report_twice_in_one_batch_counts_once_and_is_kept_once(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, small: int
) -> None:
    monkeypatch.setattr(importing, "SMALL", small)
    first = log(scene)
    second = scene.folder / "b.log"
    second.write_bytes(first.read_bytes())
    assert [taken.outcome for taken in take(scene, first, second)] == ["passed", "known"]
    (kept,) = kept_files(scene.store.path).iterdir()
    assert kept.read_bytes() == first.read_bytes()


def test_a_report_that_changes_while_it_is_copied_is_refused_and_leaves_nothing(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "SMALL", 0)
    file, real = log(scene), importing.read_evidence

    def writes_on(*args: object, **more: object) -> object:
        found = real(*args, **more)  # type: ignore[arg-type]
        with file.open("ab") as stream:
            stream.write(b"more\n")
        return found

    monkeypatch.setattr(importing, "read_evidence", writes_on)
    with pytest.raises(DevswapError, match="changed while it was read"):
        take(scene, file)
    assert list(kept_files(scene.store.path).iterdir()) == []
    assert not list(scene.store.of_kind("wipe_evidenced"))
