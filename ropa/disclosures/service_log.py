"""Use cases of the exchange log: search, count, and excerpts for evidence."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Row

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.disclosures import rules_log, service_old_keys, store_log, store_search
from ropa.disclosures.rules_log_words import CLEANERS, LineFault, refuse_secret
from ropa.disclosures.service_batches import KINDS, milliseconds, moment_of
from ropa.disclosures.service_marks import person_hash
from ropa.disclosures.store_search import Place, Wanted
from ropa.errors import Forbidden, Invalid, invalid
from ropa.keys import Keys
from schemas.exchange_log import (
    MOST_COUNTED,
    MOST_EXCERPT,
    MOST_LOOKED_AT,
    ExchangeCount,
    ExchangeExcerpt,
    ExchangeFilter,
    ExchangeLine,
    ExchangePage,
    ExchangeSearch,
)
from schemas.findings import Problem

__all__ = ["cleaned", "count", "excerpt", "filter_of", "ndjson", "person_hash", "require_sources", "search"]
#: What an index tells; other words of a filter are looked for line by line.
_SEEN = ("agency",)
_LOOKED = ("service", "provider", "status", "ip")
#: What is none of a line's words and goes into the trail with them.
_NAMED = ("source", "activity_id")
_MARK = 12
_FOREVER = 2**62
#: Without a person or an agency, evidence is of some days: looking for it is work line by line.
_LONGEST_DAYS = 31
_PAGE = 1_000


def filter_of(keys: Keys, given: ExchangeSearch) -> ExchangeFilter:
    """Return the filter of a search as it was typed: the person's number becomes its keyed hash and goes no further.

    Raises: Invalid when it is no such number.
    """
    values = {name: getattr(given, name) for name in ExchangeFilter.__struct_fields__ if name != "person_hash"}
    return ExchangeFilter(**values, person_hash=person_hash(keys, given.person) if given.person else None)


def cleaned(wanted: ExchangeFilter) -> ExchangeFilter:
    """Return a filter with its words as lines have them: nobody's number and no token goes on into the trail or a file.

    Raises: Invalid with every word that is none.
    """
    words: dict[str, str] = {}
    problems: list[Problem] = []
    for name in (*_SEEN, *_LOOKED, *_NAMED):
        try:
            if (raw := getattr(wanted, name)) is not None:
                words[name] = CLEANERS.get(name, _named)(raw)
        except LineFault as fault:
            problems += invalid(f"/{name}", fault.message_th, fault.message_en).problems
    if problems:
        raise Invalid(problems)
    return msgspec.structs.replace(wanted, **words)


def _named(raw: str) -> str:
    refuse_secret(raw)
    return raw


def search(
    uow: UnitOfWork, wanted: ExchangeFilter, cursor: str | None = None, limit: int = 50, keys: Keys | None = None
) -> ExchangePage:
    """Return a page of the lines that fit and that the actor may read, newest first.

    With the present `keys`, a search for a person tells which lines it cannot look through.
    A search for a person is written to the trail, without the number and without its hash.
    Raises: Forbidden; Invalid for a time that ends before it begins, a filter or a cursor that is none.
    """
    found = _search(uow, wanted, cursor, limit)
    if keys is None or wanted.person_hash is None:
        return found
    return msgspec.structs.replace(found, earlier=service_old_keys.earlier(uow, keys, cleaned(wanted)))


def _search(uow: UnitOfWork, wanted: ExchangeFilter, cursor: str | None, limit: int) -> ExchangePage:
    after = _place(cursor)
    wanted = cleaned(wanted)
    found = _wanted(uow, wanted)
    if wanted.person_hash and after is None:
        _note(uow, wanted, "exchange_log.person_searched")
    if found is None:
        return ExchangePage(items=[], next_cursor=None, searched_to=None)
    down_to = _down_to(uow, found, after)
    rows = store_search.page(uow, found, after, limit + 1, down_to)
    items = _shown(uow, wanted, rows[:limit])
    if len(rows) > limit:
        last = rows[limit - 1]
        return ExchangePage(
            items=items, next_cursor=f"{last.at}.{last.source_id}.{last.number}", searched_to=moment_of(last.at)
        )
    if down_to is None:
        return ExchangePage(items=items, next_cursor=None, searched_to=None)
    return ExchangePage(items=items, next_cursor=f"{down_to}.0.0", searched_to=moment_of(down_to))


def _down_to(uow: UnitOfWork, found: Wanted, after: Place | None) -> int | None:
    """Return how far back this step looks; None: to the end. A moment is looked at whole."""
    if not found.looked:
        return None
    horizon = store_search.horizon(uow, found, after, MOST_LOOKED_AT)
    if horizon is None:
        return None
    # So many lines of one moment (a log of days without times): all of it, or the search would never get past it.
    newest = found.until - 1
    if after is not None:
        newest = after.at if after.source_id else after.at - 1
    return min(horizon + 1, newest)


def count(uow: UnitOfWork, wanted: ExchangeFilter) -> ExchangeCount:
    """Return how many lines fit, up to `MOST_COUNTED`.

    Raises: as `search`.
    """
    found = _wanted(uow, cleaned(wanted))
    if found is None:
        return ExchangeCount(count=0, is_more=False)
    number, is_more = store_search.count(uow, found, MOST_COUNTED, 5 * MOST_LOOKED_AT)
    return ExchangeCount(count=number, is_more=is_more)


def excerpt(uow: UnitOfWork, wanted: ExchangeFilter, keys: Keys | None = None) -> ExchangeExcerpt:
    """Return every line that fits and that the actor may read, oldest first, with the hash of their `ndjson`.

    The excerpt is written to the trail, without the person's number and hash.
    Raises: Forbidden; Invalid when more than `MOST_EXCERPT` lines fit, and when neither a person, an agency nor a
    time of up to 31 days narrows the search: evidence is whole or is none.
    """
    wanted = cleaned(wanted)
    found = _wanted(uow, wanted)
    _refuse_wide(wanted)
    rows: Sequence[Row[Any]] = []
    if found is not None:
        rows = store_search.page(uow, found, None, MOST_EXCERPT + 1, None)
    if len(rows) > MOST_EXCERPT:
        raise invalid(
            "",
            f"มีมากกว่า {MOST_EXCERPT:,} บรรทัด โปรดจำกัดช่วงเวลาหรือเงื่อนไข",
            f"More than {MOST_EXCERPT:,} lines fit; narrow the time or the filter",
        )
    lines = _shown(uow, wanted, rows)[::-1]
    made = ExchangeExcerpt(lines=lines, count=len(lines), sha256=hashlib.sha256(ndjson(lines)).hexdigest())
    _note(uow, wanted, "exchange_log.excerpt", lines=made.count, sha256=made.sha256)
    if keys is None or wanted.person_hash is None:
        return made
    return msgspec.structs.replace(made, earlier=service_old_keys.earlier(uow, keys, wanted))


def require_sources(uow: UnitOfWork, codes: Collection[str]) -> None:
    """Return when the actor may search the exchange log of every one of these systems, each at its office of today.

    Raises: Forbidden, also for no system at all and for one that is not known.
    """
    wanted = set(codes)
    visible = access.visible_offices(uow, Permission.SEARCH_EXCHANGES)
    if not wanted or not wanted <= {row.code for row in store_log.sources(uow, visible, None, None)}:
        raise Forbidden


def ndjson(lines: Iterable[ExchangeLine]) -> bytes:
    """Return lines as JSON, each followed by a line feed: what the hash of an excerpt is of."""
    return b"".join(msgspec.json.encode(line) + b"\n" for line in lines)


def _refuse_wide(wanted: ExchangeFilter) -> None:
    if wanted.person_hash or wanted.agency:
        return
    if wanted.since is None or wanted.until is None or (wanted.until - wanted.since).days > _LONGEST_DAYS:
        raise invalid(
            "/since",
            f"ระบุบุคคล หน่วยงาน หรือช่วงเวลาไม่เกิน {_LONGEST_DAYS} วัน",
            f"Give a person, an agency, or a time of up to {_LONGEST_DAYS} days",
        )


def _wanted(uow: UnitOfWork, wanted: ExchangeFilter) -> Wanted | None:
    """Return what the database is asked; None when nothing can fit."""
    visible = access.visible_offices(uow, Permission.SEARCH_EXCHANGES)
    since = milliseconds(wanted.since) if wanted.since else 0
    until = milliseconds(wanted.until) if wanted.until else _FOREVER
    if wanted.since and wanted.until and until <= since:
        raise invalid("/until", "เวลาสิ้นสุดต้องอยู่หลังเวลาเริ่ม", "The end must come after the beginning")
    words = {name: word for name in (*_SEEN, *_LOOKED) if (word := getattr(wanted, name)) is not None}
    sources = store_log.sources(uow, visible, wanted.source, wanted.activity_id)
    ids = {name: store_log.term_ids(uow, KINDS[name], [word]).get(word) for name, word in words.items()}
    if not sources or None in ids.values():
        return None
    dropped = store_log.dropped_before(uow, [source.id for source in sources])
    first = {source.id: max(since, dropped.get(source.id, 0)) for source in sources}
    seen: list[tuple[str, object]] = []
    looked: list[tuple[str, object]] = [(f"{name}_id", ids[name]) for name in _LOOKED if name in ids]
    if wanted.person_hash is not None:
        seen.append(("person", bytes.fromhex(wanted.person_hash)))
        # One index at a time: a person's lines are few, an agency's are not.
        looked += [(f"{name}_id", ids[name]) for name in _SEEN if name in ids]
    else:
        seen += [(f"{name}_id", ids[name]) for name in _SEEN if name in ids]
    return Wanted(first, until, tuple(seen), tuple(looked))


def _place(cursor: str | None) -> Place | None:
    if cursor is None:
        return None
    parts = cursor.split(".")
    if len(parts) != len(Place._fields) or not all(part.isascii() and part.isdigit() for part in parts):
        raise invalid("/cursor", "ตัวชี้หน้าถัดไปไม่ถูกต้อง", "This is no cursor of this list")
    place = Place(*(int(part) for part in parts))
    if max(place) > rules_log.LARGEST_NUMBER:
        raise invalid("/cursor", "ตัวชี้หน้าถัดไปไม่ถูกต้อง", "This is no cursor of this list")
    return place


def _shown(uow: UnitOfWork, wanted: ExchangeFilter, rows: Sequence[Row[Any]]) -> list[ExchangeLine]:
    names = [f"{name}_id" for name in KINDS]
    texts = store_log.term_texts(uow, {getattr(row, name) for row in rows for name in names})
    visible = access.visible_offices(uow, Permission.SEARCH_EXCHANGES)
    codes = {row.id: row.code for row in store_log.sources(uow, visible, wanted.source, wanted.activity_id)}
    return [
        ExchangeLine(
            source=codes[row.source_id],
            number=row.number,
            at=moment_of(row.at),
            agency=texts[row.agency_id],
            service=texts[row.service_id],
            provider=texts[row.provider_id],
            status=texts[row.status_id],
            ip=texts[row.ip_id],
            token_mark=texts[row.token_id][:_MARK] or None,
            person_mark=None if row.person is None else row.person.hex()[:_MARK],
            person_tail=None if row.tail is None else f"{row.tail:03}",
        )
        for row in rows
    ]


def _note(uow: UnitOfWork, wanted: ExchangeFilter, action: str, **facts: object) -> None:
    said = {
        name: getattr(wanted, name)
        for name in ExchangeFilter.__struct_fields__
        if name != "person_hash" and getattr(wanted, name) is not None
    }
    details = {**said, **facts, "by_person": wanted.person_hash is not None}
    record(uow, action, f"exchange_source:{wanted.source or 'any'}", details)
