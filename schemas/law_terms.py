"""Words of the law and of the register that a newcomer meets, each with what it means and where that stands.

One source for the page /glossary, the API and the words underlined in pages. What a law says is told as far as its text
was read; where a rule of this product goes beyond it, the entry says so.
"""

from msgspec import Struct

from schemas.law_terms_form import BASES, PARTIES, RECORD, LawTerm
from schemas.law_terms_work import BREACH, KEEPING, OWN, RIGHTS

__all__ = ["FIELD_TERMS", "LAW_TERMS", "LawTerm", "LawTermList"]


class LawTermList(Struct, frozen=True, kw_only=True):
    """All words, in the Thai order."""

    items: list[LawTerm]
    next_cursor: str | None = None


LAW_TERMS: dict[str, LawTerm] = {
    each.key: each for each in (*PARTIES, *RECORD, *BASES, *KEEPING, *BREACH, *RIGHTS, *OWN)
}

#: Fields of the form beside which a word is explained.
FIELD_TERMS = {
    "collection_purposes": "purpose",
    "personal_data_items": "minimisation",
    "privacy_notice_or_consent": "privacy-notice",
    "data_source": "other-source",
    "restricted_data": "special-category",
    "special_category_flags": "special-category",
    "local_third_parties": "recipient",
    "offshore_third_parties": "cross-border",
    "transfer_country_and_safeguard": "cross-border",
    "lawful_basis": "lawful-basis",
    "lawful_basis_code_per_purpose": "lawful-basis",
    "retention_period": "retention",
    "retention_start_event": "start-event",
    "destruction_method": "anonymise",
    "access_control_measures": "security-measures",
    "breach_report_channels": "breach",
    "breach_pdpc_liaisons": "72-hours",
    "dsr_erasure_procedure": "right-erasure",
    "consent_exempt_use_or_disclosure_log": "without-consent",
    "rejected_requests": "rejected-request",
    "processor_and_dpa_ref": "processor",
    "controller_contact": "controller",
    "dpo_contact": "dpo",
    "secrecy_class": "secrecy-class",
    "saraban_applies": "saraban",
    "data_subject_categories": "data-subject",
}
