"""Lines of the trail or of the exchange log, frozen as a file of a breach together with what was asked for.

Only who may read those lines may attach them, and only who may read them gets the file again; that there is such
evidence, its filter and its hash, everybody sees who reads the breach.
"""

from typing import Any, BinaryIO

import msgspec
from msgspec import Struct

from ropa import clock
from ropa.access.rules import Permission
from ropa.attachments import service_files as files
from ropa.audit import service_excerpts
from ropa.audit.service import record
from ropa.audit.service_excerpts import Chosen
from ropa.audit.service_reading import require_trail
from ropa.breaches import rules_work as rules
from ropa.breaches import service_rows as service
from ropa.breaches import service_timeline
from ropa.breaches import store_files as store
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.disclosures import service_log
from ropa.errors import Invalid, NotFound, invalid
from ropa.files import Kept
from schemas.breach_files import BreachEvidence, BreachEvidences, ExcerptInput, ExcerptKind, TrailChoice
from schemas.breach_work import BreachEventKind
from schemas.exchange_log import ExchangeFilter

#: More lines are no evidence of one breach; who needs them narrows the question, or asks twice.
MOST_LINES = 100_000
MEDIA_TYPE = "application/x-ndjson"
_WORDS = {ExcerptKind.TRAIL: "trail", ExcerptKind.EXCHANGE_LOG: "exchange-log"}


class Taken(Struct, frozen=True):
    """What was written to a file."""

    kind: ExcerptKind
    lines: int
    #: The systems that lines of the exchange log came from.
    sources: tuple[str, ...] = ()


def list_evidence(uow: UnitOfWork, breach_id: str) -> BreachEvidences:
    """Return the frozen excerpts of a breach, oldest first. Raises: NotFound."""
    service.read(uow, breach_id)
    return BreachEvidences(items=[_shown(row) for row in store.evidence(uow, breach_id)])


def _shown(row: store.AnyRow) -> BreachEvidence:
    return BreachEvidence(
        id=row.id,
        kind=ExcerptKind.of(row.kind),
        filter=_public(msgspec.json.decode(row.filter)),
        lines=row.lines,
        sha256=row.sha256,
        size=row.size,
        file_name=row.file_name,
        reason=row.reason,
        made_at=clock.bangkok(row.made_at),
        made_by_name=row.made_by_name,
    )


def _public(choice: dict[str, Any]) -> dict[str, Any]:
    """Return a filter without whose data were asked for: that somebody's were is all that is told."""
    told = {name: value for name, value in choice.items() if name != "person_hash" and value is not None}
    return told | ({"by_person": True} if choice.get("person_hash") else {})


def take(uow: UnitOfWork, breach_id: str, given: ExcerptInput, out: BinaryIO) -> Taken:
    """Write the lines that are wanted to `out`, a few in memory at a time, and return how many there are.

    Raises: NotFound; Forbidden without the right to read those lines; Invalid with every fault, for none and for too
    many.
    """
    service.read(uow, breach_id, Permission.HANDLE_BREACHES)
    problems = _problems(given)
    if problems:
        raise Invalid(problems)
    if given.trail is not None:
        taken = Taken(ExcerptKind.TRAIL, _trail(uow, given.trail, out))
    else:
        taken = _exchanges(uow, given.exchange_log or ExchangeFilter(), out)
    if not taken.lines:
        raise invalid("", "ไม่มีรายการตามเงื่อนไขนี้", "No line fits this question")
    return taken


def _problems(given: ExcerptInput) -> list[Any]:
    problems = rules.text_problems(reason=given.reason)
    if (given.trail is None) == (given.exchange_log is None):
        problems += invalid(
            "", "เลือกบันทึกเหตุการณ์หรือบันทึกการแลกเปลี่ยนอย่างใดอย่างหนึ่ง", "Choose the trail or the exchange log, one of the two"
        ).problems
    choice = given.trail or given.exchange_log
    for problem in rules.text_problems(**_words(choice)):
        problems.append(msgspec.structs.replace(problem, pointer=f"/{_place(given)}{problem.pointer}"))
    if given.trail is not None:
        for problem in rules.span_problems(given.trail.since, given.trail.until):
            problems.append(msgspec.structs.replace(problem, pointer=f"/trail{problem.pointer}"))
    return problems


def _place(given: ExcerptInput) -> str:
    return "trail" if given.trail is not None else "exchange_log"


def _words(choice: TrailChoice | ExchangeFilter | None) -> dict[str, str]:
    said = {} if choice is None else msgspec.structs.asdict(choice)
    return {name: value for name, value in said.items() if isinstance(value, str)}


def _trail(uow: UnitOfWork, wanted: TrailChoice, out: BinaryIO) -> int:
    exact = {"actor_id": wanted.actor, "action": wanted.action, "subject": wanted.subject}
    ids = service_excerpts.chosen(uow, Chosen(since=wanted.since, until=wanted.until, exact=exact), MOST_LINES)
    if len(ids) > MOST_LINES:
        raise invalid(
            "/trail", f"เกิน {MOST_LINES:,} รายการ โปรดเลือกให้แคบลง", f"More than {MOST_LINES:,} lines; ask for less"
        )
    # Its checker reads the seals among the lines, so that the excerpt can be checked anywhere.
    return service_excerpts.write_entries(uow, ids, out).entries if ids else 0


def _exchanges(uow: UnitOfWork, wanted: ExchangeFilter, out: BinaryIO) -> Taken:
    # It leaves an entry in the trail, so the unit of work is a writing one.
    found = service_log.excerpt(uow, wanted)
    out.write(service_log.ndjson(found.lines))
    return Taken(ExcerptKind.EXCHANGE_LOG, found.count, tuple(sorted({line.source for line in found.lines})))


def attach(uow: UnitOfWork, breach_id: str, given: ExcerptInput, taken: Taken, kept: Kept) -> BreachEvidence:
    """Return the evidence whose lines lie in the file store.

    Raises: NotFound, Forbidden.
    """
    found = service.read(uow, breach_id, Permission.HANDLE_BREACHES)
    _require_lines(uow, taken.kind, taken.sources)
    files.note(uow, kept)
    choice = given.trail or service_log.cleaned(given.exchange_log or ExchangeFilter())
    stamp = f"{clock.bangkok(uow.now):%Y%m%d-%H%M%S}"
    values: dict[str, object] = {
        "id": new_id(uow.now),
        "breach_id": breach_id,
        "kind": str(taken.kind),
        "filter": msgspec.json.encode(choice, order="sorted"),
        "lines": taken.lines,
        "sources": msgspec.json.encode(taken.sources) if taken.sources else None,
        "sha256": kept.sha256,
        "size": kept.size,
        "file_name": f"{found.ref}-{_WORDS[taken.kind]}-{stamp}.ndjson",
        "reason": given.reason.strip(),
        "made_at": uow.now,
        "made_by": uow.actor.id,
        "made_by_name": uow.actor.name,
    }
    store.add_evidence(uow, values)
    told = {"evidence": values["id"], "kind": str(taken.kind), "lines": taken.lines, "sha256": kept.sha256}
    service_timeline.add(uow, breach_id, BreachEventKind.EVIDENCE_ATTACHED, note=str(values["reason"]), details=told)
    record(uow, "breach.evidence", f"breach:{breach_id}", told)
    return next(_shown(row) for row in store.evidence(uow, breach_id) if row.id == values["id"])


def _require_lines(uow: UnitOfWork, kind: ExcerptKind, sources: tuple[str, ...]) -> None:
    """A breach of one office may hold lines of another's systems: the right is asked where the lines come from."""
    if kind is ExcerptKind.TRAIL:
        require_trail(uow)
    else:
        service_log.require_sources(uow, sources)


def given_out(uow: UnitOfWork, breach_id: str, evidence_id: str) -> BreachEvidence:
    """Return an excerpt that the actor may have.

    Raises: NotFound; Forbidden without the right to read such lines, at every office whose lines are among them.
    """
    service.read(uow, breach_id)
    row = next((each for each in store.evidence(uow, breach_id) if each.id == evidence_id), None)
    if row is None:
        raise NotFound
    sources = msgspec.json.decode(row.sources, type=tuple[str, ...]) if row.sources else ()
    _require_lines(uow, ExcerptKind.of(row.kind), sources)
    return _shown(row)
