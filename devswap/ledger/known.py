"""What the lists say: reference rows about devices, people and holds, as values. Not facts: a list may be stale."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets a new device: a person, or a location. The only place where a name meets an id."""

    id: str
    kind: str
    """`person` or `location`."""
    number: str
    name: str
    unit: str = ""
    badge: str = ""
    at_check: bool = False


@dataclass(frozen=True, slots=True)
class Operator:
    """An engineer, supervisor or bench hand. `id` is the same person id that a recipient of this number has."""

    id: str
    number: str
    name: str
    role: str
    """`engineer`, `supervisor` or `bench`."""
    badge: str = ""


@dataclass(frozen=True, slots=True)
class Device:
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


@dataclass(frozen=True, slots=True)
class Read:
    """One identifier as it came over the desk."""

    kind: str
    value: str
    raw: str = ""
    symbology: str = ""
    typed: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as a decision needs them: an id, the unit, and whether they are here as recipient or operator."""

    id: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """What an engineer gave as an answer to a doubt: a reason, or a supervisor's badge."""

    code: str
    reason: str | None = None
    supervisor: str | None = None
    unanswered: bool = False
    """`confirm` where a supervisor was asked for and none is in reach."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers given so far about one thing, by doubt code."""

    given: tuple[Given, ...] = field(default=())

    def to(self, code: str) -> Given | None:
        """The answer to this doubt, or None."""
        return next((g for g in self.given if g.code == code), None)
