"""How a CSV of another tool is read, from TOML: `[columns]`, `[results]`, `[techniques]`, `delimiter`, `tool`."""

from pathlib import Path

from devswap.errors import ConfigError
from devswap.toml_faults import parsed
from devswap.wiping.readers.generic import CsvMapping

_KEYS = {"columns", "results", "techniques", "delimiter", "tool"}


def load_mapping(file: Path) -> CsvMapping:
    """A mapping from a file; what it leaves out is as in the generic form. Raises ConfigError."""
    try:
        given = parsed(file.read_text("utf-8-sig"), str(file))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: cannot be read: {error}. Correct it, or leave --mapping out.") from None
    for key, value in given.items():
        table = key in ("columns", "results", "techniques")
        if key not in _KEYS or not isinstance(value, dict if table else str):
            raise ConfigError(f"{file}: {key}: expected one of {', '.join(sorted(_KEYS))}, tables of words or words.")
    for word, result in given.get("results", {}).items():
        if result not in ("passed", "failed", "unknown"):
            raise ConfigError(f"{file}: [results] {word}: expected passed, failed or unknown, found “{result}”.")
    lower = {k: {str(a).casefold(): str(b) for a, b in given.get(k, {}).items()} for k in ("results", "techniques")}
    columns = {str(a): str(b).casefold() for a, b in given.get("columns", {}).items()}
    default = CsvMapping()
    return CsvMapping(
        columns=dict(default.columns) | columns,
        results=dict(default.results) | lower["results"],  # type: ignore[arg-type]
        techniques=dict(default.techniques) | lower["techniques"],
        delimiter=given.get("delimiter", ","),
        tool=given.get("tool", ""),
    )
