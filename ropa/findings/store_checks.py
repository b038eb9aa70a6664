"""Writes what was found in a revision, and says which revisions wait to be checked anew."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import ColumnElement, Select, bindparam, delete, exists, insert, literal_column, select, update
from sqlalchemy.dialects import postgresql, sqlite

from ropa.db.unit_of_work import UnitOfWork
from ropa.findings.rules_score import Standing
from ropa.findings.tables import (
    finding_acceptances,
    finding_checks,
    finding_owners,
    finding_record_days,
    findings,
)
from schemas.findings import Finding

Keyed = Sequence[tuple[str, Finding]]
_DROP = delete(findings).where(findings.c.revision_id == bindparam("of_revision"))
#: SQLite takes 32,766 values in one statement.
_AT_ONCE = 5_000
_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Finding)


class Checked(Struct, frozen=True, kw_only=True):
    """What is kept about the check of a revision beside its findings."""

    revision_id: str
    activity_id: str
    content_hash: str
    rules_version: str
    writer_id: str | None
    writer_name: str | None


def body_of(finding: Finding) -> bytes:
    """Return a finding as it is stored."""
    return _ENCODER.encode(finding)


def finding_in(body: bytes) -> Finding:
    """Return a stored finding; what an older or newer program wrote beside what this one knows is left out."""
    return _DECODER.decode(body)


def save(uow: UnitOfWork, checked: Sequence[Checked], found: Sequence[Keyed], standing: Sequence[Standing]) -> None:
    """Put what was found in revisions in the place of what stood."""
    if not checked:
        return
    uow.connection.execute(_DROP, [{"of_revision": each.revision_id} for each in checked])
    rows = [
        {
            "revision_id": one.revision_id,
            "activity_id": one.activity_id,
            "seq": seq,
            "key": key,
            "code": each.code,
            "severity": str(each.severity),
            "pointer": each.pointer,
            "body": body_of(each),
        }
        for one, keyed in zip(checked, found, strict=True)
        for seq, (key, each) in enumerate(keyed)
    ]
    if rows:
        uow.connection.execute(insert(findings), rows)
    uow.connection.execute(
        _put(uow.dialect),
        [
            {**msgspec.structs.asdict(one), **msgspec.structs.asdict(stands), "checked_at": uow.now}
            for one, stands in zip(checked, standing, strict=True)
        ],
    )


@cache
def _put(kind: str) -> Any:
    # Made once: a save waits for it, and putting it together takes longer than running it.
    dialect: Any = sqlite if kind == "sqlite" else postgresql
    add = dialect.insert(finding_checks)
    names = [column.name for column in finding_checks.columns if column.name != "revision_id"]
    return add.on_conflict_do_update(index_elements=["revision_id"], set_={name: add.excluded[name] for name in names})


def looked_at(uow: UnitOfWork, revision_ids: Collection[str]) -> None:
    """Note that revisions were checked again and nothing else was found."""
    query = update(finding_checks).where(finding_checks.c.revision_id.in_(revision_ids))
    uow.connection.execute(query.values(checked_at=uow.now))


def kept(uow: UnitOfWork, activity_ids: Collection[str]) -> dict[str, Checked]:
    """Return what is kept about the checked revisions of some activities, by revision; one query."""
    columns = [finding_checks.c[name] for name in Checked.__struct_fields__]
    query = select(*columns).where(finding_checks.c.activity_id.in_(activity_ids))
    return {row.revision_id: Checked(**row._mapping) for row in uow.connection.execute(query)}  # noqa: SLF001


def errors_of(uow: UnitOfWork, activity_ids: Collection[str], version: str) -> dict[tuple[str, str], int]:
    """Return the counted errors by (activity, content hash), of what rules of a version checked."""
    columns = (finding_checks.c.activity_id, finding_checks.c.content_hash, finding_checks.c.errors)
    found: dict[tuple[str, str], int] = {}
    for some in _batches(activity_ids):
        query = select(*columns).where(
            finding_checks.c.activity_id.in_(some), finding_checks.c.rules_version == version
        )
        found |= {(row.activity_id, row.content_hash): row.errors for row in uow.connection.execute(query)}
    return found


def keys_in(uow: UnitOfWork, revision_ids: Collection[str]) -> dict[str, list[str]]:
    """Return the keys of what stands in each of the revisions, in the order of the form."""
    query = select(findings.c.revision_id, findings.c.key).where(findings.c.revision_id.in_(revision_ids))
    found: dict[str, list[str]] = {}
    for row in uow.connection.execute(query.order_by(findings.c.revision_id, findings.c.seq)):
        found.setdefault(row.revision_id, []).append(row.key)
    return found


def let_wait(uow: UnitOfWork, activity_ids: Collection[str]) -> None:
    """Note that the revisions of activities wait to be checked anew, as if other rules had checked them."""
    for some in _batches(activity_ids):
        query = update(finding_checks).where(finding_checks.c.activity_id.in_(some))
        uow.connection.execute(query.values(rules_version=""))


def flagged(uow: UnitOfWork, code: str, activity_ids: Collection[str]) -> set[str]:
    """Return which of some activities have a finding of a code."""
    found: set[str] = set()
    for some in _batches(activity_ids):
        query = select(findings.c.activity_id).where(findings.c.code == code, findings.c.activity_id.in_(some))
        found |= set(uow.connection.scalars(query))
    return found


def _batches(ids: Collection[str]) -> Iterator[list[str]]:
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), _AT_ONCE):
        yield ordered[start : start + _AT_ONCE]


def drop_revision(uow: UnitOfWork, revision_id: str) -> None:
    """Delete what was found in a revision."""
    for table in (findings, finding_checks):
        uow.connection.execute(delete(table).where(table.c.revision_id == revision_id))


def drop_activity(uow: UnitOfWork, activity_id: str) -> None:
    """Delete everything about an activity that goes."""
    for table in (findings, finding_checks, finding_acceptances, finding_owners, finding_record_days):
        uow.connection.execute(delete(table).where(table.c.activity_id == activity_id))


def drop_all_but(uow: UnitOfWork, live: Select[Any]) -> None:
    """Delete what was found in revisions that are live no more."""
    kept = select(live.subquery().c.revision_id)
    for table in (findings, finding_checks):
        uow.connection.execute(delete(table).where(table.c.revision_id.not_in(kept)))


def stale(uow: UnitOfWork, live: Select[Any], version: str, since: datetime, limit: int | None) -> list[str]:
    """Return live revisions that other rules checked, or nobody since a moment, oldest first."""
    of = live.subquery()
    fresh = exists(literal_column("1")).where(
        finding_checks.c.revision_id == of.c.revision_id,
        finding_checks.c.rules_version == version,
        finding_checks.c.checked_at >= since,
    )
    query = select(of.c.revision_id).where(~fresh).distinct().order_by(of.c.revision_id).limit(limit)
    return list(uow.connection.scalars(query))


def counts_today(today: date) -> ColumnElement[bool]:
    """Return the condition of an acceptance that counts on a day."""
    return finding_acceptances.c.ended_at.is_(None) & (finding_acceptances.c.valid_through >= today)


def accepted_keys(uow: UnitOfWork, activity_ids: Collection[str], today: date) -> dict[str, frozenset[str]]:
    """Return, for each of the activities that has any, the keys of findings that are accepted on a day."""
    query = select(finding_acceptances.c.activity_id, finding_acceptances.c.key).where(
        finding_acceptances.c.activity_id.in_(activity_ids), counts_today(today)
    )
    found: dict[str, set[str]] = {}
    for row in uow.connection.execute(query):
        found.setdefault(row.activity_id, set()).add(row.key)
    return {activity_id: frozenset(keys) for activity_id, keys in found.items()}


def to_count(uow: UnitOfWork, activity_ids: Collection[str] | None = None) -> dict[str, tuple[str, int]]:
    """Return (activity, completeness) of each check of the activities; None: of those where something is accepted."""
    query = select(finding_checks.c.revision_id, finding_checks.c.activity_id, finding_checks.c.completeness)
    chosen = finding_checks.c.accepted > 0 if activity_ids is None else finding_checks.c.activity_id.in_(activity_ids)
    return {row.revision_id: (row.activity_id, row.completeness) for row in uow.connection.execute(query.where(chosen))}


def found_in(uow: UnitOfWork, revision_ids: Collection[str]) -> dict[str, list[tuple[str, Finding]]]:
    """Return the findings of each revision, with their keys."""
    query = (
        select(findings.c.revision_id, findings.c.key, findings.c.body)
        .where(findings.c.revision_id.in_(revision_ids))
        .order_by(findings.c.revision_id, findings.c.seq)
    )
    kept: dict[str, list[tuple[str, Finding]]] = {}
    for row in uow.connection.execute(query):
        kept.setdefault(row.revision_id, []).append((row.key, finding_in(row.body)))
    return kept


def count_again(uow: UnitOfWork, standing: dict[str, Standing]) -> None:
    """Store how revisions stand."""
    for revision_id, stands in standing.items():
        query = update(finding_checks).where(finding_checks.c.revision_id == revision_id)
        uow.connection.execute(query.values(**msgspec.structs.asdict(stands)))
