"""P5: the state and its discrepancies are a function of the set of entries, and of nothing else."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from devswap.ledger.coins import Coins
from devswap.ledger.discrepancies import find
from devswap.ledger.discrepancy import Discrepancy
from devswap.ledger.entry import Entry
from devswap.ledger.fold import EMPTY, fold
from devswap.ledger.state import State
from devswap.ledger.wipe_jobs import wipe_job
from tests.ledger.contradictions import CONTRADICTIONS, HONEST
from tests.ledger.custody_contradictions import CUSTODY_CONTRADICTIONS, CUSTODY_HONEST
from tests.ledger.stories import Desk, name

STORIES = [story for _, story in (*CONTRADICTIONS, *CUSTODY_CONTRADICTIONS)] + HONEST + CUSTODY_HONEST
TODAY = "2026-11-23"
MANY = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def everything(state: State) -> dict[str, Any]:
    """All that anybody reads off a state."""
    coins = Coins(state)
    devices = [name(word) for word in ("old", "other", "new", "newer", "third")]
    return {
        "discrepancies": coins.discrepancies,
        "entitlements": [(e, coins.of(e)) for e in state.entitlements()],
        "jobs": [wipe_job(state, e, TODAY) for e in sorted(state.entries)],
        "custody": [state.in_custody(d) for d in devices],
        "held": [state.held_by_issue(d) for d in devices],
        "exemptions": [state.exemption_for(d) for d in devices],
        "intakes": [state.intakes(d) for d in devices],
    }


def entries_of(story: Any) -> list[Entry]:
    return [entry for desk in story() for entry in desk.entries]


@st.composite
def a_muddle(draw: st.DrawFn) -> list[Entry]:
    """Entries of one or two stories at desks of the same names: they contradict each other in ways nobody wrote."""
    picked = draw(st.lists(st.sampled_from(STORIES), min_size=1, max_size=2, unique=True))
    mixed = [replace(e, id=name(f"{n} {e.id}")) for n, story in enumerate(picked[1:]) for e in entries_of(story)]
    return [*entries_of(picked[0]), *mixed]


@MANY
@given(a_muddle(), st.randoms(use_true_random=False))
def test_no_order_of_arrival_shows(entries: list[Entry], dice: Any) -> None:
    shuffled = entries.copy()
    dice.shuffle(shuffled)
    assert everything(fold(EMPTY, shuffled)) == everything(fold(EMPTY, entries))


@MANY
@given(a_muddle(), st.data())
def test_no_repetition_shows(entries: list[Entry], data: st.DataObject) -> None:
    again = data.draw(st.lists(st.sampled_from(entries), max_size=10))
    assert everything(fold(EMPTY, [*again, *entries, *again])) == everything(fold(EMPTY, entries))


@MANY
@given(a_muddle(), st.data())
def test_folding_in_batches_is_folding_the_union(entries: list[Entry], data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(entries)), max_size=4)))
    state = EMPTY
    for start, end in zip([0, *cuts], [*cuts, len(entries)], strict=True):
        state = fold(state, entries[start:end])
    assert everything(state) == everything(fold(EMPTY, entries))


@MANY
@given(a_muddle(), a_muddle())
def test_a_baseline_folded_with_the_rest_is_the_whole(one: list[Entry], other: list[Entry]) -> None:
    assert everything(fold(fold(EMPTY, one), other)) == everything(fold(EMPTY, [*other, *one]))


@MANY
@given(a_muddle(), st.data())
def test_no_clock_decides_but_an_entrys_own_against_its_own_dates(entries: list[Entry], data: st.DataObject) -> None:
    """I13: clocks set to anything change no discrepancy but the two that DESIGN judges by the entry's own time."""
    clocks = st.sampled_from([f"{year}-12-31T23:59:59.000000Z" for year in (1969, 2026, 2099)])
    shifted = [replace(e, wall=data.draw(clocks), monotonic=-e.monotonic, offset=7, boot=name("boot")) for e in entries]

    def timeless(these: list[Entry]) -> list[Discrepancy]:
        return [d for d in find(fold(EMPTY, these)) if d.code not in ("exemption_expired", "wiped_too_soon")]

    assert timeless(shifted) == timeless(entries)


@MANY
@given(a_muddle())
def test_folding_changes_no_baseline(entries: list[Entry]) -> None:
    baseline = fold(EMPTY, entries[:2])
    before = dict(baseline.entries)
    fold(baseline, entries[2:])
    assert baseline.entries == before
    assert EMPTY.entries == {}


def test_two_bodies_under_one_id_leave_the_same_one_whichever_came_first() -> None:
    a = Desk("a")
    a.take_in("old")
    forged = replace(a.entries[0], raw=b"{" + a.entries[0].raw, number=9)
    assert fold(EMPTY, [a.entries[0], forged]).entries == fold(EMPTY, [forged, a.entries[0]]).entries


def test_an_undo_whose_target_has_not_arrived_waits_for_it() -> None:
    a = Desk("a")
    i = a.take_in("old")
    a.withdraw(i, i)
    early = fold(EMPTY, a.entries[1:])
    assert find(early) == ()
    coins = Coins(fold(early, a.entries[:1]))
    assert [coins.of(e) for e in coins.state.entitlements()] == ["void"]
