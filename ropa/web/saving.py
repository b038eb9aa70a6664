"""What the editors of a record's sections share about saving: the answer, and taking the last save back."""

from datetime import datetime

from litestar import Response

from ropa.buffers import service as buffers
from ropa.buffers.service import Fields
from ropa.db.unit_of_work import UnitOfWork
from ropa.keys import Keys
from ropa.web.bodies import ApiRequest
from ropa.web.pages import go, link

#: A script that saves says so, and goes where this header of the answer leads: a failing line then leaves its page as
#: it is, with all that was typed.
SAVES, GO = "save", "X-Go"
#: The section whose save the next page offers to take back.
SAVED_PART = "saved_part"
REVERT = "revert"
#: First field of what stood before a save: the hash of what the save made. Only while that stands can it be taken back.
_AFTER = "_after"


def arrive(request: ApiRequest, path: str, *, said: str, part: str = "", fragment: str = "") -> Response[bytes]:
    """Send the browser on after a save; a script that saves is told where to go."""
    answer = go(link(path, saved_part=part), said=said, fragment=fragment)
    if request.headers.get("x-requested-with") != SAVES:
        return answer
    return Response(b"", status_code=204, headers={GO: answer.headers["Location"], "Cache-Control": "no-store"})


def remember(uow: UnitOfWork, keys: Keys, path: str, fields: Fields, before: str, after: str) -> None:
    """Keep the fields that a section had before a save, unless it changed nothing. `before`, `after`: its hashes."""
    if before != after:
        buffers.keep_before(uow, keys, path, [(_AFTER, after), *fields])


def saved_at(uow: UnitOfWork, keys: Keys, path: str, now_hash: str) -> datetime | None:
    """Return when the actor saved a section last; None when that cannot be taken back: somebody saved it since."""
    found = buffers.find_before(uow, keys, path)
    return found.saved_at if found is not None and found.fields[:1] == [(_AFTER, now_hash)] else None


def fields_before(uow: UnitOfWork, keys: Keys, path: str, now_hash: str) -> Fields | None:
    """Return the fields that a section had before the actor saved it; None as `saved_at`."""
    if saved_at(uow, keys, path, now_hash) is None:
        return None
    found = buffers.find_before(uow, keys, path)
    return found.fields[1:] if found is not None else None
