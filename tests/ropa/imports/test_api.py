"""The import by JSON routes, as a script calls them."""

import json

from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.world import activity_input, bearer, body_of

IMPORTS = "/api/v1/imports"


def send(client, head, content, *, name="แบบ.json", office=PHETCHABURI):
    files = {"file": (name, content, "application/octet-stream")}
    return client.post(IMPORTS, files=files, data={"office": str(office)}, headers=head)


def records(*names: str) -> bytes:
    return json.dumps([body_of(activity_input(sub_process=name, items=["ชื่อ"])) for name in names]).encode()


def test_a_file_is_sent_looked_at_mended_and_saved(register, client):
    head = bearer(register)
    sent = send(client, head, records("หนึ่ง", "สอง"))
    assert sent.status_code == 201, sent.text
    made = sent.json()
    assert sent.headers["location"] == f"{IMPORTS}/{made['id']}"
    assert made["counts"] == {"create": 2}

    record = f"{IMPORTS}/{made['id']}/records/1"
    pointer = "/form/data_category/data_volume"
    mended = client.patch(record, json={"mend": {pointer: "๓๖๖ รายการ"}}, headers=head)
    assert mended.status_code == 200, mended.text
    assert client.get(record, headers=head).json()["data"]["form"]["data_category"]["data_volume"] == "๓๖๖ รายการ"
    assert client.patch(f"{IMPORTS}/{made['id']}/records/2", json={"action": "skip"}, headers=head).status_code == 200

    done = client.post(f"{IMPORTS}/{made['id']}/commit", headers=head).json()
    assert [(each["number"], each["outcome"]) for each in done["records"]] == [(1, "saved")]
    assert done["left"] == 0
    assert client.get(f"{IMPORTS}/{made['id']}", headers=head).json()["counts"] == {"saved": 1, "skipped": 1}

    again = send(client, head, records("หนึ่ง", "สอง")).json()
    assert again["earlier"] == [made["id"]]
    assert [each["id"] for each in client.get(IMPORTS, headers=head).json()["items"]] == [again["id"], made["id"]]
    assert client.delete(f"{IMPORTS}/{made['id']}", headers=head).status_code == 204
    assert client.get(f"{IMPORTS}/{made['id']}", headers=head).status_code == 404


def test_what_cannot_be_read_is_refused_in_two_languages_and_nothing_is_kept(register, client):
    head = bearer(register)
    for name, content in (("a.xlsx", b"PK"), ("a.png", b"\x89PNG\r\n\x1a\n"), ("a.json", b"{"), ("a.json", b"")):
        refused = send(client, head, content, name=name)
        assert refused.status_code == 422, (name, refused.text)
        said = refused.json()["errors"]
        assert said[0]["message_th"]
        assert said[0]["message_en"]
    assert client.get(IMPORTS, headers=head).json()["items"] == []


def test_a_sender_may_only_fill_offices_of_its_own(register, client):
    head = bearer(register, office_id=PRACHUAP)
    assert send(client, head, records("หนึ่ง")).status_code == 403
    assert send(client, head, records("หนึ่ง"), office="เพชรบุรี").status_code == 422
    assert client.get(f"{IMPORTS}/0192f0a1-0000-7000-8000-000000000000", headers=head).status_code == 404
    # The file's own office counts where none is asked for: here one that the sender may not fill.
    sent = client.post(IMPORTS, files={"file": ("a.json", records("หนึ่ง"))}, headers=head).json()
    assert sent["counts"] == {"faulty": 1}
    assert client.post(f"{IMPORTS}/{sent['id']}/commit", headers=head).json() == {"records": [], "left": 0}
