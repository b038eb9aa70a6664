"""The use case of deciding about one record of a sent file, and of mending it before it is saved."""

from datetime import date

import msgspec

from ropa import clock
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid
from ropa.imports import store
from ropa.imports.rules_merging import mendable, mended, proposals, words_in
from ropa.imports.service_open import hold
from ropa.imports.service_plan import data_of, plan, problems_read
from ropa.imports.service_preview import detail_of, one, own
from schemas.document import ActivityInput
from schemas.findings import Problem
from schemas.imports import ImportAction, ImportDecision, PreviewDetail

_ENCODE = msgspec.json.Encoder(order="deterministic").encode


def decide(uow: UnitOfWork, import_id: str, number: int, said: ImportDecision) -> PreviewDetail:
    """Return a record after a decision: what to do with it, its office, answers mended, proposals taken.

    Raises: NotFound; Conflict for a record that was saved; Invalid, with nothing kept, for words that cannot stand
    where they were put.
    """
    file, record = own(uow, import_id), one(uow, import_id, number)
    if record.saved_at is not None:
        raise saved_already()
    data = said.data if said.data is not None else data_of(record)
    left = [] if said.data is not None else problems_read(record)
    if data is not None:
        data, left = _mend(data, left, said, clock.bangkok(uow.now).date())
        if said.office_id is not None or said.data is not None:
            record.office_id = said.office_id if said.office_id is not None else data.office_id
        hold(record, data)
    elif said.mend or said.take:
        raise Invalid([Problem(pointer="", message_th="อ่านรายการนี้ไม่ได้", message_en="This record was not read")])
    record.problems = _ENCODE(left)
    if said.action is not None:
        record.action = str(said.action)
    (outlook,) = plan(uow, file.sha256, [record], fresh=False)
    if said.action is ImportAction.CHANGE and outlook.target is None:
        raise Invalid([_nothing_to_change()])
    if not store.change(uow, record):
        raise saved_already()
    return detail_of(outlook)


def _mend(
    data: ActivityInput, left: list[Problem], said: ImportDecision, today: date
) -> tuple[ActivityInput, list[Problem]]:
    words = dict(said.mend or {})
    open_ = dict(proposals(data))
    for pointer in said.take or ():
        if pointer in open_ and open_[pointer].proposed is not None:
            words.setdefault(pointer, open_[pointer].proposed or "")
    found: list[Problem] = []
    for pointer, text in words.items():
        made = mended(data, pointer, text, today=today)
        data = made.data
        found += made.problems
    if found:
        raise Invalid(found)
    return data, [each for each in left if each.pointer not in words]


def can_mend(data: ActivityInput, pointer: str) -> bool:
    """Tell whether a person can say in words what stands at a pointer."""
    return mendable(data, pointer)


def words_at(data: ActivityInput, pointer: str) -> str:
    """Return what stands at a pointer as a cell of the form shows it; "" where nothing stands."""
    return words_in(data, pointer)


def saved_already() -> Conflict:
    """Return what is said of a record that is in the register already."""
    return Conflict("รายการนี้บันทึกลงทะเบียนแล้ว แก้ไขได้ในทะเบียน", "This record is in the register already; edit it there")


def _nothing_to_change() -> Problem:
    return Problem(
        pointer="/action",
        message_th="ไม่มีรายการเดิมให้แก้ไข ให้สร้างรายการใหม่",
        message_en="There is no existing record to change; create a new one",
    )
