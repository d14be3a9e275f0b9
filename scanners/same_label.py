"""The same label seen by two scanners of one desk within a moment is one scan."""

from scanners.scan import Scan


class SameLabel:
    """Remembers what each scanner has just read.

    `within` is in seconds. One scanner that reads a label twice is no matter of this: the desk tells the engineer.

        >>> same = SameLabel()
        >>> same.seen_by_another(Scan("8XKQ2M3", "hand", 10.0)), same.seen_by_another(Scan("8XKQ2M3", "lane", 10.4))
        (False, True)
    """

    def __init__(self, within: float = 1.0) -> None:
        self._within = within
        self._recent: dict[str, Scan] = {}  # by label, the one that was read longest ago first

    def seen_by_another(self, scan: Scan) -> bool:
        """Whether another scanner has read this label within the moment; if not, remember that this one has."""
        if scan.damage:
            return False
        while self._recent and not self._is_recent(old := next(iter(self._recent.values())), scan):
            del self._recent[_label(old)]
        label = _label(scan)
        known = self._recent.get(label)
        if known is not None and known.source != scan.source and self._is_recent(known, scan):
            return True
        self._recent.pop(label, None)
        self._recent[label] = scan
        return False

    def _is_recent(self, old: Scan, scan: Scan) -> bool:
        return scan.at - old.at <= self._within


def _label(scan: Scan) -> str:
    """The label's text without the AIM identifier, which one of the two scanners may not send."""
    text = scan.text
    return text[3:] if text[:1] == "]" and text[1:2].isalpha() and text[2:3].isalnum() else text
