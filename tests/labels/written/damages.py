"""What lines, wedges and hosts do to labels, and what is none (labels, section 8; scanners, sections 1 to 3, 8)."""

from random import Random
from typing import Final

from tests.labels.written.making import (
    ALNUM,
    DIGITS,
    LETTERS,
    UNIT,
    Made,
    Maker,
    bare,
    halves_differ,
    mixed,
    shapeless,
    some,
    ssi,
    until,
    with_aim,
)

_FRENCH: Final = str.maketrans("1234567890AQWZ-", "&é\"'(-è_çàQAZW)")
_BELGIAN: Final = str.maketrans("1234567890AQWZ-", "&é\"'(§è!çàQAZW)")


def azerty(rng: Random) -> Made:
    """Digits became accents: always for a person to confirm."""
    letters = ALNUM.replace("M", "")
    text = until(lambda: some(rng, letters, rng.randint(7, 13)), lambda t: set(t) & set("279"))
    table = _FRENCH if "8" in text and rng.random() < 0.5 else _BELGIAN if set(text) & set("68") else _FRENCH
    return Made(bare(rng, text.translate(table)), "layout-damaged", text)


def caps_lock(rng: Random) -> Made:
    """Lower case that fits nothing."""
    text = until(lambda: mixed(rng, rng.choice((11, 13, 15, 17, 18, 19))), _shapeless_whatever_stands_before)
    return Made(bare(rng, text.lower()), "case-damaged", text)


def _shapeless_whatever_stands_before(text: str) -> bool:
    heads = ("S", "1S", "1P", "11S", "23S", "1T", "4L", "Q", "P")
    known = set(text) <= set("0123456789ABCDEF")
    return shapeless(text) and shapeless(text[1:]) and not text.startswith(heads) and not known


def seven_even(rng: Random) -> Made:
    """A 7E1 sender on an 8N1 line."""
    text = until(lambda: mixed(rng, rng.randint(7, 12)), lambda t: any(ord(c).bit_count() % 2 for c in t))
    sent = "".join(chr(ord(c) | (ord(c).bit_count() % 2) << 7) for c in text + rng.choice(("\r", "\r\n", "")))
    return Made(sent, "parity-mismatch", text)


def as_numbers(rng: Random) -> Made:
    """ALT and digits; two hexadecimal digits a character."""
    text = some(rng, UNIT, rng.randint(3, 12))
    fields = f"S{some(rng, ALNUM, 8)}\x1dQ{rng.randint(1, 99)}"
    return rng.choice(
        (
            Made(bare(rng, "".join(f"{ord(c):04}" for c in text)), "wedge-alt-encoded", text),
            Made(bare(rng, fields.encode().hex().upper()), "wedge-hex-encoded", fields.replace("\x1d", r"\x1d")),
        )
    )


def _hp(rng: Random) -> str:
    head = "5C" + rng.choice("GDM") + rng.choice(DIGITS)
    return f"{head}{rng.randint(1, 53):02}{some(rng, UNIT, 4)}"


def run_together(rng: Random) -> Made:
    """Two in one: the same twice, two of one shape, two with a blank between."""
    one, two = until(lambda: _hp(rng), halves_differ), _hp(rng)
    short = [rng.choice(("PF", "MP")) + some(rng, ALNUM, 6) for _ in "12"]
    full = [f"1S{some(rng, DIGITS, 2)}{rng.choice(LETTERS)}{some(rng, ALNUM, 7)}{serial}" for serial in short]
    text, value = rng.choice(
        (
            (one + one, one),
            (one + two, f"{one} | {two}"),
            (f"{one} {two}", f"{one} | {two}"),
            ("".join(full), " | ".join(short)),
            ("".join(short), " | ".join(short)),
        )
    )
    return Made(bare(rng, text), "concatenated", value)


def nothing_read(rng: Random) -> Made:
    """Answers of the scanner, and triggers that read nothing."""
    echo = some(rng, LETTERS, 6) + some(rng, DIGITS, rng.randint(0, 2))
    label = ssi(0xF3, b"\x03" + _hp(rng).encode())
    broken = label[:-1] + bytes((label[-1] ^ rng.randint(1, 255),))
    return rng.choice(
        (
            Made(f"{echo}{rng.choice(chr(6) + chr(5) + chr(21))}.", "host-reply", ""),
            Made(rng.choice("\x06\x05\x15"), "host-reply", ""),
            Made(f"]Z6{echo}\r", "host-reply", ""),
            Made(ssi(0xD0, b"").decode("latin-1"), "host-reply", ""),
            Made(ssi(0xF6, bytes((rng.randrange(16),))).decode("latin-1"), "host-reply", ""),
            Made(ssi(0xF3, b"\x03NR").decode("latin-1"), "no-read", ""),
            Made("NR\r", "no-read", ""),
            Made(broken.decode("latin-1"), "protocol-error", ""),
        )
    )


_WORDS: Final = "Ward trolley spare do not use shelf bay kitchen returns left top row lamp".split()


def no_label(rng: Random) -> Made:
    """A symbol that fits nothing is kept; no evidence of a symbol is noise."""
    words = " ".join(rng.sample(_WORDS, 3)) + f" {rng.randint(1, 9)}"
    noise = "".join(map(chr, rng.choices(range(0x80, 0x100), k=rng.randint(4, 9)))) + "\x00"
    odd = until(lambda: some(rng, DIGITS, rng.choice((3, 4, 6, 8, 10, 12))), bool)
    return rng.choice(
        (
            Made(with_aim(rng, words, "C0 A4 Q1"), "unknown", words),
            Made(f"]I0{odd}\r", "unknown", odd),
            Made(f"]X0{words}\r", "unknown", words),
            Made(rng.choice(("\r", "\r\n", "]d1\r", "]C0\r", "\x02\x03")), "garbage", ""),
            Made(f"\xfe{noise}", "garbage", ""),
            Made(f"{mixed(rng, 4)}\r", "garbage", ""),
        )
    )


MAKERS: Final[tuple[Maker, ...]] = (
    azerty, caps_lock, seven_even, as_numbers, run_together, nothing_read, no_label,
)  # fmt: skip
