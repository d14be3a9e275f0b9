"""Every discrepancy: raised by the least story that contradicts, silent in the honest story beside it, and closed."""

import pytest

from devswap.ledger import events as ev
from devswap.ledger.coins import Coins
from devswap.ledger.discrepancies import find
from devswap.ledger.parts import EarnsNothing, EstateLife, IssueLife, Limit, UnknownLife
from devswap.ledger.remedies import REMEDIES
from tests.ledger.contradictions import (
    CONTRADICTIONS,
    HONEST,
    Story,
    crime,
    doubt,
    issued_at_another_site,
    issued_from_nowhere,
    sent,
    taken_in_after_it_had_come_back,
    taken_in_at_two_desks,
    taken_in_new_from_stock,
    two_for_one_recipient,
)
from tests.ledger.custody_contradictions import CUSTODY_CONTRADICTIONS, CUSTODY_HONEST
from tests.ledger.doubts import UNANSWERED, unknown_but_a_supervisor_knew_it
from tests.ledger.stories import Desk, codes, found, name, only, state_of

ALL = [*CONTRADICTIONS, *UNANSWERED, *CUSTODY_CONTRADICTIONS]
NAMES = [f"{code}-{story.__name__}" for code, story in ALL]


def fates(coins: Coins) -> dict[str, str]:
    """What became of each entitlement, by name."""
    return {e.name: coins.of(e) for e in coins.state.entitlements()}


@pytest.mark.parametrize(("code", "story"), ALL, ids=NAMES)
def test_a_contradiction_is_raised_once_and_alone(code: str, story: Story) -> None:
    only(code, *story())


@pytest.mark.parametrize(("code", "story"), ALL, ids=NAMES)
def test_settling_exactly_these_entries_closes_it(code: str, story: Story) -> None:
    desks = story()
    register = Desk("register")
    register.settle(only(code, *desks), "written_off")
    assert codes(*desks, register) == []
    [settled] = find(state_of(*desks, register))
    assert (settled.code, settled.decision) == (code, "written_off")


@pytest.mark.parametrize(
    "story", [*HONEST, *CUSTODY_HONEST, unknown_but_a_supervisor_knew_it], ids=lambda story: story.__name__
)
def test_the_honest_story_beside_it_raises_nothing(story: Story) -> None:
    assert found(*story()) == []


def test_every_kind_that_a_set_can_show_has_a_story_and_a_remedy() -> None:
    of_a_journal = {"chain_broken", "clock_implausible"}
    of_an_audit = {"no_entitlement", "kept_unjudged"}
    assert {code for code, _ in ALL} == REMEDIES.keys() - of_a_journal - of_an_audit


@pytest.mark.parametrize(("code", "story"), ALL, ids=NAMES)
def test_it_goes_away_with_any_entry_that_it_rests_on(code: str, story: Story) -> None:
    desks = story()
    raised = only(code, *desks)
    for lost in raised.entries:
        for desk in desks:
            kept, desk.entries = desk.entries, [e for e in desk.entries if e.id != lost]
            if len(kept) != len(desk.entries):
                assert raised not in found(*desks)
            desk.entries = kept


def test_a_third_intake_opens_again_what_was_settled_of_two() -> None:
    a, b = taken_in_at_two_desks()
    register, c = Desk("register"), Desk("c")
    register.settle(only("taken_in_twice", a, b), "both_stand")
    assert codes(a, b, register) == []
    c.take_in("old", "marsh")
    again = only("taken_in_twice", a, b, c, register)
    assert len(again.entries) == 3
    register.settle(again, "void")
    assert codes(a, b, c, register) == []


def test_a_settlement_acts_only_while_that_very_discrepancy_exists() -> None:
    a, b = taken_in_at_two_desks()
    register = Desk("register")
    register.settle(only("taken_in_twice", a, b), "void")
    b.withdraw(b.entries[0].id, b.entries[0].id)
    coins = Coins(state_of(a, b, register))
    assert fates(coins) == {a.entries[0].id: "open", b.entries[0].id: "void"}, "withdrawn, the dispute is gone"


def test_of_two_settlements_the_stricter_holds_whichever_came_first() -> None:
    a, b = taken_in_at_two_desks()
    one, other = Desk("register"), Desk("register", "second")
    raised = only("taken_in_twice", a, b)
    one.settle(raised, "both_stand")
    other.settle(raised, "void")
    assert {d.decision for d in find(state_of(a, b, one, other))} == {"void"}


def test_a_withdrawal_explains_the_second_intake() -> None:
    a, b = taken_in_at_two_desks()
    only("taken_in_twice", a, b)
    b.withdraw(b.entries[0].id, b.entries[0].id)
    assert codes(a, b) == []


def test_the_release_between_explains_a_second_life() -> None:
    """The bench that released it was offline longest: until its entry comes, the second intake contradicts nothing."""
    a, bench, b = Desk("a"), Desk("bench"), Desk("b")
    i = a.take_in("old", storage="no_data", drives=())
    gone = bench.release(i, "old")
    b.take_in("old", "reid", ends=UnknownLife(after=gone))
    assert codes(a, b) == ["taken_in_twice"], "both have it in custody, as far as one knows"
    assert codes(a, b, bench) == []


def test_a_receipt_that_comes_late_explains_an_issue_from_nowhere() -> None:
    [a] = issued_from_nowhere()
    only("issued_not_in_stock", a)
    a.stock("new")
    assert codes(a) == []


def test_a_move_that_comes_late_explains_an_issue_elsewhere() -> None:
    a, b = issued_at_another_site()
    only("issued_not_here", a, b)
    b.record(sent("stock", "new", back=a.record(sent("stock", "new"))))
    assert codes(a, b) == []


def test_two_ids_of_one_device_are_one_once_they_are_joined() -> None:
    a, b = Desk("a"), Desk("b")
    a.take_in("serial 5CG1")
    b.take_in("tag 1042", "reid")
    assert codes(a, b) == []
    b.record(ev.SameDevice(name("serial 5CG1"), name("tag 1042"), "same_label"))
    only("taken_in_twice", a, b)


def test_a_hold_under_another_id_of_the_device_holds() -> None:
    a = Desk("a")
    i = a.take_in("serial 5CG1")
    a.record(ev.HoldPlaced("device", name("tag 1042"), crime("9")[0]))
    a.record(ev.SameDevice(name("serial 5CG1"), name("tag 1042"), "same_label"))
    a.start_wipe(i, "serial 5CG1 drive")
    only("wiped_too_soon", a)


def test_a_supervised_second_laptop_does_not_hide_a_third() -> None:
    a, b = two_for_one_recipient(doubt("recipient_over_limit", "supervisor"))
    c = Desk("c")
    c.issue(c.take_in("third"), "newest", c.stock("newest"), limit=Limit(("laptop",), 1))
    raised = only("recipient_over_limit", a, b, c)
    assert len(raised.entries) == 2, "the one that a supervisor answered for stands outside"


def test_an_unanswered_limit_on_an_issue_counts_as_nobodys_word() -> None:
    only("recipient_over_limit", *two_for_one_recipient(doubt("recipient_over_limit")))


@pytest.mark.parametrize("decision", ["both_stand", "void", "written_off"])
def test_what_a_dispute_freezes_thaws_only_where_both_stand(decision: str) -> None:
    a, b = taken_in_at_two_desks()
    register = Desk("register")
    assert set(fates(Coins(state_of(a, b))).values()) == {"frozen"}
    register.settle(only("taken_in_twice", a, b), decision)
    after = Coins(state_of(a, b, register))
    expected = "open" if decision == "both_stand" else "void"
    assert set(fates(after).values()) == {expected}


def test_freezing_reaches_the_coin_that_was_given_up_returned_or_granted_again() -> None:
    a, again, b, c = Desk("a"), Desk("a", "second"), Desk("b"), Desk("c")
    r = a.stock("new")
    i = a.take_in("old")
    s = a.issue(i, "new", r)
    back = a.take_back(s, "new", i)
    given = a.give_up(back, b, origin=i)
    granted = again.exempt(regrants=(given, i))
    c.take_in("old", "reid")
    coins = Coins(state_of(a, again, b, c))
    assert fates(coins) == {
        i: "used", back: "given_up", given: "void", granted: "frozen", c.entries[0].id: "frozen"
    }  # fmt: skip


def test_a_spent_entitlement_stays_spent_in_a_dispute() -> None:
    a, b = taken_in_at_two_desks()
    a.issue(a.entries[0].id, "new", a.stock("new"))
    coins = Coins(state_of(a, b))
    assert fates(coins) == {a.entries[0].id: "used", b.entries[0].id: "frozen"}


def test_an_intake_of_what_nobody_had_is_frozen() -> None:
    for story in (taken_in_new_from_stock, taken_in_after_it_had_come_back):
        a, b = story()
        coins = Coins(state_of(a, b))
        assert coins.of(next(e for e in coins.state.entitlements() if e.owner == b.owner)) == "frozen"


def test_a_cleared_exemption_does_not_take_the_next_life_of_the_device_for_its_own() -> None:
    a = Desk("a")
    r = a.stock("new", "newer")
    x = a.exempt("old")
    a.issue(x, "new", r)
    i = a.take_in("old", nothing=EarnsNothing("clears_exemption", exemption=x))
    assert state_of(a).exemption_for(name("old")) is None
    a.wipe(i, "old drive")
    s = a.issue(a.take_in("other", "reid"), "old", a.stock("old", ends=i), "reid")
    a.take_in("old", "reid", ends=IssueLife(s))
    assert codes(a) == []


def test_estate_and_unknown_name_one_first_life() -> None:
    a, b = Desk("a"), Desk("b")
    a.take_in("old", ends=EstateLife())
    b.take_in("old", "reid", ends=UnknownLife())
    only("taken_in_twice", a, b)


def test_a_stale_intake_and_one_that_names_the_issue_end_one_life() -> None:
    a, b, c = Desk("a"), Desk("b"), Desk("c")
    r = a.stock("new")
    s = a.issue(a.take_in("old"), "new", r)
    i = b.take_in("new", "reid", ends=UnknownLife())
    b.wipe(i, "new drive")
    b.stock("new", ends=i)
    c.take_in("new", "marsh", ends=IssueLife(s))
    only("taken_in_twice", a, b, c)
