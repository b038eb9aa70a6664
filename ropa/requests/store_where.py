"""Queries on what requests of the same person were linked to."""

from collections.abc import Sequence

from sqlalchemy import select

from ropa.db.unit_of_work import UnitOfWork
from ropa.requests import store
from ropa.requests.tables import subject_request_activities, subject_requests


def activities_of_person(
    uow: UnitOfWork, person_hash: str, without: str, visible: store.Offices, limit: int
) -> Sequence[str]:
    """Return the activities that other requests of a person, in some offices, were linked to; the latest first."""
    links = subject_request_activities.c
    query = (
        select(links.activity_id, subject_requests.c.id)
        .join(subject_requests, subject_requests.c.id == links.request_id)
        .where(subject_requests.c.person_hash == person_hash, subject_requests.c.id != without, *store.within(visible))
        .order_by(subject_requests.c.id.desc(), links.place)
        .limit(limit)
    )
    return list(dict.fromkeys(row.activity_id for row in uow.connection.execute(query)))
