"""Measure: `python -m tests.bench NAME [arguments]` runs `tests/bench/NAME.py`; without a name, lists what there is.

Each benchmark prints medians, and ratios to a floor that is measured in the same run on the same disk.
"""

import ast
import importlib
import sys
from pathlib import Path

HERE = Path(__file__).parent


def benchmarks() -> dict[str, str]:
    """Name → first line of the docstring, of every file here that has a `run`."""
    found = {}
    for file in sorted(HERE.glob("[!_]*.py")):
        module = ast.parse(file.read_text("utf-8"))
        if any(isinstance(node, ast.FunctionDef) and node.name == "run" for node in module.body):
            found[file.stem] = (ast.get_docstring(module) or "").partition("\n")[0]
    return found


def main(arguments: list[str]) -> int:
    """Run the benchmark that is named, or list them. Returns the exit code."""
    known = benchmarks()
    if not arguments:
        for name, what in known.items():
            print(f"{name:12} {what}")
        return 0
    name, *rest = arguments
    if name not in known:
        print(f"There is no benchmark {name!r}. There are: {', '.join(known)}.", file=sys.stderr)
        return 2
    importlib.import_module(f"tests.bench.{name}").run(rest)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
