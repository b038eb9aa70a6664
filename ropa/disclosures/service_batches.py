"""Use case: a system sends in a batch of its exchange log. All of it is stored, or nothing."""

from datetime import UTC, datetime, timedelta
from itertools import islice, repeat
from operator import gt
from typing import Any, BinaryIO

from msgspec import Struct
from sqlalchemy import Row

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.disclosures import rules_approvals, rules_log, service_marks, service_requests, store_log
from ropa.disclosures.log_reading import BatchFile, too_many
from ropa.errors import Conflict, Invalid, NotFound, invalid
from ropa.keys import Keys
from schemas.exchange_log import MOST_LINES, BatchAnswer, BatchFormat
from schemas.findings import Problem

#: By its place in `rules_log.WORDS` each kind of word is known to the database.
KINDS = {name: kind for kind, name in enumerate(rules_log.WORDS)}
_MILLISECOND = timedelta(milliseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Batch(Struct, frozen=True):
    """A batch that was read and is right in itself."""

    lines: rules_log.Lines
    sha256: str
    key_version: int
    """Of the key that made the hashes in it (`service_marks.key_version`)."""


def milliseconds(moment: datetime) -> int:
    """Return an aware moment as the log counts it."""
    return (moment - _EPOCH) // _MILLISECOND


def moment_of(at: int) -> datetime:
    """Return the moment of a line, in Bangkok."""
    return clock.bangkok(_EPOCH + at * _MILLISECOND)


def read(file: BinaryIO, kind: BatchFormat, keys: Keys, now: datetime) -> Batch:
    """Return the checked lines of a file. Long work without a database.

    Raises: Invalid with every fault by line and column (the first hundred); TooLarge.
    """
    source = BatchFile(file, kind)
    faults: list[Problem] = []
    lines = rules_log.read_lines(
        source.rows(),
        hash_person=service_marks.people(keys),
        hash_token=service_marks.tokens(keys),
        now=milliseconds(now),
        faults=faults,
    )
    if len(lines.numbers) > MOST_LINES:
        raise too_many()
    refuse([*source.faults, *faults])
    if not lines.numbers:
        raise invalid("", "ไม่มีบรรทัดในชุดนี้", "There is no line in this batch")
    return Batch(lines, source.sha256, service_marks.key_version(keys))


def refuse(faults: list[Problem]) -> None:
    """Return when there is no fault.

    Raises: Invalid with the first hundred, and a word that there are more.
    """
    most = rules_log.MOST_FAULTS
    if len(faults) > most:
        th, en = f"มีข้อผิดพลาดมากกว่า {most} รายการ", f"There are more than {most} faults"
        faults = [*faults[:most], Problem(pointer="", message_th=th, message_en=en)]
    if faults:
        raise Invalid(faults)


def take(uow: UnitOfWork, code: str, key: str, batch: Batch) -> BatchAnswer:
    """Store a batch of a source under the key that its sender gave it, and return what became of it.

    The same batch once more stores nothing and gets the same answer; lines that stood already are counted.
    Raises: NotFound for a source that the actor may not send for; Conflict when the key stands for another batch;
    Invalid for lines older than the source keeps any, and for numbers that stand already with other content.
    """
    source = store_log.source(uow, code)
    if source is None:
        raise NotFound
    access.require(uow, Permission.RECORD_DISCLOSURES, source.office_id, hide=True)
    # The same batch sent twice at once: the second waits for the first and then finds it.
    store_log.lock_source(uow, source.id)
    before = store_log.batch(uow, source.id, key)
    if before is not None:
        return _again(uow, source, before, batch)
    _refuse_old(uow, source, batch)
    ids = _term_ids(uow, batch)
    rows = _new(uow, source.id, batch, _laid_out(batch, source.id, ids))
    ats = batch.lines.ats
    values = {
        "source_id": source.id,
        "batch_key": key,
        "sha256": batch.sha256,
        "lines": len(ats),
        "stored": len(rows),
        "first_at": min(ats),
        "last_at": max(ats),
        "key_version": batch.key_version,
        "received_at": uow.now,
        "received_by": uow.actor.id,
    }
    batch_id = store_log.add_batch(uow, values)
    store_log.add_lines(uow, rows, batch_id)
    details = {"source": code, "batch": batch_id, "lines": values["lines"], "stored": values["stored"]}
    record(uow, "exchange_log.batch", f"exchange_source:{code}", details)
    return _answer(uow, source, values, batch, is_repeated=False)


def _again(uow: UnitOfWork, source: Row[Any], before: Row[Any], batch: Batch) -> BatchAnswer:
    if before.sha256 != batch.sha256:
        raise Conflict(
            "รหัสชุดนี้ใช้กับข้อมูลชุดอื่นแล้ว ไม่มีการบันทึก", "This batch key stands for another batch; nothing was stored"
        )
    return _answer(uow, source, before._mapping, batch, is_repeated=True)  # noqa: SLF001 - SQLAlchemy's public name


def _answer(uow: UnitOfWork, source: Row[Any], values: Any, batch: Batch, *, is_repeated: bool) -> BatchAnswer:
    return BatchAnswer(
        source=source.code,
        batch=values["batch_key"],
        lines=values["lines"],
        stored=values["stored"],
        is_repeated=is_repeated,
        first_at=moment_of(values["first_at"]),
        last_at=moment_of(values["last_at"]),
        unapproved_agencies=_unapproved(uow, source, batch),
    )


def _unapproved(uow: UnitOfWork, source: Row[Any], batch: Batch) -> list[str]:
    """Return the agencies of which a line lies outside the times that the source's office, or one above, approved."""
    codes = batch.lines.words["agency"].texts
    approved = service_requests.approved_times(uow, codes, source.office_id)
    # A line's agency is its place among the codes.
    moments: dict[int, set[int]] = {at: set() for at, code in enumerate(codes) if code in approved}
    for agency, at in zip(batch.lines.meant["agency"], batch.lines.ats, strict=True) if moments else ():
        if agency in moments:
            moments[agency].add(at)
    spans = {
        code: [(milliseconds(first), milliseconds(last)) for first, last in times] for code, times in approved.items()
    }
    return [
        code
        for at, code in enumerate(codes)
        if code not in approved or rules_approvals.uncovered(moments[at], spans[code])
    ]


def _refuse_old(uow: UnitOfWork, source: Row[Any], batch: Batch) -> None:
    today = clock.bangkok(uow.now).replace(hour=0, minute=0, second=0, microsecond=0)
    first = milliseconds(today - timedelta(days=source.keep_days))
    first = max(first, store_log.dropped_before(uow, [source.id]).get(source.id, 0))
    th = f"เก่ากว่าที่ระบบนี้เก็บบันทึก ({source.keep_days} วัน)"
    en = f"is older than this source keeps lines ({source.keep_days} days)"
    if min(batch.lines.ats) < first:
        places = zip(batch.lines.places, batch.lines.ats, strict=True)
        refuse([rules_log.problem(place, "at", th, en) for place, at in places if at < first])


def _term_ids(uow: UnitOfWork, batch: Batch) -> dict[str, list[int]]:
    found = {}
    for name, kind in KINDS.items():
        texts = batch.lines.words[name].texts
        ids = store_log.term_ids(uow, kind, texts)
        missing = [text for text in texts if text not in ids]
        if missing:
            store_log.add_terms(uow, kind, missing)
            ids |= store_log.term_ids(uow, kind, missing)
        found[name] = [ids[text] for text in texts]
    return found


def _laid_out(batch: Batch, source_id: int, ids: dict[str, list[int]]) -> list[store_log.LineRow]:
    """Return the lines as the database takes them, in the order of their numbers: the table lies in it."""
    lines = batch.lines
    words = [map(ids[name].__getitem__, lines.meant[name]) for name in KINDS]
    rows = list(zip(repeat(source_id), lines.numbers, lines.ats, *words, lines.people, lines.tails, strict=False))
    # A system sends its lines as they came: already in order.
    return sorted(rows) if any(map(gt, lines.numbers, islice(lines.numbers, 1, None))) else rows


def _new(uow: UnitOfWork, source_id: int, batch: Batch, rows: list[store_log.LineRow]) -> list[store_log.LineRow]:
    """Return the lines that do not stand already.

    Raises: Invalid naming each line whose number stands with other content; nothing of it is overwritten.
    """
    if not store_log.has_any(uow, source_id, rows[0][1], rows[-1][1]):
        return rows
    by_number = {row[1]: row for row in rows}
    places = dict(zip(batch.lines.numbers, batch.lines.places, strict=True))
    faults = []
    for before in store_log.present(uow, source_id, [row[1] for row in rows]):
        given = by_number.pop(before.number)
        # The batch is another; on PostgreSQL bytes come back as they went in.
        stored = tuple(before._mapping[name] for name in store_log.COLUMNS[:-1])  # noqa: SLF001 - SQLAlchemy's public name
        if given != stored:
            faults.append(_conflict(places[before.number], before.number, given, stored))
    refuse(sorted(faults, key=lambda fault: fault.message_en))
    return list(by_number.values())


def _conflict(place: int, number: int, given: Any, stored: Any) -> Problem:
    names = [
        name.removesuffix("_id")
        for name, new, old in zip(store_log.COLUMNS[:-1], given, stored, strict=True)
        if new != old and name != "tail"
    ]
    words = ", ".join(names)
    th = f"ลำดับ {number} มีอยู่แล้วแต่เนื้อหาต่างกัน ({words}) ไม่มีการเขียนทับ"
    en = f"number {number} stands already with other content ({words}); nothing is overwritten"
    return rules_log.problem(place, "number", th, en)
