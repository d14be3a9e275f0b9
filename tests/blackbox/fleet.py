"""A fleet as a stranger has it: commands of the contract as processes, CSV files, what they print; nothing imported."""

import csv
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SEED, DEVICES = "4711", "400"
LISTS = ("operators", "recipients", "estate", "stock")
READY = 60.0
"""Seconds within which a register that starts its own PostgreSQL answers on a loaded machine."""


@dataclass(frozen=True)
class Done:
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Its output, an object a line."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def codes(self) -> list[str]:
        """The codes of a desk's answers."""
        return [line["code"] for line in self.lines]


def devswap(*arguments: str, home: Path, config: Path | None = None, said: str = "") -> Done:
    """One command, with its own state and configuration."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DEVSWAP_")}
    environment |= {f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("STATE", "DATA", "CONFIG")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # a hundred starts: none compiles what the last one did
    command = [sys.executable, "-m", "devswap", *(("--config", str(config)) if config else ()), *arguments]
    done = subprocess.run(command, env=environment, input=said, capture_output=True, text=True, timeout=120)
    assert "Traceback" not in done.stderr, done.stderr
    return Done(done.returncode, done.stdout, done.stderr)


@dataclass(frozen=True)
class Swap:
    """Somebody who comes with a laptop that is due: badge, number, the old one and a new one for it."""

    badge: str
    number: str
    old: str
    new: str


@dataclass
class Place:
    """One desk: its folder, which may be copied, lost and put back."""

    folder: Path
    name: str

    def run(self, *arguments: str, said: str = "") -> Done:
        """A command at this desk."""
        return devswap(*arguments, home=self.folder / "home", config=self.folder / "config.toml", said=said)

    def say(self, *lines: str) -> Done:
        """Scans and commands, line by line."""
        return self.run("desk", "--plain", "--json", said="".join(f"{line}\n" for line in lines))

    def sync(self) -> dict[str, Any]:
        """All that waits goes, all that is new comes."""
        done = self.run("sync", "--once", "--json")
        assert done.code == 0, done.err
        [said] = done.lines
        assert said["waiting"] == 0
        return said

    def audit(self) -> dict[str, Any]:
        """The balance, recomputed from the journal."""
        return self.run("audit", "--json").lines[0]

    def copy(self, to: Path) -> None:
        """The whole disk, as a cloned image has it."""
        shutil.copytree(self.folder, to)


@dataclass
class Fleet:
    """A register with its embedded PostgreSQL, and the desks around it."""

    folder: Path
    port: int = 0
    supervisor: str = ""
    """A badge."""
    settles: str = ""
    """That supervisor's number."""
    swaps: Iterator[Swap] = field(default_factory=lambda: iter(()))
    _serving: "subprocess.Popen[bytes] | None" = None

    def __post_init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="devswap-fleet-"))  # PostgreSQL's own user must reach it
        self.home.chmod(0o755)
        with socket.socket() as made:
            made.bind(("127.0.0.1", 0))
            self.port = int(made.getsockname()[1])
        self.data = self.folder / "data"
        made = devswap("sample", str(self.data), "--seed", SEED, "--devices", DEVICES, home=self.home)
        assert made.code == 0, made.err
        self.config = self.folder / "register.toml"
        rules = (self.data / "config.toml").read_text(encoding="utf-8")
        self.config.write_text(f'{rules}\n[register.service]\nlisten = "127.0.0.1:{self.port}"\n', encoding="utf-8")
        self.swaps = self._swaps()

    def register(self, *arguments: str) -> Done:
        """`devswap register …`."""
        return devswap("register", *arguments, home=self.home, config=self.config)

    def serve(self) -> None:
        """Start it, and wait until it is ready."""
        environment = os.environ | {f"XDG_{kind}_HOME": str(self.home / kind.lower()) for kind in ("STATE", "DATA")}
        environment.pop("DEVSWAP_REGISTER_DATABASE", None)
        command = [sys.executable, "-m", "devswap", "--config", str(self.config), "register", "serve"]
        self._serving = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
        until = time.monotonic() + READY
        while time.monotonic() < until:
            try:
                if self.get("/ready")["status"] == "ready":
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the register never was ready")

    def get(self, path: str) -> Any:
        """What it serves to anybody."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            return json.loads(answer.read())

    def lists(self) -> None:
        """The four lists, in."""
        with ThreadPoolExecutor(2) as both:
            done = both.map(lambda kind: self.register("import", kind, str(self.data / f"{kind}.csv")), LISTS)
            assert (said := [each.err for each in done if each.code != 0]) == [], said

    def place(self, name: str) -> Place:
        """A laptop with a configuration and nothing else."""
        made = Place(Path(tempfile.mkdtemp(dir=self.folder, prefix=f"{name} ")), name)
        shutil.copy(self.data / "config.toml", made.folder / "config.toml")
        return made

    def enrolled(self, *names: str) -> list[Place]:
        """Desks that have joined and have the lists."""
        with ThreadPoolExecutor(2) as both:
            return list(both.map(self._enrolled, names))

    def _enrolled(self, name: str) -> Place:
        made = self.place(name)
        code = self.register("code", "--site", "Lambeth", "--desk", name, "--json").lines[0]["code"]
        joined = made.run("enrol", f"http://127.0.0.1:{self.port}", code)
        assert joined.code == 0, joined.err
        made.sync()
        return made

    def desks(self, name: str) -> list[dict[str, Any]]:
        """The desks of this name as the register has them."""
        return [desk for desk in self.register("desks", "--json").lines if desk["name"] == name]

    def disputes(self, *devices: str) -> dict[str, str]:
        """The open discrepancies that name one of these devices, as they are listed for people: id to kind."""
        found: dict[str, str] = {}
        for line in self.register("discrepancies").out.splitlines():
            if not line.startswith(" "):
                name, kind = line.split()[0], line.split()[-1]
            elif any(device in line for device in devices):
                found[name] = kind
        return found

    def close(self) -> None:
        """Stop it by the front door."""
        if self._serving is not None:
            self._serving.send_signal(signal.SIGTERM)
            self._serving.wait(60)
        shutil.rmtree(self.home, ignore_errors=True)

    def _rows(self, kind: str) -> list[dict[str, str]]:
        with (self.data / f"{kind}.csv").open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))

    def _swaps(self) -> Iterator[Swap]:
        """People of the lists with one laptop that is due, none of whom the sample's own day names; and who settles."""
        day = (self.data / "day.scans").read_text(encoding="utf-8")
        operators = self._rows("operators")
        supervisor = next(row for row in operators if row["role"] == "supervisor" and row["badge"])
        self.supervisor, self.settles = supervisor["badge"], supervisor["number"]
        people = {row["number"]: row for row in self._rows("recipients") if row["kind"] == "person" and row["badge"]}
        for row in operators:
            people.pop(row["number"], None)

        def free(device: dict[str, str]) -> bool:
            labels = (device["serial"], device["asset_tag"], device["imei"])
            here = (device["category"], device["maker"], device["site"]) == ("laptop", "HP", "Lambeth")
            return here and bool(device["serial"]) and not any(label and label in day for label in labels)

        new = iter([row["serial"] for row in self._rows("stock") if free(row)])
        made = []
        for row in self._rows("estate"):
            person = people.get(row["assigned_to"])
            due = "" < row["end_of_life"] <= "2027-03-31"
            if person and free(row) and due and person["badge"] not in day and person["at_check"] == "no":
                people.pop(row["assigned_to"])
                made.append(Swap(person["badge"], person["number"], row["serial"], next(new)))
        return iter(made)
