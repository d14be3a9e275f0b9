"""Cases of devices, parts, tags, numbers and products."""

from random import Random

from tests.labels import generators as g
from tests.labels.generators import Case
from tests.labels.wraps import SERIAL_WRAPS, TERMINATED, behind_s, code_id, wrapped, wrapped_long


def hp_serial(rng: Random) -> Case:
    serial = g.hp_serial(rng)
    way = rng.randrange(5)
    if way == 0:
        text = g.ended(rng, rng.choice(["]Q1", "]d1", ""]) + f"{serial},{g.hp_product(rng)}#AB{rng.choice('UABZD')}")
    elif way == 1:
        text = g.ended(rng, f"SN:{serial};PN:{g.hp_product(rng)}")
    elif way == 2:
        text = code_id(rng, serial)
    else:
        text = wrapped(rng, serial, *SERIAL_WRAPS)
    return Case(text, "hp-serial", serial)


def hp_homoglyph(rng: Random) -> Case:
    while True:
        serial = g.hp_serial(rng)
        place = rng.choice([3, 4, 5])
        if serial[place] in "01":
            typed = serial[:place] + {"0": "O", "1": "I"}[serial[place]] + serial[place + 1 :]
            return Case(typed + TERMINATED, "hp-serial", serial)


def lenovo_serial(rng: Random) -> Case:
    serial = g.lenovo_serial(rng)
    if rng.random() < 0.2:
        return Case(code_id(rng, serial), "lenovo-serial", serial)
    return Case(wrapped(rng, serial, *SERIAL_WRAPS), "lenovo-serial", serial)


def lenovo_double(rng: Random) -> Case:
    first, second = g.lenovo_consumer(rng)
    return Case(wrapped(rng, first + second), "lenovo-serial", first)


def lenovo_1s(rng: Random) -> Case:
    if rng.random() < 0.3:
        serial = g.mixed(rng, 7)
        code = g.old_model(rng) + serial
    else:
        serial = rng.choice([g.lenovo_serial(rng), "V" + g.mixed(rng, 7), g.mixed(rng, 8)])
        code = g.lenovo_model(rng) + serial
    text = rng.choice(["1S", "1s"]) + code
    return Case(wrapped(rng, text, g.caps_lock), "lenovo-1S", serial)


def apple_serial(rng: Random) -> Case:
    way = rng.randrange(3)
    if way == 0:
        serial = g.apple_12(rng)
        return Case(wrapped(rng, serial, *SERIAL_WRAPS), "apple-serial", serial)
    if way == 1:
        serial = g.apple_11(rng)
        return Case(wrapped(rng, serial, *SERIAL_WRAPS), "apple-serial", serial)
    serial = g.pick(rng, "GHJKLMNP", 4) + g.mixed(rng, 6, g.BASE34)  # letters where older Apple and HP have digits
    return Case(g.behind_aim(rng, "S" + serial), "apple-serial", serial)


def surface_serial(rng: Random) -> Case:
    if rng.random() < 0.5:
        serial = g.surface(rng)
        return Case(g.ended(rng, serial), "surface-serial", serial)
    body = rng.choice("0123456789") + rng.choice("123456789") + g.pick(rng, g.DIGITS, 9)
    serial = body + g.gs1_digit(body)
    return Case(rng.choice([*g.SYMBOL, g.captioned, behind_s(g.behind_aim)])(rng, serial), "surface-serial", serial)


def getac_serial(rng: Random) -> Case:
    serial = g.getac(rng)
    return Case(wrapped(rng, serial, *SERIAL_WRAPS), "getac-serial", serial)


def acer_serial(rng: Random) -> Case:
    serial = g.acer(rng)
    return Case(wrapped(rng, serial, *SERIAL_WRAPS), "acer-serial", serial)


def dell_service_tag(rng: Random) -> Case:
    tag = g.dell_tag(rng)
    if rng.random() < 0.15:
        return Case(rng.choice(["Service Tag: ", "SVC TAG:", "ST:"]) + tag + TERMINATED, "dell-service-tag", tag)
    return Case(wrapped(rng, tag, g.captioned, g.checked_and_sent, g.caps_lock), "dell-service-tag", tag)


def dell_express(rng: Random) -> Case:
    while True:
        number = rng.randrange(36**6, 36**7)
        tag = g.service_tag_of(number)
        if not tag.isdigit() and not tag.isalpha():
            break
    text = str(number)
    if rng.random() < 0.2:
        text = " ".join(text[i : i + 3] for i in range(0, len(text), 3)) if len(text) == 11 else text
        return Case(g.ended(rng, text), "dell-express-service-code", tag)
    return Case(wrapped(rng, text), "dell-express-service-code", tag)


def dell_ppid(rng: Random) -> Case:
    number = g.ppid(rng)
    revision = rng.choice(["", "A00", "A01", "B02"])
    if rng.random() < 0.4:
        pieces = [number[:2], number[2:8], number[8:13], number[13:16], number[16:20], revision]
        return Case(rng.choice(["-", " "]).join(filter(None, pieces)) + TERMINATED, "dell-ppid", number)
    return Case(wrapped(rng, number + revision), "dell-ppid", number)


def dell_part_number(rng: Random) -> Case:
    part = g.dell_part(rng)
    if rng.random() < 0.4:
        return Case(wrapped(rng, f"CN-0{part}"), "dell-part-number", part)
    return Case(rng.choice(g.SYMBOL)(rng, part), "dell-part-number", part)


def hp_product_number(rng: Random) -> Case:
    number = g.hp_product(rng)
    way = rng.randrange(4)
    if way == 0:
        return Case(wrapped(rng, "1P" + number), "hp-product-number", number)
    number += f"#AB{rng.choice('UABZDFE')}"
    if way == 1:
        return Case(g.uk(number) + TERMINATED, "hp-product-number", number)
    return Case(wrapped(rng, rng.choice(["", "1P"]) + number), "hp-product-number", number)


def hp_ct_number(rng: Random) -> Case:
    number = g.hp_ct(rng)
    return Case(wrapped(rng, number), "hp-ct-number", number)


def lenovo_mtm(rng: Random) -> Case:
    model = rng.choice([g.lenovo_model, g.old_model])(rng)
    return Case(wrapped(rng, rng.choice(["", "1P"]) + model), "lenovo-mtm", model)


def lenovo_fru(rng: Random) -> Case:
    number = "11S" + g.mixed(rng, rng.randint(15, 22))
    return Case(wrapped(rng, number), "lenovo-fru-11S", number)


def apple_part_number(rng: Random) -> Case:
    part = "M" + g.pick(rng, g.ALNUM, 4) + rng.choice(["B", "LL", "ZP"]) + "/A"
    return Case(wrapped(rng, rng.choice(["", "1P"]) + part), "apple-part-number", part)


def monitor_serial(rng: Random) -> Case:
    way = rng.randrange(5)
    if way == 0:
        whole, serial = g.nec(rng)
        return Case(wrapped(rng, whole), "monitor-serial", serial)
    if way == 1:
        serial = g.dell_edid(rng)
        return Case(g.ended(rng, serial), "monitor-serial", serial)
    if way == 2:
        serial = g.acer_edid(rng)
        return Case(g.ended(rng, serial), "monitor-serial", serial.upper())
    serial = g.monitor(rng)
    return Case(wrapped(rng, serial, g.captioned, g.checked_and_sent), "monitor-serial", serial)


def asset_tag(rng: Random) -> Case:
    way = rng.randrange(6)
    if way == 0:
        tag = g.number_tag(rng)
        return Case(wrapped(rng, tag, g.starred, g.checked_and_sent), "asset-tag", tag)
    if way == 1:
        tag = g.pick(rng, "BDHKLT", 2) + "-" + g.pick(rng, "123456789", 3)
        return Case(tag.replace("-", "½") + rng.choice(["\r", ""]), "asset-tag", tag)
    if way == 2:
        return checked_tag(rng)
    tag = g.letter_tag(rng)
    return Case(wrapped(rng, tag, g.starred, g.checked_and_sent, g.caps_lock), "asset-tag", tag)


def checked_tag(rng: Random) -> Case:
    """A modulo-43 character that nobody strips: a letter behind letters and digits, or a special character."""
    while True:
        tag = g.pick(rng, "BDHKLT", rng.randint(1, 2)) + g.pick(rng, g.DIGITS, rng.randint(4, 6))
        letter = g.mod43_letter(tag)
        if not letter.isdigit():
            return Case(tag + letter + TERMINATED, "asset-tag", tag)


def asset_tag_as_upca(rng: Random) -> Case:
    body = "000000" + g.pick(rng, g.DIGITS, 5)
    return Case(g.ended(rng, body + g.gs1_digit(body)), "asset-tag-as-upca", body[-5:])


def asset_uuid(rng: Random) -> Case:
    value = g.uuid(rng)
    return Case(wrapped(rng, rng.choice([value, value.upper()])), "asset-uuid", value)


def asset_url(rng: Random) -> Case:
    tag = rng.choice([g.letter_tag, g.number_tag, g.hp_serial])(rng)
    url = f"https://{rng.choice(['kit', 'assets'])}.example.org/{rng.choice(['t', 'a/item'])}/{tag}"
    return Case(wrapped_long(rng, url + rng.choice(["", "?src=label", "?a=1&b=2", "#top"])), "asset-url", tag)


def imei(rng: Random) -> Case:
    value = g.imei(rng)
    way = rng.randrange(4)
    if way == 0:
        return Case(g.ended(rng, f"IMEI:{value}"), "imei", value)
    if way == 1:
        text = f"{value[:2]}-{value[2:8]}-{value[8:14]}-{value[14]}"
        return Case(g.ended(rng, rng.choice(["", "]C0", "IMEI: "]) + text), "imei", value)
    return Case(wrapped(rng, value), "imei", value)


def imei_bad_check(rng: Random) -> Case:
    value = g.imei(rng)
    return Case(wrapped(rng, value[:14] + g.another(rng, value[14])), "imei-bad-check", "")


def imeisv(rng: Random) -> Case:
    value = rng.choice(["35", "86"]) + g.pick(rng, g.DIGITS, 14)
    return Case(wrapped(rng, value), "imeisv", value[:14])


def meid(rng: Random) -> Case:
    value = g.meid(rng)
    return Case(wrapped(rng, value + g.meid_digit(value)), "meid", value)


def mac(rng: Random) -> Case:
    address = g.mac(rng)
    dotted = f"{address[:4]}.{address[4:8]}.{address[8:]}"
    text = rng.choice([address, g.colons(address), g.colons(address, "-"), dotted, "23S" + address, address.lower()])
    return Case(wrapped(rng, text), "mac", g.colons(address))


def ean13(rng: Random) -> Case:
    body = rng.choice("12456789") + g.pick(rng, g.DIGITS, 11)
    return Case(g.ended(rng, rng.choice(["]E0", ""]) + body + g.gs1_digit(body)), "ean13", body + g.gs1_digit(body))


def ean13_bad_check(rng: Random) -> Case:
    body = g.pick(rng, g.DIGITS, 12)
    return Case(g.ended(rng, "]E0" + body + g.another(rng, g.gs1_digit(body))), "ean13-bad-check", "")


def ean8(rng: Random) -> Case:
    body = g.pick(rng, g.DIGITS, 7)
    return Case(g.ended(rng, "]E4" + body + g.gs1_digit(body)), "ean8", body + g.gs1_digit(body))


def upca(rng: Random) -> Case:
    body = rng.choice("123456789") + g.pick(rng, g.DIGITS, 10)
    value = body + g.gs1_digit(body)
    return Case(g.ended(rng, rng.choice(["]E0", "]E00", "0", ""]) + value), "upca", value)


def gtin14(rng: Random) -> Case:
    value = g.gtin14(rng)
    return Case(g.ended(rng, rng.choice(["]I0", "]I1"]) + value), "gtin14", value)


def windows_product_id(rng: Random) -> Case:
    body = "33" + g.pick(rng, g.DIGITS, 10)
    value = body + g.another(rng, g.gs1_digit(body))
    return Case(g.ended(rng, value), "windows-product-id", value)


def ambiguous_pkid(rng: Random) -> Case:
    body = "33" + g.pick(rng, g.DIGITS, 10)
    return Case(g.ended(rng, body + g.gs1_digit(body)), "ambiguous-ean13-or-pkid", body + g.gs1_digit(body))
