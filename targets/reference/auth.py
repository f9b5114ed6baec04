"""InitiateAuth and its Admin twin: which flow, and is it allowed."""

from __future__ import annotations

from collections.abc import Callable

from targets.reference.attempt import Attempt
from targets.reference.calls import Answer, Call, operation
from targets.reference.choice import user_auth
from targets.reference.directory import find
from targets.reference.errors import InvalidParameterException
from targets.reference.existence import unknown_at_sign_in
from targets.reference.first_factor import password_step, user_to_sign_in
from targets.reference.refresh import refresh_token_auth
from targets.reference.srp_auth import user_srp_auth
from targets.reference.state import Client

# Documented: what a client allows that says nothing, and what the older values leave open.
BY_DEFAULT = frozenset({"ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH"})
OLDER = {"USER_PASSWORD_AUTH": "ALLOW_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH": "ALLOW_ADMIN_USER_PASSWORD_AUTH"}
PERMISSION = {
    "USER_PASSWORD_AUTH": "ALLOW_USER_PASSWORD_AUTH",
    "ADMIN_USER_PASSWORD_AUTH": "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "ADMIN_NO_SRP_AUTH": "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "USER_SRP_AUTH": "ALLOW_USER_SRP_AUTH",
    "CUSTOM_AUTH": "ALLOW_CUSTOM_AUTH",
    "REFRESH_TOKEN_AUTH": "ALLOW_REFRESH_TOKEN_AUTH",
    "REFRESH_TOKEN": "ALLOW_REFRESH_TOKEN_AUTH",
    "USER_AUTH": "ALLOW_USER_AUTH",
}
ADMIN_FLOWS = frozenset({"ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"})
REFUSALS = {
    "USER_PASSWORD_AUTH": "USER_PASSWORD_AUTH flow not enabled for this client",
    "USER_SRP_AUTH": "USER_SRP_AUTH is not enabled for the client.",
    "USER_AUTH": "USER_AUTH flow not enabled for this client",
}


@operation("InitiateAuth")
def initiate_auth(call: Call) -> Answer:
    """The public operation. Recorded: flows for administrators are not its own."""
    client = call.client()
    if call["AuthFlow"] in ADMIN_FLOWS:
        raise InvalidParameterException("Initiate Auth method not supported.")
    return begin(Attempt(call, client, call.get("AuthParameters", {}), admin=False))


@operation("AdminInitiateAuth")
def admin_initiate_auth(call: Call) -> Answer:
    """The twin for servers. Recorded: the password flow of the public operation is not its own."""
    client = call.client()
    if call["AuthFlow"] == "USER_PASSWORD_AUTH":
        raise InvalidParameterException("Initiate Auth method not supported.")
    return begin(Attempt(call, client, call.get("AuthParameters", {}), admin=True))


def begin(attempt: Attempt) -> Answer:
    """Run the flow if the client allows it."""
    flow = attempt.call["AuthFlow"]
    check_allowed(attempt.client, flow)
    return FLOWS[flow](attempt)


def check_allowed(client: Client, flow: str) -> None:
    """Recorded: each refusal has its text."""
    if PERMISSION[flow] in allowed(client):
        return
    if "CUSTOM_AUTH_FLOW_ONLY" in client.settings.get("ExplicitAuthFlows", ()):
        raise InvalidParameterException("Only custom auth (lambda driven) is enabled for this client.")
    raise InvalidParameterException(REFUSALS.get(flow, "Auth flow not enabled for this client"))


def allowed(client: Client) -> frozenset[str]:
    """Recorded: an older value adds a flow and closes none, but for CUSTOM_AUTH_FLOW_ONLY."""
    flows = client.settings.get("ExplicitAuthFlows")
    if not flows:
        return BY_DEFAULT
    if "CUSTOM_AUTH_FLOW_ONLY" in flows:
        return frozenset({"ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"})
    older = {OLDER[flow] for flow in flows if flow in OLDER}
    return BY_DEFAULT | older if older else frozenset(flows)


def password_auth(attempt: Attempt) -> Answer:
    """A user name and a password in the clear."""
    attempt.require("USERNAME")
    password = attempt.require("PASSWORD")
    user = user_to_sign_in(attempt, attempt.username())
    return password_step(attempt, user, password)


def custom_auth(attempt: Attempt) -> Answer:
    """Seam: the triggers that define custom challenges come later; without them a pool cannot do it."""
    if find(attempt.pool, attempt.username()) is None and not attempt.client.hides_existence:
        raise unknown_at_sign_in(attempt.client)
    raise InvalidParameterException("Custom auth lambda trigger is not configured for the user pool.")


FLOWS: dict[str, Callable[[Attempt], Answer]] = {
    "USER_PASSWORD_AUTH": password_auth,
    "ADMIN_USER_PASSWORD_AUTH": password_auth,
    "ADMIN_NO_SRP_AUTH": password_auth,
    "USER_SRP_AUTH": user_srp_auth,
    "CUSTOM_AUTH": custom_auth,
    "REFRESH_TOKEN_AUTH": refresh_token_auth,
    "REFRESH_TOKEN": refresh_token_auth,
    "USER_AUTH": user_auth,
}
