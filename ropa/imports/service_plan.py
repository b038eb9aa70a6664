"""What saving a read record would do: which record of the register it means, and what would change in it.

Works on many records at once: a file of 5,000 records asks the register some dozens of times, not thousands.
"""

from collections.abc import Iterable, Sequence

import msgspec
from msgspec import Struct

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.activities import service as activities
from ropa.activities import service_matching as matching
from ropa.activities.rules import completed, problems_of
from ropa.activities.service_matching import Target
from ropa.db.unit_of_work import UnitOfWork
from ropa.imports import store
from ropa.imports.rules_merging import lost, merged, placed
from ropa.imports.store import StoredRecord
from ropa.offices import service as offices
from schemas.diff import compare
from schemas.document import ActivityDocument, ActivityInput, Source, content_hash, encode_document
from schemas.findings import Problem
from schemas.imports import ImportAction, Remark
from schemas.vocabulary import RevisionStatus

OPEN = frozenset({RevisionStatus.DRAFT, RevisionStatus.APPROVED})
_SOURCES = msgspec.json.Decoder(dict[str, Source])
_INPUT = msgspec.json.Decoder(ActivityInput)
_REMARKS = msgspec.json.Decoder(list[Remark])
_PROBLEMS = msgspec.json.Decoder(list[Problem])


def data_of(record: StoredRecord) -> ActivityInput | None:
    """Return the document of a record as it stands now."""
    return None if record.data is None else _INPUT.decode(record.data)


def remarks_of(record: StoredRecord) -> list[Remark]:
    """Return what the reader said of a record."""
    return _REMARKS.decode(record.remarks)


def problems_read(record: StoredRecord) -> list[Problem]:
    """Return what was wrong in the file."""
    return _PROBLEMS.decode(record.problems)


class Outlook(Struct, kw_only=True):
    """One record with what the register knows of it."""

    record: StoredRecord
    data: ActivityInput | None
    target: Target | None = None
    present: ActivityDocument | None = None
    """The target's newest document."""
    sources: dict[str, Source] = {}
    result: ActivityInput | None = None
    """What would be saved."""
    problems: list[Problem] = []


def plan(
    uow: UnitOfWork, sha256: str, records: Sequence[StoredRecord], *, fresh: bool, change_alike: bool = True
) -> list[Outlook]:
    """Return the outlook of records and note it in them. `fresh`: what to do is proposed anew; else the choice stays.

    `change_alike`: a change is proposed for a record that is only known by its names, not by a reference.

    Raises: Forbidden.
    """
    outlooks = [Outlook(record=each, data=data_of(each)) for each in records]
    _find_targets(uow, sha256, outlooks, fresh=fresh)
    _read_targets(uow, outlooks)
    faults = _OfficeFaults(uow)
    for each in outlooks:
        if fresh and not change_alike and each.record.target_why == "names":
            each.record.target_why = "names_kept"
        _judge(each, faults, fresh=fresh)
    return outlooks


def _find_targets(uow: UnitOfWork, sha256: str, outlooks: Sequence[Outlook], *, fresh: bool) -> None:
    read = [each for each in outlooks if each.data is not None]
    before = store.saved_before(uow, sha256) if fresh else {}
    kept = {each.record.target_id for each in read if each.record.target_id and not fresh}
    ids = matching.known(uow, {*before.values(), *kept})
    refs = matching.named(uow, {each.record.read_ref for each in read if each.record.read_ref}) if fresh else {}
    same = matching.same(uow, {_hash(each.data) for each in read if each.data is not None})
    names = matching.alike(uow, {_names(each) for each in read}) if fresh else {}
    for each in read:
        record = each.record
        twin = same.get((record.office_id or 0, _hash(each.data)))
        if not fresh:
            # What was created since the file was looked at, by this very file perhaps, is not created again.
            each.target = ids.get(record.target_id or "") or (twin if record.target_id is None else None)
            continue
        found: tuple[Target | None, str | None] = (None, None)
        for target, why in (
            (ids.get(before.get(record.number, "")), "file"),
            (refs.get(record.read_ref or ""), "ref"),
            (twin, "same"),
            (names.get(_names(each)), "names"),
        ):
            if target is not None:
                found = (target, why)
                break
        each.target, record.target_why = found
        record.target_id = each.target.id if each.target else None


def _hash(data: ActivityInput | None) -> str:
    return content_hash(encode_document(completed(data.document()))) if data is not None else ""


def _names(outlook: Outlook) -> matching.Names:
    header = outlook.data.form.header if outlook.data is not None else None
    if header is None:
        return (0, None, None, None)
    return (outlook.record.office_id or 0, header.main_process, header.sub_process, header.responsible_org_unit)


def _read_targets(uow: UnitOfWork, outlooks: Iterable[Outlook]) -> None:
    by_id: dict[str, list[Outlook]] = {}
    for each in outlooks:
        if each.target is not None:
            by_id.setdefault(each.target.id, []).append(each)
    for stored in matching.documents(uow, (some[0].target for some in by_id.values() if some[0].target)):
        for each in by_id[stored.id]:
            each.present = activities.document_of(stored)
            each.sources = _SOURCES.decode(stored.sources)


class _OfficeFaults:
    """Why nothing may be saved in an office; each office is asked about once."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._known: dict[int, list[Problem]] = {}

    def of(self, office_id: int) -> list[Problem]:
        if office_id not in self._known:
            self._known[office_id] = list(self._ask(office_id))
        return self._known[office_id]

    def _ask(self, office_id: int) -> Iterable[Problem]:
        fault = offices.fault_of(self._uow, office_id)
        if fault is None and not access.may(self._uow, Permission.WRITE_ACTIVITIES, office_id):
            fault = ("ท่านไม่มีสิทธิบันทึกให้หน่วยงานนี้", "You may not record for this office")
        if fault is not None:
            yield Problem(pointer="/office_id", message_th=fault[0], message_en=fault[1])


def _judge(outlook: Outlook, faults: _OfficeFaults, *, fresh: bool) -> None:
    """Say what would be saved, what stands against it, and what is proposed."""
    record, data, target = outlook.record, outlook.data, outlook.target
    outlook.problems = problems_read(record)
    record.changes, record.is_same, record.target_version = None, 0, target.version if target else None
    if data is not None:
        _weigh(outlook, data, faults, fresh=fresh)
    elif not outlook.problems:
        outlook.problems.append(_unread())
    record.faults = len(outlook.problems)


def _weigh(outlook: Outlook, data: ActivityInput, faults: _OfficeFaults, *, fresh: bool) -> None:
    record, target, present = outlook.record, outlook.target, outlook.present
    result = msgspec.structs.replace(data, office_id=record.office_id or 0)
    if target is not None and present is not None:
        changed = merged(data, present, lost(remarks_of(record)))
        changed = msgspec.structs.replace(changed, office_id=target.office_id)
        differences = compare(present, completed(changed.document()))
        record.changes, record.is_same = len(differences), int(not differences)
        if fresh:
            record.action = str(_proposed(record))
        if record.action == ImportAction.CHANGE:
            result = changed
        elif record.action == ImportAction.CREATE and not fresh and record.target_id is not None:
            record.is_same = 0  # a person who was shown the first one wants a second
    elif record.action == ImportAction.CHANGE:
        record.action = str(ImportAction.CREATE)
    outlook.result = result
    if record.action != ImportAction.SKIP and not record.is_same:
        outlook.problems += faults.of(result.office_id)
        found = problems_of(result, encode_document(result.document()))
        outlook.problems += [placed(each, data.sources) for each in found]
        if record.action == ImportAction.CHANGE and target is not None and target.status not in OPEN:
            outlook.problems.append(_closed(target))


def _proposed(record: StoredRecord) -> ImportAction:
    """Return what is proposed for a record that the register has: never what undoes somebody's later work."""
    if record.target_why == "names_kept" and not record.is_same:
        return ImportAction.CREATE
    return ImportAction.SKIP if record.target_why == "file" and not record.is_same else ImportAction.CHANGE


def _closed(target: Target) -> Problem:
    return Problem(
        pointer="",
        message_th=f"{target.ref}: {activities.NOT_NOW[0]}",
        message_en=f"{target.ref}: {activities.NOT_NOW[1]}",
    )


def _unread() -> Problem:
    return Problem(pointer="", message_th="อ่านรายการนี้ไม่ได้", message_en="This record could not be read")
