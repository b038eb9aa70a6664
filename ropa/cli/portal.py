"""`ropa sso check`, `ropa sso-simulator` and `ropa grant samples`."""

import argparse
import signal
import sys
from datetime import date
from types import FrameType

from ropa import clock
from ropa.cli import OK, PROBLEM
from ropa.cli.output import UsageError, complain, say
from ropa.cli.running import add_now, opened
from ropa.errors import PortalMisunderstood
from ropa.settings import SIMULATED_CLIENT, read_settings
from ropa.wiring import portal_of

#: No token: it asks the portal without telling it anything.
_NO_TOKEN = "ropa-sso-check.not-a.token"  # noqa: S105 - no secret
_PORT = 8090


def add_sso_check(_: argparse.ArgumentParser) -> None:
    """There are no options."""


def run_sso_check(_: argparse.Namespace) -> int:
    """Print how the portal's WSDL was understood, and what it answers to a token that cannot be valid."""
    from ropa.access.portal_check import Kind

    check = portal_of(read_settings())
    if check is None:
        raise UsageError("ยังไม่ได้ตั้งค่า ROPA_SSO_WSDL_URL / ROPA_SSO_WSDL_URL is not set")
    try:
        known = check.understood()
        inside = f" (inside {known.wrapped_in})" if known.wrapped_in else ""
        say(
            f"WSDL       {check.wsdl_url}",
            f"address    {known.address}",
            f"operation  {known.operation}",
            f"ClientID   {known.client}{inside}",
            f"token      {known.token}{inside}",
            f"answer     {', '.join(known.answer)}",
        )
        answer = check.ask(_NO_TOKEN)
    except PortalMisunderstood as error:
        complain(error.detail)
        return PROBLEM
    finally:
        check.close()
    say(f"answered   {answer.kind}: {answer.message}")
    if answer.kind is Kind.CLIENT_REFUSED:
        complain("ระบบกลางไม่รับ ClientID ของเรา / the portal refuses our ClientID (ROPA_SSO_CLIENT_ID)")
    elif answer.kind not in {Kind.MISMATCH, Kind.EXPIRED}:
        complain("คำตอบนี้ไม่มีในคู่มือ / the manual knows no such answer to a token that cannot be valid")
    return OK if answer.kind in {Kind.MISMATCH, Kind.EXPIRED} else PROBLEM


def add_sso_simulator(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--host", default="127.0.0.1", help="a loopback address of this machine")
    parser.add_argument("--port", type=int, default=_PORT, help=f"default {_PORT}")


def run_sso_simulator(arguments: argparse.Namespace) -> int:
    """Serve until stopped.

    Raises: UsageError in production, for an address that other machines reach, and for one that cannot be had.
    """
    from ropa.portal_simulator.server import Simulator
    from ropa.portal_simulator.tokens import Mint

    settings = read_settings()
    if settings.is_production:
        raise UsageError("ระบบกลางจำลองใช้ในระบบจริงไม่ได้ / the simulator refuses to run in production (ROPA_ENV)")
    key = "" if settings.sso_jwt_key.startswith("-----") else settings.sso_jwt_key
    mint = Mint(settings.sso_client_id or SIMULATED_CLIENT, key, settings.sso_issuer)
    where = f"--host {arguments.host} --port {arguments.port}"
    try:
        simulator = Simulator((arguments.host, arguments.port), mint, settings.base_url, clock.now)
    except ValueError:
        raise UsageError(f"{where}: ต้องเป็นเครื่องนี้เท่านั้น / must be a loopback address") from None
    except (OSError, OverflowError) as error:
        raise UsageError(f"{where}: เปิดไม่ได้ / cannot listen: {error}") from None
    signal.signal(signal.SIGTERM, _stop)
    say(f"ระบบกลางจำลอง / simulated portal: {simulator.origin}/  WSDL: {simulator.wsdl_url}")
    sys.stdout.flush()
    try:
        simulator.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        simulator.stopping.set()
        simulator.server_close()
    return OK


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def add_grant_samples(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_now(parser)


def run_grant_samples(arguments: argparse.Namespace) -> int:
    """Give the simulated portal's people their roles; doing it again changes nothing.

    Raises: UsageError in production.
    """
    from ropa.access.service_grants import add_grant
    from ropa.keys import read_keys
    from ropa.portal_simulator.personas import PERSONAS
    from schemas.access import Role

    settings = read_settings()
    if settings.is_production:
        raise UsageError("ให้สิทธิบุคคลสมมุติในระบบจริงไม่ได้ / invented people get no rights in production (ROPA_ENV)")
    keys = read_keys(settings)
    with opened(arguments) as context, context.write() as uow:
        end_of_next_year = date(clock.bangkok(context.now).year + 1, 12, 31)
        for persona in PERSONAS:
            for role in persona.roles:
                through = end_of_next_year if role is Role.AUDITOR else None
                add_grant(uow, keys, persona.national_id, role, persona.office_id, through)
    for persona in PERSONAS:
        roles = ", ".join(str(role) for role in persona.roles) or "-"
        say(f"{persona.username:<14} {roles:<24} office {persona.office_id}")
    return OK
