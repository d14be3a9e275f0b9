"""A clock that says nothing true, and labels made to do harm: the desk works on, and says so."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from devswap import config, sample
from devswap.desk import plain
from devswap.desk.desk import Desk
from devswap.desk.table import Settings
from devswap.ledger.audit import Audit, audit
from devswap.ledger.entry import open_entry
from devswap.store import Store
from devswap.store.lists import import_list

HOSTILE = (
    "[/b]x", "[@click=app.quit]x[/]", "\\x1b[2J\\x1b]0;x\\x07", "\\x00\\x00", "A" * 4000, "' OR 1=1 --",
    '=HYPERLINK("http://x","y")', "+1+1", "\u202eabc\u202c", "\u200b", "]C1\\x1d01", "\\ud800", "{0}{x}%s%n",
    "../../../etc/passwd", "<script>", "\\r\\n/confirm",
)  # fmt: skip


class Clock:
    """A clock that says what it is told to."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 23, 10, tzinfo=UTC)
        self.ticks = 0.0

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        self.ticks += 1
        return self.ticks


class Bench:
    """A desk on a sample, with a clock of its own."""

    def __init__(self, folder: Path) -> None:
        sample.write(folder, 150)
        self.clock, self.folder = Clock(), folder
        self.config = config.read(folder / "config.toml")
        lines = (folder / "day.scans").read_bytes().splitlines()
        self.day = iter([line for line in lines if line.strip() and not line.startswith(b"#")])
        self.store = self.open()
        for kind in ("recipients", "operators", "estate", "stock"):
            import_list(self.store, kind, folder / f"{kind}.csv")

    def open(self) -> Store:
        dice = Random(1).getrandbits
        self.store = Store.open(self.folder / "desk.db", clock=self.clock, dice=dice, ballast=0)
        return self.store

    def desk(self) -> Desk:
        c = self.config
        return Desk(self.store, Settings("desk 1", c.desk.site, c.policy, c.programme, c.desk.operator))

    def play(self, lines: int) -> list[str]:
        desk = self.desk()
        return [answer.code for _ in range(lines) if (answer := plain.answer(desk, next(self.day)))]

    def audit(self) -> Audit:
        entries = (open_entry(row.body, row.hash) for row in self.store.entries())
        return audit(entries, "2026-11-24T00:00:00.000000Z", {self.store.owner})


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.store.close()


@pytest.mark.parametrize("year", [1970, 2099])
def test_a_clock_that_jumps_is_told_and_the_desk_swaps_on(bench: Bench, year: int) -> None:
    assert "swap_recorded" in bench.play(4)
    bench.clock.at = datetime(year, 1, 1, tzinfo=UTC)
    assert "swap_recorded" in bench.play(12)
    bench.store.close()
    bench.open()
    bench.clock.at = datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert "swap_recorded" in bench.play(12)
    found = bench.audit()
    assert found.balanced
    assert "clock_implausible" in {fault.code for fault in found.to_settle}
    assert all(finding.code == "clock_implausible" for finding in bench.store.verify())


def test_hostile_labels_are_answered_kept_and_harmless(bench: Bench) -> None:
    desk = bench.desk()
    before = bench.store.how_many()
    for number, text in enumerate(HOSTILE):
        answer = plain.answer(desk, f"[t={number * 10}] {text}".encode("utf-8", "surrogatepass"))
        assert answer is not None
        assert answer.verdict == "told", text
        for line in (plain.spoken(answer), plain.json_line(answer)):
            assert all(character.isprintable() or character == "\n" for character in line), text
            assert len(line) < 4000
    assert bench.store.how_many() == before
    assert len(bench.store.unknown_scans(100)) > len(HOSTILE) / 2
    assert "swap_recorded" in bench.play(4)


def test_a_line_of_invalid_utf_8_is_damaged_and_the_next_is_read(bench: Bench) -> None:
    desk = bench.desk()
    answer = plain.answer(desk, b"\xff\xfe5CG7290HTW")
    assert answer is not None
    assert answer.code == "damaged_scan"
    assert "swap_recorded" in bench.play(4)
