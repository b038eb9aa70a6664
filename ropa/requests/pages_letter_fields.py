"""The fields of a letter of a request, by the type that the API takes."""

from collections.abc import Callable

from ropa.web.language import Language
from ropa.web.short_fields import Control, Shape, labelled, text_of
from ropa.web.short_forms import ShortForm
from schemas.request_letters import LetterAnswer, LetterContent
from schemas.requests import Right, RightOutcome


def _line(name: str) -> Control:
    return labelled(LetterContent, name, Shape.LINE)


def _text(name: str, rows: int = 4) -> Control:
    return labelled(LetterContent, name, Shape.TEXT, rows=rows)


_RIGHT = Control(name="right", shape=Shape.ONE, th="สิทธิ", en="Right", options=tuple(Right))
DUES = Control(
    name="dues",
    shape=Shape.ROWS,
    th="กำหนดตอบของแต่ละสิทธิ",
    en="Last day of each right",
    inner=(
        _RIGHT,
        Control(name="law", shape=Shape.LINE, th="กฎหมาย", en="Law"),
        Control(name="due_on", shape=Shape.DAY, th="ครบกำหนด", en="Last day"),
    ),
)
ANSWERS = Control(
    name="answers",
    shape=Shape.ROWS,
    th="ผลของแต่ละสิทธิ",
    en="What became of each right",
    inner=(
        Control(name="seq", shape=Shape.COUNT, th="สิทธิที่", en="Number of the right"),
        _RIGHT,
        Control(name="outcome", shape=Shape.ONE, th="ผล", en="Outcome", options=tuple(RightOutcome)),
        *(labelled(LetterAnswer, name, Shape.TEXT, rows=3) for name in ("granted", "refused", "ground", "reason")),
    ),
)
CONTENT = (
    _line("letter_no"),
    labelled(LetterContent, "letter_on", Shape.DAY),
    _line("agency"),
    _text("agency_address", 2),
    _line("subject"),
    _line("to"),
    _text("to_address", 2),
    _line("reference"),
    Control(name="enclosures", shape=Shape.LINES, th="สิ่งที่ส่งมาด้วย", en="Enclosures", rows=2),
    _text("opening"),
    _text("body", 6),
    DUES,
    ANSWERS,
    Control(name="asked", shape=Shape.LINES, th="สิ่งที่ขอให้ส่ง", en="What is asked for", rows=3),
    Control(name="person", shape=Shape.LINES, th="ข้อมูลสำหรับค้นหาเจ้าของข้อมูล", en="By what the person is found", rows=3),
    _text("complain"),
    _text("ending", 2),
    _line("signatory"),
    _line("signatory_position"),
    _text("contact", 2),
)


#: What only some letters have: it is shown where the draft has it.
_SOMETIMES = frozenset({"dues", "answers", "asked", "person"})


def shown_of(form: ShortForm) -> list[Control]:
    """Return the fields that a letter's form shows."""
    return [
        each
        for each in CONTENT
        if each.name not in _SOMETIMES
        or form.value(each.name)
        or any(name.startswith(f"{each.name}_0_") for name in form.typed)
    ]


def labels_of(language: Language) -> Callable[[str], str]:
    """Return what gives the label of a field by its name."""
    named = {each.name: each for each in CONTENT}

    def label(name: str) -> str:
        root = name.strip("/").partition("/")[0]
        if root in named:
            return named[root].en if language == "en" else named[root].th
        try:
            th, en, _law = text_of(LetterContent, root)
        except LookupError:
            return root
        return en if language == "en" else th

    return label
