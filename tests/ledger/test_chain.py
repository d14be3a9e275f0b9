"""The walk: an honest journal passes, and every change, removal, insertion and wrong clock is found where it is."""

import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devswap.ledger import events as ev
from devswap.ledger.chain import Finding, walk
from devswap.ledger.discrepancy import discrepancy_id
from devswap.ledger.entry import Body, Entry, genesis, seal
from devswap.ledger.ids import instant
from tests.ledger.stories import NOON, digest, name

DESK, LIFE = name("desk"), name("life")
Stored = list[tuple[bytes, bytes]]
START = datetime(2026, 11, 23, 12, tzinfo=UTC)


def journal(*clocks: dict[str, Any], head: bytes | None = None) -> Iterator[Entry]:
    """A journal with one entry for each set of fields, sealed in order; a second passes between two entries."""
    previous = head or genesis(DESK, LIFE)
    for n, fields in enumerate(clocks, 1):
        given = {
            "wall": instant(START + timedelta(seconds=n)), "monotonic": n * 1_000_000, "offset": None,
            "boot": name("boot"), "number": n, "id": name(f"entry {n}"),
        } | fields  # fmt: skip
        body = Body(
            desk=DESK, incarnation=LIFE, basis=None, operator=None, authorised_by=None, schema=1,
            event=ev.PolicySet(digest(str(n))), **given,
        )  # fmt: skip
        entry = seal(body, previous)
        previous = entry.hash
        yield entry


def stored(*clocks: dict[str, Any]) -> Stored:
    return [(e.raw, e.hash) for e in journal(*clocks)]


def walked(rows: Stored, **known: Any) -> list[Finding]:
    return list(walk(rows, DESK, LIFE, **known))


PLAIN: tuple[dict[str, Any], ...] = ({},) * 6


def test_an_honest_journal_passes() -> None:
    rows = stored(*PLAIN)
    assert walked(rows) == []
    assert walked(rows, known_head=(6, rows[5][1])) == []
    assert walked([], known_head=(0, bytes(32))) == []


def test_a_child_incarnation_verifies_with_its_parent_and_not_without() -> None:
    parent = (name("parent life"), bytes(range(32)))
    rows = [(e.raw, e.hash) for e in journal({}, {}, head=genesis(DESK, LIFE, *parent))]
    assert walked(rows, parent=parent[0], parent_head=parent[1]) == []
    [found] = walked(rows)
    assert (found.code, found.number) == ("chain_broken", 1)


@given(st.integers(0, 5), st.integers(0, 5000), st.integers(1, 255))
@settings(max_examples=80)
def test_one_changed_byte_of_a_body_is_found(at: int, where: int, flip: int) -> None:
    rows = stored(*PLAIN)
    raw = bytearray(rows[at][0])
    raw[where % len(raw)] ^= flip
    rows[at] = (bytes(raw), rows[at][1])
    broken = [f for f in walked(rows) if f.code != "clock_implausible"]
    assert broken
    assert broken[0].code == "chain_broken" or broken[0].number <= at


@pytest.mark.parametrize("at", range(6))
def test_a_changed_fact_is_one_finding_at_its_place(at: int) -> None:
    rows = stored(*PLAIN)
    rows[at] = (rows[at][0].replace(digest(str(at + 1)).encode(), digest("another policy").encode()), rows[at][1])
    [found] = walked(rows)
    assert (found.code, found.number, found.entries) == ("chain_broken", at + 1, (name(f"entry {at + 1}"),))


@given(st.integers(0, 5), st.integers(0, 31), st.integers(1, 255))
@settings(max_examples=40)
def test_a_changed_hash_is_found(at: int, where: int, flip: int) -> None:
    rows = stored(*PLAIN)
    changed = bytearray(rows[at][1])
    changed[where] ^= flip
    rows[at] = (rows[at][0], bytes(changed))
    assert (walked(rows)[0].code, walked(rows)[0].number) == ("chain_broken", at + 1)


@pytest.mark.parametrize("gone", range(5))
def test_a_removed_entry_is_named(gone: int) -> None:
    rows = stored(*PLAIN)
    [found] = walked(rows[:gone] + rows[gone + 1 :])
    assert (found.code, found.number) == ("chain_broken", gone + 2)
    assert found.says == f"number {gone + 1} is missing"


def test_several_missing_are_one_finding() -> None:
    rows = stored(*PLAIN)
    [found] = walked(rows[:1] + rows[4:])
    assert found.says == "numbers 2 to 4 are missing"


def test_an_inserted_entry_is_found_although_it_bears_the_next_number() -> None:
    rows = stored(*PLAIN)
    [other] = list(journal({"number": 4, "id": name("inserted")}, head=rows[2][1]))
    found = walked([*rows[:3], (other.raw, other.hash), *rows[3:]])
    assert [(f.code, f.number) for f in found] == [("number_reused", 4), ("chain_broken", 5)]


def test_a_journal_cut_off_at_its_end_is_known_by_its_head_alone() -> None:
    rows = stored(*PLAIN)
    assert walked(rows[:4]) == [], "nothing inside it can tell"
    [found] = walked(rows[:4], known_head=(6, rows[5][1]))
    assert (found.code, found.number) == ("chain_broken", 6)
    assert "ends at 4" in found.says


def test_a_journal_sealed_anew_from_a_change_on_is_known_by_its_head() -> None:
    rows = stored(*PLAIN)
    again = stored(*PLAIN[:3], {"offset": 1}, *PLAIN[4:])
    assert walked(again) == []
    assert [f.code for f in walked(again, known_head=(6, rows[5][1]))] == ["chain_broken"]


def test_bytes_that_are_no_entry_stop_nothing_behind_them() -> None:
    rows = stored(*PLAIN)
    rows[2] = (b"\x00\xff", rows[2][1])
    [found] = walked(rows)
    assert (found.code, found.number, found.entries) == ("chain_broken", 3, ())


def test_a_number_used_twice_is_no_missing_one() -> None:
    rows = stored({}, {}, {"number": 2, "id": name("again")}, {"number": 3})
    found = walked(rows)
    assert (found[0].code, found[0].number) == ("number_reused", 2)
    assert found[0].discrepancy.id == discrepancy_id("number_reused", f"{DESK} {LIFE} 2")


def test_an_entry_of_another_journal_does_not_belong() -> None:
    rows = stored({}, {})
    [found] = list(walk(rows[:1], DESK, name("another life")))
    assert "another journal" in found.says


def at(minutes: float = 0, **fields: Any) -> dict[str, Any]:
    return {"wall": instant(START + timedelta(minutes=minutes)), "monotonic": 0, **fields}


BOOT = {"boot": name("next boot")}
MINUTE = 60_000_000


@pytest.mark.parametrize(
    ("says", "clocks"),
    [
        ("set by 11 minutes", (at(0), at(11))),
        ("set by 20 minutes", (at(0), at(-20))),
        ("set by 15 minutes", (at(0), at(0, monotonic=15 * MINUTE))),
        ("set by 10 minutes, no", (at(0), at(10))),
        ("back by 10 minutes, no", (at(0), at(-10, **BOOT))),
        ("forward by 366 days, no", (at(0), at(366 * 1440, **BOOT))),
        ("10 minutes away, no", (at(0, offset=10 * MINUTE),)),
        ("in step over a night, no", (at(0), at(600, monotonic=600 * MINUTE))),
        ("back by 11 minutes", (at(0), at(-11, **BOOT))),
        ("back by 9 minutes, no", (at(0), at(-9, **BOOT))),
        ("forward by 367 days", (at(0), at(367 * 1440, **BOOT))),
        ("forward by a year, no", (at(0), at(365 * 1440, **BOOT))),
        ("says 1970", (at(0, wall="1970-01-01T00:00:05.000000Z"),)),
        ("says 2024", (at(0, wall="2024-12-31T23:59:59.999999Z"),)),
        ("2025, no", (at(0, wall="2025-01-01T00:00:00.000000Z"),)),
        ("11 minutes away", (at(0, offset=11 * MINUTE),)),
        ("11 minutes away", (at(0, offset=-11 * MINUTE),)),
        ("9 minutes away, no", (at(0, offset=9 * MINUTE),)),
        ("is no date", (at(0, wall="2026-02-30T12:00:00.000000Z"),)),
    ],
)
def test_a_clock_is_judged_without_another_clock(says: str, clocks: tuple[dict[str, Any], ...]) -> None:
    found = walked(stored(*clocks))
    if says.endswith("no"):
        assert found == []
        return
    [only] = found
    assert only.code == "clock_implausible"
    assert says in only.says
    assert only.entries[-1] == name(f"entry {len(clocks)}")


def test_a_wrong_clock_that_lasts_is_said_where_it_begins() -> None:
    away = {"offset": 60 * MINUTE}
    found = walked(stored({}, away, away, away, {}, away))
    assert [f.number for f in found] == [2, 6]


def test_a_leap_names_both_entries_it_lies_between() -> None:
    [found] = walked(stored(at(0), at(0), at(30)))
    assert found.entries == (name("entry 2"), name("entry 3"))


def test_a_clock_that_was_put_right_is_one_leap_back_and_no_more() -> None:
    wrong = {"wall": "2099-01-01T00:00:00.000000Z"}
    found = walked(stored(at(0), at(0, **wrong), at(0, **wrong), at(1), at(2)))
    assert [(f.code, f.number) for f in found] == [("clock_implausible", 2), ("clock_implausible", 4)]


def test_the_walk_keeps_no_journal() -> None:
    def endless() -> Iterator[tuple[bytes, bytes]]:
        for entry in journal(*({},) * 1000):
            yield entry.raw, entry.hash

    tracemalloc.start()
    try:
        assert list(walk(endless(), DESK, LIFE)) == []
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 200_000, "1,000 entries are 500 kB of bytes alone"


def test_noon_is_a_plausible_time() -> None:
    assert walked(stored({"wall": NOON})) == []
