"""What a desk is told: the last page of the log says how much of what is open rests on its own entries."""

from random import Random

from sqlalchemy import Engine

from devswap.register import enrolment
from devswap.register import tables as t
from devswap.register.database import transaction
from devswap.register.feed import log_page
from devswap.register.founding import Identity, log_head
from devswap.register.settling import settle
from devswap.wire import PAGE_ROWS, Cursor, Head, LogPage, log_genesis
from tests.ledger.stories import Desk, only
from tests.register.conftest import NOW
from tests.register.pushing import discrepancies, meet, pushed


def read(engine: Engine, register: Identity, desk: Desk, life: str | None = None) -> LogPage:
    told = enrolment.Desk(desk.desk, "a desk", "Lambeth", "", False)
    with transaction(engine) as connection:
        start = Cursor(log_head(connection).epoch, 0, log_genesis(register.id).hex())
        page = log_page(connection, register, told, start, PAGE_ROWS, NOW, life)
    assert isinstance(page, LogPage)
    return page


def enrolled(engine: Engine, *desks: Desk) -> None:
    row = {"site": "Lambeth", "public_key": "", "revoked": False, "enrolled": NOW}
    with transaction(engine) as connection:
        connection.execute(t.desks.insert(), [{"id": desk.desk, "name": desk.word, **row} for desk in desks])


def disputed(engine: Engine, register: Identity, desk: Desk) -> int:
    return read(engine, register, desk).discrepancies


def test_a_desk_is_told_of_its_earlier_lives_and_how_far_the_one_that_it_is_in_is_held(
    engine: Engine, register: Identity
) -> None:
    before, now = Desk("a"), Desk("a", "second")
    meet(engine, before, now)
    enrolled(engine, now)
    lost = {before.take_in("old", "okafor"), before.take_in("older", "okafor")}
    now.take_in("another", "reid")
    pushed(engine, before)
    pushed(engine, now)
    page = read(engine, register, now, now.incarnation)
    assert {row.key for row in page.rows} == lost, "its store may have gone back, and noticed it by itself"
    assert page.held == Head(1, now.head.hex())
    assert read(engine, register, now).rows == ()
    assert read(engine, register, Desk("b"), Desk("b").incarnation).held is None


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


def test_a_desk_beside_a_contradiction_is_told_how_it_was_settled(engine: Engine, register: Identity) -> None:
    """It folds what both sides recorded, and would call it open for ever."""
    one, other, beside = Desk("a"), Desk("b"), Desk("beside")
    meet(engine, one, other)
    enrolled(engine, one, other, beside)
    for desk in (one, other):
        desk.take_in("old", "okafor")
        pushed(engine, desk)
    [name] = discrepancies(engine)
    with transaction(engine) as connection:
        settled = settle(connection, name, "both_stand", NOW, Random(3).getrandbits)
    told = [row.key for row in read(engine, register, beside, beside.incarnation).rows]
    assert told == [one.entries[0].id, other.entries[0].id, settled.id]
