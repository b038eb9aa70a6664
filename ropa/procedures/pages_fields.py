"""Fields of the form of a procedure, read off the types; and a step as it is typed: where it leads in a few words."""

import re
from typing import Any

from msgspec import Struct, structs
from msgspec import field as default

from ropa.web.short_fields import Control, Shape, collect, labelled, proposed
from ropa.web.short_forms import ShortForm
from schemas.procedure import (
    BranchAnswer,
    Definition,
    Duty,
    JoinRule,
    ProcedureDocument,
    ProcedureInput,
    ProcedureKind,
    ProcedureStep,
    StepBranch,
    StepDoer,
)
from schemas.thai_text import arabic_digits
from schemas.work_flow import MOST_STEPS, ChartShape

END, UNKNOWN = "จบ", "?"
_ENDS = {END, "จบงาน", "สิ้นสุด", "end", "-"}
_NUMBERS = re.compile(r"[1-9][0-9]{0,2}")
#: Columns that name other steps.
ARROWS = ("to", "agreed_to", "refused_to")
#: What a choice of a row says by itself.
_UNTOUCHED: tuple[Any, ...] = ("", [], "activity", "all")


def _of(name: str, shape: Shape, **more: Any) -> Control:
    return labelled(ProcedureDocument, name, shape, **more)


#: The chapters before the steps, and those after them, in the manual's order.
BEFORE = (
    _of("title", Shape.LINE),
    _of("subtitle", Shape.LINE),
    _of("kind", Shape.ONE, options=tuple(ProcedureKind)),
    _of("foreword", Shape.TEXT, rows=6),
    _of("purposes", Shape.LINES, rows=4),
    _of("scope", Shape.TEXT, rows=4),
    _of(
        "definitions",
        Shape.ROWS,
        inner=(labelled(Definition, "term", Shape.LINE), labelled(Definition, "meaning", Shape.TEXT, rows=2)),
    ),
    _of(
        "duties",
        Shape.ROWS,
        inner=(labelled(Duty, "responsible", Shape.LINE), labelled(Duty, "duty", Shape.TEXT, rows=2)),
    ),
)
AFTER = (
    _of("stated_days", Shape.COUNT),
    _of("standard_note", Shape.TEXT, rows=3),
    _of("follow_up", Shape.TEXT, rows=5),
    _of("problems", Shape.LINES, rows=4),
    _of("solutions", Shape.LINES, rows=4),
    _of("references", Shape.LINES, rows=4),
    _of("forms", Shape.LINES, rows=3),
    _of("contact", Shape.TEXT, rows=4),
    _of("notes", Shape.LINES, rows=3),
)


class TypedStep(Struct, kw_only=True):
    """A step as its row of the form holds it."""

    number: int | None = None
    title: str = ""
    shape: ChartShape = ChartShape.ACTIVITY
    detail: str | None = None
    responsible: list[str] = default(default_factory=list)
    working_days: int | None = None
    to: str = ""
    agreed_to: str = ""
    refused_to: str = ""
    forms: str = ""
    doer: StepDoer | None = None
    starts_month: int | None = None
    join: JoinRule = JoinRule.ALL


def _step(name: str, shape: Shape, **more: Any) -> Control:
    return labelled(ProcedureStep, name, shape, **more)


def _line(name: str, th: str, en: str, hint_th: str, hint_en: str) -> Control:
    return Control(name=name, shape=Shape.LINE, th=th, en=en, hint_th=hint_th, hint_en=hint_en)


STEPS = Control(
    name="steps",
    shape=Shape.ROWS,
    th="ขั้นตอนการปฏิบัติงาน",
    en="Steps",
    inner=(
        _step("number", Shape.COUNT),
        _step("shape", Shape.ONE, options=tuple(ChartShape)),
        _step("working_days", Shape.COUNT),
        _step("title", Shape.LINE),
        _step("responsible", Shape.LINES, rows=2),
        _step("detail", Shape.TEXT, rows=3),
        _line(
            "to",
            "ไปขั้นตอนที่",
            "Leads to step",
            "เว้นว่าง: ขั้นถัดไป · 6, 7: ทำคู่กัน · จบ",
            "empty: the next · 6, 7: side by side · end",
        ),
        _line("agreed_to", "เห็นชอบ ไปขั้นตอนที่", "Agreed leads to", "เฉพาะการตัดสินใจ", "decisions only"),
        _line("refused_to", "ไม่เห็นชอบ กลับไปขั้นตอนที่", "Not agreed leads back to", "เฉพาะการตัดสินใจ", "decisions only"),
        _line("forms", "แบบฟอร์มที่ใช้", "Forms", "ลำดับที่ของแบบฟอร์ม เช่น 1, 3", "their numbers, for example 1, 3"),
        _step("doer", Shape.ONE, options=tuple(StepDoer)),
        _step("starts_month", Shape.COUNT),
        _step("join", Shape.ONE, options=tuple(JoinRule)),
    ),
)


def typed(document: ProcedureDocument, office_id: int) -> dict[str, list[str]]:
    """Return what the form holds for a document."""
    rows = [_typed_step(step) for step in document.steps]
    found = proposed((*BEFORE, *AFTER), document) | proposed((STEPS,), _Steps(steps=rows))
    found |= {f"steps_{place}_was": [str(step.number)] for place, step in enumerate(document.steps)}
    return found | {"office_id": [str(office_id)]}


class _Steps(Struct):
    steps: list[TypedStep]


def _typed_step(step: ProcedureStep) -> TypedStep:
    kept = {
        name: getattr(step, name) for name in TypedStep.__struct_fields__ if hasattr(step, name) and name != "forms"
    }
    made = TypedStep(**kept, forms=", ".join(map(str, step.forms)))
    branches = step.next
    if branches is None:
        return made
    if not branches:
        return structs.replace(made, to=END)
    by_answer = {each.answer: _target(each) for each in branches}
    plain = [_target(each) for each in branches if each.answer is None]
    return structs.replace(
        made,
        to=", ".join(plain),
        agreed_to=by_answer.get(BranchAnswer.AGREED, ""),
        refused_to=by_answer.get(BranchAnswer.NOT_AGREED, ""),
    )


def _target(branch: StepBranch) -> str:
    return UNKNOWN if branch.to is None else str(branch.to)


def read(form: ShortForm, before: ProcedureDocument, office_id: int) -> ProcedureInput | None:
    """Return what the form holds as the API takes it; None with every fault noted at its field.

    What the form has no field for (labels of arrows, our own reading, the office of a step) stays with its step, also
    under a new number; where the row does not say which one that was, with the step of the same number.
    """
    form.body = collect(form, (*BEFORE, *AFTER))
    rows, places = [], []
    found = _numbered(_rows(form))
    known = _Known(
        {step.number: step for step in before.steps}, {said["number"]: _was(form, place, said) for place, said in found}
    )
    for place, said in found:
        rows.append(_step_body(form, place, said, known))
        places.append(place)
    form.body |= {"steps": rows, "office_id": office_id}

    def field_of(pointer: str) -> str:
        parts = pointer.strip("/").split("/")
        if parts[0] == "steps" and len(parts) > 1:
            column = {"next": "to"}.get(parts[2], parts[2]) if len(parts) > 2 else "title"  # noqa: PLR2004 - a column
            return f"steps_{places[int(parts[1])]}_{column}"
        return "_".join(parts) if parts[0] in {"definitions", "duties"} else parts[0]

    return form.read(ProcedureInput, field_of)


def _rows(form: ShortForm) -> list[tuple[int, dict[str, Any]]]:
    """Return the rows that somebody filled, each with its place. A choice that stands by itself fills none."""
    found = []
    for place in range(steps_in(form)):
        inner = [each.within("steps", place) for each in STEPS.inner]
        said = {each.name.split("_", 2)[2]: value for each in inner for value in collect(form, (each,)).values()}
        if any(value not in _UNTOUCHED for value in said.values()):
            found.append((place, said))
    return found


def _numbered(found: list[tuple[int, dict[str, Any]]]) -> list[tuple[int, dict[str, Any]]]:
    """Return the rows by their numbers; a row without one comes after the row above it."""
    last = 0
    for _, said in found:
        last = said["number"] = said.get("number") or last + 1
    return sorted(found, key=lambda each: each[1]["number"])


def steps_in(form: ShortForm) -> int:
    """Return how many rows of steps the form shows."""
    said = form.value("steps_rows")
    return min(int(said), MOST_STEPS) if said.isascii() and said.isdecimal() and len(said) < 4 else 2  # noqa: PLR2004 - digits


def is_filled(cells: dict[str, str]) -> bool:
    """Tell whether a row, as it was typed, is a step. A choice that stands by itself fills none."""
    return any(cells.get(each.name, "").strip() not in _UNTOUCHED for each in STEPS.inner)


def number_of(words: str) -> int | None:
    """Return the number of a step that was typed, None for anything else."""
    said = arabic_digits(words.strip())
    return int(said) if _NUMBERS.fullmatch(said) else None


class _Known(Struct):
    """The stored steps by their numbers, and under which number each row's step is stored."""

    steps: dict[int, ProcedureStep]
    was: dict[int, int | None]


def _was(form: ShortForm, place: int, said: dict[str, Any]) -> int | None:
    name = f"steps_{place}_was"
    return number_of(form.value(name)) if name in form.typed else said["number"]


def _step_body(form: ShortForm, place: int, said: dict[str, Any], known: _Known) -> dict[str, Any]:
    was = known.was[said["number"]]
    before = None if was is None else known.steps.get(was)
    body = {name: value for name, value in said.items() if name in ProcedureStep.__struct_fields__ and name != "forms"}
    body.setdefault("title", "")
    if before is not None:
        body |= {name: value for name in ("office_id", "act") if (value := getattr(before, name)) is not None}
    body["forms"] = _numbers(form, f"steps_{place}_forms", said.get("forms", ""))
    body["next"] = _next(form, place, said, before, known)
    return body


def _next(
    form: ShortForm, place: int, said: dict[str, Any], before: ProcedureStep | None, known: _Known
) -> list[Any] | None:
    arrows: list[dict[str, Any]] = []
    for name, answer in (("agreed_to", BranchAnswer.AGREED), ("refused_to", BranchAnswer.NOT_AGREED)):
        targets = _targets(form, f"steps_{place}_{name}", said.get(name, "")) or ()
        arrows += [{"to": target, "answer": str(answer), "label": answer.th} for target in targets]
    plain = _targets(form, f"steps_{place}_to", said.get("to", ""))
    if plain is not None:
        arrows += [{"to": target} for target in plain]
    elif not arrows:
        return None
    was = {(each.to, each.answer): each for each in (before.next or () if before else ())}
    return [_kept(arrow, was, known) for arrow in arrows]


def _kept(arrow: dict[str, Any], was: dict[Any, StepBranch], known: _Known) -> dict[str, Any]:
    answer = BranchAnswer.of(arrow["answer"]) if "answer" in arrow else None
    found = was.get((known.was.get(arrow["to"], arrow["to"]), answer))
    if found is None:
        return arrow
    return arrow | {"is_own_reading": found.is_own_reading, "label": found.label}


def _targets(form: ShortForm, name: str, words: str) -> list[int | None] | None:
    """Return the steps that a field names; [] is the end, None nothing said."""
    said = arabic_digits(words.strip())
    if not said:
        return None
    if said.casefold() in _ENDS:
        return []
    parts = [part.strip() for part in said.replace("และ", ",").split(",") if part.strip()]
    if all(part == UNKNOWN or _NUMBERS.fullmatch(part) for part in parts):
        return [None if part == UNKNOWN else int(part) for part in parts]
    form.fault(name, f"เขียนลำดับขั้นตอน เช่น 6 หรือ 6, 7 หรือ {END}", "Write numbers of steps such as 6 or 6, 7, or end")
    return None


def _numbers(form: ShortForm, name: str, words: str) -> list[int]:
    parts = [part.strip() for part in arabic_digits(words).split(",") if part.strip()]
    if all(_NUMBERS.fullmatch(part) for part in parts):
        return [int(part) for part in parts]
    form.fault(name, "เขียนลำดับของแบบฟอร์ม เช่น 1, 3", "Write the numbers of forms, for example 1, 3")
    return []
