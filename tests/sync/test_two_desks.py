"""Two desks and a register: what one recorded the other knows; an entitlement moves once, and is used once."""

from pathlib import Path
from random import Random

import msgspec

from devswap import wire
from devswap.ledger import events as ev
from devswap.ledger.entry import open_entry
from tests.desk.scenes import OKAFOR, RECIPIENTS, REID, Scene
from tests.sync.desks import Two, enrol, exchange, folder, lose, register, sync

OLD, NEW = "5CG7290HTW", "5CG2411RVD"


def name(scene: Scene) -> str:
    return scene.store.owner[0][:8]


def test_a_desk_without_lists_gets_people_estate_and_stock(two: Two) -> None:
    recipient = two.two.store.recipient_by_badge(OKAFOR)
    assert recipient is not None
    assert {d.serial for d in two.two.store.assigned_to(recipient.id)} == {OLD, "CN0F7TK98123"}
    found = two.two.store.devices([("serial", NEW)])
    assert [f.device.listed_in for f in found] == ["stock"]
    assert two.two.codes(OKAFOR, OLD, NEW, "/confirm")[-1] == "swap_recorded"


def test_a_device_taken_in_elsewhere_is_known_here_once_pulled(two: Two) -> None:
    two.one.say(OKAFOR, OLD, "/intake-only")
    two.in_step()
    assert two.two.codes(OKAFOR, OLD)[-1] == "already_taken_in"


def test_an_entitlement_stays_with_its_desk(two: Two) -> None:
    two.one.say(OKAFOR, OLD, "/intake-only")
    two.in_step()
    assert "entitlement_elsewhere" in two.two.codes(OKAFOR, NEW, "/confirm")
    assert not [e for e in two.two.store.history() if isinstance(e.event, ev.DeviceIssued)]


def test_an_entitlement_given_up_is_used_there_once_pulled_and_never_here(two: Two) -> None:
    two.two.say(REID, "5CG8122QPW", "/intake-only")
    two.one.say(OKAFOR, OLD, "/intake-only")
    two.in_step()
    said = two.one.say(OKAFOR, f"/give-up {name(two.two)}")
    assert (said.code, said.recorded) == ("entitlement_given_up", ("entitlement_given_up",))
    assert "issue_recorded" not in two.one.codes(NEW, "/confirm"), "what was given up is gone, told or not"
    two.one.say("/cancel", "/park")
    assert "issue_recorded" not in two.two.codes(OKAFOR, NEW, "/confirm"), "not before it was pulled"
    two.two.say("/cancel", "/park")
    two.in_step()
    assert two.two.codes(OKAFOR, NEW, "/confirm")[-1] == "issue_recorded"
    two.in_step()
    kinds = [ev.kind_of(open_entry(raw).event) for raw in two.register.held()]
    assert kinds.count("device_issued") == 1
    assert kinds.count("entitlement_given_up") == 1


def test_an_answer_lost_half_way_and_a_register_gone_back_move_it_once(two: Two) -> None:
    two.two.say(REID, "5CG8122QPW", "/intake-only")
    two.one.say(OKAFOR, OLD, "/intake-only")
    two.in_step()
    position = len(two.register.log)
    two.one.say(OKAFOR, f"/give-up {name(two.two)}")
    lose(exchange(two.one), two.register)
    two.in_step()
    two.two.say(OKAFOR, NEW, "/confirm")
    two.register.go_back(position)
    two.in_step()
    two.in_step()
    for scene in (two.one, two.two):
        state = scene.store.load(*(e.id for e in scene.store.history(500)))
        assert all(len(e.uses) <= 1 for e in state.entitlements())
        assert sum(1 for _ in state.of(ev.DeviceIssued)) == 1


def test_giving_up_names_the_desks_that_are_known(two: Two) -> None:
    two.two.say(REID, "5CG8122QPW", "/intake-only")
    two.in_step()
    said = two.one.say("/give-up")
    assert name(two.two) in said.message
    assert name(two.one) in said.message
    assert two.one.say("/give-up ffffffff").recorded == ()


def test_who_is_gone_at_the_register_is_gone_here(two: Two) -> None:
    store = two.two.store
    recipient = store.recipient_by_badge(OKAFOR)
    assert recipient is not None
    store.text_digest("said something", recipient.id)
    store.record(())
    two.register.put("gone", recipient.id, wire.Gone("recipient"))
    two.in_step()
    assert store.recipient_by_badge(OKAFOR) is None
    assert store.person(recipient.id) is None


def test_a_changed_number_badge_or_device_takes_the_place_of_the_old(two: Two) -> None:
    store = two.two.store
    before = store.recipient_by_badge(OKAFOR)
    assert before is not None
    row = wire.RecipientRow(before.id, "person", "999", "R. Okafor-Bell", "Unit 9", "B9")
    two.register.put("recipient", before.id, row)
    found = store.devices([("serial", OLD)])[0].device
    two.register.put("estate", found.id, wire.EstateRow(found.id, OLD, "T-NEW", "laptop", "HP", "X", "999"))
    two.in_step()
    assert store.recipient_by_badge(OKAFOR) is None
    assert store.recipient_by_number("104417") is None
    after = store.recipient_by_number("999")
    assert after is not None
    assert (after.id, after.name, after.badge) == (before.id, "R. Okafor-Bell", "B9")
    assert [f.device.asset_tag for f in store.devices([("serial", OLD), ("asset_tag", "104233")])] == ["T-NEW"]


def test_a_first_reading_that_was_cut_off_goes_on_and_drops_what_was_listed_before(two: Two) -> None:
    store = two.two.store
    rng = Random(3)
    for n in range(40):
        person = f"{rng.getrandbits(32):08x}-0000-4000-8000-{n:012x}"
        two.register.put("recipient", person, wire.RecipientRow(person, "person", f"P{n}", f"Person {n}"))
    two.in_step()
    stray = msgspec.convert(
        {"person": "00000000-0000-4000-8000-0000000000ff", "kind": "person", "number": "STRAY"}, wire.RecipientRow
    )
    two.register.put("recipient", stray.person, stray)
    two.in_step()
    assert store.recipient_by_number("STRAY") is not None
    two.register.go_back(len(two.register.log) - 1)
    two.in_step()
    assert store.recipient_by_number("STRAY") is None
    assert store.recipient_by_number("P39") is not None


def test_whom_the_desks_own_lists_named_is_served_until_the_registers_list_is_here_whole(tmp_path: Path) -> None:
    one = Scene(folder(tmp_path, "one"))
    desk = Scene(folder(tmp_path, "two"), seed=700)
    desk.bring("recipients", RECIPIENTS + "person,999999,L. Alone,Unit 9,B000999999,no\n")
    hub = register(one)
    hub.page = 1
    mine = desk.store.recipient_by_badge(OKAFOR)
    enrol(desk, hub)
    badges = [row.split(",")[4] for row in RECIPIENTS.splitlines()[1:] if row.split(",")[4]]
    here = exchange(desk)
    here.look_again()
    while (out := here.next()) is not None:
        here.take(out, hub.answer(out))
        unknown = [badge for badge in badges if desk.store.recipient_by_badge(badge) is None]
        assert not unknown, f"{unknown} in the middle of the first reading"
        if desk.store.standing().snapshot is not None and out.question == "snapshot":  # type: ignore[union-attr]
            alone = desk.store.recipient_by_badge("B000999999")
    assert alone is None, "the register's list, once whole, does not name them"
    theirs = desk.store.recipient_by_badge(OKAFOR)
    assert mine is not None
    assert theirs is not None
    assert theirs.id != mine.id
    assert desk.store.rows("SELECT id FROM own_people") == []
    one.close()
    desk.close()


def test_whom_the_register_listed_stays_when_the_desk_is_enrolled_again(tmp_path: Path) -> None:
    one = Scene(folder(tmp_path, "one"))
    desk = Scene(folder(tmp_path, "two"), seed=700)
    hub = register(one)
    hub.page = 1
    enrol(desk, hub)
    sync(exchange(desk), hub)
    enrol(desk, hub)
    sync(exchange(desk), hub)
    assert desk.store.recipient_by_badge(OKAFOR) is not None
    assert desk.store.rows("SELECT id FROM own_people") == []
    one.close()
    desk.close()


def test_policy_comes_from_the_register(two: Two) -> None:
    two.register.put("policy", "policy", msgspec.Raw(b'{"programme": {"ends": "2031-01-01"}}'))
    two.in_step()
    rules = two.two.store.rules()
    assert rules is not None
    assert rules.programme.ends == "2031-01-01"


def test_an_entry_says_how_far_its_desk_had_read(two: Two) -> None:
    two.two.say(REID, "5CG8122QPW", "/intake-only")
    entry = two.two.store.history(1)[0]
    assert entry.basis is not None
    assert (entry.basis.epoch, entry.basis.position) == (two.register.epoch, len(two.register.log))
    assert entry.offset == 0


def test_the_journals_of_others_verify_here(two: Two) -> None:
    two.one.say(OKAFOR, OLD, "/intake-only")
    two.in_step()
    assert not list(two.two.store.verify())
