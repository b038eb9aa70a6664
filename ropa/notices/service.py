"""Posting notices in the transaction of what caused them, and reading them."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any

from ropa.access.rules import Permission, offices_for
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Forbidden, NotFound
from ropa.notices import store
from ropa.notices.rules import QUIET_FROM, QUIET_UNTIL, after_quiet
from schemas.notices import Contact, Inbox, InboxItem, Notice, NoticeChannel, NoticeKind, OutboxState
from schemas.office import WHOLE_MINISTRY

#: How long a notice is kept. Longer than any cause may come back.
KEPT = timedelta(days=2 * 366)
PAGE = 50
LONGEST_CAUSE, LONGEST_PATH = 200, 500
#: What is told with each notice, once for a cause: never what is one person's own affair.
_OWN_AFFAIRS = frozenset(
    {
        NoticeKind.DIGEST,
        NoticeKind.ASSIGNED,
        NoticeKind.RIGHT_CHANGED,
        NoticeKind.DELIVERY_FAILED,
        NoticeKind.FILE_READY,
    }
)

#: Who knows where people are reached: `ropa.wiring` joins access, which comes later in the order of services.
CONTACTS: list[Callable[[UnitOfWork, Sequence[str]], dict[str, Contact]]] = []


def require_manager(uow: UnitOfWork) -> None:
    """Return when the actor manages notices of the whole ministry. Raises: Forbidden."""
    if WHOLE_MINISTRY not in offices_for(uow.actor, Permission.MANAGE_NOTICES):
        raise Forbidden


def contacts(uow: UnitOfWork, person_ids: Iterable[str]) -> dict[str, Contact]:
    """Return where people are reached, by person; unknown ones are not there."""
    ids = sorted(set(person_ids))
    found: dict[str, Contact] = {}
    for known in CONTACTS if ids else ():
        found |= known(uow, ids)
    return found


def post(uow: UnitOfWork, notices: Sequence[Notice]) -> int:
    """Write notices, each to its person's inbox and to the outbox once for each way that is switched on.

    Returns how many were new: a cause that its person was told before is left as it was. Some six queries however many
    notices there are.

    Raises: ValueError for a cause or path that is too long, and for a path that leads elsewhere.
    """
    # In one order, so that two who post the same causes wait for one another and never for each other.
    wanted = {
        (each.cause, each.person_id): each for each in sorted(notices, key=lambda one: (one.cause, one.person_id))
    }
    for each in wanted.values():
        if len(each.cause) > LONGEST_CAUSE or len(each.path) > LONGEST_PATH or not _stays_here(each.path):
            raise ValueError(each.cause)
    # Ids in the order of the caller: the inbox shows the last one first.
    ids = {(each.cause, each.person_id): new_id(uow.now) for each in notices}
    known = store.add_notices(uow, [_row(uow, ids[key], each) for key, each in wanted.items()])
    new = {ids[key]: each for key, each in wanted.items() if ids[key] in known}
    if new:
        store.add_outbox(uow, [*_personal(uow, new), *_for_systems(uow, new)])
    return len(new)


def _stays_here(path: str) -> bool:
    return path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()


def _row(uow: UnitOfWork, notice_id: str, notice: Notice) -> dict[str, Any]:
    return {
        "id": notice_id,
        "cause": notice.cause,
        "person_id": notice.person_id,
        "kind": str(notice.kind),
        "title_th": notice.title_th,
        "title_en": notice.title_en,
        "body_th": notice.body_th,
        "body_en": notice.body_en,
        "path": notice.path,
        "is_urgent": notice.is_urgent,
        "posted_at": uow.now,
        "read_at": None,
    }


def _personal(uow: UnitOfWork, new: dict[str, Notice]) -> Iterable[dict[str, Any]]:
    new = {notice_id: each for notice_id, each in new.items() if not each.inbox_only}
    person_ids = {each.person_id for each in new.values()}
    chosen = store.preferences(uow, person_ids)
    reached = contacts(uow, person_ids)
    for notice_id, each in new.items():
        choice = chosen.get(each.person_id)
        contact = reached.get(each.person_id)
        quiet = (QUIET_FROM, QUIET_UNTIL) if choice is None else (choice.quiet_from, choice.quiet_until)
        by_email = choice is None or (choice.digest if each.kind is NoticeKind.DIGEST else choice.by_email)
        if contact is not None and contact.email and by_email:
            yield _out(uow, notice_id, each, NoticeChannel.EMAIL, each.person_id, quiet)
        if choice is not None and choice.line_user is not None and each.kind is not NoticeKind.DIGEST:
            yield _out(uow, notice_id, each, NoticeChannel.LINE, each.person_id, quiet)


def _for_systems(uow: UnitOfWork, new: dict[str, Notice]) -> Iterable[dict[str, Any]]:
    told = {each.cause: (notice_id, each) for notice_id, each in new.items() if each.kind not in _OWN_AFFAIRS}
    for webhook in store.webhooks(uow) if told else ():
        for notice_id, each in told.values():
            yield _out(uow, notice_id, each, NoticeChannel.WEBHOOK, webhook.id, (QUIET_FROM, QUIET_UNTIL))


def _out(
    uow: UnitOfWork, notice_id: str, notice: Notice, channel: NoticeChannel, addressee: str, quiet: Any
) -> dict[str, Any]:
    begin = max(uow.now, notice.not_before or uow.now)
    return {
        "id": new_id(uow.now),
        "notice_id": notice_id,
        "cause": notice.cause,
        "addressee": addressee,
        "channel": str(channel),
        "state": str(OutboxState.WAITING),
        "is_urgent": notice.is_urgent,
        "posted_at": uow.now,
        "due_at": begin if notice.is_urgent else after_quiet(begin, *quiet),
        "tries": 0,
        "holder": None,
        "held_until": None,
        "sent_at": None,
        "reason": None,
    }


def inbox(uow: UnitOfWork, person_id: str, before: str | None = None, limit: int = PAGE) -> Inbox:
    """Return a person's own notices, newest first."""
    items = store.inbox(uow, person_id, before, limit + 1)
    more = len(items) > limit
    return Inbox(
        items=items[:limit], next_cursor=items[limit - 1].id if more else None, unread=store.unread(uow, person_id)
    )


def unread(uow: UnitOfWork, person_id: str) -> int:
    """Return how many notices a person has not read."""
    return store.unread(uow, person_id)


def open_notice(uow: UnitOfWork, person_id: str, notice_id: str) -> InboxItem:
    """Mark one notice of a person as read and return it. Raises: NotFound, also for another person's."""
    found = store.find(uow, person_id, notice_id)
    if found is None:
        raise NotFound
    store.mark_read(uow, person_id, [notice_id])
    return found


def mark_all_read(uow: UnitOfWork, person_id: str) -> int:
    """Mark all notices of a person as read; return how many were not before."""
    return store.mark_read(uow, person_id, None)


def forget_old(uow: UnitOfWork) -> int:
    """Remove notices of more than two years ago and return how many; what still waits to go out stays."""
    return store.forget(uow, uow.now - KEPT)
