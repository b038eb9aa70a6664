"""Lines of the exchange log whose hashes were made with another ID key than the present one: nobody is found in them.

Only hashes are kept of people, so `ropa people rekey` cannot make them anew. A search that cannot look through them
says so: nothing found must never be taken for nothing done.
"""

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.disclosures import service_marks, store_log
from ropa.disclosures.service_batches import milliseconds, moment_of
from ropa.keys import Keys
from schemas.english_dates import english_day
from schemas.exchange_log import EarlierLines, ExchangeFilter
from schemas.thai_dates import format_thai_date


def earlier(uow: UnitOfWork, keys: Keys, wanted: ExchangeFilter) -> EarlierLines | None:
    """Return what a search for a person cannot look through, of the systems that the actor may search; None: nothing.

    Raises: Forbidden.
    """
    visible = access.visible_offices(uow, Permission.SEARCH_EXCHANGES)
    ids = [row.id for row in store_log.sources(uow, visible, wanted.source, wanted.activity_id)]
    if not ids:
        return None
    dropped = store_log.dropped_before(uow, ids)
    since = milliseconds(wanted.since) if wanted.since else 0
    until = milliseconds(wanted.until) if wanted.until else None
    ends = [
        row.last_at
        for row in store_log.of_other_keys(uow, ids, service_marks.key_version(keys))
        if row.last_at >= max(since, dropped.get(row.source_id, 0)) and (until is None or row.first_at < until)
    ]
    if not ends:
        return None
    last = moment_of(max(ends))
    day = last.date()
    return EarlierLines(
        until=last,
        message_th=(
            f"บรรทัดถึงวันที่ {format_thai_date(day)} บางส่วนหรือทั้งหมดแปลงค่าด้วยกุญแจเดิม ค้นด้วยตัวบุคคลไม่ได้"
            " ไม่พบจึงไม่ได้แปลว่าไม่มี ให้ค้นด้วยหน่วยงานและช่วงเวลาแทน"
        ),
        message_en=(
            f"Lines up to {english_day(day)} were hashed with an earlier key and cannot be"
            " searched by person, all or some of them: none found does not mean that there is none."
            " Search by agency and time."
        ),
    )
