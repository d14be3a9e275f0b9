"""What happens over the desk: devices taken in, handed out and back, and the entitlements between.

Part of the vocabulary of `events.py`, which says the rules.
"""

from typing import Literal

from devswap.ledger.parts import (
    Accessory,
    Acknowledgement,
    BroughtBy,
    Categories,
    Check,
    Code,
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
    Reference,
    Source,
    Text,
)


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

    def __post_init__(self) -> None:
        if not self.uses or not self.origin:
            raise ValueError("an issue names the entitlement that it uses, and the origin of that one")


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


class AttemptRefused(Part, frozen=True, tag_field="kind", tag="attempt_refused"):
    """Somebody tried to get a device out and was refused: proof that the control works."""

    code: Code
    recipient: Id | None
    devices: tuple[Id, ...]
    site: Text
