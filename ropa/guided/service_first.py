"""The guided first run: the first steps of a person, ticked by what was really done."""

from msgspec import Struct

from ropa import clock
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Forbidden
from ropa.guided import store_first as store
from ropa.guided.rules_first import FirstStep, first_steps, runs_register
from schemas.access import Channel

_PERSON = "person:"


class ShownStep(Struct, frozen=True):
    """A step and whether it is done."""

    step: FirstStep
    is_done: bool


class FirstRun(Struct, frozen=True):
    """A person's first steps."""

    steps: list[ShownStep]
    is_hidden: bool

    @property
    def done(self) -> int:
        """How many are done."""
        return sum(each.is_done for each in self.steps)

    @property
    def is_over(self) -> bool:
        """Tell whether nothing is left."""
        return self.done == len(self.steps)


def first_run(uow: UnitOfWork) -> FirstRun | None:
    """Return the first steps of whoever asks; None for who has no roles, or only roles without such steps."""
    person_id = _person(uow)
    roles = {grant.role for grant in uow.actor.grants}
    if person_id is None or not roles:
        return None
    wanted = first_steps(roles, is_new=runs_register(roles) and store.is_new(uow))
    if not wanted:
        return None
    if store.is_hidden(uow, person_id):
        return FirstRun(steps=[], is_hidden=True)
    done = store.done(uow, person_id, [each.key for each in wanted], clock.bangkok(uow.now).year)
    return FirstRun(steps=[ShownStep(each, each.key in done) for each in wanted], is_hidden=False)


def show(uow: UnitOfWork, *, hidden: bool) -> None:
    """Hide the first steps of whoever asks, or bring them back.

    Raises: Forbidden for what is no person.
    """
    person_id = _person(uow)
    if person_id is None:
        raise Forbidden
    (store.hide if hidden else store.bring_back)(uow, person_id)


def _person(uow: UnitOfWork) -> str | None:
    is_person = uow.actor.channel is Channel.WEB and uow.actor.id.startswith(_PERSON)
    return uow.actor.id.removeprefix(_PERSON) if is_person else None
