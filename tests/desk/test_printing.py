"""Printers at the desk: on, off, back again, and across every way to stop."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devswap.config import PrinterSettings
from devswap.desk import printing
from devswap.desk.desk import Desk
from devswap.desk.printing import Outlet, Printing
from devswap.labels.commands import decode, encode
from devswap.printing import spool
from devswap.printing.printers import Printer
from devswap.printing.symbols import SymbolFault
from devswap.store import Store
from tests.desk.scenes import MARSH, OKAFOR, REID, Scene
from tests.printing.pages import texts_on

SWAP = (OKAFOR, "5CG7290HTW", "5CG2411RVD", OKAFOR)
ANOTHER = (MARSH, "5CG8122QPN", "5CG2411RVF", MARSH)


class Counter:
    """A desk with printers that print into folders; one that is off has a file in its folder's place."""

    def __init__(self, scene: Scene, **settings: object) -> None:
        self.scene = scene
        self.out = scene.folder / "out"
        self.settings = [PrinterSettings("counter", "png", folder=str(self.out), **settings)]  # type: ignore[arg-type]
        self.told: list[str] = []
        self.open()

    def open(self) -> None:
        """Start the desk with its printers."""
        self.paper = Printing(self.settings, self.scene.store.path, self.told.append)
        self.scene.desk = Desk(self.scene.store, self.scene.desk.settings, paper=self.paper)

    def stop(self) -> list[str]:
        """Print what is due and stop; the names of what lies in the printer's folder."""
        self.paper.close(finish=True)
        return self.printed()

    def printed(self) -> list[str]:
        """What lies in the printer's folder."""
        return sorted(path.stem for path in self.out.glob("*.png")) if self.out.is_dir() else []

    def off(self) -> None:
        """Switch the printer off."""
        self.out.write_text("in the way")

    def on(self) -> None:
        """Switch it on."""
        self.out.unlink()


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "A_MOMENT", 0.0)


@pytest.fixture
def counter(scene: Scene) -> Iterator[Counter]:
    made = Counter(scene)
    yield made
    made.paper.close()


def eventually(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def texts(folder: Path, name: str) -> list[str]:
    from PIL import Image

    return texts_on(Image.open(folder / f"{name}.png"))


def test_a_swap_is_printed_while_the_desk_goes_on(counter: Counter) -> None:
    counter.scene.say(*SWAP)
    eventually(lambda: len(counter.printed()) == 3)
    assert [name.rpartition("-")[0] for name in counter.printed()][1:] == ["receipt-l2-0009", "receipt-l2-0009"]
    eventually(lambda: counter.paper.state.waiting == 0)


def test_the_cage_label_leads_back_to_its_device(counter: Counter) -> None:
    counter.scene.say(*SWAP)
    label = next(name for name in counter.stop() if name.startswith("cage-label"))
    (code,) = texts(counter.out, label)
    own = decode(code)
    assert own is not None
    assert own.kind == "cage-label"
    assert counter.scene.say("/count custody", code).code == "device_scanned"


def test_a_cage_label_stands_for_its_device_in_a_count_and_undoes_nothing(counter: Counter) -> None:
    """Possession of the device is the lock, and a label may be printed again without it."""
    scene = counter.scene
    scene.say(OKAFOR, "5CG7290HTW", "/intake-only")
    intake = scene.store.history(1)[0]
    label = encode("cage-label", intake.id)
    for lines in (("/withdraw", label), (label, "/confirm"), ("/undo", label), ("/return wrong-model", label)):
        for line in lines:
            said = scene.say(line)
            assert "intake_withdrawn" not in said.recorded
            assert "device_taken_in" not in said.recorded
    assert "cage label of laptop HP EliteBook 840 G5, 5CG7290HTW" in scene.say(label).message
    scene.say("/cancel", "/count custody", label)
    assert scene.say("/confirm").message.endswith("They agree.")
    assert scene.store.how_many() == intake.number + 1


def test_what_a_printer_does_not_print_goes_to_the_one_that_does(scene: Scene) -> None:
    counter = Counter(scene, prints=("cage_label",), size="57x32")
    counter.scene.say(*SWAP)
    assert [name[:10] for name in counter.stop()] == ["cage-label"]


def test_a_printer_that_is_off_stops_no_swap_and_prints_later(counter: Counter) -> None:
    counter.off()
    assert counter.scene.say(*SWAP).code == "swap_recorded"
    eventually(lambda: counter.paper.state.waiting == 3)
    assert "Choose another folder" in counter.paper.state.fault
    assert any("3 waiting" in said for said in counter.told)
    counter.on()
    counter.scene.say(*ANOTHER)
    assert len(counter.stop()) == 6
    assert counter.paper.state == printing.PaperState()
    assert counter.told[-1] == "Printer: ready, all is printed."


def test_every_page_is_sent_once(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    send = spool.print_pages

    def count(printer: Printer, pages: list[spool.Page]) -> None:
        sent.extend(page.name for page in pages)
        send(printer, pages)

    monkeypatch.setattr(spool, "print_pages", count)
    counter.scene.say(*SWAP)
    eventually(lambda: len(sent) == 3)
    counter.scene.say(*ANOTHER)
    counter.stop()
    counter.open()
    counter.stop()
    assert len(sent) == len(set(sent)) == 6


def test_a_queue_that_was_full_prints_nothing_twice_when_there_is_room(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    monkeypatch.setattr(spool, "MOST", 4)
    counter.off()
    counter.scene.say(*SWAP)
    counter.scene.clock.pass_by(minutes=1)
    counter.scene.say(*ANOTHER)
    eventually(lambda: "not queued" in " ".join(counter.told))
    assert counter.paper.state.waiting == 3
    monkeypatch.setattr(spool, "print_pages", lambda _, pages: sent.extend(page.name for page in pages))
    counter.scene.say("/stock")
    counter.stop()
    counter.open()
    counter.stop()
    assert len(sent) == len(set(sent)) == 6


def test_what_waits_is_printed_after_a_restart(counter: Counter) -> None:
    counter.off()
    counter.scene.say(*SWAP)
    counter.stop()
    counter.on()
    counter.open()
    assert len(counter.stop()) == 3
    assert not any("reprint" in name for name in counter.printed())


def test_what_was_recorded_and_never_drawn_is_printed_after_a_crash(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The thread dies between the commit and the first page: the journal is the queue."""
    monkeypatch.setattr(Printing, "_round", lambda *_: None)
    counter.scene.say(*SWAP)
    counter.stop()
    monkeypatch.undo()
    counter.open()
    assert len(counter.stop()) == 3


def test_a_crash_between_the_pages_and_the_place_prints_nothing_twice(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter.off()
    monkeypatch.setattr(Outlet, "came_to", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
    monkeypatch.setattr("threading.excepthook", lambda *_: None)
    counter.scene.say(*SWAP)
    counter.stop()
    monkeypatch.undo()
    counter.on()
    counter.open()
    assert len(counter.stop()) == 3


def test_a_page_that_a_crash_left_half_printed_is_printed_again_and_says_so(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = spool.print_pages

    def die(*given: object) -> None:
        send(*given)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(spool, "print_pages", die)
    monkeypatch.setattr("threading.excepthook", lambda *_: None)
    counter.scene.say(*SWAP)
    counter.stop()
    (first,) = counter.printed()
    clean = (counter.out / f"{first}.png").read_bytes()
    monkeypatch.undo()
    counter.open()
    assert len(counter.stop()) == 3
    marked = (counter.out / f"{first}.png").read_bytes()
    assert marked != clean
    assert spool.stamped(_page(counter.out, first, clean)).png() == marked


def _page(folder: Path, name: str, png: bytes) -> spool.Page:
    path = folder.parent / f"1 {name}.png"
    path.write_bytes(png)
    page = spool._page(path, twice=False)
    assert isinstance(page, spool.Page)
    return page


def test_print_again_prints_the_last_papers_marked_as_reprints(counter: Counter) -> None:
    counter.scene.say(*SWAP)
    said = counter.scene.say(encode("command", "print"))
    assert (said.code, said.verdict) == ("paper_queued", "told")
    assert "label, receipt" in said.message
    again = [name for name in counter.stop() if name.endswith("-reprint")]
    assert [name.rpartition("-")[0][:10] for name in again] == ["cage-label", "receipt-l2", "receipt-l2"]
    first = counter.out / f"{again[0].removesuffix('-reprint')}.png"
    assert first.read_bytes() != (counter.out / f"{again[0]}.png").read_bytes()
    assert texts(counter.out, again[0]) == texts(counter.out, first.stem)


def test_print_receipt_is_the_visits_on_screen_and_nothing_else(counter: Counter) -> None:
    counter.scene.say(*SWAP)
    counter.scene.clock.pass_by(minutes=1)
    counter.scene.say(*ANOTHER)
    counter.scene.say(OKAFOR)
    counter.scene.say("/print receipt")
    again = [name for name in counter.stop() if name.endswith("-reprint")]
    assert len(again) == 2
    assert {name[:7] for name in again} == {"receipt"}


def test_a_voucher_is_printed_for_what_is_to_be_collected_and_only_then(counter: Counter) -> None:
    scene = counter.scene
    scene.say(*SWAP)
    assert scene.say("/print voucher").message == "Nothing is left to be collected."
    scene.say(REID, "5CG8122QPW", "/intake-only")
    assert scene.say("/print voucher").code == "paper_queued"
    vouchers = [name for name in counter.stop() if name.startswith("voucher")]
    assert len(vouchers) == 2
    assert {decode(texts(counter.out, name)[0]).kind for name in vouchers} == {"voucher"}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("kind", "head"), [("png", b"\x89PNG"), ("pdf", b"%PDF"), ("zpl", b"^XA^PW"), ("escpos", b"\x1b@\x1dv0")]
)
def test_every_kind_of_printer_is_sent_its_own_language(scene: Scene, kind: str, head: bytes) -> None:
    out = scene.folder / kind
    paper = Printing([PrinterSettings("p", kind, folder=str(out))], scene.store.path, print)  # type: ignore[arg-type]
    scene.desk = Desk(scene.store, scene.desk.settings, paper=paper)
    scene.say(*SWAP)
    paper.close(finish=True)
    assert [path.suffix for path in out.iterdir()] == [f".{kind}"] * 3
    assert all(path.read_bytes().startswith(head) for path in out.iterdir())


def test_the_systems_queue_gets_pdf(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    program = scene.folder / "bin" / "lp"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\necho "$@" >> {scene.folder}/said\nhead -c 4 >> {scene.folder}/said\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    paper = Printing([PrinterSettings("p", "cups", queue="office")], scene.store.path, print)
    scene.desk = Desk(scene.store, scene.desk.settings, paper=paper)
    scene.say(*SWAP)
    paper.close(finish=True)
    said = (scene.folder / "said").read_text()
    assert said.count("-d office -t cage-label-l2-") == 1
    assert said.count("%PDF") == 3
    assert paper.state == printing.PaperState()


def test_without_a_printer_nothing_changes_and_print_says_so(scene: Scene) -> None:
    scene.say(*SWAP)
    assert "No printer is set up" in scene.say("/print again").message
    assert not [path for path in scene.folder.iterdir() if path.suffix == ".paper"]


def test_a_new_printer_prints_nothing_of_before(scene: Scene) -> None:
    scene.say(*SWAP)
    counter = Counter(scene)
    scene.say(*ANOTHER)
    assert len(counter.stop()) == 3


def test_a_paper_that_cannot_be_drawn_is_said_and_holds_nothing_up(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise SymbolFault("Not printed: it reads back as nothing.")

    monkeypatch.setattr(printing.cage_label, "draw", refuse)
    counter.scene.say(*SWAP)
    assert [name[:7] for name in counter.stop()] == ["receipt", "receipt"]
    assert counter.told[0] == "counter: Not printed: it reads back as nothing."


def test_whatever_breaks_in_the_thread_the_desk_goes_on(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Outlet, "asked", lambda _: [][0])
    assert counter.scene.say(*SWAP).code == "swap_recorded"
    eventually(lambda: "Printing failed" in counter.paper.state.fault)
    assert counter.scene.say(*ANOTHER).code == "swap_recorded"


def test_a_backlog_of_more_than_is_read_at_once_tears_no_receipt_apart(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "AT_ONCE", 3)
    monkeypatch.setattr(Printing, "_round", lambda *_: None)
    scene = counter.scene
    scene.say(OKAFOR, "5CG7290HTW", "CN0F7TK98123", "5CG2411RVD", "CN0A1B2C3456", OKAFOR)
    scene.clock.pass_by(minutes=1)
    scene.say(*ANOTHER)
    counter.stop()
    monkeypatch.undo()
    monkeypatch.setattr(printing, "AT_ONCE", 3)
    counter.open()
    assert sum(name.startswith("receipt") for name in counter.stop()) == 4


def test_a_store_that_was_put_back_prints_what_is_recorded_from_then_on(counter: Counter) -> None:
    counter.scene.say(*SWAP)
    counter.stop()
    counter.scene.store._begin_incarnation()
    counter.open()
    counter.scene.say(*ANOTHER)
    assert len(counter.stop()) == 6


def test_the_thread_only_reads_the_store(counter: Counter) -> None:
    assert isinstance(counter.scene.store, Store)
    counter.scene.say(*SWAP)
    before = counter.scene.store.how_many()
    counter.stop()
    assert counter.scene.store.how_many() == before
