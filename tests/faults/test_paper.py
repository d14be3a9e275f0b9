"""A desk that is killed while its printer is off loses no paper."""

import signal
import subprocess
import sys
from pathlib import Path

from tests.desk.scenes import LISTS as SCENE
from tests.desk.scenes import OKAFOR

CONFIG = """[desk]
name = "desk 2"
site = "Lambeth"
store = "desk.db"
operator = "200001"
[[printer]]
name = "counter"
kind = "png"
folder = "out"
"""
SWAP = (OKAFOR, "5CG7290HTW", "5CG2411RVD", OKAFOR)


def devswap(folder: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "devswap", "--config", str(folder / "config.toml"), *arguments]


def test_a_desk_killed_the_moment_it_answered_prints_at_its_next_start(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(CONFIG)
    for kind, text in SCENE.items():
        (tmp_path / f"{kind}.csv").write_text(text)
        subprocess.run(devswap(tmp_path, "import", kind, str(tmp_path / f"{kind}.csv")), check=True, timeout=60)
    (tmp_path / "out").write_text("the printer is off")
    with subprocess.Popen(
        devswap(tmp_path, "desk", "--plain", "--json"), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as desk:
        assert desk.stdin is not None
        assert desk.stdout is not None
        for line in SWAP:
            desk.stdin.write(line.encode() + b"\n")
            desk.stdin.flush()
            answer = desk.stdout.readline()
        assert b'"swap_recorded"' in answer
        desk.send_signal(signal.SIGKILL)
    (tmp_path / "out").unlink()
    done = subprocess.run(devswap(tmp_path, "desk", "--plain"), input=b"", capture_output=True, check=True, timeout=60)
    assert b"Traceback" not in done.stderr
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert [name[:7] for name in names] == ["cage-la", "receipt", "receipt"]
    assert not any("reprint" in name for name in names)
