"""Letters of requests for tests: a decided request, a draft with its signatory, a letter that went out."""

from datetime import datetime
from typing import Any

import msgspec

from ropa import clock
from ropa.db.unit_of_work import Database
from ropa.renderings_requests import request_letter
from ropa.requests import service_letters, service_letters_sent
from schemas.access import Actor
from schemas.request_letters import (
    Letter,
    LetterChannel,
    LetterContent,
    LetterInput,
    LetterKind,
    LetterSent,
    LetterShown,
)
from tests.support.subject_requests import OFFICER
from tests.support.web import keys_for

SIGNED = {
    "signatory": "ผู้ลงนาม ทดสอบ",
    "signatory_position": "อุตสาหกรรมจังหวัด",
    "contact": "กลุ่มนโยบายและแผนงาน\nโทร. ๐ ๓๒๐๐ ๐๐๐๐",
}


def draft(register: Database, now: datetime, request_id: str, kind: LetterKind, **more: Any) -> LetterShown:
    """Return a draft as the register fills it."""
    with register.write(more.pop("actor", OFFICER), now) as uow:
        return service_letters.make(uow, keys_for(register), request_id, LetterInput(kind=kind, **more))


def sign(register: Database, now: datetime, request_id: str, made: LetterShown, **more: Any) -> LetterShown:
    """Return a draft with a signatory and what else is said."""
    actor = more.pop("actor", OFFICER)
    content: LetterContent = msgspec.structs.replace(made.content, **(SIGNED | more))
    with register.write(actor, now) as uow:
        return service_letters.edit(
            uow, keys_for(register), request_id, made.letter.number, made.letter.version, content
        )


def send(
    register: Database, now: datetime, request_id: str, made: LetterShown, actor: Actor = OFFICER, **more: Any
) -> Letter:
    """Return a letter that is recorded as sent, as the door does it; `printed`: with its real PDF, which takes time."""
    printed = more.pop("printed", False)
    said: dict[str, Any] = {
        "letter_no": "พบ 0033/1",
        "letter_on": clock.bangkok(now).date(),
        "channel": LetterChannel.POST,
    }
    given = LetterSent(**(said | more))
    keys, number, version = keys_for(register), made.letter.number, made.letter.version
    with register.read(actor, now) as uow:
        paper = service_letters_sent.check(uow, keys, request_id, number, version, given)
    pdf = request_letter(paper, given.letter_on) if printed else b"%PDF-1.7"
    with register.write(actor, now) as uow:
        return service_letters_sent.sent(uow, keys, request_id, number, version, given, pdf)


def answer(register: Database, now: datetime, request_id: str, **more: Any) -> Letter:
    """Return the answer to all that is decided, signed and recorded as sent."""
    made = draft(register, now, request_id, LetterKind.ANSWER)
    return send(register, now, request_id, sign(register, now, request_id, made), **more)
