"""One procedure as a PDF: the ministry's manual with its chapters 1 to 12, its chart, cover and contents.

Tagged for screen readers, in Sarabun, with bookmarks. Years are of the Buddhist Era.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from exports.pdf_picture import picture
from exports.pdf_text import COMMON, NARROW, printed, visible
from exports.pdf_typesetting import TIME_LIMIT_SECONDS, typeset
from exports.procedure_words import (
    CHAPTERS,
    DAYS,
    FOREWORD,
    LACKING,
    MANUAL,
    NOTES,
    PROBLEMS,
    SHAPES,
    SOLUTIONS,
    ProcedurePaper,
    added,
    facts,
    form_words,
    owner,
    round_words,
    standard,
    stated,
    way_words,
)
from exports.safe_text import one_line
from schemas.procedure import ProcedureStatus
from schemas.thai_dates import format_thai_date
from schemas.work_flow import ChartShape

TEMPLATE = "procedure.typ"
_STAMPS = {
    ProcedureStatus.DRAFT: "ร่าง",
    ProcedureStatus.SUBMITTED: "ยังไม่อนุมัติ",
    ProcedureStatus.RETURNED: "ร่าง",
    ProcedureStatus.SUPERSEDED: "มีฉบับใหม่แทน",
    ProcedureStatus.RETIRED: "เลิกใช้",
}
_TITLE, _RUNNING, _REF, _HASH_SHOWN = 200, 90, 40, 16
#: Points of the chart's letters below which a page of A3 is taken. A chart comes in pages of A4 whose letters are
#: larger; only a column with a very tall row is not.
_LEAST_TEXT = 9.0
_NOTHING = "ยังไม่มี"
Part = dict[str, Any]


def procedure_pdf(
    paper: ProcedurePaper,
    *,
    cancelled: Callable[[], bool] | None = None,
    time_limit: float = TIME_LIMIT_SECONDS,
) -> bytes:
    """Return the manual of a procedure: cover, contents, foreword, chapters 1 to 12, notes.

    What is not in force is marked on every page. The same paper gives the same bytes.
    Raises: PdfError (see `exports.pdf_errors`), ExportCancelled; ValueError for a chart that is no SVG.
    """
    document = paper.document
    given = {
        "title": visible(one_line(f"{MANUAL} {document.title}", longest=_TITLE)),
        "author": visible(one_line(owner(paper), longest=_TITLE)),
        "running": _line(document.title, _RUNNING),
        "ref": visible(one_line(paper.ref, longest=_REF)),
        "revision": f"ฉบับที่ {paper.revision}",
        "status": paper.status.th,
        "holds": paper.holds,
        "hash": visible(paper.content_hash[:_HASH_SHOWN]),
        "printed": f"พิมพ์วันที่ {format_thai_date(paper.printed_on, style='long')}",
        "stamp": _STAMPS.get(paper.status, ""),
        "cover": {
            "manual": _words(MANUAL),
            "kind": _words("กระบวนงาน"),
            "title": _words(document.title or _NOTHING),
            "owner": _words(owner(paper)),
            "facts": [[_words(label), _words(value)] for label, value in facts(paper)],
            "warning": "" if paper.holds else _words(f"{paper.status.th}: ฉบับนี้ไม่ใช่ฉบับที่ใช้อยู่"),
        },
        "chapters": _chapters(paper),
    }
    return typeset(given, paper.printed_on, cancelled=cancelled, time_limit=time_limit, template=TEMPLATE)


def _chapters(paper: ProcedurePaper) -> list[Part]:
    document = paper.document
    made = [
        _list(1, document.purposes),
        _text(_title(2), document.scope),
        _pairs(3, ("คำ", "หมายถึง"), [(each.term, each.meaning) for each in document.definitions]),
        _pairs(4, ("ผู้รับผิดชอบ", "หน้าที่ความรับผิดชอบ"), [(each.responsible, each.duty) for each in document.duties]),
        _chart(paper),
        _steps(paper),
        _standard(paper),
        _text(_title(8), document.follow_up),
        _problems(paper),
        _list(10, document.references),
        _list(11, document.forms),
        _text(_title(12), document.contact),
    ]
    if document.foreword:
        made.insert(0, _text(FOREWORD, document.foreword))
    if document.notes:
        numbered = [[f"{number}.", _words(line)] for number, line in enumerate(document.notes, 1)]
        made.append({"kind": "list", "title": _words(NOTES), "items": numbered, "none": ""})
    return made


def _title(number: int) -> str:
    return f"{number}. {CHAPTERS[number - 1]}"


def _text(title: str, text: str | None) -> Part:
    return {"kind": "text", "title": _words(title), "paragraphs": _paragraphs(text), "none": "" if text else _NOTHING}


def _paragraphs(text: str | None) -> list[str]:
    return [_words(line) for line in (text or "").splitlines() if line.strip()]


def _list(number: int, lines: Sequence[str]) -> Part:
    items = [[f"{number}.{at}", _words(line)] for at, line in enumerate(lines, 1)]
    return {"kind": "list", "title": _words(_title(number)), "items": items, "none": "" if items else _NOTHING}


def _pairs(number: int, heads: tuple[str, str], rows: Iterable[tuple[str, str]]) -> Part:
    shown = [[_words(label), _words(value)] for label, value in rows]
    return {
        "kind": "pairs",
        "title": _words(_title(number)),
        "heads": [_words(each) for each in heads],
        "rows": shown,
        "none": "" if shown else _NOTHING,
    }


def _chart(paper: ProcedurePaper) -> Part:
    pages = [] if paper.chart_svg is None else [paper.chart_svg, *paper.more_charts]
    drawn = [picture(svg, CHAPTERS[4]) for svg in pages]
    return {"kind": "chart", "title": _words(_title(5)), "least": _LEAST_TEXT, "none": _NOTHING, "pages": drawn}


def _steps(paper: ProcedurePaper) -> Part:
    document = paper.document
    rows = [
        {
            "number": f"6.{step.number}",
            "title": _words(step.title),
            "decides": "" if step.shape is ChartShape.ACTIVITY else _words(f"({SHAPES[step.shape]})"),
            "detail": _words(step.detail or ""),
            "forms": [_words(each) for each in form_words(document, step)],
            "responsible": _words("\n".join(step.responsible) or LACKING, NARROW),
            "ways": [_words(each, NARROW) for each in way_words(document.steps, place)],
            "round": _words("ในรอบ: " + " · ".join(round_words(paper, place)), NARROW),
        }
        for place, step in enumerate(document.steps)
    ]
    heads = [_words(each) for each in ("ที่", "กิจกรรมและขั้นตอนการปฏิบัติงาน", "ผู้รับผิดชอบ", "ขั้นตอนถัดไป")]
    return {
        "kind": "steps",
        "title": _words(_title(6)),
        "heads": heads,
        "rows": rows,
        "none": "" if rows else _NOTHING,
    }


def _standard(paper: ProcedurePaper) -> Part:
    document = paper.document
    rows = [[_words(f"7.{step.number} {step.title}"), _words(standard(document, step))] for step in document.steps]
    return {
        "kind": "standard",
        "title": _words(_title(7)),
        "note": _words(document.standard_note or ""),
        "heads": [_words(CHAPTERS[5]), _words(f"{CHAPTERS[6]} ({DAYS})")],
        "rows": rows,
        "total": [_words("รวม"), f"{added(document):,} {DAYS}"],
        "stated": _words(stated(document)),
        "differs": document.stated_days not in {None, added(document)},
        "none": "" if rows or document.standard_note else _NOTHING,
    }


def _problems(paper: ProcedurePaper) -> Part:
    parts = []
    for number, (title, lines) in enumerate(
        ((PROBLEMS, paper.document.problems), (SOLUTIONS, paper.document.solutions)), 1
    ):
        # The manual has one paragraph each; more of them are told apart by number.
        alone = len(lines) == 1
        parts.append(
            {
                "title": _words(f"9.{number} {title}"),
                "paragraphs": [_words(line) for line in lines] if alone else [],
                "items": [] if alone else [[f"{at}.", _words(line)] for at, line in enumerate(lines, 1)],
                "none": "" if lines else _NOTHING,
            }
        )
    return {"kind": "parted", "title": _words(_title(9)), "parts": parts}


def _words(text: str, most: int = COMMON) -> str:
    return printed(text, most)


def _line(text: str, longest: int) -> str:
    return printed(one_line(text, longest=longest))
