"""Helpers for the tests of the reference's hosted UI: a pool with a domain, and a hand-driven browser."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from reference_kit import PASSWORD, World, world
from targets.interface import HttpResponse

CALLBACK = "https://app.example.com/callback"
STANDARD: dict[str, Any] = {
    "AllowedOAuthFlowsUserPoolClient": True,
    "AllowedOAuthFlows": ["code"],
    "AllowedOAuthScopes": ["openid", "email", "profile", "phone", "aws.cognito.signin.user.admin"],
    "CallbackURLs": [CALLBACK, "https://app.example.com/other"],
    "LogoutURLs": ["https://app.example.com/bye"],
    "SupportedIdentityProviders": ["COGNITO"],
}


@dataclass
class Site:
    """A world whose pool has a domain."""

    world: World
    base: str
    cookies: dict[str, str] = field(default_factory=dict)

    def client(self, **config: Any) -> str:
        """A client of the hosted UI."""
        return self.world.new_client(**(STANDARD | config))

    def send(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **given: Mapping[str, str]
    ) -> HttpResponse:
        """One request with the cookies so far; ``query=``, ``form=``."""
        url = path if path.startswith("http") else self.base + path
        if "query" in given:
            url += "?" + urlencode(given["query"])
        sent = dict(headers or {})
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = None
        if "form" in given:
            sent.setdefault("Content-Type", "application/x-www-form-urlencoded")
            body = urlencode(given["form"]).encode()
        answer = self.world.running.http(method, url, headers=sent, body=body)
        for line in answer.headers.get("set-cookie", "").split("\n"):
            if line:
                name, _, value = line.partition(";")[0].partition("=")
                self.cookies[name] = value
        return answer

    def authorize(self, client: str, **parameters: str) -> HttpResponse:
        """GET /oauth2/authorize with the usual parameters."""
        query = {"client_id": client, "response_type": "code", "redirect_uri": CALLBACK, "scope": "openid"}
        merged = {name: value for name, value in (query | parameters).items() if value != "-"}
        return self.send("GET", "/oauth2/authorize", query=merged)

    def log_in(self, location: str, name: str, password: str = PASSWORD) -> HttpResponse:
        """The login page, filled in."""
        page = self.send("GET", location)
        assert page.status == 200, page
        text = page.body.decode()
        action = re.search(r'action="([^"]+)"', text)
        token = re.search(r'name="_csrf" value="([^"]+)"', text)
        assert action is not None
        assert token is not None
        host = urlsplit(self.base)
        url = f"{host.scheme}://{host.netloc}{action[1].replace('&amp;', '&')}"
        return self.send("POST", url, form={"_csrf": token[1], "username": name, "password": password})

    def callback(self, client: str, name: str, password: str = PASSWORD, **parameters: str) -> dict[str, str]:
        """What the application gets from a whole sign-in: of the query, or of the fragment."""
        way = self.authorize(client, **parameters)
        assert way.status == 302, way
        done = self.log_in(way.headers["location"], name, password)
        return redirected_with(done)

    def token(self, client: str, grant: str = "authorization_code", **parameters: str) -> tuple[int, dict[str, Any]]:
        """POST /oauth2/token as a public client."""
        form = {"grant_type": grant, "client_id": client} | parameters
        answer = self.send("POST", "/oauth2/token", form=form)
        return answer.status, json.loads(answer.body or b"{}")

    def exchange(self, client: str, code: str, **parameters: str) -> tuple[int, dict[str, Any]]:
        """The code for tokens."""
        return self.token(client, code=code, redirect_uri=CALLBACK, **parameters)

    def tokens(self, client: str, name: str, **parameters: str) -> dict[str, Any]:
        """A whole sign-in in a new browser, to the tokens."""
        self.cookies.clear()
        status, given = self.exchange(client, self.callback(client, name, **parameters)["code"])
        assert status == 200, given
        return given


def redirected_with(answer: HttpResponse) -> dict[str, str]:
    """The parameters of a redirect, those of the query or of the fragment, and where it leads."""
    assert answer.status == 302, answer
    location = answer.headers["location"]
    parts = urlsplit(location)
    found = dict(parse_qsl(parts.query or parts.fragment, keep_blank_values=True))
    return found | {"to": location.partition("?")[0].partition("#")[0]}


def site(spec: str = "reference", **pool: Any) -> Site:
    """A pool with a domain and a user ``ann``."""
    made = world(spec, **pool)
    made.admin.create_user_pool_domain(Domain="site-of-tests", UserPoolId=made.pool)
    made.user("ann", email="ann@example.com", email_verified="true", phone_number="+15550100", name="Ann")
    base = made.running.hosted_ui(made.pool, "site-of-tests")
    assert base is not None
    return Site(made, base)
