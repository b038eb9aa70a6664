"""What of a record may be public: a list of fields that are, so that a new field of the form is not. Pure.

Legal source: PDPA s.23; Official Information Act B.E. 2540 s.23. The document comes with names of people hidden.
"""

from collections.abc import Iterable, Sequence

from schemas.beyond import Contact
from schemas.document import ActivityDocument
from schemas.nothing import says_nothing
from schemas.publishing import PublicActivity, PublicContact, PublicPeriod, PublicTransfer, RecipientKind
from schemas.vocabulary import LawfulBasis, RetentionScope, SecrecyClass, Term

#: Of these classes nothing is published (Official Information Act s.14, s.15; Official Secrets Regulation).
SECRET = frozenset({SecrecyClass.CONFIDENTIAL, SecrecyClass.SECRET, SecrecyClass.TOP_SECRET})
#: How the name of a body begins, by its kind; the first that fits.
_BEGINS: Sequence[tuple[RecipientKind, tuple[str, ...]]] = (
    (RecipientKind.HOSPITAL, ("โรงพยาบาล", "รพ.", "คลินิก", "สถานพยาบาล", "hospital")),
    (RecipientKind.SCHOOL, ("มหาวิทยาลัย", "โรงเรียน", "วิทยาลัย", "สถาบันการศึกษา", "university")),
    (RecipientKind.BANK, ("ธนาคาร", "สถาบันการเงิน", "bank")),
    (RecipientKind.STATE_ENTERPRISE, ("การไฟฟ้า", "การประปา", "การทาง", "การท่าเรือ", "การรถไฟ", "รัฐวิสาหกิจ")),
    (RecipientKind.COMPANY, ("บริษัท", "บจก", "บมจ", "ห้างหุ้นส่วน", "หจก", "company")),
    (RecipientKind.ASSOCIATION, ("สมาคม", "มูลนิธิ", "สภาวิชาชีพ", "สภาอุตสาหกรรม", "สภาหอการค้า")),
    (
        RecipientKind.STATE,
        (
            *("กระทรวง", "กรม", "สำนักงาน", "สำนัก", "ศาล", "จังหวัด", "เทศบาล", "องค์การบริหาร", "อบต", "อบจ"),
            *("กองบัญชาการ", "กองบังคับการ", "สถานีตำรวจ", "หน่วยงานของรัฐ", "หน่วยงานภาครัฐ", "ที่ว่าการ", "อำเภอ", "กองทุน"),
        ),
    ),
)


def is_secret(document: ActivityDocument) -> bool:
    """Tell whether the record says that its information is an official secret."""
    return document.form.beyond.secrecy_class in SECRET


def public_of(document: ActivityDocument, ref: str, office: str, necessity: str | None = None) -> PublicActivity:
    """Return what the public may see of a record whose names of people were hidden before."""
    head, data, beyond = document.form.header, document.form.data_category, document.form.beyond
    purposes = beyond.lawful_basis_code_per_purpose or []
    names = [*_said([head.main_process]), *_said([head.sub_process])]
    controller = beyond.controller_contact
    stated = next(iter(_said([controller.name if controller else None, head.parent_org_unit, head.agency_name])), None)
    return PublicActivity(
        ref=ref,
        name=" · ".join(names) or ref,
        controller=stated,
        office=office,
        purposes=_said(data.collection_purposes) or _said(each.purpose for each in purposes),
        bases=_once(_basis(each.lawful_basis) for each in purposes),
        basis_words=_text(data.lawful_basis),
        laws=_said(each.legal_reference for each in purposes),
        subjects=_said(beyond.data_subject_categories),
        data_items=_said(data.personal_data_items),
        special=list(beyond.special_category_flags or []),
        source=_text(data.data_source),
        recipients=_kinds(document),
        discloses_nothing=_nobody(data.local_third_parties) and not _said(data.offshore_third_parties),
        transfers=[
            PublicTransfer(country=_text(each.country), safeguard=each.safeguard)
            for each in beyond.transfer_country_and_safeguard or []
            if _text(each.country) or each.safeguard
        ],
        retention=_text(document.form.storage.retention_period),
        retention_start=beyond.retention_start_event,
        periods=[
            PublicPeriod(items=_said(each.data_items), period=each.retention_period)
            for each in beyond.retention_rules or []
            if each.applies_to is RetentionScope.ITEMS and each.retention_period and _said(each.data_items)
        ],
        necessity=_text(necessity),
        controller_contact=_contact(controller),
        dpo_contact=_contact(beyond.dpo_contact),
    )


def kind_of(name: str) -> RecipientKind:
    """Return the kind of a body by how its name begins; nothing is guessed of a name that says no kind."""
    words = name.strip().casefold()
    for kind, begins in _BEGINS:
        if words.startswith(begins):
            return kind
    return RecipientKind.OTHER


def words_of(content: PublicActivity) -> str:
    """Return the text in which the public list is searched: what the public sees, and nothing else."""
    return "\n".join(
        [
            content.ref,
            content.name,
            content.office,
            content.controller or "",
            *content.purposes,
            *content.subjects,
            *content.data_items,
            *_words(content.bases),
            *_words(content.special),
        ]
    )


def _kinds(document: ActivityDocument) -> list[RecipientKind]:
    data, beyond = document.form.data_category, document.form.beyond
    found = [kind_of(each) for each in _said(data.local_third_parties)]
    if any(_text(each.processor) for each in beyond.processor_and_dpa_ref or []):
        found.append(RecipientKind.PROCESSOR)
    if _said(data.offshore_third_parties) or beyond.transfer_country_and_safeguard:
        found.append(RecipientKind.ABROAD)
    return [each for each in RecipientKind if each in found]


def _nobody(lines: Sequence[str] | None) -> bool:
    """Tell whether the record answered that there is nobody: an empty list, or words that say so."""
    return lines is not None and not _said(lines)


def _contact(contact: Contact | None) -> PublicContact:
    if contact is None:
        return PublicContact()
    return PublicContact(address=_text(contact.address), telephone=_text(contact.telephone), email=_text(contact.email))


def _text(words: str | None) -> str | None:
    return words.strip() if words and words.strip() and not says_nothing(words.strip()) else None


def _said(lines: Iterable[str | None] | None) -> list[str]:
    """Return what lines say, each once; a line that says "nothing" says nothing."""
    return list(dict.fromkeys(said for each in lines or () if (said := _text(each)) is not None))


def _basis(basis: LawfulBasis | None) -> list[LawfulBasis]:
    return [] if basis is None else [basis]


def _once(found: Iterable[list[LawfulBasis]]) -> list[LawfulBasis]:
    return list(dict.fromkeys(each for some in found for each in some))


def _words(terms: Iterable[Term]) -> list[str]:
    return [word for each in terms for word in (each.th, each.en)]
