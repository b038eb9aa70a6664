"""`ropa offices contacts`: what offices say of their controller and DPO. To say it is for a person, on the page."""

import argparse

from ropa.cli.output import say
from ropa.cli.running import add_now, opened
from ropa.contact_details import service
from schemas.contact_details import KEYS, ContactDetails, words_of


def add_offices_contacts(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("office", metavar="OFFICE", nargs="?", type=int, help="number of one office: what counts there")
    add_now(parser)


def run_offices_contacts(arguments: argparse.Namespace) -> int:
    """Print what offices say, or what counts at one; 1 when nobody says anything."""
    with opened(arguments) as context, context.read() as uow:
        if arguments.office is None:
            items = service.listed(uow).items
            for each in items:
                say(f"{each.office_id} {each.office_name}")
                _print(each.own)
            return int(not items)
        found = service.of_office(uow, arguments.office)
    say(f"{found.office_id} {found.office_name}")
    _print(found.effective, {key: each.office_name for key, each in found.said_by.items()})
    return int(not found.said_by)


def _print(details: ContactDetails, by: dict[str, str] | None = None) -> None:
    for key in KEYS:
        said = " · ".join(" ".join(each.split()) for each in words_of(getattr(details, key)))
        if said:
            say(f"  {key}: {said}" + (f"  [{by[key]}]" if by else ""))
