"""InitiateAuth and its Admin twin: which flow, and is it allowed."""

from __future__ import annotations

from collections.abc import Callable

from targets.reference.core.api import Answer, Call, operation
from targets.reference.core.attempt import Attempt
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.errors import InternalErrorException, InvalidParameterException
from targets.reference.core.state import Client
from targets.reference.operations.refresh import refresh_token_auth
from targets.reference.sign_in.choice import user_auth
from targets.reference.sign_in.custom_auth import custom_auth
from targets.reference.sign_in.first_factor import password_step, user_to_sign_in
from targets.reference.sign_in.srp_auth import user_srp_auth
from targets.reference.triggers.authentication import migrate_at_sign_in, pre_authentication

# Documented: what a client allows that says nothing, and what the older values leave open.
BY_DEFAULT = frozenset({"ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH"})
ONLY_CUSTOM = frozenset({"ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"})
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
NOT_SUPPORTED = "Initiate Auth method not supported."
REFUSALS = {
    "USER_PASSWORD_AUTH": "USER_PASSWORD_AUTH flow not enabled for this client",
    "USER_SRP_AUTH": "USER_SRP_AUTH is not enabled for the client.",
    "USER_AUTH": "USER_AUTH flow not enabled for this client",
}


@operation("InitiateAuth")
def initiate_auth(call: Call) -> Answer:
    """The public operation. Recorded: flows for administrators are not its own."""
    client = call.client()
    if call["AuthFlow"] in ADMIN_FLOWS and not deviates("public-takes-admin-flows"):
        raise InvalidParameterException(varied(NOT_SUPPORTED, "admin-flow-text", "Unsupported auth flow"))
    return begin(Attempt(call, client, call.get("AuthParameters", {}), admin=False))


@operation("AdminInitiateAuth")
def admin_initiate_auth(call: Call) -> Answer:
    """The twin for servers. Recorded: the password flow of the public operation is not its own."""
    client = call.client()
    flow = call["AuthFlow"]
    if flow == "USER_PASSWORD_AUTH" and not deviates("admin-takes-user-password-auth"):
        text = varied(NOT_SUPPORTED, "user-password-auth-at-admin-text", "Unsupported auth flow")
        raise InvalidParameterException(text)
    if deviates(f"admin-lacks-{kebab(flow)}"):
        raise InvalidParameterException(NOT_SUPPORTED)
    return begin(Attempt(call, client, call.get("AuthParameters", {}), admin=True))


LONGEST = 128  # characters of a user name


def begin(attempt: Attempt) -> Answer:
    """Run the flow if the client allows it."""
    flow = attempt.call["AuthFlow"]
    if any(name.startswith("_") for name in attempt.given) and deviates("auth-parameters-must-be-known"):
        raise InvalidParameterException("Unknown parameter in AuthParameters.")
    check_allowed(attempt.client, flow)
    pre_authentication(attempt)
    return FLOWS[flow](attempt)


def check_allowed(client: Client, flow: str) -> None:
    """Recorded: each refusal has its text."""
    if allows(client, PERMISSION[flow]) or deviates(f"{kebab(flow)}-not-enforced"):
        return
    if client.rotates and PERMISSION[flow] == "ALLOW_REFRESH_TOKEN_AUTH" and deviates("refresh-flow-with-rotation"):
        return
    if "CUSTOM_AUTH_FLOW_ONLY" in client.settings.get("ExplicitAuthFlows", ()):
        raise InvalidParameterException("Only custom auth (lambda driven) is enabled for this client.")
    text = REFUSALS.get(flow, "Auth flow not enabled for this client")
    raise InvalidParameterException(varied(text, f"{kebab(flow)}-not-enabled-text", "Flow is not enabled"))


def allows(client: Client, wanted: str) -> bool:
    """Whether a client has a permission.

    Recorded: an older value adds a flow and closes none, but for CUSTOM_AUTH_FLOW_ONLY.
    """
    flows = client.settings.get("ExplicitAuthFlows")
    if not flows:
        return varied(wanted in BY_DEFAULT, "default-opens-passwords", True) and not closes("default", wanted)
    if "CUSTOM_AUTH_FLOW_ONLY" in flows:
        return varied(wanted in ONLY_CUSTOM, "custom-only-not-enforced", True)
    if older := [flow for flow in flows if flow in OLDER]:
        added = any(wanted == OLDER[flow] and not deviates(f"older-{kebab(flow)}-adds-nothing") for flow in older)
        closed = any(closes(f"older-{kebab(flow)}", wanted) for flow in flows)
        return (wanted in BY_DEFAULT or added) and not closed
    closed_by_custom = "ALLOW_CUSTOM_AUTH" in flows and wanted in flows and deviates(f"custom-closes-{kebab(wanted)}")
    return wanted in flows and not closed_by_custom


def closes(what: str, wanted: str) -> bool:
    """Never, but for mutants: a default or an older value that closes SRP or refreshing."""
    named = {"ALLOW_USER_SRP_AUTH": "srp", "ALLOW_REFRESH_TOKEN_AUTH": "refreshing"}.get(wanted)
    return named is not None and deviates(f"{what}-closes-{named}")


def kebab(flow: str) -> str:
    """The name of a flow as mutants have it."""
    return flow.removeprefix("ALLOW_").lower().replace("_", "-")


def password_auth(attempt: Attempt) -> Answer:
    """A user name and a password in the clear."""
    name = attempt.require("USERNAME")
    password = attempt.require("PASSWORD")
    if len(password) > LONGEST and deviates("very-long-password-is-malformed"):
        raise InvalidParameterException("The password is too long.")
    if len(name) > LONGEST and deviates("very-long-name-is-malformed"):
        raise InvalidParameterException("The user name is too long.")
    migrate_at_sign_in(attempt, attempt.username(), password)
    user = user_to_sign_in(attempt, attempt.username())
    if not name.isascii() and deviates(f"{'admin' if attempt.admin else 'public'}-sign-in-fails-beyond-ascii"):
        raise InternalErrorException("UnicodeEncodeError")
    return password_step(attempt, user, password)


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
