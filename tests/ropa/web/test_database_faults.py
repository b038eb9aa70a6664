"""The database is locked, full, refuses or is old: what the client is told, and what is saved (nothing)."""

import json
import threading

import pytest
from sqlalchemy import text

from ropa.db.unit_of_work import Database
from tests.support.answers import nothing_saved, problem
from tests.support.world import ACTIVITIES, DPO, activity_input, bearer, body_of, client_of, create


def test_a_locked_database_is_503_with_a_time_to_try_again(database_url, register, now):
    made = create(register, now)
    head = bearer(register)
    impatient = Database(database_url, busy_seconds=0.2)
    with client_of(impatient) as client, register.write(DPO, now) as uow:
        uow.connection.execute(text("UPDATE activities SET version = version"))
        answer = client.put(
            f"{ACTIVITIES}/{made.id}",
            json=body_of(activity_input()),
            headers={**head, "If-Match": '"1"'},
        )
        problem(answer, 503)
        assert int(answer.headers["retry-after"]) > 0
        # Readers do not wait for writers.
        assert client.get(f"{ACTIVITIES}/{made.id}", headers=head).status_code == 200


@pytest.mark.only_on("sqlite")  # a page limit stands in for the end of the disk
def test_a_full_disk_is_507_and_nothing_is_saved(database_url, register, now):
    head = bearer(register)
    full = Database(database_url, pool_size=1)
    with full.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 1}")
    with client_of(full) as client:
        body = body_of(activity_input(items=["ข้อมูลยาว ๆ " * 400] * 20))
        problem(client.post(ACTIVITIES, json=body, headers=head), 507)
        assert client.get(ACTIVITIES, headers=head).json()["items"] == []
    assert nothing_saved(register, now)


def test_a_refused_commit_is_409_and_nothing_is_saved(register, client, now):
    head = bearer(register)
    with register.write(DPO, now) as uow:
        for statement in _REFUSE_AT_COMMIT[register.dialect]:
            uow.connection.exec_driver_sql(statement)
    for _ in range(3):
        problem(client.post(ACTIVITIES, json=body_of(activity_input()), headers=head), 409)
    assert nothing_saved(register, now)
    assert client.get(ACTIVITIES, headers=head).status_code == 200


_TABLE = """CREATE TABLE at_commit (id INTEGER REFERENCES offices (id) DEFERRABLE INITIALLY DEFERRED)"""
_REFUSE_AT_COMMIT = {
    "sqlite": (
        _TABLE,
        "CREATE TRIGGER refuse_at_commit AFTER INSERT ON activities BEGIN INSERT INTO at_commit VALUES (987654); END",
    ),
    "postgresql": (
        _TABLE,
        """CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO at_commit VALUES (987654); RETURN NULL; END $$""",
        "CREATE TRIGGER refuse_at_commit AFTER INSERT ON activities FOR EACH ROW EXECUTE FUNCTION refuse()",
    ),
}


def test_a_fault_of_the_program_says_nothing_of_its_inside(register, client, now):
    made = create(register, now)
    head = bearer(register)
    with register.write(DPO, now) as uow:
        uow.connection.execute(text("UPDATE revisions SET status = 'invented'"))
    said = problem(client.get(f"{ACTIVITIES}/{made.id}", headers=head), 500)
    assert "invented" not in json.dumps(said)
    assert "Traceback" not in json.dumps(said)


@pytest.mark.only_on("sqlite")
def test_many_slow_writers_do_not_stop_the_readers(register, client, now):
    head = bearer(register)
    made = create(register, now)
    with register.write(DPO, now):
        writers = [
            threading.Thread(target=lambda: client.post(ACTIVITIES, json=body_of(activity_input()), headers=head))
            for _ in range(12)
        ]
        for writer in writers:
            writer.start()
        assert client.get(f"{ACTIVITIES}/{made.id}", headers=head).elapsed.total_seconds() < 2
        assert client.get("/healthz").status_code == 200
    for writer in writers:
        writer.join()
    assert len(client.get(ACTIVITIES, headers=head).json()["items"]) == 13


def test_readiness_asks_for_one_connection(register, client):
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(client.get("/readyz").status_code)) for _ in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert answers == [200] * 24


def test_a_database_of_another_version_is_not_ready(register, client, now):
    with register.write(DPO, now) as uow:
        uow.connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    assert "0000" in problem(client.get("/readyz"), 503)["detail"]
    assert client.get("/healthz").json() == {"status": "ok"}
