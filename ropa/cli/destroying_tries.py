"""Looking at target databases without changing anything: dry runs, and what a role has and lacks."""

from importlib.metadata import version
from typing import Any

from sqlalchemy import Row
from sqlalchemy.exc import SQLAlchemyError

from ropa.cli.destroying_work import PROGRAM, Work, required, unreachable
from ropa.cli.output import Progress
from ropa.erasure import service_dry_runs, service_lists, service_runs, service_targets
from ropa.erasure.rules_faults import faults
from ropa.erasure.rules_limits import limits
from ropa.erasure.target import Target
from ropa.erasure.target_catalogue import inspect
from ropa.erasure.target_errors import told
from ropa.erasure.target_plan import plan
from ropa.erasure.target_roles import advise
from ropa.errors import Conflict
from ropa.retention import service_named
from schemas.destruction_lists import DestructionItem
from schemas.erasure import Plan
from schemas.erasure_runs import AdviceShown, DryRun, DryRunReport, TargetInput
from schemas.erasure_runs import Target as StoredTarget
from schemas.findings import Problem

_NOTHING = "0" * 64


class DryRunner(Work):
    """Looks at the databases of a list's items and keeps what it found. Changes nothing in them."""

    def run(self, ref: str) -> list[DryRun]:
        """Return the dry run of each item that lies in a database.

        Raises: SettingsError for a target without an address, before any is asked; Conflict when nothing is bound.
        """
        with self.read() as uow:
            found = service_lists.of_ref(uow, ref)
            items = service_lists.open_items(uow, found.id)
            targets = service_targets.of_holdings(uow, [item.holding_id for item in items])
            busy = service_runs.done_ids(uow, found.id)
            named = service_named.named(uow, set(targets))
            days = {
                key: service_targets.days_problems(uow, service_targets.said_of(row), named[key])
                for key, row in targets.items()
            }
        bound = [item for item in items if item.holding_id in targets and item.id not in busy]
        if not bound:
            raise Conflict(
                "ไม่มีรายการของบัญชีนี้ที่ผูกกับฐานข้อมูลและรอทดลอง",
                "No item of this list is bound to a database and waits for a dry run",
            )
        for item in bound:
            required(targets[item.holding_id].name)
        made = []
        with Progress("dry run") as shown:
            for number, item in enumerate(bound, start=1):
                made.append(self._one(item, targets[item.holding_id], days[item.holding_id]))
                shown.done(number, len(bound))
        return made

    def _one(self, item: DestructionItem, row: Row[Any], days: list[Problem]) -> DryRun:
        said = service_targets.said_of(row)
        report, found = self._look(said, row.version, days)
        with self.write() as uow:
            return service_dry_runs.keep(uow, self.keys, item, row, (report, found))

    def _look(self, said: TargetInput, target_version: int, days: list[Problem]) -> tuple[DryRunReport, Plan]:
        binding = said.binding
        with self.open(binding) as target:
            try:
                with target.reading() as connection:
                    catalogue = inspect(connection, binding)
                    problems = [*days, *faults(binding, catalogue)]
                    found = None
                    if not problems:
                        found = plan(connection, binding, batch_size=said.batch_size, secret=self.secret)
            except SQLAlchemyError as error:
                raise unreachable(told(error)) from None
        made = found or Plan(
            method=binding.method,
            dialect=binding.dialect,
            batch_size=said.batch_size,
            total=0,
            tables=[],
            sample=[],
            undated=0,
            batches=[],
            binding_hash=_NOTHING,
            schema_fingerprint=catalogue.fingerprint,
            keys_hash=_NOTHING,
            faults=problems,
        )
        if made.faults:
            made.batches.clear()  # it cannot be executed, so nothing of it is kept
        report = DryRunReport(
            target=binding.target,
            target_version=target_version,
            server=f"{binding.dialect.en} {catalogue.server}",
            program_version=version(PROGRAM),
            table=binding.table,
            date_column=binding.date_column,
            date_from=binding.date_from,
            date_through=binding.date_through,
            method=binding.method,
            batch_size=said.batch_size,
            allowed_deviation=said.allowed_deviation,
            batches=len(made.batches),
            total=made.total,
            undated=made.undated,
            tables=made.tables,
            sample=made.sample,
            binding_hash=made.binding_hash,
            schema_fingerprint=made.schema_fingerprint,
            keys_hash=made.keys_hash or _NOTHING,
            faults=made.faults,
            notes=made.notes,
            role_notes=[note for note in catalogue.role_notes if note not in made.notes],
            limits=limits(binding, made.notes),
        )
        return report, made


def advised(stored: StoredTarget, address: str | None, role: str) -> AdviceShown:
    """Return what a target's role needs; with an address also what the role that it names has and lacks."""
    advice = advise(stored.binding, role)
    shown = AdviceShown(
        holding_id=stored.holding_id,
        table=stored.binding.table,
        statements=advice.statements,
        notes=advice.notes,
        faults=[],
        role_notes=[],
    )
    if address is None:
        return shown
    with Target(address, stored.binding.dialect, name=stored.binding.target) as target:
        try:
            with target.reading() as connection:
                catalogue = inspect(connection, stored.binding)
        except SQLAlchemyError as error:
            raise unreachable(told(error)) from None
    shown.faults = faults(stored.binding, catalogue)
    shown.role_notes = catalogue.role_notes
    return shown
