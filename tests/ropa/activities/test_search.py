"""Search gives what a plain count of substrings gives, on every database."""

import itertools
import random

import pytest

from ropa.activities import service, service_listing
from ropa.activities.rules_projection import project
from schemas.document import ActivityInput
from schemas.listing import ActivityFilter
from schemas.thai_text import searchable
from tests.support.hostile import FITTING
from tests.support.world import DPO, activity_input, create, open_register, update_of

TEXTS = (
    "ระบบลงทะเบียนน้ำประปา",
    "การดำเนินการเรื่องร้องเรียนของผู้ใช้น้ำ",
    "ทะเบียนผู้ประกอบการอุตสาหกรรม i-Industry",
    "ติดต่อเรา (Contact Us) ๒๕๖๙",
    "ที่นั่งของผู้ปู่ในญี่ปุ่น ก่ำ ทำลาย",
    "ลดราคา 100% ของ a_b และ A*B",
    "เขาว่า \"ดี\" AND 'ไม่ดี' OR NOT near(x y)",
    "C:\\ข้อมูล\\บุคคล",
    "E-mail: a@example.go.th; {col} : x ^y -z +w",
    "กก กกก กกกก",
    "Straße İstanbul ﬁn Ǆ",
    "😀 คนไทย 👨‍👩‍👧",
)
#: Words that mean something to FTS5, LIKE or SQL.
OPERATORS = (
    *(
        '"',
        '""',
        '"""',
        "'",
        "''",
        "%",
        "%%",
        "_",
        "__",
        "\\",
        "\\%",
        "*",
        "ระบบ*",
        "^ระบบ",
        "AND",
        "OR",
        "NOT",
        "NEAR",
    ),
    *("near(x y)", 'AND "', "search_text:ระบบ", "{col} : x", "-z", "+w", "(", ")", "a_b", "axb", "A*B", "100%", "10%"),
    *("; DROP TABLE revisions", "a@example", "go.th", "c:\\", "--"),
)
SPELLINGS = (
    # The same on paper, typed in another order or with other signs.
    ("น้ำ", "นํ้า", "น้ํา", "นำ้"),
    ("ดำเนิน", "ดําเนิน"),
    ("ที่นั่ง", "ท่ีน่ัง"),
    ("๒๕๖๙", "2569"),
    ("แ", "เเ"),
    ("ระบบ", "ระ\u200bบบ", "ระบ\u00adบ"),
    ("CONTACT", "contact"),
)


@pytest.fixture
def filled(register, now):
    """A register with a record for each text, in one of the places that are searched."""
    fill(register, now)
    return register


def record(number: int) -> ActivityInput:
    """Return a record that has one of the texts in one of the places that are searched."""
    text = TEXTS[number]
    match number % 4:
        case 0:
            return activity_input(main_process=text)
        case 1:
            return activity_input(main_process=None, items=[text])
        case 2:
            return activity_input(main_process=None, systems=[text])
    return activity_input(main_process=None, recipients=[text])


def fill(register, now):
    with register.write(DPO, now) as uow:
        for number in range(len(TEXTS)):
            service.create(uow, record(number))


def found(database, now, q):
    with database.read(DPO, now) as uow:
        page = service_listing.page(uow, ActivityFilter(q=q), None, 200)
    return sorted(int(item.ref[-4:]) for item in page.items)


def expected(q):
    """Which records hold each word of `q` somewhere, by Python's own `in`."""
    texts = []
    for number in range(len(TEXTS)):
        said = project(record(number).document()).search_text
        texts.append(f"{searchable(f'ROPA-2569-{number + 1:04}')}\n{said}")
    return [number for number, text in enumerate(texts, start=1) if all(word in text for word in searchable(q).split())]


def some_substrings():
    chance = random.Random(2569)  # noqa: S311 - the same texts in each run
    for text in TEXTS:
        for length in (1, 2, 3, 4, 7):
            start = chance.randrange(max(1, len(text) - length))
            yield text[start : start + length]


def test_every_substring_is_found_as_a_plain_count_finds_it(filled, now):
    queries = {*some_substrings(), *OPERATORS, *itertools.chain(*SPELLINGS), *TEXTS, "zzz", "ฮฮ", "ทะเบียน a_b"}
    wrong = {q: (got, want) for q in queries if (got := found(filled, now, q)) != (want := expected(q))}
    assert wrong == {}


@pytest.mark.pg_without_trgm
def test_search_without_trigrams_finds_the_same(database_url, now):
    database = open_register(database_url, now)
    try:
        fill(database, now)
        queries = {*some_substrings(), *OPERATORS}
        assert {q: found(database, now, q) for q in queries} == {q: expected(q) for q in queries}
    finally:
        database.close()


def test_spellings_that_look_alike_find_the_same(filled, now):
    for spellings in SPELLINGS:
        answers = [found(filled, now, q) for q in spellings]
        assert answers[0], spellings
        assert answers == [answers[0]] * len(spellings), spellings


def test_a_tone_mark_tells_words_apart(filled, now):
    assert found(filled, now, "น้ำ") == [1, 2]
    assert found(filled, now, "นำ") == []


def test_no_hit_reaches_from_one_text_into_the_next(register, now):
    with register.write(DPO, now) as uow:
        service.create(uow, activity_input(items=["อกก", "ขคค"]))
    assert found(register, now, "กกขค") == []
    assert found(register, now, "อกก ขคค") == [1]


def test_nothing_to_look_for_is_no_filter(filled, now):
    assert {len(found(filled, now, q)) for q in ("", " ", "\u200b", "\u00ad \ufeff")} == {len(TEXTS)}


def test_hostile_texts_are_words_like_any_other(filled, now):
    queries = [text[:200] for text in (*FITTING.values(), "\x00", "ระ\x00บบ", "ระบบ\x1c", "\x0b")]
    assert {q: found(filled, now, q) for q in queries} == {q: expected(q) for q in queries}


def test_the_number_of_a_record_is_found(filled, now):
    assert found(filled, now, "2569-0003") == [3]
    assert found(filled, now, "ropa-๒๕๖๙-๐๐๐๓") == [3]


def test_search_follows_every_save(register, now):
    made = create(register, now, main_process="ก่อนแก้ไข")
    with register.write(DPO, now) as uow:
        service.replace(uow, made.id, 1, update_of(activity_input(main_process="หลังแก้ไข")))
    assert (found(register, now, "ก่อนแก้"), found(register, now, "หลังแก้")) == ([], [1])
    with register.write(DPO, now) as uow:
        service.delete(uow, made.id, 2)
    assert found(register, now, "หลังแก้") == []
