"""The sign-in pages: which users can sign in there. The form may have any shape."""

from __future__ import annotations

import html

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.redirects import redirect_query, refused_without_code
from conformance.checking.registry import check
from conformance.flows.code_grant import (
    CALLBACK,
    Site,
    again,
    application,
    code_for,
    proof_key,
    redeemed,
    served,
    sign_in_page,
)
from conformance.kit.forms import asked_for, forms
from conformance.kit.reading import part_of
from conformance.scenario import Scenario, prop
from conformance.scenario.browser import Arrival, Form, forms_of
from conformance.scenario.resources import User
from conformance.strategies import names, passwords, wrong_variants
from conformance.strategies.malformed import words
from conformance.strategies.passwords import wrong_password

WRONG = "Incorrect username or password"
DISABLED = "User is disabled"
FIELDS = ("username", "password", "_csrf")


@check("LOGIN-001")
def code_at_callback(last: Exchange, callback: str) -> Difference | None:
    """A redirect to the callback with a code."""
    if not last.headers.get("location", "").startswith(callback):
        return Difference("no-redirect", f"a redirect to {callback}", f"HTTP {last.status}")
    return None if redirect_query(last).get("code") else Difference("no-code", "a code at the callback", "none")


@check("LOGIN-002")
def wrong_password_gets_no_code(last: Exchange) -> Difference | None:
    """The browser is given no code, and the server does not fail."""
    return refused_without_code(last)


@check("LOGIN-003")
def wrong_password_status(last: Exchange) -> Difference | None:
    """The status is 401 or 400."""
    return None if last.status in (400, 401) else Difference("status", "HTTP 401 (or 400)", f"HTTP {last.status}")


@check("LOGIN-004")
def wrong_password_text(last: Exchange) -> Difference | None:
    """The page has the API's text for a wrong password."""
    return None if WRONG in html.unescape(last.body) else Difference("text", f"a page that says {WRONG!r}", "another")


@check("LOGIN-005")
def unknown_user_gets_no_code(last: Exchange) -> Difference | None:
    """The browser is given no code, and the server does not fail."""
    return refused_without_code(last)


@check("LOGIN-006")
def unconfirmed_gets_no_code(last: Exchange) -> Difference | None:
    """The browser is given no code, and the server does not fail."""
    return refused_without_code(last)


@check("LOGIN-007")
def temporary_gets_no_code(last: Exchange) -> Difference | None:
    """The browser is given no code, and the server does not fail."""
    return refused_without_code(last)


@check("LOGIN-008")
def new_password_signs_in(last: Exchange, read: Exchange, asked: bool) -> Difference | None:
    """The browser gets a code, and the user has the status of one who set the password.

    ``asked``: whether a new password was asked for and given. If it was never given, as in a replay on another target,
    a page that asks for it proves nothing.
    """
    if not asked and _new_password_form(last):
        return None
    if not redirect_query(last).get("code"):
        return Difference("no-code", "a code once a new password is set", f"HTTP {last.status}")
    status = read.get("UserStatus")
    return None if status == "CONFIRMED" else Difference("status", "UserStatus CONFIRMED", f"{status!r}")


@check("LOGIN-009")
def disabled_without_code(last: Exchange) -> Difference | None:
    """The browser is given no code, and the server does not fail."""
    return refused_without_code(last)


@check("LOGIN-010")
def disabled_text(last: Exchange) -> Difference | None:
    """The page has the API's text for a disabled user."""
    if DISABLED in html.unescape(last.body):
        return None
    return Difference("text", f"a page that says {DISABLED!r}", f"HTTP {last.status} without it")


@check("LOGIN-011")
def field_names(page: Exchange) -> Difference | None:
    """The form has the fields that scripts fill in, under their names."""
    found = next(([field["name"] for field in form["fields"]] for form in forms(page.body) if asked_for(form)), [])
    missing = next((name for name in FIELDS if name not in found), None)
    return Difference(f"no-{missing.strip('_')}", f"a field {missing}", f"fields {found}") if missing else None


@check("LOGIN-012")
def second_without_password(answer: Exchange) -> Difference | None:
    """The browser gets a code at once, and no form."""
    if redirect_query(answer).get("code"):
        return None
    return Difference("asked-again", "a code without a form", f"HTTP {answer.status}")


@check("LOGIN-013")
def other_browser_asked(answer: Exchange) -> Difference | None:
    """A browser without cookies is given no code, and the server does not fail."""
    return refused_without_code(answer)


@check("LOGIN-014")
def session_alive(answer: Exchange, seconds: int) -> Difference | None:
    """The browser gets a code, and no form, this many seconds after the sign-in."""
    if redirect_query(answer).get("code"):
        return None
    return Difference("asked-again", f"a code without a form {seconds} s after the sign-in", f"HTTP {answer.status}")


@check("LOGIN-015")
def session_over(answer: Exchange, seconds: int) -> Difference | None:
    """The browser gets no code without a form, this many seconds after the sign-in."""
    if not redirect_query(answer).get("code"):
        return None
    return Difference("code-issued", f"the form {seconds} s after the sign-in", "a code without it")


@check("LOGIN-016")
def tokens_of_who_signed_in(answer: Exchange, sub: str) -> Difference | None:
    """The ID token's sub is that of the user who signed in."""
    token = answer.response.get("id_token")
    seen = part_of(token, 1).get("sub") if isinstance(token, str) else None
    return None if seen == sub else Difference("sub", f"sub {sub!r} in the ID token", f"{seen!r}")


@check("LOGIN-017")
def session_survives_sign_out(answer: Exchange) -> Difference | None:
    """The browser gets a code at once, and no form."""
    if redirect_query(answer).get("code"):
        return None
    return Difference("asked-again", "a code without a form", f"HTTP {answer.status}")


def _attempt(s: Scenario, site: Site, user: User, word: str, password: str | None = None) -> Arrival:
    """A sign-in in a new browser; a page that the target does not have ends the example."""
    _, key = proof_key(s, word)
    arrival = site.browser.sign_in(site.client, user, password=password, scope="openid", **key)
    served(s, arrival.last)
    return arrival


def _somebody(s: Scenario, base: str, password: str, status: str = "CONFIRMED") -> tuple[Site, User]:
    site = application(s)
    return site, s.user(site.pool, password=password, username=s.name(base), status=status)


@prop("LOGIN-001", base=names(), password=passwords(), word=words())
def test_right_password(s: Scenario, base: str, password: str, word: str) -> None:
    """A confirmed user."""
    site, user = _somebody(s, base, password)
    sign_in_page(s, site, word)
    s.check("LOGIN-001", _attempt(s, site, user, word).last, callback=CALLBACK)


@prop("LOGIN-002", "LOGIN-003", "LOGIN-004", base=names(), password=passwords(), way=wrong_variants(), word=words())
def test_wrong_password(s: Scenario, base: str, password: str, way: str, word: str) -> None:
    """A wrong password, then the right one."""
    site, user = _somebody(s, base, password)
    attempt = _attempt(s, site, user, word, wrong_password(password, way))
    site.browser.forget()
    code_for(s, site, user, scope="openid", **proof_key(s, word)[1])
    if not s.check("LOGIN-002", attempt.last):
        s.end("LOGIN-002", "a wrong password signs in")
    s.check("LOGIN-003", attempt.last)
    s.check("LOGIN-004", attempt.last)


@prop("LOGIN-005", base=names(), other=names(), password=passwords(), word=words())
def test_unknown_user(s: Scenario, base: str, other: str, password: str, word: str) -> None:
    """A user name that does not exist, with another user's password."""
    site, user = _somebody(s, base, password)
    code_for(s, site, user, scope="openid", **proof_key(s, word)[1])
    site.browser.forget()
    nobody = User(site.pool, s.name(other), "", None, password, {}, "", user.created)
    s.check("LOGIN-005", _attempt(s, site, nobody, word).last)


@prop("LOGIN-006", base=names(), password=passwords(), word=words())
def test_unconfirmed(s: Scenario, base: str, password: str, word: str) -> None:
    """A user who signed up and did not confirm; once confirmed, the password is accepted."""
    site, user = _somebody(s, base, password, "UNCONFIRMED")
    attempt = _attempt(s, site, user, word)
    s.must("AdminConfirmSignUp", UserPoolId=site.pool.id, Username=user.username)
    site.browser.forget()
    code_for(s, site, user, scope="openid", **proof_key(s, word)[1])
    s.check("LOGIN-006", attempt.last)


@prop("LOGIN-007", "LOGIN-008", base=names(), password=passwords(), new=passwords(), word=words())
def test_temporary_password(s: Scenario, base: str, password: str, new: str, word: str) -> None:
    """A user whom an administrator created, with a temporary password."""
    s.assume(password != new)
    site, user = _somebody(s, base, password, "FORCE_CHANGE_PASSWORD")
    sign_in_page(s, site, word)
    first = _attempt(s, site, user, word)
    if not s.check("LOGIN-007", first.last):
        s.end("LOGIN-007", "a temporary password signs in")
    page = site.browser.follow(first.last)
    form = _new_password_form(page)
    answer = site.browser.follow(site.browser.submit(form, user, changes=_typed(form, new))) if form else page
    read = s.must("AdminGetUser", UserPoolId=site.pool.id, Username=user.username)
    s.check("LOGIN-008", answer, read, asked=form is not None)


def _new_password_form(page: Exchange) -> Form | None:
    """The form that asks for passwords and for no name."""
    return next((form for form in forms_of(page) if _typed(form, "") and "username" not in form.kind), None)


def _typed(form: Form, password: str) -> dict[str, str | None]:
    """The form with the same password in every password field."""
    return {field["name"]: password for field in form.fields if field["kind"] == "password"}


@prop("LOGIN-009", "LOGIN-010", base=names(), password=passwords(), word=words())
def test_disabled(s: Scenario, base: str, password: str, word: str) -> None:
    """A user who could sign in until disabled."""
    site, user = _somebody(s, base, password)
    code_for(s, site, user, scope="openid", **proof_key(s, word)[1])
    site.browser.forget()
    s.must("AdminDisableUser", UserPoolId=site.pool.id, Username=user.username)
    attempt = _attempt(s, site, user, word)
    if not s.check("LOGIN-009", attempt.last):
        s.end("LOGIN-009", "a disabled user signs in")
    s.check("LOGIN-010", attempt.last)


@prop("LOGIN-011", word=words())
def test_form(s: Scenario, word: str) -> None:
    """The fields of the form."""
    site = application(s)
    s.check("LOGIN-011", sign_in_page(s, site, word))


@prop("LOGIN-012", "LOGIN-013", base=names(), password=passwords(), word=words())
def test_session(s: Scenario, base: str, password: str, word: str) -> None:
    """A second request in the same browser, and one without its cookies."""
    site, user = _somebody(s, base, password)
    code_for(s, site, user, scope="openid", **proof_key(s, word)[1])
    s.check("LOGIN-012", again(s, site, word))
    site.browser.forget()
    s.check("LOGIN-013", again(s, site, word))


@prop(
    "LOGIN-014",
    "LOGIN-015",
    password=passwords(),
    word=words(),
    early=st.integers(60, 3540),
    late=st.integers(3660, 7200),
)
def test_session_lifetime(s: Scenario, password: str, word: str, early: int, late: int) -> None:
    """Three browsers of one user: one comes back at once, one within the hour, the last one after it."""
    site, user = _somebody(s, "user", password)
    other, at_once = application(s), application(s)
    for one in (site, other, at_once):
        code_for(s, one, user, scope="openid", **proof_key(s, word)[1])
    in_session = again(s, at_once, word)
    if not redirect_query(in_session).get("code"):
        s.end("LOGIN-012", "there is no session in this browser", in_session)
    late = s.soon(late, 3660)
    s.advance(early)
    s.check("LOGIN-014", again(s, site, word), seconds=early)
    s.advance(late - early)
    s.check("LOGIN-015", again(s, other, word), seconds=late)


@check("LOGIN-019")
def left_open(last: Exchange) -> Difference | None:
    """The browser is given no code, and the server does not fail."""
    return refused_without_code(last)


@prop("LOGIN-019", password=passwords(), word=words(), open_for=st.integers(600, 3000))
def test_left_open(s: Scenario, password: str, word: str, open_for: int) -> None:
    """The form of a page that was fetched a while ago; that of a new page signs in."""
    site, user = _somebody(s, "user", password)
    form = site.browser.form(sign_in_page(s, site, word))
    s.advance(s.soon(open_for, 600))
    late = site.browser.follow(site.browser.submit(form, user)) if form else None
    site.browser.forget()
    code_for(s, site, user, scope="openid", **proof_key(s, word)[1])
    if late is not None:
        s.check("LOGIN-019", served(s, late))


@prop("LOGIN-016", base=names(), password=passwords(), word=words(), moved=st.booleans())
def test_whose_code(s: Scenario, base: str, password: str, word: str, moved: bool) -> None:
    """Two users in two browsers; the first one's address may change before the code is exchanged."""
    site, user = _somebody(s, base, password)
    other_site, other = _somebody(s, base, password)
    verifier, key = proof_key(s, word)
    first = code_for(s, site, user, scope="openid", **key)
    second = code_for(s, other_site, other, scope="openid", **key)
    if moved:
        s.must(
            "AdminUpdateUserAttributes",
            UserPoolId=site.pool.id,
            Username=user.username,
            UserAttributes=[{"Name": "email", "Value": s.email()}],
        )
    answers = [s.need(redeemed(s, site, code, verifier), "OTOKEN-001") for code in (first.code, second.code)]
    for answer, one in zip(answers, (user, other), strict=True):
        s.check("LOGIN-016", answer, sub=_sub_of(s, one))


def _sub_of(s: Scenario, user: User) -> str:
    read = s.must("AdminGetUser", UserPoolId=user.pool.id, Username=user.username)
    found = read.get("UserAttributes") or []
    return next((str(one.get("Value")) for one in found if isinstance(one, dict) and one.get("Name") == "sub"), "")


@prop("LOGIN-017", base=names(), password=passwords(), word=words())
def test_session_after_sign_out(s: Scenario, base: str, password: str, word: str) -> None:
    """GlobalSignOut by the API, then a request in the same browser."""
    site, user = _somebody(s, base, password)
    code_for(s, site, user, scope="openid", **proof_key(s, word)[1])
    in_session = again(s, site, word)
    if not redirect_query(in_session).get("code"):
        s.end("LOGIN-012", "there is no session in this browser", in_session)
    s.must("GlobalSignOut", blame="SIGNOUT-001", AccessToken=s.sign_in(site.client, user).access)
    s.check("LOGIN-017", again(s, site, word))
