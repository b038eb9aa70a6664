"""The pages of what was done to the data: the effects with what is not gone yet, and a form for each kind."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import NotFound, invalid
from ropa.requests import service_effects, service_effects_due, service_effects_made, service_effects_stopped
from ropa.requests.pages_effect_fields import FIELDS, INPUTS, KINDS_OF, body_of, copies_of, field_of, more_of
from ropa.requests.pages_frame import Act, Frame, done, find, form_of, number_of, path_of, perform, sent, show, take
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.pages import go, link
from ropa.web.running import Runner
from ropa.web.short_fields import rows_in
from ropa.web.short_forms import ShortForm
from schemas.evidence import CheckOutcome
from schemas.pending import PendingCheckInput
from schemas.request_effects import ActivityPlan, EffectEnd, EffectKind, EffectPlace, EffectsShown, EndEffectInput
from schemas.requests import RightOutcome, RightShown, SubjectRequest

RequestId = FromPath[UUID]
KindText = Annotated[str | None, QueryParameter(name="kind", max_length=20)]
RightText = Annotated[str | None, QueryParameter(name="right", max_length=5)]
ActivityText = Annotated[str | None, QueryParameter(name="activity", max_length=36)]
HoldingText = Annotated[str | None, QueryParameter(name="holding", max_length=36)]
_ALL = "/{request_id:uuid}/effects"
_GIVES = frozenset({RightOutcome.GRANTED, RightOutcome.PARTLY, None})


def _seen(uow: UnitOfWork, it: SubjectRequest) -> EffectsShown:
    return service_effects.shown(uow, it.id)


class Offer(Struct, frozen=True):
    """One effect that the page offers to record."""

    right: RightShown
    kind: EffectKind
    activity: ActivityPlan
    holding: EffectPlace | None
    href: str


def _offers(it: SubjectRequest, plan: list[ActivityPlan]) -> list[Offer]:
    found = []
    base = path_of(it.id, "/effects/new")
    for right in it.rights:
        kinds = KINDS_OF.get(right.right, ()) if right.outcome in _GIVES else ()
        for activity in plan:
            for kind in kinds:
                places: list[EffectPlace | None] = [each for each in activity.places if not each.is_gone]
                if kind is EffectKind.WITHDRAWAL or not places:
                    places = [None]
                elif kind is EffectKind.ERASURE:
                    places.append(None)  # a mailbox, a shared folder: what nobody entered as a data set
                for place in places:
                    holding = place.holding_id if place else None
                    href = link(base, kind=kind, right=right.seq, activity=activity.activity_id, holding=holding)
                    found.append(Offer(right, kind, activity, place, href))
    return found


def _end(form: ShortForm) -> tuple[int, int, EndEffectInput | None]:
    number = number_of(form, "effect") or 0
    why = f"end_{number}_reason"
    form.body = {"end": form.value(f"end_{number}_end"), "reason": form.value(why).strip()}
    if not form.body["end"]:
        form.fault(f"end_{number}_end", "เลือกว่าสิ้นสุดหรือบันทึกผิด", "Choose how it ends")
    if not form.body["reason"]:
        form.fault(why, "เขียนเหตุผล", "Say why")
    given = form.read(EndEffectInput, lambda pointer: f"end_{number}_{pointer.strip('/')}")
    return number, number_of(form, "effect_version") or 0, given


def _check(form: ShortForm) -> tuple[str, int, PendingCheckInput | None]:
    part = form.value("part")[:36]
    at = f"check_{part}_"
    form.body = {}
    for name in ("outcome", "words", "reason", "measures"):
        typed = form.value(at + name).strip()
        if typed:
            form.body[name] = typed
    needed = {
        "outcome": ("เลือกผลการตรวจ", "Choose what was found"),
        "words": ("เขียนว่าตรวจอย่างไร", "Say how it was checked"),
        "checked_on": ("กรอกวันที่ตรวจ", "Give the day of the check"),
    }
    for name in ("checked_on", "next_check_on"):
        form.day(at + name, ahead=True)
        if at + name in form.body:
            form.body[name] = form.body.pop(at + name)
    for name, words in needed.items():
        if name not in form.body and not form.error(at + name):
            form.fault(at + name, *words)
    if form.value(f"{at}reviewer_name").strip():
        form.body["reviewer"] = {name: form.value(f"{at}reviewer_{name}").strip() for name in ("name", "position")}
    given = form.read(PendingCheckInput, lambda pointer: at + _root(pointer))
    return part, number_of(form, "part_version") or 0, given


def _root(pointer: str) -> str:
    root = pointer.strip("/").partition("/")[0]
    return "reviewer_name" if root == "reviewer" else root


ACTS = {
    "end": Act(
        _end,
        lambda uow, doing, given: service_effects_stopped.end(uow, doing.id, *given),
        lambda form: lambda pointer: f"end_{number_of(form, 'effect') or 0}_{_root(pointer)}",
    ),
    "check": Act(
        _check,
        lambda uow, doing, given: service_effects_due.check(uow, doing.id, *given),
        lambda form: lambda pointer: f"check_{form.value('part')[:36]}_{_root(pointer)}",
    ),
}


@get(_ALL, opt=page_for(Permission.READ_REQUESTS))
async def effects_page(request: ApiRequest, runner: NamedDependency[Runner], request_id: RequestId) -> Response[bytes]:
    """What was done to the data, what is still there, and what is to be recorded."""
    found = await find(request, runner, request_id, _seen)
    return await _show(request, runner, found, form_of(request, found))


@post(_ALL, opt=page_for(Permission.HANDLE_REQUESTS), status_code=200)
async def change_effects_page(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: RequestId
) -> Response[bytes]:
    """End an effect, or write down a check of what is not gone yet."""
    form, is_done = await perform(request, runner, request_id, ACTS)
    if is_done:
        return done(request_id, "saved", "/effects")
    return await _show(request, runner, await find(request, runner, request_id, _seen), form, status=422)


async def _show(
    request: ApiRequest, runner: Runner, found: Frame, form: ShortForm, *, status: int = 200
) -> Response[bytes]:
    seen: EffectsShown = found.extra
    values: dict[str, Any] = {"effects": seen.items, "plan": seen.plan}
    return await show(
        request,
        runner,
        "effects",
        found,
        form,
        status=status,
        missing=list(zip(seen.missing, seen.missing_en, strict=True)),
        offers=[] if found.it.is_over else _offers(found.it, seen.plan),
        ends=tuple(EffectEnd),
        outcomes=tuple(CheckOutcome),
        named={each.activity_id: each for each in seen.plan},
        **values,
    )


class Wanted(Struct, frozen=True):
    """Which effect a form is for."""

    kind: EffectKind
    seq: int
    activity: ActivityPlan
    holding: EffectPlace | None


def _wanted(found: Frame, asked: dict[str, str]) -> Wanted:
    seen: EffectsShown = found.extra
    try:
        kind = EffectKind.of(asked["kind"])
    except KeyError:
        raise invalid("/kind", "ไม่มีตัวเลือกนี้", "There is no such choice") from None
    seq = next((each.seq for each in found.it.rights if str(each.seq) == asked["right"]), None)
    activity = next((each for each in seen.plan if each.activity_id == asked["activity"]), None)
    if seq is None or activity is None:
        raise NotFound
    holding = next((each for each in activity.places if each.holding_id == asked["holding"]), None)
    return Wanted(kind, seq, activity, holding)


@get(f"{_ALL}/new", opt=page_for(Permission.HANDLE_REQUESTS))
async def new_effect_page(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    request_id: RequestId,
    *,
    kind: KindText = None,
    right: RightText = None,
    activity: ActivityText = None,
    holding: HoldingText = None,
) -> Response[bytes]:
    """An empty form: of one kind, for one right, at one place."""
    found = await find(request, runner, request_id, _seen)
    if not kind:
        return go(path_of(request_id, "/effects"))
    asked = {"kind": kind, "right": right or "", "activity": activity or "", "holding": holding or ""}
    form = form_of(request, found, **asked, asked="erase", way="erase")
    wanted = _wanted(found, {name: form.value(name) or asked[name] for name in asked})
    if not form.values("data_items"):
        consent = wanted.kind is EffectKind.WITHDRAWAL
        items = [each.item for each in wanted.activity.items if each.consent_only or not consent]
        form.typed = {**form.typed, "data_items": items}
    return await _show_new(request, runner, found, form, wanted)


@post(f"{_ALL}/new", opt=page_for(Permission.HANDLE_REQUESTS), status_code=200)
async def record_effect_page(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: RequestId
) -> Response[bytes]:
    """Record it; the same form sent twice records it once."""
    form, key = sent(request), str(request_id)
    found = await find(request, runner, request_id, _seen)
    wanted = _wanted(found, {name: form.value(name) for name in ("kind", "right", "activity", "holding")})
    form.body = body_of(form, wanted.kind, len(wanted.holding.copies) if wanted.holding else 0)
    form.body |= {"right_seq": wanted.seq, "activity_id": wanted.activity.activity_id}
    if wanted.kind is not EffectKind.WITHDRAWAL:
        form.body["holding_id"] = wanted.holding.holding_id if wanted.holding else None
    form.body["data_items"] = form.values("data_items")
    if not form.body["data_items"] and wanted.kind is not EffectKind.WITHDRAWAL:
        form.fault("data_items", "เลือกรายการข้อมูลอย่างน้อยหนึ่งรายการ", "Choose at least one data item")
    given = form.read(INPUTS[wanted.kind], field_of)
    made = form.id(request)

    def step(uow: UnitOfWork, _version: int) -> object:
        record: Any = {
            EffectKind.ERASURE: service_effects_made.erase,
            EffectKind.KEPT: service_effects_made.keep,
            EffectKind.RESTRICTION: service_effects_stopped.restrict,
            EffectKind.SEPARATION: service_effects_stopped.separate,
            EffectKind.WITHDRAWAL: service_effects_stopped.withdraw,
        }[wanted.kind]
        return record(uow, key, given, made)

    if given is not None and await take(request, runner, form, step, field_of):
        return done(request_id, "effect-recorded", "/effects")
    return await _show_new(request, runner, found, form, wanted, status=422)


async def _show_new(
    request: ApiRequest, runner: Runner, found: Frame, form: ShortForm, wanted: Wanted, *, status: int = 200
) -> Response[bytes]:
    held = wanted.holding
    return await show(
        request,
        runner,
        "effect_new",
        found,
        form,
        status=status,
        wanted=wanted,
        right=next(each for each in found.it.rights if each.seq == wanted.seq),
        controls=FIELDS[wanted.kind],
        more_controls=more_of(wanted.kind),
        copies=list(zip(held.copies, copies_of(len(held.copies)), strict=True))
        if held and wanted.kind is EffectKind.ERASURE
        else [],
        rows_in=rows_in,
        query=msgspec.to_builtins({"kind": str(wanted.kind), "right": wanted.seq}),
    )


router = Router("/requests", route_handlers=[effects_page, change_effects_page, new_effect_page, record_effect_page])
