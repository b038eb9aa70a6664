"""`ropa destroy run` from the dry run to the certificate, on both databases."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from ropa.audit.tables import audit_events
from ropa.cli import destroying_runs, main
from ropa.db.all_tables import metadata
from ropa.destruction import service_certificates
from ropa.erasure import service_orders, service_targets
from ropa.errors import Conflict, Forbidden, Invalid
from ropa.retention import service_holds
from schemas.access import COMMAND_LINE
from schemas.erasure_runs import OrderEnd, TargetInput
from schemas.holding import Hold, HoldLift
from tests.support.erasures import VARIABLE, Erasure

NOW = "2026-11-20T09:00:00+07:00"


def ordered(erasure: Erasure, command: Any) -> None:
    assert command("--dry-run") == 0, command.err
    erasure.to_decided()
    erasure.order()


def certificates(erasure: Erasure) -> list[Any]:
    with erasure.database.read(erasure.officer, erasure.now) as uow:
        return service_certificates.list_certificates(uow, None, 50).items


def test_a_list_is_destroyed_in_its_database_and_nothing_else_changes(erasure, command, target):
    before = target.kept()
    ordered(erasure, command)
    assert command() == 0, command.err
    assert target.rows() == before
    [made] = certificates(erasure)
    assert made.ref in command.out
    assert erasure.states() == ["blocked_pending_erasure"]  # backups and the like are looked at in 90 days
    assert command() == 0
    assert "ดำเนินการครบแล้วก่อนหน้านี้" in command.out
    assert len(certificates(erasure)) == 1


def test_a_dry_run_shows_counts_and_masked_keys_and_writes_nothing_to_the_target(erasure, command, target):
    before = target.rows()
    [found] = command.json("--dry-run")["items"]
    assert [(each["table"].rpartition(".")[2], each["rows"]) for each in found["report"]["tables"]] == [
        ("people", 12),
        ("notes", 24),
    ]
    assert found["report"]["sample"]
    assert found["report"]["batches"] == 3
    assert target.rows() == before


def test_the_head_decides_only_on_what_was_dry_run(erasure, command):
    with pytest.raises(Invalid, match="ยังไม่ได้ทดลอง"):
        erasure.decide()
    command("--dry-run")
    erasure.decide()
    assert [item.frozen for item in erasure.items()] == [item.dry_run.hash for item in erasure.standing().items]


def test_an_old_dry_run_is_none(erasure, command):
    command("--dry-run")
    erasure.now += timedelta(days=31)
    with pytest.raises(Invalid, match="30 วัน"):
        erasure.decide()


def test_a_dry_run_with_faults_stops_the_decision(erasure, command, target):
    target.run("DROP TABLE notes")
    assert command("--dry-run") == 1
    with pytest.raises(Invalid, match="ข้อบกพร่อง"):
        erasure.decide()


def test_a_target_is_not_changed_after_the_decision(erasure, command):
    command("--dry-run")
    erasure.decide()
    [each] = erasure.standing().items
    with erasure.database.read(erasure.officer, erasure.now) as uow:
        stored = service_targets.everything(uow).items[0]
    said = TargetInput(holding_id=each.holding_id, binding=stored.binding, batch_size=7)
    with pytest.raises(Conflict):
        erasure.write(erasure.administrator, service_targets.replace, stored.id, stored.version, said)


def test_another_binding_before_the_decision_asks_for_another_dry_run(erasure, command):
    command("--dry-run")
    with erasure.database.read(erasure.officer, erasure.now) as uow:
        stored = service_targets.everything(uow).items[0]
    said = TargetInput(holding_id=stored.holding_id, binding=stored.binding, batch_size=7)
    erasure.write(erasure.administrator, service_targets.replace, stored.id, stored.version, said)
    with pytest.raises(Invalid, match="การผูกเปลี่ยน"):
        erasure.decide()


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO people VALUES (900, 'x', '-', '2013-01-01')",
        "DELETE FROM notes WHERE person = 3",
        "ALTER TABLE people ADD COLUMN more text",
    ],
    ids=["another row", "a child less", "schema"],
)
def test_rows_or_schema_that_changed_after_the_decision_refuse_the_run(erasure, command, target, statement):
    ordered(erasure, command)
    target.run("UPDATE people SET name = 'y' WHERE id = 17")  # not of the set: it stops nothing
    target.run(statement)
    before = target.rows()
    assert command() == 1
    assert target.rows() == before


def test_without_an_order_nothing_runs(erasure, command, target):
    command("--dry-run")
    erasure.to_decided()
    before = target.rows()
    assert command() == 1
    assert "ไม่มีคำสั่ง" in command.err
    assert target.rows() == before


def test_an_order_that_is_over_or_withdrawn_runs_nothing(erasure, command, target):
    ordered(erasure, command)
    before = target.rows()
    assert command(now="2026-11-22T09:00:00+07:00") == 1
    assert "หมดอายุ" in command.err
    erasure.write(erasure.officer, service_orders.withdraw, erasure.list_id, OrderEnd(reason="รอตรวจสอบ"))
    assert command() == 1
    assert target.rows() == before


def test_who_decided_or_bound_orders_nothing_and_no_machine_does(erasure, command):
    command("--dry-run")
    erasure.to_decided()
    for actor in (erasure.head, erasure.administrator):
        with pytest.raises(Forbidden):
            erasure.order(actor)
    with pytest.raises(Forbidden):
        erasure.order(COMMAND_LINE)


def test_the_address_is_needed_by_the_run_alone_and_stands_nowhere(erasure, command, target, monkeypatch):
    secret = "s3cret-of-the-target"
    ordered(erasure, command)
    monkeypatch.delenv(VARIABLE)
    assert command() == 2
    assert VARIABLE in command.err
    monkeypatch.setenv(
        VARIABLE,
        f"postgresql://ropa:{secret}@127.0.0.1:1/none" if "post" in target.url else f"sqlite:////{secret}/none.db",
    )
    assert command() == 1
    monkeypatch.setenv(VARIABLE, target.url)
    assert command() == 0, command.err
    with erasure.database.read(erasure.officer, erasure.now) as uow:
        kept = [each for each in metadata.sorted_tables if each.name.startswith(("erasure_", "destruction_"))]
        rows = [row for table in (audit_events, *kept) for row in uow.connection.execute(sa.select(table))]
    told = "".join(str(tuple(row)) for row in rows)
    assert secret not in told + command.out + command.err
    assert str(sa.make_url(target.url).database) not in told


def test_a_hold_stops_at_the_next_batch_and_lifting_it_starts_nothing(erasure, command, target, monkeypatch):
    ordered(erasure, command)
    placed: list[Hold] = []
    write = destroying_runs._Journal.write

    def hold_after_the_first_batch(self, entry):
        write(self, entry)
        if entry.phase == "done" and not placed:
            placed.append(erasure.audited())

    monkeypatch.setattr(destroying_runs._Journal, "write", hold_after_the_first_batch)
    assert command() == 1
    assert "ระงับการทำลาย" in command.out
    left = len(target.rows()["people"])
    assert left == target.old + target.young - 5
    erasure.write(erasure.officer, service_holds.lift_hold, placed[0].id, HoldLift(reason="คดีถึงที่สุด"))
    assert command() == 1  # the order went with the hold
    assert len(target.rows()["people"]) == left
    erasure.order()
    assert command() == 0, command.out
    assert target.rows() == target.kept()


def test_a_hold_on_another_data_set_of_the_same_table_stops_it_too(erasure, command, target):
    command("--dry-run")
    erasure.to_decided()
    other = erasure.stored("ทะเบียนเดียวกัน")
    erasure.bind(holding_id=other)
    erasure.audited(other)
    with pytest.raises(Invalid, match="ตารางเดียวกัน"):
        erasure.order()


def test_two_runs_at_once_are_one(erasure, command, target, monkeypatch):
    ordered(erasure, command)
    codes: list[int | None] = []
    note = destroying_runs._Journal.write

    def a_second_process(self, entry):
        if not codes:
            codes.append(None)
            monkeypatch.setattr(destroying_runs, "me", lambda: "another machine\n1\n1")
            codes[0] = main(["destroy", "run", erasure.read().ref, "--now", NOW])
        note(self, entry)

    monkeypatch.setattr(destroying_runs._Journal, "write", a_second_process)
    assert command() == 0
    assert codes == [1]
    assert "กระบวนการอื่น" in command.err
    assert target.rows() == target.kept()


def test_a_cancelled_list_is_not_carried_out(erasure, command, target):
    ordered(erasure, command)
    before = target.rows()
    erasure.cancel()
    assert command() == 1
    assert target.rows() == before


def test_status_and_advice_are_told(erasure, command, capsys, target):
    command("--dry-run")
    ref = erasure.read().ref
    assert main(["destroy", "status", ref]) == 0
    assert "0/3" in capsys.readouterr().out
    main(["destroy", "advise", "HR"])
    told = capsys.readouterr().out
    assert ("GRANT" in told) is (target.dialect == "postgresql")
    assert main(["destroy", "advise", "NONE"]) == 2
    assert main(["destroy", "run", "DL-2500-0001"]) == 2
