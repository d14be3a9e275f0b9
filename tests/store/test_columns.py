"""A column checked as a whole says what it says cell by cell, and ids are those of the ledger."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devswap.ledger.ids import device_id, device_id_of_label, normal_mac, normal_serial
from devswap.store.lists import columns as c
from devswap.store.lists.checking import checked
from devswap.store.lists.naming import device_ids
from devswap.store.lists.sheet import Sheet, armed, disarmed

ODD = st.text(st.sampled_from("aZ0é|'=;: -\t\n\x00\u00a0\u202e\u2028ßﬁ"), max_size=12)
CELLS = st.lists(
    st.one_of(
        ODD,
        st.sampled_from(
            ["", "5CG7290HTW", " x ", "48:BA:4E:12:34:56", "48ba4e123456", "490154203237518", "490154203237519", "yes"]
        ),
        st.sampled_from(
            ["No", "84921", "-1", "2026-03-31", "2026-3-1", "2025/26", "A;B", "A;;B;", "Laptop", "'=x", "x" * 201]
        ),
    ),
    min_size=1,
    max_size=8,
)
CHECKS = {
    "words": c.words, "label": c.label, "labels": c.labels, "day": c.day, "year": c.year, "pence": c.pence,
    "imei": c.imei, "mac": c.mac, "yes_or_no": c.yes_or_no, "one_of": c.one_of(frozenset({"laptop", "yes"})),
}  # fmt: skip


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS.keys())
@given(cells=CELLS)
def test_a_column_is_what_its_cells_are(check: c.Check, cells: list[str]) -> None:
    values, wrong = check(cells)
    alone = [check([cell]) for cell in cells]
    bad = {at for at, (_, found) in enumerate(alone) if found}
    assert {at for at, _ in wrong} == bad
    assert [v for at, v in enumerate(values) if at not in bad] == [
        v for at, ((v,), _) in enumerate(alone) if at not in bad
    ]


@given(cells=st.lists(st.text(st.sampled_from("aZ9 -ß|'é"), max_size=8), min_size=1, max_size=6))
def test_a_label_is_in_the_ledgers_normal_form(cells: list[str]) -> None:
    values, wrong = c.label(cells)
    bad = {at for at, _ in wrong}
    expected = [normal_serial(armed(cell.strip())) for cell in cells]
    assert [v for at, v in enumerate(values) if at not in bad] == [v for at, v in enumerate(expected) if at not in bad]


@given(st.lists(st.binary(min_size=6, max_size=6), min_size=1, max_size=5), st.sampled_from([":", "-", "", "."]))
def test_a_mac_is_in_the_ledgers_normal_form(raw: list[bytes], mark: str) -> None:
    cells = [mark.join(f"{byte:02x}" for byte in mac) for mac in raw] + [""]
    assert c.mac(cells) == ([normal_mac(cell) if cell else "" for cell in cells], [])


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["HP", "Hewlett-Packard", "Dell Inc.", "", "Łódź"]),
            st.text(st.sampled_from("ABC0É"), max_size=5),
            st.text(st.sampled_from("123"), min_size=1, max_size=3),
        ),
        min_size=1,
    )
)
def test_ids_made_by_the_column_are_the_ledgers(rows: list[tuple[str, str, str]]) -> None:
    makers, serials, tags = (list(column) for column in zip(*rows, strict=True))
    assert device_ids(makers, serials, tags) == [
        device_id(maker, serial) if serial else device_id_of_label("asset_tag", tag) for maker, serial, tag in rows
    ]


@given(st.text(max_size=20))
def test_a_disarmed_cell_is_no_formula_and_reads_as_it_was(cell: str) -> None:
    assert armed(disarmed(cell)) == cell
    assert not disarmed(cell).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.lists(st.lists(st.text(max_size=6), min_size=2, max_size=2), max_size=12), st.sampled_from(["\n", "\r\n"]))
def test_every_row_of_a_sheet_is_read_with_its_line(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], end: str
) -> None:
    path = tmp_path_factory.mktemp("sheet") / "x.csv"
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerow(["a", "b"])
    starts = []
    for row in rows:
        starts.append(_lines_so_far(text.getvalue()) + 1)
        writer.writerow(row)
    path.write_bytes(text.getvalue().encode())
    sheet = Sheet(path, ("a", "b"))
    chunks = list(sheet.chunks(lambda *_: None))
    sheet.close()
    assert [line for chunk in chunks for line in chunk.lines] == starts
    assert [list(row) for chunk in chunks for row in zip(chunk.columns["a"], chunk.columns["b"], strict=True)] == rows
    again = Sheet(path, ("a", "b"))
    assert list(again.rows()) == list(zip(starts, rows, strict=True))
    again.close()


def _lines_so_far(text: str) -> int:
    return text.replace("\r\n", "\n").replace("\r", "\n").count("\n")


def test_a_row_is_named_once_however_much_is_wrong_with_it(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\nx,31/12\n")
    sheet = Sheet(path, ("a", "b"))
    (chunk,) = sheet.chunks(lambda *_: None)
    sheet.close()
    found = checked(chunk, {"a": c.pence, "b": c.day}, (), frozenset())
    assert [(b.line, b.column) for b in found.bad] == [(2, "a")]
    assert found.lines == []
    assert checked(chunk, {"a": c.pence, "b": c.day}, (), frozenset({2})).bad == []


@pytest.mark.parametrize(
    ("cell", "is_one"),
    [
        ("2025/26", True),
        ("2099/00", True),
        ("2025", True),
        ("2025/2026", True),
        ("2025/27", False),
        ("2026/25", False),
        ("25/26", False),
        ("2025/", False),
    ],
)
def test_a_financial_year_ends_in_the_next(cell: str, is_one: bool) -> None:
    assert (c.year([cell])[1] == []) is is_one
