"""JSON routes of the exchange log: systems that send it, batches in, search, excerpts out."""

from typing import Annotated

from litestar import Response, Router, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from exports.exchange_log_lines import lines_csv, lines_xlsx
from ropa import clock
from ropa.access.rules import Permission
from ropa.disclosures import service_batches, service_log, service_sources
from ropa.settings import Settings
from ropa.web.authentication import TAKES_FILE, needs
from ropa.web.bodies import ApiRequest, download, json, read_body
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from ropa.web.uploads import body_limit, read_said, received
from schemas.exchange_log import (
    BatchAnswer,
    BatchFormat,
    BatchKey,
    Code,
    ExchangeBatches,
    ExchangeCount,
    ExchangeExcerpt,
    ExchangeKeeping,
    ExchangePage,
    ExchangeSearch,
    ExchangeSource,
    ExchangeSourceInput,
    ExchangeSources,
)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
#: What a body that is the file itself says of its kind.
_KINDS = {
    "text/csv": BatchFormat.CSV,
    "application/x-ndjson": BatchFormat.NDJSON,
    "application/json": BatchFormat.JSON,
}
SourceText = Annotated[str | None, QueryParameter(name="source", max_length=60, description="Code of the source")]
BatchText = Annotated[
    str | None, QueryParameter(name="batch", max_length=100, description="The sender's own key of the batch")
]
KindText = Annotated[
    str | None,
    QueryParameter(name="format", max_length=10, description="csv, ndjson or json; otherwise as Content-Type says"),
]


class BatchSaid(Struct, kw_only=True, forbid_unknown_fields=True):
    """What is said of a batch beside its file."""

    source: Code
    batch: BatchKey
    format: BatchFormat | None = None


@get(
    "/sources",
    opt=needs(Permission.READ_DISCLOSURES, answers={200: ExchangeSources}),
    summary="Systems that send in their exchange log",
)
async def list_exchange_sources(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Those of the offices whose disclosures one may read, by code."""
    return json(ExchangeSources(items=await runner.read(request.user, service_sources.listed)))


@post(
    "/sources",
    opt=needs(Permission.RECORD_DISCLOSURES, body=ExchangeSourceInput, answers={201: ExchangeSource}),
    summary="Name a system that will send in its exchange log",
    status_code=201,
)
async def add_exchange_source(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Its code is fixed: the lines mean it. Lines are kept for `keep_days`, at least 90 (Computer Crime Act s.26)."""
    given = await read_body(request, runner, ExchangeSourceInput)
    return json(await runner.write(request.user, lambda uow: service_sources.add(uow, given)), 201)


@put(
    "/sources/{source_code:str}/keeping",
    opt=needs(Permission.DECIDE_DISCLOSURES, body=ExchangeKeeping, answers={200: ExchangeSource}),
    summary="Decide how long the lines of a system are kept",
)
async def keep_exchange_source(
    request: ApiRequest, runner: NamedDependency[Runner], source_code: FromPath[str]
) -> Response[bytes]:
    """A person's decision; whole days past their time are dropped by the worker, and the trail says so."""
    given = await read_body(request, runner, ExchangeKeeping)
    return json(await runner.write(request.user, lambda uow: service_sources.keep(uow, source_code, given)))


@get(
    "/sources/{source_code:str}/batches",
    opt=needs(Permission.READ_DISCLOSURES, answers={200: ExchangeBatches}),
    summary="The newest batches of a system",
)
async def list_exchange_batches(
    request: ApiRequest, runner: NamedDependency[Runner], source_code: FromPath[str]
) -> Response[bytes]:
    """Up to 50, with how many lines were new."""
    found = await runner.read(request.user, lambda uow: service_sources.batches(uow, source_code))
    return json(ExchangeBatches(items=found))


@post(
    "/batches",
    opt=needs(Permission.RECORD_DISCLOSURES, answers={201: BatchAnswer, 200: BatchAnswer}, **{TAKES_FILE: BatchSaid}),
    summary="Send a batch of the exchange log",
    status_code=201,
)
async def send_exchange_batch(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    source: SourceText = None,
    batch: BatchText = None,
    kind: KindText = None,
) -> Response[bytes]:
    """Up to 50,000 lines as CSV, NDJSON or a JSON array in UTF-8, gzip or not; all of it is stored, or nothing.

    The nine columns of form 003: number, token, person, agency, status, service, provider, ip, at. Token and person are
    kept as keyed hashes only. The same batch once more answers 200 and stores nothing; a number that stands already
    with other content is refused by its line.
    """
    query = {"source": source, "batch": batch, "format": kind or _kind_of(request)}
    async with received(request, query) as sent:
        said = read_said(sent.said, BatchSaid)
        keys = keys_of(request)
        read = await runner.think(
            lambda: service_batches.read(sent.file, said.format or BatchFormat.CSV, keys, runner.now())
        )
    made = await runner.write(request.user, lambda uow: service_batches.take(uow, said.source, said.batch, read))
    return json(made, 200 if made.is_repeated else 201)


def _kind_of(request: ApiRequest) -> str | None:
    kind = _KINDS.get(request.headers.get("content-type", "").partition(";")[0].strip().lower())
    return None if kind is None else str(kind)


@post(
    "/search",
    opt=needs(Permission.SEARCH_EXCHANGES, body=ExchangeSearch, answers={200: ExchangePage}),
    summary="Search the exchange log",
    status_code=200,
)
async def search_exchange_log(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Newest first; send `next_cursor` back until it is null. A search for a person is written to the trail.

    `earlier` tells which lines cannot be searched for a person, because an earlier ID key made their hashes.
    It is a POST, so that no number of a person stands in an address.
    """
    given = await read_body(request, runner, ExchangeSearch)
    keys = keys_of(request)
    wanted = service_log.filter_of(keys, given)
    # Only a search for a person writes; the others must not wait for the writer.
    run = runner.read if wanted.person_hash is None or given.cursor else runner.write
    return json(await run(request.user, lambda uow: service_log.search(uow, wanted, given.cursor, given.limit, keys)))


@post(
    "/count",
    opt=needs(Permission.SEARCH_EXCHANGES, body=ExchangeSearch, answers={200: ExchangeCount}),
    summary="Count lines of the exchange log",
    status_code=200,
)
async def count_exchange_log(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Up to 100,000; `is_more` tells that there are more."""
    given = await read_body(request, runner, ExchangeSearch)
    wanted = service_log.filter_of(keys_of(request), given)
    return json(await runner.read(request.user, lambda uow: service_log.count(uow, wanted)))


async def _excerpt(request: ApiRequest, runner: Runner) -> ExchangeExcerpt:
    given = await read_body(request, runner, ExchangeSearch)
    keys = keys_of(request)
    wanted = service_log.filter_of(keys, given)
    return await runner.write(request.user, lambda uow: service_log.excerpt(uow, wanted, keys))


@post(
    "/excerpt",
    opt=needs(Permission.SEARCH_EXCHANGES, body=ExchangeSearch, answers={200: ExchangeExcerpt}),
    summary="Take an excerpt of the exchange log",
    status_code=200,
)
async def take_exchange_excerpt(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Every line that fits, oldest first, with their SHA-256; more than 10,000 are refused, never cut."""
    return json(await _excerpt(request, runner))


@post(
    "/lines.csv",
    opt=needs(Permission.SEARCH_EXCHANGES, body=ExchangeSearch, answers={200: CSV}),
    summary="An excerpt of the exchange log as CSV",
    status_code=200,
)
async def exchange_log_csv(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """UTF-8 for Excel, with the headings of form 003."""
    found = await _excerpt(request, runner)
    return download(await runner.think(lambda: lines_csv(found.lines)), CSV, "ropa-exchange-log.csv")


@post(
    "/lines.xlsx",
    opt=needs(Permission.SEARCH_EXCHANGES, body=ExchangeSearch, answers={200: XLSX}),
    summary="An excerpt of the exchange log as a workbook",
    status_code=200,
)
async def exchange_log_xlsx(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """The nine columns of form 003, and the SHA-256 of the excerpt."""
    found = await _excerpt(request, runner)
    today = clock.bangkok(runner.now()).date()
    made = await runner.think(lambda: lines_xlsx(found, printed_on=today))
    return download(made, XLSX, "ropa-exchange-log.xlsx")


def router_of(settings: Settings) -> Router:
    """Return the routes; a batch may be as large as any file."""
    return Router(
        "/api/v1/exchange-log",
        route_handlers=[
            list_exchange_sources,
            add_exchange_source,
            keep_exchange_source,
            list_exchange_batches,
            send_exchange_batch,
            search_exchange_log,
            count_exchange_log,
            take_exchange_excerpt,
            exchange_log_csv,
            exchange_log_xlsx,
        ],
        tags=["exchange-log"],
        request_max_body_size=body_limit(settings),
    )
