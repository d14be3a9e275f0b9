"""The acknowledgement: complete lines become entries in one transaction, and nothing leaves that nothing earned."""

from datetime import timedelta
from typing import Literal

from msgspec.structs import replace

from devswap.desk.authority import hands_over, reopened
from devswap.desk.filling import about, ask, then
from devswap.desk.limits import limited
from devswap.desk.shelf import running_low
from devswap.desk.table import Table
from devswap.desk.visit import Line, NewItem, OldItem, Pair, Visit, after_recording, asked
from devswap.desk.words import Reply, called, elsewhere, named, reply, tail
from devswap.ledger import events as ev
from devswap.ledger.debts import still_owed
from devswap.ledger.decide import storage_of
from devswap.ledger.ids import instant, normal_serial
from devswap.ledger.known import Device, Read
from devswap.ledger.parts import Acknowledgement, Check, Doubt, Drive, Identifier, Owed
from devswap.store import Recording

How = Literal["badge", "confirm", "next_location"]
_ASKED = {"at_tried": "assistive technology tried on the new one"}
"""Checks that are asked, in words; of any other the code says it. What somebody needs is nobody's business here."""
ON_THE_NEW = ("signed_in_on_new", "at_tried")
"""Checks about the new device: the issue carries them; the intake carries the others."""


def acknowledge(table: Table, how: How) -> Reply:
    """Record every complete line of the visit on screen; a new one without an old one stops it."""
    visit = table.current
    if visit is None:
        return reply("told", "shown", what="No visit is open.", then="Scan a badge.")
    not_allowed = None if _found(visit) else hands_over(table)
    if not_allowed is not None:
        return not_allowed
    now = reopened(table, limited(table, visit))
    if now != visit:
        table.keep(visit := now)
    if asked(visit) is not None:
        return ask(table)
    made = table.pairs()
    if not made:
        who = named(visit.recipient, table.policy.privacy.names_on_screen)
        return reply("told", "same_scan_again", called=who, then=then(table))
    alone = next((p.new for p in made if p.new is not None and not p.complete), None)
    if alone is not None:
        return _refuse(table, visit, made, alone)
    if visit.recipient is None and any(p.old is not None and p.old.nothing is None for p in made):
        return reply(
            "told", "shown", what="Nobody is named for what lies here.", then="Scan the badge of its recipient."
        )
    left = [p.old for p in made if p.old is not None and p.new is None and p.old.nothing is None]
    if left and not (visit.left_over and how == "confirm"):
        table.keep(replace(visit, left_over=True))
        return reply("ask", "old_left_over", what=", ".join(tail(o.device) for o in left), asks_for="confirm")
    missing = _missing(table, visit, made)
    if missing and not (visit.missing and how == "confirm"):
        table.keep(replace(visit, missing=missing))
        what = ", ".join(_ASKED.get(code, code.replace("_", " ")) for code in missing)
        return reply("ask", "checks_missing", what=what, asks_for="confirm")
    if missing:
        visit = replace(visit, made=(*visit.made, *missing))
    return _record(table, visit, made, how)


def _found(visit: Visit) -> bool:
    """Whether all that lies here was found, and goes to nobody: that a bench hand takes in too."""
    return (
        visit.recipient is None
        and not visit.news
        and all(old.nothing is not None and old.nothing.why == "found" for old in visit.olds)
    )


def intake_only(table: Table) -> Reply:
    """Record the old devices alone; what they earn stays open for this recipient at this desk."""
    visit = table.current
    if visit is None or not visit.olds:
        return reply("told", "shown", what="No old device lies on the desk.", then=then(table))
    not_allowed = None if _found(visit) else hands_over(table)
    if not_allowed is not None:
        return not_allowed
    now = reopened(table, visit)
    if now != visit:
        table.keep(visit := now)
    if any(item.questions for item in visit.olds):
        return ask(table)
    if visit.recipient is None and any(o.nothing is None for o in visit.olds):
        return reply(
            "told", "shown", what="Nobody is named for what lies here.", then="Scan the badge of its recipient."
        )
    return _record(table, visit, [Pair(old, None, None) for old in visit.olds], "confirm", kept=visit.news)


def _missing(table: Table, visit: Visit, made: list[Pair]) -> tuple[str, ...]:
    """Checks that somebody must answer before these lines close, and nobody has."""
    wanted = [code for code, mode in table.policy.checks.items() if mode == "ask" and code not in visit.made]
    going_out = any(p.new is not None for p in made)
    needs_at = visit.recipient is not None and visit.recipient.at_check and going_out
    return tuple(c for c in wanted if (c != "at_tried" or needs_at) and (c not in ON_THE_NEW or going_out))


def _refuse(table: Table, visit: Visit, made: list[Pair], new: NewItem) -> Reply:
    """A new device that nothing here earns: refused, and the attempt recorded."""
    code, earned = _why_not(table, made, new.device.category)
    recipient = visit.recipient.id if visit.recipient else None
    attempt = ev.AttemptRefused(code, recipient, (new.device.id,), table.settings.site)
    table.store.record([recording(table, attempt)])
    facts = about(table, visit.recipient, new.device)
    facts["who"] = facts["who"] or "Nobody"
    if code == "entitlement_elsewhere":
        due = [coin for coin, why in table.unusable if why == code and new.device.category in coin.categories]
        names = {table.beside().get(coin.owner[0], "") for coin in due}
        desk = names.pop() if len(names) == 1 else ""
        facts |= elsewhere(facts["who"], facts["what"], lost=any(map(table.lost, due)), desk=desk)
    return reply("refused", code, facts, recorded=("attempt_refused",), due=" or ".join(earned))


def _why_not(table: Table, made: list[Pair], category: str) -> tuple[str, tuple[str, ...]]:
    """The code of a new device's refusal; where what was handed in earns others, those."""
    spent = {pair.coin.name for pair in made if pair.coin is not None}
    alone = [pair.old for pair in made if pair.old is not None and pair.new is None and pair.old.nothing is None]
    if any(old.frozen and category in old.earns for old in alone):
        return "entitlement_frozen", ()
    for entitlement, why in table.unusable:
        if category in entitlement.categories:
            return why, ()
    free = [old.earns for old in alone] + [coin.categories for coin in table.coins if coin.name not in spent]
    free += [entitlement.categories for entitlement, _ in table.unusable]
    return ("wrong_category", free[0]) if free else ("no_entitlement", ())


def recording(table: Table, event: ev.Event, name: str | None = None, authorised_by: str | None = None) -> Recording:
    """An event as the signed-in operator records it."""
    return Recording(event, table.operator.id if table.operator else None, authorised_by, name)


def _record(table: Table, visit: Visit, made: list[Pair], how: How, kept: tuple[NewItem, ...] = ()) -> Reply:
    """One transaction: the entries of all these lines, and the draft of what stays on the desk."""
    signed = Acknowledgement(how, visit.recipient.id if visit.recipient else None)
    recordings: list[Recording] = []
    lines: list[Line] = []
    for pair in (p for p in made if p.old is not None or p.complete):
        intake, issue = None, None
        if pair.old is not None:
            intake = table.store.new_id()
            event = _taken_in(table, visit, pair.old, signed)
            recordings.append(recording(table, event, intake, _authority(pair.old.doubts)))
        if pair.new is not None:
            uses = pair.coin.name if pair.coin else intake
            origin = pair.coin.origin if pair.coin else intake
            if uses is None or origin is None:
                continue
            issue = table.store.new_id()
            owes = _owes(table, visit, pair.new.device, recordings)
            out = _issued(table, visit, pair.new, uses, origin, signed, owes)
            recordings.append(recording(table, out, issue, _authority(pair.new.doubts)))
        old = pair.old.device if pair.old else None
        lines.append(Line(intake, issue, old, pair.new.device if pair.new else None))
    table.record(recordings, after_recording(visit, tuple(lines), kept))
    low = running_low(table, [line.new for line in lines if line.new is not None])
    owed = [o for r in recordings if isinstance(r.event, ev.DeviceIssued) for o in r.event.owes]
    said = _recorded(table, visit, lines, tuple(ev.kind_of(r.event) for r in recordings))
    said = replace(said, next=f"{low}{said.next}") if low else said
    if not owed:
        return said
    return replace(said, next=f"Still owed: {', '.join(_owed(table, o) for o in owed)}. {said.next}")


def _owed(table: Table, owed: Owed) -> str:
    device = table.store.device(owed.device) if owed.device else None
    return f"{owed.category} {called(device)}" if device else owed.category


def _recorded(table: Table, visit: Visit, lines: list[Line], kinds: tuple[str, ...]) -> Reply:
    who = named(visit.recipient, table.policy.privacy.names_on_screen)
    out = [tail(line.new) for line in lines if line.new is not None]
    what = " and the new ".join(out) if out else "; ".join(tail(line.old) for line in lines if line.old is not None)
    if not out:
        waiting = len(table.coins)
        left = f" {who} has {waiting} new to collect here." if waiting else ""
        return reply("accepted", "intake_recorded", recorded=kinds, who=who, what=what, open=left)
    swapped = any(line.intake and line.issue for line in lines)
    return reply("accepted", "swap_recorded" if swapped else "issue_recorded", recorded=kinds, who=who, what=what)


def _authority(doubts: tuple[Doubt, ...]) -> str | None:
    return next((d.by for d in doubts if d.answer == "supervisor"), None)


def identifiers(device: Device, read: Read) -> tuple[Identifier, ...]:
    """The device's identifiers: the one that was read, with its scan, and those that the list adds."""
    how: Literal["scanned", "typed"] = "typed" if read.typed else "scanned"
    first = Identifier(read.kind, read.value[:200], read.raw[:200], read.symbology, how)
    listed = (("serial", device.serial), ("asset_tag", device.asset_tag), ("imei", device.imei), ("mac", device.mac))
    rest = [Identifier(kind, value, how="listed") for kind, value in listed if value and value != read.value]
    return (first, *rest)


def _nobodys(old: OldItem) -> bool:
    """Nobody knows whose it is: whoever is on screen signs for it, and it is not counted to them."""
    return old.nothing is not None and old.nothing.why == "found"


def _taken_in(table: Table, visit: Visit, old: OldItem, signed: Acknowledgement) -> ev.DeviceTakenIn:
    device, policy = old.device, table.policy
    storage = storage_of(device.category, policy)
    latest, keep = table.latest(), old.keep_until
    if keep is None and policy.wipe.keep_days:
        keep = (latest + timedelta(days=policy.wipe.keep_days)).date().isoformat()
    return ev.DeviceTakenIn(
        device=device.id,
        ends=old.ends,
        identifiers=identifiers(device, old.read),
        category=device.category,
        maker=device.maker,
        model=device.model,
        site=table.settings.site,
        recipient=visit.recipient.id if visit.recipient and not _nobodys(old) else None,
        brought_by=visit.brought,
        earns=old.earns,
        nothing=old.nothing,
        collect_by=instant(latest + timedelta(days=policy.visits.collect_days)) if old.earns else None,
        storage=storage,
        drives=_drives(table, old) if storage == "wipe" else (),
        sensitivity=device.sensitivity,
        keep_until=keep if storage == "wipe" else None,
        checks=_checks(table, visit, new=False),
        doubts=old.doubts,
        acknowledged=signed,
    )


def _drives(table: Table, old: OldItem) -> tuple[Drive, ...]:
    """The drives that are listed, each with what the engineer said of it; of one that nobody listed, what was said."""
    said = dict(old.drives)
    if old.device.category == "media":
        return (Drive(table.store.new_id(), media="removable"),)
    if not old.device.drives:
        return tuple(Drive(table.store.new_id(), state=state) for state in said.values())
    return tuple(
        Drive(table.store.new_id(), serial, state=said.get(normal_serial(serial)) or said.get("") or "present")
        for serial in old.device.drives
    )


def _issued(
    table: Table, visit: Visit, new: NewItem, uses: str, origin: str, signed: Acknowledgement, owes: tuple[Owed, ...]
) -> ev.DeviceIssued:
    device = new.device
    assert visit.recipient is not None  # a pair that is complete has a recipient: both slots ask for one
    return ev.DeviceIssued(
        uses=uses,
        origin=origin,
        source=new.source,
        device=device.id,
        identifiers=identifiers(device, new.read),
        category=device.category,
        maker=device.maker,
        model=device.model,
        site=table.settings.site,
        recipient=visit.recipient.id,
        limit=new.limit,
        checks=_checks(table, visit, new=True),
        owes=owes,
        doubts=new.doubts,
        acknowledged=signed,
    )


def _owes(table: Table, visit: Visit, new: Device, before: list[Recording]) -> tuple[Owed, ...]:
    """The further old devices that this issue is made against: listed for this person alone, and not brought yet.

    What an earlier issue is owed, or one of `before`, is owed once.
    """
    recipient = visit.recipient
    categories = table.policy.owes.get(new.category, ())
    if recipient is None or recipient.kind != "person":
        return ()
    here = {item.device.id for item in visit.olds}
    missing = [d for d in table.listed if d.category in categories and d.id not in here]
    if not missing:
        return ()
    owed = {o.device for r in before if isinstance(r.event, ev.DeviceIssued) for o in r.event.owes}
    for _, issue in table.store.issued_to(recipient.id):
        owed |= {o.device for o in still_owed(table.store.load(issue), issue)}
    return tuple(Owed(d.category, d.id) for d in missing if d.id not in owed)


def _checks(table: Table, visit: Visit, *, new: bool) -> tuple[Check, ...]:
    made = []
    for code, mode in table.policy.checks.items():
        if mode in ("off", "bench") or (code in ON_THE_NEW) != new:
            continue
        if code in visit.made:
            made.append(Check(code, "made"))
        elif code in visit.raised:
            made.append(Check(code, "raised"))
        elif mode != "ask":
            made.append(Check(code, "not_raised"))
    return tuple(made)
