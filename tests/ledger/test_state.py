"""What a device, a person or an entitlement is, read off the set."""

from devswap.ledger import events as ev
from devswap.ledger.coins import Coins
from devswap.ledger.parts import EarnsNothing, FromNowhere, FromReturn, IssueLife, Owed, UnknownLife
from tests.ledger.contradictions import crime, sent
from tests.ledger.stories import LATER, NOON, Desk, codes, name, only, state_of


def issued(site: str = "Lambeth") -> tuple[Desk, str, str, str]:
    """A desk that issued `new` for `old`: with the intake, the receipt and the issue."""
    a = Desk("a", site=site)
    r = a.stock("new")
    i = a.take_in("old")
    return a, i, r, a.issue(i, "new", r)


def test_an_entitlement_says_whose_it_is_what_for_and_until_when() -> None:
    a, b = Desk("a"), Desk("b")
    i = a.take_in("old", collect_by=LATER)
    x = a.exempt("lost", "reid", expires=LATER)
    given = a.give_up(i, b)
    state = state_of(a, b)
    own, exempted, moved = (state.entitlement(n) for n in (i, x, given))
    assert own is not None
    assert (own.owner, own.recipient, own.categories, own.uses) == (a.owner, name("okafor"), ("laptop",), (given,))
    assert (own.origin, own.expires, own.collect_by, own.given) == (i, None, LATER, NOON)
    assert exempted is not None
    assert (exempted.recipient, exempted.expires, exempted.origin) == (name("reid"), LATER, x)
    assert moved is not None
    assert (moved.owner, moved.origin, moved.uses) == (b.owner, i, ())
    assert state.entitlement(name("nothing")) is None


def test_the_open_entitlements_of_one_recipient_at_one_desk() -> None:
    a, b = Desk("a"), Desk("b")
    mine = a.take_in("o1")
    a.take_in("o2", "reid")
    b.take_in("o3")
    spent = a.take_in("o4")
    a.withdraw(spent, spent, "o4")
    coins = Coins(state_of(a, b))
    assert [e.name for e in coins.open_for(name("okafor"), a.owner)] == [mine]


def test_who_has_an_issued_device_until_it_is_returned_or_taken_in() -> None:
    a, i, _, s = issued()
    held = state_of(a).held_by_issue(name("new"))
    assert held is not None
    assert held[0].id == s
    back = a.take_back(s, "new", i)
    assert state_of(a).held_by_issue(name("new")) is None
    again = a.issue(back, "new", FromReturn(back), origin=i)
    a.take_in("new", "reid", ends=IssueLife(again))
    assert state_of(a).held_by_issue(name("new")) is None
    assert state_of(a).in_custody(name("new")) is not None


def test_an_owed_device_is_not_what_was_issued() -> None:
    a = Desk("a")
    a.issue(a.take_in("old"), "new", a.stock("new"), owes=(Owed("desktop", name("desktop")),))
    assert state_of(a).issues(name("desktop")) == []
    assert state_of(a).held_by_issue(name("desktop")) is None


def test_an_unnamed_first_life_is_the_one_issue_out_of_first_stock() -> None:
    a, i, _, s = issued()
    unknown = UnknownLife()
    assert state_of(a).life(name("new"), unknown) == ("issue", s)
    back = a.take_back(s, "new", i)
    assert state_of(a).life(name("new"), unknown) == ("first", name("new"))
    again = a.issue(back, "new", FromReturn(back), origin=i)
    assert state_of(a).life(name("new"), unknown) == ("issue", again), "through the return, still of first stock"


def test_an_unnamed_first_life_is_no_issue_of_used_stock_or_from_nowhere() -> None:
    a = Desk("a")
    old = a.take_in("old", storage="no_data", drives=())
    a.issue(a.take_in("other", "reid"), "old", a.stock("old", ends=old), "reid")
    a.issue(a.take_in("third", "marsh"), "stray", FromNowhere(), "marsh")
    state = state_of(a)
    assert state.life(name("old"), UnknownLife()) == ("first", name("old"))
    assert state.life(name("stray"), UnknownLife()) == ("first", name("stray"))


def test_a_return_whose_issue_has_not_come_resolves_nothing() -> None:
    a, i, _, s = issued()
    back = a.take_back(s, "new", i)
    again = a.issue(back, "new", FromReturn(back), origin=i)
    a.entries = [e for e in a.entries if e.id != s]
    assert state_of(a).first_issues(name("new")) == []
    assert state_of(a).issues(name("new"))[0][0].id == again


def test_an_exemption_stands_until_it_is_withdrawn_or_cleared() -> None:
    a = Desk("a")
    x = a.exempt("old")
    assert state_of(a).exemption_for(name("old")) is not None
    assert state_of(a).exemption_for(name("other")) is None
    i = a.take_in("old", nothing=EarnsNothing("clears_exemption", exemption=x))
    assert state_of(a).exemption_for(name("old")) is None
    a.withdraw(i, None)
    assert state_of(a).exemption_for(name("old")) is not None, "the device went away again"
    a.record(ev.ExemptionWithdrawn(x, x, "found"))
    assert state_of(a).exemption_for(name("old")) is None


def test_custody_ends_by_whatever_names_it() -> None:
    a = Desk("a")
    undone, released, restocked = (a.take_in(f"o{n}", storage="no_data", drives=()) for n in (1, 2, 3))
    ends = [[a.withdraw(undone, undone, "o1")], [a.release(released, "o2")], [a.stock("o3", ends=restocked)]]
    state = state_of(a)
    assert [state.custody_enders(custody) for custody in (undone, released, restocked)] == ends
    assert all(state.in_custody(name(f"o{n}")) is None for n in (1, 2, 3))


def test_a_hold_stands_until_it_is_lifted() -> None:
    a = Desk("a")
    held = a.record(ev.HoldPlaced("person", name("okafor"), crime("9")[0]))
    a.record(ev.SamePerson(name("okafor"), name("okafor again"), "two_lists"))
    assert state_of(a).holds(name("okafor again")) == [held]
    a.record(ev.HoldLifted(held, name("okafor")))
    assert state_of(a).holds(name("okafor")) == []


def test_a_hold_that_came_after_the_wipe_or_from_elsewhere_is_not_judged_by_the_set() -> None:
    a, b = Desk("a"), Desk("b")
    i = a.take_in("old")
    b.record(ev.HoldPlaced("device", name("old"), crime("9")[0]))
    a.start_wipe(i, "old drive")
    a.record(ev.HoldPlaced("device", name("old"), crime("9")[0]))
    assert codes(a, b) == []


def test_a_hold_that_was_lifted_only_after_the_wipe_was_broken() -> None:
    a = Desk("a")
    i = a.take_in("old")
    held = a.record(ev.HoldPlaced("device", name("old"), crime("9")[0]))
    a.start_wipe(i, "old drive")
    a.record(ev.HoldLifted(held, name("old")))
    only("wiped_too_soon", a)


def test_a_device_that_was_sent_away_is_not_here_any_more() -> None:
    a, b = Desk("a"), Desk("b", site="Sidcup")
    r = a.stock("new")
    b.record(sent("stock", "new", back=a.record(sent("stock", "new"))))
    a.issue(a.take_in("old"), "new", r)
    only("issued_not_here", a, b)


def test_a_device_is_where_it_came_back_to() -> None:
    a, i, r, s = issued()
    b = Desk("b", site="Sidcup")
    back = b.take_back(s, "new", i)
    b.issue(back, "new", FromReturn(back), origin=i)
    assert codes(a, b) == []
    a.issue(a.take_in("other", "reid"), "new", r, "reid")
    assert "issued_twice" in codes(a, b)


def test_three_ids_of_one_device_are_one_whichever_pairs_were_joined() -> None:
    for pairs in ((("x", "y"), ("y", "z")), (("z", "y"), ("x", "z")), (("x", "z"), ("x", "y"), ("y", "z"))):
        a = Desk("a")
        for one, other in pairs:
            a.record(ev.SameDevice(name(one), name(other), "same_label"))
        state = state_of(a)
        assert {state.one(name(n)) for n in "xyz"} == {min(name(n) for n in "xyz")}
