"""The two works of `ropa destroy run`: looking at the databases of a list, and carrying its order out in them.

Register and target are two databases, so nothing makes their transactions one. The order of writing does: `started` is
kept here before the target changes, every other step after the target kept it; killed between the two, the next run
finds in the target what the journal does not say yet. Outcome, certificate and state are one transaction at the end.
"""

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from importlib.metadata import version
from typing import Any

from msgspec import Struct
from sqlalchemy import Row
from sqlalchemy.exc import SQLAlchemyError

from ropa.cli.holders import is_gone, me
from ropa.cli.output import Progress
from ropa.cli.running import Context
from ropa.db.unit_of_work import UnitOfWork
from ropa.erasure import service_dry_runs, service_finish, service_lists, service_runs, service_targets
from ropa.erasure.rules_faults import faults
from ropa.erasure.rules_limits import limits
from ropa.erasure.rules_names import variable_of
from ropa.erasure.service_runs import Begun, Beside, Halted
from ropa.erasure.target import Target
from ropa.erasure.target_catalogue import inspect
from ropa.erasure.target_errors import told
from ropa.erasure.target_marks import changing
from ropa.erasure.target_plan import plan
from ropa.erasure.target_roles import advise
from ropa.erasure.target_run import execute
from ropa.erasure.target_tidy import tidy
from ropa.erasure.target_verify import verify
from ropa.errors import Conflict, Invalid, RopaError, SettingsError
from ropa.keys import Keys
from ropa.settings import Settings
from schemas.access import COMMAND_LINE
from schemas.destruction_lists import DestructionItem
from schemas.erasure import Binding, JournalEntry, Outcome, Plan, RunState
from schemas.erasure_runs import (
    AdviceShown,
    DryRun,
    DryRunReport,
    EndCode,
    ItemDone,
    RunDone,
    TargetInput,
)
from schemas.erasure_runs import Target as StoredTarget
from schemas.findings import Problem

PROGRAM = "thai-ropa-register"
#: A lease is taken anew this often, not with each batch.
_KEEP_SECONDS = 20.0
_NOTHING = "0" * 64


def address_of(name: str, _settings: Settings) -> str | None:
    """Return the address of a target, from this process's environment alone; None where it is not set."""
    return os.environ.get(variable_of(name)) or None


def _required(name: str, settings: Settings) -> str:
    found = address_of(name, settings)
    if found is None:
        raise SettingsError(
            f"ไม่มี {variable_of(name)} ในสภาพแวดล้อมของคำสั่งนี้",
            f"{variable_of(name)} is not set in this command's environment",
        )
    return found


class Clock:
    """The command's moment, moving on: an order that ends meanwhile has ended."""

    def __init__(self, begin: datetime) -> None:
        self._begin, self._at = begin, time.monotonic()

    def now(self) -> datetime:
        """Return the present moment."""
        return self._begin + timedelta(seconds=time.monotonic() - self._at)


class _Work:
    def __init__(self, context: Context, keys: Keys) -> None:
        self.context, self.keys = context, keys
        self.clock = Clock(context.now)
        self.secret = service_dry_runs.secret_of(keys)

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        with self.context.database.read(COMMAND_LINE, self.clock.now()) as uow:
            yield uow

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        with self.context.database.write(COMMAND_LINE, self.clock.now()) as uow:
            yield uow

    def open(self, binding: Binding) -> Target:
        return Target(_required(binding.target, self.context.settings), binding.dialect)


class DryRunner(_Work):
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
        bound = [item for item in items if item.holding_id in targets and item.id not in busy]
        if not bound:
            raise Conflict(
                "ไม่มีรายการของบัญชีนี้ที่ผูกกับฐานข้อมูลและรอทดลอง",
                "No item of this list is bound to a database and waits for a dry run",
            )
        for item in bound:
            _required(targets[item.holding_id].name, self.context.settings)
        made = []
        with Progress("dry run") as shown:
            for number, item in enumerate(bound, start=1):
                made.append(self._one(item, targets[item.holding_id]))
                shown.done(number, len(bound))
        return made

    def _one(self, item: DestructionItem, row: Row[Any]) -> DryRun:
        said = service_targets.said_of(row)
        report, found = self._look(said, row.version)
        with self.write() as uow:
            return service_dry_runs.keep(uow, self.keys, item, row, (report, found))

    def _look(self, said: TargetInput, target_version: int) -> tuple[DryRunReport, Plan]:
        binding = said.binding
        with self.open(binding) as target:
            try:
                with target.reading() as connection:
                    catalogue = inspect(connection, binding)
                    problems = faults(binding, catalogue)
                    found = None
                    if not problems:
                        found = plan(connection, binding, batch_size=said.batch_size, secret=self.secret)
            except SQLAlchemyError as error:
                raise _unreachable(told(error)) from None
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


def _unreachable(problem: Problem) -> RopaError:
    return Conflict(problem.message_th, problem.message_en)


class _Journal:
    """A plan's journal in the register's database: each entry in a transaction of its own, kept before it returns."""

    def __init__(self, work: _Work, run_id: str, dry_run_id: str) -> None:
        self._work, self._run_id, self._dry_run_id = work, run_id, dry_run_id
        with work.read() as uow:
            self._entries = service_runs.entries(uow, dry_run_id)
        self.done = 0

    def entries(self) -> Iterable[JournalEntry]:
        return list(self._entries)

    def write(self, entry: JournalEntry) -> None:
        with self._work.write() as uow:
            service_runs.note(uow, self._run_id, self._dry_run_id, len(self._entries) + 1, entry)
        self._entries.append(entry)


class _Gate:
    """Asks the register before each batch, and holds the lease."""

    def __init__(self, work: _Work, beside: Beside, shown: Progress, journal: _Journal, total: int) -> None:
        self._work, self._beside, self._kept = work, beside, time.monotonic()
        self._shown, self._journal, self._total = shown, journal, total
        self.halted: Halted | None = None

    def __call__(self) -> None:
        try:
            with self._work.read() as uow:
                service_runs.may_go_on(uow, self._beside)
            if time.monotonic() - self._kept >= _KEEP_SECONDS:
                with self._work.write() as uow:
                    service_runs.keep_alive(uow, self._beside.run_id)
                self._kept = time.monotonic()
        except Halted as halted:
            self.halted = halted
            raise
        self._shown.done(service_runs.done_of(self._journal.entries()), self._total)


class _Ended(Struct, frozen=True):
    """Why a run ended early. `stays`: the same order may be taken up again."""

    code: EndCode
    problems: list[Problem]
    stays: bool = False


class Runner(_Work):
    """Carries out the order of a list."""

    def run(self, ref: str) -> RunDone:
        """Return what was done; a list that is finished is said to be, and nothing is touched.

        Raises: Conflict without an order; SettingsError for a target without an address.
        """
        with self.read() as uow:
            found = service_lists.of_ref(uow, ref)
            if service_runs.is_finished(uow, found):
                return RunDone(ref=ref, is_done=True, before=True)
            names = service_runs.databases_of(uow, found)
        for name in names:
            _required(name, self.context.settings)
        with self.write() as uow:
            begun = service_runs.begin(uow, found, me(), version(PROGRAM), is_gone)
        done: list[ItemDone] = []
        ended = None
        try:
            for item in begun.items:
                made, ended = self._item(begun, item)
                done.append(made)
                if ended is not None:
                    break
        except BaseException as error:
            self._note_fault(begun, error)
            raise
        return self._end(begun, done, ended)

    def _note_fault(self, begun: Begun, error: BaseException) -> None:
        words = ("หยุดเพราะข้อผิดพลาด", f"stopped by an error: {type(error).__name__}")
        with self.write() as uow:
            service_runs.pause(uow, begun, words)

    def _end(self, begun: Begun, done: list[ItemDone], ended: _Ended | None) -> RunDone:
        words = None
        if ended is not None:
            words = "; ".join(p.message_th for p in ended.problems), "; ".join(p.message_en for p in ended.problems)
        with self.write() as uow:
            if ended is not None and ended.stays:
                service_runs.pause(uow, begun, words or ("", ""))
            else:
                service_runs.end(uow, begun, ended.code if ended else EndCode.DONE, words)
        return RunDone(
            ref=begun.found.ref,
            is_done=ended is None,
            items=done,
            stopped_th=words[0] if words else None,
            stopped_en=words[1] if words else None,
        )

    def _item(self, begun: Begun, item: DestructionItem) -> tuple[ItemDone, _Ended | None]:
        dry_run = begun.plans[item.id]
        with self.read() as uow:
            said = service_targets.said_of(service_targets.of_holdings(uow, [item.holding_id])[item.holding_id])
            stored = service_dry_runs.plan_of(uow, self.keys, dry_run, said)
        journal = _Journal(self, begun.run_id, dry_run.id)
        beside = Beside(begun.run_id, begun.order.id, begun.found.id, item.seq, item.id, item.holding_id)
        shown = ItemDone(
            seq=item.seq,
            title=item.listed.title,
            target=said.binding.target,
            batches_done=0,
            batches=dry_run.report.batches,
        )
        with self.open(said.binding) as target, Progress(f"{begun.found.ref} #{item.seq}") as bar:
            gate = _Gate(self, beside, bar, journal, dry_run.report.batches)
            try:
                ended, certificate = self._destroy(begun, (item, said, dry_run), (target, stored.plan, journal, gate))
            except SQLAlchemyError as error:
                ended, certificate = _Ended(EndCode.STOPPED, [told(error)], stays=True), None
        shown.batches_done = service_runs.done_of(journal.entries())
        shown.certificate = certificate
        shown.problems = ended.problems if ended else []
        return shown, ended

    def _destroy(
        self,
        begun: Begun,
        what: tuple[DestructionItem, TargetInput, DryRun],
        where: tuple[Target, Plan, _Journal, _Gate],
    ) -> tuple[_Ended | None, str | None]:
        (item, said, dry_run), (target, found, journal, gate) = what, where
        binding = said.binding
        gate()
        outcome = execute(
            target, binding, found, journal, gate, secret=self.secret, allowed_share=said.allowed_deviation
        )
        if outcome.state is not RunState.DONE:
            return _stopped(outcome, gate), None
        tidied = tidy(target, binding)
        with target.reading() as connection:
            left = verify(connection, binding, found, secret=self.secret)
            with self.read() as uow:
                counted = service_runs.counted(uow, dry_run, found.batches)
            catalogue = inspect(connection, binding)
            sent = changing(connection, binding, catalogue, found, updates=counted.updates, deletes=counted.deletes)
        if not left.clean:
            return _Ended(EndCode.STOPPED, [_not_clean(item)], stays=True), None
        try:
            with self.write() as uow:
                done = service_finish.Executed(
                    item=item,
                    binding=binding,
                    dry_run=dry_run,
                    counted=counted,
                    statements=sent,
                    outcome=outcome,
                    left=left,
                    limits=limits(binding, [*outcome.notes, *tidied]),
                    tidied=[note.message_th for note in tidied],
                )
                return None, service_finish.finish(uow, begun, done).ref
        except Invalid as error:
            return _Ended(EndCode.HELD, list(error.problems)), None


def _stopped(outcome: Outcome, gate: _Gate) -> _Ended:
    if gate.halted is not None:
        return _Ended(gate.halted.code, outcome.problems)
    # Whatever the target's side was, the same call looks at it anew and stops again where it must.
    return _Ended(EndCode.STOPPED, outcome.problems, stays=True)


def _not_clean(item: DestructionItem) -> Problem:
    return Problem(
        pointer=f"/items/{item.seq}",
        message_th=f"รายการที่ {item.seq}: ตรวจหลังดำเนินการแล้วยังมีแถวเหลือ จึงไม่ออกหนังสือรับรอง",
        message_en=f"Item {item.seq}: rows are left after the run, so no certificate is made",
    )


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
    with Target(address, stored.binding.dialect) as target:
        try:
            with target.reading() as connection:
                catalogue = inspect(connection, stored.binding)
        except SQLAlchemyError as error:
            raise _unreachable(told(error)) from None
    shown.faults = faults(stored.binding, catalogue)
    shown.role_notes = catalogue.role_notes
    return shown
