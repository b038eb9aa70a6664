"""Evidence at the steps of a round: attached by whom, kept once its step has ended, scanned, counted."""

import io
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from ropa.attachments import service_files, service_scans
from ropa.attachments.service import NewFile
from ropa.errors import Conflict, Forbidden, Invalid, NotFound
from ropa.files import open_files
from ropa.notices.service import inbox
from ropa.procedures import service_rounds, service_rounds_shown, service_step_files
from ropa.wiring import wire
from schemas.access import Role
from schemas.attachments import ScanState, Verdict
from schemas.notices import NoticeKind
from schemas.procedure import StepDoer
from schemas.rounds import StepEnd
from schemas.step_files import MOST_STEP_BYTES, StepFileInput
from tests.support.actors import PHETCHABURI, PRACHUAP, person
from tests.support.documents import PDF
from tests.support.procedure_steps import step
from tests.support.procedures import HEAD, WRITER, approved
from tests.support.rounds import DPO, begin, finish, visits
from tests.support.staff import hire, key
from tests.support.world import settings_for

FRIDAY = date(2026, 11, 20)
HOUR = timedelta(hours=1)
STEPS = [step(1, 1, doer=StepDoer.OFFICE), step(2, 1, [], doer=StepDoer.OFFICE_HEAD)]
NOTHING = StepFileInput()


def a_file(letter="a", name="บันทึก.pdf", size=10, *, is_to_scan=False):
    return NewFile(sha256=letter * 64, size=size, media_type="application/pdf", name=name, is_to_scan=is_to_scan)


@pytest.fixture
def round_id(register, now):
    return begin(register, now, approved(register, now, steps=STEPS), offices=(PHETCHABURI,), starts_on=FRIDAY)


def attach(register, now, step_id, actor=WRITER, said=NOTHING, file=None):
    with register.write(actor, now) as uow:
        return service_step_files.add(uow, step_id, said, file or a_file())


def listed(register, now, step_id, actor=WRITER):
    with register.read(actor, now) as uow:
        return service_step_files.list_files(uow, step_id).items


def kinds(register, now, round_id):
    with register.read(DPO, now) as uow:
        return [(each.kind, each.details.get("later")) for each in service_rounds_shown.events(uow, round_id).items]


def test_who_may_do_a_step_attaches_and_who_reads_the_run_sees_it(register, now, round_id):
    row = visits(register, now, round_id)[0]
    made = attach(register, now, row.id, said=StepFileInput(note=" หนังสือนำ "))
    assert (made.note, made.scan, made.is_served, made.is_added_later) == ("หนังสือนำ", "not_scanned", True, False)
    assert made.may_remove
    assert attach(register, now, row.id).id == made.id  # the same bytes twice are one file
    for actor, refused in (
        (person("ผู้พิจารณา", Role.REVIEWER, PHETCHABURI), Forbidden),
        (person("ผู้ตรวจสอบ", Role.AUDITOR), Forbidden),
        (person("ต่างหน่วย", Role.RECORDER, PRACHUAP), NotFound),
    ):
        with pytest.raises(refused):
            attach(register, now, row.id, actor=actor, file=a_file("b"))
    auditor = person("ผู้ตรวจสอบ", Role.AUDITOR)
    assert [(each.id, each.may_remove) for each in listed(register, now, row.id, auditor)] == [(made.id, False)]
    with register.read(person("ต่างหน่วย", Role.RECORDER, PRACHUAP), now) as uow, pytest.raises(NotFound):
        service_step_files.list_files(uow, row.id)


def test_a_step_is_ended_with_its_evidence_or_nothing_of_it_is_there(register, now, round_id):
    row = visits(register, now, round_id)[0]
    files = [a_file("a"), a_file("b", "ภาพ.png")]
    with pytest.raises(Invalid), register.write(WRITER, now) as uow:
        service_step_files.end(uow, row.id, StepEnd(version=1, done_on=FRIDAY + timedelta(days=3)), files)
    assert listed(register, now, row.id) == []
    with register.write(WRITER, now) as uow:
        service_step_files.end(uow, row.id, StepEnd(version=1), files)
    assert [(each.file_name, each.is_added_later) for each in listed(register, now, row.id)] == [
        ("บันทึก.pdf", False),
        ("ภาพ.png", False),
    ]
    with register.read(WRITER, now) as uow:
        run = service_rounds_shown.run_shown(uow, round_id, PHETCHABURI)
        assert [(len(each.files), each.may_attach, each.may_end) for each in run.steps] == [
            (2, True, False),
            (0, False, False),
        ]
        assert service_rounds_shown.shown(uow, round_id).runs[0].files == 2


def test_evidence_goes_only_while_its_step_is_open_and_comes_at_any_time_after(register, now, round_id):
    row = visits(register, now, round_id)[0]
    first, second = attach(register, now, row.id), attach(register, now, row.id, file=a_file("b"))
    with register.write(WRITER, now) as uow:
        service_step_files.remove(uow, row.id, first.id)
    assert [each.id for each in listed(register, now, row.id)] == [second.id]
    with register.write(WRITER, now) as uow, pytest.raises(NotFound):
        service_step_files.remove(uow, row.id, first.id)
    finish(register, now, round_id, 1, actor=WRITER)
    with register.write(WRITER, now) as uow, pytest.raises(Conflict):
        service_step_files.remove(uow, row.id, second.id)
    finish(register, now, round_id, 2, actor=HEAD)
    # The round is over: who ended the step still adds what turns up, and that it came later is seen.
    later = attach(register, now + HOUR, row.id, file=a_file("c"))
    assert (later.is_added_later, later.may_remove) == (True, False)
    assert kinds(register, now, round_id)[0] == ("file_added", True)
    assert [kind for kind, _ in kinds(register, now, round_id)].count("file_removed") == 1
    with pytest.raises(Forbidden):
        attach(register, now + HOUR, visits(register, now, round_id)[1].id, actor=WRITER, file=a_file("d"))


def test_the_database_keeps_evidence_of_an_ended_step_itself(register, now, round_id):
    row = visits(register, now, round_id)[0]
    made = attach(register, now, row.id)
    for refused in (
        "DELETE FROM run_step_files WHERE id = :key",
        "UPDATE run_step_files SET file_name = 'x' WHERE id = :key",
    ):
        with pytest.raises((Conflict, SQLAlchemyError)), register.write(DPO, now) as uow:
            uow.connection.execute(text(refused), {"key": made.id})
    finish(register, now, round_id, 1, actor=WRITER)
    with pytest.raises((Conflict, SQLAlchemyError)), register.write(DPO, now) as uow:
        uow.connection.execute(text("UPDATE run_step_files SET removed_by = 'x'"))


def test_a_step_to_come_and_one_of_a_cancelled_round_take_no_evidence(register, now):
    steps = [step(1, 1), step(2, 1, [], starts_month=6)]
    round_id = begin(register, now, approved(register, now, steps=steps), offices=(PHETCHABURI,), starts_on=FRIDAY)
    finish(register, now, round_id, 1)
    done, waiting = visits(register, now, round_id)
    with pytest.raises(Conflict):
        attach(register, now, waiting.id, actor=DPO)
    with register.write(DPO, now) as uow:
        service_rounds.cancel(uow, round_id, 1, "เปลี่ยนแผน")
    attach(register, now, done.id, actor=DPO)
    other = begin(register, now, approved(register, now, steps=STEPS), offices=(PHETCHABURI,), starts_on=FRIDAY)
    with register.write(DPO, now) as uow:
        service_rounds.cancel(uow, other, 1, "เปลี่ยนแผน")
    with pytest.raises(Conflict):
        attach(register, now, visits(register, now, other)[0].id)


def test_what_is_said_of_a_file_and_how_much_there_is_has_limits(register, now, round_id):
    row = visits(register, now, round_id)[0]
    with pytest.raises(Invalid) as refused:
        attach(register, now, row.id, said=StepFileInput(note="ก\x00"), file=a_file(size=MOST_STEP_BYTES + 1))
    assert [each.pointer for each in refused.value.problems] == ["/note", "/file"]


def test_malware_and_files_in_quarantine_are_listed_and_never_given_out(register, now, round_id):
    row = visits(register, now, round_id)[0]
    made = attach(register, now, row.id, file=a_file("e", is_to_scan=True))
    assert (made.scan, made.is_served) == (ScanState.WAITING, False)
    with register.read(WRITER, now) as uow, pytest.raises(Conflict):
        service_step_files.given_out(uow, row.id, made.id)
    with register.write(DPO, now) as uow:
        service_scans.note(uow, "e" * 64, Verdict(finding="Eicar"))
    assert [(each.scan, each.finding) for each in listed(register, now, row.id)] == [(ScanState.INFECTED, "Eicar")]
    with register.read(WRITER, now) as uow, pytest.raises(Conflict):
        service_step_files.given_out(uow, row.id, made.id)


def infect(register, now, letter="e"):
    with register.write(DPO, now) as uow:
        service_scans.note(uow, letter * 64, Verdict(finding="Eicar"))


def refusals(register, now, round_id):
    with register.read(DPO, now) as uow:
        return [each for each in service_rounds_shown.events(uow, round_id).items if each.kind == "file_refused"]


def test_a_file_that_the_scanner_refuses_is_told_of_in_the_run_and_to_who_attached_it(register, now, round_id):
    wire()
    writer = hire(register, now, 1, (Role.RECORDER, PHETCHABURI))
    row = visits(register, now, round_id)[0]
    made = attach(register, now, row.id, actor=writer, file=a_file("e", "ใบ นายสมมติ.pdf", is_to_scan=True))
    attach(register, now, row.id, actor=writer, file=a_file("f", is_to_scan=True))
    with register.write(DPO, now) as uow:
        service_scans.note(uow, "f" * 64, Verdict(trouble="away"))
        service_scans.note(uow, "f" * 64, Verdict())
    assert refusals(register, now, round_id) == []
    infect(register, now)
    infect(register, now)
    assert [(each.step, each.office_id, each.details["file"]) for each in refusals(register, now, round_id)] == [
        (1, PHETCHABURI, made.id)
    ]
    with register.read(writer, now) as uow:
        told = inbox(uow, key(writer)).items
    assert [(each.kind, each.path) for each in told] == [
        (NoticeKind.ROUND_STEP, f"/rounds/{round_id}/offices/{PHETCHABURI}/files")
    ]
    assert "สมมติ" not in told[0].title_th + told[0].body_th + told[0].body_en


def test_bytes_that_are_known_as_malware_are_told_of_when_they_come_again_and_not_once_they_were_taken_out(
    register, now, round_id
):
    wire()
    row = visits(register, now, round_id)[0]
    first = attach(register, now, row.id, file=a_file("e", is_to_scan=True))
    with register.write(WRITER, now) as uow:
        service_step_files.remove(uow, row.id, first.id)
    infect(register, now)
    assert refusals(register, now, round_id) == []
    again = attach(register, now, row.id, file=a_file("e", is_to_scan=True))
    assert [each.details["file"] for each in refusals(register, now, round_id)] == [again.id]


def test_a_cleaning_of_files_leaves_evidence_where_it_is(register, now, round_id):
    wire()
    files = open_files(settings_for(register.url))
    kept = files.put(io.BytesIO(PDF))
    file = NewFile(sha256=kept.sha256, size=kept.size, media_type="application/pdf", name="ก.pdf")
    attach(register, now, visits(register, now, round_id)[0].id, file=file)
    with register.write(DPO, now + timedelta(days=9)) as uow:
        service_files.clean(uow, service_files.unneeded(uow, files))
    assert files.has(kept.sha256)
