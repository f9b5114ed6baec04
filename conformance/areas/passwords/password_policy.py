"""The password policy: every rule on both sides of its boundary, by every operation that sets a password."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.users import by_email, fresh_login
from conformance.oracle.password_policy import REASONS, SYMBOLS
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Pool
from conformance.strategies import emails_local, names
from conformance.strategies.policies import (
    STRICT,
    Case,
    Policy,
    switched_off,
    too_short,
    whole_policies,
    without_class,
)

APPLIES = {"SignUp": "PWPOLICY-015", "AdminCreateUser": "PWPOLICY-017", "AdminSetUserPassword": "PWPOLICY-019"}
OPERATIONS = st.sampled_from(tuple(APPLIES))
PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
KEEPS_ALL = "Aa1!" + "x" * 95  # satisfies every policy that is tried here
UNLISTED = "€£§¿äßéñøЖ漢あ"  # characters that the guide's list of special characters does not have


def policy_pool(s: Scenario, wanted: Policy) -> Pool:
    """A pool with this password policy."""
    return s.pool(Policies={"PasswordPolicy": wanted})


def setter(s: Scenario, pool: Pool, operation: str, base: str, *, permanent: bool = True) -> Callable[[str], Exchange]:
    """Sets passwords with this operation: each for a new user, or with AdminSetUserPassword for the same user."""
    if operation == "SignUp":
        client = s.client(pool)
        return lambda password: s.call(
            "SignUp", ClientId=client.id, Username=fresh_login(s, pool, base), Password=password
        )
    if operation == "AdminCreateUser":
        return lambda password: s.call(
            "AdminCreateUser",
            UserPoolId=pool.id,
            Username=fresh_login(s, pool, base),
            MessageAction="SUPPRESS",
            TemporaryPassword=password,
        )
    username = fresh_login(s, pool, base)
    s.must(
        "AdminCreateUser",
        UserPoolId=pool.id,
        Username=username,
        MessageAction="SUPPRESS",
        TemporaryPassword=KEEPS_ALL,
    )
    return lambda password: s.call(
        "AdminSetUserPassword", UserPoolId=pool.id, Username=username, Password=password, Permanent=permanent
    )


@check("PWPOLICY-023", "PWPOLICY-024")
def names_a_broken_rule(refusal: Exchange, reasons: list[str]) -> Difference | None:
    """The text ends with one of these reasons."""
    text = refusal.message or ""
    if any(text.endswith(reason) for reason in reasons):
        return None
    return Difference("reason", "a message that ends with " + " or ".join(reasons), f"message {text!r}")


def _whole_policy(s: Scenario, requirement: str, case: Case, attempt: Callable[[str], Exchange]) -> None:
    """A password that keeps the policy is taken; one that breaks it is refused, with a reason that is true."""
    kept = s.accepted("PWPOLICY-001", attempt(case.kept))
    refusal = attempt(case.broken)
    if not s.refused(requirement, refusal, control=kept).as_stated:
        s.end(requirement, "the password that breaks the policy was not refused as such", refusal)
    s.check("PWPOLICY-023", refusal, reasons=[REASONS[rule] for rule in case.rules])
    if case.rules[0] == "length" and len(case.rules) > 1:
        s.check("PWPOLICY-024", refusal, reasons=[REASONS["length"]])


@prop("PWPOLICY-001", "PWPOLICY-015", "PWPOLICY-023", "PWPOLICY-024", case=whole_policies(), base=names())
def test_whole_policy_at_sign_up(s: Scenario, case: Case, base: str) -> None:
    """SignUp, any policy."""
    _whole_policy(s, "PWPOLICY-015", case, setter(s, policy_pool(s, case.policy), "SignUp", base))


@prop("PWPOLICY-001", "PWPOLICY-017", "PWPOLICY-023", "PWPOLICY-024", case=whole_policies(), base=names())
def test_whole_policy_at_creation(s: Scenario, case: Case, base: str) -> None:
    """AdminCreateUser with a temporary password, any policy."""
    _whole_policy(s, "PWPOLICY-017", case, setter(s, policy_pool(s, case.policy), "AdminCreateUser", base))


@prop(
    "PWPOLICY-001",
    "PWPOLICY-019",
    "PWPOLICY-023",
    "PWPOLICY-024",
    case=whole_policies(),
    base=names(),
    permanent=st.booleans(),
)
def test_whole_policy_by_administrator(s: Scenario, case: Case, base: str, permanent: bool) -> None:
    """AdminSetUserPassword, permanent or not, any policy."""
    pool = policy_pool(s, case.policy)
    _whole_policy(s, "PWPOLICY-019", case, setter(s, pool, "AdminSetUserPassword", base, permanent=permanent))


def _one_rule(s: Scenario, requirement: str, case: Case, operation: str, base: str) -> None:
    attempt = setter(s, policy_pool(s, case.policy), operation, base)
    s.refused(requirement, attempt(case.broken), control=lambda: attempt(case.kept))


@prop("PWPOLICY-023", "PWPOLICY-024", case=whole_policies(both=True), operation=OPERATIONS, base=names())
def test_two_rules_broken(s: Scenario, case: Case, operation: str, base: str) -> None:
    """A password that is too short and lacks a class as well, where such a password is refused at all."""
    attempt = setter(s, policy_pool(s, case.policy), operation, base)
    s.need(attempt(case.kept), "PWPOLICY-001")
    refusal = attempt(case.broken)
    if refusal.code != "InvalidPasswordException":
        s.end(APPLIES[operation], "the password that breaks the policy was not refused as such", refusal)
    s.check("PWPOLICY-023", refusal, reasons=[REASONS[rule] for rule in case.rules])
    s.check("PWPOLICY-024", refusal, reasons=[REASONS["length"]])


@prop("PWPOLICY-002", case=too_short(), operation=OPERATIONS, base=names())
def test_minimum_length(s: Scenario, case: Case, operation: str, base: str) -> None:
    """One character too few, against just enough."""
    _one_rule(s, "PWPOLICY-002", case, operation, base)


@prop("PWPOLICY-003", case=without_class("uppercase"), operation=OPERATIONS, base=names())
def test_uppercase(s: Scenario, case: Case, operation: str, base: str) -> None:
    """No upper-case letter, against one."""
    _one_rule(s, "PWPOLICY-003", case, operation, base)


@prop("PWPOLICY-004", case=without_class("lowercase"), operation=OPERATIONS, base=names())
def test_lowercase(s: Scenario, case: Case, operation: str, base: str) -> None:
    """No lower-case letter, against one."""
    _one_rule(s, "PWPOLICY-004", case, operation, base)


@prop("PWPOLICY-005", case=without_class("numbers"), operation=OPERATIONS, base=names())
def test_numbers(s: Scenario, case: Case, operation: str, base: str) -> None:
    """No digit, against one."""
    _one_rule(s, "PWPOLICY-005", case, operation, base)


@prop("PWPOLICY-006", case=without_class("symbols"), operation=OPERATIONS, base=names())
def test_symbols(s: Scenario, case: Case, operation: str, base: str) -> None:
    """Only letters and digits, against one special character."""
    _one_rule(s, "PWPOLICY-006", case, operation, base)


@prop("PWPOLICY-007", drawn=switched_off(), operation=OPERATIONS, base=names())
def test_rule_switched_off(s: Scenario, drawn: tuple[Policy, str], operation: str, base: str) -> None:
    """A class that the policy does not require may be missing."""
    s.accepted("PWPOLICY-007", setter(s, policy_pool(s, drawn[0]), operation, base)(drawn[1]))


@prop(
    "PWPOLICY-008",
    symbols=st.lists(st.sampled_from(SYMBOLS), min_size=3, max_size=3, unique=True),
    letters=st.text(PLAIN, min_size=5, max_size=20),
    place=st.integers(0, 20),
    operation=OPERATIONS,
    base=names(),
)
def test_listed_symbols(
    s: Scenario, *, symbols: list[str], letters: str, place: int, operation: str, base: str
) -> None:
    """Each special character of the guide's list is enough by itself, anywhere in the password."""
    body = "Aa1" + letters
    at = place % (len(body) + 1)
    attempt = setter(s, policy_pool(s, STRICT), operation, base)
    for symbol in symbols:
        s.accepted("PWPOLICY-008", attempt(body[:at] + symbol + body[at:]))


@prop(
    "PWPOLICY-009",
    letters=st.text(PLAIN, min_size=5, max_size=20),
    place=st.integers(0, 20),
    operation=OPERATIONS,
    base=names(),
)
def test_inner_blank(s: Scenario, letters: str, place: int, operation: str, base: str) -> None:
    """A blank inside the password is enough as a special character."""
    body = "Aa1" + letters
    at = 1 + place % (len(body) - 1)
    attempt = setter(s, policy_pool(s, STRICT), operation, base)
    s.accepted("PWPOLICY-009", attempt(body[:at] + " " + body[at:]))


@prop(
    "PWPOLICY-010",
    letters=st.text(PLAIN, min_size=5, max_size=20),
    others=st.text(UNLISTED, min_size=1, max_size=3),
    symbol=st.sampled_from(SYMBOLS),
    operation=OPERATIONS,
    base=names(),
)
def test_unlisted_characters(s: Scenario, *, letters: str, others: str, symbol: str, operation: str, base: str) -> None:
    """Characters outside of the list are no special characters; with one of the list it is accepted."""
    attempt = setter(s, policy_pool(s, STRICT), operation, base)
    s.refused(
        "PWPOLICY-010", attempt(f"Aa1{letters}{others}"), control=lambda: attempt(f"Aa1{letters}{others[1:]}{symbol}")
    )


@prop(
    "PWPOLICY-011",
    "PWPOLICY-012",
    body=st.text(PLAIN + SYMBOLS, min_size=252, max_size=252),
    more=st.text(PLAIN, min_size=1, max_size=3),
    operation=OPERATIONS,
    base=names(),
)
def test_maximum_length(s: Scenario, body: str, more: str, operation: str, base: str) -> None:
    """256 characters, and one to three more."""
    attempt = setter(s, policy_pool(s, STRICT), operation, base)
    longest = s.accepted("PWPOLICY-011", attempt(f"Aa1!{body}"))
    s.refused("PWPOLICY-012", attempt(f"Aa1!{body}{more}"), control=longest)


@prop(
    "PWPOLICY-013",
    letters=st.text(PLAIN, min_size=5, max_size=20),
    leading=st.booleans(),
    operation=OPERATIONS,
    base=names(),
)
def test_outer_blank(s: Scenario, letters: str, leading: bool, operation: str, base: str) -> None:
    """A blank before or after a password that is good without it."""
    attempt = setter(s, policy_pool(s, STRICT), operation, base)
    good = f"Aa1!{letters}"
    s.refused("PWPOLICY-013", attempt(f" {good}" if leading else f"{good} "), control=lambda: attempt(good))


DEFAULT_FAULTS = st.sampled_from(("length", "A", "a", "1", "!"))


@prop(
    "PWPOLICY-014",
    fault=DEFAULT_FAULTS,
    letters=st.text("bcdefghijk", min_size=4, max_size=4),
    operation=OPERATIONS,
    base=names(),
)
def test_default_policy(s: Scenario, fault: str, letters: str, operation: str, base: str) -> None:
    """A pool without Policies: eight characters, all four classes."""
    attempt = setter(s, s.pool(), operation, base)
    good = "Aa1!" + letters.upper()  # exactly eight, with "a" as the only lower-case letter
    if fault == "A":
        good = "Aa1!" + letters
    broken = good[:-1] if fault == "length" else good.replace(fault, "Z" if fault == "a" else "z", 1)
    s.refused("PWPOLICY-014", attempt(broken), control=lambda: attempt(good))


@prop("PWPOLICY-021", case=st.one_of(too_short((STRICT,)), without_class("numbers", (STRICT,))), local=emails_local())
def test_confirm_forgot_password(s: Scenario, case: Case, local: str) -> None:
    """ConfirmForgotPassword with the right code: a password that breaks the policy, then, by a new code, a good one."""
    pool = s.pool(Policies={"PasswordPolicy": case.policy}, **by_email(s))
    client = s.client(pool)
    verified = {"email": s.email(local), "email_verified": "true"}
    user = s.user(pool, password=f"Old-{case.kept}1aA", attributes=verified)

    def attempt(password: str) -> Exchange:
        asked = s.must("ForgotPassword", ClientId=client.id, Username=user.username)
        code = s.code("forgot_password", user, announced=asked)
        return s.call(
            "ConfirmForgotPassword",
            ClientId=client.id,
            Username=user.username,
            ConfirmationCode=code,
            Password=password,
        )

    s.refused("PWPOLICY-021", attempt(case.broken), control=lambda: attempt(case.kept))
