"""Logs altered by one byte, and what a verdict must not make of them; run alone it tries every place and every bit.

`python -m tests.wiping.altered` takes some minutes and prints what passes that must not; the tests try a share of it.
"""

import io
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from devswap.wiping.evidence import Evidence, ExpectedDrive, Job, judge, plain_serial
from devswap.wiping.readers import read_evidence
from tests.wiping.logs import GOOD, NIST, job, nwipe_log

JOB = job()
SIZE_UNKNOWN = job(ExpectedDrive(serial=GOOD.serial, media="ata-hdd"))
"""The same job, of a drive whose size nobody noted: nothing but the log can tell."""

_ERROR = "  error: Partial write on '/dev/sda', 512 bytes short."
_WITH_ERRORS = "Nwipe exited with errors, check the log & summary table for individual drive status."
_FAILED = replace(
    GOOD, status="-FAILED-", mark="!", errors=(0, 1, 0), remarks=("  error: 1 verification errors on '/dev/sda'.",)
)

NEVER_PASS: dict[str, bytes] = {
    "failed": nwipe_log(_FAILED, ending=_WITH_ERRORS),
    "aborted": nwipe_log(
        replace(GOOD, status="UABORTED", mark="!", reread=False, written=GOOD.size // 3),
        ending="Nwipe was aborted by the user. Check the summary table for the drive status.",
    ),
    "insanity": nwipe_log(replace(GOOD, status="INSANITY")),
    "verify-only of zeros": nwipe_log(method="Verify Zeros (0x00)"),
    "verify-only of ones": nwipe_log(method="Verify Ones  (0xFF)", version="0.42"),
    "not verified": nwipe_log(verify="NV"),
    "too short": nwipe_log(replace(GOOD, written=GOOD.size - 512)),
    "too short in 0.42": nwipe_log(replace(GOOD, written=GOOD.size - 512), version="0.42"),
    "never read back": nwipe_log(replace(GOOD, reread=False)),
    "hidden area": nwipe_log(extra=("warning:  ******", "warning:  *** HIDDEN SECTORS DETECTED ! *** on /dev/sda")),
    "another drive": nwipe_log(replace(GOOD, serial="WD-WX11A22B3345")),
    "another computer": nwipe_log(host="PF3ABCDF"),
    "cut off": nwipe_log()[:-90],
    "no serial": nwipe_log(replace(GOOD, serial="")),
    "before the intake": nwipe_log(started=datetime(2026, 11, 10, 20, 0, 0)),  # noqa: DTZ001  as nwipe tells it
    "write error": nwipe_log(replace(GOOD, remarks=(_ERROR,))),
}  # fmt: skip
"""Logs of the drive `GOOD` (or nearly) that prove nothing, by what is wrong with each."""


def passing(raw: bytes, expected: Job = JOB) -> list[Evidence]:
    """The results in a file that pass for the job."""
    return [e for e in read_evidence(io.BytesIO(raw)) if judge(e, expected, NIST).outcome == "passed"]


def facts(evidence: Evidence) -> tuple[object, ...]:
    """What no alteration may change in a result that passes."""
    drive, host = evidence.drive, evidence.host
    told = (evidence.method, evidence.technique, evidence.status, evidence.result, evidence.errors)
    return (plain_serial(drive.serial), plain_serial(host.serial), drive.size, evidence.bytes_written, *told)


def alterations(raw: bytes, place: int) -> Iterator[bytes]:
    """Every bit of a byte turned over, the byte taken out, and some put in before it."""
    before, after = raw[:place], raw[place + 1 :]
    for bit in range(8):
        yield before + bytes([raw[place] ^ 1 << bit]) + after
    yield before + after
    for put in (b"0", b" ", b"\n", b"*", b"\xff"):
        yield before + put + raw[place:]


def main() -> int:
    """Try all. Returns the exit code."""
    leaks = 0
    for name, raw in NEVER_PASS.items():
        for place in range(len(raw)):
            for number, other in enumerate(alterations(raw, place)):
                if passing(other):
                    print(f"{name}: alteration {number} of byte {place} passes: {other[place - 40 : place + 40]!r}")
                    leaks += 1
    for version in ("0.34", "0.38", "0.42"):
        raw = nwipe_log(version=version)
        [original] = passing(raw)
        for place in range(len(raw)):
            for number, other in enumerate(alterations(raw, place)):
                if any(facts(evidence) != facts(original) for evidence in passing(other, SIZE_UNKNOWN)):
                    print(f"{version}: alteration {number} of byte {place} passes with other facts")
                    leaks += 1
    print(f"{leaks} leaks")
    return 1 if leaks else 0


if __name__ == "__main__":
    sys.exit(main())
