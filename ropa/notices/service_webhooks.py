"""The administrator's list of systems that are told."""

import secrets
from urllib.parse import urlsplit

from ropa.audit.service import record
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, NotFound, invalid
from ropa.keys import Keys
from ropa.notices import store
from ropa.notices.rules_webhooks import address_fault
from ropa.notices.service import require_manager
from ropa.notices.service_preferences import webhook_place
from schemas.notices import Webhook, WebhookMade, Webhooks

#: A notice is one row for each of them.
MOST = 20


def listed(uow: UnitOfWork) -> Webhooks:
    """Return the webhooks that count. Raises: Forbidden."""
    require_manager(uow)
    rows = store.webhooks(uow)
    return Webhooks(items=[Webhook(id=row.id, address=row.address, created_at=row.created_at) for row in rows])


def add(uow: UnitOfWork, keys: Keys, address: str, *, allow_private: bool) -> WebhookMade:
    """Add a system to the list and return it with its secret, which is shown this once.

    Raises: Forbidden; Invalid for an address that is none or lies in an internal network; Conflict when it is on the
    list, or the list is full.
    """
    require_manager(uow)
    fault = address_fault(address, allow_private=allow_private)
    if fault is not None:
        raise invalid("/address", *fault)
    known = store.webhooks(uow)
    if any(row.address == address for row in known):
        raise Conflict("มีที่อยู่นี้ในรายการแล้ว", "This address is on the list")
    if len(known) >= MOST:
        raise Conflict(f"รายการเต็ม ({MOST})", f"The list is full ({MOST})")
    made = WebhookMade(id=new_id(uow.now), address=address, secret="whsec_" + secrets.token_urlsafe(32))
    store.add_webhook(
        uow,
        {
            "id": made.id,
            "address": address,
            "secret": keys.seal(made.secret.encode(), webhook_place(made.id)),
            "created_at": uow.now,
            "created_by": uow.actor.id,
            "ended_at": None,
        },
    )
    # The path of an address may hold a secret of the other system's; the trail keeps the host.
    record(uow, "webhook.added", f"webhook:{made.id}", {"host": urlsplit(address).hostname})
    return made


def end(uow: UnitOfWork, webhook_id: str) -> None:
    """Take a system off the list; what waits for it is not sent. Raises: NotFound, Forbidden."""
    require_manager(uow)
    if not store.end_webhook(uow, webhook_id):
        raise NotFound
    record(uow, "webhook.ended", f"webhook:{webhook_id}")
