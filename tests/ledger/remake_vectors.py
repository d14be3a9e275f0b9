"""Make `vectors.json` again: `python -m tests.ledger.remake_vectors`.

The file is frozen: a difference means that this program seals, hashes or names otherwise than every journal that
exists. A new kind, or a new schema version, adds vectors; none ever changes.
"""

import json
from pathlib import Path
from typing import Any

from devswap.ledger import events as ev
from devswap.ledger import ids
from devswap.ledger.discrepancy import discrepancy_id
from devswap.ledger.entry import Basis, Body, genesis, seal
from tests.ledger.examples import EXAMPLES
from tests.ledger.stories import name

VECTORS = Path(__file__).with_name("vectors.json")
SALT, TEXT, CRIME, CODE = bytes(range(16)), "R. Okafor, Zoë", "01/1234 - 26", "taken_in_twice"
SERIALS = [("HP", "5CG7290HTW"), ("Hewlett-Packard", " 5cg7290htw "), ("Dell Inc.", "CN0F7TK98123"), ("", "0012-3")]
LABELS = [("asset_tag", "104 233"), ("imei", "49-015420-323751-8"), ("mac", "a0b1.c2d3.e4f5"), ("serial", "s-1")]


def vectors() -> dict[str, Any]:
    """Everything that is frozen, as plain values."""
    desk, incarnation, parent = name("desk"), name("incarnation"), name("parent")
    head = genesis(desk, incarnation)
    entries = []
    for number, event in enumerate(EXAMPLES, 1):
        before = head
        body = Body(
            desk, incarnation, number, ids.uuid7(1_795_428_000_000 + number, number << 40 | number), name("boot"),
            f"2026-11-23T10:00:{number:02}.000001Z", number * 1_000_003, -250 if number % 2 else None,
            Basis(name("epoch"), number) if number % 3 else None, name("engineer") if number % 5 else None,
            name("supervisor") if number % 7 == 0 else None, ev.SCHEMA, event,
        )  # fmt: skip
        entry = seal(body, before)
        head = entry.hash
        entries.append({"kind": ev.kind_of(event), "body": entry.raw.decode(), "hash": entry.hash.hex()})
    return {
        "genesis": [
            {"desk": desk, "incarnation": incarnation, "parent": None, "parent_head": None,
             "digest": genesis(desk, incarnation).hex()},
            {"desk": desk, "incarnation": incarnation, "parent": parent, "parent_head": head.hex(),
             "digest": genesis(desk, incarnation, parent, head).hex()},
        ],
        "entries": entries,
        "uuid7": [{"milliseconds": ms, "dice": str(dice), "id": ids.uuid7(ms, dice)}
                  for ms, dice in ((0, 0), (1_795_428_000_000, (1 << 74) - 1), ((1 << 48) - 1, 1 << 73 | 5))],
        "devices_by_serial": [{"maker": m, "serial": s, "id": ids.device_id(m, s)} for m, s in SERIALS],
        "devices_by_label": [{"kind": k, "value": v, "id": ids.device_id_of_label(k, v)} for k, v in LABELS],
        "salted": {"salt": SALT.hex(), "text": TEXT, "digest": ids.salted(SALT, TEXT)},
        "reference_match": {"kind": "crime", "number": CRIME, "digest": ids.reference_match("crime", CRIME)},
        "discrepancy": {"code": CODE, "about": name("old"), "id": discrepancy_id(CODE, name("old"))},
    }  # fmt: skip


def text() -> str:
    """The file as it stands in the tree."""
    return json.dumps(vectors(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    VECTORS.write_text(text(), encoding="utf-8")
