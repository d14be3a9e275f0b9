"""A desk on a small sample, in a folder of its own; nothing is found or left among the user's own files."""

import shutil
from collections.abc import Callable, Iterator
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from devswap import cli, sample

Run = Callable[..., tuple[int, str, str]]
LISTS = ("recipients", "operators", "estate", "stock")


@pytest.fixture(autouse=True, scope="session")
def nobodys_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Configuration, data and state of nobody in particular."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            patch.setenv(variable, str(home / variable.lower()))
        patch.delenv("DEVSWAP_CONFIG", raising=False)
        yield


@pytest.fixture(scope="session")
def laid_out(nobodys_home: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a sample and a store that holds its lists."""
    folder = tmp_path_factory.mktemp("laid-out")
    sample.write(folder, 600)
    for kind in LISTS:
        assert cli.run(["--config", str(folder / "config.toml"), "import", kind, str(folder / f"{kind}.csv")]) == 0
    return folder


@pytest.fixture
def desk(laid_out: Path, tmp_path: Path) -> Path:
    """A copy of it to work on."""
    return Path(shutil.copytree(laid_out, tmp_path / "desk"))


@pytest.fixture
def devswap(desk: Path, capfd: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run a command on that desk: exit code, standard output, standard error."""

    def run(*arguments: str) -> tuple[int, str, str]:
        code = cli.run(["--config", str(desk / "config.toml"), *arguments])
        return (code, *capfd.readouterr())

    return run


@pytest.fixture
def play(devswap: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Give lines to a command's standard input, and run it."""

    def run(lines: str, *arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(lines.encode()), "utf-8"))
        return devswap(*arguments)

    return run


@pytest.fixture
def boss(play: Run) -> str:
    """A supervisor with a PIN, 493817."""
    assert play("", "operator", "add", "900001", "--name", "A. Boss", "--role", "supervisor", "--badge", "B9")[0] == 0
    assert play("493817\n", "operator", "pin", "900001")[0] == 0
    return "900001"
