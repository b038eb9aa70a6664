"""`ropa break-glass hash`."""

import argparse
import sys
from getpass import getpass

from ropa.cli import OK
from ropa.cli.output import UsageError, complain, say


def add_break_glass_hash(_: argparse.ArgumentParser) -> None:
    """There are no options: a passphrase on the command line would be seen by every user of the machine."""


def run_break_glass_hash(_: argparse.Namespace) -> int:
    """Print the hash of a passphrase, for ROPA_BREAK_GLASS_HASH.

    It is asked for twice at a terminal; else it is the one line of standard input.
    Raises: UsageError.
    """
    from ropa.access.break_glass import LONGEST, SHORTEST, hash_of

    passphrase = _typed() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    if not SHORTEST <= len(passphrase) <= LONGEST:
        raise UsageError(f"รหัสผ่านต้องยาว {SHORTEST} ตัวอักษรขึ้นไป / the passphrase needs at least {SHORTEST} characters")
    say(hash_of(passphrase))
    complain("ใส่ค่านี้ใน ROPA_BREAK_GLASS_HASH / set ROPA_BREAK_GLASS_HASH to it")
    return OK


def _typed() -> str:
    first = getpass("รหัสผ่าน / passphrase: ")
    if getpass("อีกครั้ง / again: ") != first:
        raise UsageError("สองครั้งไม่ตรงกัน / the two differ")
    return first
