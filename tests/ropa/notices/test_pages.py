"""The inbox, how to be told, ending the digests from a mail, and the administrator's page of delivery."""

import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from litestar.testing import TestClient
from sqlalchemy import select, update

from ropa.access.service_sessions import find_session
from ropa.access.tables import people
from ropa.jobs.deliveries import Deliverer
from ropa.jobs.passes import WORKER
from ropa.notices import service, service_digest, service_preferences
from ropa.notices.service import contacts
from ropa.notices.tables import notice_outbox, notice_webhooks
from ropa.notices.webhook import Webhooks
from schemas.access import Role
from schemas.notices import NoticeChannel, Preferences
from tests.support.notices import notice_for
from tests.support.web import HTML, browser, keys_for, mark_of, send
from tests.support.world import DPO, bearer, make_app

pytestmark = pytest.mark.only_on("sqlite")


def person_of(register, client):
    now = datetime.now(UTC)
    with register.write(DPO, now) as uow:
        found = find_session(uow, client.cookies["ropa_session"])
        assert found is not None
        uow.connection.execute(update(people).where(people.c.id == found.person_id).values(email="me@ministry.example"))
    return found.person_id


def post(register, *notices):
    with register.write(DPO, datetime.now(UTC)) as uow:
        service.post(uow, list(notices))


def prefer(register, person_id):
    with register.read(DPO, datetime.now(UTC)) as uow:
        return service_preferences.read(uow, keys_for(register), person_id)


def test_a_person_reads_their_own_notices_and_goes_where_they_lead(register):
    with browser(register, (Role.RECORDER, 4)) as client:
        me = person_of(register, client)
        assert "bell-count" not in client.get("/").text
        post(register, notice_for(me, title_th="<b>ด่วน</b>", path="/activities?q=1"), notice_for(me, "other:1"))

        page = client.get("/inbox")
        assert "&lt;b&gt;ด่วน&lt;/b&gt;" in page.text
        assert re.search(r'bell-count"><span class="sr">[^<]+</span>2<', client.get("/").text)
        chosen = re.findall(r'name="notice" value="([0-9a-f-]{36})"', page.text)
        answer = client.post("/inbox", data={"notice": chosen[1], "csrf_token": mark_of(page)})

        assert (answer.status_code, answer.headers["location"]) == (303, "/activities?q=1")
        assert re.search(r'bell-count"><span class="sr">[^<]+</span>1<', client.get("/inbox").text)
        assert send(client, "/inbox", {"notice": "all"}).status_code == 303
        assert "bell-count" not in client.get("/inbox").text
        assert send(client, "/inbox", {"notice": "nothing"}).status_code == 404


def test_english_readers_read_english(register):
    with browser(register, (Role.RECORDER, 4)) as client:
        post(register, notice_for(person_of(register, client)))
        client.cookies.set("ropa_language", "en")

        page = client.get("/inbox").text
        assert "Review is due" in page
        assert "ถึงกำหนด" not in page.replace("ไทย", "")


def test_a_long_inbox_has_pages(register):
    with browser(register, (Role.RECORDER, 4)) as client:
        me = person_of(register, client)
        post(register, *(notice_for(me, f"review:{number}") for number in range(service.PAGE + 5)))
        first = client.get("/inbox").text
        more = re.search(r'href="(/inbox\?before=[^"]+)"', first)

        assert more is not None
        assert client.get(more[1]).text.count('name="notice" value="0') == 5


def test_how_to_be_told_is_chosen(register):
    with browser(register, (Role.RECORDER, 4)) as client:
        me = person_of(register, client)
        assert "me@ministry.example" in client.get("/me/notices").text
        wanted = {"digest": "1", "quiet_from": "21:00", "quiet_until": "06:00", "language": "en", "line_user": ""}
        assert send(client, "/me/notices", wanted).status_code == 303

        chosen = prefer(register, me)
        assert (chosen.by_email, chosen.digest, chosen.language, chosen.quiet_from.hour) == (False, True, "en", 21)
        page = client.get("/me/notices").text
        assert '<option value="21:00" selected>' in page

        line = {**wanted, "line_user": "U" + "a" * 32, "by_email": "1"}
        assert send(client, "/me/notices", line).status_code == 303
        assert prefer(register, me).line_user == "U" + "a" * 32


def test_every_fault_of_the_choice_is_told(register):
    with browser(register, (Role.RECORDER, 4)) as client:
        me = person_of(register, client)
        bad = {"quiet_from": "25:00", "quiet_until": "x", "language": "fr", "line_user": "<script>"}
        answer = send(client, "/me/notices", bad)

        assert answer.status_code == 422
        assert answer.text.count('<p class="error"') == 2
        bad |= {"quiet_from": "20:00", "quiet_until": "07:00"}
        answer = send(client, "/me/notices", bad)
        assert answer.status_code == 422
        assert "<script>" not in answer.text
        assert prefer(register, me) == Preferences()


def unsubscribe_of(register, person_id):
    return service_preferences.unsubscribe_path(keys_for(register), person_id)


def test_one_click_in_a_mail_ends_the_digests_and_nothing_else(register):
    with browser(register, (Role.RECORDER, 4)) as client:
        me = person_of(register, client)
        path = unsubscribe_of(register, me)
    with TestClient(make_app(register)) as stranger:
        # A mail program opens links by itself: nothing may happen then.
        assert stranger.get(path, headers=HTML).status_code == 200
        assert prefer(register, me).digest
        answer = stranger.post(path, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert stranger.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200

    chosen = prefer(register, me)
    assert (chosen.digest, chosen.by_email) == (False, True)
    post(register, notice_for(me))
    now = datetime.now(UTC)
    with register.write(DPO, now) as uow:
        assert service_digest.make(uow) == 0
        assert uow.connection.scalars(select(notice_outbox.c.channel)).all() == ["email"]


@pytest.mark.parametrize(
    "change", [lambda path: path[:-1], lambda path: path + "x", lambda path: path.replace(".", "")]
)
def test_a_link_that_is_not_ours_ends_nothing(register, change):
    with browser(register, (Role.RECORDER, 4)) as client:
        me = person_of(register, client)
    with TestClient(make_app(register)) as stranger:
        path = change(unsubscribe_of(register, me))
        assert stranger.get(path, headers=HTML).status_code == 404
        assert stranger.post(path).status_code == 404
        other = unsubscribe_of(register, "0" * 36).rpartition(".")[2]
        assert stranger.post(f"/notices/unsubscribe/{me}.{other}").status_code == 404
    assert prefer(register, me).digest


def test_an_administrator_sees_what_failed_and_sends_it_again(register):
    with browser(register, (Role.SYSTEM_ADMIN, 0)) as client:
        answer = send(client, "/notices", {"do": "add", "address": "https://127.0.0.1/"})
        assert answer.status_code == 422
        assert send(client, "/notices", {"do": "add", "address": ""}).status_code == 422
        answer = send(client, "/notices", {"do": "add", "address": "https://hooks.invalid/secret-path"})
        assert answer.status_code == 200
        assert "whsec_" in answer.text
        assert "whsec_" not in client.get("/notices").text
        assert (
            send(client, "/notices", {"do": "add", "address": "https://hooks.invalid/secret-path"}).status_code == 409
        )

        me = person_of(register, client)
        post(register, notice_for(me, is_urgent=True))
        now = datetime.now(UTC)
        with register.write(DPO, now) as uow:
            failed = {"state": "failed", "reason": "http-410", "tries": 1}
            uow.connection.execute(update(notice_outbox).where(notice_outbox.c.channel == "webhook").values(**failed))
        page = client.get("/notices").text
        assert "http-410" in page
        assert "ถึงกำหนดทบทวน" in page  # its kind; what it says stands nowhere
        assert "ภายใน 30 วัน" not in page
        assert "1 รายการส่งไม่สำเร็จ" in client.get("/").text

        row = re.search(r'name="id" value="([^"]+)"><button class="button small">', page)
        assert row is not None
        assert send(client, "/notices", {"do": "retry", "id": row[1]}).status_code == 303
        assert "รายการส่งไม่สำเร็จใน" not in client.get("/").text
        carriers = {NoticeChannel.WEBHOOK: Webhooks("https://ropa.example")}
        assert Deliverer(register, keys_for(register), WORKER, now).run(carriers) == ""  # it is due a moment later

        with register.read(DPO, now) as uow:
            webhook_id = uow.connection.scalar(select(notice_webhooks.c.id))
        assert send(client, "/notices", {"do": "end", "id": webhook_id}).status_code == 303
        assert send(client, "/notices", {"do": "end", "id": webhook_id}).status_code == 404


def test_the_list_of_systems_over_the_api(register, client):
    headers = bearer(register, Role.SYSTEM_ADMIN)
    base = "/api/v1/notices"
    made = client.post(f"{base}/webhooks", json={"address": "https://hooks.example/a"}, headers=headers)
    assert made.status_code == 201
    assert made.json()["secret"].startswith("whsec_")
    listed = client.get(f"{base}/webhooks", headers=headers).json()["items"]
    assert [(each["address"], "secret" in each) for each in listed] == [("https://hooks.example/a", False)]
    refused = client.post(f"{base}/webhooks", json={"address": "https://10.0.0.1/"}, headers=headers)
    assert refused.status_code == 422
    assert client.post(f"{base}/webhooks/{made.json()['id']}/end", headers=headers).json() == {"items": []}
    assert client.get(base, headers=headers).json()["failed"] == []
    assert client.post(f"{base}/retry", json={}, headers=headers).status_code == 404
    assert client.get(base, headers=bearer(register, Role.SYSTEM_ADMIN, 4)).status_code == 403


def test_a_change_of_keys_keeps_line_ids_and_secrets(register, now):
    old = keys_for(register)
    new = type(old)(secret=old.secret, id=old.id, field=bytes(32))
    with browser(register, (Role.RECORDER, 4)) as client:
        me = person_of(register, client)
    with register.write(DPO, now) as uow:
        service_preferences.save(uow, old, me, Preferences(line_user="U" + "b" * 32))
        assert service_preferences.reseal(uow, old, new) == 1
        assert service_preferences.read(uow, new, me).line_user == "U" + "b" * 32
        assert service_preferences.read(uow, old, me).line_user is None
        with pytest.raises(Exception, match="กุญแจเดิม"):
            service_preferences.reseal(uow, old, new)


def test_where_people_are_reached_is_known_to_access(register):
    with browser(register, (Role.RECORDER, 4)) as client:
        me = person_of(register, client)
    with register.read(DPO, datetime.now(UTC)) as uow:
        assert contacts(uow, [me, "unknown"])[me].email == "me@ministry.example"
    assert urlsplit(unsubscribe_of(register, me)).path.isascii()
