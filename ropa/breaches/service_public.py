"""Reports of the public: taken without an account, counted, and kept for triage. They start no clock of the law.

The reporter's address is not kept: a keyed hash limits how often one place sends. The same words are one report with
a counter, whose warning runs from the first of them. Contacts are sealed, and forgotten 90 days after the decision, or
after a year in which nobody decided.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from ropa.access import service_rates
from ropa.access.rules_rates import Limit
from ropa.audit.service import record
from ropa.breaches import service_check, store_outside
from ropa.breaches.rules import BANGKOK
from ropa.breaches.tables_desk import WAITING
from ropa.db.ids import id_of_words, new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid
from ropa.keys import Keys
from schemas.access import Actor, Channel
from schemas.breach_reports import PublicReport
from schemas.reading import control_characters

FORM = "breach-report"
#: From one place some reports an hour, for an office or a hospital behind one address; from everybody ten thousand,
#: so that a flood fills neither disk nor inbox: a report holds at most some 8 KB.
LIMITS: Sequence[Limit] = (
    Limit(seconds=3600, each=10, all=10_000),
    Limit(seconds=24 * 3600, each=40, all=30_000),
)
#: How many reporters of the same words may be reached.
MOST_CONTACTS = 10
CONTACTS_KEPT = timedelta(days=90)
#: Nobody sorted it for so long: the report stays, and nobody will ask its reporter any more.
CONTACTS_KEPT_WAITING = timedelta(days=365)


def receive(
    uow: UnitOfWork, keys: Keys, address: str | None, given: PublicReport, report_id: str | None = None
) -> datetime:
    """Return when a report was received. Words that wait already are counted once more with them.

    `report_id` is the one that the form was given: the same words sent twice are one report, counted once. Other words
    of the same form (Back, changed, sent) are another report.
    Raises: Invalid; TooManyRequests.
    """
    words_hash = _words_hash(given)
    report_id = new_id(uow.now) if report_id is None else id_of_words(report_id, words_hash)
    contact = (given.contact or "").strip()
    words = {name: getattr(given, name) for name in ("what", "when_words", "contact") if getattr(given, name)}
    problems = [*control_characters(words)]
    if given.office_id is not None:
        problems += service_check.unknown_office(uow, given.office_id)
    if problems:
        raise Invalid(problems)
    before = store_outside.report(uow, report_id)
    if before is not None:
        if before.state == WAITING:
            _add_contact(uow, keys, before, contact)
        received_at: datetime = before.received_at
        return received_at.astimezone(BANGKOK)
    service_rates.spend(uow, keys, FORM, address, LIMITS)
    row = store_outside.receive(
        uow,
        {
            "id": report_id,
            "office_id": given.office_id,
            "what": given.what.strip(),
            "when_words": (given.when_words or "").strip() or None,
            "contact": seal(keys, report_id, [contact]) if contact else None,
            "words_hash": words_hash,
            "count": 1,
            "received_at": uow.now,
            "last_received_at": uow.now,
            "state": WAITING,
        },
    )
    if row.id == report_id:
        # Nobody is signed in, and whoever reports is not written down anywhere.
        uow.actor = Actor(id="public-report", name="ผู้แจ้งจากภายนอก", channel=Channel.WEB)
        record(uow, "breach_report.received", f"breach-report:{report_id}", {"office_id": given.office_id})
    else:
        _add_contact(uow, keys, row, contact)
    return uow.now.astimezone(BANGKOK)


def _add_contact(uow: UnitOfWork, keys: Keys, row: store_outside.AnyRow, contact: str) -> None:
    known = contacts_of(keys, row.id, row.contact)
    if contact and contact not in known and len(known) < MOST_CONTACTS:
        store_outside.set_contact(uow, row.id, seal(keys, row.id, [*known, contact]))


def _words_hash(given: PublicReport) -> str:
    said = [given.office_id, " ".join(given.what.casefold().split()), " ".join((given.when_words or "").split())]
    return hashlib.sha256(msgspec.json.encode(said)).hexdigest()


def seal(keys: Keys, report_id: str, contacts: list[str]) -> bytes:
    """Return contacts encrypted for one report."""
    return keys.seal(msgspec.json.encode(contacts), f"breach-report:{report_id}")


def contacts_of(keys: Keys, report_id: str, sealed: bytes | None) -> list[str]:
    """Return the contacts of a report; empty when there are none, or when the key is another by now."""
    opened = None if sealed is None else keys.unseal(sealed, f"breach-report:{report_id}")
    return [] if opened is None else msgspec.json.decode(opened, type=list[str])


def forget_old(uow: UnitOfWork) -> int:
    """Delete how reporters may be reached 90 days after the decision, and a year after the last of the same words where
    nobody decided; return of how many reports.
    """
    return store_outside.forget_contacts(uow, uow.now - CONTACTS_KEPT, uow.now - CONTACTS_KEPT_WAITING)
