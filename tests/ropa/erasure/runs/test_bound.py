"""A data set in a database is destroyed by the run alone, and once the run has begun there is no way back."""

from datetime import date
from typing import Any

import pytest

from ropa.cli import destroying_runs
from ropa.destruction import service_evidence
from ropa.erasure import service_orders, service_runs
from ropa.errors import Invalid
from schemas.erasure import BatchPhase
from schemas.erasure_runs import OrderEnd
from schemas.evidence import EvidenceInput, ItemEvidence, Method, MethodUsed, Person

LATER = date(2027, 12, 31)


class KilledError(BaseException):
    """The process ends in the middle."""


def after(monkeypatch: pytest.MonkeyPatch, phase: BatchPhase, act: Any) -> None:
    """Do something after the run has written that the first batch came so far."""
    write = destroying_runs._Journal.write

    def more(self: Any, entry: Any) -> None:
        write(self, entry)
        if (entry.batch, entry.phase) == (1, phase):
            act()

    monkeypatch.setattr(destroying_runs._Journal, "write", more)


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("is_ordered", [True, False])
def test_nobody_records_by_hand_what_a_run_in_its_database_has_to_destroy(erasure, command, target, is_ordered):
    assert command("--dry-run") == 0, command.err
    erasure.to_decided()
    if is_ordered:
        erasure.order()
    said = EvidenceInput(
        destroyed_at=erasure.now,
        methods=[MethodUsed(method=Method.OVERWRITE_DELETE)],
        executor=Person(name="ช่าง ทดสอบ", position="นักวิชาการ"),
        witnesses=[Person(name="กรรมการภายนอก ทดสอบ", position="เจ้าพนักงาน")],
        items=[ItemEvidence(item_id=erasure.items()[0].id, scope="ทั้งหมด")],
    )
    before = target.rows()
    with pytest.raises(Invalid, match="ropa destroy run") as error:
        erasure.write(erasure.secretary, service_evidence.record, erasure.list_id, said)
    assert [each.pointer for each in error.value.problems] == ["/items/0"]
    assert (erasure.states(), target.rows()) == (["approved_to_destroy"], before)
    if is_ordered:
        assert command() == 0, command.err
        assert target.rows() == target.kept()


def test_a_data_set_of_which_a_part_is_gone_leaves_its_list_by_the_run_alone(erasure, command, target, monkeypatch):
    assert command("--dry-run") == 0, command.err
    erasure.to_decided()
    erasure.order()

    def withdraw() -> None:
        erasure.write(erasure.officer, service_orders.withdraw, erasure.list_id, OrderEnd(reason="ขอตรวจก่อน"))

    with monkeypatch.context() as patched:
        after(patched, BatchPhase.DONE, withdraw)
        assert command() == 1
    assert len(target.rows()["people"]) == target.old + target.young - 5
    ways: list[Any] = [
        lambda: erasure.extend([1]),
        lambda: erasure.extend([1], LATER),
        lambda: erasure.transfer([1]),
        lambda: erasure.remove([1]),
        erasure.cancel,
    ]
    for leave in ways:
        with pytest.raises(Invalid, match="บางส่วนถูกทำลาย"):
            leave()
    assert erasure.states() == ["approved_to_destroy"]
    erasure.order()
    assert command() == 0, command.err
    assert target.rows() == target.kept()


@pytest.mark.only_on("sqlite")
def test_a_run_that_was_killed_in_its_first_batch_may_have_changed_rows(erasure, command, monkeypatch):
    assert command("--dry-run") == 0, command.err
    erasure.to_decided()
    erasure.order()

    def kill() -> None:
        raise KilledError

    # As after kill -9: nothing in the program has the time to say how it ended.
    with monkeypatch.context() as patched:
        for name in ("end", "pause"):
            patched.setattr(service_runs, name, lambda *_: None)
        after(patched, BatchPhase.STARTED, kill)
        with pytest.raises(KilledError):
            command()
    with pytest.raises(Invalid, match="บางส่วนถูกทำลาย"):
        erasure.remove([1])


@pytest.mark.only_on("sqlite")
def test_what_no_run_has_touched_may_leave_its_list_although_it_was_ordered(erasure, command):
    assert command("--dry-run") == 0, command.err
    erasure.to_decided()
    erasure.order()
    erasure.extend([1], LATER)
    assert erasure.states() == ["extended"]
