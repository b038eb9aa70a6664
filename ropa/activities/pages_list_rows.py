"""The lines of the list as HTML, kept as they were drawn and packed.

The first lines of a register are asked for by everybody who opens it, and again after each visit to a record. What they
were made from is all that they are kept by: whoever may see the same lines is shown the same text, and a line that
changed in any way is drawn anew with its page.
"""

import hashlib
from collections.abc import Sequence

import msgspec
from markupsafe import Markup

from ropa.kept import Kept
from ropa.web.language import Language
from ropa.web.offices import Offices
from ropa.web.packing import SIGN, Fragment
from ropa.web.pages import environment
from schemas.listing import ActivityItem

#: Fifty lines take 50,000 bytes.
KEPT_BYTES, LARGEST_KEPT = 16 * 1024 * 1024, 1024 * 1024
NAME = "lines"
#: By the hash of everything that the lines show.
KEPT: Kept[bytes, Fragment] = Kept(KEPT_BYTES, LARGEST_KEPT, lambda part: len(part.packed))


def lines_of(
    items: Sequence[ActivityItem], offices: Offices, language: Language, *, picks: bool
) -> tuple[Markup, dict[str, Fragment]]:
    """Return what stands for the lines in the page's template, and the part itself. `picks`: with a box in each."""
    names = [offices.name(each.office_id) for each in items]
    key = hashlib.blake2b(msgspec.json.encode((language, picks, names, items)), digest_size=20).digest()
    drawn = KEPT.get(key)
    if drawn is None:
        template = environment(language).get_template("activities/_list_rows.html")
        drawn = Fragment(template.render(items=items, offices=offices, picks=picks))
        KEPT.put(key, drawn)
    return Markup(SIGN + NAME + SIGN), {NAME: drawn}  # noqa: S704 - a name of ours
