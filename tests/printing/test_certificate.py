import dataclasses
import hashlib
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings

from devswap.printing.certificate import Certificate, certificate, host_sheet
from devswap.printing.symbols import SymbolFault
from tests.printing import pdfs
from tests.printing.pages import HOSTILE, read, texts
from tests.printing.values import CERTIFICATE, EVIDENCE, HASH, HOST, RAO


def changed(**fields: Any) -> Certificate:
    return dataclasses.replace(CERTIFICATE, **fields)


def test_every_field_of_nist_800_88_4_6_is_on_it_with_its_number() -> None:
    said = pdfs.said(certificate(CERTIFICATE))
    for number, label, value in (
        ("1", "Manufacturer", "Samsung"),
        ("2", "Model", "PM981 256 GB"),
        ("3", "Serial number", "S4GXNE0M812345"),
        ("4", "Property number", "104233"),
        ("5", "Media type", "flash, NVMe"),
        ("6", "Media source", "laptop HP EliteBook 840 G5, serial 5CG7290HTW, Unit 1"),
        ("7", "Confidentiality before", "OFFICIAL"),
        ("8", "Method", "purge"),
        ("9", "Technique", "NVMe Sanitize, block erase"),
        ("10", "Tool and version", "nvme-cli 2.3 (package 2.3-2)"),
        ("11", "Verification", "sanitize-log status 1, no errors"),
        ("12", "Name, title", "P. Rao, bench engineer"),
    ):
        at = said.index(label)
        assert (said[at - 1], said[at + 1]) == (number, value)
    assert {
        "M. Shah, supervisor", "7 Nov 2025 10:42 UTC, Sidcup, bench 1", "bench@example.org", EVIDENCE, HASH,
        "sanitised · purge", "by badge and PIN, entry 8812", "bench 1, Sidcup, entry 8814",
        "reuse, Get Online London", "police profile 2025-1", "7 Nov 2025 10:49 UTC",
    } <= set(said)  # fmt: skip


def test_its_barcodes_carry_the_number_and_what_a_check_needs() -> None:
    qr, line = pdfs.pictures(certificate(CERTIFICATE))
    assert read(line) == [("C-2025-000412", "Code 128")]
    text = f"cert=C-2025-000412;drive=S4GXNE0M812345;method=purge;evidence={EVIDENCE};entry={HASH}"
    assert read(qr) == [(text, "QR Code")]


def test_a_certificate_fits_one_page() -> None:
    assert pdfs.pages(certificate(CERTIFICATE)) == 1


def test_printing_it_again_gives_the_same_bytes_in_another_process_too() -> None:
    script = (
        "import hashlib, sys\nfrom devswap.printing.certificate import certificate, host_sheet\n"
        "from tests.printing.values import CERTIFICATE, HOST\n"
        "sys.stdout.write(hashlib.sha256(certificate(CERTIFICATE) + host_sheet(HOST)).hexdigest())"
    )
    again = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert again.stdout == hashlib.sha256(certificate(CERTIFICATE) + host_sheet(HOST)).hexdigest()


def test_a_name_beyond_western_letters_is_embedded_and_gives_the_same_bytes() -> None:
    polish = dataclasses.replace(CERTIFICATE, signatories=(dataclasses.replace(RAO, name="Łukasz Żak"),))
    made = certificate(polish)
    assert b"DejaVuSansCondensed" in made
    assert b"DejaVuSansCondensed" not in certificate(CERTIFICATE)
    assert made == certificate(polish)


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(Certificate) if field.type is str])
def test_any_change_of_a_word_changes_the_bytes(field: str) -> None:
    assert certificate(changed(**{field: "changed"})) != certificate(CERTIFICATE)


def test_destruction_is_called_destruction() -> None:
    destroyed = dataclasses.replace(CERTIFICATE, method="destroy", outcome="destroyed")
    assert pdfs.said(certificate(destroyed))[0] == "Certificate of destruction"
    assert pdfs.said(certificate(CERTIFICATE))[0] == "Certificate of sanitisation"


def test_what_is_not_known_is_a_dash_that_nobody_fills_in() -> None:
    said = pdfs.said(certificate(dataclasses.replace(CERTIFICATE, confidentiality="")))
    assert said[said.index("Confidentiality before") + 1] == "–"


def test_a_serial_that_no_barcode_holds_is_escaped_in_it() -> None:
    qr, _ = pdfs.pictures(certificate(changed(drive_serial="S4;\x1b\nGXé")))
    ((text, _),) = read(qr)
    assert ";drive=S4\\x3b\\ufffd GX\\xe9;" in text


@settings(max_examples=10, deadline=None)
@given(texts)
def test_any_text_is_taken_as_text(text: str) -> None:
    hostile = dataclasses.replace(
        CERTIFICATE,
        drive_model=text,
        drive_serial=text,
        organisation=text,
        media_source=text,
        signatories=(dataclasses.replace(RAO, name=text, contact=text),),
    )
    assert certificate(hostile) == certificate(hostile)


def test_hostile_text_of_any_length_stays_within_a_few_pages() -> None:
    long = changed(**dict.fromkeys(("tool", "technique", "verification"), HOSTILE * 9))
    assert pdfs.pages(certificate(long)) <= 4


def test_a_number_that_no_barcode_holds_is_refused() -> None:
    with pytest.raises(SymbolFault, match="Choose another code"):
        certificate(dataclasses.replace(CERTIFICATE, number="Nº 1 王"))


def test_the_host_sheet_lists_every_drive_and_gate() -> None:
    drives = tuple(dataclasses.replace(HOST.drives[0], serial=f"S{number:05}") for number in range(40))
    made = host_sheet(dataclasses.replace(HOST, drives=drives))
    said = pdfs.said(made)
    assert {drive.serial for drive in drives} <= set(said)
    assert {"5CG7290HTW", "104233", "L2-0412", "SIM and cards out", "done 7 Nov 2025", "C-2025-000412", HASH} <= set(
        said
    )
    assert said.count("certificate") == pdfs.pages(made) == 2


def test_a_device_without_drives_says_so() -> None:
    said = pdfs.said(host_sheet(dataclasses.replace(HOST, drives=())))
    assert any(text.startswith("None: a category without user data storage") for text in said)
