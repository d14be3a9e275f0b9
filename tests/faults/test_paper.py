"""A desk that is killed while its printer is off loses no paper."""

import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from random import Random, SystemRandom

from PIL import Image

from devswap import config, sample
from devswap.cli.opening import SystemClock
from devswap.desk.printing import Printing
from devswap.labels.commands import decode
from devswap.store import Reader, Store
from devswap.store.lists import import_list
from tests.desk.scenes import LISTS as SCENE
from tests.desk.scenes import OKAFOR
from tests.printing.pages import texts_on
from tests.printing.test_zpl import shown

CONFIG = """[desk]
name = "desk 2"
site = "Lambeth"
store = "desk.db"
operator = "200001"
[[printer]]
name = "counter"
kind = "png"
folder = "out"
"""
SWAP = (OKAFOR, "5CG7290HTW", "5CG2411RVD", OKAFOR)


def devswap(folder: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "devswap", "--config", str(folder / "config.toml"), *arguments]


def test_a_desk_killed_the_moment_it_answered_prints_at_its_next_start(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(CONFIG)
    for kind, text in SCENE.items():
        (tmp_path / f"{kind}.csv").write_text(text)
    _bring_lists(tmp_path)
    (tmp_path / "out").write_text("the printer is off")
    with subprocess.Popen(
        devswap(tmp_path, "desk", "--plain", "--json"), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as desk:
        assert desk.stdin is not None
        assert desk.stdout is not None
        for line in SWAP:
            desk.stdin.write(line.encode() + b"\n")
            desk.stdin.flush()
            answer = desk.stdout.readline()
        assert b'"swap_recorded"' in answer
        desk.send_signal(signal.SIGKILL)
    (tmp_path / "out").unlink()
    done = subprocess.run(devswap(tmp_path, "desk", "--plain"), input=b"", capture_output=True, check=True, timeout=60)
    assert b"Traceback" not in done.stderr
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert [name[:7] for name in names] == ["cage-la", "receipt", "receipt"]
    assert not any("reprint" in name for name in names)


def test_however_often_a_desk_is_killed_every_old_device_has_its_label_and_no_double_is_unmarked(
    tmp_path: Path,
) -> None:
    taken: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as printer:
        threading.Thread(target=_serve, args=(printer, taken), daemon=True).start()
        lines = _laid_out(tmp_path, printer.getsockname()[1])
        dice, at = Random(1), 0
        while at < len(lines):
            with subprocess.Popen(
                devswap(tmp_path, "desk", "--plain"), stdin=subprocess.PIPE, stdout=subprocess.PIPE
            ) as desk:
                assert desk.stdin is not None
                assert desk.stdout is not None
                portion = lines[at : at + dice.randint(20, 40)]
                desk.stdin.write(b"".join(portion))
                desk.stdin.flush()
                desk.stdout.readline()
                time.sleep(dice.uniform(0.0, 1.0))
                desk.send_signal(signal.SIGKILL)
            at += len(portion)
        assert (
            b"Traceback"
            not in subprocess.run(
                devswap(tmp_path, "desk", "--plain"), input=b"", capture_output=True, check=True, timeout=120
            ).stderr
        )
    with Reader.read(tmp_path / "desk.db") as store:
        intakes = {entry.id for entry in store.of_kind("device_taken_in")}
    whole = [label for label in taken if label.endswith(b"^XZ")]
    found = Counter((_intake(picture), _is_marked(picture)) for picture in map(shown, whole))
    assert len(intakes) > 5
    assert {intake for intake, _ in found} == intakes
    assert max(count for (_, marked), count in found.items() if not marked) == 1


def _laid_out(folder: Path, port: int) -> list[bytes]:
    """A desk with a label printer; what its scanner reads in the first hours."""
    sample.write(folder, 150)
    _bring_lists(folder)
    with (folder / "config.toml").open("a") as file:
        file.write(f'[[printer]]\nname = "z"\nkind = "zpl"\naddress = "127.0.0.1:{port}"\nprints = ["cage_label"]\n')
    Printing(config.read(folder / "config.toml").printer, folder / "desk.db", print)
    return (folder / "day.scans").read_bytes().splitlines(keepends=True)[:60]


def _bring_lists(folder: Path) -> None:
    with Store.open(
        folder / "desk.db", clock=SystemClock(), dice=SystemRandom().getrandbits, ballast=0, sidecar=folder
    ) as store:
        for kind in ("recipients", "operators", "estate", "stock"):
            import_list(store, kind, folder / f"{kind}.csv")


def _intake(picture: Image.Image) -> str:
    (text,) = texts_on(picture)
    own = decode(text)
    assert own is not None
    return own.value


def _is_marked(picture: Image.Image) -> bool:
    """Whether the corner that a label keeps free is black."""
    corner = picture.crop((picture.width - 100, picture.height - 30, picture.width - 20, picture.height - 10))
    return corner.convert("L").histogram()[0] > 400


def _serve(printer: socket.socket, taken: list[bytes]) -> None:
    while True:
        try:
            line, _ = printer.accept()
        except OSError:
            return
        with line, suppress(OSError):
            content = b""
            while chunk := line.recv(65536):
                content += chunk
            taken.append(content)
