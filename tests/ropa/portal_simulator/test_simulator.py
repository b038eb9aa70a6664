"""The simulated portal: who is in it, what its page offers, and the commands around it."""

import os
import re
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from ropa.access.portal_token import read_token
from ropa.access.service_grants import list_grants
from ropa.cli import main
from ropa.errors import SettingsError
from ropa.offices.service import load_offices
from ropa.portal_simulator.personas import CENTRAL, PERSONAS
from ropa.portal_simulator.server import Simulator
from ropa.portal_simulator.tokens import Mint
from ropa.portal_simulator.wsdl import Shape
from ropa.samples import sample_files
from ropa.settings import read_settings
from schemas.access import COMMAND_LINE, Role
from schemas.national_ids import read_national_id
from tests.support.portal import CLIENT_ID, simulator
from tests.support.server import ROOT


def test_every_role_of_people_is_there_in_the_centre_and_two_provinces():
    assert {role for each in PERSONAS for role in each.roles} == set(Role) - {Role.SERVICE}
    provinces = {each.office_id for each in PERSONAS} - {0, CENTRAL}
    assert len(provinces) == 2
    for office in provinces:
        assert {Role.RECORDER, Role.REVIEWER, Role.APPROVER, Role.OFFICE_ADMIN} <= {
            role for each in PERSONAS if each.office_id == office for role in each.roles
        }
    assert any(not each.roles for each in PERSONAS)
    assert all(f'"office_id": {CENTRAL}' in file.read_text("utf-8") for file in sample_files())


def test_their_numbers_are_well_formed_and_all_different():
    assert all(read_national_id(each.national_id) for each in PERSONAS)
    assert len({each.national_id for each in PERSONAS}) == len({each.username for each in PERSONAS}) == len(PERSONAS)
    # Digits 2 and 3 are the province: there is none numbered 00, so nobody has such a number.
    assert {each.national_id[1:3] for each in PERSONAS} == {"00"}


def test_the_page_offers_a_form_and_a_new_token_for_each_person():
    with simulator() as portal:
        pages = [httpx.get(portal.origin).text for _ in range(2)]
        told = httpx.get(portal.origin).headers
    tokens = [re.findall(r'name="diwtoken" value="([^"]+)"', page) for page in pages]

    assert [read_token(each, datetime.now(UTC)).username for each in tokens[0]] == [each.username for each in PERSONAS]
    assert not set(tokens[0]) & set(tokens[1])
    assert pages[0].count('action="http://register.invalid/sso/diw"') == len(PERSONAS)
    assert "<script" not in pages[0]
    assert told["cache-control"] == "no-store"


def test_a_drill_is_switched_on_and_off_by_a_form():
    with simulator() as portal:
        assert httpx.post(f"{portal.origin}/switch", data={"mode": "slow", "seconds": "3"}).status_code == 303
        assert (portal.mode, portal.seconds) == ("slow", 3.0)
        for wrong in ({"mode": "x"}, {"mode": "slow", "seconds": "-1"}, {"mode": "slow", "seconds": "nan"}, {}):
            assert httpx.post(f"{portal.origin}/switch", data=wrong).status_code == 400
        assert portal.mode == "slow"


@pytest.mark.parametrize("path", ["/x", "/token/nobody", "/?token=odd", "/DiwAppChk/DiwAppChk"])
def test_what_is_not_there_is_not_found(path):
    with simulator() as portal:
        assert httpx.get(portal.origin + path).status_code == 404


def test_other_machines_cannot_reach_it(capsys):
    for host in ("0.0.0.0", "192.0.2.1", "portal.example"):  # noqa: S104 - it is refused
        with pytest.raises(ValueError, match=host):
            Simulator((host, 0), Mint(CLIENT_ID), "http://x.invalid", lambda: datetime.now(UTC))
        assert main(["sso-simulator", "--host", host]) == 2
    assert "loopback" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["sso-simulator"], ["grant", "samples"]])
def test_production_has_no_invented_people(monkeypatch, capsys, words):
    monkeypatch.setenv("ROPA_ENV", "production")
    assert main(words) == 2
    assert "production" in capsys.readouterr().err


def test_the_command_serves_until_it_is_stopped(tmp_path: Path):
    environment = {**os.environ, "ROPA_ENV": "development", "ROPA_DATABASE_URL": f"sqlite:///{tmp_path}/x.db"}
    with subprocess.Popen(
        [sys.executable, "-m", "ropa", "sso-simulator", "--port", "0"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline().decode()
        address = re.search(r"http://127\.0\.0\.1:\d+/", line)
        assert address is not None, line
        assert "recorder.sps" in httpx.get(address.group()).text
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def test_the_sample_people_get_their_rights_once(database_url, register, now, monkeypatch, capsys):
    monkeypatch.setenv("ROPA_DATABASE_URL", database_url)
    for _ in range(2):
        assert main(["grant", "samples"]) == 0
    with register.write(COMMAND_LINE, now) as uow:
        load_offices(uow)
        found = sorted((str(each.role), each.office_id) for each in list_grants(uow, limit=100).items)
    assert found == sorted((str(role), each.office_id) for each in PERSONAS for role in each.roles)
    assert "recorder.npt" in capsys.readouterr().out


def test_sso_check_tells_how_the_wsdl_was_understood(monkeypatch, capsys):
    with simulator(Shape(client="clientCode", token="access")) as portal:
        monkeypatch.setenv("ROPA_SSO_WSDL_URL", portal.wsdl_url)
        monkeypatch.setenv("ROPA_SSO_CLIENT_ID", CLIENT_ID)
        assert main(["sso", "check"]) == 0
        said = capsys.readouterr().out
        assert all(word in said for word in ("DiwLoginChk", "clientCode", "access", "IDCard", "mismatch"))

        monkeypatch.setenv("ROPA_SSO_CLIENT_ID", "somebody")
        assert main(["sso", "check"]) == 1
        assert "ROPA_SSO_CLIENT_ID" in capsys.readouterr().err


def test_sso_check_says_what_is_wrong(monkeypatch, capsys):
    assert main(["sso", "check"]) == 2
    with simulator(Shape(client="arg0", token="arg1")) as portal:
        monkeypatch.setenv("ROPA_SSO_WSDL_URL", portal.wsdl_url)
        assert main(["sso", "check"]) == 1
        assert "ROPA_SSO_CLIENT_PARAM" in capsys.readouterr().err

        monkeypatch.setenv("ROPA_SSO_CLIENT_PARAM", "arg1")
        monkeypatch.setenv("ROPA_SSO_TOKEN_PARAM", "arg0")
        assert main(["sso", "check"]) == 1  # the portal refuses the ClientID, which is empty
        assert "arg1" in capsys.readouterr().out


def test_a_plain_portal_is_refused_in_production_unless_the_risk_is_taken():
    plain = {"ROPA_ENV": "production", "ROPA_SSO_WSDL_URL": "http://portal.example/x?wsdl"}
    with pytest.raises(SettingsError, match="ROPA_SSO_ALLOW_HTTP"):
        read_settings(plain)
    assert read_settings({**plain, "ROPA_SSO_ALLOW_HTTP": "1"}).sso_allow_http
    assert read_settings({**plain, "ROPA_SSO_WSDL_URL": "https://portal.example/x?wsdl"}).sso_wsdl_url
    with pytest.raises(SettingsError, match="ROPA_SSO_WSDL_URL"):
        read_settings({"ROPA_SSO_WSDL_URL": "file:///x"})


def test_development_finds_the_simulator_by_itself_and_nothing_else_does():
    found = read_settings({"ROPA_ENV": "development"})
    assert found.sso_wsdl_url == "http://127.0.0.1:8090/DiwAppChk/DiwAppChk?wsdl"
    assert found.sso_portal_url == "http://127.0.0.1:8090/"
    assert "http://127.0.0.1:8090" in found.sso_allowed_origins
    assert found.sso_client_id
    for other in ("test", "production"):
        assert read_settings({"ROPA_ENV": other}).sso_wsdl_url == ""
