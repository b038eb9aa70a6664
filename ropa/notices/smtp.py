"""E-mail over SMTP: one server, its connection kept for the letters of a pass."""

import smtplib
import ssl
from contextlib import suppress
from datetime import datetime
from email.message import EmailMessage
from urllib.parse import parse_qs, unquote, urlsplit

from ropa.notices.mail import compose, is_address
from schemas.notices import Letter, Outcome

SECONDS = 15
_PERMANENT = 500
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_PORTS = {"smtp": 587, "smtps": 465}


class SmtpServer:
    """Sends letters by `ROPA_SMTP_URL`. For one thread at a time."""

    def __init__(self, url: str, sender: str, base_url: str) -> None:
        """`url`: `smtp://user:password@host:port` (STARTTLS, demanded of any host but this machine) or `smtps://…`.

        `?starttls=never` sends in plain text; then there may be no password. Raises: ValueError.
        """
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname or not is_address(sender):
            raise ValueError(parts.scheme)
        self._scheme, self._host, self._port = parts.scheme, parts.hostname, parts.port or _PORTS[parts.scheme]
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._is_plain = parse_qs(parts.query).get("starttls") == ["never"]
        if self._is_plain and self._password and self._host not in _LOOPBACK:
            raise ValueError("starttls")
        self._sender, self._base_url = sender, base_url.rstrip("/")
        self._secure = ssl.create_default_context()
        self._open: smtplib.SMTP | None = None

    def send(self, letter: Letter, now: datetime) -> Outcome:
        """Return how sending went. A Message-ID says which letter it is; so a second delivery can be told."""
        try:
            message = compose(letter, self._sender, self._base_url, now)
        except ValueError:
            return Outcome(reason="bad-address", permanent=True)
        try:
            server = self._connected()
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            return Outcome(reason=_unconnected(error), is_away=True)
        return self._handed_over(server, message, letter.to)

    def _handed_over(self, server: smtplib.SMTP, message: EmailMessage, to: str) -> Outcome:
        try:
            server.send_message(message, self._sender, [to])
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()))[0]
            self._after_refusal(code)
            return Outcome(reason=f"recipient-{code}", permanent=code >= _PERMANENT)
        except smtplib.SMTPSenderRefused as error:
            # Nothing is wrong with this letter: the sender's address or the settings are.
            self.close()
            return Outcome(reason=f"sender-{error.smtp_code}", is_away=True)
        except smtplib.SMTPResponseException as error:
            self._after_refusal(error.smtp_code)
            return Outcome(reason=f"smtp-{error.smtp_code}", permanent=error.smtp_code >= _PERMANENT)
        except (OSError, smtplib.SMTPException):
            self.close()
            return Outcome(reason="smtp-broken-off")
        return Outcome()

    def close(self) -> None:
        """End the connection."""
        if self._open is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._open.quit()
            self._open.close()
            self._open = None

    def _after_refusal(self, code: int) -> None:
        if code < _PERMANENT:
            # 421 and its like: the server may have hung up.
            self.close()

    def _connected(self) -> smtplib.SMTP:
        if self._open is not None:
            with suppress(OSError, smtplib.SMTPException):
                if self._open.noop()[0] == 250:  # noqa: PLR2004 - "OK" (RFC 5321)
                    return self._open
            self.close()
        self._open = self._connect()
        return self._open

    def _connect(self) -> smtplib.SMTP:
        if self._scheme == "smtps":
            made: smtplib.SMTP = smtplib.SMTP_SSL(self._host, self._port, timeout=SECONDS, context=self._secure)
        else:
            made = smtplib.SMTP(self._host, self._port, timeout=SECONDS)
        try:
            made.ehlo_or_helo_if_needed()
            offered = made.has_extn("starttls")
            if self._scheme == "smtp" and not self._is_plain and (offered or self._host not in _LOOPBACK):
                # Raises where it is not offered: who stands in between could have struck it out.
                made.starttls(context=self._secure)
                made.ehlo()
            if self._user:
                made.login(self._user, self._password)
        except BaseException:
            made.close()
            raise
        return made


def _unconnected(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"sign-in-{error.smtp_code}"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "no-starttls"
    if isinstance(error, ssl.SSLError):
        return "certificate"
    return "no-connection"
