"""What happens behind the desk: stock, custody, holds, wipes, and the way out.

Part of the vocabulary of `events.py`, which says the rules.
"""

from typing import Annotated, Literal

from msgspec import Meta

from devswap.ledger.parts import (
    Check,
    Code,
    Count,
    Digest,
    Drive,
    Id,
    Part,
    Person,
    Place,
    Reference,
    StockDevice,
    Text,
)


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
