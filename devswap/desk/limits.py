"""What a new device needs besides an entitlement: room within the limit, and an entitlement collected in time.

Asked about only where a new one has an old one or an entitlement: without, it is refused as such.
"""

import msgspec

from devswap.desk.booking import of_another
from devswap.desk.table import Table
from devswap.desk.visit import NewItem, Visit
from devswap.ledger import events as ev
from devswap.ledger.decide import Question, limit_for, over_limit
from devswap.ledger.known import Recipient
from devswap.ledger.parts import EstateLife, Limit
from devswap.ledger.policy import Answer
from devswap.ledger.state import Entitlement

CODE = "recipient_over_limit"
LATE = "needs_supervisor"
"""The entitlement waited longer than the policy lets it: no other code fits."""
ASIDE = "set_aside"
"""Somebody else has booked it."""


def limited(table: Table, visit: Visit) -> Visit:
    """The visit with the limit that stands for each new device, and the question where one goes beyond it."""
    if visit.recipient is None or not visit.news:
        return visit
    made = [p for p in table.pairs_of(visit) if p.new is not None and p.complete]
    paired = {p.new.device.id for p in made if p.new is not None}
    issued = [category for category, _ in table.store.issued_to(visit.recipient.id)]
    late = {p.new.device.id for p in made if p.new and p.coin and _late(table, p.coin)}
    going: list[str] = []
    news: list[NewItem] = []
    for new in visit.news:
        limit = _limit(table, visit.recipient, issued, new.device.category)
        over = False
        if new.device.id in paired:
            going.append(new.device.category)
            over = over_limit(limit, issued, going)
        raised: dict[str, Answer] = {CODE: table.policy.answers.recipient_over_limit} if over else {}
        if new.device.id in late:
            raised[LATE] = "supervisor"
        other = of_another(table, visit.recipient, new.device)
        if other is not None:
            raised[ASIDE] = "ask"
        news.append(_asking(new, limit, raised))
    if all(a is b for a, b in zip(news, visit.news, strict=True)):
        return visit
    return msgspec.structs.replace(visit, news=tuple(news))


def _late(table: Table, coin: Entitlement) -> bool:
    return coin.collect_by is not None and coin.collect_by < table.instant()


def _limit(table: Table, recipient: Recipient, issued: list[str], category: str) -> Limit | None:
    """A location may have as many as it was issued, and one for each old one listed for it, here or to come."""
    listed: dict[str, int] = {}
    for device in table.listed:
        listed[device.category] = listed.get(device.category, 0) + 1
    limit = limit_for(recipient, category, listed, table.policy)
    if limit is not None and recipient.kind == "location" and table.policy.limits.location == "as listed":
        to_collect = sum(category in coin.categories and _within(table, coin) for coin in table.coins)
        return Limit(limit.categories, limit.at_most + issued.count(category) + to_collect)
    return limit


def _within(table: Table, coin: Entitlement) -> bool:
    """Whether a listed old one, which is listed as to come no more, or an issue that came back, stands behind it."""
    entry = table.store.entry(coin.name)
    event = entry.event if entry is not None else None
    return isinstance(event, ev.IssueReturned) or (isinstance(event, ev.DeviceTakenIn) and event.ends == EstateLife())


def _asking(new: NewItem, limit: Limit | None, raised: dict[str, Answer]) -> NewItem:
    answered = {doubt.code for doubt in new.doubts}
    questions = tuple(q for q in new.questions if q.code not in (CODE, LATE, ASIDE))
    questions += tuple(Question(c, a) for c, a in raised.items() if a != "accept" and c not in answered)
    if questions == new.questions and limit == new.limit:
        return new
    return msgspec.structs.replace(new, limit=limit, questions=questions)
