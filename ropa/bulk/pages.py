"""Pages of work on many records: what was chosen, what is to be done, the preview, the result, taking it back."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from msgspec import Struct, to_builtins

from ropa.access.rules import Permission
from ropa.bulk import service, service_fill, service_preview, service_run, service_undo
from ropa.bulk.pages_fill import filling_of, take_answer
from ropa.bulk.service_shown import shown_pieces
from ropa.db.unit_of_work import UnitOfWork
from ropa.downloads.service_words import Words, words_of_query
from ropa.errors import Conflict, Invalid
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.bulk_running import carry_out, look
from ropa.web.language import language_of
from ropa.web.offices import offices_of
from ropa.web.pages import go, link, page
from ropa.web.places import place_words
from ropa.web.running import Runner
from ropa.web.short_forms import ShortForm, fresh, sent
from schemas.bulk import BulkItem, BulkKind, BulkRun, BulkState, BulkTerms, ItemState
from schemas.findings import Problem

PATH = "/bulk"
Cursor = Annotated[str | None, QueryParameter(name="cursor", max_length=40)]
After = Annotated[int | None, QueryParameter(name="after", ge=0, le=1_000_000)]
Show = Annotated[str | None, QueryParameter(name="show", max_length=20)]
Field = Annotated[str | None, QueryParameter(name="pointer", max_length=300)]
Asked = Annotated[str | None, QueryParameter(name="kind", max_length=20)]
Everybody = Annotated[str | None, QueryParameter(name="everybody", max_length=1)]
#: Of the form of a steward: nobody is to look after the records.
NOBODY = "nobody"
#: What a page shows first of a run, in this order.
_FIRST = (ItemState.READY, ItemState.DONE, ItemState.FAILED, ItemState.REFUSED, ItemState.NOTHING)
#: Records with a reason that stand above the preview.
_NAMED = 50


class Part(Struct, frozen=True):
    """Which part of a run is looked at."""

    kind: BulkKind | None = None
    show: str | None = None
    after: int = 0
    pointer: str | None = None
    """Of `fill`: the field that is to be filled."""


#: A run as it is opened.
WHOLE = Part()


class Shown(Struct, frozen=True):
    """What the page of a run shows of its records."""

    run: BulkRun
    state: ItemState
    items: list[BulkItem]
    more: str | None
    named: list[BulkItem]
    """Records that cannot be done, named above the preview."""
    drift: service.Drift | None
    people: list[tuple[str, str]]


@get(PATH, opt=page_for(Permission.READ_ACTIVITIES))
async def runs_page(
    request: ApiRequest, runner: NamedDependency[Runner], cursor: Cursor = None, everybody: Everybody = None
) -> Response[bytes]:
    """One's own runs, newest first; everybody's for who may read the whole trail."""
    found = await runner.read(
        request.user, lambda uow: service.list_runs(uow, cursor or None, service.PAGE, everybody=bool(everybody))
    )
    return page(
        request,
        "bulk/list.html",
        items=found.items,
        place=lambda pointer: place_words(pointer, language_of(request)),
        everybody=bool(everybody),
        first=not cursor,
        more=link(PATH, cursor=found.next_cursor, everybody=everybody) if found.next_cursor else None,
    )


def _kind(name: str | None) -> BulkKind | None:
    return next((each for each in BulkKind if str(each) == name), None)


@get(PATH + "/{run_id:uuid}", opt=page_for(Permission.READ_ACTIVITIES))
async def run_page(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    run_id: FromPath[UUID],
    kind: Asked = None,
    show: Show = None,
    after: After = None,
    pointer: Field = None,
) -> Response[bytes]:
    """What was chosen, the form of what is to be done, and the preview or the result."""
    return await _show(request, runner, str(run_id), part=Part(_kind(kind), show, after or 0, pointer))


async def _show(
    request: ApiRequest,
    runner: Runner,
    run_id: str,
    *,
    part: Part = WHOLE,
    form: ShortForm | None = None,
    status: int = 200,
) -> Response[bytes]:
    def work(uow: UnitOfWork) -> Shown:
        return _looked(uow, service.read(uow, run_id), part)

    shown = await runner.read(request.user, work)
    run, language = shown.run, language_of(request)
    offices = await offices_of(request, runner)
    scope: list[Words] = [] if run.query is None else words_of_query(to_builtins(run.query), offices.name)
    form = form or fresh(request, **_values(run))
    kind = part.kind or run.kind or BulkKind.REPLACE
    return page(
        request,
        "bulk/run.html",
        status=status,
        run=run,
        kind=kind,
        kinds=[(each, link(f"{PATH}/{run.id}", kind=str(each))) for each in BulkKind],
        shown=shown,
        states=[(each, run.count(each)) for each in _FIRST if run.count(each)],
        scope=scope,
        form=form,
        offices=offices,
        list_of=link("/activities", chosen=run.id),
        again=link("/activities", **({} if run.query is None else to_builtins(run.query))),
        more=link(f"{PATH}/{run.id}", show=str(shown.state), after=shown.more) if shown.more else None,
        filling=filling_of(request, run, part.pointer, form) if kind is BulkKind.FILL else None,
        answer=service_fill.words(run.terms, language) if run.kind is BulkKind.FILL and run.terms else "",
        place=lambda pointer: place_words(pointer, language),
        pieces=lambda each: shown_pieces(run, each),
        focus=None,
    )


def _values(run: BulkRun) -> dict[str, str]:
    terms = run.terms
    if terms is None:
        return {}
    nobody = NOBODY if terms.kind is BulkKind.ASSIGN else None
    values = {"person_id": terms.person_id or nobody, "find": terms.find, "put": terms.put, "note": terms.note}
    return {name: value for name, value in values.items() if value} | ({"in_part": "yes"} if terms.in_part else {})


def _looked(uow: UnitOfWork, run: BulkRun, part: Part) -> Shown:
    wanted = next((each for each in ItemState if str(each) == part.show), None)
    state = wanted or next((each for each in _FIRST if run.count(each)), ItemState.READY)
    found = service.items(uow, run.id, [state], part.after, service.PAGE)
    stuck = [each for each in (ItemState.FAILED, ItemState.REFUSED) if each is not state]
    names = part.after == 0 and wanted is None
    is_open = run.state in {BulkState.CHOSEN, BulkState.PREVIEWED}
    asks = is_open and run.is_mine and run.undo_of is None and (part.kind or run.kind) is BulkKind.ASSIGN
    return Shown(
        run=run,
        state=state,
        items=found.items,
        more=found.next_cursor,
        named=service.items(uow, run.id, stuck, 0, _NAMED).items if names else [],
        drift=service.drift(uow, run) if is_open else None,
        people=service_preview.people(uow, run.id) if asks else [],
    )


@post(PATH + "/{run_id:uuid}", opt=page_for(Permission.READ_ACTIVITIES), status_code=200)
async def act(request: ApiRequest, runner: NamedDependency[Runner], run_id: FromPath[UUID]) -> Response[bytes]:
    """Preview, confirm, go on, stop, or take back; `do` says which."""
    form, key = sent(request), str(run_id)
    try:
        match form.value("do"):
            case "confirm":
                seen = form.value("seen")
                number = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 8 else 0  # noqa: PLR2004
                await runner.write(request.user, lambda uow: service_run.confirm(uow, key, number))
                await carry_out(request, runner, key)
            case "go":
                await carry_out(request, runner, key)
            case "stop":
                await runner.write(request.user, lambda uow: service_run.stop(uow, key))
            case "undo":
                made = await runner.write(request.user, lambda uow: service_undo.start(uow, key))
                return go(f"{PATH}/{made.id}")
            case _:
                return await _preview(request, runner, key, form)
    except Conflict as error:
        form.take([Problem(pointer="", message_th=error.message_th, message_en=error.message_en)])
        return await _show(request, runner, key, form=form, status=409)
    return go(f"{PATH}/{key}")


async def _preview(request: ApiRequest, runner: Runner, run_id: str, form: ShortForm) -> Response[bytes]:
    form.text("kind")
    for name in ("person_id", "find", "put", "note"):
        form.text(name)
    form.body["in_part"] = form.value("in_part") == "yes"
    if form.value("kind") == str(BulkKind.ASSIGN):
        # Nobody is a choice that somebody makes, never what a form begins with.
        if not form.value("person_id"):
            form.fault("person_id", "เลือกผู้ดูแล หรือเลือก “ไม่มีผู้ดูแล”", "Choose a steward, or “nobody”")
        form.body["person_id"] = None if form.value("person_id") == NOBODY else form.body.get("person_id")
    if form.value("kind") == str(BulkKind.FILL):
        form.take(take_answer(form))
    terms = None if form.problems else form.read(BulkTerms)
    if terms is not None:
        try:
            await look(request, runner, run_id, terms)
        except Invalid as error:
            form.take(error.problems)
        else:
            return go(f"{PATH}/{run_id}")
    part = Part(_kind(form.value("kind")), pointer=form.value("pointer") or None)
    return await _show(request, runner, run_id, part=part, form=form, status=422)


router = Router("/", route_handlers=[runs_page, run_page, act])
