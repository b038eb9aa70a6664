"""The fields of each kind of effect, and how they become what the API takes."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from ropa.web.short_fields import Control, Shape, collect
from ropa.web.short_forms import ShortForm
from schemas.evidence import CopyFate, Method
from schemas.request_effects import (
    EffectKind,
    ErasureGround,
    ErasureInput,
    KeepingLaw,
    KeptInput,
    ObjectionGround,
    RestrictionGround,
    RestrictionInput,
    SeparationInput,
    Way,
    WithdrawalInput,
)
from schemas.requests import Right

#: Which kinds serve which right; the first is what the page proposes.
KINDS_OF: Mapping[Right, tuple[EffectKind, ...]] = {
    Right.ERASURE: (EffectKind.ERASURE, EffectKind.KEPT, EffectKind.RESTRICTION),
    Right.WITHDRAWAL: (EffectKind.WITHDRAWAL, EffectKind.ERASURE, EffectKind.KEPT),
    Right.OBJECTION: (EffectKind.SEPARATION, EffectKind.ERASURE, EffectKind.KEPT, EffectKind.RESTRICTION),
    Right.RESTRICTION: (EffectKind.RESTRICTION,),
    Right.RECTIFICATION: (EffectKind.RESTRICTION,),
}
INPUTS: Mapping[EffectKind, type[Struct]] = {
    EffectKind.ERASURE: ErasureInput,
    EffectKind.KEPT: KeptInput,
    EffectKind.RESTRICTION: RestrictionInput,
    EffectKind.SEPARATION: SeparationInput,
    EffectKind.WITHDRAWAL: WithdrawalInput,
}


def _text(name: str, th: str, en: str, **more: Any) -> Control:
    return Control(name=name, shape=Shape.TEXT, th=th, en=en, rows=2, **more)


def _line(name: str, th: str, en: str) -> Control:
    return Control(name=name, shape=Shape.LINE, th=th, en=en)


def _day(name: str, th: str, en: str) -> Control:
    return Control(name=name, shape=Shape.DAY, th=th, en=en)


def _one(name: str, th: str, en: str, options: Any) -> Control:
    return Control(name=name, shape=Shape.ONE, th=th, en=en, options=tuple(options))


_DONE = _day("done_on", "ดำเนินการเมื่อวันที่", "Done on")
_MEASURES = _text("measures", "มาตรการ", "Measures")
_LAST = Control(
    name="is_last_place",
    shape=Shape.FLAG,
    th="เป็นที่สุดท้ายของข้อมูลเหล่านี้",
    en="These data are nowhere else",
)
_PERSON = (_line("name", "ชื่อ", "Name"), _line("position", "ตำแหน่ง", "Position"))
_ERASURE = (
    _line("place", "ที่ใด (เมื่อไม่ใช่ชุดข้อมูลในทะเบียน)", "Where, when it is no data set of the register"),
    _text("scope", "ลบสิ่งใด (แบบฟอร์ม แถว แฟ้ม ไม่ใช่ตัวข้อมูล)", "What was erased: forms, rows, folders"),
    _line("volume", "ปริมาณ", "How much"),
    _one("ground", "เหตุตามมาตรา 33", "Ground of s.33", ErasureGround),
    _one("asked", "ผู้ขอขอให้", "Asked for", Way),
    _one("way", "ดำเนินการโดย", "Done by", Way),
    _DONE,
    _one("method", "วิธี", "Method", Method),
    _line("method_words", "วิธีโดยละเอียด", "How it was done"),
    Control(name="executor", shape=Shape.GROUP, th="ผู้ดำเนินการ", en="Who did it", inner=_PERSON),
    _LAST,
)
_MORE = (
    Control(
        name="other_way",
        shape=Shape.GROUP,
        th="แจ้งผู้ขอว่าใช้วิธีอื่น",
        en="The requester was told of another way",
        inner=(
            _day("told_on", "แจ้งเมื่อ", "Told on"),
            _line("how", "แจ้งทางใด", "How"),
            _line("reason", "เหตุผล", "Reason"),
        ),
    ),
    _text("no_law_binds", "เหตุที่ไม่มีกฎหมายให้เก็บ (เมื่อยังไม่ชัด)", "Why no law keeps it, where it is unclear"),
    Control(
        name="review",
        shape=Shape.GROUP,
        th="การทบทวนว่าระบุตัวบุคคลซ้ำไม่ได้",
        en="Re-identification review",
        inner=(
            _line("reviewer_name", "ผู้ทบทวน", "Reviewer"),
            _line("reviewer_position", "ตำแหน่ง", "Position"),
            _day("reviewed_on", "ทบทวนเมื่อ", "Reviewed on"),
            _line("words", "ทดลองอย่างไร พบอะไร", "What was tried, what came of it"),
        ),
    ),
)
COPY = (
    _one("fate", "ผลของสำเนา", "What became of it", CopyFate),
    _day("on", "เมื่อวันที่ (ลบ ถึงรอบลบ หรือแจ้ง)", "On"),
    _line("measures", "มาตรการไม่ให้ถูกใช้จนกว่าจะลบ", "Measures until it is gone"),
    _line("reason", "เหตุที่ยังลบไม่ได้", "Why it cannot be erased now"),
    _day("next_check_on", "ตรวจครั้งถัดไป", "Next check"),
)
FIELDS: Mapping[EffectKind, tuple[Control, ...]] = {
    EffectKind.ERASURE: _ERASURE,
    EffectKind.KEPT: (
        _one("binds", "สิ่งที่ให้เก็บต่อ", "What binds", KeepingLaw),
        _line("law", "กฎหมายและมาตรา", "The law and its section"),
        _day("until", "เก็บถึงวันที่", "Kept until"),
        _MEASURES,
        _LAST,
    ),
    EffectKind.RESTRICTION: (
        _one("ground", "เหตุตามมาตรา 34", "Ground of s.34", RestrictionGround),
        _MEASURES,
        _DONE,
        _day("review_on", "ทบทวนเมื่อ", "Review on"),
        _line("no_review_reason", "เหตุที่ไม่มีวันทบทวน", "Why there is no review"),
    ),
    EffectKind.SEPARATION: (
        _one("ground", "คัดค้านตามมาตรา 32 เรื่องใด", "Objection of s.32", ObjectionGround),
        _MEASURES,
        _DONE,
    ),
    EffectKind.WITHDRAWAL: (
        _day("withdrawn_on", "ถอนเมื่อวันที่ (เว้นว่าง: วันที่ได้รับ)", "Withdrawn on"),
        _text("reason", "เหตุผล (เมื่อไม่ถึงข้อมูลใด หรือรายการไม่บอกฐาน)", "Reason, when it reaches nothing"),
    ),
}


def more_of(kind: EffectKind) -> tuple[Control, ...]:
    """Return the fields that are seldom needed."""
    return _MORE if kind is EffectKind.ERASURE else ()


def copies_of(count: int) -> list[tuple[Control, ...]]:
    """Return the fields of each copy of a data set."""
    return [tuple(each.within("copies", place) for each in COPY) for place in range(count)]


def body_of(form: ShortForm, kind: EffectKind, copies: int) -> dict[str, Any]:
    """Return the body of an effect; `copies` the data set has."""
    values = collect(form, (*FIELDS[kind], *more_of(kind)))
    body = {name: value for name, value in values.items() if value not in (None, {}, [])}
    if kind is not EffectKind.ERASURE:
        return body
    method, words = body.pop("method", None), body.pop("method_words", "")
    body["methods"] = [{"method": method, "words": words}] if method else []
    review = body.get("review")
    if review:
        person = {name: review.pop(f"reviewer_{name}", "") for name in ("name", "position")}
        review["reviewer"] = person
    body["copies"] = [_copy(form, place) for place in range(copies)]
    return body


def _copy(form: ShortForm, place: int) -> dict[str, Any]:
    said = collect(form, [each.within("copies", place) for each in COPY])
    found = {name.removeprefix(f"copies_{place}_"): value for name, value in said.items() if value not in (None, "")}
    if "fate" not in found:
        form.fault(f"copies_{place}_fate", "บอกว่าสำเนานี้เป็นอย่างไร", "Say what became of this copy")
    return {"copy": place, **found}


def field_of(pointer: str) -> str:
    """Return the field of a pointer into an effect."""
    steps = [each for each in pointer.split("/") if each]
    if steps[:1] == ["methods"]:
        return "method_words" if steps[-1] == "words" else "method"
    if steps[:1] == ["copies"] and len(steps) > 1:
        return "_".join([*steps[:2], steps[2] if len(steps) > 2 else "fate"])  # noqa: PLR2004 - copies, place, name
    if steps[:2] == ["review", "reviewer"]:
        return f"review_reviewer_{steps[2] if len(steps) > 2 else 'name'}"  # noqa: PLR2004 - review, reviewer, name
    if steps[:1] in (["executor"], ["review"], ["other_way"]):
        return "_".join(steps[:2])
    return steps[0] if steps else ""
