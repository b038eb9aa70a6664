"""A round's report on both databases: what is late and why, offices by state, who is told of it, how quick it is."""

import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from ropa.attachments.service import NewFile
from ropa.cli import main
from ropa.db.ids import new_id
from ropa.errors import Invalid, NotFound
from ropa.notices import service as service_inbox
from ropa.offices import service as offices
from ropa.procedures import (
    service_pauses,
    service_report,
    service_report_told,
    service_rounds,
    service_step_files,
    store_rounds,
)
from schemas.access import Role
from schemas.notices import NoticeKind
from schemas.procedure import BranchAnswer
from schemas.round_report import OfficeStanding, ReportAsked
from schemas.round_report_words import sentences
from schemas.rounds import LateCause, RoundInput, RunPause
from schemas.step_files import StepFileInput
from tests.support.actors import ABOVE_PHETCHABURI, PHETCHABURI, PRACHUAP, person
from tests.support.procedure_steps import decision, step
from tests.support.procedures import approved
from tests.support.rounds import DPO, begin, finish, visits
from tests.support.staff import hire, key

DAY = timedelta(days=1)
#: `now` of the tests is Friday 20 November 2026, 09:00.
FRIDAY = date(2026, 11, 20)
STEPS = [step(1, 2), decision(2, 3, 1), step(3, 5, [])]
CHUMPHON = 12
BLANK = {"state": "open", "done_on": None, "done_at": None, "actual_days": None}


@pytest.fixture
def lived(register, now):
    """One office sent back and late, one done with its first step, one that did nothing yet."""
    made = approved(register, now, steps=STEPS)
    round_id = begin(register, now, made, offices=(PHETCHABURI, PRACHUAP, CHUMPHON), starts_on=FRIDAY)
    finish(register, now + 3 * DAY, round_id, 1)
    finish(register, now + 6 * DAY, round_id, 2, answer=BranchAnswer.NOT_AGREED, cause=LateCause.COORDINATION)
    finish(register, now + 3 * DAY, round_id, 1, office=PRACHUAP)
    return round_id


def printed(register, now, round_id, actor=DPO, **asked):
    with register.read(actor, now) as uow:
        return service_report.report(uow, round_id, ReportAsked(**asked))


def test_a_round_that_is_cancelled_while_it_stands_still_stands_still_no_longer(register, now, lived):
    with register.write(DPO, now + 7 * DAY) as uow:
        service_pauses.pause(uow, lived, 1, RunPause(reason="น้ำท่วม"))
    before = printed(register, now + 9 * DAY, lived, as_of=FRIDAY + 8 * DAY)
    with register.write(DPO, now + 10 * DAY) as uow:
        service_rounds.cancel(uow, lived, 2, "เลิก")
    made = printed(register, now + 60 * DAY, lived)
    assert {each.paused_days for each in made.offices} == {3}
    assert [(each.from_on, each.until_on) for each in made.pauses] == [(FRIDAY + 7 * DAY, FRIDAY + 10 * DAY)]
    # What was printed while it stood still says the same again.
    assert printed(register, now + 60 * DAY, lived, as_of=FRIDAY + 8 * DAY).offices == before.offices


def test_offices_stand_by_the_first_that_holds(register, now, lived):
    def standings(day):
        made = printed(register, now + 60 * DAY, lived, as_of=day)
        return {each.office_id: str(each.standing) for each in made.offices}

    assert standings(FRIDAY) == {PHETCHABURI: "not_begun", PRACHUAP: "not_begun", CHUMPHON: "not_begun"}
    tuesday = FRIDAY + 4 * DAY
    assert standings(tuesday) == {PHETCHABURI: "on_time", PRACHUAP: "on_time", CHUMPHON: "not_begun"}
    assert standings(tuesday + DAY) == {PHETCHABURI: "late", PRACHUAP: "late", CHUMPHON: "late"}


def test_a_late_step_says_when_it_was_due_and_why_it_was_late(register, now, lived):
    made = printed(register, now + 60 * DAY, lived, as_of=FRIDAY + 6 * DAY)
    late = next(each for each in made.late_steps if each.office_id == PHETCHABURI)
    assert (late.step, late.due_on, late.done_on, late.days_late) == (2, FRIDAY + 4 * DAY, FRIDAY + 6 * DAY, 2)
    assert (late.cause, late.planned_on) == (LateCause.COORDINATION, FRIDAY + 5 * DAY)
    assert (made.returned, made.returned_offices, made.late_ended) == (1, 1, 1)
    assert [(str(each.cause), each.steps) for each in made.causes] == [("coordination", 1), ("None", 2)]
    thai = "\n".join(words for words, _ in sentences(made))
    assert "เสร็จหลังกำหนด 1 ครั้ง" in thai
    assert "รอประสานหน่วยงานอื่น 1 ครั้ง" in thai
    first = made.steps[0]
    assert (first.reached, first.done, first.first_days, first.average_days) == (3, 2, 2, 1.0)


def test_a_cancelled_round_has_no_late_office_after_its_end(register, now, lived):
    with register.write(DPO, now + 30 * DAY) as uow:
        service_rounds.cancel(uow, lived, 1, "เริ่มใหม่")
    assert printed(register, now + 60 * DAY, lived, as_of=FRIDAY + 29 * DAY).count(OfficeStanding.LATE) == 3
    after = printed(register, now + 60 * DAY, lived, as_of=FRIDAY + 30 * DAY)
    assert (after.count(OfficeStanding.CANCELLED), after.late_open) == (3, 0)


def test_what_is_entered_later_for_a_day_before_does_not_count_on_that_day(register, now, lived):
    before = printed(register, now + 10 * DAY, lived, as_of=FRIDAY + 9 * DAY)
    finish(
        register, now + 12 * DAY, lived, 1, office=CHUMPHON, done_on=FRIDAY + 7 * DAY, cause=LateCause.WORKLOAD
    )  # fmt: skip
    after = printed(register, now + 20 * DAY, lived, as_of=FRIDAY + 9 * DAY)
    assert (after.ended, after.late_steps) == (before.ended, before.late_steps)
    assert printed(register, now + 20 * DAY, lived, as_of=FRIDAY + 12 * DAY).ended == before.ended + 1


def test_evidence_counts_as_it_was_on_the_day(register, now, lived):
    row = visits(register, now, lived, CHUMPHON)[0]
    files = [NewFile(sha256=each * 64, size=9, media_type="application/pdf", name="ก.pdf") for each in "abc"]
    with register.write(DPO, now + 7 * DAY) as uow:
        first = [service_step_files.add(uow, row.id, StepFileInput(), each) for each in files[:2]]
    with register.write(DPO, now + 9 * DAY) as uow:
        service_step_files.remove(uow, row.id, first[0].id)
    with register.write(DPO, now + 11 * DAY) as uow:
        service_step_files.add(uow, row.id, StepFileInput(), files[2])
    found = [printed(register, now + 20 * DAY, lived, as_of=FRIDAY + day * DAY) for day in (6, 8, 10, 12)]
    assert [each.steps[0].files for each in found] == [0, 2, 1, 2]
    assert sum(each.files for each in found[-1].steps) == 2


def test_who_reads_sees_the_own_offices_and_may_ask_for_those_below_one(register, now, lived):
    own = printed(register, now, lived, person("ผู้บันทึก", Role.RECORDER, PHETCHABURI))
    assert ([each.office_id for each in own.offices], own.is_whole) == ([PHETCHABURI], False)
    below = printed(register, now, lived, office=ABOVE_PHETCHABURI)
    assert PHETCHABURI in [each.office_id for each in below.offices]
    assert below.office is not None
    with pytest.raises(NotFound):
        printed(register, now, lived, person("ต่างหน่วย", Role.RECORDER, 30))
    with pytest.raises(NotFound):
        printed(register, now, "0" * 36)


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ({"as_of": FRIDAY + DAY}, "/as_of"),
        ({"as_of": FRIDAY - DAY}, "/as_of"),
        ({"as_of": FRIDAY, "month": 6}, "/as_of"),
    ],
)
def test_a_day_that_cannot_be_is_refused(register, now, asked, pointer):
    round_id = begin(register, now, approved(register, now, steps=STEPS), starts_on=FRIDAY)
    with pytest.raises(Invalid) as refused:
        printed(register, now, round_id, **asked)
    assert [each.pointer for each in refused.value.problems] == [pointer]


def test_a_round_that_is_still_to_begin_has_no_report(register, now):
    round_id = begin(register, now, approved(register, now, steps=STEPS), starts_on=FRIDAY + 30 * DAY)
    with pytest.raises(Invalid) as refused:
        printed(register, now, round_id, month=6)
    assert [each.pointer for each in refused.value.problems] == ["/month"]


def test_whoever_runs_a_round_is_told_once_when_a_report_is_ready(register, now):
    dpo, made = hire(register, now, 1, (Role.DPO, 0)), approved(register, now, steps=STEPS)
    with register.write(dpo, now) as uow:
        given = RoundInput(title="รอบปี 2570", starts_on=FRIDAY, office_ids=[PHETCHABURI])
        stored = service_rounds.start(uow, made.id, given)

    def told(days):
        with register.write(DPO, now + days * DAY) as uow:
            return service_report_told.tell(uow)

    # Six months from 20 November end with 19 May, 181 days later the report is ready.
    assert [told(days) for days in (0, 180, 181, 182, 240)] == [0, 0, 1, 0, 0]
    assert [told(days) for days in (364, 365, 366)] == [0, 1, 0]
    assert told(800) == 0
    with register.read(dpo, now) as uow:
        found = [each for each in service_inbox.inbox(uow, key(dpo)).items if each.kind is NoticeKind.ROUND_REPORT]
    assert [each.path for each in found] == [f"/rounds/{stored}/report?month={months}" for months in (12, 6)]
    assert "รายงานรอบ 6 เดือน พร้อมออกแล้ว" in found[1].title_th


def test_a_cancelled_round_and_an_owner_without_rights_are_not_told(register, now):
    dpo = hire(register, now, 1, (Role.DPO, 0))
    begin(register, now, approved(register, now, steps=STEPS), offices=(PHETCHABURI,), starts_on=FRIDAY)
    cancelled = begin(register, now, approved(register, now, steps=STEPS), starts_on=FRIDAY)
    with register.write(DPO, now) as uow:
        service_rounds.cancel(uow, cancelled, 1, "ซ้ำ")
    with register.write(DPO, now + 181 * DAY) as uow:
        # Who began it is no person of the register: the DPO is told of the one that runs.
        assert service_report_told.tell(uow) == 1
    with register.read(dpo, now) as uow:
        assert len(service_inbox.inbox(uow, key(dpo)).items) == 1


def test_the_report_of_every_office_takes_well_under_a_second_and_as_many_queries_a_hundred(register, now):
    """391 offices with sixteen steps, all of them ended but the last."""
    made = approved(register, now)
    with register.write(DPO, now) as uow:
        every = [each.id for each in offices.list_offices(uow) if each.id]
        given = RoundInput(title="ทุกหน่วย", starts_on=FRIDAY, office_ids=every)
        round_id = service_rounds.start(uow, made.id, given)
        fill(uow, round_id)
    told = []
    with register.read(DPO, now + 150 * DAY) as uow:
        event.listen(uow.connection, "before_cursor_execute", lambda *said: told.append(said[2]))
        began = time.process_time()
        found = service_report.report(uow, round_id, ReportAsked())
        took = time.process_time() - began
    assert len(found.offices) == len(every) >= 391
    assert found.ended == 15 * len(every)
    assert len(told) < 30
    assert took < 1.0, "measured: 0.14 s of the processor"


def fill(uow, round_id):
    """Write sixteen visits for each run, as the services would, at once."""
    rows = []
    runs = store_rounds.runs_of(uow, round_id, None)
    first = store_rounds.steps_of(uow, [run.id for run in runs])
    for run in runs:
        old = first[run.id][0]._mapping
        for number in range(2, 17):
            ended = {"state": "done", "done_on": FRIDAY + number * DAY, "done_at": uow.now, "actual_days": 1}
            more = ended if number < 16 else {}
            rows.append({**old, "id": new_id(uow.now), "step": number, "born": number, **BLANK, **more})
    store_rounds.add_steps(uow, rows)
    for run in runs:
        ended = {"state": "done", "done_on": FRIDAY, "done_at": uow.now, "actual_days": 0}
        store_rounds.change_step(uow, first[run.id][0].id, 1, ended)


def test_the_command_line_writes_both_files(register, now, lived, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("ROPA_DATABASE_URL", register.url)
    monkeypatch.setenv("ROPA_ENV", "development")
    moment = (now + 20 * DAY).isoformat()
    ref = printed(register, now, lived).ref
    for name in ("report.xlsx", "report.pdf"):
        said = ["round", "report", ref, "--as-of", "2026-12-01", "--out", str(tmp_path / name), "--now", moment]
        assert main(said) == 0, capsys.readouterr().err
    assert Path(tmp_path / "report.pdf").read_bytes()[:5] == b"%PDF-"
    assert (
        main(["round", "report", ref, "--as-of", "2599-01-01", "--out", str(tmp_path / "x.pdf"), "--now", moment]) == 2
    )
    assert main(["round", "report", "ROUND-1-1", "--out", str(tmp_path / "x.pdf"), "--now", moment]) == 1
