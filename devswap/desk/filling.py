"""A device goes onto the desk: which slot it fills, and the doubts that come with it."""

import msgspec

from devswap.desk.booking import of_another
from devswap.desk.identify import Rows, Seen
from devswap.desk.limits import limited
from devswap.desk.outcome import Choice, Wants
from devswap.desk.table import Asked, Table
from devswap.desk.visit import NewItem, OldItem, Visit, asked, put
from devswap.desk.words import Reply, called, device_words, named, reply
from devswap.ledger import events as ev
from devswap.ledger.debts import still_owed
from devswap.ledger.decide import (
    Back,
    Intent,
    New,
    Old,
    Question,
    Refused,
    earned,
    questions_about_old,
    role_of,
)
from devswap.ledger.known import Device, Recipient
from devswap.ledger.parts import Doubt, EarnsNothing, IssueLife
from devswap.ledger.state import State


def fill(table: Table, seen: Seen, rows: Rows) -> Reply | tuple[State, Back]:
    """Put a device on the desk. A device that comes back is handed to the caller, with what is known of it."""
    table.resume()
    lying = lies_already(table, rows)
    if lying is not None:
        return lying
    intent, reason = table.intent
    state = table.store.load(rows.device.id)
    role = role_of(state, rows.device, rows.stocked, _intent(intent), table.settings.site, table.today())
    match role:
        case Refused():
            return _refused(table, state, role, rows.device)
        case Back():
            return state, role
        case New() if intent == "return":
            return _not_issued(table, rows.device)
        case Old(ends=ends) if intent == "return" and not isinstance(ends, IssueLife):
            return _not_issued(table, rows.device)
        case New():
            return _fill_new(table, rows, role)
        case Old():
            return _fill_old(table, state, seen, rows, role, reason if intent == "hand_in" else "")


def lies_already(table: Table, rows: Rows) -> Reply | None:
    """What is said of a device that lies on a table here, not recorded yet; None of any other."""
    visit = table.current
    if visit is not None and visit.holds(rows.device.id):
        return reply("told", "same_scan_again", called=called(rows.device), then=then(table))
    elsewhere = table.lies_in(rows.device.id)
    if elsewhere is None:
        return None
    who = named(elsewhere.recipient, table.policy.privacy.names_on_screen)
    return reply(
        "told", "same_scan_again", called=called(rows.device), then=f"It lies on the table of {who}: their badge."
    )


def _intent(word: str) -> Intent:
    return "hand_in" if word == "hand_in" else "return" if word == "return" else "swap"


def _refused(table: Table, state: State, refused: Refused, device: Device) -> Reply:
    entry = state.entries.get(refused.about)
    when = entry.wall[:10] if entry is not None else ""
    table.intent = ("swap", "")
    return reply("refused", refused.code, called=called(device), when=when, where=refused.about)


def _not_issued(table: Table, device: Device) -> Reply:
    table.intent = ("swap", "")
    return reply("refused", "not_issued", called=called(device))


def _fill_new(table: Table, rows: Rows, role: New) -> Reply:
    visit = table.current or table.begin(None)
    questions = _typed(table) if rows.read.typed else ()
    doubts: tuple[Doubt, ...] = ()
    if not role.in_stock:
        answer = table.policy.answers.not_in_stock
        if answer == "accept":
            doubts = (Doubt("not_in_stock", "accepted"),)
        else:
            questions = (*questions, Question("not_in_stock", answer))
    return placed(table, visit, NewItem(rows.device, rows.read, role.source, questions=questions, doubts=doubts))


def _typed(table: Table) -> tuple[Question, ...]:
    answer = table.policy.answers.typed_identifier
    return () if answer == "accept" else (Question("typed_identifier", answer),)


def _fill_old(table: Table, state: State, seen: Seen, rows: Rows, role: Old, hand_in: str) -> Reply:
    visit = table.current or table.begin(None)
    if visit.recipient is None and rows.device.listed_in == "none" and not hand_in:
        return unknown(table, seen)
    category = rows.device.category
    nothing = _nothing(table, state, rows.device, hand_in)
    if nothing is None and not earned(category, table.policy):
        nothing = EarnsNothing("category")
    earns = () if nothing else earned(category, table.policy)
    item = OldItem(rows.device, rows.read, role.ends, earns, nothing, keep_until=visit.keep_until)
    table.intent = ("swap", "")
    return placed(table, visit, doubted(table, visit, item))


def unknown(table: Table, seen: Seen) -> Reply:
    """A label that nothing is known by: kept, and shown."""
    from scanners.recording import escape

    visit = table.current
    table.store.keep_unknown(seen.label.raw, seen.label.symbology, visit.id if visit else None)
    return reply("told", "unknown_scan", called=escape(seen.label.raw)[:60])


def _nothing(table: Table, state: State, device: Device, hand_in: str) -> EarnsNothing | None:
    """Why this old device earns nothing: it was owed, an exemption stands for it, or somebody said so."""
    exemption = state.exemption_for(device.id)
    if exemption is not None:
        return EarnsNothing("clears_exemption", exemption=exemption[0].id)
    for entry, issue in state.about(device.id, ev.DeviceIssued):
        if any(owed.device == device.id for owed in issue.owes) and not state.returned(entry.id):
            return EarnsNothing("owed", issue=entry.id)
    if hand_in == "owed":
        return EarnsNothing("owed", issue=_owed_for(table, device.category))
    match hand_in:
        case "leaver" | "spare" | "found":
            return EarnsNothing(hand_in)
    return None


def _owed_for(table: Table, category: str) -> str | None:
    """The issue to the recipient on screen that such a device is still owed for; None where there is none."""
    visit = table.current
    if visit is None or visit.recipient is None:
        return None
    for _, issue in table.store.issued_to(visit.recipient.id):
        if any(owed.category == category for owed in still_owed(table.store.load(issue), issue)):
            return issue
    return None


def doubted(table: Table, visit: Visit, item: OldItem) -> OldItem:
    """The old device with the doubts that its recipient, its list and its scan raise."""
    recipient = visit.recipient
    owner = table.person(item.device.assigned_to)
    questions = questions_about_old(
        item.device,
        item.ends,
        recipient,
        owner.unit if owner else "",
        item.read.typed,
        item.nothing is None,
        table.policy,
        table.settings.programme,
    )
    answered = {d.code for d in item.doubts}
    return msgspec.structs.replace(item, questions=tuple(q for q in questions if q.code not in answered))


def placed(table: Table, visit: Visit, item: OldItem | NewItem) -> Reply:
    """The device is on the desk and on disk; what is asked about it, or what comes next."""
    after = limited(table, put(visit, item))
    refused = refused_in(table, after)
    if refused is not None:
        return refused
    raised = len(_asked_of(after.news)) > len(_asked_of(visit.news))
    table.keep(after)
    if item.questions or raised:
        return ask(table)
    code = "old_known" if isinstance(item, OldItem) else "new_known"
    facts = about(table, visit.recipient, item.device)
    whose = ""
    if isinstance(item, OldItem) and visit.recipient is None and item.nothing is None:
        due = " or ".join(item.earns)
        whose = f" It belongs to {facts['owner']}; it earns a new {due}." if facts["owner"] != "nobody" else ""
    return reply("accepted", code, {**facts, "whose": whose, "then": then(table)})


def refused_in(table: Table, visit: Visit) -> Reply | None:
    """The refusal of what the policy lets nobody answer for, as this visit would stand; None where nothing is."""
    items: tuple[OldItem | NewItem, ...] = (*visit.olds, *visit.news)
    found = next(((i, q) for i in items for q in i.questions if q.answer == "refuse"), None)
    return reply("refused", found[1].code, about(table, visit.recipient, found[0].device)) if found else None


def _asked_of(news: tuple[NewItem, ...]) -> list[Question]:
    return [question for new in news for question in new.questions]


def about(table: Table, recipient: Recipient | None, device: Device) -> dict[str, str]:
    """The facts that sentences about a device need."""
    names = table.policy.privacy.names_on_screen
    owner = table.person(device.assigned_to)
    same = owner is not None and recipient is not None and owner.unit != "" and owner.unit == recipient.unit
    return {
        "called": called(device),
        "device": device_words(device),
        "what": f"{device.category} {called(device)}",
        "who": named(recipient, names) if recipient else "",
        "owner": named(owner, names),
        "elsewhere": ELSEWHERE.get(device.category, "the back, the underside, the box"),
        "same": ", same unit" if same else "",
        "life": f" (end of life {device.end_of_life})" if device.end_of_life else " (no end of life listed)",
        "operator": named(table.operator, table.policy.privacy.names_on_screen) if table.operator else "",
    }


ELSEWHERE = {
    "laptop": "the underside, under the battery, the BIOS screen, the box",
    "desktop": "the back, the side, the BIOS screen, the box",
    "tablet": "the back, the SIM tray, the settings, the box",
    "monitor": "the back, its own menu on the screen, the box",
}
"""Where a device bears its serial besides the label, by category."""
ANSWERS = {
    "ask": "Say why: /reason TEXT, or CANCEL gives it back.",
    "supervisor": "A supervisor's badge takes it in; CONFIRM takes it in with its entitlement frozen.",
}
FOR_NEW = {
    "ask": "Say why: /reason TEXT, or CANCEL and scan another one.",
    "supervisor": "A supervisor's badge lets it pass; CONFIRM puts it back.",
}


def ask(table: Table) -> Reply:
    """The doubt that waits, as a question."""
    visit = table.current
    waiting = asked(visit) if visit else None
    if visit is None or waiting is None:
        return reply("told", "shown", what="Nothing is asked.", then=then(table))
    item, question = waiting
    facts = about(table, visit.recipient, item.device)
    if question.answer == "refuse":
        return reply("refused", question.code, facts)
    facts["answer"] = (
        ANSWERS.get(question.answer, "") if isinstance(item, OldItem) else FOR_NEW.get(question.answer, "")
    )
    if question.code == "needs_supervisor":
        facts["what"] = f"{facts['who']}'s entitlement was not collected in time; {facts['what']} would use it."
    if question.code == "set_aside" and visit.recipient is not None:
        other = of_another(table, visit.recipient, item.device)
        facts["owner"] = named(other, table.policy.privacy.names_on_screen)
    wants: Wants = "supervisor" if question.answer == "supervisor" else "reason"
    choices: tuple[Choice, ...] = ()
    if question.code == "typed_identifier":
        wants = "confirm"
    if question.code == "unknown_old_device" and isinstance(item, OldItem):
        categories = tuple(sorted(table.policy.earns))
        table.asked = Asked(categories, item.read.raw)
        marks = tuple(f"{c} (taken for this)" if c == item.device.category else c for c in categories)
        choices = table.asked.choices(marks)
    return reply("ask", question.code, facts, asks_for=wants, choices=choices)


def then(table: Table) -> str:
    """What to do next, read off the visit."""
    visit = table.current
    if visit is None:
        return "Scan a badge."
    waiting = asked(visit)
    if waiting is not None:
        return f"First answer for {called(waiting[0].device)}."
    if visit.recipient is None:
        return (
            "Scan the badge of the person it is for; CONFIRM takes in what earns nothing."
            if visit.olds
            else "Scan the badge."
        )
    made = table.pairs()
    if any(p.new is not None and not p.complete for p in made):
        if any(p.old is not None and p.old.frozen for p in made):
            return "Nothing goes out for what is frozen: /intake-only takes the old one in, CANCEL empties the desk."
        return "Scan the old one."
    alone = next((p for p in made if p.old and p.new is None and p.old.nothing is None and not p.old.frozen), None)
    if alone is not None and alone.old is not None:
        return f"Scan the new {' or '.join(alone.old.earns)}; the serial, not the product code."
    if not made and table.coins:
        return f"Scan the new {' or '.join(table.coins[0].categories)} to collect, or an old device."
    if not made:
        return "Scan the old device."
    sign = "badge again" if table.policy.acknowledge.person == "badge" and visit.recipient.kind == "person" else ""
    return f"The {sign} signs for everything." if sign else "CONFIRM signs for everything."
