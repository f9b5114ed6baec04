"""The reference's hosted UI: authorize, login, code, tokens, session, logout."""

from __future__ import annotations

import base64
import hashlib

import pytest

from hosted_kit import CALLBACK, Site, redirected_with, site
from reference_kit import PASSWORD, World, payload, refused
from targets.reference.hosted.planned import PLANNED
from targets.reference.service import Service
from targets.reference.target import RunningReference

VERIFIER = "v" * 50
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


@pytest.fixture(scope="module", params=["reference", "reference?http=true"])
def everywhere(request: pytest.FixtureRequest) -> Site:
    return site(request.param)


@pytest.fixture
def here(everywhere: Site) -> Site:
    everywhere.cookies.clear()
    return everywhere


def test_code_for_tokens(here: Site) -> None:
    client = here.client()
    state = "ä&=#+ /%20"
    called = here.callback(client, "ann", state=state, nonce="n1", scope="openid email")
    assert called["to"] == CALLBACK
    assert called["state"] == state
    status, given = here.exchange(client, called["code"])
    assert status == 200
    assert list(given) == ["id_token", "access_token", "refresh_token", "expires_in", "token_type"]
    identity, access = payload(given["id_token"]), payload(given["access_token"])
    assert access["version"] == 2
    assert access["scope"] == "openid email"
    assert access["client_id"] == client
    digest = hashlib.sha256(given["access_token"].encode()).digest()[:16]
    assert identity["at_hash"] == base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    assert identity["nonce"] == "n1"
    assert identity["email_verified"] is True
    assert "name" not in identity
    assert "phone_number" not in identity
    assert identity["origin_jti"] == access["origin_jti"]
    assert here.exchange(client, called["code"]) == (400, {"error": "invalid_grant"})


def test_an_access_token_of_the_domain_at_the_api(here: Site) -> None:
    client = here.client()
    without = here.tokens(client, "ann", scope="openid")
    text = "Access Token does not have required scopes"
    assert refused(here.world.public.get_user, AccessToken=without["access_token"]).message == text
    within = here.tokens(client, "ann", scope="aws.cognito.signin.user.admin")
    assert "id_token" not in within
    assert here.world.public.get_user(AccessToken=within["access_token"])["Username"] == "ann"


def test_all_scopes_and_all_attributes(here: Site) -> None:
    client = here.client()
    given = here.tokens(client, "ann", scope="-")
    assert payload(given["access_token"])["scope"] == "openid email profile phone aws.cognito.signin.user.admin"
    alone = payload(here.tokens(client, "ann", scope="openid")["id_token"])
    assert alone["name"] == "Ann"
    assert alone["phone_number"] == "+15550100"


def test_pkce(here: Site) -> None:
    client = here.client()
    asked = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}
    code = here.callback(client, "ann", **asked)["code"]
    assert here.exchange(client, code, code_verifier=VERIFIER)[0] == 200
    for verifier in ({}, {"code_verifier": CHALLENGE}):
        code = redirected_with(here.authorize(client, **asked))["code"]  # the session is still there
        assert here.exchange(client, code, **verifier) == (400, {"error": "invalid_grant"})
        assert here.exchange(client, code, code_verifier=VERIFIER)[0] == 400  # spent
    for wrong in ({"code_challenge_method": "plain"}, {"code_challenge_method": "-"}):
        refusal = redirected_with(here.authorize(client, **(asked | wrong), state="s"))
        assert refusal == {"to": CALLBACK, "error": "invalid_request", "state": "s"}


def test_code_is_bound(here: Site) -> None:
    client, other = here.client(), here.client()
    code = here.callback(client, "ann")["code"]
    assert here.exchange(other, code) == (400, {"error": "invalid_grant"})
    elsewhere = {"redirect_uri": "https://app.example.com/other"}
    answer = here.token(client, code=code, **elsewhere)
    assert answer == (400, {"error": "unauthorized_client", "error_description": "invalid_redirect"})
    code = redirected_with(here.authorize(client))["code"]
    here.world.running.advance(299)
    assert here.exchange(client, code)[0] == 200
    code = redirected_with(here.authorize(client))["code"]
    here.world.running.advance(301)
    assert here.exchange(client, code) == (400, {"error": "invalid_grant"})


def test_session_and_logout(here: Site) -> None:
    client = here.client()
    here.callback(client, "ann")
    assert "code" in redirected_with(here.authorize(client))
    bye = here.send("GET", "/logout", query={"client_id": client, "logout_uri": "https://app.example.com/bye"})
    assert bye.headers["location"] == "https://app.example.com/bye"
    assert redirected_with(here.authorize(client))["to"] == f"{here.base}/login"
    here.callback(client, "ann")
    again = here.send("GET", "/logout", query={"client_id": client, "redirect_uri": CALLBACK, "response_type": "code"})
    assert redirected_with(again)["to"] == f"{here.base}/login"
    assert redirected_with(again)["scope"].startswith("openid")
    here.callback(client, "ann")
    here.world.running.advance(3601)
    assert redirected_with(here.authorize(client))["to"] == f"{here.base}/login"


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ({"logout_uri": "https://evil.example.com/"}, "Required String parameter 'redirect_uri' is not present"),
        ({"post_logout_redirect_uri": CALLBACK}, "Required String parameter 'redirect_uri' is not present"),
        ({"redirect_uri": "https://evil.example.com/", "response_type": "code"}, "redirect_mismatch"),
    ],
)
def test_logout_refused(here: Site, query: dict[str, str], error: str) -> None:
    refusal = here.send("GET", "/logout", query={"client_id": here.client()} | query)
    assert redirected_with(refusal)["to"] == f"{here.base}/error"
    assert redirected_with(refusal)["error"] == error
    page = here.send("GET", refusal.headers["location"])
    assert page.status == 400


@pytest.mark.parametrize(
    ("parameters", "where", "error"),
    [
        ({"client_id": "-"}, "/error", "Required parameters missing"),
        ({"client_id": "nobody"}, "/error", "invalid_request"),
        ({"redirect_uri": "-"}, "/error", "Required String parameter 'redirect_uri' is not present"),
        ({"redirect_uri": CALLBACK + "/"}, "/error", "redirect_mismatch"),
        ({"response_type": "-"}, CALLBACK, "invalid_request"),
        ({"response_type": "token id_token"}, CALLBACK, "invalid_request"),
        ({"response_type": "token"}, CALLBACK, "unauthorized_client"),
        ({"scope": "openid nothing"}, CALLBACK, "invalid_request"),
    ],
)
def test_authorize_refused(here: Site, parameters: dict[str, str], where: str, error: str) -> None:
    refusal = redirected_with(here.authorize(here.client(), **parameters))
    assert refusal["to"] == (here.base + where if where.startswith("/") else where)
    assert refusal["error"] == error


def test_login_page(here: Site) -> None:
    client = here.client()
    way = here.authorize(client, state="s").headers["location"]
    page = here.send("GET", way)
    lines = page.headers["set-cookie"].split("\n")
    assert any(line.startswith("XSRF-TOKEN=") for line in lines)
    wrong = here.log_in(way, "ann", "Wrong-Horse1")
    assert wrong.status == 401
    assert b"Incorrect username or password." in wrong.body
    here.world.user("gone")
    here.world.admin.admin_disable_user(UserPoolId=here.world.pool, Username="gone")
    assert b"User is disabled." in here.log_in(way, "gone").body
    form = {"_csrf": "other", "username": "ann", "password": PASSWORD}
    assert here.send("POST", way, form=form).status == 403
    forbidden = here.send("POST", way.replace("scope=openid", "scope=none"), form=form)
    assert (forbidden.status, forbidden.body) == (405, b"")


def test_switched_off(here: Site) -> None:
    client = here.client(AllowedOAuthFlowsUserPoolClient=False)
    way = here.authorize(client)
    assert redirected_with(way)["to"] == f"{here.base}/login"
    refused = redirected_with(here.send("GET", way.headers["location"]))
    assert refused["error"] == "Client is not enabled for OAuth2.0 flows."


def test_implicit(here: Site) -> None:
    client = here.client(AllowedOAuthFlows=["implicit"])
    way = here.authorize(client, response_type="token", state="s")
    done = here.log_in(way.headers["location"], "ann")
    assert done.headers["location"].startswith(f"{CALLBACK}#id_token=")
    given = redirected_with(done)
    assert (given["token_type"], given["expires_in"], given["state"]) == ("Bearer", "3600", "s")
    assert "refresh_token" not in given
    assert "origin_jti" not in payload(given["access_token"])
    refusal = here.authorize(client, response_type="token", scope="none", state="s").headers["location"]
    assert refusal == f"{CALLBACK}#error_description=invalid_scope&state=s&error=invalid_request"


def test_a_new_password_first(here: Site) -> None:
    client, temporary = here.client(), "Temporary-1"
    here.world.admin.admin_create_user(
        UserPoolId=here.world.pool, Username="new", TemporaryPassword=temporary, MessageAction="SUPPRESS"
    )
    way = here.authorize(client).headers["location"]
    page = here.log_in(way, "new", temporary)
    assert page.status == 200
    text = page.body.decode()
    fields = {name: text.split(f'name="{name}" value="')[1].split('"')[0] for name in ("_csrf", "session")}
    form = fields | {"new_password": PASSWORD, "confirm_password": PASSWORD}
    done = here.send("POST", "/changePassword", form=form)
    assert "code" in redirected_with(done)
    assert here.world.read("new")["UserStatus"] == "CONFIRMED"


@pytest.mark.parametrize("defect", sorted(PLANNED))
def test_a_planned_defect_is_no_crash(defect: str) -> None:
    running = RunningReference("reference", Service(frozenset({defect})))
    admin = running.client()
    pool = admin.create_user_pool(PoolName="pool")["UserPool"]["Id"]
    admin.create_user_pool_domain(Domain="site-of-tests", UserPoolId=pool)
    base = running.hosted_ui(pool, "site-of-tests")
    assert base is not None
    here = Site(World(running, pool), base)
    here.world.user("ann")
    client = here.client(AllowedOAuthFlows=["code", "implicit"], ExplicitAuthFlows=["ALLOW_REFRESH_TOKEN_AUTH"])
    status, given = here.exchange(client, here.callback(client, "ann", nonce="n", state="s")["code"])
    assert status == 200
    here.token(client, "refresh_token", refresh_token=given["refresh_token"])
    here.send("GET", "/oauth2/userInfo", headers={"Authorization": f"Bearer {given['access_token']}"})
    here.send("POST", "/oauth2/revoke", form={"client_id": client, "token": given["refresh_token"]})
    here.authorize(client, response_type="token")
    assert running.service.defects == []


def test_nothing_went_wrong_inside(here: Site) -> None:
    assert here.world.running.service.defects == []
