"""Use cases of stored packs: asking for one, what becomes of it, and who sees it.

A pack is seen by whoever may export packs of the whole ministry, by its maker while they have all rights that it was
made with, and by persons to whom it is shown (`service_shares`). All else of the register stays as closed to the latter
as it was.
"""

from typing import Any, BinaryIO
from uuid import UUID

import msgspec
from msgspec import Struct

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import RULES, Permission, offices_for
from ropa.activities import service_as_of, service_listing
from ropa.attachments import service_files
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.downloads.rules import still_held
from ropa.errors import Forbidden, Invalid, NotFound, invalid
from ropa.files import Files, Kept, copied, pieces
from ropa.offices import service as offices
from ropa.packs import store
from ropa.packs.rules import expires_at, grants_of, grants_text, query_problems, query_words, reason_problems
from schemas.access import Actor
from schemas.listing import ActivityFilter
from schemas.office import WHOLE_MINISTRY
from schemas.packs import Manifest, PackInput, PackItem, PackList

FILE_COLUMN = store.FILE_COLUMN
MAX_LIMIT = 200
_PERSON = "person:"
_ENDED = (
    "สิทธิเข้าดูชุดเอกสารนี้สิ้นสุดแล้ว หากยังต้องใช้ โปรดติดต่อผู้ที่ให้สิทธิ",
    "Your access to this pack has ended; ask whoever gave it if you still need it",
)
_CHANGED = (
    "สิทธิของท่านเปลี่ยนไปหลังจากสร้างชุดเอกสารนี้ จึงเปิดดูไม่ได้ โปรดสร้างชุดใหม่ตามสิทธิปัจจุบัน",
    "Your rights have changed since this pack was made; make a new one with the rights that you have now",
)
_GONE = (
    "ไฟล์ของชุดเอกสารนี้หมดเวลาเก็บและถูกลบแล้ว",
    "The file of this pack was kept for its time and has been removed",
)


class MadePack(Struct, frozen=True, kw_only=True):
    """A pack that was written, and not stored yet."""

    manifest: Manifest
    manifest_hash: str


class Seen(Struct, frozen=True, kw_only=True):
    """A pack as the actor sees it."""

    item: PackItem
    exports: bool
    """The actor may export packs, and sees this one for that."""
    shares: bool
    """The actor may show it to others."""


def narrowed(actor: Actor) -> Actor:
    """Return the actor with those rights only that let export packs: no other right adds a record to one."""
    roles = RULES[Permission.EXPORT_PACKS]
    return msgspec.structs.replace(actor, grants=tuple(each for each in actor.grants if each.role in roles))


def wanted_of(said: PackInput) -> ActivityFilter:
    """Return the filter of the register."""
    query = said.query()
    return ActivityFilter(office=query.office, status=query.status, q=query.q, as_of=query.as_of)


def check(uow: UnitOfWork, said: PackInput) -> int:
    """Return how many records a pack will hold.

    Raises: Forbidden; Invalid with every fault, and when there is no record.
    """
    if not offices_for(uow.actor, Permission.EXPORT_PACKS):
        raise Forbidden
    today = clock.bangkok(uow.now).date()
    problems = [*reason_problems(said.reason), *query_problems(said.query(), today)]
    if problems:
        raise Invalid(problems)
    inside = UnitOfWork(uow.connection, uow.now, narrowed(uow.actor), uow.dialect)
    if said.office is not None and not access.may(inside, Permission.EXPORT_PACKS, said.office):
        raise invalid("/office", "ไม่มีหน่วยงานนี้ในความดูแลของท่าน", "This office is not among yours")
    wanted = wanted_of(said)
    if wanted.as_of is not None:
        count = service_as_of.register(inside, wanted, wanted.as_of)[0]
    else:
        count = service_listing.register(inside, wanted)[0]
    if not count:
        raise invalid("/office", "ไม่มีรายการที่ตรงกับเงื่อนไข", "No record is selected by this")
    return count


def words_of(uow: UnitOfWork, said: PackInput) -> str:
    """Return what selects the records, in words."""
    if said.office is not None:
        name = offices.office_name(uow, said.office) or str(said.office)
    else:
        whole = WHOLE_MINISTRY in offices_for(uow.actor, Permission.EXPORT_PACKS)
        name = "ทั้งกระทรวง" if whole else "หน่วยงานในความดูแลของผู้ส่งออก"
    return query_words(said.query(), name)


def kept_of(files: Files, source: BinaryIO, *, keeps: bool) -> Kept:
    """Return what a pack's file is, after it was put into the store (`keeps`) or only read.

    Raises: StorageFull, Unavailable.
    """
    return files.put(source) if keeps else copied(pieces(source), None)


def keep(uow: UnitOfWork, actor: Actor, made: MadePack, kept: Kept, *, is_stored: bool = True) -> None:
    """Note a pack whose file lies in the store, or was handed out only; `actor` is who exported it."""
    manifest = made.manifest
    if is_stored:
        service_files.note(uow, kept)
    store.add(
        uow,
        {
            "id": manifest.pack_id,
            "made_at": manifest.made_at,
            "made_by": actor.id,
            "made_by_name": actor.name,
            "reason": manifest.reason,
            "masked": manifest.masked,
            "query": msgspec.json.encode(manifest.query),
            "query_th": manifest.query_th,
            "records": manifest.counts.records,
            "files": manifest.counts.files,
            "size": kept.size,
            "zip_sha256": kept.sha256,
            "manifest_hash": made.manifest_hash,
            "sha256": kept.sha256 if is_stored else None,
            "expires_at": expires_at(manifest.made_at),
            "grants": grants_text(narrowed(actor).grants),
        },
    )
    # Words that a person typed stay in the pack: an entry of the trail is kept for longer than they may be.
    query = msgspec.to_builtins(msgspec.structs.replace(manifest.query, q=None))
    details: dict[str, Any] = {
        "by": actor.id,
        "manifest": made.manifest_hash,
        "sha256": kept.sha256,
        "records": manifest.counts.records,
        "masked": manifest.masked,
        "query": {name: value for name, value in query.items() if value is not None},
        "words": bool(manifest.query.q),
    }
    record(uow, "pack.exported", f"pack:{manifest.pack_id}", details)


def list_packs(uow: UnitOfWork, cursor: str | None, limit: int) -> PackList:
    """Return the packs that the actor sees, newest first; for somebody without any right those shown to them.

    Raises: Invalid for a cursor that is none.
    """
    try:
        before = None if cursor is None else str(UUID(cursor))
    except ValueError:
        raise invalid("/cursor", "ตัวชี้หน้าถัดไปไม่ถูกต้อง", "This is no cursor of this list") from None
    held = offices_for(uow.actor, Permission.EXPORT_PACKS)
    today = clock.bangkok(uow.now).date()
    if WHOLE_MINISTRY in held:
        rows = store.page(uow, None, None, today, before, limit + 1)
    else:
        # Rights that are gone take the packs along that were made with them.
        own = store.Makers(
            uow.actor.id, [each for each in store.grants_by(uow, uow.actor.id) if held and _has_still(uow, each)]
        )
        rows = store.page(uow, own, person_of(uow.actor), today, before, limit + 1)
    return PackList(items=rows[:limit], next_cursor=rows[limit - 1].id if len(rows) > limit else None)


def person_of(actor: Actor) -> str | None:
    """Return the id of the person who acts; None for a program."""
    return actor.id.removeprefix(_PERSON) if actor.id.startswith(_PERSON) else None


def see(uow: UnitOfWork, pack_id: str) -> Seen:
    """Return a pack that the actor sees.

    Raises: NotFound for any other, and Forbidden with the reason where the actor could see it until lately.
    """
    item = store.find(uow, _id(pack_id))
    if item is None:
        raise NotFound
    held, made_with = offices_for(uow.actor, Permission.EXPORT_PACKS), store.grants(uow, item.id)
    is_own = item.made_by == uow.actor.id
    exports = WHOLE_MINISTRY in held or (bool(held) and is_own and _has_still(uow, made_with))
    if not exports:
        person, today = person_of(uow.actor), clock.bangkok(uow.now).date()
        if person is None or not store.is_shown_to(uow, item.id, person, today):
            if is_own:
                raise Forbidden(*_CHANGED)
            if person is None or not store.was_shown_to(uow, item.id, person):
                raise NotFound
            raise Forbidden(*_ENDED)
    return Seen(item=item, exports=exports, shares=exports and _shares(uow, item, made_with))


def _has_still(uow: UnitOfWork, made_with: str) -> bool:
    """Tell whether the actor has every right that a pack was made with."""
    grants = grants_of(made_with)
    return bool(grants) and still_held(grants, uow.actor.grants) == grants


def _shares(uow: UnitOfWork, item: PackItem, made_with: str) -> bool:
    """Tell whether the actor may show to others what lies in a pack: all of its offices, not only some."""
    whole = {each.office_id for each in grants_of(made_with)}
    inside = whole if item.query.office is None else {item.query.office}
    return bool(inside) and all(access.may(uow, Permission.SHARE_PACKS, each) for each in inside)


def see_file(uow: UnitOfWork, pack_id: str) -> Seen:
    """Return a pack that the actor sees and whose file is still kept.

    Raises: NotFound, also when the file has gone; Forbidden.
    """
    seen = see(uow, pack_id)
    if seen.item.is_gone:
        raise NotFound(*_GONE)
    return seen


def looked(uow: UnitOfWork, pack_id: str, path: str | None = None) -> None:
    """Leave an entry that the actor looked into a pack, or took one file of it (`path`; the zip itself: `*`)."""
    action = "pack.opened" if path is None else "pack.downloaded"
    record(uow, action, f"pack:{pack_id}", {} if path is None else {"file": path})


def _id(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise NotFound from None
