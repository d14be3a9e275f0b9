"""How many new devices a recipient may have: asked about only where a new one has an old one or an entitlement."""

import msgspec

from devswap.desk.table import Table
from devswap.desk.visit import NewItem, Visit, pairs
from devswap.ledger.decide import Question, limit_for, over_limit
from devswap.ledger.parts import Limit

CODE = "recipient_over_limit"


def limited(table: Table, visit: Visit) -> Visit:
    """The visit with the limit that stands for each new device, and the question where one goes beyond it."""
    if visit.recipient is None or not visit.news:
        return visit
    paired = {p.new.device.id for p in pairs(visit, table.coins) if p.new is not None and p.complete}
    going: list[str] = []
    news: list[NewItem] = []
    for new in visit.news:
        limit = _limit(table, visit, new.device.category)
        over = False
        if new.device.id in paired:
            going.append(new.device.category)
            over = over_limit(limit, list(table.issued), going)
        news.append(_asking(table, new, limit, over))
    return msgspec.structs.replace(visit, news=tuple(news))


def _limit(table: Table, visit: Visit, category: str) -> Limit | None:
    """A location may have as many as it was issued, and one for each old one that is still listed for it."""
    listed: dict[str, int] = {}
    for device in table.listed:
        listed[device.category] = listed.get(device.category, 0) + 1
    assert visit.recipient is not None  # `limited` asks only where there is one
    limit = limit_for(visit.recipient, category, listed, table.policy)
    if limit is not None and visit.recipient.kind == "location" and table.policy.limits.location == "as listed":
        return Limit(limit.categories, limit.at_most + table.issued.count(category))
    return limit


def _asking(table: Table, new: NewItem, limit: Limit | None, over: bool) -> NewItem:
    answer = table.policy.answers.recipient_over_limit
    answered = any(doubt.code == CODE for doubt in new.doubts)
    questions = tuple(q for q in new.questions if q.code != CODE)
    if over and answer != "accept" and not answered:
        questions += (Question(CODE, answer),)
    if questions == new.questions and limit == new.limit:
        return new
    return msgspec.structs.replace(new, limit=limit, questions=questions)
