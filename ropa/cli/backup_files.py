"""The attached files of a backup: one archive with the database and every file, each under its hash."""

import re
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from ropa.cli.output import Progress, complain
from ropa.errors import Conflict
from ropa.files import Damaged, Files, copied, pieces

DATABASE = "database"
#: The last part. A reader of such archives takes a damaged place for the end, so the end says that it is one.
_END = "end"
_FILE = re.compile(r"files/([0-9a-f]{64})", re.ASCII)


def has_any(files: Files) -> bool:
    """Tell whether a store on this machine has a file; one elsewhere has backups of its own."""
    return files.is_local and next(files.each(), None) is not None


def pack(database: Path, files: Files, target: Path) -> int:
    """Write a database's copy and every file into one archive; return how many files are damaged and left out.

    The files come after the database: what its rows name is there by then, and goes a day later at the soonest.
    """
    damaged = 0
    with tarfile.open(target, "w") as archive, Progress("ไฟล์แนบ / files") as progress:
        archive.add(database, DATABASE, filter=_plain)
        for number, found in enumerate(files.each(), start=1):
            try:
                file = files.open(found.sha256)
            except Damaged:
                damaged += 1
                complain(f"{found.sha256}: ไฟล์เสียหาย ไม่อยู่ในไฟล์สำรอง / damaged, not in the backup")
                continue
            with file:
                member = tarfile.TarInfo(f"files/{found.sha256}")
                member.size = file.seek(0, 2)
                member.mtime = int(found.modified_at.timestamp())
                file.seek(0)
                archive.addfile(member, file)
            progress.done(number)
        archive.addfile(_plain(tarfile.TarInfo(_END)))
    return damaged


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member


@contextmanager
def unpacked(source: Path, files: Files) -> Iterator[Path]:
    """Give the database's copy of a backup, after its files were put into the store; an older backup is only that.

    A file that the database does not name in the end goes with the next cleaning.

    Raises: Conflict when the archive is cut off, or holds anything but what `pack` writes.
    """
    if not tarfile.is_tarfile(source):
        yield source
        return
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / DATABASE
        try:
            with tarfile.open(source, "r:") as archive:
                names = [_take(archive, member, files, database) for member in archive]
        except (tarfile.TarError, EOFError) as error:
            raise _broken(source) from error
        if DATABASE not in names or names[-1] != _END:
            raise _broken(source)
        yield database


def _take(archive: tarfile.TarFile, member: tarfile.TarInfo, files: Files, database: Path) -> str:
    """Return the name of a part whose content was put where it belongs."""
    content = archive.extractfile(member) if member.isreg() else None
    named = _FILE.fullmatch(member.name)
    if content is None or (named is None and member.name not in {DATABASE, _END}):
        raise _broken(Path(member.name))
    with content:
        if member.name == DATABASE:
            with database.open("wb") as out:
                copied(pieces(cast("BinaryIO", content)), out)
        elif named is not None and files.put(cast("BinaryIO", content)).sha256 != named[1]:
            raise _broken(Path(member.name))
    return member.name


def _broken(source: Path) -> Conflict:
    return Conflict(f"{source} ไม่ใช่ไฟล์สำรองที่สมบูรณ์", f"{source} is no whole backup of a register")
