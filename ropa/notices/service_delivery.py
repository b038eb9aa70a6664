"""Taking rows of the outbox to send, and noting how it went. What sends them stands between two units of work."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct

from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import NotFound
from ropa.keys import Keys
from ropa.notices import service_preferences as preferences
from ropa.notices import store, store_outbox
from ropa.notices.rules import LATE, QUIET_FROM, QUIET_UNTIL, STALE, after_outage, after_quiet, next_try
from ropa.notices.service import contacts, require_manager
from schemas.notices import (
    Contact,
    DeliveryState,
    Letter,
    NoticeChannel,
    NoticeKind,
    OutboxState,
    Outcome,
    Preferences,
)

#: Nobody else sends a row for so long after somebody took it. Longer than a batch may take (`ropa.jobs.deliveries`).
LEASE = timedelta(minutes=5)
SHOWN = 100
_WARNED_FOR = timedelta(days=30)
_NO_ADDRESS, _SWITCHED_OFF, _TOO_OLD = "no-address", "switched-off", "too-old"


class Known(Struct, frozen=True):
    """What is known of the addressees of a batch."""

    contacts: dict[str, Contact]
    preferences: dict[str, Preferences]
    webhooks: dict[str, Any]


def any_due(uow: UnitOfWork, channel: NoticeChannel, skipped: Collection[str] = ()) -> bool:
    """Tell whether anything goes out now by a channel, to other addressees than those `skipped`."""
    return store_outbox.any_due(uow, channel, skipped)


def any_stale(uow: UnitOfWork, channels: Collection[NoticeChannel]) -> bool:
    """Tell whether `drop_stale` has anything to do."""
    return store_outbox.any_stale(uow, channels, uow.now - STALE)


def drop_stale(uow: UnitOfWork, channels: Collection[NoticeChannel]) -> int:
    """Give up what has waited for a week for channels that are not set up; return how many rows.

    Where the way is set up, nothing is too old: a worker that was away for a month sends what waited.
    """
    dropped = store_outbox.drop_stale(uow, channels, uow.now - STALE, _TOO_OLD)
    if dropped:
        record(uow, "notice.dropped", "job:deliver", {"rows": dropped})
    return dropped


def claim(
    uow: UnitOfWork, keys: Keys, channel: NoticeChannel, holder: str, limit: int, skipped: Collection[str] = ()
) -> list[Letter]:
    """Take rows of one channel that go out now and return what to send; nobody else takes them until the lease ends.

    Rows in their person's quiet hours are put off, and those that nobody wants any more or that lead nowhere end here.
    So an empty answer does not mean that nothing is left: `any_due` tells. `skipped` are addressees to leave out.
    """
    rows = store_outbox.due(uow, channel, skipped, limit)
    known = _known(uow, keys, channel, {row.notice_outbox_addressee for row in rows})
    letters: list[Letter] = []
    for row in rows:
        choice = known.preferences.get(row.notice_outbox_addressee, Preferences())
        quiet = (choice.quiet_from, choice.quiet_until)
        later = uow.now if row.notice_outbox_is_urgent else after_quiet(uow.now, *quiet)
        letter = _letter(keys, row, channel, known)
        if later > uow.now:
            store_outbox.change(uow, [row.notice_outbox_id], {"due_at": later})
        elif isinstance(letter, Letter):
            letters.append(letter)
        else:
            ended = {"state": str(OutboxState.DROPPED), "reason": letter}
            store_outbox.change(uow, [row.notice_outbox_id], ended)
    store_outbox.hold(uow, [each.id for each in letters], holder, uow.now + LEASE)
    return letters


def _known(uow: UnitOfWork, keys: Keys, channel: NoticeChannel, addressees: set[str]) -> Known:
    if channel is NoticeChannel.WEBHOOK:
        return Known({}, {}, store_outbox.webhook_addresses(uow, addressees))
    chosen = {
        person_id: preferences.from_row(keys, row) for person_id, row in store.preferences(uow, addressees).items()
    }
    return Known(contacts(uow, addressees), chosen, {})


def _letter(keys: Keys, row: Any, channel: NoticeChannel, known: Known) -> Letter | str:
    """Return what to send, or why nothing is sent."""
    addressee = row.notice_outbox_addressee
    choice = known.preferences.get(addressee, Preferences(quiet_from=QUIET_FROM, quiet_until=QUIET_UNTIL))
    name, secret, to = "", b"", None
    if channel is NoticeChannel.EMAIL:
        is_digest = row.notices_kind == str(NoticeKind.DIGEST)
        if not (choice.digest if is_digest else choice.by_email):
            return _SWITCHED_OFF
        contact = known.contacts.get(addressee)
        to, name = (contact.email, contact.name) if contact is not None else (None, "")
    elif channel is NoticeChannel.LINE:
        to = choice.line_user
    elif addressee in known.webhooks:
        webhook = known.webhooks[addressee]
        opened = keys.unseal(webhook.secret, preferences.webhook_place(addressee))
        to, secret = (webhook.address, opened) if opened is not None else (None, b"")
    if not to:
        return _NO_ADDRESS
    return Letter(
        id=row.notice_outbox_id,
        channel=channel,
        addressee=addressee,
        to=to,
        name=name,
        secret=secret,
        kind=NoticeKind.of(row.notices_kind),
        title_th=row.notices_title_th,
        title_en=row.notices_title_en,
        body_th=row.notices_body_th,
        body_en=row.notices_body_en,
        path=row.notices_path,
        is_urgent=row.notice_outbox_is_urgent,
        posted_at=row.notice_outbox_posted_at,
        language=choice.language,
        unsubscribe=preferences.unsubscribe_path(keys, addressee)
        if row.notices_kind == str(NoticeKind.DIGEST)
        else None,
        tries=row.notice_outbox_tries,
    )


def note(uow: UnitOfWork, letter: Letter, holder: str, outcome: Outcome, chance: float) -> OutboxState:
    """Store how a try of a letter went and return its state; `chance` is as for `rules.next_try`.

    A try whose lease ran out in between changes nothing: another worker has the row.
    """
    tries = letter.tries + 1
    if not outcome.reason:
        values: dict[str, Any] = {"state": str(OutboxState.SENT), "sent_at": uow.now, "reason": None, "tries": tries}
        store_outbox.finish(uow, letter.id, holder, values)
        return OutboxState.SENT
    if outcome.is_kept_in:
        kept_in = {"state": str(OutboxState.DROPPED), "reason": outcome.reason}
        store_outbox.finish(uow, letter.id, holder, kept_in)
        return OutboxState.DROPPED
    again: datetime | None
    if outcome.is_away and letter.channel is not NoticeChannel.WEBHOOK:
        # The channel's one server: its absence says nothing of this letter, so however long it lasts no try is used up.
        tries, again = max(letter.tries, 1), after_outage(uow.now, chance)
    else:
        again = None if outcome.permanent else next_try(tries, uow.now, chance)
    values = {"tries": tries, "reason": outcome.reason}
    values |= {"state": str(OutboxState.FAILED), "due_at": uow.now} if again is None else {"due_at": again}
    kept = store_outbox.finish(uow, letter.id, holder, values)
    if again is not None:
        return OutboxState.WAITING
    if kept:
        details = {"channel": str(letter.channel), "reason": outcome.reason, "tries": tries}
        record(uow, "notice.failed", f"notice:{letter.id}", details)
    return OutboxState.FAILED


def release(uow: UnitOfWork, holder: str) -> None:
    """Let go of what a holder took and did not try."""
    store_outbox.release(uow, holder)


def state(uow: UnitOfWork) -> DeliveryState:
    """Return how delivery goes. Raises: Forbidden."""
    require_manager(uow)
    return DeliveryState(
        counts=store_outbox.counts(uow),
        oldest_waiting=store_outbox.oldest_waiting(uow),
        failed=store_outbox.failed(uow, SHOWN),
    )


def warned(uow: UnitOfWork) -> tuple[int, bool]:
    """Return how many notices failed in the last 30 days, and whether some wait for longer than an hour."""
    oldest = store_outbox.oldest_waiting(uow)
    is_late = oldest is not None and uow.now - oldest > LATE
    return store_outbox.failed_since(uow, uow.now - _WARNED_FOR), is_late


def retry(uow: UnitOfWork, outbox_id: str | None) -> int:
    """Try again what failed (None: all of it); return how many rows.

    Raises: NotFound when there is none; Forbidden.
    """
    require_manager(uow)
    count = store_outbox.retry(uow, outbox_id)
    if not count:
        raise NotFound
    record(uow, "notice.retried", f"notice:{outbox_id}" if outbox_id else "notice:*", {"rows": count})
    return count
