"""A run destroys what was approved and nothing else, whoever else is at the database, and wherever it ends."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from ropa.erasure.target import Target
from ropa.erasure.target_run import execute
from ropa.erasure.target_verify import verify
from ropa.errors import Conflict
from schemas.erasure import (
    BatchPhase,
    Binding,
    ChildTable,
    ColumnFill,
    EraseMethod,
    Fill,
    JournalEntry,
    Outcome,
    Plan,
    RunState,
)
from tests.support.targets import (
    BESIDE,
    SECRET,
    MemoryJournal,
    counted,
    hashes,
    no_gate,
    office_binding,
    opened,
    planned,
    run,
)


def started(target: Target, binding: Binding, plan: Plan, journal: MemoryJournal | None = None, **more: Any) -> Outcome:
    """Run the plan."""
    gate = more.pop("gate", no_gate)
    return execute(target, binding, plan, journal or MemoryJournal(), gate, secret=SECRET, **more)


@pytest.mark.parametrize("method", [EraseMethod.OVERWRITE_ZERO, EraseMethod.OVERWRITE_RANDOM])
def test_a_run_destroys_the_approved_rows_and_their_children_and_changes_nothing_else(target, office_url, method):
    binding = office_binding(office_url, method)
    before = hashes(office_url, without=BESIDE)
    plan = planned(target, binding)
    outcome = started(target, binding, plan)
    assert (outcome.state, outcome.problems) == (RunState.DONE, [])
    assert outcome.overwritten == outcome.deleted == [20, 14, 40]
    assert hashes(office_url) == before
    with target.reading() as connection:
        assert verify(connection, binding, plan, secret=SECRET).clean
    assert {(mark.verb, mark.rows) for mark in outcome.statements} == {
        ("SELECT", 40), ("UPDATE", 14), ("UPDATE", 40), ("UPDATE", 20), ("DELETE", 14), ("DELETE", 40), ("DELETE", 20)
    }  # fmt: skip


def test_the_dry_run_changes_nothing_and_shows_no_key(target, office_url):
    run(office_url, "INSERT INTO applicant VALUES (1234567, '1', 'ก', '2017-05-05')")
    before = hashes(office_url)
    plan = planned(target, office_binding(office_url), batch_size=9)
    assert hashes(office_url) == before
    assert [table.rows for table in plan.tables] == [21, 14, 40]
    assert [(batch.number, batch.count) for batch in plan.batches] == [(1, 9), (2, 9), (3, 3)]
    assert plan.batches[-1].last == "1•••••7 (7)"
    assert "1234567" not in str(plan)
    assert len(set(plan.sample)) <= 10
    with pytest.raises(sa.exc.DBAPIError), target.reading() as connection:
        connection.exec_driver_sql("DELETE FROM applicant")
    assert hashes(office_url) == before


def test_overwritten_bytes_are_committed_before_the_rows_go(target, office_url):
    binding = office_binding(office_url)
    seen = []

    class Looking(MemoryJournal):
        def write(self, entry: JournalEntry) -> None:
            super().write(entry)
            if entry.phase is BatchPhase.OVERWRITTEN:
                zeros = "cid = '0000000000000' AND name LIKE '0000000%'"
                seen.append(counted(office_url, "applicant", zeros))
                assert counted(office_url, "document", "body LIKE '000000%'") == 2 * seen[-1]

    assert started(target, binding, planned(target, binding), Looking()).state is RunState.DONE
    assert seen == [7, 7, 6]


def test_random_values_differ_in_each_row(target, office_url):
    binding = office_binding(office_url, EraseMethod.OVERWRITE_RANDOM)
    found: set[str] = set()

    class Looking(MemoryJournal):
        def write(self, entry: JournalEntry) -> None:
            super().write(entry)
            if entry.phase is BatchPhase.OVERWRITTEN:
                with opened(office_url) as engine, engine.connect() as connection:
                    rows = connection.exec_driver_sql(
                        "SELECT cid FROM applicant WHERE applied BETWEEN '2017-01-01' AND '2017-12-31'"
                    )
                    found.update(rows.scalars())

    started(target, binding, planned(target, binding, batch_size=20), Looking())
    assert len(found) == 20
    assert all(len(one) == 13 and not one.startswith("1000000000") for one in found)


def test_anonymising_keeps_the_rows(target, office_url):
    binding = office_binding(
        office_url,
        EraseMethod.ANONYMISE,
        columns=[
            ColumnFill(column="cid", fill=Fill.RANDOM),
            ColumnFill(column="name", fill=Fill.CONSTANT, constant="ปกปิด"),
        ],
        children=[
            ChildTable(
                table="document",
                links=office_binding(office_url).children[1].links,
                columns=[ColumnFill(column="body", fill=Fill.NULL)],
            )
        ],
    )
    before = hashes(office_url, without=BESIDE)
    plan = planned(target, binding)
    journal = MemoryJournal()
    outcome = started(target, binding, plan, journal)
    assert (outcome.state, outcome.overwritten, outcome.deleted) == (RunState.DONE, [20, 40], [0, 0])
    assert hashes(office_url, without=BESIDE) == before
    assert counted(office_url, "applicant", "name = 'ปกปิด' AND cid NOT LIKE '1%'") > 0
    assert counted(office_url, "document", "body IS NULL") == 40
    with target.reading() as connection:
        assert verify(connection, binding, plan, secret=SECRET).clean
    run(office_url, "UPDATE applicant SET name = 'กลับมา' WHERE id = 30")
    with target.reading() as connection:
        left = verify(connection, binding, plan, secret=SECRET)
    assert (left.clean, left.tables[0].not_filled) == (False, 1)
    assert started(target, binding, plan, journal).state is RunState.DONE


@pytest.mark.parametrize(
    "change",
    [
        "INSERT INTO applicant VALUES (900, '1', 'ก', '2017-05-05')",
        "UPDATE applicant SET applied = '2019-01-01' WHERE id = 25",
        "UPDATE applicant SET applied = '2017-01-01' WHERE id = 1",
        "INSERT INTO document VALUES (900, 30, 'เพิ่ม')",
        "ALTER TABLE document ADD COLUMN more TEXT",
        "CREATE TABLE elsewhere (id INTEGER PRIMARY KEY, applicant_id INTEGER REFERENCES applicant (id))",
        "CREATE UNIQUE INDEX one_cid ON applicant (cid)",
    ],
)
def test_a_change_after_the_approval_refuses_the_run(target, office_url, change):
    binding = office_binding(office_url)
    plan = planned(target, binding)
    run(office_url, change)
    before = hashes(office_url)
    journal = MemoryJournal()
    outcome = started(target, binding, plan, journal)
    assert outcome.state is RunState.STOPPED
    assert outcome.problems
    assert not outcome.overwritten[0]
    assert hashes(office_url) == before


def test_another_binding_or_another_secret_refuses_the_run(target, office_url):
    binding = office_binding(office_url)
    plan = planned(target, binding)
    before = hashes(office_url)
    other = office_binding(office_url, date_through=date(2017, 12, 30))
    assert started(target, other, plan).problems
    assert execute(target, binding, plan, MemoryJournal(), no_gate, secret=b"another").problems
    assert hashes(office_url) == before


def during(batch: int, phase: BatchPhase, act: Callable[[], None]) -> MemoryJournal:
    """Return a journal that lets `act` happen when a batch reaches a phase: another writer between two transactions."""

    class Acting(MemoryJournal):
        def write(self, entry: JournalEntry) -> None:
            super().write(entry)
            if (entry.batch, entry.phase) == (batch, phase):
                act()

    return Acting()


@pytest.mark.parametrize(
    ("change", "phase"),
    [
        ("INSERT INTO applicant VALUES (900, '1', 'ก', '2017-05-05')", BatchPhase.STARTED),
        ("UPDATE applicant SET applied = '2019-01-01' WHERE id = 38", BatchPhase.STARTED),
        ("INSERT INTO document VALUES (900, 38, 'เพิ่ม')", BatchPhase.STARTED),
        ("INSERT INTO document VALUES (900, 38, 'เพิ่ม')", BatchPhase.OVERWRITTEN),
        ("UPDATE applicant SET applied = '2019-01-01' WHERE id = 38", BatchPhase.OVERWRITTEN),
    ],
)
def test_a_writer_during_the_run_stops_it_unless_a_share_may_differ(target, office_url, change, phase):
    binding = office_binding(office_url)
    plan = planned(target, binding)
    before = hashes(office_url, without=BESIDE)
    journal = during(3, phase, lambda: run(office_url, change))
    outcome = started(target, binding, plan, journal)
    assert (outcome.state, outcome.batches_done) == (RunState.STOPPED, 2)
    assert counted(office_url, "applicant", "id BETWEEN 35 AND 40") == 6
    strangers = {"applicant": f"{BESIDE['applicant']} OR id IN (38, 900)", "document": "id > 20", "page": "id > 20"}
    assert hashes(office_url, without=strangers).keys() == before.keys()
    # The same, where one row in fifty may differ: the batch goes, and what was not approved stays.
    again = started(target, binding, plan, journal, allowed_share=0.05)
    assert (again.state, again.problems) == (RunState.DONE, [])
    assert again.missing + again.unapproved + again.children_changed > 0
    stays = counted(office_url, "applicant", "id = 900") + counted(office_url, "applicant", "id = 38")
    assert stays == (0 if "document" in change else 1)


def test_a_gate_that_closes_stops_before_the_next_transaction_and_the_run_goes_on_later(target, office_url):
    binding = office_binding(office_url)
    plan = planned(target, binding)
    journal = MemoryJournal()

    def held() -> None:
        if any(entry.phase is BatchPhase.DONE for entry in journal.written):
            raise Conflict("ระงับการทำลาย", "A hold was placed")

    outcome = started(target, binding, plan, journal, gate=held)
    assert (outcome.state, outcome.batches_done) == (RunState.STOPPED, 1)
    assert outcome.problems[0].message_en == "A hold was placed"
    assert counted(office_url, "applicant") == 53
    outcome = started(target, binding, plan, journal)
    assert (outcome.state, outcome.batches_done, counted(office_url, "applicant")) == (RunState.DONE, 3, 40)


class Killed(BaseException):
    """Nothing in the program catches this, as nothing catches kill -9."""


@pytest.mark.parametrize("at", range(8))
def test_a_run_that_ends_anywhere_is_completed_by_the_next(target, office_url, at):
    binding = office_binding(office_url)
    plan = planned(target, binding)
    before = hashes(office_url, without=BESIDE)

    class Dying(MemoryJournal):
        def write(self, entry: JournalEntry) -> None:
            if len(self.written) == at // 2 and at % 2:
                raise Killed  # after the transaction, before its entry
            super().write(entry)
            if len(self.written) == at // 2 + 1 and not at % 2:
                raise Killed  # after the entry

    journal = Dying()
    with pytest.raises(Killed):
        started(target, binding, plan, journal)
    resumed = MemoryJournal()
    resumed.written = journal.written
    outcome = started(target, binding, plan, resumed)
    assert (outcome.state, outcome.problems, outcome.missing) == (RunState.DONE, [], 0)
    assert hashes(office_url) == before
    run(office_url, "INSERT INTO applicant VALUES (900, '1', 'ก', '2017-05-05')")
    assert started(target, binding, plan, resumed).state is RunState.DONE
    assert counted(office_url, "applicant") == 41


@pytest.mark.only_on("postgresql")  # SQLite has no connection that another could cut
@pytest.mark.parametrize("verb", ["UPDATE", "DELETE FROM"])
def test_a_dropped_connection_is_tried_again(target, office_url, verb):
    binding = office_binding(office_url)
    plan = planned(target, binding)
    before = hashes(office_url, without=BESIDE)
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'ropa-destroy'"
    sent: list[str] = []

    @sa.event.listens_for(target.engine, "before_cursor_execute")
    def drop(_c: object, _u: object, statement: str, *_: object) -> None:
        if statement.startswith(f'{verb} "public"."applicant"') and " IN " in statement:
            sent.append(statement)
            # In the middle of the second batch's transaction: its children are changed, its root is not yet.
            if len(sent) == 2:
                run(office_url, cut)

    outcome = started(target, binding, plan)
    assert (outcome.state, outcome.problems, outcome.retries, len(sent)) == (RunState.DONE, [], 1, 4)
    assert hashes(office_url) == before


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_commit_whose_answer_was_lost_is_no_deviation(target, office_url, monkeypatch, number):
    binding = office_binding(office_url)
    plan = planned(target, binding)
    before = hashes(office_url, without=BESIDE)
    true, ended = target.writing, []

    @contextmanager
    def losing(writes: Any) -> Iterator[Connection]:
        with true(writes) as connection:
            yield connection
        ended.append(1)
        if len(ended) == number:
            raise sa.exc.OperationalError("COMMIT", None, Exception("server closed the connection"))

    monkeypatch.setattr(target, "writing", losing)
    outcome = started(target, binding, plan)
    assert (outcome.state, outcome.problems, outcome.retries, outcome.missing) == (RunState.DONE, [], 1, 0)
    assert hashes(office_url) == before


def test_a_lock_that_is_not_given_back_stops_the_run_cleanly(target, office_url):
    binding = office_binding(office_url)
    plan = planned(target, binding)
    before = hashes(office_url)
    with opened(office_url) as engine, engine.connect() as other:
        if office_url.startswith("sqlite"):
            other.exec_driver_sql("BEGIN IMMEDIATE")
        other.exec_driver_sql("UPDATE applicant SET name = name WHERE id = 21")
        outcome = started(target, binding, plan)
        other.rollback()
    assert (outcome.state, outcome.retries) == (RunState.STOPPED, 3)
    assert "resumed" in outcome.problems[0].message_en
    assert hashes(office_url) == before
