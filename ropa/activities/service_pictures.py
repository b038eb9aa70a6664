"""Use cases of the pictures that approvals freeze. Nothing here asks for rights: its callers read the record first."""

import hashlib
import json
import zlib
from collections.abc import Sequence
from datetime import datetime

from ropa.activities import service_hooks, store_pictures
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Unavailable
from schemas.document import ActivityDocument
from schemas.listing import StoredRevision
from schemas.vocabulary import RevisionStatus

#: What an approval's manifest calls the picture.
KIND, NAME = "picture", "dfd.svg"
#: What the picture of an approved revision is dated by, and that of another.
APPROVED_TH, CHANGED_TH = "อนุมัติเมื่อ", "แก้ไขล่าสุด"
_FROZEN = {RevisionStatus.APPROVED, RevisionStatus.SUPERSEDED, RevisionStatus.RETIRED}


def freeze(
    uow: UnitOfWork, stored: StoredRevision, revision_id: str, document: ActivityDocument
) -> list[tuple[str, str, str]]:
    """Keep the data-flow diagram of a revision that is being approved; return its line of the manifest.

    A record without steps has none, and one that cannot be drawn is approved all the same: nothing is kept of it.
    """
    if not document.steps:
        return []
    for draw in service_hooks.PICTURE:
        drawn = draw(stored, document, uow.now)
        if drawn is not None:
            store_pictures.add_picture(uow, revision_id, zlib.compress(drawn, 9))
            return [(KIND, NAME, hashlib.sha256(drawn).hexdigest())]
    return []


def kept(uow: UnitOfWork, stored: StoredRevision) -> bytes | None:
    """Return the picture of a revision as it was approved, SVG without its font; None where none was kept.

    Raises: Unavailable when its bytes are not those that the approval names, or are gone.
    """
    found = kept_of(uow, [stored])
    drawn = found.get(stored.id)
    if stored.id in found and drawn is None:
        raise Unavailable(
            "ภาพที่เก็บไว้เมื่ออนุมัติหายไปหรือถูกเปลี่ยน ลายพิมพ์ไม่ตรง โปรดแจ้งผู้ดูแลระบบ",
            "The picture kept at the approval is gone or was changed: its hash differs. Tell the administrator",
        )
    return drawn


def kept_of(uow: UnitOfWork, revisions: Sequence[StoredRevision]) -> dict[str, bytes | None]:
    """Return the pictures that the approvals of revisions name, by the ids of their activities.

    None stands for one that is gone, or whose bytes are not those that were approved.
    """
    frozen = [each for each in revisions if each.status in _FROZEN]
    found = store_pictures.pictures(uow, [(each.id, each.revision) for each in frozen]) if frozen else {}
    made: dict[str, bytes | None] = {}
    for (key, _number), row in found.items():
        named = [sha256 for kind, name, sha256 in json.loads(row.manifest) if (kind, name) == (KIND, NAME)]
        if named:
            made[key] = _as_approved(row, named[0])
    return made


def _as_approved(row: store_pictures.KeptPicture, sha256: str) -> bytes | None:
    """Return the bytes that the approval names; its manifest's own hash stands in the sealed trail."""
    if hashlib.sha256(row.manifest.encode()).hexdigest() != row.manifest_hash:
        return None
    try:
        drawn = zlib.decompress(row.packed or b"")
    except zlib.error:
        return None
    return drawn if hashlib.sha256(drawn).hexdigest() == sha256 else None


def dated(uow: UnitOfWork, stored: StoredRevision) -> tuple[str, datetime]:
    """Return what a picture of the revision is dated by, in Thai, and the moment: its approval, or its last change."""
    approved = store_pictures.approved_at(uow, stored.id, stored.revision) if stored.status in _FROZEN else None
    return (APPROVED_TH, approved) if approved is not None else (CHANGED_TH, stored.updated_at)
