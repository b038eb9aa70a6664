"""Telling other systems: signed, once for a cause, never into our own network; and LINE, which is told nothing."""

import hashlib
import hmac
import json
import socket
import threading
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address

import pytest
from sqlalchemy import select

from ropa.access.portal_http import Deadline
from ropa.audit.tables import audit_events
from ropa.errors import Conflict, Invalid, NotFound
from ropa.jobs.deliveries import Deliverer
from ropa.jobs.passes import WORKER
from ropa.notices import service, service_delivery, service_preferences, service_webhooks
from ropa.notices.line import TEXT, Line
from ropa.notices.outgoing import GuardedServer, PrivateAddressError
from ropa.notices.rules_webhooks import address_fault, is_public
from ropa.notices.tables import notice_outbox, notice_preferences, notice_webhooks
from ropa.notices.webhook import LARGEST_ANSWER, Webhooks
from schemas.access import Role
from schemas.notices import NoticeChannel, NoticeKind, Preferences
from tests.support.actors import somebody
from tests.support.notices import add_people, notice_for
from tests.support.web import keys_for
from tests.support.world import DPO

ADMIN = somebody(Role.SYSTEM_ADMIN)
BASE = "https://ropa.ministry.example"
LINE_USER = "U" + "0123456789abcdef" * 2


class Receiver:
    def __init__(self):
        self.got = []
        self.status = 200
        self.answer = b"{}"
        self.location = None
        self.address = ""


@contextmanager
def receiving():
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.got.append((self.path, dict(self.headers), body))
            self.send_response(receiver.status)
            if receiver.location:
                self.send_header("Location", receiver.location)
            self.send_header("Content-Length", str(len(receiver.answer)))
            self.end_headers()
            self.wfile.write(receiver.answer)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    receiver.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def receiver():
    with receiving() as made:
        yield made


def add(register, now, address):
    with register.write(ADMIN, now) as uow:
        return service_webhooks.add(uow, keys_for(register), address, allow_private=True)


def post(register, now, *notices):
    with register.write(DPO, now) as uow:
        service.post(uow, list(notices))


def deliver(register, now, *, allow_private=True):
    carriers = {NoticeChannel.WEBHOOK: Webhooks(BASE, allow_private=allow_private)}
    return Deliverer(register, keys_for(register), WORKER, now).run(carriers)


def outbox(register, now, channel="webhook"):
    with register.read(DPO, now) as uow:
        return uow.connection.execute(select(notice_outbox).where(notice_outbox.c.channel == channel)).all()


def test_a_system_is_told_of_a_cause_once_with_a_signature(register, now, receiver):
    made = add(register, now, f"{receiver.address}/hook?to=register")
    post(register, now, *(notice_for(each) for each in add_people(register, now, 3)))

    assert deliver(register, now) == "sent 1"

    ((path, headers, body),) = receiver.got
    (row,) = outbox(register, now)
    assert path == "/hook?to=register"
    assert headers["Idempotency-Key"] == row.id
    seconds, mark = (part.partition("=")[2] for part in headers["ROPA-Signature"].split(","))
    expected = hmac.new(made.secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
    assert mark == expected
    assert abs(int(seconds) - now.timestamp()) < 60
    told = json.loads(body)
    assert told["url"] == f"{BASE}/activities"
    assert told["kind"] == "review_due"
    assert "30" not in told["title_th"] + told["title_en"]
    assert b"body" not in body


def test_ones_own_affairs_are_told_to_no_other_system(register, now, receiver):
    add(register, now, receiver.address)
    (one,) = add_people(register, now, 1)
    post(register, now, notice_for(one, kind=NoticeKind.DIGEST), notice_for(one, "r", kind=NoticeKind.RIGHT_CHANGED))

    assert outbox(register, now) == []


@pytest.mark.parametrize(
    ("status", "state", "again"),
    [
        (204, "sent", False),
        (302, "failed", False),
        (400, "failed", False),
        (429, "waiting", True),
        (503, "waiting", True),
    ],
)
def test_what_an_answer_means(register, now, receiver, status, state, again):
    add(register, now, receiver.address)
    post(register, now, notice_for(*add_people(register, now, 1)))
    with receiving() as elsewhere:
        receiver.status, receiver.location = status, f"{elsewhere.address}/moved"
        if status == 204:
            receiver.answer = b""
        deliver(register, now)
        assert elsewhere.got == []

    (row,) = outbox(register, now)
    assert (row.state, row.due_at > now + timedelta(seconds=20)) == (state, again)


@pytest.mark.only_on("sqlite")
def test_an_answer_without_end_is_not_read_to_its_end(register, now, receiver):
    add(register, now, receiver.address)
    post(register, now, notice_for(*add_people(register, now, 1)))
    receiver.answer = b"x" * (LARGEST_ANSWER + 1)

    assert deliver(register, now) == "waiting 1"
    assert outbox(register, now)[0].reason == "answer-too-large"


def test_a_system_that_is_away_keeps_no_other_waiting(register, now, receiver):
    with receiving() as gone:
        pass
    away, here = add(register, now, gone.address), add(register, now, receiver.address)
    (one,) = add_people(register, now, 1)
    post(register, now, *(notice_for(one, f"review:{number}") for number in range(25)))

    deliver(register, now)

    assert len(receiver.got) == 25
    assert {row.tries for row in outbox(register, now) if row.addressee == here.id} == {1}
    assert sum(row.tries for row in outbox(register, now) if row.addressee == away.id) == 1


def test_a_list_that_leads_into_our_own_network_is_refused_at_the_last_moment(register, now, receiver):
    add(register, now, receiver.address.replace("127.0.0.1", "localhost"))
    post(register, now, notice_for(*add_people(register, now, 1)))

    assert deliver(register, now, allow_private=False) == "failed 1"
    assert receiver.got == []


def test_a_name_is_resolved_once_and_only_what_was_checked_is_connected_to(monkeypatch):
    asked = []

    def answers(host, port, **_):
        asked.append(host)
        found = "93.184.215.14" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (found, port))]

    connected = []

    def connect(address, _timeout):
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", answers)
    monkeypatch.setattr(socket, "create_connection", connect)
    server = GuardedServer("https://rebound.example:8443", allow_private=False)
    with pytest.raises(ConnectionRefusedError):
        server._open("rebound.example", 8443, Deadline(5))

    assert connected == [("93.184.215.14", 8443)]
    with pytest.raises(PrivateAddressError):
        server._open("rebound.example", 8443, Deadline(5))
    assert len(connected) == 1


def test_one_private_address_among_public_ones_is_enough(monkeypatch):
    found = [(socket.AF_INET, 1, 6, "", (each, 443)) for each in ("93.184.215.14", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)

    with pytest.raises(PrivateAddressError):
        GuardedServer("https://mixed.example", allow_private=False)._open("mixed.example", 443, Deadline(5))


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),  # noqa: S104 - refused
        *("224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "240.0.0.1"),
        *("::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1", "fec0::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "64:ff9b::7f00:1", "2002:7f00:1::", "2002:a00:1::"),
    ],
)
def test_an_address_that_is_not_public(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:4700::1111", "1.1.1.1"])
def test_an_address_that_is_public(address):
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        *(
            "http://hooks.example/",
            "https://",
            "https:///x",
            "ftp://hooks.example",
            "hooks.example",
            "",
            "javascript:1",
        ),
        *(
            "https://user:pw@hooks.example/",
            "https://hooks.example/#x",
            "https://hooks.example/ x",
            "https://ก.example/",
        ),
        *("https://127.0.0.1/", "https://[::1]/", "https://169.254.169.254/latest", "https://hooks.example:0/"),
        *(
            "https://hooks.example:99999/",
            "https://[::1/",
            'https://hooks.example/"',
            "https://hooks.example\\@10.0.0.1/",
        ),
        "https://hooks.example/\r\nHost: other",
        "https://hooks.example/" + "x" * 500,
    ],
)
def test_an_address_that_no_list_takes(address):
    assert address_fault(address, allow_private=False) is not None


def test_the_list_is_kept_with_care(register, now):
    keys = keys_for(register)
    with register.write(ADMIN, now) as uow:
        made = service_webhooks.add(uow, keys, "https://hooks.example/services/SECRET", allow_private=False)
        with pytest.raises(Conflict):
            service_webhooks.add(uow, keys, "https://hooks.example/services/SECRET", allow_private=False)
        with pytest.raises(Invalid):
            service_webhooks.add(uow, keys, "http://hooks.example/", allow_private=False)
        assert [each.address for each in service_webhooks.listed(uow).items] == [made.address]
    with register.write(ADMIN, now) as uow:
        stored = uow.connection.scalar(select(notice_webhooks.c.secret))
        assert made.secret.encode() not in stored
        service_webhooks.end(uow, made.id)
        with pytest.raises(NotFound):
            service_webhooks.end(uow, made.id)
        assert service_webhooks.listed(uow).items == []
        details = b"".join(uow.connection.scalars(select(audit_events.c.details)))
        assert b"hooks.example" in details
        assert b"SECRET" not in details
        for number in range(service_webhooks.MOST):
            service_webhooks.add(uow, keys, f"https://hooks.example/{number}", allow_private=False)
        with pytest.raises(Conflict):
            service_webhooks.add(uow, keys, "https://hooks.example/more", allow_private=False)


def test_a_system_that_was_taken_off_the_list_is_told_nothing_more(register, now, receiver):
    made = add(register, now, receiver.address)
    post(register, now, notice_for(*add_people(register, now, 1)))
    with register.write(ADMIN, now) as uow:
        service_webhooks.end(uow, made.id)

    deliver(register, now)
    assert receiver.got == []
    assert [(row.state, row.reason) for row in outbox(register, now)] == [("dropped", "no-address")]


def test_line_is_told_that_something_is_there_and_nothing_else(register, now, receiver):
    one, two = add_people(register, now, 2)
    keys = keys_for(register)
    with register.write(DPO, now) as uow:
        service_preferences.save(uow, keys, one, Preferences(line_user=LINE_USER))
        stored = uow.connection.scalar(select(notice_preferences.c.line_user))
        assert LINE_USER.encode() not in stored
        with pytest.raises(Invalid):
            service_preferences.save(uow, keys, two, Preferences(line_user="U1; x"))
    post(register, now, notice_for(one), notice_for(two))
    line = {NoticeChannel.LINE: Line("channel-token", BASE, receiver.address)}

    assert Deliverer(register, keys, WORKER, now).run(line) == "sent 1"

    ((path, headers, body),) = receiver.got
    (row,) = outbox(register, now, "line")
    assert path == "/v2/bot/message/push"
    assert headers["X-Line-Retry-Key"] == row.id
    assert headers["Authorization"] == "Bearer channel-token"
    sent = json.loads(body)
    assert sent["to"] == LINE_USER
    assert sent["messages"] == [{"type": "text", "text": f"{TEXT}\n{BASE}/inbox"}]


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize(("status", "state"), [(409, "sent"), (400, "failed"), (401, "waiting"), (429, "waiting")])
def test_what_line_answers(register, now, receiver, status, state):
    (one,) = add_people(register, now, 1)
    keys = keys_for(register)
    with register.write(DPO, now) as uow:
        service_preferences.save(uow, keys, one, Preferences(line_user=LINE_USER))
    post(register, now, notice_for(one))
    receiver.status = status
    Deliverer(register, keys, WORKER, now).run({NoticeChannel.LINE: Line("t", BASE, receiver.address)})

    (row,) = outbox(register, now, "line")
    assert row.state == state


def test_what_failed_is_counted_and_tried_again_when_somebody_says_so(register, now, receiver):
    add(register, now, receiver.address)
    receiver.status = 400
    post(register, now, notice_for(*add_people(register, now, 1)))
    deliver(register, now)
    with register.read(ADMIN, now) as uow:
        state = service_delivery.state(uow)
        assert service_delivery.warned(uow) == (1, False)
    assert state.counts["webhook"] == {"failed": 1}
    assert [(each.reason, each.tries) for each in state.failed] == [("http-400", 1)]

    receiver.status = 200
    with register.write(ADMIN, now) as uow:
        assert service_delivery.retry(uow, state.failed[0].id) == 1
        with pytest.raises(NotFound):
            service_delivery.retry(uow, None)
    assert deliver(register, now) == "sent 1"
    assert len({headers["Idempotency-Key"] for _, headers, _ in receiver.got}) == 1
