"""The lists answer by exact identifiers in normal form, whatever was scanned at them."""

import pytest

from devswap.ledger import events as ev
from devswap.ledger.ids import device_id, device_id_of_label, reference_match
from devswap.ledger.known import Device
from devswap.ledger.parts import Identifier, Reference, UnknownLife
from tests.store.shelf import Shelf, issued, person, received, taken_in

HP = device_id("HP", "5CG7290HTW")


def found(shelf: Shelf, *asked: tuple[str, str]) -> set[tuple[str, str]]:
    return {(f.device.listed_in, f.device.id) for f in shelf.store.devices(asked)}


def only(shelf: Shelf, kind: str, value: str) -> Device:
    (match,) = shelf.store.devices([(kind, value)])
    return match.device


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("asset_tag", "104233"),
        ("any", " 104 233 "),
        ("mac", "48-ba-4e-12-34-56"),
        ("any", "48:BA:4E:12:34:56"),
        ("any", "48BA4E123456"),
    ],
)
def test_a_device_is_found_by_each_of_its_identifiers_however_written(shelf: Shelf, kind: str, value: str) -> None:
    shelf.stocked()
    assert only(shelf, kind, value).id == HP


def test_a_tablet_is_found_by_imei_and_iccid(shelf: Shelf) -> None:
    shelf.stocked()
    tablet = device_id("Microsoft", "DMPX4410")
    assert only(shelf, "imei", "49-015420-323751-8").id == tablet
    assert only(shelf, "any", "490154203237518").id == tablet
    assert only(shelf, "any", "8944 1000 0000 0000 000").id == tablet


def test_a_serial_that_two_makers_gave_finds_both(shelf: Shelf) -> None:
    shelf.stocked()
    assert found(shelf, ("serial", "5cg7290htw")) == {("estate", HP), ("estate", device_id("Lenovo", "5CG7290HTW"))}


def test_a_kind_that_is_asked_for_must_be_the_one_that_matches(shelf: Shelf) -> None:
    shelf.stocked()
    assert found(shelf, ("serial", "104233")) == set()
    assert found(shelf, ("asset_tag", "5CG7290HTW")) == set()


def test_every_reading_of_a_scan_is_looked_up_at_once_and_says_what_it_matched(shelf: Shelf) -> None:
    shelf.stocked()
    matches = shelf.store.devices([("any", "nothing"), ("any", "5cg2411rvd"), ("any", "104871")])
    assert {(f.device.serial, f.value) for f in matches} == {("5CG2411RVD", "5cg2411rvd"), ("DMPX4410", "104871")}


def test_the_row_of_the_estate_says_what_the_list_said(shelf: Shelf) -> None:
    shelf.stocked()
    okafor = shelf.store.recipient_by_number("104417")
    assert okafor is not None
    assert only(shelf, "asset_tag", "104233") == Device(
        HP, "estate", "laptop", "HP", "EliteBook 840 G5", "5CG7290HTW", "104233", "Lambeth", "", "48:BA:4E:12:34:56",
        okafor.id, "2023-03-31", ("S4GXNE0M1", "S4GXNE0M2"), "OFFICIAL",
    )  # fmt: skip


def test_a_device_without_a_serial_has_the_id_of_its_tag(shelf: Shelf) -> None:
    shelf.stocked()
    assert only(shelf, "any", "104900").id == device_id_of_label("asset_tag", "104900")


def test_a_device_of_a_number_that_no_list_has_belongs_to_somebody_else(shelf: Shelf) -> None:
    shelf.stocked()
    assert only(shelf, "any", "104900").assigned_to == ""
    assert shelf.store.person("") is None
    shelf.bring("recipients", "kind,number,name\nperson,999999,N. New\n", add=True)
    assert only(shelf, "any", "104900").assigned_to == shelf.store.recipients_by_name("New")[0].id


def test_the_row_of_the_stock_names_its_receipt(shelf: Shelf) -> None:
    shelf.stocked()
    device = only(shelf, "any", "A4BB6D000001")
    assert (device.listed_in, device.serial, device.site) == ("stock", "5CG2411RVF", "Lambeth")
    entry = shelf.store.entry(device.receipt or "")
    assert entry is not None
    assert isinstance(entry.event, ev.StockReceived)
    assert device.id in {d.device for d in entry.event.devices}


def test_a_device_in_both_lists_is_found_in_both(shelf: Shelf) -> None:
    shelf.stocked()
    shelf.record(received("5CG7290HTW"))
    assert found(shelf, ("asset_tag", "104233"), ("serial", "5CG7290HTW")) >= {("estate", HP), ("stock", HP)}
    assert [d.listed_in for d in (shelf.store.device(HP), shelf.store.stocked(HP)) if d] == ["estate", "stock"]


def test_an_unlisted_device_is_known_again_by_every_label_that_was_read(shelf: Shelf) -> None:
    unlisted = device_id("Acer", "NXABC")
    labels = (Identifier("serial", "NXABC"), Identifier("asset_tag", "777001"), Identifier("mac", "00:11:22:33:44:55"))
    event = taken_in("NXABC", person(1), "Acer", identifiers=labels, ends=UnknownLife(), model="Swift 3")
    shelf.record(event)
    for value in ("NXABC", "777001", "001122334455"):
        device = only(shelf, "any", value)
        assert (device.id, device.listed_in, device.model) == (unlisted, "none", "Swift 3")
        assert (device.serial, device.asset_tag) == ("NXABC", "777001")
    shelf.reopen()
    assert found(shelf, ("any", "777001")) == {("none", unlisted)}


def test_what_a_list_gives_up_the_journal_still_knows(shelf: Shelf) -> None:
    shelf.stocked().swap("5CG7290HTW", "5CG2411RVD", person(1))
    assert found(shelf, ("any", "5CG2411RVD")) == {("stock", device_id("HP", "5CG2411RVD"))}
    shelf.bring("estate", "serial,category\nOTHER,laptop\n")
    assert ("none", HP) in found(shelf, ("serial", "5CG7290HTW"))
    shelf.bring("estate", "serial,category,maker\n5CG7290HTW,laptop,HP\n")
    assert found(shelf, ("serial", "5CG7290HTW")) == {("estate", HP)}


HOSTILE = (
    "' OR 1=1 --",
    "5CG7290HTW\0",
    "\ud800",
    "x" * 4000,
    "%",
    "5CG*",
    "[/b]",
    "",
    " ",
    "\u202e",
)


@pytest.mark.parametrize("text", HOSTILE, ids=repr)
def test_a_hostile_scan_matches_nothing(shelf: Shelf, text: str) -> None:
    shelf.stocked()
    assert shelf.store.devices([("any", text), ("mac", text), ("imei", text)]) == []
    assert shelf.store.recipient_by_badge(text) is None
    assert shelf.store.recipient_by_number(text) is None
    assert shelf.store.operator_by_badge(text) is None
    assert shelf.store.operator_by_number(text) is None
    assert shelf.store.recipients_by_name(text) == []


def test_people_are_found_by_badge_number_and_name(shelf: Shelf) -> None:
    shelf.stocked()
    ozil = shelf.store.recipient_by_badge("b000104418")
    assert ozil is not None
    assert (ozil.number, ozil.name, ozil.unit, ozil.kind, ozil.at_check) == (
        "104418", "Ö. Özil", "Unit 1", "person", True,
    )  # fmt: skip
    assert shelf.store.recipient_by_number("104418") == ozil == shelf.store.person(ozil.id)
    assert shelf.store.recipients_by_name("ÖZIL") == [ozil]
    location = shelf.store.recipient_by_number("loc-4")
    assert location is not None
    assert location.kind == "location"


def test_a_name_is_found_by_any_part_and_those_that_begin_with_it_come_first(shelf: Shelf) -> None:
    rows = "".join(f"person,{i},{name}\n" for i, name in enumerate(("A. Ray", "Ray Aby", "Murray B", "B. Cole")))
    shelf.bring("recipients", "kind,number,name\n" + rows)
    assert [r.name for r in shelf.store.recipients_by_name("ray")] == ["Ray Aby", "A. Ray", "Murray B"]
    assert [r.name for r in shelf.store.recipients_by_name("ray", 1)] == ["Ray Aby"]


def test_an_operator_is_the_person_whom_the_recipients_list_has_under_that_number(shelf: Shelf) -> None:
    shelf.stocked()
    operator, recipient = shelf.store.operator_by_badge("B000104418"), shelf.store.recipient_by_number("104418")
    assert operator is not None
    assert recipient is not None
    assert (operator.id, operator.role) == (recipient.id, "engineer")
    assert shelf.store.operator(operator.id) == operator == shelf.store.operator_by_number("104418")


def test_what_is_assigned_and_not_taken_in_is_listed(shelf: Shelf) -> None:
    shelf.stocked()
    okafor = shelf.store.recipient_by_number("104417")
    assert okafor is not None
    assert [d.serial for d in shelf.store.assigned_to(okafor.id)] == ["5CG7290HTW", "CN0F7TK98123"]
    (intake,) = shelf.record(taken_in("5CG7290HTW", okafor.id))
    assert [d.serial for d in shelf.store.assigned_to(okafor.id)] == ["CN0F7TK98123"]
    assert isinstance(intake.event, ev.DeviceTakenIn)
    shelf.record(ev.IntakeWithdrawn(intake.id, intake.id, HP, intake.event.identifiers, "Lambeth", "undone"))
    assert len(shelf.store.assigned_to(okafor.id)) == 2
    assert shelf.store.assigned_to(person(99)) == []


@pytest.mark.parametrize("row", ["5CG7290HTW,,", ",104233,", ",,104417"])
def test_an_imported_hold_stands_by_serial_tag_or_number(shelf: Shelf, row: str) -> None:
    shelf.stocked()
    okafor = shelf.store.recipient_by_number("104417")
    assert okafor is not None
    assert not shelf.store.held(HP, okafor.id)
    shelf.bring("holds", f"serial,asset_tag,recipient_number,reference\n{row},case 7\n")
    assert shelf.store.held(HP, okafor.id)
    assert only(shelf, "asset_tag", "104233").held
    assert not only(shelf, "asset_tag", "104871").held
    shelf.bring("holds", "serial,reference\nOTHER,case 8\n")
    assert not shelf.store.held(HP, okafor.id)


def test_a_hold_that_was_lifted_stands_no_more(shelf: Shelf) -> None:
    reference = Reference("case", reference_match("case", "7"), "0" * 64)
    (hold,) = shelf.record(ev.HoldPlaced("device", HP, reference))
    assert shelf.store.held(HP, None)
    shelf.record(ev.HoldLifted(hold.id, HP))
    assert not shelf.store.held(HP, None)


def test_an_issued_device_of_no_list_is_described_by_its_issue(shelf: Shelf) -> None:
    (intake,) = shelf.record(taken_in("OLD1", person(1)))
    shelf.record(issued("NEW1", person(1), intake.id))
    device = shelf.store.device(device_id("HP", "NEW1"))
    assert device is not None
    assert (device.listed_in, device.model, device.serial) == ("none", "EliteBook 840 G10", "NEW1")
    assert shelf.store.device(person(5)) is None
