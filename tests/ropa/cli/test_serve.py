"""`ropa serve`: when it refuses to start, and how it ends."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ropa.cli import main
from ropa.db.unit_of_work import Database
from tests.support.server import LONGEST_START, ROOT, Server


@pytest.mark.only_on("sqlite")
def test_sqlite_takes_one_server_process(register: Database, capsys):
    assert main(["serve", "--workers", "2"]) == 2
    assert "SQLite" in capsys.readouterr().err


@pytest.mark.only_on("postgresql")
def test_a_server_has_at_least_one_process(register: Database):
    assert main(["serve", "--workers", "0"]) == 2


@pytest.mark.only_on("sqlite")
def test_an_address_that_cannot_be_had_is_bad_usage(register: Database, capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert main(["serve", "--port", port]) == 2
    assert port in capsys.readouterr().err
    assert main(["serve", "--port", "70000"]) == 2
    assert main(["serve", "--host", "203.0.113.1"]) == 2


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_is_clean_and_bounded_though_a_request_never_ends(
    register: Database, database_url: str, tmp_path: Path, how
):
    output = tmp_path / "output"
    with (
        Server(database_url, output, "--grace", "2") as server,
        socket.create_connection(("127.0.0.1", server.port)) as endless,
    ):
        endless.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n")
        assert server._process is not None
        asked = time.monotonic()
        server._process.send_signal(how)
        code = server._process.wait(30)

    assert code == 0
    assert time.monotonic() - asked < 15
    assert f"http://127.0.0.1:{server.port}" in output.read_text()
    assert "Traceback" not in output.read_text()


@pytest.mark.only_on("sqlite")
def test_a_server_that_cannot_start_says_so_with_its_exit_code(register: Database, database_url: str, tmp_path: Path):
    done = subprocess.run(
        [sys.executable, "-m", "ropa", "serve"],
        env={**os.environ, "ROPA_DATABASE_URL": f"sqlite:///{tmp_path}/empty.db"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "ropa db upgrade" in done.stderr


@pytest.mark.only_on("sqlite")
def test_production_does_not_start_without_its_address_and_keys(database_url):
    environment = {"ROPA_ENV": "production", "ROPA_DATABASE_URL": database_url, "PATH": ""}
    command = [sys.executable, "-m", "ropa", "serve", "--port", "8999"]
    without = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert without.returncode == 2
    assert "ROPA_BASE_URL" in without.stderr
    environment["ROPA_BASE_URL"] = "https://ropa.example"
    keyless = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert keyless.returncode == 2
    assert "ROPA_ID_KEY" in keyless.stderr


@pytest.mark.only_on("sqlite")
def test_a_server_that_ends_before_it_answers_is_told_at_once_with_what_it_said(database_url: str, tmp_path: Path):
    begun = time.monotonic()
    with (
        pytest.raises(RuntimeError, match=r"(?s)ended with 2 .*203\.0\.113\.1"),
        Server(database_url, tmp_path / "output", "--host", "203.0.113.1"),
    ):
        pass
    assert time.monotonic() - begun < LONGEST_START
