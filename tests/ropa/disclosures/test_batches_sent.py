"""Batches of the exchange log as systems send them over HTTP: packed, and several at once."""

import gzip
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from threading import Barrier

import pytest

from ropa.disclosures import service_batches
from schemas.exchange_log import MOST_BYTES
from tests.support.exchange_lines import add_source, as_csv, lines, read
from tests.support.world import DPO, bearer

BATCHES = "/api/v1/exchange-log/batches"


@pytest.fixture
def moment(register):
    """The present moment, with a source that takes lines of it."""
    moment = datetime.now(UTC)
    with register.write(DPO, moment) as uow:
        add_source(uow)
    return moment


def sent(client, headers, content, key="1"):
    """Send a batch as a body and return the answer."""
    query = {"source": "portal", "batch": key, "format": "csv"}
    return client.post(BATCHES, params=query, headers={**headers, "Content-Type": "text/csv"}, content=content)


def test_a_packed_batch_is_taken_as_a_body_and_in_a_form(client, register, moment):
    packed, headers = gzip.compress(as_csv(lines(3, moment))), bearer(register)
    body = sent(client, headers, packed)
    assert (body.status_code, body.json()["stored"]) == (201, 3)
    said = {"source": "portal", "batch": "1", "format": "csv"}
    form = client.post(BATCHES, headers=headers, data=said, files={"file": ("log.csv.gz", packed, "application/gzip")})
    assert (form.status_code, form.json()["is_repeated"]) == (200, True)


@pytest.mark.only_on("sqlite")  # Refused before a database is asked.
def test_a_packed_bomb_and_a_cut_file_are_refused_at_the_door(client, register, moment):
    packed, headers = gzip.compress(as_csv(lines(3, moment))), bearer(register)
    assert sent(client, headers, packed[:-9]).status_code == 422
    assert sent(client, headers, gzip.compress(b"a" * (MOST_BYTES + 1), 1)).status_code == 422
    assert sent(client, headers, gzip.compress(as_csv([]) + b"\n" * 100_000, 1)).status_code == 413


def at_once(*calls):
    """Return what calls answer that begin in the same moment."""
    together = Barrier(len(calls))

    def run(call):
        together.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.mark.only_on("postgresql")  # On SQLite there is one writer.
@pytest.mark.parametrize("keys", [("k",) * 4, ("k-1", "k-2", "k-3")])
def test_a_batch_sent_several_times_at_once_is_stored_once_and_no_sender_hears_of_the_others(register, moment, keys):
    batch = read(as_csv(lines(500, moment)), moment)

    def store(key):
        with register.write(DPO, moment) as uow:
            return service_batches.take(uow, "portal", key, batch)

    answers = at_once(*(partial(store, key) for key in keys))
    assert sum(answer.stored for answer in answers if not answer.is_repeated) == 500
    assert sum(answer.is_repeated for answer in answers) == len(keys) - len(set(keys))
    assert {answer.lines for answer in answers} == {500}
