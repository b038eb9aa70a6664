"""The weekly digest: one mail that lists what a person has not read and what is due."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta

from ropa.db.unit_of_work import UnitOfWork
from ropa.notices import store_digest as store
from ropa.notices.rules import digest_cause
from ropa.notices.service import contacts, post
from schemas.notices import Notice, NoticeKind

#: Lines of each part; the inbox has all of them.
_LINES = 20
#: What has not been read for so long is not told again every week.
_RECENT = timedelta(days=90)

#: What is due, from other parts: lines (Thai, English) by person. `ropa.wiring` joins them.
PARTS: list[Callable[[UnitOfWork], Mapping[str, Sequence[tuple[str, str]]]]] = []


def make(uow: UnitOfWork) -> int:
    """Post this week's digests to those who want one and have anything to read; return how many were new."""
    unread = store.unread(uow, uow.now - _RECENT, _LINES)
    due: dict[str, list[tuple[str, str]]] = {}
    for part in PARTS:
        for person_id, lines in part(uow).items():
            due.setdefault(person_id, []).extend(lines)
    person_ids = {*unread, *due}
    reached = contacts(uow, person_ids)
    unwanted = store.without_digest(uow)
    wanted = sorted(each for each in person_ids if each in reached and reached[each].email and each not in unwanted)
    return post(uow, [_digest(uow, each, unread.get(each), due.get(each, [])) for each in wanted])


def _digest(uow: UnitOfWork, person_id: str, unread: store.Unread | None, due: Sequence[tuple[str, str]]) -> Notice:
    titles = unread.titles if unread is not None else []
    count = unread.count if unread is not None else 0
    thai = [
        *_part(f"ยังไม่ได้อ่าน {count} เรื่อง", (each[0] for each in titles), count),
        *_part("ถึงกำหนดหรือใกล้ถึงกำหนด", (each[0] for each in due[:_LINES]), len(due)),
    ]
    english = [
        *_part(f"Not read yet: {count}", (each[1] for each in titles), count),
        *_part("Due or due soon", (each[1] for each in due[:_LINES]), len(due)),
    ]
    return Notice(
        cause=digest_cause(person_id, uow.now),
        kind=NoticeKind.DIGEST,
        person_id=person_id,
        title_th="สรุปประจำสัปดาห์",
        title_en="Weekly digest",
        body_th="\n".join(thai),
        body_en="\n".join(english),
        path="/inbox",
    )


def _part(heading: str, lines: Iterable[str], count: int) -> list[str]:
    if not count:
        return []
    shown = [f"- {line}" for line in lines]
    return [heading, *shown, *(["…"] if count > len(shown) else []), ""]
