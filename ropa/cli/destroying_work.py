"""What the works of `ropa destroy` share: addresses of targets, a moment that moves on, units of work."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from ropa.cli.running import Context
from ropa.db.unit_of_work import UnitOfWork
from ropa.erasure import service_dry_runs
from ropa.erasure.rules_names import variable_of
from ropa.erasure.target import Target
from ropa.errors import Conflict, RopaError, SettingsError
from ropa.keys import Keys
from schemas.access import COMMAND_LINE
from schemas.erasure import Binding
from schemas.findings import Problem

PROGRAM = "thai-ropa-register"


def address_of(name: str) -> str | None:
    """Return the address of a target, from this process's environment alone; None where it is not set."""
    return os.environ.get(variable_of(name)) or None


def required(name: str) -> str:
    """Return the address of a target. Raises: SettingsError."""
    found = address_of(name)
    if found is None:
        raise SettingsError(
            f"ไม่มี {variable_of(name)} ในสภาพแวดล้อมของคำสั่งนี้",
            f"{variable_of(name)} is not set in this command's environment",
        )
    return found


class Clock:
    """The command's moment, moving on: an order that ends meanwhile has ended."""

    def __init__(self, begin: datetime) -> None:
        self._begin, self._at = begin, time.monotonic()

    def now(self) -> datetime:
        """Return the present moment."""
        return self._begin + timedelta(seconds=time.monotonic() - self._at)


class Work:
    """The register and its keys, for one command."""

    def __init__(self, context: Context, keys: Keys) -> None:
        self.context, self.keys = context, keys
        self.clock = Clock(context.now)
        self.secret = service_dry_runs.secret_of(keys)

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        """Give a reading unit of work at the present moment."""
        with self.context.database.read(COMMAND_LINE, self.clock.now()) as uow:
            yield uow

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        """Give a writing unit of work at the present moment."""
        with self.context.database.write(COMMAND_LINE, self.clock.now()) as uow:
            yield uow

    def open(self, binding: Binding) -> Target:
        """Return the target of a binding. Raises: SettingsError without its address; Invalid for another kind."""
        return Target(required(binding.target), binding.dialect, name=binding.target)


def unreachable(problem: Problem) -> RopaError:
    """Return the error of a target that cannot be asked; never the driver's own words."""
    return Conflict(problem.message_th, problem.message_en)
