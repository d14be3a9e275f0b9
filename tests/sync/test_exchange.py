"""Everything reaches the register once and whole, whatever is lost on the way; the mark rises by proof alone."""

import shutil
from pathlib import Path

import pytest

from devswap import wire
from devswap.ledger.ids import device_id
from devswap.standing import Standing
from devswap.sync.answers import Came, Unheard
from devswap.sync.core import Heard
from devswap.sync.exchange import FEWEST, Exchange, Outgoing
from tests.desk.scenes import Scene
from tests.sync.desks import SWAP, enrol, exchange, folder, lose, sync
from tests.sync.desks import register as filled
from tests.sync.model import Register


def own_bodies(scene: Scene) -> list[bytes]:
    return [row.body for row in scene.store.entries() if row.desk == scene.store.owner[0]]


STORE = ("desk.db", "desk.db.head")


def copied(scene: Scene) -> Path:
    """A folder with a copy of the desk's store and its mark; the desk goes on."""
    copy = scene.folder / "copy"
    copy.mkdir()
    scene.close()
    for file in STORE:
        shutil.copy(scene.folder / file, copy / file)
    scene.open()
    return copy


def put_back(scene: Scene, copy: Path) -> None:
    """The desk goes on with the copy, and nothing here shows it."""
    scene.close()
    for file in STORE:
        shutil.copy(copy / file, scene.folder / file)
    scene.open()


def test_everything_recorded_reaches_the_register_bytes_equal(scene: Scene, register: Register) -> None:
    scene.say(*SWAP)
    one = exchange(scene)
    sync(one, register)
    assert register.held() == set(own_bodies(scene))
    assert one.waiting() == 0


def test_nothing_is_asked_once_all_is_in_step(scene: Scene, register: Register) -> None:
    one = exchange(scene)
    sync(one, register)
    assert one.next() is None
    one.look_again()
    assert sync(one, register) == ["log"]


def test_what_is_disputed_is_as_the_register_says_and_no_sum_of_what_was_raised(
    scene: Scene, register: Register
) -> None:
    one = exchange(scene)
    for disputed in (2, 1, 0):
        register.disputed = disputed
        one.look_again()
        sync(one, register)
        assert one.standing.discrepancies == disputed


def test_a_new_entry_is_sent_without_another_hello(scene: Scene, register: Register) -> None:
    one = exchange(scene)
    sync(one, register)
    scene.say(*SWAP)
    assert one.waiting() > 0
    assert sync(one, register)[:1] == ["push"]
    assert one.waiting() == 0


def test_an_answer_that_was_lost_after_the_commit_is_made_good_by_a_replay(scene: Scene, register: Register) -> None:
    one = exchange(scene)
    sync(one, register)
    scene.say(*SWAP)
    lose(one, register)
    assert one.waiting() > 0, "a lost answer proves nothing"
    asked = sync(one, register)
    assert asked[:2] == ["hello", "push"], "hello may not raise the mark: a register may see what is not durable"
    assert one.waiting() == 0
    assert len(register.log) == len({(kind, key) for kind, key, _, _ in register.log}), "a replay stores nothing again"


def test_a_restart_in_the_middle_goes_on_where_it_was(scene: Scene, register: Register) -> None:
    one = exchange(scene)
    for _ in range(3):
        out = one.next()
        assert out is not None
        one.take(out, register.answer(out))
    mark = one.standing.marks
    scene.close()
    scene.open()
    again = exchange(scene)
    assert again.standing.marks == mark
    sync(again, register)
    assert register.held() == set(own_bodies(scene))


@pytest.mark.parametrize(
    "came",
    [
        Came(200, b"<html>Sign in</html>", "", "text/html"),
        Came(200, b"{}", "00" * 64, "application/json"),
        Came(302, b"", "", "", redirect=True),
        Came(502, b"Bad gateway", "", "text/html"),
        Came(413, b"", "", "text/html"),
        Came(404, b"not json", "", "text/plain"),
        Came(400, b'{"code": "x", "message": "no"}', "", "application/json"),
        Came(500, b"", "", ""),
        Unheard("timeout"),
    ],
)
def test_no_stranger_moves_the_mark_or_empties_the_queue(
    scene: Scene, register: Register, came: Came | Unheard
) -> None:
    scene.say(*SWAP)
    one = exchange(scene)
    before = one.standing
    waiting = one.waiting()
    for _ in range(4):
        out = one.next()
        assert out is not None, "the queue is tried again with nothing scanned"
        assert not one.take(out, came)
    assert one.waiting() == waiting
    assert one.standing == before
    sync(one, register)
    assert one.waiting() == 0


def test_a_true_answer_to_another_request_moves_nothing(scene: Scene, register: Register) -> None:
    scene.say(*SWAP)
    one = exchange(scene)
    first = one.next()
    assert first is not None
    old = register.answer(first)
    one.take(first, Unheard("timeout"))
    second = one.next()
    assert second is not None
    assert not one.take(second, old), "a replayed answer is signed for another request"


def test_a_signed_answer_whose_hash_is_not_ours_moves_nothing(scene: Scene, register: Register) -> None:
    scene.say(*SWAP)
    one = exchange(scene)
    out = one.next()
    assert out is not None
    one.take(out, register.answer(out))
    out = one.next()
    assert out is not None
    assert out.question == "push"
    held = wire.Head(len(own_bodies(scene)), "ab" * 32)
    body = wire.encode(wire.Pushed(register.id, register.epoch, held, (), "2026-11-23T10:00:00.000000Z"))
    forged = Came(200, body, register.key.sign_answer(out.request, 200, body))
    waiting = one.waiting()
    assert not one.take(out, forged)
    assert one.waiting() == waiting


def test_a_register_that_went_back_gets_everything_again(scene: Scene, register: Register) -> None:
    one = exchange(scene)
    sync(one, register)
    scene.say(*SWAP)
    sync(one, register)
    register.go_back(len(register.log) - 2)
    assert register.held() < set(own_bodies(scene))
    sync(one, register)
    assert register.held() == set(own_bodies(scene))
    assert one.standing.epoch == register.epoch
    assert one.waiting() == 0


def test_a_store_put_back_fetches_what_it_lost_and_begins_a_new_life(scene: Scene, register: Register) -> None:
    copy = copied(scene)
    scene.say(*SWAP)
    sync(exchange(scene), register)
    everything = set(own_bodies(scene))
    before = scene.store.owner
    put_back(scene, copy)
    assert scene.store.owner == before, "nothing here shows that the store went back"
    one = exchange(scene)
    asked = sync(one, register)
    assert "own" in asked
    assert scene.store.owner[1] != before[1]
    assert set(own_bodies(scene)) == everything
    assert not list(scene.store.verify())
    scene.say("B000104418", "5CG8122QPW", "5CG2411RVF", "/confirm")
    sync(one, register)
    assert register.held() == set(own_bodies(scene)) > everything


@pytest.mark.parametrize("answer_on_its_way", [False, True])
def test_what_is_recorded_while_lost_entries_are_fetched_makes_a_fork_and_stops_nothing(
    scene: Scene, register: Register, answer_on_its_way: bool
) -> None:
    copy = copied(scene)
    scene.say(*SWAP)
    sync(exchange(scene), register)
    sent = set(own_bodies(scene))
    put_back(scene, copy)
    one = exchange(scene)
    one.look_again()
    while (out := one.next()) is not None and out.question != "own":
        one.take(out, register.answer(out))
        if not answer_on_its_way and one._session.fetching:
            break
    answer = register.answer(out) if answer_on_its_way and out is not None else None
    scene.say("B000104418", "5CG8122QPW", "5CG2411RVF", "/confirm")
    if answer is not None and out is not None:
        one.take(out, answer)
    sync(one, register)
    assert one.standing.trouble == "diverged"
    assert register.held() >= sent
    assert not list(scene.store.verify())


def test_a_fork_is_kept_whole_and_told_and_a_new_enrolment_goes_on(scene: Scene, register: Register) -> None:
    sync(exchange(scene), register)
    copy = copied(scene)
    scene.say(*SWAP)
    sync(exchange(scene), register)
    clone = Scene(copy, seed=900, clock=scene.clock)
    clone.say("B000104418", "5CG8122QPW", "5CG2411RVF", "/confirm")
    clone.say("B000104419", "5CG8122QPN", "5CG2411RVH", "/confirm")
    other = exchange(clone)
    sync(other, register)
    assert set(own_bodies(clone)) <= register.held(), "the branch is kept"
    assert other.standing.trouble == "diverged"
    assert "journals differ" in other.status().words(scene.clock.now())
    enrol(clone, register)
    again = exchange(clone)
    clone.say("B000104420", "5CG9990AAB", "/confirm")
    sync(again, register)
    assert set(own_bodies(clone)) <= register.held()
    clone.close()


def test_the_desk_whose_copy_forked_off_stops_too_and_loses_nothing(scene: Scene, register: Register) -> None:
    one = exchange(scene)
    sync(one, register)
    copy = copied(scene)
    clone = Scene(copy, seed=900, clock=scene.clock)
    clone.say("B000104418", "5CG8122QPW", "5CG2411RVF", "/confirm")
    scene.say(*SWAP)
    one = exchange(scene)
    sync(one, register)
    sync(exchange(clone), register)
    scene.say("B000104419", "5CG8122QPN", "5CG2411RVH", "/confirm")
    one = exchange(scene)
    sync(one, register)
    assert one.standing.trouble == "diverged"
    assert {*own_bodies(scene), *own_bodies(clone)} <= register.held()
    clone.close()


def test_a_page_grows_to_what_a_desk_at_work_takes_in_at_once_and_no_further(
    scene: Scene, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(300):
        device = device_id("HP", f"LATER{n}")
        register.put("estate", device, wire.EstateRow(device=device, serial=f"LATER{n}"))
    standing, take, held = scene.store.standing(), scene.store.take, []
    assert standing is not None

    def slow(heard: Heard, before: str, **how: bool) -> Standing:
        rows = len(getattr(heard.page, "rows", ()))
        scene.clock.pass_by(milliseconds=rows)
        held.append(rows)
        return take(heard, before, **how)

    monkeypatch.setattr(scene.store, "take", slow)
    sync(Exchange(scene.store, standing, hold=0.050), register)
    assert max(held) == 50, "a scan may wait that many milliseconds"
    assert held.count(50) > 3
    assert FEWEST in held, "the first page of a kind is a small one"


def test_devices_of_a_first_catalogue_that_was_broken_off_are_found_once_it_is_whole(tmp_path: Path) -> None:
    scene = Scene(folder(tmp_path, "empty"), lists=False)
    register = filled(scene)
    enrol(scene, register)
    for n in range(30):
        device = device_id("HP", f"LATER{n}")
        register.put("estate", device, wire.EstateRow(device=device, serial=f"LATER{n}"))
    register.page = 8
    at_leisure = exchange(scene)
    while "kind=estate&after=&" in (out := _asked(at_leisure)).path or "kind=estate" not in out.path:
        at_leisure.take(out, register.answer(out))
    scene.close()
    scene.open()
    standing = scene.store.standing()
    assert standing is not None
    assert standing.snapshot is not None, "it broke off in the middle of the estate"
    sync(Exchange(scene.store, standing, hold=1.0), register)
    assert [n for n in range(30) if not scene.store.devices([("serial", f"LATER{n}")])] == []
    scene.close()


def _asked(one: Exchange) -> Outgoing:
    out = one.next()
    assert out is not None
    return out
