"""The whole way through a real OpenID provider: npm's certified `oidc-provider`, in a process of its own."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx
import pytest

from tests.support.chromium import skip_or_fail
from tests.support.openid import CLIENT_ID, CLIENT_SECRET, OWN
from tests.support.portal import register_at
from tests.support.server import ROOT, free_port
from tests.support.web import national_id

pytestmark = pytest.mark.only_on("sqlite")  # the database has no part in it
SCRIPT = ROOT / "tests" / "support" / "openid_provider.mjs"
CALLBACK = f"{OWN}/auth/oidc/callback"


@contextmanager
def real_provider(output: Path, algorithm: str) -> Iterator[str]:
    """Give the issuer of a provider that runs."""
    node = shutil.which("node")
    if node is None or not (ROOT / "node_modules" / "oidc-provider").is_dir():
        skip_or_fail("oidc-provider is not here: make assets (needs Node 20+ with npm)")
    port = free_port()
    words = [str(node), str(SCRIPT), str(port), CALLBACK, CLIENT_ID, CLIENT_SECRET, algorithm, national_id(7)]
    with output.open("w") as errors:
        process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True)
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n", output.read_text()
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()
            process.communicate()


def at_the_provider(browser: httpx.Client, address: str) -> str:
    """Log in and consent as a browser does; return where the provider sends the person back to."""
    for _ in range(12):
        answer = browser.get(address)
        while answer.status_code == 200:
            action = re.search(r'<form[^>]*action="([^"]+)"', answer.text)
            assert action, answer.text[:500]
            hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer.text))
            fields = {**hidden, "login": "somebody", "password": "anything"}
            answer = browser.post(urljoin(str(answer.url), unescape(action[1])), data=fields)
        assert answer.is_redirect, answer.text[:500]
        address = urljoin(str(answer.url), answer.headers["location"])
        if address.startswith(CALLBACK):
            return address
    raise AssertionError(address)


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
def test_somebody_comes_in_through_a_real_provider(register, tmp_path, algorithm):
    with real_provider(tmp_path / "provider.log", algorithm) as issuer:
        settings = {"oidc_issuer": issuer, "oidc_client_id": CLIENT_ID, "oidc_client_secret": CLIENT_SECRET}
        with register_at(register, "", **settings) as visitor, httpx.Client() as browser:
            back = at_the_provider(browser, visitor.get("/auth/oidc/login").headers["location"])
            said = dict(parse_qsl(urlsplit(back).query))
            assert said["iss"] == issuer
            kept = visitor.cookies["ropa_oidc"]

            answer = visitor.get("/auth/oidc/callback", params=said)

            assert (answer.status_code, answer.headers["location"]) == (303, "/")
            assert "เจ้าหน้าที่ ทดสอบ" in visitor.get("/").text

            visitor.cookies.clear()
            visitor.cookies.set("ropa_oidc", kept)
            assert visitor.get("/auth/oidc/callback", params=said).status_code == 403  # the code was used


def test_a_real_provider_refuses_a_secret_that_is_not_ours(register, tmp_path):
    with real_provider(tmp_path / "provider.log", "RS256") as issuer:
        settings = {"oidc_issuer": issuer, "oidc_client_id": CLIENT_ID, "oidc_client_secret": "wrong"}
        with register_at(register, "", **settings) as visitor, httpx.Client() as browser:
            back = at_the_provider(browser, visitor.get("/auth/oidc/login").headers["location"])
            answer = visitor.get("/auth/oidc/callback", params=dict(parse_qsl(urlsplit(back).query)))
            assert answer.status_code == 503
            assert "การตั้งค่าของระบบ" in answer.text
