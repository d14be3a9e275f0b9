"""What the tests and the benchmark print."""

from datetime import UTC, datetime, timedelta

from devswap.printing.cage_label import CageLabel
from devswap.printing.certificate import Certificate, ChainPlace, HostDrive, HostSheet, Signatory
from devswap.printing.receipt import Receipt, ReceiptDevice, ReceiptLine

NOW = datetime(2025, 11, 7, 10, 42, tzinfo=UTC)
HASH = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
LABEL = CageLabel("L2-0412", "laptop", NOW, "Lambeth", 1, "20412")
OLD = ReceiptDevice("laptop", "HP EliteBook 840 G5", "5CG7290HTW", "104233", "L2-0412")
NEW = ReceiptDevice("laptop", "HP EliteBook 840 G10", "5CG2411RVD", "205001")
RECEIPT = Receipt(
    "0412",
    "Device refresh",
    "Renée Okafor",
    "104417",
    "Unit 1",
    (ReceiptLine(OLD, NEW),),
    "E. Moss",
    "Lambeth",
    "desk 2",
    NOW,
    "I hand in and receive what is shown.",
    "by badge",
    ("charger missing: laptop 5CG7290HTW",),
    NOW - timedelta(hours=8, minutes=42),
)
EVIDENCE = HASH[::-1]
PLACE = ChainPlace("bench 1, Sidcup", "0198c2f0-1234-7abc-8def-0123456789ab", 8814, HASH)
RAO = Signatory(
    "verified", "P. Rao", "bench engineer", NOW, "Sidcup, bench 1", "bench@example.org", "by badge and PIN, entry 8812"
)
SHAH = Signatory("accepted", "M. Shah", "supervisor", NOW + timedelta(hours=1), "Sidcup, bench 1", "5512", "")
CERTIFICATE = Certificate(
    number="C-2025-000412",
    organisation="Device refresh",
    outcome="sanitised",
    drive_maker="Samsung",
    drive_model="PM981 256 GB",
    drive_serial="S4GXNE0M812345",
    property_number="104233",
    media_type="flash, NVMe",
    media_source="laptop HP EliteBook 840 G5, serial 5CG7290HTW, Unit 1",
    method="purge",
    technique="NVMe Sanitize, block erase",
    tool="nvme-cli",
    tool_version="2.3 (package 2.3-2)",
    verification="sanitize-log status 1, no errors",
    started=NOW,
    ended=NOW + timedelta(minutes=7),
    signatories=(RAO, SHAH),
    evidence_sha256=EVIDENCE,
    evidence_file="sanitize-log.json",
    accepted=PLACE,
    issued=NOW + timedelta(hours=1),
    confidentiality="OFFICIAL",
    destination="reuse, Get Online London",
    policy="police profile 2025-1",
)
HOST = HostSheet(
    "H-000412",
    "Device refresh",
    "laptop",
    "HP",
    "EliteBook 840 G5",
    "5CG7290HTW",
    "104233",
    "L2-0412",
    NOW,
    "Lambeth",
    (HostDrive("M.2 1", "Samsung PM981 256 GB", "S4GXNE0M812345", "purge, accepted", "C-2025-000412"),),
    (("SIM and cards out", "done 7 Nov 2025"),),
    "reuse · Get Online London",
    PLACE,
    NOW,
)
