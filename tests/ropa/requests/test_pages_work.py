"""The pages on which a request is worked on, from who asks to the closing; each form with bad input, too."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from ropa import clock
from ropa.requests import service, service_effects, service_letters_shown, service_tasks
from schemas.access import Role
from schemas.requests import RequestInput, RequestPerson, RequestState, Right, RightAsked
from schemas.thai_dates import format_thai_date
from tests.support.actors import PHETCHABURI
from tests.support.request_story import LETTER, NUMBER, REQUESTER, WISH, scene
from tests.support.web import browser, found_in, keys_for, mark_of
from tests.support.world import DPO

pytestmark = pytest.mark.only_on("sqlite")


class Desk:
    """An officer before the pages of one request."""

    def __init__(self, register, client):
        self.register, self.client = register, client
        now = datetime.now(UTC)
        self.today = clock.bangkok(now).date()
        self.scene = scene(register, now - timedelta(days=3), PHETCHABURI)
        given = RequestInput(
            office_id=PHETCHABURI,
            received_at=now - timedelta(days=2),
            rights=[RightAsked(right=Right.ERASURE, wish=WISH)],
            person=RequestPerson(name=REQUESTER, national_id=NUMBER, address="1 ถนนสมมุติ กรุงเทพมหานคร"),
            activity_ids=[self.scene.activity_id],
        )
        with register.write(DPO, now) as uow:
            self.id = service.receive(uow, keys_for(register), given).id
        self.mark = mark_of(client.get(f"/requests/{self.id}"))

    def path(self, rest=""):
        return f"/requests/{self.id}{rest}"

    def read(self, act, *given):
        with self.register.read(DPO, datetime.now(UTC)) as uow:
            return act(uow, *given)

    @property
    def it(self):
        return self.read(service.read, self.id)

    def day(self, ago=0):
        return format_thai_date(self.today - timedelta(days=ago))

    def send(self, rest, fields):
        """Send a form with the mark of the officer and the version that stands."""
        given = {"csrf_token": self.mark, "version": str(self.it.version), **fields}
        return self.client.post(self.path(rest), data=given)

    def refused(self, rest, fields, *at):
        """Send what is wrong, and see that each named field says so."""
        page = self.send(rest, fields)
        assert page.status_code == 422, page.text[:300]
        missing = [name for name in at if f'href="#f-{name}"' not in page.text]
        assert not missing, (missing, re.findall(r'href="#f-[^<]*', page.text))
        return page

    def done(self, rest, fields):
        page = self.send(rest, fields)
        assert page.status_code == 303, re.findall(r'<section class="problems"(.*?)</section>', page.text, re.DOTALL)
        return page


@pytest.fixture
def desk(register):
    with browser(register, (Role.DPO, PHETCHABURI)) as client:
        yield Desk(register, client)


def test_the_whole_road_of_an_erasure_by_its_pages(desk):
    identity(desk)
    overview(desk)
    tasks(desk)
    decision(desk)
    effects(desk)
    letters(desk)
    closing(desk)
    text = desk.client.get(desk.path("/timeline")).text
    assert REQUESTER not in text
    assert NUMBER not in text


def identity(desk):
    desk.refused("/identity", {"level": "", "how": "", "representative_checked_on": "32/13/2569"}, "level", "how")
    desk.refused("/identity", {"level": "portal", "how": "เห็นบัตร"}, "level")
    desk.done("/identity", {"level": "document_seen", "how": "เห็นบัตรตัวจริง", "age_band": "adult"})
    assert desk.it.identity_gaps == []


def overview(desk):
    text = desk.client.get(desk.path()).text
    owner = re.search(r'name="owner_id"[^>]*>.*?<option value="([^"]{36})"', text, re.DOTALL)
    assert owner is not None
    desk.refused("", {"do": "owner", "owner_id": "0" * 36}, "owner_id")
    desk.done("", {"do": "owner", "owner_id": owner[1]})
    assert desk.it.owner_id == owner[1]
    desk.refused("", {"do": "activities", "activity_ids": ["0" * 36]}, "activity_ids")
    desk.refused("", {"do": "right", "right": ""}, "right")
    desk.refused("", {"do": "right", "right": "s33_erasure"}, "right")
    desk.refused("", {"do": "receipt", "moved_to_day": "1/1/2599", "moved_to_time": "09:00"}, "moved_reason")
    moved = {"do": "receipt", "moved_to_day": desk.day(1), "moved_to_time": "09:00", "moved_reason": "ดูตราประทับ"}
    desk.done("", moved)
    assert desk.send("", {"do": "nothing"}).status_code == 404
    assert desk.send("", {"do": "search", "q": "ข่าว"}).status_code == 200


def tasks(desk):
    page = desk.client.get(desk.path("/tasks")).text
    assert "ทะเบียนผู้รับข่าว" in page
    assert "สำรองรายเดือน" in page
    desk.refused("/tasks", {"do": "make", "make_owner": "0" * 36}, "make_owner")
    desk.done("/tasks", {"do": "make"})
    desk.refused("/tasks", {"do": "done"}, "numbers", "result")
    made = [str(each.number) for each in desk.read(service_tasks.list_tasks, desk.id).items]
    assert len(made) >= 2
    desk.refused("/tasks", {"do": "drop", "numbers": made[:1], "reason": ""}, "reason")
    desk.refused("/tasks", {"do": "add", "new_kind": "other"}, "new_what", "new_target")
    added = {"do": "add", "new_kind": "other", "new_what": "search", "new_target": "ตู้เอกสารห้อง 2"}
    desk.done("/tasks", added | {"new_due_on": desk.day()})
    last = max(each.number for each in desk.read(service_tasks.list_tasks, desk.id).items)
    desk.done("/tasks", {"do": "drop", "numbers": [str(last)], "reason": "ไม่มีตู้นี้แล้ว"})
    desk.refused("/tasks", {"do": "link"}, "linked")
    assert desk.send("/tasks", {"do": "propose", "q": "ข่าว"}).status_code == 200
    assert "บรรทัดของบุคคลนี้" in desk.send("/tasks", {"do": "logged"}).text
    desk.refused("/tasks", {"do": "done", "numbers": made, "result": "found", "note": "x" * 5000}, "note")
    desk.done("/tasks", {"do": "done", "numbers": made, "result": "found", "note": "พบหนึ่งระเบียน"})
    assert desk.read(service_tasks.list_tasks, desk.id).open == 0


def decision(desk):
    desk.refused("/decide", {"do": "decide", "right_seq": "1", "outcome": ""}, "outcome")
    partly = {"do": "decide", "right_seq": "1", "outcome": "partly", "limb": "s33_2", "way": "erase"}
    desk.refused("/decide", partly | {"part_0_what": "ประวัติ"}, "part_0_ground", "part_0_reason", "granted")
    part = {"part_0_what": "ประวัติการส่ง", "part_0_ground": "s33_legal_duty", "part_0_reason": f"ของ {REQUESTER}"}
    named = {"granted": "ลบแล้ว", "part_0_law_ref": "พ.ร.บ. สมมุติ ม.1"}
    desk.refused("/decide", partly | part | named, "part_0_reason")
    reason = {"part_0_reason": "กฎหมายให้เก็บหลักฐานการส่งไว้", "part_0_reason_sealed": f"ของ {REQUESTER}"}
    desk.done("/decide", partly | part | named | reason)
    page = desk.client.get(desk.path("/decide")).text
    assert "กฎหมายให้เก็บหลักฐานการส่งไว้" in page
    assert REQUESTER not in page
    desk.refused("/decide", {"do": "reasons", "decision": "1", "why_1": ""}, "why_1")
    assert REQUESTER in desk.send("/decide", {"do": "reasons", "decision": "1", "why_1": "ตรวจก่อนตอบ"}).text
    again = {"do": "decide", "right_seq": "1", "outcome": "granted", "limb": "s33_2", "way": "erase", "supersedes": "1"}
    desk.refused("/decide", again, "why")
    desk.done("/decide", again | {"why": "ไม่มีกฎหมายให้เก็บ"})
    assert desk.it.rights[0].outcome == "granted"
    waiting = [each for each in desk.read(service_tasks.list_tasks, desk.id).items if each.is_open]
    erased = [str(each.number) for each in waiting if str(each.what) == "erase"]
    assert {str(each.what) for each in waiting} == {"erase", "tell"}
    desk.done("/tasks", {"do": "done", "numbers": erased, "result": "done", "note": "ลบแล้ว ตรวจซ้ำแล้ว"})


def effects(desk):
    page = desk.client.get(desk.path("/effects"))
    link = found_in(page, r'href="(/requests/[^"]+/effects/new\?kind=erasure[^"]+)"').replace("&amp;", "&")
    given = dict(re.findall(r"(\w+)=([^&]+)", link.partition("?")[2]))
    assert given["holding"] == desk.scene.holding_id
    # Copies that are not answered, and no item: each says so.
    desk.refused("/effects/new", given, "data_items", "copies_0_fate", "method", "done_on")
    given |= {
        "data_items": ["หมายเลขโทรศัพท์", "อีเมล"], "scope": "ระเบียนของผู้ขอหนึ่งราย", "ground": "s33_2",
        "asked": "erase", "way": "erase", "done_on": desk.day(), "method": "overwrite_delete",
        "executor_name": "ผู้ปฏิบัติ สมมุติ", "executor_position": "นักวิชาการคอมพิวเตอร์", "is_last_place": "1",
    }  # fmt: skip
    blocked = {
        "copies_0_fate": "blocked", "copies_0_measures": "ปิดสิทธิเข้าถึงเทป", "copies_0_reason": "เทปเขียนทับไม่ได้",
        "copies_0_next_check_on": format_thai_date(desk.today + timedelta(days=30)),
    }  # fmt: skip
    desk.done("/effects/new", given | blocked)
    [effect] = desk.read(service_effects.shown, desk.id).items
    assert str(effect.state) == "blocked_pending_erasure"
    part = effect.parts[0]
    look = {"do": "check", "part": part.id, "part_version": str(part.version)}
    at = f"check_{part.id}_"
    desk.refused("/effects", look, f"{at}outcome", f"{at}words", f"{at}checked_on")
    look |= {f"{at}outcome": "gone", f"{at}words": "ตรวจบัญชีเทป", f"{at}checked_on": desk.day()}
    desk.done("/effects", look)
    end = {"do": "end", "effect": "1", "effect_version": "9", "end_1_end": "", "end_1_reason": ""}
    desk.refused("/effects", end, "end_1_end", "end_1_reason")
    assert desk.client.get(desk.path("/effects/new?kind=erasure&right=9&activity=x")).status_code == 404
    assert desk.client.get(desk.path("/effects/new?kind=x")).status_code == 422


def letters(desk):
    desk.refused("/letters", {"do": "draft", "kind": ""}, "kind")
    answer = desk.done("/letters", {"do": "draft", "kind": "answer", "language": "th"})
    rest = found_in_location(answer)
    page = desk.client.get(desk.path(rest))
    assert REQUESTER in page.text
    number = rest.rpartition("/")[2]
    stands = {"version": found_in(page, r'name="version" value="(\d+)"')}
    sent = stands | {"do": "sent", "sent_no": "", "sent_on": "", "sent_channel": ""}
    desk.refused(rest, sent, "sent_no", "sent_on", "sent_channel")
    fields = form_fields(page) | LETTER | stands | {"do": "save"}
    desk.refused(rest, fields | {"letter_on": "วันไหนก็ได้"}, "letter_on")
    desk.done(rest, fields)
    desk.refused(rest, fields)
    sent |= {"version": str(int(stands["version"]) + 1)}
    sent |= {"sent_no": "อก 0000/1", "sent_on": desk.day(), "sent_channel": "post"}
    desk.done(rest, sent)
    listed = desk.read(service_letters_shown.listed, keys_for(desk.register), desk.id)
    assert listed.unanswered == []
    assert str(desk.it.state) == str(RequestState.ANSWERED)
    desk.refused(rest, {"do": "receipt", "receipt_ref": ""}, "receipt_ref")
    desk.done(rest, {"do": "receipt", "receipt_ref": "RR 1"})
    assert desk.client.get(f"/api/v1/requests/{desk.id}/letters/{number}/letter.pdf").content.startswith(b"%PDF")
    desk.done("/letters", {"do": "recipients", "language": "th", "identify_by": ["name"]})
    tells = [each for each in desk.read(service_tasks.list_tasks, desk.id).items if each.is_open]
    stated = {"do": "done", "numbers": [str(each.number) for each in tells], "result": "done", "told_how": "letter"}
    now = clock.bangkok(datetime.now(UTC) - timedelta(minutes=1))
    desk.refused("/tasks", stated, "told_at")
    told = {"told_at_day": format_thai_date(now.date()), "told_at_time": f"{now:%H:%M}"}
    desk.done("/tasks", stated | told)


def found_in_location(answer):
    """Return what stands behind the request's address."""
    found = re.search(r"/requests/[0-9a-f-]{36}(/letters/\d+)", answer.headers["location"])
    assert found is not None, answer.headers["location"]
    return found[1]


def form_fields(page):
    """Return the texts of the fields of a letter's form, as a browser sends them."""
    found = dict(re.findall(r'<input id="f-([\w]+)" name="\1"[^>]* value="([^"]*)"', page.text))
    found |= dict(re.findall(r'<textarea id="f-([\w]+)"[^>]*>([^<]*)</textarea>', page.text))
    for name, options in re.findall(r'<select id="f-([\w]+)"[^>]*>(.*?)</select>', page.text, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    found |= dict(re.findall(r'<input type="hidden" name="(\w+_rows)" value="(\d+)"', page.text))
    return {name: value.replace("&#34;", '"').replace("&amp;", "&") for name, value in found.items()}


def closing(desk):
    assert desk.client.get(desk.path("/print")).status_code == 200
    desk.refused("/closing", {"do": "close", "close_reason": " "}, "close_reason")
    desk.refused("/closing", {"do": "keep", "keep_reason": "มีคดี"}, "keep_ground")
    keep = {"do": "keep", "keep_ground": "court", "keep_reason": "มีคดีในศาล"}
    desk.refused("/closing", keep | {"keep_until": "1/1/2560"}, "keep_until")
    desk.done("/closing", keep | {"keep_until": format_thai_date(desk.today + timedelta(days=700))})
    desk.done("/closing", {"do": "close", "close_reason": "ตอบและลบครบแล้ว"})
    assert str(desk.it.state) == str(RequestState.CLOSED)
    desk.done("/closing", {"do": "reopen", "reopen_reason": "ผู้ขอทักท้วง"})
    assert str(desk.it.state) == str(RequestState.ANSWERED)


def test_a_request_that_is_not_ready_says_why_and_ends_in_other_ways(desk):
    page = desk.refused("/closing", {"do": "close", "close_reason": "รีบ"})
    assert "ยังไม่ได้ตัดสินสิทธิที่ 1" in page.text
    desk.refused(
        "/closing", {"do": "withdraw", "withdraw_rights": ["9"], "withdraw_reason": "โทรมาถอน"}, "withdraw_rights"
    )
    desk.refused("/closing", {"do": "dismiss"}, "dismiss_reason")
    page = desk.refused("/closing", {"do": "lapse", "lapse_reason": "ไม่ส่งหลักฐานภายในกำหนด"})
    assert "ต้องขอหลักฐานจากผู้ขอก่อน" in page.text
    desk.done("/closing", {"do": "dismiss", "dismiss_reason": "ส่งผิดหน่วยงาน"})
    assert str(desk.it.state) == str(RequestState.NOT_A_REQUEST)
    desk.done("/closing", {"do": "reopen", "reopen_reason": "เป็นคำขอของหน่วยงานนี้"})
    desk.done("/closing", {"do": "withdraw", "withdraw_reason": "มีหนังสือถอนคำขอ"})
    assert str(desk.it.state) == str(RequestState.WITHDRAWN)


def test_what_is_asked_of_the_person_and_a_pause_only_on_a_confirmed_ground(desk):
    desk.refused("/asks", {"do": "ask", "kind": "", "words": ""}, "kind", "words")
    desk.refused("/asks", {"do": "ask", "kind": "identity", "words": "ขอบัตร", "days": "หลายวัน"}, "days")
    desk.done("/asks", {"do": "ask", "kind": "identity", "words": "ขอสำเนาบัตร", "days": "15"})
    due = desk.it.due_on
    desk.refused("/asks", {"do": "pause", "pause_reason": "รอหลักฐาน"}, "ground")
    desk.refused("/asks", {"do": "pause", "ground": "unknown_ground", "pause_reason": "รอหลักฐาน"}, "ground")

    ground = {
        "do": "ground", "g_code": "proof_awaited", "g_kind": "pause", "g_name_th": "รอหลักฐานยืนยันตัวตน",
        "g_name_en": "proof of identity awaited", "g_law": "ประกาศสมมุติ ข้อ 1", "g_source": "อ่านแล้ว (สมมุติ)",
        "g_effective_on": desk.day(30), "g_max_days": "30",
    }  # fmt: skip
    with browser(desk.register, (Role.DPO, 0), number=3) as ministry:
        central = mark_of(ministry.get("/requests/limits"))
        faulty = ministry.post("/requests/limits", data={"csrf_token": central, "do": "ground", "g_code": "x"})
        assert faulty.status_code == 422
        assert all(f'href="#f-g_{name}"' in faulty.text for name in ("kind", "name_th", "law", "source"))
        assert ministry.post("/requests/limits", data={"csrf_token": central, **ground}).status_code == 303
        limit = {"do": "limit", "right": "s30_access", "days": "400", "effective_on": "1 ม.ค. 2571"}
        limit |= {"law": "ประกาศสมมุติ", "source": "อ่านแล้ว", "csrf_token": central}
        assert 'href="#f-days"' in ministry.post("/requests/limits", data=limit).text
        longer = limit | {"right": "s32_objection", "days": "45"}
        assert 'href="#f-longer_is_read"' in ministry.post("/requests/limits", data=longer).text
        assert ministry.post("/requests/limits", data=longer | {"longer_is_read": "yes"}).status_code == 303
        assert ministry.post("/requests/limits", data=limit | {"days": "20"}).status_code == 303
        assert "1 ม.ค. 2571" in ministry.get("/requests/limits").text
    pause = {"do": "pause", "ground": "proof_awaited", "pause_reason": "รอบัตรของผู้ขอ", "pause_ask": "1"}
    desk.done("/asks", pause)
    assert desk.it.is_paused
    desk.refused("/asks", {"do": "resume", "pause": "1"}, "end_reason_1")
    desk.done("/asks", {"do": "answer", "ask": "1", "state_1": "answered", "note_1": "นำบัตรมาแสดง"})
    assert not desk.it.is_paused
    assert desk.it.due_on >= due


def test_holidays_are_entered_confirmed_and_taken_out_with_a_reason(register):
    with browser(register, (Role.DPO, 0)) as client:
        mark = mark_of(client.get("/working-days?year=2570"))
        send = {"csrf_token": mark, "year": "2570"}
        faulty = client.post("/working-days", data=send | {"do": "add", "lines": "วันไหน\n1 ม.ค. 2570"})
        assert faulty.status_code == 422
        assert "บรรทัด 1" in faulty.text
        assert 'href="#f-source_ref"' in faulty.text
        days = {"do": "add", "scope": "national", "source_ref": "มติสมมุติ 1/2569", "lines": "1 ม.ค. 2570 วันขึ้นปีใหม่"}
        assert client.post("/working-days", data=send | days).status_code == 303
        page = client.get("/working-days?year=2570")
        assert "วันขึ้นปีใหม่" in page.text
        assert "วันชั่วคราว" in page.text
        key = found_in(page, r'id="day-([0-9a-f-]{36})"')
        remove = send | {"do": "remove", "holiday": key}
        assert f'href="#f-reason_{key}"' in client.post("/working-days", data=remove).text
        confirm = send | {"do": "confirm", "year_scope": "national"}
        assert 'href="#f-year_source_ref"' in client.post("/working-days", data=confirm).text
        answer = client.post("/working-days", data=confirm | {"year_source_ref": "มติสมมุติ 1/2569"})
        assert answer.headers["location"] == "/working-days?year=2570&said=saved"
        assert "ครบถ้วน" in client.get("/working-days?year=2570").text
        assert client.post("/working-days", data=remove | {f"reason_{key}": "ใส่ผิด"}).status_code == 303
        assert client.get("/working-days?year=x").status_code == 422
