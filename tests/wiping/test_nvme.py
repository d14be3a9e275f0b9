"""`nvme sanitize-log` with `id-ctrl`: which answers of a drive are proof, and of which drive."""

import copy
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from devswap.wiping.evidence import Attested, Evidence, ExpectedDrive, Unit, judge
from devswap.wiping.readers import read_evidence
from devswap.wiping.readers.nvme import part_in
from tests.wiping.logs import HOST, NIST, POLICE, job

CONTROLLER = {
    "vid": 5197, "ssvid": 5197, "sn": "S4EVNX0R123456      ", "mn": "SAMSUNG MZVLB512HBJQ-000L7              ",
    "fr": "4M2QEXF7", "tnvmcap": 512110190592,
}  # fmt: skip
LOG: dict[str, Any] = {
    "nvme0": {
        "sprog": 65535,
        "sstat": {
            "global_erased": 1,
            "no_cmplted_passes": 0,
            "status": "(1) Most Recent Sanitize Command Completed Successfully.",
        },
        "cdw10_info": 2,
        "time_over_write": 0,
        "time_block_erase": 0,
        "time_crypto_erase": 0,
    }
}
DRIVE = ExpectedDrive(serial="S4EVNX0R123456", media="nvme", size=512110190592)
AT_THE_BENCH = Attested(host=Unit(serial=HOST), ended=datetime(2026, 11, 23, 20, tzinfo=UTC))


def original(log: object = LOG, controller: object = CONTROLLER) -> bytes:
    return (json.dumps(controller, indent=2) + "\n" + json.dumps(log)).encode()


def only(raw: bytes) -> Evidence:
    [evidence] = read_evidence(io.BytesIO(raw), added=AT_THE_BENCH)
    return evidence


def changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    log = copy.deepcopy(LOG)
    change(log["nvme0"])
    return log


def test_a_completed_sanitize_of_the_drive_taken_in_is_a_purge() -> None:
    evidence = only(original())
    assert (evidence.result, evidence.reasons, evidence.technique) == ("passed", (), "nvme-sanitize-block-erase")
    assert (evidence.drive.serial, evidence.drive.model) == ("S4EVNX0R123456", "SAMSUNG MZVLB512HBJQ-000L7")
    verdict = judge(evidence, job(DRIVE), NIST)
    assert (verdict.outcome, verdict.reaches) == ("passed", "purge")


def test_the_controller_may_come_beside_the_log_and_the_digest_is_of_both() -> None:
    log, controller = json.dumps(LOG).encode(), json.dumps(CONTROLLER).encode()
    [beside] = read_evidence(io.BytesIO(log), io.BytesIO(controller), added=AT_THE_BENCH)
    assert beside.result == "passed"
    assert beside.digest == only(log + controller).digest


def test_the_status_under_its_own_text_is_read_as_some_versions_write_it() -> None:
    words = "Most Recent Sanitize Command Completed Successfully."
    odd = changed(lambda log: log.update(sstat={"global_erased": 1, words: f"(1) {words}"}))
    assert only(original(odd)).result == "passed"
    assert only(original(LOG["nvme0"])).result == "passed"


@pytest.mark.parametrize(
    ("status", "result", "said"),
    [
        ("(0) NVM Subsystem has never been sanitized.", "unknown", "never sanitised"),
        ("(2) Sanitize in Progress.", "unknown", "still running"),
        ("(3) Most Recent Sanitize Command Failed.", "failed", "Failed"),
        ("(4) Most Recent Sanitize Command (No-Deallocate) Completed Successfully.", "passed", ""),
        ("(5) Something new", "unknown", "not known"),
        ("completed", "unknown", "no status"),
    ],
)
def test_only_status_one_and_four_are_success(status: str, result: str, said: str) -> None:
    evidence = only(original(changed(lambda log: log["sstat"].update(status=status))))
    assert evidence.result == result
    assert said in " ".join(evidence.reasons)


CONTRADICTIONS: dict[str, Callable[[dict[str, Any]], object]] = {
    "progress": lambda log: log.update(sprog=30000),
    "written since": lambda log: log["sstat"].update(global_erased=0),
    "verification cancelled": lambda log: log["sstat"].update(media_verification_canceled=1),
    "left failure mode": lambda log: log.update(cdw10_info=1),
    "verified media only": lambda log: log.update(cdw10_info=5),
    "no action": lambda log: log.update(cdw10_info=0),
    "action as text": lambda log: log.update(cdw10_info="2"),
    "action missing": lambda log: log.pop("cdw10_info"),
    "two statuses": lambda log: log["sstat"].update(other="(1) again"),
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_whatever_contradicts_the_success_is_unknown(name: str) -> None:
    assert only(original(changed(CONTRADICTIONS[name]))).result == "unknown"


@pytest.mark.parametrize(("action", "technique"), [(2, "block-erase"), (3, "overwrite"), (4, "crypto-erase")])
def test_the_action_is_in_the_low_bits_of_the_command(action: int, technique: str) -> None:
    for others in (0, 8, 256):
        evidence = only(original({"nvme0": LOG["nvme0"] | {"cdw10_info": action + others}}))
        assert evidence.technique == f"nvme-sanitize-{technique}"


def test_crypto_erase_is_the_profiles_to_count() -> None:
    evidence = only(original(changed(lambda log: log.update(cdw10_info=4))))
    assert judge(evidence, job(DRIVE), NIST).outcome == "passed"
    assert judge(evidence, job(DRIVE, sensitivity="OFFICIAL"), POLICE).outcome == "failed"


UNTIED = {
    "no controller": json.dumps(LOG).encode(),
    "two controllers": original() + json.dumps(CONTROLLER).encode(),
    "two logs": original() + json.dumps(LOG).encode(),
    "two logs in one": original({**LOG, "nvme1": LOG["nvme0"]}),
    "no serial": original(controller={"sn": "", "mn": "X"}),
    "no serial's key": original(controller={"mn": "X"}),
    "cut off": original()[:-3],
    "a key twice": original().replace(b'"sprog": 65535', b'"sprog": 1, "sprog": 65535'),
    "no object": original(controller=[1]),
}


@pytest.mark.parametrize("name", UNTIED)
def test_a_log_that_cannot_be_tied_to_one_drive_is_unknown(name: str) -> None:
    assert only(UNTIED[name]).result == "unknown"


def test_without_the_bench_there_is_no_computer_and_no_time() -> None:
    [evidence] = read_evidence(io.BytesIO(original()))
    verdict = judge(evidence, job(DRIVE), NIST)
    assert verdict.outcome == "review"
    assert len(verdict.reasons) == 2


def test_a_log_and_its_controller_in_two_files_are_told_apart() -> None:
    log, controller = json.dumps(LOG).encode(), b"\xef\xbb\xbf" + json.dumps(CONTROLLER).encode()
    assert (part_in(log), part_in(controller), part_in(original()), part_in(b"{"), part_in(b"\xff")) == (
        "log", "controller", "", "", "",
    )  # fmt: skip
