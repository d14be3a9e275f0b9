"""Signing in: a badge, then a PIN where there is one; a colleague takes over so, and a supervisor answers so.

A PIN is typed, never scanned, and stands nowhere but in the try that it is: not in an answer, the tape, or a draft.
"""

import re
from itertools import pairwise
from typing import Final

from devswap.desk import answering, people
from devswap.desk.authority import one_person
from devswap.desk.filling import then
from devswap.desk.pin_asking import ask_pin, needs_pin, refused_pin
from devswap.desk.table import PinWanted, Table
from devswap.desk.words import Reply, named, reply
from devswap.ledger import events as ev
from devswap.ledger.ids import normal_serial
from devswap.ledger.known import Operator
from devswap.store import Recording, Store
from devswap.store.pins import LONGEST
from scanners.scan import Scan

MASK: Final = "••••••"
"""What an answer repeats of a PIN."""
_DIGITS: Final = re.compile(r"[0-9]{4,12}", re.ASCII)
_TYPED: Final = frozenset({"line", "typed"})
"""Sources that a person types into; a scanner's is none of them."""


def begin(table: Table, operator: Operator) -> Reply:
    """An operator's badge or number: signed in, asked for a PIN, or told to get one."""
    names = table.policy.privacy.names_on_screen
    if needs_pin(table, operator):
        colleague = table.operator
        takes_over = colleague is not None and colleague.id != operator.id
        instead = f", to take over from {named(colleague, names)}" if takes_over else ""
        return ask_pin(table, operator, "sign_in", f"The PIN of {named(operator, names)}{instead}.")
    if table.policy.sign_in.pin == "required":
        return reply("refused", "no_pin", who=named(operator, names), number=operator.number)
    return people.sign_in(table, operator)


def by_number(table: Table, rest: str) -> Reply:
    """`/sign-in NUMBER [PIN]`."""
    number, _, pin = rest.partition(" ")
    operator = table.store.operator_by_number(number) if number else None
    if operator is None and table.operator is not None:
        stays = f"{named(table.operator, table.policy.privacy.names_on_screen)} stays signed in"
        return reply("told", "shown", what=f"No operator has that number; {stays}.", then="/sign-in NUMBER.")
    if operator is None:
        return reply("refused", "not_signed_in")
    said = begin(table, operator)
    return answer(table, pin) if table.pin is not None and pin.strip() else said


def is_pin(table: Table, scan: Scan) -> bool:
    """Whether a line, while a PIN is asked for, is one: typed digits that are nobody's badge."""
    text = scan.text.strip()
    wanted = table.pin
    if wanted is None or scan.source not in _TYPED or table.store.operator_by_badge(text) is not None:
        return False
    if wanted.purpose in ("new", "again"):
        return True
    known = table.operator is not None and table.store.recipient_by_badge(text) is not None
    return _DIGITS.fullmatch(text) is not None and not known


def masked(words: str) -> str:
    """A command as it may be shown: what could be a PIN is not, misspelt commands included."""
    verb, _, rest = words.partition(" ")
    lowered = verb.lower()
    if lowered.startswith("pin"):
        return f"{verb} {MASK}" if rest else verb
    if lowered.startswith(("sign", "log", "new-pin", "unlock")):
        number, _, more = rest.strip().partition(" ")
        return f"{verb} {number} {MASK}" if more else words
    return words


def answer(table: Table, pin: str) -> Reply:
    """What was typed where a PIN was asked for."""
    wanted, pin = table.pin, pin.strip()
    if wanted is None:
        return reply("told", "shown", what="No PIN is asked for.", then=then(table))
    if wanted.purpose in ("new", "again"):
        return _chosen(table, wanted, pin)
    refused = refused_pin(table, wanted.operator, pin)
    if refused is not None:
        return refused
    table.pin = None
    if wanted.then is not None:
        return wanted.then(wanted.operator)
    match wanted.purpose:
        case "sign_in":
            return people.sign_in(table, wanted.operator)
        case "authorise":
            return answering.authorise(table, wanted.operator)
    return ask_pin(table, wanted.operator, "new", _new_words(table, wanted.operator))


def _chosen(table: Table, wanted: PinWanted, pin: str) -> Reply:
    """A new PIN, and then the same again."""
    if wanted.purpose == "new":
        wrong = weak(pin, table.policy.sign_in.digits, wanted.operator)
        if wrong:
            return reply("ask", "pin_wanted", what=wrong, asks_for="pin")
        return ask_pin(table, wanted.operator, "again", "The same PIN again.", pin)
    if pin != wanted.first:
        return ask_pin(table, wanted.operator, "new", "These were two. The new PIN, once more from the start.")
    recorded = _noted(table, wanted.operator, "pin_set")
    table.store.pins.keep(wanted.operator.number, pin)
    table.pin = None
    if table.operator is None:
        return people.sign_in(table, wanted.operator)
    who = named(wanted.operator, table.policy.privacy.names_on_screen)
    return reply("accepted", "pin_kept", who=who, recorded=recorded)


def _noted(table: Table, whose: Operator, code: str) -> tuple[str, ...]:
    """What a supervisor does to somebody else's PIN stands in the record: who knows a PIN could be its owner."""
    if table.operator is None or one_person(table, whose, table.operator):
        return ()
    note_pin(table.store, table.operator, whose, code)
    return ("note_added",)


def note_pin(store: Store, by: Operator, whose: Operator, code: str) -> None:
    """Record that one operator set or unlocked the PIN of another. Raises NotRecorded."""
    store.record([Recording(ev.NoteAdded("person", whose.id, code), by.id)])


def weak(pin: str, digits: int, operator: Operator) -> str:
    """Why this may be no PIN, in words; empty where it may."""
    if not re.fullmatch(rf"[0-9]{{{digits},{LONGEST}}}", pin, re.ASCII):
        return f"A PIN has {digits} to {LONGEST} digits, and nothing else."
    steps = {(ord(b) - ord(a)) % 10 for a, b in pairwise(pin)}
    if len(steps) == 1 and steps <= {0, 1, 9}:
        return "This PIN is one of the first that anybody would try. Choose another."
    if pin in (normal_serial(operator.number), normal_serial(operator.badge)):
        return "A PIN is not the number that is on the badge. Choose another."
    return ""


def new_pin(table: Table, number: str) -> Reply:
    """`/new-pin [NUMBER]`: one's own, behind the old one; a supervisor's for an operator who types it then."""
    number = number.partition(" ")[0]
    operator = table.operator
    if operator is None:
        return reply("refused", "not_signed_in")
    whose = table.store.operator_by_number(number) if number else operator
    if whose is None:
        return reply("told", "shown", what=f"No operator has the number {number[:40]}.", then=then(table))
    if one_person(table, whose, operator):
        if table.store.pins.has(whose.number):
            return ask_pin(table, whose, "change", "Your PIN as it is now.")
    elif operator.role != "supervisor":
        return reply("refused", "not_allowed", what="Only a supervisor sets the PIN of somebody else.")
    return ask_pin(table, whose, "new", _new_words(table, whose))


def _new_words(table: Table, operator: Operator) -> str:
    who = named(operator, table.policy.privacy.names_on_screen)
    return f"{who} types the new PIN: {table.policy.sign_in.digits} to {LONGEST} digits, seen by nobody else."


def unlock(table: Table, number: str) -> Reply:
    """`/unlock NUMBER`: a supervisor lets an operator who got a PIN wrong too often try again at once."""
    names = table.policy.privacy.names_on_screen
    whose = table.store.operator_by_number(number) if number else None
    if whose is None:
        return reply("told", "shown", what="An operator's number is needed.", then="/unlock NUMBER")
    if table.operator is None or table.operator.role != "supervisor" or one_person(table, whose, table.operator):
        return reply("refused", "not_allowed", what="Only a supervisor unlocks, and nobody themselves.")
    recorded = _noted(table, whose, "pin_unlocked")
    table.store.pins.unlock(whose.number)
    return reply("accepted", "operator_unlocked", who=named(whose, names), recorded=recorded)


def set_up(table: Table, rest: str) -> Reply:
    """`/set-up NUMBER NAME`: the first supervisor of a desk that has no operators yet, who then chooses a PIN."""
    number, _, name = rest.partition(" ")
    if table.store.operators():
        return reply("refused", "not_signed_in")
    if not number or not name.strip():
        return reply("told", "shown", what="The first supervisor has a staff number and a name.", then=SET_UP)
    from devswap.store.lists.operators import add_operator

    operator = add_operator(table.store, number, name.strip(), "supervisor", "")
    if table.policy.sign_in.pin == "off":
        return people.sign_in(table, operator)
    return ask_pin(table, operator, "new", _new_words(table, operator))


SET_UP: Final = "/set-up NUMBER NAME"
