"""No code of the trail is left without words: every action that the program records has a name in both languages."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from schemas.trail_actions import ACTIONS, GROUPS
from schemas.trail_words import DETAILS, PAIRS, SUBJECTS, action_words, codes_of

ROOT = Path(__file__).parents[2] / "ropa"
_CODE = re.compile(r"[a-z_]+\.[a-z_]+")
_FAMILIES = {code.partition(".")[0] for code in ACTIONS}
#: Strings of that shape that are no actions: kinds of notices, and what a template or a module is called.
NO_ACTIONS = {"bulk.fault", "offices.csv", "pack.zip", "register.xlsx", "register.zip"}


@cache
def _modules() -> list[tuple[Path, ast.Module]]:
    return [(path, ast.parse(path.read_text(encoding="utf-8"))) for path in sorted(ROOT.rglob("*.py"))]


def _recorders(tree: ast.Module) -> set[str]:
    """Return what a module calls the functions that write the trail."""
    return {
        name.asname or name.name
        for each in ast.walk(tree)
        if isinstance(each, ast.ImportFrom) and each.module == "ropa.audit.service"
        for name in each.names
        if name.name in {"record", "record_each"}
    }


def recorded() -> Iterator[tuple[str, ast.expr]]:
    """Yield each place that writes the trail, and what it gives as the action."""
    for path, tree in _modules():
        names = _recorders(tree)
        for each in ast.walk(tree):
            if isinstance(each, ast.Call) and isinstance(each.func, ast.Name) and each.func.id in names:
                given = [*each.args[1:2], *(word.value for word in each.keywords if word.arg == "action")]
                yield f"{path.name}:{each.lineno}", given[0]


def written() -> Iterator[tuple[str, str]]:
    """Yield every text of the program that has the shape of an action of a known family."""
    for path, tree in _modules():
        for each in ast.walk(tree) if path.name.startswith("service") else ():
            said = each.value if isinstance(each, ast.Constant) and isinstance(each.value, str) else ""
            if _CODE.fullmatch(said) and said.partition(".")[0] in _FAMILIES:
                yield path.name, said


def test_every_action_that_the_program_records_has_words():
    missing, seen = [], 0
    for place, given in recorded():
        seen += 1
        if isinstance(given, ast.Constant) and given.value not in ACTIONS:
            missing.append((place, given.value))
        if isinstance(given, ast.JoinedStr):
            start = given.values[0]
            family = str(start.value).partition(".")[0] if isinstance(start, ast.Constant) else "grant"
            if family not in _FAMILIES:
                missing.append((place, family))
    assert missing == []
    assert seen > 150


def test_every_action_that_is_handed_on_before_it_is_recorded_has_words():
    assert sorted({each for each in written() if each[1] not in ACTIONS and each[1] not in NO_ACTIONS}) == []


def test_every_word_of_a_list_that_is_made_an_action_has_words():
    from ropa.procedures.service_life import _PAST
    from schemas.breach_work import BreachEventKind
    from schemas.disclosures import ExchangeStep
    from schemas.request_terms import RequestEventKind
    from schemas.working_days import YearState

    made = [f"breach.{each}" for each in BreachEventKind] + [f"request.{each}" for each in RequestEventKind]
    made += [f"exchange_request.{each}" for each in ExchangeStep] + [f"holiday_year.{each}" for each in YearState]
    made += [f"procedure.{each}" for each in _PAST.values()]
    made += [f"{kind}.{what}" for kind in ("grant", "token") for what in ("moved", "ended")]
    made += [f"holding.{act}" for act in ("extended", "transferred")]
    assert [code for code in made if code not in ACTIONS] == []


@pytest.mark.parametrize("table", [ACTIONS, SUBJECTS, DETAILS, {name: words for name, (words, _) in GROUPS.items()}])
def test_words_are_thai_and_english(table):
    assert [code for code, (thai, _) in table.items() if not re.search("[ก-๙]", thai)] in ([], ["manifest"])
    assert [code for code, (_, english) in table.items() if not english.isascii()] == []


def test_an_action_stands_in_one_group_only_and_a_group_gives_its_actions():
    assert sum(len(group) for _, group in GROUPS.values()) == len(ACTIONS)
    assert "activity.approved" in codes_of("records")
    assert codes_of("nothing") == ()
    assert action_words("no.such") is None
    assert all(
        {before, after} - {"from", "to", "before", "after", "was", "is"} <= DETAILS.keys() for before, after in PAIRS
    )
