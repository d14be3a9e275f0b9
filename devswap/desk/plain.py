"""The desk line by line: for screen readers, for scripts, and for replaying a recorded day.

One line in is one scan or `/command`; one answer out, printed only after what it says is on disk.
"""

import re
from collections.abc import Iterable, Iterator
from functools import partial
from io import BufferedIOBase
from typing import TextIO

import msgspec

from devswap.desk.desk import Desk
from devswap.desk.outcome import DeviceView, Outcome
from devswap.ledger.ids import instant
from scanners.recording import unescape
from scanners.scan import Scan

PREFIX = re.compile(r"\[t=([0-9.]+)(?: scanner=(\S+))?\] ")
MARKS = {"accepted": "OK", "ask": "ASK", "refused": "STOP", "told": "..."}
AT_ONCE = 32
"""Lines that are committed together: a power cut takes that many unanswered ones, and no answered one."""
_CHUNK = 65536
_encode = msgspec.json.Encoder().encode


def run(
    desk: Desk,
    given: Iterable[list[bytes]],
    out: TextIO,
    *,
    as_json: bool,
    idle: float = 0.0,
    practice: bool = False,
    keyed: bool = False,
) -> None:
    """Answer every line of a recording or of standard input; those that are given together are committed together.

    `idle` seconds without a line lock the desk first; 0: never. In `practice` every answer says so. `keyed`: the lines
    are typed, on a terminal.
    """
    clock = desk.store.clock
    last = clock.monotonic()
    say = partial(json_line if as_json else spoken, practice=practice)
    for lines in given:
        now = clock.monotonic()
        if 0 < idle <= now - last and desk.operator is not None:
            desk.command("lock")
        last = now if lines else last
        outcomes = desk.together([partial(answer, desk, line, keyed=keyed) for line in lines])
        out.write("".join(say(outcome) + "\n" for outcome in outcomes if outcome is not None))
        out.flush()


def waiting(stream: BufferedIOBase) -> Iterator[list[bytes]]:
    """The lines of a stream, as many at once as are there, `AT_ONCE` at the most; none waits for the next."""
    rest = b""
    while chunk := stream.read1(_CHUNK):
        *lines, rest = (rest + chunk).split(b"\n")
        yield from (lines[n : n + AT_ONCE] for n in range(0, len(lines), AT_ONCE))
    if rest:
        yield [rest]


def answer(desk: Desk, line: bytes, *, keyed: bool = False) -> Outcome | None:
    """The answer to one line; None for an empty one or a comment."""
    try:
        text = line.decode().rstrip("\n").removesuffix("\r")
    except UnicodeDecodeError:
        return desk.damaged(line.decode("latin-1").rstrip("\r\n"), "the line is not UTF-8.")
    source, at = "line", 0.0
    if text.startswith("[t="):
        prefix = PREFIX.match(text)
        if prefix is not None:
            source, text = prefix[2] or source, text[prefix.end() :]
            at = _seconds(prefix[1])
    if not text or text.startswith("#"):
        return None
    if text.startswith("/"):
        return desk.command(text[1:])
    if "\\" in text:
        try:
            text = unescape(text)
        except ValueError as error:
            return desk.damaged(text, f"{error}.")
    return desk.scan(Scan(text, source, at, keyed=keyed))


def _seconds(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def json_line(outcome: Outcome, *, practice: bool = False) -> str:
    """The answer as one JSON object with stable keys."""
    visit = outcome.visit
    line = {
        "scan": outcome.scan,
        "verdict": outcome.verdict,
        "code": outcome.code,
        "message": outcome.message,
        "next": outcome.next,
        "recorded": outcome.recorded,
        "visit": {
            "recipient": visit.recipient.number if visit.recipient else None,
            "lines": [{"old": _called(x.old), "new": _called(x.new), "state": x.state} for x in visit.lines],
            "entitlements_open": visit.entitlements_open,
        },
        "visits_parked": len(outcome.parked),
        "time": instant(outcome.time),
    }
    if outcome.choices:
        line["choices"] = [{"number": c.number, "text": c.text} for c in outcome.choices]
    if outcome.listed:
        line["listed"] = outcome.listed
    if practice:
        line["practice"] = True
    return _encode(line).decode()


def _called(device: DeviceView | None) -> str | None:
    return device.serial if device is not None else None


def spoken(outcome: Outcome, *, practice: bool = False) -> str:
    """The answer as words, one fact a line, with nothing that a terminal would obey."""
    first, *further = outcome.message.split("; ")
    said = [f"{'PRACTICE ' if practice else ''}{MARKS[outcome.verdict]} {outcome.code}: {first}"]
    said += [f"  {fact}" for fact in further]
    said.append(f"  next: {outcome.next}")
    said += [f"  {choice.number}: {choice.text}" for choice in outcome.choices]
    said += [f"  {line}" for line in outcome.listed]
    return "\n".join(_harmless(line) for line in said if line.strip() != "next:")


def _harmless(text: str) -> str:
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)
