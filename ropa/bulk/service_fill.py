"""One answer for an empty field of many records: what is asked for, what would change, and carrying it out."""

from typing import Any, Literal

from ropa.activities import service as activities
from ropa.activities import service_chosen, service_filling
from ropa.bulk.store import Detail, Item
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import PreconditionFailed
from schemas.bulk import BulkKind, BulkTerms, Place
from schemas.document import ActivityDocument
from schemas.filling import ANSWER, fillable, read_answer
from schemas.findings import Problem
from schemas.form import FieldInfo
from schemas.listing import StoredRevision
from schemas.reading import Unreadable

#: The preview of each record shows so much of the answer; the run shows all of it, once.
_SHOWN = 200


def faults_of(terms: BulkTerms) -> list[Problem]:
    """Return what is wrong with the field or the answer that terms name; nothing of another kind of work."""
    if terms.kind is not BulkKind.FILL:
        return []
    found = fillable(terms.pointer)
    if found is None:
        return [
            Problem(
                pointer="/pointer",
                message_th="เลือกช่องของแบบฟอร์มที่เติมพร้อมกันหลายรายการได้",
                message_en="Choose a field of the form that can be filled in many records",
            )
        ]
    try:
        value = read_answer(found[1], terms.answer)
    except Unreadable as error:
        return error.problems
    if not service_filling.says_something(value):
        return [
            Problem(
                pointer=ANSWER,
                message_th="กรอกคำตอบเป็นข้อความ “ไม่มี” หรือ “-” ต้องตอบทีละรายการ",
                message_en="Give an answer in words; “none” or “-” is answered in each record by itself",
            )
        ]
    return []


def field_of(terms: BulkTerms) -> tuple[FieldInfo, Any]:
    """Return the field and the answer of terms without faults."""
    found = fillable(terms.pointer)
    if found is None:
        # The form has changed since: a field that was declared for it is no more.
        raise PreconditionFailed
    return found[1], read_answer(found[1], terms.answer)


def words(terms: BulkTerms, language: Literal["th", "en"]) -> str:
    """Return the answer of terms in words; empty where the form has the field no more."""
    return "" if fillable(terms.pointer) is None else service_filling.words_of(*field_of(terms), language)


def change(document: ActivityDocument, terms: BulkTerms) -> Detail | None:
    """Return what would change in a record; None: the field is answered already."""
    info, value = field_of(terms)
    if not service_filling.is_blank(document, info):
        return None
    said = service_filling.words_of(info, value, "th")
    after = said if len(said) <= _SHOWN else said[:_SHOWN] + "…"
    return Detail(
        places=[Place(pointer=info.pointer, before="", after=after)], was=service_filling.stands_at(document, info)
    )


def fill(uow: UnitOfWork, terms: BulkTerms, item: Item) -> StoredRevision:
    """Return a record after its empty field was filled, saved as any other edit.

    Raises: PreconditionFailed when it was changed since the preview; what `activities.service.replace` raises.
    """
    stored = service_chosen.current(uow, item.activity_id)
    info, value = field_of(terms)
    if stored.version != item.version or not service_filling.is_blank(activities.document_of(stored), info):
        raise PreconditionFailed
    return activities.replace(uow, stored.id, stored.version, service_filling.with_field(stored, info, value))


def empty(uow: UnitOfWork, terms: BulkTerms, item: Item, stored: StoredRevision) -> StoredRevision:
    """Return a record whose field is again as it was before it was filled.

    Raises: as `fill`.
    """
    info, _ = field_of(terms)
    was = read_answer(info, item.detail.was)
    return activities.replace(uow, stored.id, stored.version, service_filling.with_field(stored, info, was))
