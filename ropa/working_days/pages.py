"""The page of holidays: the table of a year, days that a person enters from a resolution, and its confirmation."""

from collections.abc import Callable
from typing import Annotated, Any

import msgspec
from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from ropa import clock
from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import NotFound, invalid
from ropa.offices import service as offices
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.pages import go, link, page
from ropa.web.running import Runner
from ropa.web.short_forms import ShortForm, fresh, sent
from ropa.web.steps import take
from ropa.working_days import service
from schemas.findings import Problem
from schemas.thai_text import arabic_digits
from schemas.working_days import (
    HolidayProposal,
    HolidayRemoval,
    HolidayScope,
    HolidaysInput,
    HolidayTable,
    YearInput,
    YearState,
)

PATH = "/working-days"
_BUDDHIST = 543
_LONGEST_LIST = 20_000
YearText = Annotated[str | None, QueryParameter(name="year", max_length=10)]


@get("/", opt=page_for(Permission.READ_OFFICES))
async def working_days_page(
    request: ApiRequest, runner: NamedDependency[Runner], year: YearText = None
) -> Response[bytes]:
    """The holidays of a Buddhist year; which days are proposed to be looked up; whether a person said it is whole."""
    return await _show(request, runner, fresh(request, scope=str(HolidayScope.NATIONAL)), _year(runner, year))


@post("/", opt=page_for(Permission.MANAGE_HOLIDAYS), status_code=200)
async def change_working_days(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Enter days, take one out that was a mistake, or say that a year's table is whole."""
    form = sent(request)
    year = _year(runner, form.value("year"))
    do, removed = form.value("do"), form.value("holiday")[:36]
    if do not in _READ:
        raise NotFound
    given = _READ[do](form, year)

    def step(uow: UnitOfWork, _version: int) -> object:
        if isinstance(given, HolidaysInput):
            return service.add(uow, given)
        if isinstance(given, YearInput):
            return service.confirm(uow, given)
        if isinstance(given, HolidayRemoval):
            service.remove(uow, removed, given)
            return None
        raise RuntimeError("nothing was read")

    named = {"reason": f"reason_{removed}" if do == "remove" else "year_reason", "days": "lines"}
    if do == "confirm":
        named |= {"source_ref": "year_source_ref", "scope": "year_scope", "scope_ref": "year_scope_ref"}
    if given is not None and await take(request, runner, form, step, named):
        return go(link(PATH, year=year + _BUDDHIST), said="saved")
    return await _show(request, runner, form, year, status=422)


def _year(runner: Runner, text: str | None) -> int:
    """Return the Gregorian year of what was typed as a Buddhist one; of nothing, this year in Bangkok."""
    typed = arabic_digits((text or "").strip())
    if not typed:
        return clock.bangkok(runner.now()).year
    if not (typed.isascii() and typed.isdecimal() and len(typed) == 4):  # noqa: PLR2004 - a year
        raise invalid("/year", "ระบุปี พ.ศ. เช่น 2570", "Give the Buddhist year, for example 2570")
    return int(typed) - _BUDDHIST


def _days(form: ShortForm, _year: int) -> HolidaysInput | None:
    form.body = {"scope": form.value("scope"), "scope_ref": form.value("scope_ref").strip()}
    form.text("source_ref", required=("ระบุมติหรือประกาศ", "Give the resolution or announcement"))
    days, problems = service.read_lines(form.value("lines")[:_LONGEST_LIST])
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


_READ: dict[str, Callable[[ShortForm, int], Any]] = {"add": _days, "confirm": _confirm, "remove": _remove}


def _provinces(uow: UnitOfWork) -> dict[str, str]:
    """Return the numbers of provinces, each with the name of its uppermost office."""
    found: dict[str, str] = {}
    for _depth, office in sorted(offices.office_tree(uow), key=lambda each: each[0]):
        if office.province_id is not None and office.ended_on is None:
            found.setdefault(str(office.province_id), office.name)
    return dict(sorted(found.items(), key=lambda each: each[1]))


async def _show(
    request: ApiRequest, runner: Runner, form: ShortForm, year: int, *, status: int = 200
) -> Response[bytes]:
    def work(uow: UnitOfWork) -> tuple[HolidayTable, HolidayProposal, dict[str, str]]:
        return service.table(uow, year), service.proposal(uow, year), _provinces(uow)

    table, proposal, provinces = await runner.read(request.user, work)
    return page(
        request,
        "working_days/year.html",
        status=status,
        form=form,
        faults=form.summary(),
        place=PATH,
        year=year + _BUDDHIST,
        table=table,
        proposal=proposal,
        provinces=provinces,
        scopes=tuple(HolidayScope),
        kept_days={each.day for each in table.items},
    )


router = Router(PATH, route_handlers=[working_days_page, change_working_days])
