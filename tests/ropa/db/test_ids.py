"""Identifiers: UUIDs of version 7 whose order is the order of creation."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from ropa.db.ids import new_id


def test_ids_are_version_7_and_tell_their_millisecond():
    moment = datetime(2026, 11, 20, 2, 0, 0, 123_000, tzinfo=UTC)
    made = uuid.UUID(new_id(moment))

    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert made.int >> 80 == int(moment.timestamp() * 1000)


def test_ids_of_one_moment_rise():
    moment = datetime(2026, 11, 20, tzinfo=UTC)
    made = [new_id(moment) for _ in range(5_000)]

    assert made == sorted(made)
    assert len(set(made)) == 5_000
    assert new_id(moment + timedelta(milliseconds=1)) > made[-1]


def test_threads_get_different_ids():
    moment = datetime(2026, 11, 20, tzinfo=UTC)
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda _: new_id(moment), range(4_000)))
    assert len(set(made)) == 4_000
