"""`ropa round ...`: a round is started, worked on, held and ended at the shell; decisions are left to people."""

import pytest

from ropa.access.rules import Permission, offices_for
from ropa.cli import main
from ropa.procedures import service_rounds, service_rounds_shown
from schemas.access import COMMAND_LINE, Actor, Channel, Grant, Role
from schemas.rounds import RoundState
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.procedure_steps import decision, step
from tests.support.procedures import approved
from tests.support.rounds import DPO, visits

NOW = ["--now", "2026-11-20T09:00:00+07:00"]
OFFICE = str(PHETCHABURI)


@pytest.fixture
def line(register, monkeypatch, capsys):
    """Return what a command wrote, and how it ended."""
    monkeypatch.setenv("ROPA_DATABASE_URL", register.url)
    monkeypatch.setenv("ROPA_ENV", "development")

    def call(*words, now=NOW):
        code = main(["round", *words, *now])
        told = capsys.readouterr()
        return code, told.out, told.err

    return call


@pytest.fixture
def ref(register, now, line):
    """A round of one office that was started by its command."""
    made = approved(register, now, steps=[step(1, 1), decision(2, 3, 1), step(3, 1, [])])
    code, out, _ = line("start", made.ref, "--title", "รอบจากบรรทัดคำสั่ง", "--office", OFFICE, "--from", "20/11/2569")
    assert (code, out) == (0, "ROUND-2569-0001  1 หน่วยงาน / offices  รอบจากบรรทัดคำสั่ง\n")
    return "ROUND-2569-0001"


def item(register, now):
    with register.read(DPO, now) as uow:
        return service_rounds.page(uow, None, None, None, 1).items[0]


def test_a_round_is_started_listed_and_shown(line, ref):
    assert line("list")[:2] == (0, f"{ref}  running  2026-11-20  0/1  รอบจากบรรทัดคำสั่ง\n")
    assert line("list", "--state", "done")[1] == ""
    code, out, _ = line("show", ref)
    assert code == 0
    assert f"{PHETCHABURI}  running  1  2026-11-23 (23 พ.ย. 2569)  สำนักงานอุตสาหกรรมจังหวัดเพชรบุรี" in out
    late = line("show", ref, "--office", OFFICE, now=["--now", "2026-11-25T09:00:00+07:00"])[1]
    assert "1  open  2026-11-23 (23 พ.ย. 2569)  เกิน 2 วันทำการ / 2 working days late" in late


def test_groups_of_offices_are_those_of_the_page(register, now, line):
    made = approved(register, now, steps=[step(1, 1), step(2, 1, [])])
    said = line("start", made.ref, "--title", "ทุกจังหวัด", "--provinces")
    assert "76 หน่วยงาน / offices" in said[1]
    assert line("start", made.ref, "--title", "ไม่บอกหน่วย")[0] == 2
    assert line("start", made.ref, "--title", "สองอย่าง", "--top", "--provinces")[0] == 2
    below = line("start", made.ref, "--title", "ใต้หน่วย", "--below", OFFICE)
    assert (below[0], below[1].split()[0]) == (0, "ROUND-2569-0002")


def test_a_step_is_ended_but_a_decision_is_left_to_a_person(register, now, line, ref):
    code, out, _ = line("end", ref, "1", "--office", OFFICE, "--note", "ส่งแล้ว")
    assert (code, out.startswith("2  open  2026-11-23")) == (0, True)
    code, _, err = line("end", ref, "2", "--office", OFFICE)
    assert code == 1
    assert "เป็นการตัดสินใจ" in err
    assert "is a decision" in err
    assert line("end", ref, "3", "--office", OFFICE)[0] == 1
    done = visits(register, now, item(register, now).id)[0]
    assert (done.done_by, done.note, done.state) == ("command-line", "ส่งแล้ว", "done")


def test_what_is_wrong_is_named_and_nothing_is_saved(register, now, line, ref):
    late = ["--now", "2026-11-27T09:00:00+07:00"]
    code, _, err = line("end", ref, "1", "--office", OFFICE, now=late)
    assert code == 1
    assert "/cause: เกินกำหนด" in err
    assert line("end", ref, "1", "--office", OFFICE, "--cause", "workload", now=late)[0] == 0
    assert line("start", "SOP-2569-0001", "--title", " ", "--office", OFFICE)[0] == 1
    assert line("start", "SOP-2569-0001", "--title", "ก", "--office", OFFICE, "--from", "1/10/70")[0] == 2
    for words in (
        ("show", "ROUND-2569-0009"),
        ("show", ref, "--office", str(PRACHUAP)),
        ("pause", "x", "--reason", "ก"),
    ):
        assert line(*words)[0] == 1
    assert len(visits(register, now, item(register, now).id)) == 2


def test_a_round_is_held_gone_on_with_and_cancelled_with_a_reason(register, now, line, ref):
    assert line("pause", ref)[0] == 2
    assert line("pause", ref, "--reason", " ")[0] == 1
    assert line("pause", ref, "--reason", "น้ำท่วม")[:2] == (0, "พัก 1 หน่วยงาน / 1 paused\n")
    assert item(register, now).state is RoundState.PAUSED
    assert line("pause", ref, "--reason", "น้ำท่วม")[0] == 1
    assert line("resume", ref, "--reason", "น้ำลด", "--office", OFFICE)[:2] == (0, "ทำต่อ 1 หน่วยงาน / 1 going on\n")
    assert line("cancel", ref, "--reason", "เปลี่ยนแผน")[:2] == (0, f"{ref}  ยกเลิกแล้ว / cancelled\n")
    with register.read(DPO, now) as uow:
        happened = service_rounds_shown.events(uow, item(register, now).id).items
    assert (happened[0].kind, happened[0].by) == ("cancelled", "บรรทัดคำสั่ง")


def test_tokens_and_jobs_still_run_no_rounds():
    grants = (Grant(role=Role.DPO, office_id=0),)
    for channel in (Channel.TOKEN, Channel.JOB):
        assert offices_for(Actor(id="x", name="", channel=channel, grants=grants), Permission.RUN_ROUNDS) == frozenset()
    assert offices_for(COMMAND_LINE, Permission.RUN_ROUNDS) == {0}
    assert offices_for(COMMAND_LINE, Permission.WORK_ROUNDS) == frozenset()
