"""Corrections, as entries: notes on devices and people, and two devices or people of the lists that are one."""

import re
from typing import Literal

from devswap.desk.noting import LONGEST, whose
from devswap.errors import ConfigError
from devswap.ledger import events as ev
from devswap.ledger.known import Operator
from devswap.store import Reader, Recording, Store


def device_named(store: Reader, identifier: str) -> str:
    """The id of the one device that bears an identifier. Raises ConfigError where there is not exactly one."""
    found = {f.device.id for f in store.devices([("any", identifier)])}
    if len(found) != 1:
        raise ConfigError(f"{len(found)} devices are known by {identifier[:60]}. Name one, by serial or asset tag.")
    return found.pop()


def person_named(store: Reader, number: str) -> str:
    """The id of the recipient of a number. Raises ConfigError where there is none."""
    found = store.recipient_by_number(number)
    if found is None:
        raise ConfigError(f"No recipient has the number {number[:60]}. Name one of the recipients' list.")
    return found.id


def note(store: Store, what: Literal["device", "person"], subject: str, text: str, operator: Operator) -> None:
    """Put a word into a device's or a person's story. Raises ConfigError where it has no words; NotRecorded.

    What is said of a person is forgotten with them, of a device with whose it is.
    """
    words = text.strip()[:LONGEST]
    if not words:
        raise ConfigError("A note needs its words. Say what is to be known.")
    device = store.device(subject) if what == "device" else None
    digest = store.text_digest(words, subject if what == "person" else whose(store, device) if device else None)
    store.record([Recording(ev.NoteAdded(what, subject, "note", digest), operator.id)])


def join(
    store: Store,
    what: Literal["device", "person"],
    one: str,
    other: str,
    reason: str,
    operator: Operator,
    second: Operator,
) -> None:
    """Say that two ids are one device, or one person; for what both earned is one's then.

    Raises ConfigError where they are one already, the reason is none, or the second person may not; NotRecorded.
    """
    code = "_".join(reason.lower().split())
    if not re.fullmatch(r"[a-z0-9][a-z0-9_.-]{0,63}", code):
        raise ConfigError(f"{reason[:40]!r} is no reason. Say it in a word or two, in letters and digits.")
    if operator.id == second.id or second.role != "supervisor":
        raise ConfigError("This needs a second person. Name a supervisor who is not the operator.")
    if {one, other} & {operator.id, second.id}:
        raise ConfigError("Nobody joins themselves with anybody. Ask two others.")
    state = store.load(one, other)
    if state.one(one) == state.one(other):
        raise ConfigError("These are one already. Nothing was recorded.")
    event = ev.SameDevice(one, other, code) if what == "device" else ev.SamePerson(one, other, code)
    store.record([Recording(event, operator.id, second.id)])
