"""All hostile texts of the project in one record, in every kind of picture and every format: safe, and to be read."""

import re
import shutil
import subprocess
import zlib
from datetime import date
from functools import cache

import pytest

from diagrams import programs
from diagrams.kinds import RECORD_DIAGRAMS
from diagrams.lacking import numbered
from diagrams.lanes import Lanes
from diagrams.outputs import deliver
from diagrams.sizes import label_lines
from diagrams.title_block import TitleBlock
from diagrams.wrapping import clean
from schemas.activity import Form
from schemas.activity_data import Header
from schemas.activity_roles import Roles
from schemas.choices import ExchangeType
from schemas.document import ActivityDocument
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.flow import NextStep, Step
from schemas.vocabulary import Direction, ExchangeMode, StepKind
from tests.support.hostile import FITTING
from tests.support.picture_checks import faults
from tests.support.pictures import SVG, lines, parsed

KINDS = pytest.mark.parametrize("kind", RECORD_DIAGRAMS)
ALLOWED = {"svg", "title", "desc", "style", "g", "rect", "path", "circle", "ellipse", "text"}
#: Named by the issue, word for word.
TEXTS = [*FITTING.values(), "<b>x</b>", "a:b", "ตัวอักษร" * 250, "שלום עולם กับ مرحبا", "</svg><script>alert(1)</script>"]
BLOCK = TitleBlock(
    ref="</svg>", revision=1, status_th="<b>", dated=date(2026, 11, 20),
    content_hash='"><script>', watermark="</text><script>",
)  # fmt: skip


@cache
def _document(first: int, last: int) -> ActivityDocument:
    """Return a record that says a hostile text in every place that a picture shows."""
    chosen = TEXTS[first:last]
    kinds = [StepKind.PROCESS, StepKind.EXTERNAL, StepKind.DECISION]
    steps = [
        Step(
            seq=seq,
            title=text or "-",
            kind=kinds[seq % 3],
            actor_org_unit=chosen[seq // 4],
            collection=text,
            storage=text,
            disclosure=text,
            it_systems=[text],
            next=[NextStep(to=min(seq + 1, len(chosen)), label=text[:500])],
        )
        for seq, text in enumerate(chosen, 1)
    ]
    systems = [
        InformationSystem(
            seq=seq,
            system_name=text or "-",
            system_owner_org_unit=text,
            exchanges=[
                ExchangeLine(
                    data_exchange_applied=True,
                    exchanged_data=text,
                    external_org_unit=text,
                    data_exchange_type=ExchangeType(direction=Direction.SEND, mode=ExchangeMode.ONLINE),
                )
            ],
        )
        for seq, text in enumerate(chosen, 1)
    ]
    people = [text[:500] for text in chosen]
    form = Form(
        header=Header(main_process=chosen[0], sub_process=chosen[-1]),
        roles=Roles(role_creator=people, role_user=people[::2], role_storer=people[1::3]),
    )
    return ActivityDocument(form=form, steps=steps, systems=systems)


@KINDS
@pytest.mark.parametrize("part", range(0, len(TEXTS), 12))
def test_a_hostile_record_is_drawn_safely_and_nothing_leaves_its_place(kind, part):
    svg = deliver(RECORD_DIAGRAMS[kind].sheet(_document(part, part + 12)), title_block=BLOCK, kind="svg")
    root = parsed(svg)
    assert {each.tag.removeprefix(SVG) for each in root.iter()} <= ALLOWED
    assert not [name for each in root.iter() for name in each.attrib if name.startswith("on") or "href" in name]
    assert not re.search(rb"<script|<image|<use|<foreignObject|<!DOCTYPE|<!ENTITY|@import", svg)
    assert all(b"data:font/ttf" in found for found in re.findall(rb"url\(.{20}", svg))
    assert (root.findtext(f"{SVG}style") or "").count("{") == 2
    assert faults(root) == []


def test_what_a_hostile_text_says_can_be_read():
    steps = [Step(seq=seq, title=text) for seq, text in enumerate(TEXTS, 1)]
    root = parsed(deliver(RECORD_DIAGRAMS["dfd"].sheet(ActivityDocument(steps=steps)), title_block=BLOCK, kind="svg"))
    drawn = {int(group.get("data-step", "0")): group for group in root.iter(f"{SVG}g")}
    for seq, text in enumerate(TEXTS, 1):
        shown = "".join(line.words for line in lines(drawn[seq])).replace(" ", "")
        assert clean(text).replace(" ", "")[:60] in shown, text[:60]


@KINDS
@pytest.mark.parametrize(
    "part", [11, pytest.param(0, marks=pytest.mark.campaign), pytest.param(36, marks=pytest.mark.campaign)]
)
def test_png_and_pdf_are_made_of_it_and_nothing_in_the_pdf_acts(kind, part):
    sheet = RECORD_DIAGRAMS[kind].sheet(_document(part, part + (5 if part == 11 else 24)))
    assert deliver(sheet, title_block=BLOCK, kind="png").startswith(b"\x89PNG")
    pdf = deliver(sheet, title_block=BLOCK, kind="pdf")
    assert pdf.startswith(b"%PDF-")
    whole = pdf + b"".join(_unpacked(pdf))
    assert not re.search(rb"/(JavaScript|JS|URI|Launch|OpenAction|AA|EmbeddedFile|SubmitForm|GoToR)\b", whole)


def _unpacked(pdf: bytes) -> list[bytes]:
    found = re.findall(rb"/Type ?/ObjStm.*?stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return [zlib.decompress(each) for each in found]


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils reads the PDFs")
def test_a_pdf_shows_markup_as_text():
    texts = ["<b>x</b>", "#eval", "*a* _b_", "a:b", '"q"', "C:\\x", "</svg><script>", "$x^2$"]
    steps = [Step(seq=seq, title=text) for seq, text in enumerate(texts, 1)]
    pdf = deliver(RECORD_DIAGRAMS["dfd"].sheet(ActivityDocument(steps=steps)), title_block=BLOCK, kind="pdf")
    said = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    assert [text for text in texts if text not in said] == []


def test_what_sarabun_lacks_is_a_number_in_png_and_pdf_and_itself_in_svg():
    document = ActivityDocument(steps=[Step(seq=1, title="ส่ง 日本 😀 ให้")])
    sheet = RECORD_DIAGRAMS["dfd"].sheet(document)
    svg = deliver(sheet, title_block=BLOCK, kind="svg").decode()
    assert ">ส่ง 日本 😀 ให้</text>" in svg
    own = numbered(deliver(sheet, title_block=BLOCK, kind="bare").decode())
    drawn = parsed(own.encode())
    shown = [line.words for line in lines(drawn) if line.words.startswith("ส่ง")]
    assert shown == ["ส่ง 65E5 672C  1F600  ให้"]
    one, other = (
        deliver(RECORD_DIAGRAMS["dfd"].sheet(ActivityDocument(steps=[step])), title_block=BLOCK, kind="png")
        for step in (Step(seq=1, title="ก😀ข"), Step(seq=1, title="ก😁ข"))
    )
    assert one != other


@pytest.mark.parametrize("kind", ["dfd", "exchange"])
@pytest.mark.parametrize("part", [0, 36])
def test_dot_says_the_same_words_to_each_graphviz(graphviz, kind, part):
    sheet = RECORD_DIAGRAMS[kind].sheet(_document(part, part + 24))
    assert isinstance(sheet, Lanes)
    svg = programs.answer(programs.start([graphviz, "-Tsvg"], sheet.dot().encode()), 20)
    said = {"".join(each.itertext()).replace("\u00a0", " ").strip() for each in parsed(svg).iter(f"{SVG}text")}
    wanted = {line for box in sheet._layout.placed for line in box.lines}
    wanted |= {line for flow in sheet._scene.flows for line in label_lines(flow)}
    assert {line for line in wanted if line.strip()} - said == set()
