"""The least story behind every discrepancy about custody, wiping and counts, and the honest stories beside them."""

from devswap.ledger import events as ev
from devswap.ledger.parts import (
    Place,
)
from tests.ledger.contradictions import Story, crime
from tests.ledger.stories import Desk, name


def released_twice() -> tuple[Desk, ...]:
    a, b = Desk("a"), Desk("b")
    i = a.take_in("old", storage="no_data", drives=())
    a.release(i, "old")
    b.release(i, "old", "recycle")
    return a, b


def withdrawn_although_evidenced() -> tuple[Desk, ...]:
    a, bench = Desk("a"), Desk("bench")
    i = a.take_in("old")
    bench.evidence(i, "old drive")
    a.withdraw(i, i)
    return a, bench


def wiped_before_its_day(authorised_by: str | None = None) -> tuple[Desk, ...]:
    a = Desk("a")
    i = a.take_in("old", keep_until="2026-12-01")
    a.start_wipe(i, "old drive", authorised_by=authorised_by)
    a.evidence(i, "old drive")
    return (a,)


def wiped_on_its_day() -> tuple[Desk, ...]:
    a = Desk("a")
    a.start_wipe(a.take_in("old", keep_until="2026-12-01"), "old drive", wall="2026-12-01T00:00:00.000000Z")
    return (a,)


def wiped_under_a_hold() -> tuple[Desk, ...]:
    a = Desk("a")
    i = a.take_in("old")
    a.record(ev.HoldPlaced("person", name("okafor"), crime("9")[0]))
    a.start_wipe(i, "old drive", authorised_by=name("supervisor"))
    return (a,)


def wiped_after_the_hold() -> tuple[Desk, ...]:
    a = Desk("a")
    i = a.take_in("old")
    held = a.record(ev.HoldPlaced("device", name("old"), crime("9")[0]))
    a.record(ev.HoldLifted(held, name("old")))
    a.start_wipe(i, "old drive")
    return (a,)


def count(*, extra: tuple[str, ...] = (), short: tuple[str, ...] = (), again: str | None = None) -> ev.Counted:
    return ev.Counted("stock", Place("Lambeth"), 3, 3, tuple(map(name, extra)), tuple(map(name, short)), recounts=again)


def counted_more() -> tuple[Desk, ...]:
    a = Desk("a")
    a.record(count(extra=("new",)))
    return (a,)


def counted_less() -> tuple[Desk, ...]:
    a = Desk("a")
    a.record(count(short=("new",)))
    return (a,)


def counted_again() -> tuple[Desk, ...]:
    a = Desk("a")
    a.record(count(again=a.record(count(extra=("new",), short=("newer",)))))
    return (a,)


def released_with_a_drive_unanswered() -> tuple[Desk, ...]:
    a = Desk("a")
    i = a.take_in("old", drives=("one", "two"))
    a.wipe(i, "old one")
    a.release(i, "old")
    return (a,)


def restocked_without_evidence() -> tuple[Desk, ...]:
    a = Desk("a")
    a.stock("old", ends=a.take_in("old"))
    return (a,)


def a_used_return_released_without_evidence() -> tuple[Desk, ...]:
    a = Desk("a")
    r = a.stock("new")
    i = a.take_in("old", storage="no_data", drives=())
    back = a.take_back(a.issue(i, "new", r), "new", i, goes_to="quarantine", storage="wipe")
    a.release(back, "new", "recycle")
    return (a,)


def released_wiped_or_without_its_drive_or_to_be_destroyed() -> tuple[Desk, ...]:
    a = Desk("a")
    i = a.take_in("old", drives=("one", "two"))
    a.wipe(i, "old one")
    a.record(ev.DriveRemoved(i, name("old two"), Place("Sidcup", "drive safe")))
    a.release(i, "old")
    a.release(a.take_in("burnt", "reid"), "burnt", "destroy")
    return (a,)


def one_number_twice() -> tuple[Desk, ...]:
    a, clone = Desk("a"), Desk("a")
    a.take_in("old")
    clone.word = "a clone"
    clone.record(ev.AttemptRefused("no_entitlement", None, (), "Lambeth"))
    return a, clone


def wiped_early_on_a_supervisors_word() -> tuple[Desk, ...]:
    return wiped_before_its_day(name("supervisor"))


CUSTODY_CONTRADICTIONS: list[tuple[str, Story]] = [
    ("custody_ended_twice", released_twice),
    ("withdrawn_after_wipe", withdrawn_although_evidenced),
    ("wiped_too_soon", wiped_before_its_day),
    ("wiped_too_soon", wiped_under_a_hold),
    ("counted_not_listed", counted_more),
    ("listed_not_counted", counted_less),
    ("released_without_evidence", released_with_a_drive_unanswered),
    ("released_without_evidence", restocked_without_evidence),
    ("released_without_evidence", a_used_return_released_without_evidence),
    ("number_reused", one_number_twice),
]

CUSTODY_HONEST: list[Story] = [
    wiped_early_on_a_supervisors_word,
    wiped_on_its_day,
    wiped_after_the_hold,
    counted_again,
    released_wiped_or_without_its_drive_or_to_be_destroyed,
]
