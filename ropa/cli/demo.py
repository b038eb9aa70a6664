"""`ropa demo load` and `ropa demo reset`."""

import argparse

from ropa.cli.output import UsageError, say
from ropa.cli.running import Context, add_now, opened

OK = 0


def add_demo_load(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--if-needed", action="store_true", help="only when the demonstration was never filled")
    parser.add_argument("--mark", action="store_true", help="in production: yes, this empty database is for showing")
    parser.add_argument("--provinces", type=int, metavar="N", help="a small one: so many provincial offices only")
    add_now(parser)


def run_demo_load(arguments: argparse.Namespace) -> int:
    """Make an empty database a demonstration and fill it.

    Raises: UsageError without ROPA_DEMO=1, and in production without --mark; NotADemonstration.
    """
    from ropa.guided import service_demo_mark

    with opened(arguments) as context:
        _require(context)
        if context.settings.is_production and not arguments.mark:
            raise UsageError(
                "ในระบบจริงต้องใส่ --mark เพื่อยืนยันว่าฐานข้อมูลว่างนี้ใช้สาธิตเท่านั้น"
                " / in production add --mark: this empty database is for showing only"
            )
        with context.read() as uow:
            filled = service_demo_mark.loaded_at(uow)
        if filled is None or not arguments.if_needed:
            _fill(context, may_mark=True, provinces=arguments.provinces)
    return OK


def add_demo_reset(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_now(parser)


def run_demo_reset(arguments: argparse.Namespace) -> int:
    """Begin a demonstration anew; a running server shows it at once.

    Raises: UsageError without ROPA_DEMO=1; NotADemonstration for every database that is none.
    """
    with opened(arguments) as context:
        _require(context)
        _fill(context, may_mark=False)
    return OK


def _require(context: Context) -> None:
    if not context.settings.demo:
        raise UsageError("ต้องตั้งค่า ROPA_DEMO=1 ก่อน / set ROPA_DEMO=1 first")


def _fill(context: Context, *, may_mark: bool, provinces: int | None = None) -> None:
    from ropa import demonstration
    from ropa.keys import read_keys

    keys = read_keys(context.settings)
    loaded = demonstration.fill(context.database, keys, context.now, may_mark=may_mark, provinces=provinces)
    say(
        f"ระบบสาธิตพร้อม: {loaded.records} รายการ {loaded.offices} หน่วยงาน {loaded.people} คน"
        f" / the demonstration is ready: {loaded.records} records, {loaded.offices} offices, {loaded.people} people"
    )
