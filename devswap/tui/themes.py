"""Three looks, chosen by `[desk] theme`: dark, light, high contrast. Colour never says anything alone.

`done next ask stop` colour the four words and their symbols, `band-…` is the ground behind each; `quiet` is for what
is read only when looked for. Contrast is at least 4.5:1, in high contrast at least 7:1 (WCAG 2.2, 1.4.3 and 1.4.6).
"""

from typing import Final

from textual.theme import Theme

_DARK: Final = {
    "ground": "#10151b", "ink": "#d5dce4", "bright": "#ffffff", "quiet": "#8593a3", "rule": "#33404e",
    "done": "#3ddc84", "next": "#8ab4f8", "ask": "#ffc233", "stop": "#ff6b66",
    "band-done": "#0d3320", "band-next": "#152131", "band-ask": "#3a2c06", "band-stop": "#471313",
    "alarm": "#c01818", "alarm-ink": "#ffffff", "chosen": "#23364d",
}  # fmt: skip
_LIGHT: Final = {
    "ground": "#fbfaf7", "ink": "#1c2530", "bright": "#000000", "quiet": "#5a6673", "rule": "#c3cad2",
    "done": "#0a6b33", "next": "#1f4e9c", "ask": "#7d4a00", "stop": "#b81414",
    "band-done": "#d3f0dd", "band-next": "#e6edf7", "band-ask": "#fdeec2", "band-stop": "#fbdcd9",
    "alarm": "#b81414", "alarm-ink": "#ffffff", "chosen": "#d9e4f4",
}  # fmt: skip
_HIGH_CONTRAST: Final = {
    "ground": "#000000", "ink": "#ffffff", "bright": "#ffffff", "quiet": "#d0d0d0", "rule": "#ffffff",
    "done": "#00ff66", "next": "#ffffff", "ask": "#ffff00", "stop": "#ff9d9d",
    "band-done": "#000000", "band-next": "#000000", "band-ask": "#000000", "band-stop": "#000000",
    "alarm": "#ffffff", "alarm-ink": "#8b0000", "chosen": "#00345c",
}  # fmt: skip

PALETTES: Final = {"dark": _DARK, "light": _LIGHT, "high-contrast": _HIGH_CONTRAST}


def theme(name: str) -> Theme:
    """The theme of that name: a key of `PALETTES`."""
    palette = PALETTES[name]
    return Theme(
        name=name,
        primary=palette["next"],
        success=palette["done"],
        warning=palette["ask"],
        error=palette["stop"],
        foreground=palette["ink"],
        background=palette["ground"],
        surface=palette["ground"],
        panel=palette["ground"],
        dark=name != "light",
        variables=dict(palette),
    )
