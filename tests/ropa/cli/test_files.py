"""Attached files on the command line: in the backup, back again, and each compared with its hash."""

import io
import json
import os
import tarfile
from pathlib import Path

import pytest

from ropa.activities import service as activities
from ropa.attachments import service
from ropa.attachments.service import NewFile
from ropa.cli import main
from ropa.db.unit_of_work import Database
from ropa.files import LocalFiles
from schemas.access import COMMAND_LINE
from schemas.attachments import AttachmentInput, AttachmentKind
from tests.support import cluster
from tests.support.documents import CSV, PDF, PDF_TYPE
from tests.support.world import DPO, activity_input


@pytest.fixture(autouse=True)
def postgresql_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump and pg_restore of the server that the tests use."""
    found = cluster._bundled() or cluster._installed()
    monkeypatch.setenv("PATH", f"{found}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def files() -> LocalFiles:
    return LocalFiles(Path(os.environ["ROPA_FILES_URL"].removeprefix("file://")))


@pytest.fixture
def attached(register: Database, files: LocalFiles, now) -> list[str]:
    """The hashes of two documents of a record."""
    made = []
    with register.write(DPO, now) as uow:
        record = activities.create(uow, activity_input())
        for content in (PDF, CSV):
            kept = files.put(io.BytesIO(content))
            file = NewFile(sha256=kept.sha256, size=kept.size, media_type=PDF_TYPE, name="a.pdf")
            service.attach(uow, record.id, AttachmentInput(title="เอกสาร", kind=AttachmentKind.POLICY), file)
            made.append(kept.sha256)
    return made


def test_a_backup_takes_the_files_along_and_a_restore_brings_them_back(
    register: Database, files: LocalFiles, attached, tmp_path: Path, monkeypatch, capsys, now
):
    copy = tmp_path / "copy.bak"
    assert main(["db", "backup", str(copy)]) == 0
    with tarfile.open(copy) as archive:
        assert set(archive.getnames()) == {"database", *(f"files/{each}" for each in attached), "end"}
    assert [each.name for each in tmp_path.iterdir()] == ["copy.bak"]
    register.close()

    elsewhere = LocalFiles(tmp_path / "elsewhere")
    monkeypatch.setenv("ROPA_FILES_URL", elsewhere.place)
    assert main(["db", "restore", str(copy)]) == 0
    assert capsys.readouterr().err == ""
    with elsewhere.open(attached[0]) as file:
        assert file.read() == PDF
    assert main(["files", "verify"]) == 0
    with register.read(COMMAND_LINE, now) as uow:
        actions = uow.connection.exec_driver_sql("SELECT action FROM audit_events ORDER BY id DESC").scalars().all()
    assert actions[0] == "database.restored"


def test_an_archive_that_was_cut_or_changed_is_refused_and_changes_nothing(
    register: Database, attached, tmp_path: Path, capsys
):
    copy = tmp_path / "copy.bak"
    assert main(["db", "backup", str(copy)]) == 0
    register.close()
    whole = copy.read_bytes()
    for number, wrong in enumerate(
        (
            whole[: len(whole) // 2],
            whole[:-20_000],
            whole.replace(PDF, PDF[:-2] + b"X\n"),
            whole.replace(b"files/", b"filex/"),
            _with_a_part("../outside"),
            _with_a_part("files/../../outside"),
        )
    ):
        other = tmp_path / f"{number}.bak"
        other.write_bytes(wrong)
        capsys.readouterr()
        assert main(["db", "restore", str(other)]) == 1, number
        assert "no whole backup" in capsys.readouterr().err
    assert list(tmp_path.rglob("outside")) == []
    assert main(["files", "verify"]) == 0


def _with_a_part(name: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for each in ("database", name, "end"):
            archive.addfile(tarfile.TarInfo(each))
    return out.getvalue()


def test_files_are_checked_against_their_hashes(register: Database, files: LocalFiles, attached, capsys):
    assert main(["files", "verify", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["checked"] == 2
    files.remove(attached[0])
    folder = Path(files.place.removeprefix("file://"))
    (folder / attached[1][:2] / attached[1]).write_bytes(b"X")
    files.put(io.BytesIO(b"%PDF-stray"))

    assert main(["files", "verify", "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    found = {each["sha256"]: each["problem"] for each in said["faults"]}
    # The stray file is nobody's: it is counted, and no fault.
    assert (found, said["unreferred"]) == ({attached[0]: "missing", attached[1]: "changed"}, 1)
    assert main(["files", "verify"]) == 1
    assert "missing" in capsys.readouterr().out


def test_a_damaged_file_does_not_stop_a_backup_and_is_told(
    register: Database, files: LocalFiles, attached, tmp_path: Path, capsys
):
    folder = Path(files.place.removeprefix("file://"))
    (folder / attached[1][:2] / attached[1]).write_bytes(b"X")
    copy = tmp_path / "copy.bak"

    assert main(["db", "backup", str(copy)]) == 1
    assert attached[1] in capsys.readouterr().err
    register.close()
    files.remove(attached[1])
    assert main(["db", "restore", str(copy)]) == 0
    assert "1 attached files are not in" in capsys.readouterr().err


def test_a_backup_says_that_a_bucket_is_not_in_it(register: Database, tmp_path: Path, monkeypatch, capsys):
    monkeypatch.setenv("ROPA_FILES_URL", "s3://documents/register")
    assert main(["db", "backup", str(tmp_path / "copy.bak")]) == 0
    said = capsys.readouterr().err
    assert "s3://documents/register" in said
    assert "not in this backup" in said
