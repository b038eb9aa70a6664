"""Headers that every kind of answer needs."""

#: A browser must not guess that an answer, which may hold what anybody typed, is a page.
NOSNIFF = {"X-Content-Type-Options": "nosniff"}
#: An answer to one person: no browser that is shared and no proxy on the way keeps it.
PRIVATE = {**NOSNIFF, "Cache-Control": "no-store"}
