"""PDFs of a record and of the register: the workbook's content, readable, searchable, and nothing in it acts."""

import re
import shutil
import zlib
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from exports import pdf_typesetting, record_pdf
from exports.pdf_errors import PdfTimedOut, PdfTooLarge
from exports.pdf_text import DRAWN, visible
from exports.record_pdf import register_pdf
from exports.record_pdf_parts import PdfRecord
from exports.records import ExportCancelled
from ropa.activities.service_findings import findings_about
from ropa.samples import filled_forms
from schemas.document import ActivityDocument, ActivityInput
from schemas.masking import MASK
from schemas.reading import read_json
from schemas.vocabulary import RevisionStatus
from tests.support.export_records import document
from tests.support.hostile import CHARACTERS, MARKUP
from tests.support.pdf_records import OPTIONS, pdf_record, words_of
from tests.support.pdf_text import facts_of, squeezed, stands, text_of
from tests.support.random_documents import values

READS = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils reads the PDFs")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="400" height="200"><desc id="d">\xe0\xb8\x81</desc></svg>'


def one(record: PdfRecord) -> bytes:
    return record_pdf.record_pdf(record, OPTIONS)


def register(record: PdfRecord) -> bytes:
    return register_pdf([record], OPTIONS)


def missing(record: PdfRecord, pdf: bytes) -> list[str]:
    text = squeezed(text_of(pdf))
    return [words for words in words_of(record) if words and not stands(squeezed(visible(words)), text)]


def bookmarks(pdf: bytes) -> list[str]:
    """Return the titles of the outline, from the file's own objects."""
    streams = re.findall(rb"stream\n(.*?)\nendstream", pdf, re.DOTALL)
    whole = pdf
    for each in streams:
        try:
            whole += zlib.decompress(each)
        except zlib.error:
            continue
    titles = re.findall(rb"/Title ?<(FEFF[0-9A-Fa-f]+)>[^>]{0,200}/(?:Parent|Next|Prev|Dest|A)\b", whole)
    return [bytes.fromhex(title.decode()).decode("utf-16") for title in titles]


@READS
@pytest.mark.parametrize("made", [one, register])
@pytest.mark.parametrize("file", filled_forms(), ids=lambda file: file.stem)
def test_every_answer_of_the_paper_stands_in_the_pdf(file: Path, made):
    of = read_json(file.read_bytes(), ActivityInput).document()
    record = pdf_record(of, findings=tuple(findings_about(of)))
    assert missing(record, made(record)) == []


@READS
@pytest.mark.parametrize("made", [one, register])
def test_every_value_of_a_record_with_every_field_stands_in_the_pdf(made):
    record = pdf_record()
    assert missing(record, made(record)) == []


@READS
@given(values(ActivityDocument))
@settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_every_value_of_a_generated_record_stands_in_the_register(made):
    record = pdf_record(made)
    assert missing(record, register(record)) == []


@READS
@pytest.mark.campaign
@pytest.mark.timeout(900)
@given(values(ActivityDocument))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_value_of_many_generated_records_stands_in_both(made):
    record = pdf_record(made)
    assert missing(record, one(record)) == []
    assert missing(record, register(record)) == []


@READS
def test_hostile_text_is_shown_and_nothing_of_it_acts():
    texts = [*MARKUP.values(), *CHARACTERS.values()]
    made = document(steps=1, lines=(1,))
    made.form.data_category.personal_data_items = texts
    made.steps[0].title = made.systems[0].system_name = made.form.header.sub_process = MARKUP["typst_markup"]
    record = pdf_record(made, office_name=MARKUP["typst_eval"], ref=MARKUP["svg_script"])
    # Characters that only ever stand on others are set by the font as it can.
    lost = [words for words in missing(record, one(record)) if "\u0e48\u0e48" not in words]
    assert lost == []
    assert "‹U+202E›" in text_of(register(record))


def test_a_character_of_every_kind_that_is_drawn_has_a_sign_in_the_fonts():
    ranges = re.findall(r"(.)-(.)", DRAWN, re.DOTALL)
    letters = [chr(code) for first, last in ranges for code in range(ord(first), ord(last) + 1)]
    made = document(steps=0, lines=())
    made.form.header.agency_name = " ".join(letters)
    # PDF/UA refuses a character without a sign, so this fails for one that is missing.
    assert b"pdfuaid" in one(pdf_record(made))


def test_a_diagram_with_two_marks_above_a_letter_is_printed():
    marked = " ".join(letter + vowel + tone for letter in "กป" for vowel in "ัิีึืํ" for tone in "่้๊๋์")
    words = f"<text y='20' font-family='Sarabun'>{marked}</text>".encode()
    made = one(pdf_record(dfd_svg=SVG.replace(b"</svg>", words + b"</svg>")))
    assert b"pdfuaid" in one(pdf_record(dfd_svg=SVG))
    assert b"pdfuaid" not in made, "typst knows these letters now: drop the second try in exports/pdf_typesetting.py"
    assert b"StructTreeRoot" in made


@READS
@pytest.mark.parametrize("words", ["ที่นั้น", "หนึ่ง", "สิ้นสุด", "ทั้งสิ้น", "น้ำ", "ดำเนินการ", "ญี่ปุ่น", "ศักดิ์สิทธิ์", "ปู่"])
def test_what_is_copied_or_searched_is_what_was_typed(words: str):
    made = document(steps=0, lines=())
    made.form.header.agency_name = words
    assert squeezed(words) in squeezed(text_of(one(pdf_record(made)))).split("ชื่อหน่วยงาน")[1][:40]


def test_the_same_record_gives_the_same_bytes():
    assert one(pdf_record(dfd_svg=SVG)) == one(pdf_record(dfd_svg=SVG))
    assert register(pdf_record()) == register(pdf_record())


@READS
def test_the_file_says_what_it_is_and_can_be_read_aloud():
    facts = facts_of(one(pdf_record()))
    assert facts["Title"].startswith("ROPA-2569-0001")
    assert facts["Tagged"] == "yes"
    assert facts["Page size"].endswith("(A4)")


def test_bookmarks_lead_to_each_part_and_to_each_record():
    titles = bookmarks(one(pdf_record(dfd_svg=SVG)))
    for words in ("แบบฟอร์ม “", "หมวดหมู่ของข้อมูล", "Data Flow Diagram", "ตารางขั้นตอน", "รายชื่อระบบ", "ผลการตรวจ"):
        assert sum(words in title for title in titles) == 1, words
    records = [pdf_record(ref=f"ROPA-2569-000{n}", office_name=f"กอง {n % 2}") for n in range(3)]
    found = bookmarks(register_pdf(records, OPTIONS))
    refs = [record.ref for record in records]
    assert sorted(title.split(" คำตอบ")[0] for title in found) == sorted(["สารบัญ", "กอง 0", "กอง 1", *refs])


@READS
def test_a_register_has_a_cover_and_contents_with_pages():
    records = [pdf_record(ref=f"ROPA-2569-000{n}", office_name=f"กอง {n}") for n in range(2)]
    options = msgspec.structs.replace(OPTIONS, exporter="ผู้ส่งออกสมมุติ", watermark="สำเนาสำหรับตรวจ", scope="กองทดสอบ")
    pages = text_of(register_pdf(records, options)).split("\f")
    assert all(words in squeezed(pages[0]) for words in map(squeezed, ("กองทดสอบ", "ผู้ส่งออกสมมุติ", "2 รายการ", "พ.ศ.")))
    for record in records:
        page = int(re.findall(rf"{record.ref}.*?(\d+)\n", pages[1])[0])
        assert record.ref in pages[page - 1]
    assert all(squeezed("สำเนาสำหรับตรวจ") in squeezed(page) for page in pages if page)


@READS
def test_a_draft_is_visibly_a_draft_on_every_page_and_an_approved_record_is_not():
    draft = text_of(one(pdf_record(status=RevisionStatus.DRAFT))).strip("\f").split("\f")
    assert all(page.count("ร่าง") >= 2 for page in draft)
    assert "ร่าง" not in text_of(one(pdf_record()))


@READS
def test_a_masked_copy_names_nobody_and_says_so():
    made = document()
    made.form.header.responsible_persons = ["นางสาวสมมุติ ทดสอบดี"]
    made.steps[0].use = "ส่งให้นางสาวสมมุติ ทดสอบดี ตรวจ"
    hidden = record_pdf.record_pdf(pdf_record(made), msgspec.structs.replace(OPTIONS, masked=True))
    text = squeezed(text_of(hidden))
    assert "ทดสอบดี" not in text
    assert squeezed(MASK) in text
    assert squeezed("ฉบับปิดชื่อบุคคล") in text


def test_long_values_and_many_lines_go_over_pages():
    made = document(steps=1, lines=(150,))
    made.form.storage.retention_period = "ระยะเวลาการจัดเก็บข้อมูล" * 400
    assert one(pdf_record(made)).count(b"/Type/Page/") > 15


def test_too_many_records_are_refused_with_advice(monkeypatch):
    monkeypatch.setattr(record_pdf, "MOST_RECORDS", 2)
    with pytest.raises(PdfTooLarge, match="one office at a time"):
        register_pdf([pdf_record()] * 3, OPTIONS)


def test_too_much_text_is_refused_before_it_is_set(monkeypatch):
    monkeypatch.setattr(pdf_typesetting, "MOST_DATA", 1_000)
    with pytest.raises(PdfTooLarge, match="one office at a time"):
        one(pdf_record())


def test_a_time_limit_and_a_cancelled_export_end_the_setting(monkeypatch):
    monkeypatch.setattr(pdf_typesetting, "QUICK", 0)
    monkeypatch.setattr(pdf_typesetting, "_ASKED_EVERY", 0.01)  # no process starts and sets pages within that
    with pytest.raises(PdfTimedOut, match="not ready within"):
        record_pdf.record_pdf(pdf_record(), msgspec.structs.replace(OPTIONS, time_limit=0.0))
    with pytest.raises(ExportCancelled):
        record_pdf.record_pdf(pdf_record(), msgspec.structs.replace(OPTIONS, cancelled=lambda: True))


def test_a_process_of_its_own_gives_the_same_bytes(monkeypatch):
    here = one(pdf_record())
    monkeypatch.setattr(pdf_typesetting, "QUICK", 0)
    assert one(pdf_record()) == here


def test_what_is_no_picture_is_refused():
    with pytest.raises(ValueError, match="picture"):
        one(pdf_record(dfd_svg=b"<svg/>"))
