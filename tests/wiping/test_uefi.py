"""The firmware's erase report, as the firmware builds it: UTF-16, `Content` again and again, quotes in quotes."""

import io

import pytest

from devswap.wiping.evidence import Attested, Evidence, ExpectedDrive, Unit, judge
from devswap.wiping.readers import read_evidence
from tests.wiping.logs import HOST, NIST, POLICE, job

AT_THE_BENCH = Attested(host=Unit(serial=HOST))


def content(
    serial: str = "S4EVNX0R123456",
    method: str = "Block Erase",
    description: str = "Purge",
    media: str = "NVMe",
    date: str = "2026-11-23T9:3:7",
) -> str:
    """One drive, byte for byte as the driver prints it."""
    person = (
        '\r\n\t\t\t"Name": "",\r\n\t\t\t"Position/Title": "",'
        f'\r\n\t\t\t"Date": "{date}",\r\n\t\t\t"Location": "",\r\n\t\t\t"Contact information": ""\r\n\t\t}}'
    )
    return (
        '\r\n\t"Content": {\r\n\t\t"Manufacturer": "",\r\n\t\t"Model": "SAMSUNG MZVLB512HBJQ",'
        f'\r\n\t\t"Serial Number": "{serial}",\r\n\t\t"Media Type": "{media}",\r\n\t\t"Media Source": "",'
        '\r\n\t\t"Pre-Sanitization Confidentiality Categorization": "",'
        f'\r\n\t\t"Sanitization Description": "{description}",\r\n\t\t"Method used": "{method}",'
        '\r\n\t\t"Method Used Detail": "",\r\n\t\t"Tool Used": "",'
        '\r\n\t\t"Verification Method": "Quick Sample 10% Pseudorandom",'
        f'\r\n\t\t"Sanitization Person": {{{person},\r\n\t\t"Verification Person": {{{person}\r\n\t}}'
    )


def report(*contents: str, joined: str = "", encoding: str = "utf-16") -> bytes:
    head = (
        '{\r\n\t"Information": {\r\n\t\t"Purpose": "Media Sanitization metadata generation",'
        '\r\n\t\t"Reference Documentation": {\r\n\t\t\t"NIST Specification": "NIST 800-88r1"\r\n\t\t},'
        '\r\n\t\t"Disclaimer": "",\r\n\t\t"Support": ""\r\n\t},'
    )
    return (head + joined.join(contents or (content(),)) + "\r\n}").encode(encoding)


def read(raw: bytes) -> list[Evidence]:
    return read_evidence(io.BytesIO(raw), added=AT_THE_BENCH)


def test_a_drive_that_the_firmware_lists_counts_where_the_profile_trusts_it() -> None:
    [evidence] = read(report())
    assert (evidence.result, evidence.technique, evidence.method) == (
        "passed", "firmware-block-erase", "Purge: Block Erase",
    )  # fmt: skip
    assert (evidence.drive.serial, evidence.drive.media, evidence.zone) == ("S4EVNX0R123456", "nvme", "no zone")
    assert evidence.ended is not None
    assert evidence.ended.isoformat() == "2026-11-23T09:03:07"
    drive = ExpectedDrive(serial="S4EVNX0R123456", media="nvme")
    assert judge(evidence, job(drive), NIST).outcome == "passed"
    assert judge(evidence, job(drive, sensitivity="OFFICIAL"), POLICE).outcome == "failed"


@pytest.mark.parametrize("joined", ["", ","])
def test_every_drive_is_a_result_though_the_key_repeats(joined: str) -> None:
    raw = report(content("AAA111"), content("BBB222"), content("CCC333"), joined=joined)
    assert [e.drive.serial for e in read(raw)] == ["AAA111", "BBB222", "CCC333"]
    assert [e.run for e in read(raw)] == [1, 2, 3]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-8"])
def test_the_byte_order_mark_tells_the_encoding(encoding: str) -> None:
    assert read(report(encoding=encoding))[0].result == "passed"
    assert read(b"\xfe\xff" + report(encoding="utf-16-be"))[0].result == "passed"


def test_the_quotes_that_the_driver_does_not_escape_are_read() -> None:
    [evidence] = read(report(content(method='Clear with "00"', description="Clear")))
    assert (evidence.result, evidence.technique) == ("passed", "firmware-overwrite")


@pytest.mark.parametrize(
    "raw",
    [
        report(content(method="Simulation", description="Simulation")),
        report(content(method="Simulation")),
        report(content(description="Simulation")),
        report(content(method="")),
        report(content(description="")),
        report(content(serial="")),
        report(content(method="Polish")),
        report()[:-4],
        report().replace("Block Erase".encode("utf-16-le"), 'Block" Erase'.encode("utf-16-le")),
        '{"Content": []}'.encode("utf-16"),
    ],
)
def test_a_simulation_and_a_report_that_says_less_prove_nothing(raw: bytes) -> None:
    assert {e.result for e in read(raw)} == {"unknown"}


@pytest.mark.parametrize("date", ["", "2026-13-1T0:0:0", "0000-1-1T0:0:0", "yesterday", "2026-1-5 9:3:7"])
def test_a_date_that_is_none_is_no_time(date: str) -> None:
    [evidence] = read(report(content(date=date)))
    assert evidence.ended is None
    drive = ExpectedDrive(serial="S4EVNX0R123456", media="nvme")
    assert judge(evidence, job(drive), NIST).outcome == "review"
