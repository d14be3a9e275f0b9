import re

from devswap.labels.commands import decode
from devswap.printing.setup_sheets import SETUPS, setup_sheets
from scanners.feedback import MAKES, commands
from tests.printing.pages import read

_HEX = re.compile(r"(?:[0-9A-F]{2} )*[0-9A-F]{2}$")
_NAMES = {"SYN": "\x16", "BEL": "\x07", "CR": "\r", "ESC": "\x1b"}


def test_every_sheet_is_printed_whole(drawn: list[str]) -> None:
    for page in setup_sheets(203):
        assert page.name.startswith("setup-")
    assert not any("…" in text for text in drawn)


def test_the_only_barcodes_on_a_setup_sheet_are_our_own() -> None:
    for page in setup_sheets():
        found = read(page.image)
        assert sorted(symbology for _, symbology in found) == ["Code 128", "Code 39", "Data Matrix", "QR Code"]
        assert {decode(text) for text, _ in found} == {("command", "help")}


def test_every_make_that_devswap_answers_has_a_sheet() -> None:
    told = " ".join(setup.config for setup in SETUPS) + " ".join(step.says for setup in SETUPS for step in setup.steps)
    assert {make for make in MAKES if f'"{make}"' not in told} == {"plain"}


def test_every_host_command_names_its_manual_and_its_characters_are_its_bytes() -> None:
    for setup in SETUPS:
        for command in setup.commands:
            assert command.manual
            characters, _, _ = command.sent.rpartition(" · ")
            found = _HEX.search(command.sent)
            assert found is not None
            sent = bytes.fromhex(found[0])
            if characters:
                meant = "".join(_NAMES.get(word, word) for word in characters.split(" "))
                assert meant.encode() == sent


def test_the_tones_on_the_sheets_are_those_that_devswap_sends() -> None:
    said = {bytes.fromhex(m[0]) for setup in SETUPS for c in setup.commands if (m := _HEX.search(c.sent))}
    for make in ("ssi", "honeywell-host-ack", "honeywell", "datalogic", "gryphon", "cipherlab", "opticon"):
        assert commands(make, "accepted")[0] in said
