"""Asking for files that take long, and having them: use cases of whoever asked. Nobody else's are ever found."""

from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from ropa.access.rules import offices_for
from ropa.attachments import service_files
from ropa.audit.service import record
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.downloads import store, tables
from ropa.downloads.rules import KEPT, MOST_OPEN, open_key, still_held
from ropa.downloads.service_kinds import KINDS, Cancelled, Kind, MadeFile, Maker, Progress, Stopped, kind_of
from ropa.errors import Conflict, Forbidden, NotFound, invalid
from ropa.files import Files
from schemas.access import Actor
from schemas.downloads import MAX_REASON, Download, DownloadFile, DownloadInput, DownloadPage, DownloadState
from schemas.reading import CONTROL

__all__ = ["KEPT", "KINDS", "Cancelled", "Kind", "MadeFile", "Maker", "Progress", "Stopped", "kind_of"]
#: What keeps a file from being cleaned while its download lives.
FILE_COLUMN = tables.downloads.c.sha256
MAX_LIMIT = 200


class Asked(Struct, frozen=True):
    """What came of asking. `is_new`: False when the same question was open already."""

    download: Download
    is_new: bool


def ask(uow: UnitOfWork, said: DownloadInput) -> Asked:
    """Return the download of a question; the one that is waiting or running already, if there is one.

    Raises: Invalid with every fault of the query; Forbidden; Conflict when too many of the actor's are open.
    """
    kind = kind_of(said.kind)
    if not offices_for(uow.actor, kind.permission):
        raise Forbidden
    reason = _reason(said.reason, kind)
    query = kind.check(uow, said.query)
    key = open_key(uow.actor.id, said.kind, query)
    store.wait_for_turn(uow, uow.actor.id)
    found = store.open_by_key(uow, key)
    if found is not None:
        return Asked(shown(found), is_new=False)
    if store.count_open(uow, uow.actor.id) >= MOST_OPEN:
        raise Conflict(
            f"ท่านมีไฟล์ที่กำลังรอสร้างอยู่แล้ว {MOST_OPEN} ไฟล์ โปรดรอให้เสร็จหรือยกเลิกก่อน",
            f"{MOST_OPEN} files of yours are being made already; wait for one of them, or cancel it",
        )
    download_id = new_id(uow.now)
    # Where the request came from stays out of it: the trail has it.
    actor = msgspec.structs.replace(uow.actor, address=None, request_id=None)
    store.add(
        uow,
        {
            "id": download_id,
            "kind": said.kind,
            "query": msgspec.json.encode(query),
            "reason": reason,
            "actor_id": actor.id,
            "actor_name": actor.name,
            "actor": msgspec.json.encode(actor),
            "state": str(DownloadState.WAITING),
            "open_key": key,
            "asked_at": uow.now,
            "attempts": 0,
            "done": 0,
            "total": 0,
        },
    )
    record(uow, "download.asked", f"download:{download_id}", {**told(said.kind, query), "reason": bool(reason)})
    return Asked(read(uow, download_id), is_new=True)


def _reason(text: str | None, kind: Kind) -> str | None:
    reason = (text or "").strip() or None
    if reason is None and kind.needs_reason:
        raise invalid("/reason", "โปรดระบุเหตุผลที่ขอไฟล์นี้", "Say why this file is needed")
    if reason and (len(reason) > MAX_REASON or CONTROL.search(reason)):
        raise invalid(
            "/reason",
            f"เหตุผลต้องยาวไม่เกิน {MAX_REASON} ตัวอักษร และไม่มีอักขระควบคุม",
            f"A reason has at most {MAX_REASON} characters, and no control characters",
        )
    return reason


def told(kind: str, query: dict[str, Any]) -> dict[str, object]:
    """Return what the trail is told of a question: codes and dates; of words only that there were some."""
    names = KINDS[kind].told if kind in KINDS else ()
    return {"kind": kind, **{name: value if name in names else True for name, value in query.items()}}


def shown(row: store.DownloadRow) -> Download:
    """Return a stored download as its owner sees it."""
    file = None
    if row.sha256 is not None:
        file = DownloadFile(name=row.file_name, media_type=row.media_type, size=row.size, sha256=row.sha256)
    return Download(
        id=row.id,
        kind=row.kind,
        query=msgspec.json.decode(row.query),
        reason=row.reason,
        state=DownloadState.of(row.state),
        asked_at=row.asked_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
        done=row.done,
        total=row.total,
        file=file,
        expires_at=row.expires_at,
        error_th=row.error_th,
        error_en=row.error_en,
    )


def own(uow: UnitOfWork, before: str | None = None, limit: int = 50) -> DownloadPage:
    """Return the actor's downloads, newest first.

    Raises: Invalid for a cursor that is none.
    """
    try:
        cursor = None if before is None else str(UUID(before))
    except ValueError:
        raise invalid("/cursor", "ตัวชี้หน้าถัดไปไม่ถูกต้อง", "This is no cursor of this list") from None
    rows = [shown(each) for each in store.of_actor(uow, uow.actor.id, cursor, limit + 1)]
    return DownloadPage(items=rows[:limit], next_cursor=rows[limit - 1].id if len(rows) > limit else None)


def read(uow: UnitOfWork, download_id: str) -> Download:
    """Return one of the actor's downloads.

    Raises: NotFound, also for anybody else's.
    """
    return shown(_own(uow, download_id))


def _own(uow: UnitOfWork, download_id: str) -> store.DownloadRow:
    row = store.own(uow, download_id, uow.actor.id)
    if row is None:
        raise NotFound
    return row


def cancel(uow: UnitOfWork, download_id: str) -> Download:
    """Return the download, cancelled: its process ends within seconds and leaves nothing. Again changes nothing.

    Raises: NotFound; Conflict when it has ended in another way.
    """
    if _own(uow, download_id).state == str(DownloadState.CANCELLED):
        return read(uow, download_id)
    if not store.cancel(uow, download_id):
        raise Conflict(
            "ไฟล์นี้ไม่ได้กำลังสร้างอยู่แล้ว จึงยกเลิกไม่ได้", "This file is no longer being made, so it cannot be cancelled"
        )
    record(uow, "download.cancelled", f"download:{download_id}")
    return read(uow, download_id)


def remove(uow: UnitOfWork, files: Files, download_id: str) -> None:
    """Delete a download with its file; one that is being made is cancelled.

    Raises: NotFound.
    """
    row = _own(uow, download_id)
    store.drop(uow, download_id)
    record(uow, "download.removed", f"download:{download_id}", {"kind": row.kind, "state": row.state})
    if row.sha256 is not None:
        service_files.let_go(uow, files, [row.sha256])


def file_of(uow: UnitOfWork, download_id: str) -> DownloadFile:
    """Return the finished file of a download, for whoever still has every right that it was made with.

    Raises: NotFound, also when it has expired; Conflict when there is none yet; Forbidden.
    """
    row = _own(uow, download_id)
    download = shown(row)
    if download.state is DownloadState.EXPIRED or (download.expires_at is not None and download.expires_at <= uow.now):
        raise NotFound(
            "ไฟล์นี้หมดเวลาเก็บและถูกลบแล้ว โปรดขอไฟล์ใหม่", "This file has expired and was removed; ask for a new one"
        )
    if download.state is not DownloadState.DONE or download.file is None:
        raise Conflict(
            f"ยังไม่มีไฟล์ให้ดาวน์โหลด (สถานะ: {download.state.th})",
            f"There is no file to download (state: {download.state.en})",
        )
    made_for = msgspec.json.decode(row.actor, type=Actor)
    if still_held(made_for.grants, uow.actor.grants) != made_for.grants:
        raise Forbidden(
            "สิทธิของท่านเปลี่ยนไปหลังจากสร้างไฟล์นี้ จึงดาวน์โหลดไม่ได้ โปรดขอไฟล์ใหม่ตามสิทธิปัจจุบัน",
            "Your rights have changed since this file was made; ask for a new one with the rights that you have now",
        )
    return download.file


def fetched(uow: UnitOfWork, download_id: str, file: DownloadFile) -> None:
    """Leave an entry that a file went out."""
    row = _own(uow, download_id)
    details = {"sha256": file.sha256, "size": file.size, **told(row.kind, msgspec.json.decode(row.query))}
    record(uow, "download.fetched", f"download:{download_id}", details)
