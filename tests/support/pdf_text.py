"""What a PDF says to whoever reads, copies or searches it: by poppler, which had no part in making it."""

import re
import subprocess
import tempfile
import unicodedata
from pathlib import Path


def text_of(pdf: bytes) -> str:
    """Return the text in the order of the pages' content; needs `pdftotext` (Debian: poppler-utils)."""
    return _told("pdftotext", pdf, "-raw", "-")


def facts_of(pdf: bytes) -> dict[str, str]:
    """Return the properties as `pdfinfo` names them."""
    lines = (line.partition(":") for line in _told("pdfinfo", pdf).splitlines())
    return {name: value.strip() for name, _, value in lines}


def _told(program: str, pdf: bytes, *arguments: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.pdf"
        path.write_bytes(pdf)
        done = subprocess.run([program, *[str(path), *arguments]], capture_output=True, check=True)
    return done.stdout.decode()


def squeezed(text: str) -> str:
    """Return a text as it compares: without blanks and line ends, with ำ and accents in one spelling."""
    return re.sub(r"[\s\u200b]+", "", unicodedata.normalize("NFKC", text)).replace("\u0e4d", "").replace("\f", "")


#: Shortest part of a value on one side of a page's or a column's end.
_SHORTEST = 3


def stands(value: str, text: str, *, ends: int = 12) -> bool:
    """Return whether a squeezed value stands in a squeezed text, cut by at most `ends` ends of pages or columns."""
    place = 0
    for _ in range(ends + 1):
        if text.find(value, place) >= 0:
            return True
        # The longest beginning that stands there.
        low, high = 0, len(value)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if text.find(value[:middle], place) >= 0 else (low, middle)
        if low < min(_SHORTEST, len(value)):
            return False
        place = text.find(value[:low], place) + low
        value = value[low:]
    return False
