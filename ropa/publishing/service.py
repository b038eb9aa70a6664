"""A DPO decides what of the register is public: by activity, after having seen exactly what the public will see.

Nothing is public by itself. A new approved revision changes nothing that is public until somebody publishes it.
"""

import hashlib
from collections.abc import Callable, Iterable

import msgspec
from msgspec import Struct

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.activities import service as activities
from ropa.activities import service_approved
from ropa.audit.service import record
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid
from ropa.offices import service as offices
from ropa.publishing import rules, store
from schemas.findings import Problem
from schemas.listing import StoredRevision
from schemas.masking import Masker
from schemas.privacy_notice import gaps
from schemas.publishing import Candidate, PublicActivity, Publication, PublicFilter, PublishInput
from schemas.thai_text import searchable

PAGE = 50
#: Told, in the same transaction, of an activity of which something is public from now on.
AFTER_PUBLISHING: list[Callable[[UnitOfWork, str], None]] = []


class Preview(Struct, frozen=True, kw_only=True):
    """What publishing would show. `seen` is its hash; `history` begins with what is public now, if anything is."""

    stored: StoredRevision
    content: PublicActivity
    seen: str
    is_approved: bool
    """There is an approved revision, and the activity is in use; otherwise nothing can be published."""
    is_secret: bool
    systems: list[str]
    """Names of systems of the record that stand in texts which would be public."""
    history: list[Publication]

    @property
    def public(self) -> Publication | None:
        """What is public now."""
        return next((each for each in self.history if each.withdrawn_at is None), None)


def shown(uow: UnitOfWork, activity_id: str) -> tuple[StoredRevision, PublicActivity]:
    """Return a record as its reader may see it, draft or approved, and what of it may be public: its privacy notice.

    Raises: NotFound.
    """
    stored = activities.read(uow, activity_id)
    standing = next(iter(store.history(uow, activity_id)), None)
    return stored, _content(uow, stored, standing.content.necessity if standing else None)


def preview(uow: UnitOfWork, activity_id: str, necessity: str | None = None) -> Preview:
    """Return what publishing the approved revision would show; `necessity`: None is what was written the last time.

    Of an activity without an approved revision it shows the draft, which cannot be published.
    Raises: NotFound; Forbidden at an office where the actor may read and not publish.
    """
    stored = activities.read(uow, activity_id)
    access.require(uow, Permission.PUBLISH_REGISTER, stored.office_id)
    standing = service_approved.standing(uow, activity_id)
    is_approved = bool(standing.revision) and not standing.is_retired
    if is_approved:
        stored = activities.read_revision(uow, activity_id, standing.revision)
    history = store.history(uow, activity_id)
    if necessity is None and history:
        necessity = history[0].content.necessity
    content = _content(uow, stored, necessity)
    document = activities.document_of(stored)
    return Preview(
        stored=stored,
        content=content,
        seen=_hash(content),
        is_approved=is_approved,
        is_secret=rules.is_secret(document),
        systems=_systems((each.system_name for each in document.systems), content),
        history=history,
    )


def publish(uow: UnitOfWork, activity_id: str, given: PublishInput) -> Publication:
    """Return what is public from now on; what was public of the activity before ends in the same moment.

    Raises: NotFound, Forbidden; Conflict for an activity that is not approved or is an official secret, and when what
    would be shown is not what was seen; Invalid for a notice that lacks what s.23 asks.
    """
    found = preview(uow, activity_id, given.necessity or "")
    if not found.is_approved:
        raise Conflict("กิจกรรมที่ยังไม่อนุมัติหรือเลิกใช้แล้วเผยแพร่ไม่ได้", "Only an approved activity in use can be published")
    if found.is_secret:
        raise Conflict("บันทึกนี้กำหนดชั้นความลับไว้ เผยแพร่ไม่ได้", "The record has a class of secrecy and cannot be published")
    if found.seen != given.seen:
        raise Conflict(
            "สิ่งที่จะเผยแพร่ต่างจากตัวอย่างที่ท่านเห็น โปรดดูตัวอย่างใหม่ก่อนเผยแพร่",
            "What would be published is not what you saw; look at the new preview first",
        )
    lacking = gaps(found.content) if given.with_notice else []
    if lacking:
        english = gaps(found.content, "en")
        raise Invalid(
            [
                Problem(
                    pointer="/necessity" if each.key == "necessity" else "/with_notice",
                    message_th=f"ประกาศยังขาด {each.heading}: {each.missing}",
                    message_en=f"The notice lacks {other.heading}: {other.missing}",
                )
                for each, other in zip(lacking, english, strict=True)
            ]
        )
    replaced = store.end(uow, activity_id, uow.now)
    made = Publication(
        id=new_id(uow.now),
        activity_id=activity_id,
        revision=found.stored.revision,
        content=found.content,
        content_hash=found.seen,
        with_notice=given.with_notice,
        published_at=uow.now,
    )
    store.add(uow, made, searchable(rules.words_of(made.content)))
    details = {"revision": made.revision, "sha256": made.content_hash, "notice": made.with_notice, "replaced": replaced}
    record(uow, "activity.published", activity_id, details)
    for told in AFTER_PUBLISHING:
        told(uow, activity_id)
    return made


def withdraw(uow: UnitOfWork, activity_id: str) -> None:
    """Take back what is public of an activity; it is gone for the public at once and stays in its history.

    Raises: NotFound; Conflict when nothing is public.
    """
    stored = activities.read(uow, activity_id)
    access.require(uow, Permission.PUBLISH_REGISTER, stored.office_id, hide=True)
    if not store.end(uow, activity_id, uow.now):
        raise Conflict("กิจกรรมนี้ไม่ได้เผยแพร่อยู่", "The activity is not public")
    record(uow, "activity.unpublished", activity_id, {})


def candidates(
    uow: UnitOfWork, wanted: PublicFilter, *, is_public: bool | None, after: str | None
) -> tuple[list[Candidate], str | None, int]:
    """Return approved activities to choose from, the id to go on behind, and how many are public now.

    Raises: Forbidden.
    """
    held = access.visible_offices(uow, Permission.PUBLISH_REGISTER)
    within = held
    if wanted.office is not None:
        access.require(uow, Permission.PUBLISH_REGISTER, wanted.office)
        within = access.at_or_below(wanted.office)
    rows = store.candidates(uow, wanted.q, within, is_public=is_public, after=after, limit=PAGE + 1)
    found = [
        Candidate(
            id=row.id,
            ref=row.ref,
            name=" · ".join(each for each in (row.main_process, row.sub_process) if each) or row.ref,
            office_id=row.office_id,
            revision=row.number,
            published_revision=row.published_revision,
            with_notice=bool(row.with_notice),
            published_on=clock.bangkok(row.published_at).date() if row.published_at else None,
        )
        for row in rows[:PAGE]
    ]
    return found, found[-1].id if len(rows) > PAGE else None, store.count_public(uow, held)


def _content(uow: UnitOfWork, stored: StoredRevision, necessity: str | None) -> PublicActivity:
    document = activities.document_of(stored)
    masker = Masker.of([document])
    office = offices.office_name(uow, stored.office_id) or str(stored.office_id)
    written = masker.text(necessity) if necessity else None
    return rules.public_of(masker.document(document), stored.ref, office, written)


def _hash(content: PublicActivity) -> str:
    return hashlib.sha256(msgspec.json.encode(content)).hexdigest()


def _systems(names: Iterable[str | None], content: PublicActivity) -> list[str]:
    shown_words = searchable(msgspec.json.encode(content).decode())
    return [name for name in dict.fromkeys(names) if name and searchable(name) and searchable(name) in shown_words]
