"""Tags, numbers, GS1, envelopes, data identifiers and what other systems print (labels, sections 3 to 6, 8)."""

from random import Random
from typing import Final
from uuid import UUID

from tests.labels.written.making import (
    ALNUM,
    C39,
    DIGITS,
    LETTERS,
    MODEL,
    SHORT,
    TAG,
    Made,
    Maker,
    bare,
    checked,
    halves_differ,
    luhn,
    mixed,
    mod_10,
    mod_43,
    off_by_some,
    sent,
    some,
    until,
    with_aim,
)

GS: Final = "\x1d"
ANY: Final = "C0 A0 d1 Q1"


def _tag(rng: Random) -> str:
    shapes = (
        lambda: some(rng, DIGITS, rng.randint(5, 9)),
        lambda: f"{some(rng, LETTERS, rng.randint(1, 4))}-{some(rng, DIGITS, rng.randint(2, 6))}",
        lambda: some(rng, LETTERS, rng.randint(1, 3)) + some(rng, DIGITS, rng.randint(4, 6)),
    )
    return until(rng.choice(shapes), lambda t: not SHORT.fullmatch(t) and t[0] != "V" and halves_differ(t))


def asset_tag(rng: Random) -> Made:
    """Plain, with start and stop, with Code 39's check character, with caps lock, through a broken map."""
    tag = _tag(rng)
    ways = [
        sent(rng, tag, ANY),
        bare(rng, f"*{tag}*"),
        f"]A1{tag}{mod_43(tag)}\r",
        f"]A3{tag}\r",
        bare(rng, tag.lower()),
    ]
    if "-" in tag:
        ways.append(bare(rng, tag.replace("-", "½")))
    if mod_43(tag) in "-.$/+%" or (tag[0].isalpha() and "-" not in tag and mod_43(tag) in LETTERS):
        ways.append(bare(rng, tag + mod_43(tag)))
    return Made(rng.choice(ways), "asset-tag", tag)


def tag_as_upca(rng: Random) -> Made:
    """Five digits with zeros before and a check digit behind."""
    tag = some(rng, DIGITS, 5)
    return Made(sent(rng, checked("000000" + tag), ANY), "asset-tag-as-upca", tag)


def asset_uuid(rng: Random) -> Made:
    """Any case; it may begin with 01."""
    text = str(UUID(int=rng.getrandbits(128)))
    text = rng.choice((text, "01" + text[2:]))
    return Made(sent(rng, rng.choice((text, text.upper())), "Q1 d1"), "asset-uuid", text)


def asset_url(rng: Random) -> Made:
    """The last segment of a path; a link whose GTIN is wrong is such a one."""
    tag = some(rng, LETTERS, 2) + some(rng, DIGITS, 4)
    host = f"{rng.choice(('http', 'https'))}://kit{rng.randint(1, 99)}.example.org"
    query = rng.choice(("", "?src=label", f"?a={some(rng, DIGITS, 3)}&b=c"))
    return Made(sent(rng, f"{host}/{rng.choice(('t', 'asset/view', 'a/b'))}/{tag}{query}", "Q1 d1"), "asset-url", tag)


def imei(rng: Random) -> Made:
    """Luhn right: plain, hyphenated, behind a caption, beginning with 99."""
    body = until(lambda: rng.choice(("35", "86", "99", "01", some(rng, DIGITS, 2))) + some(rng, DIGITS, 12), bool)
    number = body + luhn(body)
    dashed = f"{number[:2]}-{number[2:8]}-{number[8:14]}-{number[14]}"
    text = rng.choice((number, dashed, f"IMEI:{number}", f"IMEI: {number}"))
    return Made(sent(rng, text, ANY), "imei", number)


def imei_wrong(rng: Random) -> Made:
    """Luhn wrong: nobody's."""
    body = some(rng, DIGITS, 14)
    return Made(sent(rng, off_by_some(rng, body + luhn(body)), ANY), "imei-bad-check", "")


def imeisv(rng: Random) -> Made:
    """Sixteen digits: the first fourteen."""
    number = until(lambda: rng.choice(("35", "86")) + some(rng, DIGITS, 14), halves_differ)
    return Made(sent(rng, number, ANY), "imeisv", number[:14])


def meid(rng: Random) -> Made:
    """Fourteen in hexadecimal and a check."""
    body = rng.choice("ABCDEF") + some(rng, "0123456789ABCDEF", 13)
    return Made(sent(rng, body + luhn(body, 16), ANY), "meid", body)


def mac(rng: Random) -> Made:
    """Twelve in hexadecimal, in every way of writing it."""
    digits = until(
        lambda: rng.choice("0123456789ABCDEF") + rng.choice("02468ACE") + some(rng, "0123456789ABCDEF", 10),
        lambda t: not t.isdigit() and halves_differ(t),
    )
    pairs = [digits[n : n + 2] for n in range(0, 12, 2)]
    quads = [digits[n : n + 4] for n in range(0, 12, 4)]
    text = rng.choice((digits, ":".join(pairs), "-".join(pairs), ".".join(quads), ":".join(pairs).lower()))
    return Made(rng.choice((sent(rng, text, ANY), with_aim(rng, "23S" + digits))), "mac", ":".join(pairs))


def ean(rng: Random) -> Made:
    """Thirteen, eight, fourteen, twelve: products."""
    thirteen = until(lambda: checked(some(rng, DIGITS, 12)), lambda t: t[0] != "0" and t[:2] != "33")
    eight, fourteen = checked(some(rng, DIGITS, 7)), checked(some(rng, DIGITS, 13))
    twelve = until(lambda: checked(rng.choice(DIGITS[1:]) + some(rng, DIGITS, 10)), halves_differ)
    return rng.choice(
        (
            Made(rng.choice((bare(rng, thirteen), with_aim(rng, thirteen, "E0"))), "ean13", thirteen),
            Made(f"]E4{eight}\r", "ean8", eight),
            Made(f"]I{rng.choice('013')}{fourteen}\r", "gtin14", fourteen),
            Made(rng.choice((bare(rng, twelve), f"]E0{twelve}\r", f"]E00{twelve}\r", f"0{twelve}\r")), "upca", twelve),
            Made(f"]E0{off_by_some(rng, thirteen)}\r", "ean13-bad-check", ""),
        )
    )


def windows_id(rng: Random) -> Made:
    """Thirteen digits that are no EAN, or may be one."""
    number = checked(some(rng, DIGITS, 12))
    wrong = off_by_some(rng, number)
    maybe = checked("33" + some(rng, DIGITS, 10))
    return rng.choice(
        (Made(bare(rng, wrong), "windows-product-id", wrong), Made(bare(rng, maybe), "ambiguous-ean13-or-pkid", maybe))
    )


_TWO_D_GS1: Final = ("d2", "d5", "d8", "Q3", "Q4", "e0", "J1", "C1")
_SPELLED: Final = ("|", "~", "{GS}", "<GS>", "^]")


def _gtin(rng: Random) -> str:
    return checked(some(rng, DIGITS, 13))


def _date(rng: Random) -> str:
    return f"{rng.randint(20, 35)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"


def gs1(rng: Random) -> Made:
    """Behind an identifier that says so: product, lot, serial."""
    gtin, lot, date = _gtin(rng), some(rng, ALNUM, rng.randint(3, 12)), _date(rng)
    serial = mixed(rng, rng.randint(5, 14))
    texts = (
        (f"01{gtin}", "gs1-gtin", f"gtin={gtin}"),
        (f"01{gtin}10{lot}{GS}17{date}", "gs1-lot", f"gtin={gtin};10={lot};17={date}"),
        (f"01{gtin}17{date}10{lot}", "gs1-lot", f"gtin={gtin};17={date};10={lot}"),
        (f"01{gtin}21{serial}", "gs1-sgtin", f"gtin={gtin};21={serial}"),
        (f"01{gtin}21{serial}{GS}10{lot}", "gs1-sgtin", f"gtin={gtin};21={serial};10={lot}"),
        (f"01{gtin}17{date}21S{serial}", "gs1-sgtin", f"gtin={gtin};17={date};21=S{serial}"),
    )
    text, kind, value = rng.choice(texts)
    return Made(f"]{rng.choice(_TWO_D_GS1)}{text}\r", kind, value)


def gs1_unsaid(rng: Random) -> Made:
    """Structure to the end and a right GTIN, with separators spelled; typed with brackets; separators lost."""
    gtin, lot, date = _gtin(rng), rng.choice("BLX") + some(rng, DIGITS, 4), _date(rng)
    serial = mixed(rng, 9)
    lost = some(rng, DIGITS, 4) + "17" + date
    spelled = rng.choice(_SPELLED)
    return rng.choice(
        (
            Made(bare(rng, f"01{gtin}10{lot}{spelled}17{date}"), "gs1-lot", f"gtin={gtin};10={lot};17={date}"),
            Made(bare(rng, f"01{gtin}21{serial}{spelled}10{lot}"), "gs1-sgtin", f"gtin={gtin};21={serial};10={lot}"),
            Made(bare(rng, f"(01){gtin}(21){serial}"), "gs1-sgtin", f"gtin={gtin};21={serial}"),
            Made(bare(rng, f"01{gtin}10{lost}"), "gs1-ambiguous", f"gtin={gtin};10={lost}?"),
        )
    )


def gs1_other(rng: Random) -> Made:
    """Pallets and assets, and what a wrong check digit makes worthless."""
    sscc, giai = checked(some(rng, DIGITS, 17)), some(rng, DIGITS, 9) + some(rng, ALNUM, rng.randint(3, 12))
    wrong, none = off_by_some(rng, _gtin(rng)), some(rng, LETTERS, 6)
    one = f"]{rng.choice(_TWO_D_GS1)}"
    return rng.choice(
        (
            Made(f"{one}00{sscc}\r", "gs1-sscc", sscc),
            Made(f"{one}00{off_by_some(rng, sscc)}\r", "gs1-sscc-bad-check", ""),
            Made(f"{one}8004{giai}\r", "gs1-giai", giai),
            Made(f"{one}01{wrong}21{mixed(rng, 8)}\r", "gs1-gtin-bad-check", ""),
            Made(f"{one}{none}\r", "unknown", none),
        )
    )


def digital_link(rng: Random) -> Made:
    """Path first, then query; a wrong GTIN makes it an ordinary URL."""
    gtin, serial, date = _gtin(rng), mixed(rng, 8), _date(rng)
    host = rng.choice(("https://id.example.com", "http://example.org/p"))
    text, value = rng.choice(
        (
            (f"{host}/01/{gtin}", f"gtin={gtin}"),
            (f"{host}/01/{gtin}/21/{serial}", f"gtin={gtin};21={serial}"),
            (f"{host}/01/{gtin}/10/AB12/21/{serial}?17={date}", f"gtin={gtin};10=AB12;21={serial};17={date}"),
        )
    )
    return Made(sent(rng, text, "Q1 d1"), "gs1-digital-link", value)


def _spell(rng: Random, text: str) -> str:
    """Controls as they are, or as a wedge spells them."""
    way = rng.choice((None, "{%s}", "<%s>"))
    for control, name in (("\x1d", "GS"), ("\x1e", "RS"), ("\x04", "EOT")):
        text = text.replace(control, way % name if way else control)
    return text


def envelope(rng: Random) -> Made:
    """Data identifiers in any order, with and without trailer, an empty field among them."""
    serial = rng.choice(("PF", "MP")) + some(rng, ALNUM, 6)
    others = [
        ("1P", some(rng, DIGITS, 2) + some(rng, ALNUM, 8)),
        ("Q", str(rng.randint(1, 999))),
        ("4L", some(rng, LETTERS, 2)),
        ("1T", some(rng, ALNUM, 6)),
        ("14K", some(rng, DIGITS, 3)),
        ("P", f"{some(rng, ALNUM, 4)}-{some(rng, ALNUM, 3)}"),
        ("K", ""),
        ("25S", "UN" + some(rng, DIGITS, 12)),
    ]
    fields = rng.sample(others, rng.randint(1, 5))
    if rng.random() < 0.7:
        fields.insert(rng.randint(0, len(fields)), ("S", serial))
    trailer = rng.choice(("\x1e\x04", ""))
    text = "[)>\x1e06" + "".join(f"{GS}{name}{value}" for name, value in fields) + trailer
    first = sorted(fields, key=lambda field: field[0] != "S")
    value = ";".join(f"{name}={value}" for name, value in first if value)
    if not value:
        return envelope(rng)
    return Made(rng.choice((with_aim(rng, text, "d1 d7 Q1"), bare(rng, _spell(rng, text)))), "iso15434-di", value)


def envelope_damaged(rng: Random) -> Made:
    """A stray byte, no RS, no separators; format 05; others."""
    gtin, serial, part = _gtin(rng), mixed(rng, 8), f"{some(rng, ALNUM, 3)}-{some(rng, DIGITS, 2)}"
    lost = f"S{serial}1P{some(rng, ALNUM, 28)}"
    return rng.choice(
        (
            Made(f">[)>06{GS}K{part}{GS}Q25{GS}4LTW\r", "iso15434-di-malformed", f"K={part};Q=25;4L=TW"),
            Made(f"]d1[)>06{GS}S{serial}{GS}Q2\x1e\x04\r", "iso15434-di-malformed", f"S={serial};Q=2"),
            Made(f"[)>06{lost}\r", "iso15434-di-malformed", ""),
            Made(f"]d1[)>\x1e06{GS}{lost}\x1e\x04\r", "iso15434-di-malformed", f"S={lost[1:]}"),
            Made(f"]d1[)>\x1e05{GS}01{gtin}21{serial}\x1e\x04\r", "iso15434-gs1", f"gtin={gtin};21={serial}"),
            Made(f"]d1[)>\x1eDD{GS}CAG {part}{GS}SEQ 0417\x1e\x04\r", "iso15434-other", f"CAG={part};SEQ=0417"),
        )
    )


def data_identifier(rng: Random) -> Made:
    """One field by itself."""

    def own(text: str) -> bool:
        return not TAG.fullmatch(text) and not TAG.fullmatch("S" + text) and not MODEL.fullmatch(text)

    seven = until(lambda: mixed(rng, 7), own)
    part = f"{some(rng, LETTERS, 2)}-{some(rng, DIGITS, 2)}/{some(rng, DIGITS, 3)}"
    five = until(lambda: mixed(rng, 5), lambda t: not TAG.fullmatch("P" + t))
    country, quantity = some(rng, LETTERS, 2), str(rng.randint(1, 999))
    lot, asset = some(rng, ALNUM, rng.choice((6, 7, 9))), some(rng, ALNUM, rng.choice((5, 6, 8, 10, 14)))
    text, kind = rng.choice(
        (
            (f"S{seven}", "di-serial"), (f"1P{part}", "di-part"), (f"P{five}", "di-part"),
            (f"Q{quantity}", "di-quantity"), (f"4L{country}", "di-country"), (f"1T{lot}", "di-lot"),
            (f"11S{asset}", "di-fixed-asset"),
        )
    )  # fmt: skip
    head = {"S": 1, "1P": 2, "P": 1, "Q": 1, "4L": 2, "1T": 2, "11S": 3}
    name = next(name for name in ("11S", "1P", "1T", "4L", "S", "P", "Q") if text.startswith(name))
    return Made(with_aim(rng, text), kind, text[head[name] :])


def foreign(rng: Random) -> Made:
    """Other systems' codes and distributors' text."""
    number, word = str(rng.randint(1, 99999)), some(rng, LETTERS, 4)
    key = rng.choice(("part", "stockitem", "stocklocation", "supplierpart"))
    pair = "C" + some(rng, DIGITS, 6)
    return rng.choice(
        (
            Made(sent(rng, f'{{"{key}": {number}}}', "Q1"), "foreign-json", f"{key}={number}"),
            Made(bare(rng, f"{{@{key}@: {number}}}"), "foreign-json", f"{key}={number}"),
            Made(sent(rng, f"INV-{word[:2]}{number}", "Q1"), "foreign-short", f"INV-{word[:2]}{number}"),
            Made(
                sent(rng, rng.choice(("O-BTN.", "o-btn.", "O-BTN.")) + word), "foreign-command", f"O-BTN.{word.lower()}"
            ),
            Made(sent(rng, rng.choice((f"O-CMD.{word}", f"o-cmd.{word.lower()}"))), "foreign-command", f"O-CMD.{word}"),
            Made(
                bare(rng, f"{{pbn:PICK{number},on:SO{number},pc:{pair},pm:TB-9,qty:5,mc:,cc:1}}"),
                "supplier-qr",
                f"pc={pair}",
            ),
            Made(
                bare(
                    rng,
                    f"QTY:{number} PN:{word}-118 PO:20417711/3 MFR:EXAMPLE MPN:{word}-118 https://example.com/{word}",
                ),
                "supplier-qr",
                f"PN={word}-118",
            ),
        )
    )


assert mod_10("629104150021") == "3"
assert mod_43("KB2216") == "%"
assert len(C39) == 43

MAKERS: Final[tuple[Maker, ...]] = (
    asset_tag, tag_as_upca, asset_uuid, asset_url, imei, imei_wrong, imeisv, meid, mac, ean, windows_id, gs1,
    gs1_unsaid, gs1_other, digital_link, envelope, envelope_damaged, data_identifier, foreign,
)  # fmt: skip
