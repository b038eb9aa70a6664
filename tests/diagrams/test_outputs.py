"""PNG, PDF and DOT, sizes and limits."""

import re
import struct
import subprocess
import zlib

import pytest

from diagrams.dfd import dfd_sheet
from diagrams.errors import DiagramTimedOut, DiagramTooLarge
from diagrams.exchange import exchange_sheet
from diagrams.outputs import deliver
from diagrams.programs import executable
from diagrams.routing import MOST_NODES
from schemas.activity import Form
from schemas.activity_data import Header
from schemas.document import ActivityDocument
from schemas.flow import NextStep, Step
from schemas.vocabulary import StepKind
from tests.support.hostile import FITTING
from tests.support.pictures import SVG, TITLE_BLOCK, boxes, parsed, sample

BOTH = pytest.mark.parametrize("render", [dfd_sheet, exchange_sheet])


def _long(count: int) -> ActivityDocument:
    kinds = [StepKind.EXTERNAL, StepKind.PROCESS, StepKind.PROCESS, StepKind.DECISION]
    return ActivityDocument(
        steps=[
            Step(
                seq=seq,
                title=f"ดำเนินการขั้นที่ {seq}",
                kind=kinds[seq % 4],
                actor_org_unit=f"กลุ่มงาน {seq % 5}",
                storage="จัดเก็บชื่อ" if seq % 3 == 0 else None,
                it_systems=[f"ระบบ {seq % 7}"],
                next=[NextStep(to=seq + 1), NextStep(to=max(1, seq - 3), label="แก้ไข")] if seq % 4 == 3 else None,
            )
            for seq in range(1, count + 1)
        ]
    )


def _rows(png: bytes) -> tuple[int, int, bytes]:
    """Return width, height and the unfiltered bytes of a PNG: enough to tell ink from paper."""
    width, height = struct.unpack(">II", png[16:24])
    chunks, at = b"", 8
    while at < len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            chunks += png[at + 8 : at + 8 + size]
        at += size + 12
    return width, height, zlib.decompress(chunks)


@BOTH
def test_a_png_is_twice_the_size_of_the_svg(render):
    svg = parsed(deliver(render(sample("contact_us")), title_block=TITLE_BLOCK, kind="svg"))
    png = deliver(render(sample("contact_us")), title_block=TITLE_BLOCK, kind="png")
    width, height, _ = _rows(png)
    assert abs(width - 2 * float(svg.get("width", "0"))) <= 2
    assert abs(height - 2 * float(svg.get("height", "0"))) <= 2


def test_a_png_has_thai_ink_and_two_words_do_not_look_alike():
    def drawn(title: str) -> bytes:
        step = Step(seq=1, title=title, actor_org_unit="กอง", next=[])
        return _rows(deliver(dfd_sheet(ActivityDocument(steps=[step])), title_block=TITLE_BLOCK, kind="png"))[2]

    # A font without Thai draws one and the same box for each letter.
    assert len({drawn("กขคง"), drawn("งคขก"), drawn("ำำำำ"), drawn("")}) == 4


@BOTH
@pytest.mark.parametrize("name", ["contact_us", "industry_registration"])
def test_a_pdf_is_one_sheet_of_a4_with_sarabun_inside(render, name):
    pdf = deliver(render(sample(name)), title_block=TITLE_BLOCK, kind="pdf")
    boxes_found = re.findall(rb"/MediaBox ?\[([\d. ]+)\]", pdf)
    assert pdf.startswith(b"%PDF-")
    assert len(boxes_found) == 1
    sides = sorted(round(float(side)) for side in boxes_found[0].split()[2:])
    assert sides == [595, 842]
    assert b"Sarabun" in pdf


def test_a_wide_flow_gets_a_larger_sheet():
    steps = [Step(seq=seq, title="ดำเนินการ", actor_org_unit=f"กอง {seq}") for seq in range(1, 15)]
    pdf = deliver(dfd_sheet(ActivityDocument(steps=steps)), title_block=TITLE_BLOCK, kind="pdf")
    sides = re.findall(rb"/MediaBox ?\[([\d. ]+)\]", pdf)[0].split()[2:]
    assert [round(float(side)) for side in sides] == [1191, 842]


@pytest.mark.parametrize("text", FITTING.values())
def test_a_hostile_text_breaks_neither_png_nor_pdf_nor_dot(text):
    document = ActivityDocument(
        form=Form(header=Header(main_process=text, sub_process=text)),
        steps=[Step(seq=1, title=text, actor_org_unit=text, storage=text, disclosure=text, it_systems=[text])],
    )
    block = TITLE_BLOCK.__class__(ref=text, revision=1, status_th=text, dated=TITLE_BLOCK.dated, content_hash="")
    assert deliver(dfd_sheet(document), title_block=block, kind="png").startswith(b"\x89PNG")
    assert deliver(dfd_sheet(document), title_block=block, kind="pdf").startswith(b"%PDF-")
    assert _dot(deliver(dfd_sheet(document), title_block=block, kind="dot")).count(b"<g ") > 0


def _dot(source: bytes) -> bytes:
    return subprocess.run([executable(), "-Tsvg"], input=source, capture_output=True, check=True).stdout


@BOTH
def test_dot_text_is_read_by_graphviz_with_the_same_boxes_and_arrows(render):
    document = sample("industry_registration")
    root = parsed(deliver(render(document), title_block=TITLE_BLOCK, kind="svg"))
    drawn = _dot(deliver(render(document), title_block=TITLE_BLOCK, kind="dot")).decode()
    names = set(re.findall(r'class="node">\s*<title>(n\d+)</title>', drawn))
    assert names == set(boxes(root))
    arrows = [group for group in root.iter(f"{SVG}g") if group.get("class") == "flow"]
    assert drawn.count('class="edge"') == len(arrows)


@pytest.mark.parametrize("text", ["\\N", "<b>x</b>", 'a"b', "a:b", "x\\", "{a|b}", "\\l\\r\\G"])
def test_dot_labels_mean_what_they_say(text):
    document = ActivityDocument(steps=[Step(seq=1, title=text, actor_org_unit="กอง", next=[])])
    drawn = _dot(deliver(dfd_sheet(document), title_block=TITLE_BLOCK, kind="dot")).decode()
    shown = re.sub(r"&#(\d+);", lambda found: chr(int(found.group(1))), drawn)
    for entity, char in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        shown = shown.replace(entity, char)
    assert f">{text}</text>" in shown


def test_two_hundred_steps_are_drawn():
    root = parsed(deliver(dfd_sheet(_long(200)), title_block=TITLE_BLOCK, kind="svg"))
    numbers = {int(group.get("data-step", "0")) for group in boxes(root).values()} - {0}
    assert numbers == set(range(1, 201))
    assert deliver(dfd_sheet(_long(200)), title_block=TITLE_BLOCK, kind="pdf").startswith(b"%PDF-")


def test_more_boxes_than_a_picture_can_hold_are_refused_in_words():
    steps = [Step(seq=1, title="ก", storage="เก็บ", it_systems=[f"ระบบ {n}" for n in range(MOST_NODES)])]
    with pytest.raises(DiagramTooLarge, match=r"1,501 boxes, at most 1,500"):
        deliver(dfd_sheet(ActivityDocument(steps=steps)), title_block=TITLE_BLOCK, kind="svg")


def test_a_time_limit_that_passes_is_an_error_in_words():
    with pytest.raises(DiagramTimedOut, match=r"graphviz did not finish in 0\.0001 s"):
        deliver(dfd_sheet(_long(200)), title_block=TITLE_BLOCK, kind="svg", time_limit=0.0001)


def test_a_kind_that_is_none_is_refused():
    with pytest.raises(ValueError, match="kind must be"):
        deliver(dfd_sheet(ActivityDocument()), title_block=TITLE_BLOCK, kind="exe")  # type: ignore[arg-type]


@BOTH
@pytest.mark.parametrize("kind", ["svg", "png", "pdf", "dot"])
def test_an_empty_record_is_a_picture_that_says_so(render, kind):
    assert deliver(render(ActivityDocument()), title_block=TITLE_BLOCK, kind=kind)
