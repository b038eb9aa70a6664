"""Pages of holds: which there are, one with every look at it, and lifting it."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from ropa import clock
from ropa.access.rules import Permission, offices_for
from ropa.buffers import service as buffers
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid, invalid
from ropa.retention import service_hold_reviews, service_holds
from ropa.retention.service_hold_names import Names, names_of
from ropa.retention.service_hold_reviews import HoldFilter
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.offices import office_id_of, offices_of
from ropa.web.pages import go, link, moment_now, page
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from ropa.web.short_forms import ShortForm, fresh, kept, sent
from schemas.holding import HoldDetails, HoldKind, HoldLift, HoldPage, HoldReviewInput, HoldShown

LIMIT = 30
PATH = "/retention/holds"
# A form sends an empty value for a choice that is not made, so all are text here.
StateText = Annotated[str | None, QueryParameter(name="state", max_length=20)]
KindText = Annotated[str | None, QueryParameter(name="kind", max_length=30)]
OfficeText = Annotated[str | None, QueryParameter(name="office", max_length=20)]
ActivityText = Annotated[str | None, QueryParameter(name="activity", max_length=36)]
HoldingText = Annotated[str | None, QueryParameter(name="holding", max_length=36)]
Cursor = Annotated[str | None, QueryParameter(name="cursor", max_length=50)]
_FILTER = "ตัวกรองไม่ถูกต้อง", "This filter is not known"


@get("/holds", opt=page_for(Permission.READ_RETENTION))
async def holds_page(  # noqa: PLR0913, PLR0917 - one argument for each filter
    request: ApiRequest,
    runner: NamedDependency[Runner],
    standing: StateText = None,
    kind: KindText = None,
    office: OfficeText = None,
    activity: ActivityText = None,
    holding: HoldingText = None,
    cursor: Cursor = None,
) -> Response[bytes]:
    """Active ones first asked for; all, lifted ones and those whose review is overdue by choice."""
    office_id = office_id_of(office) if office else None
    if office and office_id is None:
        raise invalid("/office", "ไม่มีหน่วยงานนี้", "There is no such office")
    shown = "active" if standing is None else standing
    try:
        wanted = HoldFilter(
            shown=HoldShown(shown) if shown else None,
            kind=HoldKind.of(kind) if kind else None,
            office_id=office_id,
            activity_id=str(UUID(activity)) if activity else None,
            holding_id=str(UUID(holding)) if holding else None,
        )
    except (KeyError, ValueError):
        raise invalid("/state", *_FILTER) from None

    def work(uow: UnitOfWork) -> tuple[HoldPage, Names]:
        found = service_hold_reviews.list_holds(uow, cursor or None, LIMIT, wanted)
        return found, names_of(uow, found.items)

    found, names = await runner.read(request.user, work)
    offices = await offices_of(request, runner)
    query = {"state": shown, "kind": kind or None, "office": office_id, "activity": activity, "holding": holding}
    return page(
        request,
        "retention/holds.html",
        part="rows" if cursor else None,
        items=found.items,
        names=names,
        offices=offices,
        kinds=tuple(HoldKind),
        query=query,
        today=clock.bangkok(moment_now(request)).date(),
        may_place=bool(offices_for(request.user, Permission.PLACE_HOLD)),
        more=link(PATH, **query, cursor=found.next_cursor) if found.next_cursor else None,
        office_choices=offices.choices(offices_for(request.user, Permission.READ_RETENTION), office_id),
    )


class _Found(Struct, frozen=True):
    details: HoldDetails
    names: Names
    kept: buffers.Buffer | None


@get("/holds/{hold_id:uuid}", opt=page_for(Permission.READ_RETENTION))
async def hold_page(request: ApiRequest, runner: NamedDependency[Runner], hold_id: FromPath[UUID]) -> Response[bytes]:
    """What it holds, who asked for it and why, every look at it; forms to review and to lift it."""
    found = await _find(request, runner, str(hold_id))
    form = fresh(request) if found.kept is None else kept(request, found.kept.fields)
    return await _show(request, runner, found, form)


@post("/holds/{hold_id:uuid}", opt=page_for(Permission.PLACE_HOLD), status_code=200)
async def change_hold(request: ApiRequest, runner: NamedDependency[Runner], hold_id: FromPath[UUID]) -> Response[bytes]:
    """Note that it was looked at and goes on, or lift it."""
    form, key, path = sent(request), str(hold_id), request.url.path
    lifts = form.value("do") == "lift"
    given = _read_lift(form) if lifts else _read_review(form)
    if given is not None:
        data = given

        def work(uow: UnitOfWork) -> None:
            if isinstance(data, HoldLift):
                service_holds.lift_hold(uow, key, data)
            else:
                service_hold_reviews.review_hold(uow, key, data)
            buffers.discard(uow, path)

        try:
            await runner.write(request.user, work)
        except Conflict as error:
            # Lifted by somebody else meanwhile: the page says so, and what was typed stays on it.
            form.fault("", error.message_th, error.message_en)
        except Invalid as error:
            form.take(error.problems)
        else:
            return go(path, said="hold-lifted" if lifts else "hold-reviewed")
    return await _show(request, runner, await _find(request, runner, key), form, status=422)


def _read_lift(form: ShortForm) -> HoldLift | None:
    form.body["reason"] = form.value("lift_reason").strip()
    if not form.body["reason"]:
        form.fault("lift_reason", "บอกเหตุที่ยกเลิกการระงับ", "Say why the hold ends")
        return None
    return form.read(HoldLift)


def _read_review(form: ShortForm) -> HoldReviewInput | None:
    form.day("review_on", ahead=True)
    form.text("no_review_reason")
    form.text("note")
    return form.read(HoldReviewInput)


async def _find(request: ApiRequest, runner: Runner, hold_id: str) -> _Found:
    keys, path = keys_of(request), request.url.path

    def work(uow: UnitOfWork) -> _Found:
        details = service_hold_reviews.read_hold(uow, hold_id)
        return _Found(details, names_of(uow, [details.hold]), buffers.find(uow, keys, path))

    return await runner.read(request.user, work)


async def _show(
    request: ApiRequest, runner: Runner, found: _Found, form: ShortForm, *, status: int = 200
) -> Response[bytes]:
    return page(
        request,
        "retention/hold.html",
        status=status,
        details=found.details,
        hold=found.details.hold,
        names=found.names,
        offices=await offices_of(request, runner),
        form=form,
        place=request.url.path,
        saved_at=found.kept.saved_at if found.kept else None,
        today=clock.bangkok(form.now).date(),
        most=service_hold_reviews.MOST_COUNTED,
    )


router = Router("/retention", route_handlers=[holds_page, hold_page, change_hold])
