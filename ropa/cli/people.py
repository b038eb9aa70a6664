"""`ropa people rekey`: after a change of `ROPA_ID_KEY` or `ROPA_FIELD_KEY`."""

import argparse
from dataclasses import replace

from ropa.access.service_identities import rekey
from ropa.breaches.service_mailing import reseal as reseal_told
from ropa.buffers.service import reseal
from ropa.cli.output import UsageError, say
from ropa.cli.running import add_now, opened
from ropa.keys import read_keys
from ropa.notices.service_preferences import reseal as reseal_ways
from ropa.requests.service_rekeying import reseal as reseal_asked


def add_people_rekey(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--key-version", required=True, type=int, metavar="N", help="a number for the new keys")
    add_now(parser)


def run_people_rekey(arguments: argparse.Namespace) -> int:
    """Make hash and encryption of all that is sealed anew: IDs, unsaved text, ways of notices, recipients, requests.

    Raises: UsageError without an old key, or for a version that is none.
    """
    if arguments.key_version < 1:
        raise UsageError("--key-version ต้องเป็น 1 ขึ้นไป / must be at least 1")
    with opened(arguments) as context:
        settings = context.settings
        if not (settings.old_id_key or settings.old_field_key):
            raise UsageError(
                "ตั้ง ROPA_OLD_ID_KEY และหรือ ROPA_OLD_FIELD_KEY เป็นกุญแจเดิม / set the old keys in the environment"
            )
        before = replace(
            settings,
            id_key=settings.old_id_key or settings.id_key,
            field_key=settings.old_field_key or settings.field_key,
        )
        old, new = read_keys(before), read_keys(settings)
        with context.write() as uow:
            people = rekey(uow, old, new, arguments.key_version)
            texts = reseal(uow, old, new)
            ways = reseal_ways(uow, old, new)
            told = reseal_told(uow, old, new)
            asked = reseal_asked(uow, old, new, arguments.key_version)
    say(
        f"เข้ารหัสใหม่ {people} คน ข้อความค้าง {texts} ช่องทางแจ้งเตือน {ways} ผู้รับแจ้งเหตุ {told} คำขอใช้สิทธิ {asked} /"
        f" {people} people, {texts} unsaved texts, {ways} ways of notices, {told} recipients of letters"
        f" and {asked} sealed parts of requests made anew"
    )
    return 0
