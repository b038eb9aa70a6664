"""The page that exports the register: at once where it is small, by a process of its own where it is large."""

from typing import Annotated, Any

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from msgspec import Struct

from ropa.access.rules import Permission, offices_for
from ropa.db.unit_of_work import UnitOfWork
from ropa.downloads import service, service_register
from ropa.downloads.service_words import words_of_query
from ropa.errors import Conflict, Invalid
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.offices import office_id_of, offices_of
from ropa.web.pages import go, link, page
from ropa.web.running import Runner
from ropa.web.short_forms import ShortForm, fresh, sent
from schemas.downloads import DownloadInput

PATH = "/downloads/new"
FILTERS = ("q", "office", "status", "lawful_basis", "system", "mark", "in_use", "steward", "chosen", "as_of")
#: What /api/v1/register.xlsx can be narrowed to, and up to how many records a person need not wait for it.
AT_ONCE_BY, AT_ONCE = frozenset({"office", "status", "as_of"}), 1_000
REGISTER = "register.xlsx"
Text = Annotated[str | None, QueryParameter(name="q", max_length=200)]
OfficeText = Annotated[str | None, QueryParameter(name="office", max_length=20)]
StatusText = Annotated[str | None, QueryParameter(name="status", max_length=40)]
BasisText = Annotated[str | None, QueryParameter(name="lawful_basis", max_length=40)]
SystemText = Annotated[str | None, QueryParameter(name="system", max_length=200)]
MarkText = Annotated[str | None, QueryParameter(name="mark", max_length=40)]
UseText = Annotated[str | None, QueryParameter(name="in_use", max_length=10)]
StewardText = Annotated[str | None, QueryParameter(name="steward", max_length=36)]
ChosenText = Annotated[str | None, QueryParameter(name="chosen", max_length=36)]
AsOfText = Annotated[str | None, QueryParameter(name="as_of", max_length=40)]


class Choice(Struct, frozen=True):
    """A kind of file that can be asked for here."""

    name: str
    title: tuple[str, str]


@get(PATH, opt=page_for(Permission.EXPORT_REGISTER))
async def export_page(  # noqa: PLR0913, PLR0917 - one argument for each filter of the contract
    request: ApiRequest,
    runner: NamedDependency[Runner],
    q: Text = None,
    office: OfficeText = None,
    status: StatusText = None,
    lawful_basis: BasisText = None,
    system: SystemText = None,
    mark: MarkText = None,
    in_use: UseText = None,
    steward: StewardText = None,
    chosen: ChosenText = None,
    as_of: AsOfText = None,
) -> Response[bytes]:
    """What the file will hold, and in which form it is wanted."""
    values = (q, office, status, lawful_basis, system, mark, in_use, steward, chosen, as_of)
    given = dict(zip(FILTERS, values, strict=True))
    return await _show(request, runner, _query(given), fresh(request))


def _query(given: dict[str, str | None]) -> dict[str, Any]:
    """Return what is set of the filters. What is none of its kind stays as it is and is refused with its place."""
    query: dict[str, Any] = {name: text.strip() for name, text in given.items() if text and text.strip()}
    if "office" in query:
        query["office"] = query["office"] if (found := office_id_of(query["office"])) is None else found
    if query.get("in_use") in {"1", "True", "true"}:
        query["in_use"] = True
    return query


async def _show(
    request: ApiRequest,
    runner: Runner,
    query: dict[str, Any],
    form: ShortForm,
    problems: list[tuple[str | None, str]] | None = None,
    status: int = 200,
) -> Response[bytes]:
    def work(uow: UnitOfWork) -> tuple[dict[str, Any], int]:
        checked, read = service_register.read_query(query)
        return checked, service_register.counted(uow, read)

    checked, count = await runner.read(request.user, work)
    offices = await offices_of(request, runner)
    kinds = [
        Choice(name, kind.title)
        for name, kind in service.KINDS.items()
        if kind.of_register and offices_for(request.user, kind.permission)
    ]
    is_small = count <= AT_ONCE and set(checked) <= AT_ONCE_BY
    return page(
        request,
        "downloads/new.html",
        status=status,
        count=count,
        scope=words_of_query(checked, offices.name),
        query=checked,
        kinds=kinds,
        at_once=link("/api/v1/register.xlsx", **checked) if is_small else None,
        # Nobody waits for what is there at once.
        others=[each for each in kinds if not (is_small and each.name == REGISTER)],
        form=form,
        problems=problems or [],
        back=link("/activities", **{name: value for name, value in checked.items() if name != "as_of"}),
    )


@post(PATH, opt=page_for(Permission.EXPORT_REGISTER), status_code=200)
async def ask_page(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Have the file made, and go where its progress shows."""
    form = sent(request)
    query = _query({name: form.value(name) for name in FILTERS})
    said = DownloadInput(kind=form.value("kind"), query=query, reason=form.value("reason") or None)
    try:
        await runner.write(request.user, lambda uow: service.ask(uow, said))
    except Invalid as error:
        form.take(error.problems)
        return await _show(request, runner, query, form, form.summary(), 422)
    except Conflict as error:
        words = error.message_en if form.language == "en" else error.message_th
        return await _show(request, runner, query, form, [(None, words)], 409)
    request.app.state.downloads.wake()
    return go("/downloads", said="file-asked")


router = Router("/", route_handlers=[export_page, ask_page])
