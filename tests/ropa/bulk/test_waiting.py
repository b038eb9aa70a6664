"""Nobody waits for work on many records: not drawing, not pages; a preview does not check what was checked already."""

import anyio
import pytest

from ropa.activities import service_chosen
from ropa.bulk import service, service_errors, service_preview
from ropa.findings import service as findings
from ropa.findings import store_checks
from ropa.web import bulk_running
from ropa.web.running import HEAVY_AT_ONCE, MANY_AT_ONCE, Runner
from schemas.bulk import BulkInput, BulkKind, BulkTerms, ItemState
from tests.ropa.bulk.test_rename import listed, made
from tests.support.lives import RECORDER


def submitting(register, now, ids):
    with register.write(RECORDER, now) as uow:
        run = service.choose(uow, BulkInput(activity_ids=ids))
        return service_preview.keep(uow, service_preview.prepare(uow, run.id, BulkTerms(kind=BulkKind.SUBMIT)))


def unchecked(register, now, ids):
    with register.write(RECORDER, now) as uow:
        store_checks.let_wait(uow, ids)


@pytest.mark.only_on("sqlite")
def test_runs_do_not_take_the_places_of_drawing(register):
    async def both():
        runner = Runner(register, 4)
        done = []
        with anyio.fail_after(5):
            async with anyio.create_task_group() as tasks:
                gate = anyio.Event()

                async def run():
                    await runner.many(lambda: anyio.from_thread.run(gate.wait))

                for _ in range(MANY_AT_ONCE + 2):
                    tasks.start_soon(run)
                done.extend([await runner.think(lambda: True) for _ in range(HEAVY_AT_ONCE)])
                gate.set()
        return done

    assert anyio.run(both) == [True] * HEAVY_AT_ONCE
    assert bulk_running.SECONDS <= 2


def test_errors_before_a_submission_are_those_that_the_checks_counted(register, now, monkeypatch):
    ids = [made(register, now, name=f"งาน {number}").id for number in range(4)]
    unchecked(register, now, ids)
    by_hand = listed(register, now, submitting(register, now, ids), ItemState.READY, actor=RECORDER)
    with register.write(RECORDER, now) as uow:
        findings.write(uow, findings.prepare(uow))
    asked: list[object] = []

    def blocking_of(*given: object) -> int:
        asked.append(given)
        return 0

    monkeypatch.setattr(service_chosen, "blocking_of", blocking_of)
    counted = listed(register, now, submitting(register, now, ids), ItemState.READY, actor=RECORDER)

    assert asked == []
    assert [each.message_en for each in counted] == [each.message_en for each in by_hand]
    assert all("not approved" in (each.message_en or "") for each in counted)


def test_a_preview_checks_only_so_many_records_itself(register, now, monkeypatch):
    monkeypatch.setattr(service_errors, "MOST_CHECKED", 1)
    ids = [made(register, now, name=f"งาน {number}").id for number in range(3)]
    unchecked(register, now, ids)
    run = submitting(register, now, ids)
    said = [each.message_en or "" for each in listed(register, now, run, ItemState.READY, actor=RECORDER)]

    assert run.counts == {"ready": 3}
    assert ["counted yet" in each for each in said] == [False, True, True]
