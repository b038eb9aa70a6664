"""Tells whether words hold what stands in the place of a hidden name or national ID. Pure."""

import re

from schemas.masking import MASK, MASK_ID

_BLANKS = r"[\s\u200b-\u200f\u2060\ufeff\u00ad]*"
#: In any brackets, with blanks anywhere, sara am apart or not: what programs and people make of it.
_MASKS = re.compile(
    rf"[(\[{{（]{_BLANKS}(?:"
    + "|".join(_BLANKS.join(mask.strip("()")).replace("ำ", f"(?:ำ|ํ{_BLANKS}า)") for mask in (MASK, MASK_ID))
    + rf"){_BLANKS}[)\]}}）]"
)


def holds_mask(words: str) -> bool:
    """Return whether `MASK` or `MASK_ID` stands in words, however they are spaced."""
    return _MASKS.search(words) is not None
