"""Every door of the application, in one list: the JSON API's first, then the pages."""

from collections.abc import Sequence

from litestar import Router
from litestar.types import ControllerRouterHandler

from ropa.access.api import router as access_router
from ropa.access.api_grants import router as grants_router
from ropa.access.pages import router as sign_in_router
from ropa.access.pages_break_glass import router as break_glass_router
from ropa.access.pages_import import router as import_router
from ropa.access.pages_oidc import router as openid_router
from ropa.access.pages_people import router as people_router
from ropa.access.pages_person import router as person_router
from ropa.access.pages_rights import router as rights_router
from ropa.access.pages_sso import router as portal_router
from ropa.activities.api import router as activities_router
from ropa.activities.api_changes import router as changes_router
from ropa.activities.api_clone import routers as clone_routers
from ropa.activities.api_diagrams import router as diagrams_router
from ropa.activities.api_files import router as files_router
from ropa.activities.api_history import router as history_router
from ropa.activities.api_life import routers as life_routers
from ropa.activities.api_signing import router as signing_router
from ropa.activities.pages import routers as activity_pages
from ropa.activities.pages_list import list_page
from ropa.activities.pages_list import router as list_router
from ropa.attachments.api import router_of as attachments_router
from ropa.attachments.pages import router_of as attachment_pages
from ropa.audit.api import router as audit_router
from ropa.audit.pages import router as audit_pages
from ropa.breaches.api import router as breaches_router
from ropa.breaches.api_assessment import router as assessment_router
from ropa.breaches.api_desk import router as desk_router
from ropa.breaches.api_files import router_of as breach_files_router
from ropa.breaches.api_letters import router_of as breach_letters_router
from ropa.breaches.api_links import router as breach_links_router
from ropa.breaches.api_notices import router as breach_notices_router
from ropa.breaches.api_register import routers as breach_register_routers
from ropa.breaches.api_reminders import router as breach_reminders_router
from ropa.breaches.api_tasks import router as breach_tasks_router
from ropa.breaches.api_triage import router as triage_router
from ropa.breaches.api_work import router as breach_work_router
from ropa.breaches.pages import router as breach_desk_pages
from ropa.breaches.pages_assessment import router as breach_assessment_page
from ropa.breaches.pages_awareness import router as breach_awareness_page
from ropa.breaches.pages_breach import router as breach_page
from ropa.breaches.pages_closing import router as breach_closing_page
from ropa.breaches.pages_evidence import router as breach_evidence_page
from ropa.breaches.pages_facts import router as breach_facts_page
from ropa.breaches.pages_files import router_of as breach_files_page
from ropa.breaches.pages_links import router as breach_links_page
from ropa.breaches.pages_notice import router as breach_notice_page
from ropa.breaches.pages_notices import router as breach_notices_page
from ropa.breaches.pages_outside import router as outside_pages
from ropa.breaches.pages_recipients import router_of as breach_recipient_pages
from ropa.breaches.pages_relations import router as breach_relations_page
from ropa.breaches.pages_report import router as breach_report_page
from ropa.breaches.pages_statistics import router as breach_statistics_page
from ropa.breaches.pages_timeline import router as breach_timeline_page
from ropa.breaches.pages_triage import router as breach_triage_page
from ropa.breaches.pages_work import router as breach_work_page
from ropa.buffers.pages import router as buffers_router
from ropa.bulk.api import routers as bulk_routers
from ropa.bulk.pages import router as bulk_pages
from ropa.bulk.pages_choose import choose_page
from ropa.bulk.pages_steward import router as steward_pages
from ropa.contact_details.api import router as contacts_api
from ropa.contact_details.pages import router as contacts_pages
from ropa.dashboard.api import router as dashboard_api
from ropa.dashboard.pages import router as dashboard_page
from ropa.destruction.api import router as destruction_router
from ropa.destruction.api_direct import router as direct_router
from ropa.destruction.api_evidence import router_of as evidence_router
from ropa.destruction.api_papers import routers as paper_routers
from ropa.destruction.api_steps import router as destruction_steps
from ropa.destruction.pages import router as destruction_pages
from ropa.destruction.pages_archives import router as destruction_archives
from ropa.destruction.pages_certificates import router as certificate_pages
from ropa.destruction.pages_committee import router as committee_pages
from ropa.destruction.pages_decision import router as decision_page
from ropa.destruction.pages_evidence import router as evidence_page
from ropa.destruction.pages_list import router as destruction_list
from ropa.destruction.pages_new import router as destruction_form
from ropa.disclosures.api import routers as disclosure_routers
from ropa.disclosures.api_log import router_of as exchange_log_router
from ropa.disclosures.pages import router as disclosure_pages
from ropa.disclosures.pages_log import router as exchange_log_pages
from ropa.disclosures.pages_requests import router as exchange_request_pages
from ropa.doors_guided import GUIDED
from ropa.doors_requests import REQUEST_PAGES
from ropa.doors_requests_api import REQUEST_ROUTES
from ropa.downloads.api import router as downloads_router
from ropa.downloads.pages import router as downloads_pages
from ropa.downloads.pages_new import router as export_pages
from ropa.erasure.api import router as targets_router
from ropa.erasure.api_runs import router as erasure_router
from ropa.erasure.pages_runs import router as erasure_pages
from ropa.erasure.pages_targets import router as target_pages
from ropa.findings.api import routers as findings_routers
from ropa.findings.api_workbook import router as worklist_workbook
from ropa.findings.pages import router as findings_pages
from ropa.findings.pages_record import router as record_findings_pages
from ropa.home.api_health import router as health_api
from ropa.home.pages import router as home_router
from ropa.home.pages_health import router as health_page
from ropa.home.pages_more import router as home_below
from ropa.home.pages_places import router as places_pages
from ropa.home.pages_tasks import router as my_tasks_page
from ropa.imports.api import router_of as imports_router
from ropa.imports.pages import router_of as import_pages
from ropa.notices.api import router as notices_router
from ropa.notices.pages import router as notices_pages
from ropa.notices.pages_delivery import router as delivery_page
from ropa.offices.api import router as offices_router
from ropa.packs.api import router as packs_router
from ropa.packs.api_verify import router_of as pack_check_router
from ropa.packs.pages import router as packs_pages
from ropa.packs.pages_shares import router as shares_pages
from ropa.packs.pages_verify import router_of as pack_check_pages
from ropa.procedures.api import router as procedures_router
from ropa.procedures.api_comments import router as procedure_comments
from ropa.procedures.api_files import router as procedure_files
from ropa.procedures.api_planning import router as round_planning_router
from ropa.procedures.api_register import router as round_records_router
from ropa.procedures.api_report import router as round_reports_router
from ropa.procedures.api_rounds import router as rounds_router
from ropa.procedures.api_step_files import router_of as step_files_router
from ropa.procedures.pages import router as procedures_pages
from ropa.procedures.pages_comments import router as procedure_comment_pages
from ropa.procedures.pages_edit import router as procedures_edit_pages
from ropa.procedures.pages_handover import router as hand_over_pages
from ropa.procedures.pages_report import router as round_report_pages
from ropa.procedures.pages_round_plan import router as round_plan_pages
from ropa.procedures.pages_rounds import router as rounds_pages
from ropa.procedures.pages_run_records import router as run_records_pages
from ropa.procedures.pages_runs import router_of as round_run_pages
from ropa.procedures.pages_step_files import router_of as step_file_pages
from ropa.publishing.pages import router as publishing_pages
from ropa.publishing.pages_public import router as public_register_pages
from ropa.reminders.api import router as reminders_router
from ropa.reminders.pages import router as reminder_pages
from ropa.reorganisations.api import routers as reorganisation_routers
from ropa.reorganisations.pages import router as reorganisation_pages
from ropa.reorganisations.pages_move import router as move_pages
from ropa.requests.pages_outside import router as request_rights_pages
from ropa.requests.pages_outside_form import router as request_rights_form
from ropa.retention.api import routers as retention_routers
from ropa.retention.api_holdings import routers as all_holdings_routers
from ropa.retention.api_holds import router as holds_router
from ropa.retention.api_proposals import router as proposals_router
from ropa.retention.api_readings import router as readings_router
from ropa.retention.api_report import router as retention_report_router
from ropa.retention.api_sheets import router_of as sheets_router
from ropa.retention.api_work import router as retention_work_router
from ropa.retention.pages import router as retention_pages
from ropa.retention.pages_all_holdings import router as all_holdings_page
from ropa.retention.pages_holding import router as holding_pages
from ropa.retention.pages_holdings import router as holdings_pages
from ropa.retention.pages_holds import router as hold_pages
from ropa.retention.pages_holds_new import router as hold_form
from ropa.retention.pages_proposals import router as proposal_pages
from ropa.retention.pages_readings import router as reading_pages
from ropa.retention.pages_runs import router as runs_pages
from ropa.retention.pages_sheets import router_of as sheet_pages
from ropa.retention.pages_work import router as retention_work_pages
from ropa.search.api import router as search_router
from ropa.search.pages import router as search_pages
from ropa.settings import Settings
from ropa.suggestions.api import router as suggestions_router
from ropa.suggestions.pages import router as suggestion_pages
from ropa.systems.api import router as systems_router
from ropa.systems.api_map import router as system_map_router
from ropa.systems.pages import router as systems_pages
from ropa.systems.pages_map import router as system_map_page
from ropa.web import health
from ropa.web.assets import static_file

#: Two routers may not share an address: the list, and what is done with the records that were chosen in it.
_LIST = Router("/", route_handlers=[list_page, choose_page])
_RETENTION: Sequence[ControllerRouterHandler] = (
    *retention_routers,
    *all_holdings_routers,
    proposals_router,
    readings_router,
    retention_work_router,
    retention_report_router,
    holds_router,
)
_BREACH_PAGES = (
    breach_desk_pages,
    breach_report_page,
    breach_page,
    breach_facts_page,
    breach_awareness_page,
    breach_assessment_page,
    breach_work_page,
    breach_relations_page,
    breach_timeline_page,
    breach_notices_page,
    breach_notice_page,
    breach_evidence_page,
    breach_closing_page,
    breach_triage_page,
    breach_links_page,
    breach_statistics_page,
)
_RETENTION_PAGES: Sequence[ControllerRouterHandler] = (
    retention_pages,
    runs_pages,
    retention_work_pages,
    holdings_pages,
    holding_pages,
    all_holdings_page,
    proposal_pages,
    reading_pages,
    hold_pages,
    hold_form,
)
_DESTRUCTION: Sequence[ControllerRouterHandler] = (
    destruction_router,
    destruction_steps,
    direct_router,
    *paper_routers,
    targets_router,
    erasure_router,
    target_pages,
    erasure_pages,
)
_DESTRUCTION_PAGES: Sequence[ControllerRouterHandler] = (
    destruction_pages,
    destruction_form,
    destruction_list,
    committee_pages,
    decision_page,
    destruction_archives,
    evidence_page,
    certificate_pages,
)
_FINDINGS: Sequence[ControllerRouterHandler] = (
    *findings_routers,
    worklist_workbook,
    findings_pages,
    record_findings_pages,
)
_PACKS: Sequence[ControllerRouterHandler] = (
    packs_router,
    packs_pages,
    shares_pages,
)
_SYSTEMS: Sequence[ControllerRouterHandler] = (systems_router, systems_pages, system_map_router, system_map_page)
_PROCEDURES: Sequence[ControllerRouterHandler] = (
    procedures_router,
    procedure_comments,
    procedure_comment_pages,
    procedure_files,
    rounds_router,
    round_reports_router,
    round_records_router,
    round_planning_router,
    procedures_pages,
    procedures_edit_pages,
    rounds_pages,
    round_report_pages,
    run_records_pages,
    round_plan_pages,
    hand_over_pages,
)
_SEARCH: Sequence[ControllerRouterHandler] = (search_router, search_pages, suggestions_router, suggestion_pages)

_BREACHES: Sequence[ControllerRouterHandler] = (
    breaches_router,
    breach_links_router,
    triage_router,
    assessment_router,
    desk_router,
    breach_notices_router,
    breach_tasks_router,
    breach_work_router,
    *breach_register_routers,
    breach_reminders_router,
)
_DISCLOSURE_PAGES: Sequence[ControllerRouterHandler] = (disclosure_pages, exchange_request_pages, exchange_log_pages)


def _pages(settings: Settings) -> Sequence[ControllerRouterHandler]:
    return [
        outside_pages,
        request_rights_pages,
        request_rights_form,
        public_register_pages,
        publishing_pages,
        *health.handlers,
        *_SIGN_IN,
        buffers_router,
        *(each for each in activity_pages if each is not list_router),
        _LIST,
        *_DISCLOSURE_PAGES,
        downloads_pages,
        export_pages,
        home_router,
        home_below,
        health_page,
        *GUIDED,
        places_pages,
        my_tasks_page,
        dashboard_page,
        *REQUEST_PAGES,
        *_NOTICE_PAGES,
        *_BREACH_PAGES,
        breach_files_page(settings),
        breach_recipient_pages(settings),
        reorganisation_pages,
        move_pages,
        contacts_pages,
        people_router,
        import_router,
        import_pages(settings),
        person_router,
        rights_router,
        *_RETENTION_PAGES,
        sheet_pages(settings),
        *_DESTRUCTION_PAGES,
        pack_check_pages(settings),
        static_file,
    ]


_SIGN_IN: Sequence[ControllerRouterHandler] = (sign_in_router, portal_router, openid_router, break_glass_router)
_HISTORY: Sequence[ControllerRouterHandler] = (signing_router, history_router, changes_router)
_NOTICE_PAGES: Sequence[ControllerRouterHandler] = (notices_pages, delivery_page)


def doors(settings: Settings) -> Sequence[ControllerRouterHandler]:
    """Return the routers and handlers of the API and of the pages."""
    return [
        access_router,
        health_api,
        grants_router,
        offices_router,
        contacts_api,
        *reorganisation_routers,
        activities_router,
        *clone_routers,
        files_router,
        diagrams_router,
        attachments_router(settings),
        attachment_pages(settings),
        *life_routers,
        *bulk_routers,
        bulk_pages,
        steward_pages,
        *_HISTORY,
        imports_router(settings),
        downloads_router,
        *_RETENTION,
        sheets_router(settings),
        *_DESTRUCTION,
        evidence_router(settings),
        *_FINDINGS,
        *_SYSTEMS,
        *_SEARCH,
        *_BREACHES,
        *REQUEST_ROUTES,
        breach_letters_router(settings),
        breach_files_router(settings),
        *disclosure_routers,
        exchange_log_router(settings),
        *_PACKS,
        pack_check_router(settings),
        *_PROCEDURES,
        *(router(settings) for router in (step_files_router, round_run_pages, step_file_pages)),
        reminders_router,
        notices_router,
        reminder_pages,
        dashboard_api,
        audit_router,
        audit_pages,
        *_pages(settings),
    ]
