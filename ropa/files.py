"""Where files are kept: by the SHA-256 of their content, so that the same bytes are kept once and nothing is renamed.

`ROPA_FILES_URL` says where: `file://var/files`, or `s3://bucket/prefix` (`ropa.files_s3`). Everything here is
streamed: a file is never whole in memory. What is read was compared with its hash before the first byte goes out.
"""

import errno
import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from msgspec import Struct

from ropa.errors import SettingsError, StorageFull, Unavailable
from ropa.settings import Settings

CHUNK = 1 << 18
SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
#: Above this a file from elsewhere waits on disk while it is compared.
IN_MEMORY = 1 << 20
_FULL = {errno.ENOSPC, errno.EDQUOT}


class Kept(Struct, frozen=True):
    """What was put."""

    sha256: str
    size: int


class Found(Struct, frozen=True):
    """A file that lies in the store. `modified_at` is aware, UTC: when it was last put."""

    sha256: str
    modified_at: datetime


class Damaged(Unavailable):
    """A stored file is not there, or is not what was put."""

    message_th = "ไฟล์ที่เก็บไว้หายหรือเสียหาย โปรดแจ้งผู้ดูแลระบบให้กู้คืนจากไฟล์สำรอง"
    message_en = "The stored file is missing or damaged; ask the administrator to restore it from a backup"


class Files(Protocol):
    """A place for files."""

    place: str
    """Its address without secrets."""
    is_local: bool
    """False: it lives elsewhere and has backups of its own."""

    def put(self, source: BinaryIO) -> Kept:
        """Keep what is read from `source`; after the return it survives a power cut. Putting again is harmless.

        Raises: StorageFull, Unavailable.
        """

    def open(self, sha256: str) -> BinaryIO:
        """Return a file whose content was compared with its hash, at its beginning. The caller closes it.

        Raises: Damaged, Unavailable.
        """

    def has(self, sha256: str) -> bool:
        """Tell whether a file is there, without reading it."""

    def remove(self, sha256: str) -> None:
        """Remove a file; one that is not there is no fault."""

    def each(self) -> Iterator[Found]:
        """Yield every file."""


def open_files(settings: Settings) -> Files:
    """Return the store of the settings; nothing is touched until it is used.

    Raises: SettingsError.
    """
    scheme, mark, rest = settings.files_url.partition("://")
    if scheme == "file" and rest:
        return LocalFiles(Path(rest))
    if scheme == "s3" and mark and rest.strip("/"):
        from ropa.files_s3 import S3Files

        return S3Files(settings)
    raise SettingsError(
        "ROPA_FILES_URL ต้องเป็น file://โฟลเดอร์ หรือ s3://bucket/โฟลเดอร์",
        "ROPA_FILES_URL must be file://FOLDER or s3://BUCKET/FOLDER",
    )


def pieces(source: BinaryIO) -> Iterator[bytes]:
    """Yield a file in pieces."""
    while piece := source.read(CHUNK):
        yield piece


def copied(source: Iterable[bytes], target: BinaryIO | None) -> Kept:
    """Return hash and size of what went from `source` to `target`; None only counts."""
    digest, size = hashlib.sha256(), 0
    for piece in source:
        digest.update(piece)
        size += len(piece)
        if target is not None:
            target.write(piece)
    return Kept(digest.hexdigest(), size)


def spooled() -> BinaryIO:
    """Return a file that lives in memory while it is small, and never longer than it is open."""
    # typeshed has no BinaryIO in its bases; it has every method of one.
    return cast("BinaryIO", tempfile.SpooledTemporaryFile(IN_MEMORY))


def require_hash(sha256: str) -> str:
    """Return the hash; it becomes part of a path, so nothing else may pass.

    Raises: ValueError.
    """
    if SHA256.fullmatch(sha256) is None:
        raise ValueError(sha256)
    return sha256


class LocalFiles:
    """Files in a folder of this machine: `ab/ab12…`. A file appears whole or not at all."""

    is_local = True

    def __init__(self, root: Path) -> None:
        """`root` is made when the first file comes."""
        self.place = f"file://{root}"
        self._root = root

    def _path(self, sha256: str) -> Path:
        return self._root / require_hash(sha256)[:2] / sha256

    def put(self, source: BinaryIO) -> Kept:
        """See `Files`. A file of the same name is replaced: a damaged one is mended, a sound one is as new."""
        try:
            return self._put(source)
        except OSError as error:
            raise _told(error) from error

    def _put(self, source: BinaryIO) -> Kept:
        waiting = self._root / "incoming"
        waiting.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=waiting)
        beside = Path(name)
        try:
            with os.fdopen(handle, "wb") as out:
                kept = copied(pieces(source), out)
                out.flush()
                os.fsync(out.fileno())
            path = self._path(kept.sha256)
            if not path.parent.is_dir():
                path.parent.mkdir(mode=0o700, exist_ok=True)
                _sync_folder(self._root)
            beside.replace(path)
            _sync_folder(path.parent)
        finally:
            beside.unlink(missing_ok=True)
        return kept

    def open(self, sha256: str) -> BinaryIO:
        """See `Files`."""
        try:
            file = self._path(sha256).open("rb")
        except FileNotFoundError as error:
            raise Damaged from error
        except OSError as error:
            raise _told(error) from error
        try:
            sound = copied(pieces(file), None).sha256 == sha256
        except OSError as error:
            file.close()
            raise Damaged from error
        if not sound:
            file.close()
            raise Damaged
        file.seek(0)
        return file

    def has(self, sha256: str) -> bool:
        """See `Files`."""
        return self._path(sha256).is_file()

    def remove(self, sha256: str) -> None:
        """See `Files`."""
        self._path(sha256).unlink(missing_ok=True)

    def each(self) -> Iterator[Found]:
        """See `Files`."""
        for path in sorted(self._root.glob("[0-9a-f][0-9a-f]/*")):
            if SHA256.fullmatch(path.name) is None:
                continue
            try:
                modified = path.stat().st_mtime
            except FileNotFoundError:  # removed in between
                continue
            yield Found(path.name, datetime.fromtimestamp(modified, UTC))


def _sync_folder(folder: Path) -> None:
    """Make a renaming in a folder last; a file system that cannot is left to itself."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _told(error: OSError) -> Exception:
    if error.errno in _FULL:
        return StorageFull()
    return Unavailable(f"ที่เก็บไฟล์ไม่พร้อมใช้งาน: {error.strerror}", f"The file store is not available: {error.strerror}")
