"""The fields by which a requester is written down: the same at the intake and when they are put right."""

from typing import Any

from ropa.web.short_fields import Control, Shape, collect, labelled
from ropa.web.short_forms import ShortForm
from schemas.requests import Capacity, RequestAgent, RequestGuardian, RequestPerson, Right, Wish

#: The data subject. Only the name has to be there; whatever is not needed stays empty.
CONTACTS = (
    labelled(RequestPerson, "phone", Shape.LINE),
    labelled(RequestPerson, "email", Shape.LINE),
    labelled(RequestPerson, "address", Shape.TEXT, rows=2),
)
NUMBERS = (
    labelled(RequestPerson, "national_id", Shape.LINE),
    labelled(RequestPerson, "passport", Shape.LINE),
)
AGENT = Control(
    name="agent",
    shape=Shape.GROUP,
    th="ผู้รับมอบอำนาจ",
    en="Authorised agent",
    inner=(
        labelled(RequestAgent, "name", Shape.LINE),
        labelled(RequestAgent, "capacity", Shape.LINE),
        labelled(RequestAgent, "contact", Shape.LINE),
        labelled(RequestAgent, "authority_ref", Shape.LINE),
        Control(
            name="authority_scope",
            shape=Shape.SOME,
            th="สิทธิที่ได้รับมอบอำนาจ",
            en="Rights that the authority speaks of",
            options=tuple(Right),
        ),
        labelled(RequestAgent, "authority_until", Shape.DAY),
        labelled(RequestAgent, "authority_checked_on", Shape.DAY),
    ),
)
GUARDIAN = Control(
    name="guardian",
    shape=Shape.GROUP,
    th="ผู้ใช้อำนาจปกครอง ผู้อนุบาล หรือผู้พิทักษ์",
    en="Parent, guardian or curator",
    law="PDPA s.20",
    inner=(
        labelled(RequestGuardian, "name", Shape.LINE),
        labelled(RequestGuardian, "capacity", Shape.ONE, options=tuple(Capacity)),
        labelled(RequestGuardian, "contact", Shape.LINE),
        labelled(RequestGuardian, "proof_ref", Shape.LINE),
        labelled(RequestGuardian, "agreed_on", Shape.DAY),
        labelled(RequestGuardian, "checked_on", Shape.DAY),
    ),
)
MINOR = (
    labelled(RequestPerson, "minor_agrees", Shape.FLAG),
    labelled(RequestPerson, "minor_alone_reason", Shape.TEXT, rows=2),
)
PERSON = (*NUMBERS, *CONTACTS, AGENT, GUARDIAN, *MINOR)
NAME = labelled(RequestPerson, "name", Shape.LINE)
#: What is wanted of each right, in the person's own words.
WISHES = Control(
    name="wishes",
    shape=Shape.ROWS,
    th="สิ่งที่ขอ",
    en="What is asked",
    inner=(
        Control(name="right", shape=Shape.ONE, th="สิทธิ", en="Right", options=tuple(Right)),
        labelled(Wish, "text", Shape.TEXT, rows=2),
    ),
)


def person_of(form: ShortForm) -> dict[str, Any]:
    """Return the requester as the API takes them; what is missing is found by the types."""
    given = _without_empty(collect(form, PERSON))
    given["name"] = form.value("name").strip()
    if not given["name"]:
        form.fault("name", "กรอกชื่อเจ้าของข้อมูล", "Give the name of the data subject")
    for group in (AGENT, GUARDIAN):
        if group.name in given and not given[group.name].get("name"):
            form.fault(f"{group.name}_name", f"กรอกชื่อ{group.th}", f"Give the name: {group.en.lower()}")
    return given


def _without_empty(values: dict[str, Any]) -> dict[str, Any]:
    inner = {name: _without_empty(value) if isinstance(value, dict) else value for name, value in values.items()}
    return {name: value for name, value in inner.items() if value not in (None, {}, [], False)}


def field_of(pointer: str) -> str:
    """Return the field of a pointer into a requester or an intake: `/person/agent/name` is `agent_name`."""
    steps = [each for each in pointer.split("/") if each]
    if steps[:1] == ["person"]:
        steps = steps[1:]
    if steps[:1] in (["agent"], ["guardian"], ["identity"]):
        return "_".join(steps[:2])
    return steps[0] if steps else ""


def with_representative(form: ShortForm) -> bool:
    """Tell whether the form speaks of somebody who asks for another, or of a minor: that part is then open."""
    named = any(
        form.value(f"{group.name}_{each.name}") or form.error(f"{group.name}_{each.name}")
        for group in (AGENT, GUARDIAN)
        for each in group.inner
    )
    return (
        named or form.value("requester") in {"agent", "guardian"} or form.value("age_band") in {"under_10", "from_10"}
    )
