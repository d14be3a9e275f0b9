"""The acceptance rule, point by point: each alone stops a pass, and says so in words."""

import dataclasses
import io
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from devswap.wiping.evidence import (
    Attested,
    Evidence,
    ExpectedDrive,
    Job,
    Outcome,
    Unit,
    attested,
    judge,
    plain_serial,
    same_serial,
    weighed,
)
from devswap.wiping.methods import strictest_of
from devswap.wiping.readers import read_evidence
from tests.wiping.logs import GOOD, HOST, NIST, POLICE, RECEIVED, SECOND, STARTED, TAKEN_IN, job, nwipe_log

OPTANE = dataclasses.replace(SECOND, serial="Optane_0000")
DRIVE = ExpectedDrive(serial=GOOD.serial, media="ata-hdd", size=GOOD.size)


def good() -> Evidence:
    [evidence] = read_evidence(io.BytesIO(nwipe_log()))
    return evidence


def made(**changes: object) -> Evidence:
    """The good one, but for these."""
    return dataclasses.replace(good(), **changes)  # type: ignore[arg-type]


def outcome(evidence: Evidence, expected: Job | None = None) -> tuple[Outcome, str]:
    verdict = judge(evidence, expected or job(), NIST)
    assert verdict.reasons
    assert verdict.next
    return verdict.outcome, " ".join(verdict.reasons)


def test_a_whole_log_of_the_drive_taken_in_passes_and_names_the_method_reached() -> None:
    verdict = judge(good(), job(), NIST)
    assert (verdict.outcome, verdict.reaches, verdict.drive) == ("passed", "clear", DRIVE)
    assert verdict.reasons == ("profile nist-800-88r2 counts overwrite by nwipe as clear on ata-hdd",)


@pytest.mark.parametrize(
    ("changes", "expected", "said"),
    [
        ({"status": ""}, "review", "no status"),
        ({"result": "failed", "status": "-FAILED-"}, "failed", "“-FAILED-”"),
        ({"result": "unknown", "reasons": ("the run was aborted",)}, "review", "aborted"),
        ({"result": "unknown"}, "review", "how it ended"),
        ({"errors": (("pass", 0), ("verification", 3))}, "failed", "3 verification errors"),
        ({"errors": None}, "review", "counts no errors"),
        ({"technique": "verify-only", "method": "Verify Zeros (0x00)"}, "review", "erases nothing"),
        ({"technique": "unknown", "method": "Polish"}, "review", "“Polish”"),
        ({"verified": ""}, "review", "nothing was read back"),
        ({"bytes_written": GOOD.size - 1}, "failed", "bytes were written"),
        ({"bytes_written": GOOD.size + 1}, "review", "bytes were written"),
        ({"bytes_written": None}, "review", "does not tell the bytes"),
        ({"reasons": ("the log warns of a hidden area",)}, "review", "hidden area"),
        ({"ended": None}, "review", "when the run ended"),
        ({"started": STARTED + timedelta(days=1)}, "review", "before it started"),
    ],
)
def test_each_fact_of_the_report_can_stop_a_pass(changes: dict[str, object], expected: str, said: str) -> None:
    got, words = outcome(dataclasses.replace(good(), **changes))  # type: ignore[arg-type]
    assert got == expected
    assert said in words


def test_a_method_that_policy_does_not_allow_on_this_media_fails_and_says_what_is_demanded() -> None:
    got, words = outcome(good(), job(dataclasses.replace(DRIVE, media="ata-ssd")))
    assert got == "failed"
    assert "purge is demanded" in words


def test_the_stricter_profile_fails_what_the_other_takes() -> None:
    assert judge(good(), job(sensitivity="OFFICIAL"), POLICE).outcome == "passed"
    verdict = judge(good(), job(sensitivity="OFFICIAL-SENSITIVE"), POLICE)
    assert verdict.outcome == "failed"
    assert "destroy it" in verdict.next


@pytest.mark.parametrize("media", ["", "floppy", "unknown"])
def test_unknown_media_is_never_a_pass(media: str) -> None:
    got, words = outcome(good(), job(dataclasses.replace(DRIVE, media=media)))
    assert got == "review"
    assert "which media" in words


def test_media_that_the_report_contradicts_is_never_a_pass() -> None:
    evidence = dataclasses.replace(good(), drive=dataclasses.replace(good().drive, media="nvme"))
    assert outcome(evidence)[0] == "review"


@pytest.mark.parametrize(
    "serial", ["", "XXXXXXXXXXXXXXX", "????????????????????", "0000", "N/A", "Optane_0000", "WD-\x00"]
)
def test_a_serial_that_names_nothing_matches_nothing_not_even_itself(serial: str) -> None:
    evidence = dataclasses.replace(good(), drive=dataclasses.replace(good().drive, serial=serial))
    assert outcome(evidence, job(dataclasses.replace(DRIVE, serial=serial)))[0] == "review"
    assert not same_serial(serial, serial)


def test_serials_compare_without_case_and_blanks_and_otherwise_exactly() -> None:
    assert same_serial(" wd-wx11a22B3344 ", "WD-WX11A22B3344")
    assert not same_serial("WD-WX11A22B3344", "WX11A22B3344")
    assert plain_serial("S4EV NX0R") == "s4evnx0r"


def test_the_log_of_another_drive_or_computer_goes_to_review() -> None:
    assert outcome(good(), job(dataclasses.replace(DRIVE, serial=SECOND.serial)))[0] == "review"
    got, words = outcome(good(), job(host="PF9ZZZZZ"))
    assert got == "review"
    assert HOST in words
    assert "PF9ZZZZZ" in words


def test_a_drive_recorded_as_removed_may_be_wiped_in_any_computer() -> None:
    assert outcome(good(), job(dataclasses.replace(DRIVE, removed=True), host="PF9ZZZZZ"))[0] == "passed"


@pytest.mark.parametrize("host", ["", "To be filled by O.E.M.", "Default string", "System Serial Number"])
def test_a_computer_without_a_serial_is_no_match(host: str) -> None:
    [evidence] = read_evidence(io.BytesIO(nwipe_log(host=host)))
    got, words = outcome(evidence, job(host=host))
    assert got == "review"
    assert "which computer" in words


def test_two_drives_of_a_job_with_one_serial_are_asked_about() -> None:
    got, words = outcome(good(), job(DRIVE, DRIVE))
    assert got == "review"
    assert "2 drives" in words


def test_a_size_other_than_the_job_knows_is_asked_about() -> None:
    assert outcome(good(), job(dataclasses.replace(DRIVE, size=GOOD.size + 512)))[0] == "review"
    assert outcome(good(), job(dataclasses.replace(DRIVE, size=None)))[0] == "passed"


@pytest.mark.parametrize("digest", ["digest", "result_digest"])
def test_a_report_that_was_imported_before_never_passes_again(digest: str) -> None:
    got, words = outcome(good(), job(known=frozenset({getattr(good(), digest)})))
    assert got == "review"
    assert "imported before" in words


def test_a_run_that_ended_before_the_intake_or_in_the_future_never_passes() -> None:
    assert "not after the intake" in outcome(good(), job(taken_in_at=datetime(2026, 11, 24, tzinfo=UTC)))[1]
    assert "later than it was received" in outcome(good(), job(received_at=datetime(2026, 11, 22, tzinfo=UTC)))[1]


def test_a_time_without_a_zone_counts_at_its_earliest() -> None:
    """20:28 somewhere on earth may be 06:28 UTC; in London it was 20:28, in summer 19:28."""
    after_breakfast = job(taken_in_at=datetime(2026, 11, 23, 8, 0, tzinfo=UTC))
    assert outcome(good(), after_breakfast)[0] == "review"
    in_london = dataclasses.replace(after_breakfast, log_zone=ZoneInfo("Europe/London"))
    assert outcome(good(), in_london)[0] == "passed"
    summer = dataclasses.replace(good(), ended=datetime(2026, 7, 1, 20, 28), started=None)  # noqa: DTZ001
    late = dataclasses.replace(in_london, taken_in_at=datetime(2026, 7, 1, 19, 30, tzinfo=UTC))
    assert outcome(summer, late)[0] == "review"


@pytest.mark.parametrize("year", [1, 1970, 9999])
def test_an_absurd_clock_is_an_answer_and_never_a_pass(year: int) -> None:
    absurd = datetime(year, 1, 1)  # noqa: DTZ001  as a log may tell it
    assert outcome(dataclasses.replace(good(), started=absurd, ended=absurd))[0] == "review"


def test_a_tag_of_another_device_is_asked_about() -> None:
    tagged = dataclasses.replace(good(), tag="MPS-000124")
    assert outcome(tagged, job(tag="MPS-000123"))[0] == "review"
    assert outcome(tagged, job(tag="mps-000124"))[0] == "passed"


def test_weighing_twice_is_weighing_once() -> None:
    for evidence in (good(), dataclasses.replace(good(), errors=None), dataclasses.replace(good(), result="failed")):
        assert weighed(weighed(evidence)) == weighed(evidence)


def test_a_result_made_by_hand_is_weighed_too() -> None:
    """Nobody passes by writing `passed`."""
    bare = Evidence(reader="nwipe", digest="", tool="nwipe", technique="overwrite", drive=good().drive, result="passed")
    assert outcome(bare)[0] == "review"


def test_what_the_bench_adds_fills_only_what_a_format_cannot_hold() -> None:
    added = Attested(package_version="0.34-1+b1", host=Unit(serial="PF9ZZZZZ"), ended=RECEIVED, tag="MPS-000123")
    told = attested(dataclasses.replace(good(), host=Unit(), ended=None), added)
    assert (told.package_version, told.tag, told.host, told.ended) == ("0.34-1+b1", "MPS-000123", Unit(), None)
    filled = attested(Evidence(reader="nvme", digest=""), added)
    assert (filled.host.serial, filled.ended) == ("PF9ZZZZZ", RECEIVED)


def test_the_zone_is_noted_where_a_tool_tells_none() -> None:
    assert good().zone == "no zone"
    assert dataclasses.replace(good(), ended=TAKEN_IN).zone == "UTC"


def test_a_computer_whose_clock_is_a_little_ahead_is_not_doubted_for_it() -> None:
    assert judge(made(ended=RECEIVED + timedelta(minutes=4)), job(), NIST).outcome == "passed"
    assert judge(made(ended=RECEIVED + timedelta(minutes=6)), job(), NIST).outcome == "review"


def test_what_a_person_can_say_is_asked_for_and_nothing_else_is_offered() -> None:
    unknown = ExpectedDrive(serial=GOOD.serial, media="", size=GOOD.size)
    assert "/drive is SERIAL MEDIA" in judge(made(), job(unknown), NIST).next
    assert "/drive is" not in judge(made(ended=TAKEN_IN - timedelta(days=2)), job(unknown), NIST).next
    assert "--device" in judge(made(host=Unit(), reader="generic"), job(), NIST).next
    nameless = judge(made(host=Unit()), job(), NIST)
    assert ("--device" in nameless.next, "DRIVE OUT" in nameless.next) == (False, True)
    assert "Compare the report" in judge(made(host=Unit(serial="OTHER")), job(), NIST).next


def test_of_two_words_for_a_sensitivity_the_one_that_demands_more_counts() -> None:
    assert strictest_of(NIST, "OFFICIAL", "SECRET") == strictest_of(NIST, "SECRET", "OFFICIAL") == "SECRET"
    assert strictest_of(NIST, "", "public") == "public"
    assert strictest_of(NIST, "", "") == NIST.assumed
    assert strictest_of(NIST, "SECRET", "MAGENTA") == "MAGENTA"
    assert strictest_of(POLICE, "official", "official-sensitive") == "official-sensitive"


@pytest.mark.parametrize(
    ("model", "outcome"),
    [("Samsung SSD 860 EVO 500GB", "review"), ("INTEL SSDSC2KG240G8", "review"), ("ST500LM000-SSHD-8GB", "passed"),
     ("WDC WD3200LPVX-60V0TT0", "passed"), ("KXG60ZNV512G NVMe TOSHIBA", "review")],
)  # fmt: skip
def test_flash_that_somebody_called_a_disk_is_asked_about(model: str, outcome: str) -> None:
    assert judge(made(drive=dataclasses.replace(good().drive, model=model)), job(), NIST).outcome == outcome
