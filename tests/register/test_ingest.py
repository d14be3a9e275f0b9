"""Batches into the register: replays, gaps, forks, damage, contradictions; the set decides, never the order."""

import threading
from random import Random

import msgspec
import pytest
from sqlalchemy import Engine, select

from devswap.ledger import events as ev
from devswap.ledger.discrepancies import find
from devswap.ledger.parts import Place
from devswap.register import tables as t
from devswap.register.founding import Identity, found
from devswap.register.ingest import receive
from devswap.wire import Diverged, Gap, Head, Pushed, Refusal, pack
from tests.ledger.contradictions import CONTRADICTIONS, HONEST, Story
from tests.ledger.custody_contradictions import CUSTODY_CONTRADICTIONS, CUSTODY_HONEST
from tests.ledger.stories import Desk, name, only, state_of
from tests.register.conftest import NOW
from tests.register.pushing import batch, discrepancies, meet, positions, push, pushed

pytestmark = pytest.mark.usefixtures("register")
STORIES = [*(story for _, story in (*CONTRADICTIONS, *CUSTODY_CONTRADICTIONS)), *HONEST, *CUSTODY_HONEST]


def swaps(word: str, count: int) -> Desk:
    desk = Desk(word)
    receipt = desk.stock(*(f"{word} new {n}" for n in range(count)))
    for n in range(count):
        desk.issue(desk.take_in(f"{word} old {n}", f"{word} {n}"), f"{word} new {n}", receipt, f"{word} {n}")
    return desk


def test_a_batch_is_stored_as_sent_and_acknowledged_through_its_last_hash(engine: Engine) -> None:
    desk = swaps("a", 3)
    meet(engine, desk)
    answer = pushed(engine, desk)
    assert answer.stored_through == Head(7, desk.head.hex())
    assert [(r.number, r.position, r.verdict) for r in answer.results] == [(n, n, "accepted") for n in range(1, 8)]
    with engine.connect() as connection:
        bodies = connection.execute(select(t.entries.c.body).order_by(t.entries.c.position)).scalars().all()
    assert bodies == [e.raw for e in desk.entries]


def test_a_replay_changes_nothing_but_the_count_of_pushes(engine: Engine) -> None:
    desk = swaps("a", 2)
    meet(engine, desk)
    first = pushed(engine, desk)
    assert pushed(engine, desk) == first
    assert pushed(engine, desk, 3, 4).results == first.results[2:4]
    assert positions(engine) == [1, 2, 3, 4, 5]
    with engine.connect() as connection:
        assert connection.execute(select(t.journals.c.pushes).where(t.journals.c.desk == desk.desk)).scalar() == 3


def test_a_batch_that_overlaps_what_is_held_adds_the_rest(engine: Engine) -> None:
    desk = swaps("a", 3)
    meet(engine, desk)
    pushed(engine, desk, 1, 4)
    assert pushed(engine, desk, 3).stored_through.number == 7
    assert positions(engine) == list(range(1, 8))


def test_a_gap_is_answered_with_the_number_to_send_from(engine: Engine) -> None:
    desk = swaps("a", 3)
    meet(engine, desk)
    pushed(engine, desk, 1, 2)
    assert push(engine, desk, 5) == Gap(3)
    assert positions(engine) == [1, 2]


def test_an_incarnation_that_nobody_introduced_is_told_to_say_hello(engine: Engine) -> None:
    answer = push(engine, swaps("a", 1))
    assert isinstance(answer, Refusal)
    assert answer.code == "say_hello"


def copies(word: str) -> tuple[Desk, Desk]:
    """Two copies of one store that both worked on after entry 3."""
    one, other = swaps(word, 1), swaps(word, 1)
    one.take_in("mine", "reid")
    one.take_in("mine too", "moss")
    other.word += " copy"
    other.take_in("yours", "shah")
    other.take_in("yours too", "doyle")
    return one, other


def test_a_copied_store_that_worked_on_is_kept_whole_and_raised(engine: Engine) -> None:
    one, other = copies("a")
    meet(engine, one)
    pushed(engine, one)
    answer = push(engine, other)
    assert answer == Diverged(4, Head(5, other.head.hex()))
    raised = discrepancies(engine)
    assert {code for code, *_ in raised.values()} == {"number_reused"}
    assert {entries for _, entries, *_ in raised.values()} == {
        tuple(sorted((one.entries[n].id, other.entries[n].id))) for n in (3, 4)
    }
    assert positions(engine) == list(range(1, 8)), "the branch is stored, and what both share is stored once"


def test_a_branch_goes_on_batch_by_batch_and_its_replay_adds_nothing(engine: Engine) -> None:
    one, other = copies("a")
    meet(engine, one)
    pushed(engine, one)
    assert push(engine, other, 1, 4) == Diverged(4, Head(4, other.entries[3].hash.hex()))
    for _ in range(2):
        assert push(engine, other, 5) == Diverged(4, Head(5, other.head.hex()))
        assert push(engine, other) == Diverged(4, Head(5, other.head.hex()))
    assert positions(engine) == list(range(1, 8))
    with engine.connect() as connection:
        assert connection.execute(select(t.journals.c.branch).where(t.journals.c.desk == one.desk)).scalars().all() == [
            0,
            1,
        ]


def test_a_batch_that_begins_behind_the_fork_is_sent_back_and_nothing_is_kept(engine: Engine) -> None:
    one, other = copies("a")
    meet(engine, one)
    pushed(engine, one)
    assert push(engine, other, 5) == Diverged(4)
    assert len(positions(engine)) == 5


def test_bytes_that_are_no_entry_are_kept_raised_and_passed(engine: Engine) -> None:
    desk = swaps("a", 2)
    good = batch(desk)
    poison = pack(b"\xff\x00 not an entry")
    entries = (*good.entries[:2], poison, *good.entries[2:])
    meet(engine, desk)
    answer = receive(engine, desk.desk, msgspec.structs.replace(good, entries=entries), NOW)
    assert isinstance(answer, Pushed)
    assert [r.verdict for r in answer.results][:3] == ["accepted", "accepted", "quarantined"]
    assert answer.stored_through.number == 6
    with engine.connect() as connection:
        body = connection.execute(select(t.entries.c.body).where(t.entries.c.number == 3)).scalar()
    assert body == b"\xff\x00 not an entry"
    assert {code for code, *_ in discrepancies(engine).values()} == {"chain_broken"}


def test_an_entry_of_a_newer_program_is_kept_unjudged(engine: Engine) -> None:
    desk = swaps("a", 1)
    newer = desk.entries[0].raw.replace(b'"schema":1', b'"schema":9').replace(b'"stock_received"', b'"teleported"')
    meet(engine, desk)
    answer = receive(engine, desk.desk, msgspec.structs.replace(batch(desk, 1, 1), entries=(pack(newer),)), NOW)
    assert isinstance(answer, Pushed)
    assert [r.verdict for r in answer.results] == ["kept_unjudged"]
    assert discrepancies(engine) == {}


def test_a_flipped_bit_is_kept_with_the_hash_it_was_sealed_with_and_the_chain_goes_on(engine: Engine) -> None:
    desk = swaps("a", 2)
    flipped = desk.entries[1].raw.replace(b'"G5"', b'"G7"')
    sent = batch(desk, damaged=(Head(2, desk.entries[1].hash.hex()),))
    meet(engine, desk)
    entries = (sent.entries[0], pack(flipped), *sent.entries[2:])
    answer = receive(engine, desk.desk, msgspec.structs.replace(sent, entries=entries), NOW)
    assert isinstance(answer, Pushed)
    assert answer.stored_through.hash == desk.head.hex()
    assert {code for code, *_ in discrepancies(engine).values()} == {"chain_broken"}


def expected(*desks: Desk) -> dict[str, tuple[str, tuple[str, ...], tuple[str, ...], str | None]]:
    return {d.id: (d.code, d.entries, d.freezes, d.decision) for d in find(state_of(*desks))}


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_what_is_raised_is_what_the_fold_of_everything_finds_in_any_order(engine: Engine, story: Story) -> None:
    desks = story()
    meet(engine, *{desk.owner: desk for desk in desks}.values())
    dice = Random(story.__name__)
    sent = dict.fromkeys(desks, 0)
    while any(sent[desk] < len(desk.entries) for desk in desks):
        desk = dice.choice([desk for desk in desks if sent[desk] < len(desk.entries)])
        upto = dice.randint(sent[desk] + 1, len(desk.entries))
        push(engine, desk, sent[desk] + 1, upto)
        sent[desk] = upto
    walked = {"clock_implausible", "chain_broken"}
    stored = {k: v for k, v in discrepancies(engine, "open", "settled").items() if v[0] not in walked}
    assert stored == expected(*desks)


def test_two_workers_with_contradicting_intakes_raise_the_discrepancy(engine: Engine) -> None:
    pairs = [(Desk(f"a{n}"), Desk(f"b{n}")) for n in range(10)]
    for n, (one, other) in enumerate(pairs):
        one.take_in(f"old {n}", "reid")
        other.take_in(f"old {n}", "moss")
        meet(engine, one, other)
        start = threading.Barrier(2)

        def work(desk: Desk, start: threading.Barrier = start) -> None:
            start.wait()
            pushed(engine, desk)

        workers = [threading.Thread(target=work, args=(desk,)) for desk in (one, other)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    assert [code for code, *_ in discrepancies(engine).values()] == ["taken_in_twice"] * 10


def test_positions_are_dense_while_several_workers_push(engine: Engine) -> None:
    desks = [swaps(f"desk {n}", 8) for n in range(4)]
    meet(engine, *desks)

    def work(desk: Desk) -> None:
        for first in range(1, len(desk.entries) + 1, 3):
            pushed(engine, desk, first, first + 2)

    workers = [threading.Thread(target=work, args=(desk,)) for desk in desks]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert positions(engine) == list(range(1, 4 * 17 + 1))


def test_a_discrepancy_closes_when_explained_settles_and_opens_again(engine: Engine) -> None:
    one, other, office, third = Desk("a"), Desk("b"), Desk("office"), Desk("c")
    meet(engine, one, other, office, third)
    first = one.take_in("old", "okafor")
    other.take_in("old", "reid")
    pushed(engine, one)
    answer = pushed(engine, other)
    dispute = only("taken_in_twice", one, other)
    assert answer.results[0].verdict == "accepted_with_discrepancy"
    assert answer.results[0].discrepancies == (dispute.id,)

    office.settle(dispute, "both_stand")
    pushed(engine, office)
    assert discrepancies(engine) == {}
    assert discrepancies(engine, "settled")[dispute.id][3] == "both_stand"

    third.take_in("old", "shah")
    pushed(engine, third)
    assert list(discrepancies(engine)) == [dispute.id], "a further entry opens it again"

    third.withdraw(third.entries[0].id, third.entries[0].id)
    pushed(engine, third, 2)
    assert discrepancies(engine) == {}, "explained, so that the settlement fits again"

    one.withdraw(first, first)
    pushed(engine, one, 2)
    assert discrepancies(engine, "open", "settled") == {}
    assert discrepancies(engine, "closed")[dispute.id][0] == "taken_in_twice"


def test_the_other_desk_of_a_dispute_is_to_hear_of_it(engine: Engine) -> None:
    one, other = Desk("a"), Desk("b")
    meet(engine, one, other)
    one.take_in("old", "okafor")
    one.take_in("unrelated", "shah")
    other.take_in("old", "reid")
    pushed(engine, one)
    pushed(engine, other)
    with engine.connect() as connection:
        shares = {(r.desk, r.entry) for r in connection.execute(select(t.shares))}
    assert shares == {(one.desk, 3), (other.desk, 1)}


def test_what_was_given_up_to_a_desk_is_shared_with_it(engine: Engine) -> None:
    one, other = Desk("a"), Desk("b")
    meet(engine, one, other)
    intake = one.take_in("old", "okafor")
    one.give_up(intake, other)
    pushed(engine, one)
    with engine.connect() as connection:
        shares = {(r.desk, r.entry) for r in connection.execute(select(t.shares))}
    assert shares == {(other.desk, 1), (other.desk, 2)}


def test_what_is_sent_to_a_site_is_shared_with_its_desks_with_all_that_is_known_of_it(engine: Engine) -> None:
    one, other = Desk("a"), Desk("b", site="Sidcup")
    meet(engine, one, other)
    with engine.begin() as connection:
        row = {"name": "b", "site": "Sidcup", "public_key": "", "enrolled": NOW, "revoked": False}
        connection.execute(t.desks.insert().values(id=other.desk, **row))
    one.stock("new", "stays")
    one.take_in("unrelated", "shah")
    one.record(ev.Moved("sent", None, "stock", (name("new"),), Place("Lambeth"), Place("sidcup")))
    pushed(engine, one)
    with engine.connect() as connection:
        shares = {(r.desk, r.entry) for r in connection.execute(select(t.shares))}
    assert shares == {(other.desk, 1), (other.desk, 3)}


def test_a_register_stays_the_one_that_was_founded(engine: Engine, register: Identity) -> None:
    assert found(engine, Random(2).getrandbits).id == register.id
