"""Any file at all: known by its content, bounded, and never an exception for what is in it."""

import hashlib
import io
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from devswap.wiping.readers import HEAD, LARGEST, LONGEST_LINE, MOST_RESULTS, read_evidence
from tests.wiping.logs import GOOD, nwipe_log
from tests.wiping.test_blancco import report as blancco
from tests.wiping.test_generic import ROW, table
from tests.wiping.test_nvme import original as nvme
from tests.wiping.test_uefi import report as uefi

KINDS = {"nwipe": nwipe_log(), "nvme": nvme(), "blancco": blancco(), "uefi": uefi(), "generic": table(ROW)}
PIECES = [raw[at : at + 60] for raw in KINDS.values() for at in range(0, len(raw), 60)]


class Endless(io.RawIOBase):
    """A log that goes on and on, never in memory as a whole: a beginning, one line again and again, an end."""

    def __init__(self, begin: bytes, line: bytes, size: int, end: bytes = b"") -> None:
        self.parts = [begin, end]
        self.line, self.left = line * (1024 * 1024 // len(line)), size

    def read(self, size: int = -1) -> bytes:
        if len(self.parts) == 2:
            return self.parts.pop(0)
        if self.left > 0:
            self.left -= len(self.line)
            return self.line
        return self.parts.pop() if self.parts else b""


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_is_known_by_its_content_not_its_name(kind: str, tmp_path: Path) -> None:
    file = tmp_path / "holiday.jpg"
    file.write_bytes(KINDS[kind])
    for source in (file, str(file), io.BytesIO(KINDS[kind])):
        [evidence] = read_evidence(source)
        assert evidence.reader == kind
        assert evidence.digest == hashlib.sha256(KINDS[kind]).hexdigest()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\n",
        b"\xff\xfe",
        b"\x00" * 100,
        b"%PDF-1.7",
        b"{}",
        b"[",
        b"<",
        b"a,b\n1,2\n",
        b"drive_serial,technique,tool,result\n",
    ],
)
def test_what_is_of_no_kind_is_one_unknown_result_with_its_digest(raw: bytes) -> None:
    [evidence] = read_evidence(io.BytesIO(raw))
    assert (evidence.result, evidence.digest) == ("unknown", hashlib.sha256(raw).hexdigest())
    assert evidence.reasons


@given(
    st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=40), st.text(max_size=20).map(str.encode))).map(
        b"".join
    )
)
@settings(max_examples=300, deadline=None)
@example(b"[2026/11/23 20:27:32] x")
@example(b'{"sstat": ' + b'{"a":' * 5_000)
@example(b'{"Content": ' + b"[" * 100_000)
@example(b'{"sn": ' + b"9" * 5_000 + b"}")
@example(b"<a xmlns:x='" + b"&amp;" * 1_000)
@example(b'drive_serial,technique,tool,result\n"' + b"x" * 200_000)
@example(b'drive_serial,"' + b"x" * 200_000)
def test_odd_bytes_are_an_answer_and_never_an_exception(raw: bytes) -> None:
    found = read_evidence(io.BytesIO(raw))
    assert found
    assert {e.digest for e in found} == {hashlib.sha256(raw).hexdigest()}
    assert all(e.reasons for e in found if e.result != "passed")


@pytest.mark.parametrize("kind", KINDS)
def test_any_single_byte_of_any_kind_may_change_without_an_exception(kind: str) -> None:
    raw = KINDS[kind]
    for place in range(0, len(raw), 7):
        for put in (0, 0x22, 0x7F, 0xFF):
            assert read_evidence(io.BytesIO(raw[:place] + bytes([put]) + raw[place + 1 :]))


def test_whatever_a_report_says_is_bounded_and_printable() -> None:
    odd = "A\x1b[31mB\x00" + "C" * 5_000
    raw = nwipe_log().replace(GOOD.model.encode(), odd.encode())
    [evidence] = read_evidence(io.BytesIO(raw))
    said = [evidence.drive.model, evidence.method, *evidence.reasons]
    assert all(len(text) <= 200 and text.isprintable() for text in said)


def test_a_log_of_any_size_is_read_in_little_memory() -> None:
    """24 MB here; the reader keeps facts, not lines, so that 2 GB take as little (`python -m tests.bench evidence`)."""
    begin, closing, end = nwipe_log().partition(b"******")
    progress = b"[2026/11/23 20:27:51]    info: /dev/sda: 38.41%, round 1 of 1, pass 1 of 1, " + b"." * 900 + b"\n"
    log = Endless(begin.rstrip(b"*\n ") + b"\n", progress, 24 * 1024 * 1024, closing + end)
    tracemalloc.start()
    [evidence] = read_evidence(log)  # type: ignore[arg-type]
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert evidence.result == "passed"
    assert most < 8 * 1024 * 1024


def test_a_line_without_end_is_cut_and_proves_nothing() -> None:
    begin = nwipe_log().partition(b" notice: Program")[0]
    log = Endless(begin, b"x" * 1024, 32 * 1024 * 1024)
    tracemalloc.start()
    [evidence] = read_evidence(log)  # type: ignore[arg-type]
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert evidence.result == "unknown"
    assert most < 8 * 1024 * 1024


def test_a_serial_that_a_cut_makes_look_right_never_matches() -> None:
    """A line is cut so that the serial before its last letters is left; it must not pass for the whole serial."""
    [found] = [line for line in nwipe_log().split(b"\n") if b"Found" in line]
    padded = found.replace(GOOD.model.encode(), b"M" * (LONGEST_LINE - len(found) + len(GOOD.model)))
    assert len(padded) == LONGEST_LINE
    assert read_evidence(io.BytesIO(nwipe_log().replace(found, padded)))[0].drive.serial == GOOD.serial
    [evidence] = read_evidence(io.BytesIO(nwipe_log().replace(found, padded + b"-OTHER")))
    assert evidence.result == "unknown"


def test_a_report_of_any_size_is_read_no_further_than_it_is_wanted() -> None:
    tracemalloc.start()
    [evidence] = read_evidence(Endless(b"<root>", b" " * 1024, 4 * LARGEST))  # type: ignore[arg-type]
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "larger than" in evidence.reasons[0]
    assert most < 3 * LARGEST


def test_a_report_that_is_too_large_is_left_unread_and_its_digest_is_whole() -> None:
    raw = b"<root>" + b" " * LARGEST + b"</root>"
    [evidence] = read_evidence(io.BytesIO(raw))
    assert "larger than" in evidence.reasons[0]
    assert evidence.digest == hashlib.sha256(raw).hexdigest()


def test_more_results_than_one_file_may_hold_are_told() -> None:
    run = nwipe_log().partition(b" notice: Program")[0] + b"x\n"
    found = read_evidence(io.BytesIO(run * (MOST_RESULTS + 5)))
    assert len(found) == MOST_RESULTS + 1
    assert "more than" in found[-1].reasons[0]


def test_spaces_that_a_pattern_could_stumble_over_cost_no_time() -> None:
    hostile = b"[2026/11/23 20:27:33]  notice: Found /dev/sda, ATA, " + b", " * 1_000 + b"," + b" " * 2_000 + b"\n"
    raw = nwipe_log()[:HEAD] + hostile * 200
    assert read_evidence(io.BytesIO(raw))


def test_a_file_that_is_not_there_is_the_callers_to_handle(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_evidence(tmp_path / "gone.txt")
