"""A register in which everything is there at least once: what the walk over every page looks at.

Made by the services themselves, at one office, by invented people.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import msgspec
import openpyxl
from msgspec import Struct

from exports.holdings_template import holdings_template
from ropa import clock
from ropa.access import service_grants
from ropa.access import service_requests as access_requests
from ropa.access.service_people import person_of
from ropa.activities import service as activities
from ropa.activities import service_life, service_review, service_signing
from ropa.attachments import service as attachments
from ropa.breaches import service_links, service_public, service_triage
from ropa.contact_details import service as contact_details
from ropa.db.ids import new_id
from ropa.db.unit_of_work import Database, UnitOfWork
from ropa.disclosures import service_batches
from ropa.downloads import service as downloads
from ropa.files import open_files
from ropa.findings import service_accept, service_worklist
from ropa.guided.demo_words import SAID_OF_CONTROLLER
from ropa.imports import service_open, service_reading
from ropa.imports.service_reading import opened
from ropa.jobs.passes import tick
from ropa.notices import service_preferences
from ropa.packs import service as packs
from ropa.publishing import service as publishing
from ropa.reorganisations import service as reorganisations
from ropa.requests import service_public as public_requests
from ropa.retention import service_sheet_file, service_sheets
from ropa.retention.holding_sheet import read_holdings
from ropa.samples import filled_forms
from schemas.access import COMMAND_LINE, Actor, Channel, Role
from schemas.attachments import AttachmentInput, AttachmentKind
from schemas.beyond import Beyond, Contact, PurposeBasis
from schemas.breach_reports import LinkInput, PublicReport
from schemas.contact_details import ContactDetailsInput
from schemas.document import ActivityInput
from schemas.downloads import DownloadInput
from schemas.exchange_log import BatchFormat
from schemas.findings import Severity
from schemas.holding_sheet import COLUMNS, SHEET
from schemas.life import CommentInput, LifeStep, SeparationInput, StepInput
from schemas.packs import PackQuery
from schemas.publishing import PublishInput
from schemas.signing import SigningChoice, SigningInput
from schemas.vocabulary import LawfulBasis
from schemas.worklist import AcceptInput, WorkFilter
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.called_things import things_to_call
from tests.support.destruction_road import Road
from tests.support.exchange_lines import as_csv, lines
from tests.support.lifelike_records import lifelike
from tests.support.packs import manifest, pack
from tests.support.staff import hire, key
from tests.support.subject_requests import asked
from tests.support.web import keys_for, national_id, start
from tests.support.world import activity_input, approve, settings_for

OFFICE = PHETCHABURI
#: Who looks: the number of the person, and the rights held. The first that may open a page is shown it.
PERSONAS: dict[str, tuple[int, tuple[tuple[Role, int], ...]]] = {
    "recorder": (81, ((Role.RECORDER, OFFICE),)),
    "reviewer": (82, ((Role.REVIEWER, OFFICE),)),
    "head": (83, ((Role.APPROVER, OFFICE), (Role.OFFICE_ADMIN, OFFICE))),
    "dpo": (84, ((Role.DPO, 0),)),
    "auditor": (85, ((Role.AUDITOR, 0),)),
    "admin": (86, ((Role.SYSTEM_ADMIN, 0),)),
    "newcomer": (87, ()),
    # An office with nothing in it yet: its people see every list empty.
    "elsewhere": (
        88,
        tuple((role, PRACHUAP) for role in (Role.RECORDER, Role.REVIEWER, Role.APPROVER, Role.OFFICE_ADMIN, Role.DPO)),
    ),
}


class Full(Struct, frozen=True, kw_only=True):
    """What is there: `ids` by the name of their part of a page's address, and more by what they are."""

    ids: dict[str, str]
    sessions: dict[str, str]
    """By persona: what the cookie `ropa_session` holds."""


def fill(database: Database, now: datetime) -> Full:
    """Return what was made in a database that holds the offices. Some two seconds."""
    return _Filler(database, now).run()


class _Filler:
    def __init__(self, database: Database, now: datetime) -> None:
        self.database, self.now, self.today = database, now, clock.bangkok(now).date()
        self.keys, self.files = keys_for(database), open_files(settings_for(database.url))
        self.people: dict[str, Actor] = {}
        self.ids: dict[str, str] = {"today": self.today.isoformat()}

    def run(self) -> Full:
        sessions = dict(self.sessions())
        things = things_to_call(self.database, self.now)
        self.ids |= {name: str(value) for name, value in things.ids[""].items()}
        self.handed(things.ids)
        self.records()
        self.around_the_record()
        self.lists()
        self.outside()
        self.files_made()
        for done in tick(self.database, self.keys, self.now, files=self.files):
            assert not done.error, done
        return Full(ids=self.ids, sessions=sessions)

    def do(self, who: str, work: Callable[..., Any], *given: Any, **more: Any) -> Any:
        with self.database.write(self.people[who], self.now) as uow:
            return work(uow, *given, **more)

    def sessions(self) -> list[tuple[str, str]]:
        """Hire everybody; an auditor's right ends some day, which only `start` gives."""
        made = []
        for name, (number, grants) in PERSONAS.items():
            if name == "auditor":
                made.append((name, start(self.database, *grants, number=number, now=self.now, minutes=600)))
                continue
            self.people[name] = hire(self.database, self.now, number, *grants) if grants else self.newcomer(number)
            made.append((name, start(self.database, number=number, now=self.now, minutes=600)))
        return made

    def newcomer(self, number: int) -> Actor:
        with self.database.write(COMMAND_LINE, self.now) as uow:
            person_id = person_of(uow, self.keys, national_id(number))
        return Actor(id=f"person:{person_id}", name="ผู้มาใหม่ ทดสอบ", channel=Channel.WEB, grants=())

    def handed(self, ids: dict[str, dict[str, str | int]]) -> None:
        """Take over what generated calls are handed, each by a name of its own."""
        breach, request = "/api/v1/breaches/{breach_id}", "/api/v1/requests/{request_id}"
        for name, path, part in (
            ("breach_id", breach, "breach_id"),
            ("told_breach_id", f"{breach}/notices/{{number}}/recipients", "breach_id"),
            ("told_number", f"{breach}/notices/{{number}}/recipients", "number"),
            ("sent_number", f"{breach}/notices/{{number}}/receipt", "number"),
            ("draft_number", f"{breach}/notices/{{number}}/sent", "number"),
            ("request_id", request, "request_id"),
            ("decided_id", f"{request}/decisions/{{number}}/reasons", "request_id"),
            ("worked_id", f"{request}/tasks/{{number}}/done", "request_id"),
            ("granted_id", f"{request}/effects/{{number}}/end", "request_id"),
            ("asked_id", f"{request}/asks/{{number}}/end", "request_id"),
            ("lettered_id", f"{request}/letters/{{number}}", "request_id"),
            ("letter_sent_id", f"{request}/letters/{{number}}/receipt", "request_id"),
            ("run_id", "/api/v1/bulk", "run_id"),
            ("agency_request_id", "/api/v1/exchange-requests/{request_id}", "request_id"),
        ):
            self.ids[name] = str(ids[path][part])

    def records(self) -> None:
        """Leave a record in each state, one of them with everything that the ministry's larger form holds."""
        whole = msgspec.json.decode(filled_forms()[0].read_bytes(), type=ActivityInput)
        for state, upto in (
            ("draft", None),
            ("submitted", LifeStep.SUBMIT),
            ("reviewed", LifeStep.REVIEW),
            ("signed", LifeStep.REVIEW),
            ("approved", LifeStep.APPROVE),
            ("retired", LifeStep.APPROVE),
            ("returned", LifeStep.SUBMIT),
        ):
            said = msgspec.structs.replace(whole, office_id=OFFICE)
            said.form.header.sub_process = f"{whole.form.header.sub_process} ({state})"
            made = self.ids[f"{state}_id"] = self.do("recorder", activities.create, said).id
            self.carry(made, upto)
        self.step("head", "retired", LifeStep.RETIRE, "เลิกงานนี้แล้ว")
        self.step("reviewer", "returned", LifeStep.RETURN, "ขาดฐานกฎหมายของการส่งต่อ")
        long = lifelike(7)
        filled = {name: getattr(long, name) for name in long.__struct_fields__}
        self.ids["long_id"] = self.do("recorder", activities.create, ActivityInput(office_id=OFFICE, **filled)).id
        self.ids["bare_id"] = self.do("recorder", activities.create, ActivityInput(office_id=OFFICE)).id
        with self.database.read(self.people["head"], self.now) as uow:
            version = activities.read(uow, self.ids["signed_id"]).version
        choice = SigningChoice(id=self.ids["signed_id"], version=version)
        self.ids["batch_id"] = self.do("head", service_signing.sign, SigningInput(items=[choice])).batch_id

    def carry(self, activity_id: str, upto: LifeStep | None) -> None:
        way = (("recorder", LifeStep.SUBMIT), ("reviewer", LifeStep.REVIEW), ("head", LifeStep.APPROVE))
        for who, step in way if upto else ():
            self.do(who, service_life.take_step, activity_id, step, StepInput())
            if step is upto:
                break

    def step(self, who: str, state: str, step: LifeStep, note: str) -> None:
        self.do(who, service_life.take_step, self.ids[f"{state}_id"], step, StepInput(note=note))

    def around_the_record(self) -> None:
        self.do("dpo", contact_details.change, 0, ContactDetailsInput(version=0, **SAID_OF_CONTROLLER))
        draft = self.ids["draft_id"]
        said = CommentInput(pointer="/form/header/sub_process", text="ชื่อกิจกรรมย่อยยาวเกินไป")
        self.do("reviewer", service_review.comment, self.ids["returned_id"], said)
        self.do("reviewer", service_review.comment, draft, said)
        sha256, size = (kept := self.files.put(BytesIO(b"%PDF-1.7"))).sha256, kept.size
        file = attachments.NewFile(sha256=sha256, size=size, media_type="application/pdf", name="คำสั่ง.pdf")
        document = AttachmentInput(title="คำสั่งแต่งตั้ง", kind=AttachmentKind.OTHER)
        self.ids["attachment_id"] = self.do("recorder", attachments.attach, draft, document, file).id
        with self.database.read(self.people["dpo"], self.now) as uow:
            found = service_worklist.page(uow, WorkFilter(activity_id=self.ids["long_id"]), None, 50).items
        open_ones = [each for each in found if each.severity is not Severity.ERROR] or found
        self.ids["finding"], self.ids["accepted_finding"] = open_ones[0].key, open_ones[-1].key
        month = self.today + timedelta(days=30)
        accepted = AcceptInput(key=open_ones[-1].key, reason="ทบทวนแล้ว", valid_through=month)
        self.ids["acceptance_id"] = self.do("dpo", service_accept.accept, self.ids["long_id"], accepted).id
        exception = SeparationInput(office_id=OFFICE, reason="มีผู้ปฏิบัติงานคนเดียว", valid_through=month)
        self.do("dpo", service_review.give_exception, exception)
        self.ids["public_id"] = public = self.do("dpo", self.to_publish)
        why = "ต้องให้ตามกฎหมาย"
        with self.database.read(self.people["dpo"], self.now) as uow:
            seen = publishing.preview(uow, public, why).seen
        self.do("dpo", publishing.publish, public, PublishInput(seen=seen, with_notice=True, necessity=why))

    def to_publish(self, uow: UnitOfWork) -> str:
        """Return an approved record that answers all that a privacy notice asks."""
        said = activity_input(
            office_id=OFFICE, main_process="งานออกใบอนุญาต", items=["ชื่อ", "ที่อยู่"], recipients=["กรมทดสอบ"]
        )
        said.form.data_category.collection_purposes = ["เพื่อออกใบอนุญาต"]
        said.form.data_category.data_source = "จากเจ้าของข้อมูล"
        said.form.storage.retention_period = "10 ปี"
        said.form.beyond = Beyond(
            data_subject_categories=["ผู้ยื่นคำขอ"],
            lawful_basis_code_per_purpose=[
                PurposeBasis(purpose="ออกใบอนุญาต", lawful_basis=LawfulBasis.LEGAL_OBLIGATION)
            ],
            controller_contact=Contact(name="หน่วยงานทดสอบ", address="เลขที่ 1"),
            dpo_contact=Contact(name="หน่วยงานทดสอบ", email="dpo@example.org"),
        )
        made = activities.create(uow, said).id
        approve(uow, made)
        return made

    def lists(self) -> None:
        """Leave a list of data sets to destroy at each stage of its way."""
        for stage in ("fresh", "to_committee", "to_head", "to_archives", "to_approved"):
            road = Road(self.database, self.now)
            holding = road.holding(road.activity())
            road.make(holding)
            self.ids[f"{stage}_list_id"] = road.read().ref  # what the pages call it by
            if stage != "fresh":
                getattr(road, stage)()

    def outside(self) -> None:
        """Leave what comes from people without an account, and what they are handed."""
        report = PublicReport(what="พบแฟ้มคำร้องในถังขยะ", when_words="เมื่อวาน", office_id=OFFICE, contact="02 000 0000")
        with self.database.write(self.people["newcomer"], self.now) as uow:
            service_public.receive(uow, self.keys, None, report, self.ids["breach_id"])
        link = LinkInput(office_id=OFFICE, processor_name="บริษัท ผู้ประมวลผลสมมุติ จำกัด")
        self.ids["token"] = self.do("dpo", service_links.make, link).token
        with self.database.write(self.people["newcomer"], self.now) as uow:
            public_requests.receive(uow, self.keys, None, asked())
        person_id = key(self.people["recorder"])
        with self.database.read(self.people["dpo"], self.now) as uow:
            self.ids["report_id"] = service_triage.inbox(uow, self.keys).items[0].id
            self.ids["grant_id"] = service_grants.list_grants(uow).items[-1].id
        self.ids["unsubscribe"] = service_preferences.unsubscribe_path(self.keys, person_id).rpartition("/")[2]
        self.ids["person_id"] = person_id
        wish = (Role.RECORDER, OFFICE, "ย้ายมาประจำกลุ่มงานทะเบียน")
        self.do("newcomer", access_requests.ask, *wish)

    def files_made(self) -> None:
        """Leave files that were sent and previewed, files that were made, and a reorganisation that waits."""
        sent = json.dumps([json.loads(filled_forms()[1].read_bytes()), {"office_id": OFFICE}]).encode()
        reading = service_reading.read(BytesIO(sent), "แบบบันทึก.json", today=self.today)
        self.ids["import_id"] = self.do("recorder", service_open.open_import, reading, OFFICE)
        self.ids["sheet_id"] = self.holdings_sheet()
        self.do("dpo", downloads.ask, DownloadInput(kind="register.xlsx", query={"office": OFFICE}))
        self.ids["pack_id"] = self.pack()
        content = "action,old,new,parent,date,rule\nrename,5,กลุ่มนโยบายและแผนงานใหม่,,2026-12-01,\n".encode("utf-8-sig")
        rows = reorganisations.read_file("offices.csv", content)
        self.ids["change_id"] = self.do("admin", reorganisations.start, "offices.csv", content, rows).id
        # The source stands there since the breaches were made.
        given = service_batches.read(BytesIO(as_csv(lines(30, self.now))), BatchFormat.CSV, self.keys, self.now)
        self.do("dpo", service_batches.take, "portal", "walk-1", given)

    def holdings_sheet(self) -> str:
        with self.database.read(self.people["recorder"], self.now) as uow:
            ref = activities.read(uow, self.ids["approved_id"]).ref
        book = openpyxl.load_workbook(BytesIO(holdings_template()))
        for place, column in enumerate(COLUMNS, start=1):
            if column.key in {"ref", "title"}:
                book[SHEET].cell(3, place).value = ref if column.key == "ref" else "แฟ้มคำร้อง"
        out = BytesIO()
        book.save(out)
        out.seek(0)
        content = out.getvalue()
        sent = service_sheet_file.SentHoldings(
            name="ชุดข้อมูล.xlsx",
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
            # In this process: one of its own takes a second to begin.
            read=read_holdings(opened(out, "ชุดข้อมูล.xlsx"), self.today),
        )
        with self.database.read(self.people["recorder"], self.now) as uow:
            looked = service_sheets.look(uow, sent)
        made: str = self.do("recorder", service_sheets.keep, looked)
        return made

    def pack(self) -> str:
        whole, digest = pack()
        pack_id = new_id(self.now)
        said = manifest(pack_id=pack_id, made_at=self.now, query=PackQuery(office=OFFICE))
        with self.database.write(self.people["dpo"], self.now) as uow:
            kept = packs.kept_of(self.files, BytesIO(whole), keeps=True)
            packs.keep(uow, self.people["dpo"], packs.MadePack(manifest=said, manifest_hash=digest), kept)
        return pack_id
