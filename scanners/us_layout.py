"""Linux key codes → characters, by the scanner's own layout.

A scanner that types is set to US positions by its maker, and types the same codes whatever the host is set to. Mapping
the codes here is therefore right on a UK, German or French host, with caps lock on or off, where the characters that
the host would make of them are not.

References: linux/input-event-codes.h; DS2208 Product Reference Guide (ALT and four digits on the keypad).
"""

from typing import Final

_ROWS: Final = (
    # first code, plain, with shift
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (15, "\tqwertyuiop[]\r", "\tQWERTYUIOP{}\r"),
    (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    (57, " ", " "),
    (86, "\\", "|"),
    (96, "\r", "\r"),
)
_PLAIN: Final = {first + place: character for first, row, _ in _ROWS for place, character in enumerate(row)}
_SHIFTED: Final = {first + place: character for first, _, row in _ROWS for place, character in enumerate(row)}
_KEYPAD: Final = {
    **dict(zip((71, 72, 73, 75, 76, 77, 79, 80, 81, 82), "7894561230", strict=True)),
    **dict(zip((55, 74, 78, 83, 98), "*-+./", strict=True)),
}
_SHIFT: Final = (42, 54)
_CTRL: Final = (29, 97)
_ALT: Final = (56, 100)
_CAPS_LOCK: Final = 58

KEYS_OF_A_KEYBOARD: Final = frozenset({2, 11, 28, 30, 44})
"""Codes that every keyboard has (1, 0, ENTER, A, Z) and no mouse, button or consumer control has together."""

_CONTROL_ALIASES: Final = dict(zip("2345678 -/?", "\x00\x1b\x1c\x1d\x1e\x1f\x7f\x00\x1f\x1f\x7f", strict=True))


def control(character: str) -> str | None:
    """The control character that CTRL makes of a key: `]` → GS, `^` or `6` → RS; None where it makes none.

    >>> control("]"), control("d"), control("6")
    ('\\x1d', '\\x04', '\\x1e')
    """
    if "@" <= character.upper() <= "_":
        return chr(ord(character.upper()) & 0x1F)
    return _CONTROL_ALIASES.get(character)


class UsKeyboard:
    """Which modifiers are down, so that a key press becomes the character that the scanner meant."""

    def __init__(self) -> None:
        self._down: set[int] = set()
        self._caps = False
        self._alt_digits = ""

    def press(self, code: int, value: int) -> str:
        """One key event: value 1 pressed, 0 released, 2 repeated. Returns the character that it typed, or nothing."""
        if code in (*_SHIFT, *_CTRL, *_ALT):
            return self._modifier(code, value)
        if value != 1:
            return ""
        if code == _CAPS_LOCK:
            self._caps = not self._caps
            return ""
        if self._holds(_ALT):
            self._alt_digits += _KEYPAD.get(code, "")
            return ""
        return self._character(code)

    def reset(self) -> None:
        """Events were lost: no modifier is known to be down."""
        self._down.clear()
        self._alt_digits = ""

    def _modifier(self, code: int, value: int) -> str:
        (self._down.add if value else self._down.discard)(code)
        if code in _SHIFT + _CTRL or value or not self._alt_digits.isdecimal():
            return ""
        digits, self._alt_digits = self._alt_digits, ""
        return chr(int(digits) & 0xFF)

    def _character(self, code: int) -> str:
        plain = _PLAIN.get(code) or _KEYPAD.get(code, "")
        shifted = self._holds(_SHIFT) != (self._caps and plain.isalpha())
        character = _SHIFTED.get(code, plain) if shifted else plain
        if self._holds(_CTRL) and character:
            return control(character) or ""
        return character

    def _holds(self, keys: tuple[int, ...]) -> bool:
        return not self._down.isdisjoint(keys)
