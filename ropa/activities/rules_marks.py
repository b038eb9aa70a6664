"""The marks by which records are counted and listed. Pure.

Legal source: PDPA ss.26, 28 and 29.
"""

from ropa.activities.rules_answers import Answer, answer_of
from schemas.document import ActivityDocument
from schemas.recipients_abroad import recipients_abroad
from schemas.record_marks import COUNTED, SPECIAL_MARKS, RecordMark
from schemas.special_words import categories_in
from schemas.vocabulary import CloudLocation, SpecialCategory, TransferSafeguard

_S26 = "s26"


def marks_of(document: ActivityDocument) -> tuple[str, ...]:
    """Return the codes of a document's marks, sorted; never none: `COUNTED` stands in all."""
    purposes = document.form.beyond.lawful_basis_code_per_purpose or ()
    bases = {str(purpose.lawful_basis) for purpose in purposes if purpose.lawful_basis}
    found: set[str] = {COUNTED}
    if not bases:
        found.add(str(RecordMark.NO_BASIS))
    special = _special(document)
    if special:
        found |= {str(RecordMark.SPECIAL), *(str(SPECIAL_MARKS[kind]) for kind in special)}
        if not any(basis.startswith(_S26) for basis in bases):
            found.add(str(RecordMark.SPECIAL_NO_GROUND))
    return tuple(sorted(found | _abroad(document)))


def _special(document: ActivityDocument) -> set[SpecialCategory]:
    """Return the categories of s.26 that the record flags or names among its data."""
    form = document.form
    named = {kind for item in form.data_category.personal_data_items or () for kind in categories_in(item)}
    return named | set(form.beyond.special_category_flags or ())


def _abroad(document: ActivityDocument) -> set[str]:
    recipients = [
        (name, transfers)
        for name, transfers in recipients_abroad(document)
        if answer_of(name) is Answer.GIVEN or any(_is_transfer(each.safeguard) for each in transfers)
    ]
    clouds = any(
        system.cloud_location is not None and system.cloud_location.code is CloudLocation.ABROAD
        for system in document.systems
    )
    if not recipients and not clouds:
        return set()
    transfers = document.form.beyond.transfer_country_and_safeguard or []
    found = {str(RecordMark.ABROAD)}
    if recipients:
        found.add(str(RecordMark.ABROAD_RECIPIENT))
    if clouds:
        found.add(str(RecordMark.ABROAD_CLOUD))
    if not any(each.safeguard is not None for each in transfers):
        found.add(str(RecordMark.ABROAD_NO_SAFEGUARD))
    return found


def _is_transfer(safeguard: TransferSafeguard | None) -> bool:
    return safeguard is not TransferSafeguard.NOT_A_TRANSFER
