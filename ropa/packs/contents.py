"""Looks into a stored pack, whose bytes were compared with its hash: its manifest, and one of its files at a time."""

import zipfile
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from ropa.errors import NotFound
from schemas.packs import MANIFEST, README, SUMS, Manifest, PackFile

CHUNK = 1 << 18
#: What stands in a pack beside what its manifest names.
_BESIDE = frozenset({MANIFEST, SUMS})
TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pdf": "application/pdf",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
}
__all__ = ["README", "TYPES", "find", "manifest_of", "pieces_of", "type_of"]


def manifest_of(file: BinaryIO) -> Manifest:
    """Return the manifest of a pack; `file` is closed."""
    with file, zipfile.ZipFile(file) as opened:
        return msgspec.json.decode(opened.read(MANIFEST), type=Manifest)


def find(file: BinaryIO, path: str) -> PackFile:
    """Return what the pack has at a path; `file` stays open.

    Raises: NotFound for anything that the manifest does not name.
    """
    with zipfile.ZipFile(file) as opened:
        try:
            info = opened.getinfo(path)
        except KeyError:
            raise NotFound from None
        if path in _BESIDE:
            return PackFile(path=path, size=info.file_size, sha256="0" * 64)
        named = msgspec.json.decode(opened.read(MANIFEST), type=Manifest).files
    return next((each for each in named if each.path == path), None) or _none()


def _none() -> PackFile:
    raise NotFound


def pieces_of(file: BinaryIO, path: str) -> Iterator[bytes]:
    """Yield a file of a pack in pieces; `file` is closed at the end."""
    with file, zipfile.ZipFile(file) as opened, opened.open(path) as member:
        while piece := member.read(CHUNK):
            yield piece


def type_of(path: str) -> str:
    """Return the media type of a file of a pack."""
    return next((kind for ending, kind in TYPES.items() if path.endswith(ending)), "text/plain; charset=utf-8")
