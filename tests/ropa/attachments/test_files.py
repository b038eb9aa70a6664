"""The store of files: whole or not at all, the same bytes once, and nothing damaged ever goes out."""

import errno
import hashlib
import io
import os
import signal
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

import httpx
import pytest

from ropa import files as store
from ropa.errors import SettingsError, StorageFull, Unavailable
from ropa.files import Damaged, LocalFiles, open_files
from ropa.settings import Environment, Settings
from tests.support.documents import PDF
from tests.support.server import PLAIN, free_port

HASH = hashlib.sha256(PDF).hexdigest()
NOTHING = "0" * 64
LARGE = 24 * 1024 * 1024


@pytest.fixture(scope="session")
def bucket(tmp_path_factory):
    """A server of its own that speaks S3, with one bucket; gives its address and its folder."""
    folder, port = tmp_path_factory.mktemp("s3"), free_port()
    (folder / "documents").mkdir()
    words = [sys.executable, "-m", "localbucket", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    with (folder.parent / "s3.log").open("wb") as log:
        process = subprocess.Popen(words, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                httpx.get(address, verify=PLAIN)
                break
            except httpx.TransportError:
                time.sleep(0.05)
        yield address, folder / "documents"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)


@pytest.fixture(params=["folder", "s3"])
def kept(request, tmp_path):
    """An empty store, and the function that gives the path of a file behind its back."""
    if request.param == "folder":
        return LocalFiles(tmp_path / "files"), lambda sha256: tmp_path / "files" / sha256[:2] / sha256
    address, folder = request.getfixturevalue("bucket")
    settings = Settings(
        env=Environment.TEST,
        files_url=f"s3://documents/{tmp_path.name}",
        files_endpoint=address,
        files_region="us-east-1",
        files_key_id="made-up",
        files_key="made-up",
    )
    return open_files(settings), lambda sha256: folder / tmp_path.name / sha256[:2] / sha256


def test_what_was_put_comes_back_by_its_hash_and_is_kept_once(kept):
    files, _ = kept
    for _ in range(2):
        assert files.put(io.BytesIO(PDF)) == store.Kept(HASH, len(PDF))
    with files.open(HASH) as file:
        assert file.read() == PDF
    assert files.has(HASH)
    assert [each.sha256 for each in files.each()] == [HASH]
    assert all(each.modified_at.tzinfo for each in files.each())

    files.remove(HASH)
    files.remove(HASH)
    assert not files.has(HASH)
    assert list(files.each()) == []


def test_a_missing_or_changed_file_is_told_and_never_sent(kept):
    files, path_of = kept
    with pytest.raises(Damaged):
        files.open(NOTHING)
    files.put(io.BytesIO(PDF))
    path_of(HASH).write_bytes(PDF[:-1] + b"X")
    with pytest.raises(Damaged):
        files.open(HASH)

    files.put(io.BytesIO(PDF))  # the same document once more mends it
    with files.open(HASH) as file:
        assert file.read() == PDF


def test_a_large_file_passes_in_pieces(kept):
    files, _ = kept
    piece = os.urandom(1 << 20)
    source = store.spooled()
    for _ in range(LARGE >> 20):
        source.write(piece)
    source.seek(0)
    tracemalloc.start()
    made = files.put(source)
    with files.open(made.sha256) as file:
        assert sum(map(len, store.pieces(file))) == LARGE
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    source.close()
    assert peak < 14 * 1024 * 1024  # two parts of 5 MB on their way to the bucket


@pytest.mark.parametrize("name", ["..", "../../etc/passwd", "A" * 64, HASH.upper(), HASH + "\n", ""])
def test_nothing_but_a_hash_becomes_a_path(tmp_path, name):
    with pytest.raises(ValueError):  # noqa: PT011 - its text is the name itself
        LocalFiles(tmp_path).open(name)


def test_a_full_disk_is_told_and_leaves_nothing_behind(tmp_path, monkeypatch):
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageFull):
        LocalFiles(tmp_path / "files").put(io.BytesIO(PDF))
    assert [each for each in (tmp_path / "files").rglob("*") if each.is_file()] == []


def test_a_store_that_is_away_is_told(tmp_path):
    (tmp_path / "files").write_text("a file stands where the folder should be")
    with pytest.raises(Unavailable):
        LocalFiles(tmp_path / "files").put(io.BytesIO(PDF))
    away = Settings(
        env=Environment.TEST,
        files_url="s3://documents",
        files_endpoint=f"http://127.0.0.1:{free_port()}",
        files_key_id="id-of-the-key",
        files_key="very-secret",
        files_region="x",
    )
    with pytest.raises(Unavailable) as told:
        open_files(away).has(HASH)
    assert "secret" not in str(told.value)


@pytest.mark.parametrize("url", ["", "file://", "s3://", "http://example.go.th/x", "var/files"])
def test_an_address_that_is_none_stops_the_start(url):
    with pytest.raises(SettingsError):
        open_files(Settings(env=Environment.TEST, files_url=url))


def test_the_library_for_s3_is_loaded_only_where_a_bucket_is_set():
    code = "import sys, ropa.app, ropa.files; print('obstore' in sys.modules)"
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.strip() == "False"
