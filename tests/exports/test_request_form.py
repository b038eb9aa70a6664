"""The form of a data subject's request as PDF, by another program's eyes."""

from datetime import UTC, date, datetime

import pytest

from exports.request_form import request_form_pdf
from exports.request_form_words import LANGUAGES, Words
from schemas.request_form import FormDeputy, FormPerson, FormRight, RequestForm
from tests.support.pdf_text import facts_of, squeezed, text_of

NAMES = (
    "ถอนความยินยอม",
    "เข้าถึงและขอรับสำเนาข้อมูล",
    "ขอรับหรือให้โอนย้ายข้อมูล",
    "คัดค้าน",
    "ลบหรือทำลายข้อมูล",
    "ระงับการใช้",
    "แก้ไขให้ถูกต้อง",
)
OFFICE = "สำนักงานอุตสาหกรรมจังหวัดทดสอบ"


def blank(language: str = "th", **more: object) -> RequestForm:
    rights = tuple(FormRight(words=name, law=f"มาตรา {30 + at}", days=30) for at, name in enumerate(NAMES))
    given = {"language": language, "office": OFFICE, "day": date(2026, 11, 20), "rights": rights, "kept_days": 365}
    return RequestForm(**given | more)  # type: ignore[arg-type]


def filled(**more: object) -> RequestForm:
    rights = tuple(
        FormRight(
            words=name, law="มาตรา 30", days=30, is_asked=at == 1, wish="ขอสำเนา #let x $y$ *z*" if at == 1 else None
        )
        for at, name in enumerate(NAMES)
    )
    said = {
        "rights": rights,
        "ref": "DSR-2569-0001",
        "received_at": datetime(2026, 11, 20, 17, 30, tzinfo=UTC),
        "channel": "แบบฟอร์มสาธารณะ",
        "requester": "self",
        "age": "adult",
        "identity": "claimed",
        "person": FormPerson(name="ผู้ขอ ทดสอบ", national_id="1111111111119", email="someone@example.org"),
    }
    return blank(**said | more)  # type: ignore[arg-type]


def labels(said: Words) -> list[str]:
    return [said.title, *said.parts, said.officer, said.name, said.passport, *said.documents, *said.truth, said.receipt]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_blank_form_has_every_part_on_two_tagged_pages(language):
    pdf = request_form_pdf(blank(language))
    facts, text = facts_of(pdf), squeezed(text_of(pdf))

    assert (facts["Pages"], facts["Tagged"], facts["Author"]) == ("2", "yes", OFFICE)
    assert b"pdfuaid" in pdf
    assert [each for each in [*labels(LANGUAGES[language]), *NAMES] if squeezed(each) not in text] == []
    assert "☑" not in text
    assert text.count("☐") == 3 + 3 + 7 + 6 + 4 + 9
    assert request_form_pdf(blank(language)) == pdf


def test_the_filled_form_says_what_was_asked_as_it_was_written():
    text = squeezed(text_of(request_form_pdf(filled())))

    for said in ("DSR-2569-0001", "21พ.ย.256900:30น.", "1111111111119", "ผู้ขอทดสอบ", "ขอสำเนา#letx$y$*z*", "☑เข้าถึง"):
        assert squeezed(said) in text
    assert text.count("☑") == 4
    assert squeezed(LANGUAGES["th"].receipt) not in text


def test_minors_and_deputies_sign_in_their_places():
    said = LANGUAGES["th"]
    deputy = (FormDeputy(name="ผู้แทน ทดสอบ", capacity="ผู้ใช้อำนาจปกครอง", contact="02 000 0000", authority="สูติบัตร"),)
    signs = {
        squeezed(each): [
            squeezed(each) in squeezed(text_of(request_form_pdf(form)))
            for form in (
                filled(),
                filled(age="from_10", deputies=deputy),
                filled(age="under_10", requester="guardian", deputies=deputy),
            )
        ]
        for each in (said.signs_minor, said.signs_deputy)
    }

    assert signs == {squeezed(said.signs_minor): [False, True, False], squeezed(said.signs_deputy): [False, True, True]}


@pytest.mark.parametrize("number", ["AB1234567", "๑๒๓", "1-1111-11111-11-9", "x" * 40])
def test_a_number_of_any_kind_is_printed_whole(number):
    text = squeezed(text_of(request_form_pdf(filled(person=FormPerson(name="ก", national_id=number)))))

    assert squeezed(number).replace("-", "") in text.replace("-", "")


def test_texts_of_any_length_and_kind_stay_on_their_pages():
    rough = "ก" * 3_000 + "\u202e\u202e<script>\x00" + "é" * 300
    person = FormPerson(name=rough[:300], address=rough[:1_000], phone="0" * 60, email="e" * 300 + "@example.org")
    pdf = request_form_pdf(filled(person=person, deputies=(FormDeputy(name=rough[:300], authority=rough[:500]),)))

    assert int(facts_of(pdf)["Pages"]) <= 4
    assert "‹U+202E›" not in text_of(request_form_pdf(filled()))
