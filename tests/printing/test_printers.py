import socket
import stat
import threading
from pathlib import Path

import pytest

from devswap.errors import ConfigError
from devswap.printing import printers
from devswap.printing.escpos import escpos
from devswap.printing.page import Canvas, Page
from devswap.printing.printers import PrinterFault, configured, print_pages, print_pdf
from devswap.printing.zpl import zpl


def page(name: str = "label") -> Page:
    canvas = Canvas(name, 57, 32, 203)
    canvas.text(5, 10, "printed", 5, room=40)
    return canvas.page()


class Listener:
    """A network printer that keeps what it is sent."""

    def __init__(self, *, reads: bool = True) -> None:
        self._line = socket.create_server(("127.0.0.1", 0))
        self.port = self._line.getsockname()[1]
        self.taken = b""
        self._thread = threading.Thread(target=self._take, daemon=True)
        if reads:
            self._thread.start()

    def _take(self) -> None:
        line, _ = self._line.accept()
        with line:
            while piece := line.recv(65536):
                self.taken += piece

    def done(self) -> bytes:
        self._thread.join(5)
        self._line.close()
        return self.taken

    def close(self) -> None:
        self._line.close()


def test_a_label_printer_gets_its_zpl_over_the_network() -> None:
    listener = Listener()
    print_pages(configured("labels", "zpl", f"tcp:127.0.0.1:{listener.port}"), [page()])
    assert listener.done() == zpl(page())


def test_both_copies_of_a_receipt_go_in_one_piece() -> None:
    listener = Listener()
    print_pages(configured("receipts", "escpos", f"tcp:127.0.0.1:{listener.port}"), [page("one"), page("two")])
    assert listener.done() == escpos(page()) * 2


def test_a_printer_that_is_off_is_said_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as line:
        port = line.getsockname()[1]
    with pytest.raises(PrinterFault, match=rf"labels at 127\.0\.0\.1:{port} does not answer .*Switch it on"):
        print_pages(configured("labels", "zpl", f"tcp:127.0.0.1:{port}"), [page()])


def test_a_printer_that_takes_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printers, "SEND", 0.05)
    monkeypatch.setattr(printers, "zpl", lambda _: bytes(64_000_000))
    listener = Listener(reads=False)
    with pytest.raises(PrinterFault, match=r"does not answer \(timed out\)"):
        print_pages(configured("labels", "zpl", f"tcp:127.0.0.1:{listener.port}"), [page()])
    listener.close()


def test_a_host_that_is_none_is_a_fault_not_a_crash() -> None:
    for place in ("127.0.0.1:99999", "no.such.host.invalid"):
        with pytest.raises(PrinterFault, match="does not answer"):
            print_pages(configured("labels", "zpl", f"tcp:{place}"), [page()])


def test_a_folder_gets_files_that_only_their_owner_reads(tmp_path: Path) -> None:
    where = tmp_path / "out"
    print_pages(configured("files", "png", f"folder:{where}"), [page("Receipt ../0412"), page("other")])
    print_pages(configured("files", "pdf", f"folder:{where}"), [page("Receipt ../0412"), page("other")])
    assert sorted(path.name for path in where.iterdir()) == [
        "receipt-..-0412-1.png", "receipt-..-0412-2.png", "receipt-..-0412.pdf",
    ]  # fmt: skip
    assert {stat.S_IMODE(path.stat().st_mode) for path in where.iterdir()} == {0o600}


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(PrinterFault, match="Choose another folder"):
        print_pages(configured("files", "png", f"folder:{tmp_path / 'file'}"), [page()])


def fake_lp(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    program = folder / "lp"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


def test_the_print_queue_gets_the_document_and_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_lp(tmp_path, f'echo "$@" > {tmp_path}/said; cat > {tmp_path}/taken', monkeypatch)
    print_pages(configured("labels", "zpl", "queue:Zebra_1"), [page("cage-label-L2-0412")])
    assert (tmp_path / "said").read_text() == "-d Zebra_1 -t cage-label-l2-0412 -o raw -\n"
    assert (tmp_path / "taken").read_bytes() == zpl(page())
    print_pdf(configured("office", "pdf", "queue:office"), "certificate", b"%PDF-1.4")
    assert (tmp_path / "said").read_text() == "-d office -t certificate -\n"
    assert (tmp_path / "taken").read_bytes() == b"%PDF-1.4"


def test_a_queue_that_refuses_is_said_in_its_own_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_lp(tmp_path, 'cat > /dev/null; echo "lp: The printer is not accepting jobs." >&2; exit 1', monkeypatch)
    with pytest.raises(PrinterFault, match=r"office refused the page: lp: The printer is not accepting jobs\."):
        print_pages(configured("office", "pdf", "queue:office"), [page()])


def test_a_queue_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_lp(tmp_path, "exec sleep 5", monkeypatch)
    monkeypatch.setattr(printers, "SEND", 0.05)
    with pytest.raises(PrinterFault, match="lpstat"):
        print_pages(configured("office", "pdf", "queue:office"), [page()])


def test_a_computer_without_a_print_queue_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PrinterFault, match="Install CUPS"):
        print_pages(configured("office", "pdf", "queue:office"), [page()])


def test_a_label_printer_refuses_a_document() -> None:
    with pytest.raises(PrinterFault, match="Choose a printer for PDF"):
        print_pdf(configured("labels", "zpl", "tcp:127.0.0.1"), "certificate", b"%PDF-1.4")


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("tcp:10.0.0.7", ("10.0.0.7", 9100)),
        ("tcp:printer.example:9101", ("printer.example", 9101)),
        ("tcp:[fe80::1%eth0]:9100", ("fe80::1%eth0", 9100)),
        ("tcp:[::1]", ("::1", 9100)),
    ],
)
def test_addresses_are_read(address: str, host: tuple[str, int]) -> None:
    assert printers._host(configured("p", "zpl", address).place) == host


@pytest.mark.parametrize(
    "address",
    [
        "",
        "tcp:",
        "10.0.0.7",
        "tcp:a b",
        "tcp::9100",
        "queue:",
        "queue:-o",
        "queue:a b",
        "folder:",
        "usb:1",
        "queue:a;b",
    ],
)
def test_an_address_that_is_none_is_refused_with_the_forms(address: str) -> None:
    with pytest.raises(ConfigError, match="write tcp:HOST:9100, queue:NAME or folder:PATH"):
        configured("labels", "zpl", address)


def test_a_language_that_is_none_is_refused() -> None:
    with pytest.raises(ConfigError, match="one of png, pdf, zpl, escpos"):
        configured("labels", "pcl", "tcp:10.0.0.7")
