"""Many letters to data subjects as a kind of download, joined to `ropa.downloads` by `ropa.wiring`."""

from pathlib import Path
from typing import Any

from ropa import clock
from ropa.access.rules import Permission
from ropa.breaches import service_letters_printed
from ropa.db.unit_of_work import Database
from ropa.downloads.service_kinds import KINDS, Cancelled, Kind, MadeFile, Progress, Stopped
from schemas.access import Actor

ZIP = "application/zip"


def join() -> None:
    """Make the kind known; joining twice changes nothing."""
    KINDS[service_letters_printed.LETTERS] = Kind(
        title=("จดหมายแจ้งเจ้าของข้อมูล", "Letters to data subjects"),
        permission=Permission.HANDLE_BREACHES,
        make=_make,
        check=service_letters_printed.checked,
        told=("breach_id", "number"),
    )


def _make(
    database: Database, actor: Actor, query: dict[str, Any], out: Path, progress: Progress, cancelled: Cancelled
) -> MadeFile:
    # The renderers are heavy, and every process joins this module.
    from exports.records import ExportCancelled
    from ropa import renderings_breaches

    with database.read(actor, clock.now()) as uow, out.open("wb") as file:
        try:
            renderings_breaches.write_breach_letters(uow, query, file, progress, cancelled)
        except ExportCancelled:
            raise Stopped from None
    return MadeFile(f"breach-letters-{query['number']}.zip", ZIP)
