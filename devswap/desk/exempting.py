"""Exemptions: an entitlement with no old device behind it, on a supervisor's word and a number that can be checked."""

import re
from datetime import date

import msgspec

from devswap.desk.closing import recording
from devswap.desk.filling import then
from devswap.desk.table import Table
from devswap.desk.visit import Exempting, Visit
from devswap.desk.words import Reply, called, device_words, named, reply
from devswap.ledger import events as ev
from devswap.ledger.decide import earned, life_of
from devswap.ledger.ids import reference_match
from devswap.ledger.known import Device, Operator
from devswap.ledger.parts import Reference

LONGEST = 64
"""Characters of a crime or incident number."""


def ask_for(table: Table, rest: str) -> Reply:
    """`/exemption REASON [crime=…] [incident=…] [device=…]`: what a supervisor is then asked to authorise."""
    visit = table.current
    if visit is None or visit.recipient is None:
        return reply("told", "shown", what="An exemption is for somebody.", then="Scan the badge of the recipient.")
    reason, *words = rest.split() or [""]
    rule = table.policy.exemptions.get(reason)
    if rule is None:
        known = ", ".join(sorted(table.policy.exemptions))
        return reply("told", "shown", what="An exemption needs a reason.", then=f"/exemption and one of: {known}.")
    given = dict(w.split("=", 1) for w in words if "=" in w)
    for kind, number in given.items():
        form = table.policy.references.get(kind)
        if form is not None and not re.fullmatch(form.form, number):
            return reply("refused", "bad_reference", called=number[:40], what=kind, then=f"{kind}={form.like}")
    missing = [need for need in rule.needs if not given.get(need)]
    if missing:
        wanted = " ".join(f"{need}=NUMBER" for need in rule.needs)
        return reply(
            "told", "shown", what=f"{reason} needs: {', '.join(missing)}.", then=f"/exemption {reason} {wanted}"
        )
    device = _replaced(table, given.get("device", ""), f"/exemption {rest}")
    if isinstance(device, Reply):
        return device
    references = tuple((kind, given[kind][:LONGEST]) for kind in rule.needs)
    against = _against(table, device, references)
    if against is not None:
        return against
    table.keep(msgspec.structs.replace(visit, exempting=Exempting(reason, references, device)))
    return ask(table)


def ask_for_advance(table: Table, rest: str) -> Reply:
    """`/advance DATE [device=SERIAL]`: the new one first, the named old one by that day; off by default."""
    visit = table.current
    if table.policy.answers.advance == "refuse":
        return reply("refused", "advance_off")
    if visit is None or visit.recipient is None:
        return reply("told", "shown", what="An advance is for somebody.", then="Scan the badge of the recipient.")
    day, *words = rest.split() or [""]
    latest = table.day(table.policy.advance.days)
    if not _is_day(day) or not table.today() <= day <= latest:
        said = f"An advance needs the day by which the old one comes, {latest} at the latest."
        return reply("told", "shown", what=said, then=f"/advance {latest} device=SERIAL")
    device = _replaced(table, next((w.removeprefix("device=") for w in words if w.startswith("device=")), ""),
                       f"/advance {rest}")  # fmt: skip
    if isinstance(device, Reply):
        return device
    if device is None:
        return reply("told", "shown", what="An advance names the old one.", then=f"/advance {day} device=SERIAL")
    against = _against(table, device, ())
    if against is not None:
        return against
    table.keep(msgspec.structs.replace(visit, exempting=Exempting("advance", (), device, day)))
    return ask(table)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def ask_to_withdraw(table: Table, rest: str) -> Reply:
    """`/withdraw-exemption [REASON]`: the unspent exemption of the recipient on screen; a second person says yes."""
    visit = table.current
    if visit is None or visit.recipient is None:
        return reply("told", "shown", what="Nobody is on screen.", then="Scan the badge of the recipient.")
    known = [coin.name for coin in table.coins] + [coin.name for coin, _ in table.unusable]
    entries = [entry for name in known if (entry := table.store.entry(name)) is not None]
    mine = [e for e in entries if isinstance(e.event, ev.ExemptionGranted)
            and (e.desk, e.incarnation) == table.store.owner]  # fmt: skip
    if not mine:
        who = named(visit.recipient, table.policy.privacy.names_on_screen)
        return reply("told", "shown", what=f"{who} has no unspent exemption of this desk.", then=then(table))
    event = mine[-1].event
    assert isinstance(event, ev.ExemptionGranted)  # the list has no others
    device = table.store.device(event.device) if event.device else None
    reason = "_".join(rest.lower().split())[:64] or "not_needed"
    reason = reason if re.fullmatch(r"[a-z0-9][a-z0-9_.-]*", reason) else "not_needed"
    table.keep(msgspec.structs.replace(visit, exempting=Exempting(reason, (), device, takes_back=mine[-1].id)))
    return ask(table)


def _take_back(table: Table, visit: Visit, wanted: Exempting, supervisor: Operator) -> Reply:
    assert wanted.takes_back is not None  # `supervised` asks
    state = table.store.load(wanted.takes_back)
    entitlement = state.entitlement(wanted.takes_back)
    after = msgspec.structs.replace(visit, exempting=None)
    if entitlement is None or entitlement.uses:
        table.keep(after)
        return reply("refused", "too_late_to_withdraw", called="The exemption")
    event = ev.ExemptionWithdrawn(wanted.takes_back, wanted.takes_back, wanted.reason)
    table.record([recording(table, event, authorised_by=supervisor.id)], after)
    who = named(visit.recipient, table.policy.privacy.names_on_screen)
    return reply("accepted", "exemption_withdrawn", recorded=("exemption_withdrawn",), who=who)


def supervised(table: Table, visit: Visit, wanted: Exempting, supervisor: Operator) -> Reply:
    """A supervisor has authorised what was asked: an exemption, an advance, or that one is withdrawn."""
    act = _take_back if wanted.takes_back is not None else grant
    return act(table, visit, wanted, supervisor)


def _replaced(table: Table, identifier: str, line: str) -> Device | Reply | None:
    """The device that it stands for: the one that is named, or the only one that is listed for the recipient.

    `line` is what was typed, to be typed again with the device in it.
    """
    if identifier:
        found = {f.device.id: f.device for f in table.store.devices([("any", identifier)])}
        if len(found) != 1:
            return reply(
                "told", "shown", what=f"{len(found)} devices are known by {identifier[:40]!r}.", then="Name one."
            )
        device = next(iter(found.values()))
    elif len(table.listed) > 1:
        listed = ", ".join(called(d) for d in table.listed[:9])
        return reply(
            "told", "shown", what=f"Several are listed: {listed}.", then=f"Say which: {line[:120]} device=SERIAL"
        )
    elif not table.listed:
        return None
    else:
        device = table.listed[0]
    return device


def _against(table: Table, device: Device | None, references: tuple[tuple[str, str], ...]) -> Reply | None:
    """Why no exemption may stand for this device, or under these numbers; None where one may.

    It is asked twice, when the exemption is asked for and when it is granted: much may come over a desk in between.
    """
    if device is None:
        return _said_already(table, references, blind=True)
    state = table.store.load(device.id)
    here = state.in_custody(device.id)
    if here is not None:
        return reply("refused", "already_taken_in", called=called(device), when=here[0].wall[:10])
    if device.listed_in == "stock" and state.held_by_issue(device.id) is None:
        said = f"{called(device)} is new and was issued to nobody: it is nobody's to lose."
        return reply("told", "shown", what=said, then="Say which old one it is for: device=SERIAL.")
    if state.exemption_for(device.id) is not None:
        return reply("told", "shown", what=f"An exemption stands for {called(device)} already.", then=then(table))
    if table.lies_in(device.id) or (table.current is not None and table.current.holds(device.id)):
        said = f"{called(device)} lies on a table here: it is not lost."
        return reply("told", "shown", what=said, then="Go on with it, or CANCEL that visit first.")
    return _said_already(table, references, blind=False)


def _said_already(table: Table, references: tuple[tuple[str, str], ...], *, blind: bool) -> Reply | None:
    """Two exemptions under one number may replace one device, where one of them cannot say which it replaces."""
    for kind, number in references:
        match = reference_match(kind, number)
        for entry, other in table.store.load(match).about(match, ev.ExemptionGranted):
            stands = other.regrants is None and not table.store.load(entry.id).exemption_withdrawn(entry.id)
            if stands and (blind or other.device is None):
                said = f"An exemption stands under {kind} {number[:40]} already, and one of the two names no device."
                return reply("told", "shown", what=said, then="Another number, or withdraw the other one first.")
    return None


def ask(table: Table) -> Reply:
    """What the supervisor is to authorise, in one sentence."""
    visit = table.current
    if visit is None or visit.exempting is None:
        return reply("told", "shown", what="Nothing is asked.", then=then(table))
    wanted = visit.exempting
    who = named(visit.recipient, table.policy.privacy.names_on_screen)
    what = f"{device_words(wanted.device)} {called(wanted.device)}" if wanted.device else "a device that no list names"
    numbers = ", ".join(f"{kind} {number}" for kind, number in wanted.references)
    said = f"Exemption for {who}: {what}, {wanted.reason}{f'; {numbers}' if numbers else ''}."
    if wanted.expected_back is not None:
        said = f"Advance for {who}: the new one now, {what} by {wanted.expected_back}."
    elif wanted.again:
        due = ", ".join(" or ".join(coin.categories) for coin, _ in table.unusable if coin.name in wanted.again)
        said = (
            f"Grant {who}'s new {due} again: the desk that owed it is no more, or was put back from a copy. "
            "Only if the stock count shows that none went out for it."
        )
    elif wanted.takes_back is not None:
        said = f"Withdraw the exemption of {who} for {what}: {wanted.reason.replace('_', ' ')}."
    operator = named(table.operator, table.policy.privacy.names_on_screen) if table.operator else ""
    return reply("ask", "needs_supervisor", what=said, who=who, operator=operator, asks_for="supervisor")


def grant(table: Table, visit: Visit, wanted: Exempting, supervisor: Operator) -> Reply:
    """Record the exemption that a supervisor has just authorised."""
    assert visit.recipient is not None  # `ask_for` begins only where there is one
    device, person = wanted.device, visit.recipient.id
    after = msgspec.structs.replace(visit, exempting=None)
    against = _against(table, device, wanted.references)
    if against is not None:
        table.keep(after)
        return against
    advance = wanted.expected_back is not None
    days = table.policy.advance.days if advance else table.policy.exemptions[wanted.reason].days
    references = tuple(
        Reference(kind, reference_match(kind, number), table.store.text_digest(number, person))
        for kind, number in wanted.references
    )
    categories = earned(device.category, table.policy) if device else tuple(sorted(table.policy.categories))
    event = ev.ExemptionGranted(
        device=device.id if device else None,
        replaces=life_of(table.store.load(device.id), device) if device else None,
        not_known=None if device else "not_listed",
        recipient=person,
        categories=categories,
        reason=wanted.reason,
        references=references,
        site=table.settings.site,
        expires=table.instant(days),
        expected_back=wanted.expected_back,
    )
    table.record([recording(table, event, authorised_by=supervisor.id)], after)
    who = named(visit.recipient, table.policy.privacy.names_on_screen)
    return reply("accepted", "exemption_granted", recorded=("exemption_granted",), who=who)
