"""Mail over STARTTLS with a password; and that neither is given up to somebody in between."""

import email
import email.policy
from datetime import UTC, datetime

import msgspec
import pytest

from ropa.errors import SettingsError
from ropa.notices.mail import compose
from ropa.notices.smtp import SmtpServer
from ropa.settings import Environment, Settings, read_settings
from ropa.wiring import carriers_of
from schemas.notices import Letter, NoticeChannel, NoticeKind
from tests.support.certificates import self_signed
from tests.support.mail_server import MailServer

SENDER = "ropa@ministry.example"
MAIL = {"ROPA_ENV": "test", "ROPA_MAIL_FROM": SENDER}


def letter_to(address):
    return Letter(
        id="0199-1",
        channel=NoticeChannel.EMAIL,
        addressee="1",
        to=address,
        kind=NoticeKind.REVIEW_DUE,
        title_th="ก",
        title_en="a",
        body_th="",
        body_en="",
        path="/",
        is_urgent=False,
        posted_at=datetime(2026, 11, 20, tzinfo=UTC),
    )


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return self_signed(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def secured(tmp_path, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    files = {"certificate": str(certificate[0]), "key": str(certificate[1])}
    with MailServer(tmp_path, **files, login=["ropa", "pass word@"]) as server:
        yield server


def send(url, now):
    server = SmtpServer(url, SENDER, "https://ropa.example")
    try:
        return server.send(letter_to("officer@ministry.example"), now)
    finally:
        server.close()


def test_starttls_with_a_password(secured, now):
    assert send(secured.url.replace("//", "//ropa:pass%20word%40@"), now).reason == ""
    assert len(secured.messages()) == 1


def test_a_wrong_password_is_the_settings_fault_and_not_the_letters(secured, now):
    outcome = send(secured.url.replace("//", "//ropa:wrong@"), now)

    assert (outcome.reason, outcome.permanent, outcome.is_away) == ("sign-in-535", False, True)


def test_a_certificate_of_somebody_else_gets_nothing(tmp_path, certificate, now):
    files = {"certificate": str(certificate[0]), "key": str(certificate[1])}
    with MailServer(tmp_path, **files) as server:
        assert send(server.url, now).reason == "certificate"
        assert server.messages() == []


def test_a_server_elsewhere_that_offers_no_starttls_gets_nothing(tmp_path, now, monkeypatch):
    monkeypatch.setattr("ropa.notices.smtp._LOOPBACK", frozenset())
    with MailServer(tmp_path) as server:
        assert send(server.url, now).reason == "no-starttls"
        assert send(f"{server.url}?starttls=never", now).reason == ""


def test_a_password_is_never_sent_in_plain_text(monkeypatch):
    with pytest.raises(ValueError, match="starttls"):
        SmtpServer("smtp://ropa:secret@mail.ministry.example?starttls=never", SENDER, "https://ropa.example")


@pytest.mark.parametrize(
    "given",
    [
        {"ROPA_SMTP_URL": "http://mail.example"},
        {"ROPA_SMTP_URL": "smtp://"},
        {"ROPA_SMTP_URL": "smtp://mail.example", "ROPA_MAIL_FROM": ""},
        {"ROPA_SMTP_URL": "smtp://mail.example", "ROPA_MAIL_FROM": "ropa"},
        {"ROPA_SMTP_URL": "smtp://mail.example", "ROPA_MAIL_FROM": "a@b.example\nBcc: c@d.example"},
        {"ROPA_MAIL_FORM": "a@b.example"},
        {"ROPA_ENV": "production", "ROPA_WEBHOOK_ALLOW_PRIVATE": "1", "ROPA_MAIL_FROM": ""},
    ],
)
def test_settings_that_cannot_be_used_are_told_at_the_start(given):
    with pytest.raises(SettingsError):
        read_settings(MAIL | given)


def test_the_settings_say_which_ways_there_are():
    none = Settings(env=Environment.TEST)
    whole = read_settings(
        MAIL | {"ROPA_SMTP_URL": "smtps://a:secret@mail.example", "ROPA_LINE_CHANNEL_TOKEN": "secret"}
    )

    assert set(carriers_of(none)) == {NoticeChannel.WEBHOOK}
    assert set(carriers_of(whole)) == set(NoticeChannel)
    assert "secret" not in str(whole.redacted())
    with pytest.raises(SettingsError):
        carriers_of(read_settings(MAIL | {"ROPA_SMTP_URL": "smtp://mail.example:port"}))


@pytest.mark.parametrize(
    "name",
    [
        "Evil <evil@other.example>," + "x " * 30,
        "a" * 60 + " <evil@other.example>, " + "b" * 30,
        "ก" * 30 + " <evil@other.example>, x",
        'a" <evil@other.example>, "b',
        "a.b <c@d> " + "y" * 70,
        "x\r\nBcc: evil@other.example",
    ],
    ids=["folded", "long", "thai", "quotes", "dots", "line"],
)
def test_a_name_brings_no_second_addressee_into_the_header(name):
    """The library loses the quotes of a name where it folds the line; some relays deliver by this header."""
    letter = msgspec.structs.replace(letter_to("officer@ministry.example"), name=name)
    sent = compose(letter, SENDER, "https://ropa.example", datetime(2026, 11, 20, tzinfo=UTC)).as_bytes()

    read = email.message_from_bytes(sent, policy=email.policy.default)
    assert [each.addr_spec for each in read["To"].addresses] == ["officer@ministry.example"]
    assert read["Bcc"] is None
