"""Cases of GS1, envelopes, data identifiers and other systems' codes."""

from random import Random

from tests.labels import generators as g
from tests.labels.generators import Case
from tests.labels.wraps import EOT, GS, RS, TERMINATED, wrapped

GS1_AIMS = ("]C1", "]d2", "]d5", "]d8", "]Q3", "]Q4", "]e0", "]J1")


def date(rng: Random) -> str:
    return f"{rng.randint(24, 35)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"


def gs1_gtin(rng: Random) -> Case:
    value = g.gtin14(rng)
    return Case(g.ended(rng, rng.choice(GS1_AIMS) + "01" + value), "gs1-gtin", f"gtin={value}")


def gs1_lot(rng: Random) -> Case:
    value, lot, day = g.gtin14(rng), "B" + g.pick(rng, g.DIGITS, 4), date(rng)
    if rng.random() < 0.4:
        mark = rng.choice([GS, "|", "~", "{GS}", "<GS>", "^]"])
        return Case(f"01{value}10{lot}{mark}17{day}\r", "gs1-lot", f"gtin={value};10={lot};17={day}")
    return Case(f"{rng.choice(GS1_AIMS)}01{value}17{day}10{lot}\r", "gs1-lot", f"gtin={value};17={day};10={lot}")


def gs1_ambiguous(rng: Random) -> Case:
    value, ai = g.gtin14(rng), rng.choice(["10", "21"])
    rest = g.pick(rng, g.DIGITS, rng.randint(4, 12)) + rng.choice(["", "17" + date(rng)])
    return Case(f"01{value}{ai}{rest}\r", "gs1-ambiguous", f"gtin={value};{ai}={rest}?")


def gs1_sgtin(rng: Random) -> Case:
    value, serial = g.gtin14(rng), rng.choice("SPXK") + g.mixed(rng, rng.randint(6, 11))
    if rng.random() < 0.3:
        return Case(f"(01){value}(21){serial}\r", "gs1-sgtin", f"gtin={value};21={serial}")
    mark = rng.choice([GS, "|", "~", "{GS}", "<GS>", "^]"])
    aim = rng.choice([*GS1_AIMS, ""])
    return Case(f"{aim}01{value}21{serial}{mark}10A2\r", "gs1-sgtin", f"gtin={value};21={serial};10=A2")


def gs1_digital_link(rng: Random) -> Case:
    value, serial, day = g.gtin14(rng), g.mixed(rng, 9), date(rng)
    link = f"https://id.example.com/01/{value}"
    text, listed = rng.choice(
        [
            (link, f"gtin={value}"),
            (f"{link}/21/{serial}", f"gtin={value};21={serial}"),
            (f"{link}/21/{serial}?17={day}", f"gtin={value};21={serial};17={day}"),
            (f"{link}?17={day}&linkType=all", f"gtin={value};17={day}"),
        ]
    )
    return Case(g.ended(rng, rng.choice(["]Q1", "", "]d1"]) + text), "gs1-digital-link", listed)


def bad_digital_link(rng: Random) -> Case:
    value, serial = g.gtin14(rng), g.mixed(rng, 9)
    wrong = value[:13] + g.another(rng, value[13])
    return Case(f"]Q1https://id.example.com/01/{wrong}/21/{serial}\r", "asset-url", serial)


def gs1_sscc(rng: Random) -> Case:
    body = g.pick(rng, g.DIGITS, 17)
    value = body + g.gs1_digit(body)
    return Case(rng.choice(["]C100", "]d200", "(00)"]) + value + TERMINATED, "gs1-sscc", value)


def gs1_giai(rng: Random) -> Case:
    value = g.pick(rng, g.DIGITS, 9) + rng.choice(["KIT", "PC"]) + g.pick(rng, g.DIGITS, 4)
    return Case(rng.choice(["]C18004", "]d28004", "(8004)"]) + value + TERMINATED, "gs1-giai", value)


def gs1_gtin_bad_check(rng: Random) -> Case:
    value = g.gtin14(rng)
    wrong = value[:13] + g.another(rng, value[13])
    rest = rng.choice(["", "21" + g.mixed(rng, 8), "17" + date(rng)])
    return Case(rng.choice(GS1_AIMS) + "01" + wrong + rest + TERMINATED, "gs1-gtin-bad-check", "")


def gs1_sscc_bad_check(rng: Random) -> Case:
    body = g.pick(rng, g.DIGITS, 17)
    return Case(f"]C100{body}{g.another(rng, g.gs1_digit(body))}\r", "gs1-sscc-bad-check", "")


def fields(rng: Random) -> list[tuple[str, str]]:
    chosen = [
        ("1P", g.lenovo_model(rng)), ("P", "8812-KIT"), ("14K", g.pick(rng, g.DIGITS, 3)), ("K", g.mixed(rng, 7)),
        ("Q", str(rng.randint(1, 999))), ("4L", rng.choice(["MY", "CN", "VN"])), ("1T", "B" + g.pick(rng, g.DIGITS, 4)),
        ("10D", g.pick(rng, g.DIGITS, 4)), ("11K", "1"), ("18V", "UN" + g.pick(rng, g.DIGITS, 9)),
    ]  # fmt: skip
    rng.shuffle(chosen)
    return chosen[: rng.randint(2, 6)]


def iso15434_di(rng: Random) -> Case:
    pairs = fields(rng)
    way = rng.random()
    if way < 0.6:
        pairs.insert(rng.randint(0, len(pairs)), ("S", rng.choice([g.lenovo_serial, g.hp_serial, g.dell_tag])(rng)))
    elif way < 0.75:
        pairs.append(("25S", "UN987654321" + g.mixed(rng, 6)))
    sent = [di + value for di, value in pairs]
    if rng.random() < 0.3:
        sent.insert(rng.randint(0, len(sent)), "K")
    text = f"[)>{RS}06{GS}{GS.join(sent)}" + rng.choice([RS + EOT, ""])
    if rng.random() < 0.3:
        text = rng.choice([g.spelled(rng, text), text.replace(GS, "|").replace(RS, "|").replace(EOT, "|")])
        text += TERMINATED
    else:
        text = rng.choice(["]d1", "]d7", "]L0", "]Q1", ""]) + text + TERMINATED
    ordered = [pair for pair in pairs if pair[0] == "S"] + [pair for pair in pairs if pair[0] != "S"]
    return Case(text, "iso15434-di", ";".join(f"{di}={value}" for di, value in ordered))


def iso15434_malformed(rng: Random) -> Case:
    pairs = fields(rng)
    sent = [di + value for di, value in pairs]
    way = rng.randrange(3)
    if way == 0:
        value = g.mixed(rng, 10) + "S" + g.pick(rng, g.DIGITS, 10) + "1T" + g.pick(rng, g.DIGITS, 7) + "Q12"
        return Case(f"]d1[)>{RS}06{GS}1P{value}{RS}{EOT}\r", "iso15434-di-malformed", f"1P={value}")
    if way == 1:
        text = rng.choice([">[)>", ">[)>" + RS, "[)>"]) + f"06{GS}{GS.join(sent)}\r"
        return Case(text, "iso15434-di-malformed", ";".join(f"{di}={value}" for di, value in pairs))
    return Case(f"[)>06{''.join(sent)}\r", "iso15434-di-malformed", "")


def iso15434_gs1(rng: Random) -> Case:
    value, serial = g.gtin14(rng), g.mixed(rng, 9)
    text = f"[)>{RS}05{GS}01{value}21{serial}{RS}{EOT}\r"
    return Case(rng.choice(["]d1", ""]) + text, "iso15434-gs1", f"gtin={value};21={serial}")


def iso15434_other(rng: Random) -> Case:
    pairs = [("CAG", g.mixed(rng, 4)), ("PNO", f"7KX-{g.pick(rng, g.DIGITS, 5)}"), ("SEQ", g.pick(rng, g.DIGITS, 4))]
    text = f"[)>{RS}DD{GS}{GS.join(f'{key} {value}' for key, value in pairs)}{RS}{EOT}\r"
    return Case(rng.choice(["]d1", ""]) + text, "iso15434-other", ";".join(f"{key}={value}" for key, value in pairs))


def di_serial(rng: Random) -> Case:
    """A digit first: with letters first, S and the rest might be an asset tag."""
    tag = rng.choice(g.DIGITS) + g.mixed(rng, 6)
    while tag[:4].isdigit():
        tag = rng.choice(g.DIGITS) + g.mixed(rng, 6)
    return Case(wrapped(rng, "S" + tag), "di-serial", tag)


def di_part(rng: Random) -> Case:
    if rng.random() < 0.3:
        part = rng.choice(g.DIGITS) + rng.choice(g.LETTERS) + g.mixed(rng, 3)
        return Case(g.behind_aim(rng, "P" + part), "di-part", part)
    part = f"{g.pick(rng, g.LETTERS, 2)}-{g.pick(rng, g.DIGITS, 2)}/{g.pick(rng, g.DIGITS, 3)}"
    return Case(wrapped(rng, "1P" + part), "di-part", part)


def di_quantity(rng: Random) -> Case:
    value = str(rng.randint(1, 999))
    return Case(wrapped(rng, "Q" + value), "di-quantity", value)


def di_lot(rng: Random) -> Case:
    value = rng.choice(g.LETTERS) + g.pick(rng, g.DIGITS, rng.randint(4, 9))
    return Case(wrapped(rng, "1T" + value), "di-lot", value)


def di_country(rng: Random) -> Case:
    value = g.pick(rng, g.LETTERS, 2)
    return Case(wrapped(rng, "4L" + value), "di-country", value)


def di_fixed_asset(rng: Random) -> Case:
    value = rng.choice(g.LETTERS) + g.pick(rng, g.DIGITS, rng.randint(3, 13))
    return Case(wrapped(rng, "11S" + value), "di-fixed-asset", value)


def supplier_qr(rng: Random) -> Case:
    part = f"{rng.choice('CW')}{g.pick(rng, g.DIGITS, 6)}"
    way = rng.randrange(3)
    if way == 0:
        text = (
            f"{{pbn:PICK{g.pick(rng, g.DIGITS, 10)},on:SO{g.pick(rng, g.DIGITS, 8)},pc:{part},pm:TB-9,qty:5,mc:,cc:1}}"
        )
        return Case(g.ended(rng, text), "supplier-qr", f"pc={part}")
    if way == 1:
        text = f"QTY:{rng.randint(1, 99)} PN:{part} PO:2041/3 MFR:EXAMPLE MPN:{part} https://shop.example.com/{part}"
        return Case(g.ended(rng, text), "supplier-qr", f"PN={part}")
    return Case(
        g.ended(rng, f"P{part} 1PMPN{part} Q{rng.randint(1, 99)} K{g.pick(rng, g.DIGITS, 8)}/1"),
        "supplier-qr",
        f"P={part}",
    )


def foreign_json(rng: Random) -> Case:
    key, value = rng.choice(["stocklocation", "part", "stockitem"]), rng.randint(1, 9999)
    text = f'{{"{key}": {value}}}'
    return Case(g.ended(rng, rng.choice([text, g.uk(text), "]Q1" + text])), "foreign-json", f"{key}={value}")


def foreign_short(rng: Random) -> Case:
    text = f"INV-{rng.choice(['SL', 'PA', 'SI', 'BO'])}{rng.randint(1, 9999)}"
    return Case(wrapped(rng, text), "foreign-short", text)


def foreign_command(rng: Random) -> Case:
    if rng.random() < 0.5:
        name = rng.choice(["print-op", "print-slip", "pack", "scrap", "validate"])
        return Case(wrapped(rng, "O-BTN." + rng.choice([name, name.upper()])), "foreign-command", "O-BTN." + name)
    name = rng.choice(["PREV", "NEXT", "PAGER-FIRST", "DISCARD"])
    return Case(wrapped(rng, "O-CMD." + name, g.caps_lock), "foreign-command", "O-CMD." + name)
