"""One for one: what an engineer intends, against what is known, before anything is recorded.

Pure: state, lists, policy and the day are passed in. A decision is a value with a stable code: `Refused`, or the
`Doubt`s that somebody must answer, or the event that records it. Sentences are the desk's (`desk/words.py`).
"""

from dataclasses import dataclass
from typing import Literal

from devswap.ledger import events as ev
from devswap.ledger import parts
from devswap.ledger.coins import Coins
from devswap.ledger.known import Device, Recipient
from devswap.ledger.parts import EstateLife, FromReturn, FromStock, IssueLife, Life, Limit, Source, UnknownLife
from devswap.ledger.policy import Answer, Policy, Programme
from devswap.ledger.state import Entitlement, State
from devswap.ledger.whereabouts import DAMAGED, QUARANTINE, where
from devswap.ledger.wipe_jobs import bears_data, drives_without_acceptance

Intent = Literal["swap", "hand_in", "return"]


@dataclass(frozen=True, slots=True)
class Refused:
    """It may not be, whoever asks. `about` names the entry or place that stands against it."""

    code: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A doubt that somebody must answer before it counts."""

    code: str
    answer: Answer
    about: str = ""


@dataclass(frozen=True, slots=True)
class Old:
    """The device is an old one, and this is the life that its intake ends."""

    ends: Life


@dataclass(frozen=True, slots=True)
class New:
    """The device is a new one, and this is where it comes from."""

    source: Source
    in_stock: bool = True
    """Not where it stands in quarantine: who lets it pass is the policy's (`not_in_stock`)."""


@dataclass(frozen=True, slots=True)
class Back:
    """The device was issued and comes back: the issue that its return ends."""

    issue: str


def role_of(
    state: State, device: Device, stocked: Device | None, intent: Intent, site: str, today: str
) -> Old | New | Back | Refused:
    """What a device over the desk is: an old one, a new one, one that comes back, or one that may not pass.

    `device` is as the estate lists it, or as it was read; `stocked` its row in a stock list, where there is one. What
    was replaced as lost and then found comes back as an old one, that clears its exemption, and never as a return.
    """
    here = state.in_custody(device.id)
    if here is not None:
        return Refused("already_taken_in", here[0].id)
    out = state.held_by_issue(device.id)
    if out is not None:
        if intent == "return" and state.exemption_for(device.id) is None:
            return Back(out[0].id)
        over = device.listed_in == "estate" and device.end_of_life is not None and device.end_of_life <= today
        return Old(IssueLife(out[0].id)) if intent != "swap" or over else Refused("already_issued", out[0].id)
    source = source_of(state, device, stocked)
    if isinstance(source, Refused):
        return source
    if source is not None:
        stands = where(state, device.id)
        at = stands.place.site if stands is not None else stocked.site if stocked is not None else site
        if at not in ("", site):
            return Refused("not_stocked_here", at)
        aside = stands is not None and stands.place.spot in (DAMAGED, QUARANTINE)
        return New(source, in_stock=not aside and not _in_quarantine(state, source))
    return Old(life_of(state, device))


def source_of(state: State, device: Device, stocked: Device | None) -> Source | Refused | None:
    """Where a new device comes from; None where no stock ever held it, refused where it is not in stock now.

    A return in quarantine is a source where its device bears no user data (any more): whatever the policy says of what
    is not in stock, nobody's data goes out with it (P6).
    """
    returned = [(e, r) for e, r in state.about(device.id, ev.IssueReturned) if not _drawn(state, FromReturn(e.id))]
    for entry, back in returned:
        if back.goes_to == "stock" and not state.custody_enders(entry.id):
            return FromReturn(entry.id)
    receipts = [e.id for e, _ in state.receipts(device.id)]
    if stocked is not None and stocked.receipt and stocked.receipt not in receipts:
        receipts.append(stocked.receipt)
    for receipt in receipts:
        if not _drawn(state, FromStock(receipt), device.id):
            return FromStock(receipt)
    for entry, _ in returned:
        clean = not bears_data(state, entry.id) or not drives_without_acceptance(state, entry.id)
        if clean and not state.custody_enders(entry.id):
            return FromReturn(entry.id)
    return Refused("not_in_stock") if returned else None


def _in_quarantine(state: State, source: Source) -> bool:
    back = state.event(source.issue_returned, ev.IssueReturned) if isinstance(source, FromReturn) else None
    return back is not None and back.goes_to != "stock"


def _drawn(state: State, source: Source, device: str | None = None) -> bool:
    """Whether an issue drew on this source: a return that ended that issue opened a source of its own."""
    name = source.receipt if isinstance(source, FromStock) else source.issue_returned  # type: ignore[union-attr]
    issues = state.about(name, ev.DeviceIssued)
    return any(i.source == source and (device is None or i.device == device) for _, i in issues)


def life_of(state: State, device: Device) -> Life:
    """The life that ends when this device is taken in or replaced, by name.

    A device that was released and came back has the life that its release began, unless an intake has ended that too.
    """
    out = state.held_by_issue(device.id)
    if out is not None:
        return IssueLife(out[0].id)
    ended = {i.ends.after for _, i in state.intakes(device.id) if isinstance(i.ends, UnknownLife)}
    for entry, _ in reversed(state.about_any(device.id, ev.DeviceReleased)):
        if entry.id not in ended:
            return UnknownLife(after=entry.id)
    return EstateLife() if device.listed_in == "estate" else UnknownLife()


def questions_about_old(
    device: Device,
    ends: Life,
    recipient: Recipient | None,
    unit_of_assigned: str,
    typed: bool,
    earns: bool,
    policy: Policy,
    programme: Programme,
) -> list[Question]:
    """The doubts about an old device that the policy does not accept by itself, in the order they are asked."""
    answers = policy.answers
    found: list[Question] = []
    if typed:
        found.append(Question("typed_identifier", answers.typed_identifier))
    if not earns:
        return [q for q in found if q.answer != "accept"]
    if isinstance(ends, UnknownLife):
        found.append(Question("unknown_old_device", answers.unknown_old_device))
    elif recipient is not None and device.assigned_to not in (None, recipient.id):
        same = unit_of_assigned != "" and unit_of_assigned == recipient.unit
        answer = answers.device_of_another.same_unit if same else answers.device_of_another.other_unit
        found.append(Question("device_of_another", answer, device.assigned_to or ""))
    if isinstance(ends, EstateLife) and not in_scope(device, programme):
        found.append(Question("out_of_scope", answers.out_of_scope))
    return [q for q in found if q.answer != "accept"]


def in_scope(device: Device, programme: Programme) -> bool:
    """Whether the programme refreshes this device: its end of life is listed and not after the programme's end."""
    if programme.ends is None:
        return True
    return device.end_of_life is not None and device.end_of_life <= programme.ends


def earned(category: str, policy: Policy) -> tuple[str, ...]:
    """The categories of the one new device that an old one of this category earns."""
    return policy.earns.get(category, ())


def storage_of(category: str, policy: Policy) -> Literal["wipe", "no_data"]:
    """Whether an old device of this category owes a wipe; what the policy does not know does."""
    return "no_data" if category in policy.no_data_storage else "wipe"


def limit_for(recipient: Recipient, category: str, listed: dict[str, int], policy: Policy) -> Limit | None:
    """The limit on new devices of this category for this recipient, or None where there is none.

    `listed` counts the devices that the estate lists for a location, by category.
    """
    limits = policy.limits.person if recipient.kind == "person" else policy.limits.location
    if isinstance(limits, dict):
        for key, most in limits.items():
            categories = tuple(key.split("_or_"))
            if category in categories:
                return Limit(categories, most)
        return None
    if limits == "none":
        return None
    return Limit((category,), sum(n for old, n in listed.items() if category in earned(old, policy)))


def over_limit(limit: Limit | None, issued: list[str], now: list[str]) -> bool:
    """Whether the categories issued before and now are more than the limit allows."""
    if limit is None:
        return False
    return sum(category in limit.categories for category in (*issued, *now)) > limit.at_most


def unusable(coins: Coins, entitlement: Entitlement, owner: tuple[str, str], now: str) -> Refused | None:
    """Why nothing may be drawn on this entitlement at this desk and incarnation now; None where it is open there."""
    fate = coins.of(entitlement)
    if fate in ("frozen", "void"):
        return Refused("entitlement_frozen", entitlement.name)
    if fate != "open":
        return Refused("no_entitlement", entitlement.name)
    if entitlement.owner != owner:
        return Refused("entitlement_elsewhere", entitlement.name)
    if entitlement.expires is not None and entitlement.expires < now:
        return Refused("exemption_expired", entitlement.name)
    return None


def withdrawal(state: State, intake: str, owner: tuple[str, str]) -> Refused | str | None:
    """What a withdrawal of this intake uses: its own entitlement or that of the return that descends from it.

    None where the intake earned nothing; refused where what it earned is spent or belongs to another desk or
    incarnation than `owner`, or where its wipe began.
    """
    event = state.event(intake, ev.DeviceTakenIn)
    spent = Refused("too_late_to_withdraw", intake)
    if event is None or state.custody_enders(intake):
        return spent
    if any(state.about(intake, kind) for kind in (ev.WipeStarted, ev.WipeEvidenced, ev.DriveDestroyed)):
        return spent
    if not event.earns:
        return None
    behind = [e for e in state.entitlements() if e.origin == intake and not e.uses]
    own = next((e.name for e in behind if e.owner == owner), None)
    return own or (Refused("entitlement_elsewhere", behind[0].name) if behind else spent)


def withdrawn(event: ev.DeviceTakenIn, intake: str, uses: str | None, site: str, reason: str) -> ev.IntakeWithdrawn:
    """The event that undoes an intake whose device has just been scanned again."""
    return ev.IntakeWithdrawn(intake, uses, event.device, event.identifiers, site, reason)


def given_back(
    event: ev.DeviceIssued,
    issue: str,
    earns: tuple[str, ...],
    site: str,
    reason: str,
    sealed: bool,
    storage: Literal["wipe", "no_data"],
    collect_by: str | None,
) -> ev.IssueReturned:
    """The event that ends an issue whose device came back; sealed and scanned in error it goes to stock again."""
    return ev.IssueReturned(
        issue=issue,
        origin=event.origin,
        device=event.device,
        identifiers=event.identifiers,
        category=event.category,
        recipient=event.recipient,
        site=site,
        reason=reason,
        goes_to="stock" if sealed else "quarantine",
        earns=earns,
        collect_by=collect_by,
        storage="no_data" if sealed else storage,
    )


def answered(question: Question, reason: str | None = None, supervisor: str | None = None) -> parts.Doubt:
    """The doubt as the record keeps it: how it was answered, the reason by digest, the supervisor by id."""
    if supervisor is not None:
        return parts.Doubt(question.code, "supervisor", reason, supervisor)
    if reason is not None:
        return parts.Doubt(question.code, "reason", reason)
    return parts.Doubt(question.code, "unanswered")
