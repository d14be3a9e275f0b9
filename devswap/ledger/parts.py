"""The values that events are made of.

Frozen with the first landing: what is sealed cannot change. A field may be added with a default in a later schema
version; none may be renamed, removed or reordered. No floats, no names, no numbers of people, no free text: those
live in side tables, and an event holds a `Digest` of salt and text (DESIGN 5, P7).
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

_SAFE = 2**53 - 1
"""The largest whole number that every reader of JSON keeps exact (RFC 8259, 6)."""

Id = Annotated[str, Meta(pattern=r"\A[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")]
"""A UUID as text. An opaque name: nothing is ever sorted by it."""
Instant = Annotated[
    str,
    Meta(
        pattern=r"\A[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
        r"T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{6}Z\Z"
    ),
]
"""UTC with microseconds and Z; of one length, so that text order is time order."""
Day = Annotated[str, Meta(pattern=r"\A[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])\Z")]
"""A calendar day, ISO 8601."""
Digest = Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
"""SHA-256: of salt and text for what must be forgettable, of the bytes for a file."""
Code = Annotated[str, Meta(pattern=r"\A[a-z0-9][a-z0-9_.-]{0,63}\Z")]
"""A word of a fixed vocabulary: a category, a reason, a check. The policy may add words, never free text."""
Text = Annotated[str, Meta(max_length=512)]
"""What a device, label or document says of itself: a serial, a model, an order number. Never a person's words."""
Count = Annotated[int, Meta(ge=0, le=_SAFE)]
Number = Annotated[int, Meta(ge=1, le=_SAFE)]
"""An entry's place in its incarnation's row."""
Ticks = Annotated[int, Meta(ge=-_SAFE, le=_SAFE)]
"""Microseconds, either way."""
Categories = Annotated[tuple[Code, ...], Meta(min_length=1)]
"""At least one: what an entitlement is for."""


class Part(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A value inside an event; strict in what it reads, complete in what it writes.

    Frozen values of values form no cycles, so that the collector need not walk a journal of them.
    """


class Identifier(Part, frozen=True):
    """One identifier as it was read: normal form, and the scan itself with its symbology."""

    kind: Code
    """`serial`, `asset_tag`, `imei`, `meid`, `mac`, `iccid`, `other`."""
    value: Text
    raw: Text = ""
    symbology: Text = ""
    how: Literal["scanned", "typed", "listed"] = "scanned"


class Drive(Part, frozen=True):
    """One drive of a device as found at intake or at the bench: an entity of its own."""

    id: Id
    serial: Text | None = None
    maker: Text | None = None
    model: Text | None = None
    media: Literal["magnetic", "ata_flash", "nvme", "emmc", "ufs", "hybrid", "removable", "unknown"] = "unknown"
    size: Count | None = None
    """Bytes."""
    state: Literal["present", "missing", "retained"] = "present"


class Doubt(Part, frozen=True):
    """A doubtful case, and who answered it. Unanswered: taken in, its entitlement frozen until a person settles it."""

    code: Code
    answer: Literal["accepted", "reason", "supervisor", "unanswered"]
    reason: Digest | None = None
    by: Id | None = None
    """The supervisor's person id, where one answered."""


class Check(Part, frozen=True):
    """A check of the policy: `not_raised` is never `made`."""

    code: Code
    outcome: Literal["not_raised", "made", "raised", "excepted"]
    note: Digest | None = None


class Accessory(Part, frozen=True):
    """Something that belongs to a device: charger, dock, bag, reader, SIM."""

    code: Code
    state: Literal["handed_over", "missing", "kept"]


class Acknowledgement(Part, frozen=True):
    """How the recipient signed for what is shown."""

    how: Literal["badge", "confirm", "next_location", "none"]
    by: Id | None = None


class BroughtBy(Part, frozen=True):
    """Who carried the old device to the desk."""

    how: Literal["self", "colleague", "family", "courier"] = "self"
    person: Id | None = None
    reference: Digest | None = None


class Reference(Part, frozen=True):
    """A crime, incident or evidence number: `match` finds the same number elsewhere, `text` is salted and strippable.

    `match` is SHA-256 of `devswap-reference-1`, kind and the number in normal form, each after a 0x00.
    """

    kind: Code
    match: Digest
    text: Digest


class Owed(Part, frozen=True):
    """A further old device that an issue was made against (one new, two back)."""

    category: Code
    device: Id | None = None


class Limit(Part, frozen=True):
    """The policy's limit as it stood: at most so many new devices of these categories for one recipient."""

    categories: tuple[Code, ...]
    at_most: Count


# What an intake or an exemption ends, by name: so that order does not matter.


class IssueLife(Part, frozen=True, tag_field="life", tag="issue"):
    """The device was issued by devswap."""

    issue: Id


class EstateLife(Part, frozen=True, tag_field="life", tag="estate"):
    """The estate lists it as in service."""


class UnknownLife(Part, frozen=True, tag_field="life", tag="unknown"):
    """No list knows it; `after` names the entry that ended the custody it was in before, where there was one."""

    after: Id | None = None


Life = IssueLife | EstateLife | UnknownLife


class FromStock(Part, frozen=True, tag_field="origin", tag="stock"):
    """The new device comes out of stock: the receipt that brought it."""

    receipt: Id


class FromReturn(Part, frozen=True, tag_field="origin", tag="return"):
    """The new device had come back over the desk, sealed: the return."""

    issue_returned: Id


class FromNowhere(Part, frozen=True, tag_field="origin", tag="nowhere"):
    """No stock list knows it (`not_in_stock`, where the policy lets that pass)."""


Source = FromStock | FromReturn | FromNowhere


class EarnsNothing(Part, frozen=True):
    """Why an intake earns nothing; `category`: the policy gives nothing for an old one of this category."""

    why: Literal["leaver", "spare", "found", "owed", "clears_exemption", "category"]
    issue: Id | None = None
    """`owed`: the issue that it was owed for."""
    exemption: Id | None = None
    """`clears_exemption`: the exemption whose device turned up."""


class StockDevice(Part, frozen=True):
    """One device of a delivery. Money in pence, net."""

    device: Id
    identifiers: tuple[Identifier, ...]
    category: Code
    maker: Text
    model: Text
    unit_cost: Count | None = None
    financial_year: Text | None = None
    ends: Id | None = None
    """Of a used device: the intake or return whose custody this receipt ends."""


class Place(Part, frozen=True):
    """Where devices are: a site and what at it (shelf, cage, bench, trolley, quarantine)."""

    site: Text
    spot: Text = ""


class Person(Part, frozen=True):
    """Somebody who verified, accepted or collected, as the record needs them."""

    id: Id | None
    title: Text | None = None
    """What the person is there as, not who: `bench engineer`, `collector for the scheme`."""
