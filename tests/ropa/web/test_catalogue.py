"""The English catalogue holds every text of the pages, and nothing else."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

from ropa.web.language import translate, translations
from tests.support.source_tree import ROOT

WEB = ROOT / "ropa" / "web"
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "mark": None}
THAI = re.compile("[\u0e00-\u0e7f]")
HOLES = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


def texts_of_pages() -> Iterator[tuple[str, str]]:
    """Yield each text that is to be translated, with where it stands."""
    for path in sorted(WEB.joinpath("templates").rglob("*.html")):
        with path.open("rb") as source:
            for line, _, message, _ in babel_extract(
                source, tuple(KEYWORDS), (), {"trimmed": "true", "silent": "false"}
            ):
                yield from ((each, f"{path.relative_to(ROOT)}:{line}") for each in all_of(message))
    for path in sorted(ROOT.joinpath("ropa").rglob("*.py")):
        with path.open("rb") as source:
            for found in extract("python", source, keywords=KEYWORDS):
                yield from ((each, f"{path.relative_to(ROOT)}:{found[0]}") for each in all_of(found[1]))


def all_of(message) -> list[str]:
    """Return the texts of a message; one that is a plain number or Latin name needs no translation."""
    parts = message if isinstance(message, tuple) else (message,)
    return [each for each in parts if each and THAI.search(each)]


@pytest.fixture(scope="module")
def catalogue():
    with WEB.joinpath("locale", "en.po").open("rb") as source:
        return {each.id: each for each in read_po(source, locale="en") if each.id}


def words_of(entry) -> list[str]:
    return list(entry.string) if isinstance(entry.string, tuple) else [entry.string]


def test_every_text_of_the_pages_has_its_english(catalogue):
    known = {part for id_ in catalogue for part in (id_ if isinstance(id_, tuple) else (id_,))}
    missing = {text: place for text, place in texts_of_pages() if text not in known}

    assert missing == {}, "add these to ropa/web/locale/en.po"


def test_no_template_holds_thai_that_cannot_be_translated():
    jinja = re.compile(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
    found = [
        f"{path.relative_to(ROOT)}: {words.strip()[:60]}"
        for path in sorted(WEB.joinpath("templates").rglob("*.html"))
        for words in jinja.sub("", path.read_text("utf-8")).splitlines()
        if THAI.search(words)
    ]

    assert found == [], "write {{ _('…') }}"


def test_the_catalogue_holds_no_text_that_no_page_has(catalogue):
    used = {text for text, _ in texts_of_pages()}
    left = [id_ for id_ in catalogue if not used & set(id_ if isinstance(id_, tuple) else (id_,))]

    assert left == [], "remove these from ropa/web/locale/en.po"


def test_no_text_stands_twice_in_the_catalogue():
    entries = WEB.joinpath("locale", "en.po").read_text("utf-8").split("\n\n")
    ids = Counter(each.partition("\nmsgstr")[0] for each in entries if each.startswith("msgid"))

    assert [text for text, times in ids.items() if times > 1] == []


def test_no_english_is_empty_or_thai_or_drops_a_value(catalogue):
    for id_, entry in catalogue.items():
        source = id_[0] if isinstance(id_, tuple) else id_
        for english in words_of(entry):
            assert english.strip(), source
            assert not THAI.search(english), source
            if not isinstance(id_, tuple):
                assert sorted(HOLES.findall(english)) == sorted(HOLES.findall(source)), source
        assert not entry.fuzzy, source


def test_thai_is_the_source_and_english_comes_from_the_catalogue():
    assert translate("th", "หน้าหลัก") == "หน้าหลัก"
    assert translate("en", "หน้าหลัก") == "Home"
    assert translate("en", "ข้อความที่ไม่มีในรายการ") == "ข้อความที่ไม่มีในรายการ"
    assert translations("en") is translations("en")
