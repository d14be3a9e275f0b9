"""nwipe and ShredOS logs: every fact that is read, in every version, and every way in which a log is no proof."""

import dataclasses
import io
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from devswap.wiping.evidence import Evidence, ExpectedDrive, judge
from devswap.wiping.readers import read_evidence
from tests.wiping.logs import GOOD, HOST, NIST, SECOND, STARTED, job, nwipe_log

VERSIONS = ("0.32", "0.33", "0.34", "0.35", "0.38", "0.39", "0.41", "0.42")


def read(raw: bytes) -> list[Evidence]:
    return read_evidence(io.BytesIO(raw))


def only(raw: bytes) -> Evidence:
    [evidence] = read(raw)
    return evidence


def line(text: str, log: bytes, before: str = "Program options") -> bytes:
    """The log with a stamped line put in before another."""
    lines = log.decode().split("\n")
    place = next(number for number, other in enumerate(lines) if before in other)
    stamp = lines[place].partition("]")[0]
    return "\n".join([*lines[:place], f"{stamp}] {text}", *lines[place:]]).encode()


@pytest.mark.parametrize("version", VERSIONS)
def test_all_that_a_log_tells_of_a_drive_is_read(version: str) -> None:
    evidence = only(nwipe_log(version=version))
    assert (evidence.result, evidence.reasons) == ("passed", ())
    assert (evidence.tool, evidence.tool_version, evidence.banner) == ("nwipe", version, f"nwipe {version}")
    assert (evidence.method, evidence.technique, evidence.status) == ("Fill With Zeros", "overwrite", "Erased")
    assert (evidence.drive.model, evidence.drive.serial, evidence.drive.size) == (GOOD.model, GOOD.serial, GOOD.size)
    assert (evidence.host.maker, evidence.host.model, evidence.host.serial) == ("LENOVO", "20XW", HOST)
    assert evidence.bytes_written == GOOD.size
    assert evidence.errors == (("pass", 0), ("verification", 0), ("fdatasync", 0))
    assert evidence.verified == "the last pass read back by nwipe (VL)"
    assert evidence.started is not None
    assert evidence.ended is not None
    assert STARTED < evidence.started < evidence.ended < STARTED + timedelta(minutes=1)
    assert len(evidence.digest) == len(evidence.result_digest) == 64


@pytest.mark.parametrize("version", ["0.34", "0.38", "0.42"])
@pytest.mark.parametrize("method", ["Fill With Zeros", "PRNG Stream", "DoD Short", "DoD 5220.22-M", "HMG IS5 Enhanced"])
@pytest.mark.parametrize(("blank", "verify"), [(True, "VL"), (False, "VL"), (True, "VA"), (False, "VA")])
def test_every_method_that_writes_passes_when_it_was_read_back(
    version: str, method: str, blank: bool, verify: str
) -> None:
    evidence = only(nwipe_log(version=version, method=method, blank=blank, verify=verify))
    assert (evidence.result, evidence.method) == ("passed", method)
    assert judge(evidence, job(), NIST).outcome == "passed"


@pytest.mark.parametrize("version", ["0.34", "0.42"])
def test_drives_whose_lines_interleave_are_told_apart(version: str) -> None:
    failed = replace(SECOND, status="-FAILED-", mark="!", errors=(2, 0, 0), written=4096)
    ending = "Nwipe exited with errors, check the log & summary table for individual drive status."
    one, two = read(nwipe_log(GOOD, failed, version=version, method="HMG IS5 Enhanced", ending=ending))
    assert (one.drive.serial, one.result) == (GOOD.serial, "passed")
    assert (two.drive.serial, two.drive.media, two.result) == (SECOND.serial, "nvme", "failed")
    assert "2 pass errors" in two.reasons


def test_several_runs_in_one_file_are_judged_alone() -> None:
    later = STARTED + timedelta(hours=2)
    runs = [
        nwipe_log(method="Verify Zeros (0x00)"),
        nwipe_log(started=later),
        nwipe_log(SECOND, started=later + timedelta(hours=2)),
    ]
    found = read(b"".join(runs))
    assert [(e.run, e.result) for e in found] == [(1, "unknown"), (2, "passed"), (3, "passed")]
    assert len({e.digest for e in found}) == 1
    assert len({e.result_digest for e in found}) == 3


@pytest.mark.parametrize("version", ["0.34", "0.38", "0.42"])
def test_a_run_that_was_killed_does_not_borrow_from_the_next(version: str) -> None:
    whole = nwipe_log(version=version)
    killed = whole[: whole.index(b"bytes written")]
    found = read(killed + b"\n" + nwipe_log(SECOND, version=version, started=STARTED + timedelta(hours=1)))
    assert [(e.drive.serial, e.result) for e in found] == [(GOOD.serial, "unknown"), (SECOND.serial, "passed")]
    assert "cut off" in found[0].reasons[0]


def test_the_run_in_a_log_that_was_appended_to_renamed_or_resaved_is_the_same_result() -> None:
    first = nwipe_log()
    known = only(first)
    appended = read(first + nwipe_log(SECOND, started=STARTED + timedelta(hours=3)))[0]
    resaved = only(first.replace(b"\n", b"\r\n"))
    for again in (appended, resaved):
        assert again.digest != known.digest
        assert again.result_digest == known.result_digest
        assert judge(again, job(known=frozenset({known.result_digest})), NIST).outcome == "review"


@pytest.mark.parametrize(
    ("drive", "said"),
    [
        (replace(GOOD, status="UABORTED", mark="!"), "“!”"),
        (replace(GOOD, status="INSANITY"), "status for the drive is “INSANITY”"),
        (replace(GOOD, mark="!"), "“!”"),
        (replace(GOOD, reread=False), "nothing was read back"),
        (replace(GOOD, serial=""), "no serial"),
        (replace(GOOD, about="500 GB"), "about 500000000000 bytes"),
    ],
)
def test_a_drive_whose_status_is_in_doubt_is_unknown(drive: object, said: str) -> None:
    evidence = only(nwipe_log(drive))  # type: ignore[arg-type]
    verdict = judge(evidence, job(), NIST)
    assert (evidence.result, verdict.outcome) == ("unknown", "review")
    assert any(said in reason for reason in verdict.reasons)


@pytest.mark.parametrize(
    "text",
    [
        "warning:  *** HIDDEN SECTORS DETECTED ! *** on /dev/sda",
        "warning: HIDDEN AREA DETECTED! on /dev/sda",
        "warning: HIDDEN SECTORS INDETERMINATE! on /dev/sda, Some USB adapters & memory sticks don't support",
        "warning: HPA values 1000 / 2048 on /dev/sda",
        "warning: The host protected area is enabled on /dev/sda",
        "warning: [UNKNOWN] We can't find the HPA line, has hdparm ouput unknown/changed? /dev/sda",
        "warning: hdparm command not found.",
        "  error: IOCTL command failed retrieving DCO",
    ],
)
def test_a_warning_of_a_hidden_area_is_never_a_pass(text: str) -> None:
    evidence = only(line(text, nwipe_log()))
    assert evidence.result == "unknown"
    assert "hidden area" in " ".join(evidence.reasons)


@pytest.mark.parametrize(
    "text",
    [
        "warning: [UNKNOWN] We can't find the HPA line, has hdparm ouput unknown/changed? /dev/sda",
        "  error: IOCTL command failed retrieving DCO",
        "   info: HPA values 625142448 / 625142448 on /dev/sda",
    ],
)
def test_probing_that_ends_in_no_hidden_sectors_is_no_warning(text: str) -> None:
    assert only(line(text, nwipe_log(version="0.38"))).result == "passed"


def test_nvme_has_no_hidden_areas_to_probe() -> None:
    log = line("  error: IOCTL command failed retrieving DCO", nwipe_log(SECOND, version="0.38"))
    assert only(log).result == "passed"


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("  error: Partial write on '/dev/sda', 512 bytes short.", False),
        ("  fatal: Unable to seed the PRNG.", False),
        ("   info: /dev/sda: >>> FAILURE! <<<: code -1", False),
        (" notice: [FAILURE] /dev/sda may not be blanked", False),
        ("warning: something new about /dev/sda", False),
        ("warning: Smartctl is unable to provide smart data for /dev/sda", True),
        ("warning: Command not found. Install smartmontools !", True),
        ("   info: /dev/sda: 38.41%, round 1 of 1, pass 1 of 1, eta 00:00:10, [writing]", True),
        ("  error: Partial write on '/dev/sdz', 512 bytes short.", False),
    ],
)
def test_alarms_count_unless_they_are_known_to_be_harmless(text: str, passes: bool) -> None:
    assert (only(line(text, nwipe_log(), before="Finished final")).result == "passed") is passes


def test_an_alarm_about_one_drive_is_not_held_against_the_other() -> None:
    alarm = "  error: Partial write on '/dev/nvme0n1', 512 bytes short."
    found = read(line(alarm, nwipe_log(GOOD, SECOND), before="Finished final"))
    assert [e.result for e in found] == ["passed", "unknown"]


def test_two_drives_with_one_serial_are_both_in_doubt() -> None:
    found = read(nwipe_log(GOOD, replace(GOOD, path="/dev/sdb")))
    assert [e.result for e in found] == ["unknown", "unknown"]
    assert all("two drives of this run" in " ".join(e.reasons) for e in found)


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("method   = Fill With Zeros", "method   = PRNG Stream", "names these methods"),
        ("rounds   = 1", "rounds   = 3", "different rounds"),
        ("verify   = 1 (last pass)", "verify   = 0 (off)", "different verification"),
        ("pass 1/1, round 1/1", "pass 1/3, round 1/1", "another number"),
        ("sda | Erased |", "sdb | Erased |", "0 rows"),
        ("--------\n       ", "--------\nx      ", "table is damaged"),
        ("] Total Throughput", "] Total throughput", "0 lines of total throughput"),
        ("Model/Serial Number\n", "Model/Serial Number\n[2026] gone\n", "table is damaged"),
        (f"/{GOOD.serial}\n", f"/{SECOND.serial}\n", "more than one serial"),
        ("Starting round", "A note.\nStarting round", "is not nwipe's"),
    ],
)
def test_a_log_that_contradicts_itself_is_no_proof(was: str, now: str, said: str) -> None:
    raw = nwipe_log().decode()
    assert was in raw
    found = read(raw.replace(was, now).encode())
    assert all(e.result == "unknown" for e in found)
    assert said in " ".join(found[0].reasons)


def test_passes_that_wrote_different_numbers_of_bytes_are_no_proof() -> None:
    raw = nwipe_log(method="DoD Short")
    for wrong, result in ((GOOD.size + 512, "unknown"), (GOOD.size - 512, "failed")):
        other = only(raw.replace(f"{GOOD.size} bytes written".encode(), f"{wrong} bytes written".encode(), 1))
        assert other.result == result
        assert "different numbers" in " ".join(other.reasons)


def test_only_the_last_pass_read_back_is_a_verification() -> None:
    told = " notice: Verified pass 1 of 3, round 1 of 1, on '/dev/sda'."
    raw = line(told, nwipe_log(replace(GOOD, reread=False), method="DoD Short"), before="Finished final")
    assert "nothing was read back" in only(raw).reasons


def test_a_method_that_reads_back_by_itself_does_not_make_up_for_verification_switched_off() -> None:
    """HMG IS5 always verifies its random pass; the rule wants VL or VA as well."""
    told = " notice: Verified pass 3 of 3, round 1 of 1, on '/dev/sda'."
    raw = line(told, nwipe_log(method="HMG IS5 Enhanced", verify="NV"), before="Finished final")
    assert "nothing was read back" in only(raw).reasons


def test_two_lines_run_together_are_no_proof() -> None:
    raw = line("  error: Partial write on '/dev/sda', 512 bytes short.", nwipe_log(), before="Finished final")
    before, _, after = raw.partition(b"]   error: Partial")
    joined = before.rpartition(b"\n")[0] + b" [2026/11/23 20:27:51" + b"]   error: Partial" + after
    assert "run together" in " ".join(only(joined).reasons)


def test_a_run_that_never_started_is_told_apart_from_the_next() -> None:
    never = nwipe_log().partition(b"Program options")[0].rpartition(b"\n")[0]
    stop = b"\n[2026/11/23 20:27:39]    info: Nwipe was aborted by the user prior to the wipe starting.\n"
    found = read(never + stop + nwipe_log(SECOND, started=STARTED + timedelta(hours=1)))
    assert [(e.drive.serial, e.result) for e in found] == [(GOOD.serial, "unknown"), (SECOND.serial, "passed")]


@pytest.mark.parametrize("version", ["0.34", "0.42"])
def test_a_run_that_was_aborted_proves_nothing_even_for_a_drive_that_says_erased(version: str) -> None:
    raw = nwipe_log(
        version=version, ending="Nwipe was aborted by the user. Check the summary table for the drive status."
    )
    assert (only(raw).status, only(raw).result) == ("Erased", "unknown")
    assert "aborted" in only(raw).reasons[0]


def test_times_that_run_backwards_are_no_proof() -> None:
    raw = nwipe_log().replace(b"20:27:50]", b"19:27:50]")
    assert "run backwards" in " ".join(only(raw).reasons)


@pytest.mark.parametrize("percent", ["38.41%", "100.01%", "99.99%"])
def test_in_newer_versions_the_erasure_summary_must_say_all(percent: str) -> None:
    raw = nwipe_log(version="0.42")
    assert only(raw).result == "passed"
    assert only(raw.replace(b"100.00%", percent.encode())).result == "unknown"
    without = raw[: raw.index(b"*** Erasure")].rstrip(b"*") + raw[raw.index(b"*** Drive Status") :]
    assert "erasure summary" in " ".join(only(without).reasons)


def test_older_tables_without_a_column_for_fdatasync_are_no_proof() -> None:
    raw = nwipe_log().decode()
    row = f"          sda | {0:11} | {0:20} | {0:20}"[5:]
    assert row in raw
    assert only(raw.replace(row, row[:-20].rstrip()).encode()).result == "unknown"


def test_shredos_is_read_like_nwipe() -> None:
    raw = nwipe_log(version="0.38").replace(b"nwipe 0.38", b"ShredOS v2024.11_27_x86-64_0.38")
    evidence = only(raw)
    assert (evidence.result, evidence.tool, evidence.tool_version) == ("passed", "nwipe", "0.38")
    assert evidence.banner == "ShredOS v2024.11_27_x86-64_0.38"


def test_a_model_with_commas_and_a_serial_with_blanks_are_read_whole() -> None:
    odd = replace(GOOD, model="ACME, Disk, 2 TB, Pro", serial="AB 12 CD")
    evidence = only(nwipe_log(odd, version="0.38"))
    assert (evidence.result, evidence.drive.model, evidence.drive.serial) == ("passed", odd.model, "AB 12 CD")


def test_hidden_serials_of_quiet_mode_never_match() -> None:
    quiet = replace(GOOD, serial="XXXXXXXXXXXXXXX")
    assert judge(only(nwipe_log(quiet)), job(ExpectedDrive(serial=quiet.serial, media="hdd")), NIST).outcome == "review"


def test_drives_that_were_only_found_are_no_results_beside_one_that_was_wiped() -> None:
    stick = " notice: Found /dev/sdb, USB, Boot stick,   8 GB, S/N=STICK1"
    assert only(nwipe_log(extra=(stick,))).drive.serial == GOOD.serial
    found = only(nwipe_log().partition(b"Program options")[0])
    assert (found.drive.serial, found.result) == (GOOD.serial, "unknown")


def test_a_row_for_a_drive_that_was_never_found_is_its_own_doubtful_result() -> None:
    raw = nwipe_log().replace(b"Found /dev/sda", b"Found /dev/sdc")
    assert {e.result for e in read(raw)} == {"unknown"}


def test_a_log_still_being_written_is_unknown_and_passes_once_it_is_whole() -> None:
    raw = nwipe_log(version="0.42")
    assert only(raw[: raw.index(b"Drive Status")]).result == "unknown"
    assert only(raw).result == "passed"


def test_dates_that_do_not_exist_are_no_times() -> None:
    evidence = only(nwipe_log().replace(b"2026/11/23", b"2026/13/45"))
    assert evidence.ended is None
    assert judge(evidence, job(), NIST).outcome == "review"


def test_a_clock_of_1970_is_before_every_intake() -> None:
    evidence = only(nwipe_log(started=datetime(1970, 1, 1)))  # noqa: DTZ001
    assert judge(evidence, job(), NIST).outcome == "review"
    assert dataclasses.replace(evidence, ended=None).zone == "no zone"


@pytest.mark.parametrize(
    ("mark", "encoding"), [(b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")]
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_copied_a_log_may_have_marked_its_encoding(mark: bytes, encoding: str, end: str) -> None:
    [evidence] = read(mark + nwipe_log().decode().replace("\n", end).encode(encoding))
    assert (evidence.result, evidence.drive.serial) == ("passed", GOOD.serial)
    [altered] = read(mark + nwipe_log(replace(GOOD, errors=(0, 1, 0))).decode().replace("\n", end).encode(encoding))
    assert altered.result == "failed"


def test_a_serial_that_a_bridge_pads_is_the_same_in_every_place() -> None:
    [evidence] = read(nwipe_log(replace(GOOD, serial="   WD-WX11A22B3344  ")))
    assert (evidence.result, evidence.drive.serial) == ("passed", "WD-WX11A22B3344")
