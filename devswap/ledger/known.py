"""What the lists say: reference rows about devices, people and holds, as values. Not facts: a list may be stale."""

from msgspec import Struct


class Recipient(Struct, frozen=True):
    """Who gets a new device: a person, or a location. The only place where a name meets an id."""

    id: str
    kind: str
    """`person` or `location`."""
    number: str
    name: str
    unit: str = ""
    badge: str = ""
    at_check: bool = False


class Operator(Struct, frozen=True):
    """An engineer, supervisor or bench hand. `id` is the same person id that a recipient of this number has."""

    id: str
    number: str
    name: str
    role: str
    """`engineer`, `supervisor` or `bench`."""
    badge: str = ""


class Device(Struct, frozen=True):
    """A device as a list describes it: the estate's (`listed_in == "estate"`) or the stock's."""

    id: str
    listed_in: str
    category: str
    maker: str = ""
    model: str = ""
    serial: str = ""
    asset_tag: str = ""
    site: str = ""
    imei: str = ""
    mac: str = ""
    assigned_to: str | None = None
    """Estate: the person id of whom it is assigned to."""
    end_of_life: str | None = None
    drives: tuple[str, ...] = ()
    sensitivity: str = ""
    receipt: str | None = None
    """Stock: the `stock_received` entry that brought it."""
    held: bool = False
    """A hold from an imported list stands against it or its recipient."""


class Read(Struct, frozen=True):
    """One identifier as it came over the desk."""

    kind: str
    value: str
    raw: str = ""
    symbology: str = ""
    typed: bool = False
