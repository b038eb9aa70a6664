"""What a generated call cannot make itself, and is handed: a held data set, a target, a certificate, a breach."""

from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from msgspec import Struct

from ropa import clock
from ropa.db.unit_of_work import Database
from ropa.destruction import service_certificates, service_evidence, service_pending
from ropa.erasure import service_targets
from ropa.procedures import service as service_procedures
from schemas.access import Role
from schemas.erasure import Binding, ColumnFill, EraseMethod, TargetDialect
from schemas.erasure_runs import TargetInput
from schemas.evidence import CopyEvidence, CopyFate, EvidenceInput, ItemEvidence, Method, MethodUsed, Person
from schemas.holding import Carrier, CopyKind, HoldingCopy, HoldKind
from schemas.system_keys import system_key
from schemas.vocabulary import Applies
from tests.support.actors import PHETCHABURI
from tests.support.approved_items import SECRETARY, approved_list
from tests.support.called_breaches import breaches_to_call
from tests.support.called_clocks import clocks_to_call
from tests.support.called_requests import requests_to_call
from tests.support.called_runs import run_to_call
from tests.support.destruction_road import Road
from tests.support.packs import pack
from tests.support.procedures import procedure_input
from tests.support.rounds import evidence_to_see, round_to_see
from tests.support.staff import hire
from tests.support.world import DPO, create

VERIFY = "/api/v1/retention/certificates/verify-file"
VERIFY_PACK = "/api/v1/packs/verify-file"
STEP_FILES = "/api/v1/rounds/steps/{step_id}/files"
_DAYS = date(2010, 1, 1), date(2015, 12, 31)
_SYSTEM = "ระบบทดสอบ"
_BACKUP = HoldingCopy(kind=CopyKind.BACKUP, place="เทปรายเดือน")


class Things(Struct, frozen=True, kw_only=True):
    """What calls are handed, by path or by operation ("POST /api/...").

    `ids`: below a path ("" for every one), by the name of their part of the path; the longest path that knows a name
    tells. `bodies` are JSON, `forms` the parts of a form that has a file, `versions` those that are not the first.
    """

    ids: dict[str, dict[str, str | int]]
    bodies: dict[str, Any]
    forms: dict[str, dict[str, Any]]
    versions: dict[str, int]

    def id_at(self, path: str, name: str) -> str | int | None:
        """Return what stands for a part of a path; None if calls are to make something up."""
        known = [each for each, named in self.ids.items() if path.startswith(each) and name in named]
        return self.ids[max(known, key=len)][name] if known else None


def things_to_call(database: Database, now: datetime) -> Things:
    """Return what was made, by the services themselves."""
    road = Road(database, now)
    activity_id = road.activity()
    holding_id = road.holding(
        activity_id, _DAYS[1], carrier=Carrier.ELECTRONIC, saraban=Applies.NO, data_from=_DAYS[0], data_through=_DAYS[1]
    )
    # Held for an audit: such a hold may be looked at without a next date, so a generated look at it can be right.
    hold_id = road.hold(HoldKind.AUDIT, holding_id=holding_id)
    ids: dict[str, str | int] = {"activity_id": activity_id, "holding_id": holding_id, "hold_id": hold_id}
    # One of two is lifted, and the other can be looked at before or after that.
    lifted: dict[str, dict[str, str | int]] = {
        "/api/v1/retention/holds/{hold_id}/lift": {"hold_id": road.hold(HoldKind.AUDIT, holding_id=holding_id)}
    }
    ids["target_id"] = _target(road, holding_id)
    create(database, now, systems=[_SYSTEM])
    ids["system_key"] = system_key(_SYSTEM, None, PHETCHABURI)
    certified, pdf = _certificate(database, now)
    called = breaches_to_call(database, now, activity_id)
    asked = requests_to_call(database, now, activity_id)
    clocks = clocks_to_call(database, now)
    renamed = create(database, now, main_process="งาน", recipients=["หน่วยเดิม"]).id
    runs: dict[str, dict[str, str | int]] = {"/api/v1/bulk": {"run_id": run_to_call(database, now, renamed)}}
    with database.write(DPO, now) as uow:
        ids["procedure_id"] = service_procedures.create(uow, procedure_input()).id
    round_id = round_to_see(database, now)
    ids |= {"round_id": round_id, "office_id": PHETCHABURI}
    # Only its evidence: an end that is right by chance would leave nothing to attach to.
    steps: dict[str, dict[str, str | int]] = {STEP_FILES: evidence_to_see(database, now, round_id)}
    words: dict[str, dict[str, str | int]] = {"/api/v1/glossary": {"term": "lawful-basis"}}
    bodies: dict[str, Any] = {"POST /api/v1/activities/clone": {"office_id": PHETCHABURI, "template": "payroll"}}
    # A generated number is never that of the draft that stands.
    bodies["POST /api/v1/bulk"] = {"activity_ids": [activity_id]}
    for name in ("POST /api/v1/procedures", "PUT /api/v1/procedures/{procedure_id}"):
        bodies[name] = msgspec.to_builtins(procedure_input())
    bodies["PUT /api/v1/activities/{activity_id}/steward"] = {"person_id": None}
    bodies["PUT /api/v1/breaches/{breach_id}/assessment/draft"] = {"answers": [], "based_on": 0}
    return Things(
        ids={"": ids | certified, **lifted, **called.ids, **asked.ids, **clocks.ids, **runs, **steps, **words},
        bodies=bodies | called.bodies | asked.bodies | clocks.bodies,
        forms={
            **{f"POST {path}": {"file": pdf} for path in (VERIFY, STEP_FILES)},
            f"POST {VERIFY_PACK}": {"file": pack()[0]},
            **called.forms,
        },
        versions=called.versions | asked.versions,
    )


def _target(road: Road, holding_id: str) -> str:
    binding = Binding(
        target="HR",
        dialect=TargetDialect.POSTGRESQL,
        table="people",
        key=["id"],
        date_column="entered",
        date_from=_DAYS[0],
        date_through=_DAYS[1],
        columns=[ColumnFill(column="name")],
        method=EraseMethod.OVERWRITE_ZERO,
    )
    administrator = hire(road.database, road.now, 6, (Role.DPO, 0))
    made = road.write(administrator, service_targets.create, TargetInput(holding_id=holding_id, binding=binding))
    target_id: str = made.id
    return target_id


def _certificate(database: Database, now: datetime) -> tuple[dict[str, str | int], bytes]:
    """Return the ids of a certificate and of what it leaves pending, and its file."""
    made = approved_list(database, now, copies=[_BACKUP])
    later = clock.bangkok(now).date() + timedelta(days=60)
    blocked = CopyEvidence(copy=0, fate=CopyFate.BLOCKED, measures="ปิดผนึก", reason="เทปรวม", next_check_on=later)
    given = EvidenceInput(
        destroyed_at=now - timedelta(hours=1),
        methods=[MethodUsed(method=Method.OVERWRITE_DELETE)],
        executor=Person(name="เจ้าหน้าที่ คลัง", position="เจ้าพนักงาน"),
        witnesses=[Person(name="พยาน ทดสอบ", position="เจ้าพนักงาน")],
        items=[ItemEvidence(item_id=made.items[0], scope="ระเบียนทั้งหมด", copies=[blocked])],
    )
    with database.write(SECRETARY, now) as uow:
        certificate = service_evidence.record(uow, made.list_id, given)
        pending = service_pending.list_pending(uow, None, 1, list_id=made.list_id).items[0]
        _, pdf = service_certificates.pdf(uow, certificate.id)
    return {"certificate_id": certificate.id, "pending_id": pending.id}, pdf
