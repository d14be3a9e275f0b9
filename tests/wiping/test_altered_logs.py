"""An altered log proves nothing that it did not prove before, whatever byte, line or word was changed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.wiping.altered import JOB, NEVER_PASS, SIZE_UNKNOWN, alterations, facts, passing
from tests.wiping.logs import GOOD, HOST, SECOND, nwipe_log

GOOD_LOGS = {version: nwipe_log(version=version) for version in ("0.34", "0.38", "0.42")}
WORDS = {
    "serial": (GOOD.serial, ("WD-WX11A22B3345", "", "XXXXXXXXXXXXXXX", SECOND.serial)),
    "computer": (HOST, ("PF3ABCDF", "", "To be filled by O.E.M.")),
    "size": (str(GOOD.size), (str(GOOD.size - 512), str(GOOD.size + 512), "0")),
    "method": ("Fill With Zeros", ("PRNG Stream", "Verify Zeros (0x00)", "DoD 5220.22-M", "Fill With Nothing")),
    "status": (" Erased ", ("-FAILED-", "UABORTED", "INSANITY")),
    "errors": ("          0 |", ("          1 |", "         10 |")),
}
"""What stands in a good log, and what an alteration may put there."""


@pytest.mark.parametrize("name", NEVER_PASS)
def test_no_single_byte_turns_a_log_that_proves_nothing_into_a_pass(name: str) -> None:
    raw, turn = NEVER_PASS[name], sorted(NEVER_PASS).index(name)
    assert not passing(raw)
    for place in range(turn % 5, len(raw), 5):
        others = list(alterations(raw, place))
        assert not passing(others[(place + turn) % len(others)]), raw[place - 40 : place + 40]


@pytest.mark.parametrize("version", GOOD_LOGS)
def test_a_single_byte_changes_no_fact_of_a_log_that_still_passes(version: str) -> None:
    raw = GOOD_LOGS[version]
    [original] = passing(raw)
    still = 0
    for place in range(len(raw)):
        others = list(alterations(raw, place))
        for evidence in passing(others[place % len(others)], SIZE_UNKNOWN):
            still += 1
            assert facts(evidence) == facts(original), raw[place - 40 : place + 40]
    assert still > 100


@given(
    version=st.sampled_from(sorted(GOOD_LOGS)),
    edits=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 30), st.binary(max_size=12)), min_size=1, max_size=4),
)
@settings(max_examples=300, deadline=None)
def test_edits_anywhere_change_no_fact_of_a_log_that_still_passes(
    version: str, edits: list[tuple[float, int, bytes]]
) -> None:
    raw = GOOD_LOGS[version]
    [original] = passing(raw)
    for share, length, put in edits:
        place = int(share * len(raw))
        raw = raw[:place] + put + raw[place + length :]
    assert all(facts(evidence) == facts(original) for evidence in passing(raw, SIZE_UNKNOWN))


@given(data=st.data(), version=st.sampled_from(sorted(GOOD_LOGS)), word=st.sampled_from(sorted(WORDS)))
@settings(max_examples=200, deadline=None)
def test_another_word_in_one_place_is_never_a_pass_with_other_facts(
    data: st.DataObject, version: str, word: str
) -> None:
    [original] = passing(GOOD_LOGS[version])
    was, others = WORDS[word]
    parts = GOOD_LOGS[version].decode().split(was)
    place = data.draw(st.integers(1, len(parts) - 1))
    put = data.draw(st.sampled_from(others))
    raw = (was.join(parts[:place]) + put + was.join(parts[place:])).encode()
    assert all(facts(evidence) == facts(original) for evidence in passing(raw))


@pytest.mark.parametrize("word", ["serial", "computer", "size", "status", "errors"])
@pytest.mark.parametrize("version", GOOD_LOGS)
def test_another_word_everywhere_is_never_a_pass(word: str, version: str) -> None:
    was, others = WORDS[word]
    for other in others:
        assert not passing(GOOD_LOGS[version].replace(was.encode(), other.encode())), other


@given(version=st.sampled_from(sorted(GOOD_LOGS)), places=st.lists(st.floats(0, 1), min_size=2, max_size=2))
@settings(max_examples=200, deadline=None)
def test_lines_that_change_places_never_make_other_facts(version: str, places: list[float]) -> None:
    [original] = passing(GOOD_LOGS[version])
    lines = GOOD_LOGS[version].split(b"\n")
    one, other = (int(place * (len(lines) - 1)) for place in places)
    lines[one], lines[other] = lines[other], lines[one]
    assert all(facts(evidence) == facts(original) for evidence in passing(b"\n".join(lines), SIZE_UNKNOWN))


@pytest.mark.parametrize("version", GOOD_LOGS)
def test_a_log_cut_off_anywhere_is_never_a_pass(version: str) -> None:
    raw = GOOD_LOGS[version]
    assert passing(raw.rstrip(b"\n"), JOB)
    for end in range(0, len(raw.rstrip(b"\n")), 3):
        assert not passing(raw[:end]), raw[end - 40 : end]


@pytest.mark.parametrize("name", [name for name in NEVER_PASS if name != "cut off"])
def test_without_any_line_but_the_one_that_tells_the_fault_the_log_stays_without_proof(name: str) -> None:
    lines = NEVER_PASS[name].split(b"\n")
    told = (b"HIDDEN", b"Partial write")
    for number, line in enumerate(lines):
        if not any(word in line for word in told):
            assert not passing(b"\n".join(lines[:number] + lines[number + 1 :])), line
