"""Several identities in one scan, or several scans in one read: which one counts.

**Serial before tag before IMEI before MAC, and the device before its part.** Two numbers of one device give the
better one; two devices give both, joined by ` | ` in the order of reading, and a person says which.
"""

from typing import Final

import msgspec

from devswap.labels.kinds import Reading, offer, reading

_RANKS: Final = {
    kind: rank
    for rank, kinds in enumerate(
        (
            "devswap-command devswap-badge devswap-cage-label devswap-voucher",
            """hp-serial lenovo-serial apple-serial surface-serial getac-serial acer-serial lenovo-1S monitor-serial
            dell-service-tag dell-express-service-code""",
            "di-serial iso15434-di iso15434-gs1 gs1-sgtin",
            "asset-tag asset-tag-as-upca asset-uuid asset-url gs1-giai di-fixed-asset",
            "imei imeisv meid",
            "mac",
            "dell-ppid hp-ct-number lenovo-fru-11S",
        )
    )
    for kind in kinds.split()
}
_CONTEXT: Final = 7
_NOTHING: Final = 8
_NOISE: Final = 9
_NOISES: Final = frozenset(("garbage", "host-reply", "no-read", "protocol-error"))
_DELL: Final = frozenset(("dell-service-tag", "dell-express-service-code"))


def rank(best: Reading) -> int:
    """How much a reading says about which device it is; 0 says most."""
    if best.kind in _NOISES:
        return _NOISE
    return _RANKS.get(best.kind, _NOTHING if best.role == "N" else _CONTEXT)


def scans(found: list[list[Reading]]) -> list[Reading]:
    """Readings of several scans that came in one read; each scan has at least one reading of its own."""
    leading, others = _leading(found)
    if len(leading) == 1:
        return leading[0] + following(others, leading[0])
    first = leading[0][0]
    value = " | ".join(readings[0].value for readings in leading)
    joined = Reading(first.kind, value, "several scans in one read: scan them one by one", "N")
    return [joined, *(one for readings in leading + others for one in readings)]


def parts(found: list[list[Reading]]) -> list[Reading]:
    """Readings of one scan that holds several texts, every one of which says what it is; none where one does not."""
    if not all(readings and rank(readings[0]) < _NOTHING for readings in found):
        return []
    # seven characters beside a maker's serial are its product number, not another device's Service Tag
    sure = [readings for readings in found if rank(readings[0]) == 1 and readings[0].kind not in _DELL]
    leading, others = _leading(sure + [readings for readings in found if rank(readings[0]) > 1] if sure else found)
    if len(leading) == 1 or rank(leading[0][0]) >= _CONTEXT:
        return leading[0] + following(others + leading[1:], leading[0])
    return concatenated([readings[0] for readings in leading])


def concatenated(devices: list[Reading]) -> list[Reading]:
    """The reading of several devices' identities that came as one; equal ones count once."""
    distinct = list({one.value: one for one in devices}.values())
    why = "two devices in one scan: which?" if len(distinct) > 1 else "the same label twice in one scan"
    return [
        reading("concatenated", " | ".join(one.value for one in distinct), why),
        *(offer(one.kind, one.value, one.why) for one in distinct),
    ]


def _leading(found: list[list[Reading]]) -> tuple[list[list[Reading]], list[list[Reading]]]:
    """The scans that say most, each value once, and the others."""
    best = min(rank(readings[0]) for readings in found)
    leading: dict[str, list[Reading]] = {}
    others = []
    for readings in found:
        if rank(readings[0]) == best and readings[0].value not in leading:
            leading[readings[0].value] = readings
        else:
            others.append(readings)
    return list(leading.values()), others


def following(others: list[list[Reading]], first: list[Reading]) -> list[Reading]:
    """What else was read, below what counts: it finds a device, and makes none."""
    known = {(one.kind, one.value) for one in first}
    return [
        msgspec.structs.replace(one, role="W") if one.role == "D" else one
        for readings in others
        for one in readings
        if rank(one) < _NOISE and (one.kind, one.value) not in known
    ]
