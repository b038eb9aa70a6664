"""Evidence of destruction: whole or refused, certified once, never changed; what is not gone is not destroyed."""

from datetime import date, datetime, timedelta

import msgspec
import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import DatabaseError

from ropa.audit import service_seals
from ropa.destruction import service_certificates, service_evidence, service_lists, service_pending
from ropa.errors import Conflict, Forbidden, Invalid
from ropa.keys import Keys
from ropa.retention import service_holds
from ropa.retention.tables import holdings
from schemas.access import Role
from schemas.destruction import ListState
from schemas.evidence import (
    CheckOutcome,
    CopyEvidence,
    CopyFate,
    EvidenceInput,
    ExecutedEvidence,
    FollowUp,
    Ground,
    ItemEvidence,
    Method,
    MethodUsed,
    PendingKind,
    Person,
    Verdict,
)
from schemas.holding import Carrier, CopyKind, HoldingCopy, HoldInput, HoldKind
from schemas.pending import PendingCheckInput
from schemas.vocabulary import Applies
from tests.support.actors import person, somebody
from tests.support.approved_items import CHAIR, HEAD, SECRETARY, approved_list
from tests.support.destruction_papers import review, run_facts

BACKUP = HoldingCopy(kind=CopyKind.BACKUP, place="เทปรายเดือน", erasable_within_days=365)
DAILY = HoldingCopy(kind=CopyKind.BACKUP, place="สำรองรายวัน", erasable_within_days=30)
TODAY = date(2026, 11, 20)
EXECUTOR = Person(name="เจ้าหน้าที่ คลัง", position="เจ้าพนักงานธุรการ")
WITNESS = Person(name="พยาน ทดสอบ", position="เจ้าพนักงาน")
ERASE = MethodUsed(method=Method.OVERWRITE_DELETE)


def said(made, now, *, copies=(), **more):
    """Return evidence of all items of a list, an hour ago; `more` replaces its parts, `copies` answers for each."""
    items = [ItemEvidence(item_id=each, scope="ระเบียนทั้งหมด", copies=list(copies)) for each in made.items]
    given = {
        "destroyed_at": now - timedelta(hours=1),
        "methods": [ERASE],
        "executor": EXECUTOR,
        "witnesses": [WITNESS],
        "items": items,
    }
    return EvidenceInput(**(given | more))


def record(register, now, made, actor=SECRETARY, **more):
    with register.write(actor, now) as uow:
        return service_evidence.record(uow, made.list_id, said(made, now, **more))


def refused(register, now, made, actor=SECRETARY, **more):
    """Return the places of the faults."""
    with pytest.raises(Invalid) as caught:
        record(register, now, made, actor, **more)
    return {each.pointer for each in caught.value.problems}


def states(register, now, made):
    with register.read(SECRETARY, now) as uow:
        query = select(holdings.c.state, holdings.c.due_state).where(holdings.c.id.in_(made.holdings))
        found = {tuple(row) for row in uow.connection.execute(query)}
        listed = service_lists.read(uow, made.list_id)
    return found, listed.state


def test_destroyed_items_end_with_one_certificate_and_close_their_list(register, now):
    made = approved_list(register, now, count=3)
    certificate = record(register, now, made)
    assert certificate.ref == "DC-2569-0001"
    assert certificate.items == 3
    assert certificate.pending == 0
    assert states(register, now, made) == ({("destroyed", "disposed")}, ListState.CLOSED)
    with register.read(SECRETARY, now) as uow:
        facts = service_certificates.read(uow, certificate.ref).facts
        shown, pdf = service_certificates.pdf(uow, certificate.id)
    assert [item.seq for item in facts.items] == [1, 2, 3]
    assert (facts.orders[0].order_no, facts.orders[0].signer_name) == ("99/2569", HEAD.name)
    assert facts.recorded_by == SECRETARY.name
    assert pdf.startswith(b"%PDF")
    assert shown.pdf_sha256 == certificate.pdf_sha256


def test_the_same_facts_give_the_same_pdf(register, now):
    from exports.destruction_certificate import certificate_pdf

    made = approved_list(register, now)
    certificate = record(register, now, made)
    with register.read(SECRETARY, now) as uow:
        detail = service_certificates.read(uow, certificate.id)
        kept = service_certificates.pdf(uow, certificate.id)[1]
    assert certificate_pdf(detail.facts, certificate.facts_sha256) == kept


@pytest.mark.only_on("sqlite")
def test_forty_items_are_recorded_with_as_many_statements_as_two(register, now):
    numbers = []
    for count in (2, 40):
        made = approved_list(register, now, count=count, title=f"แฟ้ม {count}")
        asked: list[str] = []
        with register.write(SECRETARY, now) as uow:
            event.listen(uow.connection, "before_cursor_execute", lambda *told, asked=asked: asked.append(told[2]))
            service_evidence.record(uow, made.list_id, said(made, now))
        numbers.append(len(asked))
        assert states(register, now, made) == ({("destroyed", "disposed")}, ListState.CLOSED)
    assert numbers[0] == numbers[1]


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"destroyed_at": datetime.fromisoformat("2026-11-20T09:00:01+07:00")}, "/destroyed_at"),
        ({"destroyed_at": datetime.fromisoformat("2026-11-10T08:59:59+07:00")}, "/destroyed_at"),
        ({"executor": Person(name=f"นาย{HEAD.name}", position="ผอ.")}, "/executor"),
        ({"witnesses": [Person(name="เจ้าหน้าที่  คลัง", position="คนเดียวกัน")]}, "/witnesses/0"),
        ({"witnesses": [WITNESS, WITNESS]}, "/witnesses/1"),
        ({"methods": [MethodUsed(method=Method.OTHER)]}, "/methods/0/words"),
        ({"methods": [MethodUsed(method=Method.PROVIDER_ATTESTATION)]}, "/files"),
        ({"methods": [MethodUsed(method=Method.BURNT)]}, "/items/0/methods"),
        ({"notes": "คนแรกคือ 1-1111-11111-11-9"}, "/notes"),
        ({"notes": "ติดต่อ somchai@example.org"}, "/notes"),
        ({"notes": "โทร ๐๘๑-๒๓๔-๕๖๗๘"}, "/notes"),
        ({"notes": "a\x00b"}, "/notes"),
    ],
)
def test_evidence_that_is_not_whole_or_cannot_be_true_is_refused(register, now, more, pointer):
    made = approved_list(register, now)
    assert pointer in refused(register, now, made, **more)
    assert states(register, now, made)[0] == {("approved_to_destroy", "dated")}


@pytest.mark.only_on("sqlite")
def test_who_decided_never_records_and_a_machine_records_nothing(register, now):
    made = approved_list(register, now)
    decider = msgspec.structs.replace(SECRETARY, id=HEAD.id)
    assert refused(register, now, made, decider) == {"/executor"}
    with pytest.raises(Forbidden):
        record(register, now, made, somebody(Role.DPO))


@pytest.mark.case("F.4", 57)
def test_a_held_data_set_is_not_recorded_as_destroyed_and_an_item_only_once(register, now):
    made = approved_list(register, now, count=2)
    with register.write(SECRETARY, now) as uow:
        hold = HoldInput(
            kind=HoldKind.AUDIT, reason="สตง. ตรวจ", holding_id=made.holdings[1], review_on=TODAY + timedelta(days=30)
        )
        service_holds.place_hold(uow, hold)
    assert refused(register, now, made) == {"/items/1"}
    first = [ItemEvidence(item_id=made.items[0], scope="ระเบียนทั้งหมด")]
    record(register, now, made, items=first)
    assert refused(register, now, made, items=first) == {"/items/0"}


@pytest.mark.only_on("sqlite")
def test_saraban_documents_need_a_member_of_the_committee_as_witness(register, now):
    made = approved_list(register, now, saraban=Applies.UNCLEAR)
    assert refused(register, now, made) == {"/witnesses"}
    record(register, now, made, witnesses=[WITNESS, Person(name=CHAIR, position="ประธาน")])


@pytest.mark.only_on("sqlite")
def test_paper_and_electronic_data_each_need_a_method_of_theirs(register, now):
    made = approved_list(register, now, carrier=Carrier.BOTH)
    assert refused(register, now, made) == {"/items/0/methods"}
    record(register, now, made, methods=[ERASE, MethodUsed(method=Method.PULPED)])


@pytest.mark.case("F.4", 66)
@pytest.mark.only_on("sqlite")
def test_every_copy_is_answered_and_one_that_outlives_ninety_days_is_blocked_with_measures(register, now):
    made = approved_list(register, now, copies=[BACKUP, DAILY])
    daily = CopyEvidence(copy=1, fate=CopyFate.EXPIRES, on=TODAY + timedelta(days=30))
    assert refused(register, now, made, copies=[daily]) == {"/items/0/copies"}
    waits = CopyEvidence(copy=0, fate=CopyFate.EXPIRES, on=TODAY + timedelta(days=80))
    assert refused(register, now, made, copies=[waits, daily]) == {"/items/0/copies/0/fate"}
    bare = CopyEvidence(copy=0, fate=CopyFate.BLOCKED)
    at = "/items/0/copies/0"
    assert refused(register, now, made, copies=[bare, daily]) == {
        f"{at}/measures",
        f"{at}/reason",
        f"{at}/next_check_on",
    }
    told = CopyEvidence(copy=0, fate=CopyFate.TOLD, on=TODAY, next_check_on=TODAY + timedelta(days=9))
    assert refused(register, now, made, copies=[told, daily, daily]) == {
        "/items/0/copies/0/fate",
        "/items/0/copies/1/copy",
        "/items/0/copies/2/copy",
    }


BLOCKED = CopyEvidence(
    copy=0,
    fate=CopyFate.BLOCKED,
    measures="ปิดผนึกตู้ ห้ามกู้คืน",
    reason="เทปมีข้อมูลอื่นปนอยู่",
    next_check_on=TODAY + timedelta(days=90),
)


def check(register, now, pending, outcome, actor=SECRETARY, **more):
    given = PendingCheckInput(outcome=outcome, checked_on=now.date(), words="ดูทะเบียนเทป", **more)
    with register.write(actor, now) as uow:
        return service_pending.check(uow, pending.id, pending.version, given).pending


def pending_of(register, now):
    with register.read(SECRETARY, now) as uow:
        return service_pending.list_pending(uow).items


@pytest.mark.case("F.4", 66)
def test_a_blocked_backup_keeps_the_data_set_pending_until_a_check_finds_it_gone(register, now):
    made = approved_list(register, now, copies=[BACKUP])
    certificate = record(register, now, made, copies=[BLOCKED])
    assert certificate.pending == 1
    assert states(register, now, made) == ({("blocked_pending_erasure", "disposed")}, ListState.APPROVED)
    (open_one,) = pending_of(register, now)
    assert (open_one.kind, open_one.next_check_on) == (PendingKind.COPY, BLOCKED.next_check_on)

    later = now + timedelta(days=90)
    with pytest.raises(Invalid) as caught:
        check(register, later, open_one, CheckOutcome.STILL_THERE)
    assert {each.pointer for each in caught.value.problems} == {"/next_check_on", "/reason"}
    next_day = later.date() + timedelta(days=60)
    again = check(register, later, open_one, CheckOutcome.STILL_THERE, reason="เทปยังไม่ถึงรอบ", next_check_on=next_day)
    assert (again.checks, again.next_check_on, again.closed_at) == (1, next_day, None)

    last = later + timedelta(days=60)
    gone = check(register, last, again, CheckOutcome.GONE)
    assert gone.closed_at is not None
    assert states(register, last, made) == ({("destroyed", "disposed")}, ListState.CLOSED)
    with register.read(SECRETARY, last) as uow:
        register_of = service_certificates.list_certificates(uow).items
        facts = service_certificates.read(uow, register_of[0].id).facts
    assert [(each.ref, each.addendum_to) for each in register_of] == [
        ("DC-2569-0001/1", "DC-2569-0001"),
        ("DC-2569-0001", None),
    ]
    assert [(each.outcome, each.checked_by) for each in facts.checks] == [(CheckOutcome.GONE, SECRETARY.name)]
    assert not facts.pending
    with pytest.raises(Conflict):
        check(register, last, gone, CheckOutcome.GONE)


@pytest.mark.only_on("sqlite")
def test_a_copy_that_expires_soon_is_no_evidence_before_it_is_gone(register, now):
    made = approved_list(register, now, copies=[DAILY])
    record(register, now, made, copies=[CopyEvidence(copy=0, fate=CopyFate.EXPIRES, on=TODAY + timedelta(days=30))])
    assert states(register, now, made)[0] == {("blocked_pending_erasure", "disposed")}
    assert pending_of(register, now)[0].next_check_on == TODAY + timedelta(days=30)


@pytest.mark.case("F.4", 65, 67)
@pytest.mark.only_on("sqlite")
def test_data_made_anonymous_leave_the_count_only_after_a_review_and_never_for_unlawful_data(register, now):
    made = approved_list(register, now)
    anonymous = [MethodUsed(method=Method.ANONYMISED)]
    unlawful = [ItemEvidence(item_id=made.items[0], scope="ระเบียน", ground=Ground.UNLAWFUL)]
    assert refused(register, now, made, methods=anonymous, items=unlawful) == {"/items/0/methods"}
    record(register, now, made, methods=anonymous)
    assert states(register, now, made)[0] == {("blocked_pending_erasure", "disposed")}
    (waits,) = pending_of(register, now)
    assert waits.kind is PendingKind.REVIEW
    with pytest.raises(Invalid):
        check(register, now, waits, CheckOutcome.ANONYMOUS, reviewer=EXECUTOR)
    check(register, now, waits, CheckOutcome.ANONYMOUS, reviewer=review().reviewer)
    assert states(register, now, made)[0] == {("destroyed", "disposed")}


@pytest.mark.only_on("sqlite")
def test_a_review_recorded_at_once_counts_at_once(register, now):
    made = approved_list(register, now)
    items = [ItemEvidence(item_id=made.items[0], scope="ระเบียน", review=review())]
    record(register, now, made, methods=[MethodUsed(method=Method.ANONYMISED)], items=items)
    assert states(register, now, made)[0] == {("destroyed", "disposed")}


def executed(**more):
    given = ExecutedEvidence(
        executor=EXECUTOR,
        executor_id="person:other",
        witnesses=[WITNESS],
        methods=[ERASE],
        scope="แถวตามคีย์ที่อนุมัติ",
        run=run_facts(),
    )
    return msgspec.structs.replace(given, **more)


def test_a_run_in_a_database_is_certified_with_its_limits_and_leaves_unanswered_copies_pending(register, now):
    made = approved_list(register, now, copies=[BACKUP])
    follow = FollowUp(words="WAL ของฐานข้อมูล", measures="หมุน WAL", next_check_on=TODAY + timedelta(days=7))
    job = somebody(Role.SYSTEM_ADMIN)
    with register.write(job, now) as uow:
        certificate = service_evidence.record_executed(uow, made.items[0], executed(follow_ups=[follow]))
    assert certificate.pending == 2
    assert {each.kind for each in pending_of(register, now)} == {PendingKind.COPY, PendingKind.LIMIT}
    with register.read(SECRETARY, now) as uow:
        facts = service_certificates.read(uow, certificate.id).facts
    assert facts.run == run_facts()
    assert facts.items[0].copies[0].fate is None
    assert states(register, now, made)[0] == {("blocked_pending_erasure", "disposed")}


@pytest.mark.only_on("sqlite")
def test_who_decided_does_not_order_the_run(register, now):
    made = approved_list(register, now)
    with pytest.raises(Invalid) as caught, register.write(somebody(Role.SYSTEM_ADMIN), now) as uow:
        service_evidence.record_executed(uow, made.items[0], executed(executor_id=HEAD.id))
    assert {each.pointer for each in caught.value.problems} == {"/executor"}


def test_evidence_and_certificates_are_never_changed_or_removed(register, now):
    made = approved_list(register, now, copies=[BACKUP])
    record(register, now, made, copies=[BLOCKED])
    check(register, now, pending_of(register, now)[0], CheckOutcome.GONE)
    for statement in (
        "UPDATE certificates SET ref = 'x'",
        "DELETE FROM certificates",
        "UPDATE destruction_evidence SET executor_name = 'x'",
        "DELETE FROM destruction_evidence",
        "UPDATE pending_checks SET words = 'x'",
        "DELETE FROM pending_checks",
        "DELETE FROM pending_erasures",
    ):
        with pytest.raises(DatabaseError), register.engine.begin() as connection:
            connection.execute(text(statement))


def verify(register, now, sha256, actor=SECRETARY):
    with register.read(actor, now) as uow:
        return service_certificates.verify(uow, sha256)


def test_a_certificate_is_verified_by_its_file_or_the_number_printed_on_it(register, now):
    certificate = record(register, now, approved_list(register, now))
    by_file = verify(register, now, certificate.pdf_sha256)
    assert (by_file.verdict, by_file.matched, by_file.sealed) == (Verdict.GENUINE, "pdf", False)
    with register.write(SECRETARY, now) as uow:
        service_seals.seal(uow, Keys(b"k" * 32, b"k" * 32, b"k" * 32), service_seals.settled_through(uow))
    printed = verify(register, now, certificate.facts_sha256)
    assert (printed.verdict, printed.matched, printed.sealed) == (Verdict.GENUINE, "facts", True)
    assert verify(register, now, "0" * 64).verdict is Verdict.UNKNOWN
    elsewhere = person("คนอื่น", Role.RECORDER, 8)
    assert verify(register, now, certificate.pdf_sha256, elsewhere).verdict is Verdict.UNKNOWN


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE certificates SET facts = replace(facts, 'DC', 'DX')",
        "UPDATE certificates SET pdf = x'00'",
        "UPDATE certificates SET pdf_sha256 = 'f'",
        "UPDATE certificates SET items = 99",
        "DELETE FROM certificates",
    ],
)
def test_a_tampered_certificate_is_found_by_what_the_trail_says(register, now, change):
    certificate = record(register, now, approved_list(register, now))
    with register.engine.begin() as connection:
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        for event in ("update", "delete"):
            connection.execute(text(f"DROP TRIGGER certificates_no_{event}"))
            connection.execute(text(f"DROP TRIGGER destruction_evidence_no_{event}"))
        if change.startswith("DELETE"):
            connection.execute(text("DELETE FROM destruction_evidence"))
        connection.execute(text(change))
    found = verify(register, now, certificate.pdf_sha256)
    assert found.verdict is Verdict.TAMPERED
    assert found.problems_th
    assert found.problems_en
