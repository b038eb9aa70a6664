"""The exchange log: batches against a bare bulk insert of the same rows, and search in millions of lines.

Bare means: the rows ready in memory, the same table with the same indexes and no triggers, the driver's fastest way
(one prepared statement on SQLite, COPY on PostgreSQL), one transaction for a batch. Ours begins with a CSV file: gzip
apart, it reads, checks, hashes, looks for lines that stand already, stores and writes the trail.

`python -m benchmarks.exchange_log FOLDER [LINES]` fills a SQLite database in FOLDER (10,000,000 lines) and searches it.
"""

import csv
import io
import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import text

from benchmarks.ratio import Measure
from ropa.db.migrate import upgrade
from ropa.db.unit_of_work import Database
from ropa.disclosures import service_batches, service_log, service_sources, store_log
from ropa.disclosures.rules_log import COLUMNS
from ropa.disclosures.tables_log import exchange_lines
from ropa.keys import Keys
from ropa.offices.service import load_offices
from schemas.access import COMMAND_LINE, Actor, Channel, Grant, Role
from schemas.exchange_log import BatchFormat, ExchangeFilter, ExchangeSourceInput

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
KEYS = Keys(b"s" * 32, b"i" * 32, b"f" * 32)
DPO = Actor(id="bench", name="", channel=Channel.WEB, grants=(Grant(role=Role.DPO, office_id=0),))
SOURCE = "bench"
AGENCIES, SERVICES, DAYS = 60, 12, 90
MOST = 10_000_000
AIM = 0.5


def _lines(first: int, count: int, total: int, rng: random.Random) -> Iterator[tuple[object, ...]]:
    """Yield lines in the order of their numbers, spread over the last days; people at random."""
    span = timedelta(days=DAYS) / total
    for number in range(first, first + count):
        at = NOW - timedelta(days=DAYS) + span * number
        yield (
            number,
            f"token-{number % AGENCIES}",
            rng.randrange(10**12, 10**13),
            f"AG-{rng.randrange(AGENCIES):03}",
            rng.choice(("200", "200", "200", "404", "500")),
            f"บริการข้อมูล {number % SERVICES}",
            "หน่วยงานตัวอย่าง",
            f"10.1.{number % 5}.{number % 200}",
            at.isoformat(),
        )


def _file(rows: Iterator[tuple[object, ...]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return out.getvalue().encode()


def _prepare(database: Database) -> int:
    upgrade(database.url)
    with database.write(COMMAND_LINE, NOW) as uow:
        load_offices(uow)
    with database.write(DPO, NOW) as uow:
        made = service_sources.add(
            uow, ExchangeSourceInput(office_id=2, code=SOURCE, name="ระบบวัดความเร็ว", keep_days=365)
        )
    return made.id


def _bare_table(database: Database) -> None:
    """Make the same table with the same indexes under another name."""
    with database.engine.begin() as connection:
        if database.dialect == "postgresql":
            connection.execute(text("CREATE TABLE bare_lines (LIKE exchange_lines INCLUDING ALL)"))
            return
        query = "SELECT sql FROM sqlite_master WHERE tbl_name = 'exchange_lines' AND type IN ('table', 'index')"
        for statement in connection.scalars(text(query)).all():
            if statement:
                made = statement.replace("ix_exchange_lines", "ix_bare_lines").replace("exchange_lines", "bare_lines")
                connection.execute(text(made))


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _bare(database: Database, rows: list[tuple[Any, ...]]) -> None:
    names = ", ".join(store_log.COLUMNS)
    with database.write(DPO, NOW) as uow:
        if database.dialect == "sqlite":
            marks = ", ".join("?" * len(store_log.COLUMNS))
            uow.connection.exec_driver_sql(f"INSERT INTO bare_lines ({names}) VALUES ({marks})", rows)  # noqa: S608 - constants
            return
        driver: Any = uow.connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(f"COPY bare_lines ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def _ours(database: Database, content: bytes, key: str) -> None:
    batch = service_batches.read(io.BytesIO(content), BatchFormat.CSV, KEYS, NOW)
    with database.write(DPO, NOW) as uow:
        service_batches.take(uow, SOURCE, key, batch)


def measure(url: str, kind: str, *, quick: bool) -> list[Measure]:
    """Return how fast batches are stored, as a share of the bare bulk insert, in interleaved rounds."""
    database = Database(url)
    rng = random.Random(9)  # noqa: S311 - lines of a benchmark
    size, rounds = (10_000, 3) if quick else (50_000, 7)
    try:
        _prepare(database)
        _bare_table(database)
        ratios, rates = [], []
        for number in range(rounds):
            content = _file(_lines(1 + number * size, size, rounds * size, rng))
            ours = _timed(lambda: _ours(database, content, str(number)))  # noqa: B023 - called at once
            with database.read(DPO, NOW) as uow:
                columns = [exchange_lines.c[name] for name in store_log.COLUMNS]
                query = (
                    exchange_lines.select().with_only_columns(*columns).where(exchange_lines.c.number > number * size)
                )
                rows = [tuple(row) for row in uow.connection.execute(query)]
            bare = _timed(lambda: _bare(database, rows))  # noqa: B023 - called at once
            ratios.append(bare / ours)
            rates.append((size / ours, size / bare))
    finally:
        database.close()
    ours, bare = (median(each) for each in zip(*rates, strict=True))
    note = f"{ours:,.0f} lines/s from a CSV file, bare {bare:,.0f} lines/s; batches of {size:,}, median of {rounds}"
    return [
        Measure(name=f"exchange log, {kind}: batches", value=median(ratios), target=AIM, better="at_least", note=note)
    ]


@contextmanager
def _filled(folder: Path, lines: int) -> Iterator[Database]:
    database = Database(f"sqlite:///{folder / f'lines-{lines}.db'}")
    try:
        source = _prepare(database)
        _fill(database, source, lines)
        yield database
    finally:
        database.close()


def _fill(database: Database, source: int, lines: int) -> None:
    """Insert lines without reading them first: an hour of files would fill the same table."""
    rng = random.Random(10)  # noqa: S311 - lines of a benchmark
    first = service_batches.milliseconds(NOW - timedelta(days=DAYS))
    step = timedelta(days=DAYS) / timedelta(milliseconds=1) / lines
    with database.write(DPO, NOW) as uow:
        kinds = {
            "agency": [f"AG-{each:03}" for each in range(AGENCIES)],
            "service": [f"s{each}" for each in range(SERVICES)],
        }
        kinds |= {"status": ["200", "404", "500"], "provider": ["p"], "ip": ["10.0.0.1"], "token": ["t" * 64]}
        ids = {}
        for name, words in kinds.items():
            store_log.add_terms(uow, service_batches.KINDS[name], words)
            ids[name] = list(store_log.term_ids(uow, service_batches.KINDS[name], words).values())
    size = 100_000
    for start in range(0, lines, size):
        rows: list[store_log.LineRow] = [
            (
                source, number, first + int(number * step), rng.choice(ids["agency"]),
                ids["status"][2 if number % 500 == 0 else 0], rng.choice(ids["service"]), ids["provider"][0],
                ids["ip"][0], ids["token"][0], rng.randbytes(16), number % 1000,
            )
            for number in range(start + 1, min(start + size, lines) + 1)
        ]  # fmt: skip
        with database.write(DPO, NOW) as uow:
            store_log.add_lines(uow, rows, 1)
        sys.stdout.write(f"\r{start + len(rows):,}")
        sys.stdout.flush()
    sys.stdout.write("\n")


def _searches(database: Database) -> dict[str, float]:
    """Return what searches take, in milliseconds: the median of twenty, each for another day or person."""
    rng = random.Random(11)  # noqa: S311 - questions of a benchmark
    with database.read(DPO, NOW) as uow:
        persons = [
            bytes(row[0]).hex()
            for row in uow.connection.execute(
                text("SELECT person FROM exchange_lines WHERE number % 5001 = 7 LIMIT 20")
            )
        ]

    def day() -> dict[str, Any]:
        since = NOW - timedelta(days=rng.randrange(2, DAYS - 1))
        return {"since": since, "until": since + timedelta(days=1)}

    def agency() -> ExchangeFilter:
        return ExchangeFilter(agency=f"AG-{rng.randrange(AGENCIES):03}", **day())

    wanted: dict[str, list[ExchangeFilter]] = {
        "agency and day": [agency() for _ in range(20)],
        "day": [ExchangeFilter(**day()) for _ in range(20)],
        "person": [ExchangeFilter(person_hash=each) for each in persons],
        "agency, day and a rare status": [ExchangeFilter(agency="AG-007", status="500", **day()) for _ in range(20)],
        "a rare status, all time (one step)": [ExchangeFilter(status="404") for _ in range(3)],
    }
    found = {}
    for name, filters in wanted.items():
        found[name] = median(_search_time(database, each) for each in filters)
    found["count of agency and day"] = median(_count_time(database, agency()) for _ in range(20))
    return {name: seconds * 1000 for name, seconds in found.items()}


def _search_time(database: Database, wanted: ExchangeFilter) -> float:
    with database.write(DPO, NOW) as uow:
        return _timed(lambda: service_log.search(uow, wanted))


def _count_time(database: Database, wanted: ExchangeFilter) -> float:
    with database.read(DPO, NOW) as uow:
        return _timed(lambda: service_log.count(uow, wanted))


def main() -> None:
    """Fill a small and a large log and print what searches in them take."""
    folder = Path(sys.argv[1])
    large = int(sys.argv[2]) if len(sys.argv) > 2 else MOST
    times = {}
    for lines in (large // 100, large):
        start = time.perf_counter()
        with _filled(folder, lines) as database:
            seconds = time.perf_counter() - start
            size = (folder / f"lines-{lines}.db").stat().st_size / 2**20
            sys.stdout.write(f"{lines:,} lines in {seconds:,.0f} s, {size:,.0f} MB\n")
            times[lines] = _searches(database)
    for name in times[large]:
        small, much = times[large // 100][name], times[large][name]
        sys.stdout.write(f"{name}: {much:.1f} ms, in a hundredth of the lines {small:.1f} ms\n")


if __name__ == "__main__":
    main()
