"""Facts of a destruction with invented words: what the tests of certificates and papers begin with."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from exports.destruction_rows import ListPaper
from schemas.destruction import HoldingState, ItemOutcome, ListState, Opinion, Seat
from schemas.destruction_lists import CommitteeSeat, Decision, DestructionItem, DestructionList, ListedHolding
from schemas.evidence import (
    Certificate,
    CertificateFacts,
    CheckFact,
    CheckOutcome,
    CopyFact,
    CopyFate,
    FileEvidence,
    Ground,
    ItemFact,
    Method,
    MethodUsed,
    OrderFact,
    PendingFact,
    PendingKind,
    Person,
    ReidentificationReview,
    RunFacts,
    StatementDone,
    TableDone,
)
from schemas.holding import Carrier, CopyKind, HoldingCopy
from schemas.pending import PendingErasure
from schemas.vocabulary import Applies, StartEvent

BANGKOK = "+07:00"
HASH = "0123456789abcdef" * 4


def item_fact(seq: int = 1, **more: Any) -> ItemFact:
    """Return an item of a certificate; `more` replaces its parts."""
    said: dict[str, Any] = {
        "seq": seq,
        "order": 0,
        "item_id": f"item-{seq}",
        "holding_id": f"holding-{seq}",
        "activity_ref": f"PA-2569-{seq:04}",
        "title": f"คำขอจดทะเบียนปี 255{seq % 10} แฟ้มที่ {seq}",
        "data_from": date(2015, 1, 1),
        "data_through": date(2015, 12, 31),
        "carrier": Carrier.BOTH,
        "volume": "12 กล่อง 4,200 แถว",
        "scope": "แบบคำขอ สำเนาเอกสารประกอบ และระเบียนในฐานข้อมูลของปีนั้นทั้งหมด",
        "ground": Ground.PERIOD_ENDED,
        "methods": [
            MethodUsed(method=Method.SHREDDED, words="เครื่องย่อยแบบตัดละเอียด ระดับ P-4"),
            MethodUsed(method=Method.OVERWRITE_DELETE, words="เขียนทับ 1 รอบด้วยค่าสุ่ม แล้วลบ"),
        ],
        "copies": [
            CopyFact(
                kind_th="ข้อมูลสำรอง",
                place="เทปสำรองรายเดือน ห้องนิรภัย",
                carrier=Carrier.ELECTRONIC,
                fate=CopyFate.BLOCKED,
                on=None,
                measures="ปิดผนึกตู้ เก็บกุญแจสองดอกแยกกัน ห้ามกู้คืนโดยไม่ได้รับอนุมัติ",
                reason="เทปมีข้อมูลของระบบอื่นปนอยู่ ลบเฉพาะส่วนไม่ได้",
                next_check_on=date(2027, 2, 18),
            ),
            CopyFact(
                kind_th="สำเนา",
                place="แฟ้มสำเนาที่สำนักงานจังหวัด",
                carrier=Carrier.PAPER,
                fate=CopyFate.ERASED,
                on=date(2026, 11, 19),
                measures="",
                reason="",
                next_check_on=None,
            ),
        ],
        "review": None,
    }
    return ItemFact(**(said | more))


def run_facts() -> RunFacts:
    """Return the facts of a run in a database."""
    return RunFacts(
        target="registry",
        run_id="0190a000-0000-7000-8000-000000000001",
        started_at=datetime.fromisoformat(f"2026-11-19T22:00:00{BANGKOK}"),
        ended_at=datetime.fromisoformat(f"2026-11-19T22:03:10{BANGKOK}"),
        frozen_hash=HASH,
        keys_hash=HASH[::-1],
        tables=[
            TableDone(table="requests", approved=4200, overwritten=4200, deleted=4200, left=0),
            TableDone(table="request_files", approved=12_345, overwritten=12_345, deleted=12_345, left=0),
        ],
        statements=[StatementDone(what="UPDATE requests", sha256=HASH, times=9)],
        steps=["เขียนทับคอลัมน์ที่กำหนดด้วยค่าสุ่ม", "ลบแถวจากตารางลูกก่อนตารางแม่", "นับแถวที่ยังเหลือด้วยคีย์ที่อนุมัติ"],
        limits=["ไฟล์สำรองและฐานข้อมูลจำลอง", "บันทึกธุรกรรม (WAL) ก่อนรอบหมุนเวียนถัดไป", "บล็อกเก่าบน SSD ที่ตัวควบคุมย้ายไป"],
    )


def certificate_facts(items: int = 2, **more: Any) -> CertificateFacts:
    """Return the facts of a certificate; `more` replaces its parts."""
    listed = [item_fact(seq) for seq in range(1, items + 1)]
    said: dict[str, Any] = {
        "version": 1,
        "ref": "DC-2569-0001",
        "addendum_to": None,
        "office": "สำนักงานจังหวัดตัวอย่าง",
        "list_ref": "DL-2569-0001",
        "list_title": "บัญชีขอทำลายประจำปี 2568",
        "orders": [
            OrderFact(
                order_no="123/2569",
                ordered_on=date(2026, 11, 10),
                signer_name="หัวหน้า ส่วนตัวอย่าง",
                signer_position="ผู้อำนวยการ",
                capacity="หัวหน้าส่วนราชการ",
                delegation_no=None,
                items_hash=HASH,
            )
        ],
        "destroyed_at": datetime.fromisoformat(f"2026-11-19T22:03:10{BANGKOK}"),
        "recorded_at": datetime.fromisoformat(f"2026-11-20T09:00:00{BANGKOK}"),
        "recorded_by": "เลขานุการ คณะกรรมการ",
        "place": "อาคารคลังเอกสาร",
        "executor": Person(name="เจ้าหน้าที่ คลังเอกสาร", position="เจ้าพนักงานธุรการ"),
        "witnesses": [
            Person(name="กรรมการ ที่หนึ่ง", position="นักวิชาการชำนาญการ"),
            Person(name="พยาน ภายนอก", position="ผู้แทนสำนักตรวจสอบ"),
        ],
        "committee_witnesses": ["กรรมการ ที่หนึ่ง"],
        "items": listed,
        "pending": [
            PendingFact(
                kind=PendingKind.COPY,
                title=item.title,
                words=f"{copy.kind_th}: {copy.place}",
                measures=copy.measures,
                next_check_on=copy.next_check_on,
            )
            for item in listed
            for copy in item.copies
            if copy.next_check_on is not None
        ],
        "checks": [],
        "run": run_facts(),
        "notes": "เผยแพร่สรุปผลบนเว็บไซต์ของหน่วยงาน",
        "files": [FileEvidence(sha256=HASH, name="ภาพถ่ายการย่อย.jpg")],
    }
    return CertificateFacts(**(said | more))


def review() -> ReidentificationReview:
    """Return a review of data made anonymous."""
    return ReidentificationReview(
        reviewer=Person(name="ผู้ทบทวน อิสระ", position="นักสถิติ"),
        reviewed_on=date(2026, 11, 18),
        words="ลองเชื่อมกับข้อมูลเปิดสามชุด ไม่พบกลุ่มที่เล็กกว่า 10 คน",
    )


def check_fact() -> CheckFact:
    """Return a check that found something gone."""
    return CheckFact(
        title="คำขอจดทะเบียน",
        words="ข้อมูลสำรอง: เทปสำรองรายเดือน",
        outcome=CheckOutcome.GONE,
        checked_on=date(2027, 2, 18),
        checked_by="เลขานุการ คณะกรรมการ",
        found="ดูทะเบียนเทป เทปถูกเขียนทับรอบใหม่แล้ว",
    )


def listed_item(seq: int = 1, words: str | None = None, **more: Any) -> DestructionItem:
    """Return an item that was decided on; `words` stand in every text that people wrote."""
    said: dict[str, Any] = {
        "id": f"item-{seq}",
        "list_id": "list",
        "seq": seq,
        "holding_id": f"holding-{seq}",
        "state": HoldingState.ARCHIVES_REVIEW,
        "outcome": ItemOutcome.OPEN,
        "listed": ListedHolding(
            activity_id="activity",
            activity_ref=f"PA-2569-{seq:04}",
            activity_title=words or "งานทะเบียน / รับคำร้อง",
            office_id=4,
            title=words or f"แฟ้มคำร้องเล่มที่ {seq}",
            location=words or "ห้องเก็บเอกสาร ชั้น 2",
            medium=words,
            volume=words or "12 กล่อง",
            carrier=(*Carrier, None)[seq % 4],
            saraban=tuple(Applies)[seq % 3],
            start_event=StartEvent.COLLECTED,
            started_on=date(2015, 9, 30),
            data_from=date(2014, 10, 1),
            data_through=date(2015, 9, 30),
            copies=[HoldingCopy(kind=CopyKind.BACKUP, place=(words or "เทป").strip()[:500] or "เทป")],
            rule="",
            retention_text=words or "10 ปี",
            last_day_kept=date(2025, 9, 30),
            due_on=date(2025, 10, 1),
        ),
        "listed_hash": HASH,
        "opinion": Opinion.DESTROY,
        "opinion_reason": words,
        "decision": Opinion.DESTROY,
        "decision_reason": words,
    }
    return DestructionItem(**(said | more))


def list_paper(items: Sequence[DestructionItem], words: str | None = None, **more: Any) -> ListPaper:
    """Return the paper of a list with a committee, a decision, a certificate and something pending."""
    at = datetime.fromisoformat(f"2026-11-20T09:00:00{BANGKOK}")
    seats = [
        CommitteeSeat(
            id=str(place),
            seat=Seat.CHAIR if place == 0 else Seat.MEMBER,
            name=words or f"กรรมการ คนที่{place}",
            position=words or "นักวิชาการชำนาญการ",
            person_id=None,
            order_no=words or "5/2569",
            ordered_on=date(2026, 1, 15),
            has_signed=True,
            signed_at=at,
            dissent=words,
        )
        for place in range(3)
    ]
    decision = Decision(
        id="decision",
        order_no=words or "99/2569",
        ordered_on=date(2026, 2, 20),
        signer_name=words or "หัวหน้า ส่วนตัวอย่าง",
        signer_position=words or "ผู้อำนวยการ",
        capacity=words,
        delegation_no=words,
        decided_at=at,
        decided_by="person:head",
        destroy=len(items),
        keep=0,
        extend=0,
        items_hash=HASH,
    )
    listed = DestructionList(
        id="list",
        ref="DL-2569-0001",
        office_id=4,
        title=words or "บัญชีขอทำลาย",
        year=2025,
        state=ListState.ARCHIVES,
        version=3,
        created_at=at,
        created_by="person:secretary",
        seats=seats,
        decisions=[decision],
    )
    given: dict[str, Any] = {
        "listed": listed,
        "office": words or "สำนักงานจังหวัดตัวอย่าง",
        "offices": {4: words or "สำนักงานจังหวัดตัวอย่าง"},
        "items": items,
        "today": date(2026, 11, 20),
        "certificates": [certificate()],
        "certificate_of": {"item-1": "DC-2569-0001"},
        "pending": [pending(words)],
    }
    return ListPaper(**(given | more))


def certificate() -> Certificate:
    """Return a line of the register of certificates."""
    at = datetime.fromisoformat(f"2026-11-20T09:00:00{BANGKOK}")
    return Certificate(
        id="certificate",
        ref="DC-2569-0001",
        list_id="list",
        list_ref="DL-2569-0001",
        office_id=4,
        addendum_to=None,
        destroyed_at=at,
        made_at=at,
        made_by="person:secretary",
        items=1,
        pending=1,
        facts_sha256=HASH,
        pdf_sha256=HASH[::-1],
    )


def pending(words: str | None = None) -> PendingErasure:
    """Return something that is not gone yet."""
    return PendingErasure(
        id="pending",
        certificate_id="certificate",
        certificate_ref="DC-2569-0001",
        list_id="list",
        item_id="item-1",
        holding_id="holding-1",
        activity_id="activity",
        office_id=4,
        title=words or "แฟ้มคำร้อง",
        kind=PendingKind.COPY,
        words=words or "ข้อมูลสำรอง: เทป",
        reason=words or "เทปมีข้อมูลอื่น",
        measures=words or "ปิดผนึกตู้",
        since=date(2026, 11, 20),
        next_check_on=date(2027, 2, 18),
        overdue=False,
        checks=0,
        closed_at=None,
        changed_at=datetime.fromisoformat(f"2026-11-20T09:00:00{BANGKOK}"),
        version=1,
    )
