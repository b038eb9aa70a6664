"""Fills a database with many activities, with the rows, indexes and triggers that the services leave."""

from datetime import timedelta

from sqlalchemy import insert

from ropa.access.service import create_token
from ropa.activities.service import create
from ropa.activities.tables import activities, revision_index, revision_systems, revisions
from ropa.clock import now
from ropa.db.ids import new_id
from ropa.db.migrate import upgrade
from ropa.db.unit_of_work import Database
from ropa.offices.service import load_offices
from ropa.samples import filled_forms
from schemas.access import COMMAND_LINE, Role
from schemas.document import ActivityDocument, ActivityInput, content_hash, encode_document
from schemas.reading import read_json

BATCH = 2_000
#: Words for names and search texts: the common one stands in every record, the rare one in a few.
COMMON = "ระบบทะเบียนข้อมูลส่วนบุคคล"
RARE = "ญี่ปุ่นทำลาย"
RARE_EVERY = 5_000


def sample() -> ActivityInput:
    """Return the larger of the two filled forms."""
    read = [read_json(file.read_bytes(), ActivityInput) for file in filled_forms()]
    return max(read, key=lambda one: len(encode_document(one.document())))


def prepare(url: str) -> tuple[str, list[str]]:
    """Migrate, load the offices, create 64 real records; return a token for all offices and the records' ids."""
    upgrade(url)
    database = Database(url)
    with database.write(COMMAND_LINE, now()) as uow:
        load_offices(uow)
        token = create_token(uow, Role.DPO, 0, 10).secret
        ids = [create(uow, sample()).id for _ in range(64)]
    database.close()
    return token, ids


def fill(url: str, count: int) -> None:
    """Add `count` small activities by plain inserts, as fast as the database takes them."""
    database = Database(url)
    document = ActivityDocument()
    content = encode_document(document)
    digest, at = content_hash(content), now()
    for start in range(0, count, BATCH):
        size = min(BATCH, count - start)
        with database.write(COMMAND_LINE, at) as uow:
            numbers = range(start, start + size)
            keys = [(new_id(at + timedelta(milliseconds=n)), new_id(at + timedelta(milliseconds=n))) for n in numbers]
            stamps = {"created_at": at, "updated_at": at}
            uow.connection.execute(
                insert(activities),
                [
                    {"id": a, "ref": f"B-{n}", "office_id": 2, "version": 1, "draft_revision_id": r, **stamps}
                    for (a, r), n in zip(keys, numbers, strict=True)
                ],
            )
            uow.connection.execute(
                insert(revisions),
                [
                    {
                        "id": r,
                        "activity_id": a,
                        "number": 1,
                        "status": "draft",
                        "schema_version": 1,
                        "content_hash": digest,
                        "created_by": "bench",
                        "updated_by": "bench",
                        "sources": b"{}",
                        "document": content,
                        **stamps,
                    }
                    for a, r in keys
                ],
            )
            uow.connection.execute(
                insert(revision_index), [_line(a, r, n) for (a, r), n in zip(keys, numbers, strict=True)]
            )
            uow.connection.execute(
                insert(revision_systems),
                [
                    {"revision_id": r, "seq": 1, "name": COMMON, "name_key": COMMON, "exchange_count": 0}
                    for _, r in keys
                ],
            )
    database.close()


def _line(activity_id: str, revision_id: str, number: int) -> dict[str, object]:
    rare = RARE if number % RARE_EVERY == 0 else ""
    return {
        "revision_id": revision_id,
        "activity_id": activity_id,
        "office_id": 2,
        "ref": f"B-{number}",
        "status": "draft",
        "number": 1,
        "is_current": True,
        "is_public": True,
        "main_process": f"{COMMON} {number}",
        "sub_process": f"กระบวนการ {number}",
        "responsible_org_unit": "กลุ่มนโยบายและแผน",
        "step_count": 5,
        "system_count": 1,
        "updated_at": now(),
        "search_text": f"b-{number}\n{COMMON} {number}\nชื่อ นามสกุล อีเมล เบอร์โทรศัพท์\nเพื่อการติดต่อ {number * 7919}\n{rare}",
    }
