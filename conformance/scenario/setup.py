"""Set-up for properties, not judged: pools, clients, users and sessions, created in a way that works on this target."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, overload

from conformance.checking.attributes import attribute_list, attributes_of
from conformance.checking.exchange import Exchange
from conformance.scenario.blame import blame_of
from conformance.scenario.example import Fault
from conformance.scenario.resources import Client, Pool, Session, User
from conformance.scenario.sending import Sending
from conformance.scenario.steps import FromAnswer

T = TypeVar("T")
AGAIN = 3  # times that something is made until the attempt at an example is given up


def made(make: Callable[[], T], *, shared: bool) -> T:
    """What ``make`` makes under a fresh name, again where a fault on the way hides whether it was made.

    Not unless it is ``shared``: in a pool of the example's own, what was made unseen would be found in lists.
    """
    for _ in range(AGAIN - 1 if shared else 0):
        try:
            return make()
        except Fault:
            continue
    return make()


@overload
def make_pool(s: Sending, config: Mapping[str, Any]) -> Pool: ...
@overload
def make_pool(s: Sending, config: Mapping[str, Any], more: Mapping[str, Any]) -> Pool | None: ...
def make_pool(s: Sending, config: Mapping[str, Any], more: Mapping[str, Any] | None = None) -> Pool | None:
    """CreateUserPool with these parameters; the name is ours unless given.

    With ``more`` parameters, which nobody needs: None where the target refuses that.
    """
    first = len(s.steps)
    parameters = {"PoolName": s.resource_name(), **config, **(more or {})}
    created = s.call("CreateUserPool", **parameters) if more else s.must("CreateUserPool", **parameters)
    if not created.ok:
        return None
    s.steps[-1].unneeded = tuple(more or ())
    pool_id = created.text("UserPool.Id")
    return Pool(pool_id, dict(config), s.steps[first:], created)


def make_client(s: Sending, pool: Pool, config: Mapping[str, Any], more: Mapping[str, Any] | None = None) -> Client:
    """CreateUserPoolClient with these parameters; the name is ours unless given.

    With ``more`` parameters, which nobody needs; without them where the target refuses that.
    """
    first = len(s.steps)
    parameters = {"UserPoolId": pool.id, "ClientName": s.resource_name(), **config}
    created = s.call("CreateUserPoolClient", **{**parameters, **more}) if more else None
    if created is None or not created.ok:
        created = s.must("CreateUserPoolClient", **parameters)
    secret = created.get("UserPoolClient.ClientSecret")
    client_id = created.text("UserPoolClient.ClientId")
    return Client(pool, client_id, secret, dict(config), s.steps[first:], created)


NAMED_BY_SUB = "users who sign up with an address are called by their sub"


@dataclass(frozen=True)
class Details:
    """The details of a user to create. ``login`` is the user name that is typed."""

    login: str
    password: str
    attributes: Mapping[str, str]
    status: str  # CONFIRMED, UNCONFIRMED or FORCE_CHANGE_PASSWORD


def sign_up_user(s: Sending, client: Client, details: Details) -> User:
    """SignUp, and the confirmation where the user is to be CONFIRMED."""
    pool = client.pool
    parameters: dict[str, Any] = {"ClientId": client.id, "Username": details.login, "Password": details.password}
    if details.attributes:
        parameters["UserAttributes"] = attribute_list(details.attributes)
    created = s.must("SignUp", **parameters)
    sub = created.get("UserSub")
    username = _called(s, pool, details.login, str(sub)) if pool.username_attributes and sub else details.login
    user = _user(pool, username, sub, details, created)
    if details.status == "CONFIRMED":
        confirm(s, client, user)
    return user


def confirm(s: Sending, client: Client, user: User) -> None:
    """A user who signed up is confirmed by an administrator, or by the code where the target lacks that operation."""
    answer = s.call("AdminConfirmSignUp", UserPoolId=user.pool.id, Username=user.username)
    code = s.code_if_any("sign_up", user, announced=user.created) if answer.outcome == "unsupported" else None
    if code is None:
        s.need(answer, blame_of(answer))
    else:
        s.must("ConfirmSignUp", ClientId=client.id, Username=user.login, ConfirmationCode=code)


def _called(s: Sending, pool: Pool, login: str, sub: str) -> str:
    """The user name of a user who signed up with an address."""
    if _names_by_sub(s, pool, login, sub):
        return sub
    return _shown(s.call("AdminGetUser", UserPoolId=pool.id, Username=login), "Username", pool) or login


def _shown(answer: Exchange, path: str, pool: Pool) -> str:
    """The user name that an answer shows; empty where it shows none.

    Where addresses are typed a target may show what was typed, and another one does not.
    """
    name = str(answer.get(path) or "")
    return FromAnswer(name, answer, path) if name and pool.username_attributes else name


def _names_by_sub(s: Sending, pool: Pool, login: str, sub: str) -> bool:
    """Whether a user who signed up with an address is called by the sub, as on Cognito: asked once a run."""
    known = s.context.shared.known
    if NAMED_BY_SUB not in known:
        shown = s.probe("AdminGetUser", UserPoolId=pool.id, Username=login)
        known[NAMED_BY_SUB] = shown.get("Username", sub) == sub
    return known[NAMED_BY_SUB]


def create_user(s: Sending, pool: Pool, details: Details) -> User:
    """AdminCreateUser, and AdminSetUserPassword where the user is to be CONFIRMED. Raises ``ValueError``."""
    if details.status not in ("CONFIRMED", "FORCE_CHANGE_PASSWORD"):
        raise ValueError(f"users are made CONFIRMED, UNCONFIRMED or FORCE_CHANGE_PASSWORD, not {details.status}")
    parameters: dict[str, Any] = {"UserPoolId": pool.id, "Username": details.login, "MessageAction": "SUPPRESS"}
    if details.attributes:
        parameters["UserAttributes"] = attribute_list(details.attributes)
    if details.status == "FORCE_CHANGE_PASSWORD":
        parameters["TemporaryPassword"] = details.password
    created = s.must("AdminCreateUser", **parameters)
    sub = attributes_of(created, "User.Attributes").get("sub")
    username = _shown(created, "User.Username", pool) or details.login
    if details.status == "CONFIRMED":
        password = details.password
        s.must("AdminSetUserPassword", UserPoolId=pool.id, Username=username, Password=password, Permanent=True)
    return _user(pool, username, sub, details, created)


def _user(pool: Pool, username: str, sub: str | None, details: Details, created: Exchange) -> User:
    attributes = dict(details.attributes)
    return User(pool, details.login, username, sub, details.password, attributes, details.status, created)


def administrators_make_users(s: Sending, pool: Pool) -> bool:
    """Whether AdminCreateUser and AdminSetUserPassword work on this target. The requests belong to no example."""
    who = {"UserPoolId": pool.id, "Username": s.name("probe")}
    if not s.probe("AdminCreateUser", **who, MessageAction="SUPPRESS").ok:
        return False
    return s.probe("AdminSetUserPassword", **who, Password="Correct-Horse7", Permanent=True).ok


def flow_of(client: Client) -> str:
    """The password flow that the client's configuration opens; SRP where no flow was configured."""
    if client.allows("ALLOW_USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH"):
        return "USER_PASSWORD_AUTH"
    if client.allows("ALLOW_ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"):
        return "ADMIN_USER_PASSWORD_AUTH"
    return "USER_SRP_AUTH"


def password_step(s: Sending, client: Client, login: str, password: str, flow: str) -> Exchange:
    """The first answer to a right password: tokens or a challenge. Not judged."""
    secret_hash = s.secret_hash(client, login)
    parameters = {"USERNAME": login, "PASSWORD": password, **({"SECRET_HASH": secret_hash} if secret_hash else {})}
    if flow == "USER_SRP_AUTH":
        return srp_step(s, client, login, password)
    if flow.startswith("ADMIN"):
        return s.call(
            "AdminInitiateAuth", UserPoolId=client.pool.id, ClientId=client.id, AuthFlow=flow, AuthParameters=parameters
        )
    if flow == "SELECT_CHALLENGE":
        return _chosen_step(s, client, parameters)
    if flow == "USER_AUTH":
        parameters["PREFERRED_CHALLENGE"] = "PASSWORD"
    return s.call("InitiateAuth", ClientId=client.id, AuthFlow=flow, AuthParameters=parameters)


def _chosen_step(s: Sending, client: Client, parameters: Mapping[str, str]) -> Exchange:
    """USER_AUTH without a preference, and then the choice of the password."""
    named = {name: value for name, value in parameters.items() if name != "PASSWORD"}
    begun = s.must("InitiateAuth", blame="CHOICE-001", ClientId=client.id, AuthFlow="USER_AUTH", AuthParameters=named)
    if begun.get("ChallengeName") != "SELECT_CHALLENGE":
        return begun
    responses, session = {**parameters, "ANSWER": "PASSWORD"}, begun.get("Session")
    answer: dict[str, Any] = {"ChallengeName": "SELECT_CHALLENGE", "ChallengeResponses": responses}
    return s.call("RespondToAuthChallenge", ClientId=client.id, **answer, **({"Session": session} if session else {}))


def srp_step(s: Sending, client: Client, login: str, password: str) -> Exchange:
    """A complete SRP exchange with a right proof; the first call is arrangement, the answer to the proof returned."""
    start = s.srp_start()
    secret_hash = s.secret_hash(client, login)
    parameters = {"USERNAME": login, "SRP_A": start["A"], **({"SECRET_HASH": secret_hash} if secret_hash else {})}
    challenge = s.must(
        "InitiateAuth", blame="SRP-001", ClientId=client.id, AuthFlow="USER_SRP_AUTH", AuthParameters=parameters
    )
    return s.call("RespondToAuthChallenge", **srp_answer(s, client, challenge, start, password))


def srp_answer(
    s: Sending, client: Client, challenge: Exchange, start: Mapping[str, str], password: str
) -> dict[str, Any]:
    """The parameters of RespondToAuthChallenge with a right proof for ``password``."""
    user_id = challenge.text("ChallengeParameters.USER_ID_FOR_SRP")
    block = challenge.text("ChallengeParameters.SECRET_BLOCK")
    at = s.compute("srp.timestamp", s.clock())
    signature = s.compute(
        "srp.claim",
        start["a"],
        start["A"],
        challenge.text("ChallengeParameters.SRP_B"),
        challenge.text("ChallengeParameters.SALT"),
        client.pool.id,
        user_id,
        password,
        block,
        at,
    )
    name = str(challenge.get("ChallengeParameters.USERNAME") or user_id)  # the same on Cognito: SRP-018
    secret_hash = s.secret_hash(client, name)
    parameters: dict[str, Any] = {
        "ClientId": client.id,
        "ChallengeName": "PASSWORD_VERIFIER",
        "ChallengeResponses": {
            "USERNAME": name,
            "TIMESTAMP": at,
            "PASSWORD_CLAIM_SIGNATURE": signature,
            "PASSWORD_CLAIM_SECRET_BLOCK": block,
            **({"SECRET_HASH": secret_hash} if secret_hash else {}),
        },
    }
    session = challenge.get("Session")
    if session:
        parameters["Session"] = session
    return parameters


BLAME_OF_FLOW = {
    "USER_PASSWORD_AUTH": "PWAUTH-001",
    "USER_SRP_AUTH": "SRP-002",
    "USER_AUTH": "CHOICE-003",
    "SELECT_CHALLENGE": "CHOICE-008",
    "ADMIN_NO_SRP_AUTH": "ADMAUTH-005",
}
TOKENS_OF_FLOW = BLAME_OF_FLOW | {"USER_PASSWORD_AUTH": "PWAUTH-002", "USER_SRP_AUTH": "SRP-007"}
Factor = Callable[[Client, User, Exchange, str], Exchange]  # what answers a second factor, given the flow


def sign_in(
    s: Sending, client: Client, user: User, password: str | None, flow: str | None, second_factor: Factor
) -> Session:
    """Tokens for a CONFIRMED user with a known password; a refusal blames the flow's own requirement."""
    chosen = flow or flow_of(client)
    answer = password_step(s, client, user.login, str(password or user.password), chosen)
    answer = second_factor(client, user, s.need(answer, BLAME_OF_FLOW.get(chosen, "ADMAUTH-001")), chosen)
    if not answer.get("AuthenticationResult.AccessToken"):
        blame = TOKENS_OF_FLOW.get(chosen, "ADMAUTH-002")
        s.end(blame, f"sign-in gave no tokens but {answer.get('ChallengeName')}", answer)
    return Session(client, user, answer)


def refresh(s: Sending, session: Session, flow: str) -> Session:
    """The same session with the tokens of a refresh."""
    client = session.client
    hashed = s.secret_hash(client, session.user.username)
    given = {"REFRESH_TOKEN": session.refresh, **({"SECRET_HASH": hashed} if hashed else {})}
    answer = s.must("InitiateAuth", blame="REFRESH-001", ClientId=client.id, AuthFlow=flow, AuthParameters=given)
    answer.text("AuthenticationResult.AccessToken")
    return Session(client, session.user, answer, session.exchange)
