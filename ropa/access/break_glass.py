"""The passphrase of the emergency sign-in: its argon2id hash, made and checked."""

from argon2 import PasswordHasher, Type, extract_parameters
from argon2.exceptions import InvalidHashError, VerificationError

from ropa.errors import SettingsError

#: A passphrase of a few words; whoever has the hash must not find it.
SHORTEST = 16
LONGEST = 1000
#: Weaker hashes than RFC 9106's second choice are refused: 64 MiB, three rounds. Stronger ones may cost this much.
_LEAST_MEMORY, _LEAST_ROUNDS = 64 * 1024, 3
_MOST_MEMORY, _MOST_ROUNDS = 1024 * 1024, 20
_HASHER = PasswordHasher()


def hash_of(passphrase: str) -> str:
    """Return the hash for ROPA_BREAK_GLASS_HASH. It takes a tenth of a second and 64 MiB."""
    return _HASHER.hash(passphrase)


def checked(text: str) -> str:
    """Return a hash that can be used. Raises: SettingsError."""
    text = text.strip()
    try:
        found = extract_parameters(text)
    except InvalidHashError:
        found = None
    if (
        found is None
        or found.type is not Type.ID
        or not _LEAST_MEMORY <= found.memory_cost <= _MOST_MEMORY
        or not _LEAST_ROUNDS <= found.time_cost <= _MOST_ROUNDS
    ):
        raise SettingsError(
            "ROPA_BREAK_GLASS_HASH ต้องเป็นค่าที่ได้จาก ropa break-glass hash",
            "ROPA_BREAK_GLASS_HASH must be what `ropa break-glass hash` prints",
        )
    return text


def is_right(text: str, passphrase: str) -> bool:
    """Tell whether a passphrase is the hash's. It takes as long as making the hash."""
    try:
        return _HASHER.verify(text, passphrase)
    except (VerificationError, InvalidHashError):
        return False
