"""nwipe and ShredOS text logs, 0.32 to 0.42: runs found, drives told apart, facts gathered, doubts named.

`nwipe -l` appends, so one file can hold several runs, and a run several drives whose lines interleave. The reader
claims nothing for a line that it does not understand: a damaged table, two lines that disagree, a warning that is not
known to be harmless, or a log that does not end as nwipe ends it, are each a reason against a pass. The format has no
seal: a log that somebody rewrote in every place alike is not found out here; the kept original and a second role
stand against that.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from devswap.wiping.evidence import Evidence, Result, Unit, as_told, same_serial
from devswap.wiping.readers import nwipe_grammar as g
from devswap.wiping.readers.nwipe_run import Drive, Run

STATUSES: Final[dict[str, Result]] = {"Erased": "passed", "-FAILED-": "failed"}
"""UABORTED and INSANITY leave open what was erased."""
VERIFY_SETTINGS: Final = {"0 (off)": "NV", "1 (last pass)": "VL", "2 (all passes)": "VA"}
SUMMARY_SINCE: Final = (0, 42)
"""The version that has an erasure summary for certain."""


def read(lines: Iterable[bytes]) -> Iterator[Evidence]:
    """The results in a log, run by run, drive by drive; without the file's digest, which is the caller's to add."""
    run, any_drive = Run(1), False
    for raw in lines:
        line = raw.decode("utf-8", "replace").rstrip("\r\n")
        stamped = g.STAMPED.fullmatch(line)
        kind, said = _saying(stamped["text"]) if stamped else ("", {})
        if stamped and run.is_over_at(kind, said):
            any_drive |= bool(run.drives)
            yield from _results(run)
            run = Run(run.number + bool(run.drives))
        if line and not run.ending:
            run.lines.update(raw.rstrip(b"\r\n") + b"\n")
        if stamped:
            run.take_stamped(stamped, kind, said)
        else:
            run.take_other(line)
    yield from _results(run)
    if not run.drives and not any_drive:
        yield Evidence(reader="nwipe", digest="", tool="nwipe", reasons=("the log names no drive",))


def _saying(text: str) -> tuple[str, dict[str, str]]:
    for kind, word, pattern in g.SAYINGS:
        if word in text and (match := pattern.fullmatch(text)):
            return kind, match.groupdict()
    return "", {}


def _results(run: Run) -> Iterator[Evidence]:
    """One Evidence for each drive that nwipe worked on; where it worked on none, for each that it found."""
    wiped = [drive for drive in run.drives.values() if drive.was_wiped]
    for drive in wiped or run.drives.values():
        yield _result(run, drive)


def _result(run: Run, drive: Drive) -> Evidence:
    bus, model, _, _, serial = drive.found or ("", "", "", "", "")
    method, _, verify = min(run.tails, default=(_only(run.settings["method"]), "", ""))
    status = _only(row[2].strip() for row in drive.rows["status"])
    counts = min(drive.rows["errors"], default=None)
    banner = _only(run.settings["banner"])
    lines = run.lines.copy()
    lines.update(drive.path.encode("utf-8", "replace"))
    names = ("pass", "verification", "fdatasync")
    return Evidence(
        reader="nwipe",
        digest="",
        run=run.number,
        result_digest=lines.hexdigest(),
        tool="nwipe",
        tool_version=banner.replace("_", " ").rpartition(" ")[2],
        banner=banner,
        method=as_told(method),
        technique="overwrite" if method in g.PASSES else "verify-only" if method in g.VERIFIES else "unknown",
        drive=Unit(
            model=as_told(model),
            serial=as_told(serial),
            size=min(drive.sizes, default=None),
            media="nvme" if bus == "NVME" else "",
        ),
        host=Unit(
            maker=_only(run.settings["system-manufacturer"]),
            model=_only(run.settings["system-product-name"]),
            serial=_only(run.settings["system-serial-number"]),
        ),
        started=_moment(drive.started),
        ended=_moment(drive.ended),
        bytes_written=min(drive.written, default=None),
        verified=f"{drive.verified} ({verify})" if drive.verified and verify in ("VL", "VA") else "",
        errors=tuple(zip(names, map(int, counts[2:]), strict=True)) if counts else None,
        status=status,
        result=STATUSES.get(status, "unknown"),
        reasons=tuple(dict.fromkeys(_doubts(run, drive))),
    )


def _doubts(run: Run, drive: Drive) -> Iterator[str]:
    """Everything in the log that stands against a pass, beside the facts that `evidence.weighed` weighs."""
    if run.ending == "aborted":
        yield "the run was aborted by the user"
    elif not run.ending:
        yield "the log stops before nwipe's closing line: it is still being written, or was cut off"
    yield from run.remarks
    yield from drive.remarks
    if drive.found is None:
        yield f"the log does not say which drive {drive.path} is"
    elif not drive.hides_nothing and drive.found[0] not in g.HIDES_NOTHING:
        yield from run.probing
        yield from drive.probing
    yield from _about_status(drive)
    yield from _about_tables(run, drive)
    yield from _about_method(run, drive)
    if drive.found is not None:
        _, _, about, unit, serial = drive.found
        yield from _about_size(drive, int(about) * g.UNITS[unit], g.UNITS[unit])
        yield from _about_serial(run, drive, serial)


def _about_status(drive: Drive) -> Iterator[str]:
    for word in sorted({row[2].strip() for row in drive.rows["status"]} - STATUSES.keys()):
        yield f"nwipe's status for the drive is “{word}”, which leaves open what was erased"


def _about_tables(run: Run, drive: Drive) -> Iterator[str]:
    for table, name in (("status", "drive status"), ("errors", "errors")):
        if len(drive.rows[table]) != 1:
            yield f"the table of {name} has {len(drive.rows[table])} rows for {drive.path}"
    if any(row[0] == "!" for rows in drive.rows.values() for row in rows):
        yield f"a table marks {drive.path} with “!”"
    if any(other.rows["erasure"] for other in run.drives.values()) or _version(run) >= SUMMARY_SINCE:
        sizes = {str(size) for size in drive.sizes}
        whole = [row for row in drive.rows["erasure"] if {row[2], row[3]} == sizes and row[4] == "100.00"]
        if len(whole) != 1 or len(drive.rows["erasure"]) != 1:
            yield f"the erasure summary does not say that all of {drive.path} was erased"


def _about_method(run: Run, drive: Drive) -> Iterator[str]:
    if len(run.tails) != 1:
        yield f"the log has {len(run.tails)} lines of total throughput"
    methods = run.settings["method"] | drive.methods | {tail[0] for tail in run.tails}
    if len(methods) != 1:
        yield f"the log names these methods: {_only(methods) or 'none'}"
    for method, rounds, verify in run.tails:
        if not run.settings["rounds"] <= {rounds}:
            yield f"the log names different rounds: {_only(run.settings['rounds'] | {rounds})}"
        if not {VERIFY_SETTINGS.get(told, told) for told in run.settings["verify"]} <= {verify}:
            yield f"the log names different verification: {_only(run.settings['verify'] | {verify})}"
        if g.PASSES.get(method) is not None and not drive.passes <= {g.PASSES[method]}:
            yield f"“{method}” has {g.PASSES[method]} passes, and the log another number"


def _about_size(drive: Drive, rounded: int, unit: int) -> Iterator[str]:
    if len(drive.sizes) != 1:
        yield f"the log does not say once and clearly how large {drive.path} is"
    if len(drive.written) > 1:
        yield f"the passes on {drive.path} wrote different numbers of bytes"
    if any(abs(size - rounded) >= unit for size in drive.sizes):
        yield f"{drive.path} was found with about {rounded} bytes, and wiped with another size"


def _about_serial(run: Run, drive: Drive, serial: str) -> Iterator[str]:
    ends = ["".join(row[3].split()) for row in drive.rows["status"]]
    if not drive.serials <= {serial} or not all(end.endswith(f"/{''.join(serial.split())}") for end in ends):
        yield f"the log gives {drive.path} more than one serial"
    others = [other.found[4] for other in run.drives.values() if other is not drive and other.found]
    if any(same_serial(serial, other) for other in others):
        yield f"two drives of this run have serial “{as_told(serial)}”"


def _version(run: Run) -> tuple[int, int]:
    """The highest version in the banners; ShredOS writes nwipe's last."""
    numbers = g.VERSION.findall(" ".join(run.settings["banner"]))
    return max(((int(major), int(minor)) for major, minor in numbers), default=(0, 0))


def _only(values: Iterable[str]) -> str:
    """The one value; several are joined, so that they match nothing."""
    return " / ".join(sorted(values))


def _moment(stamp: str) -> datetime | None:
    try:
        return datetime.strptime(stamp, g.STAMP_FORMAT)  # noqa: DTZ007  nwipe tells no zone
    except ValueError:
        return None
