"""Looks into the file of a stored pack: its manifest, and one of its files at a time. No table is asked.

The store compares the pack with its hash before it is opened, so what is read is what was exported.
"""

import zipfile
from collections.abc import Iterator
from typing import BinaryIO

import msgspec
from msgspec import Struct

from ropa.errors import NotFound
from ropa.files import CHUNK, Files
from schemas.packs import MANIFEST, Manifest

_TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pdf": "application/pdf",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
}


class Member(Struct, frozen=True):
    """One file of a pack, not yet read. Whoever reads or drops it closes `source`."""

    path: str
    size: int
    source: BinaryIO


def manifest_of(files: Files, sha256: str) -> Manifest:
    """Return the manifest of a pack.

    Raises: Damaged, Unavailable.
    """
    with files.open(sha256) as source, zipfile.ZipFile(source) as opened:
        return msgspec.json.decode(opened.read(MANIFEST), type=Manifest)


def member_of(files: Files, sha256: str, path: str) -> Member:
    """Return one file of a pack.

    Raises: NotFound for what the pack does not hold; Damaged, Unavailable.
    """
    source = files.open(sha256)
    try:
        with zipfile.ZipFile(source) as opened:
            return Member(path, opened.getinfo(path).file_size, source)
    except KeyError:
        source.close()
        raise NotFound from None
    except BaseException:
        source.close()
        raise


def pieces_of(member: Member) -> Iterator[bytes]:
    """Yield the content of a file of a pack, and close it."""
    with member.source as source, zipfile.ZipFile(source) as opened, opened.open(member.path) as content:
        while piece := content.read(CHUNK):
            yield piece


def type_of(path: str) -> str:
    """Return the media type of a file of a pack."""
    return next((kind for ending, kind in _TYPES.items() if path.endswith(ending)), "text/plain; charset=utf-8")
