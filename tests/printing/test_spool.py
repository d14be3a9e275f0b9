import stat
from pathlib import Path

import pytest

from devswap.printing import spool as spool_module
from devswap.printing.page import Canvas, Page, stamped
from devswap.printing.printers import Printer, PrinterFault, configured
from devswap.printing.spool import Spool


def page(name: str) -> Page:
    canvas = Canvas(name, 30, 20, 203)
    canvas.text(3, 10, name, 4, room=25)
    return canvas.page()


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "spool")


def folder(tmp_path: Path) -> Printer:
    return configured("files", "png", f"folder:{tmp_path / 'out'}")


def off(tmp_path: Path) -> Printer:
    (tmp_path / "off").write_text("in the way")
    return configured("files", "png", f"folder:{tmp_path / 'off'}")


def test_what_the_printer_does_not_take_waits_in_order_and_is_printed_later(spool: Spool, tmp_path: Path) -> None:
    for name in ("one", "two", "three"):
        spool.add([page(name)])
    refused = spool.print_all(off(tmp_path))
    assert refused.printed == ()
    assert refused.waiting == 3
    assert "Choose another folder" in refused.fault
    assert spool.waiting() == ["one", "two", "three"]
    taken = spool.print_all(folder(tmp_path))
    assert (taken.printed, taken.waiting, taken.fault) == (("one", "two", "three"), 0, "")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["one.png", "three.png", "two.png"]


def test_a_page_comes_out_as_it_went_in(spool: Spool, tmp_path: Path) -> None:
    spool.add([page("same")])
    spool.print_all(folder(tmp_path))
    assert (tmp_path / "out" / "same.png").read_bytes() == page("same").png()


def test_nothing_that_was_printed_stays_behind(spool: Spool, tmp_path: Path) -> None:
    spool.add([page("name-of-a-person")])
    spool.print_all(folder(tmp_path))
    assert list((tmp_path / "spool").iterdir()) == []


def test_what_waits_survives_a_restart(spool: Spool, tmp_path: Path) -> None:
    spool.add([page("one")])
    spool.add_pdf("certificate", b"%PDF-1.4 certificate")
    again = Spool(tmp_path / "spool")
    again.add([page("two")])
    assert again.waiting() == ["one", "certificate", "two"]


def test_a_document_waits_behind_a_label_printer_and_goes_to_the_right_one(spool: Spool, tmp_path: Path) -> None:
    spool.add_pdf("certificate", b"%PDF-1.4 certificate")
    assert "Choose a printer for PDF" in spool.print_all(folder(tmp_path)).fault
    spool.print_all(configured("office", "pdf", f"folder:{tmp_path / 'out'}"))
    assert (tmp_path / "out" / "certificate.pdf").read_bytes() == b"%PDF-1.4 certificate"


@pytest.mark.parametrize("broken", [b"", b"\x89PNG\r\n\x1a\n", b"not a picture"])
def test_a_broken_page_stops_none_behind_it(spool: Spool, tmp_path: Path, broken: bytes) -> None:
    spool.add([page("one")])
    spool.add([page("two")])
    (tmp_path / "spool" / "00000001 one.png").write_bytes(broken)
    result = spool.print_all(folder(tmp_path))
    assert result.printed == ("two",)
    assert result.waiting == 0
    assert "00000001 one.png could not be printed" in result.fault
    assert (tmp_path / "spool" / "00000001 one.bad").exists()


def test_half_written_pages_of_a_power_cut_are_not_printed(spool: Spool, tmp_path: Path) -> None:
    spool.add([page("one")])
    whole = page("two").png()
    (tmp_path / "spool" / "00000002 two.png").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "spool" / ".00000003 three.png.part").write_bytes(whole[:20])
    assert spool.print_all(folder(tmp_path)).printed == ("one",)


def test_others_cannot_read_what_waits(spool: Spool, tmp_path: Path) -> None:
    spool.add([page("one")])
    assert stat.S_IMODE((tmp_path / "spool").stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "spool").iterdir()} == {0o600}


def test_the_queue_has_an_end_and_says_so(spool: Spool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool_module, "MOST", 2)
    spool.add([page("one"), page("two")])
    with pytest.raises(PrinterFault, match="2 pages wait for the printer already; three was not queued"):
        spool.add([page("three")])


def test_pages_that_belong_together_are_queued_all_or_none(
    spool: Spool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool_module, "MOST", 3)
    spool.add([page("one"), page("two")])
    with pytest.raises(PrinterFault, match="2 pages wait for the printer already; three"):
        spool.add([page("three"), page("four")])
    write = spool_module.write

    def full(path: Path, content: bytes) -> None:
        if "six" in path.name:
            raise OSError(28, "No space left on device")
        write(path, content)

    monkeypatch.setattr(spool_module, "MOST", 9)
    monkeypatch.setattr(spool_module, "write", full)
    with pytest.raises(PrinterFault, match="six could not be queued: No space left"):
        spool.add([page("five"), page("six")])
    assert spool.waiting() == ["one", "two"]
    assert len(list((tmp_path / "spool").iterdir())) == 2


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(PrinterFault, match="Set another folder"):
        Spool(tmp_path / "file")


def test_a_disk_that_takes_nothing_is_said(spool: Spool, tmp_path: Path) -> None:
    (tmp_path / "spool").rmdir()
    with pytest.raises(PrinterFault, match="could not be queued"):
        spool.add([page("one")])


def test_hostile_names_stay_in_the_folder(spool: Spool, tmp_path: Path) -> None:
    spool.add_pdf("../../etc/passwd\n\x1b", b"%PDF-1.4")
    assert spool.waiting() == ["etc-passwd"]
    assert [path.parent for path in tmp_path.rglob("*.pdf")] == [tmp_path / "spool"]


def test_a_page_of_one_name_waits_once(spool: Spool) -> None:
    spool.add([page("one")])
    spool.add([page("one"), page("two")])
    assert spool.waiting() == ["one", "two"]


def test_what_was_being_printed_when_the_power_went_says_reprint(
    spool: Spool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def power_cut(*_: object) -> None:
        raise KeyboardInterrupt

    spool.add([page("one"), page("two")])
    monkeypatch.setattr(spool_module, "print_pages", power_cut)
    with pytest.raises(KeyboardInterrupt):
        spool.print_all(folder(tmp_path))
    monkeypatch.undo()
    again = Spool(tmp_path / "spool")
    assert again.waiting() == ["one", "two"]
    again.print_all(folder(tmp_path))
    assert (tmp_path / "out" / "one.png").read_bytes() == stamped(page("one")).png() != page("one").png()
    assert (tmp_path / "out" / "two.png").read_bytes() == page("two").png()


def test_what_a_printer_refused_is_no_reprint_later(spool: Spool, tmp_path: Path) -> None:
    spool.add([page("one")])
    spool.print_all(off(tmp_path))
    spool.print_all(folder(tmp_path))
    assert (tmp_path / "out" / "one.png").read_bytes() == page("one").png()


def test_a_round_stops_between_two_pages(spool: Spool, tmp_path: Path) -> None:
    spool.add([page("one"), page("two")])
    asked = iter([False, True])
    assert spool.print_all(folder(tmp_path), lambda: next(asked)).printed == ("one",)
    assert spool.waiting() == ["two"]
