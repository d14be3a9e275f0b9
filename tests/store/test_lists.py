"""A list is taken whole or not at all, every bad row named, and read again it changes nothing that it should not."""

import hashlib

import pytest

from devswap.errors import ImportRefused
from devswap.ledger import events as ev
from devswap.ledger.entry import Entry, open_entry
from devswap.ledger.policy import Policy
from devswap.store import Row
from tests.store.shelf import ESTATE, LISTS, OPERATORS, RECIPIENTS, STOCK, Shelf, person


def test_each_kind_is_taken_and_sealed_with_its_digest(shelf: Shelf) -> None:
    reports = {kind: shelf.bring(kind, text) for kind, text in LISTS.items()}
    assert {kind: (r.rows, r.rejected, r.bad) for kind, r in reports.items()} == {
        "recipients": (3, 0, ()), "operators": (2, 0, ()), "estate": (5, 0, ()), "stock": (3, 0, ()),
    }  # fmt: skip
    sealed = [e.event for e in reversed(shelf.store.history()) if isinstance(e.event, ev.CatalogueImported)]
    assert [(e.catalogue, e.rows) for e in sealed] == [
        ("recipients", 3), ("operators", 2), ("estate", 5), ("stock", 3),
    ]  # fmt: skip
    assert sealed[2].file == hashlib.sha256(ESTATE.encode()).hexdigest()


def test_columns_come_in_any_order_with_a_bom_and_others_are_named(shelf: Shelf) -> None:
    text = "\ufeffCategory,colour, Asset Tag ,maker,SERIAL\r\nlaptop,red,104233,HP,5cg 7290htw\r\n"
    report = shelf.bring("estate", text)
    assert (report.rows, report.unknown_columns) == (1, ("colour",))
    (found,) = shelf.store.devices([("asset_tag", "104233")])
    assert found.device.serial == "5CG7290HTW"


def test_a_new_estate_takes_the_place_of_the_old_one(shelf: Shelf) -> None:
    shelf.stocked()
    shelf.bring("estate", "serial,category\nA,laptop\n")
    assert shelf.store.devices([("asset_tag", "104233")]) == []
    assert len(shelf.store.devices([("serial", "A")])) == 1


def test_a_second_file_of_one_import_comes_to_the_first(shelf: Shelf) -> None:
    shelf.stocked()
    shelf.bring("estate", "serial,category,maker\nA,laptop,HP\nB,laptop,HP\n", add=True)
    assert len(shelf.store.devices([("serial", "A"), ("asset_tag", "104233")])) == 2
    with pytest.raises(ImportRefused, match="line 3, serial 'A': it is on another file too"):
        shelf.bring("estate", "serial,category,maker\nC,laptop,HP\nA,laptop,HP\n", add=True)
    shelf.bring("recipients", "kind,number,badge\nperson,9,B9\n", add=True)
    assert shelf.store.recipient_by_badge("B9")
    assert shelf.store.recipient_by_badge("B000104417")


def test_a_person_keeps_the_id_through_every_list_and_through_none(shelf: Shelf) -> None:
    shelf.stocked()
    ids = {n: shelf.store.recipient_by_number(n).id for n in ("104417", "104418", "LOC-4")}  # type: ignore[union-attr]
    assert len(set(ids.values())) == 3
    shelf.bring("recipients", "kind,number,name\nperson,104418,New Name\nperson,5,Five\n")
    assert shelf.store.recipient_by_number("104417") is None
    gone = shelf.store.person(ids["104417"])
    assert gone is not None
    assert (gone.number, gone.name, gone.badge) == ("104417", "", "")
    stayed = shelf.store.recipient_by_number("104418")
    assert stayed is not None
    assert (stayed.id, stayed.name) == (ids["104418"], "New Name")
    shelf.bring("recipients", RECIPIENTS)
    assert {n: shelf.store.recipient_by_number(n).id for n in ids} == ids  # type: ignore[union-attr]
    shelf.bring("operators", OPERATORS)
    operator = shelf.store.operator_by_number("104418")
    assert operator is not None
    assert operator.id == ids["104418"]


def test_stock_is_sealed_and_read_again_it_is_known(shelf: Shelf) -> None:
    assert shelf.bring("stock", STOCK).rows == 3
    before = shelf.store.how_many()
    again = shelf.bring("stock", STOCK + "NEWONE,,laptop,HP,G10,Lambeth,PO-1,,,,\n")
    assert (again.rows, again.known) == (1, 3)
    receipts = [e.event for e in map(_opened, shelf.store.entries()) if isinstance(e.event, ev.StockReceived)]
    assert [(r.site, r.order, len(r.devices)) for r in receipts] == [
        ("Lambeth", "PO-1", 2), ("Sidcup", "PO-1", 1), ("Lambeth", "PO-1", 1),
    ]  # fmt: skip
    assert shelf.store.how_many() == before + 2
    assert shelf.bring("stock", STOCK).rows == 0


def test_an_entry_holds_at_most_500_devices(shelf: Shelf) -> None:
    rows = "".join(f"S{n},laptop\n" for n in range(1201))
    shelf.bring("stock", "serial,category\n" + rows)
    receipts = [e.event for e in map(_opened, shelf.store.entries()) if isinstance(e.event, ev.StockReceived)]
    assert [len(r.devices) for r in receipts] == [500, 500, 201]
    assert list(shelf.store.verify()) == []


def test_the_categories_are_those_that_the_policy_knows(shelf: Shelf) -> None:
    phones = Policy(earns={"phone": ("phone",)}).categories
    assert shelf.bring("estate", "serial,category\nA,Phone\n", categories=phones).rows == 1
    with pytest.raises(ImportRefused, match="is not one of phone"):
        shelf.bring("estate", "serial,category\nA,laptop\n", categories=phones)


def test_the_operator_who_imported_is_in_the_record(shelf: Shelf) -> None:
    shelf.bring("stock", STOCK, operator=person(7))
    assert {e.operator for e in map(_opened, shelf.store.entries())} == {person(7)}


def test_progress_is_told_in_rows_and_bytes(shelf: Shelf) -> None:
    text = "serial,category\n" + "".join(f"S{n},laptop\n" for n in range(12_000))
    told: list[tuple[int, int, int]] = []
    shelf.bring("estate", text, progress=lambda *now: told.append(now))
    assert [rows for rows, _, _ in told] == [5000, 10_000, 12_000]
    assert told[-1][1:] == (len(text), len(text))


def test_blank_lines_and_blank_rows_are_passed_over(shelf: Shelf) -> None:
    report = shelf.bring("estate", "serial,category\n\nA,laptop\n,\n\n ,  \nB,laptop\n")
    assert (report.rows, report.rejected) == (2, 0)


def _opened(row: Row) -> Entry:
    return open_entry(row.body, row.hash)
