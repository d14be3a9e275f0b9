"""The recording format: what is written is read back, and what cannot be read is refused or reported."""

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanners import recording
from scanners.recording import BadLine, Damaged, Recorded, escape, parse_line, unescape

scannable = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@given(scannable)
def test_any_scan_is_written_in_one_line_and_read_back(text: str) -> None:
    line = escape(text)

    assert "\n" not in line
    assert "\r" not in line
    assert line == line.strip(" ")
    assert parse_line(line) == Recorded(text)


@given(scannable)
def test_a_written_line_is_printable(text: str) -> None:
    assert escape(text).isprintable()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("/confirm", r"\x2fconfirm"), ("#1", r"\x231"), ("[t=1] X", r"\x5bt=1] X"), ("[t=x] X", "[t=x] X"),
        ("A\x1dB\r", r"A\x1dB\r"), ("a\\b", r"a\\b"), (" x ", r"\x20x\x20"), ("é£", "é£"), ("\u202eX", r"\u202eX"),
        ("\xbd\x85", r"½\x85"), ("\U0001f4a9\U000e0001", "\U0001f4a9" + r"\U000e0001"),
    ],
)  # fmt: skip
def test_what_would_be_misread_is_escaped(text: str, line: str) -> None:
    assert escape(text) == line


@pytest.mark.parametrize("body", ["", "plain", "\x00\x07\x1b", "é", "\U0001f4a9", "'\"", "\a\b\f\v\t"])
def test_escapes_mean_what_they_mean_in_python(body: str) -> None:
    assert unescape(repr(body)[1:-1]) == body
    assert unescape(body.encode("unicode_escape").decode()) == body


@pytest.mark.parametrize(
    ("written", "text"), [(r"\0", "\0"), (r"\101", "A"), (r"\377", "ÿ"), (r"\N{BULLET}", "•"), (r"\u00a3", "£")]
)
def test_the_rarer_escapes_of_python(written: str, text: str) -> None:
    assert unescape(written) == text


@pytest.mark.parametrize(
    "written", [r"\q", r"\x1", r"\xzz", "\\", r"\u12", r"\U00110000", r"\N{NO SUCH}", r"\ud800", r"\8"]
)
def test_a_bad_escape_is_refused(written: str) -> None:
    with pytest.raises(BadLine, match="bad escape"):
        unescape(written)


@pytest.mark.parametrize(
    ("line", "recorded"),
    [
        ("", None),
        ("# a comment", None),
        ("CND2145KXM", Recorded("CND2145KXM")),
        ("   ", Recorded("   ")),
        ("/confirm", Recorded("/confirm", is_command=True)),
        (r"/reason C:\new", Recorded(r"/reason C:\new", is_command=True)),
        ("[t=12.5 scanner=lane-1] ]C0X", Recorded("]C0X", at=12.5, scanner="lane-1")),
        ("[t=3] /undo", Recorded("/undo", is_command=True, at=3.0)),
        ("[t=3]X", Recorded("[t=3]X")),
        ("[t=x] X", Recorded("[t=x] X")),
        ("[)>\x1e06", Recorded("[)>\x1e06")),
        (r"\x2fodd", Recorded("/odd")),
        (r"[t=1] \x23odd", Recorded("#odd", at=1.0)),
    ],
)
def test_a_line_is_a_scan_a_command_or_nothing(line: str, recorded: Recorded | None) -> None:
    assert parse_line(line) == recorded


def test_a_file_is_read_whole_by_its_own_line_ends_only(tmp_path: Path) -> None:
    path = tmp_path / "day.scans"
    path.write_bytes("\ufeff# day\r\n\r\nA\x1dB\x85C\u2028D\r\n[t=1.5 scanner=x] \\r\n/park".encode())

    assert recording.read(path) == [
        Recorded("A\x1dB\x85C\u2028D", number=3),
        Recorded("\r", at=1.5, scanner="x", number=4),
        Recorded("/park", is_command=True, number=5),
    ]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"A\nB\\q\nC", r"line 2: bad escape"),
        (b"A\nB\n\xff\n", "line 3: not UTF-8 at byte 1"),
        (b"[t=1.2.3] X\n", "line 1: the time '1.2.3' is not a number"),
        (b"A" * 70_000, "line 1: longer than 65536 bytes"),
    ],
)
def test_a_file_with_a_bad_line_is_refused_whole_with_its_number(tmp_path: Path, body: bytes, words: str) -> None:
    path = tmp_path / "bad.scans"
    path.write_bytes(body)

    with pytest.raises(BadLine, match=words):
        recording.read(path)


def test_a_stream_reports_a_damaged_line_and_goes_on() -> None:
    source = io.BytesIO(b"\xef\xbb\xbfA\nB\\q\r\n\xff\xfe\n" + b"X" * 200_000 + b"\nC\r\n# end\nD")

    lines = list(recording.stream(source))

    assert [type(line) for line in lines] == [Recorded, Damaged, Damaged, Damaged, Recorded, Recorded]
    assert lines[0] == Recorded("A", number=1)
    assert lines[1] == Damaged("B\\q", r"bad escape '\\q'", 2)
    assert lines[2] == Damaged("\xff\xfe", "not UTF-8 at byte 1", 3)
    assert isinstance(lines[3], Damaged)
    assert len(lines[3].text) < 66_000
    assert lines[4:] == [Recorded("C", number=5), Recorded("D", number=7)]


@given(st.binary(max_size=200))
def test_no_bytes_make_a_stream_raise(data: bytes) -> None:
    list(recording.stream(io.BytesIO(data)))


@given(st.lists(st.tuples(scannable, st.none() | st.integers(0, 10**9)), max_size=8))
def test_a_recording_is_written_and_read_back(day: list[tuple[str, int | None]]) -> None:
    lines = [
        Recorded(text, at=None if ms is None else ms / 1000, scanner="" if ms is None else "lane") for text, ms in day
    ]

    read = list(recording.stream(io.BytesIO(recording.write(lines).encode())))

    assert [(line.text, getattr(line, "at", None)) for line in read] == [(line.text, line.at) for line in lines]


def test_commands_are_written_as_they_stand() -> None:
    assert recording.write([Recorded("/reason lost it", True, 2.0)]) == "[t=2.000] /reason lost it\n"
