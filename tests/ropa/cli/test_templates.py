"""`ropa template`: the library at the command line."""

import json

from ropa.cli import main
from ropa.db.unit_of_work import Database
from tests.support.actors import PHETCHABURI


def test_templates_are_listed_found_and_shown(capsys):
    assert main(["template", "list"]) == 0
    assert len(capsys.readouterr().out.splitlines()) >= 24
    assert main(["template", "list", "--json", "กล้อง"]) == 0
    assert "cctv" in {each["key"] for each in json.loads(capsys.readouterr().out)["items"]}
    assert main(["template", "list", "ไม่มีคำนี้แน่นอน"]) == 1
    assert main(["template", "show", "cctv"]) == 0
    assert "โปรดปรับ" in capsys.readouterr().out
    assert main(["template", "show", "none"]) == 1
    assert "none" in capsys.readouterr().err


def test_a_template_is_used_at_an_office(register: Database, capsys):
    assert main(["template", "use", "cctv", "--office", str(PHETCHABURI), "--controller", "กรมทดสอบ"]) == 0
    ref = capsys.readouterr().out.split()[0]
    assert ref.startswith("ROPA-")
    assert main(["check", ref]) == 0
    assert main(["template", "use", "cctv", "--office", "999999"]) == 1
    assert main(["template", "use", "none", "--office", str(PHETCHABURI)]) == 1
