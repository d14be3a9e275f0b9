"""`devswap labels read`: the lines of a recording in, one object a line out, whatever the lines hold."""

import io
import json
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devswap.labels.command_line import read_lines
from tests.labels.rows import ROWS
from tests.labels.test_samples import rows


def answers(source: bytes, layout: str | None = None) -> list[dict[str, Any]]:
    written = b"".join(read_lines(io.BytesIO(source), as_json=True, layout=layout))
    return [json.loads(line) for line in written.splitlines()]


def test_every_row_of_the_sample_goes_in_as_it_stands() -> None:
    told = {"french": "03z8q51kwa27", "german": "MP2Z40YD"}
    sample = [row for row in rows() if not row[0].startswith(tuple(told.values()))]
    found = answers("\n".join(row[0] for row in sample).encode())
    assert [(a["raw"], a["what_it_is"], a["normalised"]) for a in found] == [(r[0], r[2], r[3]) for r in sample]
    assert answers(b"MP2Z40YD\\r\n", "german")[0]["normalised"] == "MP2Y40ZD"


def test_an_answer_has_the_keys_that_scripts_rely_on() -> None:
    [answer] = answers(b"]C0CND2145KXM\\r\n")
    assert set(answer) == {"raw", "symbology", "what_it_is", "normalised", "readings"}
    assert {"kind", "value", "why"} <= set(answer["readings"][0])
    assert answer["symbology"] == "code128"


def test_comments_and_empty_lines_are_skipped_and_prefixes_taken_off() -> None:
    source = b"\xef\xbb\xbf# a day\n\n\r\n[t=0.5 scanner=lane-1] 8XKQ2M3\\r\r\n[t=1] #x\n\\x23X\n"
    assert [(a["raw"], a["what_it_is"]) for a in answers(source)] == [
        ("8XKQ2M3\\r", "dell-service-tag"),
        ("\\x23X", "garbage"),
    ]


def test_a_command_in_words_is_answered_as_a_command() -> None:
    [answer] = answers(b"/hand-in leaver\n")
    assert (answer["raw"], answer["what_it_is"], answer["normalised"]) == (
        "/hand-in leaver",
        "devswap-command",
        "hand-in leaver",
    )


@pytest.mark.parametrize("line", [b"\xff\xfe8XKQ2M3", b"8XKQ2M3\\q", b"8XKQ2M3\\x1", b"\\", b"]C0" + b"A" * 70_000])
def test_a_line_that_cannot_be_read_is_garbage_and_the_next_is_read(line: bytes) -> None:
    first, second = answers(line + b"\n8XKQ2M3\n")
    assert (first["what_it_is"], first["normalised"]) == ("garbage", "")
    assert second["what_it_is"] == "dell-service-tag"


class Slow(io.BytesIO):
    """A source whose reads end in the middle of lines."""

    def read1(self, size: int | None = -1, /) -> bytes:
        return super().read1(7)


def test_lines_are_answered_however_the_reads_cut_them() -> None:
    source = b"]C0CND2145KXM\\r\n8XKQ2M3\nPF4D7K2W"
    whole = b"".join(read_lines(io.BytesIO(source), as_json=True))
    assert b"".join(read_lines(Slow(source), as_json=True)) == whole
    assert len(whole.splitlines()) == 3


def test_a_line_is_answered_before_the_next_one_comes() -> None:
    answered = read_lines(Slow(b"8XKQ2M\nPF4D7K2W\n"), as_json=True)
    assert b"truncated" in next(answered)


@given(st.lists(st.binary(max_size=60).filter(lambda line: b"\n" not in line)))
def test_any_bytes_have_answers_that_are_json(lines: list[bytes]) -> None:
    source = b"\n".join(lines)
    for as_json in (True, False):
        written = b"".join(read_lines(io.BytesIO(source), as_json))
        assert len(written.split(b"\n")) - 1 <= len(lines)
        written.decode()
    answers(source)


def test_columns_for_people_hold_no_control_characters() -> None:
    written = b"".join(read_lines(io.BytesIO(b"]d1[)>\\x1e06\\x1dSPF\\x1b[2J\n"), as_json=False))
    assert written.decode().rstrip("\n").isprintable()


def test_escapes_are_pythons() -> None:
    rng = Random(5)
    for row in ROWS.values():
        case = row(rng)
        if case.layout is None and case.text:
            line = repr(case.text.encode("latin-1"))[2:-1]
            escaped = ("\\x2f" + line[1:]) if line[0] == "/" else line
            [answer] = answers(escaped.encode() + b"\n")
            assert (answer["what_it_is"], answer["normalised"]) == (case.kind, case.value), case
