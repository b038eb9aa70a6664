"""Between the rows and the bytes: taking a file in, cleaning what nobody refers to, and checking every file.

The file store is handed in by the caller, as keys are.
"""

from collections.abc import Collection, Iterator
from datetime import timedelta
from itertools import islice
from typing import Any, BinaryIO

from msgspec import Struct
from sqlalchemy import ColumnElement

from ropa.activities import service_documents
from ropa.attachments import store
from ropa.attachments.rules import cleaned_name
from ropa.attachments.service import NewFile
from ropa.attachments.sniffing import ACCEPTED, examine
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import invalid
from ropa.files import Damaged, Files, Kept, copied, pieces

#: What the file chooser of a page offers.
OFFERED = ACCEPTED
#: A file waits so long for its row. An upload takes minutes at most.
WAITS = timedelta(days=1)
#: Of one pass: the rows are locked while their files go.
MOST_AT_ONCE = 200
_PAGE = 500


class Looked(Struct, frozen=True):
    """A file that was looked at: its cleaned name, and what its content is."""

    name: str
    media_type: str


def look(source: BinaryIO, name: str, most_mb: int) -> Looked:
    """Return what a file is.

    Raises: Invalid when it is too large, empty, of a kind that is not taken, or another kind than its name says.
    """
    if source.seek(0, 2) > most_mb * 1024 * 1024:
        raise invalid("/file", f"ไฟล์ใหญ่เกิน {most_mb} MB", f"The file is larger than {most_mb} MB")
    clean_name = cleaned_name(name)
    return Looked(clean_name, examine(source, clean_name))


def keep(files: Files, source: BinaryIO, looked: Looked, *, is_to_scan: bool = False) -> NewFile:
    """Return a file that was put into the store. Without a row it goes again after a day.

    Raises: StorageFull, Unavailable.
    """
    source.seek(0)
    kept = files.put(source)
    return NewFile(
        sha256=kept.sha256, size=kept.size, media_type=looked.media_type, name=looked.name, is_to_scan=is_to_scan
    )


def make_sure(files: Files, source: BinaryIO, file: NewFile) -> None:
    """Put a file again when a cleaning took it between its coming and the saving of its row."""
    if not files.has(file.sha256):
        source.seek(0)
        files.put(source)


class Unneeded(Struct, frozen=True):
    """Files that nothing refers to, and where they lie."""

    files: Files
    hashes: tuple[str, ...]


def unneeded(uow: UnitOfWork, files: Files) -> Unneeded:
    """Return files that nothing refers to and that came a day ago or longer. What an approval froze is never one.

    The store is looked through, so this is asked before a cleaning and outside its transaction.
    """
    unused = store.unused_blobs(uow, uow.now - WAITS, MOST_AT_ONCE)
    found = {*unused, *_stray(uow, files, MOST_AT_ONCE - len(unused))}
    return Unneeded(files, tuple(sorted(found - service_documents.frozen_among(uow, found))))


def keep_those_of(column: ColumnElement[Any]) -> None:
    """Clean no file that a column names; `ropa.wiring` joins the columns of other things that keep files."""
    if not any(each is column for each in store.HOLDERS):
        store.HOLDERS.append(column)


def note(uow: UnitOfWork, kept: Kept) -> None:
    """Note a file that was put, so that a row may refer to it. Afterwards `has` tells whether a cleaning took it."""
    store.add_blob(uow, kept.sha256, kept.size)


def let_go(uow: UnitOfWork, files: Files, hashes: Collection[str]) -> int:
    """Remove at once what nothing refers to any more; return how many files went."""
    return clean(uow, Unneeded(files, tuple(sorted(set(hashes) - service_documents.frozen_among(uow, hashes)))))


def clean(uow: UnitOfWork, found: Unneeded) -> int:
    """Remove those of `unneeded` files that still nothing refers to; return how many went.

    The rows go first and stay locked until the end: whoever saves the same bytes meanwhile waits, finds the file gone,
    and puts it again (`make_sure`).
    """
    if not found.hashes:
        return 0
    for each in sorted(store.unknown_blobs(uow, found.hashes)):  # a row to lock
        store.add_blob(uow, each, 0)
    gone = store.drop_unused(uow, found.hashes)
    for each in gone:
        found.files.remove(each)
    if gone:
        record(uow, "files.cleaned", "job:files", {"removed": len(gone)})
    return len(gone)


def _stray(uow: UnitOfWork, files: Files, limit: int) -> list[str]:
    """Return files without a row that have lain a day: their upload failed in its last step."""
    found: list[str] = []
    old = (each.sha256 for each in files.each() if each.modified_at < uow.now - WAITS)
    while len(found) < limit and (some := list(islice(old, _PAGE))):
        found += sorted(store.unknown_blobs(uow, some))
    return found[:limit]


class Fault(Struct, frozen=True):
    """A file that is not as it was put."""

    sha256: str
    problem: str
    """`missing` or `changed`."""


def blobs(uow: UnitOfWork, after: str) -> list[tuple[str, int]]:
    """Return the next files to check, behind a hash; empty at the end."""
    return store.blobs(uow, after, _PAGE)


def faults(files: Files, some: list[tuple[str, int]]) -> Iterator[Fault | None]:
    """Yield for each file what is wrong with it, or None; every byte is read."""
    for sha256, size in some:
        yield _fault(files, sha256, size)


def _fault(files: Files, sha256: str, size: int) -> Fault | None:
    try:
        with files.open(sha256) as file:
            return None if copied(pieces(file), None).size == size else Fault(sha256, "changed")
    except Damaged:
        return Fault(sha256, "changed" if files.has(sha256) else "missing")


def unreferred(uow: UnitOfWork, files: Files) -> int:
    """Return how many files the store has that no row knows."""
    every, count = (each.sha256 for each in files.each()), 0
    while some := list(islice(every, _PAGE)):
        count += len(store.unknown_blobs(uow, some))
    return count
