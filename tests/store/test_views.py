"""The day's counts, the wipe queue, the history: what screens list, read from the projections."""

import pytest

from devswap.ledger import events as ev
from devswap.ledger.ids import device_id, reference_match
from devswap.ledger.parts import Drive, Identifier, Person, Place, Reference
from devswap.ledger.wipe_jobs import wipe_job
from devswap.store import Job
from tests.store.shelf import Shelf, issued, person, received, returned, taken_in, withdrawn

WHO = person(1)
TODAY = "2026-11-23"


def queue(shelf: Shelf, state: str | None = None, today: str = TODAY) -> list[str]:
    return [job.serial for job in shelf.store.wipe_jobs(state, 100, 0, today=today)]


def test_the_day_is_counted_and_what_stands_open(shelf: Shelf) -> None:
    shelf.swap("OLD0", "NEW0", WHO)
    shelf.clock.pass_by(days=1)
    intake, issue = shelf.swap("OLD1", "NEW1", WHO)
    (alone,) = shelf.record(taken_in("OLD2", WHO))
    (back,) = shelf.record(returned(issue))
    shelf.record(withdrawn(intake, back.id))
    shelf.record(
        ev.ExemptionGranted(
            None, None, "stolen", WHO, ("laptop",), "stolen", (), "Lambeth", "2026-12-24T00:00:00.000000Z"
        )
    )
    counts = shelf.store.counts("2026-11-24")
    assert (counts.taken_in, counts.issued, counts.withdrawn, counts.returned) == (2, 1, 1, 1)
    assert (counts.to_collect, counts.exemptions, counts.wipes_waiting) == (1, 1, 2)
    assert shelf.store.open_entitlements(WHO)[0] == alone.id
    before = shelf.store.counts("2026-11-23")
    assert (before.taken_in, before.issued, before.withdrawn) == (1, 1, 0)


def test_counts_follow_every_record_and_each_day_has_its_own(shelf: Shelf) -> None:
    assert shelf.store.counts(TODAY).taken_in == 0
    shelf.record(taken_in("OLD1", WHO))
    assert shelf.store.counts(TODAY).taken_in == 1
    assert shelf.store.counts("2026-11-22").taken_in == 0
    assert shelf.store.counts(TODAY).taken_in == 1


def test_an_open_entitlement_is_its_recipients_alone_until_it_is_used(shelf: Shelf) -> None:
    (intake,) = shelf.record(taken_in("OLD1", WHO))
    assert shelf.store.open_entitlements(WHO) == [intake.id]
    assert shelf.store.open_entitlements(person(2)) == []
    shelf.record(issued("NEW1", WHO, intake.id))
    assert shelf.store.open_entitlements(WHO) == []


def test_what_was_issued_counts_until_it_is_returned(shelf: Shelf) -> None:
    _, issue = shelf.swap("OLD1", "NEW1", WHO)
    assert shelf.store.issued_to(WHO) == [("laptop", issue.id)]
    (back,) = shelf.record(returned(issue))
    assert shelf.store.issued_to(WHO) == []
    assert shelf.store.open_entitlements(WHO) == [back.id]


def test_every_data_bearing_intake_has_one_job_and_others_need_none(shelf: Shelf) -> None:
    intake, _ = shelf.record(taken_in("OLD1", WHO), taken_in("OLD2", WHO, storage="no_data", category="monitor"))
    assert queue(shelf) == ["OLD1"]
    assert queue(shelf, "not_needed") == ["OLD2"]
    assert shelf.store.wipe_jobs(today=TODAY) == [
        Job(
            intake.id, device_id("HP", "OLD1"), "queued", "2026-11-23T10:00:00.000000Z",
            None, "Lambeth", "", "laptop", "HP", "EliteBook 840 G5", "OLD1", "",
        )
    ]  # fmt: skip


def test_a_withdrawal_voids_its_job(shelf: Shelf) -> None:
    (intake,) = shelf.record(taken_in("OLD1", WHO))
    shelf.record(withdrawn(intake))
    assert queue(shelf) == []
    assert queue(shelf, "void") == ["OLD1"]


def test_a_return_that_bears_data_owes_a_wipe_too(shelf: Shelf) -> None:
    _, issue = shelf.swap("OLD1", "NEW1", WHO)
    shelf.record(returned(issue, storage="wipe", goes_to="quarantine"))
    assert queue(shelf) == ["OLD1", "NEW1"]
    assert shelf.store.wipe_jobs(today=TODAY)[1].model == "EliteBook 840 G10"


def test_a_job_is_keeping_until_its_day(shelf: Shelf) -> None:
    shelf.record(taken_in("OLD1", WHO, keep_until="2026-12-07"))
    assert queue(shelf, "keeping", "2026-12-06") == ["OLD1"]
    assert queue(shelf, "queued", "2026-12-06") == []
    assert queue(shelf, "queued", "2026-12-07") == ["OLD1"]
    assert queue(shelf, None, "2026-12-06") == ["OLD1"]


def test_a_placed_hold_stops_the_job_until_it_is_lifted(shelf: Shelf) -> None:
    reference = Reference("case", reference_match("case", "7"), "0" * 64)
    shelf.record(taken_in("OLD1", WHO), taken_in("OLD2", person(2)))
    (hold,) = shelf.record(ev.HoldPlaced("person", WHO, reference))
    assert (queue(shelf, "held"), queue(shelf, "queued")) == (["OLD1"], ["OLD2"])
    shelf.record(taken_in("OLD3", WHO))
    assert queue(shelf, "held") == ["OLD1", "OLD3"]
    shelf.record(ev.HoldLifted(hold.id, WHO))
    assert queue(shelf, "held") == []


@pytest.mark.parametrize("row", ["5CG7290HTW,,", ",104233,", ",,104417"])
@pytest.mark.parametrize("before", [True, False], ids=["hold first", "intake first"])
def test_an_imported_hold_stops_the_job(shelf: Shelf, row: str, before: bool) -> None:
    shelf.stocked()
    okafor = shelf.store.recipient_by_number("104417")
    (found,) = shelf.store.devices([("asset_tag", "104233")])
    assert okafor is not None
    holds = f"serial,asset_tag,recipient_number,reference\n{row},case 7\n"
    if before:
        shelf.bring("holds", holds)
    labels = (Identifier("serial", "5CG7290HTW"), Identifier("asset_tag", found.device.asset_tag, how="listed"))
    shelf.record(taken_in("5CG7290HTW", okafor.id, identifiers=labels), taken_in("OLD2", person(5)))
    if not before:
        shelf.bring("holds", holds)
    assert (queue(shelf, "held"), queue(shelf, "queued")) == (["5CG7290HTW"], ["OLD2"])
    shelf.bring("holds", "serial,reference\nOTHER,case 8\n")
    assert queue(shelf, "held") == []


def test_the_queue_is_paged_oldest_first(shelf: Shelf) -> None:
    for number in range(25):
        shelf.record(taken_in(f"OLD{number:02}", WHO))
        shelf.clock.pass_by(minutes=1)
    pages = [shelf.store.wipe_jobs(None, 10, offset, today=TODAY) for offset in (0, 10, 20, 30)]
    assert [len(page) for page in pages] == [10, 10, 5, 0]
    assert [job.serial for page in pages for job in page] == [f"OLD{n:02}" for n in range(25)]


def test_the_jobs_states_are_those_of_the_ledger_at_every_step_of_a_wipe(shelf: Shelf) -> None:
    drive = Drive(person(50), "S4GX")
    (intake,) = shelf.record(taken_in("OLD1", WHO, drives=(drive,)))
    name = intake.id
    evidence = {
        "method": "purge", "technique": "nvme-sanitize", "tool": "nvme", "tool_version": "2", "reader": "nvme",
        "evidence": "0" * 64, "run": 1, "drive_serial": "S4GX", "host_serial": "", "size": None, "erased": None,
        "started": "", "ended": "", "verification": "full",
    }  # fmt: skip
    ids = [shelf.store.new_id() for _ in range(2)]
    steps: list[ev.Event] = [
        ev.WipeStarted(name, (drive.id,), "purge", "nvme-sanitize", "nvme"),
        ev.WipeEvidenced(name, drive.id, "failed", **evidence),  # type: ignore[arg-type]
        ev.WipeFailed(name, drive.id, ids[0], "stopped"),
        ev.WipeStarted(name, (drive.id,), "purge", "nvme-sanitize", "nvme"),
        ev.WipeEvidenced(name, drive.id, "passed", **evidence),  # type: ignore[arg-type]
        ev.WipeAccepted(name, drive.id, ids[1], Person(None, "bench engineer")),
        ev.DriveFound(name, Drive(person(51), "S4GY")),
        ev.DriveDestroyed(name, person(51), "shred", "Shredders", "C-1"),
    ]
    states = []
    for step, event in enumerate(steps):
        names = {1: (ids[0],), 4: (ids[1],)}.get(step, ())
        shelf.record(event, ids=names)
        told = wipe_job(shelf.store.load(name), name, TODAY)
        assert told is not None
        (listed,) = [j for j in shelf.store.wipe_jobs(told.state, today=TODAY) if j.intake == name]
        states.append(listed.state)
    assert states == ["started", "failed", "failed", "started", "started", "accepted", "queued", "accepted"]
    assert shelf.store.counts(TODAY).wipes_waiting == 0


def test_a_move_of_custody_moves_its_job(shelf: Shelf) -> None:
    shelf.record(taken_in("OLD1", WHO))
    there = Place("Sidcup", "cage 18")
    shelf.record(ev.Moved("received", None, "custody", (device_id("HP", "OLD1"),), Place("Lambeth"), there))
    (job,) = shelf.store.wipe_jobs(today=TODAY)
    assert (job.site, job.spot) == ("Sidcup", "cage 18")


def test_a_move_of_stock_moves_its_row_and_a_correction_corrects_it(shelf: Shelf) -> None:
    (receipt,) = shelf.record(received("NEW1", "NEW2"))
    device = device_id("HP", "NEW1")
    shelf.record(ev.Moved("sent", None, "stock", (device,), Place("Lambeth"), Place("Sidcup")))
    assert shelf.store.stocked(device).site == "Sidcup", "what left is handed out here no more"  # type: ignore[union-attr]
    shelf.record(ev.Moved("received", None, "stock", (device,), Place("Lambeth"), Place("Sidcup")))
    assert shelf.store.stocked(device).site == "Sidcup"  # type: ignore[union-attr]
    shelf.record(ev.CostCorrected(receipt.id, device, 1, "2023/24", "PO-9", "typo"))
    rows = shelf.store._db.all("SELECT unit_cost, financial_year, order_ref FROM stock ORDER BY seq")
    assert rows == [(1, "2023/24", "PO-9"), (84921, "2022/23", "PO-1")]


def test_a_receipt_that_comes_after_the_move_makes_no_difference(shelf: Shelf) -> None:
    device = device_id("HP", "NEW1")
    shelf.record(ev.Moved("sent", None, "stock", (device,), Place("Lambeth"), Place("Sidcup")))
    shelf.record(received("NEW1", "NEW2"))
    assert [row.device for row in shelf.store.stock_at("Sidcup")] == [device]
    assert [row.called for row in shelf.store.stock_at("Lambeth")] == ["NEW2"]


def test_the_history_is_newest_first_without_deliveries(shelf: Shelf) -> None:
    shelf.record(received("NEW1"))
    intake, issue = shelf.swap("OLD1", "NEW1", WHO)
    assert [e.id for e in shelf.store.history(5)] == [issue.id, intake.id]
    assert [e.id for e in shelf.store.history(1)] == [issue.id]


def test_a_timeline_tells_all_of_one_device_and_nothing_of_the_other(shelf: Shelf) -> None:
    shelf.record(received("NEW1", "NEW2"))
    new = device_id("HP", "NEW1")
    shelf.record(ev.AttemptRefused("no_entitlement", WHO, (new,), "Lambeth"))
    intake, issue = shelf.swap("OLD1", "NEW1", WHO)
    (back,) = shelf.record(returned(issue))
    shelf.swap("OLD2", "NEW2", WHO)
    told = [type(e.event).__name__ for e in shelf.store.timeline(new)]
    assert told == ["StockReceived", "AttemptRefused", "DeviceIssued", "IssueReturned"]
    old = [e.id for e in shelf.store.timeline(device_id("HP", "OLD1"))]
    assert old == [intake.id, issue.id, back.id]
