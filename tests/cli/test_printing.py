"""`devswap print`, and a desk at work with printers of its configuration."""

import json
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from devswap.labels.commands import decode
from tests.cli.test_acting import rows
from tests.printing.pages import texts_on

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def worked(desk: Path, play: Run) -> Path:
    """The desk after the first visits of its day."""
    day = (desk / "day.scans").read_text("utf-8").splitlines()[:40]
    assert play("\n".join(day) + "\n", "desk", "--plain")[0] == 0
    return desk


def job(devswap: Run) -> dict[str, str]:
    found: dict[str, str] = json.loads(devswap("wipes", "--json")[1].splitlines()[0])
    return found


def test_a_label_is_printed_from_the_record_and_leads_back_to_its_device(
    worked: Path, devswap: Run, play: Run, tmp_path: Path
) -> None:
    old = job(devswap)
    code, said, _ = devswap("print", "label", old["serial"], "--to", str(tmp_path / "out"))
    assert code == 0
    png, pdf = map(Path, said.splitlines())
    assert pdf.read_bytes().startswith(b"%PDF")
    (text,) = texts_on(Image.open(png))
    own = decode(text)
    assert own is not None
    assert (own.kind, own.value) == ("cage-label", old["intake"])
    assert json.loads(devswap("find", text, "--json")[1].splitlines()[0])["id"] == old["device"]
    hand = next(o["number"] for o in rows(worked, "operators.csv") if o["role"] == "bench")
    answer = json.loads(play(f"/lock\n/sign-in {hand}\n{text}\n", "bench", "--json")[1].splitlines()[-1])
    assert (answer["code"], old["serial"] in answer["message"]) == ("job_known", True)


def test_a_receipt_is_found_by_either_device_and_names_both_copies(worked: Path, devswap: Run, tmp_path: Path) -> None:
    old = job(devswap)["serial"]
    by_old = devswap("print", "receipt", old, "--to", str(tmp_path))[1].splitlines()
    assert len(by_old) == 3
    story = [json.loads(line) for line in devswap("find", old, "--json")[1].splitlines()]
    issue = next(one["entry"] for one in story if one.get("kind") == "device_issued")
    entries = (json.loads(line) for line in devswap("journal", "show", "--json")[1].splitlines())
    assert issue in json.dumps(list(entries))
    assert all("reprint" in name for name in by_old)


def test_a_voucher_is_printed_while_something_is_due_and_not_after(
    desk: Path, devswap: Run, play: Run, tmp_path: Path
) -> None:
    day = (desk / "day.scans").read_text("utf-8").split("# The old one today, the new one later.\n")[1]
    visit = day.splitlines()[:3]
    assert visit[2].endswith("/intake-only")
    play("\n".join(visit) + "\n", "desk", "--plain")
    old = job(devswap)["serial"]
    code, said, _ = devswap("print", "voucher", old, "--to", str(tmp_path))
    assert code == 0
    (text,) = texts_on(Image.open(said.splitlines()[0]))
    assert json.loads(play(f"{text}\n", "desk", "--json")[1])["code"] == "recipient_known"
    assert devswap("print", "label", rows(desk, "stock.csv")[0]["serial"])[0] == 1


def test_badge_cards_open_visits_and_sign_in(desk: Path, devswap: Run, play: Run, tmp_path: Path) -> None:
    someone = next(r for r in rows(desk, "recipients.csv")[::-1] if r["kind"] == "person")
    code, said, _ = devswap("print", "badges", someone["number"], "--to", str(tmp_path / "one"))
    assert code == 0
    (text,) = texts_on(Image.open(said.splitlines()[0]))
    answer = json.loads(play(f"{text}\n", "desk", "--json")[1])
    assert answer["visit"]["recipient"] == someone["number"]
    code, said, _ = devswap("print", "badges", "--operators", "--to", str(tmp_path / "all"))
    assert code == 0
    assert len(texts_on(Image.open(said.splitlines()[0]))) == len(rows(desk, "operators.csv"))


def test_what_cannot_be_printed_says_why(devswap: Run) -> None:
    assert devswap("print", "badges")[0] == 2
    assert devswap("print", "badges", "nobody")[0] == 2
    assert devswap("print", "label", "nothing")[0] == 2
    code, _, said = devswap("print", "badges", "--operators", "--printer", "none")
    assert (code, "No [[printer]] is called none" in said) == (2, True)


def test_a_whole_day_is_on_paper_when_its_lines_end(desk: Path, play: Run, devswap: Run) -> None:
    """Also over the network, in a label printer's language."""
    taken: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as printer:
        threading.Thread(target=_serve, args=(printer, taken), daemon=True).start()
        with (desk / "config.toml").open("a") as file:
            file.write('[[printer]]\nname = "counter"\nkind = "png"\nfolder = "out"\nprints = ["receipt", "voucher"]\n')
            file.write(f'[[printer]]\nname = "zebra"\nkind = "zpl"\naddress = "127.0.0.1:{printer.getsockname()[1]}"\n')
            file.write('prints = ["cage_label"]\nsize = "57x32"\n')
        day = (desk / "day.scans").read_text("utf-8").splitlines()[:120]
        code, said, told = play("\n".join(day) + "\n", "desk", "--json")
    recorded = [json.loads(line)["recorded"] for line in said.splitlines()]
    intakes = sum(kinds.count("device_taken_in") for kinds in recorded)
    assert code == 0
    assert "Printer" not in told
    assert len(taken) == intakes > 10
    assert all(label.startswith(b"^XA^PW") and label.endswith(b"^XZ") for label in taken)
    receipts = sum("device_taken_in" in kinds or "device_issued" in kinds for kinds in recorded)
    assert len(list((desk / "out").glob("receipt-*.png"))) == 2 * receipts


def test_a_disk_that_takes_no_paper_keeps_nobody_from_their_shift(desk: Path, play: Run) -> None:
    with (desk / "config.toml").open("a") as file:
        file.write('[[printer]]\nname = "counter"\nkind = "png"\nfolder = "out"\n')
    (desk / "desk.db.paper").write_text("in the way")
    code, said, told = play("/help zzz\n", "desk", "--plain")
    assert (code, said.startswith("...")) == (0, True)
    assert "Nothing is printed: " in told


def _serve(printer: socket.socket, taken: list[bytes]) -> None:
    while True:
        try:
            line, _ = printer.accept()
        except OSError:
            return
        with line:
            content = b""
            while chunk := line.recv(65536):
                content += chunk
            taken.append(content)
