"""A notice as an e-mail: Thai and English, plain and HTML. Whatever a text holds, it makes no header and no markup."""

import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape

from schemas.notices import Letter

#: An address that every mail server takes as it stands. Others are refused: a quoted one may hide a second address.
_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?", re.ASCII
)
#: Signs that mean something in a list of addresses. The library quotes a name that has them, but loses the quotes where
#: it folds a long line: "x <other@example>, y" would then stand there as a second addressee.
_SPECIAL = re.compile(r'[()<>@,:;"\[\]\\]')
_LONGEST_SUBJECT, _LONGEST_NAME = 150, 100
_OPEN = {"th": "เปิดในทะเบียน ROPA", "en": "Open in the ROPA register"}
_END = {
    "th": "ไม่ต้องการรับสรุปรายสัปดาห์อีก",
    "en": "Stop the weekly digest",
}
_AUTOMATIC = {
    "th": "ระบบส่งข้อความนี้โดยอัตโนมัติ ไม่ต้องตอบกลับ",
    "en": "This message was sent automatically; please do not reply.",
}


def is_address(text: str) -> bool:
    """Tell whether a text is an e-mail address that can be written to."""
    return _ADDRESS.fullmatch(text) is not None and ".." not in text


def one_line(text: str, longest: int) -> str:
    """Return a text without line ends and other control characters, cut to a length."""
    kept = "".join(letter if letter.isprintable() else " " for letter in text)
    words = " ".join(kept.split())
    return words if len(words) <= longest else words[: longest - 1] + "…"


def message_id(letter: Letter, sender: str) -> str:
    """Return the Message-ID of a letter: the same however often it is sent."""
    return f"<{letter.id}@{sender.rpartition('@')[2]}>"


def compose(letter: Letter, sender: str, base_url: str, now: datetime) -> EmailMessage:
    """Return the mail of a letter.

    Raises: ValueError for an address that cannot be written to.
    """
    if not is_address(letter.to):
        raise ValueError("address")
    if letter.outside_from is not None:
        return _outside(letter, letter.outside_from, sender, now)
    order = ("en", "th") if letter.language == "en" else ("th", "en")
    titles = {"th": letter.title_th, "en": letter.title_en}
    made = EmailMessage(policy=SMTP)
    made["From"] = Address("ROPA", addr_spec=sender)
    made["To"] = Address(one_line(_SPECIAL.sub(" ", letter.name), _LONGEST_NAME), addr_spec=letter.to)
    made["Subject"] = one_line("[ROPA] " + " / ".join(titles[each] for each in order), _LONGEST_SUBJECT)
    made["Date"] = format_datetime(now)
    made["Message-ID"] = message_id(letter, sender)
    made["Auto-Submitted"] = "auto-generated"
    if letter.unsubscribe is not None:
        made["List-Unsubscribe"] = f"<{base_url}{letter.unsubscribe}>"
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    made.set_content(_plain(letter, order, base_url), cte="base64")
    made.add_alternative(_html(letter, order, base_url), subtype="html", cte="base64")
    return made


def _outside(letter: Letter, agency: str, sender: str, now: datetime) -> EmailMessage:
    """Return a mail to somebody who has nothing to do with the register: no link into it, no name of it."""
    made = EmailMessage(policy=SMTP)
    made["From"] = Address(one_line(_SPECIAL.sub(" ", agency), _LONGEST_NAME), addr_spec=sender)
    made["To"] = Address(one_line(_SPECIAL.sub(" ", letter.name), _LONGEST_NAME), addr_spec=letter.to)
    made["Subject"] = one_line(letter.title_th, _LONGEST_SUBJECT)
    made["Date"] = format_datetime(now)
    made["Message-ID"] = message_id(letter, sender)
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(letter.body_th + "\n", cte="base64")
    lines = "<br>\n".join(escape(line) for line in letter.body_th.splitlines())
    html = f'<!doctype html>\n<html lang="th"><body>\n<p>{lines}</p>\n</body></html>\n'
    made.add_alternative(html, subtype="html", cte="base64")
    return made


def _texts(letter: Letter, language: str) -> tuple[str, str]:
    if language == "en":
        return letter.title_en, letter.body_en
    return letter.title_th, letter.body_th


def _plain(letter: Letter, order: tuple[str, ...], base_url: str) -> str:
    pieces = []
    for language in order:
        title, body = _texts(letter, language)
        lines = [title, "", *([body, ""] if body else []), f"{_OPEN[language]}: {base_url}{letter.path}"]
        if letter.unsubscribe is not None:
            lines.append(f"{_END[language]}: {base_url}{letter.unsubscribe}")
        pieces.append("\n".join([*lines, "", _AUTOMATIC[language]]))
    return "\n\n----------\n\n".join(pieces) + "\n"


def _html(letter: Letter, order: tuple[str, ...], base_url: str) -> str:
    pieces = []
    for language in order:
        title, body = _texts(letter, language)
        lines = "<br>\n".join(escape(line) for line in body.splitlines())
        pieces.append(
            f'<div lang="{language}"><h2>{escape(title)}</h2>'
            + (f"<p>{lines}</p>" if lines else "")
            + f'<p><a href="{escape(base_url + letter.path)}">{_OPEN[language]}</a></p>'
            + (
                f'<p><a href="{escape(base_url + letter.unsubscribe)}">{_END[language]}</a></p>'
                if letter.unsubscribe is not None
                else ""
            )
            + f"<p><small>{_AUTOMATIC[language]}</small></p></div>"
        )
    return f'<!doctype html>\n<html lang="{order[0]}"><body>\n' + "\n<hr>\n".join(pieces) + "\n</body></html>\n"
