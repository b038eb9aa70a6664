"""What the importer recovers of the ministry's two filled forms, held against what a careful person read in them."""

import json
from functools import cache

import msgspec
import pytest

from ropa.imports.files import open_sent
from ropa.imports.rules_merging import mended, proposals
from ropa.imports.rules_paper import read_paper
from ropa.imports.rules_paper_labels import printed_fields
from ropa.imports.rules_paper_words import letters
from schemas.document import ActivityInput
from schemas.form import value_at
from schemas.imports import ReadRecord, RemarkKind
from tests.support.filled_forms import COPIES, FORM_OF, cells, filled_form, people_of, renamed
from tests.support.recovery import TODAY, read_file, recovered, sample_of

#: Form: (fields exactly, fields reported lost, fields right once a proposed correction is taken).
COUNTS = {"002": (53, 0, 0), "003": (50, 1, 2)}
ROWS = {"002": (10, 5, 7), "003": (9, 9, 24)}
forms = pytest.mark.parametrize("form", sorted(FORM_OF.values()))


@cache
def of_the_copy(form: str) -> ReadRecord:
    (record,) = read_file(COPIES / f"{form}.txt")
    return record


@cache
def of_the_seed(form: str) -> ReadRecord:
    """Return what is read of the ministry's own text, the invented names put in after reading."""
    path, sample = filled_form(form), sample_of(form)
    people = people_of(sample, cells(path))
    with path.open("rb") as source:
        (record,) = read_paper(open_sent(source, f"{form}.txt"), today=TODAY)
    words = json.dumps(msgspec.to_builtins(record), ensure_ascii=False)
    return msgspec.json.decode(renamed(words, people), type=ReadRecord)


@forms
@pytest.mark.parametrize("read", [of_the_copy, of_the_seed], ids=["copy", "seed"])
class TestRecovery:
    def test_fields_steps_systems_and_lines_are_recovered(self, form, read):
        found = recovered(read(form), sample_of(form))
        assert found.wrong == []
        assert (len(found.exact), len(found.lost), len(found.proposed)) == COUNTS[form]
        assert (found.steps, found.systems, found.lines) == ROWS[form]

    def test_every_value_names_the_cell_that_the_careful_person_named(self, form, read):
        data, sample = read(form).data, sample_of(form)
        assert data.sources.keys() == sample.sources.keys()
        assert {p: (s.file, s.place) for p, s in data.sources.items()} == {
            p: (s.file, s.place) for p, s in sample.sources.items()
        }
        assert data.marks == sample.marks

    def test_what_the_table_tells_of_the_lost_drawing_is_what_the_careful_person_saw(self, form, read):
        data, sample = read(form).data, sample_of(form)
        assert [(step.kind, step.mode) for step in data.steps] == [(step.kind, step.mode) for step in sample.steps]

    def test_nothing_is_wrong_with_the_record_but_the_missing_office(self, form, read):
        record = read(form)
        assert record.problems == []
        assert record.data.office_id == 0
        assert [r.pointer for r in record.remarks if r.pointer == "/office_id"] == ["/office_id"]


def test_the_copies_are_the_seeds_with_other_names():
    people: dict[str, str] = {}
    for form in COUNTS:
        people |= people_of(sample_of(form), cells(filled_form(form)))
    for form in COUNTS:
        seed = renamed(filled_form(form).read_text("utf-8"), people).split("\n")
        copy = (COPIES / f"{form}.txt").read_text("utf-8").split("\n")
        # The example person in one hint is another one, too.
        assert [n for n, pair in enumerate(zip(seed, copy, strict=True), 1) if pair[0] != pair[1]] == [17]


def test_a_lost_answer_is_never_a_no():
    record = of_the_copy("003")
    assert record.data is not None
    assert record.data.form.roles.manages_create is None
    (told,) = [remark for remark in record.remarks if remark.kind is RemarkKind.LOST]
    assert (told.pointer, told.place) == ("/form/roles/manages_create", "line 25, column 4")


def test_slips_of_names_are_held_against_the_head_and_only_proposed():
    data = of_the_copy("003").data
    assert data is not None
    at = "/form/safeguards/breach_pdpc_liaisons"
    sample = sample_of("003")
    assert data.form.safeguards.breach_pdpc_liaisons == sample.form.safeguards.breach_pdpc_liaisons
    for place in (0, 1):
        assert data.sources[f"{at}/{place}"].proposed == sample.sources[f"{at}/{place}"].proposed


@forms
def test_every_correction_of_the_careful_person_is_proposed_and_none_is_made(form):
    data, sample = of_the_copy(form).data, sample_of(form)
    assert data is not None
    for pointer, source in sample.sources.items():
        wanted = source.proposed or (value_at(sample, pointer) if is_mended(sample, pointer) else None)
        if wanted is not None:
            assert data.sources[pointer].proposed == wanted, pointer


def is_mended(sample: ActivityInput, pointer: str) -> bool:
    """Tell whether the sample has other words than the paper, not only other spaces, in a text or an entry."""
    value, raw = value_at(sample, pointer), sample.sources[pointer].raw
    return isinstance(value, str) and raw is not None and value.replace(" ", "") != raw.replace(" ", "")


@forms
def test_each_proposal_is_told_once_with_its_words(form):
    record = of_the_copy(form)
    assert record.data is not None
    told = [remark for remark in record.remarks if remark.kind is RemarkKind.PROPOSED]
    assert sorted(remark.pointer or "" for remark in told) == sorted(
        pointer for pointer, source in record.data.sources.items() if source.proposed
    )
    assert all(remark.place and remark.raw and remark.proposed != remark.raw for remark in told)


@forms
def test_with_every_correction_taken_the_form_is_the_careful_persons(form):
    data, sample = of_the_copy(form).data, sample_of(form)
    assert data is not None
    for pointer, source in list(proposals(data)):
        taken = mended(data, pointer, source.proposed or "", today=TODAY)
        assert taken.problems == (), pointer
        data = taken.data
    # The careful person left these to somebody who knows: two names, and a word that may mean something else.
    left = {"/form/safeguards/breach_pdpc_liaisons", "/form/data_category/collection_purposes"}
    slips = left if form == "003" else set()
    for info in printed_fields():
        if info.pointer not in slips:
            assert value_at(data, info.pointer) == value_at(sample, info.pointer), info.pointer
    assert [letters(step.title) for step in data.steps] == [letters(step.title) for step in sample.steps]
