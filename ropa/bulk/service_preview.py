"""What a run would do to each record, and what stands against it, before anything is done."""

from collections.abc import Callable, Iterator, Sequence

import msgspec
from msgspec import Struct

from ropa.access.rules import Permission
from ropa.activities import service_chosen, service_stewards, service_stewards_named
from ropa.activities.service import document_of
from ropa.bulk import rules, service_fill, store
from ropa.bulk.rules_replace import places_of
from ropa.bulk.service import owned, read
from ropa.bulk.service_errors import Errors
from ropa.bulk.service_rights import Rights, noted
from ropa.bulk.store import Detail, Item
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid, RopaError, Unavailable, invalid
from schemas.bulk import BulkKind, BulkRun, BulkState, BulkTerms, ItemState
from schemas.document import ActivityDocument
from schemas.listing import StoredRevision

_OPEN = (BulkState.CHOSEN, BulkState.PREVIEWED)


class Looked(Struct, frozen=True):
    """A preview that is still to be kept."""

    run_id: str
    terms: BulkTerms
    items: list[Item]


def prepare(uow: UnitOfWork, run_id: str, terms: BulkTerms) -> Looked:
    """Return what the run would do; nothing is kept. Documents are read a hundred at a time.

    Raises: NotFound; Conflict for a run that was begun; Invalid with every fault of the terms.
    """
    run = owned(uow, run_id)
    _still_open(run)
    faults = [*rules.faults_of(terms), *service_fill.faults_of(terms)]
    if faults:
        raise Invalid(faults)
    ids = service_chosen.of_run(uow, run.id)
    if terms.person_id is not None and terms.person_id not in _nameable(uow, ids):
        # One answer for who is not there and who may not be named: no id is turned into a name.
        raise invalid(
            "/person_id",
            "ไม่พบบุคคลนี้ หรือท่านมอบหมายรายการเหล่านี้ให้ไม่ได้",
            "There is no such person, or you may not assign these records to them",
        )
    looks = {BulkKind.ASSIGN: _assign, BulkKind.REPLACE: _replace, BulkKind.SUBMIT: _submit, BulkKind.FILL: _fill}
    return Looked(run.id, terms, list(looks[terms.kind](uow, ids, terms)))


def _nameable(uow: UnitOfWork, ids: Sequence[str]) -> set[str]:
    return service_stewards_named.nameable(uow, service_chosen.heads(uow, ids))


def people(uow: UnitOfWork, run_id: str) -> list[tuple[str, str]]:
    """Return (person, name) of those whom the actor may make stewards of what was chosen, by name, at most 300.

    Raises: NotFound.
    """
    return service_stewards_named.by_name(uow, _nameable(uow, service_chosen.of_run(uow, owned(uow, run_id).id)))


def _still_open(run: store.Run) -> None:
    if run.state not in _OPEN or run.undo_of is not None:
        raise Conflict("งานชุดนี้เริ่มทำไปแล้ว ให้เลือกรายการใหม่", "This run was begun; choose the records again")


def keep(uow: UnitOfWork, looked: Looked) -> BulkRun:
    """Keep a preview in the place of the one before, and return the run.

    Raises: NotFound, Conflict.
    """
    run = owned(uow, looked.run_id, lock=True)
    _still_open(run)
    store.drop_items(uow, run.id)
    store.add_items(uow, run.id, looked.items)
    values: dict[str, object] = {
        "state": str(BulkState.PREVIEWED),
        "kind": str(looked.terms.kind),
        "terms": msgspec.json.encode(looked.terms).decode(),
        "seen": run.seen + 1,
    }
    store.change(uow, run.id, values)
    return read(uow, run.id)


def _item(number: int, stored: StoredRevision, title: str, words: rules.Words | None, **more: object) -> Item:
    values: dict[str, object] = {"state": ItemState.READY} | more
    return Item(
        number=number,
        activity_id=stored.id,
        ref=stored.ref,
        title=title,
        office_id=stored.office_id,
        version=stored.version,
        hash_before=stored.content_hash,
        message_th=words[0] if words else None,
        message_en=words[1] if words else None,
        **values,  # type: ignore[arg-type]  # each by its own name above
    )


Look = Callable[[int, StoredRevision, ActivityDocument, str], Item]


def _each(uow: UnitOfWork, ids: Sequence[str], look: Look) -> Iterator[Item]:
    """Look at the records as the actor may read them: a draft that is not theirs to see decides and tells nothing.

    One that the program cannot take is refused with the reference of its fault; the others go on.
    """
    for number, stored in enumerate(service_chosen.shown(uow, ids), start=1):
        try:
            document = document_of(stored)
            header = document.form.header
            yield look(number, stored, document, header.sub_process or header.main_process or "")
        except Unavailable as error:
            words = error.message_th, error.message_en
            yield _item(number, stored, "", words, state=ItemState.REFUSED)
        except RopaError:
            raise
        except Exception as error:  # noqa: BLE001  # one record's fault is told, the others are looked at
            yield _item(number, stored, "", noted(uow, stored.id, error), state=ItemState.REFUSED)


def _replace(uow: UnitOfWork, ids: Sequence[str], terms: BulkTerms) -> Iterator[Item]:
    def change(document: ActivityDocument) -> Detail | None:
        places = places_of(document, terms.find or "", terms.put or "", in_part=terms.in_part)
        return Detail(places=places) if places else None

    return _edited(uow, ids, change, None)


def _fill(uow: UnitOfWork, ids: Sequence[str], terms: BulkTerms) -> Iterator[Item]:
    return _edited(uow, ids, lambda document: service_fill.change(document, terms), rules.ANSWERED)


def _edited(
    uow: UnitOfWork,
    ids: Sequence[str],
    change: Callable[[ActivityDocument], Detail | None],
    nothing: rules.Words | None,
) -> Iterator[Item]:
    """Look at records whose text is to change. `nothing` is said where there is nothing to change."""
    may = Rights(uow)

    def look(number: int, stored: StoredRevision, document: ActivityDocument, title: str) -> Item:
        detail = change(document)
        if detail is None:
            return _item(number, stored, title, nothing, state=ItemState.NOTHING)
        against = rules.replace_obstacle(stored.status, writes=may(Permission.WRITE_ACTIVITIES, stored.office_id))
        if against is not None:
            return _item(number, stored, title, against, state=ItemState.REFUSED)
        starts = stored.status not in rules.OPEN_DRAFT
        count = len(detail.places)
        return _item(number, stored, title, None, starts_draft=starts, place_count=count, detail=detail)

    return _each(uow, ids, look)


def _submit(uow: UnitOfWork, ids: Sequence[str], _terms: BulkTerms) -> Iterator[Item]:
    may, errors = Rights(uow), Errors(uow, ids)

    def look(number: int, stored: StoredRevision, document: ActivityDocument, title: str) -> Item:
        against = rules.submit_obstacle(stored.status, submits=may(Permission.SUBMIT_ACTIVITIES, stored.office_id))
        if against is not None:
            return _item(number, stored, title, against[1], state=against[0])
        return _item(number, stored, title, rules.will_stop(errors.of(stored, document)))

    return _each(uow, ids, look)


def _assign(uow: UnitOfWork, ids: Sequence[str], terms: BulkTerms) -> Iterator[Item]:
    may = Rights(uow)
    found = list(service_chosen.heads(uow, ids))
    stewards = service_stewards.of_items(uow, ((each.id, each.office_id) for each in found))
    writers = service_stewards.writers_at(uow, {each.office_id for each in found})
    for number, stored in enumerate(found, start=1):
        present = stewards.get(stored.id)
        before = present.person_id if present else None
        refused = service_stewards.obstacle(
            uow,
            assigns=may(Permission.ASSIGN_ACTIVITIES, stored.office_id),
            writes=may(Permission.WRITE_ACTIVITIES, stored.office_id),
            present=present,
            person_id=terms.person_id,
        )
        state, words = ItemState.READY, rules.NONE
        if before == terms.person_id:
            state, words = ItemState.NOTHING, rules.SAME_STEWARD
        elif refused is not None:
            state, words = ItemState.REFUSED, (refused.message_th, refused.message_en)
        elif terms.person_id is not None and terms.person_id not in writers[stored.office_id]:
            state, words = ItemState.REFUSED, rules.NO_WRITER
        yield Item(
            number=number,
            activity_id=stored.id,
            ref=stored.ref,
            title=stored.sub_process or stored.main_process or "",
            office_id=stored.office_id,
            version=0,
            hash_before="",
            state=state,
            message_th=words[0] or None,
            message_en=words[1] or None,
            place_count=0,
            detail=Detail(before=before, after=terms.person_id),
        )
