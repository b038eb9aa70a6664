"""Joins parts that may not import each other: who is told of a save, and what is made from the settings.

Every process calls `wire` at its start.
"""

from typing import TYPE_CHECKING

from ropa.access.service_contacts import contacts
from ropa.activities import service_hooks as hooks
from ropa.attachments import service as attachments
from ropa.notices import service as notices
from ropa.reminders import service_dates, service_steps
from ropa.retention.service_readings import after_activity_saved
from ropa.settings import Settings

if TYPE_CHECKING:
    from ropa.access.oidc_provider import Provider
    from ropa.access.portal_check import PortalCheck


def wire() -> None:
    """Join the parts; calling it again changes nothing."""
    if after_activity_saved not in hooks.AFTER_SAVE:
        hooks.AFTER_SAVE.append(after_activity_saved)
    if contacts not in notices.CONTACTS:
        notices.CONTACTS.append(contacts)
    if attachments.manifest not in hooks.MANIFEST:
        hooks.MANIFEST.append(attachments.manifest)
        hooks.AFTER_STEP.append(attachments.after_step)
        hooks.BEFORE_DROP.append(attachments.before_drop)
    if service_dates.after_step not in hooks.AFTER_STEP:
        hooks.AFTER_SAVE.append(service_dates.after_activity_saved)
        # The date first: what is told of an approval says when it has none.
        hooks.AFTER_STEP += [service_dates.after_step, service_steps.after_step]


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
