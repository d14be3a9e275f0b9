"""A file of schemes: the shipped example holds, and a wrong one is refused with its place and reason."""

import re
from pathlib import Path

import pytest

from devswap.errors import ConfigError
from devswap.wiping.schemes import load_schemes, parse_schemes

SMALL = """
[origin]
name = "Force"
[[schemes]]
name = "bank"
title = "Bank"
kind = "reuse"
categories = ["laptop"]
papers = ["ownership_transfer"]
[[schemes]]
name = "recycler"
title = "Recycler"
kind = "recycle"
categories = ["laptop"]
papers = ["waste_transfer_note"]
[[waste]]
code = "20 01 36"
description = "equipment"
categories = ["laptop"]
"""


def test_the_example_holds_and_has_a_scheme_of_every_kind() -> None:
    assert {scheme.kind for scheme in load_schemes(None).schemes} == {"reuse", "resale", "recycle", "destroy"}


def test_names_are_found_however_they_are_typed() -> None:
    found = parse_schemes(SMALL, "s.toml")
    assert found.scheme(" Bank ") == found.schemes[0]
    assert found.scheme("other") is None


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('kind = "reuse"', 'kind = "give"', r"schemes 1\] kind: expected .*\"reuse\""),
        ('name = "recycler"', 'name = "bank"', r'schemes\]: expected each name once, found "bank" 2 times'),
        (
            'categories = ["laptop"]\npapers = ["own',
            'categories = []\npapers = ["own',
            r"categories: expected at least",
        ),
        ('["waste_transfer_note"]', "[]", r'schemes 2\] papers: expected "waste_transfer_note"'),
        ('["ownership_transfer"]', "[]", r'schemes 1\] papers: expected "ownership_transfer"'),
        ('code = "20 01 36"', 'code = "20 01 35*"\nhazardous = true', r"hazardous_consignment_note.*20 01 35"),
        (
            'description = "equipment"\ncategories = ["laptop"]',
            'description = "x"\ncategories = []',
            r'row for "laptop"',
        ),
        ('kind = "reuse"', 'kind = "reuse"\ntakes_unwiped = true', r"takes_unwiped: expected false for reuse"),
        ('kind = "reuse"', 'kind = "reuse"\nneeds = ["bios"]', r"grades: expected at least one"),
        ('kind = "reuse"', 'kind = "reuse"\ngrade = ["a"]', r"Did you mean grades\?"),
        ('name = "Force"', "name = Force", r"not TOML"),
    ],
)
def test_a_wrong_file_is_refused_with_place_and_reason(old: str, new: str, says: str) -> None:
    with pytest.raises(ConfigError) as refused:
        parse_schemes(SMALL.replace(old, new, 1), "s.toml")
    assert str(refused.value).startswith("s.toml: ")
    assert re.search(says, str(refused.value))


def test_what_is_no_file_of_schemes_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "odd.toml").write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path / "none.toml", tmp_path / "odd.toml", tmp_path):
        with pytest.raises(ConfigError, match=str(path)):
            load_schemes(path)
