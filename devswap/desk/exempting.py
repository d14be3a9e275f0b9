"""Exemptions: an entitlement with no old device behind it, on a supervisor's word and a number that can be checked."""

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
    missing = [need for need in rule.needs if not given.get(need)]
    if missing:
        wanted = " ".join(f"{need}=NUMBER" for need in rule.needs)
        return reply(
            "told", "shown", what=f"{reason} needs: {', '.join(missing)}.", then=f"/exemption {reason} {wanted}"
        )
    device = _replaced(table, given.get("device", ""))
    if isinstance(device, Reply):
        return device
    references = tuple((kind, given[kind][:LONGEST]) for kind in rule.needs)
    table.keep(msgspec.structs.replace(visit, exempting=Exempting(reason, references, device)))
    return ask(table)


def _replaced(table: Table, identifier: str) -> Device | Reply | None:
    """The device that it stands for: the one that is named, or the only one that is listed for the recipient."""
    if identifier:
        found = {f.device.id: f.device for f in table.store.devices([("any", identifier)])}
        if len(found) != 1:
            return reply(
                "told", "shown", what=f"{len(found)} devices are known by {identifier[:40]!r}.", then="Name one."
            )
        device = next(iter(found.values()))
    elif len(table.listed) > 1:
        listed = ", ".join(called(d) for d in table.listed[:9])
        return reply("told", "shown", what=f"Several are listed: {listed}.", then="Say which: device=SERIAL.")
    elif not table.listed:
        return None
    else:
        device = table.listed[0]
    state = table.store.load(device.id)
    here = state.in_custody(device.id)
    if here is not None:
        return reply("refused", "already_taken_in", called=called(device), when=here[0].wall[:10])
    if state.exemption_for(device.id) is not None:
        return reply("told", "shown", what=f"An exemption stands for {called(device)} already.", then=then(table))
    return device


def ask(table: Table) -> Reply:
    """What the supervisor is to authorise, in one sentence."""
    visit = table.current
    if visit is None or visit.exempting is None:
        return reply("told", "shown", what="Nothing is asked.", then=then(table))
    wanted = visit.exempting
    who = named(visit.recipient, table.policy.privacy.names_on_screen)
    what = f"{device_words(wanted.device)} {called(wanted.device)}" if wanted.device else "a device that no list names"
    numbers = ", ".join(f"{kind} {number}" for kind, number in wanted.references)
    said = f"Exemption for {who}: {what}, {wanted.reason}; {numbers}."
    operator = table.operator.name if table.operator else ""
    return reply("ask", "needs_supervisor", what=said, who=who, operator=operator, asks_for="supervisor")


def grant(table: Table, visit: Visit, wanted: Exempting, supervisor: Operator) -> Reply:
    """Record the exemption that a supervisor has just authorised."""
    assert visit.recipient is not None  # `ask_for` begins only where there is one
    device, person = wanted.device, visit.recipient.id
    rule = table.policy.exemptions[wanted.reason]
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
        expires=table.instant(rule.days),
    )
    after = msgspec.structs.replace(visit, exempting=None)
    table.record([recording(table, event, authorised_by=supervisor.id)], after)
    who = named(visit.recipient, table.policy.privacy.names_on_screen)
    return reply("accepted", "exemption_granted", recorded=("exemption_granted",), who=who)
