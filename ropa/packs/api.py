"""Routes of auditor's packs."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.response import Stream

from ropa.access.rules import Permission
from ropa.downloads import service as downloads
from ropa.errors import Invalid
from ropa.packs import service, service_shares
from ropa.packs.service_asking import own_problems, wanted
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, is_known, json, read_body
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from ropa.web.uploads import etag_of, files_of, headers_of, stored_file
from schemas.downloads import Download
from schemas.packs import PackInput, PackItem, PackList, PackShare, ShareInput, ShareList

PATH = "/api/v1/packs"
ZIP = "application/zip"
Cursor = Annotated[
    str | None, QueryParameter(name="cursor", max_length=80, description="next_cursor of the page before")
]
Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=service.MAX_LIMIT)]


@post(
    "/",
    opt=needs(Permission.EXPORT_PACKS, body=PackInput, answers={202: Download}),
    summary="Ask for an auditor's pack",
    status_code=202,
)
async def ask_pack(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Its progress is that of a download; when it is done, it stands in the list of packs, too.

    `reason` is asked for and stands in the pack. People's names are hidden unless `with_names` says otherwise.
    """
    said = await read_body(request, runner, PackInput)
    try:
        asked = await runner.write(request.user, lambda uow: downloads.ask(uow, wanted(said)))
    except Invalid as error:
        raise Invalid(own_problems(error)) from None
    request.app.state.downloads.wake()
    return json(asked.download, 202, {"Location": f"/api/v1/downloads/{asked.download.id}"})


@get("/", opt=needs(Permission.EXPORT_PACKS, answers={200: PackList}), summary="List packs")
async def list_packs(
    request: ApiRequest, runner: NamedDependency[Runner], cursor: Cursor = None, limit: Limit = 50
) -> Response[bytes]:
    """Newest first: one's own, and all for rights over the whole ministry."""
    return json(await runner.read(request.user, lambda uow: service.list_packs(uow, cursor, limit)))


@get("/{pack_id:uuid}", opt=needs(Permission.EXPORT_PACKS, answers={200: PackItem}), summary="One pack")
async def read_pack(request: ApiRequest, runner: NamedDependency[Runner], pack_id: FromPath[UUID]) -> Response[bytes]:
    """What was exported, by whom, when and why. Its manifest stands in its file."""
    return json((await runner.read(request.user, lambda uow: service.see(uow, str(pack_id)))).item)


@get(
    "/{pack_id:uuid}/file",
    opt=needs(Permission.EXPORT_PACKS, answers={200: "*/*", 304: None}),
    summary="Download a pack",
)
async def read_pack_file(
    request: ApiRequest, runner: NamedDependency[Runner], pack_id: FromPath[UUID]
) -> Response[bytes] | Stream:
    """`ETag` is the SHA-256 of the zip, which was compared with it. The download stands in the trail."""
    key = str(pack_id)
    item = (await runner.read(request.user, lambda uow: service.see_file(uow, key))).item
    name = f"ropa-pack-{item.id}.zip"
    if is_known(request, etag_of(item.sha256)):
        headers = headers_of(name, item.sha256)
        del headers["Content-Disposition"]
        return Response(b"", status_code=304, headers=headers)
    answer = await stored_file(runner, files_of(request), item.sha256, name, ZIP, item.size)
    await runner.write(request.user, lambda uow: service.looked(uow, key, "*"))
    return answer


@get(
    "/{pack_id:uuid}/shares",
    opt=needs(Permission.EXPORT_PACKS, answers={200: ShareList}),
    summary="Who may look into a pack",
)
async def list_shares(request: ApiRequest, runner: NamedDependency[Runner], pack_id: FromPath[UUID]) -> Response[bytes]:
    """Those who might, too; newest first."""
    return json(await runner.read(request.user, lambda uow: service_shares.shares(uow, str(pack_id))))


@post(
    "/{pack_id:uuid}/shares",
    opt=needs(Permission.SHARE_PACKS, body=ShareInput, answers={201: PackShare}),
    summary="Show a pack to a person until a day",
    status_code=201,
)
async def share_pack(request: ApiRequest, runner: NamedDependency[Runner], pack_id: FromPath[UUID]) -> Response[bytes]:
    """A person does it, no program. Whoever may look already gets the new last day."""
    said, keys = await read_body(request, runner, ShareInput), keys_of(request)
    made = await runner.write(request.user, lambda uow: service_shares.share(uow, keys, str(pack_id), said))
    return json(made, 201)


@post(
    "/{pack_id:uuid}/shares/{share_id:uuid}/end",
    opt=needs(Permission.SHARE_PACKS, answers={200: ShareList}),
    summary="Show a pack to a person no longer",
    status_code=200,
)
async def end_share(
    request: ApiRequest, runner: NamedDependency[Runner], pack_id: FromPath[UUID], share_id: FromPath[UUID]
) -> Response[bytes]:
    """At once. One that has ended stays as it is."""
    key = str(pack_id)
    await runner.write(request.user, lambda uow: service_shares.end(uow, key, str(share_id)))
    return json(await runner.read(request.user, lambda uow: service_shares.shares(uow, key)))


router = Router(
    PATH,
    route_handlers=[ask_pack, list_packs, read_pack, read_pack_file, list_shares, share_pack, end_share],
    tags=["packs"],
)
