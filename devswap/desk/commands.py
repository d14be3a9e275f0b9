"""Commands in words: what a line that starts with `/`, a command barcode or a function key asks for."""

from collections.abc import Callable
from datetime import date

import msgspec

from devswap.desk import (
    answering,
    behind,
    closing,
    day_end,
    exempting,
    giving_up,
    going_wrong,
    granting_again,
    helping,
    noting,
    people,
    reprinting,
    signing_in,
    undoing,
    wipe_queue,
)
from devswap.desk.filling import then
from devswap.desk.table import UNDER_WAY, Asked, Table
from devswap.desk.views import balance, summary
from devswap.desk.visit import asked, emptied
from devswap.desk.words import Reply, named, reply
from devswap.ledger.known import Recipient

CALIBRATE = "Scan the calibration sheet, which `devswap sheets` prints, with each scanner that types."
HAND_IN = ("leaver", "spare", "found", "owed")


def _one_word(reason: str) -> str:
    """A reason out of a list, as somebody typed it: `Dead on arrival` is `dead-on-arrival`."""
    return "-".join(reason.lower().replace("_", " ").split())


def carry_out(table: Table, words: str, typed: Callable[[str], Reply]) -> Reply:
    """Carry out a command; `typed` takes an identifier that a person typed."""
    verb, _, rest = words.strip().partition(" ")
    verb, rest = verb.lower(), rest.strip()
    if verb == "pin":
        return signing_in.answer(table, rest)
    if table.pin is not None:
        table.pin = None
        if verb == "cancel":
            return reply("accepted", "cancelled", what="No PIN was tried.")
    if verb == "sign-in":
        return signing_in.by_number(table, rest)
    if verb == "set-up":
        return signing_in.set_up(table, rest)
    if verb == "help":
        return helping.tell(table, rest)
    if table.operator is None:
        return reply("refused", "not_signed_in")
    if verb not in ("sign-out", "confirm", "day-end", "explain"):
        table.turn_away()
    behind_it = behind.carry_out(table, verb, rest)
    if behind_it is not None:
        return behind_it
    match verb:
        case "confirm":
            return _confirm(table)
        case "cancel":
            return _cancel(table)
        case "undo":
            return undoing.undo(table)
        case "park":
            return _park(table)
        case "intake-only":
            return closing.intake_only(table)
        case "hand-in" if _one_word(rest) in HAND_IN:
            return undoing.intend(table, "hand_in", _one_word(rest))
        case "found":
            return undoing.intend(table, "hand_in", "found")
        case "return" if _one_word(rest) in undoing.RETURN_REASONS:
            return undoing.intend(table, "return", _one_word(rest))
        case "hand-in" | "return":
            known = HAND_IN if verb == "hand-in" else tuple(undoing.RETURN_REASONS)
            return reply("told", "shown", what=f"/{verb} needs a reason.", then=f"One of: {', '.join(known)}.")
        case "withdraw":
            return undoing.intend(table, "withdraw", rest)
        case "brought-by":
            return going_wrong.brought_by(table, rest)
        case "drive":
            return going_wrong.drive(table, rest)
        case "media":
            return going_wrong.media(table, rest)
        case "keep":
            return _keep(table, rest)
        case "reason":
            return answering.give_reason(table, rest)
        case "choose":
            chosen = answering.choose(table, rest)
            return people.show(table, chosen) if isinstance(chosen, Recipient) else chosen
        case "typed":
            if not rest:
                return reply("told", "shown", what="What is printed on it?", then="/typed and the identifier.")
            return typed(rest)
        case "wipes":
            return wipe_queue.tell(table)
        case "find":
            return people.find(table, rest)
        case "exemption":
            return exempting.ask_for(table, rest)
        case "advance":
            return exempting.ask_for_advance(table, rest)
        case "withdraw-exemption":
            return exempting.ask_to_withdraw(table, rest)
        case "wrong":
            return _wrong(table, rest)
        case "give-up":
            return giving_up.to_desk(table, rest)
        case "grant-again":
            return granting_again.ask_for(table)
        case "sign-out":
            return people.sign_out(table)
        case "new-pin":
            return signing_in.new_pin(table, rest)
        case "unlock":
            return signing_in.unlock(table, rest)
        case "lock":
            return _lock(table)
        case "note":
            return noting.note(table, rest)
        case "print":
            return reprinting.again(table, rest)
        case "visits":
            return _visits(table)
        case "keyboard":
            return reply("told", "shown", what="Does the keyboard leave scans as they are?", then=CALIBRATE)
        case "count" | "balance":
            return _balance(table)
    return reply("told", "unknown_command", called="/" + verb[:40])


def _confirm(table: Table) -> Reply:
    if table.leaving:
        return people.sign_out(table)
    if table.ending and table.ending != UNDER_WAY:
        return day_end.confirm(table)
    if table.current is not None and asked(table.current) is not None:
        return answering.confirm_question(table)
    if table.current is not None and table.current.exempting is not None:
        return exempting.ask(table)
    return closing.acknowledge(table, "confirm")


def _cancel(table: Table) -> Reply:
    visit = table.current
    table.asked = None
    table.intent = ("swap", "")
    if visit is None:
        return reply("accepted", "cancelled", what="Nothing lay on it.")
    lay = summary(visit)
    cleared = emptied(visit)
    if visit.recipient is None:
        table.drop(visit)
    else:
        table.keep(cleared)
    return reply("accepted", "cancelled", what=f"Not recorded: {lay}." if not visit.empty else "Nothing lay on it.")


def _park(table: Table) -> Reply:
    visit = table.current
    if visit is None:
        return reply("told", "shown", what="No visit is open.", then="Scan a badge.")
    if visit.recipient is None and not visit.empty:
        return reply("told", "shown", what="What lies here is nobody's yet, and no badge would bring it back.",
                     then="Scan the badge of its recipient; CANCEL gives it back.")  # fmt: skip
    if table.park() is None:
        return reply("told", "shown", what="All is recorded, and nothing lies on the desk.", then="Scan a badge.")
    who = named(visit.recipient, table.policy.privacy.names_on_screen)
    return reply("told", "shown", what=f"{who} waits: {summary(visit)}.", then="Scan a badge.")


def _keep(table: Table, day: str) -> Reply:
    visit = table.current
    if visit is None:
        return reply("told", "shown", what="No visit is open.", then="Scan a badge first.")
    try:
        until = date.fromisoformat(day).isoformat()
    except ValueError:
        return reply("told", "shown", what=f"{day[:20]!r} is no day.", then="Write it as 2026-12-31.")
    earliest = table.day(table.policy.wipe.keep_days)
    if until < earliest:
        return reply("refused", "too_soon", what=f"The programme keeps old devices until {earliest} at least.")
    replace = msgspec.structs.replace
    olds = tuple(replace(item, keep_until=until) for item in visit.olds)
    table.keep(replace(visit, keep_until=until, olds=olds))
    return reply("told", "shown", what=f"Old devices of this visit are kept until {until}.", then=then(table))


def _wrong(table: Table, code: str) -> Reply:
    """Something is wrong: a check that is raised only then."""
    visit = table.current
    known = [c for c, mode in table.policy.checks.items() if mode == "except"]
    named_check = {"sim": "sim_cards_media", "not-signed-in": "signed_in_on_new"}.get(code, code.replace("-", "_"))
    if visit is None or named_check not in known:
        return reply("told", "shown", what="What is wrong?", then=f"/wrong and one of: {', '.join(known)}.")
    table.keep(msgspec.structs.replace(visit, raised=tuple(dict.fromkeys((*visit.raised, named_check)))))
    return reply("told", "shown", what=f"Raised: {named_check.replace('_', ' ')}.", then=then(table))


def _lock(table: Table) -> Reply:
    operator = table.operator
    table.park()
    table.operator = None
    return reply("accepted", "signed_out", who=named(operator, table.policy.privacy.names_on_screen))


def _visits(table: Table) -> Reply:
    waiting = [v for v in sorted(table.parked.values(), key=lambda v: v.opened) if v.recipient is not None]
    if not waiting:
        return reply("told", "shown", what="No visit waits.", then=then(table))
    names = table.policy.privacy.names_on_screen
    table.asked = Asked(tuple(v.recipient for v in waiting if v.recipient is not None), "")
    choices = table.asked.choices(tuple(f"{named(v.recipient, names)}: {summary(v)}" for v in waiting))
    said = f"{len(waiting)} visits wait." if len(waiting) > 1 else "One visit waits."
    return reply("told", "shown", what=said, then="Choose one, or scan its badge.", choices=choices)


def _balance(table: Table) -> Reply:
    day = balance(table)
    said = (
        f"Today in {day.taken_in}, out {day.issued}; to collect {day.to_collect}, on tables {day.on_tables}, "
        f"wipes waiting {day.wipes_waiting}."
    )
    return reply("told", "shown", what=said, then=then(table))
