"""Every cell of the ministry's two filled forms stands in the samples. Needs the forms themselves (ROPA_SEEDS).

They name real people, the samples name invented ones. Which stands for which is learnt from the head of each form and
is written nowhere.
"""

import json
import re

import pytest

from ropa.activities.rules_near import distance
from schemas.form import exchange_columns, flow_columns, form_fields, importer_labels, sections, value_at
from schemas.thai_text import searchable
from tests.support.filled_forms import (
    FORM_OF,
    NUMBERING,
    cells,
    field_list,
    filled_form,
    people_of,
    place_of,
    renamed,
)


def squeezed(text):
    """Return a text without its spaces and brackets: both differ from one filled form to the next."""
    return re.sub(r"[\s()]", "", searchable(text))


@pytest.fixture(params=sorted(FORM_OF))
def pair(request, samples):
    """One sample, the cells of its paper with the invented names put in, and the names."""
    document, paper = samples[request.param], cells(filled_form(FORM_OF[request.param]))
    people = people_of(document, paper)
    return document, {place: renamed(cell, people) for place, cell in paper.items()}, people


def test_both_people_and_both_slips_have_one_invented_name_each(samples):
    found = {name: people_of(samples[name], cells(filled_form(form))) for name, form in FORM_OF.items()}
    contact, registration = (found[name] for name in sorted(found))
    assert len(contact) == 2
    assert len(registration) == 4
    assert contact.items() <= registration.items()
    for other in contact:
        for slip in registration.keys() - contact.keys():
            # A slip is as far from the true name after the substitution as before it, when it is near at all.
            before = distance(slip, other, 4)
            assert before > 3 or distance(registration[slip], registration[other], 4) == before


def test_every_source_names_the_cell_that_holds_its_words(pair):
    document, paper, _ = pair
    for pointer, source in document.sources.items():
        cell = paper[place_of(source)]
        value = value_at(document, pointer)
        value = getattr(value, "raw", value)
        words = source.raw or document.marks.get(pointer) or value
        if isinstance(words, list):
            (words,) = [getattr(word, "raw", word) for word in words]
        assert str(words) in cell, pointer


def test_every_row_of_the_two_tables_is_cell_for_cell_the_papers(pair):
    document, paper, _ = pair
    for index, row in enumerate(document.steps):
        line, _ = place_of(document.sources[f"/steps/{index}/title"])
        expected = {column: paper.get((line, column)) for column in range(1, 8)}
        shown = {info.note.column: written(document, f"/steps/{index}{info.pointer}") for info in flow_columns()}
        assert shown | {1: f"{row.seq}. {shown[1]}"} == expected
    for index, system in enumerate(document.systems):
        for number, _ in enumerate(system.exchanges):
            line, _ = place_of(document.sources[f"/systems/{index}/exchanges/{number}/exchanged_data"])
            for info in exchange_columns():
                of_line = f"/systems/{index}/exchanges/{number}{info.pointer}"
                of_system = f"/systems/{index}{info.pointer}"
                cell = paper.get((line, info.note.column))
                if of_line in document.sources or hasattr(system.exchanges[number], info.key):
                    assert written(document, of_line) == cell, of_line
                else:
                    assert written(document, of_system) == cell or (number and cell is None), of_system


def written(document, pointer):
    """Return what the paper had at a pointer: its raw words, its mark, or the value itself."""
    source, value = document.sources.get(pointer), value_at(document, pointer)
    if source is not None and source.raw:
        return source.raw
    if pointer in document.marks:
        return str(document.marks[pointer])
    if isinstance(value, list):
        (value,) = value  # a list of more than one line was numbered on paper, so its raw words are kept
    value = getattr(value, "raw", value)
    return None if value is None else str(value)


def test_every_cell_of_the_form_is_either_a_label_or_a_value(pair):
    document, paper, _ = pair
    cited = {place_of(source) for source in document.sources.values()}
    labels = {squeezed(words) for words in importer_labels()}
    labels |= {squeezed(info.note.subsection_th) for info in form_fields() if info.note.subsection_th}
    labels |= {squeezed(section.label_th) for section in sections()}
    first_step, _ = place_of(document.sources["/steps/0/title"])
    title = next(line for (line, _), cell in paper.items() if cell.startswith("Data Flow Diagram"))
    lost = [
        cell
        for (line, column), cell in paper.items()
        if (line, column) not in cited and (line < title or line >= first_step)
        if not any(label in squeezed(cell) or squeezed(cell) in label for label in labels)
        if not is_table_head(paper, line, title)
    ]
    assert lost == []


def is_table_head(paper, line, title):
    """Tell whether a line is a caption or one of the header lines of a table: no row number before its words."""
    numbered = re.match(r"\d", paper.get((line, 1), ""))
    return line > title and not numbered and paper.get((line, 6)) != "มี"


def test_every_value_of_the_transcript_stands_in_its_field(pair):
    document, _, people = pair
    form = document.sources["/form/header/agency_name"].file.removesuffix(".txt")
    fields = [field for part in json.loads(field_list().read_text("utf-8"))["sections"] for field in part["fields"]]
    assert len(fields) == 53
    for field in fields:
        pointer = f"/form/{field['section']}/{field['key']}"
        seen = field["seen"][form]
        cell = seen.get("value")
        if cell is None:
            assert value_at(document, pointer) is None
            assert pointer not in document.marks
            continue
        cell = renamed(cell, people)
        assert written(document, pointer) == cell, pointer
        at = seen["value_at"]
        assert place_of(document.sources[pointer]) == (at["line"], at["col"] + 1)


def test_values_differ_from_the_paper_only_by_known_slips_and_broken_lines(pair):
    document, _, _ = pair
    slips = {"โลกเน็ต": "ไลน์ไอดี", "สพอ.": "สปอ.", "จัดตั้งหนังสือ": "จัดทำหนังสือ", "เซอริส": "เซอร์วิส"}
    for pointer, source in document.sources.items():
        value = value_at(document, pointer)
        if not source.raw or isinstance(value, bool):
            continue
        raw = squeezed(NUMBERING.sub(" ", source.raw)).replace(squeezed("การทำ รายงาน"), "การทำรายการ")
        for slip, right in slips.items():
            raw = raw.replace(squeezed(slip), squeezed(right))
        found = squeezed("".join(value) if isinstance(value, list) else value)
        assert found == raw.replace("และอีเมล", "อีเมล"), pointer
