"""The sample labels, row by row, as a line, a keyboard and a paste bring them."""

import csv
import re
from pathlib import Path
from typing import NamedTuple

from scanners.recording import unescape

SAMPLES = Path(__file__).parents[1] / "samples" / "labels.tsv"
PACKETS = ("HID-POS report", "Zebra SSI", "Honeywell", "7E1 sender", "line noise", "ACK")


class Row(NamedTuple):
    raw: str
    symbology: str
    kind: str

    @property
    def contents(self) -> list[str]:
        """The labels in it: what lies between the marks."""
        return [part for part in re.split("[\r\n\t\x02\x03]+", self.raw) if part]


def rows() -> list[Row]:
    with SAMPLES.open(encoding="utf-8", newline="") as file:
        table = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Row(unescape(row["raw"]), row["symbology"], row["what_it_is"]) for row in table]


ROWS = rows()
LABELS = [row for row in ROWS if row.symbology == "Honeywell code ID prefix" or not row.symbology.startswith(PACKETS)]
"""Those that are not packets, replies or damage of one kind of line."""
