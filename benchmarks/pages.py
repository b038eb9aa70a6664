"""The pages of a record and of the list against their JSON answers: server-side time, one process, arms in turn.

Both arms go through the whole application (guard, session, database, answer); what is left out is the network. Each arm
runs as often after one of the others as after another: one that always follows a heavy answer finds the processor's
memory full of what is not its own, and takes a fifth longer.
"""

import asyncio
import os
import time
from collections.abc import Callable, MutableMapping, Sequence
from datetime import UTC, datetime
from itertools import cycle, permutations
from statistics import median
from typing import Any

from benchmarks.ratio import Measure

Headers = list[tuple[bytes, bytes]]
_ROUNDS = 40
#: The ready templates, of which there are 25, are read so often.
_PASSES = 3
#: The list is measured on so many records; quickly on so many.
_RECORDS, _QUICK_RECORDS = 100_000, 5_000


class _Arm:
    """One request, sent straight into the application."""

    def __init__(self, app: Any, path: str, headers: dict[str, str]) -> None:
        self.app, self.path = app, path
        self.headers: Headers = [(name.encode(), value.encode()) for name, value in headers.items()]
        self.size = 0

    async def once(self) -> float:
        """Return the seconds of one answer.

        Raises: RuntimeError for an answer that is not 200.
        """
        path, _mark, query = self.path.partition("?")
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "root_path": "",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": self.headers,
            "server": ("127.0.0.1", 80),
            "client": ("127.0.0.1", 1),
            "state": {},
        }
        size = 0

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: MutableMapping[str, Any]) -> None:
            nonlocal size
            if message.get("status", 200) != 200:
                raise RuntimeError(message)
            size += len(message.get("body", b""))

        start = time.perf_counter()
        await self.app(scope, receive, send)
        self.size = size
        return time.perf_counter() - start


async def _times(arms: Sequence[_Arm], before: Callable[[], None], rounds: int) -> list[list[float]]:
    """Return the seconds of each arm, round by round, in all orders by turns. `before` runs before each round."""
    times = []
    for _, order in zip(range(rounds), cycle(permutations(range(len(arms)))), strict=False):
        before()
        taken = {arm: await arms[arm].once() for arm in order}
        times.append([taken[arm] for arm in range(len(arms))])
    return times


async def _ratio(page: _Arm, answer: _Arm, rounds: int) -> tuple[float, float, float]:
    """Return the median ratio, and the median seconds of both arms."""
    times = await _times([page, answer], _nothing, rounds)
    return median(a / b for a, b in times), *(median(column) for column in zip(*times, strict=True))


def _application(url: str) -> tuple[Any, str, dict[str, str]]:
    """Return the application on a new database with a full record, its id, and the headers of a reader."""
    from benchmarks.fill import sample
    from ropa.activities import service
    from ropa.app import create_app
    from ropa.db.migrate import upgrade
    from ropa.db.unit_of_work import Database
    from ropa.offices.service import load_offices
    from ropa.settings import Environment, Settings
    from schemas.access import COMMAND_LINE, Role
    from tests.support.web import start

    upgrade(url)
    database = Database(url)
    # Before the record: what checks a saved record's findings comes with the application.
    app = create_app(Settings(env=Environment.TEST, database_url=url), database)
    with database.write(COMMAND_LINE, datetime.now(UTC)) as uow:
        load_offices(uow)
        made = service.create(uow, sample()).id
    secret = start(database, (Role.DPO, 0), minutes=60)
    reader = {"accept": "text/html", "cookie": f"ropa_session={secret}", "accept-encoding": "gzip", "host": "x"}
    return app, made, reader


def _versions(url: str, count: int) -> list[str]:
    """Return the ids of records that differ from the full one in one field."""
    from benchmarks.fill import sample
    from ropa.activities import service
    from ropa.db.unit_of_work import Database
    from schemas.access import COMMAND_LINE

    made = []
    database = Database(url)
    for number in range(count):
        document = sample()
        document.form.header.sub_process = f"{document.form.header.sub_process} {number}"
        with database.write(COMMAND_LINE, datetime.now(UTC)) as uow:
            made.append(service.create(uow, document).id)
    database.close()
    return made


def _of_templates(url: str) -> list[str]:
    """Return the ids of records made of the ready templates: whole ones that have nothing in common."""
    from ropa.activities import service
    from ropa.activities.library import library
    from ropa.db.unit_of_work import Database
    from schemas.access import COMMAND_LINE
    from schemas.document import ActivityInput

    made = []
    database = Database(url)
    for each in library().values():
        said = {name: getattr(each.document, name) for name in each.document.__struct_fields__}
        with database.write(COMMAND_LINE, datetime.now(UTC)) as uow:
            made.append(service.create(uow, ActivityInput(office_id=2, **said)).id)
    database.close()
    return made


def measure(url: str, kind: str, *, quick: bool) -> list[Measure]:
    """Return the ratios of the page of a record (read again, one field or all differs, nothing kept) and of the list.

    A record's page shows the record and what was found in it: its time is held against both JSON answers together,
    and against that of the record alone, which hands on stored bytes as they are.
    """
    from ropa.activities import pages_record_body

    os.environ.setdefault("ROPA_ENV", "test")
    rounds = _ROUNDS // 4 if quick else _ROUNDS
    app, made, reader = _application(url)
    versions, others = iter(_versions(url, rounds)), _of_templates(url)[:rounds]
    passes = 1 if quick else _PASSES
    ready = iter(others * passes)
    page, record, findings = (_Arm(app, path, reader) for path in _paths(made))

    def next_version() -> None:
        page.path, record.path, findings.path = _paths(next(versions))

    def next_ready() -> None:
        of = next(ready)
        if of == others[0]:
            # They are few: once all were read, each shall be as new as it was.
            pages_record_body.forget()
        page.path, record.path, findings.path = _paths(of)

    def forget() -> None:
        page.path, record.path, findings.path = _paths(made)
        pages_record_body.forget()

    async def run() -> list[Measure]:
        arms = [page, record, findings]
        await _times(arms, _nothing, 6)
        found = []
        for words, before, bar, count in (
            ("read again", _nothing, 3.0, rounds),
            ("first reading of a version, one field differs", next_version, 3.0, rounds),
            ("first reading of a ready template, all differs", next_ready, 3.0, len(others) * passes),
            ("first reading, nothing kept", forget, 8.0, rounds),
        ):
            times = await _times(arms, before, count)
            found += _against_both(f"{kind}: page of a record, {words} / ", times, bar, page.size)
        return found

    return [
        *asyncio.run(run()),
        asyncio.run(_list(app, url, kind, reader, rounds=rounds, records=_QUICK_RECORDS if quick else _RECORDS)),
    ]


def _against_both(name: str, times: Sequence[Sequence[float]], bar: float, size: int) -> list[Measure]:
    """Return the ratios of a record's page to the answer of the record alone, at most `bar`, and to both answers."""
    slow, fast, also = (median(column) * 1000 for column in zip(*times, strict=True))
    return [
        Measure(
            name=f"{name}JSON answer of the record",
            value=median(each[0] / each[1] for each in times),
            target=bar,
            better="at_most",
            note=f"{slow:.2f} ms against {fast:.2f} ms; {size:,} bytes packed",
        ),
        Measure(
            name=f"{name}JSON answers of the record and of its findings",
            value=median(each[0] / (each[1] + each[2]) for each in times),
            target=3.0,
            better="at_most",
            note=f"{slow:.2f} ms against {fast:.2f} and {also:.2f} ms; {size:,} bytes packed",
        ),
    ]


def _paths(record: str) -> tuple[str, str, str]:
    """Return the addresses of a record's page and of both answers; one session asks for all."""
    return f"/activities/{record}", f"/api/v1/activities/{record}", f"/api/v1/activities/{record}/findings?limit=200"


async def _list(app: Any, url: str, kind: str, reader: dict[str, str], *, rounds: int, records: int) -> Measure:
    """Return the ratio of the list's first page, 50 lines with the choice of all offices, among so many records."""
    from benchmarks.fill import fill

    fill(url, records)
    page, answer = _Arm(app, "/activities", reader), _Arm(app, "/api/v1/activities", reader)
    await _ratio(page, answer, 5)
    value, slow, fast = await _ratio(page, answer, rounds)
    return Measure(
        name=f"{kind}: page of the list / its JSON answer",
        value=value,
        target=3.0,
        better="at_most",
        note=f"{slow * 1000:.2f} ms against {fast * 1000:.2f} ms; {page.size:,} bytes packed, of {records:,} records",
    )


def _nothing() -> None:
    """Leave what is kept."""
