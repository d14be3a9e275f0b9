"""Questions and their answers: a reason, a choice, CONFIRM, or a second person's badge."""

import msgspec

from devswap.desk import exempting, granting_again, undoing
from devswap.desk.authority import one_person
from devswap.desk.filling import about, ask, placed
from devswap.desk.identify import Rows, Seen
from devswap.desk.limits import CODE
from devswap.desk.pin_asking import ask_pin, needs_pin
from devswap.desk.table import Table
from devswap.desk.visit import NewItem, OldItem, asked, pairs, put, without
from devswap.desk.words import Reply, called, named, reply
from devswap.ledger.decide import answered
from devswap.ledger.ids import normal_serial
from devswap.ledger.known import Device, Operator, Read, Recipient


def give_reason(table: Table, text: str) -> Reply:
    """`/reason TEXT`: the engineer's answer to the doubt that waits."""
    visit = table.current
    waiting = asked(visit) if visit else None
    if visit is None or waiting is None:
        return ask(table)
    item, question = waiting
    if question.answer != "ask" or not text.strip():
        return ask(table)
    person = visit.recipient.id if visit.recipient else None
    digest = table.store.text_digest(text.strip()[:1000], person)
    return _settled(table, item, msgspec.structs.replace(item, **_rest(item, answered(question, reason=digest))))


def confirm_question(table: Table) -> Reply:
    """CONFIRM at a doubt: a typed identifier was compared; where a supervisor is asked for, none is in reach."""
    visit = table.current
    waiting = asked(visit) if visit else None
    if visit is None or waiting is None:
        return ask(table)
    item, question = waiting
    if question.code == "typed_identifier" and question.answer == "ask":
        confirmed = msgspec.structs.replace(answered(question), answer="accepted")
        return _settled(table, item, msgspec.structs.replace(item, **_rest(item, confirmed)))
    if question.answer != "supervisor":
        return ask(table)
    if isinstance(item, OldItem):
        return _settled(table, item, msgspec.structs.replace(item, **_rest(item, answered(question))))
    return _put_back(table, item)


def typed_again(table: Table, text: str) -> Reply | None:
    """A label typed a second time: alike it counts as compared, otherwise the first is taken off the desk again.

    None where no typed label waits.
    """
    visit = table.current
    waiting = asked(visit) if visit else None
    if visit is None or waiting is None or waiting[1].code != "typed_identifier" or waiting[1].answer != "ask":
        return None
    item = waiting[0]
    if normal_serial(text) == normal_serial(item.read.raw):
        return confirm_question(table)
    table.keep(without(visit, item.device.id))
    said = f"Typed {item.read.raw[:40]} and then {text[:40]}: they differ, and neither is taken."
    return reply("told", "shown", what=said, then="Read the label again, and type it twice alike.")


def _put_back(table: Table, item: NewItem) -> Reply:
    """Nobody in reach lets a new device pass: it stays here. Beyond the limit, what was brought for it is frozen."""
    visit = table.current
    if visit is None:
        return ask(table)
    question = item.questions[0]
    pair = next((p for p in pairs(visit, table.coins) if p.new is not None and p.new.device.id == item.device.id), None)
    after = without(visit, item.device.id)
    if pair is not None and pair.old is not None and question.code == CODE:
        frozen = msgspec.structs.replace(pair.old, doubts=(*pair.old.doubts, answered(question)))
        after = put(after, frozen)
    table.keep(after)
    facts = about(table, visit.recipient, item.device)
    return reply("refused", question.code, facts)


def _rest(item: OldItem | NewItem, doubt: object) -> dict[str, object]:
    return {"questions": item.questions[1:], "doubts": (*item.doubts, doubt)}


def _settled(table: Table, before: OldItem | NewItem, item: OldItem | NewItem) -> Reply:
    visit = table.current
    if visit is None or not visit.holds(before.device.id):
        return ask(table)
    table.asked = None
    return placed(table, visit, item)


def supervisor_wanted(table: Table) -> bool:
    """Whether a second person's badge is what the screen waits for."""
    visit = table.current
    waiting = asked(visit) if visit else None
    return (visit is not None and visit.exempting is not None) or (
        waiting is not None and waiting[1].answer == "supervisor"
    )


def supervise(table: Table, supervisor: Operator) -> Reply:
    """A supervisor's badge at a doubt: their PIN is asked for, where they have one, beside what it authorises."""
    refused = _themselves(table, supervisor)
    if refused is not None:
        return refused
    names = table.policy.privacy.names_on_screen
    if needs_pin(table, supervisor):
        said = f"{named(supervisor, names)} authorises: {waiting_words(table)}"
        return ask_pin(table, supervisor, "authorise", said)
    if table.policy.sign_in.pin == "required":
        return reply("refused", "no_pin", who=named(supervisor, names), number=supervisor.number)
    return authorise(table, supervisor)


def no_supervisor(table: Table, operator: Operator) -> Reply:
    """An engineer's badge where a supervisor's is asked for."""
    names = table.policy.privacy.names_on_screen
    said = f"{named(operator, names)} is no supervisor. {waiting_words(table)}"
    who = named(table.current.recipient if table.current else None, names)
    return reply(
        "ask", "needs_supervisor", asks_for="supervisor", what=said, who=who, operator=named(table.operator, names)
    )


def waiting_words(table: Table) -> str:
    """What a supervisor is asked to authorise, in one sentence."""
    visit = table.current
    return (exempting.ask(table) if visit is not None and asked(visit) is None else ask(table)).message


def _themselves(table: Table, supervisor: Operator) -> Reply | None:
    """Why this supervisor is no second person here; None where they are one."""
    visit = table.current
    recipient = visit.recipient if visit is not None else None
    if not one_person(table, supervisor, table.operator) and not one_person(table, supervisor, recipient):
        return None
    names = table.policy.privacy.names_on_screen
    said = f"{named(supervisor, names)} cannot authorise this: nobody authorises themselves."
    who, operator = named(recipient, names), named(table.operator, names)
    return reply("ask", "needs_supervisor", asks_for="supervisor", what=said, who=who, operator=operator)


def authorise(table: Table, supervisor: Operator) -> Reply:
    """Let the doubt that waits pass, unless it is the supervisor's own visit or their own shift."""
    visit = table.current
    if visit is None or not supervisor_wanted(table):
        return ask(table)
    refused = _themselves(table, supervisor)
    if refused is not None:
        return refused
    waiting = asked(visit)
    if waiting is None:
        if visit.exempting is None:
            return ask(table)
        act = granting_again.grant if visit.exempting.again else exempting.supervised
        return act(table, visit, visit.exempting, supervisor)
    item, question = waiting
    doubt = answered(question, supervisor=supervisor.id)
    return _settled(table, item, msgspec.structs.replace(item, **_rest(item, doubt)))


def choose(table: Table, number: str) -> Reply | Recipient:
    """`/choose N`: one of several devices, people or categories. A person is handed to the caller."""
    waiting = table.asked
    if waiting is None or not number.isascii() or not number.isdigit():
        return ask(table)
    index = int(number[:4]) - 1
    if not 0 <= index < len(waiting.options):
        return reply("told", "shown", what=f"There is no choice {int(number[:4])}.", then="Choose one that is shown.")
    option = waiting.options[index]
    table.asked = None
    if isinstance(option, Recipient):
        return option
    if isinstance(option, str):
        return _category(table, option)
    return _chosen(table, option, waiting.raw, waiting.typed)


def _chosen(table: Table, device: Device, raw: str, typed: bool) -> Reply:
    from devswap.labels.reading import read

    rows = Rows(device, device if device.listed_in == "stock" else None, Read("serial", called(device), raw, "", typed))
    return undoing.take(table, Seen(read(raw), (rows,)), rows)


def _category(table: Table, category: str) -> Reply:
    """The category of an old device that no list knows."""
    from devswap.ledger.decide import earned

    visit = table.current
    waiting = asked(visit) if visit else None
    if visit is None or waiting is None or not isinstance(waiting[0], OldItem):
        return ask(table)
    item = waiting[0]
    changed = msgspec.structs.replace(
        item,
        device=msgspec.structs.replace(item.device, category=category),
        earns=earned(category, table.policy) if item.earns else (),
    )
    table.keep(put(visit, changed))
    return ask(table)
