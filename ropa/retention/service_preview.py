"""What a destruction list would take, before it is made. Locks nothing and asks for no rights: its caller does."""

from datetime import date

from msgspec import Struct
from sqlalchemy import Select

from ropa.db.unit_of_work import UnitOfWork
from ropa.retention import store_preview

#: Data sets that are named for each reason; the counts are of all.
NAMED = 20


class DueSet(Struct, frozen=True, kw_only=True):
    """A data set whose period has ended."""

    id: str
    activity_id: str
    title: str
    due_on: date
    last_day_kept: date
    volume: str | None


class Preview(Struct, frozen=True, kw_only=True):
    """What is taken and what is left out: numbers by reason, and the oldest of each."""

    counts: dict[str, int]
    """By `taken`, `held`, `unlisted` (no check has listed it yet), `unsurveyed` (its survey opens later), `undated`."""
    named: dict[str, list[DueSet]]


def preview(uow: UnitOfWork, offices: Select[tuple[int]], due_by: date, surveyed_by: date) -> Preview:
    """Return what a list of some offices would take now; the arguments are those of `service_listable.to_list`."""
    counts = store_preview.counts(uow, offices, due_by, surveyed_by)
    named = {
        name: [
            DueSet(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name
            for row in store_preview.some(uow, offices, due_by, test, NAMED)
        ]
        for name, test in store_preview.tests(surveyed_by).items()
        if counts[name]
    }
    return Preview(counts={**counts, "undated": store_preview.undated(uow, offices)}, named=named)
