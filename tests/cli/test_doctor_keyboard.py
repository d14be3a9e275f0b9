"""`devswap doctor --keyboard`: the calibration sheet is scanned, and the layout is named, with what to do about it."""

import io
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from devswap import config
from devswap.labels.reading import read
from devswap.printing.calibration import CALIBRATION, LAYOUTS, arrives

Run = Callable[..., tuple[int, str, str]]
Scanned = Callable[[str], tuple[int, str, str]]
SERIAL = "MP2Y40ZD"


@pytest.fixture
def scanned(devswap: Run, monkeypatch: pytest.MonkeyPatch) -> Scanned:
    """`devswap doctor --keyboard` where this text is typed: exit code, standard output, standard error."""

    def run(text: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(text.encode())))
        return devswap("doctor", "--keyboard")

    return run


@pytest.mark.parametrize("end", ["\r\n", "\n", ""])
def test_a_us_layout_is_fit_and_0(scanned: Scanned, end: str) -> None:
    code, said, asked = scanned(CALIBRATION + end)
    assert (code, said.split()[0]) == (0, "fit")
    assert "calibration sheet" in asked


@pytest.mark.parametrize("layout", [name for name in LAYOUTS if name != "us"])
def test_a_layout_that_is_known_is_named_as_the_configuration_takes_it_and_0(scanned: Scanned, layout: str) -> None:
    code, said, _ = scanned(arrives(layout) + "\n")
    assert (code, said.split()[0]) == (0, "LOOK")
    assert f'[desk] keyboard = "{layout}"' in said
    assert config.parse(f'[desk]\nkeyboard = "{layout}"\n').desk.keyboard == layout


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_a_named_layout_types_is_put_right(layout: str) -> None:
    typed = {meant: chr(seen) for seen, meant in LAYOUTS[layout].items()}
    arrived = "".join(typed.get(character, character) for character in SERIAL)
    assert read(arrived, layout=layout).readings[0].value == SERIAL


def test_caps_lock_is_named_with_its_cure(scanned: Scanned) -> None:
    caps = [name for name in LAYOUTS if name.endswith("caps")]
    assert caps
    for layout in caps:
        assert "Switch caps lock off" in scanned(arrives(layout) + "\n")[1]


@pytest.mark.parametrize("arrived", ["", "\n", "8XKQ2M3\n", CALIBRATION[:-1] + "\n", "\x1b[2J\x07\n", "ÿ" * 5000])
def test_anything_else_is_unfit_and_1_and_harmless_to_a_terminal(scanned: Scanned, arrived: str) -> None:
    code, said, _ = scanned(arrived)
    assert (code, said.split()[0]) == (1, "UNFIT")
    assert "layout to US" in said
    assert "\x1b" not in said
    assert len(said) < 300
