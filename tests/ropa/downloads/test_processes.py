"""Downloads made by real processes: to their end, stopped, killed, and left alone."""

import io
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import openpyxl
import pytest
from sqlalchemy import select

from ropa.audit.tables import audit_events
from ropa.downloads import service
from ropa.downloads import service_running as running
from ropa.downloads.tables import downloads
from schemas.access import Role
from schemas.downloads import DownloadInput, DownloadState
from tests.ropa.downloads.conftest import CHILD, until
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.download_child import BROKEN, DEAF, SLOW
from tests.support.world import bearer, client_of, create, files_folder, settings_for

PATH = "/api/v1/downloads"


def ask(client, headers, kind="register.xlsx", **query):
    answer = client.post(PATH, json={"kind": kind, "query": query}, headers=headers)
    assert answer.status_code == 202, answer.text
    assert answer.headers["location"] == f"{PATH}/{answer.json()['id']}"
    return answer.headers["location"]


def state_of(client, place, headers):
    return client.get(place, headers=headers).json()["state"]


def row(register):
    with register.read(running.SYSTEM, datetime.now(UTC)) as uow:
        return uow.connection.execute(select(downloads)).one()


def stored():
    return {path.name for path in Path(files_folder()).rglob("*") if path.is_file()}


def actions(register):
    with register.read(running.SYSTEM, datetime.now(UTC)) as uow:
        query = select(audit_events.c.action).where(audit_events.c.action.like("download.%"))
        return list(uow.connection.scalars(query.order_by(audit_events.c.id)))


def test_a_process_makes_the_register_that_its_owner_may_see(register, client, now):
    create(register, now, office_id=PHETCHABURI, main_process="งานของเพชรบุรี")
    create(register, now, office_id=PRACHUAP, main_process="งานของประจวบ")
    headers = bearer(register, Role.DPO, PHETCHABURI)
    place = ask(client, headers, status="draft")
    until(lambda: state_of(client, place, headers) not in {"waiting", "running"})

    told = client.get(place, headers=headers).json()
    answer = client.get(f"{place}/file", headers=headers)

    assert (told["state"], told["done"], told["total"], told["query"]) == ("done", 1, 1, {"status": "draft"})
    assert answer.headers["etag"] == f'"{told["file"]["sha256"]}"'
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert len(answer.content) == told["file"]["size"] == int(answer.headers["content-length"])
    cells = [
        str(cell.value) for line in openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0] for cell in line
    ]
    assert "งานของเพชรบุรี" in cells
    assert "งานของประจวบ" not in cells
    known = client.get(f"{place}/file", headers={**headers, "If-None-Match": answer.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")
    assert told["file"]["sha256"] in stored()

    assert client.delete(place, headers=headers).status_code == 204
    assert client.get(place, headers=headers).status_code == 404
    assert told["file"]["sha256"] not in stored()
    assert actions(register) == ["download.asked", "download.done", "download.fetched", "download.removed"]


def test_cancelling_in_the_middle_leaves_nothing(register, client, sayings):
    headers, before = bearer(register), stored()
    place = ask(client, headers, SLOW, says=str(sayings.path))
    maker = sayings.heard()
    until(lambda: client.get(place, headers=headers).json()["done"] > 0)

    assert client.post(f"{place}/cancel", headers=headers).json()["state"] == "cancelled"
    until(maker.is_gone, 5)

    assert stored() == before
    assert client.post(f"{place}/cancel", headers=headers).status_code == 200  # again changes nothing
    assert state_of(client, place, headers) == "cancelled"
    assert client.get(f"{place}/file", headers=headers).status_code == 409
    assert actions(register) == ["download.asked", "download.cancelled"]


@pytest.mark.only_on("sqlite")
def test_a_maker_that_does_not_listen_ends_under_its_cancelling(register, client, sayings):
    headers = bearer(register)
    place = ask(client, headers, DEAF, says=str(sayings.path))
    maker = sayings.heard()

    client.post(f"{place}/cancel", headers=headers)

    until(maker.is_gone, 5)


def test_a_killed_process_is_noticed_and_its_work_is_tried_once_more(register, client, sayings):
    headers = bearer(register)
    place = ask(client, headers, SLOW, says=str(sayings.path))
    for _ in range(2):
        maker = sayings.heard()
        os.kill(maker.pid, signal.SIGKILL)
        until(maker.is_gone, 5)
    until(lambda: state_of(client, place, headers) == "failed")

    told = client.get(place, headers=headers).json()
    assert "หยุดกลางคัน" in told["error_th"]
    assert "interrupted" in told["error_en"]


@pytest.mark.only_on("sqlite")
def test_a_fault_of_the_program_is_told_without_its_details(register, client, sayings):
    headers = bearer(register)
    place = ask(client, headers, BROKEN, says="ความลับ")
    until(lambda: state_of(client, place, headers) == "failed")

    told = client.get(place, headers=headers).json()
    assert told["error_th"].startswith("โปรแกรมขัดข้อง")
    assert "ความลับ" not in told["error_th"] + told["error_en"]
    assert row(register).attempts == 1


@pytest.mark.only_on("sqlite")
def test_a_server_that_stops_ends_its_processes_and_the_next_one_goes_on(register, sayings):
    headers = bearer(register)
    with client_of(register) as client:
        ask(client, headers, SLOW, says=str(sayings.path))
        maker = sayings.heard()

    assert maker.is_gone()
    assert row(register).state == "waiting"
    with client_of(register) as client:
        client.app.state.downloads.wake()
        assert sayings.heard().pid != maker.pid


@pytest.mark.only_on("sqlite")
def test_no_process_outlives_a_server_that_was_killed(register, now, tmp_path, sayings):
    asked, order = _taken(register, SLOW, tmp_path, says=str(sayings.path))
    child = _child(order)
    maker = sayings.heard()
    assert child.stdin is not None
    child.stdin.close()  # what the system does to the pipes of a server that is gone

    child.wait(10)
    until(maker.is_gone, 5)
    assert row(register).state == "waiting"
    assert row(register).id == asked


def test_who_lost_the_right_before_the_start_gets_nothing(register, tmp_path):
    asked, order = _taken(register, "register.xlsx", tmp_path, revoke=True)
    child = _child(order)
    child.wait(20)

    found = row(register)
    assert (found.id, found.state, found.sha256) == (asked, "failed", None)
    assert "สิทธิ" in found.error_th
    assert child.stdin is not None
    child.stdin.close()


def _taken(register, kind, folder, *, revoke=False, **query):
    """Return a download that a process is to make, and the order for it."""
    from ropa.access.service import actor_of_token
    from ropa.access.tables import api_tokens

    present = datetime.now(UTC)
    secret = bearer(register)["Authorization"].removeprefix("Bearer ")
    with register.read(running.SYSTEM, present) as uow:
        actor = actor_of_token(uow, secret)
    with register.write(actor, present) as uow:
        asked = service.ask(uow, DownloadInput(kind=kind, query=query)).download
        assert asked.state is DownloadState.WAITING
        if revoke:
            uow.connection.execute(api_tokens.update().values(revoked_at=present))
        assert running.take(uow, "holder") == asked.id
    made = folder / "made"
    made.mkdir()
    return asked.id, {
        "settings": settings_for(register.url),
        "download_id": asked.id,
        "holder": "holder",
        "folder": str(made),
    }


def _child(order):
    child = subprocess.Popen([sys.executable, "-m", CHILD], stdin=subprocess.PIPE, start_new_session=True)
    assert child.stdin is not None
    child.stdin.write(msgspec.json.encode(order) + b"\n")
    child.stdin.flush()
    return child
