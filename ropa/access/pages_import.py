"""Pages that give rights to a list of people from an Excel file: sent, looked over, given as a whole.

Between both steps the list waits encrypted among its sender's unsaved texts: no national ID stands in a page.
"""

from typing import Any

import msgspec
from litestar import Response, Router, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from msgspec import Struct

from ropa import clock
from ropa.access import people_sheet, service_lists
from ropa.access.people_sheet import SheetRow
from ropa.access.rules import Permission
from ropa.access.rules_people import masked
from ropa.access.service_lists import Listed
from ropa.buffers import service as buffers
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid
from ropa.offices import service as offices_service
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.offices import offices_of
from ropa.web.pages import go, in_language, page
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from schemas.national_ids import has_check_digit

PATH = "/people/import"
_FIELD = "rows"


class Line(Struct, frozen=True):
    """A line of the list as its reader sees it."""

    line: int
    person: str
    role: Any
    office: str
    valid_through: Any
    faults: list[str]
    doubtful: bool
    """The check digit of the number is wrong: perhaps mistyped, and no reason to refuse."""


@get(PATH, opt=page_for(Permission.MANAGE_GRANTS))
async def import_page(request: ApiRequest) -> Response[bytes]:
    """Choose the file."""
    return page(request, "access/import.html", lines=None, problem=None, faults=0)


@post(PATH, opt=page_for(Permission.MANAGE_GRANTS), status_code=200)
async def look(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Read the file and show every line with its faults. Nothing is given yet."""
    content = await _content(request)
    if not content:
        words = in_language(request, "เลือกไฟล์ Excel", "Choose an Excel file")
        return page(request, "access/import.html", status=422, lines=None, problem=words, faults=0)
    offices = await runner.read(request.user, offices_service.list_offices)
    today = clock.bangkok(runner.now()).date()
    try:
        rows = await runner.think(lambda: people_sheet.read_sheet(content, offices, today))
    except ValueError as error:
        thai, _, english = str(error).partition(" / ")
        problem = in_language(request, thai, english)
        return page(request, "access/import.html", status=422, lines=None, problem=problem, faults=0)
    listed = [_listed(row) for row in rows if not row.problems]
    keys = keys_of(request)

    def work(uow: UnitOfWork) -> dict[int, list[str]]:
        found = service_lists.check_all(uow, keys, listed, "")
        if not found and listed and len(listed) == len(rows):
            buffers.keep(uow, keys, PATH, [(_FIELD, msgspec.json.encode(listed).decode())])
        faults: dict[int, list[str]] = {}
        for each in found:
            words = in_language(request, each.message_th, each.message_en)
            faults.setdefault(int(each.pointer.split("/")[1]), []).append(words)
        return faults

    faults = await runner.write(request.user, work)
    names = await offices_of(request, runner)
    lines = [
        Line(
            row.line,
            masked(row.national_id) if row.national_id else "",
            row.role,
            names.name(row.office_id) if row.office_id is not None else "",
            row.valid_through,
            [in_language(request, each.message_th, each.message_en) for each in row.problems]
            + faults.get(row.line, []),
            row.national_id is not None and not has_check_digit(row.national_id),
        )
        for row in rows
    ]
    wrong = sum(bool(each.faults) for each in lines)
    status = 422 if wrong or not lines else 200
    return page(request, "access/import.html", status=status, lines=lines, problem=None, faults=wrong)


async def _content(request: ApiRequest) -> bytes:
    form = await request.form()
    sent = form.get("file")
    return await sent.read() if isinstance(sent, UploadFile) else b""


def _listed(row: SheetRow) -> Listed:
    return msgspec.convert(
        {name: getattr(row, name) for name in Listed.__struct_fields__}, Listed, strict=False, from_attributes=False
    )


@post(f"{PATH}/commit", opt=page_for(Permission.MANAGE_GRANTS), status_code=200)
async def commit(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Give all rights of the list that was looked over last."""
    keys = keys_of(request)

    def work(uow: UnitOfWork) -> bool:
        kept = buffers.find(uow, keys, PATH)
        if kept is None:
            return False
        try:
            people = msgspec.json.decode(dict(kept.fields).get(_FIELD, ""), type=list[Listed])
        except msgspec.DecodeError:  # whoever keeps something else here has looked nothing over
            buffers.discard(uow, PATH)
            return False
        service_lists.give_all(uow, keys, people, "")
        buffers.discard(uow, PATH)
        return True

    try:
        done = await runner.write(request.user, work)
    except Invalid as error:
        first = error.problems[0]
        words = in_language(request, first.message_th, first.message_en)
        return page(request, "access/import.html", status=422, lines=None, problem=words, faults=0)
    return go("/people", said="granted") if done else go(PATH)


router = Router("/", route_handlers=[import_page, look, commit])
