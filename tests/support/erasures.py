"""A list whose data set lies in a database of its own: the register, the target, and each step up to the run."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import psycopg
import sqlalchemy as sa

from ropa.db.unit_of_work import Database
from ropa.erasure import service_orders, service_state, service_targets
from ropa.retention import service_holds
from schemas.access import Actor, Role
from schemas.erasure import Binding, ChildTable, ColumnFill, EraseMethod, Link, TargetDialect
from schemas.erasure_runs import ListErasure, Order, OrderInput, Target, TargetInput
from schemas.evidence import Person
from schemas.holding import Carrier, Hold, HoldInput, HoldKind
from schemas.vocabulary import Applies
from tests.support.destruction_road import Road
from tests.support.staff import hire

NAME = "HR"
VARIABLE = "ROPA_TARGET_HR_URL"
#: Of the data set, and of what is bound.
DAYS = date(2010, 1, 1), date(2015, 12, 31)
OLD, YOUNG = date(2012, 5, 1), date(2024, 5, 1)
_TABLES = (
    "CREATE TABLE people (id integer PRIMARY KEY, name varchar(80) NOT NULL, phone varchar(20), entered date NOT NULL)",
    "CREATE TABLE notes (id integer PRIMARY KEY, person integer NOT NULL REFERENCES people (id), body text)",
    "CREATE INDEX notes_person ON notes (person)",
    "CREATE TABLE others (id integer PRIMARY KEY, words text)",
)


class TargetBase:
    """The database of an office's own system: `old` people to be destroyed with two notes each, some young ones."""

    def __init__(self, url: str, *, old: int = 12, young: int = 5) -> None:
        self.url, self.old, self.young = url, old, young
        self.dialect = TargetDialect.SQLITE if url.startswith("sqlite") else TargetDialect.POSTGRESQL
        with self.open() as connection:
            for statement in _TABLES:
                connection.execute(statement)
            people = [(number, f"บุคคล {number}", f"08-{number:07}", str(OLD)) for number in range(1, old + 1)]
            people += [(number, f"บุคคล {number}", "-", str(YOUNG)) for number in range(old + 1, old + young + 1)]
            self._fill(connection, "people (id, name, phone, entered)", people)
            notes = [(2 * each[0] + half, each[0], f"บันทึก {each[0]}") for each in people for half in (0, 1)]
            self._fill(connection, "notes (id, person, body)", notes)
            self._fill(connection, "others (id, words)", [(number, "ก" * number) for number in range(1, 4)])

    def _fill(self, connection: Any, into: str, rows: list[tuple[Any, ...]]) -> None:
        sign = "?" if self.dialect is TargetDialect.SQLITE else "%s"
        signs = ", ".join([sign] * len(rows[0]))
        statement = f"INSERT INTO {into} VALUES ({signs})"  # noqa: S608 - constants
        if self.dialect is TargetDialect.SQLITE:
            connection.executemany(statement, rows)
        else:
            connection.cursor().executemany(statement, rows)

    @contextmanager
    def open(self) -> Iterator[Any]:
        """Give a connection of its driver, whose transaction is kept when the block ends."""
        if self.dialect is TargetDialect.SQLITE:
            connection = sqlite3.connect(self.url.removeprefix("sqlite:///"))
            try:
                with connection:
                    yield connection
            finally:
                connection.close()
            return
        with psycopg.connect(
            sa.make_url(self.url).set(drivername="postgresql").render_as_string(hide_password=False)
        ) as one:
            yield one

    def run(self, statement: str) -> None:
        with self.open() as connection:
            connection.execute(statement)

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return every row of every table."""
        with self.open() as connection:
            return {
                table: [tuple(map(str, row)) for row in connection.execute(f"SELECT * FROM {table} ORDER BY 1")]  # noqa: S608 - constants
                for table in ("people", "notes", "others")
            }

    def kept(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return what must be left of the present rows: everybody but the old ones."""
        now = self.rows()
        return {
            "people": [row for row in now["people"] if int(row[0]) > self.old],
            "notes": [row for row in now["notes"] if int(row[1]) > self.old],
            "others": now["others"],
        }

    def binding(self, **more: Any) -> Binding:
        said: dict[str, Any] = {
            "target": NAME,
            "dialect": self.dialect,
            "table": "people",
            "key": ["id"],
            "date_column": "entered",
            "date_from": DAYS[0],
            "date_through": DAYS[1],
            "columns": [ColumnFill(column="name"), ColumnFill(column="phone")],
            "children": [
                ChildTable(
                    table="notes",
                    links=[Link(column="person", parent_column="id")],
                    columns=[ColumnFill(column="body")],
                )
            ],
            "method": EraseMethod.OVERWRITE_ZERO,
        }
        return Binding(**(said | more))


class Erasure(Road):
    """A road whose data set lies in a target: `bind`, the steps, `order`."""

    def __init__(self, database: Database, now: datetime, target: TargetBase) -> None:
        super().__init__(database, now)
        self.target = target
        self.officer = self._officer(5, now)
        self.administrator = self._officer(6, now)
        self.second_administrator = self._officer(7, now)
        self.holding_id = self.stored("ทะเบียนบุคลากรที่พ้นจากงาน")

    def stored(self, title: str, **more: Any) -> str:
        """Return a data set that lies in a database, of the days of `DAYS`."""
        said: dict[str, Any] = {"carrier": Carrier.ELECTRONIC, "saraban": Applies.NO}
        said |= {"data_from": DAYS[0], "data_through": DAYS[1]}
        return self.holding(self.activity(), DAYS[1], title=title, **(said | more))

    def _officer(self, number: int, now: datetime) -> Actor:
        return hire(self.database, now, number, (Role.DPO, 0))

    def bind(self, **more: Any) -> Target:
        batch = more.pop("batch_size", 5)
        share = more.pop("allowed_deviation", 0.0)
        holding = more.pop("holding_id", self.holding_id)
        said = TargetInput(
            holding_id=holding, binding=self.target.binding(**more), batch_size=batch, allowed_deviation=share
        )
        made: Target = self.write(self.administrator, service_targets.create, said)
        return made

    def to_decided(self) -> None:
        """Take the list to `approved_to_destroy`; the dry run must stand."""
        self.decide()
        self.skip()

    def order(self, actor: Actor | None = None, **more: Any) -> Order:
        said = {"position": "เจ้าหน้าที่คุ้มครองข้อมูล", "witnesses": [Person(name="กรรมการ ทดสอบ", position="นักวิชาการ")]}
        made: Order = self.write(actor or self.officer, service_orders.order, self.list_id, OrderInput(**(said | more)))
        return made

    def standing(self) -> ListErasure:
        with self.database.read(self.officer, self.now) as uow:
            return service_state.of_list(uow, self.list_id)

    def audited(self, holding_id: str | None = None) -> Hold:
        said = HoldInput(kind=HoldKind.AUDIT, reason="ตรวจสอบภายใน", holding_id=holding_id or self.holding_id)
        made: Hold = self.write(self.officer, service_holds.place_hold, said)
        return made
