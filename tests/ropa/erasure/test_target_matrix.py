"""Every line of docs/erasure-matrix.md, carried out; and the document is those lines."""

from pathlib import Path

import pytest

from ropa.erasure.target import Target
from ropa.erasure.target_errors import Stop
from ropa.erasure.target_run import execute
from ropa.errors import Invalid
from schemas.erasure import Binding, Plan, RunState
from schemas.findings import Problem
from tests.support.target_case import Case, person_binding, statements_of
from tests.support.target_document import CASES, RUNS, document
from tests.support.targets import SECRET, MemoryJournal, hashes, kind_of, no_gate, planned, run

DOCUMENT = Path("docs/erasure-matrix.md")


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_database_is_destroyed_in_or_refused_as_the_matrix_says(target, empty_database_url, case: Case):
    kind = kind_of(empty_database_url)
    if case.only not in {None, kind.value}:
        return
    run(empty_database_url, *statements_of(case, kind.value))
    before = hashes(empty_database_url)
    binding = person_binding(kind, **case.changes)
    plan, problems = _planned(target, binding)
    assert (case.ends == "refused") == (plan is None)
    if case.ends != "destroyed":
        assert case.says in "\n".join(each.message_en for each in problems)
        assert all(any("ก" <= letter <= "๙" for letter in each.message_th) for each in problems)
        assert hashes(empty_database_url) == before
        return
    assert plan
    assert not problems
    outside = hashes(empty_database_url, without=case.inside)
    outcome = execute(target, binding, plan, MemoryJournal(), no_gate, secret=SECRET)
    assert (outcome.state, outcome.problems, outcome.missing) == (RunState.DONE, [], 0)
    assert outcome.deleted[0] == plan.total > 0
    assert hashes(empty_database_url) == outside


def _planned(target: Target, binding: Binding) -> tuple[Plan | None, list[Problem]]:
    try:
        plan = planned(target, binding, batch_size=2)
    except Invalid as refused:
        return None, list(refused.problems)
    except Stop as stopped:
        return None, [stopped.problem]
    return plan, plan.faults


def test_the_document_is_the_matrix():
    files = sorted(Path(__file__).parent.glob("test_target_*.py"))
    written = "".join(file.read_text(encoding="utf-8") for file in files)
    assert [name for *_, name in RUNS if f"def {name}(" not in written] == []
    assert DOCUMENT.read_text(encoding="utf-8") == document(), "write it anew: python -m tests.support.target_document"
