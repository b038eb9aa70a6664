"""Notices in English, of kinds that a lifelike register posts: no Thai but what is quoted, no day of another era."""

import ast
import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from ropa import demonstration
from ropa.db.all_tables import metadata
from ropa.jobs import passes
from ropa.wiring import wire
from schemas.access import COMMAND_LINE
from schemas.notices import NoticeKind
from tests.support.server import ROOT
from tests.support.web import keys_for

#: Texts that a notice may repeat as they stand: names of records, offices, people, breaches and data sets.
QUOTED = {
    "revision_index": ("main_process", "sub_process"),
    "offices": ("name",),
    "people": ("display_name",),
    "breaches": ("title",),
    "holdings": ("title",),
    "destruction_lists": ("title",),
    "breach_tasks": ("title",),
}
THAI = re.compile(r"[\u0e00-\u0e7f]+")
OTHER_ERA = re.compile(r"\d{1,2}/\d{1,2}/\d{4}|\b[A-Z][a-z]{2} 25\d\d\b|\d{1,2}:\d\d น\.|\d{4}-\d\d-\d\d")
LIAISONS = re.compile(r"Liaisons named in the form without an account; reach them yourself: .*")
#: What a year of this register brings.
KINDS = {
    NoticeKind.SUBMITTED,
    NoticeKind.REVIEWED,
    NoticeKind.RETURNED,
    NoticeKind.APPROVED,
    NoticeKind.RETIRED,
    NoticeKind.REVIEW_DUE,
    NoticeKind.RETENTION_DUE,
    NoticeKind.BREACH_CLOCK,
    NoticeKind.REQUEST_DUE,
    NoticeKind.RIGHT_CHANGED,
    NoticeKind.DIGEST,
}


@pytest.mark.only_on("sqlite")
def test_english_notices_hold_no_thai_but_names_and_no_day_of_another_era(database, now):
    wire()
    demonstration.fill(database, keys_for(database), now, may_mark=True, provinces=1)
    with database.write(COMMAND_LINE, now) as uow:
        people = metadata.tables["people"]
        uow.connection.execute(sa.update(people).values(email="somebody@example.invalid"))
    for days in (0, 1, 3, 8, 20, 28, 60, 330, 360, 380):
        failed = [each for each in passes.tick(database, keys_for(database), now + timedelta(days=days)) if each.error]
        assert failed == []
    with database.read(COMMAND_LINE, now) as uow:
        notices = metadata.tables["notices"].c
        said = uow.connection.execute(sa.select(notices.kind, notices.title_en, notices.body_en).distinct()).all()
        quoted = {
            " ".join(each.split())
            for table, names in QUOTED.items()
            for name in names
            for each in uow.connection.scalars(sa.select(metadata.tables[table].c[name]).distinct())
            if each and THAI.search(each)
        }
    assert {str(each) for each in KINDS} - {kind for kind, *_ in said} == set()
    longest_first = sorted(quoted, key=len, reverse=True)
    wrong = set()
    for kind, *texts in said:
        # Whom the form names as liaisons stands there as it was typed.
        text = LIAISONS.sub("", "\n".join(texts))
        for each in longest_first:
            text = text.replace(each, "")
        found = THAI.findall(text) + OTHER_ERA.findall(text)
        if found:
            wrong.add((kind, text[:300], *found[:5]))
    assert not wrong, "\n".join(map(str, sorted(wrong)))


def _thai_in(value: ast.expr) -> list[str]:
    """Return what of an English text is Thai whatever it is about: letters written there, a Thai day."""
    found = []
    for node in ast.walk(value):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found += THAI.findall(node.value)
        elif isinstance(node, ast.Name) and node.id in {"format_thai_date", "moment_th", "day_th"}:
            found.append(node.id)
    return found


def test_no_english_text_of_any_notice_is_written_with_thai_letters_or_a_thai_day():
    wrong, seen = [], 0
    for file in sorted((ROOT / "ropa").rglob("*.py")):
        for call in ast.walk(ast.parse(file.read_text())):
            if not (
                isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in {"Notice", "Words"}
            ):
                continue
            for each in call.keywords:
                if each.arg in {"title_en", "body_en"}:
                    seen += 1
                    wrong += [f"{file.name}:{call.lineno} {words}" for words in _thai_in(each.value)]
    assert seen >= 25
    assert wrong == []
