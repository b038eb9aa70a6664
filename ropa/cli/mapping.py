"""`ropa diagram --register`: the exchange map of the whole register, of an office or around one system."""

import argparse
import hashlib
import re
from pathlib import Path

import msgspec

from diagrams.outputs import Kind
from diagrams.system_map import system_map_sheet
from diagrams.system_map_legend import map_block
from ropa import clock, pictures
from ropa.activities.service_exports import exported
from ropa.cli.output import UsageError, complain, say, written
from ropa.cli.running import opened
from ropa.db.unit_of_work import UnitOfWork
from ropa.systems import service
from ropa.systems.service_map import exchange_map
from schemas.exchange_map import MAX_DEPTH, MapFlow, MapQuery
from schemas.system_keys import KEY_PATTERN, bare
from schemas.systems import SystemFilter

#: Systems of like names that a refusal lists.
_LISTED = 10


def add_map_options(parser: argparse.ArgumentParser) -> None:
    """Add what the map is narrowed to."""
    asked = parser.add_argument_group("the register's map of systems")
    asked.add_argument("--register", action="store_true", help="all systems of the register instead of one activity")
    asked.add_argument("--office", type=int, metavar="ID", help="what this office and all below say")
    asked.add_argument("--system", metavar="NAME|KEY", help="around this system")
    asked.add_argument("--flow", choices=[str(flow) for flow in MapFlow], help="which arrows are followed from it")
    asked.add_argument("--depth", type=int, choices=range(1, MAX_DEPTH + 1), help="how many arrows far")
    asked.add_argument("--item", metavar="WORDS", help="a kind of personal data in any spelling, or words of the data")
    asked.add_argument("--abroad", action="store_true", help="only what crosses the border")
    asked.add_argument("--every-box", action="store_true", help="a box for each system, however many")


def check_map_options(arguments: argparse.Namespace) -> None:
    """Return when the options belong together.

    Raises: UsageError.
    """
    narrowed = [name for name in ("office", "system", "flow", "depth", "item") if getattr(arguments, name) is not None]
    narrowed += [name for name in ("abroad", "every_box") if getattr(arguments, name)]
    if arguments.register and arguments.ref is not None:
        raise UsageError("ระบุ REF หรือ --register อย่างใดอย่างหนึ่ง / give REF or --register, not both")
    if not arguments.register and arguments.ref is None:
        raise UsageError("ต้องระบุ REF หรือ --register / REF or --register is needed")
    if narrowed and not arguments.register:
        option = f"--{narrowed[0].replace('_', '-')}"
        raise UsageError(f"{option}: ใช้กับ --register เท่านั้น / goes with --register only")
    if arguments.system is None and (arguments.flow is not None or arguments.depth is not None):
        raise UsageError("--flow, --depth: ใช้กับ --system / go with --system")


def draw_register(arguments: argparse.Namespace, path: Path, drawing: Kind) -> int:
    """Draw the map and record that it was exported."""
    with opened(arguments) as context:
        with context.read() as uow:
            query = MapQuery(
                office=arguments.office,
                system=None if arguments.system is None else _system_of(uow, arguments.system),
                flow=MapFlow.of(arguments.flow) if arguments.flow else MapFlow.BOTH,
                depth=arguments.depth or 1,
                item=arguments.item,
                only_abroad=arguments.abroad,
            )
            found = exchange_map(uow, query)
        registered = sum(1 for each in found.systems if each.is_registered)
        block = map_block(
            found.scope_th,
            systems=registered,
            lines=len(found.lines),
            dated=clock.bangkok(context.now).date(),
            content_hash=hashlib.sha256(msgspec.json.encode(found)).hexdigest(),
        )
        content = pictures.delivered(
            lambda: system_map_sheet(found, every_box=arguments.every_box), block, drawing, paper=arguments.paper
        )
        with written(path) as beside:
            beside.write_bytes(content)
        told = {"office": query.office, "systems": registered, "lines": len(found.lines), "hash": block.content_hash}
        with context.write() as uow:
            exported(uow, f"exchange-map.{drawing}", "register", **told)
    if found.needs_reindex:
        complain("ข้อมูลไม่ครบ ต้องสั่ง ropa reindex / records of an older version are missing: run ropa reindex")
    say(f"{path}: {registered} ระบบ/systems, {len(found.lines)} ลูกศร/arrows")
    return 0


def _system_of(uow: UnitOfWork, words: str) -> str:
    """Return the key of a system by its key or its name.

    Raises: UsageError where no system or several have the name, with those that were nearly meant.
    """
    if re.fullmatch(KEY_PATTERN, words):
        return words
    name = bare(words)
    found = service.page(uow, SystemFilter(q=words), None, service.MAX_LIMIT).items
    same = [each for each in found if name in {bare(each.name), bare(each.name.partition("(")[0])}] or found
    if len(same) == 1:
        return same[0].key
    if not same:
        raise UsageError(f"--system {words}: ไม่พบระบบนี้ / there is no such system")
    listed = "\n".join(f"  {each.key}  {each.name}  ({each.owner or '?'})" for each in same[:_LISTED])
    raise UsageError(f"--system {words}: มีหลายระบบ ระบุรหัส / several systems, give the key:\n{listed}")
