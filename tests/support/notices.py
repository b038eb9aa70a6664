"""People who can be told, and something to tell them."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert

from ropa.access.tables import people
from ropa.db.ids import new_id
from ropa.db.unit_of_work import Database
from schemas.notices import Notice, NoticeKind
from tests.support.world import DPO


def add_people(database: Database, now: datetime, count: int) -> list[str]:
    """Return the ids of new people with a name and an e-mail address."""
    ids = [new_id(now) for _ in range(count)]
    rows = [
        {
            "id": each,
            "id_hash": f"hash-{each}",
            "id_sealed": b"sealed",
            "key_version": 1,
            "display_name": f"เจ้าหน้าที่ {number}",
            "email": f"officer.{number}@ministry.example",
            "created_at": now,
        }
        for number, each in enumerate(ids, start=1)
    ]
    with database.write(DPO, now) as uow:
        uow.connection.execute(insert(people), rows)
    return ids


def notice_for(person_id: str, cause: str = "review:1:2027-01-31:30", **more: Any) -> Notice:
    """Return a notice to a person; `more` are fields of `Notice`."""
    said: dict[str, Any] = {
        "kind": NoticeKind.REVIEW_DUE,
        "title_th": "ถึงกำหนดทบทวน",
        "title_en": "Review is due",
        "body_th": "ภายใน 30 วัน",
        "body_en": "Within 30 days",
        "path": "/activities",
    }
    return Notice(cause=cause, person_id=person_id, **(said | more))
