"""Units of work: all or nothing, one snapshot, and the errors of each database as those of the house."""

import collections
import sqlite3
import threading

import psycopg
import pytest
from sqlalchemy import exc, text

from ropa.activities import service, service_listing
from ropa.db.unit_of_work import Database, translate
from ropa.errors import Busy, Conflict, PreconditionFailed, StorageFull, Unavailable
from schemas.listing import ActivityFilter
from tests.support.world import DPO, activity_input, create, projections, update_of

#: Numbers for refused COMMITs: a constraint that is looked at only then.
DEFERRED = """CREATE TABLE paid (
    id INTEGER PRIMARY KEY, office_id INTEGER REFERENCES offices (id) DEFERRABLE INITIALLY DEFERRED)"""


def whole_of(database, now):
    with database.read(DPO, now) as uow:
        counted = {
            table: uow.connection.scalar(text(f"SELECT count(*) FROM {table}"))  # noqa: S608 - names from this file
            for table in ("activities", "revisions", "audit_events", "counters")
        }
        return counted, projections(uow)


def test_a_block_that_raises_saves_nothing(register, now):
    before = whole_of(register, now)
    with pytest.raises(PreconditionFailed), register.write(DPO, now) as uow:
        service.delete(uow, service.create(uow, activity_input(systems=["ก"])).id, 2)
    assert whole_of(register, now) == before


def test_an_error_that_a_log_shows_has_none_of_the_values(register, now):
    with pytest.raises(exc.SQLAlchemyError) as caught, register.write(DPO, now) as uow:
        uow.connection.execute(text("SELECT :words FROM nowhere"), {"words": "ชื่อของใครคนหนึ่ง"})

    assert "nowhere" in str(caught.value)
    assert "ชื่อของใครคนหนึ่ง" not in str(caught.value)


def test_a_read_keeps_nothing(register, now):
    before = whole_of(register, now)
    with register.read(DPO, now) as uow:
        service.create(uow, activity_input())
    assert whole_of(register, now) == before


def test_a_read_sees_one_snapshot(register, now):
    create(register, now)
    with register.read(DPO, now) as uow:
        first = service_listing.register(uow, ActivityFilter())[0]
        create(register, now)
        again, records = service_listing.register(uow, ActivityFilter())
        assert (first, again, len(list(records))) == (1, 1, 1)


def test_a_failing_commit_reaches_the_caller_and_saves_nothing(register, now):
    with register.write(DPO, now) as uow:
        uow.connection.execute(text(DEFERRED))
    before = whole_of(register, now)
    with pytest.raises(Conflict), register.write(DPO, now) as uow:
        _create_with_an_unpaid_bill(uow)
    assert whole_of(register, now) == before
    assert create(register, now).ref == "ROPA-2569-0001"


def _create_with_an_unpaid_bill(uow):
    """All of it goes well; only the COMMIT does not."""
    service.create(uow, activity_input())
    uow.connection.execute(text("INSERT INTO paid VALUES (1, 987654)"))


def test_a_writer_that_waits_too_long_is_told_to_try_again(database_url, register, now):
    impatient = Database(database_url, busy_seconds=0.3)
    made = create(register, now)
    try:
        with register.write(DPO, now) as uow:
            service.replace(uow, made.id, 1, _change())
            with pytest.raises(Busy), impatient.write(DPO, now) as second:
                service.replace(second, made.id, 1, _change())
        with impatient.read(DPO, now) as uow:
            assert service.read(uow, made.id).version == 2
    finally:
        impatient.close()


def _change():
    return update_of(activity_input(main_process="ใหม่"))


def test_writers_of_one_process_wait_in_line_and_not_for_ever(database_url, register, now):
    impatient = Database(database_url, busy_seconds=0.3)
    entered, leave = threading.Event(), threading.Event()

    def hold():
        with impatient.write(DPO, now) as uow:
            uow.connection.execute(text("UPDATE counters SET value = value"))
            uow.connection.execute(text("UPDATE offices SET name = name WHERE id = 0"))
            entered.set()
            leave.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    entered.wait(10)
    try:
        with pytest.raises(Busy), impatient.write(DPO, now) as uow:
            uow.connection.execute(text("UPDATE offices SET name = name WHERE id = 0"))
    finally:
        leave.set()
        holder.join()
        impatient.close()


@pytest.mark.only_on("sqlite")  # a page limit stands in for the end of the disk
def test_a_full_disk_is_told_and_nothing_is_saved(database_url, register, now):
    create(register, now)
    before = whole_of(register, now)
    full = Database(database_url, pool_size=1)
    try:
        with full.engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(StorageFull), full.write(DPO, now) as uow:
            collections.deque(service.create(uow, activity_input(items=["ข้อมูลยาว ๆ " * 400])) for _ in range(50))
        assert whole_of(register, now) == before
        with full.read(DPO, now) as uow:
            assert uow.connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    finally:
        full.close()
    assert create(register, now).ref == "ROPA-2569-0002"


def test_a_database_that_is_away_is_told(now, tmp_path):
    for url in (f"sqlite:///{tmp_path}/no/such/folder/x.db", f"postgresql+psycopg://x@/x?host={tmp_path}"):
        away = Database(url)
        with pytest.raises(Unavailable), away.read(DPO, now):
            pass
        with pytest.raises(Unavailable), away.write(DPO, now):
            pass
        away.close()


def test_foreign_keys_and_the_disk_are_taken_seriously(register, now):
    with register.read(DPO, now) as uow:
        if uow.dialect == "sqlite":
            found = [
                uow.connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
                for name in ("foreign_keys", "synchronous", "journal_mode")
            ]
            assert found == [1, 2, "wal"]
    with pytest.raises(Conflict), register.write(DPO, now) as uow:
        uow.connection.execute(text("UPDATE offices SET parent_id = 987654 WHERE id = 1 + 1"))


# --- translation ------------------------------------------------------------------------------------------------


def of_sqlite(code: int, kind: type[exc.DBAPIError] = exc.OperationalError) -> exc.DBAPIError:
    original = sqlite3.OperationalError("x")
    original.sqlite_errorcode = code
    return kind("", {}, original)


def of_postgresql(state: str, kind: type[exc.DBAPIError] = exc.OperationalError) -> exc.DBAPIError:
    return kind("", {}, psycopg.errors.lookup(state)("x"))


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (of_sqlite(sqlite3.SQLITE_BUSY), Busy),
        (of_sqlite(sqlite3.SQLITE_BUSY_SNAPSHOT), Busy),
        (of_sqlite(sqlite3.SQLITE_LOCKED), Busy),
        (of_sqlite(sqlite3.SQLITE_FULL), StorageFull),
        (of_sqlite(sqlite3.SQLITE_CANTOPEN), Unavailable),
        (of_sqlite(sqlite3.SQLITE_CONSTRAINT_UNIQUE, exc.IntegrityError), Conflict),
        (of_postgresql("55P03"), Busy),
        (of_postgresql("40P01"), Busy),
        (of_postgresql("40001"), Busy),
        (of_postgresql("53300"), Busy),
        (of_postgresql("53100"), StorageFull),
        (of_postgresql("57P01"), Unavailable),
        (of_postgresql("57P03"), Unavailable),
        (of_postgresql("08006"), Unavailable),
        (of_postgresql("23505", exc.IntegrityError), Conflict),
        (exc.TimeoutError("pool"), Busy),
    ],
)
def test_each_error_of_a_database_is_one_of_the_house(error, expected):
    assert type(translate(error)) is expected


@pytest.mark.parametrize(
    "error",
    [
        of_postgresql("42601", exc.ProgrammingError),
        of_postgresql("22021", exc.DataError),
        exc.InvalidRequestError("a fault of the program"),
        of_sqlite(sqlite3.SQLITE_ERROR),
    ],
)
def test_a_fault_of_the_program_stays_loud(error):
    with pytest.raises(type(error)):
        translate(error)


def test_a_lost_connection_is_replaced(register, now):
    create(register, now)
    if register.dialect == "postgresql":
        with pytest.raises(Unavailable), register.write(DPO, now) as uow:
            uow.connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    assert create(register, now).ref == "ROPA-2569-0002"


def test_a_connection_that_is_at_work_while_the_database_closes_is_closed_when_it_comes_back(database_url, now):
    database = Database(database_url)
    with database.read(DPO, now) as uow:
        driver = uow.connection.connection.dbapi_connection
        database.close()
        assert uow.connection.exec_driver_sql("SELECT 1").scalar_one() == 1
    with database.read(DPO, now) as uow:
        late = uow.connection.connection.dbapi_connection

    for each in (driver, late):
        assert each is not None
        with pytest.raises(Exception, match="closed"):
            each.cursor().execute("SELECT 1")
