"""Somebody who is forgotten while their paper waits for a printer."""

from collections.abc import Iterator

import pytest

from devswap.desk import printing
from devswap.desk.papers import Papers, acknowledgements
from devswap.desk.unprinted import take_back
from devswap.printing.receipt import Receipt
from tests.desk.scenes import MARSH, OKAFOR, Scene
from tests.desk.test_printing import ANOTHER, SWAP, Counter

ALL = ("receipt", "voucher", "cage_label")


@pytest.fixture
def counter(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter]:
    monkeypatch.setattr(printing, "A_MOMENT", 0.0)
    made = Counter(scene, prints=ALL)
    yield made
    made.paper.close()


def id_of(scene: Scene, number: str) -> str:
    person = scene.store.recipient_by_number(number)
    assert person is not None
    return person.id


def waiting(counter: Counter) -> list[str]:
    """What waits, by its name."""
    folder = printing.folder_of(counter.scene.store.path)
    return sorted(path.name.partition(" ")[2] for path in folder.glob("*/*.png"))


def test_the_receipts_of_who_is_forgotten_leave_the_queue_and_others_stay(counter: Counter) -> None:
    counter.off()
    counter.scene.say(*SWAP, "/park", *ANOTHER, "/park")
    counter.stop()
    before = waiting(counter)
    assert take_back(counter.scene.store, id_of(counter.scene, "104417")) == 2
    gone = set(before) - set(waiting(counter))
    assert {name.partition("-")[0] for name in gone} == {"receipt"}
    assert len([name for name in waiting(counter) if name.startswith("receipt")]) == 2
    assert len(waiting(counter)) == len(before) - 2


def test_what_was_taken_off_is_printed_from_the_record_without_the_name(counter: Counter) -> None:
    counter.off()
    counter.scene.say(*SWAP, "/park")
    counter.stop()
    person = id_of(counter.scene, "104417")
    take_back(counter.scene.store, person)
    counter.scene.store.strip_person(person)
    counter.on()
    counter.open()
    printed = [name for name in counter.stop() if name.startswith("receipt")]
    assert len(printed) == 2
    assert all(name.endswith("-reprint") for name in printed)
    entries = next(acknowledgements(reversed(counter.scene.store.history())))
    (paper,) = Papers(counter.scene.store, counter.scene.desk.settings).of(entries, ("receipt",), reprint=True)
    assert isinstance(paper.value, Receipt)
    assert (paper.value.recipient, paper.value.recipient_number, paper.value.unit) == ("", "", "")
    drawn = [page.png() for page in printing.drawn(paper, counter.settings[0])]
    assert drawn == [(counter.out / f"{name}.png").read_bytes() for name in printed]


def test_a_page_set_aside_or_torn_goes_too(counter: Counter) -> None:
    counter.off()
    counter.scene.say(*SWAP, "/park")
    counter.stop()
    folder = printing.folder_of(counter.scene.store.path) / "counter"
    first, second = sorted(folder.glob("* receipt-*.png"))
    first.rename(first.with_suffix(".bad"))
    second.rename(second.with_name(f".{second.name}.part"))
    assert take_back(counter.scene.store, id_of(counter.scene, "104417")) == 2
    assert not list(folder.glob("*receipt*"))
    assert len(list(folder.glob("*.asked"))) == 1, "both copies are one receipt"


def test_an_engineer_and_who_authorised_are_named_on_paper_as_well(counter: Counter) -> None:
    counter.off()
    counter.scene.say(MARSH, "5CG912ZZZZ", "B000200002", "5CG2411RVF", MARSH, "/park")
    counter.stop()
    assert [name for name in waiting(counter) if name.startswith("receipt")]
    moss = id_of(counter.scene, "200001")
    assert take_back(counter.scene.store, moss) == 2
    assert take_back(counter.scene.store, moss) == 0


def test_a_voucher_goes_with_its_recipient(counter: Counter) -> None:
    counter.off()
    counter.scene.say(OKAFOR, "5CG7290HTW", "/intake-only", "/park")
    counter.stop()
    assert any(name.startswith("voucher") for name in waiting(counter))
    take_back(counter.scene.store, id_of(counter.scene, "104417"))
    assert [name.partition("-")[0] for name in waiting(counter)] == ["cage"]
