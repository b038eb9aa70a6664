"""The page where somebody who holds a pack sees whether it is as it was exported."""

from typing import BinaryIO, cast

from litestar import Response, Router, get, post
from litestar.di import NamedDependency

from ropa.access.rules import Permission
from ropa.packing_check import hash_in, verified
from ropa.packs import service_checking
from ropa.settings import Settings
from ropa.web.authentication import TAKES_FILE, page_for
from ropa.web.bodies import ApiRequest
from ropa.web.pages import page
from ropa.web.running import Runner
from ropa.web.short_forms import ShortForm, fresh, sent
from ropa.web.uploads import LARGEST, body_limit, file_in, form_of
from schemas.pack_checks import PackVerification

PATH, _LIMIT = "/packs/verify", "max_pack_mb"
_TAKES_PACK = {TAKES_FILE: True, LARGEST: _LIMIT}


@get(PATH, opt=page_for(Permission.ENTER))
async def verify_page(request: ApiRequest) -> Response[bytes]:
    """What to send, and what is done with it."""
    return _show(request, fresh(request), None)


@post(PATH, opt=page_for(Permission.ENTER, **_TAKES_PACK), status_code=200)
async def check_page(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Say what the file is. A file that is no pack has an answer like any other: its faults."""
    form, settings = sent(request), request.app.state.settings
    typed, upload = form.value("hash"), file_in(await form_of(request))
    wanted = hash_in(typed)
    if typed.strip() and wanted is None:
        form.fault("hash", "ต้องเป็นเลขฐานสิบหก 64 ตัว", "A hash has 64 hexadecimal digits")
    if upload is None or not upload.filename:
        form.fault("file", "เลือกไฟล์ชุดเอกสารที่จะตรวจ", "Choose the pack that is to be checked")
    if form.problems or upload is None:
        return _show(request, form, None, status=422)
    source, name = cast("BinaryIO", upload.file), upload.filename
    found = await runner.think(lambda: verified(source, name, wanted, settings.max_pack_mb))
    # Another file has another hash: the form is empty again.
    return _show(
        request, fresh(request), await runner.read(request.user, lambda uow: service_checking.judged(uow, found))
    )


def _show(
    request: ApiRequest, form: ShortForm, found: PackVerification | None, *, status: int = 200
) -> Response[bytes]:
    settings: Settings = request.app.state.settings
    return page(request, "packs/verify.html", status=status, form=form, found=found, most_mb=settings.max_pack_mb)


def router_of(settings: Settings) -> Router:
    """Return the pages; the largest pack follows the settings."""
    return Router("/", route_handlers=[verify_page, check_page], request_max_body_size=body_limit(settings, _LIMIT))
