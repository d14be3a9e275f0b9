"""What is said about the record itself: two ids that are one, notes, lists, policy, settlements.

Part of the vocabulary of `events.py`, which says the rules.
"""

from typing import Literal

from devswap.ledger.parts import (
    Code,
    Count,
    Digest,
    Id,
    Part,
    Text,
)


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
