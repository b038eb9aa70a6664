"""How people want to be told: by which way, when, in which language; and ending the digests from a mail."""

import hmac
import re
from typing import Any

from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid, NotFound, Unavailable
from ropa.keys import Keys
from ropa.notices import store
from schemas.findings import Problem
from schemas.notices import Preferences

LANGUAGES = ("th", "en")
_LINE_USER = re.compile(r"U[0-9a-f]{32}", re.ASCII)
_PURPOSE = "unsubscribe-digest"


def line_place(person_id: str) -> str:
    """Return what a person's sealed LINE user id is bound to."""
    return f"notice_preferences.line_user:{person_id}"


def webhook_place(webhook_id: str) -> str:
    """Return what a webhook's sealed secret is bound to."""
    return f"notice_webhooks.secret:{webhook_id}"


def from_row(keys: Keys, row: Any) -> Preferences:
    """Return stored preferences, opened. A LINE user id that another key sealed is none."""
    opened = None if row.line_user is None else keys.unseal(row.line_user, line_place(row.person_id))
    return Preferences(
        by_email=row.by_email,
        digest=row.digest,
        quiet_from=row.quiet_from,
        quiet_until=row.quiet_until,
        language=row.language,
        line_user=None if opened is None else opened.decode(),
    )


def read(uow: UnitOfWork, keys: Keys, person_id: str) -> Preferences:
    """Return a person's preferences; the usual ones for who never chose."""
    row = store.preferences(uow, [person_id]).get(person_id)
    return Preferences() if row is None else from_row(keys, row)


def save(uow: UnitOfWork, keys: Keys, person_id: str, wanted: Preferences) -> None:
    """Store a person's preferences. Raises: Invalid."""
    problems = []
    if wanted.language not in LANGUAGES:
        problems.append(Problem(pointer="/language", message_th="เลือกภาษา", message_en="Choose a language"))
    if wanted.line_user is not None and not _LINE_USER.fullmatch(wanted.line_user):
        problems.append(
            Problem(
                pointer="/line_user",
                message_th="รหัสผู้ใช้ LINE ขึ้นต้นด้วย U ตามด้วยเลขฐานสิบหก 32 ตัว",
                message_en="A LINE user id is U and 32 hexadecimal digits",
            )
        )
    if problems:
        raise Invalid(problems)
    line = None if wanted.line_user is None else keys.seal(wanted.line_user.encode(), line_place(person_id))
    values = {
        "by_email": wanted.by_email,
        "digest": wanted.digest,
        "quiet_from": wanted.quiet_from,
        "quiet_until": wanted.quiet_until,
        "language": wanted.language,
        "line_user": line,
        "changed_at": uow.now,
    }
    store.save_preferences(uow, person_id, values)


def reseal(uow: UnitOfWork, old: Keys, new: Keys) -> int:
    """Seal LINE user ids and the secrets of webhooks with the new key; return how many. Part of a change of keys.

    Raises: Unavailable when one was not sealed with the old key: nothing is changed then.
    """
    people = [(row.person_id, row.line_user, line_place(row.person_id)) for row in store.line_users(uow)]
    systems = [(row.id, row.secret, webhook_place(row.id)) for row in store.webhooks(uow)]
    for found, save_sealed in ((people, store.save_line_user), (systems, store.save_webhook_secret)):
        for key, sealed, place in found:
            opened = old.unseal(sealed, place)
            if opened is None:
                raise Unavailable(
                    "กุญแจเดิมที่ให้มาไม่ตรงกับข้อมูล ไม่มีการเปลี่ยนแปลง",
                    "The old keys are not those of the data; nothing was changed",
                )
            save_sealed(uow, key, new.seal(opened, place))
    return len(people) + len(systems)


def unsubscribe_path(keys: Keys, person_id: str) -> str:
    """Return the path by which the digests of a person are ended without signing in. It does nothing else."""
    return f"/notices/unsubscribe/{person_id}.{keys.mark(f'{_PURPOSE}:{person_id}')}"


def person_of_token(keys: Keys, token: str) -> str:
    """Return whose digests a token of `unsubscribe_path` ends. Raises: NotFound for one that is not ours."""
    person_id, _, mark = token.partition(".")
    if not mark.isascii() or not hmac.compare_digest(mark, keys.mark(f"{_PURPOSE}:{person_id}")):
        raise NotFound
    return person_id


def unsubscribe(uow: UnitOfWork, keys: Keys, token: str) -> None:
    """End the digests of the token's person; again is no fault. Raises: NotFound for a token that is not ours."""
    person_id = person_of_token(keys, token)
    before = store.preferences(uow, [person_id]).get(person_id)
    if before is None:
        save(uow, keys, person_id, Preferences(digest=False))
    elif before.digest:
        # Only this column: a LINE user id that cannot be opened now is not lost by it.
        store.save_preferences(uow, person_id, {"digest": False, "changed_at": uow.now})
    else:
        return
    record(uow, "notice.unsubscribed", f"person:{person_id}")
