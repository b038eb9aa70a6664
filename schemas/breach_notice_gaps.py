"""Which fields of a notice to the Office have no value, and whether it may be sent without. Pure."""

from msgspec import UNSET

from schemas.breach import RiskLevel
from schemas.breach_assessment import RiskFactor
from schemas.breach_details import Known
from schemas.breach_notice import (
    BreachNoticeContent,
    BreachNoticeKind,
    NoticeFiling,
    NoticeGap,
    SubjectsTold,
)
from schemas.breach_notice_fields import NOTICE_FIELDS, Need, NoticeField
from schemas.vocabulary import Term


class Mark(Term):
    """What stands where a value would. `filled`: the value itself."""

    FILLED = ("filled", "", "")
    PENDING = ("pending", "ยังไม่ทราบ", "pending")
    MISSING = ("missing", "ขาด", "missing")
    NONE = ("none", "ไม่มี", "none")
    NOT_NEEDED = ("not_needed", "ไม่เกี่ยวข้อง", "not applicable")


#: Without one of these a notice is partial, and says what will follow.
_PARTS_OF_IT = frozenset({Need.AS_KNOWN, Need.BY_FINAL})
_NONE_WORDS = frozenset({"ไม่มี", "none", "-"})
#: Of each of these groups one is enough.
_EITHER = (
    (("dpo_name", "dpo_contact"), ("contact_person",)),
    (("measures_taken",), ("measures_planned",)),
)


def mark_of(each: NoticeField, content: BreachNoticeContent, filing: NoticeFiling) -> Mark:  # noqa: PLR0911 - a table
    """Return what stands at a field of a notice."""
    if is_filled(each.key, content, filing):
        return Mark.FILLED
    match each.need:
        case Need.REQUIRED:
            return Mark.NOT_NEEDED if _has_other(each.key, content, filing) else Mark.MISSING
        case Need.BY_FINAL:
            return Mark.MISSING if filing.kind is BreachNoticeKind.FINAL else Mark.PENDING
        case Need.IF_LATE:
            return Mark.MISSING if filing.late else Mark.NOT_NEEDED
        case Need.IF_HIGH:
            return _of_subjects(each.key, content)
        case Need.IF_PARTIAL:
            partial = filing.kind is not BreachNoticeKind.FINAL and _is_partial(content, filing)
            return Mark.MISSING if partial else Mark.NONE
        case Need.IF_ANY:
            # Silence is not known; only a person says that there is none.
            return Mark.NONE if each.key == "processor_told_at" and _says_none(content.processor_name) else Mark.PENDING
        case _:
            return Mark.PENDING


def is_filled(key: str, content: BreachNoticeContent, filing: NoticeFiling) -> bool:  # noqa: PLR0911 - a table
    """Tell whether a field has a value; "not known" is none."""
    match key:
        case "notice_kind" | "notice_seq" | "late" | "is_drill":
            return True
        case "sent_at" | "channel" | "receipt_ref":
            return getattr(filing, key) is not None
        case "breach_type":
            return bool(content.breach_types)
        case "occurred_from" | "occurred_to":
            return content.occurred_unknown or getattr(content, key) is not None
        case "has_s26_data" | "has_national_id" | "has_minors":
            return getattr(content, key) is not Known.UNKNOWN
        case "measures_taken" | "measures_planned":
            found = getattr(content, key)
            return any(_has_words(words) for words in (found.personnel, found.process, found.technology))
        case "factors":
            said = {each.factor for each in content.factors if _has_words(each.words)}
            return said == set(RiskFactor)
        case _:
            value = getattr(content, key, UNSET)
            if value is UNSET:
                raise KeyError(key)
            return _has_words(value) if isinstance(value, str) else value is not None and value != []


def _has_words(text: str | None) -> bool:
    return text is not None and bool(text.strip())


def _says_none(text: str | None) -> bool:
    return (text or "").strip().lower() in _NONE_WORDS


def _has_other(key: str, content: BreachNoticeContent, filing: NoticeFiling) -> bool:
    """Tell whether a required field is spared because another one of its group says it."""
    for first, second in _EITHER:
        for own, other in ((first, second), (second, first)):
            if key in own:
                return all(is_filled(each, content, filing) for each in other)
    return False


def _of_subjects(key: str, content: BreachNoticeContent) -> Mark:
    told = content.subjects_notified
    if key == "subjects_notified":
        of_level = {RiskLevel.HIGH: Mark.MISSING, None: Mark.PENDING}
        return of_level.get(content.risk_level, Mark.NOT_NEEDED)
    if told in {SubjectsTold.YES, SubjectsTold.PARTLY}:
        return Mark.MISSING
    return Mark.PENDING if told is SubjectsTold.PLANNED else Mark.NOT_NEEDED


def _is_partial(content: BreachNoticeContent, filing: NoticeFiling) -> bool:
    return any(each.need in _PARTS_OF_IT and not is_filled(each.key, content, filing) for each in NOTICE_FIELDS)


def gaps(content: BreachNoticeContent, filing: NoticeFiling) -> list[NoticeGap]:
    """Return every field that is missing or not known yet, in order. What is told by sending itself is none."""
    found = []
    for each in NOTICE_FIELDS:
        mark = mark_of(each, content, filing)
        if each.need is not Need.ON_SENDING and mark in {Mark.PENDING, Mark.MISSING}:
            found.append(NoticeGap(key=each.key, th=each.th, en=each.en, blocks=mark is Mark.MISSING))
    return found
