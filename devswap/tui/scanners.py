"""The scanners that threads read for the app: how each stands, and the word back to it."""

from collections.abc import Callable, Sequence

from scanners.feedback import Verdict
from scanners.line import open_scanner
from scanners.reader import Reader, ScannerState
from scanners.scan import Scan
from scanners.settings import ScannerSettings


class Scanners:
    """All but those that type: their keys come through the terminal. `keyboard` is the name of one that does."""

    def __init__(self, settings: Sequence[ScannerSettings]) -> None:
        self.keyboard = next((s.name for s in settings if s.kind == "keyboard"), "keyboard")
        self._settings = tuple(s for s in settings if s.kind != "keyboard")
        self._readers: dict[str, Reader] = {}
        self._states = {s.name: ScannerState(s.name, "lost", "") for s in self._settings}

    @property
    def states(self) -> list[ScannerState]:
        """How each stands, in the configuration's order."""
        return list(self._states.values())

    def open(self, deliver: Callable[[Scan], None], report: Callable[[ScannerState], None]) -> None:
        """Begin to read; scans and changes are delivered by the scanners' threads."""
        for settings in self._settings:
            self._readers[settings.name] = open_scanner(settings, deliver, report)

    def changed(self, state: ScannerState) -> None:
        """One is ready, lost or back."""
        self._states[state.name] = state

    def say(self, scan: Scan | None, verdict: Verdict) -> None:
        """Good or bad, by the scanner that read it, for those who look at it and not at the screen."""
        reader = self._readers.get(scan.source) if scan is not None else None
        if reader is not None:
            reader.say(verdict)

    @property
    def readers(self) -> list[Reader]:
        """What must be let go at the end."""
        return list(self._readers.values())
