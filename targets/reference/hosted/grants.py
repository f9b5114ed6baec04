"""The end of a sign-in: a code, or tokens, on the way back to the application."""

from __future__ import annotations

from urllib.parse import unquote_plus

from targets.reference.core import ids
from targets.reference.core.clock import DAY, HOUR, MINUTE
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.domain_state import Authorization, BrowserSession, Code, Vouched
from targets.reference.core.state import Grant, RefreshFamily, User
from targets.reference.core.wire import Reply
from targets.reference.hosted.request import extended, redirect
from targets.reference.hosted.visit import SESSION_COOKIE, Visit
from targets.reference.tokens import issue

CODE_LIFETIME = 5 * MINUTE
SESSION_LIFETIME = HOUR


def signed_in(visit: Visit, authorization: Authorization, user: User, vouched: Vouched | None = None) -> Reply:
    """A sign-in that just happened: the browser remembers it."""
    now = visit.call.now
    lifetime = varied(varied(SESSION_LIFETIME, "hosted-session-of-minutes", MINUTE), "hosted-session-without-end", DAY)
    session = BrowserSession(ids.opaque(48), user, now, now + lifetime, vouched)
    visit.web.sessions[session.text] = session
    cookie = visit.request.cookie(SESSION_COOKIE, session.text, seconds=int(SESSION_LIFETIME))
    return granted(visit, authorization, user, now, cookie)


def granted(visit: Visit, authorization: Authorization, user: User, auth_time: float, *cookies: str) -> Reply:
    """Back to the application, with what it asked for."""
    if authorization.response_type == "token":
        return redirect(implicit(visit, authorization, user, auth_time), *cookies)
    lifetime = varied(CODE_LIFETIME, "hosted-code-of-seconds", 10.0)
    code = Code(ids.unique(), authorization, user, auth_time, visit.call.now + lifetime)
    visit.web.codes[code.text] = code
    state = varied(authorization.state, "hosted-state-dropped", None)
    if state is not None and deviates("hosted-state-decoded-twice"):
        state = unquote_plus(state)
    given = {"code": varied(code.text, "hosted-sign-in-without-code", None), "state": state}
    there = extended(authorization.redirect_uri, given, fragment=deviates("hosted-code-in-fragment"))
    return redirect(there, *cookies)


def implicit(visit: Visit, authorization: Authorization, user: User, auth_time: float) -> str:
    """Recorded: in the fragment, in this order, and without a refresh token."""
    family = begun(visit, authorization, user, auth_time, implicit=True)
    issued = issue.issue(visit.call, family, start=int(visit.call.now))
    given = {
        "id_token": issued.get("IdToken"),
        "access_token": issued["AccessToken"],
        "expires_in": str(issued["ExpiresIn"]),
        "token_type": issued["TokenType"],
        "state": varied(authorization.state, "hosted-implicit-without-state", None),
        "refresh_token": issue.new_refresh_token(family).text if deviates("hosted-implicit-refresh-token") else None,
    }
    return extended(authorization.redirect_uri, given, fragment=not deviates("hosted-tokens-in-query"))


def begun(
    visit: Visit, authorization: Authorization, user: User, auth_time: float, *, implicit: bool = False
) -> RefreshFamily:
    """What all tokens of this sign-in stem from."""
    scope = " ".join(authorization.scopes)
    family = issue.new_family(visit.call, authorization.client, user, scope)
    family.auth_time = int(auth_time)
    family.grant = Grant(authorization.scopes, authorization.nonce, implicit, authorization.resource)
    return family
