"""The page of holidays: a year's table beside what a library proposes, days that a person enters from a resolution
(pasted, or from a file, looked over first), and its confirmation.
"""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

import msgspec
from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from msgspec import Struct

from ropa import clock
from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import NotFound
from ropa.offices import service as offices
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.pages import go, link, page
from ropa.web.running import Runner
from ropa.web.short_forms import ShortForm, fresh, sent
from ropa.web.steps import take
from ropa.web.uploads import file_in, form_of
from ropa.working_days import service, service_proposals
from schemas.findings import Problem
from schemas.thai_dates import BE_OFFSET
from schemas.working_days import (
    Holiday,
    HolidayDay,
    HolidayProposal,
    HolidayRemoval,
    HolidayScope,
    HolidaysInput,
    HolidayTable,
    LinesInput,
    LinesRead,
    NotForAgencies,
    ProposalTaking,
    YearInput,
    YearState,
)

PATH = "/working-days"
_LONGEST_LIST = 20_000
_LOOK = "look"
YearText = Annotated[str | None, QueryParameter(name="year", max_length=10)]


@get("/", opt=page_for(Permission.READ_OFFICES))
async def working_days_page(
    request: ApiRequest, runner: NamedDependency[Runner], year: YearText = None
) -> Response[bytes]:
    """The holidays of a Buddhist year; which days are proposed to be looked up; whether a person said it is whole."""
    return await _show(request, runner, fresh(request, scope=str(HolidayScope.NATIONAL)), _year(runner, year))


@post("/", opt=page_for(Permission.MANAGE_HOLIDAYS), status_code=200)
async def change_working_days(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Look a list over, enter days, take one out that was a mistake, or say that a year's table is whole."""
    form = sent(request)
    year = _year(runner, form.value("year"))
    do, removed = form.value("do"), form.value("holiday")[:36]
    if do == _LOOK:
        return await _look(request, runner, form, year)
    if do not in _READ:
        raise NotFound
    given = _READ[do](form, year)

    def step(uow: UnitOfWork, _version: int) -> object:
        return _take_step(uow, given, removed)

    named = {"reason": f"reason_{removed}" if do == "remove" else "year_reason", "days": "lines"}
    if isinstance(given, ProposalTaking):
        named = {"days": "day", "source_ref": "proposal_source_ref"}
    if do == "confirm":
        named |= {"source_ref": "year_source_ref", "scope": "year_scope", "scope_ref": "year_scope_ref"}
    if given is not None and await take(request, runner, form, step, named):
        return go(link(PATH, year=year + BE_OFFSET), said="saved")
    return await _show(request, runner, form, year, status=422)


def _take_step(uow: UnitOfWork, given: object, removed: str) -> object:
    if isinstance(given, HolidaysInput):
        return service.add(uow, given)
    if isinstance(given, ProposalTaking):
        return service_proposals.take(uow, given)
    if isinstance(given, YearInput):
        return service.confirm(uow, given)
    if isinstance(given, HolidayRemoval):
        service.remove(uow, removed, given)
        return None
    raise RuntimeError("nothing was read")


def _year(runner: Runner, text: str | None) -> int:
    """Return the Gregorian year of what was typed as a Buddhist one; of nothing, this year in Bangkok."""
    typed = (text or "").strip()
    return service.buddhist_year(typed) if typed else clock.bangkok(runner.now()).year


async def _look(request: ApiRequest, runner: Runner, form: ShortForm, year: int) -> Response[bytes]:
    """Show what a list or a file says, line by line. Nothing is entered; what is new becomes the form's lines."""
    text = form.value("lines")[:_LONGEST_LIST]
    file = file_in(await form_of(request))
    if file is not None and file.filename:
        name, content = file.filename, await file.read(service_proposals.MOST_BYTES + 1)
        try:
            text = await runner.think(lambda: service_proposals.read_file(name, content))
        except ValueError as error:
            form.fault("file", *str(error).split(" / ", 1))
            return await _show(request, runner, form, year, status=422)
    form.typed = {**form.typed, "lines": [text]}
    form.body = {
        "lines": text,
        "year": year,
        "scope": form.value("scope"),
        "scope_ref": form.value("scope_ref").strip(),
    }
    if not text.strip():
        form.fault("lines", "วางรายการหรือเลือกไฟล์", "Paste a list or choose a file")
    given = form.read(LinesInput)
    if given is None:
        return await _show(request, runner, form, year, status=422)
    read = await runner.read(request.user, lambda uow: service_proposals.look_over(uow, given))
    if not read.faults and read.new:
        form.typed = {**form.typed, "lines": [service_proposals.lines_of(read)]}
    return await _show(request, runner, form, year, status=422 if read.faults else 200, read=read)


def _take(form: ShortForm, year: int) -> ProposalTaking | None:
    words = form.value("proposal_source_ref").strip()
    form.body = {"year": year, "source_ref": words}
    if form.value("do") == "take":
        form.body["days"] = form.values("day")
        if not form.body["days"]:
            form.fault("day", "เลือกอย่างน้อยหนึ่งวัน", "Choose at least one day")
    if not words:
        form.fault("proposal_source_ref", "ระบุมติหรือประกาศที่ใช้ตรวจ", "Give the resolution that it was compared with")

    def field(pointer: str) -> str:
        return "day" if pointer.startswith("/days") else "proposal_source_ref"

    return form.read(ProposalTaking, field)


def _days(form: ShortForm, year: int) -> HolidaysInput | None:
    form.body = {"scope": form.value("scope"), "scope_ref": form.value("scope_ref").strip(), "year": year}
    form.text("source_ref", required=("ระบุมติหรือประกาศ", "Give the resolution or announcement"))
    days, problems = service_proposals.read_lines(form.value("lines")[:_LONGEST_LIST], year)
    if not days and not problems:
        form.fault("lines", "ใส่วันหยุดอย่างน้อยหนึ่งวัน", "Give at least one day")
    form.take(_at("lines", each) for each in problems)
    form.body["days"] = msgspec.to_builtins(days)
    return form.read(HolidaysInput, lambda pointer: "lines" if pointer.startswith("/days") else pointer.strip("/"))


def _at(name: str, problem: Problem) -> Problem:
    return msgspec.structs.replace(problem, pointer=f"/{name}")


def _confirm(form: ShortForm, year: int) -> YearInput | None:
    taken_back = form.value("state") == YearState.TAKEN_BACK
    form.body = {
        "year": year,
        "scope": form.value("year_scope") or str(HolidayScope.NATIONAL),
        "scope_ref": form.value("year_scope_ref").strip(),
        "source_ref": form.value("year_source_ref").strip(),
        "state": str(YearState.TAKEN_BACK if taken_back else YearState.CONFIRMED),
    }
    if not form.body["source_ref"]:
        form.fault("year_source_ref", "ระบุมติหรือประกาศที่ใช้ตรวจ", "Give the resolution that it was compared with")
    reason = form.value("year_reason").strip()
    if reason:
        form.body["reason"] = reason
    elif taken_back:
        form.fault("year_reason", "เขียนเหตุผล", "Say why")
    return form.read(YearInput, lambda pointer: f"year_{pointer.strip('/')}")


def _remove(form: ShortForm, _year: int) -> HolidayRemoval | None:
    words = f"reason_{form.value('holiday')[:36]}"
    form.body = {"reason": form.value(words).strip()}
    if not form.body["reason"]:
        form.fault(words, "เขียนเหตุผล", "Say why")
    return form.read(HolidayRemoval, lambda _pointer: words)


_READ: dict[str, Callable[[ShortForm, int], Any]] = {
    "add": _days,
    "take": _take,
    "take-all": _take,
    "confirm": _confirm,
    "remove": _remove,
}


def _provinces(uow: UnitOfWork) -> dict[str, str]:
    """Return the numbers of provinces, each with the name of its uppermost office."""
    found: dict[str, str] = {}
    for _depth, office in sorted(offices.office_tree(uow), key=lambda each: each[0]):
        if office.province_id is not None and office.ended_on is None:
            found.setdefault(str(office.province_id), office.name)
    return dict(sorted(found.items(), key=lambda each: each[1]))


class Beside(Struct, frozen=True, kw_only=True):
    """A day as a library proposes it, beside what stands in the national table."""

    day: date
    proposed: HolidayDay | None = None
    refused: NotForAgencies | None = None
    entered: Holiday | None = None


def _beside(table: HolidayTable, proposal: HolidayProposal) -> list[Beside]:
    proposed = {each.day: each for each in proposal.items}
    refused = {each.day: each for each in proposal.not_for_agencies}
    entered = {each.day: each for each in table.items if each.scope is HolidayScope.NATIONAL}
    return [
        Beside(day=day, proposed=proposed.get(day), refused=refused.get(day), entered=entered.get(day))
        for day in sorted(proposed.keys() | refused.keys() | entered.keys())
    ]


async def _show(
    request: ApiRequest,
    runner: Runner,
    form: ShortForm,
    year: int,
    *,
    status: int = 200,
    read: LinesRead | None = None,
) -> Response[bytes]:
    def work(uow: UnitOfWork) -> tuple[HolidayTable, HolidayProposal, dict[str, str]]:
        return service.table(uow, year), service_proposals.proposal(uow, year), _provinces(uow)

    table, proposal, provinces = await runner.read(request.user, work)
    beside = _beside(table, proposal)
    return page(
        request,
        "working_days/year.html",
        status=status,
        form=form,
        faults=form.summary(),
        place=PATH,
        year=year + BE_OFFSET,
        table=table,
        proposal=proposal,
        beside=beside,
        left=sum(each.proposed is not None and each.entered is None for each in beside),
        read=read,
        provinces=provinces,
        scopes=tuple(HolidayScope),
    )


router = Router(PATH, route_handlers=[working_days_page, change_working_days])
