"""One run of nwipe as facts: what its lines say of each drive, however long it was and however they interleave.

Values are kept as small sets: two different ones for one thing are a contradiction, which `nwipe` turns into a reason
against a pass. All is bounded, so that a log of any size fits in memory.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Final, TypeVar

from devswap.wiping.evidence import as_told
from devswap.wiping.readers import nwipe_grammar as g

T = TypeVar("T", bound=Hashable)

MOST_REMARKS: Final = 20
"""Reasons that are kept of one run or drive; one is enough against a pass."""
MOST_VALUES: Final = 8
"""Different values that are kept for one thing; two are enough for a contradiction."""
MOST_DRIVES: Final = 1_000
"""Drives of one run."""


@dataclass(slots=True)
class Drive:
    """What the lines of a run say about one path."""

    path: str
    found: tuple[str, str, str, str, str] | None = None
    """Bus, model, rounded size, its unit, serial."""
    serials: set[str] = field(default_factory=set)
    sizes: set[int] = field(default_factory=set)
    written: set[int] = field(default_factory=set)
    methods: set[str] = field(default_factory=set)
    passes: set[int] = field(default_factory=set)
    verified: str = ""
    rows: dict[str, set[tuple[str, ...]]] = field(default_factory=lambda: {name: set() for name in g.ROWS})
    """Table → the groups of its rows for this drive: mark, device, then what the table tells."""
    remarks: list[str] = field(default_factory=list)
    probing: list[str] = field(default_factory=list)
    hides_nothing: bool = False
    """Whether the log concludes that it has no hidden areas."""
    started: str = ""
    ended: str = ""

    @property
    def was_wiped(self) -> bool:
        """Whether any line shows that nwipe worked on it; others were only found."""
        return bool(self.methods or self.passes or self.written or self.sizes or any(self.rows.values()))


@dataclass(slots=True)
class Run:
    """The lines of one run so far."""

    number: int
    drives: dict[str, Drive] = field(default_factory=dict)
    settings: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    tails: set[tuple[str, str, str]] = field(default_factory=set)
    """Method, rounds and VL, VA or NV of the line under the last table."""
    ending: str = ""
    table: str = ""
    under_way: bool = False
    remarks: list[str] = field(default_factory=list)
    probing: list[str] = field(default_factory=list)
    geometry_of: str = ""
    last: str = ""
    lines: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def is_over_at(self, kind: str, said: dict[str, str]) -> bool:
        """Whether a stamped line is the first of the next run: after a closing line, or where a run begins again."""
        if self.ending or kind not in ("found", "banner", "options"):
            return bool(self.ending)
        again = kind == "found" and said["path"] in self.drives and self.drives[said["path"]].found is not None
        return self.under_way or again or (kind == "banner" and bool(self.drives))

    def take_stamped(self, stamped: re.Match[str], kind: str, said: dict[str, str]) -> None:
        """A line with time and level, and what it says."""
        if stamped["at"] < self.last:
            _keep(self.remarks, f"the times run backwards at {stamped['at']}")
        self.last = stamped["at"]
        if g.WITHIN.search(stamped["text"]):
            _keep(self.remarks, f"two lines run together: “{stamped['text']}”")
        if kind in ("options", "invoked", "size", "geometry"):
            self.under_way = True
        if kind in ("completed", "aborted"):
            self.ending = kind
        elif kind in ("setting", "banner"):
            if len(self.settings) < MOST_DRIVES:
                _add(self.settings[said.get("key", kind)], as_told(said.get("value", said.get("banner"))))
        elif kind == "total":
            only = next(iter(self.drives)) if len(self.drives) == 1 else ""
            if path := self.geometry_of or only:
                _add(self._drive(path).sizes, int(said["bytes"]))
        elif "path" in said:
            self._take_fact(kind, stamped["at"], said)
        else:
            self._take_remark(stamped["level"], stamped["text"])

    def take_other(self, line: str) -> None:
        """A line without time and level: of a table, a continuation, or none of nwipe's."""
        if g.HIDDEN.search(line):
            _keep(self.remarks, f"the log warns of a hidden area: “{line}”")
        elif line.startswith("***") and (not line.strip("*") or line.strip("* ") in g.TABLES):
            self.table = g.TABLES.get(line.strip("* "), "")
        elif self.table:
            self._take_row(line)
        elif self.last and not self.ending and line.strip() and not g.CONTINUATION.fullmatch(line):
            _keep(self.remarks, f"a line is not nwipe's: “{line}”")

    def _drive(self, path: str) -> Drive:
        if path not in self.drives and len(self.drives) >= MOST_DRIVES:
            _keep(self.remarks, f"the run has more than {MOST_DRIVES} drives")
            return Drive(path)
        return self.drives.setdefault(path, Drive(path))

    def _take_row(self, line: str) -> None:
        if tail := g.TAIL.fullmatch(line):
            _add(self.tails, (tail["method"], tail["rounds"], tail["verify"]))
        elif row := g.ROWS[self.table].fullmatch(line):
            named = [drive for drive in self.drives.values() if drive.path.removeprefix("/dev/")[-8:] == row["device"]]
            for drive in named or [self._drive(f"/dev/{row['device']}")]:
                _add(drive.rows[self.table], row.groups())
                if len(named) > 1:
                    _keep(drive.remarks, f"several drives are called {row['device']} in the tables")
        elif line.strip("- ") and not g.HEADER.fullmatch(line):
            _keep(self.remarks, f"a table is damaged: “{as_told(line)}”")

    def _take_fact(self, kind: str, at: str, said: dict[str, str]) -> None:
        drive = self._drive(said["path"])
        match kind:
            case "found":
                drive.found = (said["bus"], said["model"], said["about"], said["unit"], said["serial"].strip())
            case "serial":
                _add(drive.serials, said["serial"].strip())
            case "size":
                _add(drive.sizes, int(said["bytes"]))
            case "geometry":
                self.geometry_of = drive.path
            case "invoked":
                _add(drive.methods, said["method"])
            case "pass":
                _add(drive.passes, int(said["passes"]))
            case "written":
                _add(drive.written, int(said["bytes"]))
            case "verified" if (said["pass"], said["round"]) == (said["passes"], said["rounds"]):
                drive.verified = "the last pass read back by nwipe"
            case "reread":
                drive.verified = "the final pattern read back by nwipe"
        if kind not in ("found", "serial", "size", "geometry"):
            drive.started = drive.started or at
            drive.ended = at

    def _take_remark(self, level: str, text: str) -> None:
        """A line that states no fact: harmless, or a reason against a pass for the drives it names, or for all."""
        if level not in g.ALARMS and "FAILURE" not in text and not g.HIDDEN.search(text):
            return
        paths = [path for path in g.PATH.findall(text) if path not in g.NO_DRIVES]
        named = [self.drives[path] for path in paths if path in self.drives]
        if none_hidden := g.NONE_HIDDEN.fullmatch(text):
            self._drive(none_hidden["path"]).hides_nothing = True
        elif g.HIDDEN.search(text):
            _keep_each(
                [drive.remarks for drive in named] or [self.remarks], f"the log warns of a hidden area: “{text}”"
            )
        elif g.PROBING.search(text):
            kept = [drive.probing for drive in named] or [self.probing]
            _keep_each(kept, f"hidden areas could not be ruled out: “{text}”")
        elif (level != "warning" or paths or "FAILURE" in text) and not g.HARMLESS.fullmatch(text):
            _keep_each([drive.remarks for drive in named] or [self.remarks], f"nwipe says: “{text}”")


def _add(values: set[T], value: T) -> None:
    if len(values) < MOST_VALUES:
        values.add(value)


def _keep(remarks: list[str], text: str) -> None:
    if len(remarks) < MOST_REMARKS:
        remarks.append(as_told(text))


def _keep_each(lists: Iterable[list[str]], text: str) -> None:
    for remarks in lists:
        _keep(remarks, text)
