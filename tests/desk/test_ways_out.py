"""Every way that an engineer may try to get a new device out without an old one: none of them does.

Each is what is typed and scanned at one desk, or at two that read each other's journals. Afterwards no new device has
gone out beyond what was handed in, and the balance of the journal holds.
"""

import pytest

from devswap.ledger import events as ev
from devswap.ledger.audit import audit
from devswap.ledger.discrepancies import find
from devswap.ledger.entry import open_entry
from tests.desk.scenes import DOYLE, MARSH, OKAFOR, REID, SHAH, Scene, pulls

OLD, NEW, NEXT, THIRD = "5CG7290HTW", "5CG2411RVD", "5CG2411RVF", "5CG2411RVH"
STOLEN = f"/exemption stolen crime=CR/1/26 incident=INC-7 device={OLD}"

WAYS = {
    "the new one alone": ((OKAFOR, NEW, OKAFOR), 0),
    "the new one alone, by CONFIRM": ((OKAFOR, NEW, "/confirm"), 0),
    "the new one alone, without a recipient": ((NEW, "/confirm"), 0),
    "the new one alone, insisting": ((OKAFOR, NEW, OKAFOR, OKAFOR, "/confirm", "/confirm"), 0),
    "two new ones for one old one": ((OKAFOR, OLD, NEW, NEXT, OKAFOR, "/confirm"), 0),
    "a second one once the first is recorded": ((OKAFOR, OLD, NEW, OKAFOR, NEXT, OKAFOR), 1),
    "the same old one again": ((OKAFOR, OLD, NEW, OKAFOR, OLD, NEXT, OKAFOR), 1),
    "the same old one for somebody else": ((OKAFOR, OLD, NEW, OKAFOR, REID, OLD, NEXT, REID), 1),
    "another one's entitlement": ((OKAFOR, OLD, "/intake-only", REID, NEW, REID), 0),
    "an old one handed in for nothing": ((OKAFOR, "/hand-in leaver", OLD, NEW, OKAFOR), 0),
    "an old one handed in as owed": ((OKAFOR, "/hand-in owed", OLD, NEW, OKAFOR), 0),
    "an old one parked and not recorded": ((OKAFOR, OLD, "/park", REID, NEW, REID), 0),
    "an old one withdrawn and its coin used": ((OKAFOR, OLD, "/intake-only", "/withdraw", OLD, NEW, OKAFOR), 0),
    "the old one withdrawn once the new one is out": ((OKAFOR, OLD, NEW, OKAFOR, "/withdraw", OLD), 1),
    "the old one undone without the new one": ((OKAFOR, OLD, NEW, OKAFOR, "/undo", OLD, "/confirm", NEXT, OKAFOR), 1),
    "an old one that no list knows, without a supervisor": ((OKAFOR, "5CG0000XYZ", "/confirm", NEW, OKAFOR), 0),
    "an unknown old one, by one's own word": ((OKAFOR, "5CG0000XYZ", "/reason mine", NEW, OKAFOR), 0),
    "a new one as the old one": ((OKAFOR, NEW, NEXT, OKAFOR), 0),
    "the new one that was just issued as the old one": ((OKAFOR, OLD, NEW, OKAFOR, NEW, NEXT, OKAFOR), 1),
    "the new one handed in as found": ((OKAFOR, OLD, NEW, OKAFOR, "/hand-in found", NEW, NEXT, OKAFOR), 1),
    "a return of what was never issued": ((OKAFOR, "/return dead-on-arrival", NEXT, NEW, OKAFOR), 0),
    "a return of the old one": ((OKAFOR, "/return wrong-model", OLD, "/cancel", NEW, OKAFOR), 0),
    "a return twice": ((OKAFOR, OLD, NEW, OKAFOR, "/return dead-on-arrival", NEW, "/return dead-on-arrival", NEW,
                        NEXT, OKAFOR, THIRD, OKAFOR), 2),
    "an exemption on nobody's word": ((OKAFOR, STOLEN, "/confirm", NEW, OKAFOR), 0),
    "an exemption that one grants oneself": (("/sign-in 200002", OKAFOR, STOLEN, SHAH, NEW, OKAFOR), 0),
    "an exemption with a number that is none": ((OKAFOR, "/exemption lost incident=none", SHAH, NEW, OKAFOR), 0),
    "an exemption twice": ((OKAFOR, STOLEN, SHAH, NEW, OKAFOR, STOLEN, SHAH, NEXT, OKAFOR), 1),
    "an exemption, and the old one that turns up": ((OKAFOR, STOLEN, SHAH, NEW, OKAFOR, OLD, NEXT, OKAFOR), 1),
    "an exemption withdrawn and used": ((OKAFOR, STOLEN, SHAH, "/withdraw-exemption", SHAH, NEW, OKAFOR), 0),
    "an advance, where it is off": ((OKAFOR, f"/advance 2026-11-30 device={OLD}", SHAH, NEW, OKAFOR), 0),
    "one's own swap": (("B000200001", OLD, NEW, "B000200001"), 0),
    "a monitor for a laptop": ((OKAFOR, "CN0F7TK98123", NEW, OKAFOR, "/confirm"), 0),
    "stock of another site": ((OKAFOR, OLD, "5CG2411RVK", OKAFOR, "/cancel"), 0),
    "stock that has left": (("/send stock to Sidcup", NEW, "/confirm", OKAFOR, OLD, NEW, "/cancel"), 0),
    "a device moved out of the door": (("/send stock to Home", NEW, "/confirm", "/receive", NEW, "/confirm"), 0),
    "what is in no stock": ((OKAFOR, OLD, "5CG9990AAB", OKAFOR, "/cancel"), 0),
    "one beyond the limit, without a supervisor": ((MARSH, "5CG8122QPN", NEW, MARSH, DOYLE, "5CG9990AAB",
                                                    NEXT, "5CG9990AAD", "/confirm", THIRD, "/confirm", DOYLE), 1),
    "nobody signed in": (("/sign-out", "/sign-out", OKAFOR, OLD, NEW, OKAFOR), 0),
    "a made-up voucher": ((OKAFOR, "DVXOBBBBBB", NEW, OKAFOR), 0),
    "a stick as the old one": ((OKAFOR, "/media usb", NEW, OKAFOR), 0),
}  # fmt: skip
"""What is tried, and how many new ones it may get out: those that something was handed in for."""


def issues(scene: Scene) -> int:
    return sum(isinstance(e.event, ev.DeviceIssued) for e in scene.store.history(1000))


def balanced(scene: Scene) -> bool:
    entries = [open_entry(row.body, row.hash) for row in scene.store.entries()]
    return audit(entries, "2026-11-23T12:00:00.000000Z", {scene.store.owner}).balanced


@pytest.mark.parametrize("way", WAYS)
def test_no_new_one_goes_out_without_an_old_one(scene: Scene, way: str) -> None:
    lines, out = WAYS[way]
    scene.say(*lines)
    assert issues(scene) == out
    assert balanced(scene)


def test_an_entitlement_that_was_given_up_is_used_at_one_desk_only(scene: Scene, sidcup: Scene) -> None:
    sidcup.say(REID, "5CG8122QPW", "/intake-only")
    pulls(scene, sidcup)
    scene.say(OKAFOR, OLD, "/intake-only", f"/give-up {sidcup.store.owner[0]}")
    assert scene.say(NEW, OKAFOR).code in ("entitlement_elsewhere", "no_entitlement")
    pulls(sidcup, scene)
    assert sidcup.say(OKAFOR, "5CG2411RVK", OKAFOR).code == "issue_recorded"
    assert issues(scene) == 0
    assert balanced(scene)
    assert balanced(sidcup)


def test_an_entitlement_of_another_desk_is_not_used_here(scene: Scene, sidcup: Scene) -> None:
    scene.say(OKAFOR, OLD, "/intake-only")
    pulls(sidcup, scene)
    assert sidcup.say(OKAFOR, "5CG2411RVK", OKAFOR).code == "entitlement_elsewhere"


def test_an_exemption_here_and_the_old_one_at_a_desk_that_has_not_heard_are_raised(scene: Scene, sidcup: Scene) -> None:
    scene.say(OKAFOR, STOLEN, SHAH)
    sidcup.say(OKAFOR, OLD, "/intake-only")
    pulls(scene, sidcup)
    device = scene.store.devices([("any", OLD)])[0].device.id
    assert "replaced_twice" in {d.code for d in find(scene.store.load(device))}
    assert scene.say(REID, OKAFOR, NEW, OKAFOR).code == "entitlement_frozen"
    assert issues(scene) == 0
