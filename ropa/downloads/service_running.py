"""Making what was asked for: taking it in turn, telling how far it is, and how it ended. Called by no person.

Whoever makes a download holds it: every change names the holder, so one that was cancelled, or given to another after
its process had not been heard of, can do nothing any more.
"""

from typing import Any

import msgspec
from msgspec import Struct

from ropa.access import service_reach
from ropa.access.rules import offices_for
from ropa.attachments import service_files
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.downloads import store
from ropa.downloads.rules import AT_ONCE, KEPT, LEASE, MOST_ATTEMPTS, TOLD_AFTER, still_held
from ropa.downloads.service import told
from ropa.downloads.service_kinds import KINDS, Kind, MadeFile, kind_of
from ropa.errors import Forbidden, NotFound
from ropa.files import Kept
from ropa.notices import service as notices
from schemas.access import Actor, Channel
from schemas.downloads import DownloadState
from schemas.notices import Notice, NoticeKind

__all__ = ["AT_ONCE"]
SYSTEM = Actor(id="downloads", name="งานสร้างไฟล์", channel=Channel.JOB)
_PASS = 100
_LONGEST_ERROR = 1000
_GONE = (
    "สิทธิของท่านเปลี่ยนไปก่อนเริ่มสร้างไฟล์ จึงไม่มีการสร้างไฟล์",
    "Your rights changed before the file was begun, so it was not made",
)
_DIED = (
    "การสร้างไฟล์หยุดกลางคัน โปรดลองอีกครั้ง หากยังไม่ได้ให้แจ้งผู้ดูแลระบบ",
    "Making the file was interrupted; try again, and tell the administrator if it fails again",
)


class Begun(Struct, frozen=True):
    """What is to be made, for whom."""

    kind: Kind
    actor: Actor
    query: dict[str, Any]


def has_work(uow: UnitOfWork) -> bool:
    """Tell whether a download waits for somebody to make it, or lost who made it."""
    return store.has_work(uow)


def take(uow: UnitOfWork, holder: str) -> str | None:
    """Return the id of the download that `holder` makes from now on, or None; no two get the same one."""
    row = store.next_waiting(uow)
    if row is None:
        return None
    taken = {
        "state": str(DownloadState.RUNNING),
        "holder": holder,
        "held_until": uow.now + LEASE,
        "started_at": uow.now,
        "attempts": row.attempts + 1,
        "done": 0,
        "total": 0,
    }
    return str(row.id) if store.start(uow, row.id, **taken) else None


def begin(uow: UnitOfWork, download_id: str, holder: str) -> Begun:
    """Return what to make, with those rights that whoever asked had then and still has.

    Raises: NotFound when the holder does not hold it any more; Forbidden when the rights are gone; Invalid.
    """
    row = store.held(uow, download_id, holder)
    if row is None:
        raise NotFound
    asked = msgspec.json.decode(row.actor, type=Actor)
    grants = still_held(asked.grants, service_reach.present_grants(uow, asked.id))
    actor = msgspec.structs.replace(asked, grants=grants)
    kind = kind_of(row.kind)
    if not offices_for(actor, kind.permission):
        raise Forbidden(*_GONE)
    store.change_held(uow, download_id, holder, actor=msgspec.json.encode(actor))
    return Begun(kind, actor, msgspec.json.decode(row.query))


def is_wanted(uow: UnitOfWork, download_id: str, holder: str) -> bool:
    """Tell whether the holder is to go on."""
    return store.is_held(uow, download_id, holder)


def beat(uow: UnitOfWork, download_id: str, holder: str, done: int, total: int) -> bool:
    """Say that the holder lives and how far it is; False when it is to stop."""
    return store.change_held(uow, download_id, holder, done=done, total=total, held_until=uow.now + LEASE)


def finish(uow: UnitOfWork, download_id: str, holder: str, made: MadeFile, kept: Kept, parts: int = 0) -> bool:
    """Say that the file, of so many parts, lies in the store; False when nobody wants it: then it must go again."""
    row = store.held(uow, download_id, holder)
    if row is None:
        return False
    service_files.note(uow, kept)
    ended = {
        "state": str(DownloadState.DONE),
        "open_key": None,
        "holder": None,
        "held_until": None,
        "ended_at": uow.now,
        "expires_at": uow.now + KEPT,
        "sha256": kept.sha256,
        "size": kept.size,
        "file_name": made.name,
        "media_type": made.media_type,
        "done": parts,
        "total": parts,
    }
    store.change_held(uow, download_id, holder, **ended)
    kind = kind_of(row.kind)
    if kind.kept is not None:
        kind.kept(uow, msgspec.json.decode(row.actor, type=Actor), made, kept)
    details = {"sha256": kept.sha256, "size": kept.size, **told(row.kind, msgspec.json.decode(row.query))}
    record(uow, "download.done", f"download:{download_id}", details)
    _tell(uow, row, ("พร้อมดาวน์โหลด", "is ready"))
    return True


def _tell(uow: UnitOfWork, row: store.DownloadRow, words: tuple[str, str]) -> None:
    """Tell whoever waited for long that it is over. The words of the query stay where they are."""
    kind, _, person_id = row.actor_id.partition(":")
    if kind != "person" or uow.now - row.asked_at < TOLD_AFTER:
        return
    thai, english = KINDS[row.kind].title if row.kind in KINDS else (row.kind, row.kind)
    notices.post(
        uow,
        [
            Notice(
                cause=f"download:{row.id}",
                kind=NoticeKind.FILE_READY,
                person_id=person_id,
                title_th=f"{thai}: {words[0]}",
                title_en=f"{english} {words[1]}",
                path="/downloads",
            )
        ],
    )


def fail(uow: UnitOfWork, download_id: str, holder: str, words: tuple[str, str]) -> bool:
    """Say that it failed, in Thai and English; False when the holder does not hold it any more."""
    thai, english = (text[:_LONGEST_ERROR] for text in words)
    ended = {
        "state": str(DownloadState.FAILED),
        "open_key": None,
        "holder": None,
        "held_until": None,
        "ended_at": uow.now,
        "error_th": thai,
        "error_en": english,
    }
    row = store.held(uow, download_id, holder)
    if row is None:
        return False
    store.change_held(uow, download_id, holder, **ended)
    record(uow, "download.failed", f"download:{download_id}")
    _tell(uow, row, ("สร้างไฟล์ไม่สำเร็จ", "could not be made"))
    return True


def lose(uow: UnitOfWork, download_id: str, holder: str) -> bool:
    """Take a download from a holder that ended without a word: it is tried once more, then it has failed."""
    row = store.held(uow, download_id, holder)
    if row is None:
        return False
    if row.attempts >= MOST_ATTEMPTS:
        return fail(uow, download_id, holder, _DIED)
    again = {"state": str(DownloadState.WAITING), "holder": None, "held_until": None, "done": 0, "total": 0}
    return store.change_held(uow, download_id, holder, **again)


def mend(uow: UnitOfWork) -> int:
    """Take downloads from holders that were not heard of in time; return how many."""
    return sum(lose(uow, row.id, row.holder) for row in store.lost(uow, _PASS))
