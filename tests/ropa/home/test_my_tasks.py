"""One's own tasks, seen and finished also by who may not read the breach."""

from datetime import UTC, datetime, timedelta

import pytest

from ropa.breaches import service
from ropa.breaches import service_tasks as breach_tasks
from ropa.requests import service_tasks, service_tasks_made
from schemas.access import Role
from schemas.breach import BreachInput
from schemas.breach_work import TaskInput
from schemas.request_tasks import TaskNew, TaskWhat
from tests.support.actors import PHETCHABURI
from tests.support.staff import hire, key
from tests.support.subject_requests import OFFICER, REQUESTER, take_in
from tests.support.web import browser, send
from tests.support.world import DPO

pytestmark = pytest.mark.only_on("sqlite")
TRAP = "<script>alert(1)</script>"


def task_of(register, owner_id, title="ปิดบัญชีผู้ใช้"):
    now = datetime.now(UTC)
    given = BreachInput(office_id=PHETCHABURI, title="เหตุทดสอบ", aware_at=now - timedelta(hours=5))
    with register.write(DPO, now) as uow:
        breach = service.report(uow, given)
        task = TaskInput(title=title, owner_id=owner_id, due_at=now + timedelta(hours=3))
        return breach, breach_tasks.add(uow, breach.id, task)


@pytest.fixture
def owner(register):
    """Somebody who records activities and may not read breaches, signed in."""
    grant = (Role.RECORDER, PHETCHABURI)
    person = hire(register, datetime.now(UTC), 7, grant)
    with browser(register, grant, number=7) as client:
        yield client, key(person)


def fields_of(breach, task, words):
    return {"of": "breach", "thing": breach.id, "task": task.id, f"words_{task.id}": words}


def test_who_may_not_read_breaches_sees_and_finishes_the_own_task(register, owner):
    client, owner_id = owner
    breach, task = task_of(register, owner_id, TRAP)
    listed = client.get("/my-tasks")

    assert breach.ref in listed.text
    assert TRAP not in listed.text
    assert f'href="/breaches/{breach.id}' not in listed.text
    assert client.get(f"/breaches/{breach.id}").status_code == 403
    assert "<span>งานของฉัน</span>" in client.get("/").text

    answer = send(client, "/my-tasks", fields_of(breach, task, "ปิดแล้ว"))
    assert answer.headers["location"] == "/my-tasks?said=task-done"
    assert "ไม่มีงานค้างของท่าน" in client.get("/my-tasks").text
    with register.read(DPO, datetime.now(UTC)) as uow:
        [done] = breach_tasks.list_tasks(uow, breach.id).items
    assert (done.state, done.done_note) == ("done", "ปิดแล้ว")


def test_a_task_without_words_stays_and_a_stranger_s_is_not_found(register, owner):
    client, owner_id = owner
    breach, task = task_of(register, owner_id)
    empty = send(client, "/my-tasks", fields_of(breach, task, "  "))

    assert empty.status_code == 422
    assert f'id="e-words_{task.id}"' in empty.text
    assert send(client, "/my-tasks", {"of": "x"}).status_code == 404
    with browser(register, (Role.RECORDER, PHETCHABURI), number=8) as other:
        assert breach.ref not in other.get("/my-tasks").text
        assert send(other, "/my-tasks", fields_of(breach, task, "ไม่ใช่งานฉัน")).status_code == 404


def test_who_reads_breaches_gets_the_way_to_the_whole_matter(register):
    grant = (Role.REVIEWER, PHETCHABURI)
    person = hire(register, datetime.now(UTC), 9, grant)
    breach, _ = task_of(register, key(person))
    with browser(register, grant, number=9) as client:
        assert f'href="/breaches/{breach.id}/tasks"' in client.get("/my-tasks").text


def test_a_task_of_a_request_is_done_without_knowing_who_asked(register, owner):
    client, owner_id = owner
    now = datetime.now(UTC)
    request = take_in(register, now - timedelta(hours=1))
    given = TaskNew(what=TaskWhat.SEARCH, target=TRAP, owner_id=owner_id)
    with register.write(OFFICER, now) as uow:
        service_tasks_made.add(uow, request.id, given)
    page = client.get("/my-tasks")

    assert request.ref in page.text
    assert TRAP not in page.text
    assert REQUESTER not in page.text
    mark = f"_{request.id}_1"
    fields = {"of": "request", "thing": request.id, "task": "1"}
    assert f'id="e-result{mark}"' in send(client, "/my-tasks", fields).text
    wrong = send(client, "/my-tasks", fields | {f"result{mark}": "done"})
    assert f'id="e-result{mark}"' in wrong.text
    assert send(client, "/my-tasks", fields | {"task": "x"}).status_code == 404
    done = send(client, "/my-tasks", fields | {f"result{mark}": "not_found", f"note{mark}": "ค้นแล้วไม่พบ"})
    assert done.headers["location"] == "/my-tasks?said=task-done"
    with register.read(OFFICER, now) as uow:
        [task] = service_tasks.list_tasks(uow, request.id).items
    assert (task.result, task.note) == ("not_found", "ค้นแล้วไม่พบ")
