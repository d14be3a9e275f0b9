"""The visit, the parked ones and the day, drawn as plain values."""

from devswap.desk.outcome import Balance, DeviceView, LineView, ParkedView, RecipientView, VisitView
from devswap.desk.table import Table
from devswap.desk.visit import NewItem, OldItem, Pair, Visit
from devswap.desk.words import called, named, tail
from devswap.ledger.ids import moment
from devswap.ledger.known import Device, Recipient
from devswap.ledger.policy import Policy


def device_view(device: Device, policy: Policy) -> DeviceView:
    """A device as an engineer recognises it."""
    no_data = device.category in policy.no_data_storage
    return DeviceView(
        device.category, device.maker, device.model, device.serial or called(device), device.asset_tag, no_data
    )


def recipient_view(recipient: Recipient, names: bool) -> RecipientView:
    """Who is served, without a name where the policy keeps names off the screen."""
    name = recipient.name if names else ""
    return RecipientView(recipient.number, name, recipient.unit, recipient.kind, recipient.at_check)


def visit_view(table: Table) -> VisitView:
    """The visit on screen."""
    visit = table.current
    if visit is None:
        return VisitView()
    policy = table.policy
    made = table.pairs()
    used = sum(1 for pair in made if pair.coin is not None)
    done = tuple(
        LineView(
            device_view(line.old, policy) if line.old else None,
            device_view(line.new, policy) if line.new else None,
            "recorded",
        )
        for line in visit.recorded
    )
    return VisitView(
        id=visit.id,
        recipient=recipient_view(visit.recipient, policy.privacy.names_on_screen) if visit.recipient else None,
        opened=moment(visit.opened),
        lines=done + tuple(_line(pair, policy, visit.stands_on) for pair in made),
        entitlements_open=len(table.coins) - used,
        expected=_expected(table, visit),
        keep_until=visit.keep_until,
        raised=visit.raised,
        checks=tuple(code for code, mode in policy.checks.items() if mode == "except"),
    )


def _expected(table: Table, visit: Visit) -> tuple[DeviceView, ...]:
    if not table.listed:
        return ()
    seen = {line.old.id for line in visit.recorded if line.old}
    seen.update([old.device.id for old in visit.olds], [new.device.id for new in visit.news])
    return tuple(device_view(d, table.policy) for d in table.listed if d.id not in seen)


def _line(pair: Pair, policy: Policy, stands_on: int) -> LineView:
    old = device_view(pair.old.device, policy) if pair.old else None
    new = device_view(pair.new.device, policy) if pair.new else None
    question = _question(pair.old) or _question(pair.new)
    if question:
        return LineView(old, new, "asked", question)
    if pair.old is not None and pair.old.nothing is not None:
        return LineView(old, None, "hand_in")
    if pair.complete:
        return LineView(old, new, "complete", stands_on=stands_on)
    if pair.new is not None:
        return LineView(None, new, "new_only")
    frozen = pair.old is not None and pair.old.frozen
    due = () if frozen else pair.old.earns if pair.old else pair.coin.categories if pair.coin else ()
    return LineView(old, None, "old_only" if pair.old else "entitlement", due=due)


def _question(item: OldItem | NewItem | None) -> str:
    return item.questions[0].code if item is not None and item.questions else ""


def parked_views(table: Table) -> tuple[ParkedView, ...]:
    """The visits that wait, oldest first."""
    names = table.policy.privacy.names_on_screen
    waiting = sorted(table.parked.values(), key=lambda v: v.opened)
    return tuple(ParkedView(v.id, named(v.recipient, names), moment(v.opened), summary(v)) for v in waiting)


def summary(visit: Visit) -> str:
    """What lies on the table for a visit, in a few words."""
    olds = [f"old {tail(item.device)}" for item in visit.olds]
    news = [f"new {tail(item.device)}" for item in visit.news]
    if visit.stands_on and news:
        news[-1] += f" on table {visit.stands_on}"
    return "; ".join(olds + news) or "nothing on the table"


def balance(table: Table) -> Balance:
    """The day at this desk."""
    counts = table.store.counts(table.today())
    return Balance(
        taken_in=counts.taken_in,
        issued=counts.issued,
        to_collect=counts.to_collect,
        on_tables=sum(len(v.news) for v in table.parked.values()),
        exemptions=counts.exemptions,
        wipes_waiting=counts.wipes_waiting,
        withdrawn=counts.withdrawn,
        returned=counts.returned,
    )
