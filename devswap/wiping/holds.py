"""Holds placed and lifted, each by two people; silent at the desk (P9)."""

from dataclasses import dataclass
from typing import Literal

from devswap.errors import ConfigError
from devswap.ledger import events as ev
from devswap.ledger.ids import reference_match
from devswap.ledger.known import Operator
from devswap.ledger.parts import Reference
from devswap.store import Reader, Recording, Store

KIND = "hold"
"""Of a hold's reference."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is held, and how a person calls it."""

    about: Literal["device", "person"]
    id: str
    called: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A hold that nobody lifted."""

    hold: str
    subject: Subject
    placed: str
    reference: str
    """Empty where its text was stripped, or is another desk's."""


def device_named(store: Reader, identifier: str) -> Subject:
    """The device that bears an identifier. Raises ConfigError where there is not exactly one."""
    found = {f.device.id: f.device for f in store.devices([("any", identifier)])}
    if len(found) != 1:
        raise ConfigError(f"{len(found)} devices are known by {identifier}. Name one, by serial or asset tag.")
    device = next(iter(found.values()))
    return Subject("device", device.id, device.serial or device.asset_tag)


def person_named(store: Reader, number: str) -> Subject:
    """The recipient of a number. Raises ConfigError where there is none."""
    found = store.recipient_by_number(number)
    if found is None:
        raise ConfigError(f"No recipient has the number {number}. Name one of the recipients' list.")
    return Subject("person", found.id, found.number)


def place(store: Store, subject: Subject, reference: str, operator: Operator, second: Operator) -> None:
    """Place a hold. Raises ConfigError where the second person may not authorise it; NotRecorded."""
    _two_people(subject, operator, second)
    person = subject.id if subject.about == "person" else None
    event = ev.HoldPlaced(subject.about, subject.id, _reference(store, reference, person))
    store.record([Recording(event, operator.id, second.id)])


def lift(store: Store, subject: Subject, reference: str, operator: Operator, second: Operator) -> int:
    """Lift every hold that was placed on it; how many. One from an imported list ends with its list.

    Raises ConfigError where none stands, or the second person may not authorise it; NotRecorded.
    """
    _two_people(subject, operator, second)
    standing = store.load(subject.id).holds(subject.id)
    if not standing:
        raise ConfigError(f"No placed hold stands on {subject.called}. One of an imported list ends with that list.")
    given = _reference(store, reference, subject.id if subject.about == "person" else None) if reference else None
    lifts = [ev.HoldLifted(hold, subject.id, given) for hold in standing]
    store.record([Recording(event, operator.id, second.id) for event in lifts])
    return len(lifts)


def standing(store: Reader) -> list[Standing]:
    """The placed holds that nobody lifted, in the order in which they came here. Raises StoreError."""
    found = []
    for entry in store.of_kind("hold_placed"):
        event = entry.event
        if isinstance(event, ev.HoldPlaced) and entry.id in store.load(event.subject).holds(event.subject):
            text = store.text(event.reference.text) or ""
            subject = Subject(event.about, event.subject, _called(store, event))
            found.append(Standing(entry.id, subject, entry.wall, text))
    return found


def _called(store: Reader, event: ev.HoldPlaced) -> str:
    if event.about == "person":
        person = store.person(event.subject)
        return person.number if person else event.subject
    device = store.device(event.subject)
    return (device.serial or device.asset_tag) if device else event.subject


def _two_people(subject: Subject, operator: Operator, second: Operator) -> None:
    if operator.id == second.id:
        raise ConfigError("A hold needs a second person. Name a supervisor who is not the operator.")
    if second.role != "supervisor":
        raise ConfigError(f"{second.number} is {second.role}, not a supervisor. Name a supervisor.")
    if subject.id in (operator.id, second.id):
        raise ConfigError("Nobody places or lifts a hold on themselves. Ask two others.")


def _reference(store: Store, text: str, person: str | None) -> Reference:
    said = text.strip()[:100]
    if not any(c.isalnum() for c in said):
        raise ConfigError("A hold needs a reference: the number that it is known by elsewhere.")
    return Reference(KIND, reference_match(KIND, said), store.text_digest(said, person))
