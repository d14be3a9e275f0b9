"""What stands against one for one: a life that ends twice, stock drawn twice, an entitlement used twice or wrongly.

Each finder reads the whole set and gives discrepancies. What is unused behind a life that ended twice is frozen, by
origin, so that neither a return nor a giving-up carries it away from the dispute.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator

from devswap.ledger import events as ev
from devswap.ledger.discrepancy import Discrepancy, discrepancy
from devswap.ledger.entry import Entry
from devswap.ledger.parts import FromNowhere, FromReturn, FromStock, IssueLife
from devswap.ledger.state import Entitlement, State
from devswap.ledger.subjects import USING, uses_of

DOUBTS = {
    "device_of_another": "old_device_of_another",
    "out_of_scope": "old_device_not_in_scope",
    "recipient_over_limit": "recipient_over_limit",
}
"""The doubt that nobody in reach could answer, and the discrepancy that it leaves; any other leaves the device's."""


def _taken_in_twice(state: State) -> Iterator[Discrepancy]:
    """Intakes that end one life of a device, or that both have it in custody now."""
    standing: dict[str, list[tuple[Entry, ev.DeviceTakenIn]]] = defaultdict(list)
    for entry, intake in state.of(ev.DeviceTakenIn):
        if not state.withdrawn(entry.id):
            standing[state.one(intake.device)].append((entry, intake))
    for device, intakes in standing.items():
        if len(intakes) > 1:
            lives = [state.life(i.device, i.ends) for _, i in intakes]
            here = [not state.custody_enders(e.id) for e, _ in intakes]
            both = [
                (e, i)
                for (e, i), life, now in zip(intakes, lives, here, strict=True)
                if lives.count(life) > 1 or (now and sum(here) > 1)
            ]
            if both:
                yield discrepancy("taken_in_twice", device, (e.id for e, _ in both), (e.id for e, i in both if i.earns))


def _issued_twice(state: State) -> Iterator[Discrepancy]:
    """Issues that draw on one receipt or return, whatever came of them since, or that both have the device out now."""
    issued: dict[str, list[tuple[Entry, ev.DeviceIssued]]] = defaultdict(list)
    for entry, issue in state.of(ev.DeviceIssued):
        issued[state.one(issue.device)].append((entry, issue))
    for device, issues in issued.items():
        if len(issues) > 1:
            sources = [i.source for _, i in issues]
            out = [not state.returned(e.id) and not state.taken_in_again(e.id) for e, _ in issues]
            both = [
                e.id
                for (e, i), now in zip(issues, out, strict=True)
                if (i.source != FromNowhere() and sources.count(i.source) > 1) or (now and sum(out) > 1)
            ]
            if both:
                yield discrepancy("issued_twice", device, both)


def _issue_sources(state: State) -> Iterator[Discrepancy]:
    """Issues of what no stock holds, or of what another site's stock holds."""
    for entry, issue in state.of(ev.DeviceIssued):
        if state.returned(entry.id):
            continue
        match issue.source:
            case FromNowhere():
                if not state.receipts(issue.device):
                    yield discrepancy("issued_not_in_stock", entry.id, [entry.id])
            case FromStock(receipt=name) | FromReturn(issue_returned=name):
                site = _in_stock_at(state, name, issue.device)
                if name in state.entries and site is None:
                    yield discrepancy("issued_not_in_stock", entry.id, [entry.id, name])
                elif site is not None and _elsewhere_in_stock(state, entry.id, issue):
                    yield discrepancy("issued_not_here", entry.id, [entry.id, name])


def _in_stock_at(state: State, source: str, device: str) -> str | None:
    """The site where this receipt or return put the device into stock, or None where it did not."""
    received = state.event(source, ev.StockReceived)
    if received is not None and state.brought(source, device):
        return received.site
    returned = state.event(source, ev.IssueReturned)
    if returned is not None and returned.goes_to == "stock" and state.one(returned.device) == state.one(device):
        return returned.site
    return None


def _elsewhere_in_stock(state: State, name: str, issue: ev.DeviceIssued) -> bool:
    """Whether, but for this issue, the record has the device in stock at another site, and not at the issue's."""
    at = _stock_without(state, name, issue.device)
    return at[issue.site] < 1 and any(times > 0 for times in at.values())


def _stock_without(state: State, issue: str, device: str) -> dict[str, int]:
    """How often each site has the device in stock, but for this issue: it arrived, and has not left since.

    Other issues by which somebody has it now do not count: two of them are a device issued twice.
    """
    at: dict[str, int] = defaultdict(int)
    for entry, event in state.about_any(device, object):
        match event:
            case ev.StockReceived():
                at[event.site] += 1
            case ev.IssueReturned():
                at[event.site] += event.goes_to == "stock"
            case ev.Moved():
                at[event.origin.site] -= event.direction == "sent"
            case ev.DeviceIssued() if entry.id != issue and state.one(event.device) == state.one(device):
                at[event.site] -= state.returned(entry.id) or state.taken_in_again(entry.id)
    for site in _arrivals(state, device):
        at[site] += 1
    return at


def _arrivals(state: State, device: str) -> Iterator[str]:
    """The sites that the device was moved to; what arrives under seal is what was sent."""
    arrived: dict[str, str] = {}
    for entry, moved in state.about_any(device, ev.Moved):
        ends = [(entry, moved)] if moved.direction == "received" else state.about(entry.id, ev.Moved)
        arrived |= {e.id: m.destination.site for e, m in ends if m.direction == "received"}
    yield from arrived.values()


def _unanswered(state: State) -> Iterator[Discrepancy]:
    """Doubts about an old device that nobody in reach could answer."""
    for entry, intake in state.of(ev.DeviceTakenIn):
        if intake.doubts and not state.withdrawn(entry.id):
            open_doubts = (d.code for d in intake.doubts if d.answer == "unanswered")
            for code in sorted({DOUBTS.get(doubt, "unknown_old_device") for doubt in open_doubts}):
                yield discrepancy(code, entry.id, [entry.id], [entry.id])


def _over_limit(state: State) -> Iterator[Discrepancy]:
    """More issues for one recipient than the limit that they carry, without anybody's word for it."""
    held: dict[tuple[str, tuple[str, ...]], list[tuple[str, int]]] = defaultdict(list)
    for entry, issue in state.of(ev.DeviceIssued):
        if issue.limit is not None and not state.returned(entry.id) and not _answered(issue, "recipient_over_limit"):
            held[state.one(issue.recipient), issue.limit.categories].append((entry.id, issue.limit.at_most))
    for (recipient, categories), issues in held.items():
        if len(issues) > min(most for _, most in issues):
            about = f"{recipient} {'+'.join(categories)}"
            yield discrepancy("recipient_over_limit", about[:512], (i for i, _ in issues))


def _answered(issue: ev.DeviceIssued, code: str) -> bool:
    return any(d.code == code and d.answer != "unanswered" for d in issue.doubts)


def _used_twice(state: State) -> Iterator[Discrepancy]:
    for entitlement in state.entitlements():
        if len(entitlement.uses) > 1:
            yield discrepancy("used_twice", entitlement.name, entitlement.uses, [entitlement.origin])


def _used_wrongly(state: State) -> Iterator[Discrepancy]:
    """Uses at a desk that the entitlement does not belong to, for what it does not give, or of what gave none."""
    for entry in (entry for kind in USING for entry, _ in state.of(kind)):
        name = uses_of(entry.event)
        if name is None or name not in state.entries:
            continue
        used = state.entitlement(name)
        if used is None or _elsewhere(entry, used) or not _fits(state, entry.event, used):
            yield discrepancy("used_elsewhere", entry.id, [entry.id, name])


def _elsewhere(use: Entry, entitlement: Entitlement) -> bool:
    """Granting again is what a new incarnation does with an entitlement that it does not own."""
    return not isinstance(use.event, ev.ExemptionGranted) and (use.desk, use.incarnation) != entitlement.owner


def _fits(state: State, use: ev.Event | ev.Unread, entitlement: Entitlement) -> bool:
    """Whether the use is one that the entitlement gives: its recipient, its categories, its origin."""
    match use:
        case ev.IntakeWithdrawn():
            return use.intake == entitlement.origin
        case ev.ExemptionWithdrawn():
            return use.exemption in (entitlement.name, entitlement.origin)
        case ev.DeviceIssued():
            if use.category not in entitlement.categories:
                return False
        case ev.EntitlementGivenUp() | ev.ExemptionGranted():
            if not set(use.categories) <= set(entitlement.categories):
                return False
        case _:
            return True
    same = entitlement.recipient is not None and state.one(entitlement.recipient) == state.one(use.recipient)
    return same and use.origin == entitlement.origin


def _exemption_expired(state: State) -> Iterator[Discrepancy]:
    """An issue recorded later, by its own clock, than the exemption behind it runs."""
    for entry, issue in state.of(ev.DeviceIssued):
        used = state.entitlement(issue.uses) if not _answered(issue, "exemption_expired") else None
        if used is not None and used.expires is not None and entry.wall > used.expires:
            yield discrepancy("exemption_expired", entry.id, [entry.id, issue.uses])


def _returned_twice(state: State) -> Iterator[Discrepancy]:
    returns: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for entry, returned in state.of(ev.IssueReturned):
        returns[returned.issue].append((entry.id, returned.origin))
    for issue, found in returns.items():
        if len(found) > 1:
            yield discrepancy("returned_twice", issue, (e for e, _ in found), (o for _, o in found))


def _replaced_twice(state: State) -> Iterator[Discrepancy]:
    """An exemption, and another or an intake or a return that earns, for one life of a device."""
    lives: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    devices: set[str] = set()
    for name, exemption in _standing_exemptions(state):
        if exemption.device is not None and exemption.replaces is not None:
            lives[state.life(exemption.device, exemption.replaces)][name] = name
            devices.add(exemption.device)
    for device in sorted(devices):
        for entry, intake in state.intakes(device):
            life = state.life(intake.device, intake.ends)
            if intake.earns and life in lives:
                lives[life][entry.id] = entry.id
        for entry, returned in state.about_any(device, ev.IssueReturned):
            if ("issue", returned.issue) in lives:
                lives["issue", returned.issue][entry.id] = returned.origin
    for life, found in lives.items():
        if len(found) > 1:
            yield discrepancy("replaced_twice", " ".join(life), found, found.values())


def _one_reference_twice(state: State) -> Iterator[Discrepancy]:
    """Exemptions under one reference, of which one at least does not know the device: they may replace the same."""
    groups: dict[tuple[str, ...], str] = {}
    references: dict[str, set[str]] = defaultdict(set)
    blind: set[str] = set()
    for name, exemption in _standing_exemptions(state):
        for reference in exemption.references:
            references[reference.match].add(name)
        if exemption.device is None:
            blind.add(name)
    for match in sorted(references):
        if len(references[match]) > 1 and references[match] & blind:
            groups.setdefault(tuple(sorted(references[match])), match)
    for names, match in groups.items():
        yield discrepancy("replaced_twice", match, names, names)


def _standing_exemptions(state: State) -> Iterator[tuple[str, ev.ExemptionGranted]]:
    """Exemptions in their own right: neither taken back, nor granted again in place of an earlier entitlement."""
    for entry, exemption in state.of(ev.ExemptionGranted):
        if exemption.regrants is None and not state.exemption_withdrawn(entry.id):
            yield entry.id, exemption


def _taken_in_not_in_service(state: State) -> Iterator[Discrepancy]:
    """An intake of what was not out: still new in stock, or of an issue that was another device's or had come back."""
    for entry, intake in state.of(ev.DeviceTakenIn):
        if state.withdrawn(entry.id):
            continue
        freezes = [entry.id] if intake.earns else []
        if isinstance(intake.ends, IssueLife):
            name = intake.ends.issue
            issue = state.event(name, ev.DeviceIssued)
            back = [e.id for e, r in state.about(name, ev.IssueReturned) if r.issue == name]
            if issue is not None and (back or state.one(issue.device) != state.one(intake.device)):
                yield discrepancy("taken_in_not_in_service", entry.id, [entry.id, name, *back], freezes)
            continue
        fresh = [e.id for e, _ in state.receipts(intake.device) if state.brought_new(e.id, intake.device)]
        first = fresh and state.life(intake.device, intake.ends)[0] == "first"
        if first and not state.first_issues(intake.device):
            yield discrepancy("taken_in_not_in_service", entry.id, [entry.id, *fresh], freezes)


FINDERS: tuple[Callable[[State], Iterator[Discrepancy]], ...] = (
    _taken_in_twice,
    _issued_twice,
    _issue_sources,
    _unanswered,
    _over_limit,
    _used_twice,
    _used_wrongly,
    _exemption_expired,
    _returned_twice,
    _replaced_twice,
    _one_reference_twice,
    _taken_in_not_in_service,
)
