"""Asking a scanner: clamd over a real socket, a real command, and everything that may go wrong with either."""

import io
import shlex
import sys
import time

import pytest

from ropa.attachments.scanning import scanner_of
from ropa.errors import SettingsError
from schemas.attachments import Verdict
from tests.support.scanners import EICAR, fake_clamd

CLEAN = Verdict()


def ask(scanner, content=b"abc", seconds=5.0):
    return scanner.scan(io.BytesIO(content), seconds)


def test_clamd_gets_every_byte_of_a_large_file_and_its_answer_counts(tmp_path):
    large = bytes(range(256)) * 20_000
    with fake_clamd() as server:
        scanner = scanner_of(server.address)
        assert ask(scanner, large) == CLEAN
        assert ask(scanner, b"") == CLEAN
        assert ask(scanner, b"mail: " + EICAR) == Verdict(finding="Eicar-Test-Signature")
    assert server.seen[:2] == [large, b""]
    with fake_clamd(tmp_path / "clamd.sock") as server:
        assert ask(scanner_of(server.address), EICAR).finding == "Eicar-Test-Signature"


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        (b"", "no_answer"),
        (b"stream: OK", "strange_answer"),
        (b"stream: OK\0stream: OK\0", "strange_answer"),
        (b"HTTP/1.1 200 OK\r\n\r\n\0", "strange_answer"),
        (b"stream: Can't allocate memory ERROR\0", "scanner_error"),
        (b"INSTREAM size limit exceeded. ERROR\0", "too_large"),
        (b"stream: " + b"A" * 100_000, "strange_answer"),
        (b"stream: OK\n\0", "strange_answer"),
    ],
)
def test_what_is_no_plain_answer_of_clamd_is_trouble_and_never_clean(answer, trouble):
    with fake_clamd() as server:
        server.answer = answer
        assert ask(scanner_of(server.address)) == Verdict(trouble=trouble)


def test_a_name_of_malware_is_shown_without_what_a_terminal_or_page_would_take_for_more():
    with fake_clamd() as server:
        server.answer = "stream: <b>\x1b[31mชื่อ\n FOUND\0".encode()
        finding = ask(scanner_of(server.address)).finding
    assert finding
    assert not set("<>\x1b\n") & set(finding)


def test_clamd_that_stops_taking_a_large_file_says_so_and_one_that_hangs_or_is_gone_costs_no_more_than_the_limit():
    with fake_clamd() as server:
        server.takes, server.answer = 100_000, b"INSTREAM size limit exceeded. ERROR\0"
        assert ask(scanner_of(server.address), b"x" * 5_000_000).trouble in {"too_large", "unreachable", "no_answer"}
        server.takes = None
        server.silent = True
        begun = time.monotonic()
        assert ask(scanner_of(server.address), seconds=0.4) == Verdict(trouble="timeout")
        assert time.monotonic() - begun < 2
        address = server.address
    assert ask(scanner_of(address)) == Verdict(trouble="unreachable")
    assert ask(scanner_of("clamd:///nowhere/clamd.sock")) == Verdict(trouble="unreachable")


def command(body):
    program = f"import sys, pathlib, time, subprocess; content = pathlib.Path(sys.argv[-1]).read_bytes(); {body}"
    return scanner_of(f"command:{sys.executable} -c {shlex.quote(program)}")


def test_a_command_gets_the_path_as_its_last_argument_and_its_end_counts(tmp_path):
    found = command("print(sys.argv[-1] + ': Win.Test-1 FOUND'); sys.exit(1 if b'EICAR' in content else 0)")
    assert ask(found, b"harmless") == CLEAN
    assert ask(found, EICAR) == Verdict(finding="Win.Test-1")
    assert ask(command("sys.exit(2)")) == Verdict(trouble="scanner_error")
    # No shell: what looks like one is an argument.
    marker = tmp_path / "marker"
    scanner = scanner_of(f"command:/bin/echo $(touch {marker}) ; touch {marker}")
    assert ask(scanner) == CLEAN
    assert not marker.exists()


@pytest.mark.parametrize(
    "body",
    [
        "sys.exit(1)",
        "raise SystemExit('x' * 10_000)",
        "print('x' * 10_000); sys.exit(1)",
        "print(sys.argv[-1] + ': OK'); print('FOUND nothing'); sys.exit(1)",
        "print(sys.argv[-1] + ': Win.Test-1 FOUND in theory'); sys.exit(1)",
    ],
)
def test_a_command_that_ends_with_1_and_names_nothing_has_found_nothing(body):
    assert ask(command(body)) == Verdict(trouble="scanner_error")


def test_a_command_that_hangs_is_ended_with_all_that_it_began(tmp_path):
    late = tmp_path / "late"
    child = f"import time; time.sleep(0.7); open({str(late)!r}, 'w')"
    begun = time.monotonic()
    scanner = command(f"subprocess.Popen([sys.executable, '-c', {child!r}]); time.sleep(60)")
    assert ask(scanner, seconds=0.4) == Verdict(trouble="timeout")
    assert time.monotonic() - begun < 3
    time.sleep(0.6)
    assert not late.exists()


def test_the_environment_of_the_register_is_not_the_scanners(monkeypatch):
    monkeypatch.setenv("ROPA_FIELD_KEY", "secret")
    assert ask(command("import os; sys.exit(2 if 'ROPA_FIELD_KEY' in os.environ else 0)")) == CLEAN


@pytest.mark.parametrize(
    "setting",
    [
        "clamd",
        "clamd://",
        "clamd://host:port",
        "clamd://user@host",
        "clamd://host/path",
        "http://host:3310",
        "command:",
        "command:clamscan",
        "command:/nowhere/clamscan",
        "command:/tmp",
        'command:/bin/echo "',
    ],
)
def test_a_setting_that_cannot_work_stops_the_start(setting):
    with pytest.raises(SettingsError, match="ROPA_SCANNER"):
        scanner_of(setting)
    assert scanner_of("") is None
