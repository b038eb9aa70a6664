"""What a browser without scripts would send of a page."""

import re
from html import unescape


def fields_of(text: str) -> dict[str, str]:
    """Return what the largest form of a page would send."""
    form = max(re.findall(r"<form[^>]*>.*?</form>", text, re.DOTALL), key=len)
    found: dict[str, str] = {}
    for name, value in re.findall(
        r'<input(?![^>]*type="(?:radio|checkbox)")[^>]*name="([^"]+)"[^>]*?value="([^"]*)"', form
    ):
        found[name] = unescape(value)
    for name, value in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        found[name] = unescape(value).removeprefix("\n")
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = unescape(chosen.group(1)) if chosen else ""
    return found
