"""`ropa verify-pack` says what is wrong with a pack by its file's name, and needs nothing but the pack."""

import subprocess
import sys

import msgspec
import pytest

from ropa.cli import main
from schemas.packs import README, TRAIL
from tests.support.packs import pack, rewritten


@pytest.fixture
def sound(tmp_path):
    whole, digest = pack()
    path = tmp_path / "pack.zip"
    path.write_bytes(whole)
    return path, digest


def test_a_sound_pack_answers_0_and_shows_who_why_and_its_hash(sound, capsys):
    path, digest = sound
    assert main(["verify-pack", str(path), "--hash", digest.upper()]) == 0
    said = capsys.readouterr().out
    for words in ("ผู้ส่งออก", "ตรวจสอบประจำปี", digest, "https://register.example", "2569"):
        assert words in said


def test_a_changed_file_is_named_and_answers_1(sound, capsys):
    path, digest = sound
    path.write_bytes(rewritten(path.read_bytes(), lambda files: files.update({README: b"other"})))
    assert main(["verify-pack", str(path), "--hash", digest]) == 1
    assert capsys.readouterr().out.startswith(f"{README}: ")
    assert main(["verify-pack", "--json", str(path)]) == 1
    assert msgspec.json.decode(capsys.readouterr().out)["faults"][0]["path"] == README


def test_a_pack_that_was_replaced_as_a_whole_is_told_by_its_hash(sound, tmp_path, capsys):
    path, digest = sound
    path.write_bytes(pack(reason="ชุดที่ทำขึ้นใหม่ทั้งชุด")[0])
    assert main(["verify-pack", str(path)]) == 0
    assert main(["verify-pack", str(path), "--hash", digest]) == 1
    assert "manifest.json" in capsys.readouterr().out


def test_the_excerpt_of_the_trail_is_looked_into(sound, tmp_path, capsys):
    path, _ = sound
    path.write_bytes(pack({TRAIL: b"{}\n"})[0])
    assert main(["verify-pack", str(path)]) == 1
    assert capsys.readouterr().out.startswith(TRAIL)


@pytest.mark.parametrize("arguments", [[], ["nowhere.zip"], ["FILE", "--hash", "xyz"], ["FILE", "--what"]])
def test_bad_usage_answers_2(sound, arguments, capsys):
    assert main(["verify-pack", *(str(sound[0]) if each == "FILE" else each for each in arguments)]) == 2


def test_it_runs_without_a_database_or_its_libraries(sound, tmp_path):
    blocked = (
        "import sys, socket\n"
        "for name in ('sqlalchemy', 'litestar', 'openpyxl', 'alembic', 'typst'): sys.modules[name] = None\n"
        "socket.socket = None\n"
        "from ropa.cli import main\n"
        "sys.exit(main(['verify-pack', sys.argv[1]]))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", blocked, str(sound[0])],
        check=False,
        capture_output=True,
        env={"ROPA_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "PYTHONPATH": ".", "PATH": ""},
        timeout=30,
    )
    assert ran.returncode == 0, ran.stderr.decode()
    assert ran.stderr == b""
