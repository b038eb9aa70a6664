"""Procedures for tests, made through the services by invented people."""

from typing import Any

import msgspec

from ropa.db.unit_of_work import Database, UnitOfWork
from ropa.procedures import service, service_life
from schemas.access import Role
from schemas.procedure import Definition, Duty, ProcedureInput
from schemas.procedure_record import ProcedureMove, ProcedureMoveInput, StoredProcedure
from tests.support.actors import PHETCHABURI, person
from tests.support.procedure_steps import seed_steps

WRITER = person("ผู้เขียน คู่มือ", Role.RECORDER, PHETCHABURI)
HEAD = person("หัวหน้า หน่วย", Role.APPROVER, PHETCHABURI)


def procedure_input(**more: Any) -> ProcedureInput:
    """Return a manual without an error: sixteen steps as those of seed 004, of Phetchaburi."""
    said: dict[str, Any] = {
        "office_id": PHETCHABURI,
        "title": "คู่มือการทบทวนบันทึกรายการ",
        "purposes": ["ให้ทุกหน่วยทำอย่างเดียวกัน"],
        "scope": "ตั้งแต่เริ่มจนสิ้นสุด",
        "definitions": [Definition(term="ข้อมูลส่วนบุคคล", meaning="ข้อมูลที่ทำให้ระบุตัวบุคคลได้")],
        "duties": [Duty(responsible="กลุ่มงาน", duty="จัดทำรายการ")],
        "steps": seed_steps(),
        "stated_days": 55,
        "follow_up": "รายงานรอบ 6 และ 12 เดือน",
        "references": ["พ.ร.บ. คุ้มครองข้อมูลส่วนบุคคล พ.ศ. 2562"],
        "contact": "กลุ่มงาน",
    }
    return ProcedureInput(**said | more)


def changed(stored: StoredProcedure, **more: Any) -> ProcedureInput:
    """Return what a client sends to change some of a procedure."""
    document = msgspec.structs.asdict(service.document_of(stored))
    return ProcedureInput(office_id=stored.office_id, **document | more)


def move(uow: UnitOfWork, stored: StoredProcedure, what: ProcedureMove, note: str | None = None) -> StoredProcedure:
    """Take a step with the version as it is."""
    return service_life.take(uow, stored.id, stored.version, what, ProcedureMoveInput(note=note))


def approved(register: Database, now: Any, **more: Any) -> StoredProcedure:
    """Return a procedure in force: written by one, approved by another."""
    with register.write(WRITER, now) as uow:
        stored = move(uow, service.create(uow, procedure_input(**more)), ProcedureMove.SUBMIT)
    with register.write(HEAD, now) as uow:
        return move(uow, stored, ProcedureMove.APPROVE)
