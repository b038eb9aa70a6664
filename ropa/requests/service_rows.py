"""One stored request as the register answers for it, and the one way in which its row changes."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission, offices_for
from ropa.access.service_contacts import contacts
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, NotFound, PreconditionFailed
from ropa.requests import rules_clock, rules_identity, store
from schemas.request_terms import IdentityLevel, RequestChannel, RequestState, Right, RightOutcome, Tongue
from schemas.requests import ENDED, AgeBand, RequesterKind, RightShown, SubjectRequest
from schemas.vocabulary import Term

_PLAIN = (
    "id",
    "ref",
    "office_id",
    "version",
    "received_on",
    "representative_checked_on",
    "owner_id",
    "due_on",
    "is_paused",
    "forget_on",
)
_TIMES = ("received_at", "identity_at", "answered_at", "closed_at", "forgotten_at", "created_at", "updated_at")


def read(uow: UnitOfWork, request_id: str, permission: Permission | None = None) -> SubjectRequest:
    """Return one request, masked; `permission` is a further one that the actor needs at its office.

    In a unit of work that writes, nobody else changes the request until its end: what is decided about here stands.
    Raises: NotFound, also when it belongs to an office whose requests the actor may not see; Forbidden without
    `permission`.
    """
    store.lock(uow, request_id)
    row = store.find(uow, request_id)
    if row is None:
        raise NotFound
    access.require(uow, Permission.READ_REQUESTS, row.office_id, hide=True)
    if permission is not None:
        access.require(uow, permission, row.office_id)
    return records(uow, [row])[0]


def read_stored(uow: UnitOfWork, request_id: str) -> SubjectRequest:
    """Return one request, whoever may see it: for services that looked at the right themselves, and for jobs.

    Raises: NotFound.
    """
    row = store.find(uow, request_id)
    if row is None:
        raise NotFound
    return records(uow, [row])[0]


def refuse_over(found: SubjectRequest) -> None:
    """Return when a request may still change.

    Raises: Conflict when it is over: it is opened again first, so that both times stay visible.
    """
    if found.state in ENDED:
        raise Conflict(
            f"คำขอนี้สิ้นสุดแล้ว ({found.state.th}) ต้องเปิดเรื่องอีกครั้งก่อนแก้ไข",
            f"The request is over ({found.state.en}); open it again before changing it",
        )


def change(uow: UnitOfWork, request_id: str, version: int | None, **values: object) -> SubjectRequest:
    """Return a request after values of its columns were saved: the one way in which a row of it changes.

    `version` is the one that a client edited (If-Match); None: the one that stands now, which is the one that `read`
    locked: nobody else's save is lost all the same. Terms are stored by their codes. The caller has looked at rights
    and facts, and tells the trail and the timeline.
    Raises: NotFound; PreconditionFailed when somebody saved in between, and then nothing was written.
    """
    store.lock(uow, request_id)
    before = store.find(uow, request_id)
    if before is None:
        raise NotFound
    stored = {name: str(value) if isinstance(value, Term) else value for name, value in values.items()}
    stored |= {"version": before.version + 1, "updated_at": uow.now}
    expected = before.version if version is None else version
    if expected != before.version or not store.change(uow, request_id, expected, stored):
        raise PreconditionFailed
    return read_stored(uow, request_id)


def set_right(uow: UnitOfWork, request_id: str, seq: int, **values: object) -> None:
    """Save values of one right (limit_days, limit_law, due_on, outcome, decided_at, answered_at,
    fulfilled_on).

    Who changes an outcome or a last day calls `service_clock.refresh` after it, and `change` for the version.
    Raises: NotFound when the request has no such right.
    """
    stored = {name: str(value) if isinstance(value, Term) else value for name, value in values.items()}
    if not store.change_right(uow, request_id, seq, stored):
        raise NotFound


def records(uow: UnitOfWork, rows: Sequence[store.AnyRow]) -> list[SubjectRequest]:
    """Return the answers for stored rows: four further queries, however many rows there are."""
    ids = [row.id for row in rows]
    rights, links = store.rights_of(uow, ids), store.activities_of(uow, ids)
    names = contacts(uow, sorted({row.owner_id for row in rows if row.owner_id is not None}))
    counts = _counts(uow, {row.person_hash for row in rows if row.person_hash is not None})
    today = clock.bangkok(uow.now).date()
    return [
        _record(
            row._mapping,  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
            today,
            rights=rights.get(row.id, []),
            activity_ids=links.get(row.id, []),
            owner_name=names[row.owner_id].name or None if row.owner_id in names else None,
            earlier=max(0, counts.get(row.person_hash or "", 0) - 1),
        )
        for row in rows
    ]


def right_of(row: store.AnyRow) -> Right:
    """Return the right of a stored right."""
    return Right.of(row.right)


def _counts(uow: UnitOfWork, hashes: set[str]) -> dict[str, int]:
    if not hashes or not offices_for(uow.actor, Permission.READ_REQUESTS):
        return {}
    return store.same_person(uow, hashes, access.visible_offices(uow, Permission.READ_REQUESTS))


def _record(values: Any, today: date, *, rights: Sequence[store.AnyRow], **joined: Any) -> SubjectRequest:
    found: dict[str, Any] = {name: values[name] for name in _PLAIN}
    found |= {name: None if values[name] is None else clock.bangkok(values[name]) for name in _TIMES}
    level, requester = IdentityLevel.of(values["identity_level"]), RequesterKind.of(values["requester"])
    age_band, state = AgeBand.of(values["age_band"]), RequestState.of(values["state"])
    missing = rules_identity.gaps(level, requester, age_band, values["representative_checked_on"])
    left = None if values["due_on"] is None or state in ENDED else (values["due_on"] - today).days
    return SubjectRequest(
        channel=RequestChannel.of(values["channel"]),
        language=Tongue.of(values["language"]),
        state=state,
        requester=requester,
        age_band=age_band,
        identity_level=level,
        identity_gaps=[each.code for each in missing],
        rights=[_right(row, today, is_over=state in ENDED) for row in rights],
        days_left=left,
        is_late=left is not None and left < 0,
        has_person=bool(values["has_person"]),
        **found,
        **joined,
    )


def _right(row: store.AnyRow, today: date, *, is_over: bool) -> RightShown:
    right, outcome = Right.of(row.right), None if row.outcome is None else RightOutcome.of(row.outcome)
    is_fulfilled, is_answered = row.fulfilled_on is not None, row.answered_at is not None
    runs = rules_clock.runs(right, outcome, is_fulfilled=is_fulfilled, is_answered=is_answered)
    return RightShown(
        seq=row.seq,
        right=right,
        received_on=row.received_on,
        limit_days=row.limit_days,
        limit_law=row.limit_law,
        due_on=row.due_on,
        days_left=(row.due_on - today).days if runs and not is_over else None,
        outcome=outcome,
        decided_at=None if row.decided_at is None else clock.bangkok(row.decided_at),
        answered_at=None if row.answered_at is None else clock.bangkok(row.answered_at),
        fulfilled_on=row.fulfilled_on,
    )
