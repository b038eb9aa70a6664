"""Which names of targets surely are other databases: two names may lead to one, and a hold counts for both."""

import os
import re
from pathlib import Path

import sqlalchemy as sa

from ropa.erasure.rules_names import variable_of

_NAMED = re.compile(r"ROPA_TARGET_([A-Z][A-Z0-9_]*)_URL")
_HERE = frozenset({"", "localhost", "127.0.0.1", "::1"})
_PORT = 5432
#: Parts of an address beside the plain ones that say where it leads: what they mean is not known here.
_ELSEWHERE = frozenset(
    {"host", "hostaddr", "port", "dbname", "service", "servicefile", "passfile", "target_session_attrs"}
)

Identity = tuple[str, ...]


def apart(name: str) -> frozenset[str]:
    """Return the names whose address, in this process's environment, leads to another database than `name`'s.

    A name without an address, or with one that cannot be told from `name`'s, is not among them.
    """
    own = identity(os.environ.get(variable_of(name), ""))
    names = [found[1] for found in map(_NAMED.fullmatch, os.environ) if found]
    others = {each: identity(os.environ[variable_of(each)]) for each in names if each != name}
    return frozenset(each for each, other in others.items() if own is not None and other is not None and other != own)


def identity(url: str) -> Identity | None:
    """Return what tells a database from every other: its file, or host, port and name; None where that is not known."""
    try:
        address = sa.make_url(url)
    except sa.exc.ArgumentError:
        return None
    kind = address.get_backend_name()
    if kind == "sqlite":
        return _file(address.database)
    if kind != "postgresql" or _ELSEWHERE & set(address.query) or "," in (address.host or ""):
        return None
    host = (address.host or "").rstrip(".").casefold()
    database = address.database or address.username
    if not database:
        return None
    return kind, "here" if host in _HERE else host, str(address.port or _PORT), database


def _file(database: str | None) -> Identity | None:
    try:
        # One file may have several names: links of both kinds lead to the same one.
        found = Path(database or "").resolve(strict=True).stat()
    except OSError:
        return None
    return "sqlite", str(found.st_dev), str(found.st_ino)
