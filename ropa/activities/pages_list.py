"""The list of the register as a page: search, filters, and pages by cursor."""

from collections.abc import Iterable
from typing import Annotated, TypeVar

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from msgspec import Struct, structs

from ropa.access.rules import Permission, offices_for
from ropa.activities import service_listing
from ropa.activities.pages_list_rows import lines_of
from ropa.activities.pages_list_search import is_plain, search_of
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid, RopaError, invalid
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.language import Language, language_of, translate, words_of
from ropa.web.language import mark as _
from ropa.web.offices import Offices, office_id_of, offices_of
from ropa.web.pages import link, page
from ropa.web.running import Runner
from schemas.listing import ActivityFilter, ActivityPage, ActivitySort
from schemas.record_marks import RecordMark
from schemas.vocabulary import LawfulBasis, RevisionStatus, Term

T = TypeVar("T", bound=Term)
LIMIT = 50
#: A form sends an empty value for a filter that is not set, so each of them is text here.
Text = Annotated[str | None, QueryParameter(name="q", max_length=200)]
OfficeText = Annotated[str | None, QueryParameter(name="office", max_length=20)]
StatusText = Annotated[str | None, QueryParameter(name="status", max_length=40)]
BasisText = Annotated[str | None, QueryParameter(name="lawful_basis", max_length=40)]
SystemText = Annotated[str | None, QueryParameter(name="system", max_length=200)]
StewardText = Annotated[str | None, QueryParameter(name="steward", max_length=36)]
ChosenText = Annotated[str | None, QueryParameter(name="chosen", max_length=36)]
MarkText = Annotated[str | None, QueryParameter(name="mark", max_length=40)]
UseText = Annotated[str | None, QueryParameter(name="in_use", max_length=10)]
SortText = Annotated[str | None, QueryParameter(name="sort", max_length=20)]
Cursor = Annotated[str | None, QueryParameter(name="cursor", max_length=120)]
#: How the address says that retired records are left out.
IN_USE = frozenset({"1", "true", "True"})
#: Lines that are counted; a list of more says so.
MOST_COUNTED = 10_000


class Head(Struct, frozen=True):
    """The head of a column that the list can stand in the order of."""

    href: str
    state: str
    """For `aria-sort`."""


class Chip(Struct, frozen=True):
    """One filter that is set, in words, and the address of the list without it."""

    name: str
    words: str
    without: str


#: What a page does with the chosen records, and who is offered it.
ACTS = (
    ("assign", _("มอบหมายผู้ดูแล"), (Permission.ASSIGN_ACTIVITIES, Permission.WRITE_ACTIVITIES)),
    ("submit", _("ส่งตรวจสอบ"), (Permission.SUBMIT_ACTIVITIES,)),
    ("replace", _("เปลี่ยนชื่อหน่วยงาน"), (Permission.WRITE_ACTIVITIES,)),
    ("fill", _("เติมช่องที่ว่าง"), (Permission.WRITE_ACTIVITIES,)),
    ("export", _("ส่งออก"), (Permission.EXPORT_REGISTER,)),
)
#: Of the filter `steward`.
ME, NONE = "me", "none"


@get("/activities", opt=page_for(Permission.READ_ACTIVITIES))
async def list_page(  # noqa: PLR0913, PLR0917 - one argument for each filter of the contract
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
    sort: SortText = None,
    cursor: Cursor = None,
) -> Response[bytes]:
    """What the reader may see; filters and order are part of the address, so a list can be passed on."""
    wanted = structs.replace(
        _filter(q, office, status, lawful_basis, system, mark),
        in_use=True if in_use in IN_USE else None,
        steward=(steward or "").strip() or None,
        chosen=(chosen or "").strip() or None,
    )
    return await _show(request, runner, wanted, _sort(sort), cursor or None)


def _sort(code: str | None) -> ActivitySort:
    faults: list[RopaError] = []
    found = _term(ActivitySort, "sort", code, faults)
    if faults:
        raise faults[0]
    return found or ActivitySort.NEWEST


async def _show(
    request: ApiRequest, runner: Runner, wanted: ActivityFilter, sort: ActivitySort, cursor: str | None
) -> Response[bytes]:
    run = runner.short_read if is_plain(wanted, sort) else runner.read

    def work(uow: UnitOfWork) -> ActivityPage:
        return service_listing.page_with_stewards(uow, wanted, cursor, LIMIT, sort)

    found = await run(request.user, work)
    count = len(found.items)
    if found.next_cursor and not cursor:
        # By itself and never on the event loop: in a few offices each of ten thousand lines is looked at.
        count = await runner.read(request.user, lambda uow: service_listing.count_up_to(uow, wanted, MOST_COUNTED))
    # A name is read off the records that the reader sees; an id in an address is turned into no name.
    stewards = (each.steward for each in found.items if each.steward and each.steward.person_id == wanted.steward)
    steward_name = next((each.name for each in stewards), None)
    offices = await offices_of(request, runner)
    query = _query(wanted)
    here = query | ({} if sort is ActivitySort.NEWEST else {"sort": sort})
    acts = [(do, words) for do, words, rights in ACTS if any(offices_for(request.user, each) for each in rights)]
    language, held = language_of(request), offices_for(request.user, Permission.READ_ACTIVITIES)
    lines, fragments = lines_of(found.items, offices, language, picks=bool(acts))
    search, chosen = search_of(wanted, sort, language, offices, held, steward_name=steward_name)
    return page(
        request,
        "activities/list.html",
        part="rows" if cursor else None,
        fragments=fragments | chosen,
        items=found.items,
        lines=lines,
        first=not cursor,
        more=link("/activities", **here, cursor=found.next_cursor) if found.next_cursor else None,
        search=search,
        count=count,
        most_counted=MOST_COUNTED,
        sort=sort,
        heads={name: _head(name, sort, query) for name in ("ref", "office", "status")},
        chips=list(_chips(wanted, here, offices, language, steward_name)),
        here_again=link("/activities", **here),
        acts=acts,
        export=link("/downloads/new", **query),
    )


def _filter(
    q: str | None,
    office: str | None,
    status: str | None,
    lawful_basis: str | None,
    system: str | None,
    mark: str | None,
) -> ActivityFilter:
    """Return the filter; raises Invalid with every value that no choice of the page sends."""
    faults: list[RopaError] = []
    office_id = office_id_of(office) if office else None
    if office and office_id is None:
        faults.append(invalid("/office", "ไม่มีหน่วยงานนี้", "There is no such office"))
    found_status = _term(RevisionStatus, "status", status, faults)
    found_basis = _term(LawfulBasis, "lawful_basis", lawful_basis, faults)
    found_mark = _term(RecordMark, "mark", mark, faults)
    if faults:
        raise Invalid([each for fault in faults if isinstance(fault, Invalid) for each in fault.problems])
    return ActivityFilter(
        q=(q or "").strip() or None,
        office=office_id,
        status=found_status,
        lawful_basis=found_basis,
        system=(system or "").strip() or None,
        mark=found_mark,
    )


def _term(kind: type[T], name: str, code: str | None, faults: list[RopaError]) -> T | None:
    if not code:
        return None
    try:
        return kind.of(code)
    except KeyError:
        faults.append(invalid(f"/{name}", "ไม่มีตัวเลือกนี้", "There is no such choice"))
        return None


_SAID = {"in_use": _("ไม่รวมที่เลิกใช้"), "chosen": _("เฉพาะรายการที่เลือกไว้")}
_STEWARDS = {ME: _("ที่ฉันดูแล"), NONE: _("ยังไม่มีผู้ดูแล")}


def _query(wanted: ActivityFilter) -> dict[str, object]:
    return {name: getattr(wanted, name) for name in wanted.__struct_fields__} | {
        "in_use": "1" if wanted.in_use else None
    }


def _head(name: str, sort: ActivitySort, query: dict[str, object]) -> Head:
    """Return the head of a column: a click orders by it, a second one the other way round."""
    state = {name: "ascending", f"-{name}": "descending"}.get(str(sort), "none")
    return Head(link("/activities", **query, sort=f"-{name}" if state == "ascending" else name), state)


def _chips(
    wanted: ActivityFilter, here: dict[str, object], offices: Offices, language: Language, steward_name: str | None
) -> Iterable[Chip]:
    for name, value in _query(wanted).items():
        if value is None:
            continue
        words = offices.name(int(str(value))) if name == "office" else str(value)
        if isinstance(value, Term):
            words = words_of(language, value)
        if name in _SAID:
            words = translate(language, _SAID[name])
        if name == "steward":
            words = translate(language, _STEWARDS.get(words, _("ผู้ดูแล"))) + (f": {steward_name}" if steward_name else "")
        yield Chip(name, words, link("/activities", **(here | {name: None})))


router = Router("/", route_handlers=[list_page])
