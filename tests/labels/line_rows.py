"""Cases of what layouts and lines damage, of several labels in one, and of what is no label."""

from random import Random

from tests.labels import generators as g
from tests.labels.generators import Case
from tests.labels.wraps import GS, TERMINATED


def layout_damaged(rng: Random) -> Case:
    """Letters or digits that the layout moved: A Q W Z and digits under AZERTY, Y and Z under German."""
    serial = g.mixed(rng, rng.randint(8, 12))
    way = rng.randrange(4)
    if way == 0:
        return Case(g.german("Y" + serial) + TERMINATED, "layout-damaged", "Y" + serial, "german")
    if way == 1:
        return Case(g.french_caps("W" + serial) + TERMINATED, "layout-damaged", "W" + serial, "french-caps")
    if way == 2:
        return Case(g.french(serial) + TERMINATED, "layout-damaged", serial, "french")
    return Case(rng.choice([g.french, g.belgian])("27" + serial) + TERMINATED, "layout-damaged", "27" + serial)


def case_damaged(rng: Random) -> Case:
    """Fifteen characters, which no shape has."""
    serial = "0" + g.mixed(rng, 14, "EKQX" + g.DIGITS)
    return Case(g.ended(rng, serial.lower()), "case-damaged", serial)


def parity_mismatch(rng: Random) -> Case:
    serial = rng.choice([g.hp_serial, g.lenovo_serial, g.dell_tag])(rng)
    serial += "1"[: all(bin(ord(c)).count("1") % 2 == 0 for c in serial)]  # something for bit 7 to show
    return Case(g.seven_bit(serial + rng.choice(["\r", "\r\n", ""])), "parity-mismatch", serial)


def wedge_alt(rng: Random) -> Case:
    serial = g.mixed(rng, rng.randint(3, 10))
    return Case(g.alt_numpad(serial) + TERMINATED, "wedge-alt-encoded", serial)


def wedge_hex(rng: Random) -> Case:
    text = "S" + g.lenovo_serial(rng) + GS + "Q" + str(rng.randint(1, 99))
    return Case(text.encode().hex().upper() + TERMINATED, "wedge-hex-encoded", text.replace(GS, r"\x1d"))


def concatenated(rng: Random) -> Case:
    make = rng.choice([g.hp_serial, g.lenovo_serial, g.getac])
    way = rng.randrange(4)
    first, second = make(rng), make(rng)
    if way == 0:
        twice = rng.choice([g.hp_serial, g.lenovo_serial, g.dell_tag, g.apple_12])(rng)
        return Case(g.ended(rng, twice + twice), "concatenated", twice)
    if way == 1:
        codes = [f"1S{g.lenovo_model(rng)}{serial}" for serial in (g.lenovo_serial(rng), g.lenovo_serial(rng))]
        return Case(g.ended(rng, "".join(codes)), "concatenated", " | ".join(code[-8:] for code in codes))
    if way == 2:
        return Case(g.ended(rng, f"{first} {second}"), "concatenated", f"{first} | {second}")
    return Case(g.ended(rng, first + second), "concatenated", f"{first} | {second}")


def two_scans(rng: Random) -> Case:
    kind, make = rng.choice(
        [("hp-serial", g.hp_serial), ("dell-service-tag", g.dell_tag), ("lenovo-serial", g.lenovo_serial)]
    )
    first, second = make(rng), make(rng)
    end = rng.choice(["\r", "\r\n", "\n"])
    aim = rng.choice(["", "]C0"])
    return Case(f"{aim}{first}{end}{aim}{second}{end}", kind, f"{first} | {second}")


def truncated(rng: Random) -> Case:
    if rng.random() < 0.5:
        tag = g.mixed(rng, 6)
        while tag.lstrip(g.LETTERS).isdigit() and len(tag.lstrip(g.LETTERS)) >= 4:
            tag = g.mixed(rng, 6)
        return Case(g.ended(rng, tag), "truncated", "")
    code = g.lenovo_model(rng) + g.lenovo_serial(rng)
    return Case(g.ended(rng, "1S" + code[: rng.randint(6, 17)]), "truncated", "")


def unknown(rng: Random) -> Case:
    aim, text = rng.choice(
        [
            ("]A4", f"Ward {rng.randint(1, 99)} trolley"),
            ("]C0", f"Bay {rng.randint(1, 9)}, shelf {rng.randint(1, 9)}"),
            ("]C1", "ABC" + g.pick(rng, g.LETTERS, 5)),
            ("]I0", g.pick(rng, g.DIGITS, rng.choice([4, 6, 8, 10]))),
            ("]X0", g.mixed(rng, 8)),
            ("]C0", g.pick(rng, g.DIGITS, 4)),
            ("]Q1", "0" + g.mixed(rng, 16)),
        ]
    )
    return Case(g.ended(rng, aim + text), "unknown", text)


def garbage(rng: Random) -> Case:
    noise = "\x00" + "".join(chr(rng.choice([0x00, 0x80, 0x9F, 0xFE, 0xFD, 0x91])) for _ in range(5)) + "\xfe"
    text = rng.choice(
        [
            "\r", "", "\r\n", "]d1\r", "]C0", "\x02\x03", g.mixed(rng, 4) + "\r", "K7X2Q\r", noise,
            "M1DOE/JANE            EABC123 LHRJFKBA 0117 034Y012A0025 100\r", "?!\r", "hello".upper() + "\r",
        ]
    )  # fmt: skip
    return Case(text, "garbage", "")


def host_reply(rng: Random) -> Case:
    body = bytes((5, 0xF6, 0, 0, rng.randrange(20)))
    total = (0x10000 - sum(body)) & 0xFFFF
    event = (body + bytes((total >> 8, total & 0xFF))).decode("latin-1")
    text = rng.choice(
        [
            "\x06", "\x15", "\x05", "\x06\r", "]Z6SCNMOD3", f"SCNMOD{rng.randrange(9)}\x06.", "BEPLVL2\x15!",
            "PAPSPC0\x05.", "CBRSSA0\x06;BEPLVL1\x06.", event, ("\x02\x04]Z6DONE").ljust(64, "\0"),
        ]
    )  # fmt: skip
    return Case(text, "host-reply", "")


def no_read(rng: Random) -> Case:
    return Case(rng.choice(["NR\r", "NR", g.ssi_packet(rng, "NR")]), "no-read", "")


def protocol_error(rng: Random) -> Case:
    packet = g.ssi_packet(rng, g.hp_serial(rng))
    place = rng.randrange(5, len(packet) - 2)
    broken = chr(ord(packet[place]) ^ (1 << rng.randrange(4)))
    return Case(packet[:place] + broken + packet[place + 1 :], "protocol-error", "")
