"""What a property needs but does not judge: pools, clients, users and sessions, by roads that work on this target."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from conformance.checking.attributes import attribute_list, attributes_of
from conformance.checking.exchange import Exchange
from conformance.scenario.resources import Client, Pool, Session, User

if TYPE_CHECKING:
    from conformance.scenario import Scenario


def make_pool(s: Scenario, config: Mapping[str, Any]) -> Pool:
    """CreateUserPool with these parameters; the name is ours unless given."""
    first = len(s.steps)
    parameters = {"PoolName": s.resource_name(), **config}
    created = s.must("CreateUserPool", **parameters)
    pool_id = str(created.get("UserPool.Id"))
    return Pool(pool_id, dict(config), s.steps[first:], created)


def make_client(s: Scenario, pool: Pool, config: Mapping[str, Any]) -> Client:
    """CreateUserPoolClient with these parameters; the name is ours unless given."""
    first = len(s.steps)
    parameters = {"UserPoolId": pool.id, "ClientName": s.resource_name(), **config}
    created = s.must("CreateUserPoolClient", **parameters)
    secret = created.get("UserPoolClient.ClientSecret")
    client_id = str(created.get("UserPoolClient.ClientId"))
    return Client(pool, client_id, secret, dict(config), s.steps[first:])


def make_user(
    s: Scenario, pool: Pool, login: str, password: str, attributes: Mapping[str, str], status: str, road: str | None
) -> User:
    """A fresh user in this status. Roads to CONFIRMED: ``admin`` (AdminCreateUser + AdminSetUserPassword) and
    ``sign-up`` (SignUp + AdminConfirmSignUp); without a wish the first that works on this target."""
    if status == "UNCONFIRMED":
        return _sign_up(s, pool, login, password, attributes)
    if status == "FORCE_CHANGE_PASSWORD":
        return _admin_create(s, pool, login, password, attributes, temporary=password)
    if status != "CONFIRMED":
        raise ValueError(f"users are made CONFIRMED, UNCONFIRMED or FORCE_CHANGE_PASSWORD, not {status}")
    if (road or s.engine.user_road(s)) == "sign-up":
        user = _sign_up(s, pool, login, password, attributes)
        s.must("AdminConfirmSignUp", UserPoolId=pool.id, Username=user.username)
    else:
        user = _admin_create(s, pool, login, password, attributes, temporary=None)
        s.must("AdminSetUserPassword", UserPoolId=pool.id, Username=user.username, Password=password, Permanent=True)
    user.status = "CONFIRMED"
    return user


def _sign_up(s: Scenario, pool: Pool, login: str, password: str, attributes: Mapping[str, str]) -> User:
    client = s.client(pool)
    parameters: dict[str, Any] = {"ClientId": client.id, "Username": login, "Password": password}
    if attributes:
        parameters["UserAttributes"] = attribute_list(attributes)
    created = s.must("SignUp", **parameters)
    sub = created.get("UserSub")
    username = str(sub) if pool.username_attributes and sub else login
    return User(pool, login, username, sub, password, dict(attributes), "UNCONFIRMED", created)


def _admin_create(
    s: Scenario, pool: Pool, login: str, password: str, attributes: Mapping[str, str], temporary: str | None
) -> User:
    parameters: dict[str, Any] = {"UserPoolId": pool.id, "Username": login, "MessageAction": "SUPPRESS"}
    if attributes:
        parameters["UserAttributes"] = attribute_list(attributes)
    if temporary is not None:
        parameters["TemporaryPassword"] = temporary
    created = s.must("AdminCreateUser", **parameters)
    sub = attributes_of(created, "User.Attributes").get("sub")
    username = str(created.get("User.Username") or login)
    return User(pool, login, username, sub, password, dict(attributes), "FORCE_CHANGE_PASSWORD", created)


def flow_of(client: Client) -> str:
    """The password flow that the client's configuration opens; SRP where nothing was asked for."""
    if client.allows("ALLOW_USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH"):
        return "USER_PASSWORD_AUTH"
    if client.allows("ALLOW_ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"):
        return "ADMIN_USER_PASSWORD_AUTH"
    return "USER_SRP_AUTH"


def password_step(s: Scenario, client: Client, login: str, password: str, flow: str) -> Exchange:
    """The first answer to a right password: tokens or a challenge. Not judged."""
    secret_hash = s.secret_hash(client, login)
    parameters = {"USERNAME": login, "PASSWORD": password, **({"SECRET_HASH": secret_hash} if secret_hash else {})}
    if flow == "USER_SRP_AUTH":
        return srp_step(s, client, login, password)
    if flow.startswith("ADMIN"):
        return s.call(
            "AdminInitiateAuth", UserPoolId=client.pool.id, ClientId=client.id, AuthFlow=flow, AuthParameters=parameters
        )
    return s.call("InitiateAuth", ClientId=client.id, AuthFlow=flow, AuthParameters=parameters)


def srp_step(s: Scenario, client: Client, login: str, password: str) -> Exchange:
    """A complete SRP exchange with a right proof; the first call is arrangement, the answer to the proof returned."""
    start = s.srp_start()
    secret_hash = s.secret_hash(client, login)
    parameters = {"USERNAME": login, "SRP_A": start["A"], **({"SECRET_HASH": secret_hash} if secret_hash else {})}
    challenge = s.must(
        "InitiateAuth", blame="SRP-001", ClientId=client.id, AuthFlow="USER_SRP_AUTH", AuthParameters=parameters
    )
    return s.call("RespondToAuthChallenge", **srp_answer(s, client, challenge, start, password))


def srp_answer(
    s: Scenario, client: Client, challenge: Exchange, start: Mapping[str, str], password: str
) -> dict[str, Any]:
    """The parameters of RespondToAuthChallenge with a right proof for ``password``."""
    given = challenge.get("ChallengeParameters") or {}
    user_id = str(given.get("USER_ID_FOR_SRP"))
    at = s.compute("srp.timestamp", s.clock())
    signature = s.compute(
        "srp.claim",
        start["a"],
        start["A"],
        str(given.get("SRP_B")),
        str(given.get("SALT")),
        client.pool.id,
        user_id,
        password,
        str(given.get("SECRET_BLOCK")),
        at,
    )
    name = str(given.get("USERNAME") or user_id)  # on Cognito the same; a wrong id is SRP-018's to tell
    secret_hash = s.secret_hash(client, name)
    parameters: dict[str, Any] = {
        "ClientId": client.id,
        "ChallengeName": "PASSWORD_VERIFIER",
        "ChallengeResponses": {
            "USERNAME": name,
            "TIMESTAMP": at,
            "PASSWORD_CLAIM_SIGNATURE": signature,
            "PASSWORD_CLAIM_SECRET_BLOCK": str(given.get("SECRET_BLOCK")),
            **({"SECRET_HASH": secret_hash} if secret_hash else {}),
        },
    }
    session = challenge.get("Session")
    if session:
        parameters["Session"] = session
    return parameters


def sign_in(s: Scenario, client: Client, user: User, password: str | None, flow: str | None) -> Session:
    """Tokens for a CONFIRMED user with a known password; a refusal blames the flow's own requirement."""
    chosen = flow or flow_of(client)
    blame = {"USER_PASSWORD_AUTH": "PWAUTH-001", "USER_SRP_AUTH": "SRP-002"}.get(chosen, "ADMAUTH-001")
    answer = password_step(s, client, user.login, str(password or user.password), chosen)
    s.need(answer, blame)
    if not answer.get("AuthenticationResult.AccessToken"):
        s.end(blame, f"sign-in gave no tokens but {answer.get('ChallengeName')}")
    return Session(client, user, answer)
