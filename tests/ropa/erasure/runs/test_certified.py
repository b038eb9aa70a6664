"""What the certificate of a run claims, and who it would not accept: asked before the first row changes."""

import msgspec
import pytest

from ropa.cli import destroying_runs, main
from ropa.destruction import service_certificates
from ropa.erasure import service_drafts
from ropa.errors import Invalid
from schemas.erasure import BatchPhase, ChildTable, ColumnFill, EraseMethod, Fill, Link
from schemas.evidence import Ground, Person
from schemas.vocabulary import Applies
from tests.ropa.erasure.runs.conftest import NOW, Command
from tests.support.erasures import VARIABLE, Erasure

ANONYMOUS = {
    "method": EraseMethod.ANONYMISE,
    "columns": [ColumnFill(column="name", fill=Fill.RANDOM), ColumnFill(column="phone", fill=Fill.NULL)],
    "children": [
        ChildTable(
            table="notes",
            links=[Link(column="person", parent_column="id")],
            columns=[ColumnFill(column="body", fill=Fill.NULL)],
        )
    ],
}


class Killed(BaseException):
    """As a process that ends at once."""


@pytest.fixture
def approved(register, target, now, monkeypatch, capsys):
    """Makes a list that was tried and approved, and its command."""

    def make(saraban=Applies.NO, **bound):
        erasure = Erasure(register, now, target)
        erasure.holding_id = erasure.stored("ทะเบียนผู้พ้นจากงาน", saraban=saraban)
        erasure.bind(**bound)
        ref = erasure.make(erasure.holding_id).ref
        erasure.to_head()
        monkeypatch.setenv(VARIABLE, target.url)
        assert main(["destroy", "run", ref, "--dry-run", "--now", NOW]) == 0
        erasure.decide()
        if saraban is Applies.NO:
            erasure.skip()
        else:
            erasure.send()
            erasure.answer()
        capsys.readouterr()
        return erasure, Command(capsys, ref)

    return make


def facts(erasure):
    with erasure.database.read(erasure.officer, erasure.now) as uow:
        [made] = service_certificates.list_certificates(uow).items
        return service_certificates.facts(uow, made.id)


def _refused_orders(erasure):
    own = [Person(name=erasure.officer.name, position="เจ้าหน้าที่")]
    twin = msgspec.structs.replace(erasure.officer, name=erasure.head.name)
    yield {"witnesses": own}, "/witnesses/0"
    yield {"actor": twin}, "/executor"
    yield {"position": "นักวิชาการ โทร 02-202-3456"}, "/executor/position"


def test_whom_the_evidence_refuses_orders_no_run(approved, target):
    erasure, _ = approved()
    before = target.rows()
    for said, pointer in _refused_orders(erasure):
        with pytest.raises(Invalid) as refused:
            erasure.order(**said)
        assert pointer in {each.pointer for each in refused.value.problems}
    assert erasure.standing().order is None
    assert target.rows() == before


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize(
    ("listed", "ordered", "words"),
    [(ANONYMOUS, {"ground": Ground.UNLAWFUL}, "มาตรา 33|โดยไม่ชอบ"), ({"saraban": Applies.YES}, {}, "กรรมการ")],
    ids=["unlawful, made anonymous", "nobody of the committee"],
)
def test_evidence_that_would_be_refused_at_the_end_stops_order_and_run_before_the_first_row(
    approved, target, monkeypatch, listed, ordered, words
):
    erasure, command = approved(**listed)
    before = target.rows()
    with pytest.raises(Invalid, match=words):
        erasure.order(**ordered)
    with monkeypatch.context() as once:
        once.setattr(service_drafts, "refusals", lambda *_: [])
        erasure.order(**ordered)
    assert command() == 1
    assert target.rows() == before
    assert erasure.states() == ["approved_to_destroy"]
    assert not erasure.standing().runs


def test_what_a_resumed_run_found_gone_is_not_claimed_as_deleted(approved, target, monkeypatch):
    erasure, command = approved(allowed_deviation=0.1)
    erasure.order()
    write = destroying_runs._Journal.write

    def die_behind_the_second_delete(self, entry):
        if entry.batch == 2 and entry.phase is BatchPhase.DELETED:
            raise Killed
        write(self, entry)
        if entry.batch == 2 and entry.phase is BatchPhase.STARTED:
            target.run("DELETE FROM notes WHERE person = 7")
            target.run("DELETE FROM people WHERE id = 7")

    monkeypatch.setattr(destroying_runs._Journal, "write", die_behind_the_second_delete)
    with pytest.raises(Killed):
        command()
    monkeypatch.setattr(destroying_runs._Journal, "write", write)
    assert command() == 0, command.err
    certified = facts(erasure)
    tables = [(each.approved, each.overwritten, each.deleted, each.left) for each in certified.run.tables]
    assert tables == [(12, 11, 7, 0), (24, 22, 14, 0)]
    told = " ".join(certified.run.steps)
    assert "found gone on resume: 12" in told
    assert "ไม่อยู่แล้วเมื่อดำเนินการ 1 แถว" in told
    assert "แถวลูกที่จำนวนต่างจากที่อนุมัติ 2 แถว" in told
    [item] = certified.items
    assert item.scope.startswith("7 แถว")
    assert item.volume == "21 แถว ใน 2 ตาราง"
    assert {each.what.split()[0]: each.times for each in certified.run.statements} == {"UPDATE": 3, "DELETE": 2}


def test_rows_that_were_made_anonymous_are_not_said_to_be_gone(approved, target):
    erasure, command = approved(**ANONYMOUS)
    erasure.order()
    assert command() == 0, command.err
    assert len(target.rows()["people"]) == target.old + target.young
    told = " ".join(facts(erasure).run.steps)
    assert "ไม่พบแถวที่อนุมัติให้ทำลายเหลืออยู่" not in told
    assert "แถวยังอยู่ตามวิธีที่อนุมัติ" in told
    assert "ค่าสุ่ม 1 คอลัมน์: การตรวจนับยืนยันไม่ได้" in told


@pytest.mark.only_on("sqlite")
def test_the_certificate_tells_days_in_the_buddhist_era(approved):
    erasure, command = approved()
    erasure.order()
    assert command() == 0, command.err
    certified = facts(erasure)
    assert certified.run.steps[0].startswith("ทดลอง (dry run) เมื่อ 20 พ.ย. 2569 เวลา 09.00 น.")
    assert "entered ตั้งแต่ 1 ม.ค. 2553 ถึง 31 ธ.ค. 2558 (พ.ศ.)" in certified.items[0].scope
    assert "ไม่พบแถวที่อนุมัติให้ทำลายเหลืออยู่" in certified.run.steps[-1]
