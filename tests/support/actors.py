"""People of a test: one role at one office of the ministry's table."""

from schemas.access import Actor, Channel, Grant, Role

#: Two provincial offices, a group inside the first, and the group of inspectors above both.
PHETCHABURI, GROUP_IN_PHETCHABURI, PRACHUAP, ABOVE_PHETCHABURI = 4, 5, 8, 2


def somebody(role: Role, office_id: int = 0) -> Actor:
    """Return an actor with one grant; office 0 is the whole ministry."""
    grants = (Grant(role=role, office_id=office_id),)
    return Actor(id=f"{role}@{office_id}", name="", channel=Channel.TOKEN, grants=grants)


def person(name: str, role: Role, office_id: int = 0) -> Actor:
    """Return somebody at a browser, known by name, with one grant."""
    grants = (Grant(role=role, office_id=office_id),)
    return Actor(id=name, name=name, channel=Channel.WEB, grants=grants)
