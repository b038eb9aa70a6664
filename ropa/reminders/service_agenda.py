"""The agenda: everything that falls due for the actor, earliest first, page by page.

Each source answers "what comes after this place", with the same keyset as the whole: day, kind, id. So a page reads at
most `limit` lines of each source, however long the agenda is.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

import msgspec

from ropa import clock
from ropa.access import service as access
from ropa.access import service_me
from ropa.access.rules import Permission, offices_for
from ropa.activities import service_listing
from ropa.attachments import service as attachments
from ropa.breaches import service_clock
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import invalid
from ropa.findings import service as findings
from ropa.reminders import service_holds, service_pending, service_requests, store
from ropa.retention import service_agenda
from schemas.reminders import Agenda, DueKind, DueThing

MAX_LIMIT = 200
LONGEST_AHEAD = 731
#: How long a retention date that is over stays: until its check and the list that it made.
_RETENTION_SHOWN = timedelta(days=31)
_FIRST = date(1900, 1, 1)
#: After every id, before every id.
_END, _BEGIN = "~", ""

Place = tuple[date, str]
Source = Callable[[UnitOfWork, Place, date, int], list[DueThing]]


def agenda(
    uow: UnitOfWork, days: int, cursor: str | None = None, limit: int = 50, *, kinds: frozenset[DueKind] | None = None
) -> Agenda:
    """Return a page of what falls due up to some days ahead; reviews and documents that are overdue come first.

    Kinds that the actor has no right to are left out.
    Raises: Invalid for a cursor that this list did not give out.
    """
    after = _read_cursor(cursor)
    last = clock.bangkok(uow.now).date() + timedelta(days=days)
    found: list[DueThing] = []
    for kind, (permission, source) in SOURCES.items():
        if (kinds is None or kind in kinds) and (permission is None or offices_for(uow.actor, permission)):
            found += source(uow, _start(kind, after), last, limit + 1)
    found.sort(key=_place)
    page = _named(uow, found[:limit])
    return Agenda(items=page, next_cursor=_cursor(page[-1]) if len(found) > limit else None)


def _place(thing: DueThing) -> tuple[date, str, str]:
    return thing.on, str(thing.kind), thing.id


def _start(kind: DueKind, after: tuple[date, str, str] | None) -> Place:
    """Return the place after which a kind goes on, when the whole goes on after a place."""
    if after is None:
        return _FIRST, _BEGIN
    day, last_kind, last_id = after
    if str(kind) == last_kind:
        return day, last_id
    return day, _BEGIN if str(kind) > last_kind else _END


def _cursor(thing: DueThing) -> str:
    return f"{thing.on}_{thing.kind}_{thing.id}"


def _read_cursor(cursor: str | None) -> tuple[date, str, str] | None:
    if cursor is None:
        return None
    day, _, rest = cursor.partition("_")
    kind, _, key = rest.partition("_")
    try:
        found = date.fromisoformat(day), str(DueKind.of(kind)), key
    except (KeyError, ValueError):
        found = None
    if found is None or found[0] < _FIRST or not all(sign in "0123456789abcdef-" for sign in key):
        raise invalid("/cursor", "ตัวชี้หน้าถัดไปไม่ถูกต้อง", "This is no cursor of this list")
    return found


def _named(uow: UnitOfWork, things: list[DueThing]) -> list[DueThing]:
    """Return the lines with the names of their records."""
    wanted = {each.id for each in things if each.kind in {DueKind.REVIEW, DueKind.RETENTION}}
    known = service_listing.named(uow, wanted) if wanted else {}
    return [
        msgspec.structs.replace(each, ref=item.ref, title=item.sub_process or item.main_process)
        if each.ref is None and (item := known.get(each.id))
        else each
        for each in things
    ]


def _reviews(uow: UnitOfWork, start: Place, last: date, limit: int) -> list[DueThing]:
    visible = access.visible_offices(uow, Permission.READ_ACTIVITIES)
    return [
        _thing(DueKind.REVIEW, row.next_review_on, row.activity_id, row.office_id, row.updated_at, "/reviewed")
        for row in store.reviews(uow, visible, start, last, limit)
    ]


def _thing(
    kind: DueKind, on: date, activity_id: str, office_id: int, updated_at: datetime, page: str, count: int = 1
) -> DueThing:
    return DueThing(
        kind=kind,
        on=on,
        at=None,
        id=activity_id,
        ref=None,
        title=None,
        office_id=office_id,
        count=count,
        path=f"/activities/{activity_id}{page}",
        updated_at=updated_at,
    )


def _retention(uow: UnitOfWork, start: Place, last: date, limit: int) -> list[DueThing]:
    shown = clock.bangkok(uow.now).date() - _RETENTION_SHOWN
    begin = max(start, (shown, _BEGIN))
    return [
        _thing(
            DueKind.RETENTION, each.due_on, each.activity_id, each.office_id, each.updated_at, "/holdings", each.count
        )
        for each in service_agenda.due_between(uow, begin, last, limit)
    ]


def _breaches(uow: UnitOfWork, start: Place, last: date, limit: int) -> list[DueThing]:
    return _clocks(uow, start, last, limit, suspected=False)


def _suspicions(uow: UnitOfWork, start: Place, last: date, limit: int) -> list[DueThing]:
    return _clocks(uow, start, last, limit, suspected=True)


def _clocks(uow: UnitOfWork, start: Place, last: date, limit: int, *, suspected: bool) -> list[DueThing]:
    """Return the clocks that still run; one that is past its end stays until somebody acts."""
    begin, end = (_midnight(start[0]), _BEGIN), _midnight(last + timedelta(days=1))
    found = service_clock.due_between(uow, begin, end, MAX_LIMIT * 50, suspected=suspected)
    # By day and id, as the other sources: within a day the hours decide nothing here.
    things = sorted(map(_breach, found), key=_place)
    return list(islice((each for each in things if (each.on, each.id) > start and each.on <= last), limit))


def _breach(each: service_clock.Running) -> DueThing:
    return DueThing(
        kind=DueKind.SUSPICION if each.is_suspected else DueKind.BREACH,
        on=clock.bangkok(each.due_at).date(),
        at=each.due_at,
        id=each.id,
        ref=each.ref,
        title=f"[ฝึกซ้อม] {each.title}" if each.is_drill else each.title,
        title_en=f"[Drill] {each.title}" if each.is_drill else None,
        office_id=each.office_id,
        count=1,
        path=f"/breaches/{each.id}",
        updated_at=each.updated_at,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.BANGKOK).astimezone(UTC)


def _documents(uow: UnitOfWork, start: Place, last: date, limit: int) -> list[DueThing]:
    today = clock.bangkok(uow.now).date()
    things = (
        DueThing(
            kind=DueKind.DOCUMENT,
            on=each.expires_on,
            at=None,
            id=each.attachment_id,
            ref=each.ref,
            title=each.title,
            office_id=each.office_id,
            count=1,
            path=f"/activities/{each.activity_id}/attachments",
            # The day itself stands for its change: a moved expiry is another version.
            updated_at=_midnight(each.expires_on),
        )
        for each in attachments.expiring(uow, today, (last - today).days)
    )
    return _after(things, start, limit)


def _after(things: Iterator[DueThing], start: Place, limit: int) -> list[DueThing]:
    ordered = sorted(things, key=_place)
    return list(islice((each for each in ordered if (each.on, each.id) > start), limit))


def _grants(uow: UnitOfWork, start: Place, last: date, limit: int) -> list[DueThing]:
    things = (
        DueThing(
            kind=DueKind.GRANT,
            on=each.valid_through,
            at=None,
            id=each.id,
            ref=None,
            title=each.role.th,
            title_en=each.role.en,
            office_id=each.office_id,
            count=1,
            path="/rights",
            updated_at=each.granted_at,
        )
        for each in service_me.own_grants(uow)
        if each.valid_through is not None and each.valid_through <= last
    )
    return _after(things, start, limit)


def _acceptances(uow: UnitOfWork, start: Place, last: date, limit: int) -> list[DueThing]:
    today = clock.bangkok(uow.now).date()
    things = (
        DueThing(
            kind=DueKind.ACCEPTANCE,
            on=each.valid_through,
            at=None,
            id=each.acceptance_id,
            ref=each.ref,
            title=each.title,
            office_id=each.office_id,
            count=1,
            path=f"/activities/{each.activity_id}/findings",
            updated_at=_midnight(each.valid_through),
        )
        for each in findings.expiring(uow, (last - today).days)
    )
    return _after(things, start, limit)


#: Each kind with the right that it needs. None: it is the actor's own. `ropa.wiring` joins the steps of rounds.
SOURCES: dict[DueKind, tuple[Permission | None, Source]] = {
    DueKind.ACCEPTANCE: (Permission.ACCEPT_FINDINGS, _acceptances),
    DueKind.BREACH: (Permission.READ_BREACHES, _breaches),
    DueKind.DOCUMENT: (Permission.READ_ACTIVITIES, _documents),
    DueKind.ERASURE: (Permission.READ_RETENTION, service_pending.checks),
    DueKind.GRANT: (None, _grants),
    # None: the owner of a hold needs no right to it to be told.
    DueKind.HOLD: (None, service_holds.reviews),
    DueKind.REQUEST: (Permission.READ_REQUESTS, service_requests.agenda),
    DueKind.RETENTION: (Permission.READ_RETENTION, _retention),
    DueKind.REVIEW: (Permission.READ_ACTIVITIES, _reviews),
    DueKind.SUSPICION: (Permission.READ_BREACHES, _suspicions),
}
