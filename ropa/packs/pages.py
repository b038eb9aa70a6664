"""Pages of auditor's packs: the list, asking for one, and what one holds."""

from collections.abc import AsyncIterator, Iterator
from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.response import Stream
from msgspec import Struct

from ropa import clock
from ropa.access.rules import Permission, offices_for
from ropa.db.unit_of_work import UnitOfWork
from ropa.downloads import service as downloads
from ropa.errors import Conflict, Invalid
from ropa.packs import service, service_contents, service_shares
from ropa.packs.service_asking import own_problems, wanted
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.language import language_of, translate
from ropa.web.language import mark as _
from ropa.web.offices import offices_of
from ropa.web.pages import go, link, page
from ropa.web.running import Runner
from ropa.web.short_forms import ShortForm, fresh, sent
from ropa.web.uploads import files_of, headers_of, stored_file
from schemas.packs import KEPT_DAYS, Manifest, PackFile, PackInput, PackRecord, PackShare
from schemas.vocabulary import RevisionStatus

PATH, LIMIT, RECORDS = "/packs", 20, 25
Cursor = Annotated[str | None, QueryParameter(name="cursor", max_length=80)]
Number = Annotated[int, QueryParameter(name="page", ge=1, le=100_000)]
Words = Annotated[str | None, QueryParameter(name="q", max_length=200)]
_KILO = 1024
#: What each file of a record is called before its reader.
_NAMES = {
    "form.xlsx": _("แบบฟอร์ม (Excel)"),
    "record.pdf": _("บันทึกรายการ (PDF)"),
    "dfd.svg": _("แผนภาพ (SVG)"),
    "dfd.png": _("แผนภาพ (PNG)"),
}
_REVISION = _("ฉบับที่ %s (JSON)")


@get(PATH, opt=page_for(Permission.ENTER))
async def packs_page(request: ApiRequest, runner: NamedDependency[Runner], cursor: Cursor = None) -> Response[bytes]:
    """The packs that the reader made or may look into."""
    found = await runner.read(request.user, lambda uow: service.list_packs(uow, cursor or None, LIMIT))
    return page(
        request,
        "packs/list.html",
        items=found.items,
        more=link(PATH, cursor=found.next_cursor) if found.next_cursor else None,
        exports=bool(offices_for(request.user, Permission.EXPORT_PACKS)),
        kept_days=KEPT_DAYS,
        size_of=_size,
    )


@get(PATH + "/new", opt=page_for(Permission.EXPORT_PACKS))
async def new_pack_page(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """What is exported, why, and whether people's names are shown."""
    return await _ask(request, runner, fresh(request))


@post(PATH + "/new", opt=page_for(Permission.EXPORT_PACKS), status_code=200)
async def make_pack_page(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Have the pack made, and go where its progress shows."""
    form = sent(request)
    form.text("reason", required=("บอกเหตุผลที่ส่งออก", "Say why it is exported"))
    form.text("q")
    form.day("as_of")
    for name in ("office", "status"):
        if form.value(name):
            form.body[name] = int(form.value(name)) if form.value(name).isdecimal() else form.value(name)
    form.body["with_names"] = form.value("with_names") == "yes"
    said = form.read(PackInput)
    if said is None:
        return await _ask(request, runner, form, status=422)
    try:
        await runner.write(request.user, lambda uow: downloads.ask(uow, wanted(said)))
    except Invalid as error:
        form.take(own_problems(error))
        return await _ask(request, runner, form, status=422)
    except Conflict as error:
        form.fault("", error.message_th, error.message_en)
        return await _ask(request, runner, form, status=409)
    request.app.state.downloads.wake()
    return go("/downloads", said="file-asked")


async def _ask(request: ApiRequest, runner: Runner, form: ShortForm, *, status: int = 200) -> Response[bytes]:
    offices = await offices_of(request, runner)
    held = offices_for(request.user, Permission.EXPORT_PACKS)
    chosen = form.value("office")
    return page(
        request,
        "packs/new.html",
        status=status,
        form=form,
        statuses=tuple(RevisionStatus),
        office_choices=offices.choices(held, int(chosen) if chosen.isdecimal() else None),
    )


class Item(Struct, frozen=True):
    """One file of a pack before its reader."""

    path: str
    label: str
    size: str


class Line(Struct, frozen=True):
    """One record of a pack with its files."""

    record: PackRecord
    files: list[Item]


@get(PATH + "/{pack_id:uuid}", opt=page_for(Permission.ENTER))
async def pack_page(
    request: ApiRequest, runner: NamedDependency[Runner], pack_id: FromPath[UUID], number: Number = 1, q: Words = None
) -> Response[bytes]:
    """What was exported: read from the stored pack alone. That somebody looked stands in the trail."""
    key = str(pack_id)

    def work(uow: UnitOfWork) -> tuple[service.Seen, list[PackShare]]:
        seen = service.see(uow, key)
        return seen, service_shares.shares(uow, key).items if seen.exports else []

    seen, shares = await runner.read(request.user, work)
    manifest: Manifest | None = None
    if not seen.item.is_gone:
        files, digest = files_of(request), seen.item.sha256
        manifest = await runner.think(lambda: service_contents.manifest_of(files, digest))
        await runner.write(request.user, lambda uow: service.looked(uow, key))
    records = _matching(manifest, q or "") if manifest else []
    pages = max(1, -(-len(records) // RECORDS))
    number = min(number, pages)
    return page(
        request,
        "packs/one.html",
        item=seen.item,
        seen=seen,
        shares=shares,
        manifest=manifest,
        found=len(records),
        lines=list(_lines(request, manifest, records[(number - 1) * RECORDS : number * RECORDS])) if manifest else [],
        common=_common(request, manifest) if manifest else [],
        q=q or "",
        number=number,
        pages=pages,
        before=link(request.url.path, page=number - 1, q=q) if number > 1 else None,
        more=link(request.url.path, page=number + 1, q=q) if number < pages else None,
        size_of=_size,
        today=clock.bangkok(runner.now()).date(),
    )


def _matching(manifest: Manifest, q: str) -> list[PackRecord]:
    words = q.casefold().split()
    return [
        each
        for each in manifest.records
        if all(
            word in " ".join(filter(None, (each.ref, each.main_process, each.sub_process, each.office))).casefold()
            for word in words
        )
    ]


def _lines(request: ApiRequest, manifest: Manifest, records: list[PackRecord]) -> Iterator[Line]:
    wanted_folders = {each.folder for each in records}
    by_folder: dict[str, list[PackFile]] = {}
    for each in manifest.files:
        folder = "/".join(each.path.split("/")[:2])
        if folder in wanted_folders:
            by_folder.setdefault(folder, []).append(each)
    for record in records:
        files = by_folder.get(record.folder, [])
        yield Line(record, [_file(request, each, each.path.removeprefix(record.folder + "/")) for each in files])


def _file(request: ApiRequest, file: PackFile, name: str) -> Item:
    language = language_of(request)
    if name in _NAMES:
        label = translate(language, _NAMES[name])
    elif name.startswith("revisions/"):
        label = translate(language, _REVISION) % name.removeprefix("revisions/").removesuffix(".json")
    else:
        label = file.path
    return Item(file.path, label, _size(file.size))


def _common(request: ApiRequest, manifest: Manifest) -> list[Item]:
    return [_file(request, each, each.path) for each in manifest.files if not each.path.startswith("records/")]


@get(PATH + "/{pack_id:uuid}/zip", opt=page_for(Permission.ENTER))
async def save_pack(
    request: ApiRequest, runner: NamedDependency[Runner], pack_id: FromPath[UUID]
) -> Response[bytes] | Stream:
    """The pack itself."""
    key = str(pack_id)
    item = (await runner.read(request.user, lambda uow: service.see_file(uow, key))).item
    name = f"ropa-pack-{item.id}.zip"
    answer = await stored_file(runner, files_of(request), item.sha256, name, "application/zip", item.size)
    await runner.write(request.user, lambda uow: service.looked(uow, key, "*"))
    return answer


@get(PATH + "/{pack_id:uuid}/files/{path:path}", opt=page_for(Permission.ENTER))
async def save_pack_file(
    request: ApiRequest, runner: NamedDependency[Runner], pack_id: FromPath[UUID], path: FromPath[str]
) -> Stream:
    """One file of the stored pack; no other file of the server is ever looked for."""
    key, name, files = str(pack_id), path.lstrip("/"), files_of(request)
    item = (await runner.read(request.user, lambda uow: service.see_file(uow, key))).item
    member = await runner.think(lambda: service_contents.member_of(files, item.sha256, name))
    await runner.write(request.user, lambda uow: service.looked(uow, key, name))
    headers = headers_of(name.removeprefix("records/").replace("/", "-"), item.sha256)
    del headers["ETag"]  # it is the pack's
    return Stream(
        _sent(member),
        media_type=service_contents.type_of(name),
        headers={**headers, "Content-Length": str(member.size)},
    )


async def _sent(member: service_contents.Member) -> AsyncIterator[bytes]:
    for piece in service_contents.pieces_of(member):
        yield piece


def _size(size: int) -> str:
    if size < _KILO * _KILO:
        return f"{max(1, round(size / _KILO)):,} kB"
    return f"{size / _KILO / _KILO:,.1f} MB"


router = Router("/", route_handlers=[packs_page, new_pack_page, make_pack_page, pack_page, save_pack, save_pack_file])
