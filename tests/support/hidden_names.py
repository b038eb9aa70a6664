"""Finds names of real people in files without holding the names: only salted hashes of them are kept.

A hash keeps a name out of sight and out of every search; it does not stop somebody who guesses the name.
"""

import hashlib
import html
import re
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from schemas.thai_text import searchable

_SALT = b"thai-ropa-register/real-names/1"
_TAG = re.compile(r"<[^<>]*>")
_ESCAPE = re.compile(r"\\u(0[eE][0-9a-fA-F]{2})")
_NOT_THAI = re.compile("[^\u0e01-\u0e3a\u0e40-\u0e4e]+")
#: Office files are zip archives of XML; a picture holds no text.
_ARCHIVES = frozenset({".xlsx", ".docx", ".zip"})
_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".ico", ".ttf", ".woff", ".woff2"})


def letters_of(text: str) -> str:
    """Return the Thai letters of a text in one run: spaces, punctuation, line ends and escapes hide nothing."""
    plain = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), html.unescape(text))
    # Line by line: most lines of a source file have no Thai at all, and need no search key.
    return "".join(_NOT_THAI.sub("", searchable(line)) for line in plain.splitlines() if not line.isascii())


def digest(letters: str) -> str:
    """Return the hash by which a name (already `letters_of`) is known."""
    return hashlib.sha256(_SALT + letters.encode()).hexdigest()


def named_in(text: str, known: Mapping[str, int]) -> set[str]:
    """Return which of the `known` hashes (each with its name's number of letters) stand in a text."""
    # Once as it is and once without tags: a name can stand between two runs of a cell, and `<` is no tag in a program.
    runs = {letters_of(text), letters_of(_TAG.sub("", text))}
    windows = {
        letters[start : start + length]
        for letters in runs
        for length in set(known.values())
        for start in range(len(letters) - length + 1)
    }
    return {digest(window) for window in windows} & known.keys()


def texts_of(path: Path) -> Iterable[str]:
    """Yield the texts of a file: of each part of an office file, of nothing in a picture."""
    if path.suffix.lower() in _ARCHIVES:
        with zipfile.ZipFile(path) as archive:
            for part in archive.namelist():
                yield archive.read(part).decode("utf-8", "ignore")
    elif path.suffix.lower() not in _PICTURES:
        yield path.read_bytes().decode("utf-8", "ignore")
