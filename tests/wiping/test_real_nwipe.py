"""Logs that nwipe itself writes, here, on loop devices: good ones, verify-only, unverified, aborted and killed.

Needs nwipe, root and a free loop device. Loop devices have no serial: nwipe is run quietly, so that it prints signs in
its place, and the signs are replaced. All runs go side by side.
"""

import io
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from devswap.wiping.evidence import Evidence
from devswap.wiping.readers import read_evidence

SIZE = 256 * 1024
RUNS = {
    "zeros": ["--method=zero", "--noblank"],
    "stream, all verified": ["--method=prng", "--verify=all"],
    "short DoD": ["--method=dodshort"],
    "IS5": ["--method=is5enh"],
    "OPS-II": ["--method=ops2"],
    "verify-only": ["--method=verify_zero"],
    "verify-only of ones": ["--method=verify_one"],
    "unverified": ["--method=zero", "--verify=off"],
    "aborted": ["--method=gutmann", "--rounds=500", "--verify=all"],
    "killed": ["--method=gutmann", "--rounds=500", "--verify=all"],
}
FILLED_WITH = {"verify-only": b"\x00", "verify-only of ones": b"\xff"}
"""What a verify-only run wants to see; the others find something else."""
INTERRUPTED = {"aborted": signal.SIGINT, "killed": signal.SIGKILL}


def _why_not() -> str:
    """Why nwipe cannot be run here; empty: it can."""
    if shutil.which("nwipe") is None or shutil.which("losetup") is None:
        return "nwipe and losetup are not installed"
    if os.geteuid() != 0:
        return "nwipe needs root"
    free = subprocess.run(["losetup", "--find"], capture_output=True, check=False)
    return "" if free.returncode == 0 else "no loop device is free"


pytestmark = pytest.mark.skipif(bool(_why_not()), reason=_why_not() or "can be run")


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, bytes]]:
    """Name of the run → its log, with serial `LOOP-` and the name."""
    folder = tmp_path_factory.mktemp("nwipe")
    devices: dict[str, str] = {}
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, options in RUNS.items():
            disk, log = folder / f"{name}.img", folder / f"{name}.log"
            disk.write_bytes(FILLED_WITH.get(name, b"\x5a") * SIZE)
            devices[name] = _losetup("--find", "--show", str(disk))
            arguments = [*options, "--quiet", "--autonuke", "--nogui", "--nowait", f"--logfile={log}", devices[name]]
            running[name] = subprocess.Popen(
                ["nwipe", *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
        for name, number in INTERRUPTED.items():
            _until_written(folder / f"{name}.log")
            running[name].send_signal(number)
        for process in running.values():
            _ended(process)
        yield {name: _with_serial((folder / f"{name}.log").read_bytes(), name) for name in RUNS}
    finally:
        for process in running.values():
            process.kill()
            process.wait(timeout=20)
        for device in devices.values():
            _losetup("--detach", device)


def _ended(process: "subprocess.Popen[bytes]") -> None:
    """Wait for the end; 0.38.1 may hang after an interrupt, and is killed then."""
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(timeout=20)


def _losetup(*arguments: str) -> str:
    return subprocess.run(["losetup", *arguments], capture_output=True, check=True, text=True).stdout.strip()


def _until_written(log: Path) -> None:
    """Wait until the wipe is under way."""
    for _ in range(600):
        if log.exists() and b"bytes written" in log.read_bytes():
            return
        time.sleep(0.05)
    raise AssertionError(f"nwipe wrote nothing to {log.name}")


def _with_serial(log: bytes, name: str) -> bytes:
    serial = b"LOOP-" + name.encode()
    return re.sub(rb"(S/N=|has serial number |Loopback device/)[X?]+", rb"\g<1>" + serial, log)


def read(log: bytes) -> Evidence:
    [evidence] = read_evidence(io.BytesIO(log))
    return evidence


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("zeros", "Fill With Zeros"),
        ("stream, all verified", "PRNG Stream"),
        ("short DoD", "DoD Short"),
        ("IS5", "HMG IS5 Enhanced"),
        ("OPS-II", "RCMP TSSIT OPS-II"),
    ],
)
def test_a_wipe_that_nwipe_finished_and_verified_passes(logs: dict[str, bytes], name: str, method: str) -> None:
    evidence = read(logs[name])
    assert (evidence.result, evidence.reasons) == ("passed", ())
    assert (evidence.method, evidence.technique) == (method, "overwrite")
    assert evidence.drive.serial == f"LOOP-{name}"
    assert evidence.drive.size == evidence.bytes_written == SIZE


@pytest.mark.parametrize("name", ["verify-only", "verify-only of ones", "unverified", "aborted", "killed"])
def test_whatever_else_nwipe_did_never_passes(logs: dict[str, bytes], name: str) -> None:
    assert read(logs[name]).result != "passed"


@pytest.mark.parametrize("name", FILLED_WITH)
def test_a_verify_only_run_says_erased_and_closes_with_success_and_still_proves_nothing(
    logs: dict[str, bytes], name: str
) -> None:
    assert b"| Erased |" in logs[name]
    assert b"Nwipe successfully completed." in logs[name]
    assert "erases nothing" in " ".join(read(logs[name]).reasons)


def test_nwipe_appends_and_each_run_is_told_apart(logs: dict[str, bytes]) -> None:
    order = ["zeros", "killed", "short DoD", "aborted", "OPS-II"]
    found = read_evidence(io.BytesIO(b"".join(logs[name] for name in order)))
    assert [e.drive.serial for e in found] == [f"LOOP-{name}" for name in order]
    assert [e.result for e in found] == ["passed", "unknown", "passed", "unknown", "passed"]


def test_a_single_byte_changes_no_fact_of_a_real_log(logs: dict[str, bytes]) -> None:
    raw = logs["zeros"]
    whole = read(raw)
    for place in range(0, len(raw), 2):
        other = raw[:place] + bytes([raw[place] ^ 1 << place % 8]) + raw[place + 1 :]
        for evidence in read_evidence(io.BytesIO(other)):
            if evidence.result == "passed" and evidence.drive.serial == whole.drive.serial:
                assert evidence.method == whole.method
                assert (evidence.drive.size, evidence.bytes_written) == (SIZE, SIZE)
                assert (evidence.errors, evidence.status) == (whole.errors, whole.status)
