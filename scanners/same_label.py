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
        self._recent: list[Scan] = []

    def seen_by_another(self, scan: Scan) -> bool:
        """Whether another scanner has read this label within the moment; if not, remember that this one has."""
        self._recent = [old for old in self._recent if scan.at - old.at <= self._within]
        if scan.damage or any(_label(old) == _label(scan) and old.source != scan.source for old in self._recent):
            return not scan.damage
        self._recent.append(scan)
        return False


def _label(scan: Scan) -> str:
    """The label's text without the AIM identifier, which one of the two scanners may not send."""
    text = scan.text
    return text[3:] if text[:1] == "]" and text[1:2].isalpha() and text[2:3].isalnum() else text
