"""Who may do what: nobody authorises or serves themselves, under whatever number; a bench hand hands nothing over."""

from typing import TypeVar

import msgspec

from devswap.desk.table import Table
from devswap.desk.visit import NewItem, OldItem, Visit
from devswap.desk.words import Reply, named, reply
from devswap.ledger.decide import Question
from devswap.ledger.ids import normal_serial
from devswap.ledger.known import Operator, Recipient
from devswap.ledger.parts import Doubt

Person = Operator | Recipient
ItemT = TypeVar("ItemT", OldItem, NewItem)


def one_person(table: Table, one: Person | None, other: Person | None) -> bool:
    """Whether two rows are one person: by id, by badge, or because an entry says that the ids are one person's."""
    if one is None or other is None:
        return False
    if one.id == other.id or (one.badge and normal_serial(one.badge) == normal_serial(other.badge)):
        return True
    return table.store.one_person(one.id, other.id)


def reopened(table: Table, visit: Visit) -> Visit:
    """The visit with each doubt asked again that its own operator or recipient had answered as the supervisor.

    So it may come about: a supervisor answers, and then takes over the shift, or turns out to be who is served.
    """
    olds = tuple(_reopened(table, visit, item) for item in visit.olds)
    news = tuple(_reopened(table, visit, item) for item in visit.news)
    return visit if (olds, news) == (visit.olds, visit.news) else msgspec.structs.replace(visit, olds=olds, news=news)


def _reopened(table: Table, visit: Visit, item: ItemT) -> ItemT:
    own: tuple[Doubt, ...] = tuple(
        doubt for doubt in item.doubts if doubt.by is not None and _themselves(table, visit, doubt.by)
    )
    if not own:
        return item
    again: tuple[Question, ...] = tuple(Question(doubt.code, "supervisor") for doubt in own)
    doubts: tuple[Doubt, ...] = tuple(doubt for doubt in item.doubts if doubt not in own)
    return msgspec.structs.replace(item, questions=(*again, *item.questions), doubts=doubts)


def _themselves(table: Table, visit: Visit, person: str) -> bool:
    supervisor = table.store.operator(person)
    return one_person(table, supervisor, table.operator) or one_person(table, supervisor, visit.recipient)


def hands_over(table: Table) -> Reply | None:
    """Why the operator may hand nothing over; None where they may."""
    operator = table.operator
    if operator is None or operator.role != "bench":
        return None
    who = named(operator, table.policy.privacy.names_on_screen)
    return reply("refused", "not_allowed", what=f"{who} works at the bench and hands nothing over.")
