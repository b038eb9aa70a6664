"""Doors of evidence, certificates and papers; reminders of what is not gone yet."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from ropa.destruction import service_evidence, service_pending
from ropa.notices.tables import notices
from ropa.reminders import service_agenda, service_due
from schemas.access import Role
from schemas.evidence import CopyEvidence, CopyFate, EvidenceInput, ItemEvidence, Method, MethodUsed, Person
from schemas.holding import CopyKind, HoldingCopy
from schemas.reminders import DueKind
from tests.support.actors import PHETCHABURI
from tests.support.approved_items import SECRETARY, approved_list
from tests.support.pdf_text import text_of
from tests.support.staff import hire
from tests.support.world import bearer

BACKUP = HoldingCopy(kind=CopyKind.BACKUP, place="เทปรายเดือน")
CHECK_ON = date(2027, 2, 18)


@pytest.fixture
def certificate(register, now):
    """A certificate of a list with one item whose backup is blocked."""
    made = approved_list(register, now, copies=[BACKUP])
    blocked = CopyEvidence(copy=0, fate=CopyFate.BLOCKED, measures="ปิดผนึก", reason="เทปรวม", next_check_on=CHECK_ON)
    given = EvidenceInput(
        destroyed_at=now - timedelta(hours=1),
        methods=[MethodUsed(method=Method.OVERWRITE_DELETE)],
        executor=Person(name="เจ้าหน้าที่ คลัง", position="เจ้าพนักงาน"),
        witnesses=[Person(name="พยาน ทดสอบ", position="เจ้าพนักงาน")],
        items=[ItemEvidence(item_id=made.items[0], scope="ระเบียนทั้งหมด", copies=[blocked])],
    )
    with register.write(SECRETARY, now) as uow:
        return service_evidence.record(uow, made.list_id, given)


@pytest.mark.only_on("sqlite")
def test_a_certificate_is_listed_read_downloaded_and_verified(register, client, certificate):
    headers = bearer(register)
    base = "/api/v1/retention/certificates"
    listed = client.get(base, headers=headers, params={"list": certificate.list_id}).json()
    assert [(each["ref"], each["pending"]) for each in listed["items"]] == [("DC-2569-0001", 1)]
    assert client.get(f"{base}/{certificate.id}", headers=headers).json()["facts"]["ref"] == "DC-2569-0001"
    pdf = client.get(f"{base}/{certificate.id}/certificate.pdf", headers=headers)
    assert pdf.headers["content-disposition"] == 'attachment; filename="DC-2569-0001.pdf"'
    assert "DC-2569-0001" in text_of(pdf.content)
    sent = client.post(f"{base}/verify-file", headers=headers, files={"file": ("a.pdf", pdf.content)}).json()
    assert (sent["verdict"], sent["matched"]) == ("genuine", "pdf")
    alone = {**headers, "Content-Type": "application/octet-stream"}
    other = client.post(f"{base}/verify-file", headers=alone, content=pdf.content + b" ").json()
    assert other["verdict"] == "unknown"
    by_hash = client.post(f"{base}/verify", headers=headers, json={"sha256": certificate.facts_sha256}).json()
    assert (by_hash["verdict"], by_hash["matched"]) == ("genuine", "facts")
    empty = client.post(f"{base}/verify-file", headers=alone, content=b"")
    assert empty.status_code == 422
    assert client.get(f"{base}.xlsx", headers=headers).content.startswith(b"PK")


@pytest.mark.only_on("sqlite")
def test_what_is_pending_is_listed_and_a_machine_records_neither_evidence_nor_check(register, client, certificate):
    headers = bearer(register)
    base = "/api/v1/retention/pending-erasures"
    (open_one,) = client.get(base, headers=headers).json()["items"]
    assert (open_one["certificate_ref"], open_one["next_check_on"]) == ("DC-2569-0001", "2027-02-18")
    read = client.get(f"{base}/{open_one['id']}", headers=headers)
    assert read.headers["etag"] == '"1"'
    body = {"outcome": "gone", "checked_on": "2026-11-20", "words": "ก"}
    assert client.post(f"{base}/{open_one['id']}/checks", headers=headers, json=body).status_code == 403
    lists = f"/api/v1/retention/destruction-lists/{certificate.list_id}"
    assert client.post(f"{lists}/evidence", headers=headers, json={}).status_code == 403


@pytest.mark.only_on("sqlite")
def test_every_paper_of_a_list_is_printed_and_of_another_office_none(register, client, certificate):
    headers, elsewhere = bearer(register), bearer(register, Role.RECORDER, 8)
    base = f"/api/v1/retention/destruction-lists/{certificate.list_id}/papers"
    for name in ("form-25", "letter", "minutes", "order", "report"):
        answer = client.get(f"{base}/{name}.pdf", headers=headers)
        assert (answer.status_code, answer.content[:4]) == (200, b"%PDF"), name
        assert client.get(f"{base}/{name}.pdf", headers=elsewhere).status_code == 404
    assert "DC-2569-0001" in text_of(client.get(f"{base}/report.pdf", headers=headers).content)
    book = client.get(f"{base}/form-25.xlsx", headers=headers)
    assert book.headers["content-disposition"].endswith('-form-25.xlsx"')
    assert book.content.startswith(b"PK")


def test_a_next_check_is_on_the_agenda_and_told_once_at_each_stage(register, now, certificate):
    hire(register, now, 1, (Role.DPO, PHETCHABURI))

    def told(at):
        with register.write(SECRETARY, at) as uow:
            service_due.remind(uow)
            query = select(notices.c.title_th).where(notices.c.path.like("/destruction/pending/%"))
            return len(list(uow.connection.scalars(query)))

    with register.read(SECRETARY, now) as uow:
        things = service_agenda.agenda(uow, 120, kinds=frozenset({DueKind.ERASURE})).items
        (open_one,) = service_pending.list_pending(uow).items
    assert [(each.on, each.path) for each in things] == [(CHECK_ON, f"/destruction/pending/{open_one.id}")]
    assert "DC-2569-0001" in str(things[0].title)
    assert told(now) == 0
    week_before = now + timedelta(days=83)
    assert told(week_before) == 1
    assert told(week_before + timedelta(days=1)) == 1
    assert told(now + timedelta(days=90)) == 2
    assert told(now + timedelta(days=91)) == 3
