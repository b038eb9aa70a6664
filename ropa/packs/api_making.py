"""The auditor's pack as a kind of download, joined to `ropa.downloads` by `ropa.wiring`."""

from pathlib import Path
from typing import Any

import msgspec

from ropa import clock
from ropa.access.rules import Permission
from ropa.db.unit_of_work import Database
from ropa.downloads.service_kinds import KINDS, Cancelled, Kind, MadeFile, Progress, Stopped
from ropa.packs import service_asking
from ropa.settings import read_settings
from schemas.access import Actor
from schemas.packs import PackInput

ZIP = "application/zip"


def join() -> None:
    """Make the kind known; joining twice changes nothing."""
    KINDS[service_asking.PACK] = Kind(
        title=("ชุดเอกสารผู้ตรวจสอบ", "Auditor's pack"),
        permission=Permission.EXPORT_PACKS,
        make=_make,
        check=service_asking.checked,
        kept=service_asking.kept,
        told=("office", "status", "as_of", "with_names"),
    )


def _make(
    database: Database, actor: Actor, query: dict[str, Any], out: Path, progress: Progress, cancelled: Cancelled
) -> MadeFile:
    # The renderers are heavy, and every process joins this module.
    from exports.records import ExportCancelled
    from ropa.packing import Follower, make_pack

    said = msgspec.convert(query, PackInput)
    follower = Follower(progress, cancelled)
    with out.open("wb") as file:
        try:
            made = make_pack(
                database,
                actor,
                said,
                file,
                base_url=read_settings().base_url,
                made_at=clock.now(),
                follower=follower,
            )
        except ExportCancelled:
            raise Stopped from None
    return MadeFile(f"ropa-pack-{made.manifest.pack_id}.zip", ZIP, made)
