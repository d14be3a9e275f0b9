"""How much of each model is on hand at each site, what it cost, and which models run low."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from devswap.desk.table import Table
from devswap.desk.words import Reply, reply
from devswap.ledger import events as ev
from devswap.ledger.known import Device
from devswap.ledger.policy import Stock
from devswap.ledger.whereabouts import DAMAGED, QUARANTINE
from devswap.store import Reader
from devswap.store.places import Standing

NAMED = 20


@dataclass(frozen=True, slots=True)
class Level:
    """One model at one site."""

    site: str
    category: str
    maker: str
    model: str
    on_hand: int
    on_the_way: int
    """Sent here and not received."""
    aside: int
    """Damaged, or in quarantine."""
    value_pence: int
    """What those on hand cost, net, as far as their lists say."""
    low: bool


def levels(rows: Iterable[Standing], policy: Stock) -> list[Level]:
    """The stock by site and model."""
    groups: dict[tuple[str, str, str, str], list[Standing]] = {}
    for row in rows:
        groups.setdefault((row.site, row.category, row.maker, row.model), []).append(row)
    return [_level(key, found, policy) for key, found in sorted(groups.items())]


def _level(key: tuple[str, str, str, str], rows: list[Standing], policy: Stock) -> Level:
    way = sum(row.on_the_way for row in rows)
    aside = sum(row.spot in (DAMAGED, QUARANTINE) and not row.on_the_way for row in rows)
    on_hand = len(rows) - way - aside
    value = sum(row.unit_cost or 0 for row in rows if not row.on_the_way)
    return Level(*key, on_hand, way, aside, value, on_hand <= low(policy, key[3]))


def low(policy: Stock, model: str) -> int:
    """How many of a model on hand are too few; -1: it is never said."""
    few = policy.models.get(model, policy.low)
    return few if few else -1


def show(table: Table) -> Reply:
    """`/stock`: what is on hand at this site, model by model, and what runs low."""
    found = levels(table.store.stock_at(table.settings.site), table.policy.stock)
    if not found:
        return reply("told", "shown", what="Nothing is in stock here.", then="devswap import stock FILE.")
    said = []
    for level in found[:NAMED]:
        way = f", {level.on_the_way} on the way" if level.on_the_way else ""
        aside = f", {level.aside} aside" if level.aside else ""
        said.append(f"{level.category} {level.model} {level.on_hand}{way}{aside}{' LOW' if level.low else ''}")
    return reply("told", "shown", what=f"{'; '.join(said)}.", then="devswap stock lists every site.")


def running_low(table: Table, issued: list[Device]) -> str:
    """A warning where these issues brought a model down to the level that the policy calls low; else empty."""
    policy = table.policy.stock
    if not issued or not (policy.low or policy.models):
        return ""
    if table.on_hand is None:
        rows = table.store.stock_at(table.settings.site)
        table.on_hand = Counter(row.model for row in rows if not row.on_the_way)
    else:
        table.on_hand.subtract(device.model for device in issued)
    reached = {d.model: table.on_hand[d.model] for d in issued if table.on_hand[d.model] == low(policy, d.model)}
    return "".join(f"Low stock: {left} {model} left here. " for model, left in reached.items())


def correction(
    store: Reader, device: Device, cost: int | None, year: str | None, order: str | None, reason: str
) -> ev.CostCorrected | None:
    """What a device cost, or which year and order bore it, put right; None where no receipt brought it."""
    state = store.load(device.id)
    receipts = state.receipts(device.id)
    if not receipts:
        return None
    entry, receipt = receipts[-1]
    before = [(e, c) for e, c in state.about(device.id, ev.CostCorrected) if c.receipt == entry.id]
    row = next(d for d in receipt.devices if d.device == device.id)
    replaced = {c.corrects for _, c in before}
    last = next(((e, c) for e, c in before if e.id not in replaced), None)
    now = last[1] if last is not None else None
    known = (now.unit_cost if now else row.unit_cost, now.financial_year if now else row.financial_year)
    return ev.CostCorrected(
        entry.id, device.id, cost if cost is not None else known[0] or 0, year or known[1] or "",
        order or (now.order if now else receipt.order), reason, last[0].id if last else None,
    )  # fmt: skip
