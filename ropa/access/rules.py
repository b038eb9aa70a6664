"""Who may do what: one table, read by every door. Pure."""

from enum import StrEnum

from schemas.access import Actor, Channel, Grant, Role

EVERYBODY = frozenset(Role)


class Permission(StrEnum):
    """One thing that a route or command does.

    `PUBLIC` needs nobody to be signed in; `ENTER` somebody, with or without a grant: who has none must see what to ask
    for.
    """

    PUBLIC = "public"
    ENTER = "enter"
    SIGNED_IN = "signed_in"
    READ_OFFICES = "offices.read"
    READ_ACTIVITIES = "activities.read"
    WRITE_ACTIVITIES = "activities.write"
    READ_DRAFTS = "activities.read_drafts"
    COMMENT_ACTIVITIES = "activities.comment"
    SUBMIT_ACTIVITIES = "activities.submit"
    REVIEW_ACTIVITIES = "activities.review"
    APPROVE_ACTIVITIES = "activities.approve"
    RETURN_ACTIVITIES = "activities.return"
    RETIRE_ACTIVITIES = "activities.retire"
    MOVE_ACTIVITIES = "activities.move"
    ASSIGN_ACTIVITIES = "activities.assign"
    EXCEPT_SEPARATION = "separation.except"
    ACCEPT_FINDINGS = "findings.accept"
    CHANGE_OFFICES = "offices.change"
    MANAGE_CONTACTS = "contacts.manage"
    MANAGE_NOTICES = "notices.manage"
    READ_HEALTH = "health.read"
    EXPORT_REGISTER = "register.export"
    PUBLISH_REGISTER = "register.publish"
    EXPORT_PACKS = "packs.export"
    SHARE_PACKS = "packs.share"
    WRITE_HOLDINGS = "holdings.write"
    READ_RETENTION = "retention.read"
    RUN_RETENTION = "retention.run"
    PLACE_HOLD = "retention.hold"
    CONFIRM_READING = "retention.confirm"
    LIST_DESTRUCTION = "destruction.list"
    SIT_IN_COMMITTEE = "destruction.review"
    DECIDE_DESTRUCTION = "destruction.decide"
    RECORD_DESTRUCTION = "destruction.record"
    MANAGE_TARGETS = "erasure.targets"
    ORDER_ERASURE = "erasure.order"
    READ_BREACHES = "breaches.read"
    REPORT_BREACH = "breaches.report"
    HANDLE_BREACHES = "breaches.handle"
    DECIDE_BREACHES = "breaches.decide"
    READ_DISCLOSURES = "disclosures.read"
    RECORD_DISCLOSURES = "disclosures.record"
    DECIDE_DISCLOSURES = "disclosures.decide"
    SEARCH_EXCHANGES = "exchange_log.search"
    READ_REQUESTS = "requests.read"
    RECEIVE_REQUESTS = "requests.receive"
    HANDLE_REQUESTS = "requests.handle"
    DECIDE_REQUESTS = "requests.decide"
    SEE_REQUESTERS = "requests.identity"
    SET_REQUEST_LIMITS = "requests.limits"
    MANAGE_HOLIDAYS = "holidays.manage"
    READ_PROCEDURES = "procedures.read"
    WRITE_PROCEDURES = "procedures.write"
    SUBMIT_PROCEDURES = "procedures.submit"
    APPROVE_PROCEDURES = "procedures.approve"
    COMMENT_PROCEDURES = "procedures.comment"
    READ_ROUNDS = "rounds.read"
    RUN_ROUNDS = "rounds.run"
    WORK_ROUNDS = "rounds.work"
    ISSUE_TOKENS = "tokens.issue"
    READ_GRANTS = "grants.read"
    MANAGE_GRANTS = "grants.manage"
    UNMASK_IDS = "people.unmask"
    READ_TRAIL = "trail.read"
    READ_SCHEMA = "schema.read"


#: Which roles give which permission. A permission that is not a key is given to nobody.
RULES: dict[Permission, frozenset[Role]] = {
    Permission.SIGNED_IN: EVERYBODY,
    Permission.READ_SCHEMA: EVERYBODY,
    Permission.READ_OFFICES: EVERYBODY,
    Permission.READ_ACTIVITIES: EVERYBODY,
    Permission.WRITE_ACTIVITIES: frozenset({Role.RECORDER, Role.DPO, Role.SERVICE}),
    # An open draft beside an approved revision: those who write it and those who decide on it.
    Permission.READ_DRAFTS: frozenset({Role.RECORDER, Role.REVIEWER, Role.APPROVER, Role.DPO, Role.SERVICE}),
    Permission.COMMENT_ACTIVITIES: frozenset({Role.RECORDER, Role.REVIEWER, Role.APPROVER, Role.DPO}),
    Permission.SUBMIT_ACTIVITIES: frozenset({Role.RECORDER, Role.DPO}),
    # Level 1 reviews, level 3 (the head) approves: seed 001.
    Permission.REVIEW_ACTIVITIES: frozenset({Role.REVIEWER, Role.DPO}),
    Permission.APPROVE_ACTIVITIES: frozenset({Role.APPROVER}),
    Permission.RETURN_ACTIVITIES: frozenset({Role.REVIEWER, Role.APPROVER, Role.DPO}),
    Permission.RETIRE_ACTIVITIES: frozenset({Role.APPROVER, Role.DPO}),
    Permission.MOVE_ACTIVITIES: frozenset({Role.DPO, Role.SYSTEM_ADMIN}),
    # Who looks after a record. A recorder takes one that nobody looks after, and hands on their own (service_stewards).
    Permission.ASSIGN_ACTIVITIES: frozenset({Role.REVIEWER, Role.APPROVER, Role.DPO}),
    Permission.EXCEPT_SEPARATION: frozenset({Role.DPO}),
    Permission.ACCEPT_FINDINGS: frozenset({Role.DPO}),
    Permission.CHANGE_OFFICES: frozenset({Role.SYSTEM_ADMIN}),
    # Who the controller is and how it and the DPO are reached: the head's administrator knows it of the own office.
    Permission.MANAGE_CONTACTS: frozenset({Role.DPO, Role.OFFICE_ADMIN, Role.SYSTEM_ADMIN}),
    Permission.MANAGE_NOTICES: frozenset({Role.SYSTEM_ADMIN}),
    # Whether jobs run, notices go out and the disk has room: nothing about a person, and of the whole ministry only.
    Permission.READ_HEALTH: frozenset({Role.SYSTEM_ADMIN}),
    Permission.EXPORT_REGISTER: EVERYBODY - {Role.OFFICE_ADMIN},
    Permission.PUBLISH_REGISTER: frozenset({Role.DPO}),
    # A pack holds the trail's excerpt beside the records, so it needs no less than reading the trail does.
    Permission.EXPORT_PACKS: frozenset({Role.AUDITOR, Role.DPO}),
    Permission.SHARE_PACKS: frozenset({Role.DPO}),
    Permission.WRITE_HOLDINGS: frozenset({Role.RECORDER, Role.DPO, Role.SERVICE}),
    Permission.READ_RETENTION: EVERYBODY - {Role.OFFICE_ADMIN},
    Permission.RUN_RETENTION: frozenset({Role.DPO, Role.SYSTEM_ADMIN, Role.SERVICE}),
    Permission.PLACE_HOLD: frozenset({Role.DPO}),
    Permission.CONFIRM_READING: frozenset({Role.DPO}),
    # Whoever makes the list is the committee's secretary; the head decides (Saraban Regulation, ข้อ 66-70).
    Permission.LIST_DESTRUCTION: frozenset({Role.RECORDER, Role.DPO}),
    Permission.SIT_IN_COMMITTEE: frozenset({Role.RECORDER, Role.REVIEWER, Role.APPROVER, Role.DPO}),
    Permission.DECIDE_DESTRUCTION: frozenset({Role.APPROVER}),
    Permission.RECORD_DESTRUCTION: frozenset({Role.RECORDER, Role.DPO}),
    Permission.MANAGE_TARGETS: frozenset({Role.DPO, Role.SYSTEM_ADMIN}),
    Permission.ORDER_ERASURE: frozenset({Role.DPO, Role.SYSTEM_ADMIN}),
    Permission.READ_BREACHES: frozenset({Role.DPO, Role.APPROVER, Role.REVIEWER, Role.AUDITOR, Role.SERVICE}),
    # A breach is seen by anybody first; a report that is refused is a report that comes late (s.37(4)).
    Permission.REPORT_BREACH: EVERYBODY,
    # The work on a breach: facts, tasks, files, drafts of notices, and that a notice went out.
    Permission.HANDLE_BREACHES: frozenset({Role.DPO, Role.APPROVER, Role.REVIEWER}),
    # The level of risk, the moment of awareness, what becomes of a report from outside, the end of the work.
    Permission.DECIDE_BREACHES: frozenset({Role.DPO, Role.APPROVER}),
    # Who takes in a request of another agency has to see it.
    Permission.READ_DISCLOSURES: frozenset({Role.RECORDER, Role.DPO, Role.APPROVER, Role.REVIEWER, Role.AUDITOR}),
    Permission.RECORD_DISCLOSURES: frozenset({Role.RECORDER, Role.DPO, Role.SERVICE}),
    Permission.DECIDE_DISCLOSURES: frozenset({Role.DPO, Role.APPROVER}),
    # The log tells who asked for whom: those who look into a breach, and who looks over their shoulders.
    Permission.SEARCH_EXCHANGES: frozenset({Role.DPO, Role.APPROVER, Role.REVIEWER, Role.AUDITOR}),
    # Lists and states; who asked stays masked without SEE_REQUESTERS.
    Permission.READ_REQUESTS: frozenset({Role.RECORDER, Role.DPO, Role.APPROVER, Role.REVIEWER, Role.AUDITOR}),
    # The counter takes in what a person brings; a web form of the agency sends by token.
    Permission.RECEIVE_REQUESTS: frozenset({Role.RECORDER, Role.DPO, Role.APPROVER, Role.REVIEWER, Role.SERVICE}),
    # Identity, what is asked of the person, tasks, letters.
    Permission.HANDLE_REQUESTS: frozenset({Role.RECORDER, Role.DPO, Role.APPROVER, Role.REVIEWER}),
    # Grant, refuse, pause, block, close.
    Permission.DECIDE_REQUESTS: frozenset({Role.DPO, Role.APPROVER}),
    Permission.SEE_REQUESTERS: frozenset({Role.RECORDER, Role.DPO, Role.APPROVER, Role.REVIEWER}),
    Permission.SET_REQUEST_LIMITS: frozenset({Role.DPO}),
    Permission.MANAGE_HOLIDAYS: frozenset({Role.DPO, Role.SYSTEM_ADMIN}),
    Permission.READ_PROCEDURES: EVERYBODY,
    Permission.WRITE_PROCEDURES: frozenset({Role.RECORDER, Role.DPO, Role.SERVICE}),
    Permission.SUBMIT_PROCEDURES: frozenset({Role.RECORDER, Role.DPO}),
    # A manual of work is put into force by the head, like a record (seed 001, level 3).
    Permission.APPROVE_PROCEDURES: frozenset({Role.APPROVER}),
    # Who writes a manual and who looks over it; both see the open draft.
    Permission.COMMENT_PROCEDURES: frozenset({Role.RECORDER, Role.REVIEWER, Role.APPROVER, Role.DPO}),
    Permission.READ_ROUNDS: EVERYBODY - {Role.OFFICE_ADMIN},
    # Starts, pauses, plans anew and ends rounds, for offices of the grant.
    Permission.RUN_ROUNDS: frozenset({Role.DPO, Role.APPROVER}),
    # The steps themselves, each for whom the procedure names (ropa.procedures.service_steps).
    Permission.WORK_ROUNDS: frozenset({Role.RECORDER, Role.REVIEWER, Role.APPROVER, Role.DPO}),
    Permission.ISSUE_TOKENS: frozenset({Role.SYSTEM_ADMIN}),
    Permission.READ_GRANTS: frozenset({Role.OFFICE_ADMIN, Role.SYSTEM_ADMIN, Role.DPO, Role.AUDITOR, Role.APPROVER}),
    Permission.MANAGE_GRANTS: frozenset({Role.OFFICE_ADMIN, Role.SYSTEM_ADMIN}),
    Permission.UNMASK_IDS: frozenset({Role.DPO, Role.SYSTEM_ADMIN}),
    Permission.READ_TRAIL: frozenset({Role.AUDITOR, Role.DPO, Role.SYSTEM_ADMIN}),
}

#: Which roles the holder of a role may give and take. The head of a provincial office delegates the office's own work
#: (seed 001: level 1 reviews, level 3 approves); all other roles come from the system's administrator.
MAY_GIVE: dict[Role, frozenset[Role]] = {
    Role.OFFICE_ADMIN: frozenset({Role.RECORDER, Role.REVIEWER, Role.APPROVER}),
    Role.SYSTEM_ADMIN: EVERYBODY - {Role.SERVICE},
}
#: The head's own roles, in which a deputy may act.
ACTING = frozenset({Role.APPROVER, Role.OFFICE_ADMIN})

#: Acts that need a person at a browser are not given to these doors at all (decisions: Rights).
NOT_BY_MACHINE: frozenset[Permission] = frozenset(
    {
        Permission.UNMASK_IDS,
        Permission.COMMENT_ACTIVITIES,
        Permission.SUBMIT_ACTIVITIES,
        Permission.REVIEW_ACTIVITIES,
        Permission.APPROVE_ACTIVITIES,
        Permission.RETURN_ACTIVITIES,
        Permission.RETIRE_ACTIVITIES,
        Permission.MOVE_ACTIVITIES,
        Permission.EXCEPT_SEPARATION,
        Permission.ACCEPT_FINDINGS,
        Permission.PUBLISH_REGISTER,
        Permission.SHARE_PACKS,
        Permission.CONFIRM_READING,
        Permission.SIT_IN_COMMITTEE,
        Permission.DECIDE_DESTRUCTION,
        Permission.RECORD_DESTRUCTION,
        Permission.MANAGE_TARGETS,
        Permission.ORDER_ERASURE,
        Permission.DECIDE_BREACHES,
        Permission.DECIDE_DISCLOSURES,
        Permission.DECIDE_REQUESTS,
        Permission.SEE_REQUESTERS,
        Permission.SET_REQUEST_LIMITS,
        Permission.MANAGE_HOLIDAYS,
        Permission.MANAGE_CONTACTS,
        Permission.SUBMIT_PROCEDURES,
        Permission.APPROVE_PROCEDURES,
        Permission.COMMENT_PROCEDURES,
        Permission.RUN_ROUNDS,
        Permission.WORK_ROUNDS,
    }
)
MACHINE = frozenset({Channel.TOKEN, Channel.COMMAND_LINE, Channel.JOB})
#: Of these, what the operator at the server's own shell may do: rounds are started, held and written down there, too.
#: What decides something in them (an answer of a step) `ropa.cli.rounds` leaves to a person at a browser.
BY_OPERATOR = frozenset({Permission.RUN_ROUNDS})


def offices_for(actor: Actor, permission: Permission) -> frozenset[int]:
    """Return the offices at (and below) which the actor has the permission; empty: nowhere."""
    by_operator = actor.channel is Channel.COMMAND_LINE and permission in BY_OPERATOR
    if permission in NOT_BY_MACHINE and actor.channel in MACHINE and not by_operator:
        return frozenset()
    roles = RULES.get(permission, frozenset())
    return frozenset(grant.office_id for grant in actor.grants if grant.role in roles)


def offices_giving(actor: Actor, role: Role, *, is_acting: bool = False) -> frozenset[int]:
    """Return the offices at (and below) which the actor may give or take a role; empty: nowhere.

    The head appoints a deputy for the head's own roles; a deputy appoints none.
    """
    return frozenset(grant.office_id for grant in actor.grants if role in _giving(grant, is_acting=is_acting))


def _giving(grant: Grant, *, is_acting: bool) -> frozenset[Role]:
    given = MAY_GIVE.get(grant.role, frozenset())
    if not is_acting:
        return given
    return ACTING if given and not grant.is_acting else frozenset()


def permissions_of(actor: Actor) -> list[Permission]:
    """Return what the actor may do somewhere, in the table's order."""
    return [permission for permission in RULES if offices_for(actor, permission)]
