"""What is still to come in, as lists with ages: exemptions and advances, owed devices."""

from collections.abc import Iterator
from dataclasses import dataclass

from devswap.desk.moving import NAMED, age
from devswap.desk.table import Table
from devswap.desk.words import Reply, called, named, reply
from devswap.ledger import events as ev
from devswap.ledger.coins import Coins
from devswap.ledger.debts import ExemptionFate, exemption_fate, still_owed
from devswap.ledger.known import Device
from devswap.store import Reader


@dataclass(frozen=True, slots=True)
class ExemptionRow:
    """An exemption, and what became of it as of an instant."""

    exemption: str
    state: ExemptionFate
    reason: str
    recipient: str
    """The number."""
    device: str
    """Serial or tag; empty where it is not known."""
    categories: tuple[str, ...]
    granted: str
    expires: str
    expected_back: str | None
    """An advance: the day by which its device is expected."""
    came_back: bool
    """The device turned up and was handed in."""
    overdue: bool
    age_days: int


@dataclass(frozen=True, slots=True)
class OwedRow:
    """A further old device that an issue was made against, and that has not come in."""

    issue: str
    recipient: str
    category: str
    device: str
    """Serial or tag; empty where the issue names none."""
    since: str
    age_days: int


def exemptions(store: Reader, as_of: str) -> Iterator[ExemptionRow]:
    """Every exemption, oldest first. Raises StoreError."""
    for entry in store.of_kind("exemption_granted"):
        event = entry.event
        assert isinstance(event, ev.ExemptionGranted)  # `of_kind` gives no other
        state = store.load(entry.id, event.device or "")
        fate = exemption_fate(Coins(state), entry.id, as_of)
        if fate is None:
            continue
        back = state.exemption_cleared(entry.id)
        late = event.expected_back is not None and not back and fate != "withdrawn" and event.expected_back < as_of[:10]
        yield ExemptionRow(
            entry.id, fate, event.reason, _number(store, event.recipient), _called(store, event.device),
            event.categories, entry.wall, event.expires, event.expected_back, back, late, age(entry.wall, as_of[:10]),
        )  # fmt: skip


def unsettled(row: ExemptionRow) -> bool:
    """Whether somebody must still see to it: unspent, or an advance whose device has not come back."""
    return row.state in ("open", "frozen") or (row.expected_back is not None and not row.came_back and _spent(row))


def _spent(row: ExemptionRow) -> bool:
    return row.state in ("used", "given_up")


def owed(store: Reader, as_of: str) -> Iterator[OwedRow]:
    """Every old device that is still owed for an issue, oldest first. Raises StoreError."""
    for entry in store.of_kind("device_issued"):
        event = entry.event
        if not isinstance(event, ev.DeviceIssued) or not event.owes:
            continue
        for one in still_owed(store.load(entry.id), entry.id):
            yield OwedRow(
                entry.id, _number(store, event.recipient), one.category, _called(store, one.device), entry.wall,
                age(entry.wall, as_of[:10]),
            )  # fmt: skip


def _number(store: Reader, person: str) -> str:
    found = store.person(person)
    return found.number if found is not None else ""


def _called(store: Reader, device: str | None) -> str:
    found: Device | None = store.device(device) if device else None
    return called(found) if found is not None else ""


def list_exemptions(table: Table) -> Reply:
    """`/exemptions`: those that somebody must still see to, with ages."""
    rows = [row for row in exemptions(table.store, table.instant()) if unsettled(row)]
    if not rows:
        return reply("told", "shown", what="No exemption is open.", then="Scan a badge.")
    said = []
    for row in rows[:NAMED]:
        due = f", back by {row.expected_back}" if row.expected_back else f", until {row.expires[:10]}"
        late = " OVERDUE" if row.overdue else ""
        what = row.device or "a device not known"
        said.append(f"{_who(table, row.recipient)}, {what}, {row.reason}, {row.state}, {row.age_days} days{due}{late}")
    more = f"; and {len(rows) - NAMED} more" if len(rows) > NAMED else ""
    return reply("told", "shown", what=f"{'; '.join(said)}{more}.", then="devswap exemptions lists them all.")


def list_owed(table: Table) -> Reply:
    """`/owed`: the old devices that are still owed, of the recipient on screen or of everybody."""
    visit = table.current
    number = visit.recipient.number if visit is not None and visit.recipient is not None else None
    rows = [row for row in owed(table.store, table.instant()) if number in (None, row.recipient)]
    if not rows:
        return reply("told", "shown", what="Nothing is owed.", then="Scan a badge.")
    said = [
        f"{_who(table, r.recipient)} owes {r.category} {r.device}".strip() + f", {r.age_days} days"
        for r in rows[:NAMED]
    ]
    more = f"; and {len(rows) - NAMED} more" if len(rows) > NAMED else ""
    return reply("told", "shown", what=f"{'; '.join(said)}{more}.", then="Scan it when it comes: it earns nothing.")


def _who(table: Table, number: str) -> str:
    found = table.store.recipient_by_number(number) if number else None
    return named(found, table.policy.privacy.names_on_screen) if found else number or "somebody"
