"""`devswap scanners`: what is plugged in, does it work, and what does it send."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from devswap.cli.settings import config_option, loaded
from devswap.cli.speech import harmless, output, put, say
from devswap.errors import ScannerFault

if TYPE_CHECKING:
    from devswap.labels.reading import Label
    from scanners import Reader, Scan, ScannerSettings, ScannerState, Traffic, Verdict

VERDICTS: "tuple[tuple[Verdict, str], ...]" = (
    ("accepted", "accepted: one bright tone, green"),
    ("ask", "ask: two tones"),
    ("refused", "refused: low tones, red"),
)
SAYING = 0.2
"""Seconds that a scanner gets to say a verdict before it is asked for the next, or closed."""
PATIENCE = 60.0
"""Seconds that `test` waits for a scan."""


class Line(NamedTuple):
    """An open scanner, what its line carries, and what becomes of it."""

    reader: "Reader"
    traffic: "SimpleQueue[Traffic]"
    states: "SimpleQueue[ScannerState]"

    def next(self) -> "Traffic | None":
        """What the line carried next, within a moment; says what became of the scanner meanwhile."""
        while not self.states.empty():
            state = self.states.get()
            say(f"{state.message} {state.next}".rstrip())
        try:
            return self.traffic.get(timeout=0.2)
        except Empty:
            return None


@click.group()
def scanners() -> None:
    """What is plugged in; try one; watch what it sends."""


@scanners.command("list")
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
def list_(as_json: bool) -> None:
    """What is plugged in, and what to write as `port` and `protocol` in config.toml."""
    from scanners.discovery import found

    devices = found()
    for device in devices:
        facts = {
            "kind": device.kind, "port": device.port, "device": device.device, "name": device.name,
            "usb": f"{device.usb.vid:04x}:{device.usb.pid:04x}" if device.usb else "", "make": device.make,
            "mode": device.mode, "protocol": device.protocol, "readable": device.readable, "advice": device.advice,
        }  # fmt: skip
        if as_json:
            put(json.dumps(facts, ensure_ascii=False))
        else:
            taken_for = f"{device.make or 'unknown make'}{f', set to {device.mode}' if device.mode else ''}"
            put(harmless(f"{device.kind:8}{device.port}\n        {device.name or '-'} ({taken_for})"))
            put(f"        protocol = {json.dumps(device.protocol)}")
            if device.advice:
                put(f"        {device.advice}")
    if not devices:
        say("Nothing that may be a scanner is plugged in. One that types like a keyboard works without being listed.")


@scanners.command()
@click.argument("name", required=False)
@config_option
def test(name: str | None) -> None:
    """Try a scanner of config.toml: scan once for each verdict, and hear it."""
    from devswap.labels.damage import damage_words

    settings = _chosen(name)
    with _listening(settings) as line:
        for verdict, heard in VERDICTS:
            say(f"Scan any label. {settings.name} then says {heard}.")
            scan = _next_scan(line)
            line.reader.say(verdict)
            damage = f"  damaged: {damage_words(scan.damage)}" if scan.damage else ""
            put(harmless(f"{verdict:9}{scan.text!r}{damage}"))
            time.sleep(SAYING)
    say("All three were said. Where nothing was heard, look at `protocol` in config.toml: `plain` says nothing.")


@scanners.command()
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
@click.option("--seconds", type=float, help="Stop after so many; else at Ctrl-C.")
@config_option
def listen(name: str | None, as_json: bool, seconds: float | None) -> None:
    """Show raw bytes, scans and their readings as they come from a scanner of config.toml.

    Each scan is answered as a desk does that takes it, for some scanners wait for that.
    """
    until = time.monotonic() + seconds if seconds is not None else None
    with _listening(_chosen(name)) as line:
        while until is None or time.monotonic() < until:
            if not (heard := line.next()):
                continue
            labels = [(scan, _read(scan)) for scan in heard.scans]
            if as_json:
                put(json.dumps(_as_object(heard, labels), ensure_ascii=False))
            else:
                put("\n".join(_as_words(heard, labels)))
            output().flush()
            for scan in heard.scans:
                line.reader.say("refused" if scan.damage else "accepted")


def _read(scan: "Scan") -> "Label":
    """What a scan says; one that came damaged says nothing of a device."""
    from devswap.labels.damage import damage_reading
    from devswap.labels.reading import Label, read

    if not scan.damage:
        return read(scan.text, scan.aim)
    told = damage_reading(scan)
    return Label(scan.text, "", told.kind, told.value, (told,))


def _as_object(heard: "Traffic", labels: "list[tuple[Scan, Label]]") -> dict[str, Any]:
    return {
        "time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "scanner": heard.name,
        "received": heard.received.hex(" "),
        "sent": heard.sent.hex(" "),
        "scans": [
            {
                "text": scan.text, "aim": scan.aim, "damage": scan.damage, "what_it_is": label.what_it_is,
                "normalised": label.normalised,
                "readings": [{"kind": r.kind, "value": r.value, "why": r.why} for r in label.readings],
            }
            for scan, label in labels
        ],
    }  # fmt: skip


def _as_words(heard: "Traffic", labels: "list[tuple[Scan, Label]]") -> Iterator[str]:
    at = f"{datetime.now(UTC):%H:%M:%S.%f}"[:-3]
    for arrow, data in (("<", heard.received), (">", heard.sent)):
        if data:
            yield f"{at} {harmless(heard.name)} {arrow} {data.hex(' ')}  {data!r}"
    for scan, label in labels:
        damage = f" damaged: {scan.damage}" if scan.damage else ""
        yield f"    scan {scan.text!r} {scan.aim}{damage}".rstrip()
        for reading in label.readings:
            yield harmless(f"        {reading.kind} {reading.value!r}: {reading.why}")


def _chosen(name: str | None) -> "ScannerSettings":
    configured = loaded().config.scanner
    if not configured:
        raise ScannerFault("No scanner is configured. `devswap scanners list` shows what to write into config.toml.")
    for settings in configured:
        if name in (None, settings.name):
            return settings
    known = ", ".join(settings.name for settings in configured)
    raise ScannerFault(f"There is no scanner {name!r} in the configuration. There are: {known}.")


@contextmanager
def _listening(settings: "ScannerSettings") -> Iterator[Line]:
    """The open scanner. Raises ScannerFault where it cannot be opened."""
    from scanners import open_scanner

    if settings.kind == "keyboard":
        raise ScannerFault(f"{settings.name} types like a keyboard: try it in any text field, and in `devswap desk`.")
    states: SimpleQueue[ScannerState] = SimpleQueue()
    traffic: SimpleQueue[Traffic] = SimpleQueue()
    reader = open_scanner(settings, _let_pass, states.put, tap=traffic.put)
    try:
        first = states.get(timeout=10)
        if first.status == "lost":
            raise ScannerFault(f"{first.message} {first.next}")
        say(first.message)
        yield Line(reader, traffic, states)
    except Empty:
        raise ScannerFault(f"{settings.name} does not answer at {settings.port}. Check its cable.") from None
    finally:
        reader.stop()


def _let_pass(_: "Scan") -> None:
    """Scans come with the traffic that carried them."""


def _next_scan(line: Line) -> "Scan":
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if (heard := line.next()) and heard.scans:
            return heard.scans[0]
    raise ScannerFault(f"Nothing was scanned for {PATIENCE:.0f} seconds. Check the scanner's mode and its cable.")
