"""The least story behind every discrepancy about one for one, and the honest stories beside them."""

from collections.abc import Callable

from devswap.ledger import events as ev
from devswap.ledger.parts import (
    Doubt,
    EarnsNothing,
    FromNowhere,
    FromReturn,
    IssueLife,
    Limit,
    Place,
    Reference,
    UnknownLife,
)
from tests.ledger.stories import LATER, NOON, Desk, digest, name

Story = Callable[[], tuple[Desk, ...]]


def crime(number: str) -> tuple[Reference, ...]:
    return (Reference("crime", digest(number), digest(f"salt {number}")),)


def taken_in_at_two_desks() -> tuple[Desk, ...]:
    a, b = Desk("a"), Desk("b")
    a.take_in("old")
    b.take_in("old", "reid")
    return a, b


def taken_in_given_back_and_taken_in() -> tuple[Desk, ...]:
    a, b = Desk("a"), Desk("b")
    i = a.take_in("old")
    a.withdraw(i, i)
    b.take_in("old", "reid")
    return a, b


def one_life_ended_twice_although_restocked_since() -> tuple[Desk, ...]:
    a, b = Desk("a"), Desk("b")
    i = a.take_in("old")
    a.wipe(i, "old drive")
    a.stock("old", ends=i)
    b.take_in("old", "reid")
    return a, b


def two_lives_of_one_device() -> tuple[Desk, ...]:
    a = Desk("a")
    r = a.stock("new")
    first = a.take_in("old")
    s = a.issue(first, "new", r)
    a.take_in("new", "reid", ends=IssueLife(s))
    return (a,)


def two_lives_around_a_scheme() -> tuple[Desk, ...]:
    a = Desk("a")
    i = a.take_in("old")
    a.wipe(i, "old drive")
    d = a.release(i, "old")
    a.take_in("old", "reid", ends=UnknownLife(after=d))
    return (a,)


def issued_twice_from_one_receipt() -> tuple[Desk, ...]:
    a, b = Desk("a"), Desk("b")
    r = a.stock("new")
    a.issue(a.take_in("old"), "new", r)
    b.issue(b.take_in("other", "reid"), "new", r, "reid")
    return a, b


def issued_twice_although_one_came_back() -> tuple[Desk, ...]:
    a, b = Desk("a"), Desk("b")
    r = a.stock("new")
    i = a.take_in("old")
    a.take_back(a.issue(i, "new", r), "new", i)
    b.issue(b.take_in("other", "reid"), "new", r, "reid")
    return a, b


def issued_returned_and_issued_again() -> tuple[Desk, ...]:
    a = Desk("a")
    r = a.stock("new")
    i = a.take_in("old")
    back = a.take_back(a.issue(i, "new", r), "new", i)
    a.issue(back, "new", FromReturn(back), origin=i)
    return (a,)


def issued_from_nowhere() -> tuple[Desk, ...]:
    a = Desk("a")
    a.issue(a.take_in("old"), "new", FromNowhere())
    return (a,)


def issued_from_a_receipt_of_something_else() -> tuple[Desk, ...]:
    a = Desk("a")
    a.issue(a.take_in("old"), "new", a.stock("another"))
    return (a,)


def issued_out_of_quarantine() -> tuple[Desk, ...]:
    a = Desk("a")
    r = a.stock("new")
    i = a.take_in("old")
    back = a.take_back(a.issue(i, "new", r), "new", i, goes_to="quarantine")
    a.issue(back, "new", FromReturn(back), origin=i)
    return (a,)


def issued_at_another_site() -> tuple[Desk, ...]:
    a, b = Desk("a"), Desk("b", site="Sidcup")
    b.issue(b.take_in("old"), "new", a.stock("new"))
    return a, b


def sent(what: str, *devices: str, back: str | None = None, seal: str = "") -> ev.Moved:
    way = "received" if back else "sent"
    return ev.Moved(way, back, what, tuple(map(name, devices)), Place("Lambeth"), Place("Sidcup"), seal=seal)


def issued_where_it_was_moved_to_under_seal() -> tuple[Desk, ...]:
    a, b = Desk("a"), Desk("b", site="Sidcup")
    r = a.stock("new")
    gone = a.record(sent("stock", "new", seal="18"))
    b.record(sent("stock", back=gone, seal="18"))
    b.issue(b.take_in("old"), "new", r)
    return a, b


def doubt(code: str, answer: str = "unanswered") -> tuple[Doubt, ...]:
    return (Doubt(code, answer, by=name("supervisor") if answer == "supervisor" else None),)


def two_for_one_recipient(second: tuple[Doubt, ...] = ()) -> tuple[Desk, ...]:
    a, b = Desk("a"), Desk("b")
    r = a.stock("new", "newer")
    limit = Limit(("laptop",), 1)
    a.issue(a.take_in("old"), "new", r, limit=limit)
    b.issue(b.take_in("other"), "newer", r, limit=limit, doubts=second)
    return a, b


def used_by_two_issues() -> tuple[Desk, ...]:
    a = Desk("a")
    r = a.stock("new", "newer")
    i = a.take_in("old")
    a.issue(i, "new", r)
    a.issue(i, "newer", r)
    return (a,)


def used_by_issue_and_withdrawal() -> tuple[Desk, ...]:
    a = Desk("a")
    r = a.stock("new")
    i = a.take_in("old")
    a.issue(i, "new", r)
    a.withdraw(i, i)
    return (a,)


def used_by_a_withdrawal_that_does_not_say_so() -> tuple[Desk, ...]:
    a = Desk("a")
    r = a.stock("new")
    i = a.take_in("old")
    a.issue(i, "new", r)
    a.withdraw(i, None)
    return (a,)


def granted_again_and_used_before() -> tuple[Desk, ...]:
    a, again = Desk("a"), Desk("a", "second")
    r = a.stock("new")
    i = a.take_in("old")
    a.issue(i, "new", r)
    again.exempt(regrants=(i, i))
    return a, again


def granted_again_and_used_once() -> tuple[Desk, ...]:
    a, again = Desk("a"), Desk("a", "second")
    r = a.stock("new")
    i = a.take_in("old")
    again.issue(again.exempt(regrants=(i, i)), "new", r, origin=i)
    return a, again


def used_by_another_desk() -> tuple[Desk, ...]:
    a, b = Desk("a"), Desk("b")
    b.issue(a.take_in("old"), "new", a.stock("new"))
    return a, b


def used_by_the_next_incarnation() -> tuple[Desk, ...]:
    a, again = Desk("a"), Desk("a", "second")
    again.issue(a.take_in("old"), "new", a.stock("new"))
    return a, again


def used_for_another_recipient() -> tuple[Desk, ...]:
    a = Desk("a")
    a.issue(a.take_in("old"), "new", a.stock("new"), "reid")
    return (a,)


def used_for_another_category() -> tuple[Desk, ...]:
    a = Desk("a")
    a.issue(a.take_in("old"), "new", a.stock("new", category="monitor"), category="monitor")
    return (a,)


def used_under_another_origin() -> tuple[Desk, ...]:
    a = Desk("a")
    a.issue(a.take_in("old"), "new", a.stock("new"), origin=name("somewhere else"))
    return (a,)


def used_what_earned_nothing() -> tuple[Desk, ...]:
    a = Desk("a")
    a.issue(a.take_in("old", nothing=EarnsNothing("spare")), "new", a.stock("new"))
    return (a,)


def withdrawn_at_another_desk() -> tuple[Desk, ...]:
    a, b = Desk("a"), Desk("b")
    i = a.take_in("old")
    b.withdraw(i, i)
    return a, b


def exemption_withdrawn_at_another_desk() -> tuple[Desk, ...]:
    a, b = Desk("a"), Desk("b")
    x = a.exempt("old")
    b.record(ev.ExemptionWithdrawn(x, x, "recorded_in_error"))
    return a, b


def given_up_by_a_desk_that_has_it_not() -> tuple[Desk, ...]:
    a, b, c = Desk("a"), Desk("b"), Desk("c")
    b.give_up(a.take_in("old"), c)
    return a, b, c


def granted_again_to_somebody_else() -> tuple[Desk, ...]:
    a, again = Desk("a"), Desk("a", "second")
    i = a.take_in("old")
    again.exempt(None, person="reid", regrants=(i, i))
    return a, again


def used_where_it_was_given_to() -> tuple[Desk, ...]:
    a, b = Desk("a"), Desk("b")
    i = a.take_in("old")
    b.issue(a.give_up(i, b), "new", a.stock("new"), origin=i)
    return a, b


def used_for_the_same_person_under_another_id() -> tuple[Desk, ...]:
    a = Desk("a")
    a.issue(a.take_in("old"), "new", a.stock("new"), "okafor again")
    a.record(ev.SamePerson(name("okafor"), name("okafor again"), "two_lists"))
    return (a,)


def returned_at_two_desks() -> tuple[Desk, ...]:
    a, b = Desk("a"), Desk("b")
    r = a.stock("new")
    i = a.take_in("old")
    s = a.issue(i, "new", r)
    a.take_back(s, "new", i, goes_to="quarantine")
    b.take_back(s, "new", i, goes_to="quarantine")
    return a, b


def reported_lost_and_handed_in() -> tuple[Desk, ...]:
    a, b = Desk("a"), Desk("b")
    a.exempt("old")
    b.take_in("old")
    return a, b


def reported_lost_and_cleared() -> tuple[Desk, ...]:
    a, b = Desk("a"), Desk("b")
    x = a.exempt("old")
    b.take_in("old", nothing=EarnsNothing("clears_exemption", exemption=x))
    return a, b


def exempted_at_two_desks() -> tuple[Desk, ...]:
    a, b = Desk("a"), Desk("b")
    a.exempt("old")
    b.exempt("old", replaces=UnknownLife())
    return a, b


def lost_after_issue_and_returned() -> tuple[Desk, ...]:
    a, b = Desk("a"), Desk("b")
    r = a.stock("new")
    i = a.take_in("old")
    s = a.issue(i, "new", r)
    a.exempt("new", replaces=IssueLife(s))
    b.take_back(s, "new", i)
    return a, b


def one_reference_for_two() -> tuple[Desk, ...]:
    a, b = Desk("a"), Desk("b")
    a.exempt(None, references=crime("1234/26"))
    b.exempt("old", references=crime("1234/26"))
    return a, b


def one_burglary_two_known_devices() -> tuple[Desk, ...]:
    a = Desk("a")
    a.exempt("old", references=crime("1234/26"))
    a.exempt("other", references=crime("1234/26"))
    return (a,)


def taken_in_new_from_stock() -> tuple[Desk, ...]:
    a, b = Desk("a"), Desk("b")
    a.stock("new")
    b.take_in("new", ends=UnknownLife())
    return a, b


def taken_in_after_it_had_come_back() -> tuple[Desk, ...]:
    a, b = Desk("a"), Desk("b")
    r = a.stock("new")
    i = a.take_in("old")
    s = a.issue(i, "new", r)
    a.take_back(s, "new", i, goes_to="quarantine")
    b.take_in("new", "reid", ends=IssueLife(s))
    return a, b


def taken_in_by_a_desk_that_had_not_heard_of_its_issue() -> tuple[Desk, ...]:
    a, b = Desk("a"), Desk("b")
    r = a.stock("new")
    a.issue(a.take_in("old"), "new", r)
    b.take_in("new", "reid", ends=UnknownLife())
    return a, b


def issued_after_the_exemption_ran_out(doubts: tuple[Doubt, ...] = ()) -> tuple[Desk, ...]:
    a = Desk("a")
    a.issue(a.exempt("old", expires=NOON), "new", a.stock("new"), wall=LATER, doubts=doubts)
    return (a,)


def one_over_the_limit_with_a_supervisor() -> tuple[Desk, ...]:
    return two_for_one_recipient(doubt("recipient_over_limit", "supervisor"))


def expired_but_a_supervisor_said_so() -> tuple[Desk, ...]:
    return issued_after_the_exemption_ran_out(doubt("exemption_expired", "supervisor"))


CONTRADICTIONS: list[tuple[str, Story]] = [
    ("taken_in_twice", taken_in_at_two_desks),
    ("taken_in_twice", one_life_ended_twice_although_restocked_since),
    ("issued_twice", issued_twice_from_one_receipt),
    ("issued_twice", issued_twice_although_one_came_back),
    ("issued_not_in_stock", issued_from_nowhere),
    ("issued_not_in_stock", issued_from_a_receipt_of_something_else),
    ("issued_not_in_stock", issued_out_of_quarantine),
    ("issued_not_here", issued_at_another_site),
    ("recipient_over_limit", two_for_one_recipient),
    ("used_twice", used_by_two_issues),
    ("used_twice", used_by_issue_and_withdrawal),
    ("used_twice", used_by_a_withdrawal_that_does_not_say_so),
    ("used_twice", granted_again_and_used_before),
    ("used_elsewhere", used_by_another_desk),
    ("used_elsewhere", used_by_the_next_incarnation),
    ("used_elsewhere", used_for_another_recipient),
    ("used_elsewhere", used_for_another_category),
    ("used_elsewhere", used_under_another_origin),
    ("used_elsewhere", used_what_earned_nothing),
    ("used_elsewhere", withdrawn_at_another_desk),
    ("used_elsewhere", exemption_withdrawn_at_another_desk),
    ("used_elsewhere", given_up_by_a_desk_that_has_it_not),
    ("used_elsewhere", granted_again_to_somebody_else),
    ("returned_twice", returned_at_two_desks),
    ("replaced_twice", reported_lost_and_handed_in),
    ("replaced_twice", exempted_at_two_desks),
    ("replaced_twice", lost_after_issue_and_returned),
    ("replaced_twice", one_reference_for_two),
    ("taken_in_not_in_service", taken_in_new_from_stock),
    ("taken_in_not_in_service", taken_in_after_it_had_come_back),
    ("exemption_expired", issued_after_the_exemption_ran_out),
]

HONEST: list[Story] = [
    taken_in_given_back_and_taken_in,
    two_lives_of_one_device,
    two_lives_around_a_scheme,
    issued_returned_and_issued_again,
    issued_where_it_was_moved_to_under_seal,
    one_over_the_limit_with_a_supervisor,
    granted_again_and_used_once,
    used_where_it_was_given_to,
    used_for_the_same_person_under_another_id,
    reported_lost_and_cleared,
    one_burglary_two_known_devices,
    taken_in_by_a_desk_that_had_not_heard_of_its_issue,
    expired_but_a_supervisor_said_so,
]
