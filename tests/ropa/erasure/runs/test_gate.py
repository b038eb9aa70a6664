"""What stops a run between two batches, who may not order one, and what ends on which moment."""

import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from ropa.cli import destroying_runs, destroying_work
from ropa.cli.destroying_identity import apart
from ropa.erasure import service_finish, service_lists, service_runs, service_targets, store_dry_runs
from ropa.erasure.service_runs import LEASE, OrderOver
from ropa.erasure.tables import erasure_runs, erasure_targets
from ropa.errors import Forbidden, Invalid
from schemas.access import COMMAND_LINE
from schemas.erasure import BatchPhase
from schemas.erasure_runs import TargetInput

OTHER = "ROPA_TARGET_HR2_URL"


def ordered(erasure, command, **said):
    assert command("--dry-run") == 0, command.err
    erasure.to_decided()
    return erasure.order(**said)


def after_the_first_batch(monkeypatch, act):
    """Let something happen once, behind the first batch that is done."""
    write = destroying_runs._Journal.write
    told: list[object] = []

    def writes(self, entry):
        write(self, entry)
        if entry.phase is BatchPhase.DONE and not told:
            told.append(entry)
            act()

    monkeypatch.setattr(destroying_runs._Journal, "write", writes)


class Hours:
    """A clock that can be put on."""

    def __init__(self, monkeypatch, step=0.0):
        self.more, self._step = 0.0, step
        moved = SimpleNamespace(monotonic=self.monotonic)
        for module in (destroying_runs, destroying_work):
            monkeypatch.setattr(module, "time", moved)

    def monotonic(self):
        self.more += self._step
        return time.monotonic() + self.more


def test_who_wrote_any_version_of_a_binding_orders_nothing(erasure, command):
    with erasure.database.read(erasure.officer, erasure.now) as uow:
        [stored] = service_targets.everything(uow).items
    said = TargetInput(holding_id=stored.holding_id, binding=stored.binding, batch_size=6)
    erasure.write(erasure.second_administrator, service_targets.replace, stored.id, stored.version, said)
    command("--dry-run")
    erasure.to_decided()
    for author in (erasure.administrator, erasure.second_administrator):
        with pytest.raises(Forbidden, match="ไม่ว่ารุ่นใด"):
            erasure.order(author)
    assert erasure.order()


def test_a_hold_under_another_name_of_the_same_database_stops_the_run(erasure, command, target, monkeypatch):
    ordered(erasure, command)
    other = erasure.stored("ชุดเดียวกันอีกชื่อหนึ่ง")
    erasure.bind(holding_id=other, target="HR2")
    monkeypatch.setenv(OTHER, target.url)
    erasure.audited(other)
    before = target.rows()
    assert command() == 1
    assert "ชุดข้อมูลอื่นในตารางเดียวกับรายการที่ 1 ถูกระงับ" in command.out
    assert target.rows() == before
    assert erasure.standing().order is None  # lifting the hold starts nothing
    monkeypatch.delenv(OTHER)
    erasure.order()
    assert command() == 1  # without an address nothing proves that it is another database
    assert target.rows() == before


@pytest.mark.only_on("sqlite")
def test_a_hold_in_another_database_stops_nothing(erasure, command, target, monkeypatch, tmp_path):
    ordered(erasure, command)
    other = erasure.stored("ฐานข้อมูลอื่น")
    erasure.bind(holding_id=other, target="HR2")
    (tmp_path / "other.db").touch()
    monkeypatch.setenv(OTHER, f"sqlite:///{tmp_path / 'other.db'}")
    erasure.audited(other)
    assert command() == 0, command.out


@pytest.mark.only_on("sqlite")
def test_names_are_apart_only_where_their_addresses_prove_it(monkeypatch, tmp_path):
    (tmp_path / "one.db").touch()
    (tmp_path / "link.db").symlink_to(tmp_path / "one.db")
    (tmp_path / "hard.db").hardlink_to(tmp_path / "one.db")
    (tmp_path / "two.db").touch()
    files = {"HR": "one", "LINK": "link", "HARD": "hard", "TWO": "two", "NONE": "none"}
    for name, file in files.items():
        monkeypatch.setenv(f"ROPA_TARGET_{name}_URL", f"sqlite:///{tmp_path / file}.db")
    assert apart("HR") == {"TWO"}
    server = {
        "HR": "postgresql://a:x@localhost/hr",
        "LINK": "postgresql+psycopg://b:y@127.0.0.1:5432/hr",
        "HARD": "postgresql://a:x@DB/hr?service=hr",
        "TWO": "postgresql://a:x@localhost/other",
        "NONE": "::",
    }
    for name, url in server.items():
        monkeypatch.setenv(f"ROPA_TARGET_{name}_URL", url)
    assert apart("HR") == {"TWO"}
    assert apart("MISSING") == frozenset()


@pytest.mark.only_on("sqlite")
def test_an_order_that_ends_between_two_batches_stops_the_run(erasure, command, target, monkeypatch):
    ordered(erasure, command, valid_hours=1)
    hours = Hours(monkeypatch)
    after_the_first_batch(monkeypatch, lambda: setattr(hours, "more", 3601.0))
    assert command() == 1
    assert "หมดอายุ" in command.out
    assert len(target.rows()["people"]) == target.old + target.young - 5


@pytest.mark.only_on("sqlite")
def test_what_was_frozen_and_changes_between_two_batches_stops_the_run(erasure, command, target, monkeypatch):
    ordered(erasure, command)

    def change():
        with erasure.database.write(COMMAND_LINE, erasure.now) as uow:
            uow.connection.execute(sa.update(erasure_targets).values(version=erasure_targets.c.version + 1))

    after_the_first_batch(monkeypatch, change)
    assert command() == 1
    assert "สิ่งที่ตรึงไว้ตอนอนุมัติเปลี่ยนไป" in command.out
    assert len(target.rows()["people"]) == target.old + target.young - 5


@pytest.mark.only_on("sqlite")
def test_a_long_run_holds_its_list_for_as_long_as_it_works(erasure, command, monkeypatch):
    ordered(erasure, command)
    Hours(monkeypatch, step=30.0)
    assert command() == 0, command.out
    with erasure.database.read(erasure.officer, erasure.now) as uow:
        [run] = uow.connection.execute(sa.select(erasure_runs)).all()
    assert run.held_until > run.started_at + LEASE


@pytest.mark.only_on("sqlite")
def test_a_gate_reads_what_is_frozen_of_its_own_item_alone(erasure, command, monkeypatch):
    ordered(erasure, command)
    frozen, asked = store_dry_runs.frozen, []

    def counts(uow, list_id):
        asked.append(list_id)
        return frozen(uow, list_id)

    monkeypatch.setattr(store_dry_runs, "frozen", counts)
    gates: list[int] = []
    real = service_runs.may_go_on

    def gate(uow, beside):
        before = len(asked)
        real(uow, beside)
        gates.append(len(asked) - before)

    monkeypatch.setattr(service_runs, "may_go_on", gate)
    assert command() == 0, command.out
    assert gates
    assert set(gates) == {0}


@pytest.mark.only_on("sqlite")
def test_a_dry_run_is_fresh_through_its_thirtieth_day(erasure, command):
    command("--dry-run")
    ran_at = erasure.standing().items[0].dry_run.ran_at
    erasure.now = ran_at + timedelta(days=30, microseconds=1)
    with pytest.raises(Invalid, match="30 วัน"):
        erasure.decide()
    erasure.now = ran_at + timedelta(days=30)
    erasure.decide()


@pytest.mark.only_on("sqlite")
def test_an_order_is_over_at_the_moment_at_which_it_expires(erasure, command):
    order = ordered(erasure, command)

    def begin():
        with erasure.database.read(COMMAND_LINE, erasure.now) as uow:
            found = service_lists.read(uow, erasure.list_id)
        return erasure.write(COMMAND_LINE, service_runs.begin, found, "machine\n1\n1", "1", lambda _: False)

    erasure.now = order.expires_at
    with pytest.raises(OrderOver):
        begin()
    erasure.now = order.expires_at - timedelta(microseconds=1)
    assert begin().items


def test_what_a_run_cannot_reach_is_looked_at_within_ninety_days():
    assert timedelta(days=90) == service_finish.FIRST_CHECK
