"""Characters that Sarabun lacks (emoji, Chinese, Arabic): nothing vanishes, and nothing is an empty box.

A browser shows them in a font of its own, in the room that `fonts.UNKNOWN_EM` keeps for each. PNG and PDF have Sarabun
alone, so that they are the same everywhere: there each stands as its number in small underlined digits, 1F600 for 😀.
"""

import re
import unicodedata

from diagrams.fonts import UNKNOWN_EM, covered, width

_TEXT = re.compile(r'(<text [^>]*font-size="([\d.]+)"[^>]*>)([^<]*)(?=</text>)')
_MARGIN = 0.94
#: Chooses among the shapes of the character before it, and has none itself.
_SELECTORS = range(0xFE00, 0xFE10)


def numbered(svg: str) -> str:
    """Return a picture of ours as it is drawn where only Sarabun is at hand."""
    lacking = {char for char in set(svg) if not char.isascii() and ord(char) not in covered()}
    if not lacking:
        return svg
    found = re.compile("[" + re.escape("".join(sorted(lacking))) + "]")

    def line(text: re.Match[str]) -> str:
        size = float(text.group(2))
        return text.group(1) + found.sub(lambda char: _number(char.group(), size), text.group(3))

    return _TEXT.sub(line, svg)


def _number(char: str, size: float) -> str:
    if ord(char) in _SELECTORS or unicodedata.category(char) == "Cf":
        return ""
    digits = f"{ord(char):04X}"
    small = f"{UNKNOWN_EM * _MARGIN / width(digits + ' ', 1.0) * size:.1f}"
    # The blank keeps two numbers apart.
    return (
        f'<tspan font-size="{small}" text-decoration="underline">{digits}</tspan><tspan font-size="{small}"> </tspan>'
    )
