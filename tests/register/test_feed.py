"""What a desk is told: the last page of the log says how much of what is open rests on its own entries."""

from sqlalchemy import Engine

from devswap.register import enrolment
from devswap.register.database import transaction
from devswap.register.feed import log_page
from devswap.register.founding import Identity, log_head
from devswap.wire import PAGE_ROWS, Cursor, LogPage, log_genesis
from tests.ledger.stories import Desk, only
from tests.register.conftest import NOW
from tests.register.pushing import meet, pushed


def disputed(engine: Engine, register: Identity, desk: Desk) -> int:
    told = enrolment.Desk(desk.desk, "a desk", "Lambeth", "", False)
    with transaction(engine) as connection:
        start = Cursor(log_head(connection).epoch, 0, log_genesis(register.id).hex())
        page = log_page(connection, register, told, start, PAGE_ROWS, NOW)
    assert isinstance(page, LogPage)
    return page.discrepancies


def test_both_desks_of_a_contradiction_are_told_of_it_and_no_other(engine: Engine, register: Identity) -> None:
    one, other, third, office = Desk("a"), Desk("b"), Desk("c"), Desk("office")
    meet(engine, one, other, third, office)
    one.take_in("old", "okafor")
    other.take_in("old", "reid")
    third.take_in("another", "moss")
    pushed(engine, one)
    assert disputed(engine, register, one) == 0
    pushed(engine, other)
    pushed(engine, third)
    assert [disputed(engine, register, desk) for desk in (one, other, third)] == [1, 1, 0]
    office.settle(only("taken_in_twice", one, other), "both_stand")
    pushed(engine, office)
    assert [disputed(engine, register, desk) for desk in (one, other, third)] == [0, 0, 0]
