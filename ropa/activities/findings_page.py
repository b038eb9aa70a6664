"""The page of the rules of findings, as Markdown: `python -m ropa.activities.findings_page > docs/findings.md`."""

from collections.abc import Iterator

from ropa.activities.rules_finding_codes import CODES, FINDINGS_VERSION
from schemas.findings import Severity

_HEAD = """# กฎตรวจบันทึกรายการ / The rules of findings

สร้างจาก `ropa/activities/rules_codes_*.py` ด้วย `python -m ropa.activities.findings_page > docs/findings.md` ห้ามแก้ด้วยมือ
/ Generated; do not edit.

The register checks itself. Each rule is a pure function of one document and of its surroundings
(`schemas/surroundings.py`): how its retention words are read, which counterpart systems stand in the register, and how
the records of the bodies that it names tell the same exchange. The service looks the surroundings up for a hundred
records at a time, in two queries. A rule whose surroundings were not looked up says nothing.

**Severity.** An error stops approval (a DPO can accept it with a reason). It is an error when section 39 is not
answered, when the text holds a national ID, or when the record itself states what the law forbids: data of section 26
without a ground of section 26, a transfer abroad without a mechanism. Contradictions and gaps that the paper form
cannot avoid are warnings. What is good to know is a hint.

**What is told of other records.** Only that they say so: never which record it is, nor anything else in it, whoever
reads. A name of a system or a body in a message is one that the record itself has.

**Editions.** This is edition {edition}. `since` is the edition that brought a rule; a new rule gets the next number,
and a change of what a code finds is a new code. An approval freezes the edition that it met in its manifest
(`rules`, `findings/{edition}`, SHA-256 of the table). What a newer rule finds in an approved revision is told with
`is_new`; the revision stays approved, readable and unchanged. The next revision of the record meets all rules.

**Add a rule.** Add its code to a table in `rules_codes_*.py` (next edition), yield it from a `rules_*.py`, test what
it finds and its honest neighbour, correct the exact lists in `tests/support/findings_of_samples.py`, print this page.

**Source** names the part of law.md that asks for the rule, and how sure its words are: P read in the rule itself,
G a government page, L a law firm's note, GK not verified. An engineer's reading, not legal advice.

**A register of an older version** knows the systems and bodies of other records after `ropa reindex`.
"""


def markdown() -> Iterator[str]:
    """Yield the lines of docs/findings.md."""
    yield from _HEAD.replace("{edition}", str(FINDINGS_VERSION)).splitlines()
    for severity in Severity:
        codes = {code: row for code, row in CODES.items() if row.severity is severity}
        yield from ("", f"## {severity.th} / {severity.en} ({len(codes)})", "")
        yield "| code | law | what | fix | since | source |"
        yield "|---|---|---|---|---|---|"
        for code, row in codes.items():
            what = f"{_cell(row.message_th)}<br>{_cell(row.message_en)}"
            fix = f"{_cell(row.suggestion)}<br>{_cell(row.suggestion_en)}"
            yield f"| `{code}` | {_cell(row.law)} | {what} | {fix} | {row.since} | {_cell(row.source)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    print("\n".join(markdown()))  # noqa: T201 - this is what the module is run for
