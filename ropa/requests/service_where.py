"""Who holds the person that a request is about: asked from the register, a dozen queries for any number of activities.

Nothing is asked of the person's data but the exchange log, by a keyed hash, and that by a step of its own.
"""

from collections.abc import Sequence
from datetime import date

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission, offices_for
from ropa.activities import service_named_bodies as bodies
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.disclosures import service as disclosures
from ropa.disclosures import service_log, service_old_keys, service_sources, service_uses
from ropa.errors import Conflict, Forbidden
from ropa.keys import Keys
from ropa.requests import rules_where as rules
from ropa.requests import service_events, service_person, service_rows, store
from ropa.retention import service_kept
from schemas.exchange_log import ExchangeFilter, ExchangeLine
from schemas.request_terms import RequestEventKind
from schemas.request_where import LoggedAgency, LoggedSource, Where, WhereLogged
from schemas.system_keys import body_key

#: Lines of the exchange log that are looked at for one person, newest first.
_MOST_LINES = 2_000
_PAGE = 500


def where(uow: UnitOfWork, request_id: str) -> Where:
    """Return who holds the person, of the activities that the request is linked to.

    What stands only in records that the actor may not read is counted, not named.
    Raises: NotFound.
    Legal source: PDPA ss.30, 33, 39(5)-(6).
    """
    found = service_rows.read(uow, request_id)
    row = store.find(uow, request_id)
    facts = facts_of(uow, found.activity_ids)
    return rules.shown(
        request_id,
        facts,
        bodies.readable(uow, found.activity_ids),
        may_search_log=bool(offices_for(uow.actor, Permission.SEARCH_EXCHANGES))
        and access.may(uow, Permission.SEE_REQUESTERS, found.office_id),
        has_number=row is not None and row.person_hash is not None,
    )


def facts_of(uow: UnitOfWork, activity_ids: Sequence[str]) -> rules.Facts:
    """Return what the register has on some activities, whole: nothing of it is shown before `rules.shown`."""
    ids = list(dict.fromkeys(activity_ids))
    if not ids:
        return rules.Facts()
    records = bodies.heads(uow, ids)
    named = bodies.named_in(uow, records)
    kept, many = service_kept.kept_under(uow, ids, rules.MOST_EACH)
    return rules.Facts(
        records=records,
        systems=named.systems,
        lines=named.lines,
        recipients=named.recipients,
        processors=named.processors,
        kept=kept,
        many_kept=many,
        disclosures=disclosures.standing(uow, ids),
        uses=service_uses.uses_of(uow, ids),
    )


def logged(uow: UnitOfWork, keys: Keys, request_id: str) -> WhereLogged:
    """Return which agencies called for this very person's data, by the exchange logs that the actor may search.

    Whoever may see who asked learns it, for it tells of the person; a program never does. The number is read for its
    keyed hash alone and goes nowhere; the search stands in the trail and the timeline.
    Raises: NotFound, Forbidden; Conflict when the request has no number, or its person was forgotten.
    """
    found = service_rows.read(uow, request_id)
    access.require(uow, Permission.SEE_REQUESTERS, found.office_id)
    if not offices_for(uow.actor, Permission.SEARCH_EXCHANGES):
        raise Forbidden
    lines, is_more = _lines(uow, _person_hash(uow, keys, request_id))
    told: dict[str, object] = {"lines": len(lines), "is_more": is_more}
    record(uow, "request.exchange_log_searched", f"request:{request_id}", told)
    service_events.add(uow, request_id, RequestEventKind.PERSON_READ, details={"as": "exchange_log", **told})
    sources = {each.code: each for each in service_sources.listed(uow)} if lines else {}
    counts: dict[str, int] = {}
    for line in lines:
        counts[line.source] = counts.get(line.source, 0) + 1
    return WhereLogged(
        earlier=service_old_keys.earlier(uow, keys, ExchangeFilter()),
        lines=len(lines),
        is_more=is_more,
        agencies=_agencies(uow, lines),
        sources=[
            LoggedSource(
                code=code,
                name=sources[code].name if code in sources else code,
                lines=number,
                activity_id=sources[code].activity_id if code in sources else None,
                is_linked=code in sources and sources[code].activity_id in found.activity_ids,
            )
            for code, number in sorted(counts.items())
        ],
    )


def _person_hash(uow: UnitOfWork, keys: Keys, request_id: str) -> str:
    number = service_person.opened(uow, keys, request_id).national_id
    if number is None:
        raise Conflict(
            "คำขอนี้ไม่มีเลขประจำตัวประชาชน จึงค้นบันทึกการแลกเปลี่ยนด้วยตัวบุคคลไม่ได้",
            "The request has no national ID, by which the exchange log could be searched",
        )
    return service_log.person_hash(keys, number)


def _lines(uow: UnitOfWork, person_hash: str) -> tuple[list[ExchangeLine], bool]:
    found: list[ExchangeLine] = []
    cursor: str | None = None
    while len(found) < _MOST_LINES:
        page = service_log.search(uow, ExchangeFilter(person_hash=person_hash), cursor, _PAGE)
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            break
    return found, cursor is not None


def _agencies(uow: UnitOfWork, lines: Sequence[ExchangeLine]) -> list[LoggedAgency]:
    """Return the agencies of lines, each once: a code that an agency registered with is known by the agency's name."""
    called = service_uses.agencies_of(uow, {line.agency for line in lines})
    of: dict[str, list[date]] = {}
    for line in lines:
        of.setdefault(called.get(line.agency, line.agency), []).append(clock.bangkok(line.at).date())
    return [
        LoggedAgency(key=body_key(name), name=name, lines=len(days), first_on=min(days), last_on=max(days))
        for name, days in sorted(of.items())
    ]
