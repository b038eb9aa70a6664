"""The run: batch by batch, each step written to the journal after its transaction, so that it can end anywhere.

A run that was ended (kill -9, a lost connection, a hold) is resumed by the same call with the same plan and journal:
- nothing written of a batch: it must be there exactly as approved;
- `started`: perhaps overwritten; overwriting again changes nothing but the bytes;
- `overwritten`: perhaps deleted; then no row of it is there;
- `deleted`: its rows are looked for once more;
- `done`: nothing to do.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from ropa.erasure.rules_faults import faults, notes
from ropa.erasure.rules_journal import Gate, Journal
from ropa.erasure.rules_keys import binding_hash
from ropa.erasure.rules_reach import place_of, referring
from ropa.erasure.target import Target
from ropa.erasure.target_align import Alignment, Span, align
from ropa.erasure.target_batch import SCHEMA_CHANGED, Batches, Rows, Tally
from ropa.erasure.target_catalogue import inspect
from ropa.erasure.target_errors import Stop, passing, told
from ropa.erasure.target_statements import Key, Statements
from ropa.errors import Invalid
from schemas.erasure import BatchMark, BatchPhase, Binding, EraseMethod, JournalEntry, Outcome, Plan, RunState

TRIES = 4
_PAUSE_SECONDS = 0.5
_KEYS_CHANGED = (
    "แถวที่ตรงเงื่อนไขเปลี่ยนไปจากที่อนุมัติ จึงไม่ดำเนินการ ให้ทดลอง (dry run) และขออนุมัติใหม่",
    "The rows that fulfil the condition are no longer the approved ones; refused. Dry-run and have it approved anew",
)


def execute(
    target: Target,
    binding: Binding,
    plan: Plan,
    journal: Journal,
    gate: Gate,
    *,
    secret: bytes,
    allowed_share: float = 0.0,
) -> Outcome:
    """Destroy what `plan` found and nothing else, and return how far that went.

    Whatever stops it is told in the outcome: a refusal of `gate`, a change of the schema or of the rows, a lost
    connection. `allowed_share` (0 to 1): how many rows, of all that were approved, may differ from the approval while
    the run is under way before it stops; rows that were not approved are never touched.
    """
    run = _Run(target, binding, plan, journal, gate, secret, allowed_share)
    try:
        run.prepare()
        run.work()
    except Invalid as refused:
        run.outcome.problems = list(refused.problems)
    except Exception as error:  # noqa: BLE001 - `told` raises again what is no trouble of the target's or of the gate's
        run.outcome.problems = [told(error)]
    else:
        run.outcome.state = RunState.DONE
    return run.finished()


@dataclass(slots=True)
class _Known:
    """What the journal says of a batch."""

    phase: BatchPhase | None = None
    overwritten: list[int] = field(default_factory=list)
    unapproved: int = 0
    may_be_gone: bool = False


class _Run:
    def __init__(
        self,
        target: Target,
        binding: Binding,
        plan: Plan,
        journal: Journal,
        gate: Gate,
        secret: bytes,
        allowed_share: float,
    ) -> None:
        self._target = target
        self._binding = binding
        self._plan = plan
        self._journal = journal
        self._gate = gate
        self._secret = secret
        self._allowed = int(allowed_share * sum(table.rows for table in plan.tables))
        self._known = {batch.number: _Known() for batch in plan.batches}
        self._differing = 0
        self._statements: Statements
        self._batches: Batches
        self._tally = Tally()
        self._anonymises = binding.method is EraseMethod.ANONYMISE
        self._aligned = Alignment()
        self._descending = False
        nothing = [0] * len(plan.tables)
        self.outcome = Outcome(
            state=RunState.STOPPED,
            batches_done=0,
            batches_total=len(plan.batches),
            overwritten=list(nothing),
            deleted=list(nothing),
            missing=0,
            unapproved=0,
            children_changed=0,
            statements=[],
        )

    def prepare(self) -> None:
        """Read the journal, and prove that binding, schema and rows are what was approved.

        Raises: Invalid, Stop.
        """
        if self._plan.faults:
            raise Invalid(self._plan.faults)
        if self._plan.binding_hash != binding_hash(self._binding):
            raise Stop("การผูกฐานข้อมูลเปลี่ยนไปจากที่อนุมัติ จึงไม่ดำเนินการ", "The binding is not the approved one; refused")
        for entry in self._journal.entries():
            self._read(entry)
        self._trying(self._look_at_target)

    def _look_at_target(self) -> None:
        # Anonymised rows stay, so rows of finished batches are met again; deleted ones are not.
        looked_for = [
            batch
            for batch in self._plan.batches
            if self._anonymises or self._known[batch.number].phase is not BatchPhase.DONE
        ]
        with self._target.reading() as connection:
            catalogue = inspect(connection, self._binding)
            if problems := faults(self._binding, catalogue):
                raise Invalid(problems)
            if catalogue.fingerprint != self._plan.schema_fingerprint:
                raise Stop(*SCHEMA_CHANGED)
            statements = Statements(self._binding, catalogue)
            size, secret = self._plan.batch_size, self._secret
            self._aligned = align(connection, statements, looked_for, size=size, secret=secret)
            children = [statements.of_holding(place) for place in range(1, len(self._plan.tables))]
            counts = [connection.execute(query).scalar_one() for query in children]
        self._check_rows(counts)
        references = referring(self._binding, catalogue)
        self._statements = statements
        self._batches = Batches(statements, self._plan, secret, self._tally, tries_delete=bool(references))
        # Root rows that refer to root rows: mostly later ones to earlier ones, which must go last then.
        self._descending = any(place_of(self._binding, key.schema, key.table) == 0 for key in references)
        self.outcome.notes = notes(self._binding, catalogue)

    def _check_rows(self, children: list[int]) -> None:
        if all(known.phase is BatchPhase.DONE for known in self._known.values()):
            return
        fresh = all(known.phase is None for known in self._known.values())
        same = self._aligned.keys_hash == self._plan.keys_hash
        if fresh and (not same or children != [table.rows for table in self._plan.tables[1:]]):
            raise Stop(*_KEYS_CHANGED)
        for number, span in self._aligned.spans.items():
            phase = self._known[number].phase
            if phase is None and not span.whole:
                raise Stop(*_KEYS_CHANGED)
            if phase is BatchPhase.DELETED and span.found:
                raise _left_over(number, span.found)
        if self._differing + self._aligned.strangers > self._allowed:
            raise self._too_different(self._differing + self._aligned.strangers)

    def work(self) -> None:
        """Carry out every batch that is not done.

        Raises: whatever stops the run.
        """
        for batch in sorted(self._plan.batches, key=lambda each: each.number, reverse=self._descending):
            known = self._known[batch.number]
            if known.phase is BatchPhase.DELETED:
                self._write(JournalEntry(batch=batch.number, phase=BatchPhase.DONE))
            elif known.phase is not BatchPhase.DONE:
                # A run that was ended after this may have deleted the rows; so may a commit whose answer is lost.
                known.may_be_gone = known.phase is BatchPhase.OVERWRITTEN
                self._trying(partial(self._batch, self._aligned.spans[batch.number]))

    def _trying(self, step: Callable[[], None]) -> None:
        for attempt in range(1, TRIES + 1):
            try:
                step()
            except Exception as error:
                if not passing(error) or attempt == TRIES:
                    raise
                self.outcome.retries += 1
                self._target.forget()
                self._target.pause(_PAUSE_SECONDS * attempt)
            else:
                return

    def _batch(self, span: Span) -> None:
        number = span.batch.number
        known = self._known[number]
        if known.phase is None:
            self._gate()
            self._write(JournalEntry(batch=number, phase=BatchPhase.STARTED))
        if self._anonymises:
            rows = self._overwrite(span)
            self._check_left(number, rows.keys)
            return
        if known.phase is BatchPhase.STARTED:
            self._overwrite(span)
        if known.phase is BatchPhase.OVERWRITTEN:
            keys = self._delete(span)
            self._check_left(number, keys)

    def _overwrite(self, span: Span) -> Rows:
        self._gate()
        with self._target.writing(self._statements.writes()) as connection:
            rows = self._batches.look(connection, span, span.batch.children)
            if self._differing + rows.differing > self._allowed:
                raise self._too_different(self._differing + rows.differing)
            counts = self._batches.overwrite(connection, rows)
        _add(self.outcome.overwritten, counts)
        self._write(
            JournalEntry(
                batch=span.batch.number,
                phase=BatchPhase.OVERWRITTEN,
                rows=counts,
                missing=rows.missing,
                unapproved=rows.unapproved,
                children_changed=rows.children_changed,
            )
        )
        return rows

    def _delete(self, span: Span) -> list[Key]:
        number = span.batch.number
        known = self._known[number]
        self._gate()
        gone, known.may_be_gone = known.may_be_gone, True
        expected = self._expected(span.batch, known)
        with self._target.writing(self._statements.writes()) as connection:
            rows = self._batches.look(connection, span, expected)
            # What differs is counted once: here only what changed since the overwriting.
            missing = abs(known.overwritten[0] - len(rows.keys))
            unapproved = max(rows.unapproved - known.unapproved, 0)
            found_gone = gone and not rows.keys
            if not found_gone and self._differing + missing + unapproved + rows.children_changed > self._allowed:
                raise self._too_different(self._differing + missing + unapproved + rows.children_changed)
            counts = self._batches.delete(connection, rows)
        _add(self.outcome.deleted, counts)
        self._write(
            JournalEntry(
                batch=number,
                phase=BatchPhase.DELETED,
                rows=[known.overwritten[0], *expected] if found_gone else counts,
                missing=0 if found_gone else missing,
                unapproved=0 if found_gone else unapproved,
                children_changed=0 if found_gone else rows.children_changed,
                found_gone=found_gone,
            )
        )
        return rows.keys

    def _expected(self, batch: BatchMark, known: _Known) -> list[int]:
        """Return how many rows each child table should still have: what was overwritten, where anything was."""
        places = enumerate(zip(self._binding.children, batch.children, strict=True), 1)
        return [known.overwritten[place] if child.columns else count for place, (child, count) in places]

    def _check_left(self, number: int, keys: Sequence[Key]) -> None:
        with self._target.reading() as connection:
            left = self._batches.left(connection, keys)
        if left:
            raise _left_over(number, left)
        self._write(JournalEntry(batch=number, phase=BatchPhase.DONE))

    def _write(self, entry: JournalEntry) -> None:
        self._journal.write(entry)
        self._read(entry)

    def _read(self, entry: JournalEntry) -> None:
        known = self._known[entry.batch]
        known.phase = entry.phase
        if entry.phase is BatchPhase.OVERWRITTEN:
            known.overwritten, known.unapproved = list(entry.rows), entry.unapproved
        self._differing += entry.missing + entry.unapproved + entry.children_changed
        self.outcome.missing += entry.missing
        self.outcome.unapproved += entry.unapproved
        self.outcome.children_changed += entry.children_changed

    def _too_different(self, rows: int) -> Stop:
        return Stop(
            f"แถวที่พบต่างจากที่อนุมัติ {rows:,} แถว เกินที่ยอมให้ต่าง ({self._allowed:,} แถว) จึงหยุด",
            f"What is there differs by {rows:,} rows from what was approved, more than may differ ({self._allowed:,}); "
            "stopped",
        )

    def finished(self) -> Outcome:
        """Return the outcome, with what was counted."""
        self.outcome.batches_done = sum(known.phase is BatchPhase.DONE for known in self._known.values())
        self.outcome.statements = list(self._tally.marks.values())
        return self.outcome


def _add(total: list[int], more: Sequence[int]) -> None:
    for place, number in enumerate(more):
        total[place] += number


def _left_over(number: int, rows: int) -> Stop:
    return Stop(
        f"ชุดที่ {number} ทำแล้วแต่ยังพบข้อมูล {rows:,} แถว (อาจมีผู้เพิ่มกลับเข้ามา) จึงหยุด",
        f"Batch {number} is done, and yet {rows:,} rows are there (somebody may have put them back); stopped",
    )
