"""The facts. Each is one thing that happened, in the past tense, with what was decided and what it ends or uses.

The whole vocabulary is here, whoever records it first: what is sealed cannot be changed later. Every event that ends
something names what it ends, and whatever uses an entitlement names that one; an issue that names none cannot be
built. Events carry decisions (`earns`, wipe or no-data, doubts and answers), so that the fold reads no policy, no
catalogue and no clock (DESIGN 4.2, 5).
"""

from typing import Annotated, Literal

from msgspec import Meta

from devswap.ledger.parts import (
    Accessory,
    Acknowledgement,
    BroughtBy,
    Categories,
    Check,
    Code,
    Count,
    Day,
    Digest,
    Doubt,
    Drive,
    EarnsNothing,
    Id,
    Identifier,
    Instant,
    Life,
    Limit,
    Owed,
    Part,
    Person,
    Place,
    Reference,
    Source,
    StockDevice,
    Text,
)

SCHEMA = 1
"""The version that this program writes. It reads this one and keeps newer ones unread."""


class DeviceTakenIn(Part, frozen=True, tag_field="kind", tag="device_taken_in"):
    """An old device came over the desk: custody, and an entitlement unless it says why not."""

    device: Id
    ends: Life
    identifiers: tuple[Identifier, ...]
    category: Code
    maker: Text
    model: Text
    site: Text
    recipient: Id | None
    brought_by: BroughtBy
    earns: tuple[Code, ...]
    """The categories of the one new device that it earns; empty exactly where `nothing` says why."""
    nothing: EarnsNothing | None
    collect_by: Instant | None
    storage: Literal["wipe", "no_data"]
    drives: tuple[Drive, ...]
    sensitivity: Text
    keep_until: Day | None
    condition: Code | None = None
    accessories: tuple[Accessory, ...] = ()
    checks: tuple[Check, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    acknowledged: Acknowledgement | None = None

    def __post_init__(self) -> None:
        if bool(self.earns) == (self.nothing is not None):
            raise ValueError("an intake earns categories, or says why it earns nothing")
        if self.earns and self.recipient is None:
            raise ValueError("an intake that earns names its recipient")


class IntakeWithdrawn(Part, frozen=True, tag_field="kind", tag="intake_withdrawn"):
    """An intake undone before its wipe starts; the device goes back, and the entitlement open behind it is used up."""

    intake: Id
    uses: Id | None
    """None only where the intake earned nothing."""
    device: Id
    identifiers: tuple[Identifier, ...]
    site: Text
    reason: Code
    note: Digest | None = None
    acknowledged: Acknowledgement | None = None


class ExemptionGranted(Part, frozen=True, tag_field="kind", tag="exemption_granted"):
    """An entitlement with no old device behind it. The entry's `authorised_by` is a supervisor, never the operator."""

    device: Id | None
    replaces: Life | None
    """The life of the device that it stands for; None with `not_known`."""
    not_known: Code | None
    recipient: Id
    categories: Categories
    reason: Code
    references: tuple[Reference, ...]
    site: Text
    expires: Instant
    expected_back: Day | None = None
    """An advance: the device is expected by this day."""
    regrants: Id | None = None
    """The entitlement of an earlier incarnation that this grants again; it counts as a use of that one."""
    origin: Id | None = None
    """With `regrants`: the first intake or exemption behind that one, which stands behind this one too."""
    note: Digest | None = None

    def __post_init__(self) -> None:
        if (self.device is None) != (self.replaces is None) or (self.device is None) == (self.not_known is None):
            raise ValueError("an exemption names the device and the life that it replaces, or why it is not known")
        if (self.regrants is None) != (self.origin is None):
            raise ValueError("an exemption that grants an entitlement again names it and its origin")


class ExemptionWithdrawn(Part, frozen=True, tag_field="kind", tag="exemption_withdrawn"):
    """An exemption taken back, unused."""

    exemption: Id
    uses: Id
    reason: Code
    note: Digest | None = None


class DeviceIssued(Part, frozen=True, tag_field="kind", tag="device_issued"):
    """A new device went over the desk and used one entitlement."""

    uses: Id
    origin: Id
    """The first intake or exemption behind the entitlement."""
    source: Source
    device: Id
    identifiers: tuple[Identifier, ...]
    category: Code
    maker: Text
    model: Text
    site: Text
    recipient: Id
    limit: Limit | None = None
    checks: tuple[Check, ...] = ()
    accessories: tuple[Accessory, ...] = ()
    owes: tuple[Owed, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    acknowledged: Acknowledgement | None = None


class IssueReturned(Part, frozen=True, tag_field="kind", tag="issue_returned"):
    """An issued device came back over the desk, scanned; it earns a new entitlement at the desk that has it in hand."""

    issue: Id
    origin: Id
    device: Id
    identifiers: tuple[Identifier, ...]
    category: Code
    recipient: Id
    site: Text
    reason: Code
    goes_to: Literal["quarantine", "stock"]
    earns: Categories
    collect_by: Instant | None = None
    storage: Literal["wipe", "no_data"] = "no_data"
    drives: tuple[Drive, ...] = ()
    keep_until: Day | None = None
    condition: Code | None = None
    accessories: tuple[Accessory, ...] = ()
    note: Digest | None = None
    acknowledged: Acknowledgement | None = None


class EntitlementGivenUp(Part, frozen=True, tag_field="kind", tag="entitlement_given_up"):
    """This desk can use the entitlement no longer; the named desk and incarnation may, once it has pulled this."""

    uses: Id
    to_desk: Id
    to_incarnation: Id
    origin: Id
    categories: Categories
    recipient: Id
    expires: Instant | None = None
    collect_by: Instant | None = None


class StockReceived(Part, frozen=True, tag_field="kind", tag="stock_received"):
    """New devices (or used ones, refurbished) came into stock."""

    site: Text
    order: Text
    delivery: Text
    decision: Text
    """The decision's reference that the money comes from."""
    how: Literal["listed", "scanned"]
    devices: Annotated[tuple[StockDevice, ...], Meta(min_length=1, max_length=500)]


class CostCorrected(Part, frozen=True, tag_field="kind", tag="cost_corrected"):
    """What a device cost, or which year and order bore it, put right."""

    receipt: Id
    device: Id
    unit_cost: Count
    financial_year: Text
    order: Text
    reason: Code
    corrects: Id | None = None
    """The earlier correction that this one replaces."""


class Moved(Part, frozen=True, tag_field="kind", tag="moved"):
    """One end of a move of stock or custody: two scans, two entries."""

    direction: Literal["sent", "received"]
    sent: Id | None
    """`received`: the entry that sent it."""
    what: Literal["stock", "custody"]
    devices: Annotated[tuple[Id, ...], Meta(max_length=500)]
    origin: Place
    destination: Place
    carrier: Text = ""
    seal: Text = ""
    """The seal of a cage that moves closed; its devices are then those sealed into it."""


class Counted(Part, frozen=True, tag_field="kind", tag="counted"):
    """A count of stock or custody at one place, and how it differs from the list."""

    what: Literal["stock", "custody"]
    place: Place
    counted: Count
    listed: Count
    not_listed: tuple[Id, ...]
    not_counted: tuple[Id, ...]
    seal: Text = ""
    blind: bool = True
    recounts: Id | None = None
    """The earlier count that this one replaces."""


class HoldPlaced(Part, frozen=True, tag_field="kind", tag="hold_placed"):
    """Nothing about this device or person is wiped, destroyed or released until it is lifted."""

    about: Literal["device", "person"]
    subject: Id
    reference: Reference


class HoldLifted(Part, frozen=True, tag_field="kind", tag="hold_lifted"):
    """A hold lifted, by a second person."""

    hold: Id
    subject: Id
    reference: Reference | None = None


class WipeStarted(Part, frozen=True, tag_field="kind", tag="wipe_started"):
    """The wipe of these drives began."""

    intake: Id
    drives: tuple[Id, ...]
    method: Literal["clear", "purge", "destroy"]
    technique: Code
    tool: Text
    tool_version: Text = ""


class WipeEvidenced(Part, frozen=True, tag_field="kind", tag="wipe_evidenced"):
    """What a tool said of one drive, and what the rules make of it: verification."""

    intake: Id
    drive: Id
    result: Literal["passed", "failed", "unknown"]
    method: Literal["clear", "purge", "destroy", "none"]
    technique: Code
    tool: Text
    tool_version: Text
    reader: Code
    evidence: Digest
    """Of the original, which is kept."""
    run: Count
    drive_serial: Text
    host_serial: Text
    size: Count | None
    erased: Count | None
    started: Text
    ended: Text
    verification: Code
    findings: tuple[Code, ...] = ()
    profile: Text = ""


class WipeAccepted(Part, frozen=True, tag_field="kind", tag="wipe_accepted"):
    """A person accepts the evidence of one drive."""

    intake: Id
    drive: Id
    evidence: Id
    """The `wipe_evidenced` entry."""
    accepted: Person
    verified: Person | None = None
    certificate: Text = ""


class WipeFailed(Part, frozen=True, tag_field="kind", tag="wipe_failed"):
    """A wipe that did not do it, or evidence that a person turned down."""

    intake: Id
    drive: Id | None
    evidence: Id | None
    reason: Code
    note: Digest | None = None


class DriveFound(Part, frozen=True, tag_field="kind", tag="drive_found"):
    """A drive more than was taken in."""

    intake: Id
    drive: Drive


class DriveMissing(Part, frozen=True, tag_field="kind", tag="drive_missing"):
    """A drive less than was taken in."""

    intake: Id
    drive: Id
    reason: Code
    note: Digest | None = None


class DriveRemoved(Part, frozen=True, tag_field="kind", tag="drive_removed"):
    """A drive taken out of its device, to be wiped or destroyed elsewhere; it stays in custody."""

    intake: Id
    drive: Id
    to: Place
    label: Text = ""


class DriveDestroyed(Part, frozen=True, tag_field="kind", tag="drive_destroyed"):
    """A drive destroyed, with its own record."""

    intake: Id
    drive: Id
    technique: Code
    contractor: Text
    certificate: Text
    evidence: Digest | None = None
    witnessed: Person | None = None


class DeviceGraded(Part, frozen=True, tag_field="kind", tag="device_graded"):
    """A device's grade, with reasons, and what was tested or cleared."""

    custody: Id
    """The intake or return that it is in custody by."""
    device: Id
    grade: Code
    reasons: tuple[Code, ...]
    checks: tuple[Check, ...]
    regrades: Id | None = None


class DeviceReleased(Part, frozen=True, tag_field="kind", tag="device_released"):
    """A device left for a scheme, in a consignment: custody ends."""

    custody: Id
    device: Id
    disposition: Literal["reuse", "resale", "recycle", "destroy"]
    scheme: Text
    consignment: Text
    collected: Person | None = None
    waste: tuple[Text, ...] = ()
    """Waste codes and note numbers, as the programme's table gives them."""


class AttemptRefused(Part, frozen=True, tag_field="kind", tag="attempt_refused"):
    """Somebody tried to get a device out and was refused: proof that the control works."""

    code: Code
    recipient: Id | None
    devices: tuple[Id, ...]
    site: Text


class SameDevice(Part, frozen=True, tag_field="kind", tag="same_device"):
    """Two device ids turn out to be one device."""

    device: Id
    other: Id
    reason: Code


class SamePerson(Part, frozen=True, tag_field="kind", tag="same_person"):
    """Two person ids turn out to be one person."""

    person: Id
    other: Id
    reason: Code


class NoteAdded(Part, frozen=True, tag_field="kind", tag="note_added"):
    """A word on the timeline of a device, a person or an entry."""

    about: Literal["device", "person", "entry"]
    subject: Id
    code: Code
    text: Digest | None = None


class CatalogueImported(Part, frozen=True, tag_field="kind", tag="catalogue_imported"):
    """A list was read: its kind, its digest, how many rows."""

    catalogue: Literal["estate", "stock", "recipients", "operators", "holds"]
    file: Digest
    rows: Count
    rejected: Count = 0


class PolicySet(Part, frozen=True, tag_field="kind", tag="policy_set"):
    """The policy in force from here on, by digest."""

    policy: Digest


class DiscrepancySettled(Part, frozen=True, tag_field="kind", tag="discrepancy_settled"):
    """A person settled a discrepancy: exactly these entries, so that a further one opens it again."""

    discrepancy: Id
    code: Code
    about: Text
    entries: tuple[Id, ...]
    decision: Literal["both_stand", "void", "written_off"]
    note: Digest | None = None


class Unread(Part, frozen=True):
    """An event of a newer schema or an unknown kind: kept as bytes, folded by a newer program."""

    kind: str
    schema: int


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
