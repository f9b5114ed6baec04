"""The four emulators for real: installed on first use, started, spoken to, read, reset, stopped."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Literal

import pytest

from targets.interface import Running, TargetUnusable
from targets.registry import resolve
from targets.smoke import smoke

pytestmark = pytest.mark.slow
EMAIL = "ann+1@example.com"
PASSWORD = "Passw0rd!"
EVERYWHERE = {"idp:loopback", "raw", "threads", "well-known", "reset"}
MINISTACK = {"codes:sign_up", "codes:forgot_password", "codes:sign_in", "codes:invitation", "functions", "hosted-ui"}
CURRENT = {
    "moto?http=true": {"codes:forgot_password"},
    "ministack": MINISTACK,
    "ministack?auth=true": MINISTACK,
    "cognito-local": {"codes:sign_up", "codes:forgot_password", "codes:attribute", "hosted-ui"},
    "localemu": {"functions", "hosted-ui"},
}
OLD = ["moto==5.0.0", "moto==5.1.22", "ministack==1.4.0", "cognito-local@5.1.0"]


@pytest.fixture(scope="module", params=sorted(CURRENT))
def running(request: pytest.FixtureRequest) -> Iterator[Running]:
    started = resolve(request.param).start()
    yield started
    started.stop()
    assert not started.alive()


class Life:
    """One user, from sign-up on."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self.admin = running.client()
        self.public = running.client(signed=False)
        pool = self.admin.create_user_pool(PoolName="p", AutoVerifiedAttributes=["email"], UsernameAttributes=["email"])
        self.pool = str(pool["UserPool"]["Id"])
        flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
        app = self.admin.create_user_pool_client(UserPoolId=self.pool, ClientName="c", ExplicitAuthFlows=flows)
        self.client_id = str(app["UserPoolClient"]["ClientId"])

    def sign_up(self) -> Any:
        return self.public.sign_up(
            ClientId=self.client_id,
            Username=EMAIL,
            Password=PASSWORD,
            UserAttributes=[{"Name": "email", "Value": EMAIL}],
        )

    def code(self, purpose: Literal["sign_up", "forgot_password", "attribute"], announced: Any) -> str | None:
        headers = announced["ResponseMetadata"]["HTTPHeaders"]
        return self.running.read_code(purpose, pool_id=self.pool, username=EMAIL, destination=EMAIL, headers=headers)

    def confirm(self, announced: Any) -> None:
        if "codes:sign_up" not in self.running.capabilities:
            self.admin.admin_confirm_sign_up(UserPoolId=self.pool, Username=EMAIL)
            return
        code = self.code("sign_up", announced)
        assert code is not None
        self.public.confirm_sign_up(ClientId=self.client_id, Username=EMAIL, ConfirmationCode=code)

    def sign_in(self, password: str = PASSWORD) -> Any:
        answer = self.public.initiate_auth(
            ClientId=self.client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": EMAIL, "PASSWORD": password},
        )
        return answer["AuthenticationResult"]


def test_capabilities_and_identity(running: Running) -> None:
    assert running.capabilities == EVERYWHERE | CURRENT[running.identity.spec]
    assert running.identity.version[0].isdigit()
    assert running.identity.extras["runs"] == "subprocess"
    assert running.endpoint is not None
    assert running.endpoint.startswith("http://127.0.0.1:")
    assert smoke(running) is None


def test_a_user_from_sign_up_to_a_new_password(running: Running) -> None:
    life = Life(running)
    life.confirm(life.sign_up())
    tokens = life.sign_in()
    assert life.public.get_user(AccessToken=tokens["AccessToken"])["UserAttributes"]
    verify(running, life.pool, tokens["AccessToken"])
    if "codes:forgot_password" in running.capabilities:
        code = life.code("forgot_password", life.public.forgot_password(ClientId=life.client_id, Username=EMAIL))
        assert code is not None
        life.public.confirm_forgot_password(
            ClientId=life.client_id, Username=EMAIL, ConfirmationCode=code, Password="An0ther!pw"
        )
        assert life.sign_in("An0ther!pw")["AccessToken"]
    if "codes:attribute" in running.capabilities:
        sent = life.public.get_user_attribute_verification_code(
            AccessToken=tokens["AccessToken"], AttributeName="email"
        )
        code = life.code("attribute", sent)
        life.public.verify_user_attribute(AccessToken=tokens["AccessToken"], AttributeName="email", Code=code)
    life.admin.admin_create_user(UserPoolId=life.pool, Username="b@example.com", MessageAction="SUPPRESS")


def verify(running: Running, pool: str, token: str) -> None:
    """The token verifies with the published keys, found by the issuer, by ``iss`` and by the discovery document."""
    import jwt

    claims = jwt.decode(token, options={"verify_signature": False})
    discovery = json.loads(running.http("GET", f"{running.issuer(pool)}/.well-known/openid-configuration").body)
    places = {f"{running.issuer(pool)}/.well-known/jwks.json", f"{claims['iss']}/.well-known/jwks.json"}
    for place in places | {discovery["jwks_uri"]}:
        keys = jwt.PyJWKSet.from_json(running.http("GET", place).body.decode())
        key = keys[jwt.get_unverified_header(token)["kid"]]
        assert jwt.decode(token, key, algorithms=["RS256"])["sub"] == claims["sub"]


def test_what_the_snippet_reads(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    if "codes:sign_up" not in running.capabilities:
        pytest.skip("codes of sign-up cannot be read here")
    life = Life(running)
    announced = life.sign_up()
    monkeypatch.setenv("EMULATOR_DIR", str(running.directory))  # type: ignore[attr-defined]
    namespace: dict[str, Any] = {"ENDPOINT": running.endpoint}
    exec(running.code_snippet, namespace)
    read = namespace["read_code"]("sign_up", life.pool, EMAIL, EMAIL, {})
    assert read == life.code("sign_up", announced) is not None


def test_raw_requests(running: Running) -> None:
    headers = {
        "X-Amz-Target": "AWSCognitoIdentityProviderService.NoSuchOperation",
        "Content-Type": "application/x-amz-json-1.1",
    }
    assert running.api(headers, b"{}").status >= 400


def test_a_definition_attached_to_it(running: Running) -> None:
    name, _, query = running.identity.spec.partition("?")
    options = f"&{query}" if query and name != "moto" else ""
    attached = resolve(f"{name}?endpoint={running.endpoint}{options}").start()
    try:
        assert smoke(attached) is None
        assert attached.alive()
        if name == "ministack":
            assert attached.identity.version == running.identity.version
    finally:
        attached.stop()
    assert running.alive()


def test_reset_forgets(running: Running) -> None:
    Life(running)
    running.reset()
    assert running.client().list_user_pools(MaxResults=10)["UserPools"] == []


def test_credentials_that_are_refused() -> None:
    running = resolve("ministack?auth=true").start()
    try:
        wrong = resolve(str(running.endpoint)).start()
        answer = smoke(wrong)
        assert answer is not None
        assert "refuses the credentials" in answer
    finally:
        running.stop()


@pytest.mark.parametrize("spec", OLD)
def test_older_versions(spec: str) -> None:
    running = resolve(spec).start()
    try:
        assert smoke(running) is None
        assert running.identity.version in spec
        life = Life(running)
        life.confirm(life.sign_up())
        assert life.sign_in()["AccessToken"]
    finally:
        running.stop()


def test_a_version_that_does_not_exist() -> None:
    with pytest.raises(TargetUnusable, match=r"(?s)ministack cannot be installed.*Check the version"):
        resolve("ministack==99.99").start()
