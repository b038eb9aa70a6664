"""Effective settings, read from the environment. Each is documented where it is declared."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from dataclasses import field as declare
from enum import Enum, StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from ropa.errors import SettingsError

PREFIX = "ROPA_"
#: Read by other parts or by later versions; known, so a typing slip in a name is still an error.
FAMILIES = ("ROPA_TARGET_",)
DATABASES = ("sqlite:///", "postgresql://", "postgresql+psycopg://")
SECRET = {"secret": True}
#: Where `ropa sso-simulator` stands, and what its portal calls us.
SIMULATOR = "http://127.0.0.1:8090"
SIMULATED_CLIENT = "ROPA-DEVELOPMENT"
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
MOST_FILE_MB, MOST_PACK_MB = 500, 2_000
MOST_PERSON_DAYS = 3_650
_SENDER = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*").fullmatch
REAL_PORTAL = "http://authen.industry.go.th/"


class Environment(StrEnum):
    """Where the program runs. Unset means production: the safe side."""

    DEVELOPMENT = "development"
    TEST = "test"
    PRODUCTION = "production"


@dataclass(frozen=True)
class Settings:
    """One field per `ROPA_` variable, named as the variable without its prefix, in lower case."""

    env: Environment = Environment.PRODUCTION
    database_url: str = "sqlite:///var/ropa.db"
    """SQLAlchemy address: `sqlite:///path` or `postgresql+psycopg://user:password@host/name`."""
    base_url: str = "http://127.0.0.1:8000"
    files_url: str = "file://var/files"
    """Where attached documents are kept: `file://folder` or `s3://bucket/folder`."""
    files_endpoint: str = ""
    """Address of the S3 service; empty: Amazon's own."""
    files_region: str = ""
    files_key_id: str = ""
    files_key: str = declare(default="", metadata=SECRET)
    """Key of the bucket; both empty: what the machine itself is given (`AWS_…`)."""
    max_file_mb: int = 20
    """The largest document that may be attached, in MiB (1 to 500)."""
    max_pack_mb: int = 200
    """The largest auditor's pack that a page or the API checks, in MiB (1 to 2,000); the command has no limit."""
    scanner: str = ""
    """Looks for malware in files that are attached: `clamd://host:port`, `clamd:///run/clamd.sock`, or
    `command:/full/path args`, which gets the file's path as its last argument (exit 0: clean, 1: found). Empty: none.
    """
    public_schema: bool = False
    """Shows /schema/openapi.json to anybody."""
    public_reports: bool = False
    """Shows /report-breach to anybody: a form by which the public reports a breach, without an account."""
    public_requests: bool = False
    """Shows /request-rights to anybody: a form by which data subjects use their rights, without an account."""
    public_requests_office: int = 0
    """The office whose officers get such a request when its sender does not know the office; 0: the whole ministry."""
    public_register: bool = False
    """Shows /register-public to anybody: what a DPO has published of the register, without an account."""
    public_register_indexed: bool = False
    """Lets search engines keep /register-public."""
    demo: bool = False
    """A demonstration: a banner on every page, and a button that begins anew. Only on a database that `ropa demo load`
    marked when it was empty; the server does not start on any other.
    """
    requests_person_days: int = 365
    """Days after its closing for which the register knows who made a request of a data subject (1 to 3,650)."""
    trusted_proxies: str = ""
    database_pool: int = 8
    """Database connections and worker threads of one server process; the two are the same number."""
    secret_key: str = declare(default="", metadata=SECRET)
    id_key: str = declare(default="", metadata=SECRET)
    field_key: str = declare(default="", metadata=SECRET)
    old_id_key: str = declare(default="", metadata=SECRET)
    old_field_key: str = declare(default="", metadata=SECRET)
    """The keys before a change of keys; only `ropa people rekey` reads them."""
    sso_portal_url: str = REAL_PORTAL
    """Where people begin to sign in (the address of the portal's manual)."""
    sso_wsdl_url: str = ""
    """The portal's `DiwLoginChk`. Tokens are sent to the server of this address and nowhere else."""
    sso_client_id: str = ""
    """Who we are to the portal; its administrator gives it."""
    sso_allowed_origins: str = ""
    """Sites that may send people here with a token, parted by commas: `https://portal.example`."""
    sso_allow_http: bool = False
    """Lets production ask the portal over plain http, where anybody on the way reads and changes what is said."""
    sso_operation: str = ""
    """The operation to ask, where the WSDL has several."""
    sso_client_param: str = ""
    sso_token_param: str = ""
    """Names of the operation's parameters, where they cannot be told apart by "client" in one of them."""
    sso_jwt_key: str = declare(default="", metadata=SECRET)
    """The portal's key, where it is known: a public key in PEM, or the text of a shared key."""
    sso_issuer: str = ""
    """What the token's `iss` must be; empty: anything."""
    oidc_issuer: str = ""
    """OpenID provider as a second way in: its issuer, `https://…`. Codes and secrets go to its origin only."""
    oidc_client_id: str = ""
    oidc_client_secret: str = declare(default="", metadata=SECRET)
    """Empty for a public client; PKCE protects the code either way."""
    oidc_name: str = "OpenID Connect"
    """What the button of the sign-in page calls the provider."""
    oidc_scopes: str = "openid profile pid"
    """What is asked of the provider, parted by spaces."""
    oidc_id_claim: str = "pid"
    """The claim with the national ID (ThaID: `pid`); or `sub`: people are known by the provider's own name for them,
    and are other people than those of the portal."""
    oidc_name_claims: str = "given_name family_name"
    """Claims that make up a person's name, parted by spaces."""
    break_glass_hash: str = declare(default="", metadata=SECRET)
    """Emergency sign-in at /auth/break-glass, off unless set: what `ropa break-glass hash` prints for a passphrase."""
    smtp_url: str = declare(default="", metadata=SECRET)
    """Notices by e-mail: `smtp://user:password@host:587` (STARTTLS) or `smtps://user:password@host`. Empty: none."""
    mail_from: str = ""
    """The sender of that mail, `ropa@ministry.example`."""
    line_channel_token: str = declare(default="", metadata=SECRET)
    """Channel access token of the LINE Messaging API; empty: nothing goes to LINE."""
    webhook_allow_private: bool = False
    """Lets webhooks lead to http and to one's own network; for development and tests, refused in production."""

    @property
    def is_production(self) -> bool:
        """True unless development or test was asked for."""
        return self.env is Environment.PRODUCTION

    def redacted(self) -> dict[str, str]:
        """Return the effective values by variable name; secrets as `***` or `(not set)`, passwords in URLs hidden."""
        shown = {}
        for item in fields(self):
            value = getattr(self, item.name)
            text = value.value if isinstance(value, Enum) else str(value)
            if item.metadata.get("secret"):
                text = "***" if text else "(not set)"
            shown[PREFIX + item.name.upper()] = _without_password(text)
        return shown


def _without_password(text: str) -> str:
    scheme, mark, rest = text.partition("://")
    credentials, at, host = rest.rpartition("@")
    if not mark or not at:
        return text
    user = credentials.partition(":")[0]
    return f"{scheme}://{user}:***@{host}"


def _read(name: str, text: str, kind: object) -> object:
    try:
        if kind is Environment:
            return Environment(text)
        if kind is bool:
            return {"1": True, "true": True, "0": False, "false": False, "": False}[text.lower()]
        return int(text) if kind is int else text
    except (ValueError, KeyError) as error:
        raise SettingsError(f"{name}: ค่า {text!r} ใช้ไม่ได้", f"{name}: {text!r} is not valid") from error


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of an environment (default: this process's).

    Raises: SettingsError for an unknown `ROPA_` name or a value that does not fit, naming the variable.
    """
    given = os.environ if environment is None else environment
    known = {PREFIX + item.name.upper(): item for item in fields(Settings)}
    values: dict[str, object] = {}
    for name, text in given.items():
        if not name.startswith(PREFIX) or name.startswith(FAMILIES):
            continue
        if name not in known:
            raise SettingsError(f"ไม่รู้จักการตั้งค่า {name}", f"Unknown setting {name}")
        values[known[name].name] = _read(name, text, known[name].type)
    made = Settings(**values)  # type: ignore[arg-type]  # each value was read by the field's own type
    if not made.database_url.startswith(DATABASES):
        raise SettingsError(
            f"ROPA_DATABASE_URL ต้องขึ้นต้นด้วย {' หรือ '.join(DATABASES)}",
            f"ROPA_DATABASE_URL must begin with {' or '.join(DATABASES)}",
        )
    requests_person_days(given)
    _refuse_plain_portal(made)
    _refuse_plain_provider(made)
    _refuse_half_mail(made)
    _refuse_plain_files(made)
    _prepare_sqlite_folder(made.database_url)
    return with_simulator(made) if made.env is Environment.DEVELOPMENT else made


def requests_person_days(environment: Mapping[str, str] | None = None) -> int:
    """Return `Settings.requests_person_days` alone: for services, which are handed no settings.

    Raises: SettingsError for a text that is no number from 1 to 3,650.
    """
    given = os.environ if environment is None else environment
    name = f"{PREFIX}REQUESTS_PERSON_DAYS"
    if name not in given:
        return Settings.requests_person_days
    days = _read(name, given[name], int)
    if not isinstance(days, int) or not 1 <= days <= MOST_PERSON_DAYS:
        raise SettingsError(f"{name} ต้องเป็น 1 ถึง {MOST_PERSON_DAYS:,}", f"{name} must be 1 to {MOST_PERSON_DAYS:,}")
    return days


def with_simulator(settings: Settings) -> Settings:
    """Return settings whose portal, where none is set, is the simulator on this machine."""
    wsdl = settings.sso_wsdl_url or f"{SIMULATOR}/DiwAppChk/DiwAppChk?wsdl"
    parts = urlsplit(wsdl)
    origin = f"{parts.scheme}://{parts.netloc}"
    return replace(
        settings,
        sso_wsdl_url=wsdl,
        sso_client_id=settings.sso_client_id or SIMULATED_CLIENT,
        sso_allowed_origins=settings.sso_allowed_origins or f"{origin},{origin.replace('127.0.0.1', 'localhost')}",
        sso_portal_url=f"{origin}/" if settings.sso_portal_url == REAL_PORTAL else settings.sso_portal_url,
    )


def _refuse_plain_portal(settings: Settings) -> None:
    url = settings.sso_wsdl_url
    if url and not url.startswith(("http://", "https://")):
        raise SettingsError(
            "ROPA_SSO_WSDL_URL ต้องขึ้นต้นด้วย https:// หรือ http://", "ROPA_SSO_WSDL_URL must begin with https:// or http://"
        )
    if settings.is_production and url.startswith("http://") and not settings.sso_allow_http:
        raise SettingsError(
            "ROPA_SSO_WSDL_URL ไม่ได้เข้ารหัส (http://) ผู้อื่นในเครือข่ายอ่านและแก้คำตอบได้"
            " ใช้ https:// หรือยอมรับความเสี่ยงด้วย ROPA_SSO_ALLOW_HTTP=1",
            "ROPA_SSO_WSDL_URL is plain http: anybody on the network reads and changes its answers;"
            " use https://, or accept the risk with ROPA_SSO_ALLOW_HTTP=1",
        )


def _refuse_plain_provider(settings: Settings) -> None:
    if not settings.oidc_issuer:
        return
    issuer = urlsplit(settings.oidc_issuer)
    near = not settings.is_production or issuer.hostname in LOOPBACK
    if (
        not issuer.hostname
        or issuer.query
        or issuer.fragment
        or issuer.scheme not in ({"https", "http"} if near else {"https"})
    ):
        raise SettingsError(
            "ROPA_OIDC_ISSUER ต้องเป็นที่อยู่แบบ https:// ไม่มี ? และ #",
            "ROPA_OIDC_ISSUER must be an https:// address without ? and #",
        )
    if not settings.oidc_client_id or "openid" not in settings.oidc_scopes.split() or not settings.oidc_id_claim:
        raise SettingsError(
            "ROPA_OIDC_ISSUER ต้องใช้คู่กับ ROPA_OIDC_CLIENT_ID, ROPA_OIDC_ID_CLAIM และ ROPA_OIDC_SCOPES ที่มี openid",
            "ROPA_OIDC_ISSUER needs ROPA_OIDC_CLIENT_ID, ROPA_OIDC_ID_CLAIM, and `openid` in ROPA_OIDC_SCOPES",
        )


def _refuse_plain_files(settings: Settings) -> None:
    if not 1 <= settings.max_file_mb <= MOST_FILE_MB:
        raise SettingsError(
            f"ROPA_MAX_FILE_MB ต้องอยู่ระหว่าง 1 ถึง {MOST_FILE_MB}", f"ROPA_MAX_FILE_MB must be 1 to {MOST_FILE_MB}"
        )
    if not 1 <= settings.max_pack_mb <= MOST_PACK_MB:
        raise SettingsError(
            f"ROPA_MAX_PACK_MB ต้องอยู่ระหว่าง 1 ถึง {MOST_PACK_MB}", f"ROPA_MAX_PACK_MB must be 1 to {MOST_PACK_MB}"
        )
    endpoint = urlsplit(settings.files_endpoint)
    near = not settings.is_production or endpoint.hostname in LOOPBACK
    if settings.files_endpoint and (
        not endpoint.hostname or endpoint.scheme not in ({"https", "http"} if near else {"https"})
    ):
        raise SettingsError("ROPA_FILES_ENDPOINT ต้องเป็นที่อยู่ https://", "ROPA_FILES_ENDPOINT must be an https:// address")


def _refuse_half_mail(settings: Settings) -> None:
    mail = urlsplit(settings.smtp_url)
    if settings.smtp_url and (mail.scheme not in {"smtp", "smtps"} or not mail.hostname):
        # The address holds a password, so it is not repeated.
        raise SettingsError(
            "ROPA_SMTP_URL ต้องเป็น smtp:// หรือ smtps:// ตามด้วยชื่อเครื่อง",
            "ROPA_SMTP_URL must be smtp:// or smtps:// and a host",
        )
    if bool(settings.smtp_url) != bool(settings.mail_from) or (settings.mail_from and not _SENDER(settings.mail_from)):
        raise SettingsError(
            "ROPA_SMTP_URL ต้องใช้คู่กับ ROPA_MAIL_FROM ที่เป็นที่อยู่อีเมล เช่น ropa@ministry.example",
            "ROPA_SMTP_URL needs ROPA_MAIL_FROM, an e-mail address such as ropa@ministry.example",
        )
    if settings.is_production and settings.webhook_allow_private:
        raise SettingsError(
            "ROPA_WEBHOOK_ALLOW_PRIVATE ใช้ในระบบจริงไม่ได้", "ROPA_WEBHOOK_ALLOW_PRIVATE is refused in production"
        )


def _prepare_sqlite_folder(url: str) -> None:
    path = url.removeprefix("sqlite:///")
    if path not in (url, ":memory:"):
        Path(path).parent.mkdir(parents=True, exist_ok=True)


def require_address(settings: Settings) -> None:
    """Return when the address that browsers use is fit for the environment.

    Raises: SettingsError in production without an https address: sign-in, links and forms would all be refused.
    """
    if settings.is_production and not settings.base_url.startswith("https://"):
        raise SettingsError(
            "ROPA_BASE_URL ต้องเป็นที่อยู่ https:// ที่ผู้ใช้เปิดในระบบจริง",
            "ROPA_BASE_URL must be the https:// address that people open in production",
        )
