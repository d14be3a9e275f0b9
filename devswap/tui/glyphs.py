"""The words that are read from two metres: block letters, three rows high, out of half blocks.

Each letter is a bitmap of five by six; two rows of it make one row of the terminal.
"""

from functools import cache
from typing import Final

_LETTERS: Final = {
    "A": (".###.", "#...#", "#...#", "#####", "#...#", "#...#"),
    "C": (".####", "#....", "#....", "#....", "#....", ".####"),
    "D": ("####.", "#...#", "#...#", "#...#", "#...#", "####."),
    "E": ("#####", "#....", "####.", "#....", "#....", "#####"),
    "K": ("#...#", "#..#.", "###..", "#..#.", "#...#", "#...#"),
    "L": ("#....", "#....", "#....", "#....", "#....", "#####"),
    "N": ("#...#", "##..#", "#.#.#", "#..##", "#...#", "#...#"),
    "O": (".###.", "#...#", "#...#", "#...#", "#...#", ".###."),
    "P": ("####.", "#...#", "####.", "#....", "#....", "#...."),
    "R": ("####.", "#...#", "####.", "#.#..", "#..#.", "#...#"),
    "S": (".####", "#....", ".###.", "....#", "....#", "####."),
    "T": ("#####", "..#..", "..#..", "..#..", "..#..", "..#.."),
    "X": ("#...#", ".#.#.", "..#..", "..#..", ".#.#.", "#...#"),
    " ": ("...", "...", "...", "...", "...", "..."),
}
_HALVES: Final = {"..": " ", "#.": "▀", ".#": "▄", "##": "█"}


@cache
def rows(word: str, gap: int = 2) -> tuple[str, str, str]:
    """The word in block letters, three rows, `gap` columns between two letters.

    >>> print("\\n".join(rows("ASK")))
    ▄▀▀▀▄  ▄▀▀▀▀  █  ▄▀
    █▄▄▄█   ▀▀▀▄  █▀▀▄
    █   █  ▄▄▄▄▀  █   █
    """
    letters = [_LETTERS[letter] for letter in word]
    top, middle, bottom = (
        (" " * gap).join(_row(letter[2 * y], letter[2 * y + 1]) for letter in letters).rstrip() for y in range(3)
    )
    return top, middle, bottom


def _row(upper: str, lower: str) -> str:
    return "".join(_HALVES[above + below] for above, below in zip(upper, lower, strict=True))
