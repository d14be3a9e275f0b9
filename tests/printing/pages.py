"""How the tests look at a page, and any texts and times to put on one."""

from datetime import UTC, datetime, timedelta, timezone

import zxingcpp
from hypothesis import strategies as st
from PIL import Image

HOSTILE = "\x1b[2J^XA^FS [b]<b>=cmd()\u202e\n\r\t$(rm) Ł£é 王 \U0001f4bb" + "x" * 500

texts = st.one_of(st.text(max_size=60), st.sampled_from(["", HOSTILE, "Renée Okafor", "5CG7290HTW"]))
times = st.datetimes(
    datetime(2020, 1, 1),  # noqa: DTZ001  # hypothesis adds the zone
    datetime(2035, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=1), "BST")]),
)


def read(picture: Image.Image) -> list[tuple[str, str]]:
    """Text and symbology of every barcode on a page, looked for everywhere and of every kind, as a phone would."""
    found = zxingcpp.read_barcodes(picture, text_mode=zxingcpp.TextMode.Plain)
    return sorted((barcode.text, str(barcode.symbology)) for barcode in found)


def texts_on(picture: Image.Image) -> list[str]:
    """The texts of every barcode on a page."""
    return [text for text, _ in read(picture)]


def at_dpi(picture: Image.Image, have: int, want: int) -> Image.Image:
    """A page as another resolution shows it: grey where its dots fall between dots."""
    size = (round(picture.width * want / have), round(picture.height * want / have))
    return picture.convert("L").resize(size, Image.Resampling.BILINEAR)


def ink_at_the_edge(picture: Image.Image, dots: int) -> int:
    """How many black dots stand within so many dots of the edge."""
    edge = picture.convert("L")
    edge.paste(255, (dots, dots, picture.width - dots, picture.height - dots))
    return edge.histogram()[0]
