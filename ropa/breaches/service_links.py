"""Links by which a processor reports without an account: a token that is shown once, until a day, for one office.

Legal source: PDPA s.40(2): a processor tells the controller of a breach. The clock of the controller starts with the
controller's own awareness, so such a report is a suspicion whose warning clock starts when it was received.
"""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

import msgspec

from ropa.access import service as access
from ropa.access import service_rates
from ropa.access.rules import Permission
from ropa.access.rules_rates import Limit
from ropa.audit.service import record
from ropa.breaches import rules, service, service_check, store_outside
from ropa.db.ids import id_of_words, new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid, NotFound
from ropa.keys import Keys
from schemas.access import Actor, Channel
from schemas.breach import BreachInput, BreachRecord, BreachSource
from schemas.breach_details import BreachDetails
from schemas.breach_reports import BreachLink, BreachLinkList, BreachLinkMade, LinkInput, ProcessorReport
from schemas.findings import Problem
from schemas.reading import control_characters

PATH = "/report/"
FORM = "breach-link"
#: One processor has one breach at a time; a token that got about makes no more than this.
LIMITS: Sequence[Limit] = (Limit(seconds=3600, each=20, all=200),)
#: A token has 43 letters; nothing longer is looked up.
LONGEST_TOKEN = 100
_MOST_LINKS = 500
_TIMES = {"knew_at": ("เวลาที่ท่านทราบเหตุ", "The time at which you became aware")}


def make(uow: UnitOfWork, given: LinkInput) -> BreachLinkMade:
    """Return a new link. Its token is here once and nowhere else; the register keeps its hash.

    Raises: Forbidden; Invalid for an unknown office.
    """
    problems = service_check.unknown_office(uow, given.office_id)
    if problems:
        raise Invalid(problems)
    access.require(uow, Permission.HANDLE_BREACHES, given.office_id)
    token = secrets.token_urlsafe(32)
    link_id = new_id(uow.now)
    values: dict[str, object] = {
        "id": link_id,
        "office_id": given.office_id,
        "processor_name": given.processor_name.strip(),
        "token_hash": _hash(token),
        "created_at": uow.now,
        "created_by": uow.actor.id,
        "expires_at": uow.now + timedelta(days=given.days),
        "uses": 0,
    }
    store_outside.add_link(uow, values)
    record(uow, "breach_link.made", f"breach-link:{link_id}", {"office_id": given.office_id, "days": given.days})
    made = _read(uow, link_id)
    shown = {name: getattr(made, name) for name in made.__struct_fields__}
    return BreachLinkMade(**shown, token=token, path=PATH + token)


def links(uow: UnitOfWork) -> BreachLinkList:
    """Return the links of the offices whose breaches the actor handles, newest first.

    Raises: Forbidden.
    """
    visible = access.visible_offices(uow, Permission.HANDLE_BREACHES)
    return BreachLinkList(items=[_link(uow, row) for row in store_outside.links(uow, visible, _MOST_LINKS)])


def revoke(uow: UnitOfWork, link_id: str) -> BreachLink:
    """Return a link that counts no more; one that ended before stays as it is.

    Raises: NotFound.
    """
    found = _read(uow, link_id)
    access.require(uow, Permission.HANDLE_BREACHES, found.office_id, hide=True)
    if store_outside.revoke_link(uow, link_id):
        record(uow, "breach_link.revoked", f"breach-link:{link_id}", {"office_id": found.office_id})
    return _read(uow, link_id)


def open_link(uow: UnitOfWork, token: str) -> BreachLink:
    """Return the link of a token.

    Raises: NotFound when it is unknown, expired or revoked; the answer does not tell which.
    """
    row = store_outside.link_of(uow, _hash(token)) if len(token) <= LONGEST_TOKEN else None
    found = None if row is None else _link(uow, row)
    if found is None or not found.is_open:
        raise NotFound
    return found


def report(
    uow: UnitOfWork, keys: Keys, token: str, given: ProcessorReport, breach_id: str | None = None
) -> BreachRecord:
    """Return the suspicion that a processor's report makes: received and told now, with a warning clock from now.

    `breach_id` is the one that the form was given: the same report sent twice makes one. Another report by the same
    form (Back, changed, sent) makes another: its sender gets a reference of its own as proof.
    Raises: NotFound for a link that does not count; Invalid; TooManyRequests.
    """
    link = open_link(uow, token)
    # What happens from here on is done by the processor of this link, wherever it sits.
    uow.actor = Actor(
        id=f"breach-link:{link.id}",
        name=link.processor_name,
        channel=Channel.WEB,
        address=uow.actor.address,
        request_id=uow.actor.request_id,
    )
    if breach_id is not None:
        breach_id = id_of_words(breach_id, msgspec.json.encode(given, order="deterministic").hex())
        before = service.made_before(uow, breach_id)
        if before is not None:
            return before
    problems = _problems(uow, given)
    if problems:
        raise Invalid(problems)
    service_rates.spend(uow, keys, f"{FORM}:{link.id[-12:]}", None, LIMITS)
    facts = BreachInput(
        office_id=link.office_id,
        title=f"ผู้ประมวลผลแจ้งเหตุ: {link.processor_name}",
        suspected_at=uow.now,
        received_at=uow.now,
        processor_name=link.processor_name,
        processor_told_at=uow.now,
        details=BreachDetails(
            processor_knew_at=given.knew_at,
            processor_what=given.what,
            processor_whose_data=given.whose_data,
            processor_contact=given.contact,
        ),
    )
    store_outside.use_link(uow, link.id)
    return service.make(uow, facts, breach_id, source=BreachSource.PROCESSOR)


def _problems(uow: UnitOfWork, given: ProcessorReport) -> list[Problem]:
    words = {name: getattr(given, name) for name in ("what", "whose_data", "contact") if getattr(given, name)}
    fault = rules.impossible_moment("knew_at", given.knew_at, uow.now, *_TIMES["knew_at"])
    return [*control_characters(words), *([] if fault is None else [fault])]


def _read(uow: UnitOfWork, link_id: str) -> BreachLink:
    row = store_outside.link(uow, link_id)
    if row is None:
        raise NotFound
    return _link(uow, row)


def _link(uow: UnitOfWork, row: store_outside.AnyRow) -> BreachLink:
    return BreachLink(
        id=row.id,
        office_id=row.office_id,
        processor_name=row.processor_name,
        created_at=row.created_at.astimezone(rules.BANGKOK),
        created_by=row.created_by,
        expires_at=row.expires_at.astimezone(rules.BANGKOK),
        revoked_at=rules.in_bangkok(row.revoked_at),
        is_open=row.revoked_at is None and row.expires_at > uow.now,
        uses=row.uses,
        last_used_at=rules.in_bangkok(row.last_used_at),
    )


def _hash(token: str) -> str:
    # The token has 256 random bits, so a plain hash cannot be searched.
    return hashlib.sha256(token.encode()).hexdigest()
