"""JSON routes of a breach's files, and of lines that are frozen as its evidence."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.response import Stream

from ropa.access.rules import Permission
from ropa.attachments import service_files as stored
from ropa.attachments.service import NewFile
from ropa.breaches import service_evidence, service_files
from ropa.settings import Settings
from ropa.web.authentication import TAKES_FILE, needs
from ropa.web.bodies import ApiRequest, json, read_body
from ropa.web.running import Runner
from ropa.web.scans import scans_of
from ropa.web.uploads import body_limit, file_to_fill, files_of, looked_at, received, stored_file
from schemas.breach_files import BreachEvidence, BreachEvidences, BreachFile, BreachFiles, ExcerptInput, FileInput
from schemas.breach_work import MAX_TEXT

_ALONE = "when the body is the file itself"
Note = Annotated[str | None, QueryParameter(name="note", max_length=MAX_TEXT, description=f"Note, {_ALONE}")]
Name = Annotated[str | None, QueryParameter(name="name", max_length=1000, description=f"File name, {_ALONE}")]


@get(
    "/{breach_id:uuid}/files",
    opt=needs(Permission.READ_BREACHES, answers={200: BreachFiles}),
    summary="The files of a breach",
)
async def list_breach_files(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID]
) -> Response[bytes]:
    """`scan` is what the scanner for malware said; only files with `is_served` can be downloaded."""
    found = await runner.read(request.user, lambda uow: service_files.list_files(uow, str(breach_id)))
    return json(found, headers={"Cache-Control": "no-store"})


@post(
    "/{breach_id:uuid}/files",
    opt=needs(Permission.HANDLE_BREACHES, answers={201: BreachFile}, **{TAKES_FILE: FileInput}),
    summary="Add a file to a breach",
    status_code=201,
)
async def add_breach_file(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    breach_id: FromPath[UUID],
    note: Note = None,
    name: Name = None,
) -> Response[bytes]:
    """A form with the part `file`, or the file itself. It is kept in quarantine until the scanner has looked at it."""
    key, files, scans = str(breach_id), files_of(request), scans_of(request)
    await runner.read(request.user, lambda uow: service_files.require_writable(uow, key))
    async with received(request, {"note": note, "name": name}) as sent:
        said, looked = await looked_at(request, runner, sent, FileInput)

        def keep() -> NewFile:
            return stored.keep(files, sent.file, looked, is_to_scan=scans.is_set_up)

        file = await runner.think(keep)
        made = await runner.write(request.user, lambda uow: service_files.add(uow, key, said, file))
        await runner.think(lambda: stored.make_sure(files, sent.file, file))
        await scans.look(request, runner, file.sha256, sent.file)
    made = await runner.read(request.user, lambda uow: service_files.read(uow, key, made.id))
    return json(made, 201, {"Location": f"/api/v1/breaches/{key}/files/{made.id}"})


@get(
    "/{breach_id:uuid}/files/{file_id:uuid}",
    opt=needs(Permission.READ_BREACHES, answers={200: "*/*"}),
    summary="Download a file of a breach",
)
async def read_breach_file(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID], file_id: FromPath[UUID]
) -> Stream:
    """409 while it is in quarantine, and for malware. The download stands in the trail."""
    key, wanted = str(breach_id), str(file_id)
    found = await runner.read(request.user, lambda uow: service_files.given_out(uow, key, wanted))
    answer = await stored_file(runner, files_of(request), found.sha256, found.file_name, found.media_type, found.size)
    await runner.write(request.user, lambda uow: service_files.downloaded(uow, key, "file", found.sha256))
    return answer


@get(
    "/{breach_id:uuid}/evidence",
    opt=needs(Permission.READ_BREACHES, answers={200: BreachEvidences}),
    summary="Frozen lines of the trail and of the exchange log",
)
async def list_breach_evidence(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID]
) -> Response[bytes]:
    """With what was asked for and the hash of the lines, oldest first."""
    return json(await runner.read(request.user, lambda uow: service_evidence.list_evidence(uow, str(breach_id))))


@post(
    "/{breach_id:uuid}/evidence",
    opt=needs(Permission.HANDLE_BREACHES, body=ExcerptInput, answers={201: BreachEvidence}),
    summary="Freeze lines of the trail or of the exchange log",
    status_code=201,
)
async def freeze_breach_evidence(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID]
) -> Response[bytes]:
    """Needs the right to read those lines. They are kept as they are now, one JSON a line, and never change."""
    key, files = str(breach_id), files_of(request)
    given = await read_body(request, runner, ExcerptInput)
    with file_to_fill() as out:
        # An excerpt of the exchange log leaves an entry in the trail.
        run = runner.read if given.trail is not None else runner.write
        taken = await run(request.user, lambda uow: service_evidence.take(uow, key, given, out))
        out.seek(0)
        kept = await runner.think(lambda: files.put(out))
        made = await runner.write(request.user, lambda uow: service_evidence.attach(uow, key, given, taken, kept))
        file = NewFile(sha256=kept.sha256, size=kept.size, media_type=service_evidence.MEDIA_TYPE, name=made.file_name)
        await runner.think(lambda: stored.make_sure(files, out, file))
    return json(made, 201, {"Location": f"/api/v1/breaches/{key}/evidence/{made.id}"})


@get(
    "/{breach_id:uuid}/evidence/{evidence_id:uuid}",
    opt=needs(Permission.READ_BREACHES, answers={200: service_evidence.MEDIA_TYPE}),
    summary="Download frozen lines",
)
async def read_breach_evidence(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID], evidence_id: FromPath[UUID]
) -> Stream:
    """Needs the right to read such lines. The bytes are those of the hash."""
    key, wanted = str(breach_id), str(evidence_id)
    found = await runner.read(request.user, lambda uow: service_evidence.given_out(uow, key, wanted))
    answer = await stored_file(
        runner, files_of(request), found.sha256, found.file_name, service_evidence.MEDIA_TYPE, found.size
    )
    await runner.write(request.user, lambda uow: service_files.downloaded(uow, key, "evidence", found.sha256))
    return answer


def router_of(settings: Settings) -> Router:
    """Return the routes; the largest body follows the settings."""
    return Router(
        "/api/v1/breaches",
        route_handlers=[
            list_breach_files,
            add_breach_file,
            read_breach_file,
            list_breach_evidence,
            freeze_breach_evidence,
            read_breach_evidence,
        ],
        tags=["breaches"],
        request_max_body_size=body_limit(settings),
    )
