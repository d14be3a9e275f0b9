"""P1, P2, P4 and P5 on the real fold and the real decisions: every small story, and long ones by dice.

Each scene is a world of a few desks, boxes and people (`scenes.py`); its moves are what desks do and what happens to
them. After every move the oracle (`oracle.py`), which saw the boxes and not the entries, says whether a promise broke.
"""

import pytest

from devswap.ledger import decide
from tests.model.explore import exhaust, wander
from tests.model.knowledge import Scene
from tests.model.scenes import EVERYTHING, IN_STEP, SCENES

RAISED = {
    "two desks cut off, and a thief": {"taken_in_twice"},
    "two devices with one serial": {"taken_in_twice"},
    "entitlements move": set(),
    "lost, replaced, found": {"replaced_twice"},
    "exemptions granted offline": {"replaced_twice"},
    "second lives": {"taken_in_twice", "custody_ended_twice", "issued_twice"},
    "a store goes back, and says so": {"taken_in_twice"},
    "a store goes back unnoticed": {
        "number_reused", "used_twice", "taken_in_twice", "issued_twice", "custody_ended_twice",
    },
    "a give-up to a desk that went back": set(),
    "a dispute follows its entitlement": {"taken_in_twice"},
    "two visits on the table": set(),
    "left on a shelf": {"issued_twice"},
    "a bench that wipes": {"withdrawn_after_wipe"},
    "evidence, or it stays": {"released_without_evidence"},
    "held": {"wiped_too_soon", "released_without_evidence"},
    "two labels, one device": {"taken_in_twice"},
    "three sites": {"issued_not_here"},
    "settled, and contradicted again": {"taken_in_twice"},
    "the register goes back": {"taken_in_twice"},
}  # fmt: skip
"""What each scene can lead to: an exploration that no longer reaches it shows nothing."""


@pytest.mark.parametrize("title", SCENES)
def test_every_small_story_keeps_the_promises(title: str) -> None:
    worlds, raised = exhaust(SCENES[title])
    assert worlds > 50, "the scene has stories to tell"
    assert raised == RAISED[title]


def test_where_no_desk_knows_what_moved_every_issue_at_a_wrong_site_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decide, "where", lambda *_: None)
    assert exhaust(SCENES["three sites"])[1] == {"issued_not_here"}


@pytest.mark.parametrize("title", IN_STEP)
def test_among_desks_in_step_nothing_is_raised(title: str) -> None:
    worlds, raised = exhaust(IN_STEP[title])
    assert worlds > 50
    assert raised == set()


def test_long_stories_of_everything_keep_the_promises() -> None:
    moves, raised = 0, set()
    for seed in range(80):
        made, codes = wander(EVERYTHING, seed)
        moves += made
        raised |= codes
    assert moves > 3000
    assert {"taken_in_twice", "issued_twice", "replaced_twice", "returned_twice"} <= raised


def test_a_seed_tells_the_same_story_twice() -> None:
    assert wander(EVERYTHING, 7) == wander(EVERYTHING, 7)


def test_a_scene_cut_short_tells_less() -> None:
    short = SCENES["second lives"]
    fewer, _ = exhaust(Scene(short.world, short.moves, 3))
    more, _ = exhaust(Scene(short.world, short.moves, 4))
    assert fewer < more
