"""Pages by which a DPO shows one pack to a person until a day, and takes that back."""

from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Forbidden, Invalid
from ropa.packs import service, service_shares
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.pages import go, page
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from ropa.web.short_forms import ShortForm, fresh, sent
from schemas.packs import LONGEST_SHARE_DAYS, PackItem, ShareInput

PATH = "/packs/{pack_id:uuid}"


@get(PATH + "/share", opt=page_for(Permission.SHARE_PACKS))
async def share_page(request: ApiRequest, runner: NamedDependency[Runner], pack_id: FromPath[UUID]) -> Response[bytes]:
    """Who may look into this pack, until when, and why."""
    return await _show(request, runner, str(pack_id), fresh(request))


@post(PATH + "/share", opt=page_for(Permission.SHARE_PACKS), status_code=200)
async def share_pack_page(
    request: ApiRequest, runner: NamedDependency[Runner], pack_id: FromPath[UUID]
) -> Response[bytes]:
    """Let a person look."""
    form, key, keys = sent(request), str(pack_id), keys_of(request)
    form.text("reason", required=("บอกเหตุผลที่ให้เข้าดู", "Say why the person may look"))
    form.text("person_id")
    form.text("national_id")
    form.day("valid_through", ahead=True)
    if not form.value("valid_through").strip():
        form.fault("valid_through", "กรอกวันสุดท้ายที่เข้าดูได้", "Give the last day")
    said = form.read(ShareInput)
    if said is not None:
        try:
            await runner.write(request.user, lambda uow: service_shares.share(uow, keys, key, said))
        except Invalid as error:
            form.take(error.problems)
        else:
            return go(f"/packs/{key}", said="pack-shared")
    return await _show(request, runner, key, form, status=422)


async def _show(
    request: ApiRequest, runner: Runner, pack_id: str, form: ShortForm, *, status: int = 200
) -> Response[bytes]:
    def work(uow: UnitOfWork) -> tuple[PackItem, list[tuple[str, str]]]:
        seen = service.see_file(uow, pack_id)
        if not seen.shares:
            raise Forbidden
        return seen.item, service_shares.people(uow)

    item, people = await runner.read(request.user, work)
    return page(
        request,
        "packs/share.html",
        status=status,
        item=item,
        people=people,
        form=form,
        place=request.url.path,
        longest=LONGEST_SHARE_DAYS,
    )


@post(PATH + "/shares/{share_id:uuid}/end", opt=page_for(Permission.SHARE_PACKS), status_code=200)
async def end_share_page(
    request: ApiRequest, runner: NamedDependency[Runner], pack_id: FromPath[UUID], share_id: FromPath[UUID]
) -> Response[bytes]:
    """Close the pack to a person at once."""
    key = str(pack_id)
    await runner.write(request.user, lambda uow: service_shares.end(uow, key, str(share_id)))
    return go(f"/packs/{key}", said="pack-share-ended")


router = Router("/", route_handlers=[share_page, share_pack_page, end_share_page])
