"""The page of one record of a sent file: what was read, what would change, and mending it in place."""

from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct
from msgspec.structs import replace

from ropa.access.rules import Permission, offices_for
from ropa.activities import service_history
from ropa.errors import Conflict, Invalid
from ropa.imports import service_decide, service_preview
from ropa.imports.service_plan import Outlook
from ropa.web.authentication import page_for, typed_into
from ropa.web.bodies import ApiRequest
from ropa.web.forms import Typed, first, typed_of
from ropa.web.language import language_of
from ropa.web.offices import office_id_of, offices_of
from ropa.web.pages import go, in_language, page
from ropa.web.places import place_words
from ropa.web.running import Runner
from schemas.comparison import FieldChange
from schemas.diff import ChangeKind
from schemas.document import ActivityDocument, ActivityInput
from schemas.findings import Problem
from schemas.imports import ImportAction, ImportDecision, PreviewDetail, RemarkKind

MEND, TAKE = "mend:", "take:"
OFFICE = "/office_id"
#: Differences that a page shows; the record itself has them all once it is saved.
MOST = 300
CHANGE_TONES = {
    ChangeKind.ADDED: "good",
    ChangeKind.REMOVED: "bad",
    ChangeKind.CHANGED: "info",
    ChangeKind.MOVED: "neutral",
}
REMARK_TONES = {
    RemarkKind.LOST: "warn",
    RemarkKind.PROPOSED: "info",
    RemarkKind.ASSUMED: "neutral",
    RemarkKind.IGNORED: "neutral",
    RemarkKind.UNCERTAIN: "warn",
}


class Mend(Struct, frozen=True, kw_only=True):
    """A place that a person can mend: what stands there, and why somebody should look."""

    pointer: str
    name: str
    id: str
    label: str
    words: str
    faults: list[str]
    proposed: str | None
    taken: bool


@get("/{import_id:uuid}/records/{number:int}", opt=page_for(Permission.WRITE_ACTIVITIES))
async def record_page(
    request: ApiRequest, runner: NamedDependency[Runner], import_id: FromPath[UUID], number: FromPath[int]
) -> Response[bytes]:
    """Faults and proposals first, each with its field; then every answer that would be saved."""
    return await _show(request, runner, str(import_id), number, {}, [])


@post("/{import_id:uuid}/records/{number:int}", opt=page_for(Permission.WRITE_ACTIVITIES), status_code=200)
async def decide_page(
    request: ApiRequest, runner: NamedDependency[Runner], import_id: FromPath[UUID], number: FromPath[int]
) -> Response[bytes]:
    """Keep what was decided and mended."""
    key, typed = str(import_id), typed_of(typed_into(request))
    found = await runner.read(request.user, lambda uow: service_preview.outlook(uow, key, number))
    said = _decision(typed, found.data)
    try:
        await runner.write(request.user, lambda uow: service_decide.decide(uow, key, number, said))
    except Invalid as error:
        return await _show(request, runner, key, number, typed, list(error.problems))
    except Conflict as error:
        told = Problem(pointer="", message_th=error.message_th, message_en=error.message_en)
        return await _show(request, runner, key, number, typed, [told])
    return go(request.url.path, said="saved")


def _decision(typed: Typed, data: ActivityInput | None) -> ImportDecision:
    """Return what the form says; a field that still has the words it was sent with is not mended."""
    words = {
        name.removeprefix(MEND): values[0]
        for name, values in typed.items()
        if name.startswith(MEND) and values[0] != first(typed, f"was:{name}")
    }
    action = first(typed, "action")
    office = first(typed, "office")
    return ImportDecision(
        action=ImportAction.of(action) if action in set(map(str, ImportAction)) else None,
        office_id=office_id_of(office) if office else None,
        mend=words if data is not None else None,
        take=[name.removeprefix(TAKE) for name in typed if name.startswith(TAKE)],
    )


async def _show(
    request: ApiRequest, runner: Runner, import_id: str, number: int, typed: Typed, problems: list[Problem]
) -> Response[bytes]:
    found = await runner.read(request.user, lambda uow: service_preview.outlook(uow, import_id, number))
    shown = service_preview.detail_of(found)
    changes = await runner.think(lambda: _changes(request, found))
    offices = await offices_of(request, runner)
    mends = _mends(request, found, shown, typed, problems)
    return page(
        request,
        "imports/record.html",
        status=422 if problems else 200,
        import_id=import_id,
        found=shown,
        typed=typed,
        problems=[
            (_id_of(each.pointer, mends), in_language(request, each.message_th, each.message_en)) for each in problems
        ],
        general=[
            _words(request, each)
            for each in shown.problems
            if _id_of(each.pointer, mends) is None and each.pointer != OFFICE
        ],
        office_fault=next(
            (in_language(request, e.message_th, e.message_en) for e in shown.problems if e.pointer == "/office_id"),
            None,
        ),
        mends=mends,
        remarks=[each for each in shown.said if each.kind is not RemarkKind.PROPOSED],
        place_of=lambda pointer: place_words(pointer, language_of(request)) if pointer else "",
        groups=[
            (in_language(request, some[0].section_th, some[0].section_en), some)
            for some in (list(each) for _, each in groupby(changes[:MOST], key=lambda change: change.section))
        ],
        left_out=max(0, len(changes) - MOST),
        total=len(changes),
        tones=CHANGE_TONES,
        remark_tones=REMARK_TONES,
        office_choices=offices.choices(offices_for(request.user, Permission.WRITE_ACTIVITIES), found.record.office_id),
        office_name=offices.name,
    )


def _changes(request: ApiRequest, found: Outlook) -> list[FieldChange]:
    """Return what saving would change; of a new record everything that was read, as added."""
    after = found.result or found.data
    if after is None:
        return []
    changing = found.record.action == ImportAction.CHANGE and found.present is not None
    before = found.present if changing and found.present is not None else ActivityDocument()
    return service_history.changes_between(before, after.document(), language_of(request))


def _mends(
    request: ApiRequest, found: Outlook, shown: PreviewDetail, typed: Typed, problems: Iterable[Problem]
) -> list[Mend]:
    """Return the places that ask for a person, in the order of the faults, then of the proposals."""
    if found.data is None or shown.saved_id is not None:
        return []
    faults: dict[str, list[str]] = {}
    for each in (*problems, *shown.problems):
        if service_decide.can_mend(found.data, each.pointer):
            faults.setdefault(each.pointer, []).append(_words(request, each))
    pointers = dict.fromkeys((*faults, *shown.proposals))
    raw = {each.pointer: each.raw for each in shown.said if each.pointer and each.raw}
    made = []
    for at, pointer in enumerate(pointers, 1):
        name = f"{MEND}{pointer}"
        present = service_decide.words_at(found.data, pointer) or (raw.get(pointer) or "" if pointer in faults else "")
        made.append(
            Mend(
                pointer=pointer,
                name=name,
                id=f"m-{at}",
                label=place_words(pointer, language_of(request)),
                words=first(typed, name) if name in typed else present,
                faults=list(dict.fromkeys(faults.get(pointer, []))),
                proposed=shown.proposals.get(pointer),
                taken=f"{TAKE}{pointer}" in typed,
            )
        )
    return _told_apart(made)


def _told_apart(made: list[Mend]) -> list[Mend]:
    """Return the fields, those of one name numbered: lines within a row have the name of their column."""
    of, seen, told = Counter(each.label for each in made), Counter[str](), []
    for each in made:
        seen[each.label] += 1
        label = f"{each.label} ({seen[each.label]}/{of[each.label]})" if of[each.label] > 1 else each.label
        told.append(replace(each, label=label))
    return told


def _words(request: ApiRequest, problem: Problem) -> str:
    return in_language(request, problem.message_th, problem.message_en)


def _id_of(pointer: str, mends: list[Mend]) -> str | None:
    return next((each.id for each in mends if each.pointer == pointer), None)
