"""What a desk that is no more still owed somebody is granted again, once, by a supervisor, and never beside it."""

import shutil
from pathlib import Path

from devswap.ledger.audit import audit
from devswap.ledger.coins import Coins
from devswap.ledger.entry import open_entry
from devswap.ledger.fold import EMPTY, fold
from tests.desk.scenes import MOSS, OKAFOR, SHAH, Scene
from tests.sync.desks import Two
from tests.sync.test_two_desks import NEW, OLD

AGAIN = ("/grant-again", SHAH)


def balanced(scene: Scene) -> bool:
    entries = [open_entry(row.body, row.hash) for row in scene.store.entries()]
    own = {(life.desk, life.incarnation) for life in scene.store.incarnations() if life.desk == scene.store.owner[0]}
    return audit(entries, "2026-11-23T12:00:00.000000Z", own).balanced


def raised(two: Two) -> set[str]:
    return {d.code for d in Coins(fold(EMPTY, [open_entry(raw) for raw in two.register.held()])).discrepancies}


def owed_by_a_lost_desk(two: Two) -> None:
    two.one.say(OKAFOR, OLD, "/intake-only", "/park")
    two.in_step()
    two.register.revoked.add(two.one.store.owner[0])
    two.in_step()


def test_what_a_desk_that_was_shut_out_owes_is_granted_again_and_used_once(two: Two) -> None:
    owed_by_a_lost_desk(two)
    assert "/grant-again" in two.two.say(OKAFOR).message
    refused = two.two.say(NEW, OKAFOR)
    assert (refused.code, "/grant-again" in refused.next) == ("entitlement_elsewhere", True)
    asked = two.two.say("/grant-again")
    assert (asked.code, asked.recorded) == ("needs_supervisor", ())
    assert "stock count" in asked.message
    assert two.two.say(MOSS).recorded == (), "an engineer authorises nothing"
    assert two.two.say(SHAH).recorded == ("exemption_granted",)
    assert two.two.say(OKAFOR).code == "issue_recorded"
    assert two.two.say("/grant-again").recorded == ()
    assert balanced(two.two)
    two.in_step()
    assert raised(two) == set()


def test_a_desk_that_is_not_shut_out_keeps_what_it_owes(two: Two) -> None:
    two.one.say(OKAFOR, OLD, "/intake-only", "/park")
    two.in_step()
    assert "/grant-again" not in two.two.say(OKAFOR).message
    said = two.two.say("/grant-again")
    assert (said.code, said.recorded) == ("shown", ())
    assert "revoke" in said.next
    assert two.two.say(SHAH).recorded == ()
    assert two.two.say(NEW, OKAFOR).code == "entitlement_elsewhere"


def test_a_lost_desk_that_used_it_after_all_is_raised_and_nothing_more_goes_out(two: Two) -> None:
    owed_by_a_lost_desk(two)
    two.one.say(OKAFOR, "5CG2411RVF", OKAFOR)
    two.two.say(OKAFOR, *AGAIN)
    two.register.revoked.clear()  # it was found, and let in again
    two.in_step()
    assert raised(two) == {"used_twice"}
    two.two.say("/park")
    assert two.two.codes(OKAFOR, NEW, OKAFOR)[-1] == "entitlement_frozen"


def test_what_an_earlier_life_of_a_store_owed_is_granted_again_at_the_same_desk(tmp_path: Path) -> None:
    desk = Scene(tmp_path)
    desk.say(OKAFOR, OLD, "/intake-only", "/park")
    desk.close()
    shutil.copy(tmp_path / "desk.db", tmp_path / "copy.db")
    desk.open()
    desk.say("/note a day goes by", OKAFOR, "/hand-in spare", "CN0F7TK98123", "/confirm")
    desk.close()
    shutil.copy(tmp_path / "copy.db", tmp_path / "desk.db")
    desk.open()
    assert desk.store.went_back
    desk.say(OKAFOR)
    refused = desk.say(NEW, OKAFOR)
    assert (refused.code, "/grant-again" in refused.next) == ("entitlement_elsewhere", True)
    assert desk.say(*AGAIN).recorded == ("exemption_granted",)
    assert desk.say(OKAFOR).code == "issue_recorded"
    assert balanced(desk)
    desk.close()


def test_an_old_one_that_a_lost_desk_took_in_is_given_back_once_granted_again(two: Two) -> None:
    owed_by_a_lost_desk(two)
    two.two.say(OKAFOR, "/withdraw wrong")
    refused = two.two.say(OLD)
    assert (refused.code, "/grant-again" in refused.next) == ("entitlement_elsewhere", True)
    two.two.say(*AGAIN)
    assert two.two.say("/withdraw wrong", OLD).recorded == ("intake_withdrawn",)
    assert balanced(two.two)
