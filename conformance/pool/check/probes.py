"""What is done to see whether a promise is kept. Each probe gives the word that came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from conformance.checking.exchange import Exchange
from conformance.kit import jwt, oauth
from conformance.pool.check.bench import Bench, Person, Unclear, clear
from conformance.pool.check.devices import confirm_device
from conformance.pool.contract.promise import Promise

Probe = Callable[[Bench, Promise], "Exchange | str"]
JSON_NUMBERS = (int, float)


def password(bench: Bench, promise: Promise) -> Exchange:
    """AdminSetUserPassword with a password of the shape that is given.

    Before one that has to be refused, one that differs in that alone is taken: of the same length with every kind of
    character, or a character longer.
    """
    who = {"UserPoolId": bench.pool, "Username": bench.person().login, "Permanent": True}
    length, without = promise.given["length"], promise.given["without"]
    if promise.expected == "refused":
        bench.must("AdminSetUserPassword", **who, Password=bench.password(length if without else length + 1))
    return bench.call("AdminSetUserPassword", **who, Password=bench.password(length, without))


def sign_up(bench: Bench, promise: Promise) -> Exchange:
    """SignUp with everything that is required. Before a plain name is refused, a name of the right kind is taken."""
    plain = bool(promise.given.get("plain_name"))
    if plain:
        accepted = _sign_up(bench, promise, bench.login())
        if not accepted.ok:
            raise Unclear(f"a name of the right kind is refused too: {accepted.code}")
    return _sign_up(bench, promise, bench.login(plain=plain))


def _sign_up(bench: Bench, promise: Promise, login: str) -> Exchange:
    return bench.call(
        "SignUp",
        ClientId=bench.client(promise.client),
        Username=login,
        Password=bench.password(),
        UserAttributes=bench.required(login),
        **bench.hash_member(promise.client, login),
    )


def other_case(bench: Bench, promise: Promise) -> Exchange:
    """AdminGetUser with the name in other letters; in its own letters it is found."""
    person = bench.person(f"User{bench.word()}a")
    bench.must("AdminGetUser", UserPoolId=bench.pool, Username=person.login)
    return bench.call("AdminGetUser", UserPoolId=bench.pool, Username=person.login.swapcase())


def flow(bench: Bench, promise: Promise) -> Exchange:
    """The first call of the flow, for a user who can sign in."""
    return bench.begin(promise.client, promise.given["flow"], bench.person())


def next_step(bench: Bench, promise: Promise) -> Exchange | str:
    """What comes after the right password."""
    answer = bench.by_password(promise.client, promise.given["way"], bench.person())
    return _step(answer)


def _step(answer: Exchange) -> Exchange | str:
    return step_of(answer) if answer.ok else answer


def step_of(answer: Exchange) -> str:
    """What an accepted step of a sign-in leads to: the name of a challenge, ``tokens``, or ``nothing``."""
    return str(
        answer.get("ChallengeName") or ("tokens" if answer.get("AuthenticationResult.AccessToken") else "nothing")
    )


def invited(bench: Bench, promise: Promise) -> Exchange | str:
    """The first sign-in with a temporary password."""
    temporary = bench.password()
    person = Person(bench.create(bench.login(), TemporaryPassword=temporary), temporary)
    return _step(bench.by_password(promise.client, promise.given["way"], person))


def unknown_user(bench: Bench, promise: Promise) -> Exchange | str:
    """The code of the refusal where there is no such user; a user who is there signs in."""
    known = bench.begin(promise.client, promise.given["way"], bench.person())
    if not known.ok:
        raise Unclear(f"a user who is there cannot sign in either: {known.code}")
    answer = clear(bench.begin(promise.client, promise.given["way"], Person(bench.login(), bench.password())))
    return "taken" if answer.ok else str(answer.code)


def lifetime(bench: Bench, promise: Promise) -> str:
    """``exp`` less ``iat`` of a token. A second less than promised is the promised lifetime: TOKEN-041, TOKEN-042."""
    claims = _claims(bench.tokens(promise.client, promise.given["way"], bench.person()), promise.given["token"])
    ends, begins = claims.get("exp"), claims.get("iat")
    if not isinstance(ends, JSON_NUMBERS) or not isinstance(begins, JSON_NUMBERS):
        return "no exp and iat"
    seconds = int(ends - begins)
    return promise.expected if promise.expected == f"{seconds + 1} s" else f"{seconds} s"


def origin_jti(bench: Bench, promise: Promise) -> str:
    """Whether the access token has the claim."""
    claims = _claims(bench.tokens(promise.client, promise.given["way"], bench.person()), "AccessToken")
    return "present" if claims.get("origin_jti") else "absent"


def _claims(tokens: Mapping[str, Any], name: str) -> dict[str, Any]:
    try:
        return jwt.payload(str(tokens.get(name, "")))
    except (ValueError, IndexError):
        raise Unclear(f"the {name} is no JWT") from None


def _refresh_token(bench: Bench, promise: Promise) -> tuple[Person, str]:
    person = bench.person()
    tokens = bench.tokens(promise.client, promise.given["way"], person)
    if not tokens.get("RefreshToken"):
        raise Unclear("the sign-in gave no refresh token")
    if promise.given.get("device"):
        confirm_device(bench, tokens)
    return person, str(tokens["RefreshToken"])


def revocation(bench: Bench, promise: Promise) -> Exchange:
    """RevokeToken."""
    _, token = _refresh_token(bench, promise)
    known = bench.secret(promise.client)
    return bench.call(
        "RevokeToken",
        ClientId=bench.client(promise.client),
        Token=token,
        **({"ClientSecret": known} if known else {}),
    )


def refresh(bench: Bench, promise: Promise) -> Exchange:
    """REFRESH_TOKEN_AUTH, without the key of a device; where one is asked for, the device is confirmed before."""
    person, token = _refresh_token(bench, promise)
    username = bench.username(person)
    parameters = {"REFRESH_TOKEN": token, **bench.hash_of(promise.client, username)}
    return bench.call(
        "InitiateAuth",
        ClientId=bench.client(promise.client),
        AuthFlow="REFRESH_TOKEN_AUTH",
        AuthParameters=parameters,
    )


def rotation(bench: Bench, promise: Promise) -> Exchange | str:
    """GetTokensFromRefreshToken: whether another refresh token comes back."""
    _, token = _refresh_token(bench, promise)
    known = bench.secret(promise.client)
    answer = bench.call(
        "GetTokensFromRefreshToken",
        ClientId=bench.client(promise.client),
        RefreshToken=token,
        **({"ClientSecret": known} if known else {}),
    )
    if not answer.ok:
        return answer
    newer = answer.get("AuthenticationResult.RefreshToken")
    return "new refresh token" if newer and newer != token else "no new refresh token"


def write(bench: Bench, promise: Promise) -> Exchange:
    """UpdateUserAttributes by the user."""
    token = bench.tokens(promise.client, promise.given["way"], bench.person())["AccessToken"]
    changed = [{"Name": promise.given["attribute"], "Value": bench.word()}]
    return bench.call("UpdateUserAttributes", AccessToken=token, UserAttributes=changed)


def read(bench: Bench, promise: Promise) -> Exchange | str:
    """Whether GetUser shows an attribute that the user has."""
    name = promise.given["attribute"]
    person = bench.person(attributes={name: bench.word()})
    token = bench.tokens(promise.client, promise.given["way"], person)["AccessToken"]
    answer = bench.call("GetUser", AccessToken=token)
    if not answer.ok:
        return answer
    shown = answer.get("UserAttributes") or []
    return "shown" if any(isinstance(one, Mapping) and one.get("Name") == name for one in shown) else "hidden"


def callback(bench: Bench, promise: Promise) -> str:
    """/oauth2/authorize: the sign-in page, or a refusal that does not leave for the callback."""
    query = {
        "client_id": bench.client(promise.client),
        "response_type": promise.given["response_type"],
        "redirect_uri": promise.given["url"],
        "state": bench.word(),
    }
    answer = clear(bench.driver.request("GET", f"{_site(bench, promise)}/oauth2/authorize", query=query))
    location = str(answer.headers.get("location", ""))
    if location.startswith(promise.given["url"]):
        return f"left for the callback: {answer.code or 'without a sign-in'}"
    return "page" if answer.ok else "refused" if answer.status is not None and answer.status < 500 else "no answer"


def machine(bench: Bench, promise: Promise) -> Exchange | str:
    """The client_credentials grant."""
    scope = promise.given.get("scope")
    basic = oauth.basic(bench.client(promise.client), bench.secret(promise.client))
    answer = bench.driver.request(
        "POST",
        f"{_site(bench, promise)}/oauth2/token",
        form={"grant_type": "client_credentials", **({"scope": scope} if scope else {})},
        headers={"Authorization": basic},
    )
    return "token" if answer.get("access_token") else answer


def _site(bench: Bench, promise: Promise) -> str:
    domain = promise.given["domain"]
    for one in bench.made.refused:
        if (one.part, one.key) == ("domains", domain):
            raise Unclear(f"the target did not make the domain: {one.why}")
    site = bench.driver.running.hosted_ui(bench.pool, domain)
    if site is None:
        raise Unclear("the target has no hosted UI")
    return site


PROBES: dict[str, Probe] = {
    "callback": callback,
    "flow": flow,
    "invited": invited,
    "lifetime": lifetime,
    "machine": machine,
    "next_step": next_step,
    "origin_jti": origin_jti,
    "other_case": other_case,
    "password": password,
    "read": read,
    "refresh": refresh,
    "revocation": revocation,
    "rotation": rotation,
    "sign_up": sign_up,
    "unknown_user": unknown_user,
    "write": write,
}
