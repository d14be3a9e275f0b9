"""What the record calls for on paper, read off the entries of real visits."""

from dataclasses import replace
from datetime import UTC, date
from functools import partial
from typing import TypeVar

import msgspec
import pytest

from devswap.desk.papers import KINDS, Paper, Papers, acknowledgements
from devswap.desk.plain import answer
from devswap.labels.commands import encode
from devswap.ledger.policy import Policy, Privacy
from devswap.printing.cage_label import CageLabel
from devswap.printing.receipt import Receipt
from devswap.printing.voucher import Voucher
from tests.desk.scenes import CUSTODY, DOYLE, MARSH, OKAFOR, Scene

T = TypeVar("T", CageLabel, Receipt, Voucher)
SWAP = (OKAFOR, "5CG7290HTW", "5CG2411RVD", OKAFOR)


def papers(scene: Scene) -> list[Paper]:
    made = Papers(scene.store, scene.desk.settings, UTC)
    entries = list(reversed(scene.store.history(50)))
    return [paper for together in acknowledgements(entries) for paper in made.of(together, KINDS)]


def only(scene: Scene, kind: type[T]) -> list[T]:
    return [paper.value for paper in papers(scene) if isinstance(paper.value, kind)]


def test_a_swap_calls_for_a_cage_label_and_a_receipt(scene: Scene) -> None:
    scene.say(*SWAP)
    label, receipt = (paper.value for paper in papers(scene))
    assert isinstance(label, CageLabel)
    assert (label.category, label.site, label.drives, label.taken_in) == ("laptop", "Lambeth", 1, scene.clock.at)
    assert "Okafor" not in repr(label)
    assert isinstance(receipt, Receipt)
    (line,) = receipt.lines
    assert line.old is not None
    assert line.new is not None
    assert (line.old.serial, line.old.tag, line.old.cage) == ("5CG7290HTW", "104233", label.code)
    assert (line.new.serial, line.new.model) == ("5CG2411RVD", "HP EliteBook 840 G10")
    assert (receipt.recipient, receipt.recipient_number, receipt.unit) == ("R. Okafor", "104417", "Unit 1")
    assert (receipt.engineer, receipt.site, receipt.desk) == ("E. Moss", "Lambeth", "desk 2")
    assert (receipt.acknowledged, receipt.lists_as_of) == ("by badge", scene.clock.at)
    assert receipt.exceptions == ()


def test_everything_signed_for_at_once_is_on_one_receipt_and_the_next_visit_is_on_its_own(scene: Scene) -> None:
    scene.say(OKAFOR, "5CG7290HTW", "CN0F7TK98123", "5CG2411RVD", "CN0A1B2C3456", OKAFOR)
    scene.clock.pass_by(minutes=5)
    scene.say(MARSH, "5CG8122QPN", "5CG2411RVF", MARSH)
    first, second = only(scene, Receipt)
    assert [len(first.lines), len(second.lines)] == [2, 1]
    labels = only(scene, CageLabel)
    assert [label.holds for label in labels] == ["1 drive", "no user data", "drives unlisted"]
    assert len({label.code for label in labels}) == 3


def test_two_recipients_in_one_transaction_get_a_receipt_each(scene: Scene) -> None:
    """A whole burst of scans is committed at once, in one moment."""
    lines = [*SWAP, MARSH, "5CG8122QPN", "5CG2411RVF", MARSH]
    scene.desk.together([partial(answer, scene.desk, line.encode()) for line in lines])
    assert [r.recipient_number for r in only(scene, Receipt)] == ["104417", "104419"]


def test_an_intake_alone_calls_for_a_voucher_that_opens_its_entitlement(scene: Scene) -> None:
    scene.say(OKAFOR, "5CG7290HTW", "/intake-only")
    (voucher,) = only(scene, Voucher)
    assert voucher.categories == ("laptop",)
    assert voucher.collect_by == date(2026, 12, 21)
    (receipt,) = only(scene, Receipt)
    assert receipt.lines[0].note == "new laptop to collect by 21 Dec 2026"
    scene.say("/park")
    assert scene.say(encode("voucher", voucher.entitlement)).visit.recipient is not None


def test_no_voucher_is_printed_for_what_was_collected_meanwhile(scene: Scene) -> None:
    scene.say(OKAFOR, "5CG7290HTW", "/intake-only")
    scene.clock.pass_by(minutes=5)
    scene.say("5CG2411RVD", OKAFOR)
    assert only(scene, Voucher) == []
    _, issue = only(scene, Receipt)
    assert issue.lines[0].old is not None
    assert issue.lines[0].note.startswith("the old one was handed in on 23 Nov 2026")


def test_a_hand_in_says_that_nothing_is_due(scene: Scene) -> None:
    scene.say("/hand-in leaver", "5CG7290HTW", "/confirm")
    (receipt,) = only(scene, Receipt)
    assert receipt.lines[0].note == "nothing is due: leaver"
    assert only(scene, Voucher) == []


def test_what_was_raised_and_who_answered_stand_on_the_receipt(scene: Scene) -> None:
    scene.say(DOYLE, "5CG9990AAB", "/wrong charger", "/drive missing", "/typed 5CG2411RVD", "/typed 5CG2411RVD")
    scene.say(DOYLE, "/confirm", "/confirm")
    (receipt,) = only(scene, Receipt)
    assert set(receipt.exceptions) == {
        "charger missing: laptop 5CG9990AAB", "drive missing: laptop 5CG9990AAB",
        "assistive technology was tried: laptop 5CG2411RVD", "typed identifier: laptop 5CG2411RVD; accepted",
    }  # fmt: skip


def test_a_locations_receipt_names_the_location(scene: Scene) -> None:
    scene.say(CUSTODY, "7RT4XM3", "6KDY1T3", "/confirm")
    (receipt,) = only(scene, Receipt)
    assert (receipt.recipient_number, receipt.acknowledged) == ("LOC-4", "by CONFIRM")


def test_names_stay_off_the_paper_where_they_stay_off_the_screen(scene: Scene) -> None:
    scene.say(OKAFOR, "5CG7290HTW", "/intake-only")
    silent = msgspec.structs.replace(Policy(), privacy=Privacy(names_on_screen=False))
    scene.desk._table.settings = replace(scene.desk.settings, policy=silent)
    said = repr(papers(scene))
    assert "104417" in said
    assert "200001" in said
    assert "Okafor" not in said
    assert "Moss" not in said


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_reprint_says_what_the_first_print_said(scene: Scene, kind: str) -> None:
    scene.say(OKAFOR, "5CG7290HTW", "/intake-only")
    made = Papers(scene.store, scene.desk.settings, UTC)
    (together,) = acknowledgements(reversed(scene.store.history(50)))
    (first,), (again,) = made.of(together, [kind]), made.of(together, [kind], reprint=True)
    assert first.value == again.value
    assert (first.reprint, again.reprint) == (False, True)
