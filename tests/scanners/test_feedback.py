"""What each make is sent for a verdict: the bytes of its manual."""

import pytest

from scanners.feedback import MAKES, Verdict, commands

TABLE: list[tuple[str, Verdict, str]] = [
    ("ssi", "accepted", "05 E6 04 00 00 FF 11  05 E8 04 00 FF FE 10  05 E7 04 00 01 FF 0F"),
    ("ssi", "ask", "05 E6 04 00 01 FF 10  05 E8 04 00 FF FE 10"),
    ("ssi", "refused", "05 E6 04 00 12 FE FF  05 E8 04 00 FF FE 10  05 E7 04 00 02 FF 0E"),
    ("honeywell-host-ack", "accepted", "1B 37 2C"),
    ("honeywell-host-ack", "ask", "1B 61 2C"),
    ("honeywell-host-ack", "refused", "1B 38 2C 1B 38 2C"),
    ("honeywell", "accepted", "16 07 0D"),
    ("datalogic", "accepted", "01"),
    ("datalogic", "refused", "46 45"),
    ("gryphon", "accepted", "1B 5B 33 71"),
    ("gryphon", "ask", "1B 5B 30 71 1B 5B 30 71"),
    ("gryphon", "refused", "1B 5B 32 71"),
    ("cipherlab", "accepted", "23 40 2F 2F 2F 2F 0D"),
    ("opticon", "accepted", "1B 42 0D 1B 4C 0D"),
    ("opticon", "ask", "1B 56 0D"),
    ("opticon", "refused", "1B 45 0D 1B 4E 0D"),
]


@pytest.mark.parametrize(("make", "verdict", "sent"), TABLE)
def test_a_verdict_is_said_in_the_bytes_of_the_manual(make: str, verdict: Verdict, sent: str) -> None:
    assert b"".join(commands(make, verdict)) == bytes.fromhex(sent)


def test_a_make_with_one_tone_says_accepted_only_and_an_unknown_make_nothing() -> None:
    said = {(make, verdict) for make, verdict, _ in TABLE}
    verdicts: tuple[Verdict, ...] = ("accepted", "ask", "refused")

    silent = [(make, verdict) for make in MAKES for verdict in verdicts if (make, verdict) not in said]
    assert all(commands(make, verdict) == () for make, verdict in silent)
    assert {make for make, _ in silent} == {"honeywell", "datalogic", "cipherlab", "plain"}


@pytest.mark.parametrize("make", MAKES)
def test_no_two_verdicts_sound_alike(make: str) -> None:
    verdicts: tuple[Verdict, ...] = ("accepted", "ask", "refused")
    said = [commands(make, verdict) for verdict in verdicts if commands(make, verdict)]

    assert len(set(said)) == len(said)
