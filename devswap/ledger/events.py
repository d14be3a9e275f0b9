"""The facts. Each is one thing that happened, in the past tense, with what was decided and what it ends or uses.

The whole vocabulary is here, whoever records it first: what is sealed cannot be changed later. Every event that ends
something names what it ends, and whatever uses an entitlement names that one; an issue that names none cannot be
built. Events carry decisions (`earns`, wipe or no-data, doubts and answers), so that the fold reads no policy, no
catalogue and no clock (DESIGN 4.2, 5).
"""

from devswap.ledger.custody_events import (
    CostCorrected,
    Counted,
    DeviceGraded,
    DeviceReleased,
    DriveDestroyed,
    DriveFound,
    DriveMissing,
    DriveRemoved,
    HoldLifted,
    HoldPlaced,
    Moved,
    StockReceived,
    WipeAccepted,
    WipeEvidenced,
    WipeFailed,
    WipeStarted,
)
from devswap.ledger.handover_events import (
    AttemptRefused,
    DeviceIssued,
    DeviceTakenIn,
    EntitlementGivenUp,
    ExemptionGranted,
    ExemptionWithdrawn,
    IntakeWithdrawn,
    IssueReturned,
)
from devswap.ledger.record_events import (
    CatalogueImported,
    DiscrepancySettled,
    NoteAdded,
    PolicySet,
    SameDevice,
    SamePerson,
    Unread,
)

__all__ = [
    "SCHEMA",
    "AttemptRefused",
    "CatalogueImported",
    "CostCorrected",
    "Counted",
    "DeviceGraded",
    "DeviceIssued",
    "DeviceReleased",
    "DeviceTakenIn",
    "DiscrepancySettled",
    "DriveDestroyed",
    "DriveFound",
    "DriveMissing",
    "DriveRemoved",
    "EntitlementGivenUp",
    "Event",
    "ExemptionGranted",
    "ExemptionWithdrawn",
    "HoldLifted",
    "HoldPlaced",
    "IntakeWithdrawn",
    "IssueReturned",
    "Moved",
    "NoteAdded",
    "PolicySet",
    "SameDevice",
    "SamePerson",
    "StockReceived",
    "Unread",
    "WipeAccepted",
    "WipeEvidenced",
    "WipeFailed",
    "WipeStarted",
    "kind_of",
]

SCHEMA = 1
"""The version that this program writes. It reads this one and keeps newer ones unread."""

Event = (
    DeviceTakenIn
    | IntakeWithdrawn
    | ExemptionGranted
    | ExemptionWithdrawn
    | DeviceIssued
    | IssueReturned
    | EntitlementGivenUp
    | StockReceived
    | CostCorrected
    | Moved
    | Counted
    | HoldPlaced
    | HoldLifted
    | WipeStarted
    | WipeEvidenced
    | WipeAccepted
    | WipeFailed
    | DriveFound
    | DriveMissing
    | DriveRemoved
    | DriveDestroyed
    | DeviceGraded
    | DeviceReleased
    | AttemptRefused
    | SameDevice
    | SamePerson
    | NoteAdded
    | CatalogueImported
    | PolicySet
    | DiscrepancySettled
)


def kind_of(event: Event | Unread) -> str:
    """The event's kind, as its bytes say it."""
    if isinstance(event, Unread):
        return event.kind
    return str(event.__struct_config__.tag)
