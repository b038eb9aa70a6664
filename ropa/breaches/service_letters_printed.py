"""Letters to data subjects as they are printed, and lists of recipients as they are read."""

from datetime import date
from typing import Any

import msgspec
from msgspec import Struct

from ropa import clock
from ropa.breaches import recipients_sheet, store_letters
from ropa.breaches.service_notices_shown import SUBJECTS
from ropa.breaches.service_recipients import notice_of, opened
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid, NotFound, invalid
from ropa.keys import Keys
from schemas.breach_letters import RecipientContact, RecipientWay, SubjectsContent
from schemas.reading import Unreadable, read_value

read_list = recipients_sheet.read_list
contacts = recipients_sheet.contacts
#: The kind of download for more letters than are set at once.
LETTERS = "breach-letters.zip"
_SAMPLE = RecipientContact(name="……………………………………")


class Letters(Struct, frozen=True, kw_only=True):
    """What letters say, and to whom."""

    content: SubjectsContent
    ref: str
    day: date
    is_draft: bool
    is_drill: bool
    recipients: list[RecipientContact]


class LettersQuery(Struct, kw_only=True, forbid_unknown_fields=True):
    """Which letters a download makes."""

    breach_id: str
    number: int


def letters(uow: UnitOfWork, keys: Keys, breach_id: str, number: int, most: int) -> Letters:
    """Return up to `most` letters in the order of the delivery register; of a draft without any, a sample.

    Raises: NotFound, Forbidden; Conflict when nobody is told by letter, or the addresses were deleted.
    """
    breach, row = notice_of(uow, breach_id, number, handle=True)
    found: list[RecipientContact] = []
    for each in store_letters.each(uow, row.id, str(RecipientWay.LETTER)):
        contact = opened(keys, each.id, each.contact)
        if contact is not None:
            found.append(contact)
        if len(found) == most:
            break
    if not found and row.released_at is None:
        found = [_SAMPLE]
    if not found:
        raise Conflict("ไม่มีผู้รับทางจดหมาย หรือที่อยู่ถูกลบแล้ว", "Nobody is told by letter, or the addresses were deleted")
    return Letters(
        content=SUBJECTS.decode(row.content),
        ref=f"{breach.ref}-{row.number}",
        day=clock.bangkok(row.released_at or row.updated_at).date(),
        is_draft=row.released_at is None,
        is_drill=breach.is_drill,
        recipients=found,
    )


def checked(uow: UnitOfWork, query: dict[str, Any]) -> dict[str, Any]:
    """Return the query of a download of letters. Raises: Invalid with every fault, Forbidden."""
    try:
        said = read_value(query, LettersQuery)
    except Unreadable as error:
        below = [msgspec.structs.replace(each, pointer=f"/query{each.pointer}") for each in error.problems]
        raise Invalid(below) from None
    try:
        notice_of(uow, said.breach_id, said.number, handle=True)
    except NotFound:
        raise invalid("/query/breach_id", "ไม่พบหนังสือแจ้งนี้", "There is no such notice") from None
    found: dict[str, Any] = msgspec.to_builtins(said)
    return found
