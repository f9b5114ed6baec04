"""``/login`` of the classic hosted UI, and the page for a new password."""

from __future__ import annotations

import html

from targets.reference.core import ids
from targets.reference.core.clock import MINUTE
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.directory import touch
from targets.reference.core.domain_state import Authorization, Change
from targets.reference.core.errors import (
    ApiError,
    NotAuthorizedException,
    UserNotConfirmedException,
    user_not_found,
    wrong_credentials,
)
from targets.reference.core.limits import check_lockout, count_failure, forget_failures
from targets.reference.core.passwords import check_history, check_policy, check_temporary, matches, set_password
from targets.reference.core.sign_in_names import named
from targets.reference.core.state import CONFIRMED, FORCE_CHANGE_PASSWORD, RESET_REQUIRED, UNCONFIRMED, Client, User
from targets.reference.core.wire import Reply
from targets.reference.hosted.authorization import check_enabled, not_allowed, requested
from targets.reference.hosted.grants import signed_in
from targets.reference.hosted.refusals import Broken, CallbackError, ErrorPage, NotAllowed
from targets.reference.hosted.request import nothing, page
from targets.reference.hosted.visit import CSRF_COOKIE, Visit

CHANGE_LIFETIME = 5 * MINUTE
LOGIN_FORM = """
<form name="cognitoSignInForm" action="{action}" method="POST">{error}
<input type="hidden" name="{csrf_name}" value="{csrf}"/>
<input type="text" name="username" placeholder="Username" value="{hint}"/>
<input type="password" name="password" placeholder="Password"/>
<input type="hidden" name="cognitoAsfData" value=""/>
<input type="Submit" name="signInSubmitButton" value="Sign in"/>
</form>
"""
CHANGE_FORM = """
<form name="changePasswordForm" action="{action}" method="POST">{error}
<input type="hidden" name="_csrf" value="{csrf}"/>
<input type="hidden" name="session" value="{session}"/>
<input type="password" name="new_password"/>
<input type="password" name="confirm_password"/>
<input type="Submit" name="reset_password" value="Send"/>
</form>
"""
PAGE_LIFETIME = 300.0  # seconds; documented: about
UNAVAILABLE = "Login pages unavailable. Please contact an administrator."


def show(visit: Visit) -> Reply:
    """GET: the form. Recorded: managed login without a branding style has no pages."""
    client = requested(visit).client
    if visit.pool.managed_login and not client.styled and not deviates("managed-login-for-everybody"):
        text = varied(UNAVAILABLE, "managed-login-unavailable-text", "Not found.")
        return page("Error", f"<p>{text}</p>", status=varied(403, "managed-login-unavailable-status", 400))
    check_enabled(client)
    return form(visit)


def form(visit: Visit, error: str = "", status: int = 200) -> Reply:
    """Recorded: these names. The page has the form more than once there; once does here."""
    token = csrf(visit)
    visit.web.shown[token] = visit.call.now
    content = LOGIN_FORM.format(
        action=html.escape(f"{visit.request.root}/login?{visit.request.query_string}"),
        csrf=token,
        csrf_name=csrf_name(),
        error=error and f'<p id="loginErrorMessage">{html.escape(error)}</p>',
        hint=html.escape(visit.request.query.get("login_hint", "")),
    )
    if deviates("hosted-no-form"):
        content = "<p>Please sign in.</p>"
    return page("Signin", content, visit.request.cookie(CSRF_COOKIE, token), status=status)


def csrf_name() -> str:
    """Recorded."""
    return varied("_csrf", "hosted-field-names", "authenticity_token")


def csrf(visit: Visit) -> str:
    """The token that the form and the cookie share: the browser's, if it has one."""
    return html.escape(visit.request.cookies.get(CSRF_COOKIE) or ids.unique())


def submit(visit: Visit) -> Reply:
    """POST: a name and a password. Recorded: 401 and the form again when they are wrong."""
    authorization = submitted(visit)
    if forged(visit):
        return nothing(403)
    check_enabled(authorization.client)
    shown = visit.web.shown.get(visit.request.form.get(csrf_name(), ""), visit.call.now)
    if visit.call.now > shown + PAGE_LIFETIME and not deviates("hosted-page-never-too-old"):
        raise ErrorPage("Something went wrong", authorization.client.id)
    try:
        user = user_signing_in(visit, authorization.client)
    except ApiError as error:
        if deviates("hosted-refused-sign-in-breaks"):
            raise Broken from error
        return form(visit, message_for(error), status=varied(401, "hosted-wrong-password-200", 200))
    if user.status == FORCE_CHANGE_PASSWORD:
        return ask_new_password(visit, authorization, user)
    return signed_in(visit, authorization, user)


def message_for(error: ApiError) -> str:
    """Recorded: the texts are those of the API."""
    if "disabled" in error.message:
        return varied(error.message, "hosted-disabled-text", "Please contact the administrator.")
    return varied(error.message, "hosted-wrong-password-text", "Please try again.")


def submitted(visit: Visit) -> Authorization:
    """The request to authorize, in the query still. Recorded: 405 for a scope that is not allowed."""
    try:
        return requested(visit)
    except CallbackError as error:
        raise (NotAllowed if not_allowed(error.authorization) else error) from error


def forged(visit: Visit) -> bool:
    """Whether the form is not the one this browser was given. Recorded: cookie and field are equal."""
    token = visit.request.form.get("_csrf", visit.request.form.get(csrf_name()))
    return (not token or token != visit.request.cookies.get(CSRF_COOKIE)) and not deviates("hosted-csrf-unchecked")


def user_signing_in(visit: Visit, client: Client) -> User:
    """Who it is. Recorded: the texts are those of the API."""
    name, password = visit.request.form.get("username", ""), visit.request.form.get("password", "")
    user = named(visit.pool, name, "pages")
    if user is None and deviates("hosted-unknown-user-signs-in"):
        user = next((one for one in visit.pool.users.values() if matches(one, password)), None)
    if user is None:
        raise wrong_credentials() if client.hides_existence else user_not_found()
    check_standing(user)
    check_lockout(visit.call, visit.pool, user, right=False)
    if not matches(user, password) and not deviates("hosted-any-password"):
        count_failure(visit.call, user)
        raise wrong_credentials()
    forget_failures(visit.call, user)
    if user.status == FORCE_CHANGE_PASSWORD:
        check_temporary(visit.call, visit.pool, user)
    return user


def check_standing(user: User) -> None:
    """States in which no password helps. Recorded: the page says that the user is disabled."""
    if not user.enabled and not deviates("hosted-disabled-user"):
        raise NotAuthorizedException("User is disabled.")
    if user.status == UNCONFIRMED and not deviates("hosted-unconfirmed-user"):
        raise UserNotConfirmedException("User is not confirmed.")
    if user.status == RESET_REQUIRED and not deviates("hosted-reset-required-user"):
        raise NotAuthorizedException("Password reset required for the user")


def ask_new_password(visit: Visit, authorization: Authorization, user: User) -> Reply:
    """Documented: a temporary password has to be replaced first. Address and names of this page are ours."""
    if deviates("hosted-temporary-password-enough"):
        return signed_in(visit, authorization, user)
    if deviates("hosted-new-password-page-missing"):
        return form(visit, "Password reset required", status=401)
    text = ids.opaque(32)
    visit.web.changes[text] = Change(authorization, user, visit.call.now + CHANGE_LIFETIME)
    return change_form(visit, text, authorization)


def change_form(visit: Visit, session: str, authorization: Authorization, error: str = "", status: int = 200) -> Reply:
    """The page that asks for a new password."""
    content = CHANGE_FORM.format(
        action=html.escape(f"{visit.request.root}/changePassword?{authorization.query}"),
        csrf=(token := csrf(visit)),
        session=session,
        error=error and f'<p id="loginErrorMessage">{html.escape(error)}</p>',
    )
    return page("Change Password", content, visit.request.cookie(CSRF_COOKIE, token), status=status)


def change_password(visit: Visit) -> Reply:
    """POST: the new password, twice."""
    text = visit.request.form.get("session", "")
    change = visit.web.changes.get(text)
    if change is None or visit.call.now > change.expires_at or forged(visit):
        raise ErrorPage("Something went wrong", visit.request.query.get("client_id"))
    password = visit.request.form.get("new_password", "")
    try:
        check_new(visit, change.user, password)
    except ApiError as error:
        return change_form(visit, text, change.authorization, error.message, status=400)
    del visit.web.changes[text]
    set_password(visit.call, change.user, password)
    change.user.status = varied(CONFIRMED, "hosted-new-password-keeps-status", change.user.status)
    touch(visit.call, change.user)
    return signed_in(visit, change.authorization, change.user)


def check_new(visit: Visit, user: User, password: str) -> None:
    """The pool's rules, and both fields alike."""
    if password != visit.request.form.get("confirm_password", password):
        raise NotAuthorizedException("The passwords do not match.")
    check_standing(user)
    check_policy(visit.pool, password)
    check_history(visit.pool, user, password)
