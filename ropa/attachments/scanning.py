"""Asks a scanner for malware about bytes: clamd over a socket, or a command on this machine. No database.

Every way out is bounded: one time limit for the whole question, a small limit for the answer. Whatever is not a plain
"clean" or "found" is trouble: the file stays in quarantine and is asked about again.
"""

import os
import re
import shlex
import signal
import socket
import struct
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from ropa.errors import SettingsError
from schemas.attachments import Verdict

_CONNECT_SECONDS = 5.0
_CHUNK = 1 << 16
_LENGTH = struct.Struct("!L")
#: clamd answers in one line. Somebody else's server may answer for ever.
_LONGEST_ANSWER = 4096
_CLAMD_PORT = 3310
_ANSWER = re.compile(r"stream: (?:(?P<clean>OK)|(?P<name>.+) FOUND)", re.DOTALL)
_COMMAND_FOUND = re.compile(r"^(?:.*?: )?(?P<name>[^\r\n]+) FOUND\r?$", re.MULTILINE)
_NAME = re.compile(r"[^A-Za-z0-9._+:/@() -]")
_CLEAN, _FOUND = 0, 1
MAX_FINDING = 200


def scanner_of(setting: str) -> "Clamd | Command | None":
    """Return the scanner of ROPA_SCANNER, not yet asked anything; None for none.

    Raises: SettingsError.
    """
    if not setting:
        return None
    kind, _, rest = setting.partition(":")
    if kind == "command":
        return Command(_words_of(rest))
    if kind == "clamd" and rest.startswith("//"):
        return Clamd(_address_of(setting))
    raise _refused(
        "ต้องเป็น clamd://host:port, clamd:///ที่อยู่ซ็อกเก็ต หรือ command:คำสั่ง",
        "is none of clamd://host:port, clamd:///path/of/socket, command:…",
    )


def _words_of(text: str) -> list[str]:
    try:
        words = shlex.split(text)
    except ValueError:
        words = []
    if not words or not Path(words[0]).is_absolute():
        raise _refused(
            "ต้องขึ้นต้นด้วยที่อยู่เต็มของโปรแกรม เช่น command:/usr/bin/clamdscan --no-summary",
            "needs the full path of a program, as in command:/usr/bin/clamdscan --no-summary",
        )
    if not os.access(words[0], os.X_OK) or Path(words[0]).is_dir():
        raise _refused("ชี้ไปยังโปรแกรมที่ไม่มีหรือเรียกใช้ไม่ได้", "names a program that is not there or cannot be run")
    return words


def _address_of(setting: str) -> str | tuple[str, int]:
    try:
        parts = urlsplit(setting)
        port = parts.port
    except ValueError:
        raise _refused("มีเลขพอร์ตไม่ถูกต้อง", "has no proper port") from None
    if parts.query or parts.fragment or parts.username is not None:
        raise _refused("ต้องไม่มี @ ? และ #", "takes no @, ? and #")
    if parts.hostname and parts.path in {"", "/"}:
        return parts.hostname, port or _CLAMD_PORT
    if not parts.netloc and len(parts.path) > 1:
        return parts.path
    raise _refused("ต้องเป็น clamd://host:port หรือ clamd:///ที่อยู่ซ็อกเก็ต", "is neither clamd://host:port nor clamd:///path")


def _refused(thai: str, english: str) -> SettingsError:
    return SettingsError(f"ROPA_SCANNER {thai}", f"ROPA_SCANNER {english}")


class _Late(Exception):
    """The time limit has passed."""


class Clamd:
    """clamd, asked by INSTREAM: the bytes go through the socket, so it needs no right to read our files."""

    def __init__(self, address: str | tuple[str, int]) -> None:
        """A path is a socket of this machine."""
        self._address = address

    def scan(self, source: BinaryIO, seconds: float) -> Verdict:
        """See `service_scans.Scanner`."""
        end = time.monotonic() + seconds
        source.seek(0)
        try:
            with self._connected(end) as line:
                refused = _send(line, source, end)
                return _judged(_read(line, end, patient=not refused))
        except (_Late, TimeoutError):
            return Verdict(trouble="timeout")
        except OSError:
            return Verdict(trouble="unreachable")

    def _connected(self, end: float) -> socket.socket:
        seconds = min(_CONNECT_SECONDS, _left(end))
        if not isinstance(self._address, str):
            return socket.create_connection(self._address, timeout=seconds)
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            line.settimeout(seconds)
            line.connect(self._address)
        except BaseException:
            line.close()
            raise
        return line


def _left(end: float) -> float:
    seconds = end - time.monotonic()
    if seconds <= 0:
        raise _Late
    return seconds


def _send(line: socket.socket, source: BinaryIO, end: float) -> bool:
    """Send a whole file; True when the other side stopped taking it, which it does with an answer for a large one."""
    try:
        _put(line, b"zINSTREAM\0", end)
        while piece := source.read(_CHUNK):
            _put(line, _LENGTH.pack(len(piece)) + piece, end)
        _put(line, _LENGTH.pack(0), end)
    except (BrokenPipeError, ConnectionResetError):
        return True
    return False


def _put(line: socket.socket, content: bytes, end: float) -> None:
    # sendall takes its time limit for the whole content.
    line.settimeout(_left(end))
    line.sendall(content)


def _read(line: socket.socket, end: float, *, patient: bool) -> bytes:
    """Return one answer, without its end; empty when none comes."""
    answer = b""
    while b"\0" not in answer and len(answer) <= _LONGEST_ANSWER:
        line.settimeout(_left(end) if patient else min(1.0, _left(end)))
        try:
            piece = line.recv(_LONGEST_ANSWER)
        except (ConnectionResetError, TimeoutError):
            if patient:
                raise
            return answer
        if not piece:
            break
        answer += piece
    return answer


def _judged(answer: bytes) -> Verdict:
    text, mark, rest = answer.partition(b"\0")
    if b"size limit exceeded" in answer:
        return Verdict(trouble="too_large")
    if not mark or rest:
        # Cut off, endless, or more than one answer: half an answer is none.
        return Verdict(trouble="no_answer" if not answer else "strange_answer")
    said = _ANSWER.fullmatch(text.decode("utf-8", "replace"))
    if said is None:
        return Verdict(trouble="scanner_error" if text.endswith(b"ERROR") else "strange_answer")
    return Verdict() if said["clean"] else Verdict(finding=_clean_name(said["name"]))


def _clean_name(name: str) -> str:
    return _NAME.sub("?", name.strip())[:MAX_FINDING] or "?"


class Command:
    """A program that gets the file's path as its last argument: exit 0 is clean; 1 with a line that ends in FOUND is
    found; all else is trouble, also 1 alone, with which programs end for many reasons.

    That is how clamscan and clamdscan end. No shell is between, and the name of the file is ours.
    """

    def __init__(self, words: list[str]) -> None:
        """`words[0]` is the program's full path."""
        self._words = words

    def scan(self, source: BinaryIO, seconds: float) -> Verdict:
        """See `service_scans.Scanner`."""
        source.seek(0)
        try:
            with tempfile.TemporaryDirectory(prefix="ropa-scan-") as folder:
                path = Path(folder) / "file"
                with path.open("xb") as copy:
                    while piece := source.read(_CHUNK):
                        copy.write(piece)
                return self._asked(path, seconds)
        except OSError:
            return Verdict(trouble="unreachable")

    def _asked(self, path: Path, seconds: float) -> Verdict:
        with tempfile.TemporaryFile() as said:
            child = subprocess.Popen(
                [*self._words, str(path)],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.DEVNULL,
                # Its keys and passwords are not a scanner's business.
                env={"PATH": os.defpath, "LANG": "C.UTF-8"},
                start_new_session=True,
            )
            try:
                code = child.wait(seconds)
            except subprocess.TimeoutExpired:
                return Verdict(trouble="timeout")
            finally:
                _end(child)
            said.seek(0)
            words = said.read(_LONGEST_ANSWER).decode("utf-8", "replace")
        if code == _CLEAN:
            return Verdict()
        named = _COMMAND_FOUND.search(words)
        if code != _FOUND or named is None:
            return Verdict(trouble="scanner_error")
        return Verdict(finding=_clean_name(named["name"]))


def _end(child: subprocess.Popen[bytes]) -> None:
    """End the program and everything it began."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
