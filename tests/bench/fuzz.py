"""Ten minutes of atheris on framers, packets, identifiers, `labels.read` and the lines of `labels read`.

No exception, no hang, no byte unaccounted for. `python -m tests.bench fuzz [MINUTES]`; every target in a process of
its own, for its share of the time. atheris is no dependency of devswap: `pip install atheris` (Linux and macOS).
"""

import re
import subprocess
import sys
import tempfile
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

MINUTES = 10.0
TARGETS = ("framers", "talk", "packets", "numbers", "labels", "lines")
LONGEST = 2_000
"""Bytes of one input; packets and labels are shorter."""
HANG = 5
"""Seconds that one input may take."""
SAMPLES = Path(__file__).parents[1] / "samples" / "labels.tsv"
_RUNS = re.compile(r"Done (\d+) runs")


def run(arguments: list[str]) -> None:
    """Print how many inputs each target took. Exits with the finding where one breaks a promise."""
    if find_spec("atheris") is None:
        sys.exit("atheris is not installed. `pip install atheris` into this environment, and try again.")
    seconds = max(1, round(float(arguments[0] if arguments else MINUTES) * 60 / len(TARGETS)))
    with tempfile.TemporaryDirectory() as name:
        for target in TARGETS:
            print(
                f"{target:8} {_fuzzed(target, seconds, Path(name) / target):>12,} inputs in {seconds} s, nothing found"
            )


def _fuzzed(target: str, seconds: int, folder: Path) -> int:
    """The inputs that were tried."""
    folder.mkdir()
    _plant(target, folder)
    command = [sys.executable, "-m", "tests.bench.fuzz", target, str(seconds), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        sys.exit(f"{target} found something:\n{done.stdout[-4000:]}{done.stderr[-4000:]}")
    runs = _RUNS.search(done.stderr)
    assert runs, f"{target} does not say what it did:\n{done.stderr[-2000:]}"
    return int(runs[1])


def _plant(target: str, folder: Path) -> None:
    """Start from the sample labels, so that not everything has to be found by chance."""
    from scanners.recording import unescape  # not above: atheris sees only what is imported under it

    rows = [line.split("\t")[0] for line in SAMPLES.read_text("utf-8").splitlines()[1:]]
    head = {"framers": b"\x07", "talk": b"\x01\x07", "labels": b"\0\0"}.get(target, b"")
    for n, raw in enumerate(rows):
        seed = raw.encode() if target == "lines" else unescape(raw).encode("latin-1")
        (folder / f"{n}").write_bytes(head + seed)


def _in_its_own_process(target: str, seconds: str, folder: str) -> None:
    atheris = import_module("atheris")  # no dependency, so no types

    with atheris.instrument_imports(include=["scanners", "devswap.labels"]):
        from tests.bench import _fuzzed

    options = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", f"-timeout={HANG}", f"-artifact_prefix={folder}/"]
    atheris.Setup([sys.argv[0], *options, folder], _fuzzed.TARGETS[target])
    atheris.Fuzz()


if __name__ == "__main__":
    _in_its_own_process(*sys.argv[1:])
