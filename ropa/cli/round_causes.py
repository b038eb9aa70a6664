"""`ropa round cause`: why a step was late that the register ended by itself."""

import argparse

from ropa.cli.output import say
from ropa.cli.rounds import ROUND_REF, given_as
from ropa.cli.running import add_now, opened
from ropa.errors import NotFound
from ropa.procedures import service_causes, service_found, service_rounds_shown
from schemas.rounds import LateCause, StepCause


def add_round_cause(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("ref", metavar="REF", help=ROUND_REF)
    parser.add_argument(
        "step", type=int, metavar="STEP", help="number of a late step that the register ended by itself"
    )
    parser.add_argument("--office", type=int, required=True, metavar="ID", help="whose run")
    parser.add_argument("--cause", required=True, choices=[str(each) for each in LateCause], help="why it was late")
    parser.add_argument("--note", metavar="WORDS", help="kept with the step; needed for another cause")
    add_now(parser)


def run_round_cause(arguments: argparse.Namespace) -> int:
    """Keep why the last late visit of a step was late that nobody ended, and print it."""
    with opened(arguments) as context, context.write() as uow:
        key = service_found.round_by_ref(uow, arguments.ref)
        run = service_rounds_shown.run_shown(uow, key, arguments.office)
        step = next((each for each in reversed(run.steps) if each.step == arguments.step and each.may_explain), None)
        if step is None:
            raise NotFound(
                f"ขั้นตอนที่ {arguments.step} ไม่ได้เสร็จเกินกำหนดโดยทะเบียนบันทึกเอง",
                f"The register did not end step {arguments.step} late",
            )
        said = {"version": step.version, "cause": arguments.cause, "note": arguments.note}
        service_causes.say(uow, step.id, given_as(said, StepCause))
    cause = LateCause.of(arguments.cause)
    visit = f" ครั้งที่ {step.visit} / visit {step.visit}" if step.visit > 1 else ""
    before = f"  (เดิม {step.cause.th} / was {step.cause.en})" if step.cause is not None else ""
    say(f"{arguments.step}. {step.title}{visit}  {cause.th} / {cause.en}{before}")
    return 0
