"""Page of the records that a run counts: what is still open for its step, and several confirmed as they are."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa.access.rules import Permission, offices_for
from ropa.errors import Invalid
from ropa.procedures import service_register_list, service_rounds_shown
from ropa.reminders import service_confirming
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.offices import offices_of
from ropa.web.pages import go, link, page
from ropa.web.running import Runner
from ropa.web.short_forms import ShortForm, fresh, sent
from schemas.procedure import StepAct
from schemas.round_register import ConfirmedMany, ConfirmMany

PATH, LIMIT = "/rounds", 100
#: What a run's records are counted for.
ACTS = tuple(act for act in StepAct if act is not StepAct.RETENTION_CHECKED)
Act = Annotated[str | None, QueryParameter(name="act", max_length=30)]
Whole = Annotated[str | None, QueryParameter(name="all", max_length=3)]
Cursor = Annotated[str | None, QueryParameter(name="cursor", max_length=40)]
Place = tuple[str, int]


def _act(words: str | None) -> StepAct:
    return next((each for each in ACTS if str(each) == words), StepAct.RECORDS_CONFIRMED)


@get("/{round_id:uuid}/offices/{office_id:int}/records", opt=page_for(Permission.READ_ROUNDS))
async def run_records_page(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    round_id: FromPath[UUID],
    office_id: FromPath[int],
    act: Act = None,
    whole: Whole = None,
    cursor: Cursor = None,
) -> Response[bytes]:
    """Which records are not confirmed, not reviewed, not approved or not published yet."""
    wanted = (_act(act), not whole, cursor or None)
    return await _show(request, runner, (str(round_id), office_id), wanted, fresh(request))


async def _show(
    request: ApiRequest,
    runner: Runner,
    place: Place,
    wanted: tuple[StepAct, bool, str | None],
    form: ShortForm,
    *,
    status: int = 200,
    result: ConfirmedMany | None = None,
) -> Response[bytes]:
    key, office_id = place
    act, only_open, cursor = wanted
    whole, found = await runner.read(
        request.user,
        lambda uow: (
            service_rounds_shown.head(uow, key),
            service_register_list.records(uow, key, office_id, act, only_open=only_open, cursor=cursor, limit=LIMIT),
        ),
    )
    path = f"{PATH}/{key}/offices/{office_id}"
    more = found.next_cursor and link(
        f"{path}/records", act=act, all=None if only_open else "1", cursor=found.next_cursor
    )
    return page(
        request,
        "procedures/run_records.html",
        status=status,
        item=whole,
        found=found,
        act=act,
        acts=ACTS,
        only_open=only_open,
        root=path,
        office_id=office_id,
        may_confirm=act is StepAct.RECORDS_CONFIRMED and bool(offices_for(request.user, Permission.COMMENT_ACTIVITIES)),
        form=form,
        result=result,
        more=more,
        offices=await offices_of(request, runner),
    )


@post("/{round_id:uuid}/offices/{office_id:int}/records", opt=page_for(Permission.COMMENT_ACTIVITIES), status_code=200)
async def confirm_records_page(
    request: ApiRequest, runner: NamedDependency[Runner], round_id: FromPath[UUID], office_id: FromPath[int]
) -> Response[bytes]:
    """Confirm the ticked records, each in the revision that was shown."""
    form, place = sent(request), (str(round_id), office_id)
    picked = [each.partition("@") for each in form.values("pick")]
    form.body["records"] = [
        {"activity_id": key, "revision": int(number) if number.isascii() and number.isdecimal() else 0}
        for key, _, number in picked
    ]
    form.text("note")
    wanted = (StepAct.RECORDS_CONFIRMED, True, None)
    if not picked:
        form.fault("pick", "เลือกรายการที่จะยืนยันก่อน", "Choose the records to confirm")
    given = form.read(ConfirmMany, lambda pointer: "pick" if pointer.startswith("/records") else pointer.strip("/"))
    if given is None:
        return await _show(request, runner, place, wanted, form, status=422)
    asked = given
    try:
        done = await runner.write(request.user, lambda uow: service_confirming.confirm_many(uow, asked))
    except Invalid as error:
        form.take(error.problems)
        return await _show(request, runner, place, wanted, form, status=422)
    if done.left_out:
        return await _show(request, runner, place, wanted, fresh(request), status=409, result=done)
    return go(f"{PATH}/{round_id}/offices/{office_id}/records", said="confirmed")


router = Router(PATH, route_handlers=[run_records_page, confirm_records_page])
