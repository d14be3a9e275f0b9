"""A bad list is refused whole, each bad row named; or the rest is taken, and the bad rows can be corrected."""

from typing import Any

import pytest

from devswap.errors import ImportRefused
from devswap.ledger import events as ev
from devswap.store.lists import Bad, importing
from tests.store.shelf import STOCK, Shelf


def bad(shelf: Shelf, kind: str, text: str | bytes, **options: Any) -> list[str]:
    """The bad rows that a list is refused for, as they are said."""
    with pytest.raises(ImportRefused) as refused:
        shelf.bring(kind, text, **options)
    head, *rows = str(refused.value).splitlines()
    assert str(shelf.folder / f"{kind}.csv") in head
    return [row.strip() for row in rows] or [head.partition(": ")[2]]


ROWS = [
    ("estate", "serial,asset_tag,category\n,,laptop\n", "line 2, serial '': it needs serial or asset tag"),
    ("estate", "serial,category\nA,phone\n", "line 2, category 'phone': it is not one"),
    ("estate", "serial,category\nA,\n", "line 2, category '': it is not one of"),
    ("estate", "serial,category,end_of_life\nA,laptop,31/03/2024\n", "line 2, end_of_life '31/03/2024': it is no day"),
    ("estate", "serial,category,end_of_life\nA,laptop,2024-02-30\n", "line 2, end_of_life '2024-02-30': it is no day"),
    ("estate", "serial,category,imei\nA,tablet,490154203237517\n", "line 2, imei '490154203237517': it is no IMEI"),
    ("estate", "serial,category,imei\nA,tablet,x\n", "line 2, imei 'x': it is no IMEI"),
    ("estate", "serial,category,mac\nA,laptop,48:BA:4E:12:34\n", "line 2, mac '48:BA:4E:12:34': it is no MAC"),
    ("estate", "serial,category,mac\nA,laptop,48BA4E12345G\n", "line 2, mac '48BA4E12345G': it is no MAC"),
    ("estate", "serial,category\n\x00A,laptop\n", "line 2, serial '\\x00A': it holds a character that no label shows"),
    ("estate", "serial,category,model\nA,laptop,x\x1b[2J\n", "line 2, model 'x\\x1b[2J': it holds a control character"),
    ("estate", "serial,category\n" + "A" * 201 + ",laptop\n", "it is longer than 200 characters"),
    ("estate", "serial,category\nA,laptop,extra\n", "line 2: it has 3 fields, the header 2"),
    ("estate", "serial,category\nA\n", "line 2: it has 1 field, the header 2"),
    (
        "estate",
        "serial,category,maker\nA,laptop,HP\nB,laptop,HP\na,laptop,hp inc\n",
        "line 4, serial 'A': it is on line 2 too",
    ),
    ("estate", "serial,asset_tag,category\nA,1,laptop\nB,1,laptop\n", "line 3, asset_tag '1': it is on line 2 too"),
    (
        "stock",
        "serial,category,unit_cost_pence\nA,laptop,849.21\n",
        "line 2, unit_cost_pence '849.21': it is no whole number",
    ),
    ("stock", "serial,category,unit_cost_pence\nA,laptop,-1\n", "line 2, unit_cost_pence '-1': it is no whole number"),
    (
        "stock",
        "serial,category,financial_year\nA,laptop,22-23\n",
        "line 2, financial_year '22-23': it is no financial year",
    ),
    ("stock", "serial,category,maker\nA,laptop,HP\nA,laptop,HP\n", "line 3, serial 'A': it is on line 2 too"),
    ("stock", "serial,asset_tag,category\nA,7,laptop\nB,7,laptop\n", "line 3, asset_tag '7': it is on line 2 too"),
    ("recipients", "kind,number\nrobot,1\n", "line 2, kind 'robot': it is not one"),
    ("recipients", "kind,number\nperson,\n", "line 2, number '': it needs number"),
    ("recipients", "kind,number,at_check\nperson,1,maybe\n", "line 2, at_check 'maybe': it is neither yes nor no"),
    ("recipients", "kind,number\nperson,1\nperson,1\n", "line 3, number '1': it is on line 2 too"),
    ("recipients", "kind,number,badge\nperson,1,B\nperson,2,b\n", "line 3, badge 'B': it is on line 2 too"),
    ("operators", "number,role\n1,chief\n", "line 2, role 'chief': it is not one"),
    ("operators", "number,role,badge\n1,bench,B\n2,bench,B\n", "line 3, badge 'B': it is on line 2 too"),
    ("holds", "serial,asset_tag,recipient_number,reference\n,,,case\n", "it needs serial or asset tag or recipient"),
]


@pytest.mark.parametrize(("kind", "text", "says"), ROWS, ids=[f"{kind} {says}" for kind, _, says in ROWS])
def test_a_bad_row_is_named_with_line_column_value_and_why(shelf: Shelf, kind: str, text: str, says: str) -> None:
    (said,) = bad(shelf, kind, text)
    assert says in said
    assert shelf.store.how_many() == 0


FILES = {
    b"": "it is empty",
    b"serial,category\n": "it has no rows",
    b"serial;category\nA;laptop\n": "not separated by commas",
    b"serial,serial,category\nA,B,laptop\n": "the column serial is there twice",
    b"maker,category\nHP,laptop\n": "the column serial or asset_tag is missing",
    b"serial\nA\n": "the column category is missing",
    b"serial,category\nA,laptop\nB\xff,laptop\n": "line 3: not UTF-8",
    b'serial,category\nA,laptop\n"B,laptop\n': "this is no CSV",
    b'serial,category\n"A"x,laptop\n': "line 2: this is no CSV",
    "serial,category\nA,laptop\n".encode("utf-16"): "line 1: not UTF-8",
}


@pytest.mark.parametrize(("raw", "says"), FILES.items(), ids=FILES.values())
@pytest.mark.parametrize("skip_bad", [False, True])
def test_what_is_no_such_file_is_refused_whole(shelf: Shelf, raw: bytes, says: str, skip_bad: bool) -> None:
    shelf.stocked()
    before = shelf.store.how_many()
    with pytest.raises(ImportRefused, match=says):
        shelf.bring("estate", raw, skip_bad=skip_bad)
    assert shelf.store.how_many() == before
    assert shelf.store.devices([("asset_tag", "104233")])


def test_a_file_that_is_not_there_is_said(shelf: Shelf) -> None:
    with pytest.raises(ImportRefused, match="cannot be read"):
        importing.import_list(shelf.store, "estate", shelf.folder / "none.csv")


def test_every_bad_row_is_named_and_nothing_is_taken(shelf: Shelf) -> None:
    shelf.stocked()
    text = "serial,category\nA,laptop\n,laptop\nB,phone\nA,laptop\n"
    assert bad(shelf, "estate", text) == [
        "line 3, serial '': it needs serial or asset tag",
        "line 4, category 'phone': it is not one of desktop, laptop, monitor, tablet",
        "line 5, serial 'A': it is on line 2 too",
    ]
    assert shelf.store.devices([("serial", "A")]) == []
    assert shelf.store.devices([("asset_tag", "104233")])


def test_more_bad_rows_than_are_named_are_counted(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "NAMED", 3)
    said = bad(shelf, "estate", "serial,category\n" + "A,phone\n" * 10)
    assert len(said) == 4
    assert said[-1] == "and 7 more rows"


def test_skip_bad_that_would_leave_nothing_takes_nothing(shelf: Shelf) -> None:
    shelf.stocked()
    with pytest.raises(ImportRefused, match="1 row is wrong"):
        shelf.bring("estate", "serial,category\nA,phone\n", skip_bad=True)
    assert shelf.store.devices([("asset_tag", "104233")])


def test_a_tag_of_an_earlier_delivery_is_refused(shelf: Shelf) -> None:
    shelf.bring("stock", STOCK)
    assert bad(shelf, "stock", "serial,asset_tag,category\nOTHER,300001,laptop\n") == [
        "line 2, asset_tag '300001': it is in an earlier delivery too"
    ]


def test_a_line_is_counted_as_an_editor_counts_it(shelf: Shelf) -> None:
    text = 'serial,category,model\r\nA,laptop,"one\r\n\r\nthree"\r\n\r\nB,laptop,two\r\n,laptop,x\r\n'
    with pytest.raises(ImportRefused) as refused:
        shelf.bring("estate", text)
    assert "line 2, model" in str(refused.value)
    assert "line 7, serial" in str(refused.value)


def test_a_bad_row_reads_as_a_sentence() -> None:
    assert str(Bad(3, "serial", "x" * 100, "why")) == f"line 3, serial '{'x' * 57}…': why"


def test_with_skip_bad_the_rest_is_taken_and_the_bad_rows_are_written(shelf: Shelf) -> None:
    text = (
        'serial,asset_tag,category,maker,model\nA,1,laptop,HP,"=HYPERLINK(""x"")"\n,,laptop,HP,"+two\nlines"\n'
        "B,2,phone,HP,ok\nA,3,laptop,HP,-x\nC,1,laptop,HP,@y\nD,4,laptop,HP,z\n"
    )
    report = shelf.bring("estate", text, skip_bad=True)
    assert (report.rows, report.rejected) == (2, 4)
    assert [(b.line, b.column) for b in report.bad] == [(3, "model"), (5, "category"), (6, "serial"), (7, "asset_tag")]
    assert report.rejected_file == shelf.folder / "estate.csv.rejected.csv"
    assert report.rejected_file.read_text().splitlines() == [
        "serial,asset_tag,category,maker,model", ",,laptop,HP,\"'+two", 'lines"', "B,2,phone,HP,ok",
        "A,3,laptop,HP,'-x", "C,1,laptop,HP,'@y",
    ]  # fmt: skip
    (found,) = shelf.store.devices([("asset_tag", "1")])
    assert found.device.model == '=HYPERLINK("x")'
    entry = shelf.store.history(1)[0]
    assert entry.event == ev.CatalogueImported("estate", entry.event.file, 2, 4)  # type: ignore[union-attr]


def test_rejected_rows_that_were_corrected_are_taken_as_they_were_meant(shelf: Shelf) -> None:
    text = "serial,category,model\n,laptop,-dash\nA,laptop,'=quoted\nB,phone,''+twice\n"
    report = shelf.bring("estate", text, skip_bad=True)
    assert report.rejected_file is not None
    again = report.rejected_file.read_text().replace(",laptop,'-dash", "C,laptop,'-dash").replace("phone", "laptop")
    shelf.bring("estate", again, "again.csv", add=True)
    models = {d.device.serial: d.device.model for d in shelf.store.devices([("serial", s) for s in "ABC"])}
    assert models == {"A": "=quoted", "B": "'+twice", "C": "-dash"}
