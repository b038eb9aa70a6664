"""The page of decisions: one right at a time, with its grounds; a refusal goes into the record of the activities."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from ropa.access.rules import Permission
from ropa.activities import service_listing
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Forbidden, Invalid, Unavailable
from ropa.requests import service_decisions, service_reasons
from ropa.requests.pages_frame import Act, Frame, done, find, form_of, number_of, perform, sent, show
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from ropa.web.short_forms import ShortForm
from schemas.listing import ActivityItem
from schemas.request_decisions import DecisionInput, DecisionList, ReasonsOpening, RightToDecide, SealedReasons
from schemas.requests import SubjectRequest

RequestId = FromPath[UUID]
RightText = Annotated[str | None, QueryParameter(name="right", max_length=5)]
#: Refused parts that a form offers; who needs more decides, then changes the decision.
PARTS = 3
_PART = ("what", "ground", "reason", "reason_sealed", "law_ref", "harm")
_TEXTS = (
    "outcome",
    "limb",
    "way",
    "granted",
    "nothing_found",
    "despite_open_tasks",
    "despite_gaps",
    "reason_sealed",
    "why",
)


class Seen(Struct, frozen=True):
    """What the page shows beside the request."""

    decisions: DecisionList
    activities: list[ActivityItem]


def _seen(uow: UnitOfWork, it: SubjectRequest) -> Seen:
    known = service_listing.named(uow, it.activity_ids)
    return Seen(
        decisions=service_decisions.listed(uow, it.id),
        activities=[known[each] for each in it.activity_ids if each in known],
    )


def _decision(form: ShortForm) -> DecisionInput | None:
    form.body = {}
    seq, standing = number_of(form, "right_seq"), number_of(form, "supersedes")
    if seq is not None:
        form.body["right_seq"] = seq
    if standing is not None:
        form.body["supersedes"] = standing
    for name in _TEXTS:
        form.text(name)
    if "outcome" not in form.body:
        form.fault("outcome", "เลือกคำตัดสิน", "Choose the outcome")
    needed = {
        "partly": ("granted", "เขียนว่าดำเนินการส่วนใดให้", "Say which part is granted"),
        "not_held": ("nothing_found", "เขียนว่าค้นที่ใด อย่างไร", "Say where and how it was searched"),
    }
    lacking = needed.get(form.value("outcome"))
    if lacking is not None and lacking[0] not in form.body:
        form.fault(*lacking)
    form.body["refused"] = [_part(form, number) for number in _parts(form)]
    return form.read(DecisionInput, lambda pointer: _field(form, pointer))


def _parts(form: ShortForm) -> list[int]:
    return [
        number
        for number in range(PARTS)
        if any(form.value(f"part_{number}_{name}").strip() for name in _PART)
        or form.values(f"part_{number}_activity_ids")
    ]


def _part(form: ShortForm, number: int) -> dict[str, Any]:
    given: dict[str, Any] = {name: form.value(f"part_{number}_{name}").strip() for name in _PART}
    given = {name: value for name, value in given.items() if value}
    needed = {
        "what": ("เขียนว่าปฏิเสธสิ่งใด", "Say what is refused"),
        "ground": ("เลือกเหตุ", "Choose the ground"),
        "reason": ("เขียนเหตุผลที่ลงในบันทึกรายการ", "Write the reason for the record"),
    }
    for name, words in needed.items():
        if name not in given:
            form.fault(f"part_{number}_{name}", *words)
    return given | {"activity_ids": form.values(f"part_{number}_activity_ids")}


def _field(form: ShortForm, pointer: str) -> str:
    steps = pointer.strip("/").split("/")
    if steps[0] != "refused":
        return steps[0]
    used = _parts(form) or [0]
    place = int(steps[1]) if len(steps) > 1 and steps[1].isdecimal() and int(steps[1]) < len(used) else 0
    return f"part_{used[place]}_{steps[2] if len(steps) > 2 else 'what'}"  # noqa: PLR2004 - refused, place, name


ACTS = {
    "decide": Act(
        _decision,
        lambda uow, doing, given: service_decisions.decide(uow, doing.keys, doing.id, given, doing.version, doing.made),
        lambda form: lambda pointer: _field(form, pointer),
    ),
}


@get("/{request_id:uuid}/decide", opt=page_for(Permission.READ_REQUESTS))
async def decide_page(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: RequestId, right: RightText = None
) -> Response[bytes]:
    """The decisions, and a form for the chosen right: the first that is undecided when none is chosen."""
    found = await find(request, runner, request_id, _seen)
    form = form_of(request, found)
    chosen = _chosen(found, number_of(form, "right_seq") or (int(right) if right and right.isdecimal() else None))
    return await _show(request, runner, found, form, chosen)


def _chosen(found: Frame, seq: int | None) -> RightToDecide | None:
    seen: Seen = found.extra
    by_seq = {each.seq: each for each in seen.decisions.rights}
    undecided = [each.seq for each in found.it.rights if each.outcome is None]
    return by_seq.get(seq if seq is not None else next(iter(undecided), -1))


@post("/{request_id:uuid}/decide", opt=page_for(Permission.DECIDE_REQUESTS), status_code=200)
async def decide_on_right(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: RequestId
) -> Response[bytes]:
    """Decide, or open the reasons of a decision that hold personal data."""
    form = sent(request)
    if form.value("do") == "reasons":
        return await _reasons(request, runner, request_id, form)
    form, is_done = await perform(request, runner, request_id, ACTS)
    if is_done:
        return done(request_id, "request-decided", "/decide")
    found = await find(request, runner, request_id, _seen)
    return await _show(request, runner, found, form, _chosen(found, number_of(form, "right_seq")), status=422)


async def _reasons(request: ApiRequest, runner: Runner, request_id: UUID, form: ShortForm) -> Response[bytes]:
    number, keys = number_of(form, "decision") or 0, keys_of(request)
    why = f"why_{number}"
    form.body = {"why": form.value(why).strip()}
    if not form.body["why"]:
        form.fault(why, "เขียนเหตุที่ต้องเปิดดู", "Say why it has to be opened")
    given = form.read(ReasonsOpening, lambda _pointer: why)
    shown: SealedReasons | None = None
    if given is not None:
        opening = given

        def work(uow: UnitOfWork) -> SealedReasons:
            return service_reasons.read(uow, keys, str(request_id), number, opening)

        try:
            shown = await runner.write(request.user, work)
        except (Conflict, Forbidden, Unavailable) as error:
            form.fault("", error.message_th, error.message_en)
        except Invalid as error:
            form.take(error.problems)
    found = await find(request, runner, request_id, _seen)
    return await _show(
        request,
        runner,
        found,
        form,
        _chosen(found, None),
        status=200 if shown else 422,
        opened=(number, shown) if shown else None,
    )


async def _show(
    request: ApiRequest, runner: Runner, found: Frame, form: ShortForm, chosen: RightToDecide | None, **values: Any
) -> Response[bytes]:
    seen: Seen = found.extra
    return await show(
        request,
        runner,
        "decide",
        found,
        form,
        decisions=seen.decisions.items,
        choices=seen.decisions.rights,
        chosen=chosen,
        activities=seen.activities,
        parts_offered=range(PARTS),
        opened=values.pop("opened", None),
        **values,
    )


router = Router("/requests", route_handlers=[decide_page, decide_on_right])
