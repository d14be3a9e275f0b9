"""Makers' own numbers: serials, models, parts, monitors (labels, section 2 and its rows in section 8)."""

from random import Random
from typing import Final

from tests.labels.written.making import (
    ALNUM,
    APPLE_11,
    APPLE_12,
    DIGITS,
    DOUBLE,
    EDID,
    GETAC,
    HEX_12,
    HP,
    LETTERS,
    MODEL,
    MONITOR,
    PLAIN,
    PPID,
    TAG,
    UNIT,
    Made,
    Maker,
    bare,
    checked,
    halves_differ,
    mixed,
    mod_43,
    off_by_some,
    sent,
    shapeless,
    some,
    until,
    with_aim,
)

TWO_D: Final = "d1 Q1"
ANY: Final = "C0 A0 d1 Q1 L0 z0 G0"
CUT: Final = ("1P", "1T", "1S", "4L", "11S", "23S")
"""Data identifiers that are cut off wherever they stand first (section 5): no label begins so for another reason."""


def _hp(rng: Random) -> str:
    head = rng.choice(ALNUM) + rng.choice(LETTERS) + rng.choice(ALNUM) + rng.choice(DIGITS)
    if head.startswith(CUT):
        return _hp(rng)
    serial = until(lambda: f"{head}{rng.randint(1, 53):02}{some(rng, UNIT, 4)}", halves_differ)
    return _hp(rng) if _checked_tag(serial) else serial


def _checked_tag(text: str) -> bool:
    """A tag and its check character, which comes before any maker's shape (section 9, step 6)."""
    return bool(TAG.fullmatch(text[:-1])) and mod_43(text[:-1]) == text[-1]


def hp_serial(rng: Random) -> Made:
    """Plain, behind S, behind a caption, beside a product number, with caps lock."""
    serial, product = _hp(rng), some(rng, ALNUM, 5) + rng.choice(("EA", "AA", "ET"))
    text = rng.choice(
        (
            sent(rng, serial, ANY),
            with_aim(rng, "S" + serial),
            sent(rng, f"S/N: {serial}", ANY),
            bare(rng, f"SN:{serial};PN:{product}"),
            with_aim(rng, f"{serial},{product}#AB{rng.choice('UDFBZ')}", TWO_D),
            bare(rng, serial.lower()),
            f"]A1{serial}{mod_43(serial)}\r",
        )
    )
    return Made(text, "hp-serial", serial)


def hp_behind_a_code_id(rng: Random) -> Made:
    """A single letter that says the symbology, before a serial."""
    serial = _hp(rng)
    whole = until(lambda: rng.choice("ABDjbsw") + serial, lambda text: shapeless(text.upper()))
    return Made(bare(rng, whole), "hp-serial", serial)


def hp_typed(rng: Random) -> Made:
    """A letter where the scheme has a digit: one repair yields a serial."""
    while True:
        serial = _hp(rng)
        places = [n for n in (3, 4, 5) if serial[n] in "01"]
        if not places:
            continue
        at = rng.choice(places)
        typed = serial[:at] + ("O" if serial[at] == "0" else "I") + serial[at + 1 :]
        if shapeless(typed) and not typed.startswith(CUT):
            return Made(bare(rng, typed), "hp-serial", serial)


def _tag(rng: Random) -> str:
    """A Service Tag that is not also something that comes before it."""

    def own(text: str) -> bool:
        return not (
            TAG.fullmatch(text) or MODEL.fullmatch(text) or text.startswith((*CUT, "DVX")) or _checked_tag(text)
        )

    return until(lambda: mixed(rng, 7), own)


def dell_tag(rng: Random) -> Made:
    """Seven, however it is sent."""
    tag = _tag(rng)
    text = rng.choice((sent(rng, tag, ANY), bare(rng, tag.lower()), sent(rng, f"S/N: {tag}", ANY)))
    return Made(text, "dell-service-tag", tag)


def dell_tags(rng: Random) -> Made:
    """Two scans in one read."""
    one, two = _tag(rng), _tag(rng)
    return Made(f"{one}\r\n{two}\r\n", "dell-service-tag", f"{one} | {two}")


def _tag_of_a_number(rng: Random) -> str:
    """A tag has a letter and a digit; a number's begins with no zero."""
    return until(lambda: mixed(rng, 7), lambda text: text[0] != "0")


def dell_express(rng: Random) -> Made:
    """The tag in base 36, in decimal."""
    tag = until(lambda: _tag_of_a_number(rng), lambda text: halves_differ(str(int(text, 36))))
    return Made(sent(rng, str(int(tag, 36)), ANY), "dell-express-service-code", tag)


def dell_ppid(rng: Random) -> Made:
    """Country, part, maker, date, sequence; as printed with dashes, with a revision."""

    def make() -> str:
        date = rng.choice(DIGITS) + rng.choice("123456789ABC") + rng.choice("123456789ABCDEFGHIJKLMNOPQRSTUV")
        return some(rng, LETTERS, 2) + "0" + some(rng, ALNUM, 10) + date + some(rng, ALNUM, 4)

    def own(text: str) -> bool:
        two_serials = HP.fullmatch(text[:10]) and HP.fullmatch(text[10:])
        return halves_differ(text) and not DOUBLE.fullmatch(text) and not two_serials

    ppid = until(make, own)
    revision = rng.choice(("", f"{rng.choice(LETTERS)}{some(rng, DIGITS, 2)}"))
    dashed = "-".join((ppid[:2], ppid[2:8], ppid[8:13], ppid[13:16], ppid[16:]))
    text = rng.choice((sent(rng, ppid + revision, ANY), bare(rng, dashed + (revision and f"-{revision}"))))
    return Made(text, "dell-ppid", ppid)


def dell_part(rng: Random) -> Made:
    """Five beside the tag: behind an AIM identifier, or the head of a PPID."""
    part = until(lambda: mixed(rng, 5), lambda text: not TAG.fullmatch(text) and not text.startswith(CUT))
    return Made(rng.choice((with_aim(rng, part), sent(rng, f"CN-0{part}"))), "dell-part-number", part)


def _short(rng: Random) -> str:
    return until(lambda: rng.choice(("PF", "MP")) + some(rng, ALNUM, 6), halves_differ)


def lenovo_serial(rng: Random) -> Made:
    """Eight, plain, behind S, behind a caption, with caps lock; behind a code identifier."""
    serial = _short(rng)
    while serial[2:].isdigit():
        serial = _short(rng)
    ways = [sent(rng, serial, ANY), with_aim(rng, "S" + serial), bare(rng, serial.lower()), f"S/N: {serial}\r"]
    whole = rng.choice("ABDjbsw") + serial
    if shapeless(whole.upper()) and not serial[2:7].isdigit():
        ways.append(bare(rng, whole))
    return Made(rng.choice(ways), "lenovo-serial", serial)


def lenovo_double(rng: Random) -> Made:
    """Two numbers of one consumer device: the first."""
    maker = some(rng, LETTERS, 2)
    one, two = (maker + some(rng, DIGITS, 8) for _ in "12")
    return Made(sent(rng, one + two, ANY), "lenovo-serial", one)


def lenovo_model(rng: Random) -> Made:
    """Ten, or seven of before 2013."""
    ten = until(
        lambda: some(rng, DIGITS, 2) + rng.choice(LETTERS) + some(rng, ALNUM, 7),
        lambda text: text[:3] not in ("11S", "23S") and halves_differ(text),
    )
    seven = until(lambda: some(rng, DIGITS, 4) + some(rng, ALNUM, 3), lambda text: not text.isdigit())
    model = rng.choice((ten, seven))
    return Made(rng.choice((sent(rng, model, ANY), with_aim(rng, "1P" + model))), "lenovo-mtm", model)


def _new_model(rng: Random) -> str:
    return some(rng, DIGITS, 2) + rng.choice(LETTERS) + some(rng, ALNUM, 7)


def lenovo_1s(rng: Random) -> Made:
    """Model and serial, of after and before 2013."""
    new = (_new_model(rng), rng.choice((_short(rng), some(rng, LETTERS, 2) + some(rng, ALNUM, 6))))
    old = (some(rng, DIGITS, 4) + some(rng, ALNUM, 3), rng.choice(LETTERS) + some(rng, ALNUM, 6))
    model, serial = rng.choice((new, old))
    one = rng.choice(("1S", "1s")) + model + serial
    return Made(rng.choice((sent(rng, one, ANY), bare(rng, one.lower()))), "lenovo-1S", serial)


def lenovo_11s(rng: Random) -> Made:
    """A part inside: its 11S stays."""
    part = "11S" + some(rng, ALNUM, rng.choice((15, 16, 18, 19, 20, 22)))
    return Made(sent(rng, part, ANY), "lenovo-fru-11S", part)


def truncated(rng: Random) -> Made:
    """1S with a part of its body; six of a tag, typed."""
    body = _new_model(rng) + _short(rng)
    cut = "1S" + body[: rng.choice((11, 12, 13, 14, 15, 16, 17))]

    def own(text: str) -> bool:
        return not TAG.fullmatch(text) and not _checked_tag(text) and not text.startswith(CUT)

    six = until(lambda: mixed(rng, 6), own)
    return Made(bare(rng, rng.choice((cut, six))), "truncated", "")


def apple_serial(rng: Random) -> Made:
    """Twelve, eleven, and ten behind S."""
    week = f"{rng.randint(1, 53):02}"
    twelve = until(
        lambda: rng.choice(LETTERS) + some(rng, ALNUM, 2) + rng.choice("CDFGHJKLMNPQRSTVWXYZ")
        + rng.choice("123456789CDFGHJKLMNPQRTVWXY") + some(rng, PLAIN, 7),
        lambda text: APPLE_12.fullmatch(text) and not HEX_12.fullmatch(text) and halves_differ(text),
    )  # fmt: skip
    eleven = rng.choice(LETTERS) + rng.choice(ALNUM) + rng.choice(DIGITS) + week + some(rng, PLAIN, 6)
    text = rng.choice((sent(rng, twelve, ANY), with_aim(rng, "S" + twelve), sent(rng, eleven, ANY)))
    return Made(text, "apple-serial", twelve if twelve in text else eleven)


def apple_ten(rng: Random) -> Made:
    """Too general alone, so behind S."""
    ten = until(
        lambda: mixed(rng, 10, PLAIN),
        lambda t: shapeless(t) and not APPLE_11.fullmatch("S" + t) and not t.startswith(CUT),
    )
    return Made(with_aim(rng, "S" + ten), "apple-serial", ten)


def apple_part(rng: Random) -> Made:
    """With its region behind a slash."""
    part = "M" + some(rng, ALNUM, 3) + rng.choice((some(rng, ALNUM, 1), some(rng, ALNUM, 2))) + f"/{rng.choice('AB')}"
    return Made(rng.choice((sent(rng, part), with_aim(rng, "1P" + part))), "apple-part-number", part)


def surface(rng: Random) -> Made:
    """Twelve digits that are no UPC-A: the symbology says so, or the check digit."""
    number = until(lambda: some(rng, DIGITS, 12), lambda text: halves_differ(text) and not text.startswith("000000"))
    wrong = off_by_some(rng, checked(number[:11]))
    if number[0] == "0" or not halves_differ(wrong):  # so no group of four reads as ALT and digits
        return Made(with_aim(rng, number, ANY), "surface-serial", number)
    return rng.choice(
        (Made(with_aim(rng, number, ANY), "surface-serial", number), Made(bare(rng, wrong), "surface-serial", wrong))
    )


def getac(rng: Random) -> Made:
    """Year, month, warranty, model, sequence."""
    serial = f"R{rng.choice(LETTERS)}{some(rng, DIGITS, 3)}{rng.choice(LETTERS)}{some(rng, DIGITS, 4)}"
    assert GETAC.fullmatch(serial)
    return Made(rng.choice((sent(rng, serial, ANY), bare(rng, serial.lower()))), "getac-serial", serial)


def acer(rng: Random) -> Made:
    """Part, week, serial, maker, version: all 22."""
    serial = rng.choice(("NX", "LX", "NH", "UM")) + some(rng, ALNUM, 8) + some(rng, DIGITS, 8)
    serial += some(rng, LETTERS, 2) + some(rng, DIGITS, 2)
    return Made(sent(rng, serial, ANY), "acer-serial", serial)


def monitor(rng: Random) -> Made:
    """Samsung, iiyama, Philips, BenQ, ViewSonic, Fujitsu, Lenovo."""

    def make() -> str:
        samsung = "H" + some(rng, ALNUM, 4) + some(rng, DIGITS, 5)
        return rng.choice(
            (
                samsung,
                some(rng, LETTERS, 4) + samsung,
                f"{some(rng, DIGITS, 5)}{rng.choice(LETTERS)}{rng.choice(DIGITS)}{rng.choice(LETTERS)}"
                + some(rng, DIGITS, 5),
                some(rng, LETTERS, 2) + some(rng, DIGITS, 11),
                "ET" + some(rng, ALNUM, 3) + some(rng, DIGITS, 8),
                mixed(rng, 3) + some(rng, DIGITS, 9),
                "Y" + some(rng, ALNUM, 3) + some(rng, DIGITS, 6),
                "V" + some(rng, ALNUM, 7),
            )
        )

    def own(text: str) -> bool:
        before = (HP, APPLE_12, APPLE_11, HEX_12, PPID)
        other = _checked_tag(text) or text.startswith(CUT) or any(shape.fullmatch(text) for shape in before)
        return MONITOR.fullmatch(text) and halves_differ(text) and not other

    serial = until(make, own)
    return Made(sent(rng, serial, "C0 A0 d1"), "monitor-serial", serial)


def monitor_from_edid(rng: Random) -> Made:
    """Dell's twelve and Acer's with lower-case hexadecimal, typed; NEC's with a blank."""
    dell = until(
        lambda: some(rng, ALNUM, 5) + rng.choice(DIGITS) + rng.choice("123456789ABC")
        + rng.choice("123456789ABCDEFGHIJKLMNOPQRSTUV") + some(rng, ALNUM, 4),
        lambda t: EDID.fullmatch(t) and not APPLE_12.fullmatch(t) and not HEX_12.fullmatch(t) and not t.isdigit()
        and not t.startswith(CUT),
    )  # fmt: skip
    middle = until(lambda: some(rng, "0123456789abcdef", 8), lambda text: not text.isdigit())
    acer_edid = until(lambda: some(rng, ALNUM, 8), lambda t: not t.isdigit()) + middle + some(rng, DIGITS, 4)
    nec = mixed(rng, 9)
    text, serial = rng.choice(
        ((bare(rng, dell), dell), (bare(rng, acer_edid), acer_edid.upper()), (f"]A0{mixed(rng, 8)} {nec}\r", nec))
    )
    return Made(text, "monitor-serial", serial)


def hp_ct(rng: Random) -> Made:
    """A part's fourteen."""
    number = until(
        lambda: rng.choice(DIGITS) + some(rng, LETTERS, 4) + some(rng, ALNUM, 9),
        lambda t: halves_differ(t) and not t.startswith(CUT),
    )
    return Made(sent(rng, number, ANY), "hp-ct-number", number)


def hp_product(rng: Random) -> Made:
    """Behind 1P, or with its localisation."""
    number = until(
        lambda: some(rng, ALNUM, 5) + rng.choice(("EA", "AA", "ET", "AV", "UT")), lambda t: not MODEL.fullmatch(t)
    )
    local = f"{number}#AB{rng.choice('UDFBZ')}"
    value = rng.choice((number, local))
    ways = [with_aim(rng, "1P" + value)]
    if value == local:
        ways += [sent(rng, local), bare(rng, local.replace("#", "£"))]
    return Made(rng.choice(ways), "hp-product-number", value)


MAKERS: Final[tuple[Maker, ...]] = (
    hp_serial, hp_behind_a_code_id, hp_typed, dell_tag, dell_tags, dell_express, dell_ppid, dell_part, lenovo_serial,
    lenovo_double, lenovo_model, lenovo_1s, lenovo_11s, truncated, apple_serial, apple_ten, apple_part, surface, getac,
    acer, monitor, monitor_from_edid, hp_ct, hp_product,
)  # fmt: skip
