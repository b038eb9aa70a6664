"""The privacy notice of one activity as headed parts, in Thai or English: page, PDF and Word show the same. Pure.

The frame is in the reader's language; what stands in the record is shown as its office wrote it. Nothing is invented: a
part that the record does not answer has no lines and says what is missing.

Legal source: PDPA s.23(1) to (6); s.25 (data from elsewhere), s.28 (data that go abroad).
"""

from collections.abc import Iterator

from msgspec import Struct

from schemas.publishing import PublicActivity, PublicContact
from schemas.vocabulary import Term

TITLE = {"th": "ประกาศความเป็นส่วนตัว", "en": "Privacy notice"}
UNDER = {
    "th": "ตามพระราชบัญญัติคุ้มครองข้อมูลส่วนบุคคล พ.ศ. 2562 มาตรา 23",
    "en": "Under section 23 of the Personal Data Protection Act B.E. 2562 (2019)",
}
AS_WRITTEN = {
    "th": "",
    "en": "The frame of this notice is in English; what the office recorded is shown in its own words.",
}
_RIGHTS = {
    "th": (
        "ถอนความยินยอม เมื่อข้อมูลเก็บด้วยความยินยอม (มาตรา 19)",
        "ขอเข้าถึงและขอรับสำเนาข้อมูล หรือให้เปิดเผยที่มาของข้อมูล (มาตรา 30)",
        "ขอรับหรือขอให้ส่งหรือโอนข้อมูล (มาตรา 31)",
        "คัดค้านการเก็บรวบรวม ใช้ หรือเปิดเผย (มาตรา 32)",
        "ขอให้ลบ ทำลาย หรือทำให้เป็นข้อมูลที่ระบุตัวไม่ได้ (มาตรา 33)",
        "ขอให้ระงับการใช้ (มาตรา 34)",
        "ขอให้แก้ไขข้อมูลให้ถูกต้อง (มาตรา 35 และ 36)",
        "ร้องเรียนต่อคณะกรรมการผู้เชี่ยวชาญ สำนักงานคณะกรรมการคุ้มครองข้อมูลส่วนบุคคล (มาตรา 73)",
    ),
    "en": (
        "to withdraw consent, where data are held by consent (s.19)",
        "to access and get a copy of the data, or be told where they came from (s.30)",
        "to receive the data or have them sent on (s.31)",
        "to object to collection, use or disclosure (s.32)",
        "to have the data erased, destroyed or anonymised (s.33)",
        "to have their use restricted (s.34)",
        "to have the data corrected (ss. 35 and 36)",
        "to complain to the expert committee of the Personal Data Protection Committee (s.73)",
    ),
}
_RIGHTS_NOTE = {
    "th": "ใช้สิทธิได้ตามเงื่อนไขที่กฎหมายกำหนด บางสิทธิขึ้นอยู่กับฐานกฎหมายของกิจกรรม",
    "en": "Each right is subject to the conditions of the Act; some depend on the legal basis.",
}


class NoticePart(Struct, frozen=True, kw_only=True):
    """One headed part. `missing`: what the record does not say; `section`: of the form, where it goes."""

    key: str
    heading: str
    lines: list[str]
    note: str = ""
    missing: str = ""
    section: str = ""
    """Section of the form that answers it; empty: it is written when the activity is published."""


def parts(content: PublicActivity, language: str) -> list[NoticePart]:
    """Return the parts of the notice in the order of s.23."""
    return list(_parts(content, language))


def gaps(content: PublicActivity, language: str = "th") -> list[NoticePart]:
    """Return the parts that s.23 asks and the record does not answer."""
    return [each for each in _parts(content, language) if each.missing]


def _parts(content: PublicActivity, language: str) -> Iterator[NoticePart]:
    yield from _purpose_parts(content, language)
    yield from _data_parts(content, language)
    yield from _keeping_parts(content, language)
    yield _part(
        language, "rights", ("สิทธิของเจ้าของข้อมูล", "Rights of data subjects"), list(_RIGHTS[language]), note=_RIGHTS_NOTE
    )
    yield from _contact_parts(content, language)


def _purpose_parts(content: PublicActivity, language: str) -> Iterator[NoticePart]:
    yield _part(
        language,
        "purposes",
        ("วัตถุประสงค์ (มาตรา 23(1))", "Purposes (s.23(1))"),
        content.purposes,
        missing=("ยังไม่มีวัตถุประสงค์ในบันทึก", "The record states no purpose"),
        section="data_category",
    )
    bases = [_word(each, language) for each in content.bases]
    words = [content.basis_words] if content.basis_words else []
    yield _part(
        language,
        "basis",
        ("ฐานกฎหมาย (มาตรา 23(1))", "Legal basis (s.23(1))"),
        [*bases, *words, *content.laws],
        missing=("ยังไม่มีฐานกฎหมายในบันทึก", "The record states no legal basis"),
        section="data_category",
    )
    yield _part(
        language,
        "necessity",
        ("ความจำเป็นต้องให้ข้อมูล และผลของการไม่ให้ (มาตรา 23(2))", "Whether data must be given, and if not (s.23(2))"),
        [content.necessity] if content.necessity else [],
        missing=(
            "บันทึกรายการไม่มีข้อนี้ DPO เขียนเมื่อเผยแพร่",
            "The record has no such field; the DPO writes it when publishing",
        ),
    )


def _data_parts(content: PublicActivity, language: str) -> Iterator[NoticePart]:
    yield _part(
        language,
        "subjects",
        ("เจ้าของข้อมูล", "Data subjects"),
        content.subjects,
        missing=("ยังไม่มีประเภทของเจ้าของข้อมูลในบันทึก", "The record states no categories of data subjects"),
        section="beyond",
    )
    special = [f"{_SPECIAL[language]}: {_word(each, language)}" for each in content.special]
    yield _part(
        language,
        "data",
        ("ข้อมูลที่เก็บรวบรวม (มาตรา 23(3))", "Data collected (s.23(3))"),
        [*content.data_items, *special],
        missing=("ยังไม่มีรายการข้อมูลในบันทึก", "The record lists no data"),
        section="data_category",
    )
    yield _part(
        language,
        "source",
        ("ที่มาของข้อมูล (มาตรา 25)", "Source of the data (s.25)"),
        [content.source] if content.source else [],
        missing=("ยังไม่มีที่มาของข้อมูลในบันทึก", "The record states no source"),
        section="data_category",
    )


_SPECIAL = {"th": "ข้อมูลตามมาตรา 26", "en": "Special category (s.26)"}
_NOBODY = {"th": "ไม่มีการเปิดเผยต่อภายนอก", "en": "The data are not disclosed to anybody outside"}


def _keeping_parts(content: PublicActivity, language: str) -> Iterator[NoticePart]:
    start = f" ({_START[language]} {_word(content.retention_start, language)})" if content.retention_start else ""
    more = [f"{', '.join(each.items)}: {each.period}" for each in content.periods]
    yield _part(
        language,
        "retention",
        ("ระยะเวลาเก็บ (มาตรา 23(3))", "How long data are kept (s.23(3))"),
        [f"{content.retention}{start}", *more] if content.retention else [],
        missing=("ยังไม่มีระยะเวลาจัดเก็บในบันทึก", "The record states no retention period"),
        section="storage",
    )
    kinds = [_word(each, language) for each in content.recipients]
    yield _part(
        language,
        "recipients",
        ("ประเภทของผู้รับข้อมูล (มาตรา 23(4))", "Kinds of recipients (s.23(4))"),
        kinds or ([_NOBODY[language]] if content.discloses_nothing else []),
        missing=("ยังไม่มีคำตอบเรื่องผู้รับข้อมูลในบันทึก", "The record does not say who gets the data"),
        section="data_category",
    )
    if content.transfers:
        yield _part(
            language,
            "transfers",
            ("การโอนไปต่างประเทศ (มาตรา 28)", "Transfers abroad (s.28)"),
            [
                " · ".join(filter(None, (each.country, _word(each.safeguard, language) if each.safeguard else "")))
                for each in content.transfers
            ],
        )


_START = {"th": "นับจาก", "en": "from:"}


def _contact_parts(content: PublicActivity, language: str) -> Iterator[NoticePart]:
    yield _part(
        language,
        "controller",
        ("ผู้ควบคุมข้อมูลส่วนบุคคล (มาตรา 23(5))", "Controller (s.23(5))"),
        _reached(content.controller, content.controller_contact),
        missing=("ยังไม่มีชื่อหรือช่องทางติดต่อผู้ควบคุมในบันทึก", "The record lacks the controller's name or contact"),
        section="beyond",
    )
    yield _part(
        language,
        "dpo",
        ("เจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล (มาตรา 23(5))", "Data protection officer (s.23(5))"),
        content.dpo_contact.lines,
        missing=("ยังไม่มีช่องทางติดต่อ DPO ในบันทึก", "The record lacks the DPO's contact"),
        section="beyond",
    )


def _reached(name: str | None, contact: PublicContact) -> list[str]:
    return [name, *contact.lines] if name and contact.lines else []


def _word(term: Term | None, language: str) -> str:
    return "" if term is None else term.en if language == "en" else term.th


def _part(
    language: str,
    key: str,
    heading: tuple[str, str],
    lines: list[str],
    *,
    note: dict[str, str] | None = None,
    missing: tuple[str, str] = ("", ""),
    section: str = "",
) -> NoticePart:
    at = 1 if language == "en" else 0
    return NoticePart(
        key=key,
        heading=heading[at],
        lines=lines,
        note=note[language] if note else "",
        missing="" if lines else missing[at],
        section=section,
    )
