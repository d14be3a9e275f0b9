"""Consignments on a store: what may not leave stays, all leaves or nothing, and what was scanned survives a kill."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest

from devswap.desk.clock import clock_doubt, clock_trusted
from devswap.errors import ConfigError, DevswapError, NotRecorded
from devswap.ledger import events as ev
from devswap.ledger.ids import device_id, instant
from devswap.ledger.known import Operator
from devswap.ledger.parts import Drive, Person
from devswap.ledger.state import State
from devswap.store import consignments as rows
from devswap.wiping import papers
from devswap.wiping.consigning import (
    Yard,
    begin,
    close,
    hand_over,
    received,
    scan,
    take_out,
    with_carrier,
)
from devswap.wiping.consignment import header_of, line_of, snapshot
from devswap.wiping.grading import graded
from devswap.wiping.holds import Subject, lift, place
from devswap.wiping.schemes import load_schemes
from tests.store.shelf import Shelf, person, taken_in

OKAFOR = person(1)
RAO = Operator(person(7), "300001", "P. Rao", "bench")
SHAH = Operator(person(8), "200002", "M. Shah", "supervisor")
READY = ["A", "lid", "test=pass", "bios=cleared", "mdm=removed", "account=removed", "sim=out", "ram=16"]


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    made = Shelf(tmp_path)
    yield made
    made.close()


def yard(shelf: Shelf) -> Yard:
    return Yard(shelf.store, load_schemes(None), "Lambeth", RAO)


def old(shelf: Shelf, serial: str, *, wiped: bool = True, grade: list[str] | None = None) -> str:
    """A laptop taken in with one drive, wiped and accepted or not, graded."""
    drive = Drive(device_id("drive", serial), f"D-{serial}", media="nvme")
    (intake,) = shelf.record(taken_in(serial, OKAFOR, drives=(drive,)))
    if wiped:
        evidence = ev.WipeEvidenced(
            intake=intake.id, drive=drive.id, result="passed", method="purge", technique="nvme-sanitize-block-erase",
            tool="nvme", tool_version="2.3", reader="nvme", evidence="ab" * 32, run=0, drive_serial=drive.serial or "",
            host_serial="", size=None, erased=None, started="", ended="", verification="completed",
        )  # fmt: skip
        (told,) = shelf.record(evidence)
        shelf.record(ev.WipeAccepted(intake.id, drive.id, told.id, Person(RAO.id)))
    device = device_id("HP", serial)
    if grade is None or grade:
        shelf.record(graded(shelf.store.load(device), device, grade or READY))
    return intake.id


def codes(shelf: Shelf, name: str, serial: str) -> list[str]:
    return [reason.code for reason in scan(yard(shelf), name, serial).reasons]


def faults(shelf: Shelf) -> list[str]:
    from devswap.cli.audit import balance

    return [fault.code for fault in balance(shelf.store, instant(shelf.clock.now())).faults]


def test_scanned_in_closed_and_handed_over_every_device_is_released_once(shelf: Shelf) -> None:
    for serial in ("A1", "A2"):
        old(shelf, serial)
    name = begin(yard(shelf), "Device-Bank").name
    assert [codes(shelf, name, serial) for serial in ("A1", "A2")] == [[], []]
    header, stopped = close(yard(shelf), name)
    assert (stopped, len(header.snapshot)) == ([], 64)
    hand_over(yard(shelf), name, "A. Driver")
    released = [e.event for e in shelf.store.of_kind("device_released")]
    assert [(r.disposition, r.scheme, r.consignment) for r in released if isinstance(r, ev.DeviceReleased)] == [
        ("reuse", "device-bank", name)
    ] * 2
    assert faults(shelf) == []
    with pytest.raises(DevswapError, match="left already"):
        hand_over(yard(shelf), name, "A. Driver")
    assert codes(shelf, begin(yard(shelf), "device-bank").name, "A1") == ["not_in_custody"]
    assert b"A. Driver" not in b"".join(row.body for row in shelf.store.entries())


def test_what_has_no_evidence_or_is_unknown_or_elsewhere_stays_out(shelf: Shelf) -> None:
    old(shelf, "A1", wiped=False)
    old(shelf, "A2")
    first, second = (begin(yard(shelf), "device-bank").name for _ in range(2))
    assert codes(shelf, first, "A1") == ["no_evidence"]
    assert codes(shelf, first, "nobody knows") == ["unknown_scan"]
    assert codes(shelf, first, "A2") == []
    assert codes(shelf, first, "A2") == ["same_scan_again"]
    assert codes(shelf, second, "A2") == ["already_consigned"]
    take_out(yard(shelf), first, "A2")
    assert codes(shelf, second, "A2") == []


def test_the_store_itself_lets_no_device_lie_in_two_consignments(shelf: Shelf) -> None:
    for name in ("C-1", "C-2"):
        with shelf.store.appending() as journal:
            rows.keep(journal, rows.SavedConsignment(name, "open", b""))
    with shelf.store.appending() as journal:
        rows.put_in(journal, "C-1", "device", b"")
    with pytest.raises(NotRecorded), shelf.store.appending() as journal:
        rows.put_in(journal, "C-2", "device", b"")


def test_a_hold_placed_after_closing_stops_all_of_it_and_nothing_is_recorded(shelf: Shelf) -> None:
    for serial in ("A1", "A2"):
        old(shelf, serial)
    name = begin(yard(shelf), "device-bank").name
    for serial in ("A1", "A2"):
        scan(yard(shelf), name, serial)
    close(yard(shelf), name)
    held = Subject("device", device_id("HP", "A2"), "A2")
    place(shelf.store, held, "CASE 7", RAO, SHAH)
    _, stopped = hand_over(yard(shelf), name, "A. Driver")
    assert [(told.called, [r.code for r in told.reasons]) for told in stopped] == [("A2", ["held"])]
    assert list(shelf.store.of_kind("device_released")) == []
    lift(shelf.store, held, "", RAO, SHAH)
    assert hand_over(yard(shelf), name, "A. Driver")[1] == []


def test_evidence_turned_down_after_closing_stops_the_hand_over(shelf: Shelf) -> None:
    intake = old(shelf, "A1")
    name = begin(yard(shelf), "recycler", "Example Carrier Ltd").name
    scan(yard(shelf), name, "A1")
    close(yard(shelf), name)
    (evidence,) = shelf.store.of_kind("wipe_evidenced")
    shelf.record(ev.WipeFailed(intake, device_id("drive", "A1"), evidence.id, "edited"))
    _, stopped = hand_over(yard(shelf), name, "A. Driver", ("WTN 1",))
    assert [r.code for r in stopped[0].reasons] == ["no_evidence"]


def test_a_killed_bench_finds_its_open_consignment_again(shelf: Shelf) -> None:
    old(shelf, "A1")
    name = begin(yard(shelf), "device-bank").name
    scan(yard(shelf), name, "A1")
    shelf.crash()
    shelf.open()
    assert codes(shelf, name, "A1") == ["same_scan_again"]
    close(yard(shelf), name)
    shelf.crash()
    shelf.open()
    assert hand_over(yard(shelf), name, "A. Driver")[1] == []


def test_lines_changed_after_closing_are_noticed(shelf: Shelf) -> None:
    old(shelf, "A1")
    name = begin(yard(shelf), "device-bank").name
    scan(yard(shelf), name, "A1")
    close(yard(shelf), name)
    (device, blob) = shelf.store.consigned(name)[0]
    changed = msgspec.json.encode(msgspec.structs.replace(line_of(blob), serial="B2"))
    with shelf.store.appending() as journal:
        rows.freeze(journal, name, [(device, changed)])
    with pytest.raises(DevswapError, match="not what was closed"):
        hand_over(yard(shelf), name, "A. Driver")


def test_a_clock_that_went_back_counts_as_too_soon(shelf: Shelf) -> None:
    old(shelf, "A1")
    name = begin(yard(shelf), "device-bank").name
    assert clock_trusted(shelf.store)
    shelf.clock.pass_by(days=-2)
    assert not clock_trusted(shelf.store)
    assert codes(shelf, name, "A1") == ["clock_not_trusted"]


@pytest.mark.parametrize(
    ("days", "offset", "doubt"),
    [(0, 11 * 60, "the register's is 11 minutes away"), (0, -11 * 60, "11 minutes away"), (0, 9 * 60, ""),
     (400, 0, "it went forward by 400 days"), (-700, 0, "it says 2024"), (30, 0, ""), (73 * 365, 0, "it says 2099")],
)  # fmt: skip
def test_a_clock_that_cannot_be_says_nothing_about_a_date(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, days: int, offset: int, doubt: str
) -> None:
    old(shelf, "A1")
    standing = SimpleNamespace(offset=offset * 1_000_000, contact=instant(shelf.clock.now())) if offset else None
    monkeypatch.setattr(shelf.store, "standing", lambda: standing)
    shelf.clock.pass_by(days=days)
    assert doubt in clock_doubt(shelf.store)
    assert clock_trusted(shelf.store) == (not doubt)


def test_waste_needs_a_carrier_and_names_its_codes(shelf: Shelf) -> None:
    old(shelf, "A1", grade=[])
    name = begin(yard(shelf), "recycler").name
    scan(yard(shelf), name, "A1")
    close(yard(shelf), name)
    with pytest.raises(DevswapError, match="needs a carrier"):
        hand_over(yard(shelf), name, "A. Driver")
    with pytest.raises(ConfigError, match="no carrier of the file"):
        with_carrier(yard(shelf), name, "Nobody")
    with_carrier(yard(shelf), name, "example carrier ltd")
    hand_over(yard(shelf), name, "A. Driver", ("HWCN 12",))
    (released,) = shelf.store.of_kind("device_released")
    assert isinstance(released.event, ev.DeviceReleased)
    assert released.event.waste == ("20 01 35*", "HWCN 12")


def test_what_the_scheme_received_is_compared_and_can_be_corrected(shelf: Shelf) -> None:
    for serial in ("A1", "A2"):
        old(shelf, serial)
    name = begin(yard(shelf), "device-bank").name
    for serial in ("A1", "A2"):
        scan(yard(shelf), name, serial)
    close(yard(shelf), name)
    with pytest.raises(DevswapError, match="Hand it over first"):
        received(yard(shelf), name, ["A1"])
    hand_over(yard(shelf), name, "A. Driver")
    told = received(yard(shelf), name, ["a1", "X9"])
    assert (told.missing, told.extra) == ((device_id("HP", "A2"),), ("X9",))
    told = received(yard(shelf), name, ["A 1", "A2"])
    assert (told.missing, told.extra) == ((), ())


def test_only_bench_and_supervisor_make_up_consignments(shelf: Shelf) -> None:
    moss = Operator(person(9), "100001", "E. Moss", "engineer")
    with pytest.raises(DevswapError, match="bench hand or supervisor"):
        begin(Yard(shelf.store, load_schemes(None), "Lambeth", moss), "device-bank")


def test_a_hold_needs_two_people_and_a_reference(shelf: Shelf) -> None:
    held = Subject("person", OKAFOR, "104417")
    for operator, second, reference in ((SHAH, SHAH, "C 7"), (SHAH, RAO, "C 7"), (RAO, SHAH, " - ")):
        with pytest.raises(ConfigError):
            place(shelf.store, held, reference, operator, second)
    with pytest.raises(ConfigError, match="themselves"):
        place(shelf.store, Subject("person", RAO.id, "300001"), "C 7", RAO, SHAH)
    assert shelf.store.how_many() == 0
    place(shelf.store, held, "C 7", RAO, SHAH)
    assert shelf.store.held(None, OKAFOR)
    assert lift(shelf.store, held, "C 8", RAO, SHAH) == 1
    assert not shelf.store.held(None, OKAFOR)


def test_five_hundred_leave_with_their_papers_and_no_more_go_in(shelf: Shelf) -> None:
    for n in range(500):
        old(shelf, f"S{n:05}")
    at = yard(shelf)
    name = begin(at, "device-bank").name
    for n in range(500):
        assert scan(at, name, f"S{n:05}").reasons == ()
    old(shelf, "ONE MORE")
    assert codes(shelf, name, "ONE MORE") == ["consignment_full"]
    header, _ = close(at, name)
    hand_over(at, name, "A. Driver")
    lines = [line_of(blob) for _, blob in shelf.store.consigned(name)]
    pdf, table = papers.manifest(header, lines), papers.manifest_csv(header, lines)
    assert pdf == papers.manifest(header, lines)
    assert pdf.startswith(b"%PDF")
    assert len(list(csv.reader(io.StringIO(table)))) == 501


def test_the_manifest_runs_no_formula_and_notes_are_pdfs(shelf: Shelf) -> None:
    shelf.record(taken_in("M1", OKAFOR, storage="no_data", category="monitor", model="=cmd|'x'!A1"))
    name = begin(yard(shelf), "recycler", "Example Carrier Ltd").name
    assert codes(shelf, name, "M1") == []
    close(yard(shelf), name)
    saved = shelf.store.consignment(name)
    assert saved is not None
    header, lines = header_of(saved.header), [line_of(blob) for _, blob in shelf.store.consigned(name)]
    assert header.snapshot == snapshot(lines)
    assert ",'=cmd" in papers.manifest_csv(header, lines)
    assert all(papers.paper(kind, header, lines, "A. Driver").startswith(b"%PDF") for kind in header.scheme.papers)


def test_a_note_says_sanitised_only_where_nothing_unwiped_is_taken(shelf: Shelf) -> None:
    header = begin(yard(shelf), "destruction", "Example Carrier Ltd")
    wiped = msgspec.structs.replace(header, scheme=msgspec.structs.replace(header.scheme, takes_unwiped=False))
    unwiped = msgspec.structs.replace(header, scheme=msgspec.structs.replace(header.scheme, takes_unwiped=True))
    assert papers.treatment(wiped).startswith("sanitised")
    assert "holds data" in papers.treatment(unwiped)


@pytest.mark.parametrize("words", [[], ["=1"], ["A", "bios=maybe"], ["A", "ram=much"], ["A", "lid scratched"]])
def test_a_grade_in_words_that_say_nothing_is_refused(shelf: Shelf, words: list[str]) -> None:
    old(shelf, "A1", grade=[])
    device = device_id("HP", "A1")
    with pytest.raises(ConfigError):
        graded(shelf.store.load(device), device, words)


def test_a_check_that_nobody_named_is_not_made_and_a_regrade_names_the_earlier_one(shelf: Shelf) -> None:
    old(shelf, "A1", grade=["B", "bios=locked", "test=pass"])
    device = device_id("HP", "A1")
    state: State = shelf.store.load(device)
    ((first, grade),) = state.about(device, ev.DeviceGraded)
    assert {c.code: c.outcome for c in grade.checks} == {
        "bios": "raised", "test": "made", "mdm": "not_raised", "account": "not_raised", "sim": "not_raised",
    }  # fmt: skip
    assert graded(state, device, ["A"]).regrades == first.id
