"""Strict both ways: what is sealed can be read, what cannot be read is not sealed, and what is newer is kept."""

import json
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from devswap.ledger import events as ev
from devswap.ledger.entry import Body, Entry, Malformed, chain_hash, genesis, open_entry, seal
from devswap.ledger.fold import EMPTY, fold
from devswap.ledger.parts import BroughtBy, EarnsNothing, EstateLife, FromNowhere, Identifier
from tests.ledger.examples import EXAMPLES
from tests.ledger.stories import LATER, NOON, digest, name


def body(event: Any, **fields: Any) -> Body:
    given = {
        "desk": name("desk"), "incarnation": name("life"), "number": 1, "id": name("entry"), "boot": name("boot"),
        "wall": NOON, "monotonic": 5, "offset": None, "basis": None, "operator": None, "authorised_by": None,
        "schema": ev.SCHEMA, "event": event,
    }  # fmt: skip
    return Body(**given | fields)


def sealed(event: Any = None, **fields: Any) -> Entry:
    return seal(body(event or ev.PolicySet(digest("policy")), **fields), bytes(32))


def changed(**fields: Any) -> bytes:
    return json.dumps(json.loads(sealed().raw) | fields).encode()


def intake(**fields: Any) -> ev.DeviceTakenIn:
    given = {
        "device": name("old"), "ends": EstateLife(), "identifiers": (), "category": "laptop", "maker": "", "model": "",
        "site": "", "recipient": name("okafor"), "brought_by": BroughtBy(), "earns": ("laptop",), "nothing": None,
        "collect_by": None, "storage": "wipe", "drives": (), "sensitivity": "", "keep_until": None,
    }  # fmt: skip
    return ev.DeviceTakenIn(**given | fields)


@pytest.mark.parametrize("event", EXAMPLES, ids=[f"{n}-{ev.kind_of(e)}" for n, e in enumerate(EXAMPLES)])
def test_what_is_sealed_opens_to_itself_and_hashes_over_its_bytes(event: ev.Event) -> None:
    entry = sealed(event)
    assert open_entry(entry.raw, entry.hash) == entry
    assert entry.hash == chain_hash(bytes(32), entry.raw)


def test_an_issue_that_names_no_entitlement_cannot_be_built() -> None:
    fields: dict[str, Any] = {
        "origin": name("intake"), "source": FromNowhere(), "device": name("new"), "identifiers": (),
        "category": "laptop", "maker": "", "model": "", "site": "", "recipient": name("okafor"),
    }  # fmt: skip
    with pytest.raises(TypeError):
        ev.DeviceIssued(**fields)
    for nothing in (None, ""):
        with pytest.raises(ValueError, match="names the entitlement"):
            ev.DeviceIssued(uses=nothing, **fields)


def test_an_issue_that_names_no_entitlement_cannot_be_read() -> None:
    issued = next(e for e in EXAMPLES if isinstance(e, ev.DeviceIssued))
    event = json.loads(msgspec.json.encode(issued))
    for wrong in ({**event, "uses": None}, {k: v for k, v in event.items() if k != "uses"}):
        with pytest.raises(Malformed):
            open_entry(changed(event=wrong))


@pytest.mark.parametrize(
    "fields",
    [
        {"earns": ()},
        {"nothing": EarnsNothing("spare")},
        {"recipient": None},
    ],
    ids=["neither earns nor says why", "both", "earns for nobody"],
)
def test_an_intake_earns_for_somebody_or_says_why_not(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="an intake"):
        intake(**fields)


@pytest.mark.parametrize(
    "event",
    [
        ev.PolicySet("not a digest"),
        ev.PolicySet(digest("x") + "\n"),
        ev.AttemptRefused("Dead On Arrival", None, (), "Lambeth"),
        ev.AttemptRefused("no_entitlement\n", None, (), "Lambeth"),
        ev.AttemptRefused("no_entitlement", "R. Okafor", (), "Lambeth"),
        ev.AttemptRefused("no_entitlement", None, (), "x" * 513),
        ev.AttemptRefused("no_entitlement", None, (), "\ud800"),
        ev.CatalogueImported("estate", digest("x"), -1),
        ev.CatalogueImported("estate", digest("x"), 2**53),
        intake(identifiers=(Identifier("serial", 5),)),  # type: ignore[arg-type]
        intake(keep_until="2026-13-01"),
    ],
)
def test_what_nobody_could_read_again_is_not_sealed(event: ev.Event) -> None:
    with pytest.raises(Malformed, match="not recorded"):
        sealed(event)


@pytest.mark.parametrize(
    "fields",
    [
        {"number": 0}, {"number": 1.0}, {"number": True}, {"number": "1"}, {"number": 2**53}, {"id": "one"},
        {"id": name("entry").upper()}, {"id": name("entry") + "\n"}, {"wall": "2026-11-23T12:00:00Z"},
        {"wall": "2026-11-23T12:00:00.000000+00:00"}, {"wall": "2026-11-23T24:00:00.000000Z"},
        {"wall": "２026-11-23T12:00:00.000000Z"}, {"schema": 0}, {"basis": {"epoch": name("e")}}, {"event": {}},
        {"event": {"kind": 5}}, {"event": []}, {"operator": ""}, {"previous": "00"},
        {"event": {"kind": "policy_set", "policy": digest("p"), "more": 1}}, {"event": {"kind": "policy_set"}},
    ],
    ids=str,
)  # fmt: skip
def test_a_malformed_body_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(Malformed, match="not an entry"):
        open_entry(changed(**fields))


@pytest.mark.parametrize("field", Body.__struct_fields__)
def test_no_field_of_the_body_may_be_missing(field: str) -> None:
    whole = json.loads(sealed().raw)
    del whole[field]
    with pytest.raises(Malformed):
        open_entry(json.dumps(whole).encode())


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode) | st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
).map(lambda value: json.dumps(value).encode()))  # fmt: skip
def test_bytes_from_outside_are_an_entry_or_malformed_and_nothing_else(raw: bytes) -> None:
    with pytest.raises(Malformed):
        open_entry(raw)


@given(st.integers(0, 600), st.integers(0, 255))
def test_one_changed_byte_never_escapes_as_another_error(at: int, byte: int) -> None:
    raw = bytearray(sealed(intake()).raw)
    raw[at % len(raw)] = byte
    with suppress(Malformed):
        open_entry(bytes(raw))


def test_deep_nesting_is_malformed_and_no_crash() -> None:
    deep = b'{"kind":"of_tomorrow","x":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    raw = sealed().raw.replace(b'{"kind":"policy_set","policy":"' + digest("policy").encode() + b'"}', deep)
    with pytest.raises(Malformed):
        open_entry(raw)


def test_an_unknown_kind_is_kept_as_it_came() -> None:
    raw = changed(event={"kind": "of_tomorrow", "mass": 1.5, "parts": [{"a": None}]})
    entry = open_entry(raw, bytes(32))
    assert entry.event == ev.Unread("of_tomorrow", 1)
    assert (entry.raw, entry.number, entry.wall) == (raw, 1, NOON)


def test_a_newer_schema_is_kept_even_where_it_could_be_read() -> None:
    """What a field means is the newer program's to say."""
    raw = changed(schema=ev.SCHEMA + 1)
    assert open_entry(raw).event == ev.Unread("policy_set", ev.SCHEMA + 1)
    raw = changed(schema=ev.SCHEMA + 1, witness="x", event={"kind": "policy_set", "policy": 7, "more": True})
    assert open_entry(raw).event == ev.Unread("policy_set", ev.SCHEMA + 1)


def test_a_kept_entry_does_not_disturb_the_fold() -> None:
    kept = open_entry(changed(event={"kind": "of_tomorrow", "device": name("old")}))
    state = fold(EMPTY, [kept])
    assert state.entries == {kept.id: kept}
    assert state.entitlements() == []


def test_an_exemption_knows_its_device_and_life_or_says_why_not() -> None:
    fields: dict[str, Any] = {
        "recipient": name("okafor"), "categories": ("laptop",), "reason": "lost", "references": (), "site": "",
        "expires": LATER,
    }  # fmt: skip
    for wrong in (
        {"device": None, "replaces": None, "not_known": None},
        {"device": name("old"), "replaces": None, "not_known": None},
        {"device": name("old"), "replaces": EstateLife(), "not_known": "no_list"},
        {"device": None, "replaces": None, "not_known": "no_list", "regrants": name("coin")},
        {"device": None, "replaces": None, "not_known": "no_list", "origin": name("coin")},
    ):
        with pytest.raises(ValueError, match="an exemption"):
            ev.ExemptionGranted(**fields, **wrong)


def test_a_parent_incarnation_comes_with_its_head() -> None:
    for wrong in ((name("p"), None), (None, bytes(32)), (name("p"), b"short")):
        with pytest.raises(ValueError, match="parent"):
            genesis(name("desk"), name("life"), *wrong)
