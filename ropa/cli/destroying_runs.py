"""The work of `ropa destroy run`: carrying the order of a list out in the databases of its items.

Register and target are two databases, so nothing makes their transactions one. The order of writing does: `started` is
kept here before the target changes, every other step after the target kept it; killed between the two, the next run
finds in the target what the journal does not say yet. Outcome, certificate and state are one transaction at the end.
"""

import time
from collections.abc import Iterable
from importlib.metadata import version

from msgspec import Struct
from sqlalchemy.exc import SQLAlchemyError

from ropa.cli.destroying_identity import apart
from ropa.cli.destroying_work import PROGRAM, Work, required
from ropa.cli.holders import is_gone, me
from ropa.cli.output import Progress
from ropa.erasure import service_dry_runs, service_finish, service_lists, service_runs, service_targets
from ropa.erasure.rules_limits import limits
from ropa.erasure.service_runs import Begun, Beside, Halted
from ropa.erasure.target import Target
from ropa.erasure.target_catalogue import inspect
from ropa.erasure.target_errors import told
from ropa.erasure.target_marks import changing
from ropa.erasure.target_run import execute
from ropa.erasure.target_tidy import tidy
from ropa.erasure.target_verify import verify
from ropa.errors import Invalid
from schemas.destruction_lists import DestructionItem
from schemas.erasure import JournalEntry, Outcome, Plan, RunState
from schemas.erasure_runs import (
    DryRun,
    EndCode,
    ItemDone,
    RunDone,
    TargetInput,
)
from schemas.findings import Problem

#: A lease is taken anew this often, not with each batch.
_KEEP_SECONDS = 20.0


class _Journal:
    """A plan's journal in the register's database: each entry in a transaction of its own, kept before it returns."""

    def __init__(self, work: Work, run_id: str, dry_run_id: str) -> None:
        self._work, self._run_id, self._dry_run_id = work, run_id, dry_run_id
        with work.read() as uow:
            self._entries = service_runs.entries(uow, dry_run_id)

    def entries(self) -> Iterable[JournalEntry]:
        return list(self._entries)

    def write(self, entry: JournalEntry) -> None:
        with self._work.write() as uow:
            service_runs.note(uow, self._run_id, self._dry_run_id, len(self._entries) + 1, entry)
        self._entries.append(entry)


class _Gate:
    """Asks the register before each batch, and holds the lease."""

    def __init__(self, work: Work, beside: Beside, shown: Progress, journal: _Journal, total: int) -> None:
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


class Runner(Work):
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
            required(name)
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
        others = apart(said.binding.target)
        beside = Beside(begun.run_id, begun.order.id, begun.found.id, item.seq, item.id, item.holding_id, others)
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
            except Halted as halted:  # before the first batch; later ones stand in the engine's outcome
                ended, certificate = _Ended(halted.code, [told(halted)]), None
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
                counted = service_runs.counted(uow, dry_run)
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
