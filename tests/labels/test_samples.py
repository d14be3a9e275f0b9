"""Every row of the sample says what the reference says it is."""

import ast
from pathlib import Path

import pytest

from devswap.labels.reading import read

SAMPLE = Path(__file__).parents[1] / "samples" / "labels.tsv"
TOLD = {"wedge, caps lock + French host": "french-caps", "wedge, US scanner / German host": "german"}
"""The two damages that only a told layout can undo."""


def rows() -> list[tuple[str, str, str, str]]:
    lines = SAMPLE.read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")[:4]) for line in lines[1:] if line]  # type: ignore[misc]


def sent(raw: str) -> str:
    literal: bytes = ast.literal_eval("b'" + raw.replace("\\'", "'").replace("'", "\\'") + "'")
    return literal.decode("latin-1")


@pytest.mark.parametrize(("raw", "source", "kind", "value"), rows(), ids=lambda field: field[:40])
def test_every_row_of_the_sample_is_read_as_the_reference_says(raw: str, source: str, kind: str, value: str) -> None:
    label = read(sent(raw), layout=TOLD.get(source))
    assert (label.what_it_is, label.normalised) == (kind, value)


SYMBOLOGIES = {
    "code128",
    "code39",
    "code39-full-ascii",
    "qr",
    "datamatrix",
    "gs1-128",
    "gs1-datamatrix",
    "ean13",
    "ean8",
}


@pytest.mark.parametrize(("raw", "source", "kind", "value"), [row for row in rows() if row[1] in SYMBOLOGIES])
def test_the_symbology_is_the_one_that_the_sample_names(raw: str, source: str, kind: str, value: str) -> None:
    assert read(sent(raw)).symbology == source


@pytest.mark.parametrize("source", TOLD)
def test_without_being_told_the_layout_no_repaired_value_is_claimed(source: str) -> None:
    [(raw, _, _, value)] = [row for row in rows() if row[1] == source]
    assert value not in [reading.value for reading in read(sent(raw)).readings]
