"""Take a rule of the design away, and the model finds it: each bug is planted in the real code, or in the desk's rule.

The scene that finds a bug is the small one of its idea. That the same scene passes without it is `test_model.py`.
"""

from collections.abc import Callable, Iterable
from itertools import count
from typing import Any

import pytest

from devswap.ledger import custody_disputes, decide, discrepancies, entitlement_disputes, wipe_jobs
from devswap.ledger import events as ev
from devswap.ledger import state as state_module
from devswap.ledger.coins import Coins
from devswap.ledger.decide import Refused, withdrawal
from devswap.ledger.discrepancy import Discrepancy
from devswap.ledger.entry import Entry
from devswap.ledger.state import Entitlement, State
from tests.model import explore, knowledge
from tests.model.explore import exhaust
from tests.model.knowledge import Rules
from tests.model.oracle import Broken
from tests.model.scenes import IN_STEP, SCENES
from tests.model.world import Node, Owner

Plant = Callable[[pytest.MonkeyPatch], None]


def any_desk(node: Node, entitlement: Entitlement) -> Owner:
    return entitlement.owner


def any_life_of_the_desk(node: Node, entitlement: Entitlement) -> Owner:
    return entitlement.owner if entitlement.owner[0] == node.owner[0] else node.owner


def sent_alone(node: Node) -> tuple[Entry, ...]:
    return (*node.heard, *node.own[: node.sent])


def uses_nothing(state: State, intake: str, node: Node) -> Refused | str | None:
    event = state.event(intake, ev.DeviceTakenIn)
    return None if event else Refused("not here")


def whoever_owns_it(state: State, intake: str, node: Node) -> Refused | str | None:
    behind = [e for e in state.entitlements() if e.origin == intake and not e.uses]
    return withdrawal(state, intake, behind[0].owner if behind else node.owner)


def although_the_wipe_began(state: State, intake: str, node: Node) -> Refused | str | None:
    behind = [e for e in state.entitlements() if e.origin == intake and not e.uses and e.owner == node.owner]
    return behind[0].name if behind and not state.custody_enders(intake) else Refused("too_late_to_withdraw")


RULES: list[tuple[str, Rules, str]] = [
    ("the owner is not asked for", Rules(owner=any_desk), "two desks cut off, and a thief"),
    ("a giver may use what it gave up", Rules(owner=any_desk, store_key=False), "entitlements move"),
    ("a new incarnation owns the old one's", Rules(owner=any_life_of_the_desk), "a store goes back, and says so"),
    ("a gift reaches any incarnation", Rules(owner=any_life_of_the_desk), "a give-up to a desk that went back"),
    ("only what was sent is folded", Rules(knows=sent_alone), "two desks cut off, and a thief"),
    ("`used` has no key", Rules(store_key=False), "two visits on the table"),
    ("a withdrawal uses nothing", Rules(withdrawal=uses_nothing), "two desks cut off, and a thief"),
    ("a withdrawal uses anybody's", Rules(withdrawal=whoever_owns_it), "entitlements move"),
    ("what was heard is not sent again", Rules(resends_what_it_heard=False), "the register goes back"),
]


@pytest.mark.parametrize(("rules", "title"), [r[1:] for r in RULES], ids=[r[0] for r in RULES])
def test_a_rule_that_the_desk_forgets_is_found(rules: Rules, title: str) -> None:
    with pytest.raises(Broken):
        exhaust(SCENES[title], rules)


BENCH_RULES = {
    "it withdraws although the wipe began": Rules(withdrawal=although_the_wipe_began),
    "it releases whatever it likes": Rules(may_release=lambda state, custody: True),
}


@pytest.mark.parametrize("rule", BENCH_RULES)
def test_a_rule_that_the_bench_forgets_is_found(rule: str) -> None:
    with pytest.raises(Broken):
        exhaust(IN_STEP["a bench"], BENCH_RULES[rule])


FINDERS = {
    "_taken_in_twice": "two desks cut off, and a thief",
    "_issued_twice": "left on a shelf",
    "_used_twice": "a store goes back unnoticed",
    "_replaced_twice": "lost, replaced, found",
    "_custody_ended_twice": "second lives",
    "_withdrawn_after_wipe": "a bench that wipes",
    "_number_reused": "a store goes back unnoticed",
    "_released_without_evidence": "evidence, or it stays",
    "_wiped_too_soon": "held",
    "_issue_sources": "three sites",
}


@pytest.mark.parametrize("finder", FINDERS)
def test_a_discrepancy_that_is_never_raised_is_missed(finder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    every = (*entitlement_disputes.FINDERS, *custody_disputes.FINDERS)
    kept = tuple(f for f in every if f.__name__ != finder)
    assert len(kept) == len(every) - 1
    monkeypatch.setattr(discrepancies, "_FINDERS", kept)
    if finder == "_issue_sources":
        monkeypatch.setattr(decide, "where", lambda *_: None)  # a desk whose lists are stale
    with pytest.raises(Broken, match=r"missed|P1"):
        exhaust(SCENES[FINDERS[finder]])


def no_names_of_what_is_ended(m: pytest.MonkeyPatch) -> None:
    m.setattr(State, "life", lambda self, device, life: ("first", self.one(device)))


def only_what_is_here_now(m: pytest.MonkeyPatch) -> None:
    numbers = count()
    m.setattr(State, "life", lambda self, device, life: ("life", str(next(numbers))))


def a_return_that_ends_nothing(m: pytest.MonkeyPatch) -> None:
    m.setattr(State, "returned", lambda self, issue: False)


def a_withdrawal_that_undoes_nothing(m: pytest.MonkeyPatch) -> None:
    m.setattr(State, "withdrawn", lambda self, intake: False)


def nothing_is_frozen(m: pytest.MonkeyPatch) -> None:
    m.setattr(Coins, "disputed", property(lambda self: {}))


def frozen_by_name_and_not_by_origin(m: pytest.MonkeyPatch) -> None:
    def of(self: Coins, entitlement: Entitlement) -> str:
        return "used" if entitlement.uses else self.disputed.get(entitlement.name, "open")

    m.setattr(Coins, "of", of)


def a_winner(m: pytest.MonkeyPatch) -> None:
    """One of two disputed intakes wins; whether by clock or by name is all the same."""
    honest = Coins.disputed.func  # type: ignore[attr-defined]

    def disputed(self: Coins) -> dict[str, str]:
        fates = honest(self)
        return {origin: fate for origin, fate in fates.items() if origin != min(fates)}

    m.setattr(Coins, "disputed", property(disputed))


def a_give_up_is_no_use(m: pytest.MonkeyPatch) -> None:
    honest = state_module._uses
    m.setattr(state_module, "_uses", lambda e, name: not isinstance(e, ev.EntitlementGivenUp) and honest(e, name))


def settled_whatever_came_since(m: pytest.MonkeyPatch) -> None:
    honest = discrepancies.settled

    def settled(state: State, found: Discrepancy) -> Discrepancy:
        for _, event in state.about(found.id, ev.DiscrepancySettled):
            return Discrepancy(found.id, found.code, found.about, found.entries, found.freezes, event.decision)
        return honest(state, found)

    m.setattr(discrepancies, "settled", settled)


def settlements_are_not_heeded(m: pytest.MonkeyPatch) -> None:
    m.setattr(discrepancies, "settled", lambda state, found: found)


def evidence_that_was_turned_down_counts(m: pytest.MonkeyPatch) -> None:
    def accepted(state: State, custody: str) -> set[str]:
        return {a.drive for _, a in state.about(custody, ev.WipeAccepted)}

    m.setattr(wipe_jobs, "_accepted", accepted)


def a_hold_is_not_heeded(m: pytest.MonkeyPatch) -> None:
    m.setattr(State, "holds", lambda self, subject: [])


def two_labels_stay_two_devices(m: pytest.MonkeyPatch) -> None:
    m.setattr(State, "one", lambda self, name: name)


def an_exemption_is_forgotten(m: pytest.MonkeyPatch) -> None:
    m.setattr(State, "exemption_for", lambda self, device: None)


def folding(build: Callable[[State, Iterable[Entry]], State]) -> Plant:
    def plant(m: pytest.MonkeyPatch) -> None:
        for module in (explore, knowledge):
            m.setattr(module, "fold", build)

    return plant


def the_first_to_arrive_wins(baseline: State, entries: Iterable[Entry]) -> State:
    known = dict(baseline.entries)
    devices = {e.event.device for e in known.values() if isinstance(e.event, ev.DeviceTakenIn)}
    for entry in entries:
        if isinstance(entry.event, ev.DeviceTakenIn):
            if entry.event.device in devices and entry.id not in known:
                continue
            devices.add(entry.event.device)
        known[entry.id] = entry
    return State(known)


def every_copy_counts(baseline: State, entries: Iterable[Entry]) -> State:
    known: dict[str, Entry] = dict(baseline.entries)
    for entry in entries:
        known[f"{entry.id} {len(known)}" if entry.id in known else entry.id] = entry
    return State(known)


PLANTED: list[tuple[Any, dict[str, Any], str]] = [
    (no_names_of_what_is_ended, IN_STEP, "one box through all its lives"),
    (only_what_is_here_now, SCENES, "second lives"),
    (a_return_that_ends_nothing, IN_STEP, "one box through all its lives"),
    (a_withdrawal_that_undoes_nothing, SCENES, "two desks cut off, and a thief"),
    (nothing_is_frozen, SCENES, "two desks cut off, and a thief"),
    (frozen_by_name_and_not_by_origin, SCENES, "a dispute follows its entitlement"),
    (a_winner, SCENES, "two desks cut off, and a thief"),
    (a_give_up_is_no_use, SCENES, "entitlements move"),
    (settled_whatever_came_since, SCENES, "settled, and contradicted again"),
    (settlements_are_not_heeded, SCENES, "settled, and contradicted again"),
    (evidence_that_was_turned_down_counts, SCENES, "evidence, or it stays"),
    (a_hold_is_not_heeded, IN_STEP, "a bench"),
    (two_labels_stay_two_devices, SCENES, "two labels, one device"),
    (an_exemption_is_forgotten, IN_STEP, "lost and found"),
    (folding(the_first_to_arrive_wins), SCENES, "two desks cut off, and a thief"),
    (folding(every_copy_counts), SCENES, "two desks cut off, and a thief"),
]
IDS = [getattr(p, "__name__", "") for p, _, _ in PLANTED[:-2]] + ["the_first_to_arrive_wins", "every_copy_counts"]


@pytest.mark.parametrize(("plant", "scenes", "title"), PLANTED, ids=IDS)
def test_a_rule_that_the_fold_forgets_is_found(
    plant: Plant, scenes: dict[str, Any], title: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch)
    with pytest.raises(Broken):
        exhaust(scenes[title])
