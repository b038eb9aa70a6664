"""Headers that every kind of answer needs, and addresses that no answer repeats."""

#: A browser must not guess that an answer, which may hold what anybody typed, is a page.
NOSNIFF = {"X-Content-Type-Options": "nosniff"}
#: An answer to one person: no browser that is shared and no proxy on the way keeps it.
PRIVATE = {**NOSNIFF, "Cache-Control": "no-store"}
#: What follows here in an address is a token, and the right of whoever knows it.
SECRET_PATHS = ("/report/",)


def secret_place(path: str) -> str | None:
    """Return where a path leads whose rest is a secret; None for any other path."""
    return next((place for place in SECRET_PATHS if path.startswith(place)), None)
