"""Questions about users and how they are listed."""

from __future__ import annotations

from functools import partial

from conformance.checking.exchange import Exchange
from conformance.recording.questions.question import Said, acceptance_expected, question, refusal_expected
from conformance.scenario.unjudged import Quiet


@question("CASE-014", "AdminGetUser of a name typed in both cases, where case does not count")
def stored_case(s: Quiet) -> Said:
    """See the catalog."""
    pool = s.pool(UsernameConfiguration={"CaseSensitive": False})
    typed = f"{s.name('Mixed')}aB"
    s.must("AdminCreateUser", UserPoolId=pool.id, Username=typed, MessageAction="SUPPRESS")
    read = s.must("AdminGetUser", UserPoolId=pool.id, Username=typed)
    shown = read.get("Username")
    other = "in lower case" if shown == typed.lower() else "in another way"
    return Said("as it was typed" if shown == typed else other, shown == typed, read)


@question("LIST-027", "ListUsers with sub in AttributesToGet")
def sub_asked_for(s: Quiet) -> Said:
    """See the catalog."""
    pool = s.pool()
    s.user(pool)
    listed = partial(s.call, "ListUsers", UserPoolId=pool.id)
    control = partial(listed, AttributesToGet=["email"])
    return refusal_expected(listed(AttributesToGet=["sub"]), "InvalidParameterException", control=control)


@question("LIST-028", "ListUsers with cognito:user_status in lower case as the filter")
def case_of_status(s: Quiet) -> Said:
    """The part of the statement that one request decides: that filter is not case-sensitive."""
    pool = s.own_pool()
    s.user(pool)
    exact = s.must("ListUsers", UserPoolId=pool.id, Filter='cognito:user_status = "CONFIRMED"')
    answer = s.need(s.call("ListUsers", UserPoolId=pool.id, Filter='cognito:user_status = "confirmed"'), None)
    if not exact.get("Users"):
        s.end("LIST-001", "no user is found by the status as it is written", exact)
    found = bool(answer.get("Users"))
    return Said("the same users" if found else "no users", found, answer)


@question("FORGOT-027", "ForgotPassword for a disabled user with a verified address")
def disabled(s: Quiet) -> Said:
    """See the catalog."""
    pool = s.pool()
    client = s.client(pool, PreventUserExistenceErrors="LEGACY")
    user = s.user(pool, attributes={"email": s.email(), "email_verified": "true"})
    s.must("AdminDisableUser", UserPoolId=pool.id, Username=user.username)
    forgot = partial(s.call, "ForgotPassword", signed=False, ClientId=client.id, Username=user.login)

    def enabled() -> Exchange:
        s.must("AdminEnableUser", UserPoolId=pool.id, Username=user.username)
        return forgot()

    return refusal_expected(forgot(), control=enabled)


@question("RESEND-013", "ResendConfirmationCode for a confirmed user, through a client that hides users")
def confirmed(s: Quiet) -> Said:
    """See the catalog."""
    pool = s.pool(AutoVerifiedAttributes=["email"])
    client = s.client(pool, PreventUserExistenceErrors="ENABLED")
    user = s.user(pool, attributes={"email": s.email()})
    return acceptance_expected(s.call("ResendConfirmationCode", signed=False, ClientId=client.id, Username=user.login))
