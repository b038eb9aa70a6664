"""What generated calls of what is asked of citizens are handed. Limits, pauses and holidays are for persons alone."""

from datetime import datetime

import msgspec

from ropa.db.unit_of_work import Database
from ropa.requests import service, service_asks
from schemas.access import Role
from schemas.request_clock import AskInput
from tests.support.actors import PHETCHABURI
from tests.support.called_requests import ONE, CalledRequests
from tests.support.staff import hire
from tests.support.subject_requests import asked
from tests.support.web import keys_for

_ASK = {"kind": "detail", "words": "ขอรายละเอียด"}


def clocks_to_call(database: Database, now: datetime) -> CalledRequests:
    """Return what was made, by the services themselves."""
    keys, end = keys_for(database), f"{ONE}/asks/{{number}}/end"
    with database.write(hire(database, now, 63, (Role.RECORDER, PHETCHABURI)), now) as uow:
        to_ask, to_end = (service.receive(uow, keys, asked()).id for _ in range(2))
        service_asks.ask(uow, keys, to_end, msgspec.convert(_ASK, AskInput))
    return CalledRequests(
        ids={f"{ONE}/asks": {"request_id": to_ask}, end: {"request_id": to_end, "number": 1}},
        bodies={f"POST {ONE}/asks": _ASK, f"POST {end}": {"state": "answered"}},
    )
