"""Blocks of names say what the rows say, whatever was written, changed, taken away or forgotten since."""

import sqlite3
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from devswap.store import Reader, names
from devswap.store.names import SIZE
from tests.store.older import bring_down
from tests.store.shelf import Shelf


def people(*named: tuple[str, str]) -> str:
    return "kind,number,name\n" + "".join(f'person,{number},"{name}"\n' for number, name in named)


def many(count: int, first: int = 1) -> str:
    return people(*((str(n), f"P. Name{n}") for n in range(first, first + count)))


def called(shelf: Shelf, text: str, most: int = 20) -> list[str]:
    return [person.number for person in shelf.store.recipients_by_name(text, most)]


def blocks(shelf: Shelf) -> list[int]:
    return [row[0] for row in shelf.store.rows("SELECT block FROM names ORDER BY block")]


def test_a_list_longer_than_a_block_is_found_from_end_to_end(shelf: Shelf) -> None:
    shelf.bring("recipients", many(2 * SIZE + 5))
    assert blocks(shelf) == [0, 1, 2]
    for n in (1, SIZE - 1, SIZE, SIZE + 1, 2 * SIZE, 2 * SIZE + 5):
        assert str(n) in called(shelf, f"name{n}")
    assert called(shelf, f"name{2 * SIZE + 6}") == []


def test_no_text_matches_the_number_of_a_row_or_two_names_at_once(shelf: Shelf) -> None:
    shelf.bring("recipients", people(("7", "Al"), ("8", "Bo"), ("9", "C\u00f8")))
    for text in ("1", "2", "7", "al1", "al\x1ebo", "albo", "\x1e", "\udcf9", "\xf9"):
        assert called(shelf, text) == []
    assert called(shelf, "c\u00d8") == ["9"]


def test_people_who_are_added_renamed_or_gone_are_found_as_they_are_now(shelf: Shelf) -> None:
    shelf.bring("recipients", many(SIZE + 10))
    shelf.bring("recipients", people(("X1", "Zora Neale")), add=True)
    assert called(shelf, "zora") == ["X1"]
    assert called(shelf, "name1034")
    shelf.bring("recipients", people(("X1", "Zora Hurston")))
    assert called(shelf, "neale") == []
    assert called(shelf, "hurston") == ["X1"]
    assert called(shelf, "name1034") == []
    assert blocks(shelf) == [0]


def test_who_is_forgotten_is_in_no_block_and_nowhere_in_the_file(shelf: Shelf) -> None:
    shelf.bring("recipients", people(("1", "Wilhelmina Quistgaard"), ("2", "A. Other")))
    (person,) = shelf.store.recipients_by_name("quist")
    shelf.store.strip_person(person.id)
    assert called(shelf, "quist") == []
    assert called(shelf, "other") == ["2"]
    for file in shelf.store.path.parent.glob(f"{shelf.store.path.name}*"):
        assert b"quistgaard" not in file.read_bytes().lower()


def test_a_block_that_is_missing_is_made_from_the_rows_also_by_a_reader(shelf: Shelf) -> None:
    shelf.bring("recipients", many(SIZE + 5))
    with shelf.store._db.transaction() as driver:
        names.drop_from(driver, SIZE)
    with Reader.read(shelf.store.path) as reader:
        assert [p.number for p in reader.recipients_by_name("name1027")] == ["1027"]
        assert [p.number for p in reader.recipients_by_name("name77")] == ["77", *map(str, range(770, 780))]
    with shelf.store._db.transaction() as driver:
        names.fill(driver, 1)
    assert blocks(shelf) == [0, 1]


def test_an_older_store_gets_its_blocks_when_it_is_brought_up(shelf: Shelf, tmp_path: Path) -> None:
    shelf.bring("recipients", many(10))
    path = shelf.store.path
    shelf.store.close()
    with sqlite3.connect(path) as db:
        bring_down(db, "0007", "DROP TABLE names")
    shelf.open()
    assert blocks(shelf) == [0]
    assert called(shelf, "name7") == ["7"]


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(st.lists(texts, max_size=30), texts.map(lambda text: text[:3]))
def test_a_block_finds_what_is_in_the_names_and_nothing_else(listed: list[str], part: str) -> None:
    rows = [(n, name.casefold()) for n, name in enumerate(listed, 1)]
    key = part.casefold()
    found = {seq for _, _, seq in names._in_block(names._made(rows), key.encode())}
    assert found == {seq for seq, name in rows if key in name}
