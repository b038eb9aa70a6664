"""Headers that every kind of answer needs."""

#: A browser must not guess that an answer, which may hold what anybody typed, is a page.
NOSNIFF = {"X-Content-Type-Options": "nosniff"}
