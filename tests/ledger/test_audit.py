"""The audit: the balance of a desk from its entries alone, and every breach of it."""

import json
from collections import Counter
from typing import Any

import msgspec
import pytest

from devswap.ledger import events as ev
from devswap.ledger.audit import TO_SETTLE, Audit, audit
from devswap.ledger.discrepancy import discrepancy_id
from devswap.ledger.entry import open_entry
from devswap.ledger.parts import EarnsNothing, FromReturn, Owed
from devswap.ledger.remedies import REMEDIES
from tests.ledger.contradictions import CONTRADICTIONS, HONEST
from tests.ledger.custody_contradictions import CUSTODY_CONTRADICTIONS, CUSTODY_HONEST
from tests.ledger.doubts import UNANSWERED
from tests.ledger.stories import LATER, NOON, Desk, name

ALL = [*CONTRADICTIONS, *UNANSWERED, *CUSTODY_CONTRADICTIONS]
AS_OF = "2026-11-24T00:00:00.000000Z"
NO_DRIVES: dict[str, Any] = {"storage": "no_data", "drives": ()}


def audited(*desks: Desk, own: tuple[Desk, ...] = (), as_of: str = AS_OF) -> Audit:
    entries = [entry for desk in desks for entry in desk.entries]
    return audit(entries, as_of, {desk.owner for desk in own or desks})


def a_busy_day() -> Desk:
    """Swaps, a return issued again, an intake to collect, a withdrawal, an exemption spent and one taken back."""
    a = Desk("a")
    r = a.stock("n1", "n2", "n3", "n4")
    for n in ("1", "2"):
        a.issue(a.take_in(f"o{n}", f"p{n}"), f"n{n}", r, f"p{n}")
    i = a.take_in("o3", "p3", **NO_DRIVES)
    back = a.take_back(a.issue(i, "n3", r, "p3"), "n3", i, "p3")
    a.issue(back, "n3", FromReturn(back), "p3", origin=i)
    a.take_in("o4", "p4")
    gone = a.take_in("o5", "p5")
    a.withdraw(gone, gone, "o5")
    a.issue(a.exempt("o6", "p6"), "n4", r, "p6")
    x = a.exempt("o7", "p7")
    a.record(ev.ExemptionWithdrawn(x, x, "found"))
    a.take_in("o8", nothing=EarnsNothing("leaver"))
    return a


def test_a_busy_day_balances_to_these_figures() -> None:
    result = audited(a_busy_day())
    assert msgspec.to_builtins(result) == {
        "intakes": 6, "withdrawn": 1, "exemptions": 2, "issues": 5, "returns": 1,
        "entitlements": {
            "earned": 8, "received": 0, "used": 5, "open": 1, "frozen": 0, "given_up": 0, "void": 2, "expired": 0,
        },
        "owed": 0,
        "wipes": {
            "queued": 4, "keeping": 0, "held": 0, "started": 0, "accepted": 0, "failed": 0, "destroyed": 0, "void": 1,
            "not_needed": 1,
        },
        "balanced": True, "faults": (), "to_settle": (),
    }  # fmt: skip


def test_the_object_has_the_contracts_keys_in_its_order() -> None:
    keys = list(json.loads(msgspec.json.encode(audited(a_busy_day()))))
    assert keys == ["intakes", "withdrawn", "exemptions", "issues", "returns", "entitlements", "owed", "wipes",
                    "balanced", "faults", "to_settle"]  # fmt: skip


@pytest.mark.parametrize("story", [*HONEST, *CUSTODY_HONEST], ids=lambda story: story.__name__)
def test_an_honest_story_balances(story: Any) -> None:
    result = audited(*story())
    assert result.balanced, result
    assert result.to_settle == ()


@pytest.mark.parametrize(("code", "story"), ALL, ids=[f"{c}-{s.__name__}" for c, s in ALL])
def test_a_contradiction_is_a_fault_or_waits_to_be_settled(code: str, story: Any) -> None:
    result = audited(*story())
    where, elsewhere = (result.to_settle, result.faults) if code in TO_SETTLE else (result.faults, result.to_settle)
    assert code in {f.code for f in where}
    assert code not in {f.code for f in elsewhere}
    assert result.balanced == (code in TO_SETTLE)
    fault = next(f for f in where if f.code == code)
    assert fault.says == REMEDIES[code].says
    assert fault.next.endswith(".")


@pytest.mark.parametrize(("code", "story"), UNANSWERED, ids=[s.__name__ for _, s in UNANSWERED])
def test_a_frozen_entitlement_waits_and_the_desk_balances(code: str, story: Any) -> None:
    result = audited(*story())
    assert result.balanced
    assert result.entitlements.frozen == 1
    assert [f.code for f in result.to_settle] == [code]


def test_a_settled_dispute_is_no_fault_any_more() -> None:
    a, b, register = Desk("a"), Desk("b"), Desk("register")
    a.take_in("old")
    b.take_in("old", "reid")
    [fault] = audited(a, b).faults
    name_of = discrepancy_id(fault.code, fault.about)
    register.record(ev.DiscrepancySettled(name_of, fault.code, fault.about, fault.entries, "void"))
    result = audited(a, b, register, own=(a, b))
    assert result.balanced
    assert (result.entitlements.void, result.entitlements.frozen) == (2, 0)


def test_what_is_given_up_leaves_one_desk_and_is_received_at_the_other() -> None:
    a, b = Desk("a"), Desk("b")
    r = b.stock("new")
    i = a.take_in("old")
    given = a.give_up(i, b)
    assert audited(a, own=(a,)).entitlements.given_up == 1
    pulled = audited(a, b, own=(b,)).entitlements
    assert (pulled.earned, pulled.received, pulled.open) == (0, 1, 1)
    b.issue(given, "new", r, origin=i)
    for own in ((a,), (b,), (a, b)):
        assert audited(a, b, own=own).balanced


def test_an_issue_on_what_never_came_here_is_a_fault() -> None:
    a, b = Desk("a"), Desk("b")
    i = a.take_in("old")
    b.issue(a.give_up(i, b), "new", b.stock("new"), origin=i)
    result = audited(b)
    assert not result.balanced
    assert [f.code for f in result.faults] == ["no_entitlement"]
    assert result.faults[0].entries == (b.entries[-1].id,)


@pytest.mark.parametrize(("as_of", "expired"), [(NOON, 0), (LATER, 0), ("2027-11-23T12:00:00.000001Z", 2)])
def test_lateness_is_judged_as_of_the_stated_time(as_of: str, expired: int) -> None:
    a = Desk("a")
    a.exempt("o1", expires=LATER)
    a.take_in("o2", collect_by=LATER)
    a.take_in("o3")
    result = audited(a, as_of=as_of)
    assert result.balanced
    assert (result.entitlements.expired, result.entitlements.open) == (expired, 3 - expired)


def test_what_was_used_does_not_expire() -> None:
    a = Desk("a")
    a.issue(a.take_in("old", collect_by=NOON), "new", a.stock("new"))
    assert audited(a, as_of=LATER).entitlements.used == 1


def test_owed_devices_are_owed_until_they_come_in() -> None:
    a = Desk("a")
    r = a.stock("new")
    owes = (Owed("desktop", name("desktop")), Owed("desktop"))
    s = a.issue(a.take_in("old"), "new", r, owes=owes)
    assert audited(a).owed == 2
    i = a.take_in("desktop", nothing=EarnsNothing("owed", s))
    assert audited(a).owed == 1
    a.withdraw(i, None, "desktop")
    result = audited(a)
    assert (result.owed, result.balanced) == (2, True)
    a.take_back(s, "new", a.entries[1].id)
    assert audited(a).owed == 0, "the issue that they were owed for is undone"


def test_the_wipes_are_exclusive_and_add_up_to_the_intakes() -> None:
    a = Desk("a")
    a.take_in("o1")
    a.take_in("o2", keep_until="2026-12-01")
    a.start_wipe(a.take_in("o3"), "o3 drive")
    a.wipe(a.take_in("o4"), "o4 drive")
    a.evidence(a.take_in("o5"), "o5 drive", "failed")
    a.record(ev.DriveDestroyed(a.take_in("o6"), name("o6 drive"), "shred", "Shred Ltd", "SC-1"))
    undone = a.take_in("o7")
    a.withdraw(undone, undone, "o7")
    a.take_in("o8", **NO_DRIVES)
    result = audited(a)
    assert result.wipes == {
        "queued": 1, "keeping": 1, "held": 0, "started": 1, "accepted": 1, "failed": 1, "destroyed": 1, "void": 1,
        "not_needed": 1,
    }  # fmt: skip
    assert result.balanced


def test_only_this_desks_entries_are_counted() -> None:
    a, b = Desk("a"), Desk("b")
    a.take_in("old")
    b.take_in("other", "reid")
    result = audited(a, b, own=(a,))
    assert (result.intakes, result.entitlements.earned, sum(result.wipes.values())) == (1, 1, 1)


def test_both_incarnations_of_a_desk_are_its_own() -> None:
    a, again = Desk("a"), Desk("a", "second")
    r = a.stock("new")
    i = a.take_in("old")
    again.issue(again.exempt(regrants=(i, i)), "new", r, origin=i)
    result = audited(a, again)
    assert result.balanced
    assert (result.entitlements.earned, result.entitlements.void, result.entitlements.used) == (2, 1, 1)


def test_a_removed_entry_breaks_the_chain_even_where_the_figures_add_up() -> None:
    a = a_busy_day()
    a.entries.append(a.entries[0])
    a.record(ev.AttemptRefused("no_entitlement", None, (), "Lambeth"), number=99)
    a.entries.pop(-2)
    result = audited(a)
    assert not result.balanced
    assert [f.code for f in result.faults] == ["chain_broken"]


def test_a_changed_entry_breaks_the_chain() -> None:
    a = a_busy_day()
    sealed = a.entries[1]
    a.entries[1] = open_entry(sealed.raw.replace(b'"model":"G5"', b'"model":"G6"'), sealed.hash)
    assert "chain_broken" in {f.code for f in audited(a).faults}


def test_a_wrong_clock_waits_to_be_settled_and_breaks_no_balance() -> None:
    a = Desk("a")
    a.take_in("old", wall="1970-01-01T00:00:00.000000Z")
    result = audited(a)
    assert result.balanced
    assert [f.code for f in result.to_settle] == ["clock_implausible"]


def test_an_entry_of_tomorrow_is_said_and_kept() -> None:
    a = Desk("a")
    a.take_in("old")
    newer = json.loads(a.entries[0].raw) | {"id": name("newer"), "number": 2, "schema": 2}
    result = audit([*a.entries, open_entry(json.dumps(newer).encode())], AS_OF, {a.owner})
    assert [f.code for f in result.to_settle] == ["kept_unjudged"]
    assert result.intakes == 1


def test_an_audit_reads_its_entries_once() -> None:
    a = a_busy_day()
    once = iter(a.entries)
    assert audit(once, AS_OF, {a.owner}).balanced


def test_no_audit_of_nothing_fails() -> None:
    result = audit([], AS_OF, set())
    assert result.balanced
    assert not Counter(result.wipes).total()


def test_every_to_settle_has_a_remedy() -> None:
    assert REMEDIES.keys() >= TO_SETTLE
