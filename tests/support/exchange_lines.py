"""Batches of the exchange log, with invented numbers."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import msgspec

from ropa.db.unit_of_work import UnitOfWork
from ropa.disclosures import service_batches, service_sources
from ropa.keys import Keys, read_keys
from ropa.settings import Environment, Settings
from schemas.exchange_log import BatchAnswer, BatchFormat, ExchangeSourceInput
from tests.support.actors import PHETCHABURI

NAMES = ("number", "token", "person", "agency", "status", "service", "provider", "ip", "at")
PERSON = "1000000000050"
OTHER = "1000000000068"
KEYS = read_keys(Settings(env=Environment.TEST, secret_key="s" * 32, id_key="i" * 32, field_key="f" * 32))


def line(number: int, at: datetime | str, **more: str) -> dict[str, str]:
    """Return one line as a system would send it."""
    said = {
        "number": str(number),
        "token": "token-of-agency",
        "person": PERSON,
        "agency": "AG-01",
        "status": "200",
        "service": "ทะเบียนโรงงาน",
        "provider": "หน่วยงานตัวอย่าง",
        "ip": "10.0.0.1",
        "at": at if isinstance(at, str) else at.isoformat(),
    }
    return said | more


def lines(count: int, now: datetime, **more: str) -> list[dict[str, str]]:
    """Return lines of the minutes before a moment, the newest last."""
    return [line(number, now - timedelta(minutes=count - number), **more) for number in range(1, count + 1)]


def as_csv(rows: Iterable[Mapping[str, str]], header: Iterable[str] = NAMES) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([row[name] for name in NAMES] for row in rows)
    return out.getvalue().encode()


def as_ndjson(rows: Iterable[Mapping[str, str]]) -> bytes:
    return b"".join(msgspec.json.encode(row) + b"\n" for row in rows)


def add_source(uow: UnitOfWork, code: str = "portal", office_id: int = PHETCHABURI, **more: object) -> None:
    service_sources.add(uow, ExchangeSourceInput(office_id=office_id, code=code, name="ระบบตัวอย่าง", **more))  # type: ignore[arg-type]


def read(
    content: bytes, now: datetime, kind: BatchFormat = BatchFormat.CSV, keys: Keys = KEYS
) -> service_batches.Batch:
    return service_batches.read(io.BytesIO(content), kind, keys, now)


def send(uow: UnitOfWork, rows: Iterable[Mapping[str, str]], key: str = "1", source: str = "portal") -> BatchAnswer:
    """Store a batch."""
    return service_batches.take(uow, source, key, read(as_csv(rows), uow.now))
