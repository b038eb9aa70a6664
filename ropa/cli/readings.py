"""`ropa retention rules`: how the register reads retention words. It confirms nothing: a person does, on the page."""

import argparse
from collections.abc import Iterator

import msgspec
from msgspec import Struct

from ropa.activities import service, service_listing
from ropa.cli.output import say
from ropa.cli.running import opened
from ropa.db.unit_of_work import UnitOfWork
from ropa.retention import service_reading_history
from schemas.readings import CycleReading
from schemas.retention import RetentionReading

_BATCH = 500


class PrintedRules(Struct):
    """One line of `--json`: a rule of a record, and with REF the record's cycles."""

    ref: str
    readings: list[RetentionReading]
    cycles: list[CycleReading]


def add_retention_rules(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("ref", nargs="?", metavar="REF", help="one record, with its cycles; default: every record")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run_retention_rules(arguments: argparse.Namespace) -> int:
    """Show how retention words are read, and what is unconfirmed."""
    with opened(arguments) as context, context.read() as uow:
        for found in _one(uow, arguments.ref) if arguments.ref else _all(uow):
            if arguments.json:
                say(msgspec.json.encode(found).decode())
            else:
                say(*_lines(found))
    return 0


def _one(uow: UnitOfWork, ref: str) -> Iterator[PrintedRules]:
    stored = service.read_by_ref(uow, ref)
    found = service_reading_history.readings(uow, stored.id)
    yield PrintedRules(stored.ref, found.readings, found.cycles)


def _all(uow: UnitOfWork) -> Iterator[PrintedRules]:
    after: str | None = None
    while readings := service_reading_history.list_readings(uow, after, _BATCH):
        after = readings[-1].id
        names = service_listing.named(uow, {each.activity_id for each in readings})
        for each in readings:
            item = names.get(each.activity_id)
            yield PrintedRules(item.ref if item else each.activity_id, [each], [])


def _lines(found: PrintedRules) -> Iterator[str]:
    for each in found.readings:
        name = f" {each.name}" if each.name else ""
        yield f"{found.ref}{name} [{each.rule.status.th} / {each.rule.status.en}]"
        yield f"  “{each.rule.raw_text}”"
        yield f"  {each.reading_th}"
        yield f"  {each.reading_en}"
    for cycle in found.cycles:
        yield f"{found.ref} {cycle.part.th} / {cycle.part.en}"
        yield f"  “{cycle.cycle.raw_text}”"
        yield f"  {cycle.reading_th}"
        yield f"  {cycle.reading_en}"
