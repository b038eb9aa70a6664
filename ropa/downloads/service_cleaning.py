"""The pass over downloads that `ropa tick` and `ropa worker` make: dead makers, files that nobody needs any more."""

from msgspec import Struct

from ropa.attachments import service_files
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.downloads import store
from ropa.downloads.rules import REMEMBERED
from ropa.downloads.service_running import mend
from ropa.files import Files
from schemas.downloads import DownloadState

#: Of one pass: their rows are locked while the files go.
_AT_ONCE = 100


class Place(Struct, frozen=True):
    """Where the files of downloads lie."""

    files: Files | None


def waits(uow: UnitOfWork) -> bool:
    """Tell whether there is anything to do."""
    return store.has_lost(uow) or store.has_old(uow, uow.now - REMEMBERED)


def clean(uow: UnitOfWork, place: Place) -> str:
    """Mend downloads of dead processes, remove expired files and forget old rows; return one line about it.

    Without a store no file expires.
    """
    mended = mend(uow)
    rows = store.expired(uow, _AT_ONCE) if place.files is not None else ()
    if rows and place.files is not None:
        store.close(uow, [row.id for row in rows], DownloadState.EXPIRED)
        record(uow, "download.expired", "job:downloads", {"downloads": [row.id for row in rows]})
        service_files.let_go(uow, place.files, {row.sha256 for row in rows})
    forgotten = store.drop_old(uow, uow.now - REMEMBERED)
    done = {"mended": mended, "expired": len(rows), "forgotten": forgotten}
    return ", ".join(f"{name} {count}" for name, count in done.items() if count)
