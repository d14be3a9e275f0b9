"""The lines of an nwipe or ShredOS log, versions 0.32 to 0.42: what each says, without what it means.

A log is stamped lines (`[2026/11/23 20:27:32]  notice: …`, local time, no zone), continuations that begin with a
blank, and at the end three tables. nwipe has no other machine-readable output (its issue #662). The patterns were
matched against logs of Debian's 0.34, 0.38 and 0.39 and against the source of 0.42 (`src/nwipe.c`, `method.c`,
`logging.c`, `hpa_dco.c` of martijnvanbrummelen/nwipe).
"""

import re
from typing import Final

STAMPED: Final = re.compile(
    r"(?a)\[(?P<at>\d{4}/\d\d/\d\d \d\d:\d\d:\d\d)\] +"
    r"(?P<level>debug|info|notice|warning|error|fatal|sanity): (?P<text>.*)"
)
VERSION: Final = re.compile(r"(?:^|[ _])(\d{1,4})\.(\d{1,4})(?![\w-])", re.ASCII)
STAMP_FORMAT: Final = "%Y/%m/%d %H:%M:%S"
AT_START: Final = re.compile(rb"^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\[\d{4}/\d\d/\d\d \d\d:\d\d:\d\d\] ", re.MULTILINE)
"""How a log is recognised."""

_PATH = r"(?P<path>/dev/\S+)"
_QUOTED = r"'(?P<path>/dev/[^']+)'"
_OF_PASSES = r"(?P<pass>\d+){0}(?P<passes>\d+), round (?P<round>\d+){0}(?P<rounds>\d+), on "
_SIZE = r"(?P<about>\d+) ?(?P<unit>[KMGT]?B)"
_WITH_ERRORS = r"exited with errors, check the log & summary table for individual drive status\."

SAYINGS: Final = tuple(
    (kind, word, re.compile(pattern, re.ASCII))
    for kind, word, pattern in (
        ("found", "Found /", rf"Found {_PATH}, +(?P<bus>[A-Z]+) *, *(?P<model>.*), +{_SIZE}, S/N=(?P<serial>.*)"),
        ("serial", " has serial number", rf"{_PATH} has serial number (?P<serial>.*)"),
        ("size", "sect/blk/dev", rf"{_PATH}, sect/blk/dev \d+/\d+/(?P<bytes>\d+)"),
        ("geometry", "Device geometry", rf"{_PATH}: Device geometry is as follows\.\.\."),
        ("total", "Total device bytes", r" +Total device bytes += (?P<bytes>\d+)"),
        ("options", "Program options", r"Program options are set as follows\.\.\."),
        ("invoked", "Invoking method", rf"Invoking method '(?P<method>.+)' on {_PATH}"),
        ("pass", "Starting pass ", rf"Starting pass {_OF_PASSES.format('/')}{_PATH}"),
        ("written", "bytes written", rf"(?P<bytes>\d+) bytes written to {_PATH}"),
        ("verified", "Verified pass ", rf"Verified pass {_OF_PASSES.format(' of ')}{_QUOTED}\."),
        ("reread", "[SUCCESS] Verified", rf"\[SUCCESS\] Verified that {_PATH} is .+"),
        ("reread", "[SUCCESS] Verified", rf"\[SUCCESS\] Verified FRP on {_QUOTED} matches"),
        ("completed", "Nwipe ", rf"Nwipe (successfully completed\. See summary table for details\.|{_WITH_ERRORS})"),
        ("aborted", "Nwipe ", r"Nwipe was aborted by the user.*"),
        ("banner", "wipe ", r"(?P<banner>nwipe \d[\w.]*)"),
        ("banner", "ShredOS ", r"(?P<banner>ShredOS v\S+)"),
        ("setting", " = ", r" *(?P<key>[a-z-]+) += (?P<value>.*)"),
    )
)
"""Kind, a word that such a line holds, and the whole text of it; the first that matches counts."""

TABLES: Final = {"Error Summary": "errors", "Erasure Summary": "erasure", "Drive Status": "status"}
ROWS: Final = {
    "errors": re.compile(
        r"(?a)(?P<mark>[! ]) *(?P<device>\S{1,8}) \| *(?P<pass>\d+) \| *(?P<verify>\d+) \| *(?P<fsync>\d+)"
    ),
    "erasure": re.compile(
        r"(?a)(?P<mark>[! ]) *(?P<device>\S{1,8}) \| *(?P<erased>\d+) \| *(?P<total>\d+) \| *(?P<percent>\d+\.\d\d) ?%"
    ),
    "status": re.compile(
        r"(?a)(?P<mark>[! ]) *(?P<device>\S{1,8}) \|(?P<status> Erased |-FAILED-|UABORTED|INSANITY)\|"
        r" *\d+ ?[KMGT]?B/s \| \d+:\d\d:\d\d \| (?P<model_serial>.*)"
    ),
}
HEADER: Final = re.compile(r"! +Device \|[\w :/\\|-]+")
TAIL: Final = re.compile(
    r"(?a)\[(?P<at>\d{4}/\d\d/\d\d \d\d:\d\d:\d\d)\] Total Throughput +\d+ ?[KMGT]?B/s, (?P<method>.+)"
    r", (?P<rounds>\d+)R\+N?B\+(?P<verify>VL|VA|NV)"
)

WITHIN: Final = re.compile(r"\[\d{4}/\d\d/\d\d ")
"""The beginning of another line, where none may begin."""
CONTINUATION: Final = re.compile(r"( |Creating PDF report in )(?!.*\[\d{4}/\d\d/\d\d ).*")

PATH: Final = re.compile(r"/dev/[\w.+/-]*\w")
NO_DRIVES: Final = frozenset({"/dev/urandom", "/dev/random", "/dev/null"})

ALARMS: Final = frozenset({"warning", "error", "fatal", "sanity"})
HARMLESS: Final = re.compile(
    r"Smartctl is unable to provide smart data for .*"
    r"|/dev/\S+ USB bridge, no pass-through support"
    r"|O_DIRECT not supported on .*, falling back to cached I/O\."
    r"|\w+: The size of '.*' is not a multiple of its block size \d+\."
)
"""Warnings that name a drive and say nothing of its erasure."""

HIDDEN: Final = re.compile(r"hidden", re.IGNORECASE)
NONE_HIDDEN: Final = re.compile(r"No hidden (?:sectors|areas) on (?P<path>/dev/\S+)")
"""The conclusion of 0.35 and later. Any other line that speaks of something hidden is the opposite."""
PROBING: Final = re.compile(r"\bhpa|\bdco|host protected|max address|sg_io|hdparm", re.IGNORECASE)
"""What an alarm about probing for hidden areas speaks of; it counts unless the conclusion is that there are none."""
HIDES_NOTHING: Final = frozenset({"NVME", "VIRT"})
"""Buses without HPA and DCO."""

PASSES: Final = {
    "Fill With Zeros": 1, "Fill With Ones": 1, "PRNG Stream": 1, "DoD Short": 3, "HMG IS5 Enhanced": 3,
    "DoD 5220.22-M": 7, "Bruce Schneier 7-Pass": 7, "RCMP TSSIT OPS-II": None, "BMB21-2019": None, "Gutmann Wipe": 35,
}  # fmt: skip
"""The labels of methods that write, and how many passes a round has where that is fixed."""
VERIFIES: Final = frozenset({"Verify Zeros (0x00)", "Verify Ones  (0xFF)"})
UNITS: Final = {"B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}
