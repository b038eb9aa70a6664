"""The page of the monthly check's runs, and of running it: the numbers first, then the real check."""

from typing import Annotated

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from ropa.access.rules import Permission, offices_for
from ropa.errors import Invalid
from ropa.retention import service_check
from ropa.retention.pages import months_until
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.language import Language, language_of, words_of
from ropa.web.pages import go, link, page
from ropa.web.running import Runner
from ropa.web.short_forms import ShortForm, fresh, sent
from schemas.holding import CheckResult, DueState
from schemas.office import WHOLE_MINISTRY
from schemas.retention import RuleStatus
from schemas.vocabulary import Term

LIMIT = 24
Cursor = Annotated[str | None, QueryParameter(name="cursor", max_length=50)]


@get("/runs", opt=page_for(Permission.READ_RETENTION))
async def runs_page(request: ApiRequest, runner: NamedDependency[Runner], cursor: Cursor = None) -> Response[bytes]:
    """The evidence of each run, latest month first."""
    form = fresh(request)
    form.typed = {"month": months_until(form.now)[:1]}
    return await _show(request, runner, form, cursor=cursor or None)


@post("/runs", opt=page_for(Permission.RUN_RETENTION), status_code=200)
async def run_check(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Show what the check of a month would find; run it when that is what was asked for."""
    form = sent(request)
    month, really = form.value("month"), form.value("do") == "run"
    if month not in months_until(form.now):
        form.fault("month", "เลือกเดือนที่จะตรวจ", "Choose the month to check")
        return await _show(request, runner, form, status=422)
    try:
        result = await runner.write(request.user, lambda uow: service_check.check(uow, month, dry_run=not really))
    except Invalid as error:
        form.take(error.problems)
        return await _show(request, runner, form, status=422)
    if really:
        return go("/retention/runs", said="checked")
    return await _show(request, runner, form, result=result)


async def _show(
    request: ApiRequest,
    runner: Runner,
    form: ShortForm,
    *,
    cursor: str | None = None,
    result: CheckResult | None = None,
    status: int = 200,
) -> Response[bytes]:
    found = await runner.read(request.user, lambda uow: service_check.list_runs(uow, cursor, LIMIT))
    language = language_of(request)
    return page(
        request,
        "retention/runs.html",
        status=status,
        part="rows" if cursor else None,
        form=form,
        result=result,
        months=months_until(form.now),
        runs=found.items,
        sets={run.id: reasons_in(language, run.reasons, "holding") for run in found.items},
        records={run.id: reasons_in(language, run.reasons, "activity") for run in found.items},
        more=link("/retention/runs", cursor=found.next_cursor) if found.next_cursor else None,
        may_run=WHOLE_MINISTRY in offices_for(request.user, Permission.RUN_RETENTION),
    )


def reasons_in(language: Language, reasons: dict[str, int], of: str) -> list[tuple[str, int]]:
    """Return why things have no date, in words, with how many there are; the most frequent first.

    `of`: `holding`, data sets without a date, or `activity`, records whose period cannot be used.
    """
    terms: type[Term] = DueState if of == "holding" else RuleStatus
    states = ((code.partition("_"), count) for code, count in reasons.items())
    found = [(words_of(language, terms.of(state)), count) for (kind, _, state), count in states if kind == of]
    return sorted(found, key=lambda each: -each[1])


router = Router("/retention", route_handlers=[runs_page, run_check])
