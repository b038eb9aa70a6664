"""`ropa template list`, `ropa template show` and `ropa template use`."""

import argparse

import msgspec

from ropa.activities import service_clone
from ropa.cli.output import say
from ropa.cli.running import add_now, opened
from schemas.templates import CloneInput, TemplateList


def add_template_list(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("words", nargs="*", metavar="WORD", help="words that a template must have")
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run_template_list(arguments: argparse.Namespace) -> int:
    """Print the templates by group; 1 when none has the words."""
    found = service_clone.templates(" ".join(arguments.words))
    if arguments.json:
        print(msgspec.json.encode(TemplateList(items=found)).decode())
    else:
        width = max((len(each.key) for each in found), default=0) + 2
        say(*(f"{each.key:<{width}}{each.group.th}: {each.title_th} / {each.title_en}" for each in found))
    return int(not found)


def add_template_show(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("key", metavar="KEY")
    parser.add_argument("--json", action="store_true", help="the whole template as JSON")


def run_template_show(arguments: argparse.Namespace) -> int:
    """Print what a template contains and what must be adapted in it."""
    found = service_clone.template(arguments.key)
    if arguments.json:
        print(msgspec.json.encode(found).decode())
        return 0
    data = found.document.form.data_category
    say(f"{found.title_th} / {found.title_en}", found.summary_th, found.summary_en, "")
    say(*(f"- {item}" for item in data.personal_data_items or []), "")
    say(*(f"{step.seq}. {step.title}" for step in found.document.steps), "")
    say(*found.notes)
    return 0


def add_template_use(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("key", metavar="KEY")
    parser.add_argument("--office", type=int, required=True, metavar="ID")
    parser.add_argument("--agency", metavar="NAME", help="name of the agency")
    parser.add_argument("--controller", metavar="NAME", help="the organisation that is the controller")
    add_now(parser)


def run_template_use(arguments: argparse.Namespace) -> int:
    """Make a draft of a template at an office and print its reference."""
    wanted = CloneInput(
        office_id=arguments.office,
        template=arguments.key,
        agency_name=arguments.agency,
        parent_org_unit=arguments.controller,
    )
    with opened(arguments) as context, context.write() as uow:
        made = service_clone.clone(uow, wanted)
    say(made.ref, *service_clone.template(arguments.key).notes)
    return 0
