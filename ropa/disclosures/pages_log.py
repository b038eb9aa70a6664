"""Pages of the exchange log: the search, its downloads, and the systems that send in their log."""

from typing import Any

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from msgspec import Struct

from exports.exchange_log_lines import lines_csv, lines_xlsx, moment_words
from ropa import clock
from ropa.access.rules import Permission, offices_for
from ropa.db.unit_of_work import UnitOfWork
from ropa.disclosures import service_log, service_sources
from ropa.errors import Conflict, Invalid, NotFound
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest, download
from ropa.web.offices import office_id_of, offices_of
from ropa.web.pages import go, page
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from ropa.web.short_forms import ShortForm, fresh, sent
from schemas.exchange_log import (
    MOST_EXCERPT,
    ExchangeCount,
    ExchangeKeeping,
    ExchangePage,
    ExchangeSearch,
    ExchangeSource,
    ExchangeSourceInput,
)

PATH = "/exchange-log"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
_TEXTS = ("source", "agency", "person", "service", "provider", "status", "ip")
_DOWNLOADS = frozenset({"csv", "xlsx"})


class Result(Struct, frozen=True):
    """What a search found. `count` is asked with its first page only."""

    page: ExchangePage
    count: ExchangeCount | None


@get("/", opt=page_for(Permission.SEARCH_EXCHANGES))
async def log_page(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """The empty search; nothing of a search ever stands in an address."""
    return await _show(request, runner, fresh(request), None)


@post("/", opt=page_for(Permission.SEARCH_EXCHANGES), status_code=200)
async def search_page(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Lines that fit, newest first; with `do` csv or xlsx, the excerpt as a file."""
    form = sent(request)
    given = _read(form)
    if given is None:
        return await _show(request, runner, form, None, status=422)
    try:
        keys = keys_of(request)
        wanted = service_log.filter_of(keys, given)
        if form.value("do") in _DOWNLOADS:
            return await _file(request, runner, form.value("do"), given)

        def work(uow: UnitOfWork) -> Result:
            found = service_log.search(uow, wanted, given.cursor, given.limit, keys)
            return Result(found, None if given.cursor else service_log.count(uow, wanted))

        # Only a search for a person writes (the trail); the others must not wait for the writer.
        run = runner.write if wanted.person_hash and not given.cursor else runner.read
        result = await run(request.user, work)
    except Invalid as error:
        form.take(error.problems)
        return await _show(request, runner, form, None, status=422)
    return await _show(request, runner, form, result)


async def _file(request: ApiRequest, runner: Runner, kind: str, given: ExchangeSearch) -> Response[bytes]:
    wanted = service_log.filter_of(keys_of(request), given)
    found = await runner.write(request.user, lambda uow: service_log.excerpt(uow, wanted))
    if kind == "csv":
        return download(await runner.think(lambda: lines_csv(found.lines)), CSV, "ropa-exchange-log.csv")
    today = clock.bangkok(runner.now()).date()
    made = await runner.think(lambda: lines_xlsx(found, printed_on=today))
    return download(made, XLSX, "ropa-exchange-log.xlsx")


def _read(form: ShortForm) -> ExchangeSearch | None:
    for name in (*_TEXTS, "cursor"):
        form.text(name)
    for name in ("since", "until"):
        form.moment(name)
    return form.read(ExchangeSearch)


async def _show(
    request: ApiRequest, runner: Runner, form: ShortForm, result: Result | None, *, status: int = 200
) -> Response[bytes]:
    sources = await runner.read(request.user, service_sources.listed)
    return page(
        request,
        "disclosures/log.html",
        status=status,
        form=form,
        result=result,
        sources=sources,
        moment_words=moment_words,
        most=MOST_EXCERPT,
        texts=_TEXTS,
    )


@get("/sources", opt=page_for(Permission.READ_DISCLOSURES))
async def sources_page(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Which systems send in their log, how long it is kept, and a form to name another."""
    return await _show_sources(request, runner, fresh(request, keep_days="365"))


@post("/sources", opt=page_for(Permission.READ_DISCLOSURES), status_code=200)
async def change_sources(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Name a system, or decide how long the lines of one are kept; which right it needs, the service knows."""
    form = sent(request)
    keeps = form.value("do") == "keep"
    given: Any = _read_keeping(form) if keeps else _read_source(form)
    if given is not None:
        code = form.value("code")
        try:
            if keeps:
                await runner.write(request.user, lambda uow: service_sources.keep(uow, code, given))
            else:
                await runner.write(request.user, lambda uow: service_sources.add(uow, given))
        except (Conflict, NotFound) as error:
            form.fault("code", error.message_th, error.message_en)
        except Invalid as error:
            form.take(error.problems)
        else:
            return go(f"{PATH}/sources", said="saved")
    return await _show_sources(request, runner, form, status=422)


def _days(form: ShortForm) -> None:
    words = form.value("keep_days").strip()
    if words.isascii() and words.isdecimal() and len(words) <= 5:  # noqa: PLR2004 - digits
        form.body["keep_days"] = int(words)
    else:
        form.fault("keep_days", "กรอกจำนวนวัน เช่น 365", "Give a number of days, for example 365")


def _read_source(form: ShortForm) -> ExchangeSourceInput | None:
    form.text("code", required=("กรอกรหัสระบบ", "Give a code"))
    form.text("name", required=("กรอกชื่อระบบ", "Give the name"))
    form.text("activity_id")
    _days(form)
    office_id = office_id_of(form.value("office_id"))
    if office_id is None:
        form.fault("office_id", "เลือกหน่วยงานเจ้าของระบบ", "Choose the office")
    else:
        form.body["office_id"] = office_id
    return form.read(ExchangeSourceInput)


def _read_keeping(form: ShortForm) -> ExchangeKeeping | None:
    _days(form)
    form.text("reason", required=("บอกเหตุผล", "Say why"))
    return form.read(ExchangeKeeping)


async def _show_sources(request: ApiRequest, runner: Runner, form: ShortForm, *, status: int = 200) -> Response[bytes]:
    sources: list[ExchangeSource] = await runner.read(request.user, service_sources.listed)
    offices = await offices_of(request, runner)
    held = offices_for(request.user, Permission.RECORD_DISCLOSURES)
    return page(
        request,
        "disclosures/sources.html",
        status=status,
        form=form,
        sources=sources,
        offices=offices,
        may_add=bool(held),
        may_decide=bool(offices_for(request.user, Permission.DECIDE_DISCLOSURES)),
        office_choices=offices.choices(held, office_id_of(form.value("office_id"))),
    )


router = Router(PATH, route_handlers=[log_page, search_page, sources_page, change_sources])
