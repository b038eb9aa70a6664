"""Words that were typed before, offered where they may be typed again: which fields share their words, and the answer.

Fields that hold the same kind of thing share one group: a system named in the exchange table is offered in the flow.
"""

from typing import Annotated

from msgspec import Meta, Struct

from schemas.vocabulary import Term

#: Longest text that is offered as a word; a longer answer is offered whole, from a record like the one being written.
LONGEST_WORD = 300
SHORTEST_WORD = 2
#: Offered at once: more than this nobody reads while typing.
FEW = 8
MOST = 20

_GROUPS = {
    "unit": ("responsible_org_unit", "actor_org_unit", "system_owner_org_unit"),
    "body": ("local_third_parties", "external_org_unit", "external_processor_org_unit", "processor"),
    "abroad": ("offshore_third_parties", "recipient"),
    "item": ("personal_data_items", "data_items", "exchanged_data"),
    "purpose": ("collection_purposes", "purpose"),
    "law": ("lawful_basis", "legal_reference", "retention_legal_refs", "ground"),
    "place": ("storage_locations", "storage"),
    "system": ("system_name", "it_systems"),
    "cycle": ("review_cycle", "destruction_cycle", "retention_monitoring_cycle"),
    "role": (
        "role_creator",
        "role_collector",
        "role_classifier",
        "role_user",
        "role_storer",
        "role_disclosure_approver",
        "role_reviewer",
        "role_destruction_approver",
        "role_access_administrator",
    ),
}
_ALONE = (
    "agency_name",
    "parent_org_unit",
    "main_process",
    "sub_process",
    "collection_form_used",
    "privacy_notice_or_consent",
    "data_source",
    "retention_period",
    "destruction_method",
    "access_control_measures",
    "access_rights_document",
    "access_audit_trail",
    "backup_and_recovery",
    "physical_security_measures",
    "disclosure_pre_assessment",
    "disclosure_request_verification",
    "disclosure_recording",
    "disclosure_follow_up",
    "dsr_erasure_procedure",
    "data_subject_categories",
    "title",
    "collection",
    "use",
    "disclosure",
    "system_scope",
)
#: The group of each field that takes suggestions, by the field's key. Fields that name people, tell how to reach
#: somebody or speak of one data subject's request are not among them: nothing typed there is ever offered.
GROUP_OF = {key: group for group, keys in _GROUPS.items() for key in keys} | {key: key for key in _ALONE}
#: Of these, the ones with one entry a line. (Recipients stand in a field of their own beside a choice.)
LINE_FIELDS = frozenset(
    {
        "personal_data_items",
        "data_items",
        "collection_purposes",
        "local_third_parties",
        "offshore_third_parties",
        "retention_legal_refs",
        "storage_locations",
        "it_systems",
        "backup_and_recovery",
        "disclosure_pre_assessment",
        "disclosure_request_verification",
        "disclosure_recording",
        "data_subject_categories",
        *_GROUPS["role"],
    }
)
#: Groups whose words are names of offices, too.
OFFICE_GROUPS = frozenset({"unit", "body", "agency_name", "parent_org_unit"})
#: Fields in which two words without a title may be somebody's name.
POSITIONS = frozenset(_GROUPS["role"])


class TypedWord(Struct, frozen=True, order=True):
    """One entry of a record as it may be offered again."""

    group: str
    value: str


class WordSource(Term):
    """Where a suggestion comes from."""

    HERE = "here", "หน่วยงานนี้", "This office"
    REGISTER = "register", "ทะเบียน", "The register"
    ANSWER = "answer", "ทั้งคำตอบ", "A whole answer"
    OFFICES = "offices", "ทำเนียบหน่วยงาน", "List of offices"
    TEMPLATES = "templates", "แบบสำเร็จรูป", "Templates"


class Suggestion(Struct, frozen=True, kw_only=True):
    """Something that may be meant. The first is the likeliest."""

    value: str
    source: WordSource
    uses: Annotated[int | None, Meta(description="Records with it that the reader may see; null: not counted")] = None
    ref: Annotated[str | None, Meta(description="The record of a whole answer")] = None


class SuggestionList(Struct, frozen=True, kw_only=True):
    """What may be meant in one field."""

    field: str
    q: str
    items: list[Suggestion]
