"""Any other tool's CSV under a mapping: only the words that it names mean anything."""

import io

import pytest

from devswap.errors import ConfigError
from devswap.wiping.evidence import Evidence, ExpectedDrive, judge
from devswap.wiping.readers import read_evidence
from devswap.wiping.readers.generic import FIELDS, CsvMapping
from tests.wiping.logs import HOST, NIST, job

ROW = {
    "asset_tag": "MPS-000123", "device_serial": HOST, "drive_serial": "S4EVNX0R123456", "drive_model": "SAMSUNG",
    "media_type": "nvme", "capacity_bytes": "512110190592", "method": "", "technique": "nvme-sanitize-block-erase",
    "tool": "Dell Data Wipe", "tool_version": "1.2", "started_at": "2026-11-23T10:00:00+00:00",
    "ended_at": "2026-11-23T10:05:00+00:00", "result": "Passed", "verify_method": "read back",
    "verify_result": "passed", "errors": "0", "operator": "E123", "evidence_file": "photo.jpg",
}  # fmt: skip
DRIVE = ExpectedDrive(serial="S4EVNX0R123456", media="nvme")


def table(*rows: dict[str, str], delimiter: str = ",") -> bytes:
    lines = [FIELDS, *([row.get(name, "") for name in FIELDS] for row in rows)]
    return "\r\n".join(delimiter.join(line) for line in lines).encode("utf-8-sig")


def read(raw: bytes, mapping: CsvMapping | None = None) -> list[Evidence]:
    return read_evidence(io.BytesIO(raw), mapping=mapping)


def test_a_row_is_one_drive_and_passes_where_the_profile_takes_the_tools_word() -> None:
    [evidence] = read(table(ROW))
    assert (evidence.result, evidence.reasons, evidence.tool) == ("passed", (), "Dell Data Wipe")
    assert (evidence.verified, evidence.errors, evidence.zone) == ("read back", (("counted", 0),), "UTC")
    assert judge(evidence, job(DRIVE), NIST).reaches == "purge"
    [unknown_tool] = read(table(ROW | {"tool": "My Wiper"}))
    assert judge(unknown_tool, job(DRIVE), NIST).outcome == "failed"


@pytest.mark.parametrize(
    ("changes", "result"),
    [
        ({"result": "failed"}, "failed"),
        ({"result": "OK"}, "unknown"),
        ({"result": ""}, "unknown"),
        ({"technique": "polish"}, "unknown"),
        ({"technique": ""}, "unknown"),
        ({"drive_serial": ""}, "unknown"),
        ({"drive_serial": "unknown"}, "unknown"),
        ({"verify_result": "failed"}, "unknown"),
        ({"verify_result": "perhaps"}, "unknown"),
        ({"errors": "2"}, "failed"),
        ({"errors": "none"}, "unknown"),
        ({"technique": "overwrite", "verify_result": ""}, "unknown"),
        ({"technique": "overwrite", "errors": ""}, "unknown"),
    ],
)
def test_a_word_that_the_mapping_does_not_name_is_no_pass(changes: dict[str, str], result: str) -> None:
    assert read(table(ROW | changes))[0].result == result


def test_a_mapping_reads_another_tools_words() -> None:
    mapping = CsvMapping(
        columns={"drive_serial": "Disk S/N", "technique": "Algorithm", "result": "Outcome", "ended_at": "End",
                 "device_serial": "PC", "errors": "Bad", "verify_result": "Verified", "method": "Algorithm"},
        results={"Erased OK": "passed", "yes": "passed", "Error": "failed"},
        techniques={"One Pass Zeros": "overwrite"},
        delimiter=";",
        tool="KillDisk",
    )  # fmt: skip
    raw = b"End;PC;Disk S/N;Algorithm;Outcome;Bad;Verified\n2026-11-23 10:05;PF3;AB-12;One pass zeros;ERASED OK;0;yes\n"
    [evidence] = read(raw, mapping)
    assert (evidence.result, evidence.technique, evidence.tool) == ("passed", "overwrite", "KillDisk")
    assert (evidence.method, evidence.zone, evidence.host.serial) == ("One pass zeros", "no zone", "PF3")


def test_rows_that_are_no_rows_are_told_and_formulas_are_only_text() -> None:
    short = table(ROW) + b"\r\nonly,three,cells"
    assert [e.result for e in read(short)] == ["passed", "unknown"]
    assert "one cell for each header" in read(short)[1].reasons[0]
    [formula] = read(table(ROW | {"drive_serial": '=cmd|"/C calc"!A0'.replace('"', "")}))
    assert formula.drive.serial == "=cmd|/C calc!A0"


def test_a_column_that_comes_twice_is_not_chosen_from() -> None:
    raw = b"drive_serial,drive_serial,technique,tool,result\nA1,B2,shred,recycler,passed\n"
    assert [e.result for e in read(raw)] == ["unknown"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"techniques": {"x": "polish"}}, "expected one of"),
        ({"columns": {"serial": "SN"}}, r"\[columns\] serial"),
        ({"delimiter": ";;"}, "one character"),
    ],
)
def test_a_wrong_mapping_is_refused(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        CsvMapping(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("word", ["NVMe Sanitize Block Erase", "nvme_sanitize_block_erase"])
def test_a_technique_is_known_however_its_words_are_joined(word: str) -> None:
    [evidence] = read(table(ROW | {"technique": word, "result": "PASS"}))
    assert (evidence.technique, evidence.result) == ("nvme-sanitize-block-erase", "passed")


@pytest.mark.parametrize("tool", ["WipeDrive", "KillDisk", "BitRaser"])
def test_the_tools_that_have_no_format_of_their_own_clear_by_overwriting(tool: str) -> None:
    drive = ExpectedDrive(serial=ROW["drive_serial"], media="ata-hdd")
    row = ROW | {"tool": tool, "technique": "overwrite", "media_type": "hdd"}
    [evidence] = read(table(row))
    assert judge(evidence, job(drive), NIST).reaches == "clear"
    [unread] = read(table(row | {"verify_method": "", "verify_result": ""}))
    assert judge(unread, job(drive), NIST).outcome == "review"
