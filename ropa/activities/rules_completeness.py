"""Completeness of a record by PDPA s.39(1)-(8): which places are blank, and which "none" cannot be. Pure.

Legal source: PDPA s.39(1)-(8); which field answers which item is written on the field itself.
"""

from collections.abc import Collection, Iterator

from msgspec import Struct

from ropa.activities.rules_answers import Answer, answer_at
from ropa.activities.rules_finding_codes import finding
from schemas.activity import Form
from schemas.document import ActivityDocument
from schemas.findings import Finding
from schemas.form import FieldInfo, form_fields
from schemas.retention import RetentionRule

#: Without these there is no processing of personal data, so "none" is as wrong as a blank. Recipients are not among
#: them: an activity may have none. A field added later is not, either, until somebody decides so.
NEVER_NONE = frozenset(
    {
        "/form/header/parent_org_unit",
        "/form/header/responsible_org_unit",
        "/form/data_category/personal_data_items",
        "/form/data_category/collection_purposes",
        "/form/data_category/authorised_accessors",
        "/form/data_category/lawful_basis",
        "/form/storage/retention_period",
        "/form/safeguards/access_control_measures",
    }
)
_START_EVENT = "/form/beyond/retention_start_event"
_PERIOD = "/form/storage/retention_period"


def completeness(
    document: ActivityDocument,
    form_type: type[Struct] = Form,
    retention: RetentionRule | None = None,
    elsewhere: Collection[str] = (),
) -> Iterator[Finding]:
    """Yield what s.39 or the form asks and the record does not answer, in the order of the form.

    `elsewhere`: places that are answered beside the form.
    """
    if not document.steps:
        yield finding("flow.no_steps", "/steps")
    for info in form_fields(form_type):
        answer = answer_at(document, info.pointer)
        if info.note.required_by_law:
            code = _required(info, answer)
        else:
            code = (
                _asked(document, info, retention) if answer is Answer.BLANK and info.pointer not in elsewhere else None
            )
        if code is not None:
            yield finding(
                code,
                info.pointer,
                law=_section_39(info) or (info.note.laws[0] if info.note.laws else None),
                label_th=info.label,
                label_en=info.note.label_en,
            )


def _required(info: FieldInfo, answer: Answer) -> str | None:
    if answer is Answer.BLANK:
        return "completeness.missing"
    if answer is Answer.NOTHING and info.pointer in NEVER_NONE:
        return "completeness.none_not_possible"
    return None


def _asked(document: ActivityDocument, info: FieldInfo, retention: RetentionRule | None) -> str | None:
    if info.pointer == _START_EVENT:
        needs_event = answer_at(document, _PERIOD) is Answer.GIVEN and _lacks_event(retention)
        return "retention.no_start_event" if needs_event else None
    if _section_39(info) is None:
        return None if info.section == "beyond" else "completeness.form_unanswered"
    return "completeness.beyond_unanswered" if info.section == "beyond" else "completeness.unanswered"


def _lacks_event(retention: RetentionRule | None) -> bool:
    """Tell whether a period waits for its event; so it does where nobody has read it.

    A person who confirmed the rest of a reading may have left the event to each data set.
    """
    if retention is None or any(doubt.code == "start_event_missing" for doubt in retention.unconfirmed):
        return True
    dated = [part for part in retention.alternatives or [retention] if part.period is not None]
    confirmed = retention.confirmed_at is not None and retention.start_event is None
    return confirmed and any(part.start_event is None for part in dated)


def _section_39(info: FieldInfo) -> str | None:
    """Return the item of s.39 that the field answers, or None."""
    return next((law for law in info.note.laws if law.startswith("PDPA s.39")), None)
