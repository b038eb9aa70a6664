"""Joins parts that may not import each other: who is told of a save, and what is made from the settings.

Every process calls `wire` at its start.
"""

from typing import TYPE_CHECKING

from ropa.access.rules import Permission
from ropa.access.service_contacts import contacts
from ropa.activities import service_findings, service_listing, service_sections
from ropa.activities import service_hooks as hooks
from ropa.attachments import service as attachments
from ropa.attachments import service_files, service_scans
from ropa.breaches import api_letters_making as breach_letters
from ropa.breaches import service_files as breach_files
from ropa.breaches import service_notices
from ropa.destruction import service_certificates
from ropa.destruction.service_hooks import FREEZES, THAWED
from ropa.disclosures import service as disclosures
from ropa.downloads import api_makers as download_makers
from ropa.downloads import service as downloads
from ropa.erasure.service_bound import refuse_begun
from ropa.erasure.service_dry_runs import freeze
from ropa.erasure.service_orders import cancelled
from ropa.errors import SettingsError, Unavailable
from ropa.findings import service as findings
from ropa.keys import read_keys
from ropa.notices import service as notices
from ropa.packs import api_making as pack_makers
from ropa.packs import service as packs
from ropa.procedures import service_reorganised, service_settling, service_step_files, service_step_scans
from ropa.procedures.service_due import agenda as steps_due
from ropa.procedures.service_replanning import holidays_changed
from ropa.procedures.service_runs import AFTER_OPENING
from ropa.publishing import service as publishing
from ropa.reminders import service_dates, service_steps
from ropa.reminders.service_agenda import SOURCES
from ropa.reorganisations.service_hooks import AFTER_MOVE, BEFORE_END
from ropa.requests import service_effects, service_keeping, service_telling
from ropa.requests import service_refusals as refusals
from ropa.retention import service_hold_reviews
from ropa.retention.service_changed import after_dates_changed
from ropa.retention.service_hooks import AFTER_CHECK, CYCLES_CHANGED, DATES_CHANGED
from ropa.retention.service_missing import having
from ropa.retention.service_readings import after_activity_saved, read_as
from ropa.settings import Settings, read_settings, requests_person_days
from ropa.working_days.service_hooks import AFTER_CHANGE
from schemas.notices import NoticeChannel
from schemas.reminders import DueKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ropa.access.oidc_provider import Provider
    from ropa.access.portal_check import PortalCheck
    from ropa.attachments.service_scans import Scanner
    from ropa.db.unit_of_work import UnitOfWork
    from ropa.jobs.deliveries import Carrier
    from ropa.keys import Keys
    from ropa.reorganisations.service_hooks import RecordMoved
    from schemas.document import ActivityDocument
    from schemas.evidence import CertificateFacts
    from schemas.listing import StoredRevision


def wire(keys: "Keys | None" = None) -> None:
    """Join the parts; calling it again changes nothing. `keys`: those of this process; None: as its settings say."""
    _wire_retention()
    if contacts not in notices.CONTACTS:
        notices.CONTACTS.append(contacts)
    if attachments.manifest not in hooks.MANIFEST:
        hooks.MANIFEST.append(attachments.manifest)
        hooks.AFTER_STEP.append(attachments.after_step)
        hooks.BEFORE_DROP.append(attachments.before_drop)
    _wire_sections()
    _wire_rounds()
    if service_findings.rules_applied not in hooks.MANIFEST:
        hooks.MANIFEST.append(service_findings.rules_applied)
    if _picture not in hooks.PICTURE:
        hooks.PICTURE.append(_picture)
    if findings.after_draft_saved not in hooks.AFTER_DRAFT:
        hooks.AFTER_DRAFT.append(findings.after_draft_saved)
        hooks.AFTER_STEP.append(findings.after_step)
        hooks.BEFORE_DROP.append(findings.before_drop)
        hooks.STANDING.append(findings.standing_findings)
    if service_dates.after_step not in hooks.AFTER_STEP:
        hooks.AFTER_SAVE.append(service_dates.after_activity_saved)
        # The date first: what is told of an approval says when it has none.
        hooks.AFTER_STEP += [service_dates.after_step, service_steps.after_step]
    if _certificate not in service_certificates.PRINT:
        service_certificates.PRINT.append(_certificate)
    if _moved not in AFTER_MOVE:
        AFTER_MOVE.append(_moved)
    if freeze not in FREEZES:
        FREEZES.append(freeze)
        THAWED.extend([refuse_begun, cancelled])
    _wire_files()
    _wire_requests(keys)
    download_makers.join()
    pack_makers.join()
    breach_letters.join()
    SOURCES.setdefault(DueKind.ROUND, (Permission.READ_ROUNDS, steps_due))


def _wire_rounds() -> None:
    if service_settling.after_opening not in AFTER_OPENING:
        AFTER_OPENING.append(service_settling.after_opening)
        hooks.AFTER_STEP.append(service_settling.after_step)
        service_dates.AFTER_CONFIRMATION.append(service_settling.after_records)
        publishing.AFTER_PUBLISHING.append(service_settling.after_record)
        AFTER_CHECK.append(service_settling.after_check)
        BEFORE_END.append(service_reorganised.before_end)


def _wire_sections() -> None:
    if holidays_changed not in AFTER_CHANGE:
        AFTER_CHANGE.append(holidays_changed)
    if service_sections.after_step not in hooks.AFTER_STEP:
        hooks.AFTER_STEP.append(service_sections.after_step)
        hooks.BEFORE_DROP.append(service_sections.before_drop)


def _wire_requests(keys: "Keys | None") -> None:
    if keys is not None and keys not in service_telling.KEYS:
        service_telling.KEYS.append(keys)
    if requests_person_days not in service_keeping.PERSON_DAYS:
        service_keeping.PERSON_DAYS.append(requests_person_days)
    if _keys not in service_telling.KEYS_READ:
        service_telling.KEYS_READ.append(_keys)


def _keys() -> "Keys":
    return read_keys(read_settings())


def _wire_files() -> None:
    of_breaches = (*service_notices.FILE_COLUMNS, *breach_files.FILE_COLUMNS)
    for column in (downloads.FILE_COLUMN, packs.FILE_COLUMN, service_step_files.FILE_COLUMN, *of_breaches):
        service_files.keep_those_of(column)
    for told in (breach_files.answered, service_step_scans.answered):
        if told not in service_scans.ANSWERED:
            service_scans.ANSWERED.append(told)


def _wire_retention() -> None:
    if after_activity_saved not in hooks.AFTER_SAVE:
        hooks.AFTER_SAVE.append(after_activity_saved)
    if after_dates_changed not in DATES_CHANGED:
        DATES_CHANGED.append(after_dates_changed)
    if service_dates.after_cycles_changed not in CYCLES_CHANGED:
        CYCLES_CHANGED.append(service_dates.after_cycles_changed)
    if read_as not in hooks.READINGS:
        hooks.READINGS.append(read_as)
    if having not in hooks.HOLDING:
        hooks.HOLDING.append(having)
    if service_effects.withdrawn_items not in hooks.WITHDRAWN:
        hooks.WITHDRAWN.append(service_effects.withdrawn_items)
        hooks.BEFORE_DROP.append(service_effects.before_drop)
    if disclosures.having not in hooks.DISCLOSING:
        hooks.DISCLOSING.append(disclosures.having)
        hooks.BEFORE_DROP.append(disclosures.before_drop)
    if refusals.having not in hooks.REFUSING:
        hooks.REFUSING.append(refusals.having)
        hooks.BEFORE_DROP.append(refusals.before_drop)


def _moved(uow: "UnitOfWork", moved: "Sequence[RecordMoved]") -> None:
    service_listing.index_moved(uow, [each.activity_id for each in moved])
    service_hold_reviews.after_moved(uow, moved)


def _picture(stored: "StoredRevision", document: "ActivityDocument", now: "datetime") -> bytes | None:
    from ropa.pictures import approved_picture  # here: most commands draw nothing

    return approved_picture(stored, document, now)


def _certificate(facts: "CertificateFacts", facts_sha256: str) -> bytes:
    from exports.destruction_certificate import certificate_pdf  # here: most commands print nothing
    from exports.pdf_errors import PdfError

    try:
        return certificate_pdf(facts, facts_sha256)
    except PdfError as error:
        raise Unavailable(*str(error).split(" / ", 1)) from None


def portal_of(settings: Settings) -> "PortalCheck | None":
    """Return the portal of the settings, not yet asked anything; None where there is none."""
    if not settings.sso_wsdl_url:
        return None
    from ropa.access.portal_check import PortalCheck
    from ropa.access.portal_names import Names

    names = Names(operation=settings.sso_operation, client=settings.sso_client_param, token=settings.sso_token_param)
    return PortalCheck(settings.sso_wsdl_url, settings.sso_client_id, names)


def provider_of(settings: Settings) -> "Provider | None":
    """Return the OpenID provider of the settings, not yet asked anything; None where there is none."""
    if not settings.oidc_issuer:
        return None
    from ropa.access.oidc_parts import Client
    from ropa.access.oidc_provider import Provider

    client = Client(
        id=settings.oidc_client_id,
        secret=settings.oidc_client_secret,
        callback=f"{settings.base_url.rstrip('/')}/auth/oidc/callback",
        scopes=settings.oidc_scopes,
    )
    return Provider(settings.oidc_issuer, client)


def scanner_of(settings: Settings) -> "Scanner | None":
    """Return the scanner for malware of the settings, not yet asked anything; None where there is none.

    Raises: SettingsError.
    """
    from ropa.attachments.scanning import scanner_of

    return scanner_of(settings.scanner)


def carriers_of(settings: Settings) -> "dict[NoticeChannel, Carrier]":
    """Return the ways by which notices go out, no connection open yet. Webhooks are always among them: which there
    are, the database tells. Of a demonstration nothing goes out, whatever is set.

    Raises: SettingsError for an address of a mail server that cannot be used.
    """
    from ropa.jobs.deliveries import Indoors
    from ropa.notices.line import Line
    from ropa.notices.smtp import SmtpServer
    from ropa.notices.webhook import Webhooks

    if settings.demo:
        return {channel: Indoors() for channel in NoticeChannel}
    made: dict[NoticeChannel, Carrier] = {
        NoticeChannel.WEBHOOK: Webhooks(settings.base_url, allow_private=settings.webhook_allow_private)
    }
    if settings.smtp_url:
        try:
            made[NoticeChannel.EMAIL] = SmtpServer(settings.smtp_url, settings.mail_from, settings.base_url)
        except ValueError as error:
            raise SettingsError(
                "ROPA_SMTP_URL ใช้ไม่ได้: พอร์ตไม่ใช่ตัวเลข หรือส่งรหัสผ่านโดยไม่เข้ารหัส",
                "ROPA_SMTP_URL cannot be used: its port is none, or a password would go in plain text",
            ) from error
    if settings.line_channel_token:
        made[NoticeChannel.LINE] = Line(settings.line_channel_token, settings.base_url)
    return made
