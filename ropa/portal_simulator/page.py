"""The page of the simulated portal: a button for each person, and switches for drills. Plain forms, no script."""

from datetime import datetime
from html import escape

from ropa.portal_simulator.personas import PERSONAS, Persona
from ropa.portal_simulator.tokens import LIFE, Flaw, Mint

_FLAWS = {
    Flaw.NONE: "ปกติ / good",
    Flaw.EXPIRED: "หมดอายุ / expired",
    Flaw.FORGED: "ปลอม / forged",
    Flaw.FOREIGN: "ของผู้อื่น / another person's",
    Flaw.TRUNCATED: "ขาดหาย / truncated",
    Flaw.EARLY: "ยังไม่ถึงเวลา / not valid yet",
}
MODES = {
    "normal": "ปกติ / normal",
    "slow": "ช้า / slow",
    "dead": "ไม่ตอบ / dead",
    "fault": "ขัดข้อง / SOAP fault",
    "client": "ClientID ผิด / wrong ClientID",
}
_STYLE = """
body { font: 1rem/1.5 'Sarabun', 'Noto Sans Thai', sans-serif; max-width: 60rem; margin: 1.5rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100% } td, th { border: 1px solid #767676; padding: .5rem; text-align: left }
button { font: inherit; padding: .5rem 1rem } nav a { margin-right: 1rem; line-height: 2.5 }
"""


def page(mint: Mint, register: str, now: datetime, flaw: Flaw, mode: str, seconds: float) -> str:
    """Return the page; each time it is shown it holds new tokens."""
    links = " ".join(
        f'<a href="/?token={each}"{" aria-current=page" if each is flaw else ""}>{escape(text)}</a>'
        for each, text in _FLAWS.items()
    )
    rows = "".join(_row(each, register, mint.token(each, now, flaw)) for each in PERSONAS)
    options = "".join(
        f'<option value="{name}"{" selected" if name == mode else ""}>{escape(text)}</option>'
        for name, text in MODES.items()
    )
    return f"""<!doctype html><html lang="th"><head><meta charset="utf-8"><link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>ระบบกลางจำลอง</title><style>{_STYLE}</style>
</head><body><main><h1>ระบบกลาง (Industry SSO) จำลอง</h1>
<p>ใช้กับเครื่องของผู้พัฒนาเท่านั้น บุคคลทั้งหมดเป็นบุคคลสมมุติ บัตรผ่านมีอายุ {LIFE.seconds // 60} นาทีและใช้ได้ครั้งเดียว
/ For developers' machines only; nobody here is real. A token lives {LIFE.seconds // 60} minutes and works once.</p>
<h2>บัตรผ่าน / Tokens: {escape(_FLAWS[flaw])}</h2><nav aria-label="บัตรผ่าน">{links}</nav>
<table><thead><tr><th>บุคคล / person</th><th>ชื่อผู้ใช้ / username</th><th>บทบาท / roles</th>
<th>หน่วยงาน / office</th></tr></thead><tbody>{rows}</tbody></table>
<h2>ซ้อมเหตุขัดข้อง / Drills</h2><form method="post" action="/switch">
<label>บริการตรวจสอบบัตรผ่าน / token check <select name="mode">{options}</select></label>
<label>ช้ากี่วินาที / delay in seconds <input name="seconds" value="{seconds:g}" size="4" inputmode="decimal"></label>
<button>ใช้ / apply</button></form></main></body></html>"""


def _row(persona: Persona, register: str, token: str) -> str:
    roles = ", ".join(role.th for role in persona.roles) or "ยังไม่มีสิทธิ"
    return (
        f'<tr><td><form method="post" action="{escape(register)}/sso/diw">'
        f'<input type="hidden" name="diwtoken" value="{token}">'
        f'<button id="enter-{persona.username}">{escape(persona.name)}</button></form></td>'
        f"<td>{persona.username}</td><td>{escape(roles)}</td><td>{persona.office_id}</td></tr>"
    )
