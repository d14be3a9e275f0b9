"""The reports add up to the intakes, to the device."""

from devswap.ledger.state import State
from devswap.wiping import reports
from tests.ledger.stories import Desk, name, state_of

TODAY = "2026-12-30"


def stories() -> tuple[Desk, State]:
    """One of each fate: released twice over, withdrawn, restocked, waiting, wiped."""
    desk = Desk("lambeth 1")
    for device, disposition in (("a", "reuse"), ("b", "recycle"), ("c", "destroy")):
        custody = desk.take_in(device)
        desk.wipe(custody, f"{device} drive")
        desk.release(custody, device, disposition, wall="2026-11-30T12:00:00.000000Z")
        if device == "b":
            desk.release(custody, device, "resale")
    undone = desk.take_in("d")
    desk.withdraw(undone, undone, "d")
    again = desk.take_in("e")
    desk.stock("e", ends=again)
    desk.take_in("f")
    wiped = desk.take_in("g")
    desk.wipe(wiped, "g drive")
    return desk, state_of(desk)


def test_every_intake_stands_at_one_place_and_they_add_up() -> None:
    rows = reports.custody(stories()[1])
    total = rows[-1]
    assert (total.category, total.intakes, total.reconciles) == ("all", 7, True)
    assert (total.withdrawn, total.in_custody, total.restocked, total.reuse, total.destroy) == (1, 2, 1, 1, 1)
    assert total.recycle + total.resale == 1, "one released twice is one device"


def test_the_schemes_add_up_to_the_dispositions() -> None:
    _, state = stories()
    total = reports.custody(state)[-1]
    assert sum(row.devices for row in reports.schemes(state)) == (
        total.reuse + total.resale + total.recycle + total.destroy
    )


def test_ages_run_to_the_release_and_over_age_is_what_is_due_and_old() -> None:
    _, state = stories()
    rows = {row.device: row for row in reports.ages(state, TODAY, 30)}
    assert name("d") not in rows
    assert (rows[name("a")].state, rows[name("a")].days_to_release, rows[name("a")].days_to_evidence) == (
        "released",
        7,
        0,
    )
    assert (rows[name("f")].age_days, rows[name("f")].over_age, rows[name("f")].accepted) == (37, True, None)
    assert (rows[name("g")].over_age, rows[name("g")].state) == (False, "accepted")
    assert not any(row.over_age for row in reports.ages(state, "2026-12-23", 30)), "30 days are not over 30"


def test_the_audit_stays_exclusive_and_adds_up_after_releases() -> None:
    from devswap.ledger.audit import audit
    from tests.ledger.stories import NOON

    desk, _ = stories()
    found = audit(desk.entries, NOON, {desk.owner})
    assert sum(found.wipes.values()) == found.intakes == 7
    assert "custody_ended_twice" in [fault.code for fault in found.faults]
    leak = Desk("lambeth 2")
    leak.release(leak.take_in("x"), "x")
    assert "released_without_evidence" in [f.code for f in audit(leak.entries, NOON, {leak.owner}).faults]
