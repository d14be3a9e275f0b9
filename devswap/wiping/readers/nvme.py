"""`nvme sanitize-log -o json` with `nvme id-ctrl -o json`: a drive's own word on its last sanitize command.

The log page has neither serial nor time, so both documents are read from one original (the prepared commands write
them into one file), and the bench says when and in which computer. Accepted are status 1 (completed) and 4 (completed,
no deallocation). Which action it was is in the low three bits of command dword 10. nvme-cli writes the status under
the key `status`, some versions under its own text.

References: NVM Express Base Specification, Sanitize Status log page (81h); nvme-cli `nvme-print-json.c`, 1.16 to 2.11.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from devswap.wiping.evidence import Evidence, Result, Unit, as_told

ACTIONS: Final = {
    2: "nvme-sanitize-block-erase",
    3: "nvme-sanitize-overwrite",
    4: "nvme-sanitize-crypto-erase",
}
"""Sanitize action (SANACT) → technique; 1 only leaves the failure mode, 5 only the media verification."""
STATUSES: Final[dict[int, Result]] = {1: "passed", 3: "failed", 4: "passed"}
"""0: never sanitised; 2: still running."""
STATUS: Final = re.compile(r"\((?P<code>\d+)\) (?P<text>.*)")


def part_in(raw: bytes) -> str:
    """`log` or `controller`, where a file holds the one and not the other; else empty."""
    try:
        documents = list(_documents(raw.decode("utf-8-sig")))
    except (ValueError, RecursionError):
        return ""
    logs, controllers = [log for one in documents for log in _logs(one)], [one for one in documents if _names(one)]
    return "log" if logs and not controllers else "controller" if controllers and not logs else ""


def read(text: str) -> Iterator[Evidence]:
    """The one result of a sanitize log and the controller it came from. Raises ValueError where it is no JSON."""
    documents = list(_documents(text))
    logs = [log for document in documents for log in _logs(document)]
    controllers = [document for document in documents if _names(document)]
    if len(logs) != 1 or len(controllers) != 1:
        found = f"{len(logs)} sanitize logs and {len(controllers)} controllers"
        why = f"the file holds {found}; one of each tells which drive it is: write both into one file, or name both"
        yield Evidence(reader="nvme", digest="", tool="nvme-cli", reasons=(why,))
    else:
        yield _result(logs[0], controllers[0])


def _documents(text: str) -> Iterator[dict[str, Any]]:
    """The JSON objects that follow each other in a text. A key that comes twice makes the object ambiguous."""
    decoder = json.JSONDecoder(object_pairs_hook=_unique)
    text = text.strip()
    while text:
        document, end = decoder.raw_decode(text)
        if not isinstance(document, dict):
            raise ValueError("a JSON document is no object")
        yield document
        text = text[end:].lstrip()


def _names(document: dict[str, Any]) -> bool:
    """Whether it is a controller's."""
    return "sn" in document and "mn" in document


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) != len(pairs):
        raise ValueError("a key comes twice in one object")
    return dict(pairs)


def _logs(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A sanitize log, bare or under the controller's name."""
    for candidate in (document, *document.values()):
        if isinstance(candidate, dict) and isinstance(candidate.get("sstat"), dict):
            yield candidate


def _result(log: dict[str, Any], controller: dict[str, Any]) -> Evidence:
    words = [str(value) for value in log["sstat"].values() if isinstance(value, str)]
    told = STATUS.fullmatch(words[0]) if len(words) == 1 else None
    code = int(told["code"]) if told else None
    action = log.get("cdw10_info")
    action = action & 7 if isinstance(action, int) else None
    size = controller.get("tnvmcap")
    return Evidence(
        reader="nvme",
        digest="",
        tool="nvme-cli",
        method=f"sanitize action {action}",
        technique=ACTIONS.get(action or 0, "unknown"),
        drive=Unit(
            model=as_told(str(controller["mn"])),
            serial=as_told(str(controller["sn"])),
            size=size if isinstance(size, int) and size > 0 else None,
            media="nvme",
        ),
        verified="the drive's own sanitize status",
        status=as_told(" ".join(words)),
        result=STATUSES.get(code if code is not None else -1, "unknown"),
        reasons=tuple(_doubts(log, code)),
    )


def _doubts(log: dict[str, Any], code: int | None) -> Iterator[str]:
    if code is None:
        yield "the sanitize log has no status of its kind"
    elif code == 0:
        yield "the drive was never sanitised"
    elif code == 2:
        yield "the sanitize command is still running"
    elif code not in STATUSES:
        yield f"sanitize status {code} is not known"
    if code in (1, 4) and log.get("sprog") != 65535:
        yield f"the progress is {log.get('sprog')} of 65535, and the status says completed"
    if log["sstat"].get("global_erased") != 1:
        yield "the drive does not say that nothing was written since (global data erased)"
    if log["sstat"].get("media_verification_canceled", 0) != 0:
        yield "the media verification was cancelled"
