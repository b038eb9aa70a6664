"""The page of an activity's use and disclosure without consent (s.27 paragraph 3): the log, and an entry more."""

from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from ropa.access.rules import Permission
from ropa.activities import service_listing
from ropa.buffers import service as buffers
from ropa.db.unit_of_work import UnitOfWork
from ropa.disclosures import service
from ropa.disclosures.pages_fields import ENTRY, filled, shown
from ropa.errors import Conflict, Invalid, NotFound
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.offices import offices_of
from ropa.web.pages import go, page
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from ropa.web.short_forms import ShortForm, fresh, kept, sent
from schemas.disclosures import Disclosure, DisclosureCorrection, DisclosureInput, Means, Often
from schemas.listing import ActivityItem

_STANDING = {"often": Often.ONCE, "means": Means.FILE, "kind": "disclosure"}


class Found(Struct, frozen=True):
    """What the page shows."""

    activity: ActivityItem
    items: list[Disclosure]
    writes: bool
    kept: buffers.Buffer | None


@get("/{activity_id:uuid}/disclosures", opt=page_for(Permission.READ_ACTIVITIES))
async def disclosures_page(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """The log, newest first; `?correct=ID` fills the form with an entry that is to be corrected."""
    found = await _find(request, runner, str(activity_id))
    wanted = request.query_params.get("correct", "")
    before = next((each for each in found.items if each.id == wanted and each.is_standing), None)
    if before is not None:
        form = fresh(request, corrects_id=before.id, **shown(before.entry))
    elif found.kept is not None:
        form = kept(request, found.kept.fields)
    else:
        form = fresh(request, **{name: str(value) for name, value in _STANDING.items()})
    return await _show(request, runner, found, form)


@post("/{activity_id:uuid}/disclosures", opt=page_for(Permission.RECORD_DISCLOSURES), status_code=200)
async def record_disclosure_page(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """Record an entry, correct one or take one back; the same form sent twice makes one."""
    form, key, path = sent(request), str(activity_id), request.url.path
    corrects = form.value("corrects_id")
    given = _read(form, corrects)
    if given is not None:
        data, entry_id = given, form.id(request)

        def work(uow: UnitOfWork) -> None:
            if isinstance(data, DisclosureCorrection):
                service.correct(uow, key, corrects, data)
            else:
                service.add(uow, key, data, entry_id)
            buffers.discard(uow, path)

        try:
            await runner.write(request.user, work)
        except (Conflict, NotFound) as error:
            form.fault("", error.message_th, error.message_en)
        except Invalid as error:
            form.take(error.problems)
        else:
            return go(path, said="disclosure-corrected" if corrects else "disclosure-recorded")
    return await _show(request, runner, await _find(request, runner, key), form, status=422)


def _read(form: ShortForm, corrects: str) -> DisclosureInput | DisclosureCorrection | None:
    if corrects and form.value("do") == "withdraw":
        form.text("reason", required=("บอกเหตุที่ยกเลิกรายการ", "Say why it is taken back"))
        return form.read(DisclosureCorrection)
    entry = filled(form, DisclosureInput, ENTRY)
    if not corrects:
        form.body.update(entry)
        return form.read(DisclosureInput)
    form.body.update(entry)
    made = form.read(DisclosureInput)
    form.body.clear()
    form.text("reason", required=("บอกเหตุที่แก้ไข", "Say why it is corrected"))
    if made is None or "reason" not in form.body:
        return None
    return DisclosureCorrection(reason=form.body["reason"], entry=made)


async def _find(request: ApiRequest, runner: Runner, activity_id: str) -> Found:
    keys, path = keys_of(request), request.url.path

    def work(uow: UnitOfWork) -> Found:
        items = service.listed(uow, activity_id).items
        activity = service_listing.named(uow, [activity_id])[activity_id]
        return Found(activity, items, service.may_record(uow, activity_id), buffers.find(uow, keys, path))

    return await runner.read(request.user, work)


async def _show(
    request: ApiRequest, runner: Runner, found: Found, form: ShortForm, *, status: int = 200
) -> Response[bytes]:
    offices = await offices_of(request, runner)
    return page(
        request,
        "disclosures/activity.html",
        status=status,
        found=found,
        activity=found.activity,
        office=offices.name(found.activity.office_id),
        controls=ENTRY,
        form=form,
        corrects=form.value("corrects_id"),
        place=request.url.path,
        saved_at=found.kept.saved_at if found.kept else None,
    )


router = Router("/activities", route_handlers=[disclosures_page, record_disclosure_page])
