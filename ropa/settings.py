"""Effective settings, read from the environment. Each is documented where it is declared."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from dataclasses import field as declare
from enum import Enum, StrEnum
from pathlib import Path

from ropa.errors import SettingsError

PREFIX = "ROPA_"
#: Read by other parts or by later versions; known, so a typing slip in a name is still an error.
FAMILIES = ("ROPA_TARGET_",)
DATABASES = ("sqlite:///", "postgresql://", "postgresql+psycopg://")
SECRET = {"secret": True}


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
    public_schema: bool = False
    """Shows /schema/openapi.json to anybody."""
    trusted_proxies: str = ""
    database_pool: int = 8
    """Database connections and worker threads of one server process; the two are the same number."""
    secret_key: str = declare(default="", metadata=SECRET)
    id_key: str = declare(default="", metadata=SECRET)
    field_key: str = declare(default="", metadata=SECRET)
    sso_portal_url: str = "http://authen.industry.go.th/"
    """Where people begin to sign in (the address of the portal's manual)."""
    sso_wsdl_url: str = ""
    sso_client_id: str = ""
    sso_allowed_origins: str = ""
    sso_allow_http: bool = False
    sso_jwt_key: str = declare(default="", metadata=SECRET)
    sso_issuer: str = ""
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = declare(default="", metadata=SECRET)
    smtp_url: str = declare(default="", metadata=SECRET)

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
    _prepare_sqlite_folder(made.database_url)
    return made


def _prepare_sqlite_folder(url: str) -> None:
    path = url.removeprefix("sqlite:///")
    if path not in (url, ":memory:"):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
