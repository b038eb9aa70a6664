"""Use cases of people: found by the keyed hash of the national ID, made when there is none."""

from ropa.access import store_people as store
from ropa.access.rules_people import is_suspended
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid, NotFound, Suspended, invalid
from ropa.keys import KEY_VERSION, Keys
from schemas.access import Identity, IdKind
from schemas.national_ids import read_national_id


def person_of(uow: UnitOfWork, keys: Keys, national_id: str) -> str:
    """Return the id of the person of a national ID; a person nobody knew yet is added without a name.

    Raises: Invalid for a number that is no national ID; the message does not repeat it.
    """
    digits = read_national_id(national_id)
    if digits is None:
        raise no_national_id()
    return _person(uow, keys, digits, IdKind.NATIONAL_ID)


def person_of_identity(uow: UnitOfWork, keys: Keys, identity: Identity) -> str:
    """Return the id of the person who signed in, by the national ID or else by what the OpenID provider calls them.

    Raises: Invalid for a number that is no national ID, and for an identity that is nobody's.
    """
    if identity.national_id is not None:
        return person_of(uow, keys, identity.national_id)
    if not identity.subject:
        raise no_national_id()
    return _person(uow, keys, identity.subject, IdKind.SUBJECT)


def emergency_person(uow: UnitOfWork, keys: Keys) -> str:
    """Return the id of the emergency account's person: there is one."""
    return _person(uow, keys, "the one", IdKind.EMERGENCY)


def _person(uow: UnitOfWork, keys: Keys, known_as: str, kind: IdKind) -> str:
    id_hash = keys.hash_id(known_as, str(kind))
    found = store.person_of_hash(uow, id_hash)
    if found is not None:
        return str(found.id)
    person_id = new_id(uow.now)
    store.add_person(
        uow,
        {
            "id": person_id,
            "id_hash": id_hash,
            "id_sealed": keys.seal(known_as.encode(), f"people:{person_id}"),
            "key_version": KEY_VERSION,
            "id_kind": str(kind),
            "created_at": uow.now,
        },
    )
    return person_id


def refuse_suspended(uow: UnitOfWork, person_id: str) -> None:
    """Return when the person may sign in.

    Raises: Suspended after 60 days without a sign-in, until an administrator lets the person in again.
    """
    seen_at = store.seen_at(uow, person_id)
    if seen_at is None:
        raise NotFound
    if is_suspended(seen_at, uow.now):
        raise Suspended


def no_national_id() -> Invalid:
    """Return the error for what is no national ID; it does not repeat what was given."""
    return invalid("/national_id", "เลขประจำตัวประชาชนต้องเป็นตัวเลข 13 หลัก", "A national ID has 13 digits")
