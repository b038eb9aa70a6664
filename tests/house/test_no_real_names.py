"""No file names a real person from the ministry's filled forms; only hashes of the names are kept here.

The people in ropa/samples are invented. To add a name: `digest(letters_of("..."))` of tests/support/hidden_names.py.
"""

import zipfile

from tests.support.hidden_names import digest, letters_of, named_in, texts_of
from tests.support.source_tree import ROOT, committed_files, named

#: Names, family names and titled given names of the forms' people, their slips too: hash and number of letters.
REAL = {
    "d53ca8aa37d4ad8ecdeda7ab67418782930c8167f672af4abcb311b30ad3ce8d": 10,
    "2c0af5b71087f4a39a84689753a596a31f27e53b0f917ff48524781892deb2c0": 14,
    "396bc1002328293da0b70aa96a94e55c5b97c10c47ba74f71b4f686bc88b6ac8": 10,
    "d9d98ae455c935c10245549c2425c42611fcab65c3671d31a828b815887db1a0": 13,
    "d5077e4e1d05f1020a2c18e1482dcf7f9c26b6bcf2534af1038d4ea832d9aa61": 7,
    "496d038244143f0d049b76e92879308ceb1853303b3f3c1ab5207154c05e170b": 8,
    "66c6d9d90558a66cefb84773d8f58e3c7e9e7d1d6cedb723f53ac2d3e9630853": 7,
    "8000879335d06e1d43a9a546ea031588c902c164d0a6161b0cacd954feddad6e": 6,
    "369a62d58b573c981335f7b1c752063a0e97ab736b90e5b9e09e32f3b4593a13": 9,
}
#: The form prints an example person in one hint. Hints are verbatim, so it may stand where the form is declared.
EXAMPLES = {
    "78deb99e7493a6119e7c3c357b51cf550fa1a20e7bdcce1ae00b9e6d88927c2e": 12,
    "d531c7147781270b55ba19dd015f5ef8e3ea0f96e3f173bebec43811ef4bc506": 11,
}


def test_no_committed_file_names_a_real_person():
    found = [
        named(path) for path in committed_files() for text in (*texts_of(path), path.as_posix()) if named_in(text, REAL)
    ]
    assert not found, "replace the name by the invented one of ropa/samples:\n" + "\n".join(found)


def test_the_forms_example_person_stands_only_where_the_form_is_declared():
    found = {named(path) for path in committed_files() for text in texts_of(path) if named_in(text, EXAMPLES)}
    assert found == {"schemas/activity_data.py"}


def test_a_planted_name_is_found_however_it_is_written(tmp_path):
    invented = {digest(letters_of("นายสมมุติ ทดลองตรวจ")): len(letters_of("นายสมมุติ ทดลองตรวจ"))}
    plants = {
        "plain.py": "x = 1 < 2  # นายสมมุติ ทดลองตรวจ > 1",
        "list.json": '["1. นายสมมุติ  ทดลองตรวจ"]',
        "escaped.json": '"' + "".join(f"\\u{ord(c):04x}" if c != " " else c for c in "นายสมมุติ ทดลองตรวจ") + '"',
        "entities.html": "".join(f"&#{ord(c)};" if c != " " else c for c in "นายสมมุติ ทดลองตรวจ"),
        "lines.py": '("นายสมมุติ "\n    "ทดลองตรวจ")',
        "runs.svg": "<text>นายสมมุติ</text><text>ทดลอง<b>ตรวจ</b></text>",
    }
    for name, text in plants.items():
        (tmp_path / name).write_text(text, "utf-8")
    with zipfile.ZipFile(tmp_path / "book.xlsx", "w") as book:
        book.writestr("xl/sharedStrings.xml", "<si><r><t>นายสมมุติ ทดลอง</t></r><r><t>ตรวจ</t></r></si>")
    missed = [path.name for path in tmp_path.iterdir() if not any(named_in(text, invented) for text in texts_of(path))]
    assert missed == []


def test_a_name_with_one_letter_less_is_another_name():
    invented = {digest(letters_of("นายสมมุติ ทดลองตรวจ")): len(letters_of("นายสมมุติ ทดลองตรวจ"))}
    assert not named_in("นายสมมุติ ทดลองตวจ", invented)


def test_the_samples_are_among_the_files_that_are_searched():
    assert {path for path in committed_files() if path.parent == ROOT / "ropa" / "samples" and path.suffix == ".json"}
