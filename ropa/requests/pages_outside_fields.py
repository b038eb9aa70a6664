"""The fields of the public form: no number of an identity card, and of a deputy only what is needed to answer."""

from typing import Any

from msgspec import structs

from ropa.requests import pages_fields, service_public
from ropa.web.language import Language
from ropa.web.language import mark as _
from ropa.web.offices import office_id_of
from ropa.web.short_fields import Control, Shape, collect, labelled
from ropa.web.short_forms import ShortForm
from schemas.reading import Unreadable, read_value
from schemas.requests import (
    Capacity,
    RequestAgent,
    RequestChannel,
    RequesterKind,
    RequestGuardian,
    RequestInput,
    RequestPerson,
    Right,
)

#: The rights in the order in which people look for them, each in plain words.
RIGHTS = (
    (Right.ACCESS, _("ขอดูหรือขอสำเนาข้อมูลของท่านที่หน่วยงานมี")),
    (Right.RECTIFICATION, _("ขอแก้ข้อมูลที่ผิด ไม่ครบ หรือไม่เป็นปัจจุบัน")),
    (Right.ERASURE, _("ขอให้ลบ ทำลาย หรือทำให้ไม่รู้ว่าเป็นข้อมูลของท่าน")),
    (Right.WITHDRAWAL, _("ขอยกเลิกความยินยอมที่เคยให้ไว้")),
    (Right.OBJECTION, _("ไม่เห็นด้วยกับการเก็บ ใช้ หรือเปิดเผยข้อมูลของท่าน")),
    (Right.RESTRICTION, _("ขอให้หยุดใช้ข้อมูลไว้ก่อน โดยยังไม่ลบ")),
    (Right.PORTABILITY, _("ขอรับข้อมูลเป็นไฟล์ที่ระบบอื่นอ่านได้ หรือให้ส่งไปหน่วยงานอื่น")),
)
CONTACTS = (
    labelled(RequestPerson, "phone", Shape.LINE),
    labelled(RequestPerson, "email", Shape.LINE),
    labelled(RequestPerson, "address", Shape.TEXT, rows=2),
)
AGENT = Control(
    name="agent",
    shape=Shape.GROUP,
    th="ผู้รับมอบอำนาจ",
    en="Authorised agent",
    inner=(
        labelled(RequestAgent, "name", Shape.LINE),
        labelled(RequestAgent, "contact", Shape.LINE),
        labelled(RequestAgent, "authority_ref", Shape.LINE),
    ),
)
GUARDIAN = Control(
    name="guardian",
    shape=Shape.GROUP,
    th="ผู้ใช้อำนาจปกครอง ผู้อนุบาล หรือผู้พิทักษ์",
    en="Parent, guardian or curator",
    inner=(
        labelled(RequestGuardian, "name", Shape.LINE),
        labelled(RequestGuardian, "capacity", Shape.ONE, options=tuple(Capacity)),
        labelled(RequestGuardian, "contact", Shape.LINE),
        labelled(RequestGuardian, "proof_ref", Shape.LINE),
        labelled(RequestGuardian, "agreed_on", Shape.DAY),
    ),
)
MINOR = (
    labelled(RequestPerson, "minor_agrees", Shape.FLAG),
    labelled(RequestPerson, "minor_alone_reason", Shape.TEXT, rows=2),
)
_PERSON = (*CONTACTS, AGENT, GUARDIAN, *MINOR)


def read_request(form: ShortForm, language: Language, nearest: int) -> RequestInput | None:
    """Return what the form asks for; None with every fault noted at its field.

    `nearest` is the office that takes what somebody sends who does not know the office.
    """
    rights = form.values("rights")
    if not rights:
        form.fault("rights", "เลือกสิ่งที่ต้องการอย่างน้อยหนึ่งข้อ", "Choose at least one")
    for right, _words in RIGHTS:
        if form.value(f"wish_{right}").strip() and str(right) not in rights:
            form.fault(
                "rights",
                f"ท่านเขียนรายละเอียดของ “{right.th}” โปรดเลือกข้อนี้ หรือลบรายละเอียด",
                f"You wrote details of “{right.en}”: choose it, or clear the details",
            )
    if not form.value("name").strip():
        form.fault("name", "กรอกชื่อและนามสกุลของเจ้าของข้อมูล", "Give the name of the data subject")
    if not form.value("truth"):
        form.fault("truth", "โปรดรับรองว่าข้อความเป็นความจริง", "Please declare that it is true")
    person: dict[str, Any] = {
        name: value for name, value in collect(form, _PERSON).items() if value not in (None, {}, [], False)
    }
    if "agent" in person:
        # Which rights the document speaks of is for the officer to see; here it is what is asked.
        person["agent"]["authority_scope"] = rights
    office = form.value("office_id")
    office_id = office_id_of(office) if office else nearest
    form.body = {
        "office_id": -1 if office_id is None else office_id,
        "channel": str(RequestChannel.PUBLIC_FORM),
        "language": language,
        "requester": form.value("requester") or str(RequesterKind.SELF),
        "age_band": form.value("age_band") or "unknown",
        "rights": [_asked(form, each) for each in rights],
        "person": {**person, "name": form.value("name").strip()},
    }
    given = form.read(RequestInput, lambda pointer: field_of(form, pointer))
    if given is None:
        _note_more(form)
    return given


def _note_more(form: ShortForm) -> None:
    """Note also what the rules of an intake would find, so that all faults are seen at once."""
    rough = form.body | {
        "rights": form.body["rights"] or [{"right": str(Right.ACCESS)}],
        "person": form.body["person"] | {"name": form.body["person"]["name"] or "-"},
    }
    try:
        given = read_value(rough, RequestInput)
    except Unreadable:
        return
    form.take(
        structs.replace(each, pointer=f"/{field_of(form, each.pointer)}")
        for each in service_public.faults(given, form.now)
    )


def _asked(form: ShortForm, right: str) -> dict[str, str]:
    wish = form.value(f"wish_{right}").strip()
    return {"right": right, "wish": wish} if wish else {"right": right}


def field_of(form: ShortForm, pointer: str) -> str:
    """Return the field of a pointer into a request: `/rights/0/wish` is the wish of the first right that is ticked."""
    steps = [each for each in pointer.split("/") if each]
    if steps[:1] != ["rights"]:
        return pages_fields.field_of(pointer)
    rights = form.values("rights")
    place = int(steps[1]) if len(steps) > 1 and steps[1].isdecimal() else len(rights)
    return f"wish_{rights[place]}" if steps[2:] == ["wish"] and place < len(rights) else "rights"


def with_deputy(form: ShortForm) -> bool:
    """Tell whether the part of who asks for another has to be seen whatever is chosen: something stands or is wrong
    there.
    """
    names = [f"{group.name}_{each.name}" for group in (AGENT, GUARDIAN) for each in group.inner]
    names += ["agent", "guardian", *(each.name for each in MINOR)]
    return any(form.value(name) or form.error(name) for name in names)
