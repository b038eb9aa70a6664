"""JSON routes of evidence files at the steps of rounds."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.response import Stream

from ropa.access.rules import Permission
from ropa.attachments import service_files as stored
from ropa.attachments.service import NewFile
from ropa.procedures import service_step_files
from ropa.settings import Settings
from ropa.web.authentication import TAKES_FILE, needs
from ropa.web.bodies import ApiRequest, json
from ropa.web.running import Runner
from ropa.web.scans import scans_of
from ropa.web.uploads import body_limit, files_of, looked_at, received, stored_file
from schemas.step_files import StepFile, StepFileInput, StepFiles

_ALONE = "when the body is the file itself"
Note = Annotated[str | None, QueryParameter(name="note", max_length=4_000, description=f"Note, {_ALONE}")]
Name = Annotated[str | None, QueryParameter(name="name", max_length=1000, description=f"File name, {_ALONE}")]


@get(
    "/{step_id:uuid}/files",
    opt=needs(Permission.READ_ROUNDS, answers={200: StepFiles}),
    summary="The evidence of a step",
)
async def list_step_files(
    request: ApiRequest, runner: NamedDependency[Runner], step_id: FromPath[UUID]
) -> Response[bytes]:
    """`scan` is what the scanner for malware said; only files with `is_served` can be downloaded."""
    found = await runner.read(request.user, lambda uow: service_step_files.list_files(uow, str(step_id)))
    return json(found, headers={"Cache-Control": "no-store"})


@post(
    "/{step_id:uuid}/files",
    opt=needs(Permission.WORK_ROUNDS, answers={201: StepFile}, **{TAKES_FILE: StepFileInput}),
    summary="Attach evidence to a step",
    status_code=201,
)
async def add_step_file(
    request: ApiRequest, runner: NamedDependency[Runner], step_id: FromPath[UUID], note: Note = None, name: Name = None
) -> Response[bytes]:
    """A form with the part `file`, or the file itself; for whoever may end the step or did.

    The same bytes twice are one file. To a step that has ended it is added as what came later.
    """
    key, files, scans = str(step_id), files_of(request), scans_of(request)
    await runner.read(request.user, lambda uow: service_step_files.to_attach(uow, key))
    async with received(request, {"note": note, "name": name}) as sent:
        said, looked = await looked_at(request, runner, sent, StepFileInput)

        def keep() -> NewFile:
            return stored.keep(files, sent.file, looked, is_to_scan=scans.is_set_up)

        file = await runner.think(keep)
        made = await runner.write(request.user, lambda uow: service_step_files.add(uow, key, said, file))
        await runner.think(lambda: stored.make_sure(files, sent.file, file))
        await scans.look(request, runner, file.sha256, sent.file)
    made = await runner.read(request.user, lambda uow: service_step_files.read(uow, key, made.id))
    return json(made, 201, {"Location": f"/api/v1/rounds/steps/{key}/files/{made.id}"})


@get(
    "/{step_id:uuid}/files/{file_id:uuid}",
    opt=needs(Permission.READ_ROUNDS, answers={200: "*/*"}),
    summary="Download evidence of a step",
)
async def read_step_file(
    request: ApiRequest, runner: NamedDependency[Runner], step_id: FromPath[UUID], file_id: FromPath[UUID]
) -> Stream:
    """409 while it is in quarantine, and for malware. The download stands in the trail."""
    key, wanted = str(step_id), str(file_id)
    found = await runner.read(request.user, lambda uow: service_step_files.given_out(uow, key, wanted))
    answer = await stored_file(runner, files_of(request), found.sha256, found.file_name, found.media_type, found.size)
    await runner.write(request.user, lambda uow: service_step_files.downloaded(uow, key, found))
    return answer


@delete(
    "/{step_id:uuid}/files/{file_id:uuid}",
    opt=needs(Permission.WORK_ROUNDS, answers={204: None}),
    summary="Take evidence out of an open step",
    status_code=204,
)
async def remove_step_file(
    request: ApiRequest, runner: NamedDependency[Runner], step_id: FromPath[UUID], file_id: FromPath[UUID]
) -> None:
    """409 once the step has ended: its evidence is kept. That a file was there stays in the events of the round."""
    await runner.write(request.user, lambda uow: service_step_files.remove(uow, str(step_id), str(file_id)))


def router_of(settings: Settings) -> Router:
    """Return the routes; the largest body follows the settings."""
    return Router(
        "/api/v1/rounds/steps",
        route_handlers=[list_step_files, add_step_file, read_step_file, remove_step_file],
        tags=["rounds"],
        request_max_body_size=body_limit(settings),
    )
