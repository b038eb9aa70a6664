"""Reading a batch: every fault by line and column, times in either era, and files that mean harm."""

import gzip
import hmac

import pytest

from ropa.disclosures import service_marks
from ropa.disclosures.rules_log_times import TimeFault, read_moment
from ropa.disclosures.service_batches import moment_of
from ropa.errors import Invalid, TooLarge
from schemas.exchange_log import MOST_BYTES, BatchFormat
from tests.support.exchange_lines import KEYS, NAMES, PERSON, as_csv, as_ndjson, line, lines, read

THAI_HEADER = [
    "1. ลำดับที่ของLog",
    "Token ของหน่วยงานที่เรียกใช้เซอร์วิส",
    "ข้อมูลผู้ที่เรียกใช้",
    "รหัสหน่วยงานที่ลงทะเบียนขอใช้งาน",
    "สถานะการเรียกใช้ข้อมูล",
    "ชื่อเซอร์วิส",
    "หน่วยงานที่ให้บริการข้อมูล",
    "ไอพีระบบที่เข้าถึง",
    "9. วันที่มีการเรียกใช้งาน",
]


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-20T08:30:15+07:00",
        "2026-11-20T01:30:15Z",
        "2026-11-20 08:30:15",
        "2569-11-20 08:30:15",
        "2569-11-20T08:30:15+07:00",
        "20/11/2569 08:30:15",
        "20/11/2569 08.30.15 น.",
        "20/11/2026 08:30:15",
        "20 พ.ย. 2569 เวลา 08:30:15",
        "๒๐ พฤศจิกายน ๒๕๖๙ ๐๘:๓๐:๑๕",
        "20-11-2569T08:30:15+07:00",
    ],
)
def test_a_moment_is_read_in_either_era(text):
    assert moment_of(read_moment(text)).isoformat() == "2026-11-20T08:30:15+07:00"


@pytest.mark.parametrize(
    "text",
    [
        "03/04/2026",
        "2569-02-29",
        "31/11/2569",
        "20/11/69",
        "20/11/1469",
        "2026-11-20 25:00",
        "เมื่อวาน",
        "",
        "9" * 99,
        "0069-11-20",
    ],
)
def test_what_can_be_read_in_two_ways_or_in_none_is_refused(text):
    with pytest.raises(TimeFault):
        read_moment(text)


def test_a_leap_day_of_the_buddhist_era_is_that_day():
    assert moment_of(read_moment("2567-02-29")).date().isoformat() == "2024-02-29"


@pytest.mark.parametrize("kind", list(BatchFormat))
def test_every_format_says_the_same(now, kind):
    rows = lines(3, now)
    content = {
        BatchFormat.CSV: as_csv(rows),
        BatchFormat.NDJSON: as_ndjson(rows),
        BatchFormat.JSON: b"[" + as_ndjson(rows).strip().replace(b"\n", b",") + b"]",
    }[kind]
    for sent in (content, gzip.compress(content), b"\xef\xbb\xbf" + content):
        batch = read(sent, now, kind)
        assert batch.lines.columns() == read(as_csv(rows), now).lines.columns()


def test_the_columns_of_the_form_are_known_in_any_order_and_with_semicolons(now):
    content = as_csv(lines(2, now), THAI_HEADER).replace(b",", b";")
    assert read(content, now).lines.numbers == [1, 2]


def test_every_fault_is_named_by_its_line_and_column(now):
    rows = [
        line(1, now),
        line(2, "2026-11-21T00:00:00+07:00", ip="10.0.0.1, 10.0.0.2", agency=" "),
        line(0, now, person="somebody@example.com", service="a\x00b"),
    ]
    with pytest.raises(Invalid) as caught:
        read(as_csv(rows), now)
    found = {problem.pointer for problem in caught.value.problems}
    assert found == {f"/lines/3/{name}" for name in ("at", "ip", "agency")} | {
        f"/lines/4/{name}" for name in ("number", "person", "service")
    }
    said = str(caught.value)
    assert "บรรทัด 3 คอลัมน์ 9 (at): เวลาอยู่ในอนาคต" in said
    assert "somebody" not in said


ID_13 = "1000000000050"
HEX = "9f86d081884c7d659a2feaa0c55ad015"


@pytest.mark.parametrize(
    "word",
    [
        ID_13,
        "1-0000-00000-05-0",
        "1 0000 00000 05 0",
        "๑๐๐๐๐๐๐๐๐๐๐๕๐",
        "1\u200b000000000050",
        "%31000000000050",
        f"/person/{ID_13}/house?tok=abc",
        "eyJhbGciOi.secret.token",
        f"/session/{HEX}",
        "Bearer q7Xb2LmPz4Kd9RtVw1Ys6Hn8",
    ],
)
def test_a_person_s_number_or_a_token_in_a_plain_column_is_refused_by_line_and_column(now, word):
    columns = ("agency", "status", "service", "provider")
    with pytest.raises(Invalid) as caught:
        read(as_csv([line(1, now), line(2, now, **dict.fromkeys(columns, word))]), now)
    assert {problem.pointer for problem in caught.value.problems} == {f"/lines/3/{name}" for name in columns}
    assert word not in str(caught.value)


@pytest.mark.parametrize(
    "word",
    [
        "getTaxIdByNoAndTypeOfDocumentV2",
        "factory-registration-2026-11-20-v2",
        "/api/v1/factories/registrations",
        "SUCCESS_WITH_WARNINGS_20001",
        "DIW-PTK-2569-000123",
        "018f3c1e-7a2b-7c4d-9e5f-0123456789ab",
        "192.168.100.101",
        "20/11/2569 08:30:15",
        "สำนักงานอุตสาหกรรมจังหวัดตัวอย่าง 25691120000001",
    ],
)
def test_a_name_or_code_stays_as_it_is(now, word):
    rows = [line(1, now, agency=word, service=word, provider=word)]
    assert read(as_csv(rows), now).lines.words["service"].texts == [word]


def test_what_was_asked_of_a_service_is_cut_off(now):
    rows = [line(1, now, service=f"/house?id={ID_13}&key=a"), line(2, now, service="/house")]
    assert read(as_csv(rows), now).lines.words["service"].texts == ["/house"]


def test_a_list_of_faults_ends(now):
    with pytest.raises(Invalid) as caught:
        read(as_csv([line(number, "?") for number in range(1, 500)]), now)
    assert len(caught.value.problems) == 101


def test_the_same_line_twice_counts_once_and_two_contents_of_one_number_are_a_fault(now):
    assert len(read(as_csv([line(1, now), line(1, now)]), now).lines.numbers) == 1
    with pytest.raises(Invalid, match="line 2, too, with other content"):
        read(as_csv([line(1, now), line(1, now, agency="AG-2")]), now)


HEADER = (",".join(NAMES) + "\n").encode()
ROW = as_csv([line(1, "2026-11-20")]).split(b"\r\n")[1]


@pytest.mark.parametrize(
    ("content", "kind", "said"),
    [
        (HEADER + "1,t,1,ก".encode("cp874") + b"\n", BatchFormat.CSV, "TIS-620"),
        (HEADER.replace(b"token", b"number") + ROW, BatchFormat.CSV, "twice"),
        (HEADER.replace(b"token", b"tok") + ROW, BatchFormat.CSV, "lacks the columns token"),
        (ROW, BatchFormat.CSV, "no column of the log"),
        (HEADER + b'"' + b"x" * 20_000, BatchFormat.CSV, "longer than"),
        (HEADER + b'1,"t\n', BatchFormat.CSV, "is no CSV"),
        (HEADER + b"1,2\n", BatchFormat.CSV, "2 cells"),
        (HEADER, BatchFormat.CSV, "no line"),
        (b"", BatchFormat.CSV, "lacks the columns"),
        (b"\x1f\x8b" + b"x" * 50, BatchFormat.CSV, "gzip"),
        (gzip.compress(HEADER + ROW)[:-9], BatchFormat.CSV, "gzip"),
        (b"[" * 100_000, BatchFormat.JSON, "no JSON array"),
        (b'[{"number":' + b"[" * 2_000 + b"]" * 2_000 + b"}]", BatchFormat.JSON, "no JSON array"),
        (b'{"number":1,"number":2}\n', BatchFormat.NDJSON, "Line 1"),
        (as_ndjson([line(1, "2026-11-20")]).replace(b"{", b'{"person":"1",', 1), BatchFormat.NDJSON, "twice"),
        (as_ndjson([line(1, "2026-11-20", client_secret="x")]), BatchFormat.NDJSON, "does not fit"),
    ],
)
def test_a_file_that_is_no_batch_is_refused_with_its_reason(now, content, kind, said):
    with pytest.raises(Invalid) as caught:
        read(content, now, kind)
    assert said in str(caught.value)
    assert PERSON not in str(caught.value)


@pytest.mark.parametrize("end", [b"", b"\n"])
def test_a_bomb_stops_at_the_bound(now, end):
    bomb = gzip.compress((HEADER if end else b"") + (b" " * 999 + end) * (MOST_BYTES // 999 + 2), 1)
    with pytest.raises((TooLarge, Invalid)):
        read(bomb, now, BatchFormat.NDJSON if end else BatchFormat.CSV)


def test_a_person_s_hash_is_an_hmac_of_the_register_s_key():
    digest = hmac.digest(KEYS.id, f"exchange-log-person:{PERSON}".encode(), "sha256")
    assert service_marks.people(KEYS)(PERSON) == digest[:16]


def test_plain_lines_beside_one_in_words_are_read_as_alone_and_a_fault_does_not_move_the_others(now):
    plain = [line(number, now) for number in range(1, 2_501)]
    spoken = line(2_501, now) | {"at": "1 ม.ค. 2569 เวลา 10.15 น.", "person": "1-2345-67890-12-1"}
    wrong = line(2_502, now) | {"at": "yesterday"}

    batch = read(as_csv([*plain[:1_200], spoken, *plain[1_200:]]), now)
    assert batch.lines.numbers == [*range(1, 1_201), 2_501, *range(1_201, 2_501)]
    assert batch.lines.places == list(range(2, 2_503))
    with pytest.raises(Invalid) as caught:
        read(as_csv([*plain[:1_200], wrong, *plain[1_200:]]), now)
    assert [each.pointer for each in caught.value.problems] == ["/lines/1202/at"]
