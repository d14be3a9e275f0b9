"""Blancco's report: what is a success, which drive it is of, and XML that means harm."""

import io

import pytest

from devswap.wiping.evidence import Evidence, ExpectedDrive, judge
from devswap.wiping.readers import read_evidence
from tests.wiping.logs import HOST, NIST, POLICE, job

DISK = {"serial": "S4EVNX0R123456", "model": "SAMSUNG MZVLB512", "vendor": "Samsung", "capacity": "512110190592",
        "interface_type": "NVMe"}  # fmt: skip
ERASURE = {
    "timestamp": "Mon, 23 Nov 2026 11:56:51 +0000", "state": "Successful", "start_time": "2026-11-23T10:00:00+0000",
    "end_time": "2026-11-23T11:30:00+0000", "erasure_standard_name": "NIST 800-88 Purge", "overwriting_rounds": "0",
    "firmware_rounds": "1", "total_erasure_rounds": "1", "failed_sectors": "0", "total_errors": "0",
}  # fmt: skip


def entries(name: str, values: dict[str, str], inner: str = "") -> str:
    told = "".join(f'<entry name="{key}" type="string">{value}</entry>' for key, value in values.items())
    return f'<entries name="{name}">{told}{inner}</entries>'


def erasure(disk: dict[str, str] = DISK, extra: str = "", **changes: str) -> str:
    return entries("erasure", ERASURE | changes, entries("target", disk) + extra)


def report(*erasures: str, disks: tuple[dict[str, str], ...] = (DISK,), host: str = HOST) -> bytes:
    system = entries("system", {"manufacturer": "LENOVO", "model": "20XW", "serial": host})
    listed = "".join(entries("disk", disk) for disk in disks)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><root><report><blancco_data><description><document_log><log_entry>'
        "<author><product_name>Blancco Drive Eraser</product_name><product_version>7.4.0</product_version></author>"
        "</log_entry></document_log></description>"
        f'<blancco_hardware_report>{system}<entries name="disks">{listed}</entries></blancco_hardware_report>'
        f'<blancco_erasure_report><entries name="erasures">{"".join(erasures or (erasure(),))}</entries>'
        "</blancco_erasure_report></blancco_data>"
        f"<user_data>{entries('fields', {'Custom 1': 'MPS-000123'})}</user_data></report></root>"
    ).encode()


def read(raw: bytes) -> list[Evidence]:
    return read_evidence(io.BytesIO(raw))


def only(raw: bytes) -> Evidence:
    [evidence] = read(raw)
    return evidence


def test_a_successful_erasure_of_the_drive_taken_in_passes() -> None:
    evidence = only(report())
    assert (evidence.result, evidence.reasons, evidence.technique) == ("passed", (), "firmware-erase")
    assert (evidence.banner, evidence.tool_version, evidence.tag) == ("Blancco Drive Eraser", "7.4.0", "MPS-000123")
    assert (evidence.host.serial, evidence.drive.maker, evidence.drive.media) == (HOST, "Samsung", "nvme")
    assert evidence.errors == (("failed sectors", 0), ("total errors", 0))
    assert evidence.zone == "UTC"
    drive = ExpectedDrive(serial=DISK["serial"], media="nvme", size=512110190592)
    verdict = judge(evidence, job(drive, tag="MPS-000123"), POLICE)
    assert (verdict.outcome, verdict.reaches) == ("passed", "purge")
    assert judge(evidence, job(drive, tag="MPS-000124"), POLICE).outcome == "review"


def test_a_standard_that_the_profile_does_not_name_does_not_count() -> None:
    drive = ExpectedDrive(serial=DISK["serial"], media="nvme")
    verdict = judge(only(report(erasure(erasure_standard_name="Aperiodic"))), job(drive), NIST)
    assert verdict.outcome == "failed"
    assert "“Aperiodic”" in verdict.reasons[0]


def test_overwriting_is_told_from_firmware() -> None:
    evidence = only(report(erasure(firmware_rounds="0", overwriting_rounds="1")))
    assert (evidence.technique, evidence.result) == ("overwrite", "passed")


@pytest.mark.parametrize(
    ("state", "result"),
    [
        ("Successful", "passed"),
        ("Erased", "unknown"),
        ("Erased with exceptions", "unknown"),
        ("Not Erased", "failed"),
        ("Failed", "failed"),
        ("Cancelled", "unknown"),
        ("", "unknown"),
    ],
)
def test_only_successful_is_a_success(state: str, result: str) -> None:
    assert only(report(erasure(state=state))).result == result


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (report(erasure(total_errors="3")), "3 total errors"),
        (report(erasure(failed_sectors="")), "does not tell its rounds and errors"),
        (report(erasure(firmware_rounds="")), "does not tell its rounds"),
        (report(erasure(firmware_rounds="0")), "no known way"),
        (report(erasure(extra=entries("exception", {"message": "Sector 7"}))), "exceptions"),
        (report(erasure(extra=entries("failure", {"message": "Sector 7"}))), "failures"),
        (report(erasure(extra='<entry name="failure_message" type="string">stopped</entry>')), "failures"),
        (report(erasure(DISK | {"serial": "OTHER1"})), "not in the report's own list"),
        (report(erasure(DISK | {"serial": ""})), "no serial"),
        (report(erasure(extra='<entry name="state" type="string">Successful</entry>')), "no status"),
    ],
)
def test_whatever_the_report_says_against_itself_stops_a_pass(raw: bytes, said: str) -> None:
    [evidence, *others] = read(raw)
    assert evidence.result in ("unknown", "failed")
    assert said in " ".join(evidence.reasons)
    assert all(other.result == "unknown" for other in others)


def test_each_drive_of_a_laptop_is_a_result_and_one_not_erased_is_seen() -> None:
    second = DISK | {"serial": "WD-WX11A22B3344", "interface_type": "SATA"}
    stick = {"serial": "STICK1", "interface_type": "USB"}
    both = read(report(erasure(), erasure(second), disks=(DISK, second, stick)))
    assert [(e.drive.serial, e.result) for e in both] == [(DISK["serial"], "passed"), (second["serial"], "passed")]
    assert both[0].result_digest != both[1].result_digest
    one = read(report(disks=(DISK, second, stick)))
    assert [(e.drive.serial, e.result) for e in one] == [(DISK["serial"], "passed"), (second["serial"], "unknown")]


@pytest.mark.parametrize(
    "raw",
    [
        b"<root/>",
        b"<root><report/></root>",
        b"<html><body>NO REPORTS FOUND</body></html>",
        b"<error>MC_EXPORT_REPORT_FAILED</error>",
        report()[:-9],
        report().replace(b"blancco_data", b"data"),
        report().replace(b'<entries name="erasures">', b'<entries name="wipes">'),
    ],
)
def test_an_unknown_shape_goes_to_review(raw: bytes) -> None:
    assert {e.result for e in read(raw)} == {"unknown"}


BOMB = (
    b'<!DOCTYPE root [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(8))
    + b"]>"
)


@pytest.mark.parametrize(
    "doctype",
    [
        BOMB,
        b'<!DOCTYPE root SYSTEM "file:///etc/passwd">',
        b'<!DOCTYPE root [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        b"<!DOCTYPE root>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_before_anything_is_expanded(doctype: bytes, encoding: str) -> None:
    text = report().partition(b"?>")[2].replace(b"Successful", b"&i;")
    raw = (doctype + text).decode().encode(encoding)
    evidence = only(raw)
    assert evidence.result == "unknown"
    assert "document type" in evidence.reasons[0]


def test_nesting_without_end_is_refused() -> None:
    evidence = only(b"<root>" + b"<a>" * 100_000)
    assert "nested deeper" in evidence.reasons[0]
