"""The frozen bytes: what this program seals and names is what every journal that exists holds."""

import json
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5

import pytest

from devswap.ledger import events as ev
from devswap.ledger.entry import open_entry
from tests.ledger.examples import EXAMPLES
from tests.ledger.remake_vectors import VECTORS, text

FROZEN: dict[str, Any] = json.loads(VECTORS.read_text(encoding="utf-8"))


def test_the_file_is_what_this_program_would_make_to_the_byte() -> None:
    assert VECTORS.read_text(encoding="utf-8") == text()


def test_every_kind_has_a_vector() -> None:
    assert {v["kind"] for v in FROZEN["entries"]} == {str(k.__struct_config__.tag) for k in ev.Event.__args__}


def test_every_field_of_every_kind_is_filled_in_some_vector() -> None:
    """A field that is always at its default could change its encoding unnoticed."""
    seen: dict[str, set[str]] = {}
    for event in EXAMPLES:
        filled = {f for f in event.__struct_fields__ if getattr(event, f) not in (None, (), "")}
        seen.setdefault(ev.kind_of(event), set()).update(filled)
    for kind in ev.Event.__args__:
        assert seen[str(kind.__struct_config__.tag)] == set(kind.__struct_fields__)


def test_the_chain_is_sha256_of_zero_domain_previous_and_body() -> None:
    previous = bytes.fromhex(FROZEN["genesis"][0]["digest"])
    for vector in FROZEN["entries"]:
        body = vector["body"].encode()
        previous = sha256(b"\x00devswap-entry-1" + previous + body).digest()
        assert previous.hex() == vector["hash"]


@pytest.mark.parametrize("vector", FROZEN["genesis"], ids=["first", "child"])
def test_the_first_previous_hash_binds_desk_incarnation_and_parent(vector: dict[str, Any]) -> None:
    parent = UUID(vector["parent"]).bytes + bytes.fromhex(vector["parent_head"]) if vector["parent"] else bytes(48)
    whole = b"\x00devswap-incarnation-1" + UUID(vector["desk"]).bytes + UUID(vector["incarnation"]).bytes + parent
    assert sha256(whole).hexdigest() == vector["digest"]


@pytest.mark.parametrize(
    ("vector", "event"),
    list(zip(FROZEN["entries"], EXAMPLES, strict=True)),
    ids=[f"{n}-{v['kind']}" for n, v in enumerate(FROZEN["entries"], 1)],
)
def test_a_frozen_body_opens_to_the_fact_that_it_sealed(vector: dict[str, Any], event: ev.Event) -> None:
    entry = open_entry(vector["body"].encode(), bytes.fromhex(vector["hash"]))
    assert entry.event == event
    assert entry.raw.decode() == vector["body"]


def test_a_body_is_compact_json_without_floats_in_declared_order() -> None:
    order = ["desk", "incarnation", "number", "id", "boot", "wall", "monotonic", "offset", "basis", "operator",
             "authorised_by", "schema", "event"]  # fmt: skip
    for vector in FROZEN["entries"]:
        body = json.loads(vector["body"], parse_float=lambda text: pytest.fail(f"a float: {text}"))
        assert list(body) == order
        assert vector["body"] == json.dumps(body, separators=(",", ":"), ensure_ascii=False)
        assert next(iter(body["event"])) == "kind"


def test_a_device_id_is_the_uuid5_of_maker_and_serial_in_normal_form() -> None:
    first, spelled = FROZEN["devices_by_serial"][:2]
    devices = uuid5(UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8"), "https://devswap.invalid/device")
    assert first["id"] == str(uuid5(devices, "serial\0HP\0005CG7290HTW"))
    assert spelled["id"] == first["id"], "one device, however its list spells it"


def test_a_reference_is_found_again_by_its_letters_and_digits_alone() -> None:
    frozen = FROZEN["reference_match"]
    assert frozen["digest"] == sha256(b"\0devswap-reference-1\0crime\x0001123426").hexdigest()


def test_a_text_is_a_digest_of_salt_and_text() -> None:
    frozen = FROZEN["salted"]
    whole = b"\0devswap-text-1" + bytes.fromhex(frozen["salt"]) + b"\0" + frozen["text"].encode()
    assert frozen["digest"] == sha256(whole).hexdigest()
