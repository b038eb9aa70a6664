"""What a run would do to each record, and what stands against it, before anything is done."""

from collections.abc import Iterator, Sequence

import msgspec
from msgspec import Struct

from ropa.access.rules import Permission
from ropa.activities import service_chosen, service_stewards
from ropa.activities.service import document_of
from ropa.bulk import rules, store
from ropa.bulk.rules_replace import places_of
from ropa.bulk.service import owned, read
from ropa.bulk.store import Detail, Item
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid, invalid
from schemas.bulk import BulkKind, BulkRun, BulkState, BulkTerms, ItemState
from schemas.document import ActivityDocument
from schemas.listing import StoredRevision

_OPEN = (BulkState.CHOSEN, BulkState.PREVIEWED)


class Looked(Struct, frozen=True):
    """A preview that is still to be kept."""

    run_id: str
    terms: BulkTerms
    items: list[Item]


class _Rights:
    """At which offices the actor may do what: asked once for all records of a run."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._known: dict[Permission, frozenset[int] | None] = {}

    def __call__(self, permission: Permission, office_id: int) -> bool:
        if permission not in self._known:
            self._known[permission] = service_chosen.offices_with(self._uow, permission)
        offices = self._known[permission]
        return offices is None or office_id in offices


def prepare(uow: UnitOfWork, run_id: str, terms: BulkTerms) -> Looked:
    """Return what the run would do; nothing is kept. Documents are read a hundred at a time.

    Raises: NotFound; Conflict for a run that was begun; Invalid with every fault of the terms.
    """
    run = owned(uow, run_id)
    _still_open(run)
    faults = rules.faults_of(terms)
    if faults:
        raise Invalid(faults)
    if terms.person_id is not None and service_stewards.name_of(uow, terms.person_id) is None:
        raise invalid("/person_id", "ไม่พบบุคคลนี้", "There is no such person")
    ids = service_chosen.of_run(uow, run.id)
    looks = {BulkKind.ASSIGN: _assign, BulkKind.REPLACE: _replace, BulkKind.SUBMIT: _submit}
    return Looked(run.id, terms, list(looks[terms.kind](uow, ids, terms)))


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


def _item(number: int, stored: StoredRevision, document: ActivityDocument, **more: object) -> Item:
    header = document.form.header
    values: dict[str, object] = {"state": ItemState.READY} | more
    words = values.pop("words", None)
    if isinstance(words, tuple):
        values["message_th"], values["message_en"] = words
    return Item(
        number=number,
        activity_id=stored.id,
        ref=stored.ref,
        title=header.sub_process or header.main_process or "",
        office_id=stored.office_id,
        version=stored.version,
        hash_before=stored.content_hash,
        **values,  # type: ignore[arg-type]  # each by its own name above
    )


def _each(uow: UnitOfWork, ids: Sequence[str]) -> Iterator[tuple[int, StoredRevision, ActivityDocument, bool]]:
    for number, (stored, approved) in enumerate(service_chosen.currents(uow, ids), start=1):
        yield number, stored, document_of(stored), approved


def _replace(uow: UnitOfWork, ids: Sequence[str], terms: BulkTerms) -> Iterator[Item]:
    may = _Rights(uow)
    for number, stored, document, _ in _each(uow, ids):
        places = places_of(document, terms.find or "", terms.put or "", in_part=terms.in_part)
        if not places:
            yield _item(number, stored, document, state=ItemState.NOTHING, place_count=0)
            continue
        against = rules.replace_obstacle(stored.status, writes=may(Permission.WRITE_ACTIVITIES, stored.office_id))
        yield _item(
            number,
            stored,
            document,
            state=ItemState.READY if against is None else ItemState.REFUSED,
            words=against,
            starts_draft=against is None and stored.status not in rules.OPEN_DRAFT,
            place_count=len(places),
            detail=Detail(places=places),
        )


def _submit(uow: UnitOfWork, ids: Sequence[str], _terms: BulkTerms) -> Iterator[Item]:
    may = _Rights(uow)
    for number, stored, document, _ in _each(uow, ids):
        against = rules.submit_obstacle(stored.status, submits=may(Permission.SUBMIT_ACTIVITIES, stored.office_id))
        if against is None:
            errors = service_chosen.blocking_of(uow, stored.id, document)
            yield _item(number, stored, document, words=rules.will_stop(errors), place_count=0)
        else:
            yield _item(number, stored, document, state=against[0], words=against[1], place_count=0)


def _assign(uow: UnitOfWork, ids: Sequence[str], terms: BulkTerms) -> Iterator[Item]:
    may = _Rights(uow)
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
