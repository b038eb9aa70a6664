"""Requests of data subjects for tests: invented people, an officer of the counter, the head who decides."""

from datetime import datetime
from typing import Any

from ropa.db.unit_of_work import Database
from ropa.keys import Keys
from ropa.requests import service
from schemas.access import Actor, Role
from schemas.request_person import RequestAgent, RequestGuardian
from schemas.request_terms import IdentityLevel
from schemas.requests import (
    AgeBand,
    IdentityInput,
    RequestInput,
    RequestPerson,
    Right,
    RightAsked,
    SubjectRequest,
)
from tests.support.actors import PHETCHABURI, person
from tests.support.web import keys_for, national_id

OFFICER = person("officer", Role.RECORDER, PHETCHABURI)
HEAD = person("head", Role.APPROVER, PHETCHABURI)
REQUESTER = "ผู้ขอใช้สิทธิ ทดสอบ"
#: Of an adult who showed a card.
PROVEN: dict[str, Any] = {
    "identity": IdentityInput(level=IdentityLevel.DOCUMENT_SEEN, how="เห็นบัตรตัวจริง"),
    "age_band": AgeBand.ADULT,
}


def who(number: int = 900, **more: Any) -> RequestPerson:
    """Return an invented person with a valid number."""
    said: dict[str, Any] = {"name": REQUESTER, "national_id": national_id(number), "phone": "020000000"}
    return RequestPerson(**(said | more))


def asked(*rights: Right, number: int = 900, **more: Any) -> RequestInput:
    """Return a request of an adult at the counter; without rights: access."""
    person_of = more.pop("person", None) or who(number)
    said: dict[str, Any] = {"office_id": PHETCHABURI, "person": person_of}
    wanted = [RightAsked(right=each, wish=f"ขอ{each.th}") for each in rights or (Right.ACCESS,)]
    return RequestInput(**({"rights": wanted} | said | more))


def an_agent(*scope: Right, **more: Any) -> RequestAgent:
    """Return an agent whose document speaks of some rights."""
    said: dict[str, Any] = {
        "name": "ผู้รับมอบอำนาจ ทดสอบ",
        "authority_ref": "หนังสือมอบอำนาจ 1",
        "authority_scope": list(scope),
    }
    return RequestAgent(**(said | more))


def a_parent(**more: Any) -> RequestGuardian:
    """Return a holder of parental power."""
    said: dict[str, Any] = {"name": "ผู้ใช้อำนาจปกครอง ทดสอบ", "proof_ref": "สูติบัตร"}
    return RequestGuardian(**(said | more))


def take_in(
    database: Database, now: datetime, *rights: Right, actor: Actor = OFFICER, keys: Keys | None = None, **more: Any
) -> SubjectRequest:
    """Return a request that an officer took in; `keys` are those of a server that runs with its own."""
    with database.write(actor, now) as uow:
        return service.receive(uow, keys or keys_for(database), asked(*rights, **more))
