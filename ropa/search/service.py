"""The search over everything that the actor may see: one small query or two for each kind, each with its own right."""

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from ropa.access import service as access
from ropa.access import service_grants
from ropa.access.rules import Permission
from ropa.activities import service_listing, service_systems
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Forbidden, invalid
from ropa.offices import service as offices
from ropa.procedures import service_found as procedures
from ropa.procedures.service_found import FoundRound
from ropa.search import rules, store
from schemas.breach import BreachPhase
from schemas.destruction import ListState
from schemas.disclosures import ExchangeState
from schemas.listing import ActivityFilter, ActivityItem
from schemas.national_ids import may_hold_national_id
from schemas.office import Office
from schemas.procedure_record import ProcedureItem
from schemas.request_terms import RequestState
from schemas.search import Found, FoundGroup, FoundKind, SearchAnswer
from schemas.systems import SystemItem
from schemas.thai_text import searchable
from schemas.vocabulary import Term

#: Shown of each kind when all are looked through, and when one is.
FEW = 5
MOST = 50
Words = Sequence[str]
Keys = Collection[str]


class _Source(NamedTuple):
    """How one kind is found by words, and by its keys. Both raise Forbidden for whom the kind is not."""

    found: Callable[[UnitOfWork, Words, int], list[Found]]
    named: Callable[[UnitOfWork, Keys], list[Found]]


def find(uow: UnitOfWork, q: str, kind: FoundKind | None = None, limit: int | None = None) -> SearchAnswer:
    """Return what holds every word of `q` and may be seen by the actor, of one kind or of all.

    Kinds for which the actor has no right are left out without a word.
    Raises: Invalid for a national ID: nobody is found by it, and addresses are kept by browsers.
    """
    if may_hold_national_id(q):
        raise invalid(
            "/q",
            "ห้ามค้นหาด้วยเลขประจำตัวประชาชน ลบเลขออกแล้วค้นหาอีกครั้ง",
            "Do not search by a national ID; remove the number",
        )
    words = rules.words_of(q)
    wanted = min(limit or (FEW if kind is None else MOST), MOST)
    groups = []
    for each in FoundKind if words else ():
        if kind is None or kind is each:
            items = _found(uow, each, words, wanted + 1)
            if items:
                path = rules.list_of(each, q)
                groups.append(FoundGroup(kind=each, items=items[:wanted], is_more=len(items) > wanted, path=path))
    return SearchAnswer(q=q, is_short=len(searchable(q)) < rules.SHORTEST, groups=groups)


def _found(uow: UnitOfWork, kind: FoundKind, words: Words, limit: int) -> list[Found]:
    try:
        return _SOURCES[kind].found(uow, words, limit)
    except Forbidden:
        return []


def named(uow: UnitOfWork, places: Collection[tuple[FoundKind, str]]) -> list[Found]:
    """Return those of some things that the actor may see now, in their order; one query or two for each kind."""
    known: dict[tuple[FoundKind, str], Found] = {}
    for kind in FoundKind:
        keys = [key for each, key in places if each is kind]
        try:
            known |= {(kind, item.key): item for item in (_SOURCES[kind].named(uow, keys) if keys else ())}
        except Forbidden:
            continue
    return [known[place] for place in places if place in known]


def _item(kind: FoundKind, key: str, title: str | None, **more: object) -> Found:
    told = {"ref": None, "office_id": None, "note_th": None, "note_en": None, "path": rules.path_of(kind, key), **more}
    return Found(kind=kind, key=key, title=title, **told)  # type: ignore[arg-type]


def _record(item: ActivityItem) -> Found:
    title = item.sub_process or item.main_process
    state = item.status
    return _item(
        FoundKind.RECORD,
        item.id,
        title,
        ref=item.ref,
        office_id=item.office_id,
        note_th=state.th,
        note_en=state.en,
    )


def _records(uow: UnitOfWork, words: Words, limit: int) -> list[Found]:
    found = service_listing.page(uow, ActivityFilter(q=" ".join(words)), None, limit)
    return [_record(item) for item in found.items]


def _records_named(uow: UnitOfWork, keys: Keys) -> list[Found]:
    return [_record(item) for item in service_listing.named(uow, keys).values()]


def _system(item: SystemItem) -> Found:
    owner = item.owner or item.kept_by
    return _item(FoundKind.SYSTEM, item.key, item.name, note_th=owner, note_en=owner)


def _systems(uow: UnitOfWork, words: Words, limit: int) -> list[Found]:
    keys = service_systems.keys_named(uow, words, limit)
    found = service_systems.items(uow, keys) if keys else {}
    return [_system(found[key]) for key in keys if key in found]


def _systems_named(uow: UnitOfWork, keys: Keys) -> list[Found]:
    return [_system(item) for item in service_systems.items(uow, keys).values()]


def _office(office: Office) -> Found:
    ended = office.ended_on is not None
    note = {"note_th": "ยุบหรือรวมแล้ว", "note_en": "has ended"} if ended else {}
    return _item(FoundKind.OFFICE, str(office.id), office.name, office_id=None, **note)


def _offices(uow: UnitOfWork, words: Words, limit: int) -> list[Found]:
    # Names of offices are no secret, but the page of one is the list of its records: only where there may be any.
    wanted = [searchable(word) for word in words]
    names = ((searchable(each.name), each) for each in offices.offices_with(uow, Permission.READ_ACTIVITIES))
    return [_office(each) for name, each in names if all(word in name for word in wanted)][:limit]


def _offices_named(uow: UnitOfWork, keys: Keys) -> list[Found]:
    return [_office(each) for each in offices.offices_with(uow, Permission.READ_ACTIVITIES) if str(each.id) in keys]


def _people(uow: UnitOfWork, words: Words, limit: int) -> list[Found]:
    return [_item(FoundKind.PERSON, *each) for each in service_grants.people_named(uow, words, limit)]


def _people_named(uow: UnitOfWork, keys: Keys) -> list[Found]:
    return [_item(FoundKind.PERSON, *each) for each in service_grants.people_known(uow, sorted(keys)).items()]


def _procedure(item: ProcedureItem) -> Found:
    state, told = item.status, {"ref": item.ref, "office_id": item.office_id}
    return _item(FoundKind.PROCEDURE, item.id, item.title or None, **told, note_th=state.th, note_en=state.en)


def _procedures(uow: UnitOfWork, words: Words, limit: int) -> list[Found]:
    return [_procedure(item) for item in procedures.procedures(uow, words, limit)]


def _procedures_named(uow: UnitOfWork, keys: Keys) -> list[Found]:
    return [_procedure(item) for item in procedures.procedures_named(uow, keys)]


def _round(item: FoundRound) -> Found:
    path = rules.path_of(FoundKind.ROUND, item.round_id)
    if item.office_id is not None:
        path = f"{path}/offices/{item.office_id}"
    told = {"ref": item.ref, "office_id": item.office_id, "path": path}
    return _item(FoundKind.ROUND, item.key, item.title, **told, note_th=item.state.th, note_en=item.state.en)


def _rounds(uow: UnitOfWork, words: Words, limit: int) -> list[Found]:
    return [_round(item) for item in procedures.rounds(uow, words, limit)]


def _rounds_named(uow: UnitOfWork, keys: Keys) -> list[Found]:
    return [_round(item) for item in procedures.rounds_named(uow, keys)]


def _with_reference(kind: FoundKind, permission: Permission, states: type[Term]) -> _Source:
    """Return how something with a reference, a state and an office is found."""

    def shown(row: store.AnyRow) -> Found:
        state = states.of(row.state)
        title = None if row.title == row.ref else row.title
        return _item(kind, row.id, title, ref=row.ref, office_id=row.office_id, note_th=state.th, note_en=state.en)

    def found(uow: UnitOfWork, words: Words, limit: int) -> list[Found]:
        visible = access.visible_offices(uow, permission)
        return [shown(row) for row in store.found(uow, kind, visible, limit, words=words)]

    def by_key(uow: UnitOfWork, keys: Keys) -> list[Found]:
        visible = access.visible_offices(uow, permission)
        return [shown(row) for row in store.found(uow, kind, visible, len(keys), keys=keys)]

    return _Source(found, by_key)


_SOURCES = {
    FoundKind.RECORD: _Source(_records, _records_named),
    FoundKind.SYSTEM: _Source(_systems, _systems_named),
    FoundKind.OFFICE: _Source(_offices, _offices_named),
    FoundKind.PERSON: _Source(_people, _people_named),
    FoundKind.BREACH: _with_reference(FoundKind.BREACH, Permission.READ_BREACHES, BreachPhase),
    FoundKind.REQUEST: _with_reference(FoundKind.REQUEST, Permission.READ_REQUESTS, RequestState),
    FoundKind.DESTRUCTION: _with_reference(FoundKind.DESTRUCTION, Permission.READ_RETENTION, ListState),
    FoundKind.EXCHANGE: _with_reference(FoundKind.EXCHANGE, Permission.READ_DISCLOSURES, ExchangeState),
    FoundKind.PROCEDURE: _Source(_procedures, _procedures_named),
    FoundKind.ROUND: _Source(_rounds, _rounds_named),
}
