"""A real mail server in a process of its own, which keeps every message that it accepts.

    python -m tests.support.mail_server '{"kept": "FILE", ...}'

Who is written to decides what it does: `refused@` gets 550, `later@` gets 451, and the answer to a message for `slow@`
comes half a minute after it was kept: time to kill who waits for it.
"""

import asyncio
import json
import ssl
import subprocess
import sys
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).parents[2]
SLOW_SECONDS = 30


class MailServer:
    """`with MailServer(folder) as mail: ...; mail.messages()`."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        """`settings`: `certificate` and `key` (files) for STARTTLS, `login` (user, password)."""
        self._kept = folder / "mails.jsonl"
        self._settings = {"kept": str(self._kept), **settings}
        self._process: subprocess.Popen[str] | None = None
        self.port = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.mail_server", json.dumps(self._settings)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()

    def messages(self) -> list[EmailMessage]:
        """Return every message that was accepted, in its order."""
        if not self._kept.exists():
            return []
        lines = self._kept.read_text("utf-8").splitlines()
        return [message_from_bytes(json.loads(line)["content"].encode("latin-1"), policy=default) for line in lines]

    def recipients(self) -> list[str]:
        """Return to whom the accepted messages went."""
        if not self._kept.exists():
            return []
        return [json.loads(line)["to"] for line in self._kept.read_text("utf-8").splitlines()]


class _Keeper:
    def __init__(self, kept: str) -> None:
        self._kept = Path(kept)

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802 - aiosmtpd's name
        refusals = {"refused": "550 5.1.1 no such mailbox", "later": "451 4.3.0 come back later"}
        refusal = refusals.get(address.partition("@")[0])
        if refusal is not None:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        to = envelope.rcpt_tos[0]
        line = json.dumps({"to": to, "content": envelope.content.decode("latin-1")})
        with self._kept.open("a", encoding="utf-8") as out:
            out.write(line + "\n")
        if to.startswith("slow@"):
            await asyncio.sleep(SLOW_SECONDS)
        return "250 kept"


async def _serve(settings: dict[str, Any]) -> None:
    from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

    tls = None
    if "certificate" in settings:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(settings["certificate"], settings["key"])

    def knows(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> Any:
        expected = LoginPassword(*(each.encode() for each in settings["login"]))
        return AuthResult(success=data == expected, handled=False)

    def session() -> SMTP:
        return SMTP(
            _Keeper(settings["kept"]),
            tls_context=tls,
            authenticator=knows if "login" in settings else None,
            auth_required="login" in settings,
        )

    server = await asyncio.get_running_loop().create_server(session, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201 - the parent reads it
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(json.loads(sys.argv[1])))
