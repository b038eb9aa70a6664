"""`POST /sso/diw`: a good token signs in once, and every other is refused on a page that says why."""

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from ropa.errors import PortalBusy, PortalUnavailable
from ropa.portal_simulator.personas import BY_USERNAME
from ropa.portal_simulator.tokens import Flaw
from ropa.portal_simulator.wsdl import Shape
from ropa.web.outside import Outside
from schemas.access import COMMAND_LINE
from tests.support.portal import KEY, free_address, register_at, simulator, token_of

OWN = "https://register.example"


@pytest.fixture
def portal():
    with simulator() as made:
        yield made


@pytest.fixture
def visitor(register, portal):
    with register_at(register, portal.wsdl_url) as made:
        yield made


def enter(visitor, token, origin="https://portal.example"):
    headers = {} if origin is None else {"Origin": origin}
    return visitor.post("/sso/diw", data={"diwtoken": token}, headers=headers)


def trail(register, now, action):
    with register.read(COMMAND_LINE, now) as uow:
        query = text("SELECT subject, details FROM audit_events WHERE action = :action ORDER BY id")
        return [str(row) for row in uow.connection.execute(query, {"action": action})]


def test_a_token_of_the_portal_signs_its_person_in(visitor, portal, register, now):
    answer = enter(visitor, token_of(portal))

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert visitor.get("/").status_code == 200
    assert "ผู้บันทึก นครปฐม" in visitor.get("/").text
    assert len(trail(register, now, "sign_in.accepted")) == 1
    with register.read(COMMAND_LINE, now) as uow:
        kept = repr(uow.connection.execute(text("SELECT * FROM audit_events")).all())
    assert BY_USERNAME["recorder.npt"].national_id not in kept


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize(
    ("flaw", "status", "said"),
    [
        (Flaw.EXPIRED, 401, "หมดอายุ"),
        (Flaw.EARLY, 401, "ยังไม่ถึงเวลา"),
        (Flaw.FORGED, 403, "ไม่รับรอง"),
        (Flaw.FOREIGN, 403, "ไม่รับรอง"),
        (Flaw.TRUNCATED, 400, "ไม่สมบูรณ์"),
    ],
)
def test_a_bad_token_is_refused_on_a_page_that_says_why(visitor, portal, flaw, status, said):
    token = token_of(portal, flaw)
    answer = enter(visitor, token)

    assert answer.status_code == status
    assert said in answer.text
    assert "set-cookie" not in answer.headers
    assert token not in answer.text
    assert BY_USERNAME["recorder.npt"].national_id not in answer.text


def test_a_token_signs_in_once_also_when_it_comes_many_times_at_once(visitor, portal, register, now):
    token = token_of(portal)
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: enter(visitor, token), range(4)))

    assert sorted(answer.status_code for answer in answers) == [303, 403, 403, 403]
    assert "ถูกใช้ไปแล้ว" in next(answer for answer in answers if answer.status_code == 403).text
    assert len(trail(register, now, "session.started")) == 1


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (None, 303),
        ("https://portal.example", 303),
        ("http://other.example:8080", 303),
        (OWN, 303),
        ("null", 403),
        ("https://evil.example", 403),
        ("https://portal.example.evil.example", 403),
        ("http://portal.example", 403),
        ("http://other.example", 403),
        ("", 403),
    ],
)
def test_only_the_portals_sites_send_people_here(visitor, portal, origin, status):
    assert enter(visitor, token_of(portal), origin).status_code == status


@pytest.mark.only_on("sqlite")
def test_what_is_no_form_with_one_token_is_refused(visitor, portal):
    token = token_of(portal)
    assert visitor.post("/sso/diw").status_code == 400
    assert visitor.post("/sso/diw", data={"diwtoken": [token, token]}).status_code == 400
    assert visitor.post("/sso/diw", json={"diwtoken": token}).status_code == 400
    assert visitor.post("/sso/diw", files={"diwtoken": ("token", token)}).status_code == 400
    assert visitor.post("/sso/diw", data={"diwtoken": "x" * 20_000}).status_code == 413
    assert visitor.post("/sso/diw", data={"other": "1"}, files={"diwtoken": (None, "x" * 99_000)}).status_code == 413
    assert portal.asked == 0
    assert visitor.post("/sso/diw", files={"diwtoken": (None, token)}).status_code == 303


@pytest.mark.only_on("sqlite")
def test_a_link_signs_nobody_in(visitor, portal):
    answer = visitor.get(f"/sso/diw?diwtoken={token_of(portal)}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert portal.asked == 0


@pytest.mark.only_on("sqlite")
def test_the_session_is_always_a_new_one(visitor, portal):
    visitor.cookies.set("ropa_session", "planted-by-somebody")
    first = enter(visitor, token_of(portal))
    second = enter(visitor, token_of(portal))

    assert "planted" not in first.headers["set-cookie"]
    assert first.headers["set-cookie"] != second.headers["set-cookie"]


@pytest.mark.only_on("sqlite")
def test_our_own_wrong_client_id_is_not_the_persons_fault(register, portal, caplog):
    with register_at(register, portal.wsdl_url, sso_client_id="somebody") as visitor:
        answer = enter(visitor, token_of(portal))

    assert answer.status_code == 503
    assert "ไม่ใช่ความผิดของท่าน" in answer.text
    assert "ROPA_SSO_CLIENT_ID" not in answer.text
    assert "ROPA_SSO_CLIENT_ID" in caplog.text


@pytest.mark.only_on("sqlite")
def test_a_portal_that_is_away_or_misunderstood_is_a_clear_page(register):
    with simulator(Shape(more_operations=("logout",))) as portal:
        token = token_of(portal)
        for wsdl in (portal.wsdl_url, f"{free_address()}/x?wsdl", ""):
            with register_at(register, wsdl) as visitor:
                answer = enter(visitor, token)
                assert answer.status_code == 503
                assert "ขณะนี้" in answer.text
                assert "retry-after" in answer.headers


@pytest.mark.only_on("sqlite")
def test_where_the_portals_key_is_known_a_forged_token_is_not_even_asked_about(register, portal):
    with register_at(register, portal.wsdl_url, sso_jwt_key=KEY, sso_issuer="DIW") as visitor:
        assert enter(visitor, token_of(portal, Flaw.FORGED)).status_code == 403
        assert portal.asked == 0
        assert enter(visitor, token_of(portal)).status_code == 303


@pytest.mark.only_on("sqlite")
def test_many_refusals_are_few_entries_and_every_one_is_counted(register, portal, now):
    with register_at(register, portal.wsdl_url) as visitor:
        for _ in range(40):
            enter(visitor, "no token")
        enter(visitor, token_of(portal, Flaw.EXPIRED))
        assert len(trail(register, now, "sign_in.refused")) == 1
    entries = trail(register, now, "sign_in.refused")

    assert len(entries) == 2
    assert '"malformed":1' in entries[0]
    assert '"malformed":39' in entries[1]
    assert '"expired":1' in entries[1]


@pytest.mark.only_on("sqlite")
def test_people_who_are_signed_in_work_on_while_the_portal_hangs(visitor, portal):
    enter(visitor, token_of(portal))
    alone = _median(lambda: visitor.get("/"))
    portal.switch("slow", 30)
    tokens = [token_of(portal, username=name) for name in ("recorder.npt", "head.npt") * 5]
    with ThreadPoolExecutor(10) as threads:
        hanging = [threads.submit(enter, visitor, token) for token in tokens]
        while portal.asked < 5:  # the one above, and as many as may ask at once
            time.sleep(0.01)
        beside = _median(lambda: visitor.get("/"))
        still_hanging = sum(not each.done() for each in hanging)
        portal.switch("normal", 0)
        portal.stopping.set()
        answers = [each.result().status_code for each in hanging]

    assert still_hanging == 10
    assert beside < alone * 20 + 0.2
    assert set(answers) <= {303, 503}


def _median(work):
    taken = []
    for _ in range(9):
        begin = time.monotonic()
        assert work().status_code == 200
        taken.append(time.monotonic() - begin)
    return sorted(taken)[4]


def test_nobody_waits_in_a_queue_that_is_full():
    held = threading.Event()

    async def scene() -> list[type]:
        outside = Outside(threads=2, waiting=3)
        waits = [asyncio.create_task(outside.call(lambda _: held.wait(20), 0.2)) for _ in range(9)]
        results = await asyncio.gather(*waits, return_exceptions=True)
        held.set()
        while True:  # the threads are free again in a moment
            try:
                assert await outside.call(lambda left: 0 < left <= 5, 5) is True
            except PortalBusy:
                await asyncio.sleep(0.01)
            else:
                break
        outside.close()
        with pytest.raises(PortalBusy):
            await outside.call(lambda _: None, 1)
        return [type(each) for each in results]

    kinds = asyncio.run(scene())
    assert kinds.count(PortalBusy) == 4
    assert kinds.count(PortalUnavailable) == 5


def test_the_end_of_the_process_does_not_wait_for_who_hangs():
    held = threading.Event()

    async def scene() -> float:
        outside = Outside(threads=1)
        with pytest.raises(PortalUnavailable):
            await outside.call(lambda _: held.wait(20), 0.1)
        begin = time.monotonic()
        outside.close()
        return time.monotonic() - begin

    assert asyncio.run(scene()) < 10
    held.set()


def test_what_the_work_raises_arrives():
    def fail(_: float) -> None:
        raise KeyError("x")

    async def scene() -> None:
        outside = Outside(threads=1)
        with pytest.raises(KeyError):
            await outside.call(fail, 5)
        outside.close()

    asyncio.run(scene())
