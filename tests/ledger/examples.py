"""One event of every kind with every field filled, as the test vectors seal them. Frozen with them."""

from devswap.ledger import events as ev
from devswap.ledger import parts as p
from tests.ledger.stories import digest, name

_SCANNED = (
    p.Identifier("serial", "5CG7290HTW", "S5CG7290HTW", "code128"),
    p.Identifier("asset_tag", "104233", how="typed"),
    p.Identifier("imei", "490154203237518", how="listed"),
)
_DRIVE = p.Drive(name("drive"), "S4GXNE0M1", "Samsung", "PM981", "nvme", 256_060_514_304, "present")
_REFERENCE = p.Reference("crime", digest("match"), digest("text"))
_ACCESSORIES = (p.Accessory("charger", "handed_over"), p.Accessory("dock", "missing"))
_CHECKS = (p.Check("damage", "raised", digest("a crack")), p.Check("at_tried", "made"))
_SIGNED = p.Acknowledgement("badge", name("okafor"))
_SHELF = p.Place("Lambeth", "shelf 3")
_BENCH = p.Person(name("rao"), "bench engineer")

EXAMPLES: tuple[ev.Event, ...] = (
    ev.DeviceTakenIn(
        name("old"), p.IssueLife(name("issue")), _SCANNED, "laptop", "HP", "EliteBook 840 G5", "Lambeth",
        name("okafor"), p.BroughtBy("colleague", name("reid"), digest("round 7")), ("laptop", "tablet"), None,
        "2026-12-21T10:00:00.000000Z", "wipe", (_DRIVE,), "OFFICIAL", "2026-12-07", "scratched", _ACCESSORIES,
        _CHECKS, (p.Doubt("device_of_another", "reason", digest("team device")),), _SIGNED,
    ),
    ev.DeviceTakenIn(
        name("screen"), p.UnknownLife(name("release")), (), "monitor", "", "", "Lambeth", None, p.BroughtBy(), (),
        p.EarnsNothing("owed", name("issue"), name("exemption")), None, "no_data", (), "", None,
    ),
    ev.IntakeWithdrawn(
        name("intake"), name("intake"), name("old"), _SCANNED, "Lambeth", "undone", digest("a mistake"), _SIGNED
    ),
    ev.ExemptionGranted(
        name("old"), p.EstateLife(), None, name("okafor"), ("laptop",), "stolen", (_REFERENCE,), "Lambeth",
        "2026-12-21T10:00:00.000000Z", "2026-12-01", name("entitlement"), name("intake"), digest("from the car"),
    ),
    ev.ExemptionGranted(
        None, None, "no_list", name("okafor"), ("laptop",), "lost", (_REFERENCE,), "Lambeth",
        "2026-12-21T10:00:00.000000Z",
    ),
    ev.ExemptionWithdrawn(name("exemption"), name("exemption"), "found", digest("in a drawer")),
    ev.DeviceIssued(
        name("intake"), name("intake"), p.FromStock(name("receipt")), name("new"), _SCANNED, "laptop", "HP",
        "EliteBook 840 G10", "Lambeth", name("okafor"), p.Limit(("laptop", "tablet"), 1), _CHECKS, _ACCESSORIES,
        (p.Owed("desktop", name("desktop")),),
        (p.Doubt("recipient_over_limit", "supervisor", None, name("shah")),), _SIGNED,
    ),
    ev.DeviceIssued(
        name("return"), name("intake"), p.FromReturn(name("return")), name("new"), (), "laptop", "", "", "Lambeth",
        name("okafor"),
    ),
    ev.DeviceIssued(
        name("given"), name("intake"), p.FromNowhere(), name("found"), (), "laptop", "", "", "Lambeth", name("okafor")
    ),
    ev.IssueReturned(
        name("issue"), name("intake"), name("new"), _SCANNED, "laptop", name("okafor"), "Lambeth", "dead_on_arrival",
        "quarantine", ("laptop",), "2026-12-21T10:00:00.000000Z", "wipe", (_DRIVE,), "2026-12-07", "no_power",
        _ACCESSORIES, digest("no light"), _SIGNED,
    ),
    ev.EntitlementGivenUp(
        name("intake"), name("desk"), name("incarnation"), name("intake"), ("laptop",), name("okafor"),
        "2026-12-21T10:00:00.000000Z", "2026-12-22T10:00:00.000000Z",
    ),
    ev.StockReceived(
        "Lambeth", "PO-1", "D-1", "PCD 1311", "scanned",
        (p.StockDevice(name("new"), _SCANNED, "laptop", "HP", "EliteBook 840 G10", 84_921, "2022/23", name("intake")),),
    ),
    ev.CostCorrected(name("receipt"), name("new"), 85_000, "2023/24", "PO-2", "credit_note", name("correction")),
    ev.Moved(
        "received", name("sent"), "custody", (name("old"),), _SHELF, p.Place("Sidcup", "cage"), "Internal van", "0018"
    ),
    ev.Counted("stock", _SHELF, 41, 42, (name("extra"),), (name("lost"), name("lent")), "0018", False, name("count")),
    ev.HoldPlaced("person", name("okafor"), _REFERENCE),
    ev.HoldLifted(name("hold"), name("okafor"), _REFERENCE),
    ev.WipeStarted(name("intake"), (name("drive"),), "purge", "block_erase", "nvme-cli", "2.3"),
    ev.WipeEvidenced(
        name("intake"), name("drive"), "passed", "purge", "block_erase", "nvme-cli", "2.3", "nvme", digest("log"), 1,
        "S4GXNE0M1", "5CG7290HTW", 256_060_514_304, 256_060_514_304, "2026-12-08 09:00", "2026-12-08 09:02",
        "completed", ("time_without_zone",), "nvme-2",
    ),
    ev.WipeAccepted(name("intake"), name("drive"), name("evidence"), _BENCH, p.Person(None, "second pair"), "C-0001"),
    ev.WipeFailed(name("intake"), name("drive"), name("evidence"), "verify_failed", digest("sector 7")),
    ev.DriveFound(name("intake"), _DRIVE),
    ev.DriveMissing(name("intake"), name("drive"), "not_in_device", digest("screw missing")),
    ev.DriveRemoved(name("intake"), name("drive"), p.Place("Sidcup", "drive safe"), "DR-7"),
    ev.DriveDestroyed(name("intake"), name("drive"), "shred", "Shred Ltd", "SC-9", digest("certificate"), _BENCH),
    ev.DeviceGraded(name("intake"), name("old"), "b", ("scratched",), _CHECKS, name("grade")),
    ev.DeviceReleased(name("intake"), name("old"), "reuse", "Device Bank", "C-12", _BENCH, ("20 01 36", "WTN 4")),
    ev.AttemptRefused("no_entitlement", name("okafor"), (name("new"),), "Lambeth"),
    ev.SameDevice(name("old"), name("tag"), "same_label"),
    ev.SamePerson(name("okafor"), name("okafor again"), "two_lists"),
    ev.NoteAdded("device", name("old"), "seen_again", digest("in the canteen")),
    ev.CatalogueImported("estate", digest("file"), 47_000, 3),
    ev.PolicySet(digest("policy")),
    ev.DiscrepancySettled(
        name("discrepancy"), "taken_in_twice", "a device", (name("one"), name("other")), "both_stand", digest("why")
    ),
)  # fmt: skip
"""In the order of the vocabulary; a kind with variants comes once for each."""
