"""No words that stay in clear tell who asked, however they are typed; what nobody can tell goes with the forgetting."""

from datetime import timedelta

import pytest
from msgspec import structs
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ropa.errors import Conflict, Invalid
from ropa.jobs.passes import WORKER
from ropa.keys import Keys
from ropa.requests import (
    service_asks,
    service_effects_made,
    service_events,
    service_keeping,
    service_letters_sent,
    service_tasks_made,
    service_tasks_work,
    service_telling,
)
from ropa.requests.rules_telling import telling
from schemas.person_names import TITLED
from schemas.refusals import RefusalGround as G
from schemas.request_clock import AskEnd, AskInput, AskKind, AskState
from schemas.request_letters import LetterReceipt
from schemas.request_person import RequestAgent, RequestPerson
from schemas.request_tasks import RequestTaskDone, TaskNew, TaskResult, TaskWhat
from schemas.requests import NoteInput, Right
from schemas.thai_text import thai_digits
from schemas.vocabulary import LawfulBasis as B
from tests.support.decisions import activity_on, asked_of, decide, refusal, refused
from tests.support.request_effects import DPO as EFFECTS_DPO
from tests.support.request_effects import a_case
from tests.support.request_letters import answer
from tests.support.request_words import let_through, open_places, sent_places
from tests.support.stored_words import stored
from tests.support.subject_requests import OFFICER, REQUESTER
from tests.support.web import keys_for, national_id
from tests.support.world import bearer

NAME, PHONE, MAIL = "นางสาวไพลินสมมุติ นพคุณทดลองกุล", "081-111-9999", "pailin@example.org"
GIVEN, FAMILY = "ไพลินสมมุติ", "นพคุณทดลองกุล"
AGENT = "นายทนายสมมุติ ว่าความทดลอง"
WHO = RequestPerson(
    name=NAME,
    national_id=national_id(900),
    passport="AA7654321",
    phone=PHONE,
    email=MAIL,
    address="77/7 ซอยลึกลับทดลอง อำเภอเมือง จังหวัดเพชรบุรี",
    agent=RequestAgent(name=AGENT, contact="โทร 0822223333", authority_ref="1"),
)
TELLING = [
    f"แฟ้มของ{GIVEN} {FAMILY}",
    f"ของ{GIVEN}",
    f"สกุล {FAMILY}",
    f"{GIVEN[:5]}\u200b{GIVEN[5:]}\u2060 {FAMILY}",
    f"{GIVEN}-{FAMILY}",
    f"เลข {thai_digits(national_id(900))}",
    f"เลข {national_id(900)[:4]} {national_id(900)[4:9]}.{national_id(900)[9:]}",
    "โทร ๐๘๑ ๑๑๑ ๙๙๙๙",
    "โทร +66 81 111 9999",
    "โทร (081) 1119999",
    "โทร ０８１１１１９９９９",
    "อีเมล Pailin@Example.org",
    "หนังสือเดินทาง aa 7654321",
    "ที่อยู่ ๗๗/๗ ซอยลึกลับทดลอง",
    "ผู้รับมอบ ว่าความทดลอง โทร 082 222 3333",
    "แจ้งทนายสมมุติแล้ว",
]


@pytest.mark.parametrize("words", TELLING)
def test_whoever_asked_is_found_however_it_is_typed(words):
    assert telling(WHO)(words)


@pytest.mark.parametrize(
    "words",
    [
        "โทรแจ้งผู้ขอแล้ว วันที่ 20/11/2569 เวลา 10.30 น.",
        "หนังสือ พบ 0033/12 ลงวันที่ 20 พฤศจิกายน 2569",
        "ส่งไปรษณีย์ EX123456789TH",
        "ที่ว่าการอำเภอเมือง จังหวัดเพชรบุรี",
        "ติดต่อกลุ่มงาน โทร 032 000 000 dpo@example.go.th",
        "",
    ],
)
def test_words_of_the_agency_pass(words):
    assert not telling(WHO)(words)


def test_a_short_name_counts_as_a_word_of_its_own_and_a_forgotten_one_by_anybody_s_numbers():
    tells = telling(RequestPerson(name="สมบัติ ใจดี"))
    assert [tells(each) for each in ("ขาดคุณสมบัติ", "มีใจดีงาม", "ของ สมบัติ", "(ใจดี)", "แจ้งนายสมบัติแล้ว")] == [
        False,
        False,
        True,
        True,
        True,
    ]
    forgotten = telling(None)
    assert [forgotten(each) for each in (national_id(4), thai_digits("0811119999"), MAIL, "เลขรับ 12/2569")] == [
        True,
        True,
        True,
        False,
    ]
    assert TITLED.search(NAME)


def worked_on(register, now):
    """Return a request with a question that waits and an open task."""
    activity = activity_on(register, now, B.PUBLIC_TASK, approved=False)
    found = asked_of(register, now, Right.ACCESS, activity, person=structs.replace(WHO, agent=None))
    with register.write(OFFICER, now) as uow:
        service_asks.ask(uow, keys_for(register), found.id, AskInput(kind=AskKind.DETAIL, words="โปรดระบุช่วงเวลา"))
        service_tasks_made.add(uow, found.id, TaskNew(what=TaskWhat.SEARCH, target="ตู้เอกสารชั้นสอง"))
    return found


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("words", [f"โทรแจ้ง {GIVEN} {FAMILY} แล้ว", f"สกุล {FAMILY}", "โทร ๐๘๑๑๑๑๙๙๙๙", f"แจ้ง {MAIL}"])
def test_every_place_for_words_refuses_those_that_tell_who_asked(register, now, words):
    found = worked_on(register, now)
    assert let_through(register, now, open_places(register, now, found.id, words)) == []
    decide(register, now, found.id, refused(refusal(G.S30_LAW_OR_COURT, law_ref="คำสั่งศาล", harm="ผู้อื่น")))
    letter = answer(register, now, found.id).number
    assert let_through(register, now, sent_places(register, found.id, letter, words)) == []
    assert GIVEN.encode() not in stored(register)


def test_what_officers_wrote_goes_with_who_asked(register, now):
    """Names that nobody can tell from other words, of people whom the register does not know."""
    found, other = worked_on(register, now), "ป้าข้างบ้านคนหนึ่ง"
    with register.write(OFFICER, now) as uow:
        service_asks.end(uow, keys_for(register), found.id, 1, AskEnd(state=AskState.ANSWERED, note=f"ตอบโดย{other}"))
        done = RequestTaskDone(result=TaskResult.NOT_FOUND, note=other, evidence_ref=other, receipt_ref=other)
        service_tasks_work.done(uow, found.id, 1, done)
        service_tasks_made.add(uow, found.id, TaskNew(what=TaskWhat.SEARCH, target=f"ลิ้นชักของ{other}"))
        uow.connection.execute(
            text(
                "INSERT INTO request_pauses (request_id, number, right_seq, kind, ground, ground_number, law, from_on,"
                " days, reason, made_at, made_by, made_by_name, to_on, ended_at, end_reason) SELECT id, 1, 1, 'pause',"
                " 'x', 1, 'x', received_on, 5, :said, created_at, 'x', 'x', received_on, created_at, :said"
                " FROM subject_requests"
            ),
            {"said": other},
        )
    decide(register, now, found.id, refused(refusal(G.S30_LAW_OR_COURT, law_ref="คำสั่งศาล", harm="ผู้อื่น")))
    number = answer(register, now, found.id).number
    with register.write(OFFICER, now) as uow:
        given = LetterReceipt(receipt_ref=f"ลงชื่อรับ นางสาวอีกคน สมมุติ แทน{other}")
        shown = service_letters_sent.received(uow, keys_for(register), found.id, number, given)
        assert shown.receipt_ref == f"ลงชื่อรับ (ปิดชื่อบุคคล) แทน{other}"
        told = uow.connection.execute(text("SELECT details FROM audit_events")).scalars()
        assert not [each for each in told if other in bytes(each).decode()]
        uow.connection.execute(
            text("UPDATE subject_requests SET closed_at = received_at, forget_on = received_on, state = 'closed'")
        )
    for change in ("reason = 'other words'", "end_reason = 'other words'", "to_on = from_on"):
        with pytest.raises(DBAPIError), register.engine.begin() as connection:
            connection.execute(text(f"UPDATE request_pauses SET {change}"))  # noqa: S608 - constants

    with register.write(WORKER, now + timedelta(days=1)) as uow:
        assert service_keeping.forget_due(uow) == 1
        assert service_keeping.forget_due(uow) == 0
    with register.read(OFFICER, now) as uow:
        for column, table in (
            ("note", "request_asks"),
            ("receipt_ref", "request_letters"),
            ("target_name", "request_tasks"),
            ("evidence_ref", "request_tasks"),
            ("receipt_ref", "request_tasks"),
            ("reason", "request_pauses"),
            ("end_reason", "request_pauses"),
        ):
            rows = uow.connection.execute(text(f"SELECT {column} FROM {table}")).scalars()  # noqa: S608 - constants
            assert not [each for each in rows if each and other in each], (table, column)
    with pytest.raises(Invalid), register.write(OFFICER, now) as uow:
        service_events.note(uow, found.id, NoteInput(note="ผู้ขอโทรมาจาก 081 111 9999"))


def test_a_statement_of_an_erasure_names_nobody_but_who_did_it(register, now):
    case = a_case(register, now)
    case.grant()
    for words in (f"ระเบียนของนางสาว{REQUESTER.replace(' ', '')}", f"ระเบียนของ {REQUESTER}"):
        with pytest.raises(Invalid) as fault, register.write(EFFECTS_DPO, now) as uow:
            service_effects_made.erase(uow, case.request.id, case.erasure(scope=words))
        assert [each.pointer for each in fault.value.problems] == ["/scope"]


@pytest.mark.only_on("sqlite")
def test_where_nobody_can_tell_who_asked_nothing_is_written(register, now, monkeypatch):
    found = worked_on(register, now)
    monkeypatch.setattr(service_telling, "KEYS", [Keys(secret=b"a" * 32, id=b"b" * 32, field=b"c" * 32)])
    monkeypatch.setattr(service_telling, "KEYS_READ", [])
    with pytest.raises(Conflict), register.write(OFFICER, now) as uow:
        service_events.note(uow, found.id, NoteInput(note="โทรแจ้งแล้ว"))


@pytest.mark.only_on("sqlite")
def test_a_fault_of_a_request_repeats_nothing_of_what_was_sent(register, client):
    said = {"office_id": 4, "person": {"name": NAME, FAMILY: 1}, "rights": [{"right": FAMILY}], FAMILY: 1}
    told = client.post("/api/v1/requests", json=said, headers=bearer(register))
    assert told.status_code == 422
    assert {each["pointer"] for each in told.json()["errors"]} == {"", "/person", "/rights/0/right"}
    assert FAMILY not in told.text
    twice = '{"office_id": 4, "%s": 1, "%s": 2}' % (FAMILY, FAMILY)  # noqa: UP031 - braces of JSON
    again = client.post(
        "/api/v1/requests", content=twice.encode(), headers=bearer(register) | {"content-type": "application/json"}
    )
    assert FAMILY not in again.text
