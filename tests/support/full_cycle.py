"""The whole way of one data set of form 003, from B.E. 2559 to its destruction with evidence, step by step.

Every step is taken by the services and the command line themselves, each on its own day; `story` is what
docs/full-cycle.md says. The people and the database are made up.
"""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from ropa import clock
from ropa.activities import service as activities
from ropa.db.unit_of_work import Database
from ropa.destruction import service_certificates, service_items, service_lists, service_pending
from ropa.erasure import service_orders, service_targets
from ropa.retention import service, service_check, service_confirmations, service_readings
from ropa.retention.rules_calendar import BANGKOK
from ropa.samples import filled_forms
from schemas.access import COMMAND_LINE, Role
from schemas.destruction import ArchivesAnswer
from schemas.document import ActivityInput
from schemas.erasure import Binding, ChildTable, ColumnFill, EraseMethod, Link, TargetDialect
from schemas.erasure_runs import OrderInput, TargetInput
from schemas.evidence import CheckOutcome, Person
from schemas.holding import Carrier, CopyKind, HoldingCopy, HoldingInput
from schemas.pending import PendingCheckInput
from schemas.readings import ReadingChoice, ReadingConfirm
from schemas.thai_dates import format_thai_date
from schemas.vocabulary import Applies, StartEvent
from tests.support.destruction_road import Road
from tests.support.server import ROOT, own_environment
from tests.support.site import SECRETS
from tests.support.staff import hire
from tests.support.world import DPO, approve

SIGNER = "ผู้อำนวยการศูนย์เทคโนโลยีสารสนเทศและการสื่อสาร"
NAME = "REGISTRATION"
WORDS = "10 ปี/ได้รับคำสั่งจากผู้มีอำนาจ"
OLD, YOUNG = 120, 40
_COUNTED = ("registrant", "otp_log", "factory")
_TABLES = """
CREATE TABLE registrant (id INTEGER PRIMARY KEY, national_id TEXT NOT NULL, name TEXT NOT NULL, line_id TEXT,
    registered_on TEXT NOT NULL);
CREATE TABLE otp_log (id INTEGER PRIMARY KEY, registrant INTEGER NOT NULL REFERENCES registrant (id), phone TEXT);
CREATE INDEX otp_log_registrant ON otp_log (registrant);
CREATE TABLE factory (id INTEGER PRIMARY KEY, name TEXT);
"""


def make_target(path: Path) -> None:
    """Make the database of the registration system: people of 2559 and of later years, all invented."""
    with sqlite3.connect(path) as connection:
        connection.executescript(_TABLES)
        for number in range(1, OLD + YOUNG + 1):
            day = date(2016, 1, 1) + timedelta(days=number * 2) if number <= OLD else date(2024, 3, 1)
            person = (number, f"ทดสอบ-{number:05}", f"ผู้ขึ้นทะเบียน คนที่ {number}", f"line{number}", day.isoformat())
            connection.execute("INSERT INTO registrant VALUES (?, ?, ?, ?, ?)", person)
            connection.execute("INSERT INTO otp_log VALUES (?, ?, ?)", (number, number, f"00-{number:07}"))
        connection.executemany("INSERT INTO factory VALUES (?, ?)", [(1, "โรงงานสมมุติ ก"), (2, "โรงงานสมมุติ ข")])
    connection.close()


class Cycle(Road):
    """The story. `run` lives through it; `story` tells each step: day, who, what, where the data set stands."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.folder = folder
        self.story: list[tuple[str, str, str, str]] = []
        super().__init__(database, begins())
        self.officer = hire(database, self.now, 5, (Role.DPO, 0))
        self.administrator = hire(database, self.now, 6, (Role.DPO, 0))
        self.activity_id = self.holding_id = self.certificate = ""
        make_target(folder / "registration.db")

    def run(self) -> None:
        """Live through it from November 2569 to August 2570."""
        self._recorded()
        self._read()
        self._checked()
        self._listed()
        self._decided()
        self._destroyed()
        self._backups_gone()

    def _at(self, *day: int) -> None:
        self.now = _at(*day)

    def _tell(self, who: str, what: str) -> None:
        self.story.append((format_thai_date(clock.bangkok(self.now).date()), who, what, self._stands()))

    def _stands(self) -> str:
        if not self.holding_id:
            return "–"
        with self.database.read(DPO, self.now) as uow:
            return service.read_holding(uow, self.activity_id, self.holding_id).state.th

    def _recorded(self) -> None:
        file = next(each for each in filled_forms() if each.stem == "industry_registration")
        data = msgspec.json.decode(file.read_bytes(), type=ActivityInput)
        data.office_id = self.secretary.grants[0].office_id
        with self.database.write(DPO, self.now) as uow:
            self.activity_id = activities.create(uow, data).id
            approve(uow, self.activity_id)
        self._tell("เจ้าหน้าที่", f"แบบฟอร์ม 003 ในทะเบียน ระบุระยะเวลาจัดเก็บ “{WORDS}” และผู้อนุมัติการทำลาย “{SIGNER}”")
        said = HoldingInput(
            title="ข้อมูลผู้ขึ้นทะเบียนผู้ใช้ระบบ ปี 2559",
            start_event=StartEvent.COLLECTED,
            started_on=date(2016, 11, 19),
            data_from=date(2016, 1, 1),
            data_through=date(2016, 11, 19),
            location="ฐานข้อมูลระบบขึ้นทะเบียน",
            volume=f"{OLD} ราย",
            carrier=Carrier.ELECTRONIC,
            saraban=Applies.UNCLEAR,
            copies=[
                HoldingCopy(kind=CopyKind.BACKUP, place="เทปสำรองรายปี ศูนย์ข้อมูลสำรอง", erasable_within_days=180),
            ],
        )
        with self.database.write(self.secretary, self.now) as uow:
            self.holding_id = service.create_holding(uow, self.activity_id, said).id
        self._tell(
            "เจ้าหน้าที่", "บันทึกชุดข้อมูล “ปี 2559” (รายสุดท้ายเก็บรวบรวม 19 พ.ย. 2559) ยังไม่มีวันครบกำหนด เพราะข้อความไม่บอกเหตุเริ่มนับ"
        )

    def _read(self) -> None:
        with self.database.read(self.officer, self.now) as uow:
            reading = service_readings.reading(uow, self.activity_id)
        confirm = ReadingConfirm(
            words=WORDS,
            stated_event=None,
            choice=ReadingChoice(start_event=StartEvent.COLLECTED),
            reason="เก็บให้ครบ 10 ปีและต้องมีคำสั่งทำลาย ตามระเบียบงานสารบรรณ",
        )
        assert reading.rule.requires_order
        self.write(self.officer, service_confirmations.confirm, self.activity_id, "", confirm)
        with self.database.read(self.officer, self.now) as uow:
            found = service.read_holding(uow, self.activity_id, self.holding_id)
        assert (found.last_day_kept, found.due_on) == (date(2026, 11, 19), date(2026, 11, 20))
        self._tell("DPO", "ยืนยันการอ่าน: 10 ปีนับจากวันเก็บรวบรวม และต้องมีคำสั่ง เก็บถึง 19 พ.ย. 2569 เสนอทำลายได้ 20 พ.ย. 2569")

    def _checked(self) -> None:
        self._at(2026, 12, 1)
        with self.database.write(COMMAND_LINE, self.now) as uow:
            months = service_check.check(uow, "2026-11").months
        assert [(each.month, each.due, each.added) for each in months] == [("2026-11", 1, 1)]
        self._tell("งานตามเวลา", "การตรวจประจำเดือน พ.ย. 2569: ครบกำหนด 1 ชุด สำรวจรอบถัดไป 1 ม.ค. – 1 มี.ค. 2570")

    def _listed(self) -> None:
        self._at(2027, 1, 12)
        made = self.make(year=2026)
        assert made.size == 1
        self._tell("เลขานุการ", "จัดทำบัญชีขอทำลายประจำปี 2569 ภายใน 60 วันหลังสิ้นปีปฏิทิน (ข้อ 66)")
        self._bind()
        self._at(2027, 1, 15)
        self.hand_in()
        self._tell("เลขานุการ", "เสนอคณะกรรมการ: ประธานและกรรมการสองคน (ข้อ 67)")
        self._at(2027, 1, 28)
        self.advise()
        self.sign()
        self.conclude()
        self._tell("คณะกรรมการ", "เห็นควรทำลาย ลงนามครบทุกคน (ข้อ 68)")

    def _bind(self) -> None:
        binding = Binding(
            target=NAME,
            dialect=TargetDialect.SQLITE,
            table="registrant",
            key=["id"],
            date_column="registered_on",
            date_from=date(2016, 1, 1),
            date_through=date(2016, 11, 19),
            columns=[ColumnFill(column=name) for name in ("national_id", "name", "line_id")],
            children=[
                ChildTable(
                    table="otp_log",
                    links=[Link(column="registrant", parent_column="id")],
                    columns=[ColumnFill(column="phone")],
                )
            ],
            method=EraseMethod.OVERWRITE_RANDOM,
        )
        said = TargetInput(holding_id=self.holding_id, binding=binding, batch_size=50)
        self.write(self.administrator, service_targets.create, said)
        self._tell("DPO อีกคน", f"ผูกชุดข้อมูลกับฐานข้อมูล {NAME}: registrant และ otp_log (เขียนทับด้วยค่าสุ่มแล้วลบ ตามแบบฟอร์ม 003)")

    def _decided(self) -> None:
        self._at(2027, 2, 8)
        self._command("--dry-run")
        self._tell("ผู้ดูแลระบบ", f"`ropa destroy run {self.read().ref} --dry-run`: {OLD} ราย {OLD} แถวลูก ไม่เปลี่ยนข้อมูลใด")
        self.decide(signer_position=SIGNER, order_no="15/2570")
        self._tell("หัวหน้าส่วนราชการ", "สั่งทำลายตามคำสั่งที่ 15/2570 แช่แข็งค่าแฮชของการผูก โครงสร้างตาราง และชุดคีย์ (ข้อ 69)")
        self._at(2027, 2, 9)
        self.send(letter_no="อก 0201/88", receipt_no="รับที่ 431/2570")
        self._tell("เลขานุการ", "ส่งบัญชีให้หอจดหมายเหตุแห่งชาติ มีหลักฐานการรับ")
        self._at(2027, 4, 12)
        self.answer(ArchivesAnswer.SILENT)
        assert self.approved() == [1]
        self._tell("เลขานุการ", "หอจดหมายเหตุฯ ไม่ตอบภายใน 60 วัน ถือว่าเห็นชอบ (ข้อ 70)")

    def _destroyed(self) -> None:
        self._at(2027, 4, 19)
        said = OrderInput(
            position="เจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล", witnesses=[Person(name=self.chair.name, position="ประธานกรรมการ")]
        )
        self.write(self.officer, service_orders.order, self.list_id, said)
        self._tell("DPO", "สั่งดำเนินการในฐานข้อมูล (คนละคนกับผู้ตัดสิน) ใบสั่งใช้ได้ 24 ชั่วโมง")
        self._command()
        with sqlite3.connect(self.folder / "registration.db") as connection:
            left = [connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in _COUNTED]  # noqa: S608 - constants
        connection.close()
        assert left == [YOUNG, YOUNG, 2]
        with self.database.read(self.officer, self.now) as uow:
            self.certificate = service_certificates.list_certificates(uow, None, 10).items[0].ref
        self._tell(
            "ผู้ดูแลระบบ",
            f"`ropa destroy run`: เขียนทับและลบ {OLD} ราย {OLD} แถวลูก เหลือ 0 ออกใบรับรอง เทปสำรองถูกปิดกั้นรอลบ",
        )

    def _backups_gone(self) -> None:
        self._at(2027, 8, 23)
        with self.database.read(self.officer, self.now) as uow:
            waiting = service_pending.list_pending(uow, None, 50).items
        for each in waiting:
            self._gone(each.id, each.version)
        self._tell("DPO", "เทปสำรองหมดรอบและถูกเขียนทับแล้ว บันทึกท้ายใบรับรอง")
        assert self._stands() == "ทำลายแล้ว"
        assert str(self.read().state) == "closed"

    def _gone(self, pending_id: str, version: int) -> None:
        given = PendingCheckInput(
            outcome=CheckOutcome.GONE, checked_on=clock.bangkok(self.now).date(), words="ทะเบียนเทป: รอบปี 2569 เขียนทับแล้ว"
        )
        self.write(self.officer, service_pending.check, pending_id, version, given)

    def _command(self, *more: str) -> None:
        environment = {
            **own_environment(),
            **SECRETS,
            "ROPA_ENV": "test",
            "ROPA_DATABASE_URL": self.database.url,
            f"ROPA_TARGET_{NAME}_URL": f"sqlite:///{self.folder / 'registration.db'}",
        }
        words = [sys.executable, "-m", "ropa", "destroy", "run", self.read().ref, *more, "--now", self.now.isoformat()]
        done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    def papers(self) -> Iterator[tuple[str, bytes]]:
        """Yield the papers of the story as PDF, with short names."""
        with self.database.read(self.officer, self.now) as uow:
            made = service_certificates.list_certificates(uow, None, 10).items
            for name, each in zip(("certificate", "addendum"), reversed(made), strict=True):
                yield name, service_certificates.pdf(uow, each.id)[1]

    def facts(self) -> dict[str, Any]:
        """Return what is left of the story: its list, items and certificates."""
        with self.database.read(self.officer, self.now) as uow:
            return {
                "list": service_lists.read(uow, self.list_id),
                "items": service_items.every(uow, self.list_id),
                "certificates": service_certificates.list_certificates(uow, None, 10).items,
            }


def begins() -> datetime:
    """Return the moment at which the story begins."""
    return _at(2026, 11, 23)


def _at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 10, 30, tzinfo=BANGKOK)
