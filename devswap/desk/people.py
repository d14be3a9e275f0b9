"""People at the desk: a recipient's badge opens, resumes and acknowledges a visit; an operator comes and goes."""

from collections.abc import Sequence
from contextlib import suppress

from msgspec.structs import replace

from devswap.desk.authority import hands_over, one_person
from devswap.desk.batching import wait
from devswap.desk.booking import said_of
from devswap.desk.clock import clock_doubt
from devswap.desk.closing import acknowledge
from devswap.desk.filling import ask, doubted, refused_in, then
from devswap.desk.history import Found, line, note_look_ups, of_device, of_person, search
from devswap.desk.limits import limited
from devswap.desk.rounds import after, next_location
from devswap.desk.table import Asked, Table
from devswap.desk.views import parked_views, summary
from devswap.desk.visit import OldItem, Visit, asked, emptied, put, without
from devswap.desk.words import Reply, elsewhere, named, reply
from devswap.errors import NotRecorded
from devswap.ledger.coins import Coins
from devswap.ledger.known import Device, Operator, Recipient

MOST_NAMED = 6
"""Visits that are named when somebody signs in."""


def show(table: Table, recipient: Recipient) -> Reply:
    """This recipient's visit: acknowledged if it is on screen, else put there."""
    names = table.policy.privacy.names_on_screen
    visit = table.resume()
    not_allowed = hands_over(table)
    if not_allowed is not None:
        return not_allowed
    if one_person(table, table.operator, recipient):
        return reply("refused", "own_swap", who=named(recipient, names))
    wait(table)
    if visit is not None and visit.recipient is not None and visit.recipient.id == recipient.id:
        return acknowledge(table, "badge")
    if visit is not None and (signed := next_location(table, visit)) is not None:
        return after(signed, show(table, recipient)) if signed.verdict == "accepted" else signed
    if visit is not None and visit.recipient is None:
        return _adopt(table, visit, recipient)
    theirs = table.begin(recipient)
    following = _following(visit, recipient) if visit else ()
    if visit is not None and following:
        shed = visit
        for item in following:
            shed = without(shed, item.device.id)
            theirs = put(theirs, doubted(table, theirs, replace(item, questions=())))
        parked = table.hand_over(shed, theirs)
    else:
        parked = table.park()
        table.show(theirs)
    table.seen = None
    who = named(recipient, names)
    opened = _open(table, recipient)
    if parked is None:
        unit = f", {recipient.unit}" if recipient.unit else ""
        said = reply("accepted", "recipient_known", who=who, unit=unit, open=opened)
    else:
        waits = f"; {named(parked.recipient, names)} waits: {summary(parked)}"
        said = reply("told", "recipient_changed", who=who, parked=waits, open=opened)
    return replace(said, next=then(table))


def voucher(table: Table, name: str) -> Reply:
    """A voucher for an open entitlement: its recipient's visit comes on screen, where nobody else is being served."""
    names = table.policy.privacy.names_on_screen
    state = table.store.load(name)
    given = state.entitlement(name)
    recipient = table.store.person(given.recipient) if given is not None and given.recipient else None
    if given is None or recipient is None:
        return reply("told", "shown", what="No entitlement is known by this voucher.", then="Scan the badge.")
    facts = {"who": named(recipient, names), "what": " or ".join(given.categories)}
    if given.owner != table.store.owner:
        return reply("refused", "entitlement_elsewhere", elsewhere(facts["who"], facts["what"], lost=table.lost(given)))
    visit = table.current
    another = visit is not None and visit.recipient is not None and visit.recipient.id != recipient.id
    if another and visit is not None and not (visit.empty and visit.last):
        return reply("refused", "entitlement_of_another")
    if Coins(state).of(given) == "frozen":
        return reply("refused", "entitlement_frozen", facts)
    if visit is not None and visit.recipient is not None and not another:
        return reply("told", "shown", what=f"{facts['who']} has a new {facts['what']} to collect.", then=then(table))
    return show(table, recipient)


def _following(visit: Visit, recipient: Recipient) -> tuple[OldItem, ...]:
    """Old devices on screen that the lists give to this recipient and that nobody answered for."""
    return tuple(
        item
        for item in visit.olds
        if item.device.assigned_to == recipient.id and any(q.code == "device_of_another" for q in item.questions)
    )


def _adopt(table: Table, visit: Visit, recipient: Recipient) -> Reply:
    """Devices came first, the badge now: the visit is theirs, and their doubts are asked.

    Where the policy refuses one of the devices to this recipient, all stays as it is.
    """
    theirs = table.begin(recipient)
    joins = theirs.id in table.parked
    merged = theirs if joins else replace(visit, recipient=recipient, olds=(), news=())
    for old in visit.olds:
        merged = put(merged, doubted(table, merged, old))
    for new in visit.news:
        merged = put(merged, new)
    refused = refused_in(table, merged)
    if refused is not None:
        return refused
    if joins:
        table.hand_over(emptied(visit), merged)
    else:
        table.show(merged)
    if table.current is not None and table.current.news:
        table.keep(limited(table, table.current))
    if table.current is not None and asked(table.current) is not None:
        return ask(table)
    unit = f", {recipient.unit}" if recipient.unit else ""
    who = named(recipient, table.policy.privacy.names_on_screen)
    said = reply("accepted", "recipient_known", who=who, unit=unit, open=_open(table, recipient))
    return replace(said, next=then(table))


def _open(table: Table, recipient: Recipient) -> str:
    parts = [said_of(table, recipient)]
    if table.coins:
        due = "; ".join(" or ".join(c.categories) for c in table.coins)
        parts.append(f" To collect here: {due}.")
    if gone := [c for c, why in table.unusable if why == "entitlement_elsewhere" and table.lost(c)]:
        due = "; ".join(" or ".join(c.categories) for c in gone)
        parts.append(f" A desk that is no more still owes: {due}; a supervisor grants it again, /grant-again.")
    if recipient.at_check:
        parts.append(" Assistive technology must be tried on the new device.")
    if table.full() and table.current is not None and not table.current.stands_on:
        parts.append(" Every table is taken: finish a visit first.")
    return "".join(parts)


def sign_in(table: Table, operator: Operator) -> Reply:
    """An operator begins or takes over the shift; visits stay."""
    if operator.role == "bench":
        table.park()
    table.operator, table.pin, table.leaving = operator, None, False
    _forget_unknown_scans(table)
    names = table.policy.privacy.names_on_screen
    lay = "; ".join(f"{view.called}, {view.summary}" for view in parked_views(table)[:MOST_NAMED])
    more = len(table.parked) - MOST_NAMED
    waiting = f" On the desk: {lay}{f'; {more} more: /visits' if more > 0 else ''}." if lay else ""
    if operator.role != "bench":
        table.resume()
    said = reply("accepted", "signed_in", who=named(operator, names), then=table.first)
    return replace(said, message=said.message + waiting)


def _forget_unknown_scans(table: Table) -> None:
    """Scans that meant nothing go after the policy's days, at the start of a shift; a full disk keeps nobody out.

    By a clock that may be wrong none go: they would not come back.
    """
    if clock_doubt(table.store):
        return
    with suppress(NotRecorded):
        table.store.forget_unknown_scans(table.instant(-table.policy.privacy.unknown_scans_days))


def sign_out(table: Table) -> Reply:
    """The operator leaves; open visits are named first, and CONFIRM leaves them for the next."""
    operator = table.operator
    if operator is None:
        return reply("refused", "not_signed_in")
    visit = table.current
    table.park()
    open_visits = [v for v in table.parked.values() if not v.empty]
    if open_visits and table.leaving is False:
        table.leaving = True
        names = table.policy.privacy.names_on_screen
        what = ", ".join(named(v.recipient, names) for v in open_visits)
        if visit is not None and visit.id in table.parked:
            table.show(visit)
        return reply("ask", "visit_left_open", what=what, asks_for="confirm")
    table.operator, table.leaving, table.ending = None, False, ""
    return reply("accepted", "signed_out", who=named(operator, table.policy.privacy.names_on_screen))


def find(table: Table, text: str) -> Reply:
    """`/find TEXT`: a device's story by any identifier; a recipient's, and their visit, by number, badge or name."""
    recipient = table.store.recipient_by_number(text.strip())
    if recipient is not None:
        note_look_ups(table.store, table.operator, (recipient,))
        return _looked_up(table, recipient)
    known = search(table.store, text, table.settings.badges) if text.strip() else Found()
    if known.devices:
        return _stories(table, known.devices)
    found = known.people[:9]
    note_look_ups(table.store, table.operator, found)
    if len(found) == 1:
        return _looked_up(table, found[0])
    if not found:
        what = f"Nothing and nobody is found by {text.strip()[:40]!r}."
        return reply("told", "shown", what=what, then="Try any number on the device, a badge, or part of the name.")
    table.asked = Asked(tuple(found), text)
    names = table.policy.privacy.names_on_screen
    words = tuple(f"{r.number} {r.name if names else ''} {r.unit}".strip() for r in found)
    return reply("ask", "ambiguous", called=text.strip()[:40], choices=table.asked.choices(words), asks_for="choice")


def _looked_up(table: Table, recipient: Recipient) -> Reply:
    """Somebody who was looked for comes on screen; who is there already has signed for nothing by that."""
    visit, names = table.current, table.policy.privacy.names_on_screen
    if visit is None or visit.recipient is None or visit.recipient.id != recipient.id:
        said = show(table, recipient)
    else:
        said = reply("told", "shown", what=f"{named(recipient, names)} is on screen.", then=then(table))
    if said.verdict == "refused":
        return said
    story = of_person(table.store, recipient, names=names)
    return replace(said, listed=(*story.facts, *map(line, story.happened)))


def _stories(table: Table, devices: Sequence[Device]) -> Reply:
    """All that happened to each of these devices, oldest first, a line each."""
    names = table.policy.privacy.names_on_screen
    lines: list[str] = []
    for device in devices:
        story = of_device(table.store, device, names=names)
        lines += [f"{story.title}. {' '.join(story.facts)}"] if len(devices) > 1 else list(story.facts)
        lines += [line(happened) for happened in story.happened]
    title = story.title if len(devices) == 1 else f"{len(devices)} devices match"
    return reply("told", "shown", what=f"{title}.", then=then(table), listed=tuple(lines))
