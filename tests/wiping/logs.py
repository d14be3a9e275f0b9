"""nwipe logs as nwipe writes them, version by version, with whatever went wrong; and the job that they belong to.

The lines are those of Debian's 0.34, 0.38 and 0.39 as run on loop devices and of 0.42's source; what loop devices lack
(a serial, a bus, a computer's own data) is filled in.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from devswap.wiping.evidence import ExpectedDrive, Job
from devswap.wiping.methods import load_profile

NIST = load_profile("nist-800-88r2")
POLICE = load_profile("police")

TAKEN_IN = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
STARTED = datetime(2026, 11, 23, 20, 27, 32)  # noqa: DTZ001  as nwipe tells it
RECEIVED = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
HOST = "PF3ABCDE"
PASSES = {"DoD Short": 3, "HMG IS5 Enhanced": 3, "DoD 5220.22-M": 7, "Bruce Schneier 7-Pass": 7}


@dataclass(frozen=True)
class Wiped:
    """One drive in a log, and how its wipe went."""

    path: str = "/dev/sda"
    bus: str = "ATA"
    model: str = "WDC WD3200LPVX-60V0TT0"
    serial: str = "WD-WX11A22B3344"
    size: int = 320_072_933_376
    about: str = "320 GB"
    status: str = " Erased "
    mark: str = " "
    errors: tuple[int, int, int] = (0, 0, 0)
    written: int | None = None
    reread: bool = True
    remarks: tuple[str, ...] = ()
    """Stamped lines of its own, level and text: `warning: …`."""


GOOD = Wiped()
SECOND = Wiped("/dev/nvme0n1", "NVME", "SAMSUNG MZVLB512HBJQ", "S4EVNX0R123456", 512_110_190_592, "512 GB")


def nwipe_log(
    *drives: Wiped,
    version: str = "0.34",
    method: str = "Fill With Zeros",
    blank: bool = False,
    verify: str = "VL",
    host: str = HOST,
    ending: str = "Nwipe successfully completed. See summary table for details.",
    started: datetime = STARTED,
    extra: Sequence[str] = (),
) -> bytes:
    """The log of one run over some drives; `extra` are stamped lines before the wipe."""
    drives = drives or (GOOD,)
    clock = _Clock(started)
    newer, newest = version >= "0.35", version >= "0.41"
    lines = [clock.line(f"   info: nwipe {version}"), " #1 SMP PREEMPT_DYNAMIC"] if newer else []
    for drive in drives:
        bus = f"{drive.bus:8}" if newer else drive.bus
        lines.append(
            clock.line(f" notice: Found {drive.path}, {bus}, {drive.model}, {drive.about}, S/N={drive.serial}")
        )
        if newer and drive.bus == "ATA":
            lines.append(clock.line(f"   info: No hidden sectors on {drive.path}"))
    level = "   info" if newer else " notice"
    for key, value in (
        ("system-manufacturer", "LENOVO"),
        ("system-product-name", "20XW"),
        ("system-serial-number", host),
    ):
        lines.append(clock.line(f"{level}: {key} = {value}"))
    lines += [clock.line(f"{line}") for line in extra]
    verify_says = {"VL": "1 (last pass)", "VA": "2 (all passes)", "NV": "0 (off)"}[verify]
    lines.append(clock.line(" notice: Program options are set as follows..."))
    for key, value in (("banner", f"nwipe {version}"), ("method", method), ("rounds", "1"), ("verify", verify_says)):
        lines.append(clock.line(f" notice:   {key:8} = {value}"))
    for drive in drives:
        lines += [clock.line(f" notice: {text}") for text in _geometry(drive, newest)]
    for texts in zip(*(_wipe(drive, method, blank, verify) for drive in drives), strict=True):
        lines += [clock.line(text) for text in texts if text]
    for drive in drives:
        lines += [clock.line(text) for text in drive.remarks]
    lines += _tables(drives, newest and not method.startswith("Verify"))
    throughput = f"[{clock.stamp}] Total Throughput  80 MB/s, {method}, 1R+{'B' if blank else 'NB'}+{verify}"
    lines += [throughput, "*" * 80, ""]
    if ending:
        lines.append(clock.line(f"   info: {ending}"))
    return "\n".join(lines).encode() + b"\n"


def job(*drives: ExpectedDrive, known: frozenset[str] = frozenset(), host: str = HOST, **changes: object) -> Job:
    """The job that `GOOD` belongs to, or one for these drives."""
    expected = drives or (ExpectedDrive(serial=GOOD.serial, media="ata-hdd", size=GOOD.size),)
    made = Job(drives=expected, host_serial=host, taken_in_at=TAKEN_IN, received_at=RECEIVED, known_digests=known)
    return replace(made, **changes)  # type: ignore[arg-type]


class _Clock:
    """Every line a second later."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    @property
    def stamp(self) -> str:
        return self.now.strftime("%Y/%m/%d %H:%M:%S")

    def line(self, text: str) -> str:
        self.now += timedelta(seconds=1)
        return f"[{self.stamp}] {text}"


def _geometry(drive: Wiped, newest: bool) -> list[str]:
    if newest:
        return [f"{drive.path}: Device geometry is as follows...", f"  Total device bytes   = {drive.size}"]
    return [f"{drive.path}, sect/blk/dev 512/4096/{drive.size}"]


def _wipe(drive: Wiped, method: str, blank: bool, verify: str) -> list[str]:
    """The wipe's own lines. Empty ones keep the lines of several drives in step."""
    lines = [f" notice: Invoking method '{method}' on {drive.path}", f" notice: Starting round 1 of 1 on {drive.path}"]
    if method.startswith("Verify"):
        seen = "Zeroed." if "Zeros" in method else "full of ones (0xFF)."
        return [*lines, f" notice: [SUCCESS] Verified that {drive.path} is {seen}" if drive.reread else ""]
    written = drive.size if drive.written is None else drive.written
    passes = PASSES.get(method, 1)
    for number in range(1, passes + 1):
        where = f"pass {number}/{passes}, round 1/1, on {drive.path}"
        lines += [f" notice: Starting {where}", f" notice: {written} bytes written to {drive.path}"]
        if verify == "VA" or (verify == "VL" and not blank and number == passes):
            told = f" notice: Verified pass {number} of {passes}, round 1 of 1, on '{drive.path}'."
            lines += [f" notice: {drive.size} bytes read from {drive.path}", told if drive.reread else ""]
        lines.append(f" notice: Finished {where}")
    lines.append(f" notice: Finished final round 1 of 1 on {drive.path}")
    if blank:
        lines += [f" notice: Blanking device {drive.path}", f" notice: {written} bytes written to {drive.path}"]
        if verify != "NV":
            lines.append(f" notice: [SUCCESS] Verified that {drive.path} is empty." if drive.reread else "")
        lines.append(f" notice: [SUCCESS] Blanked device {drive.path}")
    return lines


def _tables(drives: Sequence[Wiped], with_erasure: bool) -> list[str]:
    lines = [
        "",
        _title("Error Summary"),
        "!   Device | Pass Errors | Verifications Errors | Fdatasync I\\O Errors",
        "-" * 80,
    ]
    for drive in drives:
        counts = "{:11} | {:20} | {:20}".format(*drive.errors)
        lines.append(f"{drive.mark} {_name(drive)} | {counts}")
    lines += ["*" * 80, ""]
    if with_erasure:
        lines += [
            _title("Erasure Summary"),
            "!   Device |      Bytes Erased |      Bytes Total | Percentage Erased",
            "-" * 80,
        ]
        for drive in drives:
            erased = drive.size if drive.written is None else drive.written
            percent = 100 * erased / drive.size
            lines.append(f"{drive.mark} {_name(drive)} | {erased:17} | {drive.size:16} | {percent:16.2f}%")
        lines += ["*" * 80, ""]
    lines += [_title("Drive Status"), "!   Device | Status | Thru-put | HH:MM:SS | Model/Serial Number", "-" * 80]
    for drive in drives:
        row = f"{drive.mark} {_name(drive)} |{drive.status}|  80 MB/s | 01:06:40 | {drive.model[:17]}/{drive.serial}"
        lines.append(row)
    return [*lines, "-" * 80]


def _name(drive: Wiped) -> str:
    return f"{drive.path.removeprefix('/dev/')[-8:]:>8}"


def _title(words: str) -> str:
    return f" {words} ".center(80, "*")
