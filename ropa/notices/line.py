"""A push message over the LINE Messaging API. It never says what is new, only that something is."""

import http.client
from datetime import datetime

import msgspec

from ropa.access.portal_http import AnswerTooLargeError, Deadline, HttpServer
from ropa.notices.webhook import LARGEST_ANSWER, SECONDS, outcome_of, trouble
from schemas.notices import Letter, Outcome

API = "https://api.line.me"
_PUSH = "/v2/bot/message/push"
TEXT = "มีเรื่องใหม่ในทะเบียน ROPA โปรดลงชื่อเข้าใช้เพื่อดู / Something new in the ROPA register: sign in to see"
#: LINE's answer to a retry key that it has taken before.
_TAKEN_BEFORE = 409
_REFUSED_US = frozenset({401, 403})
_TOO_MANY = 429


class Line:
    """Pushes by `ROPA_LINE_CHANNEL_TOKEN`."""

    def __init__(self, token: str, base_url: str, api: str = API) -> None:
        """`api` is another server in tests only."""
        self._token, self._base_url = token, base_url.rstrip("/")
        self._server = HttpServer(api)

    def send(self, letter: Letter, now: datetime) -> Outcome:  # noqa: ARG002 - every way out is called alike
        """Return how the push went; at most ten seconds."""
        message = {"type": "text", "text": f"{TEXT}\n{self._base_url}/inbox"}
        headers = {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {self._token}",
            "X-Line-Retry-Key": letter.id,
        }
        body = msgspec.json.encode({"to": letter.to, "messages": [message]})
        try:
            answer = self._server.ask("POST", _PUSH, body, headers, Deadline(SECONDS), LARGEST_ANSWER)
        except (OSError, http.client.HTTPException, AnswerTooLargeError) as error:
            return trouble(error)
        if answer.status == _TAKEN_BEFORE:
            return Outcome()
        if answer.status in _REFUSED_US or answer.status == _TOO_MANY:
            # The token or the quota, not this letter.
            return Outcome(reason=f"http-{answer.status}", is_away=True)
        return outcome_of(answer.status)

    def close(self) -> None:
        """End the connection."""
        self._server.close()
