"""Fields of the forms of disclosures, read off the types: labels, laws, choices, and what they give back."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from types import NoneType
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from msgspec import Meta, Struct, structs

from ropa.web.short_fields import Control, Shape, collect, labelled
from ropa.web.short_forms import ShortForm
from schemas.disclosures import (
    CONSENTS,
    DisclosureInput,
    ExchangeCheck,
    ExchangeRequestInput,
    ExchangeStepInput,
)
from schemas.thai_dates import format_thai_date
from schemas.vocabulary import LawfulBasis, Term

#: A text that may be longer gets more than one line.
_ONE_LINE = 500
_HINTS = {
    "happened_from": ("เช่น 20 พ.ย. 2569", "for example 20/11/2569"),
    "happened_to": ("เว้นว่างถ้าเป็นครั้งเดียวหรือยังดำเนินอยู่", "leave empty for one day, or while it goes on"),
    "decided_by": ("ระบุตำแหน่ง ไม่ใช่ชื่อ", "the position, not the name"),
    "wanted_from": ("เช่น 1 ธ.ค. 2569", "for example 1/12/2569"),
    "valid_from": ("เช่น 1 ธ.ค. 2569", "for example 1/12/2569"),
    "client_id": (
        "บันทึกเฉพาะ ClientID ระบบนี้ไม่มีช่องสำหรับ ClientSecret ห้ามพิมพ์ลงที่ใด",
        "The ClientID alone: there is no field for a ClientSecret, type it nowhere",
    ),
}


def _control(struct: type[Struct], name: str, annotation: Any) -> Control:
    kinds, most = list(_bare(annotation)), max(_lengths(annotation), default=0)
    hint_th, hint_en = _HINTS.get(name, (None, None))
    must = next(each for each in structs.fields(struct) if each.name == name).required
    more: dict[str, Any] = {"hint_th": hint_th, "hint_en": hint_en, "must": must}
    kind = kinds[0]
    if isinstance(kind, type) and issubclass(kind, Term):
        options = tuple(each for each in kind if kind is not LawfulBasis or each not in CONSENTS)
        return labelled(struct, name, Shape.ONE, options=options, **more)
    if get_origin(kind) is list:
        return labelled(struct, name, Shape.LINES, rows=4, **more)
    if kind is int:
        return labelled(struct, name, Shape.COUNT, **more)
    if kind is str and most > _ONE_LINE:
        return labelled(struct, name, Shape.TEXT, rows=3, **more)
    return labelled(struct, name, Shape.LINE, **more)


def _bare(annotation: Any) -> Iterable[Any]:
    if get_origin(annotation) is Annotated:
        yield from _bare(get_args(annotation)[0])
    elif get_origin(annotation) is not None and get_origin(annotation) is not list:
        for each in get_args(annotation):
            yield from () if each is NoneType else _bare(each)
    else:
        yield annotation


def _lengths(annotation: Any) -> Iterable[int]:
    if get_origin(annotation) is Annotated:
        yield from (meta.max_length for meta in get_args(annotation)[1:] if isinstance(meta, Meta) and meta.max_length)
    if get_origin(annotation) is not list:
        for each in get_args(annotation):
            if not isinstance(each, Meta):
                yield from _lengths(each)


def controls_of(struct: type[Struct], names: Sequence[str] = (), *, without: Sequence[str] = ()) -> tuple[Control, ...]:
    """Return the fields of a struct that have labels, in their order; `names` and `without` choose among them."""
    hints = get_type_hints(struct, include_extras=True)
    wanted = names or [name for name in struct.__struct_fields__ if name not in without]
    return tuple(_control(struct, name, hints[name]) for name in wanted)


def is_day(struct: type[Struct], name: str) -> bool:
    """Tell whether a field is a date."""
    return date in _bare(get_type_hints(struct, include_extras=True)[name])


def filled(form: ShortForm, struct: type[Struct], controls: Sequence[Control]) -> dict[str, Any]:
    """Return what a form says of a struct as the API takes it; faults are noted in the form."""
    days = [control.name for control in controls if is_day(struct, control.name)]
    values = collect(form, [control for control in controls if control.name not in days])
    for name in days:
        form.day(name, ahead=True)
        if name in form.body:
            values[name] = form.body.pop(name)
    return {name: value for name, value in values.items() if value not in (None, [])}


def shown(value: Struct) -> dict[str, str]:
    """Return a struct's values as its fields show them."""
    found: dict[str, str] = {}
    for name in value.__struct_fields__:
        each = getattr(value, name)
        if isinstance(each, list):
            found[name] = "\n".join(map(str, each))
        elif isinstance(each, date) and not isinstance(each, datetime):
            found[name] = format_thai_date(each)
        elif each is not None:
            found[name] = str(each)
    return found


ENTRY = controls_of(DisclosureInput, without=("request_id",))
ASKED = controls_of(ExchangeRequestInput)
CHECK = controls_of(ExchangeCheck)
STEP = {
    control.name: control
    for control in controls_of(ExchangeStepInput, ("reason", "client_id", "valid_from", "valid_to", "follow_up_on"))
}
