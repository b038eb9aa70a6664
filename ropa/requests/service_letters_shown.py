"""Letters of requests as they are kept and shown: what they say is sealed, what stands beside it names nobody."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, NotFound
from ropa.keys import KEY_VERSION, Keys
from ropa.requests import rules_letters as rules
from ropa.requests import service_rows
from ropa.requests import store_letters as store
from schemas.request_letters import Letter, LetterChannel, LetterContent, LetterKind, Letters
from schemas.request_terms import RightOutcome, Tongue
from schemas.requests import SubjectRequest


class Sealed(Struct, kw_only=True):
    """What is sealed: the words, and a random part that keeps their hash from being guessed."""

    salt: str
    content: LetterContent


_DECODER = msgspec.json.Decoder(Sealed)


def bound_to(request_id: str, number: int, part: str = "content") -> str:
    """Return what is sealed of a letter is bound to: moved to another row it does not open."""
    return f"request-letter:{request_id}:{number}:{part}"


def opened(keys: Keys, row: store.AnyRow) -> LetterContent:
    """Return the words of a letter, without a question of right. Raises: Conflict when they were forgotten."""
    return _unsealed(keys, row).content


def _unsealed(keys: Keys, row: store.AnyRow) -> Sealed:
    if row.content is None:
        raise Conflict("เนื้อหาหนังสือนี้ถูกลบแล้วตามกำหนด", "The words of this letter were forgotten, or discarded")
    content = keys.unseal(row.content, bound_to(row.request_id, row.number))
    if content is None:
        raise Conflict("หนังสือนี้เข้ารหัสด้วยกุญแจอื่น", "This letter was sealed with another key")
    return _DECODER.decode(content)


def sealed_values(keys: Keys, request_id: str, number: int, content: LetterContent) -> dict[str, Any]:
    """Return the columns that hold the words of a letter."""
    plain = msgspec.json.encode(Sealed(salt=secrets.token_hex(16), content=content))
    return {
        "content": keys.seal(plain, bound_to(request_id, number)),
        "content_sha256": hashlib.sha256(plain).hexdigest(),
        "key_version": KEY_VERSION,
    }


def listed(uow: UnitOfWork, keys: Keys, request_id: str) -> Letters:
    """Return the register of letters of a request. What drafts lack is told to who may see the requester.

    Raises: NotFound.
    """
    found = service_rows.read(uow, request_id)
    sees = access.may(uow, Permission.SEE_REQUESTERS, found.office_id)
    drafts = store.contents(uow, request_id) if sees else {}
    items = [
        shown(row, _lacks(keys, row, drafts.get(row.number)) if row.number in drafts else [])
        for row in store.of_request(uow, request_id)
    ]
    return Letters(items=items, unanswered=unanswered(found))


def _lacks(keys: Keys, row: store.AnyRow, content: bytes | None) -> list[str]:
    plain = None if content is None else keys.unseal(content, bound_to(row.request_id, row.number))
    return [] if plain is None else rules.missing(LetterKind.of(row.kind), _DECODER.decode(plain).content)


def numbers(stored: str) -> list[int]:
    """Return what a column of several numbers holds."""
    return [int(each) for each in stored.split(",") if each]


def shown(row: store.AnyRow, missing: Sequence[str]) -> Letter:
    """Return a stored letter as the register of letters lists it."""
    return Letter(
        number=row.number,
        version=row.version,
        kind=LetterKind.of(row.kind),
        language=Tongue.of(row.language),
        rights=numbers(row.right_seqs),
        task_number=row.task_number,
        ask_number=row.ask_number,
        is_draft=row.sent_at is None and row.discarded_at is None,
        is_discarded=row.discarded_at is not None,
        missing=list(missing),
        letter_no=row.letter_no,
        letter_on=row.letter_on,
        made_at=clock.bangkok(row.made_at),
        made_by=row.made_by,
        sent_at=None if row.sent_at is None else clock.bangkok(row.sent_at),
        sent_by=row.sent_by,
        channel=None if row.channel is None else LetterChannel.of(row.channel),
        receipt_ref=row.receipt_ref,
        receipt_at=None if row.receipt_at is None else clock.bangkok(row.receipt_at),
        has_content=bool(row.has_content),
        content_sha256=row.content_sha256,
    )


def unanswered(found: SubjectRequest) -> list[int]:
    """Return the rights that are decided and of which no letter of answer went out since."""
    owed = [each for each in found.rights if each.outcome not in {None, RightOutcome.WITHDRAWN}]
    return [each.seq for each in owed if each.answered_at is None]


def open_count(uow: UnitOfWork, request_id: str) -> int:
    """Return of how many decided rights no letter of answer went out since. Says nothing about rights to see it."""
    return len(unanswered(service_rows.read_stored(uow, request_id)))


def told_of_closing(uow: UnitOfWork, request_id: str) -> datetime | None:
    """Return when a notice of closing was last recorded as sent; None: never. Says nothing about rights to see it."""
    kind = str(LetterKind.CLOSING)
    found = [row.sent_noted_at for row in store.of_request(uow, request_id) if row.kind == kind]
    return max((each for each in found if each is not None), default=None)


def one(uow: UnitOfWork, keys: Keys, request_id: str, number: int) -> Letter:
    """Return one letter, of a draft with what it lacks. Raises: NotFound."""
    row = found_row(uow, request_id, number)
    lacks = rules.missing(LetterKind.of(row.kind), opened(keys, row)) if row.sent_at is None and row.content else []
    return shown(row, lacks)


def found_row(uow: UnitOfWork, request_id: str, number: int) -> store.AnyRow:
    """Return one letter. Raises: NotFound."""
    row = store.find(uow, request_id, number)
    if row is None:
        raise NotFound
    return row
