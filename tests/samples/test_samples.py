"""What the two filled forms hold, checked without the ministry's own files."""

import re
from collections import Counter

import msgspec
import pytest

from ropa.samples import filled_forms, own_record, sample_files
from schemas.activity import Form
from schemas.form import form_fields, value_at
from schemas.vocabulary import Direction, ExchangeMode, Mark, ProcessingBy, StepKind, StepMode


def all_lines(*documents):
    return [line for document in documents for system in document.systems for line in system.exchanges]


def test_the_filled_forms_come_in_order_and_before_the_registers_own_record():
    assert [path.name for path in filled_forms()] == ["contact_us.json", "industry_registration.json"]
    assert sample_files() == [*filled_forms(), own_record()]


def test_every_row_of_the_paper_is_there(contact, registration):
    counted = [(len(each.steps), len(each.systems), len(all_lines(each))) for each in (contact, registration)]
    assert counted == [(10, 5, 7), (9, 9, 24)]


def test_rows_are_numbered_through(samples):
    for document in samples.values():
        assert [row.seq for row in document.steps] == list(range(1, len(document.steps) + 1))
        assert [row.seq for row in document.systems] == list(range(1, len(document.systems) + 1))


def test_all_53_fields_are_answered_except_the_lost_create(contact, registration):
    def blank(document):
        return [
            info.pointer
            for info in form_fields(Form)
            if info.section != "beyond" and value_at(document, info.pointer) is None
            if info.pointer not in document.marks
        ]

    assert blank(contact) == []
    assert blank(registration) == ["/form/roles/manages_create"]


def test_a_lost_yes_is_unknown_and_a_written_no_is_no(registration):
    assert registration.form.roles.manages_create is None
    assert registration.form.roles.manages_store is True
    assert registration.form.data_category.restricted_data is False


def test_nothing_is_written_as_none_where_the_form_means_text_and_as_no_lines_where_it_means_lines(samples):
    for document in samples.values():
        for pointer, mark in document.marks.items():
            expected: list[str] | None = (
                [] if mark in {Mark.NO, Mark.NONE} and pointer != "/form/header/collection_form_used" else None
            )
            assert value_at(document, pointer) == expected, pointer


def test_the_five_ways_to_say_nothing_are_kept_apart(contact, registration):
    form_marks = {
        "/form/data_category/local_third_parties": Mark.NO,
        "/form/data_category/offshore_third_parties": Mark.NO,
        "/form/roles/role_collector": Mark.NONE,
    }
    in_form = [{p: m for p, m in each.marks.items() if p.startswith("/form")} for each in (contact, registration)]
    assert in_form == [form_marks, form_marks | {"/form/header/collection_form_used": Mark.NONE}]
    assert "/steps/4/it_systems" not in registration.marks  # left blank on paper
    assert registration.marks["/steps/6/it_systems"] is Mark.DASH  # a dash on paper
    assert [p for p in registration.marks if p.startswith("/systems")] == [
        f"/systems/{index}/cloud_location" for index in range(3, 9)
    ]


def test_no_step_discloses_as_the_paper_says_with_a_dash(samples):
    for document in samples.values():
        assert all(row.disclosure is None for row in document.steps)
        assert all(document.marks[f"/steps/{index}/disclosure"] is Mark.DASH for index in range(len(document.steps)))


def test_blank_hosting_stays_blank(contact):
    assert [system.hosting for system in contact.systems[3:]] == [None, None]
    assert not any(pointer.startswith("/systems") for pointer in contact.marks)


def test_closed_values_keep_the_words_of_the_paper(contact, registration):
    lines = all_lines(contact, registration)
    by = Counter((line.processing_by.code, line.processing_by.raw) for line in lines if line.processing_by)
    assert by == {
        (ProcessingBy.SELF, "สปอ.ประมวลผลเอง"): 9,
        (ProcessingBy.SELF, "สพอ.ประมวลผลเอง"): 5,
        (ProcessingBy.OTHER, "ผู้อื่นประมวลผล"): 6,
        (ProcessingBy.OTHER, "ผู้ยื่นประมวลผล"): 9,
    }
    assert sum(line.processing_by is None for line in lines) == 2
    assert all(line.data_exchange_applied is True for line in lines)
    assert all(line.external_processor_org_unit is None for line in lines)
    kinds = Counter((line.data_exchange_type.direction, line.data_exchange_type.mode) for line in lines)
    assert kinds == {
        (Direction.SEND, ExchangeMode.ONLINE): 24,
        (Direction.RECEIVE, ExchangeMode.ONLINE): 5,
        (Direction.SEND, ExchangeMode.OFFLINE): 1,
        (Direction.RECEIVE, ExchangeMode.OFFLINE): 1,
    }


def test_a_transfer_written_from_both_sides_stands_on_both_sides(contact, registration):
    sent, received = contact.systems[0].exchanges[1], contact.systems[1].exchanges[1]
    assert sent.exchanged_data == received.exchanged_data
    assert (sent.data_exchange_type.direction, received.data_exchange_type.direction) == ("send", "receive")
    told = {line.exchanged_data for line in registration.systems[0].exchanges}
    retold = [line.exchanged_data for system in registration.systems[1:] for line in system.exchanges]
    assert len(retold) == 17
    assert sum(data in told for data in retold) >= 10


def test_two_systems_of_one_name_are_told_apart_by_their_owner(contact):
    third, fifth = contact.systems[2], contact.systems[4]
    assert third.system_name == fifth.system_name
    assert third.system_owner_org_unit != fifth.system_owner_org_unit
    assert contact.sources["/systems/4/system_name"].proposed == "ระบบไปรษณีย์อิเล็กทรอนิกส์ (หน่วยงานภายในสังกัดอก.)"


def test_a_certain_slip_is_corrected_and_its_words_are_kept(contact, registration):
    items, sources = registration.form.data_category.personal_data_items, registration.sources
    assert items[6] == "ไลน์ไอดี"
    assert sources["/form/data_category/personal_data_items/6"].raw == "โลกเน็ต"
    assert contact.systems[1].exchanges[0].remark == "จัดทำหนังสือราชการ ไปยังหน่วยงานที่เกี่ยวข้อง"
    assert contact.sources["/systems/1/exchanges/0/remark"].raw == "จัดตั้งหนังสือราชการ ไปยังหน่วยงานที่เกี่ยวข้อง"
    assert registration.steps[1].title.startswith("การส่งรหัสยืนยันตัวตนการทำรายการ")
    assert "การทำ รายงาน" in sources["/steps/1/title"].raw


def test_an_uncertain_slip_stays_as_typed_with_a_proposal(registration):
    purposes = registration.form.data_category.collection_purposes
    assert purposes[3] == "รอกจาก consent"
    assert registration.sources["/form/data_category/collection_purposes/3"].proposed == "นอกจาก consent"
    assert "ใบเสร็จจริง" in registration.systems[1].system_scope
    assert "ใบเสร็จรับเงินจริง" in registration.sources["/systems/1/system_scope"].proposed


def test_name_slips_are_never_corrected(registration):
    head = registration.form.header.responsible_persons
    liaisons = registration.form.safeguards.breach_pdpc_liaisons
    assert len(head) == len(liaisons) == 2
    assert not set(head) & set(liaisons)
    proposed = [registration.sources[f"/form/safeguards/breach_pdpc_liaisons/{n}"].proposed for n in (0, 1)]
    assert proposed == head
    assert len(liaisons[1]) == len(head[1]) - 1  # one letter dropped
    assert head[0].split()[1] == liaisons[0].split()[1]  # the family name is right, the given name is another


def test_the_flow_of_the_contact_form_branches_at_step_four(contact):
    arrows = {row.seq: [arrow.to for arrow in row.next] for row in contact.steps}
    assert arrows == {1: [2], 2: [3], 3: [4], 4: [5, 7], 5: [6], 6: [], 7: [8], 8: [9], 9: [10], 10: []}
    assert [row.seq for row in contact.steps if row.kind is StepKind.EXTERNAL] == [1, 2]
    assert [row.seq for row in contact.steps if row.kind is StepKind.DECISION] == [4]
    assert all(arrow.label for arrow in contact.steps[3].next)
    assert [row.seq for row in contact.steps if row.mode is StepMode.UNKNOWN] == [5, 10]


def test_the_flow_of_the_registration_is_one_line(registration):
    assert [[arrow.to for arrow in row.next] for row in registration.steps] == [[n] for n in range(2, 10)] + [[]]
    assert [row.seq for row in registration.steps if row.kind is StepKind.EXTERNAL] == [1, 3, 5, 7]
    # The legend of this drawing knows no paper.
    assert {row.mode for row in registration.steps} == {StepMode.ELECTRONIC}


@pytest.mark.parametrize("name", ["contact_us.json", "industry_registration.json"])
def test_every_value_says_where_it_stood(samples, name):
    document = samples[name]
    values = msgspec.to_builtins(document.document())
    ours = re.compile(r"^/steps/\d+/(?:kind|mode|next)\b")  # the drawing is lost: read from the text, not from a cell

    def leaves(value, pointer):
        if isinstance(value, dict) and "raw" not in value:
            for key, part in value.items():
                yield from leaves(part, f"{pointer}/{key}")
        elif isinstance(value, list) and value and isinstance(value[0], dict) and "raw" not in value[0]:
            for index, part in enumerate(value):
                yield from leaves(part, f"{pointer}/{index}")
        elif value is not None:
            yield pointer

    expected = {
        pointer
        for part in ("form", "steps", "systems")
        for pointer in leaves(values[part], f"/{part}")
        if not ours.search(pointer)
    }
    assert expected <= document.sources.keys()
    assert document.marks.keys() <= document.sources.keys()
    assert all(each.file and each.place for each in document.sources.values())


def test_the_office_exists(samples):
    offices = (sample_files()[0].parents[1] / "offices" / "offices.csv").read_text("utf-8").splitlines()
    (row,) = [line for line in offices if line.startswith("435,")]
    assert row.split(",")[2] == "ศูนย์เทคโนโลยีสารสนเทศและการสื่อสาร"
    assert {document.office_id for document in samples.values()} == {435}
