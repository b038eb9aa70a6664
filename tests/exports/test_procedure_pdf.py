"""A procedure as a PDF: the manual's chapters in order with its chart, every value readable, and nothing in it acts."""

import re
import shutil

import pytest

from diagrams.outputs import deliver
from diagrams.work_flow_of_procedure import procedure_sheet
from exports.pdf_picture import picture
from exports.pdf_text import visible
from exports.procedure_pdf import procedure_pdf
from exports.procedure_words import CHAPTERS, ProcedurePaper, form_words, round_words, standard, way_words
from ropa.procedures.library import library
from schemas.procedure import Definition, Duty, ProcedureDocument, ProcedureStatus, ProcedureStep
from schemas.work_flow import MOST_STEPS
from tests.support.hostile import CHARACTERS, MARKUP
from tests.support.pdf_text import facts_of, squeezed, stands, text_of
from tests.support.pictures import TITLE_BLOCK
from tests.support.procedure_papers import charted, paper
from tests.support.procedure_steps import step

READS = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils reads the PDFs")
KEYS = tuple(library())


@pytest.fixture(scope="module")
def manual() -> bytes:
    return procedure_pdf(charted())


def words_of(of: ProcedurePaper):
    """Yield every value of a procedure, and what its steps say in words."""
    document = of.document
    yield from (document.title, document.subtitle, document.foreword, document.scope, document.standard_note)
    yield from (document.follow_up, document.contact)
    for each in document.definitions:
        yield from (each.term, each.meaning)
    for duty in document.duties:
        yield from (duty.responsible, duty.duty)
    for lines in (document.purposes, document.problems, document.solutions, document.references):
        yield from lines
    yield from (*document.forms, *document.notes)
    for place, own in enumerate(document.steps):
        yield from (own.title, own.detail, *own.responsible, standard(document, own))
        yield from (*way_words(document.steps, place), *round_words(of, place), *form_words(document, own))
    yield from (of.ref, of.office_name, of.status.th, of.content_hash)


def missing(of: ProcedurePaper, pdf: bytes) -> list[str]:
    text = squeezed(text_of(pdf))
    return [words for words in words_of(of) if words and not stands(squeezed(visible(words)), text)]


@READS
@pytest.mark.parametrize("key", KEYS)
def test_every_value_of_a_procedure_stands_in_its_pdf(key: str):
    of = charted(library()[key])
    assert missing(of, procedure_pdf(of)) == []


@READS
@pytest.mark.parametrize("key", KEYS)
def test_the_chapters_stand_in_the_order_of_the_manual(key: str):
    _cover, contents, *pages = text_of(procedure_pdf(charted(library()[key]))).split("\f")
    body = squeezed("".join(pages))
    places = [body.find(squeezed(f"{number}. {title}")) for number, title in enumerate(CHAPTERS, 1)]
    assert -1 not in places
    assert places == sorted(places)
    assert all(squeezed(title) in squeezed(contents) for title in CHAPTERS)


@READS
def test_the_cover_says_what_whose_which_revision_and_when(manual: bytes):
    cover = squeezed(text_of(manual).split("\f")[0])
    for words in ("คู่มือมาตรฐานการปฏิบัติงาน", "กองยุทธศาสตร์และแผนงาน", "ฉบับที่2", "21 พฤศจิกายน พ.ศ. 2569", "PROC-2569-0001"):
        assert squeezed(words) in cover


@READS
def test_the_steps_and_their_sum_are_those_of_the_manual(manual: bytes):
    text = squeezed(text_of(manual))
    assert all(f"6.{number}" in text and f"7.{number}" in text for number in range(1, 17))
    assert "รวม55วันทําการคู่มือระบุ55วันทําการ".replace("ํ", "") in text


@READS
def test_the_chart_is_in_it_and_its_sara_am_is_whole(manual: bytes):
    pages = [squeezed(page) for page in text_of(manual).split("\f")]
    assert pages[4].count("WorkFlow") == 2
    chart = [page for page in pages if "ขั้นตอนการปฏิบัติงาน(หน้า" in page]
    assert len(chart) == 3
    for words in ("ต่อที่ขั้นตอน", "ต่อจากขั้นตอน", "กลับไปขั้นตอน", "รวมระยะเวลา", "จัดทำ", "16.นำสรุปผลรายงาน"):
        assert squeezed(words) in "".join(chart), words


@pytest.mark.parametrize("key", library())
def test_letters_of_the_chart_are_nine_points_or_more_on_a4(key: str):
    of = charted(library()[key])
    assert of.chart_svg is not None
    for svg in (of.chart_svg, *of.more_charts):
        drawn = picture(svg, "")
        # A4 upright, less margins and the heading of the chapter, in CSS pixels.
        scale = min(194 / 25.4 * 96 / drawn["width"], 245 / 25.4 * 96 / drawn["height"], 1.0)
        smallest = min(float(size) for size in re.findall(rb'font-size="([\d.]+)"', svg))
        assert smallest * 0.75 * scale >= 9.0


def test_no_step_and_no_arrow_of_the_chart_is_lost_between_its_pages():
    for key, document in library().items():
        whole = deliver(procedure_sheet(document), title_block=TITLE_BLOCK, kind="print")
        of = charted(document)
        parts = b"".join((of.chart_svg or b"", *of.more_charts))
        for kind in (rb'data-step="(\d+)"', rb'data-from="(\w+)" data-to="(\w+)"', rb'class="(\w+)" data-of="(\w+)"'):
            assert sorted(re.findall(kind, parts)) == sorted(re.findall(kind, whole)), (key, kind)


@READS
def test_words_and_abbreviations_are_not_broken_at_the_end_of_a_line(manual: bytes):
    lines = [re.sub(r"[^\S\n]+", "", line) for line in text_of(manual).splitlines()]
    whole, apart = squeezed(text_of(manual)), "\n".join(squeezed(line) for line in lines)
    for word in ("ตัวชี้วัด", "ขั้นตอน", "ความเห็นชอบ", "ประสิทธิภาพ", "คณะกรรมการ", "ผู้รับผิดชอบ", "อุตสาหกรรม"):
        assert apart.count(squeezed(word)) == whole.count(squeezed(word)), word
    for word in ("ก.พบ.", "ก.พ.ร.", "ค.ต.ป.", "ป.ย.ป", "พ.ศ."):
        assert apart.count(word) == whole.count(word) > 0, word
    assert not [line for line in lines if re.match("[\u0e30-\u0e3a\u0e45-\u0e4e]", line)]


@READS
@pytest.mark.parametrize("words", ["ที่นั้น", "หนึ่ง", "สิ้นสุด", "ทั้งสิ้น", "น้ำ", "ดำเนินการ", "ญี่ปุ่น", "ศักดิ์สิทธิ์", "ปู่"])
def test_what_is_copied_or_searched_is_what_was_typed(words: str):
    made = procedure_pdf(paper(ProcedureDocument(title="งาน", scope=words)))
    # The last one: the contents name the chapter, too.
    assert squeezed(text_of(made)).split("ขอบเขตของงาน")[-1].startswith(squeezed(words))


@READS
def test_the_head_of_the_table_of_steps_stands_on_each_of_its_pages():
    many = [step(number, 1, detail="ดำเนินการ " * 60) for number in range(1, 31)]
    pages = text_of(procedure_pdf(paper(ProcedureDocument(title="งาน", steps=many)))).split("\f")
    with_steps = [page for page in pages if re.search(r"^6\.\d+\b(?!.*ขั้นตอนการปฏิบัติงาน)", page, re.MULTILINE)]
    heads = [page for page in pages if "กิจกรรมและขั้นตอนการปฏิบัติงาน" in squeezed(page)]
    assert len(heads) >= 4
    assert len([page for page in with_steps if page not in heads]) <= 1  # the contents


@READS
def test_a_step_that_fills_more_than_a_page_is_printed_whole():
    long = "ขั้นตอนนี้ยาวมาก " * 1_100
    of = paper(ProcedureDocument(title="งาน", steps=[step(1, 1, [], detail=long)]))
    text = squeezed(text_of(procedure_pdf(of)))
    assert text.count("ยาวมาก") == 1_100


@READS
@pytest.mark.parametrize(
    ("status", "stamp"),
    [
        (ProcedureStatus.DRAFT, "ร่าง"),
        (ProcedureStatus.RETURNED, "ร่าง"),
        (ProcedureStatus.SUBMITTED, "ยังไม่อนุมัติ"),
        (ProcedureStatus.SUPERSEDED, "มีฉบับใหม่แทน"),
        (ProcedureStatus.RETIRED, "เลิกใช้"),
    ],
)
def test_what_is_not_in_force_is_marked_on_every_page(status: ProcedureStatus, stamp: str):
    made = procedure_pdf(charted(status=status))
    pages = text_of(made).split("\f")[:-1]
    assert len(pages) > 5
    assert [place for place, page in enumerate(pages) if squeezed(stamp) not in squeezed(page)] == []
    assert squeezed("ฉบับนี้ไม่ใช่ฉบับที่ใช้อยู่") in squeezed(pages[0])


@READS
def test_every_status_but_the_approved_one_has_a_mark(manual: bytes):
    assert "ฉบับนี้ไม่ใช่" not in squeezed(text_of(manual))
    for status in ProcedureStatus:
        said = squeezed(text_of(procedure_pdf(paper(ProcedureDocument(title="งาน"), status=status))))
        assert ("ฉบับนี้ไม่ใช่" in said) is (status is not ProcedureStatus.APPROVED)


@READS
def test_the_file_says_what_it_is_can_be_read_aloud_and_prints_on_a4(manual: bytes):
    facts = facts_of(manual)
    assert facts["Title"].startswith("คู่มือมาตรฐานการปฏิบัติงาน การประเมินส่วนราชการ")
    assert facts["Author"] == "กองยุทธศาสตร์และแผนงาน กรมอุตสาหกรรมพื้นฐานและการเหมืองแร่"
    assert facts["Tagged"] == "yes"
    boxes = {
        tuple(round(float(each)) for each in box.split()[2:])
        for box in re.findall(rb"/MediaBox ?\[([\d. ]+)\]", manual)
    }
    assert boxes <= {(595, 842), (842, 595)}
    assert b"pdfuaid" in procedure_pdf(paper(library()["yearly_review"]))


def test_the_same_paper_gives_the_same_bytes(manual: bytes):
    assert procedure_pdf(charted()) == manual


@READS
def test_an_empty_procedure_and_one_without_a_chart_are_printed():
    text = squeezed(text_of(procedure_pdf(paper(ProcedureDocument()))))
    assert text.count("ยังไม่มี") >= len(CHAPTERS)


def test_what_is_no_chart_is_refused():
    with pytest.raises(ValueError, match="picture"):
        procedure_pdf(paper(chart_svg=b"<svg/>"))


@READS
def test_hostile_text_is_shown_and_nothing_of_it_acts():
    texts = [*MARKUP.values(), *CHARACTERS.values()]
    document = ProcedureDocument(
        title=MARKUP["typst_eval"],
        subtitle=MARKUP["svg_script"],
        foreword=MARKUP["typst_markup"],
        purposes=texts,
        scope="\n".join(MARKUP.values()),
        definitions=[Definition(term=each, meaning=each) for each in texts],
        duties=[Duty(responsible=each, duty=each) for each in texts],
        steps=[
            ProcedureStep(number=number, title=each, detail=each, responsible=[each])
            for number, each in enumerate(texts, 1)
        ],
        notes=texts,
    )
    of = paper(document, ref=MARKUP["typst_eval"], office_name=MARKUP["typst_markup"])
    # Characters that only ever stand on others are set by the font as it can.
    assert [words for words in missing(of, procedure_pdf(of)) if "\u0e48\u0e48" not in words] == []
    assert "‹U+202E›" in text_of(procedure_pdf(of))


@READS
def test_the_longest_procedure_is_printed():
    steps = [step(number, 1, detail="ดำเนินการ") for number in range(1, MOST_STEPS + 1)]
    assert f"7.{MOST_STEPS}" in squeezed(text_of(procedure_pdf(paper(ProcedureDocument(title="งาน", steps=steps)))))
