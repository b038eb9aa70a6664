"""Pages of reorganisations: send a file, look it over, confirm it, place what no rule placed."""

from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from ropa.access.rules import Permission, offices_for
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid
from ropa.reorganisations import service, service_moves
from ropa.web.authentication import page_for, typed_into
from ropa.web.bodies import ApiRequest
from ropa.web.offices import forget_offices, office_id_of, offices_of
from ropa.web.pages import go, in_language, page
from ropa.web.running import Runner
from ropa.web.uploads import file_in, form_of
from schemas.access import Role
from schemas.office import WHOLE_MINISTRY
from schemas.reorganisation import ChangeStatus, OfficeChange, Placed, RightChoice, Undecided

PATH = "/offices/changes"
Faults = list[tuple[str | None, str]]
_RIGHT, _RECORD = "right-", "record-"


@get(PATH, opt=page_for(Permission.MOVE_ACTIVITIES))
async def changes_page(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """What was changed and what waits, and the form for a file."""
    return await _list(request, runner, [])


@post(PATH, opt=page_for(Permission.CHANGE_OFFICES), status_code=200)
async def send_file(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Read the file and show what it would do. No office changes."""
    await runner.read(request.user, service.require_changing)
    sent = file_in(await form_of(request))
    name, content = ("", b"") if sent is None else (sent.filename, await sent.read(service.MOST_BYTES + 1))
    if not content:
        words = in_language(request, "เลือกไฟล์ .xlsx หรือ .csv", "Choose an .xlsx or .csv file")
        return await _list(request, runner, [("f-file", words)])
    try:
        rows = await runner.think(lambda: service.read_file(name, content))
        made = await runner.write(request.user, lambda uow: service.start(uow, name, content, rows))
    except Invalid as error:
        return await _list(request, runner, _words(request, error))
    return go(f"{PATH}/{made.id}")


def _words(request: ApiRequest, error: Invalid) -> Faults:
    return [(None, in_language(request, each.message_th, each.message_en)) for each in error.problems]


async def _list(request: ApiRequest, runner: Runner, faults: Faults) -> Response[bytes]:
    found = await runner.read(request.user, service.list_changes)
    return page(
        request,
        "reorganisations/list.html",
        status=422 if faults else 200,
        items=found.items,
        faults=faults,
        changes=WHOLE_MINISTRY in offices_for(request.user, Permission.CHANGE_OFFICES),
    )


@get(PATH + "/{change_id:uuid}", opt=page_for(Permission.MOVE_ACTIVITIES))
async def change_page(
    request: ApiRequest, runner: NamedDependency[Runner], change_id: FromPath[UUID]
) -> Response[bytes]:
    """What it would do or did, the rights to decide on, and the records that wait."""
    return await _show(request, runner, str(change_id), [])


@post(PATH + "/{change_id:uuid}", opt=page_for(Permission.MOVE_ACTIVITIES), status_code=200)
async def decide(request: ApiRequest, runner: NamedDependency[Runner], change_id: FromPath[UUID]) -> Response[bytes]:
    """Confirm, preview again, give up, or place records; `do` says which."""
    key, fields = str(change_id), dict(typed_into(request))
    await runner.read(request.user, service.require_reading)

    def work(uow: UnitOfWork) -> None:
        match fields.get("do"):
            case "commit":
                service.confirm(uow, key, fields.get("hash", ""), _chosen(fields))
            case "again":
                service.preview_again(uow, key)
            case "cancel":
                service.cancel(uow, key)
            case _:
                service_moves.place(uow, key, _placed(fields))

    try:
        await runner.write(request.user, work)
    except Invalid as error:
        return await _show(request, runner, key, _words(request, error), status=422)
    except Conflict as error:
        return await _show(
            request, runner, key, [(None, in_language(request, error.message_th, error.message_en))], status=409
        )
    forget_offices(runner)
    return go(f"{PATH}/{key}", said="saved")


def _chosen(fields: dict[str, str]) -> dict[str, RightChoice]:
    said = {name.removeprefix(_RIGHT): value for name, value in fields.items() if name.startswith(_RIGHT)}
    return {name: RightChoice.MOVE if value == RightChoice.MOVE else RightChoice.END for name, value in said.items()}


def _placed(fields: dict[str, str]) -> list[Placed]:
    found = []
    for name, value in fields.items():
        office = office_id_of(value) if name.startswith(_RECORD) else None
        if office is not None:
            found.append(Placed(activity_id=name.removeprefix(_RECORD), office_id=office))
    return found


async def _show(
    request: ApiRequest, runner: Runner, change_id: str, faults: Faults, *, status: int = 200
) -> Response[bytes]:
    def work(uow: UnitOfWork) -> tuple[OfficeChange, Undecided]:
        return service.read(uow, change_id), service_moves.undecided(uow, change_id)

    change, undecided = await runner.read(request.user, work)
    waits = change.status in {ChangeStatus.PREVIEWED, ChangeStatus.SCHEDULED, ChangeStatus.FAILED}
    return page(
        request,
        "reorganisations/change.html",
        status=status,
        change=change,
        seen=change.preview,
        undecided=undecided,
        faults=faults,
        roles={str(role): role for role in Role},
        choices=tuple(RightChoice),
        offices=await offices_of(request, runner),
        changes=waits and WHOLE_MINISTRY in offices_for(request.user, Permission.CHANGE_OFFICES),
        confirms=change.status is ChangeStatus.PREVIEWED,
    )


router = Router("/", route_handlers=[changes_page, send_file, change_page, decide])
