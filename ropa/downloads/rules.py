"""How many downloads there may be, how long they live, and what makes two the same. Pure."""

import hashlib
from collections.abc import Collection
from datetime import timedelta
from typing import Any

import msgspec

from schemas.access import Grant

#: Files that one process of the server has made at the same time: each takes an interpreter and a database connection.
AT_ONCE = 2
#: Of one person, waiting and running.
MOST_OPEN = 5
#: A process that died has its download no longer than this.
LEASE = timedelta(seconds=60)
#: A process that dies takes the work of a server's restart with it, or the work kills it: tried so often in all.
MOST_ATTEMPTS = 2
#: Who waited so long has gone on to something else, and is told when it is over.
TOLD_AFTER = timedelta(minutes=1)
#: A file waits so long for its owner.
KEPT = timedelta(days=7)
#: Rows without a file are forgotten after that; the trail remembers.
REMEMBERED = timedelta(days=90)


def open_key(actor_id: str, kind: str, query: dict[str, Any]) -> str:
    """Return what is the same for the same question of the same person. The reason is no part of it."""
    return hashlib.sha256(msgspec.json.encode([actor_id, kind, query], order="sorted")).hexdigest()


def still_held(asked: Collection[Grant], present: Collection[Grant]) -> tuple[Grant, ...]:
    """Return those rights of somebody that they had when they asked and have still.

    A file never holds more than its owner could see at any moment between.
    """
    now = {(each.role, each.office_id) for each in present}
    return tuple(each for each in asked if (each.role, each.office_id) in now)
