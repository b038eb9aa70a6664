"""What generated calls of breaches and exchanges are handed: notices in each state, tasks, evidence, requests.

Each stands where only the calls of one route meet it: what one call has done, sent or ended is not done again.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import msgspec
from msgspec import Struct, field

from ropa import clock
from ropa.breaches import (
    service,
    service_assessments,
    service_evidence,
    service_letters,
    service_notices,
    service_notices_sent,
    service_recipients,
    service_relations,
    service_tasks,
)
from ropa.breaches.service_notices_sent import Printed
from ropa.db.unit_of_work import Database
from ropa.disclosures import service as disclosures
from ropa.disclosures import service_requests
from ropa.files import open_files
from schemas.access import Role
from schemas.breach import BreachInput, RiskLevel
from schemas.breach_assessment import AssessmentInput, Circumstances, Effect, WhoGot
from schemas.breach_details import BreachType
from schemas.breach_files import ExcerptInput, TrailChoice
from schemas.breach_letters import RecipientContact, SubjectsContent
from schemas.breach_notice import (
    BreachNoticeKind,
    FilingChannel,
    NoticeAudience,
    NoticeDraft,
    NoticeInput,
    NoticeSent,
)
from schemas.breach_work import RelationInput, RelationKind, TaskInput
from schemas.disclosures import DisclosureInput, ExchangeRequestInput, ExchangeRequestNew
from schemas.vocabulary import LawfulBasis
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.breach_drill import CSV, OFFICE_WORDS, SUBJECT_WORDS
from tests.support.exchange_lines import add_source, as_csv, lines
from tests.support.staff import hire, key
from tests.support.web import keys_for
from tests.support.world import settings_for

BREACH = "/api/v1/breaches/{breach_id}"
NOTICE = f"{BREACH}/notices/{{number}}"
TASK = f"{BREACH}/tasks/{{task_id}}"
REQUEST = "/api/v1/exchange-requests/{request_id}"
DISCLOSURE = "/api/v1/activities/{activity_id}/disclosures/{entry_id}"
BATCHES = "/api/v1/exchange-log/batches"
_PEOPLE = [
    RecipientContact(name="ผู้ขึ้นทะเบียน คนที่ 4", email="four@people.example"),
    RecipientContact(name="ผู้ขึ้นทะเบียน คนที่ 5", address="3 ถนนสมมุติ กรุงเทพมหานคร 10000"),
]


class CalledBreaches(Struct, frozen=True, kw_only=True):
    """Ids by the name of their part of a path, below a path; bodies, versions and fields of forms by operation."""

    ids: dict[str, dict[str, str | int]] = field(default_factory=dict)
    bodies: dict[str, Any] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    forms: dict[str, dict[str, Any]] = field(default_factory=dict)


def breaches_to_call(database: Database, now: datetime, activity_id: str) -> CalledBreaches:
    """Return what was made, by the services themselves. Calls that name none of it share one other breach."""
    return _Maker(database, now, activity_id).run()


class _Maker:
    def __init__(self, database: Database, now: datetime, activity_id: str) -> None:
        self.database, self.now, self.activity_id = database, now, activity_id
        self.files = open_files(settings_for(database.url))
        self.dpo = hire(database, now, 7, (Role.DPO, 0))  # a person: a level is not a machine's to decide
        self.owner = key(hire(database, now, 8, (Role.REVIEWER, PHETCHABURI)))
        self.made = CalledBreaches()

    def run(self) -> CalledBreaches:
        shared, told, other = self._breach("แฟ้มหาย"), self._breach("ระบบถูกเข้าถึง"), self._breach("อีเมลส่งผิด")
        self.made.ids[BREACH] = {"breach_id": shared}
        self._tasks(shared)
        self._related(shared, told, other)
        self._evidence(shared)
        self._office_notices(told)
        self._letters(told)
        self._disclosure()
        self._exchanges()
        return self.made

    def _do(self, work: Callable[..., Any], *given: Any, **more: Any) -> Any:
        with self.database.write(self.dpo, self.now) as uow:
            return work(uow, *given, **more)

    def _breach(self, title: str) -> str:
        aware_at = self.now - timedelta(hours=1)
        given = BreachInput(
            office_id=PHETCHABURI,
            title=title,
            aware_at=aware_at,
            detected_at=aware_at,
            activity_ids=[self.activity_id],
        )
        breach_id: str = self._do(service.report, given).id
        return breach_id

    def _tasks(self, breach_id: str) -> None:
        # One each: what is done cannot be dropped, and what was changed has another version.
        for path in (TASK, f"{TASK}/done", f"{TASK}/drop", f"{TASK}/reopen"):
            task = self._do(service_tasks.add, breach_id, TaskInput(title="ปิดบัญชี", owner_id=self.owner))
            self.made.ids[path] = {"task_id": task.id}
        for name in (f"POST {BREACH}/tasks", f"PUT {TASK}"):
            self.made.bodies[name] = {"title": "เปลี่ยนรหัสผ่าน", "owner_id": self.owner}

    def _related(self, shared: str, told: str, other: str) -> None:
        related = self._do(service_relations.relate, shared, RelationInput(other_id=told, kind=RelationKind.SIMILAR))
        relation = next(each for each in related.items if each.other_id == told)
        self.made.ids[f"{BREACH}/relations/{{relation_id}}"] = {"relation_id": str(relation.id)}
        self.made.bodies[f"POST {BREACH}/relations"] = {"other_id": other, "kind": "follows"}
        # A generated moment of awareness nearly never lies between the incident and now.
        companion = {"office_id": PRACHUAP, "suspected_at": msgspec.to_builtins(self.now)}
        self.made.bodies[f"POST {BREACH}/companions"] = companion

    def _evidence(self, breach_id: str) -> None:
        trail = TrailChoice(
            since=self.now - timedelta(hours=1), until=self.now + timedelta(hours=1), subject=f"breach:{breach_id}"
        )
        given = ExcerptInput(reason="รายการรอบเวลาที่เกิดเหตุ", trail=trail)
        out = BytesIO()
        with self.database.read(self.dpo, self.now) as uow:
            taken = service_evidence.take(uow, breach_id, given, out)
        out.seek(0)
        made = self._do(service_evidence.attach, breach_id, given, taken, self.files.put(out))
        self.made.ids[f"{BREACH}/evidence/{{evidence_id}}"] = {"evidence_id": made.id}
        self.made.bodies[f"POST {BREACH}/evidence"] = msgspec.to_builtins(given) | {"exchange_log": None}

    def _office_notices(self, breach_id: str) -> None:
        """Leave a first notice that was sent and has no receipt yet, and a supplementary one that may be sent."""
        around = Circumstances(who_got=WhoGot.OUTSIDE, effect=Effect.SERIOUS)
        given = AssessmentInput(level=RiskLevel.HIGH, reason="บุคคลภายนอกได้ข้อมูลไป", circumstances=around)
        self._do(service_assessments.assess, breach_id, given, None)
        sent = NoticeSent(sent_at=self.now, channel=FilingChannel.E_SERVICE, sent_by="เจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล")
        place = (breach_id, *self._written(breach_id, NoticeInput()), sent)
        printed = Printed(pdf=self.files.put(BytesIO(b"pdf")), docx=self.files.put(BytesIO(b"docx")))
        first = self._do(service_notices_sent.sent, *place, printed)
        self._at(f"{NOTICE}/receipt", breach_id, first.number)
        receipt = {"receipt_ref": "1/2569", "receipt_at": self.now.isoformat()}
        self.made.bodies[f"POST {NOTICE}/receipt"] = receipt

        number, version = self._written(breach_id, NoticeInput(kind=BreachNoticeKind.SUPPLEMENTARY))
        self._at(f"{NOTICE}/sent", breach_id, number)
        self.made.bodies[f"POST {NOTICE}/sent"] = msgspec.to_builtins(sent)
        self.made.versions[f"POST {NOTICE}/sent"] = version

    def _written(self, breach_id: str, wanted: NoticeInput) -> tuple[int, int]:
        draft = self._do(service_notices.draft, breach_id, wanted)
        content = msgspec.structs.replace(draft.office, breach_types=[BreachType.CONFIDENTIALITY], signed_at=self.now)
        for name, words in OFFICE_WORDS.items():
            part, _, rest = name.rpartition("_")
            if part in {"measures_taken", "measures_planned"}:
                setattr(getattr(content, part), rest, words)
            else:
                setattr(content, name, words)
        given = NoticeDraft(office=content)
        saved = self._do(service_notices.save, breach_id, draft.number, draft.version, given)
        return saved.number, saved.version

    def _letters(self, breach_id: str) -> None:
        """Leave a notice to data subjects that was given out, one of them by letter."""
        draft = self._do(service_notices.draft, breach_id, NoticeInput(audience=NoticeAudience.SUBJECTS))
        place, given = (breach_id, draft.number), NoticeDraft(subjects=SubjectsContent(**SUBJECT_WORDS))
        saved = self._do(service_notices.save, *place, draft.version, given)
        self._do(service_recipients.add, keys_for(self.database), *place, _PEOPLE)
        self._do(service_letters.release, *place, saved.version)
        for part in ("letters.pdf", "public-text", "recipients", "recipients.xlsx"):
            self._at(f"{NOTICE}/{part}", *place)
        self.made.bodies[f"POST {NOTICE}/recipients/change"] = {"act": "posted", "way": "letter", "state": "waiting"}
        self.made.forms[f"POST {NOTICE}/recipients"] = {"file": CSV.encode()}

    def _at(self, path: str, breach_id: str, number: int) -> None:
        self.made.ids[path] = {"breach_id": breach_id, "number": number}

    def _disclosure(self) -> None:
        """Leave an entry that may be corrected; one that was corrected is not corrected again."""
        given = DisclosureInput(
            recipient="หน่วยงานตัวอย่าง",
            items=["ชื่อ"],
            ground=LawfulBasis.PUBLIC_TASK,
            purpose="ตรวจสอบสิทธิ",
            happened_from=clock.bangkok(self.now).date() - timedelta(days=2),
            decided_by="หัวหน้ากลุ่ม",
        )
        made = self._do(disclosures.add, self.activity_id, given)
        self.made.ids[DISCLOSURE] = {"entry_id": made.id}
        self.made.bodies[f"POST {DISCLOSURE}/correct"] = {"reason": "ผู้รับผิด", "entry": msgspec.to_builtins(given)}

    def _exchanges(self) -> None:
        asked = ExchangeRequestInput(
            agency="หน่วยงานตัวอย่าง",
            contact="หัวหน้ากลุ่ม",
            purpose="ตรวจสอบสิทธิ",
            ground=LawfulBasis.PUBLIC_TASK,
            law="พระราชบัญญัติตัวอย่าง",
            items=["ชื่อ"],
            service="ทะเบียนโรงงาน",
            wanted_from=clock.bangkok(self.now).date(),
            wanted_to=clock.bangkok(self.now).date() + timedelta(days=365),
            security="เข้ารหัส",
        )
        made = self._do(service_requests.receive, ExchangeRequestNew(office_id=PHETCHABURI, asked=asked))
        self.made.ids[REQUEST] = {"request_id": made.id}
        self.made.bodies[f"POST {REQUEST}/steps"] = {"step": "correct", "asked": msgspec.to_builtins(asked)}
        self._do(add_source, "portal")
        batch = {"source": "portal", "batch": "batch-1", "format": "csv", "file": as_csv(lines(3, self.now))}
        self.made.forms[f"POST {BATCHES}"] = batch
