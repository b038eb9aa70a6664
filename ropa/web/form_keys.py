"""One-time keys of forms: a form that is sent twice makes one thing.

The key is the id of the thing that the form will make, marked for its person and address. The second post brings the
same id, finds the thing there, and is led to it; nobody can choose an id.
"""

import hmac
from typing import Any

from litestar.connection import ASGIConnection

from ropa.db.ids import new_id
from ropa.web.sessions import keys_of

FIELD = "form_key"
Connection = ASGIConnection[Any, Any, Any, Any]


def new_key(connection: Connection) -> str:
    """Return the key of a form that is shown now at this address."""
    made = new_id(connection.app.state.runner.now())
    return f"{made}.{_mark(connection, made)}"


def id_of(connection: Connection, key: str) -> str | None:
    """Return the id that a form brought; None when this address did not give it to this person."""
    made, _, mark = key.partition(".")
    return made if hmac.compare_digest(mark.encode(), _mark(connection, made).encode()) else None


def _mark(connection: Connection, made: str) -> str:
    return keys_of(connection).mark(f"form:{connection.url.path}:{connection.scope['user'].id}:{made}")
