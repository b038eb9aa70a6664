"""The glossary: every closed list with its codes, Thai and English words, as Markdown. Printed by `ropa.glossary`."""

from collections.abc import Iterator

from schemas import access, findings, vocabulary
from schemas.form import Kind, exchange_columns, flow_columns, sections
from schemas.vocabulary import Term

MODULES = (vocabulary, access, findings)


def lists() -> Iterator[type[Term]]:
    """Yield every closed list in the order of declaration."""
    for module in MODULES:
        for kind in vars(module).values():
            declared = isinstance(kind, type) and issubclass(kind, Term) and kind.__module__ == module.__name__
            if declared and list(kind):
                yield kind


def markdown() -> Iterator[str]:
    """Yield the lines of docs/glossary.md."""
    yield "# อภิธานศัพท์ / Glossary"
    yield ""
    yield "สร้างจาก `schemas/` ด้วย `python -m schemas.glossary > docs/glossary.md` ห้ามแก้ด้วยมือ / Generated; do not edit."
    for kind in lists():
        yield from (
            "",
            f"## {kind.__name__}",
            "",
            (kind.__doc__ or "").strip(),
            "",
            "| code | ไทย | English |",
            "|---|---|---|",
        )
        for term in kind:
            yield f"| `{term.value}` | {_cell(term.th)} | {_cell(term.en)} |"
    for section in sections():
        yield from ("", f"## {section.label_th} / {section.label_en}", "")
        yield from ("| # | key | ช่อง | field | kind | law |", "|---|---|---|---|---|---|")
        for info in section.fields:
            laws = "; ".join(info.note.laws)
            yield (
                f"| {info.order} | `{info.key}` | {_cell(info.label)} | {_cell(info.note.label_en)} "
                f"| {Kind(info.kind).value} | {_cell(laws)} |"
            )
    for title, columns in (
        ("ตารางการไหลของข้อมูล / Data-flow table", flow_columns()),
        ("ตารางแลกเปลี่ยนข้อมูล / Exchange table", exchange_columns()),
    ):
        yield from ("", f"## {title}", "", "| # | key | คอลัมน์ | column |", "|---|---|---|---|")
        for info in columns:
            yield f"| {info.note.column} | `{info.key}` | {_cell(info.label)} | {_cell(info.note.label_en)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    print("\n".join(markdown()))  # noqa: T201 - this is what the module is run for
