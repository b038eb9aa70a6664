"""The secret keys of a register, and what is done with them: sealing text, hashing national IDs, marking forms."""

import base64
import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ropa.errors import SettingsError
from ropa.settings import Settings

#: Which key a stored value was made with; a change of keys raises it and re-makes the values.
KEY_VERSION = 1
SHORTEST = 32
GENERATED = Path("var/secrets.json")
_NONCE_BYTES = 12
_NAMES = ("secret_key", "id_key", "field_key")


@dataclass(frozen=True, repr=False)
class Keys:
    """Three keys that never leave the process; nothing prints them."""

    secret: bytes
    """Signs what browsers bring back."""
    id: bytes
    """Keyed hash of national IDs: a plain one could be searched through in minutes."""
    field: bytes
    """Encrypts fields at rest."""

    def mark(self, text: str) -> str:
        """Return a mark of a text that only this register can have made, 43 letters safe in an address."""
        made = hmac.digest(self.secret, text.encode(), "sha256")
        return base64.urlsafe_b64encode(made).decode().rstrip("=")

    def hash_id(self, known_as: str, kind: str = "national_id") -> str:
        """Return the keyed hash by which a person is found again, 64 hex digits. `kind` is `schemas.access.IdKind`:
        a number is never taken for an account of the same letters.
        """
        return hmac.digest(self.id, f"{kind.replace('_', '-')}:{known_as}".encode(), "sha256").hex()

    def seal(self, content: bytes, bound_to: str) -> bytes:
        """Return `content` encrypted; only `unseal` with the same `bound_to` opens it."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + AESGCM(self.field).encrypt(nonce, content, bound_to.encode())

    def unseal(self, sealed: bytes, bound_to: str) -> bytes | None:
        """Return what was sealed; None when it was made with another key, for another place, or changed."""
        try:
            return AESGCM(self.field).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound_to.encode())
        except (InvalidTag, ValueError):  # ValueError: too short to hold a nonce
            return None


def read_keys(settings: Settings) -> Keys:
    """Return the keys of the settings; in development and test, missing ones are made and kept under var/.

    Raises: SettingsError in production for a missing key, and for one shorter than 32 characters.
    """
    given = {name: getattr(settings, name) for name in _NAMES}
    missing = [name for name, text in given.items() if not text]
    if missing and settings.is_production:
        words = ", ".join(f"ROPA_{name.upper()}" for name in missing)
        raise SettingsError(f"ต้องตั้งค่า {words} ในระบบจริง", f"{words} must be set in production")
    short = [name for name, text in given.items() if text and len(text) < SHORTEST]
    if short:
        words = ", ".join(f"ROPA_{name.upper()}" for name in short)
        raise SettingsError(
            f"{words} ต้องยาวอย่างน้อย {SHORTEST} ตัวอักษร", f"{words} must have at least {SHORTEST} characters"
        )
    if missing:
        given |= {name: text for name, text in _generated().items() if name in missing}
    # A passphrase of any length becomes a key of the right one; the name keeps equal settings from being equal keys.
    return Keys(*(hashlib.sha256(f"{name}:{given[name]}".encode()).digest() for name in _NAMES))


def _generated() -> dict[str, str]:
    try:
        kept: dict[str, str] = json.loads(GENERATED.read_text("utf-8"))
    except FileNotFoundError:
        kept = {name: secrets.token_urlsafe(32) for name in _NAMES}
        GENERATED.parent.mkdir(parents=True, exist_ok=True)
        scratch = GENERATED.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
            json.dump(kept, out)
        try:
            # Two processes that start at once agree on one file: the second to arrive reads the first one's.
            os.link(scratch, GENERATED)
        except FileExistsError:
            kept = json.loads(GENERATED.read_text("utf-8"))
        finally:
            scratch.unlink()
    return kept
