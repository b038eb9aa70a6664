"""The numbered cases of the law and the tests that show them, read from the sources.

    python -m tests.support.law_cases

writes `docs/breach-cases.md` anew. A test names its cases by `@pytest.mark.case("F.1", 14)`.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from tests.support.source_tree import ROOT, python_files, text_of, tree_of

MARK = "pytest.mark.case"
PAGE = ROOT / "docs" / "breach-cases.md"

#: Section F.1 of our notes on the law: the clock of 72 hours. What each case asks for, in one line.
CLOCK = {
    1: "Occurrence, detection and awareness are different times; the deadline is awareness and 72 hours",
    2: "Aware in the New Year holidays: the deadline is not moved",
    3: "Aware on a Friday afternoon: the deadline is Monday, the same time",
    4: "Aware before Songkran: a holiday does not move the deadline",
    5: "29 February of a leap year, and a plain year",
    6: "Entered in UTC: the Bangkok date is one day later",
    7: "A server in a zone with summer time: still exactly 72 hours",
    8: "At the deadline: in time; one second later: late",
    9: "A time without an offset is refused, never read in the server's zone",
    10: "Awareness in the future, awareness before occurrence, sent before aware",
    11: "Awareness corrected later: new deadline, old value and reason kept; late at once if it has passed",
    12: "A processor told on T1, the agency read it on T2: both kept, T1 is the warning clock",
    13: "A suspicion has a warning clock; the clock of the law begins with the confirmation",
    14: "No risk, decided at hour 20: the duty stops with evidence, without evidence it stays",
    15: "No risk, then new facts: decided anew on the first clock, both times shown; the Office judges lateness",
    16: "Initial notice in time, supplementary notice on day 20: not late",
    17: "Late with reasons on day 10; on day 16 beyond 15 days, and it can still be sent",
    18: "15 days are counted strictly, 15 times 24 hours",
    19: "High risk: the data subjects are told without delay; age in hours, never 72 hours",
    20: "A drill: the same clocks, never counted, never sent",
    21: "One breach, two controllers: one deadline for each",
    22: "Closed, then opened again: new evidence, the old clock stays visible",
    23: "Reminders: each goes out once though the job runs often or was down",
    24: "A breach of paper, or of availability only: the same duty",
}
#: Sections F.2 and F.4, as far as they are about requests of data subjects and rights.
REQUESTS = {
    **{("F.2", number): "Days and months of requests" for number in (*range(25, 32), 45, 46)},
    **{("F.4", number): "Holds, rights and mixed bases" for number in (*range(57, 69), 75, 78)},
}


@cache
def shown() -> dict[tuple[str, int], list[str]]:
    """Return the tests of each case by (section, number), as `path::name`, in the order of their files."""
    found: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for path in python_files("tests"):
        if MARK not in text_of(path):
            continue  # most files: not even parsed
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                for section, number in _cases(node):
                    found[section, number].append(f"{path.relative_to(ROOT).as_posix()}::{node.name}")
    return {key: sorted(set(names)) for key, names in found.items()}


def _cases(node: ast.FunctionDef | ast.ClassDef) -> Iterator[tuple[str, int]]:
    for mark in node.decorator_list:
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == MARK:
            section, *numbers = (ast.literal_eval(each) for each in mark.args)
            for number in numbers:
                yield section, number


def page() -> str:
    """Return `docs/breach-cases.md`."""
    tests = shown()
    lines = [
        "# กรณีตามกฎหมายและการทดสอบ / Cases of the law and their tests",
        "",
        "นาฬิกา 72 ชั่วโมงของเหตุละเมิด 24 กรณี และการทดสอบที่แสดงแต่ละกรณี หน้านี้สร้างจากการทดสอบ ไม่แก้ด้วยมือ",
        "",
        "Written by `python -m tests.support.law_cases` from the markers of the tests (`@pytest.mark.case`).",
        "`tests/house/test_law_cases.py` fails when a case of F.1 has no test or this page is old.",
        "",
        "## F.1 The clock of 72 hours",
        "",
    ]
    for number, words in CLOCK.items():
        lines += [f"**{number}.** {words}", "", *(f"- `{name}`" for name in tests.get(("F.1", number), [])), ""]
    lines += ["## F.2 25-31, 45-46 and F.4 57-68, 75, 78: requests of data subjects, working days, holds", ""]
    with_tests = [key for key in REQUESTS if tests.get(key)]
    for section, number in with_tests:
        lines += [f"**{section} {number}.**", "", *(f"- `{name}`" for name in tests[section, number]), ""]
    still = [key for key in REQUESTS if key not in with_tests]
    if still:
        listed = ", ".join(f"{section} {number}" for section, number in still)
        lines += [f"Open, to come with the requests of data subjects: {listed}.", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
